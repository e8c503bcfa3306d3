"""The bot of a world as its own process: started again whenever it ends, until it is told to rest."""

import asyncio
import os
import shutil
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from bot.playground.bot_process import STOP_WITHIN, spawned
from tests.packaging.installing import ROOT

KEPT = ROOT / "build" / "faults"
"""Where the log of a bot that did wrong is kept."""
AGAIN_SECONDS = 0.2
"""From a death to the next start."""


class Bot:
    """One bot. `starts` counts its processes, `statuses` are how they ended. Its log is a file."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], log: Path) -> None:
        self.env = dict(env)
        self.statuses: list[int] = []
        self.starts = 0
        self._command = command
        self._log = log
        self._process: asyncio.subprocess.Process | None = None
        self._keeping: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The process id, while it runs."""
        return self._process.pid if self._process and self._process.returncode is None else None

    def start(self) -> None:
        """Run it from now on."""
        self._keeping = asyncio.create_task(self._keep())

    async def rest(self) -> None:
        """End it with SIGTERM, with SIGKILL when that is not heard in time, and do not start it again."""
        if self._keeping is None:
            return
        self._keeping.cancel()
        with suppress(asyncio.CancelledError):
            await self._keeping
        self._keeping = None
        if self.pid is None or self._process is None:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), STOP_WITHIN)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    def signal(self, number: signal.Signals) -> bool:
        """Send it a signal; whether there was a process to hear it."""
        if self.pid is None:
            return False
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:
            return False  # It ended a moment ago.
        return True

    def resident(self) -> int:
        """Its memory in bytes (VmRSS), 0 while it does not run."""
        try:
            lines = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines()
        except OSError:
            return 0
        return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:")), 0)

    def log(self) -> str:
        """Everything it wrote."""
        try:
            return self._log.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""

    def keep_log(self, name: str) -> Path:
        """A copy of it that outlives the world; where."""
        KEPT.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copy(self._log, KEPT / f"{name}.log"))

    def last_words(self, lines: int = 15) -> str:
        """The end of its log."""
        return "\n".join(f"    {line}" for line in self.log().splitlines()[-lines:]) or "    (nothing)"

    async def _keep(self) -> None:
        while True:
            self._process = await spawned(self._command, self.env, self._log)
            self.starts += 1
            self.statuses.append(await self._process.wait())
            await asyncio.sleep(AGAIN_SECONDS)
