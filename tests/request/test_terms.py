"""API terms -> form -> command -> form -> API terms: nothing is lost on the way."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bot.dates import DateRange, Reading, merge, read
from bot.request.command import parse, to_command
from bot.request.form import Form
from bot.request.model import CreateWorkflowInstances, EnvType, InstanceType, Mode
from bot.request.requests import Found, Target, make_requests
from bot.request.terms import BadTerms, form_of, form_of_several
from tests.request.requests import WHOLE

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)


def requests_of(form: Form, env_type: str = "Prod") -> list[dict[str, Any]]:
    """The requests of a form whose words are all ids."""
    reading = read(form.phrase, NOW, "Asia/Shanghai") if form.phrase else None
    assert reading is None or isinstance(reading, Reading)
    target = Target(
        alias="a",
        project_id=int(form.project or 1),
        env_type=form.env_type or EnvType(env_type),
        time_zone="Asia/Shanghai",
    )
    found = Found(tuple(map(int, form.tasks)))
    return [made.parameters() for made in make_requests(form, reading, found, target, "BF-0-00000000")]


def meaning(parameters: dict[str, Any]) -> dict[str, Any]:
    """A request with its ranges merged and the texts that hold JSON as their values."""
    found = CreateWorkflowInstances.model_validate(parameters).parameters()
    if "TaskParameters" in found:
        found["TaskParameters"] = json.loads(found["TaskParameters"])
    if "Periods" in found:
        found["Periods"]["BizDates"] = _merged(found["Periods"]["BizDates"])
    return found


def _merged(ranges: list[dict[str, str]]) -> list[tuple[str, str]]:
    days = merge(
        DateRange(date.fromisoformat(item["StartBizDate"]), date.fromisoformat(item["EndBizDate"])) for item in ranges
    )
    return [(str(item.start), str(item.end)) for item in days]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(WHOLE)
def test_a_request_comes_out_of_its_form_and_out_of_its_command(request_: dict[str, Any]) -> None:
    form = form_of(request_)
    again = parse(to_command(form))
    assert again == form
    (made,) = requests_of(form)
    assert meaning(made) == meaning(request_)


def test_the_least_is_said() -> None:
    whole = {
        "ProjectId": 10001,
        "EnvType": "Prod",
        "WorkflowId": 1,
        "Name": "BF-12-0123abcd",
        "Type": "SupplementData",
        "Periods": {"BizDates": [{"StartBizDate": "2026-11-01", "EndBizDate": "2026-11-03"}]},
        "AutoStartEnabled": True,
        "DefaultRunProperties": {
            "Mode": "ManualSelection",
            "RootTaskIds": [1001, 1002],
            "IncludeTaskIds": [1001, 1002],
            "Analysis": {"Enabled": True, "Blocked": True},
            "Parallelism": 1,
            "Order": "Asc",
        },
        "Comment": "late file",
    }
    command = to_command(form_of(whole))
    assert command == '1001,1002 2026-11-01..2026-11-03 --project 10001 --env-type prod --reason "late file"'


def test_an_incomplete_request() -> None:
    form = form_of({"DefaultRunProperties": {"RootTaskIds": [1001], "Mode": "AllDownstream"}})
    assert form == Form(tasks=("1001",), downstream=True)
    assert form_of({"Type": "ManualWorkflow", "WorkflowId": "9007199254740993"}) == Form(
        type=InstanceType.MANUAL_WORKFLOW, workflow="9007199254740993"
    )
    chain = form_of({"DefaultRunProperties": {"Mode": "Chain", "IncludeTaskIds": [1, 2]}})
    assert chain == Form(tasks=("1", "2"), mode=Mode.CHAIN)


def test_a_form_that_was_stored_before_there_were_more_fields() -> None:
    stored = (
        '{"tasks":["1001"],"phrase":"last monday","chosen":"2026-11-16","downstream":true,"project":"ec_dw",'
        '"env_type":"Dev","parallelism":3,"order":"Desc","reason":"late"}'
    )
    form = Form.model_validate_json(stored)
    assert (form.parallelism, form.order, form.type) == (3, "Desc", InstanceType.SUPPLEMENT_DATA)
    assert Form.model_validate_json('{"tasks":["1001"]}') == Form(tasks=("1001",))


def test_linked_requests_are_one_form() -> None:
    form = Form(tasks=("1001",), phrase=", ".join(f"2026-10-{day:02}" for day in range(1, 28, 2)))
    made = requests_of(form)
    assert len(made) == 2
    again = form_of_several(made)
    assert requests_of(again) == made
    with pytest.raises(BadTerms, match="more than their days"):
        form_of_several([made[0], {**made[1], "Comment": "other"}])


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"Paralellism": 1}, "Paralellism", "Parallelism"),
    ({"DefaultRunProperties": {"Parallelism": 11}}, "DefaultRunProperties.Parallelism", "reference"),
    ({"DefaultRunProperties": {"Mode": "Chian"}}, "Chian", "reference"),
    ({"TaskParameters": "k=v"}, "TaskParameters", "1001"),
    ({"Periods": {"BizDates": []}}, "BizDates", "reference"),
    ({"Periods": {"BizDates": [{"StartBizDate": "2026-11-03", "EndBizDate": "2026-11-01"}]}}, "ends", "earlier"),
]


@pytest.mark.parametrize(("parameters", "named", "remedy"), REFUSED)
def test_refuses(parameters: dict[str, Any], named: str, remedy: str) -> None:
    with pytest.raises(BadTerms) as refusal:
        form_of(parameters)
    assert named in str(refusal.value.text)
    assert remedy in str(refusal.value.next_step)
