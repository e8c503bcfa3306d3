"""What is said of the time: beside the estimate, and ahead of the end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.locale.speech import CHINESE, ENGLISH
from bot.operations.eta import Eta
from bot.operations.model import State
from bot.operations.progress import Progress
from bot.operations.timing import Times
from bot.request.load import Load
from bot.slack.views.blocks import flat
from bot.slack.views.outcome import attempts, ending, outcome, took
from tests.browser.gallery.samples import PLAN, operation

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)  # noon in Asia/Shanghai
LOAD = Load(low=3000, middle=3600, high=5400, known=1, tasks=1)


def ended(minutes: float | None, state: State = State.DONE, *, exact: bool = True, **more: int) -> Progress:
    finished = None if minutes is None else NOON + timedelta(minutes=minutes)
    times = Times(NOON, finished, start_known=exact, finish_known=True, **more)
    return Progress(state=state, as_of=NOON, created=3, times=times)


@pytest.mark.parametrize(
    ("progress", "load", "reopened", "said"),
    [
        (ended(72), LOAD, 0, "Took 1 h 12 min; estimated 50 min to 1 h 30 min."),
        (ended(130), LOAD, 0, "Took 2 h 10 min, 40 min longer than its longest estimate (50 min to 1 h 30 min)."),
        (ended(30), LOAD, 0, "Took 30 min, 20 min shorter than its shortest estimate (50 min to 1 h 30 min)."),
        (ended(90.2), LOAD, 0, "Took 1 h 30 min; estimated 50 min to 1 h 30 min."),
        (ended(60), LOAD.model_copy(update={"low": 3600, "high": 3600}), 0, "Took 1 h 00 min; estimated 1 h 00 min."),
        (ended(72), None, 0, "Took 1 h 12 min."),
        (ended(None), LOAD, 0, None),
        (ended(None), None, 0, None),
        (ended(-5), LOAD, 0, None),
        (ended(0), None, 0, "Took 0 s."),
        (ended(72, exact=False), None, 0, "Took at least 1 h 12 min."),
        (ended(72, exact=False), LOAD, 0, "Took at least 1 h 12 min; estimated 50 min to 1 h 30 min."),
        (ended(20, exact=False), LOAD, 0, "Took at least 20 min; estimated 50 min to 1 h 30 min."),
        (
            ended(130, exact=False),
            LOAD,
            0,
            "Took at least 2 h 10 min, longer than its longest estimate (50 min to 1 h 30 min).",
        ),
        (
            ended(30, State.DONE_WITH_FAILURES),
            LOAD,
            0,
            "Took 30 min; everything was estimated to take 50 min to 1 h 30 min.",
        ),
        (ended(30, State.STOPPED), LOAD, 0, "Took 30 min."),
        (ended(1500), LOAD, 1, "25 h 00 min from its first start to its last end, with what people re-ran later."),
        (ended(1500, exact=False), LOAD, 1, "Took at least 25 h 00 min."),
    ],
)
def test_the_duration_beside_the_estimate(
    progress: Progress, load: Load | None, reopened: int, said: str | None
) -> None:
    its = operation(progress.state, made=PLAN.model_copy(update={"load": load}), reopened=reopened)
    found = took(its, progress)
    assert (None if found is None else ENGLISH.say(found)) == said


def test_attempts_are_told_where_they_are_known() -> None:
    assert [ENGLISH.say(item) for item in attempts(ended(5, repeated=3))] == ["3 runs needed more than one attempt."]
    assert attempts(ended(5, repeated=0)) == attempts(ended(5)) == []
    here = replace(ended(5, repeated=1), rerun_here=1)
    assert [CHINESE.say(item) for item in attempts(here)] == ["1 个实例运行了不止一次。", "从这里重跑了 1 个。"]
    said = flat(CHINESE, *outcome(operation(State.DONE), here))
    assert "。1 个实例运行了不止一次。从这里重跑了 1 个。" in said


@pytest.mark.parametrize(
    ("eta", "english"),
    [
        (
            Eta(NOON, NOON + timedelta(minutes=40), 2),
            "done between 12:00 and 12:40, by the 2 business dates that ended",
        ),
        (Eta(NOON, NOON + timedelta(seconds=40), 2), "done near 12:00, by the 2 business dates that ended"),
        (Eta(NOON, NOON + timedelta(days=1)), "done between 12:00 and 11-25 12:00, by its estimate"),
        (
            Eta(NOON + timedelta(days=1), NOON + timedelta(days=1, hours=1)),
            "done between 11-25 12:00 and 13:00, by its estimate",
        ),
        (None, "when it ends is not known yet"),
    ],
)
def test_when_it_will_have_ended(eta: Eta | None, english: str) -> None:
    running = Progress(state=State.RUNNING, as_of=NOON, created=3, eta=eta)
    said = ending(operation(), running)
    assert said is not None
    assert ENGLISH.say(said) == english


def test_nothing_is_foretold_of_what_does_not_run() -> None:
    for state in set(State) - {State.RUNNING}:
        assert ending(operation(state), Progress(state=state, as_of=NOON, created=3)) is None
    assert ending(operation(), Progress(state=State.RUNNING, as_of=NOON)) is None, "nothing was created yet"
