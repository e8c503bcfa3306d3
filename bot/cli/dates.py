"""`backfill-bot dates`: what a phrase means."""

import json
import os
import sys
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

DEFAULT_ZONE = "Asia/Shanghai"


@click.command()
@click.argument("phrase", nargs=-1)
@click.option("--now", metavar="ISO", help="Read it as if it were this instant, such as 2026-05-13T10:00:00+08:00.")
@click.option("--tz", metavar="ZONE", help="Zone of the scheduling; DATAWORKS_TIME_ZONE, or Asia/Shanghai.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--json-lines", is_flag=True, help="Read one JSON object a line on standard input, answer each with a line."
)
def dates(phrase: tuple[str, ...], now: str | None, tz: str | None, as_json: bool, json_lines: bool) -> None:
    """Say which business dates PHRASE means.

    Exit status 0 for a reading, 1 for a question or a refusal.
    """
    if json_lines:
        from bot.dates.protocol import serve

        serve(sys.stdin.buffer, sys.stdout, calendar=_calendar(), languages=_languages())
        return
    if not phrase:
        raise click.UsageError("Say a phrase, such as: backfill-bot dates last 7 days")
    zone = _zone(tz)
    instant = _instant(now, zone)
    if as_json:
        from bot.dates.protocol import answer

        request = {"id": "1", "phrase": " ".join(phrase), "now": instant.isoformat(), "tz": zone}
        line = answer(request, calendar=_calendar(), languages=_languages())
        click.echo(json.dumps(line, ensure_ascii=False))
        sys.exit(0 if line["status"] in ("ok", "future", "split") else 1)
    from bot.cli.reading import print_outcome
    from bot.dates import read

    outcome = read(" ".join(phrase), instant, zone, calendar=_calendar(), languages=_languages())
    sys.exit(print_outcome(outcome))


def _calendar() -> str:
    return os.environ.get("BACKFILL_CALENDAR") or "auto"


def _languages() -> tuple[str, ...]:
    from bot.dates.gate import LANGUAGES, languages_in

    chosen = os.environ.get("BACKFILL_LANGUAGES")
    try:
        return languages_in(chosen) if chosen else LANGUAGES
    except ValueError as error:
        raise click.ClickException(f"BACKFILL_LANGUAGES: {error}") from None


def _zone(name: str | None) -> str:
    zone = name or os.environ.get("DATAWORKS_TIME_ZONE") or DEFAULT_ZONE
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise click.BadParameter(
            f"{zone!r} is not a time zone; use an IANA name such as Asia/Shanghai.", param_hint="--tz"
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
