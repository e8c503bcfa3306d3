"""`backfill-bot submit`: sent, followed to its end, handed to a bot that runs; exit status by outcome."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.operations.store import Store
from tests.operations.harness import FAST, Recorder, Remote, client, simulated
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


@pytest.fixture
def shell(remote: Remote, tmp_path: Path) -> Shell:
    return Shell(remote, tmp_path)


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
