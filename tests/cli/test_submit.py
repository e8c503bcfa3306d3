"""`backfill-bot submit`: sent, followed to its end, handed to a bot that runs; exit status by outcome."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli.carrying import account
from bot.operations.store import Store
from bot.playground.dataworks.world import with_changed_task
from tests.cli.conftest import Shell
from tests.operations.harness import FAST, Recorder, Remote, client

TREE = "1001 2026-11-20 with downstream"


def change(remote: Remote, task_id: int, **changes: object) -> None:
    """As somebody might do in the console of DataWorks."""
    engine = remote.service.engine
    at = engine.advance()
    engine.live_in(with_changed_task(engine.world, task_id, changes, at))


async def test_everything_succeeded(shell: Shell, remote: Remote) -> None:
    status, out, err = await shell.run("submit", '1001 2026-11-20..2026-11-22 --reason "by hand"', "--yes")
    assert (status, err) == (0, "")
    assert "Instances       3 = 1 daily × 3" in out
    assert out.splitlines()[-1].startswith("BF-1  DONE  ▓▓▓▓▓▓▓▓▓▓  3 / 3")
    assert remote.posts() == 1


async def test_a_failure_is_the_exit_status(shell: Shell, remote: Remote) -> None:
    from datetime import date

    remote.service.engine.outcomes.fail(1001, date(2026, 11, 20), 1, "partition")
    status, out, _err = await shell.run("submit", "1001 2026-11-20", "--yes")
    assert status == 1
    assert "DONE WITH FAILURES" in out


async def test_nothing_is_sent_without_a_yes(shell: Shell, remote: Remote) -> None:
    for arguments, words in (
        (("1001 2026-11-20",), "--yes"),
        (("9999 2026-11-20", "--yes"), "no task 9999"),
        (("1001 nextish", "--yes"), "nextish"),
        (("1001 last monday", "--yes"), "write: 2026-"),
    ):
        status, _out, err = await shell.run("submit", *arguments)
        assert status == 1
        assert words in err
    assert remote.posts() == 0


async def test_sent_after_a_yes_when_nothing_moved(shell: Shell, remote: Remote) -> None:
    async def nothing() -> None:
        assert remote.posts() == 0

    status, out, _err = await shell.asked("submit", TREE, question=b"Send it?", answer="y", meanwhile=nothing)
    assert (status, remote.posts()) == (0, 1)
    assert "DONE" in out


@pytest.mark.parametrize("text", [TREE, "1001 2026-11-20"])
async def test_what_moved_while_it_asked_is_told_and_not_sent(shell: Shell, remote: Remote, text: str) -> None:
    async def move() -> None:
        change(remote, 1001, cron="00 15 00-23/1 * * ?")

    status, _out, err = await shell.asked("submit", text, question=b"Send it?", answer="y", meanwhile=move)
    assert (status, remote.posts()) == (1, 0)
    assert "It moved since the plan above, so nothing was sent." in err
    assert "Instances: " in err
    store = await Store.open(shell.url)
    assert await store.drafts_of(account()) == ()
    await store.close()


async def test_a_task_that_came_while_it_asked_is_named(shell: Shell, remote: Remote) -> None:
    async def move() -> None:
        change(remote, 1012, upstream=[1001])

    status, _out, err = await shell.asked("submit", TREE, question=b"Send it?", answer="y", meanwhile=move)
    assert (status, remote.posts()) == (1, 0)
    assert "New: " in err


async def test_what_cannot_be_planned_any_more_is_not_sent(shell: Shell, remote: Remote) -> None:
    async def rename() -> None:
        change(remote, 1001, name="dwd_orders_renamed")

    text = "dwd_orders_di 2026-11-20"
    status, _out, err = await shell.asked("submit", text, question=b"Send it?", answer="y", meanwhile=rename)
    assert (status, remote.posts()) == (1, 0)
    assert "so nothing was sent" in err
    assert "backfill-bot: " in err.splitlines()[-1]
    assert "dwd_orders_di" in err.splitlines()[-1]


@pytest.mark.parametrize("swept", [False, True])
async def test_an_answer_that_comes_too_late_is_called_late(shell: Shell, remote: Remote, swept: bool) -> None:
    async def expire() -> None:
        store = await Store.open(shell.url)
        (draft,) = await store.drafts_of(account())
        assert draft.plan is not None
        await store.save_plan(draft.id, draft.form, draft.plan, expires_at=datetime.now(UTC) - timedelta(seconds=1))
        assert not swept or len(await store.expire()) == 1
        await store.close()

    status, _out, err = await shell.asked("submit", TREE, question=b"Send it?", answer="y", meanwhile=expire)
    assert (status, remote.posts()) == (1, 0)
    assert "BF-1 expired before it was confirmed; nothing was sent." in err


async def test_a_draft_that_was_cancelled_meanwhile_is_called_so(shell: Shell, remote: Remote) -> None:
    async def cancel() -> None:
        store = await Store.open(shell.url)
        (draft,) = await store.drafts_of(account())
        assert await store.discard(draft.id, account())
        await store.close()

    status, _out, err = await shell.asked("submit", TREE, question=b"Send it?", answer="y", meanwhile=cancel)
    assert (status, remote.posts()) == (1, 0)
    assert "BF-1 was cancelled; nothing was sent." in err


async def test_a_running_bot_is_handed_the_operation(shell: Shell, remote: Remote) -> None:
    from bot.operations.engine import Engine

    store = await Store.open(shell.url)
    async with client(remote.address) as dataworks:
        engine = Engine(store, Recorder(), lambda _alias: dataworks, FAST, listen_seconds=0.02)
        await engine.start()
        status, out, err = await shell.run("submit", "1001 2026-11-20", "--yes")
        await engine.stop(2)
    await store.close()
    assert (status, remote.posts()) == (0, 1)
    assert "The running bot carries it." in err
    assert "DONE" in out


async def test_presets_travel_as_toml(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "presets.toml"
    file.write_text(
        '[[presets]]\nchannel = "C1"\nname = "nightly 订单"\ncommand = \'1001 yesterday --reason "late file"\'\n',
        "utf-8",
    )
    assert (await shell.run("presets", "import", str(file)))[0] == 0
    status, out, _err = await shell.run("presets", "export")
    assert status == 0
    assert (await shell.run("presets", "import", "-", given=out))[0] == 0
    assert (await shell.run("presets", "export", "--channel", "C1"))[1] == out
    assert 'name = "nightly 订单"' in out
    assert "late file" in out


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("presets = [", "not TOML"),
        ("x = 1", "holds no [[presets]]"),
        ('[[presets]]\nchannel = "C1"\nname = "a"', "lacks command"),
        ('[[presets]]\nchannel = "C1"\nname = "a"\ncommand = "1001 --nope"', "There is no option --nope"),
        ('[[presets]]\nchannel = "C1"\nname = "a"\ncommand = "help"', "is a subcommand"),
    ],
)
async def test_a_wrong_file_of_presets_is_named(shell: Shell, content: str, words: str) -> None:
    status, _out, err = await shell.run("presets", "import", "-", given=content)
    assert status == 2
    assert words in err
    assert "Traceback" not in err
