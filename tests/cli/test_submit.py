"""`backfill-bot submit`: sent, followed to its end, handed to a bot that runs; exit status by outcome."""

from pathlib import Path

import pytest

from bot.operations.store import Store
from tests.cli.conftest import Shell
from tests.operations.harness import FAST, Recorder, Remote, client


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
