"""`backfill-bot dates`: what a phrase means."""

import json
import os
import sys
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

DEFAULT_ZONE = "Asia/Shanghai"


@click.command()
@click.argument("phrase", nargs=-1)
@click.option("--now", metavar="ISO", help="Read it as if it were this instant, such as 2026-05-13T10:00:00+08:00.")
@click.option("--tz", metavar="ZONE", help="Zone of the scheduling; by default that of the settings.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--json-lines", is_flag=True, help="Read one JSON object a line on standard input, answer each with a line."
)
def dates(phrase: tuple[str, ...], now: str | None, tz: str | None, as_json: bool, json_lines: bool) -> None:
    """Say which business dates PHRASE means.

    Exit status 0 for a reading, 1 for a question or a refusal.
    """
    if json_lines and (phrase or as_json):
        raise click.UsageError("--json-lines reads its phrases from standard input.")
    if json_lines:
        from bot.dates.protocol import serve

        chosen = _chosen()
        serve(sys.stdin.buffer, sys.stdout, calendar=chosen.calendar, languages=chosen.languages)
        return
    if not phrase:
        raise click.UsageError("Say a phrase, such as: backfill-bot dates last 7 days")
    chosen = _chosen()
    zone = _zone(tz, chosen.zone)
    instant = _instant(now, zone)
    if as_json:
        from bot.dates.protocol import answer

        request = {"id": "1", "phrase": " ".join(phrase), "now": instant.isoformat(), "tz": zone}
        line = answer(request, calendar=chosen.calendar, languages=chosen.languages)
        click.echo(json.dumps(line, ensure_ascii=False))
        sys.exit(0 if line["status"] in ("ok", "future", "split") else 1)
    from bot.cli.reading import print_outcome
    from bot.dates import read

    outcome = read(" ".join(phrase), instant, zone, calendar=chosen.calendar, languages=chosen.languages)
    sys.exit(print_outcome(outcome))


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the settings say about dates; `zone` is the default project's."""

    zone: str
    calendar: str
    languages: tuple[str, ...]


def _chosen() -> Chosen:
    """From the environment; the settings as a whole, which take longer to load, only where a file may say more."""
    if os.environ.get("BACKFILL_CONFIG"):
        from bot import settings

        loaded = settings.load()
        zone = loaded.project().time_zone if loaded.projects else DEFAULT_ZONE
        return Chosen(zone, loaded.backfill_calendar, loaded.backfill_languages)
    from bot.dates.gate import LANGUAGES, languages_in
    from bot.dates.workdays import calendar_in
    from bot.regions import time_zone_of

    calendar, languages = os.environ.get("BACKFILL_CALENDAR"), os.environ.get("BACKFILL_LANGUAGES")
    region = os.environ.get("DATAWORKS_REGION")
    try:
        return Chosen(
            zone=os.environ.get("DATAWORKS_TIME_ZONE") or (time_zone_of(region) if region else DEFAULT_ZONE),
            calendar=calendar_in(calendar) if calendar else "auto",
            languages=languages_in(languages) if languages else LANGUAGES,
        )
    except ValueError as error:
        raise click.ClickException(f"BACKFILL_CALENDAR, BACKFILL_LANGUAGES: {error}") from None


def _zone(name: str | None, default: str) -> str:
    zone = name or default
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise click.BadParameter(
            f"{zone!r} is not a time zone; use an IANA name such as Asia/Shanghai.",
            param_hint="--tz" if name else "DATAWORKS_TIME_ZONE",
        ) from None
    return zone


def _instant(text: str | None, zone: str) -> datetime:
    if text is None:
        return datetime.now(ZoneInfo(zone))
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            f"{text!r} is not an ISO instant such as 2026-05-13T10:00:00+08:00.", param_hint="--now"
        ) from None
    return instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo(zone))
