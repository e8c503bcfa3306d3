"""What was asked, by whom, and how it ended, flat: for a list, a spreadsheet, a script."""

import re
from dataclasses import asdict, dataclass
from typing import Any

from bot.operations.model import Event, Operation
from bot.operations.progress import Progress
from bot.operations.spreadsheet import cell
from bot.operations.store import Store


@dataclass(frozen=True, slots=True)
class Record:
    """One operation, flat. Instants are ISO 8601 in UTC; counts are None until something was seen.

    `promised` is what the plan counted; `created` and the rest are what DataWorks showed last, at `as_of`.
    """

    operation: str
    state: str
    asked_by: str
    channel: str
    project: str
    env_type: str
    tasks: str
    business_dates: str
    days: int | None
    promised: int | None
    created: int | None
    succeeded: int | None
    dry_runs: int | None
    failed: int | None
    waiting: int | None
    as_of: str
    reason: str
    created_at: str
    confirmed_at: str
    ended_at: str
    digest: str
    command: str
    detail: str

    def cells(self) -> dict[str, object]:
        """The same for a spreadsheet, which must not take a person's words for a formula."""
        return {name: cell(value) for name, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Found:
    """An operation with its record, the requests exactly as they were sent, and its journal."""

    record: Record
    requests: tuple[dict[str, Any], ...]
    events: tuple[Event, ...]


async def find(store: Store, words: str) -> Found | None:
    """The operation called so, see `named`, with everything about it."""
    operation = await named(store, words)
    return await _found(store, operation) if operation else None


async def named(store: Store, words: str) -> Operation | None:
    """The operation called `BF-248`, `248`, or by its id."""
    number = re.fullmatch(r"(?:BF-?)?([0-9]{1,18})", words.strip(), re.IGNORECASE)
    return await (store.by_number(int(number[1])) if number else store.get(words.strip()))


async def recent(store: Store, limit: int | None = None) -> tuple[Found, ...]:
    """What was confirmed, the newest first."""
    return tuple([await _found(store, item) for item in await store.recent(limit)])


async def _found(store: Store, operation: Operation) -> Found:
    return Found(
        record=_record(operation, await store.progress_of(operation.id)),
        requests=tuple(request.parameters() for request in operation.plan.requests) if operation.plan else (),
        events=await store.events(operation.id),
    )


def _record(operation: Operation, progress: Progress | None) -> Record:
    plan, form = operation.plan, operation.form
    counted = progress if progress and progress.created is not None else None
    return Record(
        operation=operation.label,
        state=operation.state.value,
        asked_by=operation.asker.user_id,
        channel=operation.root_channel or operation.asker.channel_id,
        project=plan.target.alias if plan else form.project or "",
        env_type=(plan.target.env_type.value if plan else form.env_type) or "",
        tasks=" ".join(task.label for task in plan.tasks) if plan else " ".join(form.tasks),
        business_dates=" ".join(f"{start}..{end}" for start, end in plan.ranges) if plan else "",
        days=plan.days if plan else None,
        promised=plan.instances if plan else None,
        created=counted.created if counted else None,
        succeeded=counted.succeeded if counted else None,
        dry_runs=counted.dry_runs if counted else None,
        failed=counted.failed if counted else None,
        waiting=counted.waiting if counted else None,
        as_of=counted.as_of.isoformat(timespec="seconds") if counted else "",
        reason=form.reason,
        created_at=operation.created_at.isoformat(timespec="seconds"),
        confirmed_at=operation.confirmed_at.isoformat(timespec="seconds") if operation.confirmed_at else "",
        ended_at=operation.ended_at.isoformat(timespec="seconds") if operation.ended_at else "",
        digest=operation.digest or "",
        command=operation.text,
        detail=operation.detail or "",
    )
