"""What goes wrong at DataWorks and at Slack, and what is told then. Never a second POST in doubt."""

from dataclasses import replace

import pytest

from bot.operations.model import Outcome, State
from bot.operations.store import Store
from tests.operations.harness import FAST, Recorder, Remote, confirmed, engine_on, free_port, simulated, until

CREATE = "CreateWorkflowInstances"


@pytest.mark.parametrize(
    "fault",
    [
        {"lost_answer_taken": 1},
        {"error_500": {"action": CREATE, "remaining": 1, "taken": True}},
        {"html_500": {"action": CREATE, "remaining": 1, "taken": True}},
        {"empty_500": {"action": CREATE, "remaining": 1, "taken": True}},
    ],
    ids=lambda fault: next(iter(fault)),
)
async def test_a_lost_answer_of_a_taken_request_is_found_by_name(
    store: Store, narrator: Recorder, remote: Remote, fault: dict[str, object]
) -> None:
    for name, value in fault.items():
        remote.service.faults.switch(name, value)
    operation = await confirmed(store, instances=3)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        unknown = await narrator.heard("unknown")
        end = await narrator.heard("ended")
    assert unknown.state is State.UNKNOWN
    assert (end.state, end.created, end.succeeded) == (State.DONE, 3, 3)
    assert narrator.replies() == ["unknown", "sent", "created", "ended"]
    (submission,) = await store.submissions(operation.id)
    assert (submission.outcome, submission.adopted, submission.remote_operation_id) == (Outcome.ADOPTED, True, None)
    assert (remote.posts(), len(remote.orders)) == (1, 1)


@pytest.mark.parametrize(
    "fault",
    [{"lost_answer_not_taken": 1}, {"error_500": {"action": CREATE, "remaining": 1}}],
    ids=lambda fault: next(iter(fault)),
)
async def test_a_lost_answer_of_a_request_that_was_not_taken_is_never_found(
    store: Store, narrator: Recorder, remote: Remote, fault: dict[str, object]
) -> None:
    for name, value in fault.items():
        remote.service.faults.switch(name, value)
    operation = await confirmed(store)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        end = await narrator.heard("ended")
    assert end.state is State.NEVER_FOUND
    assert narrator.replies() == ["unknown", "ended"]
    assert remote.posts() == 1
    assert remote.orders == []
    assert remote.posts("ListWorkflowInstances") > 2


async def test_a_claim_that_a_crash_left_behind_is_not_sent_in_doubt(
    store: Store, narrator: Recorder, remote: Remote
) -> None:
    operation = await confirmed(store)
    await store.claim_submission(operation.id, 0)
    async with engine_on(store, narrator, remote.address):
        end = await narrator.heard("ended")
    assert end.state is State.NEVER_FOUND
    assert narrator.replies() == ["unknown", "ended"]
    assert remote.posts() == 0


async def test_a_throttled_request_is_sent_again_until_it_is_taken(
    store: Store, narrator: Recorder, remote: Remote
) -> None:
    remote.service.faults.switch("throttle", {"action": CREATE, "remaining": 2, "milliseconds": 10})
    operation = await confirmed(store)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        end = await narrator.heard("ended")
    assert end.state is State.DONE
    assert (remote.posts(), len(remote.orders)) == (3, 1)
    kinds = [event.kind for event in await store.events(operation.id)]
    assert kinds[:4] == ["confirmed", "not_taken", "not_taken", "taken"]


async def test_a_request_that_is_throttled_for_too_long_is_refused_and_nothing_was_created(
    store: Store, narrator: Recorder, remote: Remote
) -> None:
    remote.service.faults.switch("throttle", {"action": CREATE, "milliseconds": 10})
    operation = await confirmed(store)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        end = await narrator.heard("ended")
    assert (end.state, end.message) == (State.REFUSED, "Request was denied due to user flow control.")
    assert remote.posts() > 2
    assert remote.orders == []


async def test_a_service_that_cannot_be_reached_is_tried_again(store: Store, narrator: Recorder) -> None:
    port = free_port()
    operation = await confirmed(store)
    settings = replace(FAST, retry_seconds=3)
    async with engine_on(store, narrator, f"http://127.0.0.1:{port}", settings) as engine:
        await engine.run(operation.id)
        await until(lambda: has(store, operation.id, "not_taken"))
        async with simulated(port=port) as late:
            end = await narrator.heard("ended")
            assert late.orders == [operation.name]
    assert end.state is State.DONE


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("access_denied", "You are not authorized to do this action."),
        ("daily_budget_spent", "The number of calls allowed in a day is used up."),
    ],
)
async def test_a_refusal_is_told_in_dataworks_words(
    store: Store, narrator: Recorder, remote: Remote, fault: str, words: str
) -> None:
    remote.service.faults.switch(fault, {"action": CREATE})
    operation = await confirmed(store)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        end = await narrator.heard("ended")
    assert (end.state, end.message) == (State.REFUSED, words)
    assert end.request_id
    assert narrator.replies() == ["ended"]
    assert remote.posts() == 1


async def test_a_creation_that_fails_is_told(store: Store, narrator: Recorder, remote: Remote) -> None:
    remote.service.faults.switch("create_failure", 1)
    operation = await confirmed(store)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        end = await narrator.heard("ended")
    assert end.state is State.CREATE_FAILED
    assert end.message
    assert "Dependency analysis failed" in end.message
    assert narrator.replies() == ["sent", "ended"]


async def test_a_creation_that_never_ends_is_given_up(store: Store, narrator: Recorder, remote: Remote) -> None:
    remote.service.faults.switch("stuck_creating", 1)
    operation = await confirmed(store)
    settings = replace(FAST, give_up_days=1.5 / 86400)
    async with engine_on(store, narrator, remote.address, settings) as engine:
        await engine.run(operation.id)
        await until(lambda: looks_again(store, operation.id, State.CREATING))
        end = await narrator.heard("ended")
    assert end.state is State.GIVEN_UP
    assert remote.posts("GetCreateWorkflowInstancesResult") > 2


async def test_the_waits_grow_on_from_one_step_to_the_next(store: Store, narrator: Recorder, remote: Remote) -> None:
    remote.service.faults.switch("stuck_creating", 1)
    operation = await confirmed(store)
    settings = replace(FAST, max_seconds=60, step_at_least=0.01, give_up_days=1 / 86400)
    async with engine_on(store, narrator, remote.address, settings) as engine:
        await engine.run(operation.id)
        await narrator.heard("ended")
    # 20, 40, 80 ... ms: the seventh look is the last one before, or the first one after, the second is over.
    assert 3 <= remote.posts("GetCreateWorkflowInstancesResult") <= 7


@pytest.mark.parametrize("fault", ["error_500", "html_500", "empty_500", "throttle", "access_denied"])
@pytest.mark.parametrize("action", ["GetCreateWorkflowInstancesResult", "ListWorkflowInstances", "ListTaskInstances"])
async def test_reads_that_fail_are_survived(
    store: Store, narrator: Recorder, remote: Remote, fault: str, action: str
) -> None:
    remote.service.faults.switch(fault, {"action": action, "remaining": 3, "milliseconds": 10})
    operation = await confirmed(store, instances=3)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        end = await narrator.heard("ended")
    assert (end.state, end.succeeded, end.message) == (State.DONE, 3, None)
    assert remote.posts() == 1


async def test_a_log_that_cannot_be_read_does_not_hold_the_failure_back(
    store: Store, narrator: Recorder, remote: Remote
) -> None:
    remote.service.faults.switch("error_500", {"action": "GetTaskInstanceLog"})
    remote.service.engine.outcomes.fail(1001, None, 9, "memory")
    operation = await confirmed(store, days=1)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        first = await narrator.heard("first_failure")
        await narrator.heard("ended")
    assert [failure.words for failure in first.failures] == [None]


async def test_a_root_that_cannot_be_posted_does_not_hold_the_request_back(
    store: Store, narrator: Recorder, remote: Remote
) -> None:
    narrator.fails.add("root")
    operation = await confirmed(store)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        await until(lambda: has(store, operation.id, "ended"))
        assert narrator.replies() == []
        narrator.fails.clear()
        await narrator.heard("ended")
    assert narrator.told[0][0] == "root"
    assert narrator.replies() == ["sent", "created", "ended"]
    found = await store.get(operation.id)
    assert found is not None
    assert found.root_ts


async def test_a_last_word_that_cannot_be_told_is_tried_again(store: Store, narrator: Recorder, remote: Remote) -> None:
    narrator.fails.add("ended")
    operation = await confirmed(store)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        await narrator.heard("root", lambda _, progress: progress.state is State.DONE)
        narrator.fails.clear()
        await narrator.heard("ended")
    assert narrator.replies() == ["sent", "created", "ended"]


async def test_a_project_that_is_no_longer_set_refuses(store: Store, narrator: Recorder) -> None:
    operation = await confirmed(store)
    async with engine_on(store, narrator, None) as engine:
        await engine.run(operation.id)
        end = await narrator.heard("ended")
    assert end.state is State.REFUSED
    assert end.message == "There is no project ec_dw."


async def test_the_root_says_unknown_while_a_lost_request_is_looked_for(
    store: Store, narrator: Recorder, remote: Remote
) -> None:
    remote.service.faults.switch("lost_answer_not_taken", 1)
    operation = await confirmed(store)
    settings = replace(FAST, edit_seconds=0.5, lookup_seconds=2)
    async with engine_on(store, narrator, remote.address, settings) as engine:
        await engine.run(operation.id)
        await narrator.heard("root", lambda _, progress: progress.state is State.UNKNOWN)
        assert not await has(store, operation.id, "never_found")
        await narrator.heard("ended")


async def test_the_root_says_sending_while_a_request_waits_for_its_turn(
    store: Store, narrator: Recorder, remote: Remote
) -> None:
    remote.service.faults.switch("throttle", {"action": CREATE, "milliseconds": 10})
    operation = await confirmed(store)
    async with engine_on(store, narrator, remote.address, replace(FAST, retry_seconds=60)) as engine:
        await engine.run(operation.id)
        await narrator.heard("root", lambda _, progress: progress.state is State.SENDING)
        remote.service.faults.switch("throttle", False)
        await narrator.heard("ended")


@pytest.mark.parametrize("seen", [True, False])
async def test_what_cannot_be_looked_at_says_why_and_what_was_seen_last(
    store: Store, narrator: Recorder, seen: bool
) -> None:
    async with simulated(speed=60) as remote:
        operation = await confirmed(store, instances=3)
        if not seen:
            remote.service.faults.switch("access_denied", {"action": "ListTaskInstances"})
        async with engine_on(store, narrator, remote.address) as engine:
            await engine.run(operation.id)
            if seen:
                await narrator.heard("root", lambda _, progress: progress.running > 0)
                remote.service.faults.switch("access_denied", {"action": "ListTaskInstances"})
            blind = await narrator.heard("root", lambda _, progress: progress.trouble is not None)
        async with engine_on(store, narrator, remote.address):
            again = await narrator.heard("root", lambda _, progress: progress is not blind and bool(progress.trouble))
    assert blind.trouble
    assert "not authorized" in blind.trouble
    assert blind.state is State.RUNNING
    assert (blind.created, again.created) == ((3, 3) if seen else (None, None))
    if seen:
        assert again.as_of >= blind.as_of


async def test_what_is_created_and_never_listed_is_said_and_asked_for_seldom(store: Store, narrator: Recorder) -> None:
    async with simulated(speed=60) as remote:
        operation = await confirmed(store, instances=3)
        remote.service.faults.switch("access_denied", {"action": "ListWorkflowInstances"})
        async with engine_on(store, narrator, remote.address, replace(FAST, give_up_days=3 / 86400)) as engine:
            await engine.run(operation.id)
            await until(lambda: has(store, operation.id, "created"))
            remote.service.engine.runs_on.clear()
            remote.service.engine.runs.clear()
            remote.service.faults.switch("access_denied", False)
            await narrator.heard("root", lambda _, progress: progress.unlisted)
            asked = remote.posts("ListTaskInstances") + remote.posts("ListWorkflowInstances")
            await narrator.heard("ended", lambda _, progress: progress.state is State.GIVEN_UP)
        later = remote.posts("ListTaskInstances") + remote.posts("ListWorkflowInstances")
    # Two calls for each of three dates, every half second; at the usual pace it would be ten times as many.
    assert later - asked <= 2 * 3 * 8
    assert (await narrator.heard("created")).created == 0


async def looks_again(store: Store, operation_id: str, state: State) -> bool:
    seen = await store.progress_of(operation_id)
    return seen is not None and seen.state is state and seen.next_look is not None


async def has(store: Store, operation_id: str, kind: str) -> bool:
    return any(event.kind == kind for event in await store.events(operation_id))
