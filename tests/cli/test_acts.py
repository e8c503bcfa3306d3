"""`backfill-bot operations stop` and the like: shown first, carried once by whoever can, told with what came of it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio

from bot.operations.engine import Engine
from bot.operations.model import Operation, State
from bot.operations.store import Store
from tests.cli.conftest import Shell
from tests.operations.harness import FAST, Recorder, Remote, client, confirmed, engine_on, simulated

DAY = date(2026, 11, 20)


@pytest_asyncio.fixture
async def remote() -> AsyncIterator[Remote]:
    async with simulated() as served:
        yield served


@pytest.fixture
def shell(remote: Remote, tmp_path: Path) -> Shell:
    config = tmp_path / "backfill.toml"
    config.write_text(f'[[projects]]\nalias = "ec_dw"\nid = 10001\nendpoint = "{remote.address}"\n')
    return Shell(remote, tmp_path).having(BACKFILL_CONFIG=str(config))


@pytest_asyncio.fixture
async def store(shell: Shell) -> AsyncIterator[Store]:
    opened = await Store.open(shell.url)
    yield opened
    await opened.close()


@asynccontextmanager
async def running(store: Store, remote: Remote, narrator: Recorder) -> AsyncIterator[Engine]:
    """A bot that runs on the store."""
    async with client(remote.address) as dataworks:
        engine = Engine(store, narrator, lambda _alias: dataworks, replace(FAST, stop_seconds=60), listen_seconds=0.02)
        await engine.start()
        try:
            yield engine
        finally:
            await engine.stop(2)


async def failed(store: Store, remote: Remote, tasks: tuple[int, ...] = (1001,)) -> Operation:
    """An operation that ended with a failure on one day of each task."""
    for task in tasks:
        remote.service.engine.outcomes.fail(task, DAY, 1, "partition")
    narrator = Recorder()
    operation = await confirmed(store, tasks=tasks, parallelism=3)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        await narrator.heard("ended")
    return operation


async def test_a_stop_is_shown_carried_by_the_bot_and_watched_to_its_end(
    store: Store, shell: Shell, remote: Remote
) -> None:
    remote.service.clock.speed = 60
    narrator = Recorder()
    operation = await confirmed(store, days=6, parallelism=2)
    async with running(store, remote, narrator) as engine:
        await engine.run(operation.id)
        await narrator.heard("root", lambda _, seen: seen.running > 0)
        remote.service.clock.speed = 1  # A command line starts in seconds, in which nothing shall end.
        status, out, err = await shell.run("operations", "stop", "BF-1")
        assert (status, remote.posts("StopWorkflowInstances")) == (1, 0), err
        assert "runs of 1 task would be stopped" in out
        assert "Add --yes" in err
        stopping = asyncio.create_task(shell.run("operations", "stop", "BF-1", "--yes"))
        await narrator.heard("acted stop")
        remote.service.clock.speed = 60
        status, out, err = await stopping
        await narrator.heard("ended")
    assert status == 0, (out, err)
    assert "The running bot carries it." in err
    assert out.splitlines()[-1] == "BF-1: stopped"
    assert remote.posts("StopWorkflowInstances") == 1
    assert narrator.replies()[-3:] == ["asked stop", "acted stop", "ended"]
    asked = next(event for event in await store.events(operation.id) if event.kind == "asked:stop")
    assert (asked.user_id or "").startswith("cli:")
    assert "@" in (asked.user_id or "")
    again, _out, err = await shell.run("operations", "stop", "BF-1", "--yes")
    assert again == 1
    assert "cannot be done now: BF-1 is stopped" in err


async def test_without_a_bot_the_command_carries_it_and_slack_is_told_later(
    store: Store, shell: Shell, remote: Remote
) -> None:
    operation = await failed(store, remote)
    status, out, err = await shell.run("operations", "rerun", "1", "--yes")
    assert status == 0, (out, err)
    assert "1 run of 1 task would run again" in out
    assert out.splitlines()[-1] == "BF-1: 1 of 1 run again"
    assert remote.posts("RerunTaskInstances") == 1
    narrator = Recorder()
    async with engine_on(store, narrator, remote.address):
        await narrator.heard("acted rerun")
        await narrator.heard("ended", lambda _, seen: seen.state is State.DONE)
    assert remote.posts("RerunTaskInstances") == 1
    found = await store.get(operation.id)
    assert found is not None
    assert found.state is State.DONE


async def test_only_the_picked_are_run_again(store: Store, shell: Shell, remote: Remote) -> None:
    await failed(store, remote, (1001, 1002))
    status, _out, err = await shell.run(
        "operations", "rerun", "BF-1", "--task", "1001", "--date", "2026-11-21", "--yes"
    )
    assert status == 1
    assert "Nothing that was picked" in err
    assert "2026-11-20" in err
    status, out, err = await shell.run(
        *("operations", "rerun", "BF-1", "--task", "1001", "--date", "2026-11-20", "--yes", "--json")
    )
    assert status == 0, (out, err)
    told = json.loads(out)
    assert (told["asked"], told["done"], told["unknown"], told["refused"]) == (1, 1, False, {})
    ((run,)) = told["runs"]
    assert (run["bizdate"], run["outcome"]) == ("2026-11-20", "taken")
    assert told["asked_by"].startswith("cli:")


async def test_what_is_refused_is_told_by_run(store: Store, shell: Shell, remote: Remote) -> None:
    await failed(store, remote)
    remote.service.faults.switch("access_denied", {"action": "RerunTaskInstances", "remaining": 1})
    status, out, _err = await shell.run("operations", "rerun", "BF-1", "--yes")
    assert status == 1
    assert "0 of 1 run again; 1 refused: " in out
    assert "2026-11-20  instance " in out.splitlines()[-1]


async def test_a_lost_answer_is_called_unknown_and_not_repeated(store: Store, shell: Shell, remote: Remote) -> None:
    await failed(store, remote)
    remote.service.faults.switch("error_500", {"action": "RerunTaskInstances", "remaining": 1})
    status, out, err = await shell.run("operations", "rerun", "BF-1", "--yes")
    assert status == 3, (out, err)
    assert "whether that was done is not known" in out
    assert remote.posts("RerunTaskInstances") == 1


async def test_success_needs_a_reason_and_keeps_it(store: Store, shell: Shell, remote: Remote) -> None:
    operation = await failed(store, remote)
    status, _out, err = await shell.run("operations", "success", "BF-1", "--yes")
    assert status == 2
    assert "--reason" in err
    status, out, err = await shell.run("operations", "success", "BF-1", "--reason", "known gap", "--yes")
    assert status == 0, (out, err)
    assert "would be set to success" in out
    asked = next(event for event in await store.events(operation.id) if event.kind == "asked:set_success")
    assert asked.data["reason"] == "known gap"


async def test_two_commands_at_once_are_one_act(store: Store, shell: Shell, remote: Remote) -> None:
    await failed(store, remote)
    narrator = Recorder()
    remote.service.faults.switch("slow_ms", {"action": "RerunTaskInstances", "milliseconds": 6000})
    async with running(store, remote, narrator):
        both = await asyncio.gather(*(shell.run("operations", "rerun", "BF-1", "--yes") for _ in range(2)))
    assert remote.posts("RerunTaskInstances") == 1, both


async def test_refresh_and_log_ask_dataworks_themselves(store: Store, shell: Shell, remote: Remote) -> None:
    operation = await failed(store, remote)
    status, out, err = await shell.run("operations", "refresh", "BF-1")
    assert status == 0, err
    assert "1 failed" in out
    status, out, err = await shell.run("operations", "log", "BF-1")
    assert status == 0, err
    assert "partition" in out.lower()
    assert "instance" in err
    kinds = [event.kind for event in await store.events(operation.id)]
    assert {"refreshed", "log_read"} <= set(kinds)
    status, _out, err = await shell.run("operations", "log", "BF-1", "--task", "1002")
    assert status == 1
    assert "no failed run" in err


@pytest.mark.parametrize("verb", ["stop", "rerun", "suspend", "resume", "start", "look", "refresh", "log"])
async def test_an_unknown_operation_is_named(shell: Shell, verb: str) -> None:
    status, _out, err = await shell.run("operations", verb, "BF-99")
    assert status == 1
    assert "There is no operation BF-99" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("trouble", "remedy"), [("token_revoked", "Copy the bot token again"), ("ClientConnectorError", "No bot runs")]
)
async def test_check_says_what_could_not_be_told(
    store: Store, shell: Shell, remote: Remote, trouble: str, remedy: str
) -> None:
    operation = await confirmed(store)
    await store.put(operation.id, "sent", "sent")
    (letter,) = await store.letters()
    await store.not_told(letter, trouble, 60, certain=True)
    status, out, _err = await shell.run("check")
    assert status == 1
    (line,) = [line for line in out.splitlines() if "told in Slack" in line]
    assert line.startswith("FAIL  told in Slack: 1 operation(s) could not be told: BF-1 since 20")
    assert f"({trouble})" in line
    assert remedy in line
    await store.told(letter, ("COPS", "17.1"))
    assert "ok    told in Slack: nothing waits" in (await shell.run("check"))[1]
