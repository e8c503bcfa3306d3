"""What people do to an operation's runs: the buttons, and what is said before the end. What came of it: `results`."""

from zoneinfo import ZoneInfo

from bot.dates import DateRange, merge
from bot.dates.show import describe
from bot.locale import Text, _
from bot.locale.speech import Speech
from bot.operations.acts import Act, Verb
from bot.operations.model import Operation
from bot.operations.progress import Progress
from bot.slack.views.blocks import (
    Block,
    Mention,
    Piece,
    actions,
    button,
    confirmation,
    flat,
    paragraph,
    posting,
)

PREFIX = "act_"
"""action_id of a button that acts: this and the verb. Its value is the operation's id and round."""
PICK_RERUN, PICK_SUCCESS, SHOW_LOG, REFRESH = "pick_rerun", "pick_set_success", "show_log", "refresh"


def act_button(speech: Speech, operation: Operation, verb: Verb, *, label: Text | None = None) -> Block:
    """The button of a verb, red and with a question where it cannot be undone."""
    ask = _QUESTIONS.get(verb)
    return button(
        speech,
        label or LABELS[verb],
        f"{PREFIX}{verb.value}",
        value_of(operation),
        style=_STYLES.get(verb),
        confirm=confirmation(speech, *ask, style=_STYLES.get(verb)) if ask else None,
    )


def stop_button(speech: Speech, operation: Operation, progress: Progress) -> Block:
    """[Stop], which asks first and says what would be stopped."""
    what = _(
        "{running} running and {waiting} waiting would be stopped. What has ended stays as it is.",
        running=progress.running,
        waiting=progress.waiting,
    )
    title = _("Stop {label}?", label=operation.label)
    question = confirmation(speech, title, what, LABELS[Verb.STOP], _("Leave it"), style="danger")
    action_id = f"{PREFIX}{Verb.STOP.value}"
    return button(speech, LABELS[Verb.STOP], action_id, value_of(operation), style="danger", confirm=question)


def value_of(operation: Operation) -> str:
    """What a button carries: the operation, and in which of its rounds it was offered."""
    return f"{operation.id}:{operation.round}"


def mending(speech: Speech, operation: Operation) -> Block:
    """The buttons beside failures."""
    return actions(
        act_button(speech, operation, Verb.RERUN),
        button(speech, _("Choose…"), PICK_RERUN, value_of(operation)),
        button(speech, _("Mark success…"), PICK_SUCCESS, value_of(operation)),
        button(speech, _("Show log"), SHOW_LOG, value_of(operation)),
    )


def lost(speech: Speech, operation: Operation, *, over: bool) -> Block:
    """The buttons beside an unknown outcome; to send again is offered only once the looking is over."""
    return actions(
        act_button(speech, operation, Verb.LOOK_AGAIN),
        act_button(speech, operation, Verb.SEND_AGAIN) if over else None,
    )


def stopping(operation: Operation, act: Act, speech: Speech) -> Block:
    """A stop was asked: what it is about. It is not stopped yet."""
    scope = act.scope
    text = _(
        "Stopping, asked by {who}: {running} running, {waiting} waiting.",
        who=Mention(act.user_id),
        running=scope.running if scope else 0,
        waiting=scope.waiting if scope else 0,
    )
    return posting(flat(speech, text), [paragraph(speech, text)])


def asked(speech: Speech, operation: Operation, verb: Verb) -> Block:
    """To the one who pressed: it is under way, and told in the thread."""
    text = _(
        "{label}, “{verb}”: asked; I tell what comes of it in the thread.", verb=LABELS[verb], label=operation.label
    )
    return posting(flat(speech, text), [paragraph(speech, text)])


def stopped(operation: Operation, progress: Progress, speech: Speech) -> list[Piece]:
    """The last word of a stopped operation: `Stopped 12:31. 299 done, 124 stopped, 0 left.`"""
    zone = ZoneInfo(operation.plan.target.time_zone if operation.plan else "UTC")
    pieces: list[Piece] = [
        _("{label} stopped at {time}.", label=operation.label, time=f"{progress.as_of.astimezone(zone):%H:%M}"),
        " ",
        _(
            "{done} done, {stopped} stopped, {left} left.",
            done=progress.succeeded + progress.dry_runs,
            stopped=progress.stopped,
            left=progress.waiting + progress.running,
        ),
    ]
    if progress.failed:
        pieces += [" ", _("{count} failed.", count=progress.failed)]
    if progress.incomplete:
        days = describe(merge(DateRange(day, day) for day in progress.incomplete), speech)
        pieces += [" ", _("Data of {days} is incomplete.", days=days)]
    return pieces


def held(operation: Operation, progress: Progress, speech: Speech) -> Block:
    """Created and counted, and started by nobody yet."""
    text = _(
        "{asker} {created} instances of {label} are created and held: nothing runs until somebody presses Start.",
        asker=Mention(operation.asker.user_id),
        created=progress.created or 0,
        label=operation.label,
    )
    promised: list[Piece] = []
    if progress.promised is not None and progress.promised != progress.created:
        promised = [" ", _("The preview promised {promised}.", promised=progress.promised)]
    buttons = actions(act_button(speech, operation, Verb.START), stop_button(speech, operation, progress))
    return posting(flat(speech, text, *promised), [paragraph(speech, text, *promised), buttons])


def not_stopped(operation: Operation, progress: Progress, speech: Speech) -> Block:
    """What goes on though it was to be stopped."""
    text = _(
        "{asker} not everything stopped: {running} running and {waiting} waiting go on, and I go on following them.",
        asker=Mention(operation.asker.user_id),
        running=progress.running,
        waiting=progress.waiting,
    )
    return posting(flat(speech, text), [paragraph(speech, text), actions(stop_button(speech, operation, progress))])


LABELS: dict[Verb, Text] = {
    Verb.STOP: _("Stop"),
    Verb.RERUN: _("Re-run failed"),
    Verb.SET_SUCCESS: _("Mark success"),
    Verb.SUSPEND: _("Suspend waiting"),
    Verb.RESUME: _("Resume"),
    Verb.START: _("Start"),
    Verb.LOOK_AGAIN: _("Look again"),
    Verb.SEND_AGAIN: _("Send again"),
}
"""What the buttons say."""

_STYLES = {Verb.STOP: "danger", Verb.SEND_AGAIN: "danger", Verb.START: "primary"}

_QUESTIONS: dict[Verb, tuple[Text, Text, Text, Text]] = {
    Verb.SEND_AGAIN: (
        _("Send it again?"),
        _(
            "The first request may have been taken all the same: then everything runs twice. "
            "Look in the DataWorks console first."
        ),
        _("Send again"),
        _("Leave it"),
    ),
    Verb.SUSPEND: (
        _("Suspend what waits?"),
        _("What is suspended does not start: at its turn it ends as failed, until somebody resumes it."),
        _("Suspend"),
        _("Leave it"),
    ),
    Verb.START: (
        _("Start it?"),
        _("The instances that were created begin to run."),
        _("Start"),
        _("Not yet"),
    ),
}
