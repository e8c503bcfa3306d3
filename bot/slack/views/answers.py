"""Short private answers: refusals, notices, help, lists. Only the person who asked sees them."""

from collections.abc import Sequence

from bot.locale import Text, _
from bot.locale.speech import Speech
from bot.operations.model import Operation
from bot.request.command import COMMON
from bot.slack.views.blocks import (
    Block,
    Bold,
    Piece,
    When,
    actions,
    bullets,
    button,
    context,
    flat,
    header,
    paragraph,
    posting,
    preformatted,
)
from bot.slack.views.options import line as option_line

OPEN_FORM, USE_DEV, PREVIEW_AGAIN, RESUME, DISCARD = (
    "open_form",
    "use_dev",
    "preview_again",
    "draft_resume",
    "draft_discard",
)
SHOWN = 10


def notice(speech: Speech, *pieces: Piece) -> Block:
    """One sentence, no buttons."""
    return posting(flat(speech, *pieces), [paragraph(speech, *pieces)])


def refusal(
    speech: Speech,
    text: Text,
    next_step: Text | None = None,
    *,
    operation_id: str = "",
    suggestions: Sequence[str] = (),
    use_dev: bool = False,
) -> Block:
    """What is wrong, what to do, the nearest phrases that work, and the form filled with what was understood."""
    blocks = [paragraph(speech, text)]
    if next_step:
        blocks.append(paragraph(speech, next_step))
    if suggestions:
        blocks.append(paragraph(speech, Bold(_("Try:")), " ", " · ".join(suggestions)))
    buttons = [
        button(speech, _("Use Dev"), USE_DEV, operation_id) if use_dev and operation_id else None,
        button(speech, _("Open form"), OPEN_FORM, operation_id) if operation_id else None,
    ]
    if any(buttons):
        blocks.append(actions(*buttons))
    pieces: list[Piece] = [text]
    if next_step:
        pieces += [" ", next_step]
    if suggestions:
        pieces += [" ", _("Try:"), " ", " · ".join(suggestions)]
    return posting(flat(speech, *pieces), blocks)


def expired(speech: Speech, operation: Operation) -> Block:
    """A preview that is too old to be confirmed."""
    text = _("{label} was a preview from a while ago and is no longer good. Nothing has run.", label=operation.label)
    return posting(
        flat(speech, text),
        [
            paragraph(speech, text),
            actions(button(speech, _("Preview again"), PREVIEW_AGAIN, operation.id, style="primary")),
        ],
    )


def cancelled(speech: Speech, operation: Operation) -> Block:
    """A preview that its asker cancelled."""
    text = _("{label} was cancelled; nothing was sent.", label=operation.label)
    again = actions(button(speech, _("Preview again"), PREVIEW_AGAIN, operation.id))
    return posting(flat(speech, text), [paragraph(speech, text), again])


def confirmed(speech: Speech, operation: Operation) -> Block:
    """What the preview becomes: who confirmed what, when, and where it is told.

    No buttons, so that nothing can be pressed twice.
    """
    where: Piece = (
        _("I tell the rest in a direct message.")
        if (operation.root_channel or "").startswith("D")
        else _("I tell the rest in this channel.")
    )
    if operation.confirmed_at is None:
        return notice(speech, _("{label} was cancelled; nothing was sent.", label=operation.label))
    return notice(
        speech, _("Confirmed {label} at {when}.", label=operation.label, when=When(operation.confirmed_at)), " ", where
    )


def outage(speech: Speech, reference: str) -> Block:
    """Our own failure: nothing is claimed, and the log has the reference."""
    return notice(
        speech,
        _(
            "Something went wrong on my side, and nothing was sent because of this press. "
            "Try again; reference for the operator: {reference}.",
            reference=reference,
        ),
    )


def help_message(speech: Speech, command: str = "/backfill") -> Block:
    """How to ask, with examples that work."""
    title = _("Run scheduled tasks again for past days")
    examples = [
        _("{command} 1001 last 7 days {option}", command=command, option='--reason "late file"'),
        _("{command} dwd_orders_di, dwd_refunds_di Nov 20-24 except Sunday", command=command),
        _("{command} 1001 上周一到周三", command=command),
        _("{command} 1001 yesterday with downstream", command=command),
    ]
    everything: list[Piece] = [Bold(f"{command} help options"), "  ", _("every option; help --order tells of one")]
    options = [*map(option_line, COMMON), everything]
    words: list[list[Piece]] = [
        [Bold(command), "  ", _("opens the form")],
        [Bold(f"{command} status [BF-12]"), "  ", _("where an operation stands, your latest one without a number")],
        [Bold(f"{command} list"), "  ", _("the operations under way and the latest ones")],
        [Bold(f"{command} drafts"), "  ", _("what you began and have not sent")],
        [Bold(f"{command} preset [NAME DAYS]"), "  ", _("this channel's presets, or one of them for these days")],
        [Bold(f"{command} again BF-12 DAYS"), "  ", _("the same request for other days")],
        [Bold(f"{command} stop|rerun|refresh BF-12"), "  ", _("act on its runs; in its thread mention me instead")],
    ]
    blocks = [
        header(speech.say(title)),
        paragraph(
            speech,
            _("Say which tasks and which business dates; you see exactly what would run before anything is sent."),
        ),
        preformatted("\n".join(map(speech.say, examples))),
        bullets(speech, words),
        paragraph(speech, Bold(_("Options"))),
        bullets(speech, options),
        context(speech, _("A business date is the day whose data is processed; its run is scheduled the day after.")),
        actions(button(speech, _("Open form"), OPEN_FORM)),
    ]
    return posting(flat(speech, title), blocks)


def drafts(speech: Speech, operations: Sequence[Operation]) -> Block:
    """What a person began and did not send, to resume or discard."""
    if not operations:
        return notice(speech, _("You have no open drafts."))
    title = _("Your open drafts")
    blocks = [header(speech.say(title))]
    for operation in operations[:SHOWN]:
        blocks += [
            paragraph(speech, Bold(operation.label), "  ", operation.text or _("from the form")),
            actions(
                button(speech, _("Resume"), RESUME, operation.id),
                button(speech, _("Discard"), DISCARD, operation.id),
            ),
        ]
    return posting(flat(speech, title), blocks)
