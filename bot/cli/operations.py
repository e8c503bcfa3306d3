"""`backfill-bot operations`: what was asked, by whom, how it ended; and what is done to its runs (`acts`)."""

import csv
import json
import sys
from dataclasses import asdict, fields

import click

from bot.cli import acts
from bot.cli.stores import with_store


@click.group()
def operations() -> None:
    """List, show and export what was asked, by whom, how it ended; stop it, re-run what failed, and the like."""


@operations.command("list")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many, newest first.")
def list_command(limit: int) -> None:
    """The latest operations, one line each."""
    from bot.operations import queries

    found = with_store(lambda store: queries.recent(store, limit))
    if not found:
        click.echo("No operation yet.")
    for item in found:
        row = item.record
        when = (row.confirmed_at or row.created_at)[:16].replace("T", " ")
        counts = "" if row.created is None else f" · {row.succeeded}/{row.created} ok, {row.failed} failed"
        click.echo(
            f"{row.operation:<8} {row.state:<20} {when}  {row.tasks} · {row.business_dates} · {row.asked_by}{counts}"
        )


@operations.command()
@click.argument("id")
def show(id: str) -> None:  # noqa: A002 - the contract's name
    """One operation whole, with its journal: BF-12, 12, or its long id."""
    from bot.operations import queries

    found = with_store(lambda store: queries.find(store, id))
    if found is None:
        click.echo(f"backfill-bot: there is no operation {id}. Try: backfill-bot operations list", err=True)
        sys.exit(1)
    for name, value in asdict(found.record).items():
        if value not in ("", None):
            click.echo(f"{name:<15} {value}")
    for event in found.events:
        data = " ".join(f"{key}={value}" for key, value in event.data.items())
        click.echo(f"{event.at:%Y-%m-%d %H:%M:%S}Z  {event.kind}  {event.user_id or ''} {data}".rstrip())


@operations.command()
@click.argument("id")
@click.option("--csv", "path", metavar="FILE", type=click.Path(dir_okay=False), help="Write it there instead.")
def report(id: str, path: str | None) -> None:  # noqa: A002 - the contract's name
    """Every instance of one operation, as DataWorks tells it now, as CSV on standard output."""
    from bot.cli.reporting import write_report

    write_report(id, path)


@operations.command()
@click.option("--csv", "form", flag_value="csv", default="csv", help="Comma separated, with a header (the default).")
@click.option("--json", "form", flag_value="json", help="One JSON object a line, requests included.")
def export(form: str) -> None:
    """Every operation that was confirmed, oldest first, on standard output."""
    from bot.operations import queries

    found = list(reversed(with_store(queries.recent)))
    if form == "json":
        for item in found:
            click.echo(json.dumps({**asdict(item.record), "requests": item.requests}, ensure_ascii=False))
        return
    writer = csv.DictWriter(sys.stdout, [column.name for column in fields(queries.Record)])
    writer.writeheader()
    writer.writerows(item.record.cells() for item in found)


for command in acts.COMMANDS:
    operations.add_command(command)
