"""What the store can count, for metrics and readiness."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from bot.operations.model import State
from bot.operations.outbox import WAITS_SINCE
from bot.operations.store import Store
from bot.operations.tables import Instant, api_calls, operations, outbox


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts at one moment.

    `calls` are those of `day`, by (project, region). `untold` are operations with something in the outbox that could
    not be told, until it is. `oldest` is when the longest of those under way was confirmed, `oldest_letter` since when
    the longest waits to be told.
    """

    operations: Mapping[State, int]
    calls: Mapping[tuple[str, str], int]
    untold: int
    oldest: datetime | None
    oldest_letter: datetime | None = None


async def figures(store: Store, day: date) -> Figures:
    """Count. Raises what the database raises."""
    by_state = await store.read(select(operations.c.state, func.count().label("n")).group_by(operations.c.state))
    by_project = await store.read(select(api_calls).where(api_calls.c.day == day))
    oldest = await store.read(
        select(func.min(operations.c.confirmed_at).label("at")).where(operations.c.ended_at.is_(None))
    )
    letter = await store.read(select(func.min(WAITS_SINCE, type_=Instant).label("at")).where(outbox.c.pending))
    return Figures(
        operations={State(row["state"]): row["n"] for row in by_state},
        calls={(row["project"], row["region"]): row["calls"] for row in by_project},
        untold=await store.untold(),
        oldest=oldest[0]["at"],
        oldest_letter=letter[0]["at"],
    )
