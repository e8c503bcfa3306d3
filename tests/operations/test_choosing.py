"""Which runs a verb is about, the calls it takes, and the sum of their answers."""

from datetime import date

import pytest

from bot.operations.acts import Call, CallOutcome, Scope, Target, Verb, Wish, result_of
from bot.operations.choosing import calls_of, fitting, offered, scope_of, stop_one_by_one
from bot.operations.progress import Run

DAY = date(2026, 11, 20)


def run(number: int, status: str, *, mode: str = "AllAllowed", recurrence: str = "Normal", whole: int = 7) -> Run:
    return Run(number, number, f"t{number}", DAY, status, recurrence, mode, whole)


RUNS = (
    run(1, "Success"),
    run(2, "Failure"),
    run(3, "Failure", mode="AllDenied"),
    run(4, "Failure", mode="FailureAllowed", whole=8),
    run(5, "Running"),
    run(6, "NotRun", whole=8),
    run(7, "WaitTime"),
    run(8, "NotRun", recurrence="Pause"),
    run(9, "Stranger"),
)


@pytest.mark.parametrize(
    ("verb", "ids"),
    [
        (Verb.STOP, {5, 6, 7, 8, 9}),
        (Verb.RERUN, {2, 4}),
        (Verb.SET_SUCCESS, {2, 3, 4}),
        (Verb.SUSPEND, {6, 7, 9}),
        (Verb.RESUME, {8}),
        (Verb.START, {1, 2, 3, 4, 5, 6, 7, 8, 9}),
    ],
)
def test_each_verb_is_about_its_runs(verb: Verb, ids: set[int]) -> None:
    assert {item.id for item in offered(verb, RUNS)} == ids
    assert {item.id for item in scope_of(verb, RUNS, Wish()).targets} == ids


def test_what_never_runs_again_is_left_out_and_named() -> None:
    scope = scope_of(Verb.RERUN, RUNS, Wish())
    assert [item.task_name for item in scope.left_out] == ["t3"]
    assert (scope.running, scope.waiting, scope.failed_before) == (1, 4, ())
    assert {item.id for item in fitting(Verb.RERUN, RUNS)} == {2, 3, 4}
    assert scope_of(Verb.STOP, RUNS, Wish()).failed_before == (2, 3, 4)


def test_only_what_fits_can_be_picked() -> None:
    scope = scope_of(Verb.RERUN, RUNS, Wish((1, 3, 4, 5)))
    assert [item.id for item in scope.targets] == [4]
    assert [item.id for item in scope.left_out] == [3]


def test_a_stop_takes_the_whole_workflow_instances() -> None:
    scope = scope_of(Verb.STOP, RUNS, Wish())
    assert calls_of(Verb.STOP, scope) == (("StopWorkflowInstances", (7, 8)),)
    assert stop_one_by_one(scope, {8}) == (("StopTaskInstances", (6,)),)
    assert stop_one_by_one(scope, ()) == ()
    unknown = scope_of(Verb.STOP, [run(1, "Running", whole=0), run(2, "Running")], Wish())
    assert calls_of(Verb.STOP, unknown) == (("StopWorkflowInstances", (7,)), ("StopTaskInstances", (1,)))


def test_many_ids_are_several_calls() -> None:
    runs = [run(number, "Failure") for number in range(1, 251)]
    calls = calls_of(Verb.RERUN, scope_of(Verb.RERUN, runs, Wish()))
    assert [(action, len(ids)) for action, ids in calls] == [("RerunTaskInstances", count) for count in (100, 100, 50)]
    assert {item for _action, ids in calls for item in ids} == {item.id for item in runs}
    assert calls_of(Verb.RERUN, Scope()) == ()


def call(position: int, ids: tuple[int, ...], outcome: CallOutcome | None, **more: object) -> Call:
    return Call("a", position, "RerunTaskInstances", ids, None, outcome, **more)  # type: ignore[arg-type]


def test_answers_are_summed_per_id() -> None:
    result = result_of(
        (
            call(0, (1, 2, 3), CallOutcome.ANSWERED, refused={3: "AllDenied", 2: "AllDenied"}),
            call(1, (4, 5), CallOutcome.NOT_TAKEN, message="Throttling"),
            call(2, (6,), CallOutcome.UNKNOWN),
            call(3, (2,), CallOutcome.ANSWERED),
        )
    )
    assert (result.asked, result.done, result.unknown) == (6, 2, True)
    assert result.reasons == {"AllDenied": 1, "Throttling": 2}
    assert result.message == "Throttling"


def test_nothing_asked_is_nothing_done() -> None:
    assert result_of(()).asked == 0
    assert Target(1, "t", DAY).workflow_instance_id == 0
