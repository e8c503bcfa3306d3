"""What people do to runs, against the simulated DataWorks: each act once, told with what came of it."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from bot.operations.acts import Verb, Wish
from bot.operations.model import Operation, State
from bot.operations.store import Store
from tests.operations.harness import FAST, Recorder, Remote, confirmed, engine_on, has, simulated, until

DAY = date(2026, 11, 20)


async def test_a_stop_is_told_first_and_ends_when_nothing_goes_on(store: Store, narrator: Recorder) -> None:
    async with simulated(speed=60) as remote:
        operation = await confirmed(store, days=6, parallelism=2, instances=6)
        async with engine_on(store, narrator, remote.address) as engine:
            await engine.run(operation.id)
            await narrator.heard("root", lambda _, seen: seen.running > 0)
            remote.service.clock.speed = 1
            act, new = await engine.act(operation.id, Verb.STOP, "press", "UOSKAR")
            await narrator.heard("acted stop")
            remote.service.clock.speed = 60
            end = await narrator.heard("ended")
        assert new
        assert remote.posts("StopWorkflowInstances") == 1
    found = await store.get(operation.id)
    assert found is not None
    assert (found.state, end.state) == (State.STOPPED, State.STOPPED)
    assert (end.stopped + end.succeeded, end.failed, end.waiting, end.running) == (6, 0, 0, 0)
    assert end.stopped >= 4
    assert len(end.incomplete) == end.stopped
    assert narrator.replies() == ["sent", "created", "asked stop", "acted stop", "ended"]
    ((told, result),) = narrator.results
    assert (told.id, told.user_id, result.refused) == (act.id, "UOSKAR", {})
    asked = next(event for event in await store.events(operation.id) if event.kind == "asked:stop")
    assert (asked.user_id, asked.data["act"]) == ("UOSKAR", act.id)


async def test_what_waits_behind_a_failure_is_stopped_too_and_the_failed_stays_failed(
    store: Store, narrator: Recorder, remote: Remote
) -> None:
    remote.service.engine.outcomes.fail(1001, DAY, 1, "partition")
    operation = await confirmed(store)
    # It ends by itself when nothing has changed for twice the longest wait; the stop is to come before that.
    async with engine_on(store, narrator, remote.address, replace(FAST, max_seconds=2.0)) as engine:
        await engine.run(operation.id)
        await narrator.heard("first_failure")
        await engine.act(operation.id, Verb.STOP, "press", "UOSKAR")
        end = await narrator.heard("ended")
    assert (end.state, end.failed, end.stopped, end.succeeded) == (State.STOPPED, 1, 2, 0)


async def test_a_stop_that_is_refused_leaves_the_operation_running(store: Store, narrator: Recorder) -> None:
    async with simulated(speed=60) as remote:
        operation = await confirmed(store)
        async with engine_on(store, narrator, remote.address) as engine:
            await engine.run(operation.id)
            await narrator.heard("root", lambda _, seen: seen.running > 0)
            remote.service.clock.speed = 1
            remote.service.faults.switch("access_denied", {"action": "StopWorkflowInstances", "remaining": 1})
            await engine.act(operation.id, Verb.STOP, "press", "UOSKAR")
            await narrator.heard("acted stop")
            found = await store.get(operation.id)
            assert found is not None
            assert found.state is State.RUNNING
            remote.service.clock.speed = 3000
            end = await narrator.heard("ended")
    assert (end.state, end.succeeded) == (State.DONE, 3)
    ((_, result),) = narrator.results
    assert (result.done, len(result.refused)) == (0, 3)
    assert result.message


async def test_the_failed_are_run_again_and_the_end_is_told_once_more(
    store: Store, narrator: Recorder, remote: Remote
) -> None:
    remote.service.engine.outcomes.fail(1001, DAY, 1, "partition")
    operation = await confirmed(store)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        first = await narrator.heard("ended")
        await engine.act(operation.id, Verb.RERUN, "press", "UOSKAR")
        second = await narrator.heard("ended", lambda _, seen: seen.state is State.DONE)
        await until(lambda: has(store, operation.id, "told:ended:1"))
    assert (first.state, first.failed, first.waiting) == (State.DONE_WITH_FAILURES, 1, 2)
    assert (second.succeeded, second.failed) == (3, 0)
    assert narrator.replies() == ["sent", "created", "first_failure", "ended", "acted rerun", "ended"]
    assert remote.posts("RerunTaskInstances") == 1
    found = await store.get(operation.id)
    assert found is not None
    assert (found.state, found.reopened) == (State.DONE, 1)


async def test_a_rerun_while_others_run_is_followed_by_the_same_workflow(store: Store, narrator: Recorder) -> None:
    async with simulated(speed=20) as remote:
        remote.service.engine.outcomes.fail(1001, DAY, 1, "timeout")
        operation = await confirmed(store, days=6, parallelism=3)
        async with engine_on(store, narrator, remote.address) as engine:
            await engine.run(operation.id)
            await narrator.heard("first_failure")
            # The others do not end while the act is carried out, however slow this machine is.
            remote.service.clock.speed = 0.1
            await engine.act(operation.id, Verb.RERUN, "press", "UOSKAR")
            await narrator.heard("acted rerun")
            remote.service.clock.speed = 3000
            end = await narrator.heard("ended")
    assert (end.state, end.succeeded) == (State.DONE, 6)
    assert narrator.replies().count("ended") == 1


async def test_only_the_picked_are_run_again(store: Store, narrator: Recorder, remote: Remote) -> None:
    for task in (1001, 1002):
        remote.service.engine.outcomes.fail(task, DAY, 1, "partition")
    operation = await confirmed(store, tasks=(1001, 1002), days=3, parallelism=3)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        first = await narrator.heard("ended")
        picked, other = [item.instance_id for item in first.failures][:2]
        await engine.act(operation.id, Verb.RERUN, "form", "UOSKAR", Wish((picked,), "late file"))
        second = await narrator.heard("ended", lambda _, seen: seen.failed == first.failed - 1)
    assert [item.instance_id for item in second.failures] == [other]
    ((act, result),) = narrator.results
    assert (result.asked, result.done, act.wish.reason) == (1, 1, "late file")


@pytest.mark.parametrize("times", [1, 5])
async def test_the_same_press_again_is_the_first_act(
    store: Store, narrator: Recorder, remote: Remote, times: int
) -> None:
    remote.service.engine.outcomes.fail(1001, DAY, 1, "partition")
    operation = await confirmed(store)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        await narrator.heard("ended")
        presses = [engine.act(operation.id, Verb.RERUN, "press", f"U{number}") for number in range(times)]
        asked = await asyncio.gather(*presses)
        await narrator.heard("ended", lambda _, seen: seen.state is State.DONE)
        again, new = await engine.act(operation.id, Verb.RERUN, "press", "ULATE")
    assert sum(fresh for _, fresh in asked) == 1
    assert not new
    assert {act.id for act, _ in asked} == {again.id}
    assert again.ended_at is not None
    assert remote.posts("RerunTaskInstances") == 1


async def test_what_dataworks_refuses_is_told_per_id(store: Store, narrator: Recorder, remote: Remote) -> None:
    denied = next(task for task in remote.service.engine.world.tasks.values() if task.rerun == "AllDenied")
    for task in (1001, denied.id):
        remote.service.engine.outcomes.fail(task, DAY, 1, "partition")
    operation = await confirmed(store, tasks=(1001, denied.id), days=3, parallelism=3)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        await narrator.heard("ended")
        await engine.act(operation.id, Verb.RERUN, "press", "UOSKAR")
        await narrator.heard("acted rerun")
    ((act, result),) = narrator.results
    assert act.scope is not None
    assert [item.task_name for item in act.scope.left_out] == [denied.name]
    assert (result.asked, result.done) == (1, 1)


async def ended(store: Store, operation: Operation, state: State) -> bool:
    found = await store.get(operation.id)
    return found is not None and found.state is state
