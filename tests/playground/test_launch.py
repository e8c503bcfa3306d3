"""The playground's start and end: the bot's process, its environment, whole runs from outside."""

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import aiohttp
import pytest

from bot.playground import launch
from bot.playground.bot_process import BotDiedError, BotProcess, environment
from bot.settings import load

FIRST_BACKFILL = Path(launch.__file__).parent / "scripts" / "first-backfill.txt"


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def python(*lines: str) -> list[str]:
    return [sys.executable, "-c", "\n".join(lines)]


class Told:
    """What was told, and a way to wait for it."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._more = asyncio.Event()

    def __call__(self, line: str) -> None:
        self.lines.append(line)
        self._more.set()

    async def until(self, count: int) -> None:
        while len(self.lines) < count:
            self._more.clear()
            await asyncio.wait_for(self._more.wait(), 30)


def test_environment_holds_ours_and_nothing_of_a_real_bot(tmp_path: Path) -> None:
    inherited = {
        "PATH": "/bin",
        "https_proxy": "http://proxy:3128",
        "HTTP_PROXY": "http://proxy:3128",
        "SLACK_CLIENT_ID": "1.2",
        "DATAWORKS_PROJECT_ID": "7",
        "ALIBABA_CLOUD_SECURITY_TOKEN": "token",
        "DATABASE_URL": "postgresql://real",
    }
    env = environment("http://127.0.0.1:1", "http://127.0.0.1:2", tmp_path, 3, inherited)
    assert env["PATH"] == "/bin"
    assert not {name for name in env if name.lower().endswith("_proxy")}
    assert not {"SLACK_CLIENT_ID", "DATAWORKS_PROJECT_ID", "ALIBABA_CLOUD_SECURITY_TOKEN"} & set(env)
    assert env["SLACK_API_URL"] == "http://127.0.0.1:1/api/"
    assert env["DATABASE_URL"] == f"sqlite:///{tmp_path}/backfill.sqlite3"


def test_bot_takes_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env = environment("http://127.0.0.1:1", "http://127.0.0.1:2", tmp_path, 3, {})
    for name in list(os.environ):
        monkeypatch.delenv(name)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    settings = load()
    assert [(project.alias, project.id, project.time_zone) for project in settings.projects] == [
        ("ec_dw", 10001, "Asia/Shanghai"),
        ("risk_mart", 10002, "Asia/Shanghai"),
    ]
    assert settings.project().alias == "ec_dw"
    assert {project.endpoint for project in settings.projects} == {"http://127.0.0.1:2"}
    assert settings.prod_allowed == ("U0OWNER",)


async def test_bot_that_dies_is_started_again_and_ended_with_us(tmp_path: Path) -> None:
    told = Told()
    once, up = tmp_path / "once", tmp_path / "up"
    os.mkfifo(up)
    command = python(
        "import pathlib, sys, time",
        f"once = pathlib.Path({str(once)!r})",
        "if not once.exists(): once.touch(); print('oh no'); sys.exit(3)",
        f"open({str(up)!r}, 'w').close()",
        "time.sleep(600)",
    )
    bot = BotProcess(command, os.environ, tmp_path / "log", told)
    keeping = asyncio.create_task(bot.keep())
    await told.until(1)
    assert told.lines == ["The bot ended with status 3 and is started again. Its last words:\n    oh no"]
    await asyncio.to_thread(up.read_text)
    pid = bot.pid
    assert pid is not None
    keeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await keeping
    assert not alive(pid)


async def test_bot_that_does_not_start_is_given_up_with_its_last_words(tmp_path: Path) -> None:
    told = Told()
    bot = BotProcess(
        python("import sys", "sys.exit('SLACK_BOT_TOKEN is not set.')"), os.environ, tmp_path / "log", told
    )
    with pytest.raises(BotDiedError, match=r"does not start \(exit status 1\)[^$]*SLACK_BOT_TOKEN is not set"):
        await bot.keep()
    assert len(told.lines) == 2


async def test_bot_that_does_not_hear_sigterm_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.playground.bot_process.STOP_WITHIN", 0.3)
    ready = tmp_path / "ready"
    os.mkfifo(ready)
    command = python(
        "import signal, time",
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)",
        f"open({str(ready)!r}, 'w').close()",
        "time.sleep(600)",
    )
    bot = BotProcess(command, os.environ, tmp_path / "log", Told())
    keeping = asyncio.create_task(bot.keep())
    await asyncio.to_thread(ready.read_text)
    pid = bot.pid
    assert pid is not None
    keeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await keeping
    assert not alive(pid)


async def test_script_that_cannot_be_read_ends_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "script.txt"
    script.write_text("as Mei Chen\nshout\n")
    assert await launch.run(0, browser=False, script=script, http=False, speed=20) == 2
    assert "line 2: shout" in capsys.readouterr().err


async def test_port_in_use_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert await launch.run(port, browser=False, script=None, http=False, speed=20) == 1
    assert f"Port {port} cannot be used: " in capsys.readouterr().err


def bots_of(playground: int) -> set[int]:
    """The process ids of the bots that a playground started."""
    children = set()
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = status.read_text().splitlines()
        except OSError:
            continue
        if f"PPid:\t{playground}" in lines:
            children.add(int(status.parent.name))
    return children


async def playground(*arguments: str) -> asyncio.subprocess.Process:
    env = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", "bot", "playground", "--port", "0", "--no-browser", *arguments],
        env=env | {"PYTHONUNBUFFERED": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@pytest.mark.slow
@pytest.mark.parametrize("delivery", [(), ("--http",)], ids=["socket", "http"])
async def test_first_backfill_is_played_to_its_end(delivery: tuple[str, ...]) -> None:
    process = await playground("--script", str(FIRST_BACKFILL), *delivery)
    out, err = await asyncio.wait_for(process.communicate(), 110)
    assert process.returncode == 0, out.decode() + err.decode()
    assert "The script reached its end." in err.decode()
    assert "Oskar Lind presses [Confirm]" in out.decode()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_page_is_served_until_a_signal_and_no_process_is_left(number: signal.Signals) -> None:
    process = await playground()
    assert process.stdout is not None
    address = ""
    while not address.startswith("http://"):
        address = (await asyncio.wait_for(process.stdout.readline(), 60)).decode().strip()
    async with aiohttp.ClientSession() as http, http.get(f"{address}page/state", params={"user": "U0OWNER"}) as answer:
        assert (await answer.json())["bot"]["connected"]
    bots = bots_of(process.pid)
    assert len(bots) == 1
    process.send_signal(number)
    assert await asyncio.wait_for(process.wait(), 15) == 0
    assert not any(alive(pid) for pid in bots)
