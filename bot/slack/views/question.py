"""What has to be settled before there can be a preview: readings of a phrase, tasks of one name."""

from dataclasses import dataclass
from typing import Any

from bot.locale import Text, _, _n
from bot.locale.speech import Speech
from bot.slack.views.answers import OPEN_FORM
from bot.slack.views.blocks import Block, actions, button, flat, option, paragraph, posting

CONTINUE, CANCEL = "question_continue", "question_cancel"
CHOICES_SHOWN = 10
"""Options that radio buttons take."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: what is shown, and the value that the draft keeps."""

    value: str
    label: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """`key` is `phrase`, or `task` and the index of the word; no choices for an open question: the form settles it."""

    key: str
    text: Text
    choices: tuple[Choice, ...] = ()


def message(operation_id: str, questions: tuple[Question, ...], speech: Speech) -> Block:
    """The questions with radio buttons, and Continue, Open form, Cancel."""
    title = _n(
        "One thing to settle; nothing has run.",
        "{count} things to settle; nothing has run.",
        count=len(questions),
    )
    blocks = [paragraph(speech, title)]
    for question in questions:
        blocks.append(paragraph(speech, question.text))
        if question.choices:
            blocks.append(choices_block(question))
    answerable = all(question.choices for question in questions)
    blocks.append(
        actions(
            button(speech, _("Continue"), CONTINUE, operation_id, style="primary") if answerable else None,
            button(speech, _("Open form"), OPEN_FORM, operation_id),
            button(speech, _("Cancel"), CANCEL, operation_id),
        )
    )
    return posting(flat(speech, title, *(part for question in questions for part in (" ", question.text))), blocks)


def choices_block(question: Question) -> Block:
    """The radio buttons of one question; its block_id is the question's key.

    The value is an index: a canonical phrase can be long.
    """
    options = [
        option(choice.label, str(index), choice.description)
        for index, choice in enumerate(question.choices[:CHOICES_SHOWN])
    ]
    return actions(
        {"type": "radio_buttons", "action_id": f"choose_{question.key}", "options": options}, block_id=question.key
    )


def answers(state: dict[str, Any]) -> dict[str, int]:
    """Question key -> index of the picked choice, from `state.values` of a payload."""
    picked = {}
    for block_id, held in state.get("values", {}).items():
        for action_id, element in held.items():
            selected = element.get("selected_option") if action_id == f"choose_{block_id}" else None
            if selected:
                picked[block_id] = int(selected["value"])
    return picked
