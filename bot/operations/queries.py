"""What was asked, by whom, and how it ended: for `/backfill status|list`, and `operations list|show|export`."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from bot.errors import UserError
from bot.locale import _
from bot.operations.model import Event, Operation, Submission
from bot.operations.store import Store

COUNTS = ("created", "succeeded", "dry_runs", "failed", "waiting")
"""What the journal's last line counts."""


@dataclass(frozen=True, slots=True)
class Record:
    """One operation, flat, for a list or a line of an export. Instants are aware; counts are None until known."""

    label: str
    id: str
    state: str
    user_id: str
    channel_id: str
    text: str
    reason: str
    project: str | None
    env_type: str | None
    tasks: tuple[str, ...]
    ranges: tuple[tuple[str, str], ...]
    days: int | None
    promised: int | None
    created: int | None
    succeeded: int | None
    dry_runs: int | None
    failed: int | None
    waiting: int | None
    digest: str | None
    created_at: datetime
    confirmed_at: datetime | None
    ended_at: datetime | None
    detail: str | None


@dataclass(frozen=True, slots=True)
class Details:
    """One operation with everything that is known of it."""

    record: Record
    requests: tuple[Mapping[str, Any], ...]
    """The parameters of each request, in API terms, exactly as they were (or would be) sent."""
    submissions: tuple[Submission, ...]
    events: tuple[Event, ...]


async def find(store: Store, words: str) -> Operation:
    """The operation called `BF-248`, `248`, or by its id. Raises UserError when there is none."""
    words = words.strip()
    number = re.fullmatch(r"(?:BF-?)?(\d{1,18})", words, re.IGNORECASE)
    found = await store.by_number(int(number[1])) if number else await store.get(words)
    if found is None:
        raise UserError(_("There is no operation {name}.", name=words), _("`list` shows the operations and their ids."))
    return found


async def records(store: Store, limit: int | None = None, user_id: str | None = None) -> tuple[Record, ...]:
    """What was confirmed, the newest first; of one person if `user_id` is given."""
    return tuple([await record(store, item) for item in await store.recent(limit, user_id)])


async def record(store: Store, operation: Operation) -> Record:
    """One operation, flat."""
    return _record(operation, await store.events(operation.id))


async def details(store: Store, words: str) -> Details:
    """Everything about one operation. Raises UserError when there is none."""
    operation = await find(store, words)
    events = await store.events(operation.id)
    return Details(
        record=_record(operation, events),
        requests=tuple(request.parameters() for request in operation.plan.requests) if operation.plan else (),
        submissions=await store.submissions(operation.id),
        events=events,
    )


def as_csv(items: Iterable[Record]) -> str:
    """A table with one line per operation; instants in ISO 8601, ranges as `start..end`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([item.name for item in fields(Record)])
    for item in items:
        writer.writerow([_cell(getattr(item, column.name)) for column in fields(Record)])
    return out.getvalue()


def as_json(item: Record | Details | Iterable[Record]) -> str:
    """The same as JSON, indented; instants in ISO 8601."""
    content = asdict(item) if isinstance(item, Record | Details) else [asdict(each) for each in item]
    return json.dumps(content, default=_plain, ensure_ascii=False, indent=2)


def _record(operation: Operation, events: Iterable[Event]) -> Record:
    plan = operation.plan
    counted: dict[str, Any] = {}
    for event in events:
        if event.kind in ("counted", "ended"):
            counted |= event.data
    return Record(
        label=operation.label,
        id=operation.id,
        state=operation.state,
        user_id=operation.asker.user_id,
        channel_id=operation.asker.channel_id,
        text=operation.text,
        reason=operation.form.reason,
        project=plan.target.alias if plan else operation.form.project,
        env_type=plan.target.env_type if plan else operation.form.env_type,
        tasks=tuple(task.label for task in plan.tasks) if plan else operation.form.tasks,
        ranges=plan.ranges if plan else (),
        days=plan.days if plan else None,
        promised=plan.instances if plan else None,
        **{name: counted.get(name) for name in COUNTS},
        digest=operation.digest,
        created_at=operation.created_at,
        confirmed_at=operation.confirmed_at,
        ended_at=operation.ended_at,
        detail=operation.detail,
    )


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, tuple):
        return " ".join("..".join(item) if isinstance(item, tuple) else str(item) for item in value)
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t")):
        # A spreadsheet would run it as a formula.
        return f"'{value}"
    return value


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return str(value)
