"""Messages of the gallery that everybody sees: the root message in every state, and the replies in its thread."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from bot.locale import _
from bot.locale.speech import Speech
from bot.operations.acts import Result, Verb
from bot.operations.model import ENDED, Operation, State
from bot.operations.progress import Progress
from bot.request.form import Form
from bot.slack.views import acts, panel, report, results, root, thread
from bot.slack.views.blocks import ChannelMention, Link
from tests.browser.gallery import samples as day
from tests.browser.gallery.messages import OPERATION, Block, Shown

CONSOLE = "https://dataworks.example.com/console"
SEVERAL = Form(tasks=("dwd_*",), phrase="last week")
SOME_REFUSED = Result(3, 2, {7_000_000_100: "The instance is not in a state that allows this."})


def _root(operation: Operation, progress: Progress, speech: Speech) -> Block:
    return root.message(operation, progress, speech, CONSOLE)


def channel() -> Iterable[tuple[str, Shown]]:
    """The root message in every state."""
    for state, progress in day.PROGRESS.items():
        held = day.operation(state)
        yield f"root_{state}", partial(_root, held, progress)
    yield "root_failing", lambda speech: root.message(OPERATION, day.FAILING, speech, CONSOLE)
    yield "root_dry_runs", lambda speech: root.message(day.operation(State.DONE), day.DONE_DRY, speech, CONSOLE)
    yield (
        "root_estimate",
        lambda speech: root.message(OPERATION, replace(day.RUNNING, eta=day.BY_ESTIMATE), speech, CONSOLE),
    )
    yield "root_no_end", lambda speech: root.message(OPERATION, replace(day.RUNNING, eta=None), speech, CONSOLE)
    one = replace(day.DONE, promised=1, created=1, succeeded=1, day=1, days=1)
    yield "root_single", lambda speech: root.message(day.single(State.DONE), one, speech, None)
    several = day.operation(form=SEVERAL, made=day.plan(SEVERAL, day.TASKS))
    yield "root_several_tasks", lambda speech: root.message(several, day.RUNNING, speech, CONSOLE)
    trouble = replace(day.RUNNING, trouble="Throttling.User: Request was denied due to user flow control.")
    yield "root_trouble", lambda speech: root.message(OPERATION, trouble, speech, CONSOLE)
    unlisted = replace(day.before(State.RUNNING), unlisted=True)
    yield "root_unlisted", lambda speech: root.message(OPERATION, unlisted, speech, CONSOLE)
    asked_in = _("You asked in {channel}, where I cannot write: it goes on here.", channel=ChannelMention("C0RANDOM"))
    yield "root_direct", lambda speech: root.message(OPERATION, day.RUNNING, speech, None, note=[asked_in])
    link = Link("https://acme-data.slack.example/archives/C0DATAOPS/p1")
    anew = _("This goes on from an earlier thread: {link}", link=link)
    yield "root_anew", lambda speech: root.message(OPERATION, day.RUNNING, speech, None, note=[anew])


def replies() -> Iterable[tuple[str, Shown]]:
    """What the thread is told."""
    sent = replace(day.before(State.CREATING), remote_operation_id=day.RUNNING.remote_operation_id)
    yield "sent", lambda speech: thread.sent(OPERATION, sent, speech)
    yield "sent_found", lambda speech: thread.sent(OPERATION, day.before(State.CREATING), speech)
    yield "created", lambda speech: thread.created(day.RUNNING, speech)
    yield "created_other", lambda speech: thread.created(replace(day.RUNNING, created=214), speech)
    yield "created_unpromised", lambda speech: thread.created(replace(day.RUNNING, promised=None), speech)
    yield "unknown", lambda speech: thread.unknown(OPERATION, speech)
    yield "first_failure", lambda speech: thread.first_failure(OPERATION, day.FAILING, speech)
    yield "held", lambda speech: acts.held(OPERATION, day.HELD, speech)
    yield "held_other", lambda speech: acts.held(OPERATION, replace(day.HELD, created=214), speech)
    yield "stopping", lambda speech: acts.stopping(OPERATION, day.act(Verb.STOP), speech)
    yield "not_stopped", lambda speech: acts.not_stopped(OPERATION, day.FAILING, speech)
    for state in sorted(ENDED - {State.DISCARDED}):
        yield f"end_{state}", partial(thread.ended, day.operation(state), day.PROGRESS[state])
    yield "end_dry_runs", lambda speech: thread.ended(day.operation(State.DONE), day.DONE_DRY, speech)
    yield "end_late", lambda speech: thread.ended(day.operation(State.DONE), day.LATE, speech)
    yield "report_direct", lambda speech: report.direct(OPERATION, speech)
    yield "report_none", lambda speech: report.none(OPERATION, speech, "missing_scope")
    yield from _results()


def _results() -> Iterable[tuple[str, Shown]]:
    """What came of acts."""

    def of(verb: Verb, result: Result, **more: Any) -> Shown:
        act, state = day.act(verb, **more), State.NEVER_FOUND if verb in panel.LOST else State.RUNNING
        return lambda speech: results.came_of_it(day.operation(state), act, result, speech) or {}

    for verb in Verb:
        if verb is not Verb.LOOK_AGAIN:
            yield f"result_{verb}", of(verb, SOME_REFUSED if verb in (Verb.STOP, Verb.RERUN) else Result(3, 3))
    yield "result_look_again", of(Verb.LOOK_AGAIN, Result(1, 0))
    yield "result_send_again_refused", of(Verb.SEND_AGAIN, Result(1, 0, {1: ""}, message="The name is taken."))
    yield "result_left_out", of(Verb.RERUN, Result(2, 2), left_out=True)
    yield "result_trouble", of(Verb.RERUN, Result(), trouble="Forbidden.Access: no permission on ec_dw.")
    yield "result_lost", of(Verb.RERUN, Result(3, 0, unknown=True))
    for verb in results._NOTHING:
        yield f"result_nothing_{verb}", of(verb, Result(), nothing=True)
    yield "already", lambda speech: results.already(speech, OPERATION, day.act(Verb.RERUN), Result(3, 3))
    under_way = replace(day.act(Verb.RERUN), ended_at=None)
    yield "already_under_way", lambda speech: results.already(speech, OPERATION, under_way, Result(3, 0))
