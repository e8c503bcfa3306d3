"""What people do to an operation's runs: the buttons, what was asked, what came of it."""

from zoneinfo import ZoneInfo

from bot.dates import DateRange, merge
from bot.dates.show import describe
from bot.locale import Text, _, _n
from bot.locale.speech import Speech
from bot.operations.acts import POSSIBLE, Act, Result, Target, Verb
from bot.operations.model import Operation, State
from bot.operations.progress import Progress
from bot.slack.views.blocks import (
    Block,
    Bold,
    Mention,
    Piece,
    When,
    actions,
    bullets,
    button,
    confirmation,
    cut,
    flat,
    paragraph,
    posting,
)

PREFIX = "act_"
"""action_id of a button that acts: this and the verb. Its value is the operation's id and round."""
PICK_RERUN, PICK_SUCCESS, SHOW_LOG, REFRESH = "pick_rerun", "pick_set_success", "show_log", "refresh"
REASONS_SHOWN = 5
NAMES_SHOWN = 5
WORDS_LIMIT = 200


def act_button(speech: Speech, operation: Operation, verb: Verb, *, label: Text | None = None) -> Block:
    """The button of a verb, red and with a question where it cannot be undone."""
    ask = _QUESTIONS.get(verb)
    return button(
        speech,
        label or _LABELS[verb],
        f"{PREFIX}{verb.value}",
        value_of(operation),
        style="danger" if verb in (Verb.STOP, Verb.SEND_AGAIN) else None,
        confirm=confirmation(speech, *ask) if ask else None,
    )


def stop_button(speech: Speech, operation: Operation, progress: Progress) -> Block:
    """[Stop], which asks first and says what would be stopped."""
    what = _(
        "{running} running and {waiting} waiting would be stopped. What has ended stays as it is.",
        running=progress.running,
        waiting=progress.waiting,
    )
    question = confirmation(speech, _("Stop {label}?", label=operation.label), what, _LABELS[Verb.STOP], _("Leave it"))
    action_id = f"{PREFIX}{Verb.STOP.value}"
    return button(speech, _LABELS[Verb.STOP], action_id, value_of(operation), style="danger", confirm=question)


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


def came_of_it(operation: Operation, act: Act, result: Result, speech: Speech) -> Block | None:
    """What came of an act; None where the end, or the state, says it already."""
    silent = act.verb is Verb.STOP and result.asked and not result.refused and not result.unknown
    if silent or (act.verb is Verb.LOOK_AGAIN and result.done):
        return None
    pieces = _outcome(operation, act, result)
    blocks = [paragraph(speech, *pieces)]
    if result.refused and act.verb not in (Verb.LOOK_AGAIN, Verb.SEND_AGAIN):
        blocks.append(bullets(speech, _refused(act, result, speech)))
    return posting(flat(speech, *pieces), [*blocks, _once_more(speech, operation, act, result)])


def already(speech: Speech, operation: Operation, act: Act, result: Result) -> Block:
    """The same press again: who asked first and when, and what is known of it."""
    text = _(
        "{who} asked for this on {label} at {when}.",
        who=Mention(act.user_id),
        label=operation.label,
        when=When(act.asked_at),
    )
    pieces: list[Piece] = [text, " ", *(_outcome(operation, act, result) if act.ended_at else [_("It is under way.")])]
    return posting(flat(speech, *pieces), [paragraph(speech, *pieces)])


def asked(speech: Speech, operation: Operation, verb: Verb) -> Block:
    """To the one who pressed: it is under way, and told in the thread."""
    text = _("{verb} {label}: asked; I tell what comes of it in the thread.", verb=_LABELS[verb], label=operation.label)
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
        pieces += [" ", _("{count} failed", count=progress.failed), "."]
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


def _once_more(speech: Speech, operation: Operation, act: Act, result: Result) -> Block | None:
    """The button of an act that did nothing: the one that was pressed shows this act for ever."""
    if result.done or result.unknown or operation.state not in POSSIBLE[act.verb]:
        return None
    if act.verb in (Verb.LOOK_AGAIN, Verb.SEND_AGAIN):
        return lost(speech, operation, over=operation.state is State.NEVER_FOUND)
    return None if act.wish.picked else actions(act_button(speech, operation, act.verb))


def _outcome(operation: Operation, act: Act, result: Result) -> list[Piece]:
    """In words, with DataWorks' own where it refused."""
    left_out = act.scope.left_out if act.scope else ()
    if act.trouble:
        return [_("{verb}: nothing was done. {words}", verb=_LABELS[act.verb], words=cut(act.trouble, WORDS_LIMIT))]
    if not result.asked and not left_out:
        return [_NOTHING.get(act.verb, _("There was nothing to do."))]
    pieces: list[Piece] = [_done(operation, act, result, len(left_out))]
    if result.refused and act.verb not in (Verb.LOOK_AGAIN, Verb.SEND_AGAIN):
        for words, count in list(result.reasons.items())[:REASONS_SHOWN]:
            said = cut(words or "-", WORDS_LIMIT).rstrip(".。")
            pieces += [" ", _n("{count} refused: {words}.", "{count} refused: {words}.", count=count, words=said)]
    elif result.refused and result.message:
        pieces += [" ", _("DataWorks said: {words}.", words=cut(result.message, WORDS_LIMIT).rstrip(".。"))]
    if left_out:
        pieces += [" ", _left_out(left_out)]
    if result.unknown:
        pieces += [
            " ",
            _("An answer was lost: I do not know whether that was done. I look at the instances and do not repeat it."),
        ]
    return pieces


def _done(operation: Operation, act: Act, result: Result, left_out: int) -> Text:
    who, numbers = Mention(act.user_id), {"done": result.done, "all": result.asked + left_out}
    match act.verb:
        case Verb.STOP:
            return _("The stop that {who} asked for: {done} of {all} were taken.", who=who, **numbers)
        case Verb.RERUN:
            return _("Re-run, asked by {who}: {done} of {all} run again.", who=who, **numbers)
        case Verb.SET_SUCCESS:
            return _(
                "Set to success by {who}: {done} of {all}, for {reason}. What waits behind runs without their data.",
                who=who,
                reason=f"“{act.wish.reason}”",
                **numbers,
            )
        case Verb.SUSPEND:
            return _(
                "Suspended by {who}: {done} of {all}. They do not start, and fail at their turn unless resumed.",
                who=who,
                **numbers,
            )
        case Verb.RESUME:
            return _("Resumed by {who}: {done} of {all}.", who=who, **numbers)
        case Verb.START:
            return _("Started by {who}: {done} of {all} business dates.", who=who, **numbers)
        case Verb.LOOK_AGAIN:
            return _(
                "{who} had me look again: {label} is not there by its name {name}. It may still appear.",
                who=who,
                label=operation.label,
                name=operation.name,
            )
    if result.done:
        return _("Sent again, asked by {who}.", who=who)
    return _("To send {label} again, asked by {who}: it was not taken.", label=operation.label, who=who)


def _left_out(left_out: tuple[Target, ...]) -> Text:
    names = tuple(dict.fromkeys(item.task_name for item in left_out))
    return _n(
        "{count} left out, DataWorks never runs it again (RerunMode AllDenied): {names}.",
        "{count} left out, DataWorks never runs them again (RerunMode AllDenied): {names}.",
        count=len(left_out),
        names=tuple(cut(name, WORDS_LIMIT) for name in names[:NAMES_SHOWN]),
    )


def _refused(act: Act, result: Result, speech: Speech) -> list[list[Piece]]:
    """The refused by task, with their days."""
    targets = act.scope.targets if act.scope else ()
    by_task: dict[str, list[DateRange]] = {}
    for item in targets:
        if item.id in result.refused or item.workflow_instance_id in result.refused:
            by_task.setdefault(item.task_name, []).append(DateRange(item.bizdate, item.bizdate))
    lines: list[list[Piece]] = [
        [Bold(cut(name, WORDS_LIMIT)), f"  {cut(describe(merge(days), speech), WORDS_LIMIT)}"]
        for name, days in list(by_task.items())[:NAMES_SHOWN]
    ]
    hidden = len(by_task) - len(lines)
    if hidden > 0:
        lines.append([_n("and {count} more task", "and {count} more tasks", count=hidden)])
    return lines or [["-"]]


_LABELS: dict[Verb, Text] = {
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

_NOTHING: dict[Verb, Text] = {
    Verb.STOP: _("There was nothing to stop: everything has ended."),
    Verb.RERUN: _("There was nothing to re-run: nothing failed."),
    Verb.SET_SUCCESS: _("There was nothing to set to success: nothing failed."),
    Verb.SUSPEND: _("There was nothing to suspend: nothing waits."),
    Verb.RESUME: _("There was nothing to resume: nothing is suspended."),
}

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
