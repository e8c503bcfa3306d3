"""What is over for long goes away: operations with everything that belongs to them, drafts that came to nothing, and
what was read of runs that no plan looks at any more.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select

from bot.operations.model import State
from bot.operations.store import Store
from bot.operations.tables import operations, postings, task_runs

logger = logging.getLogger(__name__)

DRAFT_DAYS = 2
"""Drafts that were cancelled or expired are kept so long, for whoever presses their old buttons."""

RUNS_DAYS = 2
"""What was read of recent runs is of use for hours, and to the next day when no calls are left."""

AT_ONCE = 200
"""Operations that go in one transaction."""

ForgetWorkflows = Callable[[Sequence[str]], Awaitable[None]]


async def prune(store: Store, forget_workflows: ForgetWorkflows, now: datetime, keep: timedelta) -> int:
    """Remove what ended longer ago than `keep`, old drafts and what was read of runs; how many operations.

    The workflow records go first: without the operation nothing would remember that they are to go.
    """
    await store.write(delete(task_runs).where(task_runs.c.read_at < now - timedelta(days=RUNS_DAYS)))
    ended = operations.c.ended_at.is_not(None)
    draft = operations.c.state == State.DISCARDED
    old = or_(
        ended & draft & (operations.c.ended_at < now - timedelta(days=DRAFT_DAYS)),
        ended & ~draft & (operations.c.ended_at < now - keep),
    )
    gone = 0
    while rows := await store.read(select(operations.c.id).where(old).limit(AT_ONCE)):
        ids = [row["id"] for row in rows]
        await forget_workflows(ids)
        keys = or_(*(postings.c.key.startswith(f"{item}:", autoescape=True) for item in ids))
        await store.write(delete(postings).where(keys), delete(operations).where(operations.c.id.in_(ids)))
        gone += len(ids)
    if gone:
        logger.info("pruned", extra={"operations": gone})
    return gone
