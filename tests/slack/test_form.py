"""The form shows what a request has, and what is read from the screen is what was shown."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from bot.locale.speech import CHINESE, ENGLISH
from bot.playground.slack.block_kit import check_view
from bot.request.field import Need
from bot.request.form import Form
from bot.request.model import InstanceType, Mode
from bot.request.rules import FIELDS, kebab
from bot.settings import Project
from bot.slack.listeners.form import _fitting
from bot.slack.views import form as view
from bot.slack.views.form import Filled, Sheet
from bot.slack.views.state import read_state
from tests.request.forms import FORMS

PROJECTS = tuple(
    Project(alias=alias, id=number, region="cn-shanghai") for number, alias in enumerate(("ec_dw", "risk"), 10001)
)
KINDS = [
    *((InstanceType.SUPPLEMENT_DATA, mode) for mode in (None, *Mode)),
    *((type_, None) for type_ in InstanceType if type_ is not InstanceType.SUPPLEMENT_DATA),
]


def shown(form: Form, *, more: bool = True, chinese: bool = False) -> dict[str, Any]:
    speech = CHINESE if chinese else ENGLISH
    return view.modal(Filled(form, Sheet("op", "C1", more=more)), PROJECTS, PROJECTS[0], speech)


def as_submitted(modal: dict[str, Any]) -> dict[str, Any]:
    """The view as Slack sends it when nothing was touched: what the inputs began with is their state."""
    values: dict[str, dict[str, Any]] = {}
    for block in modal["blocks"]:
        elements = [block["element"]] if block["type"] == "input" else block.get("elements", [])
        for element in elements:
            if "action_id" in element and element["type"] != "button":
                values.setdefault(block["block_id"], {})[element["action_id"]] = state_of(element)
    return {**modal, "state": {"values": values}}


def state_of(element: dict[str, Any]) -> dict[str, Any]:
    kind = element["type"]
    if kind.startswith("multi_") or kind == "checkboxes":
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    if kind == "plain_text_input":
        return {"type": kind, "value": element.get("initial_value")}
    if kind == "datepicker":
        return {"type": kind, "selected_date": element.get("initial_date")}
    return {"type": kind, "selected_option": element.get("initial_option")}


@pytest.mark.parametrize(("type_", "mode"), KINDS)
def test_the_form_speaks_of_itself_and_not_of_the_command_text(type_: InstanceType, mode: Mode | None) -> None:
    blocks = shown(Form(type=type_, mode=mode))["blocks"]
    words = json.dumps([_words(block) for block in blocks], ensure_ascii=False)
    assert "as usual" in words
    for of_text in ("--", "in front of", "instead of behind", *map(kebab, InstanceType), *map(kebab, Mode)):
        if of_text not in ("manual", "general", "chain"):  # words of people too
            assert of_text not in words.lower(), of_text


def _words(block: dict[str, Any]) -> list[object]:
    """What a person reads of an input."""
    element = block.get("element", {})
    options = [item["text"]["text"] for item in element.get("options", [])]
    return [block.get("label"), block.get("hint"), element.get("placeholder"), options]


def strings(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from strings(item)


def inputs(modal: dict[str, Any]) -> set[str]:
    return {block["element"]["action_id"] for block in modal["blocks"] if block["type"] == "input"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(FORMS)
def test_what_is_shown_is_what_is_read(form: Form) -> None:
    said = [text for _name, value in form for text in strings(value)]
    # One line of the form is one entry, and a menu's option has so much room.
    assume(all(text == text.strip() and len(text.splitlines()) <= 1 and len(text) < 60 for text in said))
    assume(not (form.mode and form.downstream))  # two choices, which no request can be made of
    form = _fitting(form.having(project="ec_dw", phrase=form.phrase or "yesterday"))
    state = read_state(as_submitted(shown(form)), Form())
    assert not state.errors
    assert _fitting(state.form) == form


@pytest.mark.parametrize(("type_", "mode"), KINDS)
def test_each_kind_of_run_shows_its_fields_and_no_others(type_: InstanceType, mode: Mode | None) -> None:
    form = Form(type=type_, mode=mode, tasks=("1001",), workflow="700")
    found = inputs(shown(form)) | {"roots" if "tasks" in inputs(shown(form)) else ""}
    effective = form.wanted_mode
    wanted = {field.form for field in FIELDS if field.need(type_, effective).may_be_set}
    if effective is Mode.CHAIN or type_ is InstanceType.TRIGGER_WORKFLOW:
        # There the tasks at the top are those to run.
        found |= {"include_tasks"}
    assert (found - {"", "tasks"}) - ({"roots"} - wanted) == wanted


@pytest.mark.parametrize("chinese", [False, True], ids=["en", "zh"])
@pytest.mark.parametrize(("type_", "mode"), KINDS)
def test_each_kind_fits_into_a_view(type_: InstanceType, mode: Mode | None, chinese: bool) -> None:
    form = Form(type=type_, mode=mode, tasks=tuple(str(1001 + n) for n in range(100)), reason="x" * 4000)
    modal = shown(form, chinese=chinese)
    assert check_view(modal) == []
    unverified = [field for field in FIELDS if field.need(type_, form.wanted_mode) is Need.UNVERIFIED]
    assert any("Advanced" in str(block) or "高级" in str(block) for block in modal["blocks"]) == bool(unverified)


def test_the_short_form_has_four_fields() -> None:
    modal = view.modal(Filled(Form(), Sheet("op", "C1")), PROJECTS[:1], PROJECTS[0], ENGLISH)
    assert inputs(modal) == {"tasks", "downstream", "phrase", "reason"}


def test_what_is_not_on_the_screen_stays() -> None:
    held = Form(tasks=("1001",), phrase="yesterday", priority=None, parallelism=7, order=None, hold=True)
    state = read_state(as_submitted(shown(held, more=False)), held)
    assert state.form == held.having(project="ec_dw")


def test_an_unreadable_field_is_named_and_nothing_else_is_lost() -> None:
    submitted = as_submitted(shown(Form(tasks=("1001",), phrase="yesterday", parallelism=3)))
    submitted["state"]["values"]["start_time"]["start_time"]["value"] = "25 o'clock"
    submitted["state"]["values"]["task_parameters_0"]["task_parameters"]["value"] = "1001:region=eu\nnonsense"
    state = read_state(submitted, Form())
    assert set(state.errors or ()) == {"start_time", "task_parameters"}
    assert (state.form.parallelism, state.form.tasks, state.form.start_time) == (3, ("1001",), None)


def test_only_what_a_form_without_a_draft_said_travels_with_it() -> None:
    sheet = Sheet(ask_channel=True).holding(Form(tasks=("1001",), parallelism=3))
    assert Form.model_validate_json(Sheet.of({"private_metadata": sheet.metadata}).held).parallelism == 3
    assert Sheet().holding(Form(reason="x" * 3000)).held == ""
