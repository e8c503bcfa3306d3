"""The modal that leaves tasks out of a plan: a menu of everything that would run, searched while one types."""

import json
from collections.abc import Sequence
from typing import Any

from bot.locale import _
from bot.locale.speech import Speech
from bot.request.tasks import Task
from bot.slack.views.blocks import Block, context, paragraph, plain_text
from bot.slack.views.fields import labelled, task_option

CALLBACK = "preview_excluded"
LEFT_OUT = "left_out"
MOST = 100
"""Tasks that the menu takes at once; more are said as --exclude-tasks."""


def loading(speech: Speech, operation_id: str) -> Block:
    """Opened at once, since a trigger_id lives three seconds; the menu follows."""
    return _modal(speech, operation_id, [paragraph(speech, _("One moment…"))])


def modal(speech: Speech, operation_id: str, left_out: Sequence[Task]) -> Block:
    """The menu, with the tasks that are left out already."""
    menu: Block = {
        "type": "multi_external_select",
        "action_id": LEFT_OUT,
        "min_query_length": 0,
        "max_selected_items": MOST,
        "placeholder": plain_text(speech.say(_("Type a name or an id")), 145),
    }
    if left_out:
        menu["initial_options"] = [task_option(task) for task in left_out[:MOST]]
    note = _(
        "DataWorks makes instances for these tasks that do nothing and are reported as success. "
        "What is downstream of them still runs."
    )
    blocks = [
        labelled(speech, LEFT_OUT, _("Tasks to leave out"), menu, optional=True),
        context(speech, note),
    ]
    return {**_modal(speech, operation_id, blocks), "submit": plain_text(speech.say(_("Leave out")), 24)}


def picked(view: dict[str, Any]) -> tuple[str, ...]:
    """The ids of the tasks to leave out."""
    values = view["state"]["values"][LEFT_OUT][LEFT_OUT]
    return tuple(option["value"] for option in values.get("selected_options") or ())


def operation_of(view: dict[str, Any]) -> str:
    """The draft that the modal belongs to."""
    return str(json.loads(view["private_metadata"])["operation"])


def _modal(speech: Speech, operation_id: str, blocks: list[Block]) -> Block:
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain_text(speech.say(_("Leave tasks out")), 24),
        "close": plain_text(speech.say(_("Cancel")), 24),
        "private_metadata": json.dumps({"operation": operation_id}),
        "blocks": blocks,
    }
