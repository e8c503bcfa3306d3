"""Form -> requests: defaults, each Type and Mode, parameters, and what is refused."""

from datetime import date
from typing import Any

import pytest

from bot.dates import DateRange, Reading, TimeWindow
from bot.errors import UserError
from bot.request.command import parse
from bot.request.form import Form
from bot.request.model import EnvType
from bot.request.requests import Found, Target, make_requests

TARGET = Target(alias="ec_dw", project_id=10001, env_type=EnvType.PROD, time_zone="Asia/Shanghai")
DAY = DateRange(date(2026, 11, 1), date(2026, 11, 1))
DAYS = Reading("words", (DAY,), "Asia/Shanghai", date(2026, 11, 24), "canonical")
WORDS = {"dwd_a": (1003,), "dwd_*": (1003, 1004), "@nightly": (1005, 9007199254740993)}


def request(text: str, *, days: Reading | None = DAYS, **found: Any) -> dict[str, Any]:
    """The parameters of the one request of a text; the ids in front of the days are the tasks."""
    form = parse(text)
    assert isinstance(form, Form)
    given = {
        "tasks": tuple(int(task) for task in form.tasks),
        "words": WORDS,
        "projects": {"risk_mart": 10002},
        **found,
    }
    (made,) = make_requests(form, days, Found(**given), TARGET, "BF-1-abc")
    return made.parameters()


def run(text: str, **more: Any) -> dict[str, Any]:
    properties: dict[str, Any] = request(text, **more)["DefaultRunProperties"]
    return properties


BASE = {"Analysis": {"Enabled": True, "Blocked": True}, "Parallelism": 1, "Order": "Asc"}
RUNS: list[tuple[str, dict[str, Any]]] = [
    ("1001 d", {"Mode": "General", "RootTaskIds": [1001], **BASE}),
    ("1001,1002 d", {"Mode": "ManualSelection", "RootTaskIds": [1001, 1002], "IncludeTaskIds": [1001, 1002], **BASE}),
    (
        "1001 d --mode manual-selection --include-tasks dwd_*",
        {"Mode": "ManualSelection", "RootTaskIds": [1001], "IncludeTaskIds": [1001, 1003, 1004], **BASE},
    ),
    (
        "1001 d --include-tasks 1002,1001",
        {"Mode": "General", "RootTaskIds": [1001], "IncludeTaskIds": [1002, 1001], **BASE},
    ),
    ("1001,1002 d --mode chain", {"Mode": "Chain", "IncludeTaskIds": [1001, 1002], **BASE}),
    ("d --mode chain --include-task-ids 1001,1002", {"Mode": "Chain", "IncludeTaskIds": [1001, 1002], **BASE}),
    ("1001 d --downstream", {"Mode": "AllDownstream", "RootTaskIds": [1001], **BASE}),
    (
        "1001 d --mode all-downstream --exclude-tasks @nightly --exclude-projects risk_mart --include-projects 10001",
        {
            "Mode": "AllDownstream",
            "RootTaskIds": [1001],
            "ExcludeTaskIds": [1005, 9007199254740993],
            "IncludeProjectIds": [10001],
            "ExcludeProjectIds": [10002],
            **BASE,
        },
    ),
    (
        "1001 d --no-analysis --parallelism 3 --order desc",
        {
            "Mode": "General",
            "RootTaskIds": [1001],
            "Analysis": {"Enabled": False, "Blocked": True},
            "Parallelism": 3,
            "Order": "Desc",
        },
    ),
    (
        "1001 d --run-window 22:00-06:00",
        {
            "Mode": "General",
            "RootTaskIds": [1001],
            **BASE,
            "RunPolicy": {"Type": "Daily", "StartTime": "22:00:00", "EndTime": "06:00:00"},
        },
    ),
    (
        "1001 d --run-policy weekend --immediately --alert failure:mail --runtime-resource S --data-source a=b",
        {
            "Mode": "General",
            "RootTaskIds": [1001],
            **BASE,
            "RunPolicy": {"Type": "Weekend", "StartTime": "00:00:00", "EndTime": "23:59:59", "Immediately": True},
            "Alert": {"Type": "Failure", "NoticeType": "Mail"},
            "RuntimeResource": "S",
            "DataSourceNameMappings": {"a": "b"},
        },
    ),
    ("1001 --type smoke-test", {"RootTaskIds": [1001]}),
    ("1001 --type manual --workflow-id 5 --order asc", {"RootTaskIds": [1001], "Order": "Asc"}),
    (
        "1001 --type manual-workflow --workflow-id 5 --priority 8 --priority-weight-strategy upstream",
        {"RootTaskIds": [1001], "Priority": 8, "PriorityWeightStrategy": "Upstream"},
    ),
    (
        "1001,1002 --type trigger-workflow --workflow-id 5 --priority 11",
        {"IncludeTaskIds": [1001, 1002], "Priority": 11},
    ),
    (
        "1001 --type trigger-workflow --workflow-id 5 --root-task-ids 1002",
        {"RootTaskIds": [1002], "IncludeTaskIds": [1001]},
    ),
]


@pytest.mark.parametrize(("text", "expected"), RUNS)
def test_run_properties(text: str, expected: dict[str, Any]) -> None:
    assert run(text, days=DAYS if " d" in f" {text}" else None) == expected


def test_a_manual_workflow_may_be_all_its_own() -> None:
    text = "--type manual-workflow --workflow-id 9007199254740993 --workflow-param region=eu --tag owner=dw --tag x"
    made = request(f"{text} --tag-creation-policy append --hold --name two words", days=None)
    assert made == {
        "ProjectId": 10001,
        "EnvType": "Prod",
        "WorkflowId": 9007199254740993,
        "Name": "BF-1-abc two words",
        "Type": "ManualWorkflow",
        "WorkflowParameters": '{"region":"eu"}',
        "AutoStartEnabled": False,
        "Tags": [{"Key": "owner", "Value": "dw"}, {"Key": "x"}],
        "TagCreationPolicy": "Append",
    }


TASK_PARAMETERS = [
    ("--param 1001:region=eu", '{"1001":"region=eu"}'),
    ("--param region=eu", '{"1001":"region=eu","1002":"region=eu"}'),
    ("--param 1002:region=us --param region=eu dt=$bizdate", None),
    ("--param dwd_*:a=$[yyyymmdd]", '{"1003":"a=$[yyyymmdd]","1004":"a=$[yyyymmdd]"}'),
    ("--param @nightly:a=1", '{"1005":"a=1","9007199254740993":"a=1"}'),
    ('--task-parameters \'{"1001": "raw text", "*": "a=1"}\'', '{"1001":"a=1 raw text","1002":"a=1"}'),
    ("--param a=1 --exclude-tasks 1002", '{"1001":"a=1"}'),
]


@pytest.mark.parametrize(("options", "expected"), TASK_PARAMETERS)
def test_task_parameters(options: str, expected: str | None) -> None:
    wanted = expected or '{"1001":"region=eu dt=$bizdate","1002":"region=us dt=$bizdate"}'
    assert request(f"1001,1002 d {options}")["TaskParameters"] == wanted


def test_parameters_for_all_need_to_know_all() -> None:
    with pytest.raises(UserError, match="list of the tasks"):
        request("1001 d --downstream --param a=1")
    made = request("1001 d --downstream --param a=1", running=(1001, 1002))
    assert made["TaskParameters"] == '{"1001":"a=1","1002":"a=1"}'


WORKFLOW_PARAMETERS = [
    ("manual-workflow", "--workflow-param a=1 b=$bizdate", '{"a":"1","b":"$bizdate"}'),
    ("manual-workflow", "--workflow-parameters '{\"a\":  1}'", '{"a":  1}'),
    ("manual-workflow", "--workflow-parameters '{\"a\": 1}' --workflow-param a=2", '{"a":"2"}'),
    ("trigger-workflow", "--workflow-param a=1 --workflow-param b=x a=3", "a=3 b=x"),
    ("trigger-workflow", "--workflow-parameters '{\"a\": 9007199254740993}'", "a=9007199254740993"),
    ("supplement-data", '--workflow-parameters "a=1  b=2"', "a=1  b=2"),
]


@pytest.mark.parametrize(("type_", "options", "expected"), WORKFLOW_PARAMETERS)
def test_workflow_parameters(type_: str, options: str, expected: str) -> None:
    made = request(f"1001 d --type {type_} --workflow-id 5 {options}")
    assert made["WorkflowParameters"] == expected


def test_hours() -> None:
    assert request("1001 d --start-time 08:00 --end-time 10:00")["Periods"] == {
        "BizDates": [{"StartBizDate": "2026-11-01", "EndBizDate": "2026-11-01"}],
        "StartTime": "08:00:00",
        "EndTime": "10:00:00",
    }
    assert request("1001 d --start-time 08:00")["Periods"]["EndTime"] == "23:59:59"


REFUSED = [
    ("1001,1002 d --mode general", "exactly 1 task", "manual-selection"),
    ("1001,1002 d --downstream", "exactly 1 task", "each of them"),
    ("1001 d --mode chain", "exactly 2 tasks", "first and the last"),
    ("1001 d --mode general --downstream", "two choices", "out"),
    ("1001 d --priority 8", "Priority (Priority) is not for supplement-data", "manual-workflow|trigger-workflow"),
    ("1001 --type smoke-test --parallelism 2", "(Parallelism) is not for smoke-test", "--type supplement-data"),
    ("1001 --type smoke-test --mode general", "(Mode) is not for smoke-test", "--type supplement-data"),
    ("1001 --type manual", "WorkflowId", "--workflow-id"),
    ("--type manual-workflow", "WorkflowId", "--workflow-id"),
    ("--type smoke-test", "RootTaskIds", "/backfill 1001"),
    ("1001 d --workflow-param a=1", "WorkflowParameters", "--workflow-id"),
    ("1001 d --run-policy-start-time 22:00", "RunPolicy.EndTime", "--run-window"),
    ("1001 d --exclude-tasks nobody", "nobody", "id"),
    ("1001 d --exclude-projects nowhere", "nowhere", "id"),
    ("1001 --type smoke-test --start-time 8:00", "without days", "days"),
    ("1001 d --type trigger-workflow --workflow-id 5 --workflow-parameters '{\"a\": [1]}'", "name=value", "JSON"),
]


@pytest.mark.parametrize(("text", "named", "remedy"), REFUSED)
def test_refuses(text: str, named: str, remedy: str) -> None:
    with pytest.raises(UserError) as refusal:
        request(text, days=DAYS if " d" in f" {text}" else None)
    assert named in str(refusal.value.text)
    assert remedy in str(refusal.value.next_step)


def test_hours_said_twice() -> None:
    from datetime import time

    days = Reading("words", (DAY,), "UTC", date(2026, 11, 24), "c", TimeWindow(time(8), time(9)))
    with pytest.raises(UserError, match="08:00:00-09:00:00"):
        request("1001 d --start-time 10:00", days=days)
    assert request("1001 d --start-time 8:00 --end-time 9:00", days=days)["Periods"]["StartTime"] == "08:00:00"


def test_a_backfill_without_days_says_so() -> None:
    with pytest.raises(UserError, match="BizDates"):
        request("1001", days=None)
