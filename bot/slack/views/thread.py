"""The replies in an operation's thread: few, each something a person wants to be told."""

from collections.abc import Iterable
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.dates import DateRange, merge
from bot.dates.show import describe
from bot.locale import Text, _, _n
from bot.locale.speech import Speech
from bot.operations.model import Operation, State
from bot.operations.progress import FailedRun, Progress
from bot.slack.views import acts
from bot.slack.views.blocks import (
    Block,
    Bold,
    Mention,
    Piece,
    actions,
    bullets,
    button,
    cut,
    flat,
    paragraph,
    posting,
)
from bot.slack.views.outcome import outcome
from bot.slack.views.presets import SAVE
from bot.slack.views.root import NAMES

AGAIN = "operation_again"
FAILURES_SHOWN = 10
MENDABLE = frozenset({State.DONE_WITH_FAILURES, State.STOPPED})
WORDS_LIMIT = 300


def sent(operation: Operation, progress: Progress, speech: Speech) -> Block:
    """DataWorks took the request."""
    at = f"{progress.as_of.astimezone(_zone(operation)):%H:%M:%S}"
    if progress.remote_operation_id:
        return _said(speech, _("Sent to DataWorks {time}, operation {id}.", time=at, id=progress.remote_operation_id))
    return _said(speech, _("Found in DataWorks by its name at {time}; following it.", time=at))


def created(progress: Progress, speech: Speech) -> Block:
    """Counted, and compared with what was promised."""
    if progress.promised is None:
        return _said(speech, _n("Created {count} instance.", "Created {count} instances.", count=progress.created or 0))
    text: list[Piece] = [
        _("Created {created} of {promised} promised.", created=progress.created or 0, promised=progress.promised)
    ]
    if progress.created != progress.promised:
        text += [" ", _("That is not what the preview said; look at the instances in DataWorks.")]
    return _said(speech, *text)


def unknown(operation: Operation, speech: Speech) -> Block:
    """An unknown outcome is called unknown."""
    text = _(
        "DataWorks did not answer. I do not know yet whether {label} was created; looking it up by name.",
        label=operation.label,
    )
    return posting(flat(speech, text), [paragraph(speech, text), acts.lost(speech, operation, over=False)])


def first_failure(operation: Operation, progress: Progress, speech: Speech) -> Block:
    """The failed instances, grouped by task, with DataWorks' words."""
    start = _n(
        "{asker} {count} of {all} failed; {waiting} wait.",
        "{asker} {count} of {all} failed; {waiting} wait.",
        count=progress.failed,
        all=progress.created or progress.failed,
        waiting=progress.waiting,
        asker=Mention(operation.asker.user_id),
    )
    failed = bullets(speech, _failed(progress.failures, speech))
    return posting(flat(speech, start), [paragraph(speech, start), failed, acts.mending(speech, operation)])


def ended(operation: Operation, progress: Progress, speech: Speech) -> Block:
    """The last word, with a mention of the asker."""
    who: Piece = Mention(operation.asker.user_id)
    stopped = progress.state is State.STOPPED
    end = acts.stopped(operation, progress, speech) if stopped else _end(operation, progress)
    pieces: list[Piece] = [who, " ", *end]
    if known := outcome(operation, progress):
        pieces += [" ", *known]
    if progress.state is State.DONE_WITH_FAILURES:
        pieces += [" ", _("Put right what failed, then re-run it here.")]
    blocks = [paragraph(speech, *pieces)]
    if progress.failures and progress.state in MENDABLE:
        blocks.append(bullets(speech, _failed(progress.failures, speech)))
    if progress.state in MENDABLE:
        blocks.append(acts.mending(speech, operation))
    if progress.state is State.NEVER_FOUND:
        blocks.append(acts.lost(speech, operation, over=True))
    blocks.append(_onward(speech, operation))
    return posting(flat(speech, *pieces), blocks)


def _onward(speech: Speech, operation: Operation) -> Block:
    """What a person may want next, whoever it is."""
    return actions(
        button(speech, _("Same for other dates"), AGAIN, operation.id),
        button(speech, _("Save as preset"), SAVE, operation.id),
    )


def _end(operation: Operation, progress: Progress) -> list[Piece]:
    match progress.state:
        case State.DONE:
            return [
                _(
                    "{label} is done: {succeeded} of {all} succeeded.",
                    label=operation.label,
                    succeeded=progress.succeeded,
                    all=progress.created or 0,
                ),
                *_dry(progress),
            ]
        case State.DONE_WITH_FAILURES:
            return [
                _(
                    "{label} ended with failures: {succeeded} succeeded, {failed} failed, {waiting} did not run.",
                    label=operation.label,
                    succeeded=progress.succeeded,
                    failed=progress.failed,
                    waiting=progress.waiting + progress.running,
                ),
                *_dry(progress),
                *_also_said(progress),
            ]
        case State.REFUSED:
            return [
                _("DataWorks said no to {label}: {words}", label=operation.label, words=_words(operation, progress)),
                " ",
                _("Nothing was created."),
            ]
        case State.CREATE_FAILED:
            return [
                _(
                    "DataWorks could not create {label}: {words}",
                    label=operation.label,
                    words=_words(operation, progress),
                ),
                " ",
                _("Nothing runs. Put it right and ask again."),
            ]
        case State.NEVER_FOUND:
            return [
                _(
                    "I could not find {label} in DataWorks by its name {name}.",
                    label=operation.label,
                    name=operation.name,
                ),
                " ",
                _("It may still appear: look in the DataWorks console before it is sent again."),
            ]
        case State.GIVEN_UP:
            return [
                _(
                    "{label} has not ended in 30 days; I no longer look. See the DataWorks console.",
                    label=operation.label,
                )
            ]
        case _:
            return [f"{operation.label} ", NAMES[progress.state]]


def _dry(progress: Progress) -> list[Piece]:
    """A dry run is not called success."""
    if not progress.dry_runs:
        return []
    return [
        " ",
        _n(
            "{count} was a dry run: reported as success without running.",
            "{count} were dry runs: reported as success without running.",
            count=progress.dry_runs,
        ),
    ]


def _also_said(progress: Progress) -> list[Piece]:
    """Of several linked requests some may have been refused: those have no instances to count."""
    if not progress.message:
        return []
    return [" ", _("DataWorks also said: {words}.", words=cut(progress.message, 600).rstrip(".。"))]


def _words(operation: Operation, progress: Progress) -> Text | str:
    given = (progress.message or operation.detail or "").strip().rstrip(".。")
    if not given:
        if progress.request_id:
            return _("without a reason (request {request_id}).", request_id=progress.request_id)
        return _("without a reason.")
    words = cut(given, 600)
    if progress.request_id:
        return _("{words} (request {request_id}).", words=words, request_id=progress.request_id)
    return f"{words}."


def _failed(failures: Iterable[FailedRun], speech: Speech) -> list[list[Piece]]:
    """One line a task: its days, and the first words that are known."""
    lines: list[list[Piece]] = []
    by_task = sorted(failures, key=lambda run: (run.task_id, run.bizdate))
    for _task_id, group in groupby(by_task, key=lambda run: run.task_id):
        runs = list(group)
        days = describe(merge(DateRange(run.bizdate, run.bizdate) for run in runs), speech)
        words = next((run.words for run in runs if run.words), None)
        lines.append([Bold(runs[0].task_name), f"  {days}", f" · {cut(words, WORDS_LIMIT)}" if words else ""])
    hidden = len(lines) - FAILURES_SHOWN
    if hidden > 0:
        lines = [*lines[:FAILURES_SHOWN], [_n("and {count} more task", "and {count} more tasks", count=hidden)]]
    return lines


def _said(speech: Speech, *pieces: Piece | Text) -> Block:
    return posting(flat(speech, *pieces), [paragraph(speech, *pieces)])


def _zone(operation: Operation) -> ZoneInfo:
    return ZoneInfo(operation.plan.target.time_zone if operation.plan else "UTC")
