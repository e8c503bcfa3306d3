"""The encoding of parameters, and the table of actions."""

import json
from decimal import Decimal

import pytest

from bot.dataworks import Action, InvalidRequest, action_of, encode, known_actions
from bot.dataworks.actions import Place, form_of
from bot.errors import UserError

CREATE = known_actions()["CreateWorkflowInstances"]


def encoded(**parameters: object) -> dict[str, str]:
    return dict(encode(CREATE, parameters))


def test_scalars_are_text_and_booleans_lower_case() -> None:
    assert encoded(AutoStartEnabled=True, Flag=False, ProjectId=10001, Name="订单 a+b") == {
        "AutoStartEnabled": "true",
        "Flag": "false",
        "ProjectId": "10001",
        "Name": "订单 a+b",
    }


def test_ids_beyond_53_bits_are_exact_as_int_and_as_text() -> None:
    big = 2**63 - 1
    assert encoded(Id=big) == encoded(Id=str(big)) == {"Id": "9223372036854775807"}
    assert encoded(Ids=[big, str(big)]) == {"Ids": "[9223372036854775807,9223372036854775807]"}
    assert encoded(DefaultRunProperties={"RootTaskIds": [str(big)]}) == {
        "DefaultRunProperties": '{"RootTaskIds":[9223372036854775807]}'
    }


def test_absent_fields_are_left_out_at_every_level() -> None:
    assert encoded(
        Comment=None, Name="", Periods={"StartTime": None, "BizDates": [{"StartBizDate": "2026-10-05"}]}
    ) == {"Periods": '{"BizDates":[{"StartBizDate":"2026-10-05"}]}'}


def test_an_empty_list_is_sent_because_leaving_it_out_would_mean_all() -> None:
    assert encoded(Ids=[]) == {"Ids": "[]"}


def test_json_is_compact_and_deeper_levels_stay_plain() -> None:
    text = encoded(DefaultRunProperties={"Analysis": {"Enabled": True, "Blocked": False}, "Parallelism": 2})
    assert text == {"DefaultRunProperties": '{"Analysis":{"Enabled":true,"Blocked":false},"Parallelism":2}'}


@pytest.mark.parametrize("field", ["TaskParameters", "WorkflowParameters", "Filter"])
def test_text_fields_take_a_dict_or_the_text_itself(field: str) -> None:
    assert json.loads(encoded(**{field: {"1001": "k=值 b=2"}})[field]) == {"1001": "k=值 b=2"}
    assert encoded(**{field: "k1=v1 k2=v2"}) == {field: "k1=v1 k2=v2"}


def test_pairs_are_sorted_and_the_form_is_ascii() -> None:
    pairs = encode(CREATE, {"b": "~*", "A": "é &="})
    assert form_of(pairs) == "A=%C3%A9+%26%3D&b=~%2A"


@pytest.mark.parametrize("value", [float("nan"), {"a": object()}, Decimal(1), "\ud800", b"bytes"])
def test_a_value_without_a_place_in_json_is_refused_before_sending(value: object) -> None:
    with pytest.raises(InvalidRequest, match="Periods"):
        encode(CREATE, {"Periods": value})


def test_the_table_knows_where_parameters_go() -> None:
    assert action_of("ListTasks") == Action("ListTasks", "POST", Place.FORM)
    assert action_of("GetTask") == Action("GetTask", "GET", Place.QUERY)
    assert action_of("GetRerunWorkflowInstancesResult") == Action(
        "GetRerunWorkflowInstancesResult", "POST", Place.QUERY
    )
    assert action_of("DeleteWorkflow").place_of("Id") is Place.QUERY
    assert action_of("DeleteWorkflow").place_of("EnvType") is Place.FORM
    assert encode(action_of("ListTables"), {"TableTypes": ["a", "b"]}) == [("TableTypes", "a,b")]


def test_an_unknown_action_is_refused_with_the_nearest() -> None:
    with pytest.raises(UserError) as refused:
        action_of("getTasks")
    assert "'getTasks'" in str(refused.value)
    assert "GetTask" in str(refused.value.next_step)
    with pytest.raises(UserError, match="not an action"):
        action_of("zzzzzz")


def test_an_unknown_action_with_a_method_is_taken() -> None:
    assert action_of("GetNewThing", "get") == Action("GetNewThing", "GET", Place.QUERY)
    assert action_of("MakeNewThing", "POST") == Action("MakeNewThing", "POST", Place.FORM)
    assert action_of("GetRerunWorkflowInstancesResult", "POST").place is Place.QUERY


@pytest.mark.parametrize(
    ("name", "method"), [("GetTask", "DELETE"), ("Get Task", "GET"), ("A\r\nB", "GET"), ("", "GET")]
)
def test_neither_odd_methods_nor_odd_names(name: str, method: str) -> None:
    with pytest.raises(UserError):
        action_of(name, method)
