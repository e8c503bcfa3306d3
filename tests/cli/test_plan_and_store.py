"""`backfill-bot plan` beside a bot: what was read and counted is shared; without a store it plans all the same."""

import asyncio
import json
import os
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.operations.store import Store
from bot.request.load import Lately
from tests.cli.conftest import Shell
from tests.operations.harness import Remote

TREE = "1005 2026-11-20 with downstream"
WITHOUT = "backfill-bot: without the store, so the calls of the day are not counted: "


@pytest_asyncio.fixture
async def store(shell: Shell) -> AsyncIterator[Store]:
    """The store of a bot."""
    opened = await Store.open(shell.url)
    yield opened
    await opened.close()


def lists(remote: Remote, action: str) -> int:
    """How often an action was called since this was asked."""
    calls = [entry.action for entry in remote.service.journal]
    remote.service.journal.clear()
    return calls.count(action)


async def calls_today(store: Store) -> int:
    return await store.calls_of_region("", datetime.now(UTC).date())


async def test_the_next_plan_knows_what_the_first_one_read(shell: Shell, remote: Remote, store: Store) -> None:
    status, first, err = await shell.run("plan", TREE)
    assert (status, err) == (0, "")
    made = len(remote.service.journal)
    assert f"{made} calls to DataWorks" in first
    assert lists(remote, "ListDownstreamTasks") > 5
    assert await calls_today(store) == made
    status, again, err = await shell.run("plan", TREE)
    assert (status, err) == (0, "")
    assert f" {len(remote.service.journal)} calls to DataWorks" in again
    made += len(remote.service.journal)
    assert lists(remote, "ListDownstreamTasks") == 1, "the root alone is compared"
    assert await calls_today(store) == made
    assert again.splitlines()[:5] == first.splitlines()[:5]


async def test_durations_that_the_bot_read_serve_on_the_command_line(
    shell: Shell, remote: Remote, store: Store
) -> None:
    now = datetime.now(UTC)
    today = now.astimezone().date()
    for back in (1, 2, 3, 4, 5):  # whatever the zone makes of today
        read = {1001: Lately(now - timedelta(hours=3), (600.0,))}
        await store.keep_runs((remote.address, "Prod"), today - timedelta(days=back), read)
    status, out, err = await shell.run("plan", "1001 2026-11-20..2026-11-22")
    assert (status, err) == (0, "")
    assert lists(remote, "ListTaskInstances") == 0
    assert "about 30 min" in out
    assert "recent runs read 3 h ago" in out


async def test_the_calls_of_the_day_are_those_of_the_bot_too(shell: Shell, remote: Remote, store: Store) -> None:
    few = shell.having(DATAWORKS_CALLS_PER_DAY="100")
    await store.count_call("10001", "", datetime.now(UTC).date(), 90)
    status, out, err = await few.run("plan", "1001 2026-11-20")
    assert (status, err) == (0, "")
    assert "Not looked up, 10 calls left today." in out
    assert remote.service.journal == []


async def test_a_running_bot_is_not_disturbed(shell: Shell, remote: Remote, store: Store) -> None:
    """While the bot writes, several plans read and write beside it; none of them takes its lock."""
    held = store.database.hold()
    assert held is not None
    written = 0

    async def write() -> None:
        nonlocal written
        while True:
            await store.count_call("bot", "elsewhere", date(2026, 11, 24))
            written += 1
            await asyncio.sleep(0.005)

    writing = asyncio.create_task(write())
    plans = await asyncio.gather(*(shell.run("plan", TREE) for _ in range(3)))
    assert not writing.done(), "a write failed"
    writing.cancel()
    assert [(status, err) for status, _out, err in plans] == [(0, "")] * 3
    assert await store.calls_of_region("elsewhere", date(2026, 11, 24)) in (written, written + 1)
    held.close()
    store.database.hold()


async def test_without_a_store_none_is_made(shell: Shell, remote: Remote, tmp_path: Path) -> None:
    status, out, err = await shell.run("plan", TREE)
    assert status == 0
    assert err == f"{WITHOUT}There is no database file {tmp_path}/backfill.sqlite.\n"
    assert "calls to DataWorks" in out
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - and no store beside


async def test_json_is_not_mixed_with_what_is_said(shell: Shell) -> None:
    _status, out, err = await shell.run("plan", "1001 2026-11-20", "--json")
    assert json.loads(out)["requests"]
    assert err.startswith(WITHOUT)


@pytest.mark.parametrize("trouble", ["other version", "damaged", "read-only", "no server", "no url"])
async def test_a_store_that_cannot_be_used_is_left_alone(shell: Shell, tmp_path: Path, trouble: str) -> None:
    file = tmp_path / "backfill.sqlite"
    if trouble == "damaged":
        file.write_bytes(b"this is no database" * 100)
    else:
        await (await Store.open(shell.url)).close()
    words = "damaged"
    if trouble == "other version":
        with sqlite3.connect(file) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '0007'")
        connection.close()
        words = "is another version's"
    elif trouble == "read-only":
        with file.open("r+b") as content:
            content.seek(18)  # SQLite only reads a file that a newer one wrote
            content.write(b"\x03")
        words = "readonly database"
    elif trouble == "no server":
        shell, words = shell.having(DATABASE_URL="postgresql://bot:p4ssw0rd@127.0.0.1:1/backfill"), "127.0.0.1:1"
    elif trouble == "no url":
        shell, words = shell.having(DATABASE_URL="mysql://x"), "mysql"
    before = file.read_bytes()
    status, out, err = await shell.run("plan", TREE)
    assert status == 0
    assert err.startswith(WITHOUT)
    assert words in err
    assert err.count("\n") == 1
    assert "p4ssw0rd" not in err
    assert "Instances" in out
    assert file.read_bytes() == before


async def test_a_store_that_fails_while_it_is_used_is_done_without(shell: Shell, store: Store) -> None:
    """Whatever is written of tasks is refused, as on a full disk."""
    with sqlite3.connect(store.database.file or "") as connection:
        connection.execute("CREATE TRIGGER full BEFORE INSERT ON task_nodes BEGIN SELECT RAISE(ABORT, 'full'); END")
    connection.close()
    status, out, err = await shell.run("plan", TREE)
    assert status == 0
    assert err.startswith(WITHOUT)
    assert err.count("\n") == 1
    (instances,) = [line for line in out.splitlines() if line.startswith("Instances")]
    assert "not known" not in instances
