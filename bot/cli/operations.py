"""`backfill-bot operations`: what was asked, by whom, how it ended."""

import asyncio
import csv
import json
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from bot.operations.model import Operation
    from bot.operations.store import Store

T = TypeVar("T")
COLUMNS = (
    *(
        "operation",
        "state",
        "asked_by",
        "channel",
        "project",
        "env_type",
        "tasks",
        "business_dates",
        "days",
        "instances",
    ),
    *("reason", "created_at", "confirmed_at", "ended_at", "digest", "command", "detail"),
)


@click.group()
def operations() -> None:
    """List, show and export what was asked, by whom, how it ended."""


@operations.command("list")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many, newest first.")
def list_command(limit: int) -> None:
    """The latest operations, one line each."""
    found = _with_store(lambda store: store.recent(limit))
    if not found:
        click.echo("No operation yet.")
    for item in found:
        row = _row(item)
        when = (row["confirmed_at"] or row["created_at"])[:16].replace("T", " ")
        click.echo(
            f"{row['operation']:<8} {row['state']:<20} {when}  "
            f"{row['tasks']} · {row['business_dates']} · {row['asked_by']}"
        )


@operations.command()
@click.argument("id")
def show(id: str) -> None:  # noqa: A002 - the contract's name
    """One operation whole, with its journal: BF-12, 12, or its long id."""
    number = id.upper().removeprefix("BF-")

    async def read(store: "Store") -> tuple["Operation | None", Any]:
        operation = await (store.by_number(int(number)) if number.isascii() and number.isdigit() else store.get(id))
        return operation, (await store.events(operation.id) if operation else ())

    operation, events = _with_store(read)
    if operation is None:
        click.echo(f"backfill-bot: there is no operation {id}. Try: backfill-bot operations list", err=True)
        sys.exit(1)
    for name, value in _row(operation).items():
        if value not in ("", None):
            click.echo(f"{name:<15} {value}")
    for event in events:
        data = " ".join(f"{key}={value}" for key, value in event.data.items())
        click.echo(f"{event.at:%Y-%m-%d %H:%M:%S}Z  {event.kind}  {event.user_id or ''} {data}".rstrip())


@operations.command()
@click.option("--csv", "form", flag_value="csv", default="csv", help="Comma separated, with a header (the default).")
@click.option("--json", "form", flag_value="json", help="One JSON object a line, requests included.")
def export(form: str) -> None:
    """Every operation that was confirmed, oldest first, on standard output."""
    found = list(reversed(_with_store(lambda store: store.recent(None))))
    if form == "json":
        for item in found:
            requests = [request.parameters() for request in item.plan.requests] if item.plan else []
            click.echo(json.dumps({**_row(item), "requests": requests}, ensure_ascii=False))
        return
    writer = csv.DictWriter(sys.stdout, COLUMNS)
    writer.writeheader()
    for item in found:
        writer.writerow({key: _cell(value) for key, value in _row(item).items()})


def _with_store(use: "Callable[[Store], Awaitable[T]]") -> T:
    from bot import settings
    from bot.operations.store import Store

    loaded = settings.load()

    async def run() -> T:
        store = await Store.open(loaded.database_url.get_secret_value() if loaded.database_url else None)
        try:
            return await use(store)
        finally:
            await store.close()

    return asyncio.run(run())


def _row(item: "Operation") -> dict[str, Any]:
    plan = item.plan
    return {
        "operation": item.label,
        "state": item.state.value,
        "asked_by": item.asker.user_id,
        "channel": item.root_channel or item.asker.channel_id,
        "project": plan.target.alias if plan else "",
        "env_type": plan.target.env_type.value if plan else "",
        "tasks": " ".join(f"{task.label}" for task in plan.tasks) if plan else " ".join(item.form.tasks),
        "business_dates": " ".join(f"{start}..{end}" for start, end in plan.ranges) if plan else "",
        "days": plan.days if plan else "",
        "instances": plan.instances if plan else "",
        "reason": item.form.reason,
        "created_at": item.created_at.isoformat(),
        "confirmed_at": item.confirmed_at.isoformat() if item.confirmed_at else "",
        "ended_at": item.ended_at.isoformat() if item.ended_at else "",
        "digest": item.digest or "",
        "command": item.text,
        "detail": item.detail or "",
    }


def _cell(value: object) -> object:
    """A spreadsheet must not take a person's words for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
