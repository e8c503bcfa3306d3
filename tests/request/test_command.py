"""Command text -> form: a table of what people type, and of what is refused."""

from datetime import time

import pytest

from bot.request.command import BadCommand, Subcommand, as_typed, parse, to_command
from bot.request.form import Form
from bot.request.model import (
    AlertType,
    EnvType,
    InstanceType,
    Mode,
    NoticeType,
    Order,
    PriorityWeightStrategy,
    RunPolicyType,
    TagCreationPolicy,
)

CASES = [
    ("1001 yesterday", Form(tasks=("1001",), phrase="yesterday")),
    ("1001,1002 last 7 days", Form(tasks=("1001", "1002"), phrase="last 7 days")),
    ("1001, 1002 , dwd_orders_di  Nov 20-24", Form(tasks=("1001", "1002", "dwd_orders_di"), phrase="Nov 20-24")),
    ("1001，1002、1003 上周一到周三", Form(tasks=("1001", "1002", "1003"), phrase="上周一到周三")),
    ("dwd_*,@nightly yesterday", Form(tasks=("dwd_*", "@nightly"), phrase="yesterday")),
    ("1001 last 7 days with downstream", Form(tasks=("1001",), phrase="last 7 days", downstream=True)),
    ("1001 上周及下游", Form(tasks=("1001",), phrase="上周", downstream=True)),
    ("1001 with downstream", Form(tasks=("1001",), downstream=True)),
    ('1001 yesterday --reason "late file"', Form(tasks=("1001",), phrase="yesterday", reason="late file")),
    ("1001 yesterday --reason 'late file'", Form(tasks=("1001",), phrase="yesterday", reason="late file")),
    (
        "1001 yesterday --reason late partner's file",
        Form(tasks=("1001",), phrase="yesterday", reason="late partner's file"),
    ),
    ("1001 yesterday —reason “late file”", Form(tasks=("1001",), phrase="yesterday", reason="late file")),
    ("1001 yesterday --reason ‘late’", Form(tasks=("1001",), phrase="yesterday", reason="late")),
    ("1001 Nov 20 – Nov 24", Form(tasks=("1001",), phrase="Nov 20 – Nov 24")),
    ("1001 yesterday --env dev", Form(tasks=("1001",), phrase="yesterday", env_type=EnvType.DEV)),
    (
        "1001 yesterday --order=desc --parallelism 3",
        Form(tasks=("1001",), phrase="yesterday", order=Order.DESC, parallelism=3),
    ),
    ("--parallelism 3 1001 yesterday --hold", Form(tasks=("1001",), phrase="yesterday", parallelism=3, hold=True)),
    ("1001 --hold last week", Form(tasks=("1001",), phrase="last week", hold=True)),
    ("-- status last week", Form(tasks=("status",), phrase="last week")),
    ('"status" last week', Form(tasks=("status",), phrase="last week")),
    ('"two words" yesterday', Form(tasks=("two words",), phrase="yesterday")),
    ("9007199254740993 yesterday", Form(tasks=("9007199254740993",), phrase="yesterday")),
    ("1001 'last 7 days'", Form(tasks=("1001",), phrase="last 7 days")),
    ("--tasks 1001,1002 last week", Form(tasks=("1001", "1002"), phrase="last week")),
    ("1001 --biz-dates last 7 days --hold", Form(tasks=("1001",), phrase="last 7 days", hold=True)),
    ("/backfill 1001 yesterday", Form(tasks=("1001",), phrase="yesterday")),
    ("1001 with downstream last week", Form(tasks=("1001",), phrase="last week", downstream=True)),
    ("1001 yesterday --reason: late file", Form(tasks=("1001",), phrase="yesterday", reason="late file")),
    ("status BF-12", Subcommand("status", "BF-12")),
    ("帮助", Subcommand("help", "")),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_reads(text: str, expected: Form | Subcommand) -> None:
    assert parse(text) == expected
    if isinstance(expected, Form):
        assert parse(to_command(expected)) == expected


SLACK = [
    ("<http://ods.io|ods.io> yesterday", Form(tasks=("ods.io",), phrase="yesterday")),
    ("a&amp;b yesterday", Form(tasks=("a&b",), phrase="yesterday")),
    ("&amp;lt; yesterday", Form(tasks=("&lt;",), phrase="yesterday")),
    ("<@U0OWNER|nightly> yesterday", Form(tasks=("@nightly",), phrase="yesterday")),
]


@pytest.mark.parametrize(("text", "expected"), SLACK)
def test_reads_what_slack_made_of_it(text: str, expected: Form) -> None:
    assert parse(as_typed(text)) == expected


OPTIONS: list[tuple[str, dict[str, object]]] = [
    ("--type manual-workflow", {"type": InstanceType.MANUAL_WORKFLOW}),
    ("--type ManualWorkflow", {"type": InstanceType.MANUAL_WORKFLOW}),
    ("--Type TRIGGER_WORKFLOW", {"type": InstanceType.TRIGGER_WORKFLOW}),
    ("--workflow-id 9007199254740993", {"workflow": "9007199254740993"}),
    ("--workflow nightly_flow", {"workflow": "nightly_flow"}),
    ("--project-id 10001", {"project": "10001"}),
    ("--envtype prod --excludetaskids 1003", {"env_type": EnvType.PROD, "exclude_tasks": ("1003",)}),
    ("--EnvType Prod", {"env_type": EnvType.PROD}),
    ("--name orders October", {"name": "orders October"}),
    ("--mode chain", {"mode": Mode.CHAIN}),
    ("--mode ManualSelection", {"mode": Mode.MANUAL_SELECTION}),
    ("--mode all-downstream", {"downstream": True}),
    ("--default-run-properties.mode general", {"mode": Mode.GENERAL}),
    ("--downstream", {"downstream": True}),
    ("--include-tasks 1003,1004", {"include_tasks": ("1003", "1004")}),
    ("--include-task-ids '[1003, 9007199254740993]'", {"include_tasks": ("1003", "9007199254740993")}),
    ("--exclude-tasks 1003 --exclude-task-ids 1004, 1005", {"exclude_tasks": ("1003", "1004", "1005")}),
    ("--exclude-projects risk_mart,10002", {"exclude_projects": ("risk_mart", "10002")}),
    ("--include-project-ids 10002", {"include_projects": ("10002",)}),
    ("--no-analysis", {"analysis_enabled": False}),
    ("--analysis", {"analysis_enabled": True}),
    ("--analysis-enabled false --analysis-blocked=false", {"analysis_enabled": False, "analysis_blocked": False}),
    ("--parallelism 10", {"parallelism": 10}),
    ("--order Desc", {"order": Order.DESC}),
    ("--order newest", {"order": Order.DESC}),
    ("--env production", {"env_type": EnvType.PROD}),
    ("--type smoke", {"type": InstanceType.SMOKE_TEST}),
    ("--type manual", {"type": InstanceType.MANUAL}),
    ("--alert-type success", {"alert_type": AlertType.SUCCESS}),
    ("--order asc", {"order": Order.ASC}),
    ("--start-time 08:00 --end-time 9:30:30", {"start_time": time(8), "end_time": time(9, 30, 30)}),
    ("--run-window 22:00-06:00", {"run_policy_start_time": time(22), "run_policy_end_time": time(6)}),
    ("--run-window 22:00 - 06:00", {"run_policy_start_time": time(22), "run_policy_end_time": time(6)}),
    ("--run-window 22:00 to 06:00", {"run_policy_start_time": time(22), "run_policy_end_time": time(6)}),
    ("--run-window 22:00–06:00", {"run_policy_start_time": time(22), "run_policy_end_time": time(6)}),
    (
        "--run-policy-start-time 22:00:00 --run-policy-end-time 23:00:00",
        {"run_policy_start_time": time(22), "run_policy_end_time": time(23)},
    ),
    ("--run-policy weekend --immediately", {"run_policy_type": RunPolicyType.WEEKEND, "immediately": True}),
    ("--run-policy-type Daily --immediately false", {"run_policy_type": RunPolicyType.DAILY, "immediately": False}),
    ("--hold", {"hold": True}),
    ("--auto-start-enabled false", {"hold": True}),
    ("--no-auto-start", {"hold": True}),
    ("--auto-start-enabled true", {}),
    ("--alert failure:mail", {"alert_type": AlertType.FAILURE, "alert_notice_type": NoticeType.MAIL}),
    (
        "--alert SuccessFailure:sms-mail",
        {"alert_type": AlertType.SUCCESS_FAILURE, "alert_notice_type": NoticeType.SMS_MAIL},
    ),
    ("--alert-type success --notice-type Sms", {"alert_type": AlertType.SUCCESS, "alert_notice_type": NoticeType.SMS}),
    ("--runtime-resource S_res_group_1", {"runtime_resource": "S_res_group_1"}),
    ("--priority 8", {"priority": 8}),
    ("--priority-weight-strategy upstream", {"priority_weight_strategy": PriorityWeightStrategy.UPSTREAM}),
    ("--data-source a=b --data-source c=d,e=f", {"data_sources": (("a", "b"), ("c", "d"), ("e", "f"))}),
    ('--data-source-name-mappings \'{"a": "b"}\'', {"data_sources": (("a", "b"),)}),
    ("--param 1001:region=eu", {"task_parameters": (("1001", "region=eu"),)}),
    ("--param 1001:region=eu dt=$bizdate", {"task_parameters": (("1001", "region=eu dt=$bizdate"),)}),
    ("--param region=eu 1002:a=1", {"task_parameters": (("*", "region=eu"), ("1002", "a=1"))}),
    ("--param at=12:30", {"task_parameters": (("*", "at=12:30"),)}),
    ('--task-parameters \'{"1001": "a=1 b=2"}\'', {"task_parameters": (("1001", "a=1 b=2"),)}),
    ('--task-parameters {"1001": "a=1 b=2"} --hold=false', {"task_parameters": (("1001", "a=1 b=2"),)}),
    ("--task-parameters={“1001”: “a=1”}", {"task_parameters": (("1001", "a=1"),)}),
    ("--task-parameters ‘{“1001”: “a=1”}’", {"task_parameters": (("1001", "a=1"),)}),
    ("--include-task-ids [1003, 1004]", {"include_tasks": ("1003", "1004")}),
    ("--workflow-param k=v j=w --workflow-param l=x", {"workflow_parameters": ("k=v j=w", "l=x")}),
    ("--workflow-parameters '{\"k\": 1}'", {"workflow_parameters": ('{"k": 1}',)}),
    (
        """--run-policy '{"Type": "Weekend", "StartTime": "22:00:00", "EndTime": "23:00:00"}'""",
        {
            "run_policy_type": RunPolicyType.WEEKEND,
            "run_policy_start_time": time(22),
            "run_policy_end_time": time(23),
        },
    ),
    ("""--alert '{"Type": "Failure"}'""", {"alert_type": AlertType.FAILURE}),
    ("""--analysis '{"Enabled": false, "Blocked": false}'""", {"analysis_enabled": False, "analysis_blocked": False}),
    (
        """--default-run-properties '{"Parallelism": 3, "Order": "Desc", "ExcludeTaskIds": [9007199254740993]}'""",
        {"parallelism": 3, "order": Order.DESC, "exclude_tasks": ("9007199254740993",)},
    ),
    ("--comment why not", {"reason": "why not"}),
    ("--tag owner=dw --tag urgent", {"tags": (("owner", "dw"), ("urgent", None))}),
    ("--tags owner=dw team=a,b=", {"tags": (("owner", "dw"), ("team", "a"), ("b", ""))}),
    ('--tags \'[{"Key": "a", "Value": "b"}]\'', {"tags": (("a", "b"),)}),
    ("--tag-creation-policy append", {"tag_creation_policy": TagCreationPolicy.APPEND}),
]


@pytest.mark.parametrize(("options", "fields"), OPTIONS)
def test_options(options: str, fields: dict[str, object]) -> None:
    expected = Form(tasks=("1001",), phrase="yesterday").having(**fields)
    assert parse(f"1001 yesterday {options}") == expected
    assert parse(f"1001 {options} --env-type=prod yesterday") == expected.having(env_type=EnvType.PROD)


CHAINS = [
    ("1001,1002 last week --mode chain", Form(tasks=("1001", "1002"), phrase="last week", mode=Mode.CHAIN)),
    (
        "last week --mode chain --include-task-ids 1001,1002",
        Form(phrase="last week", mode=Mode.CHAIN, include_tasks=("1001", "1002")),
    ),
    ("--type manual-workflow --workflow-id 123", Form(type=InstanceType.MANUAL_WORKFLOW, workflow="123")),
    (
        "last week --type manual-workflow --workflow-id 123",
        Form(type=InstanceType.MANUAL_WORKFLOW, workflow="123", phrase="last week"),
    ),
    (
        "1001 last week --type manual-workflow --workflow-id 123",
        Form(type=InstanceType.MANUAL_WORKFLOW, workflow="123", phrase="last week", tasks=("1001",)),
    ),
    (
        "1001 --type trigger-workflow --workflow-id 5 --root-task-ids 1002",
        Form(type=InstanceType.TRIGGER_WORKFLOW, workflow="5", tasks=("1001",), roots=("1002",)),
    ),
    ("1001 --type smoke-test", Form(type=InstanceType.SMOKE_TEST, tasks=("1001",))),
    ("1001 --type manual", Form(type=InstanceType.MANUAL, tasks=("1001",))),
]


@pytest.mark.parametrize(("text", "expected"), CHAINS)
def test_tasks_and_days_by_type_and_mode(text: str, expected: Form) -> None:
    assert parse(text) == expected
    assert parse(to_command(expected)) == expected


REFUSED = [
    ("1001 yesterday --resaon x", "--resaon", "--reason"),
    ("1001 yesterday --exlude-tasks 1003", "--exlude-tasks", "--exclude-tasks"),
    ("1001 yesterday --parallelism 11", "Business dates at once (Parallelism)", "1 to 10"),
    ("1001 yesterday --parallelism many", "many", "1 to 10"),
    ("1001 yesterday --parallelism", "--parallelism has no value", "1-10"),
    ("1001 yesterday --priority 12", "12", "1 to 11"),
    ("1001 yesterday --env staging", "staging", "prod|dev"),
    ("1001 yesterday --mode chian", "chian", "chain"),
    ("1001 yesterday --hold=maybe", "maybe", "true|false"),
    ("1001 yesterday --run-window 22:00", "22:00", "22:00-06:00"),
    ("1001 yesterday --end-time 24:00", "24:00", "23:59:59"),
    ("1001 yesterday --end-time 25:00", "25:00", "22:00"),
    ("1001 yesterday --alert loudly", "loudly", "success|failure|success-failure"),
    ("1001 yesterday --param region", "region", "1001:region=eu"),
    ("1001 yesterday --data-source a", "a", "own=other"),
    ("1001 yesterday --tags '[1]'", "[1]", "Key"),
    ("1001 yesterday --param '{\"a\"'", "{", "JSON"),
    ("1001 yesterday --run-policy '{\"Tpye\": 1}'", "Tpye", "RunPolicy.Tpye"),
    ("1001 yesterday --exclude 1003 1004", '"1004" is left over behind --exclude', "commas"),
    ("1001 yesterday --alert failure mail", '"mail" is left over behind --alert', "quotes"),
    ("1001 yesterday --reason “late” file", '"file" is left over behind --reason', "quotes"),
    ("1001 yesterday --analysis off", '"off" is left over behind --analysis', "one piece"),
    ("1001 yesterday --tag owner:dw", "owner:dw", "owner=dw"),
    ("1001 yesterday --order asc --order desc", "said twice", "once"),
    ("1001 yesterday --xyzzyxyzzy", "--xyzzyxyzzy", "--reason"),
]


@pytest.mark.parametrize(("text", "named", "remedy"), REFUSED)
def test_refuses_and_keeps_what_was_understood(text: str, named: str, remedy: str) -> None:
    with pytest.raises(BadCommand) as refusal:
        parse(text)
    assert named in str(refusal.value.text)
    assert remedy in str(refusal.value.next_step)
    assert refusal.value.form.tasks == ("1001",)
    assert refusal.value.form.phrase == "yesterday"


def test_a_bad_option_does_not_lose_the_good_ones_behind_it() -> None:
    with pytest.raises(BadCommand) as refusal:
        parse("1001 yesterday --parallelism 99 --order desc")
    assert refusal.value.form.order is Order.DESC


def test_a_number_behind_a_list_is_no_day() -> None:
    with pytest.raises(BadCommand, match="left over behind --root-task-ids"):
        parse("--root-task-ids 1001 1002 last week")


def test_days_said_twice_are_refused() -> None:
    with pytest.raises(BadCommand, match="said twice"):
        parse("1001 yesterday --biz-dates today")


@pytest.mark.parametrize(
    ("text", "tasks", "remedy"),
    [
        (
            "1001 yesterday --mode chain --include-tasks 1004",
            ("1001", "1004"),
            "Drop --include-tasks and say them all in front: 1001,1004. Or drop 1001.",
        ),
        (
            "--include-task-ids 1004 --mode chain 1001 yesterday",
            ("1001", "1004"),
            "Drop --include-tasks and say them all in front: 1001,1004. Or drop 1001.",
        ),
        (
            "dwd_*, @night yesterday --tasks 1002,1003",
            ("dwd_*", "@night", "1002", "1003"),
            "Drop --root-task-ids and say them all in front: dwd_*,@night,1002,1003. Or drop dwd_*,@night.",
        ),
    ],
)
def test_tasks_said_twice_are_not_taken_for_days(text: str, tasks: tuple[str, ...], remedy: str) -> None:
    with pytest.raises(BadCommand, match="The tasks are said twice") as refusal:
        parse(text)
    assert str(refusal.value.next_step) == remedy
    assert (refusal.value.form.tasks, refusal.value.form.phrase) == (tasks, "yesterday")


@pytest.mark.parametrize(
    "phrase", ["yesterday", "1120", "20261120", "Nov 20", "fri nextish", "2026-11-20 last-week-ish"]
)
def test_days_beside_tasks_of_an_option_stay_days(phrase: str) -> None:
    assert parse(f"{phrase} --root-task-ids 1001") == Form(tasks=("1001",), phrase=phrase)
    chain = Form(tasks=("1001", "1004"), phrase=phrase, mode=Mode.CHAIN)
    assert parse(f"{phrase} --mode chain --include-tasks 1001,1004") == chain
