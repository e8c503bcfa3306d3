"""What is shown of people's acts, within Slack's limits at their worst and in both languages."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.locale import _
from bot.locale.speech import CHINESE, ENGLISH, Speech
from bot.operations.acts import POSSIBLE, Act, Result, Scope, Target, Verb, Wish
from bot.operations.model import State
from bot.operations.progress import Run
from bot.playground.slack.block_kit import check_message, check_view
from bot.slack.views import acts, logs, panel, picking, results, thread
from tests.slack.test_views import NAME, NOW, OPERATION, PROGRESS, TODAY, WORDS

TARGETS = tuple(
    Target(70000 + index, f"{index}{NAME}", TODAY - timedelta(days=2 * index), 900 + index) for index in range(400)
)
RUNS = tuple(
    Run(item.id, item.id, item.task_name, item.bizdate, "Failure", workflow_instance_id=item.workflow_instance_id)
    for item in TARGETS
)
SCOPE = Scope(targets=TARGETS, left_out=TARGETS[:300], running=6_000_000, waiting=118_000_000)
LARGE = Result(
    asked=400, done=0, refused={item.id: f"{item.id}{WORDS}" for item in TARGETS}, unknown=True, message=WORDS
)
SPEECHES = (ENGLISH, CHINESE)


def act(verb: Verb, scope: Scope | None = SCOPE) -> Act:
    return Act("a" * 32, OPERATION.id, verb, "button:0", "U0OWNER", NOW, Wish((1,), WORDS[:300]), scope, NOW)


def expect_message(message: dict[str, Any] | None) -> str:
    assert message is not None
    assert check_message(message["blocks"], message["text"]) == []
    return str(message["text"])


@pytest.mark.parametrize("speech", SPEECHES, ids=["en", "zh"])
class TestWorst:
    @pytest.mark.parametrize("verb", list(Verb))
    def test_what_came_of_it(self, speech: Speech, verb: Verb) -> None:
        operation = replace(OPERATION, state=State.NEVER_FOUND)
        expect_message(results.came_of_it(operation, act(verb), LARGE, speech))
        expect_message(results.already(speech, operation, act(verb), LARGE))
        expect_message(results.already(speech, operation, replace(act(verb), ended_at=None), Result()))
        expect_message(acts.asked(speech, operation, verb))
        trouble = replace(act(verb), trouble=WORDS, scope=None)
        expect_message(results.came_of_it(operation, trouble, Result(), speech))
        expect_message(results.came_of_it(operation, act(verb, Scope()), Result(), speech))

    def test_stop_and_hold(self, speech: Speech) -> None:
        expect_message(acts.stopping(OPERATION, act(Verb.STOP), speech))
        expect_message(acts.held(OPERATION, PROGRESS, speech))
        expect_message(acts.not_stopped(OPERATION, PROGRESS, speech))
        incomplete = tuple(TODAY - timedelta(days=2 * index) for index in range(400))
        stopped = replace(PROGRESS, state=State.STOPPED, stopped=124, incomplete=incomplete)
        expect_message(thread.ended(OPERATION, stopped, speech))

    @pytest.mark.parametrize("verb", [Verb.RERUN, Verb.SET_SUCCESS])
    def test_picking(self, speech: Speech, verb: Verb) -> None:
        assert check_view(picking.modal(speech, OPERATION, verb, RUNS, RUNS, RUNS)) == []
        same = tuple(replace(run, task_name=NAME, bizdate=TODAY) for run in RUNS)
        view = picking.modal(speech, OPERATION, verb, same, (), ())
        assert check_view(view) == []
        assert picking.about(view) == (OPERATION.id, verb)
        assert check_view(picking.loading(speech, verb)) == []
        assert check_view(picking.told(speech, verb, _("Reason"))) == []

    def test_logs(self, speech: Speech) -> None:
        lines = [WORDS, "x" * 5000] * 15
        expect_message(logs.last_lines(speech, OPERATION, PROGRESS.failures[0], lines, PROGRESS.failures))
        expect_message(logs.last_lines(speech, OPERATION, PROGRESS.failures[0], [], PROGRESS.failures[:1]))

    @pytest.mark.parametrize("verb", list(Verb))
    @pytest.mark.parametrize("state", list(State))
    def test_panel(self, speech: Speech, verb: Verb, state: State) -> None:
        message = panel.of(speech, replace(OPERATION, state=state), verb, PROGRESS)
        expect_message(message)
        assert ("actions" in {block["type"] for block in message["blocks"]}) == (state in POSSIBLE[verb])
        expect_message(panel.of(speech, replace(OPERATION, state=state), verb, None))
        expect_message(panel.mentions(speech))
        expect_message(panel.whole(speech, replace(OPERATION, state=state), PROGRESS))
        expect_message(panel.whole(speech, replace(OPERATION, state=state), None))


def test_results_are_told_per_reason() -> None:
    scope = Scope(targets=TARGETS[:4], left_out=(replace(TARGETS[4], task_name="ads_close_di"),) * 2)
    result = Result(asked=4, done=3, refused={TARGETS[0].id: "The instance is in status Running."})
    text = expect_message(results.came_of_it(OPERATION, act(Verb.RERUN, scope), result, ENGLISH))
    assert "3 of 6 run again." in text
    assert "1 refused: The instance is in status Running." in text
    assert "2 left out, DataWorks never runs them again (RerunMode AllDenied): ads_close_di." in text


def test_a_stop_that_was_taken_whole_says_nothing_more() -> None:
    assert results.came_of_it(OPERATION, act(Verb.STOP), Result(asked=7, done=7), ENGLISH) is None


def test_picked_and_reason_come_back() -> None:
    values = {
        f"{picking.TICKS}_0": {picking.TICKS: {"selected_options": [{"value": "12"}, {"value": "34"}]}},
        f"{picking.TICKS}_1": {picking.TICKS: {"selected_options": []}},
        picking.REASON: {picking.REASON: {"value": " gone for good "}},
    }
    assert picking.picked({"state": {"values": values}}) == ((12, 34), "gone for good")


def test_buttons_carry_the_round() -> None:
    message = acts.held(replace(OPERATION, round=3), PROGRESS, ENGLISH)
    assert f"{OPERATION.id}:3" in json.dumps(message)
