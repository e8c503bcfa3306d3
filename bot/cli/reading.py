"""A reading, a question or a refusal as text for a terminal."""

import click

from bot.dates import Ambiguous, Outcome, Reading, Refused
from bot.dates.show import describe, month_grid, run_dates
from bot.dates.zones import zone_name
from bot.locale.speech import ENGLISH


def print_outcome(outcome: Outcome) -> int:
    """Print it; answers the exit status: 0 for a reading, 1 for a question or a refusal."""
    match outcome:
        case Reading():
            click.echo("\n".join(reading_lines(outcome)))
            return 0
        case Ambiguous(question=question, readings=readings, suggestions=suggestions):
            click.echo(str(question))
            for reading in readings:
                click.echo(f"  {describe(reading.ranges, ENGLISH)}   write: {reading.canonical}")
            _tried(suggestions)
        case Refused(message=message, suggestions=suggestions):
            click.echo(str(message))
            _tried(suggestions)
    return 1


def reading_lines(reading: Reading) -> list[str]:
    """What the phrase means: the days, their count and zone, the run dates, and what detail_lines adds."""
    count = "1 day" if reading.days == 1 else f"{reading.days} days"
    return [
        f"Business dates  {describe(reading.ranges, ENGLISH)} · {count} · {zone_name(reading.zone)}",
        f"Runs scheduled  {describe(run_dates(reading.ranges), ENGLISH)}",
        *detail_lines(reading),
    ]


def detail_lines(reading: Reading) -> list[str]:
    """What the days alone do not say: the window, the words for each, notes, other readings, a calendar."""
    lines = []
    if reading.window:
        lines.append(f"Within each day {reading.window.start:%H:%M:%S} to {reading.window.end:%H:%M:%S}, both included")
    if len(reading.parts) > 1:
        for part in reading.parts:
            words = reading.phrase[part.span.start : part.span.end]
            days = describe(part.ranges, ENGLISH) if part.ranges else "nothing"
            lines.append(f"  {words!r} {'leaves out' if part.excluded else '='} {days}")
    lines += [f"Note            {note.text}" for note in reading.notes]
    lines += [
        f"Or              {describe(other.ranges, ENGLISH)}   write: {other.canonical}"
        for other in reading.alternatives
    ]
    if reading.split:
        lines.append(f"More than 7 separate ranges ({len(reading.ranges)}): it takes several linked requests.")
    return [*lines, "", month_grid(reading.ranges, ENGLISH)]


def _tried(suggestions: tuple[str, ...]) -> None:
    if suggestions:
        click.echo(f"Try: {' · '.join(suggestions)}")
