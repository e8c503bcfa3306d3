"""docs/cli.md shows what the command line really prints: every example is run and compared."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio

from bot.playground.bot_process import environment
from bot.playground.dataworks import server as dataworks
from bot.playground.script import play
from bot.playground.slack import server as slack
from tests.packaging.installing import ROOT, clean_environment

PAGE = ROOT / "docs" / "cli.md"
CONVERSATION = """\
as Oskar Lind
in #data-ops
say /backfill 1001 2026-10-05..2026-10-11 --reason "late file"
see only-to-me Preview BF-
press Confirm
see in-thread within 60s is done
see in-thread within 60s BF-1-report.csv
"""
"""What was asked before the examples of `operations` were taken."""
VARIES = (
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00", "MOMENT"),
    (r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\dZ)?", "MOMENT"),
    (r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", "UUID"),
    (r"\b[0-9a-f]{64}\b", "DIGEST"),
    (r"BF-1-[0-9a-f]{8}", "NAME"),
    (r"sqlite:///\S+", "DATABASE"),
    (r"127\.0\.0\.1:\d+", "ADDRESS"),
    (r"(?m)^Try: .*$", "Try: SUGGESTIONS"),
)


class Example(NamedTuple):
    """A command of the page and what it shows under it."""

    command: str
    output: str


def examples() -> list[Example]:
    """Every `$ command` in the console blocks of the page."""
    blocks = re.findall(r"^```console\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    parts = (part for block in blocks for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:])
    return [Example(*part.split("\n", 1)) for part in parts]


def unvarying(text: str) -> list[str]:
    """A text with what differs from run to run replaced, as lines without blanks at their ends."""
    for pattern, name in VARIES:
        text = re.sub(pattern, name, text)
    return [line.rstrip() for line in text.strip().splitlines()]


async def printed(command: str, env: dict[str, str], folder: Path) -> str:
    """What a shell shows of a command."""
    process = await asyncio.create_subprocess_shell(
        command, env=env, cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output, _ = await asyncio.wait_for(process.communicate(), 60)
    return output.decode()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shell(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[str, str]]:
    """The environment of somebody with one workspace, in which one backfill was asked for."""
    folder = tmp_path_factory.mktemp("shell")
    runner = await dataworks.serve(speed=200.0)
    server = await slack.serve("127.0.0.1", 0, ROOT / "manifest.yml")
    address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    env = environment(server.url, address, folder, 0, clean_environment())
    del env["BACKFILL_CONFIG"], env["PORT"]
    env |= {"DATAWORKS_PROJECT_ID": "10001", "COLUMNS": "100", "FOLLOW_FIRST_SECONDS": "0.2"}
    env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"
    process = await asyncio.create_subprocess_exec("backfill-bot", "run", env=env, stderr=asyncio.subprocess.DEVNULL)
    try:
        await play(server.url, CONVERSATION, lambda _text: None)
        process.terminate()
        assert await process.wait() == 0
        yield env
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        await server.close()
        await runner.cleanup()


@pytest.mark.slow
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("example", examples(), ids=lambda example: example.command)
async def test_example_prints_what_the_page_shows(example: Example, shell: dict[str, str], tmp_path: Path) -> None:
    assert unvarying(await printed(example.command, shell, tmp_path)) == unvarying(example.output)


def test_every_command_is_shown_with_its_help() -> None:
    from bot.cli import cli

    shown = {example.command for example in examples()}
    context = cli.make_context("backfill-bot", [], resilient_parsing=True)
    expected = {"backfill-bot --help"} | {f"backfill-bot {name} --help" for name in cli.list_commands(context)}
    assert expected <= shown
