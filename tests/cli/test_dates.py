"""`backfill-bot dates` reads as the bot does: with the settings' zone, calendar and languages."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.dates import dates

FILE = """
backfill_calendar = "US"
backfill_languages = []
[[projects]]
alias = "west"
id = 1
region = "us-west-1"
"""
INSTANT = ("--now", "2026-11-24T02:00:00+00:00", "--json")


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    dataworks = ("DATAWORKS_TIME_ZONE", "DATAWORKS_REGION")
    for name in ("BACKFILL_CONFIG", "BACKFILL_CALENDAR", "BACKFILL_LANGUAGES", *dataworks):
        monkeypatch.delenv(name, raising=False)


def ranges(*words: str, **variables: str) -> object:
    result = CliRunner().invoke(dates, [*words, *INSTANT], env=variables)
    return json.loads(result.output).get("ranges")


def test_the_zone_is_the_projects(tmp_path: Path) -> None:
    path = tmp_path / "backfill.toml"
    path.write_text(FILE)
    assert ranges("today") == [["2026-11-24", "2026-11-24"]]
    assert ranges("today", DATAWORKS_REGION="us-west-1") == [["2026-11-23", "2026-11-23"]]
    assert ranges("today", DATAWORKS_TIME_ZONE="America/New_York") == [["2026-11-23", "2026-11-23"]]
    assert ranges("today", BACKFILL_CONFIG=str(path)) == [["2026-11-23", "2026-11-23"]]


def test_the_calendar_and_the_languages_are_the_files(tmp_path: Path) -> None:
    path = tmp_path / "backfill.toml"
    path.write_text(FILE)
    assert ranges("working days of May 2026", BACKFILL_CALENDAR="US") == ranges(
        "working days of May 2026", BACKFILL_CONFIG=str(path)
    )
    assert ranges("12. März 2026") == [["2026-03-12", "2026-03-12"]]
    assert not ranges("12. März 2026", BACKFILL_CONFIG=str(path))


def test_a_wrong_setting_is_named() -> None:
    result = CliRunner().invoke(dates, ["today"], env={"BACKFILL_CALENDAR": "XX"})
    assert result.exit_code == 1
    assert "BACKFILL_CALENDAR" in result.output
    assert "Traceback" not in result.output
