"""A process that carries operations, to be killed: `python -m tests.operations.child DATABASE ADDRESS REPORT`.

It writes a line to REPORT for everything it tells, prints `ready` once it runs, and stops on SIGTERM. With DIE_AT in
the environment (`before call`, `inside call`, `after call`) it kills itself there: `inside` is after the effects of a
step and before its result is kept.
"""

import asyncio
import functools
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bot.operations.engine import Engine
from bot.operations.model import Operation
from bot.operations.progress import Progress
from bot.operations.store import Store
from tests.operations.harness import Recorder, engine_on


class Reporter(Recorder):
    """Tells a file."""

    def __init__(self, report: Path) -> None:
        super().__init__()
        self._report = report

    async def _hear(self, kind: str, operation: Operation, progress: Progress) -> None:
        line = json.dumps({"kind": kind, "operation": operation.id, "state": progress.state})
        with self._report.open("a") as file:
            file.write(f"{line}\n")


def die_at(where: str) -> None:
    """Have every engine of this process kill it at this place of this step."""
    place, _blank, name = where.partition(" ")
    step = Engine.step

    def here(reached: str, body: Callable[..., Any]) -> None:
        if (reached, body.__name__) == (place, name):
            os.kill(os.getpid(), signal.SIGKILL)

    async def deadly(engine: Engine, body: Callable[..., Awaitable[Any]], *args: Any, **kwargs: Any) -> Any:
        @functools.wraps(body)
        async def whole(*inner: Any, **named: Any) -> Any:
            result = await body(*inner, **named)
            here("inside", body)
            return result

        here("before", body)
        result = await step(engine, whole, *args, **kwargs)
        here("after", body)
        return result

    Engine.step = deadly  # type: ignore[method-assign, assignment]


async def main(database_url: str, address: str, report: str) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    store = await Store.open(database_url)
    async with engine_on(store, Reporter(Path(report)), address):
        print("ready", flush=True)
        await stop.wait()
    await store.close()


if __name__ == "__main__":
    if place := os.environ.get("DIE_AT"):
        die_at(place)
    asyncio.run(main(*sys.argv[1:]))
