"""A process that carries operations, to be killed: `python -m tests.operations.child DATABASE ADDRESS REPORT`.

It writes a line to REPORT for everything it tells, prints `ready` once it runs, and stops on SIGTERM. What may have
been told is looked for in the reports beside its own, as in Slack in the history of the channel. With
DIE_AFTER_TELLING it kills itself when it has told that, before it writes down that it did.
"""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from bot.operations.narrator import Place, Telling
from bot.operations.store import Store
from tests.operations.harness import engine_on


class Reporter:
    """Tells a file. Implements bot.operations.narrator.Narrator."""

    def __init__(self, report: Path) -> None:
        self._report = report

    async def tell(self, telling: Telling) -> Place | None:
        """Write the line, unless it may be and is written already."""
        operation = telling.operation
        edit = telling.kind == "root" and operation.root_ts is not None
        if edit or not (telling.in_doubt and self._written(telling.key)):
            kind = f"{telling.kind} {telling.act.verb}" if telling.act else telling.kind
            if telling.report is not None:
                (await telling.report()).read()
            line = {"kind": kind, "operation": operation.id, "state": telling.progress.state, "key": telling.key}
            with self._report.open("a") as file:
                file.write(f"{json.dumps(line | {'edit': edit})}\n")
            if os.environ.get("DIE_AFTER_TELLING") == telling.kind:
                os.kill(os.getpid(), signal.SIGKILL)
        return ("COPS", operation.root_ts or f"1700000000.{operation.number:06}") if telling.kind == "root" else None

    def _written(self, key: str) -> bool:
        reports = [path for path in self._report.parent.iterdir() if path.is_file() and not path.suffix]
        return any(f'"{key}"' in path.read_text() for path in reports)


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
