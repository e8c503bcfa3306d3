"""`python -m bot.playground.slack --port N --manifest manifest.yml`: the local Slack alone."""

import argparse
import asyncio
import signal
from pathlib import Path

from bot.playground.slack.server import serve


async def _main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.playground.slack", description="A local Slack on loopback.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--manifest", type=Path, default=Path("manifest.yml"))
    parser.add_argument("--events-url", help="the app's address for signed HTTP; without it Socket Mode")
    parser.add_argument("--dataworks-url", help="where the simulated DataWorks listens")
    given = parser.parse_args()
    server = await serve(
        given.host,
        given.port,
        given.manifest,
        mode="http" if given.events_url else "socket",
        events_url=given.events_url,
        dataworks_url=given.dataworks_url,
    )
    print(f"{server.url}/", flush=True)  # noqa: T201 - the address is this program's answer
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    await server.close()


asyncio.run(_main())
