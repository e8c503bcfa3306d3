"""From Confirm to the last word, against the simulated DataWorks."""

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from bot.dates.model import DateRange
from bot.operations.model import Outcome, State
from bot.operations.progress import Progress
from bot.operations.store import Store
from tests.operations.harness import ASKER, FAST, Recorder, Remote, confirmed, engine_on, of, simulated, until


async def test_an_operation_ends_and_tells(store: Store, narrator: Recorder, remote: Remote) -> None:
    operation = await confirmed(store, instances=3)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        end = await narrator.heard("ended")
    assert (end.state, end.promised, end.created, end.succeeded) == (State.DONE, 3, 3, 3)
    assert (end.day, end.days, end.waiting, end.running) == (3, 3, 0, 0)
    assert end.request_id
    assert end.remote_operation_id in remote.service.engine.orders
    assert await store.progress_of(operation.id) == end
    assert narrator.replies() == ["sent", "created", "ended"]
    assert remote.orders == [operation.name]
    shown = [progress.state for progress in narrator.roots()]
    # The submission does not wait for the first post.
    assert shown[0] in (State.CONFIRMED, State.SENDING, State.CREATING)
    assert shown[-1] is State.DONE
    found = await store.get(operation.id)
    assert found is not None
    assert (found.state, found.root_ts) == (State.DONE, f"1700000000.{operation.number:06}")
    assert found.ended_at is not None


async def test_the_journal_is_complete(store: Store, narrator: Recorder, remote: Remote) -> None:
    operation = await confirmed(store, instances=3)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        await narrator.heard("ended")
        await until(lambda: store.has_event(operation.id, "told:ended"))
    events = {event.kind: event for event in await store.events(operation.id)}
    # What is told is told meanwhile.
    assert [kind for kind in events if not kind.startswith("told:")] == [
        *("confirmed", "taken", "created", "counted", "ended")
    ]
    told = [kind for kind in events if kind.startswith("told:")]
    assert told[:3] == ["told:sent", "told:created", "told:ended"]
    assert events["confirmed"].user_id == operation.asker.user_id
    assert events["taken"].data["remote_operation_id"] in remote.service.engine.orders
    assert events["counted"].data == {"created": 3, "promised": 3}
    assert events["ended"].data["succeeded"] == 3


async def test_twenty_runs_of_one_operation_are_one_submission(
    store: Store, narrator: Recorder, remote: Remote
) -> None:
    operation = await confirmed(store)
    async with engine_on(store, narrator, remote.address) as engine:
        await asyncio.gather(*(engine.run(operation.id) for _ in range(20)))
        await narrator.heard("ended")
        await engine.run(operation.id)
    assert remote.posts() == 1
    assert narrator.replies() == ["sent", "created", "ended"]


async def test_what_was_confirmed_and_not_started_is_started_by_the_next_start(
    store: Store, narrator: Recorder, remote: Remote
) -> None:
    first, second = await confirmed(store), await confirmed(store, "other words")
    async with engine_on(store, narrator, remote.address):
        for operation in (first, second):
            await narrator.heard("ended", of(operation))
    assert sorted(remote.orders) == sorted([first.name, second.name])


async def test_twenty_operations_at_once(store: Store, narrator: Recorder, remote: Remote) -> None:
    operations = [await confirmed(store, f"words {number}", days=1) for number in range(20)]
    async with engine_on(store, narrator, remote.address) as engine:
        await asyncio.gather(*(engine.run(operation.id) for operation in operations))
        for operation in operations:
            await narrator.heard("ended", of(operation))
    assert sorted(remote.orders) == sorted(operation.name for operation in operations)


async def test_instances_of_hourly_tasks_are_all_counted(store: Store, narrator: Recorder, remote: Remote) -> None:
    operation = await confirmed(store, tasks=(1019, 1020), days=2, parallelism=2)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        end = await narrator.heard("ended")
    assert (end.state, end.created, end.succeeded) == (State.DONE, 96, 96)


async def test_more_than_seven_ranges_are_linked_requests(store: Store, narrator: Recorder, remote: Remote) -> None:
    days = [date(2026, 11, 1) + timedelta(days=2 * number) for number in range(9)]
    operation = await confirmed(store, ranges=[DateRange(day, day) for day in days])
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        end = await narrator.heard("ended")
    assert remote.orders == [f"{operation.name} 1/2", f"{operation.name} 2/2"]
    assert (end.state, end.created, end.days) == (State.DONE, 9, 9)
    assert [item.outcome for item in await store.submissions(operation.id)] == [Outcome.TAKEN, Outcome.TAKEN]


async def test_a_failure_in_serial_order_ends_it_and_says_how_many_wait(
    store: Store, narrator: Recorder, remote: Remote
) -> None:
    remote.service.engine.outcomes.fail(1001, date(2026, 11, 20), 1, "partition")
    operation = await confirmed(store)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        first = await narrator.heard("first_failure")
        end = await narrator.heard("ended")
    assert (end.state, end.failed, end.waiting, end.succeeded) == (State.DONE_WITH_FAILURES, 1, 2, 0)
    assert narrator.replies() == ["sent", "created", "first_failure", "ended"]
    (failed,) = first.failures
    assert (failed.task_name, failed.bizdate) == ("dwd_orders_di", date(2026, 11, 20))
    assert failed.words
    assert "ODPS-" in failed.words
    assert end.failures == first.failures


async def test_dates_that_run_side_by_side_end_in_spite_of_a_failure(
    store: Store, narrator: Recorder, remote: Remote
) -> None:
    remote.service.engine.outcomes.fail(1001, date(2026, 11, 21), 1, "timeout")
    operation = await confirmed(store, parallelism=3)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        end = await narrator.heard("ended")
    assert (end.state, end.failed, end.succeeded, end.waiting) == (State.DONE_WITH_FAILURES, 1, 2, 0)


async def test_dry_runs_are_not_called_success(store: Store, narrator: Recorder, remote: Remote) -> None:
    operation = await confirmed(store, tasks=(1030,), days=7, parallelism=7)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        end = await narrator.heard("ended")
    assert (end.created, end.succeeded, end.dry_runs) == (7, 1, 6)


async def test_the_root_is_edited_for_news_and_not_too_often(store: Store, narrator: Recorder) -> None:
    settings = replace(FAST, edit_seconds=0.2)
    async with simulated(speed=240) as slow:
        operation = await confirmed(store, days=6)
        async with engine_on(store, narrator, slow.address, settings) as engine:
            await engine.run(operation.id)
            await narrator.heard("ended")
    moments = narrator.moments("root")
    # The last edit does not wait for its turn.
    assert all(later - earlier >= 0.19 for earlier, later in pairwise(moments[:-1]))
    shown = [replace(progress, as_of=progress.as_of.min, next_look=None) for progress in narrator.roots()]
    assert all(earlier != later for earlier, later in pairwise(shown))
    assert len(shown) > 3


async def test_the_root_is_stamped_anew_when_nothing_changes_for_long(store: Store, narrator: Recorder) -> None:
    settings = replace(FAST, restamp_seconds=0.3)
    async with simulated(speed=120) as slow:
        operation = await confirmed(store)
        async with engine_on(store, narrator, slow.address, settings) as engine:
            await engine.run(operation.id)
            await narrator.heard("created")
            slow.service.clock.speed = 0.001
            again = await narrator.heard("root", lambda _, progress: len(stamps(narrator, progress)) > 1)
    assert again.state is State.RUNNING
    first, second = stamps(narrator, again)[:2]
    assert 0.3 <= (second - first).total_seconds() < 5


async def test_only_dates_that_can_be_under_way_are_asked_for(store: Store, narrator: Recorder) -> None:
    async with simulated(speed=300) as slow:
        operation = await confirmed(store, days=10)
        # Evenly: near the end it is looked more often, which is not what is counted here.
        async with engine_on(
            store, narrator, slow.address, replace(FAST, first_seconds=0.1, max_seconds=0.1)
        ) as engine:
            await engine.run(operation.id)
            await narrator.heard("ended")
        asked = slow.posts("ListTaskInstances")
        mapped = slow.posts("ListWorkflowInstances")
    looks = sum(event.kind == "counted" for event in await store.events(operation.id))
    assert looks == 1
    assert mapped == 10
    # One look at all ten, then about one date a look: far fewer than ten dates a look.
    assert asked < 10 + 10 * 8


def stamps(narrator: Recorder, progress: Progress) -> list[datetime]:
    """As of when the root said this."""
    return [
        seen.as_of for seen in narrator.roots() if replace(progress, as_of=seen.as_of, next_look=seen.next_look) == seen
    ]


async def test_an_operation_of_the_command_line_is_told_to_nobody_and_counts_as_told(
    store: Store, narrator: Recorder, remote: Remote
) -> None:
    operation = await confirmed(store, asker=replace(ASKER, user_id="cli:me", channel_id=""))
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        await until(lambda: store.has_event(operation.id, "told:ended"))
    assert narrator.told == []
    assert await store.letters() == ()
    seen = await store.progress_of(operation.id)
    assert seen is not None
    assert (seen.state, seen.succeeded) == (State.DONE, 3)


async def test_what_a_process_without_slack_cannot_tell_waits_for_one_that_can(
    store: Store, narrator: Recorder, remote: Remote
) -> None:
    operation = await confirmed(store)
    async with engine_on(store, None, remote.address) as engine:
        await engine.run(operation.id)
        await until(lambda: _ended(store, operation.id))
    async with engine_on(store, narrator, remote.address):
        await narrator.heard("ended")
    assert narrator.replies() == ["sent", "created", "ended"]
    assert [progress.state for progress in narrator.roots()] == [State.DONE]


async def _ended(store: Store, operation_id: str) -> bool:
    return await store.is_put(operation_id, "ended")
