"""The bot as its own process: the normal `run` command, told everything by environment variables.

Nothing of the bot is imported here. The process is started anew when it dies, and ended with SIGTERM.
"""

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

STOP_WITHIN = 8.0
"""Seconds the bot has after SIGTERM to finish what it does."""
EARLY = 10.0
"""A bot that dies within so many seconds of its start has not started."""
EARLY_DEATHS = 3
"""So many early deaths in a row, and it is given up."""

_OURS = ("SLACK_", "DATAWORKS_", "ALIBABA_CLOUD_", "BACKFILL_", "FOLLOW_")
_ALSO_OURS = ("DATABASE_URL", "PROD_ALLOWED", "HOST", "PORT", "CONSOLE_URL", "LOG_LEVEL", "LOG_FREE_TEXT")

PROJECTS = """\
default_project = "ec_dw"
console_url = "https://dataworks.console.aliyun.com/?region={region}&project={project_id}&env={env_type}"

[[projects]]
alias = "ec_dw"
id = 10001
region = "cn-shanghai"

[[projects]]
alias = "risk_mart"
id = 10002
region = "cn-shanghai"
"""


class BotDiedError(Exception):
    """The bot did not come up; the message says why in its own last words."""


def run_command(*, http: bool) -> list[str]:
    """The bot's normal start, in this Python: Socket Mode, or signed HTTP."""
    return [sys.executable, "-m", "bot", "run", *(["--http"] if http else [])]


async def spawned(command: Sequence[str], env: Mapping[str, str], log: Path) -> asyncio.subprocess.Process:
    """Start a process that adds to a log of its owner's.

    In a group of its own: Ctrl-C in the terminal reaches us alone, and we end it in order.
    """
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        return await asyncio.create_subprocess_exec(
            *command,
            env=env,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=descriptor,
            stderr=descriptor,
            start_new_session=True,
        )
    finally:
        os.close(descriptor)


def environment(
    slack_url: str, dataworks_url: str, folder: Path, port: int, inherited: Mapping[str, str]
) -> dict[str, str]:
    """The bot's environment: what the machine gives, without its proxies and any settings of a real bot, and ours.

    `folder` gets the store and the configuration file.
    """
    config = folder / "config.toml"
    config.write_text(PROJECTS, encoding="utf-8")
    kept = {
        name: value
        for name, value in inherited.items()
        if not name.lower().endswith("_proxy") and not name.startswith(_OURS) and name not in _ALSO_OURS
    }
    return kept | {
        "SLACK_BOT_TOKEN": "xoxb-playground",
        "SLACK_APP_TOKEN": "xapp-playground",
        "SLACK_SIGNING_SECRET": "playground-signing-secret",
        "SLACK_API_URL": f"{slack_url}/api/",
        "DATAWORKS_REGION": "cn-shanghai",
        "DATAWORKS_ENDPOINT": dataworks_url,
        "DATAWORKS_CALLS_PER_SECOND": "50",
        "ALIBABA_CLOUD_ACCESS_KEY_ID": "playgroundkeyid",
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "playgroundkeysecret",
        "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
        "BACKFILL_CONFIG": str(config),
        "DATABASE_URL": f"sqlite:///{folder / 'backfill.sqlite3'}",
        "PROD_ALLOWED": "U0OWNER",
        "FOLLOW_FIRST_SECONDS": "1",
        "FOLLOW_MAX_SECONDS": "3",
        "BACKFILL_POST_SECONDS": "0.1",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
    }


class BotProcess:
    """Keeps one bot running. `tell` gets a line when it dies and starts again; its log is a file."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], log: Path, tell: Callable[[str], None]) -> None:
        self._command = command
        self._env = dict(env)
        self._log = log
        self._tell = tell
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        """The process id, while it runs."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def keep(self) -> None:
        """Run it, again and again, until cancelled; then end it. Raises BotDiedError when it does not come up."""
        early = 0
        try:
            while True:
                began = time.monotonic()
                status = await self._run_once()
                early = early + 1 if time.monotonic() - began < EARLY else 0
                if early >= EARLY_DEATHS:
                    raise BotDiedError(
                        f"The bot does not start (exit status {status}). Its last words:\n{self.last_words()}"
                    )
                self._tell(
                    f"The bot ended with status {status} and is started again. Its last words:\n{self.last_words(3)}"
                )
                await asyncio.sleep(early)
        finally:
            await self.stop()

    async def stop(self) -> None:
        """End it: SIGTERM, and SIGKILL when that is not heard in time."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_WITHIN)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    def last_words(self, lines: int = 15) -> str:
        """The end of its log."""
        try:
            words = self._log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
        except OSError:
            words = []
        return "\n".join(f"    {line}" for line in words) or "    (nothing)"

    async def _run_once(self) -> int:
        self._process = await spawned(self._command, self._env, self._log)
        return await self._process.wait()
