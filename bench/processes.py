"""Processes that are measured: started with a chosen environment, watched for a line they say, ended."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATIENCE = 60.0
"""Seconds until a process must have said that it is ready."""


def bot_environment(folder: Path, slack_url: str, dataworks_url: str, port: int) -> dict[str, str]:
    """What `run` needs to work against a local Slack and a simulated DataWorks, with its store in `folder`."""
    from bot.playground.bot_process import environment

    return environment(slack_url, dataworks_url, folder, port, os.environ)


@asynccontextmanager
async def started(
    command: Sequence[str], env: Mapping[str, str], ready: bytes
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A Python process that has said `ready` on standard error; what it says later is read and dropped."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *command), env=dict(env), cwd=ROOT, stderr=asyncio.subprocess.PIPE
    )
    try:
        await asyncio.wait_for(_until(process, ready), PATIENCE)
        reading = asyncio.create_task(_drop(process))
        yield process
        process.terminate()
        await asyncio.gather(process.wait(), reading)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _until(process: asyncio.subprocess.Process, ready: bytes) -> None:
    assert process.stderr is not None
    said = b""
    while ready not in said:
        line = await process.stderr.readline()
        if not line:
            sys.exit(f"the process ended before it was ready:\n{said.decode()}")
        said += line


async def _drop(process: asyncio.subprocess.Process) -> None:
    assert process.stderr is not None
    while await process.stderr.read(65536):
        pass


def quantile(values: Sequence[float], share: float) -> float:
    """The value that this share of the values is not above."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
