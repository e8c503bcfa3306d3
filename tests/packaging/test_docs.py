"""The documentation names only what exists: links, commands, settings, files, metrics, scopes, faults."""

import configparser
import importlib.util
import json
import re
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bot.cli import cli
from bot.metrics import Metrics
from bot.operations.model import State
from bot.playground.bot_process import environment
from bot.playground.dataworks.faults import FAULTS
from bot.playground.script import VERBS
from bot.playground.slack.faults import Faults
from bot.playground.slack.people import BOT_USER, cast
from bot.settings import REFUSED_VARIABLES, Settings
from bot.slack.scopes import SCOPES
from tests.packaging.installing import ROOT

PAGES = sorted(page for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
DOCS = ROOT / "docs"
FOREIGN = {
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_HEADERS",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    "OTEL_SERVICE_NAME",
    *("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN"),
    *("ALIBABA_CLOUD_CREDENTIALS_URI", "ALIBABA_CLOUD_ECS_METADATA_DISABLED"),
}
"""Variables that libraries read."""

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def code(text: str) -> Iterator[str]:
    """Every piece of code on a page: in backticks, or a line of a block."""
    for block in re.findall(r"^ *```\w*\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL):
        yield from block.replace("\\\n", " ").splitlines()
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL))


def section(page: str, heading: str) -> str:
    """A part of a page, from its heading to the next one."""
    return re.split(rf"^#+ {re.escape(heading)}$", (DOCS / page).read_text(), flags=re.MULTILINE)[1].split("\n#")[0]


def first_cells(text: str) -> set[str]:
    """What stands in backticks in the first cells of the tables of a text."""
    return {
        name for line in re.findall(r"^\| (`[^|]*) \|", text, re.MULTILINE) for name in re.findall(r"`([^`]+)`", line)
    }


def anchors(page: Path) -> set[str]:
    """What its headings are linked by."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_pages_are_there() -> None:
    names = {page.relative_to(ROOT).as_posix() for page in PAGES}
    assert names >= {
        "README.md",
        "CHANGELOG.md",
        "docs/dates.md",
        "docs/cli.md",
        "docs/decisions/0001-durable-engine.md",
    }


@pages
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        if target.startswith("https://"):
            continue
        path, _hash, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), target


@pages
def test_variables_are_settings(page: Path) -> None:
    known = {name.upper() for name in Settings.model_fields} | FOREIGN | set(REFUSED_VARIABLES)
    named = {name for piece in code(page.read_text()) for name in re.findall(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b", piece)}
    assert named <= known


@pages
def test_files_exist(page: Path) -> None:
    for piece in code(page.read_text()):
        for name in re.findall(r"(?<![\w./-])(?:bot|tests|docs|ci|bench|requirements)/[\w./-]+", piece):
            assert (ROOT / name.rstrip(".")).exists(), name


@pages
def test_commands_and_their_options_exist(page: Path) -> None:
    for piece in code(page.read_text()):
        for line in re.findall(r"(?:backfill-bot|python -m bot) ([a-z]+ [^|>]*|[a-z]+$)", f"{piece} "):
            words = shlex.split(line.split(" 2>")[0]) if line.count("'") % 2 == 0 else line.split()
            command: click.Command | None = cli
            context = click.Context(cli)
            while isinstance(command, click.Group) and words and words[0].isalpha():
                name = words.pop(0)
                command = command.get_command(context, name)
                assert command is not None or f"docker {name}" in piece, line
            if command is not None:
                options = {option for item in command.get_params(context) for option in item.opts}
                assert {word for word in words if word.startswith("--")} <= options, line


@pages
def test_targets_of_make_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for piece in code(page.read_text()):
        assert set(re.findall(r"^make ([a-z-]+)", piece)) <= targets


@pages
def test_modules_can_be_run(page: Path) -> None:
    for piece in code(page.read_text()):
        for name in re.findall(r"python3? -m ([\w.]+)", piece):
            assert importlib.util.find_spec(name) is not None, name


def test_metrics_are_all_named_and_exist() -> None:
    metrics = Metrics()
    families = re.findall(r"# TYPE (\w+) (\w+)", metrics.render().decode())
    exposed = {f"{name}_total" if kind == "counter" else name for name, kind in families}
    assert first_cells(section("operations.md", "Metrics")) & exposed == exposed


def test_states_are_all_explained() -> None:
    assert first_cells(section("operations.md", "Where an operation stands")) == set(State) - {"drafted", "discarded"}


def test_scopes_are_all_justified() -> None:
    assert first_cells(section("slack-app.md", "Why each scope")) == set(SCOPES)


def test_rights_are_those_of_the_calls_that_are_made() -> None:
    text = section("install.md", "The right to call DataWorks")
    policy = json.loads(re.findall(r"```json\n(.*?)```", text, re.DOTALL)[0])
    allowed = {action.removeprefix("dataworks:") for action in policy["Statement"][0]["Action"]}
    assert first_cells(text) == allowed
    assert allowed == {_action(name) for name in _api_functions()}


def _api_functions() -> set[str]:
    """The functions of bot.dataworks.api that the bot calls."""
    rooms = [ROOT / "bot" / room for room in ("cli", "operations", "planning", "slack")]
    sources = "\n".join(path.read_text() for room in rooms for path in room.rglob("*.py"))
    return set(re.findall(r"\bapi\.((?:get|list|create|task|start|stop|rerun|set|suspend|resume)_\w+)", sources))


def _action(function: str) -> str:
    name = "list_task_instances" if function == "task_instance_pages" else function
    return "".join(word.capitalize() for word in name.split("_"))


def test_faults_people_and_verbs_of_the_playground_exist() -> None:
    page = (DOCS / "playground.md").read_text()
    faults = section("playground.md", "The DataWorks of the playground")
    assert first_cells(faults) == set(FAULTS)
    switches = set(
        re.findall(r"`([a-z]+_[a-z_]+|methods|tiers|absent)`", faults.split("In Slack:")[1].split("\n\n")[0])
    )
    assert switches <= set(Faults.__dataclass_fields__)
    people = {person.id for person in cast()} - {BOT_USER}
    assert set(re.findall(r"`(U0[A-Z]+)`", page)) <= people
    lines = first_cells(section("playground.md", "Scripts"))
    assert {line.split()[0] for line in lines} == set(VERBS)


def test_playground_opens_prod_to_whom_the_page_says(tmp_path: Path) -> None:
    env = environment("http://127.0.0.1:1", "http://127.0.0.1:2", tmp_path, 3, {})
    assert f"`PROD_ALLOWED={env['PROD_ALLOWED']}`" in (DOCS / "playground.md").read_text()


def test_backup_commands_copy_what_is_only_in_the_log(tmp_path: Path) -> None:
    commands = re.findall(r"^python3 (-c .*)$", section("operations.md", "Backup and restore"), re.MULTILINE)
    assert len(commands) == 2
    (tmp_path / "backup").mkdir()
    with sqlite3.connect(tmp_path / "backfill.db") as store:
        store.execute("PRAGMA journal_mode=WAL")
        store.execute("CREATE TABLE t AS SELECT 1 AS one")
        store.commit()
        words = shlex.split(commands[0].replace("/data", str(tmp_path)).replace("/backup", f"{tmp_path}/backup"))
        subprocess.run([sys.executable, *words], check=True)
    with sqlite3.connect(tmp_path / "backup" / "backfill.db") as copy:
        assert copy.execute("SELECT one FROM t").fetchall() == [(1,)]


def test_unit_is_one_that_systemd_reads() -> None:
    (unit,) = re.findall(r"```ini\n(.*?)```", (DOCS / "install.md").read_text(), re.DOTALL)
    parser = configparser.RawConfigParser(strict=True)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(unit)
    assert parser["Service"]["ExecStart"] == "/opt/backfill-bot/bin/backfill-bot run"
    assert parser["Service"]["Environment"].endswith(f"/{parser['Service']['StateDirectory']}/backfill.db")
