"""Presets: the modal that names one, the list, and one by itself."""

import json
from collections.abc import Sequence
from typing import Any

from bot.locale import _
from bot.locale.speech import Speech
from bot.operations.presets import NAME_LIMIT, Preset
from bot.request.command import to_command
from bot.slack.views.answers import notice
from bot.slack.views.blocks import (
    Block,
    Bold,
    Mention,
    Piece,
    When,
    actions,
    button,
    confirmation,
    flat,
    header,
    option,
    paragraph,
    plain_text,
    posting,
    preformatted,
)

CALLBACK = "preset_form"
SAVE, USE, DELETE = "preset_save", "preset_use", "preset_delete"
NAME, DAYS = "preset_name", "preset_days"
FIXED, OPEN = "fixed", "open"
SHOWN = 20


def naming(speech: Speech, operation_id: str, channel_id: str, phrase: str) -> Block:
    """Asks for the name, and whether the days are part of it."""
    name: Block = {
        "type": "input",
        "block_id": NAME,
        "label": plain_text(speech.say(_("Name"))),
        "hint": plain_text(speech.say(_("To use it in this channel: /backfill preset NAME DAYS"))),
        "element": {"type": "plain_text_input", "action_id": NAME, "max_length": NAME_LIMIT},
    }
    choices = [option(speech.say(_("Say the days each time")), OPEN)]
    if phrase:
        choices.append(option(speech.say(_("Keep “{phrase}”, read anew each time", phrase=phrase)), FIXED))
    days: Block = {
        "type": "input",
        "block_id": DAYS,
        "label": plain_text(speech.say(_("Business dates"))),
        "element": {"type": "radio_buttons", "action_id": DAYS, "options": choices, "initial_option": choices[0]},
    }
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": json.dumps({"operation_id": operation_id, "channel_id": channel_id}),
        "title": plain_text(speech.say(_("Save as preset")), 24),
        "submit": plain_text(speech.say(_("Save")), 24),
        "close": plain_text(speech.say(_("Cancel")), 24),
        "blocks": [name, days],
    }


def named(view: dict[str, Any]) -> tuple[str, bool]:
    """The name that was typed, and whether the days are part of it."""
    values = view["state"]["values"]
    picked = values[DAYS][DAYS]["selected_option"]["value"]
    return (values[NAME][NAME]["value"] or "").strip(), picked == FIXED


def saved(speech: Speech, preset: Preset, command: str) -> Block:
    """It is kept, and how to use it."""
    line = use_line(preset, command, speech)
    return posting(
        flat(speech, _("Saved as preset {name}.", name=preset.name), " ", line),
        [paragraph(speech, _("Saved as preset {name}.", name=preset.name)), preformatted(line)],
    )


def several(speech: Speech, presets: Sequence[Preset], command: str) -> Block:
    """The presets of a channel, each with its request."""
    if not presets:
        return notice(speech, _("This channel has no presets. [Save as preset] under a preview makes one."))
    title = _("Presets of this channel")
    blocks = [header(speech.say(title))]
    for preset in presets[:SHOWN]:
        blocks += [
            paragraph(speech, Bold(preset.name), "  ", request_line(preset)),
            actions(button(speech, _("Use"), USE, preset.name), block_id=f"preset_{len(blocks)}"),
        ]
    if len(presets) > SHOWN:
        more = _("and {count} more; /backfill preset show NAME finds each", count=len(presets) - SHOWN)
        blocks.append(paragraph(speech, more))
    return posting(flat(speech, title), blocks)


def one(speech: Speech, preset: Preset, command: str) -> Block:
    """One preset: what it asks for, who made it, when."""
    pieces: list[Piece] = [
        Bold(preset.name),
        "  ",
        _("made by {person}, {when}", person=Mention(preset.made_by), when=When(preset.made_at)),
    ]
    forget = confirmation(
        speech,
        _("Delete this preset?"),
        _("{name} is the channel's; others may use it.", name=preset.name),
        _("Delete"),
        _("Keep"),
        style="danger",
    )
    return posting(
        flat(speech, *pieces),
        [
            paragraph(speech, *pieces),
            preformatted(f"{command} {request_line(preset)}"),
            actions(
                button(speech, _("Use"), USE, preset.name, style="primary"),
                button(speech, _("Delete"), DELETE, preset.name, style="danger", confirm=forget),
            ),
        ],
    )


def request_line(preset: Preset) -> str:
    """The request as a command's text."""
    return to_command(preset.form)


def use_line(preset: Preset, command: str, speech: Speech) -> str:
    """What to type to use it."""
    name = f'"{preset.name}"' if " " in preset.name else preset.name
    days = "" if preset.form.phrase else speech.say(_("DAYS"))
    return f"{command} preset {name} {days}".rstrip()
