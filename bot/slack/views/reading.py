"""What stands under a phrase in the form: its days, the question with its readings, or why it is refused."""

import hashlib
from collections.abc import Sequence
from typing import Any

from bot.dates import Ambiguous, Outcome, Reading
from bot.dates.show import describe, month_grid
from bot.locale import _
from bot.locale.speech import Speech
from bot.slack.views.blocks import Block, Bold, Piece, actions, option, paragraph, preformatted
from bot.slack.views.preview import GRID_FROM_RANGES, days_line

READING = "reading"
READINGS_LIMIT = 10
"""Radio buttons of one element. API limit: 10."""


def reading_blocks(outcome: Outcome | None, chosen: str | None, speech: Speech) -> list[Block]:
    """The blocks. `chosen` is the canonical phrase of the reading that was picked."""
    match outcome:
        case None:
            return [paragraph(speech, _("The days appear here as you type."), block_id="reading_text")]
        case Reading():
            found = next((item for item in outcome.alternatives if item.canonical == chosen), outcome)
            blocks = _shown_days(found, speech)
        case Ambiguous(readings=readings) if chosen in [item.canonical for item in readings]:
            blocks = _shown_days(next(item for item in readings if item.canonical == chosen), speech)
        case Ambiguous(question=question, suggestions=suggestions):
            blocks = [
                paragraph(speech, Bold(_("Which one?")), " ", question, *_tried(suggestions), block_id="reading_text")
            ]
        case _:
            blocks = [paragraph(speech, "⚠ ", outcome.message, *_tried(outcome.suggestions), block_id="reading_text")]
    choices = choices_of(outcome)
    if choices:
        options = [option(describe(item.ranges, speech), str(index)) for index, item in enumerate(choices)]
        radio: Block = {"type": "radio_buttons", "action_id": READING, "options": options}
        settled = [index for index, item in enumerate(choices) if item.canonical == chosen]
        if settled or isinstance(outcome, Reading):
            radio["initial_option"] = options[settled[0] if settled else 0]
        blocks.append(actions(radio, block_id=_block_id(outcome)))
    return blocks


def picked_reading(view: dict[str, Any], outcome: Outcome | None) -> str | None:
    """The canonical phrase of the reading that is picked on the screen, None when none is."""
    choices = choices_of(outcome)
    for block_id, block in view["state"]["values"].items():
        selected = (block.get(READING) or {}).get("selected_option")
        if selected and block_id == _block_id(outcome):
            index = int(selected["value"])
            return choices[index].canonical if index < len(choices) else None
    return None


def choices_of(outcome: Outcome | None) -> tuple[Reading, ...]:
    """The readings a person can pick from, the default first; none when there is nothing to pick."""
    match outcome:
        case Ambiguous(readings=readings):
            return readings[:READINGS_LIMIT]
        case Reading(alternatives=others) if others:
            return (outcome, *others)[:READINGS_LIMIT]
        case _:
            return ()


def _shown_days(shown: Reading, speech: Speech) -> list[Block]:
    notes: list[Piece] = [piece for note in shown.notes for piece in ("\n", note.text)]
    blocks = [paragraph(speech, Bold("= "), days_line(shown, speech), *notes, block_id="reading_text")]
    if len(shown.ranges) >= GRID_FROM_RANGES:
        blocks.append(preformatted(month_grid(shown.ranges, speech)))
    return blocks


def _tried(suggestions: Sequence[str]) -> list[Piece]:
    return ["\n", _("Try:"), " ", " · ".join(suggestions)] if suggestions else []


def _block_id(outcome: Outcome | None) -> str:
    """Another phrase is another question: its block_id must differ, or Slack would keep the answer to the last one."""
    phrase = outcome.phrase if outcome else ""
    canonical = "|".join(item.canonical for item in choices_of(outcome))
    return f"{READING}_{hashlib.sha256(f'{phrase}|{canonical}'.encode(errors='replace')).hexdigest()[:12]}"
