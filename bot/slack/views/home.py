"""App Home."""

from collections.abc import Sequence
from datetime import datetime

from bot.locale import Text, _, _n
from bot.locale.speech import Speech
from bot.operations.model import Operation
from bot.slack.views import answers
from bot.slack.views.blocks import Block, Bold, When, actions, bullets, button, divider, header, paragraph
from bot.slack.views.root import NAMES, title_of

NEW = "home_new"


def view(
    speech: Speech,
    *,
    operations: Sequence[Operation],
    drafts: Sequence[Operation],
    at: datetime,
    untold: int = 0,
) -> Block:
    """The Home tab of one person. `untold`: operations of anybody with news that could not be told."""
    blocks = [
        header(speech.say(_("Backfills"))),
        paragraph(
            speech,
            _("Say which tasks and which business dates; you see exactly what would run before anything is sent."),
        ),
        actions(button(speech, _("New backfill"), NEW, style="primary")),
        divider(),
        paragraph(speech, Bold(_("My operations")), "  ", _("as of {when}", when=When(at))),
    ]
    if operations:
        blocks.append(
            bullets(speech, [[Bold(title_of(item, speech)), "   ", NAMES[item.state]] for item in operations])
        )
    else:
        blocks.append(paragraph(speech, _("None yet.")))
    if untold:
        blocks.append(paragraph(speech, "⚠ ", _untold(untold)))
    if drafts:
        blocks += [divider(), paragraph(speech, Bold(_("My open drafts")))]
        for draft in drafts[: answers.SHOWN]:
            blocks.append(paragraph(speech, Bold(draft.label), "  ", draft.text or _("from the form")))
    return {"type": "home", "blocks": blocks}


def _untold(count: int) -> Text:
    return _n(
        "Slack did not take what I have to tell of {count} operation. I go on trying; status shows where it stands.",
        "Slack did not take what I have to tell of {count} operations. I go on trying; status shows where they stand.",
        count=count,
    )
