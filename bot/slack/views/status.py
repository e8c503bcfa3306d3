"""Where an operation stands, to the one who asked; and the list of operations."""

from collections.abc import Sequence

from bot.locale import _
from bot.locale.speech import Speech
from bot.operations.acts import POSSIBLE, Verb
from bot.operations.model import Operation
from bot.operations.progress import Progress
from bot.slack.views import acts
from bot.slack.views.answers import notice
from bot.slack.views.blocks import Block, Bold, Piece, When, actions, bullets, flat, header, paragraph, posting
from bot.slack.views.outcome import ending, outcome
from bot.slack.views.root import NAMES, counts_line, title_of, trouble_of


def one(speech: Speech, operation: Operation, progress: Progress | None) -> Block:
    """Everything that is known of one operation, as of the last look."""
    state = progress.state if progress else operation.state
    pieces: list[Piece] = [Bold(title_of(operation, speech)), "   ", Bold(NAMES[state])]
    lines: list[list[Piece]] = []
    if operation.form.reason:
        lines.append([Bold(_("Reason")), f"  {operation.form.reason}"])
    if operation.confirmed_at:
        lines.append([Bold(_("Confirmed")), "  ", When(operation.confirmed_at)])
    if progress and (counts := counts_line(progress, speech)):
        lines.append([Bold(_("Instances")), f"  {counts}", "  ", _("as of {when}", when=When(progress.as_of))])
    if progress and (end := ending(operation, progress)):
        lines.append([Bold(_("End")), "  ", end])
    if progress and operation.ended_at and (known := outcome(operation, progress)):
        lines.append([Bold(_("Outcome")), "  ", *known])
    if progress and (trouble := trouble_of(operation, progress)):
        lines.append([trouble])
    if progress and progress.next_look and operation.ended_at is None:
        lines.append([Bold(_("Next look")), "  ", When(progress.next_look)])
    if operation.ended_at:
        lines.append([Bold(_("Ended")), "  ", When(operation.ended_at)])
    if operation.detail:
        lines.append([Bold(_("DataWorks said")), f"  {operation.detail}"])
    blocks = [paragraph(speech, *pieces), *([bullets(speech, lines)] if lines else [])]
    return posting(flat(speech, *pieces), [*blocks, _buttons(speech, operation)])


def _buttons(speech: Speech, operation: Operation) -> Block | None:
    """What is asked for too seldom to stand in the root message."""
    verbs = [verb for verb in (Verb.SUSPEND, Verb.RESUME) if operation.state in POSSIBLE[verb]]
    return actions(*(acts.act_button(speech, operation, verb) for verb in verbs)) if verbs else None


def several(speech: Speech, operations: Sequence[Operation]) -> Block:
    """The latest operations, newest first, one line each."""
    if not operations:
        return notice(speech, _("No operation yet. /backfill help shows how to ask for one."))
    title = _("Latest operations")
    lines: list[list[Piece]] = [[Bold(title_of(item, speech)), "   ", NAMES[item.state]] for item in operations]
    return posting(flat(speech, title), [header(speech.say(title)), bullets(speech, lines)])
