"""Tasks and days out of alerts as people's systems write them."""

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


def test_what_is_no_task_is_not_taken() -> None:
    text = "see https://ci.example/build_of_tables/x_y and mail a_b@example.com, ODPS-0130071, port 8080, task 12"
    assert read_alert({"text": text}) == read_alert({})


def test_odd_messages_are_read_without_complaint() -> None:
    odd: list[Any] = [{"text": None}, {"blocks": "x"}, {"attachments": [None, 5, {"fields": None}]}, {"blocks": [[[]]]}]
    assert all(read_alert(message) == read_alert({}) for message in odd)
