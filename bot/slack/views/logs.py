"""The log of a failed run, to the one who asked: its last lines, the others to choose from, the whole as a file."""

from collections.abc import Sequence

from bot.locale import _
from bot.locale.speech import Speech
from bot.operations.model import Operation
from bot.operations.progress import FailedRun
from bot.slack.views.blocks import (
    Block,
    Bold,
    Piece,
    actions,
    button,
    context,
    cut,
    flat,
    option,
    paragraph,
    plain_text,
    posting,
    preformatted,
)

PICK_LOG, WHOLE_LOG = "pick_log", "whole_log"
OTHERS = 100
"""Options of a menu."""


def last_lines(
    speech: Speech, operation: Operation, run: FailedRun, lines: Sequence[str], others: Sequence[FailedRun]
) -> Block:
    """The last lines, redacted before they came here."""
    pieces: list[Piece] = [Bold(cut(run.task_name, 200)), "  ", speech.day(run.bizdate)]
    value = f"{operation.id}:{run.instance_id}"
    text = "\n".join(lines) if lines else speech.say(_("The log is empty."))
    buttons = (
        button(speech, _("Whole log as a file"), WHOLE_LOG, value) if lines else None,
        _menu(speech, operation, others) if len(others) > 1 else None,
    )
    return posting(
        flat(speech, *pieces),
        [
            paragraph(speech, *pieces),
            preformatted(text[-2800:]),
            context(speech, _("What looks like a key, a password or a token is blotted out.")) if lines else None,
            actions(*buttons) if any(buttons) else None,
        ],
    )


def _menu(speech: Speech, operation: Operation, runs: Sequence[FailedRun]) -> Block:
    return {
        "type": "static_select",
        "action_id": PICK_LOG,
        "placeholder": plain_text(speech.say(_("Another failed run")), 140),
        "options": [
            option(f"{speech.day(run.bizdate)} · {run.task_name}", f"{operation.id}:{run.instance_id}")
            for run in runs[:OTHERS]
        ],
    }
