"""What the verbs in words answer, only to the one who said them: what would be done, and the button that does it."""

from bot.locale import Text, _
from bot.locale.speech import Speech
from bot.operations.acts import POSSIBLE, Verb
from bot.operations.model import Operation
from bot.operations.progress import Progress
from bot.slack.views import acts
from bot.slack.views.blocks import Block, Bold, Piece, actions, bullets, button, flat, paragraph, posting
from bot.slack.views.root import CAN_REFRESH, NAMES, counts_line, title_of

LOST = frozenset({Verb.LOOK_AGAIN, Verb.SEND_AGAIN})


def of(speech: Speech, operation: Operation, verb: Verb, progress: Progress | None) -> Block:
    """One verb on one operation, as of the last look."""
    pieces: list[Piece] = [Bold(title_of(operation, speech)), "   ", Bold(NAMES[operation.state])]
    counts = counts_line(progress, speech) if progress else ""
    blocks = [paragraph(speech, *pieces), paragraph(speech, counts) if counts else None]
    if operation.state not in POSSIBLE[verb]:
        text = _("That cannot be done now: {label} is {state}.", label=operation.label, state=NAMES[operation.state])
        return posting(flat(speech, *pieces, "  ", text), [*blocks, paragraph(speech, text)])
    return posting(flat(speech, *pieces), [*blocks, _buttons(speech, operation, verb, progress)])


def whole(speech: Speech, operation: Operation, progress: Progress | None) -> Block:
    """Everything that can be done with an operation now."""
    pieces: list[Piece] = [Bold(title_of(operation, speech)), "   ", Bold(NAMES[operation.state])]
    counts = counts_line(progress, speech) if progress else ""
    possible = [verb for verb in Verb if operation.state in POSSIBLE[verb] and verb not in LOST]
    failed = progress is not None and bool(progress.failed or progress.stopped)
    starting = [acts.act_button(speech, operation, verb) for verb in possible if verb is Verb.START]
    simple = [
        acts.act_button(speech, operation, verb)
        for verb in possible
        if verb not in (Verb.RERUN, Verb.SET_SUCCESS, Verb.STOP, Verb.START)
    ]
    stop = acts.stop_button(speech, operation, progress) if progress and Verb.STOP in possible else None
    can_look = progress is not None and operation.state in CAN_REFRESH
    refresh = button(speech, _("Refresh"), acts.REFRESH, acts.value_of(operation)) if can_look else None
    rows = [
        acts.mending(speech, operation) if failed and Verb.RERUN in possible else None,
        _buttons(speech, operation, Verb.LOOK_AGAIN, progress)
        if operation.state in POSSIBLE[Verb.LOOK_AGAIN]
        else None,
        actions(*starting, stop, *simple, refresh) if starting or stop or simple or refresh else None,
    ]
    return posting(
        flat(speech, *pieces), [paragraph(speech, *pieces), paragraph(speech, counts) if counts else None, *rows]
    )


def mentions(speech: Speech) -> Block:
    """What a mention understands."""
    title = _("In an operation's thread I understand:")
    lines: list[list[Piece]] = [[Bold(word), "  ", meaning] for word, meaning in MEANINGS]
    return posting(flat(speech, title), [paragraph(speech, title), bullets(speech, lines)])


MEANINGS: tuple[tuple[str, Text], ...] = (
    ("stop", _("stop what runs and what waits")),
    ("rerun", _("run what failed again")),
    ("success", _("set what failed to success")),
    ("suspend", _("keep what waits from starting, until resume")),
    ("start", _("start what was created and held")),
    ("log", _("the last lines of a failed run's log")),
    ("refresh", _("look now")),
    ("status", _("where it stands")),
    ("again", _("the same request once more; other days may follow")),
)
"""The verbs in words, for help."""


def _buttons(speech: Speech, operation: Operation, verb: Verb, progress: Progress | None) -> Block:
    if verb in (Verb.RERUN, Verb.SET_SUCCESS):
        return acts.mending(speech, operation)
    if verb is Verb.STOP and progress is not None:
        return actions(acts.stop_button(speech, operation, progress))
    if verb is Verb.LOOK_AGAIN:
        return acts.lost(speech, operation, over=operation.state in POSSIBLE[Verb.SEND_AGAIN])
    return actions(acts.act_button(speech, operation, verb))
