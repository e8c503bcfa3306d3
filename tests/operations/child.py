"""A process that carries operations, to be killed: `python -m tests.operations.child DATABASE ADDRESS REPORT`.

It writes a line to REPORT for everything it tells, prints `ready` once it runs, and stops on SIGTERM.
"""

import asyncio
import json
import signal
import sys
from pathlib import Path

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


async def main(database_url: str, address: str, report: str) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    store = await Store.open(database_url)
    async with engine_on(store, Reporter(Path(report)), address):
        print("ready", flush=True)
        await stop.wait()
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
