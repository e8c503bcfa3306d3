"""Tasks and days out of alerts as people's systems write them."""

import time
from typing import Any

import pytest

from bot.slack.alerts import read_alert

MONITOR: dict[str, Any] = {
    "text": "",
    "attachments": [
        {
            "fallback": "dwd_orders_di failed",
            "title": "Task failed: dwd_orders_di",
            "text": "Node ID: 1001, business date: 2026-11-20, started 2026-11-21 02:00:13",
            "fields": [{"title": "Partition", "value": "ods_refund/ds=20261120"}],
        }
    ],
}
RICH: dict[str, Any] = {
    "text": "fallback",
    "blocks": [
        {"type": "section", "text": {"type": "mrkdwn", "text": "*ads_gmv_di* is late for 2026-11-18 ~ 2026-11-20"}},
        {
            "type": "rich_text",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "任务ID：9007199254740993 未完成"}]}
            ],
        },
        {"type": "section", "fields": [{"type": "plain_text", "text": "业务日期 2026年11月19日"}]},
    ],
}


def test_a_monitor_s_attachment() -> None:
    found = read_alert(MONITOR)
    assert (found.names, found.ids, found.marked) == (("dwd_orders_di",), ("1001",), True)
    assert found.days == ("2026-11-20", "20261120")


def test_blocks_in_both_languages() -> None:
    found = read_alert(RICH)
    assert found.names == ("ads_gmv_di",)
    assert found.ids == ("9007199254740993",)
    assert (found.days, found.marked) == (("2026年11月19日",), True)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("late since 2026-11-18 ~ 2026-11-20", ("2026-11-18 ~ 2026-11-20",)),
        ("rows of 20261118 to 20261120 are missing", ("20261118 to 20261120",)),
        ("finished at 2026-11-21 02:00", ()),
        ("finished at 2026-11-21T02:00:00Z", ()),
        ("ticket 202611181 and 10.20.2026.1", ()),
        ("missing 2026-11-18, 2026-11-18 and 2026/11/20", ("2026-11-18", "2026/11/20")),
        ("yesterday was bad", ()),
    ],
)
def test_only_dates_that_are_written_out(text: str, days: tuple[str, ...]) -> None:
    assert read_alert({"text": text}).days == days


@pytest.mark.parametrize(
    ("text", "days", "odd"),
    [
        ("bizdate: 2026-10-05, 2026-10-06", ("2026-10-05", "2026-10-06"), ()),
        ("bizdate=20261005,20261006 and 20261008", ("20261005", "20261006", "20261008"), ()),
        (
            "业务日期：2026-10-05、2026-10-06，2026-10-07和2026-10-09",
            ("2026-10-05", "2026-10-06", "2026-10-07", "2026-10-09"),
            (),
        ),
        ('{"bizdate": ["2026-10-05", "2026-10-06"]}', ("2026-10-05", "2026-10-06"), ()),
        (
            "bizdate 2026-10-01 ~ 2026-10-03, 2026-10-05, and 2026-10-07",
            ("2026-10-01 ~ 2026-10-03", "2026-10-05", "2026-10-07"),
            (),
        ),
        ("business dates 2026-10-05 through 2026-10-07", ("2026-10-05 through 2026-10-07",), ()),
        ("bizdate 2026-10-05 - 2026-10-07 03:00", (), ("2026-10-05 - 2026-10-07 03:00",)),
        ("bizdate 2026-10-05..2026-10-07T03:00:00Z", (), ("2026-10-05..2026-10-07T03:00:00Z",)),
        ("late 2026-10-05 ~ 2026-10-07 03:00", (), ("2026-10-05 ~ 2026-10-07 03:00",)),
        ("ran 2026-10-05 01:00 - 2026-10-07 03:00", (), ()),
        ("bizdate 2026-10-05..07 failed", (), ("2026-10-05..07",)),
        ("bizdate 2026-10-05 ~ 10-07", (), ("2026-10-05 ~ 10-07",)),
        ("业务日期 2026年10月5日、6日", ("2026年10月5日",), ("6日",)),
        ("业务日期 2026年10月5日至7日", (), ("2026年10月5日至7日",)),
        ("bizdate 2026-10-05, 2026-10-06 02:00:11 started", ("2026-10-05",), ("2026-10-06 02:00:11",)),
        ("bizdate 2026-10-05, 3 tasks failed", ("2026-10-05",), ()),
        ("bizdate 2026-10-05 - 3 tasks failed", ("2026-10-05",), ()),
    ],
)
def test_a_list_is_whole_and_a_range_is_never_shortened(text: str, days: tuple[str, ...], odd: tuple[str, ...]) -> None:
    found = read_alert({"text": text})
    assert (found.days, found.odd_days) == (days, odd)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("任务 1002、1003", ("1002", "1003")),
        ("tasks 1001, 1002", ("1001", "1002")),
        ("tasks: 1001, 1002 and 1003.", ("1001", "1002", "1003")),
        ("nodes 1001,1002, and 1003: failed", ("1001", "1002", "1003")),
        ("节点ID：1001，1002和1003", ("1001", "1002", "1003")),
        ("任务1002和任务1003", ("1002", "1003")),
        ("task 1001, 2026-10-05 02:00", ("1001",)),
        ("task 1001, 20261005", ("1001",)),
        ("任务 1001，2026年10月5日", ("1001",)),
        ("task 1001, 12 rows", ("1001",)),
    ],
)
def test_every_id_of_a_list(text: str, ids: tuple[str, ...]) -> None:
    assert read_alert({"text": text}).ids == ids


def test_what_is_beyond_the_limits_is_kept_to_be_said() -> None:
    names = [f"dwd_t{number}_di" for number in range(12)]
    days = [f"2026-10-{number:02}" for number in range(1, 10)]
    ids = ", ".join(map(str, range(1001, 1013)))
    found = read_alert({"text": f"{', '.join(names)} failed, task {ids}, bizdate: {', '.join(days)}"})
    assert (found.names, found.days) == (tuple(names[:10]), tuple(days[:7]))
    assert found.ids == tuple(map(str, range(1001, 1011)))
    assert found.more_names == (*names[10:], "1011", "1012")
    assert found.more_days == tuple(days[7:])


@pytest.mark.parametrize(
    ("text", "workflows", "ids"),
    [
        ("Workflow ID: 700000000002 failed", ("700000000002",), ()),
        ("workflow 700000000002, node 1041", ("700000000002",), ("1041",)),
        ("Workflow: fixorders stopped", ("fixorders",), ()),
        ("工作流名称：wf_fix_orders，任务ID：1041", ("wf_fix_orders",), ("1041",)),
        ("业务流程 ID 700000000002", ("700000000002",), ()),
        ("workflows 700000000002, 700000000003", ("700000000002", "700000000003"), ()),
        ("工作流ID：700000000002、700000000003", ("700000000002", "700000000003"), ()),
        ("workflow instance 700000000002 and 工作流实例：7000", (), ()),
        ("the workflow failed at 2026-11-20", (), ()),
    ],
)
def test_what_is_called_a_workflow(text: str, workflows: tuple[str, ...], ids: tuple[str, ...]) -> None:
    found = read_alert({"text": text})
    assert (found.workflows, found.ids) == (workflows, ids)


@pytest.mark.parametrize("text", ["Smoke test of dwd_orders_di failed", "dwd_orders_di 冒烟测试失败", "SMOKE-TEST"])
def test_a_smoke_test_is_recognised(text: str) -> None:
    assert read_alert({"text": text}).smoke
    assert not read_alert({"text": "smoke in the testing room"}).smoke


def test_what_is_no_task_is_not_taken() -> None:
    text = "see https://ci.example/build_of_tables/x_y and mail a_b@example.com, ODPS-0130071, port 8080, task 12"
    assert read_alert({"text": text}) == read_alert({})


@pytest.mark.parametrize("words", ["bizdate", "task", "workflow", "2026-10-05"])
def test_the_longest_message_is_read_in_time(words: str) -> None:
    began = time.process_time()
    read_alert({"text": words + " " * 40_000 + "x"})
    assert time.process_time() - began < 1


def test_odd_messages_are_read_without_complaint() -> None:
    odd: list[Any] = [{"text": None}, {"blocks": "x"}, {"attachments": [None, 5, {"fields": None}]}, {"blocks": [[[]]]}]
    assert all(read_alert(message) == read_alert({}) for message in odd)
