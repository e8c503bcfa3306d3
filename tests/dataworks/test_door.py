"""The public door of the room: light to import, complete, and at home behind proxies."""

import ast
import subprocess
import sys
import time
from pathlib import Path

import pytest

import bot.dataworks as room
from bot.dataworks import Credentials, DataWorks
from tests.dataworks.standin import KEY_ID, SECRET, StandIn


def test_importing_the_room_is_light() -> None:
    program = "import sys, bot.dataworks; print([n for n in ('httpx', 'pydantic', 'stamina') if n in sys.modules])"
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == "[]"


def test_retries_leave_standard_output_alone() -> None:
    program = """
import asyncio
from bot.dataworks import Credentials, DataWorks, NotReachable, RetryPolicy

async def call():
    retry = RetryPolicy(attempts=2, first_wait=0.001, jitter=0)
    async with DataWorks("http://127.0.0.1:9", Credentials.fixed("i", "s"), retry=retry) as dataworks:
        await dataworks.call("GetTask", {"Id": 1})

try:
    asyncio.run(call())
except NotReachable:
    print("not reachable")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "not reachable\n"
    assert done.stderr.count("GetTask unreachable") == 2


def test_every_public_name_is_there_and_typed() -> None:
    assert room.__file__ is not None
    tree = ast.parse(Path(room.__file__).read_text("utf-8"))
    typed = {
        alias.asname
        for node in ast.walk(tree)
        if isinstance(node, ast.If)
        for imported in ast.walk(node)
        if isinstance(imported, ast.ImportFrom)
        for alias in imported.names
        if alias.asname
    }
    assert typed == set(room.__all__)
    assert all(getattr(room, name) is not None for name in room.__all__)
    with pytest.raises(AttributeError):
        room.nothing_like_that  # noqa: B018


async def test_a_proxy_of_the_environment_does_not_stand_before_loopback(
    service: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    started = time.monotonic()
    async with DataWorks(service.url, Credentials.fixed(KEY_ID, SECRET)) as dataworks:
        assert await dataworks.call("GetTask", {"Id": 1}) == {"RequestId": "R-OK"}
    assert time.monotonic() - started < 5
