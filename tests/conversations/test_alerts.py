"""The shortcut "Backfill this..." on alerts: for each Type and Mode, from the message to the end of the operation."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.playground.person import Person
from tests.conversations.conftest import Alerts, DataWorks

pytestmark = pytest.mark.asyncio(loop_scope="session")


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def rich(text: str) -> dict[str, Any]:
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}],
    }


@dataclass(frozen=True)
class Case:
    """An alert, what the form says of its guess and shows, what a person adds, and what is sent."""

    reason: str
    alert: dict[str, Any]
    said: str
    filled: tuple[str, ...]
    picks: tuple[tuple[str, str], ...] = ()
    more: bool = False
    sent: dict[str, Any] = field(default_factory=dict)
    run: dict[str, Any] = field(default_factory=dict)


DAY = {"BizDates": [{"StartBizDate": "2026-11-19", "EndBizDate": "2026-11-19"}]}
CASES = [
    Case(
        "general",
        {"text": "dwd_orders_di failed, business date 2026-11-19 (run 2026-11-20 02:11)"},
        "What runs and the days are my guess from that message.",
        ("dwd_orders_di (1001)", "Thu 19 Nov 2026"),
        sent={"Type": "SupplementData", "Periods": DAY},
        run={"Mode": "General", "RootTaskIds": [1001]},
    ),
    Case(
        "selected",
        {
            "text": "",
            "attachments": [
                {
                    "fallback": "2 tasks failed",
                    "title": "Failed: dwd_orders_di",
                    "fields": [{"title": "Also", "value": "dwd_refunds_di"}, {"title": "bizdate", "value": "20261119"}],
                }
            ],
        },
        "my guess from that message",
        ("dwd_orders_di (1001)", "dwd_refunds_di (1002)", "Thu 19 Nov 2026"),
        sent={"Type": "SupplementData", "Periods": DAY},
        run={"Mode": "ManualSelection", "RootTaskIds": [1001, 1002], "IncludeTaskIds": [1001, 1002]},
    ),
    Case(
        "chain",
        {"text": "late", "blocks": [section("*ods_orders_di* is late, so is *dwd_orders_di*; ds=2026-11-19")]},
        "my guess from that message",
        ("ods_orders_di (1005)", "dwd_orders_di (1001)"),
        picks=(("Choice of tasks", "everything between two tasks"),),
        more=True,
        sent={"Type": "SupplementData", "Periods": DAY},
        run={"Mode": "Chain", "IncludeTaskIds": [1005, 1001]},
    ),
    Case(
        "downstream",
        {"text": "任务未完成", "blocks": [rich("任务ID：1002 未完成，业务日期：2026年11月19日")]},
        "my guess from that message",
        ("dwd_refunds_di (1002)", "Thu 19 Nov 2026"),
        picks=(("Downstream", "Run everything downstream too"),),
        sent={"Type": "SupplementData", "Periods": DAY},
        run={"Mode": "AllDownstream", "RootTaskIds": [1002]},
    ),
    Case(
        "manual",
        {"text": "", "attachments": [{"fallback": "x", "text": "wf_fix_orders: node fix_orders_extract failed"}]},
        "Of the manual workflow wf_fix_orders only fix_orders_extract would run",
        ("fix_orders_extract (1041)", "run of manual tasks"),
        sent={"Type": "Manual", "WorkflowId": "700000000002"},
        run={"RootTaskIds": [1041]},
    ),
    Case(
        "manual workflow",
        {"text": "Workflow ID: 700000000002 did not end"},
        "wf_fix_orders is a manual workflow: all of it would run.",
        ("wf_fix_orders", "run of a manual workflow"),
        sent={"Type": "ManualWorkflow", "WorkflowId": "700000000002"},
    ),
    Case(
        "smoke",
        {"text": "x", "blocks": [rich("Smoke test of dwd_orders_di failed")]},
        "The message speaks of a smoke test, so this is one.",
        ("dwd_orders_di (1001)", "smoke test"),
        sent={"Type": "SmokeTest"},
        run={"RootTaskIds": [1001]},
    ),
    Case(
        "event",
        {"text": "", "attachments": [{"fallback": "x", "fields": [{"title": "Workflow", "value": "wf_refund_event"}]}]},
        "wf_refund_event is an event-triggered workflow: all of it would run.",
        ("wf_refund_event", "run of an event-triggered workflow"),
        sent={"Type": "TriggerWorkflow", "WorkflowId": "700000000003"},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.reason)
async def test_an_alert_of_each_kind_is_run(oskar: Person, dataworks: DataWorks, alerts: Alerts, case: Case) -> None:
    reason = f"alert {case.reason}"
    await oskar.uses_shortcut("Backfill this...", await alerts(oskar, case.alert))
    form = await oskar.sees(case.said, only_to_me=True)
    assert "Check this:" in form.text
    for words in case.filled:
        assert words in form.text
    if case.more:
        await form.press("More options")
        await form.sees("Fewer options")
    for label, option in case.picks:
        await form.pick(label, option)
    if case.more:
        await form.sees("First and last task")
    await form.fill("Reason", reason)
    assert await form.submit() == {}
    preview = await oskar.sees("Preview BF-", only_to_me=True, within=40)
    assert reason in preview.text
    await preview.press("Confirm")
    await oskar.sees("is done", in_thread=True, within=90)
    (sent,) = await dataworks.created(reason)
    assert {name: sent.get(name) for name in case.sent} == case.sent
    run = sent.get("DefaultRunProperties") or {}
    assert {name: run.get(name) for name in case.run} == case.run


async def test_what_takes_a_request_of_its_own_is_named(oskar: Person, alerts: Alerts) -> None:
    message = await alerts(oskar, {"text": "dwd_orders_di and wf_fix_orders failed, business date 2026-11-19"})
    await oskar.uses_shortcut("Backfill this...", message)
    form = await oskar.sees("Left out: wf_fix_orders, 1 workflow that needs a request of its own.", only_to_me=True)
    assert "dwd_orders_di (1001)" in form.text
    await form.close()


async def test_lists_are_taken_whole_and_what_is_left_out_is_named(oskar: Person, alerts: Alerts) -> None:
    days = ", ".join(f"2026-11-{day:02}" for day in (1, 3, 5, 7, 9, 11, 13, 15))
    message = await alerts(oskar, {"text": f"tasks 1001, 1002, 999999; bizdate: {days}, 2026-11-17 - 2026-11-18 03:00"})
    await oskar.uses_shortcut("Backfill this...", message)
    form = await oskar.sees("Left out: 999999. I found no task with such an id.", only_to_me=True)
    assert "dwd_orders_di (1001)" in form.text
    assert "dwd_refunds_di (1002)" in form.text
    assert "Left out: 2026-11-15. Of one message I take 7 days or ranges at most." in form.text
    assert "Left out: 2026-11-17 - 2026-11-18 03:00. I take only days" in form.text
    await form.close()


async def test_the_tasks_of_a_scheduled_workflow_are_filled_in(oskar: Person, alerts: Alerts) -> None:
    message = await alerts(oskar, {"text": "Workflow: wf_crm_daily is late, business date 2026-11-19"})
    await oskar.uses_shortcut("Backfill this...", message)
    form = await oskar.sees("All tasks of the scheduled workflow wf_crm_daily are filled in.", only_to_me=True)
    for name in ("dwd_crm_contacts_di", "dws_crm_member_1d"):
        assert name in form.text
    await form.close()


async def test_an_alert_without_names_says_so(oskar: Person) -> None:
    message = await oskar.writes("everything is on fire")
    await oskar.uses_shortcut("Backfill this...", message)
    form = await oskar.sees("I found no task, no workflow and no day in that message.", only_to_me=True)
    assert list(await form.submit()) != []
    await form.close()
