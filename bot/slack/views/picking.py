"""The modal that picks the runs to re-run or to set to success: tick boxes, the failed first, by task and day."""

import json
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from bot.locale import Text, _, _n
from bot.locale.speech import Speech
from bot.operations.acts import Verb
from bot.operations.model import Operation
from bot.operations.progress import Run
from bot.slack.views.blocks import Block, context, cut, option, paragraph, plain_text

CALLBACK = "act_picked"
REASON = "act_reason"
TICKS = "act_ticks"
BOXES_SHOWN = 40
"""Groups of tick boxes shown; a modal takes 100 blocks."""
TICKS_IN_BOX = 10
NAMES_SHOWN = 8


def loading(speech: Speech, verb: Verb) -> Block:
    """Opened at once, since the trigger is good for three seconds; filled once the runs were looked at."""
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain_text(speech.say(_TITLES[verb]), 24),
        "close": plain_text(speech.say(_("Cancel")), 24),
        "blocks": [paragraph(speech, _("Looking at the runs…"))],
    }


def told(speech: Speech, verb: Verb, text: Text) -> Block:
    """The modal when there is nothing to pick: why."""
    return {**loading(speech, verb), "blocks": [paragraph(speech, text)]}


def modal(
    speech: Speech,
    operation: Operation,
    verb: Verb,
    offered: Sequence[Run],
    left_out: Sequence[Run],
    behind: Sequence[Run],
) -> Block:
    """Tick boxes for what failed. `left_out` DataWorks would refuse; `behind` waits on the same business dates."""
    boxes = [
        (name, runs[start : start + TICKS_IN_BOX])
        for name, runs in ((name, list(group)) for name, group in groupby(offered, key=lambda run: run.task_name))
        for start in range(0, len(runs), TICKS_IN_BOX)
    ]
    shown = boxes[:BOXES_SHOWN]
    hidden = sum(len(chunk) for _name, chunk in boxes[BOXES_SHOWN:])
    notes = [_left_out(left_out) if left_out else None, _behind(verb, behind) if behind else None]
    notes.append(
        _n("{count} more is not shown here.", "{count} more are not shown here.", count=hidden) if hidden else None
    )
    return {
        **loading(speech, verb),
        "submit": plain_text(speech.say(_SUBMITS[verb]), 24),
        "private_metadata": json.dumps({"operation": operation.id, "verb": verb.value}),
        "blocks": [
            paragraph(speech, _ABOUT[verb]),
            *(_box(speech, verb, number, name, chunk) for number, (name, chunk) in enumerate(shown)),
            *(context(speech, note) for note in notes if note),
            *([_reason(speech)] if verb is Verb.SET_SUCCESS else []),
        ],
    }


def picked(view: dict[str, Any]) -> tuple[tuple[int, ...], str]:
    """The ticked instance ids and the reason of a submission."""
    ids: list[int] = []
    reason = ""
    for values in view["state"]["values"].values():
        for action_id, value in values.items():
            if action_id == TICKS:
                ids += [int(item["value"]) for item in value.get("selected_options") or []]
            elif action_id == REASON:
                reason = (value.get("value") or "").strip()
    return tuple(ids), reason


def about(view: dict[str, Any]) -> tuple[str, Verb]:
    """Which operation a submission is about, and the verb."""
    held = json.loads(view["private_metadata"])
    return str(held["operation"]), Verb(held["verb"])


def first_box(view: dict[str, Any]) -> str:
    """The block under which an error of the ticks is shown."""
    return next((str(block["block_id"]) for block in view["blocks"] if block["type"] == "input"), TICKS)


def _box(speech: Speech, verb: Verb, number: int, name: str, runs: Sequence[Run]) -> Block:
    options = [option(_label(speech, run, runs), str(run.id)) for run in runs]
    element: Block = {"type": "checkboxes", "action_id": TICKS, "options": options}
    if verb is Verb.RERUN:
        element["initial_options"] = options
    return {
        "type": "input",
        "block_id": f"{TICKS}_{number}",
        "optional": True,
        "label": plain_text(cut(name, 150)),
        "element": element,
    }


def _label(speech: Speech, run: Run, runs: Sequence[Run]) -> str:
    """The business date; with the instance's id where a task has several runs a day."""
    day = speech.day(run.bizdate)
    return day if sum(other.bizdate == run.bizdate for other in runs) == 1 else f"{day} · {run.id}"


def _reason(speech: Speech) -> Block:
    return {
        "type": "input",
        "block_id": REASON,
        "label": plain_text(speech.say(_("Reason"))),
        "element": {"type": "plain_text_input", "action_id": REASON, "min_length": 1, "max_length": 300},
    }


def _left_out(runs: Sequence[Run]) -> Text:
    return _(
        "Not offered, since DataWorks never runs them again (RerunMode AllDenied): {names}.",
        names=_names(runs),
    )


def _behind(verb: Verb, runs: Sequence[Run]) -> Text:
    if verb is Verb.RERUN:
        return _n(
            "{count} waits on these days and goes on by itself: {names}.",
            "{count} wait on these days and go on by themselves: {names}.",
            count=len(runs),
            names=_names(runs),
        )
    return _n(
        "{count} waits on these days and would run without the data: {names}.",
        "{count} wait on these days and would run without the data: {names}.",
        count=len(runs),
        names=_names(runs),
    )


def _names(runs: Sequence[Run]) -> tuple[str, ...]:
    names = list(dict.fromkeys(run.task_name for run in runs))
    return tuple(cut(name, 100) for name in names[:NAMES_SHOWN]) + (("…",) if len(names) > NAMES_SHOWN else ())


_TITLES = {Verb.RERUN: _("Re-run"), Verb.SET_SUCCESS: _("Mark success")}
_SUBMITS = {Verb.RERUN: _("Re-run these"), Verb.SET_SUCCESS: _("Mark success")}
_ABOUT = {
    Verb.RERUN: _("What failed is ticked; untick what is to stay as it is."),
    Verb.SET_SUCCESS: _(
        "Tick what is to count as success although it failed. Nothing runs for it, and its data stays as it is."
    ),
}
