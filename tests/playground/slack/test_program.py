"""`python -m bot.playground.slack` as a process of its own."""

import asyncio
import signal
import sys

import aiohttp

from tests.playground.slack.acting import MEI
from tests.playground.slack.conftest import MANIFEST


async def test_it_serves_until_it_is_told_to_stop() -> None:
    command = (sys.executable, "-m", "bot.playground.slack", "--port", "0", "--manifest", str(MANIFEST))
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    url = (await asyncio.wait_for(process.stdout.readline(), 20)).decode().strip()
    async with aiohttp.ClientSession() as http, http.get(f"{url}page/state?user={MEI}") as answer:
        assert (await answer.json())["me"] == {"user": MEI}
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 10) == 0
