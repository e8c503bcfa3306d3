"""What goes wrong while people act on runs: lost answers, refusals, requests that were never found."""

from dataclasses import replace
from datetime import date

import pytest

from bot.errors import UserError
from bot.operations.acts import CallOutcome, Verb, Wish
from bot.operations.choosing import calls_of, scope_of
from bot.operations.model import Operation, Outcome, State
from bot.operations.store import Store
from tests.operations.harness import FAST, Recorder, Remote, confirmed, engine_on, simulated, until

DAY = date(2026, 11, 20)
CREATE = "CreateWorkflowInstances"


@pytest.mark.parametrize("taken", [True, False])
async def test_a_rerun_whose_answer_was_lost_is_not_repeated(
    store: Store, narrator: Recorder, remote: Remote, taken: bool
) -> None:
    remote.service.engine.outcomes.fail(1001, DAY, 1, "partition")
    operation = await confirmed(store)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        await narrator.heard("ended")
        fault = {"action": "RerunTaskInstances", "remaining": 1, "taken": taken}
        remote.service.faults.switch("error_500", fault)
        await engine.act(operation.id, Verb.RERUN, "press", "UOSKAR")
        await narrator.heard("acted rerun")
        await until(lambda: store.has_event(operation.id, "told:ended:1"))
    ((_, result),) = narrator.results
    assert (result.unknown, result.done) == (True, 0)
    assert remote.posts("RerunTaskInstances") == 1
    found = await store.get(operation.id)
    assert found is not None
    assert found.state is (State.DONE if taken else State.DONE_WITH_FAILURES)


async def test_what_cannot_be_looked_at_is_not_acted_on(store: Store, narrator: Recorder, remote: Remote) -> None:
    remote.service.engine.outcomes.fail(1001, DAY, 1, "partition")
    operation = await confirmed(store)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        await narrator.heard("ended")
        await until(lambda: store.has_event(operation.id, "told:ended"))
        remote.service.faults.switch("access_denied", {"action": "ListTaskInstances"})
        await engine.act(operation.id, Verb.RERUN, "press", "UOSKAR")
        await narrator.heard("acted rerun")
        found = await store.get(operation.id)
        assert found is not None
        with pytest.raises(UserError, match="could not look"):
            await engine.look(found)
    ((act, result),) = narrator.results
    assert act.trouble
    assert result.asked == 0
    assert remote.posts("RerunTaskInstances") == 0


async def test_a_request_that_was_never_found_is_looked_for_and_sent_again_by_a_person(
    store: Store, narrator: Recorder, remote: Remote
) -> None:
    remote.service.faults.switch("lost_answer_not_taken", 1)
    operation = await confirmed(store, instances=3)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        lost = await narrator.heard("ended")
        await engine.act(operation.id, Verb.LOOK_AGAIN, "press", "UOSKAR")
        await narrator.heard("acted look_again")
        assert remote.posts() == 1
        await engine.act(operation.id, Verb.SEND_AGAIN, "press", "UOSKAR")
        await engine.act(operation.id, Verb.SEND_AGAIN, "press", "UMEI")
        end = await narrator.heard("ended", lambda _, seen: seen.state is State.DONE)
    assert lost.state is State.NEVER_FOUND
    assert (end.created, end.succeeded) == (3, 3)
    assert remote.posts() == 2
    assert remote.orders == [operation.name]
    kinds = ["unknown", "ended", "acted look_again", "sent", "created", "ended"]
    assert sorted(narrator.replies()) == sorted([*kinds, "acted send_again"])
    (submission,) = await store.submissions(operation.id)
    assert submission.outcome is Outcome.TAKEN
    asked = [event for event in await store.events(operation.id) if event.kind == "asked:send_again"]
    assert [event.user_id for event in asked] == ["UOSKAR"]


async def test_looking_again_finds_what_appeared_late(store: Store, narrator: Recorder, remote: Remote) -> None:
    remote.service.faults.switch("lost_answer_taken", 1)
    operation = await confirmed(store, instances=3)
    async with engine_on(store, narrator, remote.address) as engine:
        remote.service.faults.switch("access_denied", {"action": "ListWorkflowInstances"})
        await engine.run(operation.id)
        lost = await narrator.heard("ended")
        remote.service.faults.switch("access_denied", None)
        await engine.act(operation.id, Verb.LOOK_AGAIN, "press", "UOSKAR")
        end = await narrator.heard("ended", lambda _, seen: seen.state is State.DONE)
    assert lost.state is State.NEVER_FOUND
    assert (end.created, end.succeeded) == (3, 3)
    assert (remote.posts(), remote.orders) == (1, [operation.name])


@pytest.mark.parametrize("taken", [True, False])
async def test_an_answer_that_is_lost_again_is_looked_up_again(
    store: Store, narrator: Recorder, remote: Remote, taken: bool
) -> None:
    remote.service.faults.switch("lost_answer_not_taken", 1)
    operation = await confirmed(store)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        await narrator.heard("ended")
        remote.service.faults.switch("lost_answer_taken" if taken else "lost_answer_not_taken", 1)
        await engine.act(operation.id, Verb.SEND_AGAIN, "press", "UOSKAR")
        await until(lambda: store.has_event(operation.id, "told:ended:1"))
    assert narrator.replies().count("unknown") == 2
    assert remote.posts() == 2
    assert len(remote.orders) == taken
    found = await store.get(operation.id)
    assert found is not None
    assert found.state is (State.DONE if taken else State.NEVER_FOUND)


async def test_a_send_again_that_is_refused_leaves_it_never_found(
    store: Store, narrator: Recorder, remote: Remote
) -> None:
    remote.service.faults.switch("lost_answer_not_taken", 1)
    operation = await confirmed(store)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        await narrator.heard("ended")
        remote.service.faults.switch("access_denied", {"action": CREATE, "remaining": 1})
        await engine.act(operation.id, Verb.SEND_AGAIN, "press", "UOSKAR")
        await narrator.heard("acted send_again")
    found = await store.get(operation.id)
    assert found is not None
    assert (found.state, found.reopened, found.round) == (State.NEVER_FOUND, 0, 1)
    ((_, result),) = narrator.results
    assert result.message


async def test_created_and_held_runs_when_somebody_starts_it(store: Store, narrator: Recorder, remote: Remote) -> None:
    operation = await confirmed(store, days=3, instances=3, hold=True)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        held = await narrator.heard("held")
        assert (held.state, held.created, held.waiting) == (State.HELD, 3, 3)
        assert (await narrator.heard("created")).promised == 3
        await engine.act(operation.id, Verb.START, "press", "UOSKAR")
        end = await narrator.heard("ended")
    assert (end.state, end.succeeded) == (State.DONE, 3)
    assert remote.posts("StartWorkflowInstances") == 1
    assert narrator.replies().count("held") == 1


async def test_created_and_held_can_be_stopped_instead(store: Store, narrator: Recorder, remote: Remote) -> None:
    operation = await confirmed(store, days=3, hold=True)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        await narrator.heard("held")
        await engine.act(operation.id, Verb.STOP, "press", "UOSKAR")
        end = await narrator.heard("ended")
    assert (end.state, end.stopped, end.waiting) == (State.STOPPED, 3, 0)
    assert remote.posts("StartWorkflowInstances") == 0


async def test_what_waits_is_suspended_and_resumed(store: Store, narrator: Recorder) -> None:
    async with simulated(speed=60) as remote:
        operation = await confirmed(store, days=4)
        async with engine_on(store, narrator, remote.address) as engine:
            await engine.run(operation.id)
            await narrator.heard("root", lambda _, seen: seen.running > 0)
            await engine.act(operation.id, Verb.SUSPEND, "press", "UOSKAR")
            await narrator.heard("acted suspend")
            remote.service.clock.speed = 3000
            frozen = await narrator.heard("ended")
            await engine.act(operation.id, Verb.RESUME, "press", "UOSKAR")
            end = await narrator.heard("ended", lambda _, seen: seen.state is State.DONE)
    assert frozen.state is State.DONE_WITH_FAILURES
    assert end.succeeded == 4


async def test_set_to_success_lets_the_rest_go_on(store: Store, narrator: Recorder, remote: Remote) -> None:
    remote.service.engine.outcomes.fail(1001, DAY, 1, "partition")
    operation = await confirmed(store)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        first = await narrator.heard("ended")
        wish = Wish((first.failures[0].instance_id,), "source is gone")
        await engine.act(operation.id, Verb.SET_SUCCESS, "form", "UOSKAR", wish)
        end = await narrator.heard("ended", lambda _, seen: seen.state is State.DONE)
    assert (first.waiting, end.succeeded) == (2, 3)
    comments = [
        entry.parameters["Comment"] for entry in remote.service.journal if entry.action == "SetSuccessTaskInstances"
    ]
    assert comments == [f"{operation.label} set_success by UOSKAR: source is gone"]


async def test_what_does_not_stop_is_told_and_followed_on(store: Store, narrator: Recorder) -> None:
    settings = replace(FAST, stop_seconds=0.5)
    async with simulated(speed=60) as remote:
        operation = await confirmed(store)
        async with engine_on(store, narrator, remote.address, settings) as engine:
            await engine.run(operation.id)
            await narrator.heard("root", lambda _, seen: seen.running > 0)
            remote.service.clock.speed = 0.001
            await engine.act(operation.id, Verb.STOP, "press", "UOSKAR")
            going_on = await narrator.heard("not_stopped")
            found = await store.get(operation.id)
            assert found is not None
            assert (found.state, going_on.running) == (State.RUNNING, 1)
            remote.service.clock.speed = 3000
            end = await narrator.heard("ended")
    assert end.state is State.DONE_WITH_FAILURES
    assert narrator.replies().count("not_stopped") == 1


async def test_workflow_instances_that_refuse_are_stopped_run_by_run(store: Store, narrator: Recorder) -> None:
    """As where the identity may operate single tasks of a workflow only."""
    async with simulated(speed=60) as remote:
        operation = await confirmed(store)
        async with engine_on(store, narrator, remote.address) as engine:
            await engine.run(operation.id)
            await narrator.heard("root", lambda _, seen: seen.running > 0)
            remote.service.clock.speed = 1
            act, _ = await store.ask(operation.id, Verb.STOP, "press", "UOSKAR")
            runs, _progress = await engine.look(await current(store, operation))
            scope = scope_of(Verb.STOP, runs, Wish())
            await store.settle_scope(act.id, scope, calls_of(Verb.STOP, scope))
            whole = {item.workflow_instance_id: "not yours" for item in scope.targets}
            await store.claim_call(act.id, 0)
            await store.record_call(act.id, 0, CallOutcome.ANSWERED, refused=whole)
            await engine.sweep()
            await narrator.heard("acted stop")
            remote.service.clock.speed = 3000
            end = await narrator.heard("ended")
        assert remote.posts("StopWorkflowInstances") == 0
        assert remote.posts("StopTaskInstances") == 1
    assert end.state is State.STOPPED
    ((_, result),) = narrator.results
    assert (result.done, result.refused) == (result.asked, {})


async def current(store: Store, operation: Operation) -> Operation:
    found = await store.get(operation.id)
    assert found is not None
    return found
