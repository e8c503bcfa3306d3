"""What came of what people did to an operation's runs."""

from bot.dates import DateRange, merge
from bot.dates.show import describe
from bot.locale import Text, _, _n
from bot.locale.speech import Speech
from bot.operations.acts import POSSIBLE, Act, Result, Target, Verb
from bot.operations.model import Operation, State
from bot.slack.views.acts import LABELS, act_button, lost
from bot.slack.views.blocks import Block, Bold, Mention, Piece, When, actions, bullets, cut, flat, paragraph, posting

REASONS_SHOWN = 5
NAMES_SHOWN = 5
WORDS_LIMIT = 200


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
        return [_("“{verb}”: nothing was done. {words}", verb=LABELS[act.verb], words=cut(act.trouble, WORDS_LIMIT))]
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


_NOTHING: dict[Verb, Text] = {
    Verb.STOP: _("There was nothing to stop: everything has ended."),
    Verb.RERUN: _("There was nothing to re-run: nothing failed."),
    Verb.SET_SUCCESS: _("There was nothing to set to success: nothing failed."),
    Verb.SUSPEND: _("There was nothing to suspend: nothing waits."),
    Verb.RESUME: _("There was nothing to resume: nothing is suspended."),
}
