"""Run the simulated DataWorks alone: `python -m bot.playground.dataworks --port 8090 --speed 20`."""

import argparse
import asyncio
import contextlib
import signal
import sys
from pathlib import Path

from bot.playground.dataworks.server import serve
from bot.playground.dataworks.world import World, load_world, with_a_past, with_more_tasks


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m bot.playground.dataworks", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one; the address is printed")
    parser.add_argument("--speed", type=float, default=20.0, help="simulated seconds in a real one")
    parser.add_argument("--world", type=Path, help="a world file instead of the built-in one")
    parser.add_argument("--tasks", type=int, default=0, help="make up tasks until there are this many")
    asked = parser.parse_args()
    world = load_world(asked.world) if asked.world else load_world()
    asyncio.run(_serve(asked.host, asked.port, asked.speed, with_a_past(with_more_tasks(world, asked.tasks))))


async def _serve(host: str, port: int, speed: float, world: World) -> None:
    runner = await serve(host, port, world, speed=speed)
    bound_host, bound_port = runner.addresses[0][:2]
    sys.stdout.write(f"http://{bound_host}:{bound_port}\n")
    sys.stdout.flush()
    ended = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(name, ended.set)
    await ended.wait()
    await runner.cleanup()


if __name__ == "__main__":
    main()
