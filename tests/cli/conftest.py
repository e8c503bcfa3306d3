"""The command line as processes of their own, with one store and one simulated DataWorks."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from copy import copy
from pathlib import Path

import pytest
import pytest_asyncio

from tests.operations.harness import Remote, simulated
from tests.packaging.installing import clean_environment


@pytest_asyncio.fixture
async def remote() -> AsyncIterator[Remote]:
    async with simulated() as served:
        yield served


class Shell:
    """Runs the command with the settings of one store and one DataWorks."""

    def __init__(self, remote: Remote, folder: Path) -> None:
        self.url = f"sqlite:///{folder}/backfill.sqlite"
        self._environment = clean_environment() | {
            "DATAWORKS_ENDPOINT": remote.address,
            "DATAWORKS_PROJECT_ID": "10001",
            "ALIBABA_CLOUD_ACCESS_KEY_ID": "playgroundkeyid",
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "playgroundkeysecret",
            "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
            "DATABASE_URL": self.url,
            "FOLLOW_FIRST_SECONDS": "0.1",
            "FOLLOW_MAX_SECONDS": "0.3",
        }

    def having(self, **environment: str) -> "Shell":
        """The same with other settings."""
        other = copy(self)
        other._environment = self._environment | environment
        return other

    async def run(self, *arguments: str, given: str = "") -> tuple[int, str, str]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *arguments),
            env=self._environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await asyncio.wait_for(process.communicate(given.encode()), 60)
        return process.returncode or 0, out.decode(), err.decode()

    async def asked(
        self, *arguments: str, question: bytes, answer: str, meanwhile: Callable[[], Awaitable[None]]
    ) -> tuple[int, str, str]:
        """Run it on a terminal; once it asks its question on standard error, do something, then answer."""
        ours, theirs = os.openpty()
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", *arguments),
                env=self._environment,
                stdin=theirs,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            assert process.stderr is not None
            heard = await asyncio.wait_for(process.stderr.readuntil(question), 60)
            await meanwhile()
            os.write(ours, f"{answer}\n".encode())
            out, err = await asyncio.wait_for(process.communicate(), 60)
        finally:
            os.close(ours)
            os.close(theirs)
        return process.returncode or 0, out.decode(), (heard + err).decode()


@pytest.fixture
def shell(remote: Remote, tmp_path: Path) -> Shell:
    return Shell(remote, tmp_path)
