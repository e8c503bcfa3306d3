"""The root message of an operation: one line of what, one of how it stands, in the channel's language. Edited in
place.
"""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.dates.show import describe
from bot.locale import Text, _, _n
from bot.locale.speech import Speech
from bot.operations.acts import Verb
from bot.operations.model import ENDED, Operation, State
from bot.operations.progress import Progress
from bot.request.plan import Plan
from bot.slack.views import acts
from bot.slack.views.blocks import Block, Bold, Mention, Piece, actions, button, context, cut, flat, paragraph, posting
from bot.slack.views.outcome import ending, outcome
from bot.slack.views.terms import ENVIRONMENTS

BAR_CELLS = 10
WORDS_LIMIT = 300
DETAILS = "operation_details"
CAN_STOP = frozenset({State.RUNNING, State.HELD})
CAN_REFRESH = CAN_STOP | {State.STOPPING}
CONSOLE = "operation_console"

NAMES: dict[State, Text] = {
    State.DRAFTED: _("DRAFT"),
    State.DISCARDED: _("CANCELLED"),
    State.CONFIRMED: _("CONFIRMED"),
    State.SENDING: _("SENDING"),
    State.UNKNOWN: _("OUTCOME UNKNOWN"),
    State.CREATING: _("CREATING"),
    State.HELD: _("HELD"),
    State.RUNNING: _("RUNNING"),
    State.STOPPING: _("STOPPING"),
    State.REFUSED: _("REFUSED"),
    State.CREATE_FAILED: _("FAILED TO CREATE"),
    State.NEVER_FOUND: _("NOT FOUND"),
    State.DONE: _("DONE"),
    State.DONE_WITH_FAILURES: _("DONE WITH FAILURES"),
    State.STOPPED: _("STOPPED"),
    State.GIVEN_UP: _("NO LONGER WATCHED"),
}


def message(
    operation: Operation,
    progress: Progress,
    speech: Speech,
    console_url: str | None,
    *,
    note: Sequence[Piece] = (),
) -> Block:
    """`text` and `blocks` of the root message. `note`: why it stands here and not where it was asked for."""
    title = title_of(operation, speech)
    counts = counts_line(progress, speech)
    state = speech.say(NAMES[progress.state])
    blocks = [
        paragraph(speech, Bold(title), "   ", Bold(state)),
        paragraph(speech, *_bar(progress), counts) if counts else None,
        _timing(operation, progress, speech),
        paragraph(speech, *_asked(operation)),
        paragraph(speech, trouble) if (trouble := trouble_of(operation, progress)) else None,
        paragraph(speech, *note) if note else None,
        context(speech, _as_of(operation, progress)),
        _buttons(operation, progress, speech, console_url),
    ]
    return posting(flat(speech, f"{title} · {state}", " · " if counts else "", counts), blocks)


def title_of(operation: Operation, speech: Speech) -> str:
    """`BF-248 dwd_orders_di · Mon 5 - Sun 11 Oct 2026 · PROD`."""
    plan = operation.plan
    if plan is None:
        return operation.label
    parts = [
        f"{operation.label} {tasks_of(plan, speech)}",
        describe(plan.date_ranges, speech),
        speech.say(ENVIRONMENTS[plan.target.env_type]),
    ]
    return " · ".join(part for part in parts if part)


def tasks_of(plan: Plan, speech: Speech) -> str:
    """`dwd_orders_di`, `dwd_orders_di + 3 more`, `dwd_orders_di + 37 downstream`."""
    if not plan.tasks:
        return speech.say(_("workflow {id}", id=str(plan.requests[0].workflow_id)))
    first = plan.tasks[0].label
    if plan.downstream:
        if plan.effect.tasks is None or plan.effect.denied.count:
            return speech.say(_("{task} + downstream", task=first))
        below = plan.effect.tasks - plan.effect.levels[0]
        return speech.say(_n("{task} + {count} downstream", "{task} + {count} downstream", task=first, count=below))
    if len(plan.tasks) > 1:
        return speech.say(_n("{task} + {count} more", "{task} + {count} more", count=len(plan.tasks) - 1, task=first))
    return first


def counts_line(progress: Progress, speech: Speech) -> str:
    """`171 / 427 · 6 running · 0 failed · day 3 of 7`; empty before anything was created.

    The day is left out before the first and once all of them are over.
    """
    if progress.created is None:
        return ""
    parts = [_("{done} / {all}", done=progress.finished, all=progress.created)]
    if progress.running:
        parts.append(_("{count} running", count=progress.running))
    over = progress.state in ENDED and progress.state is not State.GIVEN_UP
    if progress.waiting:
        waiting = _("{count} did not run", count=progress.waiting)
        parts.append(waiting if over else _("{count} waiting", count=progress.waiting))
    parts.append(_("{count} failed", count=progress.failed))
    if progress.stopped:
        parts.append(_("{count} stopped", count=progress.stopped))
    if progress.dry_runs:
        parts.append(_("{count} dry runs", count=progress.dry_runs))
    if progress.days > 1 and progress.day and (not over or progress.state is State.STOPPED):
        parts.append(_("day {day} of {days}", day=progress.day, days=progress.days))
    return " · ".join(map(speech.say, parts))


def trouble_of(operation: Operation, progress: Progress) -> Text | None:
    """Why what is shown is old, or empty; None when it is neither."""
    if progress.trouble:
        words = cut(progress.trouble, WORDS_LIMIT).rstrip(".。")
        if progress.created is None:
            return _("I cannot look at it: {words}.", words=words)
        return _("I cannot look at it: {words}; this is what I saw last.", words=words)
    if progress.unlisted:
        return _(
            "DataWorks says that it is created and lists no instance of it. Look in the DataWorks console for {name}.",
            name=operation.name,
        )
    return None


def _timing(operation: Operation, progress: Progress, speech: Speech) -> Block | None:
    """When it will have ended; and once it has, how long it took."""
    if progress.state in ENDED:
        pieces = outcome(operation, progress)
    else:
        pieces = [said] if (said := ending(operation, progress)) else []
    return paragraph(speech, *pieces) if pieces else None


def _bar(progress: Progress) -> list[Piece]:
    drawn = bar(progress)
    return [drawn, "  "] if drawn else []


def bar(progress: Progress) -> str:
    """A bar only where there is something to fill; full only when everything ended."""
    if not progress.created:
        return ""
    cells = progress.finished * BAR_CELLS // progress.created
    return "▓" * cells + "░" * (BAR_CELLS - cells)


def _asked(operation: Operation) -> list[Piece]:
    who = Mention(operation.asker.user_id)
    reason = operation.form.reason
    return [
        _("asked by {asker}: {reason}", asker=who, reason=f"“{reason}”") if reason else _("asked by {asker}", asker=who)
    ]


def _as_of(operation: Operation, progress: Progress) -> Text:
    """When this was true and when the bot looks next, in the scheduling zone, which is printed."""
    zone = ZoneInfo(operation.plan.target.time_zone if operation.plan else "UTC")
    at = f"{progress.as_of.astimezone(zone):%H:%M:%S}"
    if progress.state in ENDED or progress.next_look is None:
        return _("as of {time} {zone}", time=at, zone=zone.key)
    following = f"{progress.next_look.astimezone(zone):%H:%M:%S}"
    return _("as of {time} {zone}, next look {following}", time=at, zone=zone.key, following=following)


def _buttons(operation: Operation, progress: Progress, speech: Speech, console_url: str | None) -> Block:
    """What can be done now; what cannot be done is not offered."""
    console = button(speech, _("Console"), CONSOLE, url=console_url) if console_url else None
    return actions(
        acts.act_button(speech, operation, Verb.START) if progress.state is State.HELD else None,
        acts.stop_button(speech, operation, progress) if progress.state in CAN_STOP else None,
        button(speech, _("Refresh"), acts.REFRESH, acts.value_of(operation)) if progress.state in CAN_REFRESH else None,
        button(speech, _("Details"), DETAILS, operation.id),
        console,
    )
