"""One list for several operations: only what is whole is taken, only where it takes fewer calls."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest_asyncio

from bot.operations.days import Day
from bot.operations.model import Operation, Outcome, State, Submission
from bot.operations.remote import Remote
from bot.operations.together import Key, Member, Together
from bot.operations.watch import Watch
from bot.request.form import Form
from tests.operations.harness import ASKER, client, plan_for, simulated
from tests.operations.harness import Remote as Works

DAY = date(2026, 11, 22)


@dataclass
class Followed:
    """An operation that DataWorks has created."""

    name: str
    remote: Remote
    submission: Submission
    watch: Watch = field(default_factory=Watch)

    @property
    def key(self) -> Key:
        return (self.remote.endpoint, 10001, "Prod", "SupplementData", DAY)

    def join(self, together: Together, expected: int | None = 1) -> None:
        ids = frozenset(self.submission.workflow_instance_ids)
        together.join(self.name, [self.key], Member(self.watch, ids, expected))

    async def look(self, together: Together, since: datetime | None = None) -> bool:
        return await together.look(self.name, self.key, self.remote, since or datetime.now(UTC))


@pytest_asyncio.fixture
async def works() -> AsyncIterator[Works]:
    async with simulated() as served:
        yield served


async def created(works: Works, count: int) -> list[Followed]:
    """So many operations of one task that run on the same date."""
    found = []
    dataworks = client(works.address)
    for number in range(count):
        operation = _operation(number)
        remote = Remote(dataworks, plan_for(operation, days=1))
        sent = await remote.send(0)
        works.service.clock.advance(10)
        result = await remote.result(sent.operation_id)
        submission = Submission(
            operation_id=operation.id,
            index=0,
            outcome=Outcome.TAKEN,
            remote_operation_id=sent.operation_id,
            workflow_instance_ids=result.workflow_instance_ids,
        )
        found.append(Followed(f"op{number}", remote, submission))
    return found


async def test_one_call_serves_all_that_follow_the_date(works: Works) -> None:
    several, together = await created(works, 4), Together()
    for one in several:
        one.join(together)
    before, since = works.posts("ListTaskInstances"), datetime.now(UTC)
    for one in several:
        assert await one.look(together, since)
    assert works.posts("ListTaskInstances") == before + 1
    seen = [one.watch.seen[DAY] for one in several]
    assert [len(day) for day in seen] == [1, 1, 1, 1]
    assert len({run.id for day in seen for run in day}) == 4
    for one in several:
        assert {run.workflow_instance_id for run in one.watch.seen[DAY]} == set(one.submission.workflow_instance_ids)
        alone = await one.remote.runs(DAY, await one.remote.workflow_instances(one.submission, DAY))
        assert [run.id for run in alone] == [run.id for run in one.watch.seen[DAY]]


async def test_who_is_alone_asks_for_itself(works: Works) -> None:
    several, together = await created(works, 2), Together()
    several[0].join(together)
    assert not await several[0].look(together)
    several[1].join(together)
    assert await several[0].look(together)
    together.leave("op1")
    assert not await several[0].look(together)


async def test_what_is_older_than_asked_for_is_listed_anew(works: Works) -> None:
    several, together = await created(works, 2), Together()
    for one in several:
        one.join(together)
    before, since = works.posts("ListTaskInstances"), datetime.now(UTC)
    assert await several[0].look(together, since)
    assert await several[1].look(together, since)
    assert await several[1].look(together, since + timedelta(seconds=3600)) is False
    assert works.posts("ListTaskInstances") == before + 2


async def test_a_list_that_leaves_out_runs_is_not_believed(works: Works) -> None:
    several, together = await created(works, 2), Together()
    several[0].join(together, expected=2)
    several[1].join(together, expected=None)
    assert not await several[0].look(together)
    # Nobody knows how many there are to be: the first time each is asked for itself.
    assert not await several[1].look(together)
    assert several[0].watch.seen == several[1].watch.seen == {}


async def test_nothing_older_replaces_what_was_seen_later(works: Works) -> None:
    several, together = await created(works, 2), Together()
    for one in several:
        one.join(together)
    later, known = datetime.now(UTC) + timedelta(hours=1), Day()
    several[1].watch.take(DAY, known, later)
    assert await several[0].look(together)
    assert several[1].watch.seen[DAY] is known
    assert several[1].watch.at[DAY] == later


def _operation(number: int) -> Operation:
    return Operation(
        id=f"operation{number:08}",
        number=number,
        asker=ASKER,
        state=State.CONFIRMED,
        text="",
        form=Form(tasks=("1001",)),
        created_at=datetime.now(UTC),
        expires_at=datetime.now(UTC),
    )
