"""Which Type an alert's names make, and that nothing is guessed or left out without a word."""

from typing import Any

import pytest

from bot.dataworks import Workflow
from bot.dataworks.answers import Trigger
from bot.request.form import Form
from bot.request.model import InstanceType
from bot.request.tasks import Task
from bot.slack.alerts import Alert
from bot.slack.guess import Guess, Named, guess

MANUAL = Workflow(id=702, name="wf_fix_orders", trigger=Trigger(type="Manual"))
EVENT = Workflow(id=703, name="wf_refund_event", trigger=Trigger(type="TriggerWorkflow"))
DAILY = Workflow(id=701, name="wf_crm_daily", trigger=Trigger(type="Scheduler"))
ORDERS = Task(id=1001, name="dwd_orders_di", cron="0 30 0 * * ?", workflow_id=1)
EXTRACT = Task(id=1041, name="fix_orders_extract", workflow_id=702)
PARSE = Task(id=1043, name="refund_event_parse", workflow_id=703)
MEMBER = Task(id=1046, name="dws_crm_member_1d", workflow_id=701)
ALERT = Alert(days=("2026-11-19",), marked=True)


def said(found: Guess) -> str:
    return " | ".join(map(str, found.notes))


CASES: list[tuple[str, Named, dict[str, Any], str]] = [
    ("a task", Named((ORDERS,)), {"tasks": ("1001",)}, ""),
    (
        "a task of a manual workflow",
        Named((EXTRACT,), homes=(MANUAL,)),
        {"tasks": ("1041",), "type": InstanceType.MANUAL},
        "Of the manual workflow wf_fix_orders only fix_orders_extract would run",
    ),
    (
        "both",
        Named((EXTRACT,), (MANUAL,), (MANUAL,)),
        {"tasks": ("1041",), "type": InstanceType.MANUAL},
        "for all of it pick another kind of run",
    ),
    (
        "a manual workflow",
        Named(workflows=(MANUAL,)),
        {"workflow": "wf_fix_orders", "type": InstanceType.MANUAL_WORKFLOW},
        "wf_fix_orders is a manual workflow: all of it would run.",
    ),
    (
        "an event-triggered workflow",
        Named(workflows=(EVENT,)),
        {"workflow": "wf_refund_event", "type": InstanceType.TRIGGER_WORKFLOW},
        "wf_refund_event is an event-triggered workflow: all of it would run.",
    ),
    (
        "a task of one",
        Named((PARSE,), homes=(EVENT,)),
        {"workflow": "wf_refund_event", "type": InstanceType.TRIGGER_WORKFLOW, "tasks": ("1043",)},
        "only refund_event_parse would run; take that out and all of it runs.",
    ),
    (
        "a scheduled workflow",
        Named(workflows=(DAILY,), members=(MEMBER,)),
        {"tasks": ("1046",)},
        "All tasks of the scheduled workflow wf_crm_daily are filled in.",
    ),
    (
        "a scheduled workflow whose tasks are not known",
        Named(workflows=(DAILY,)),
        {},
        "wf_crm_daily is a scheduled workflow: pick which of its tasks run.",
    ),
    (
        "a task and a workflow",
        Named((ORDERS,), (MANUAL,)),
        {"tasks": ("1001",)},
        "Left out: wf_fix_orders, 1 workflow that needs a request of its own.",
    ),
    (
        "two workflows",
        Named((EXTRACT, PARSE), homes=(MANUAL, EVENT)),
        {"tasks": ("1041",), "type": InstanceType.MANUAL},
        "Left out: wf_refund_event, 1 workflow that needs",
    ),
    (
        "two, and a task",
        Named((ORDERS, EXTRACT, PARSE), homes=(MANUAL, EVENT)),
        {"tasks": ("1001",)},
        "Left out: wf_fix_orders, wf_refund_event, 2 workflows that need requests of their own.",
    ),
    ("a name of several", Named(unclear=("dwd_x",)), {}, "Several tasks are called dwd_x: pick the one that is meant."),
    ("a table", Named(), {}, "it names no task and no workflow that I know"),
]


@pytest.mark.parametrize(("named", "form", "words"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_type_follows_from_what_is_named(named: Named, form: dict[str, Any], words: str) -> None:
    found = guess(ALERT, named, "2026-11-19")
    assert found.form == Form(**form, phrase="2026-11-19")
    assert {str(task.id) for task in found.tasks} == set(found.form.tasks)
    assert words in said(found)
    undocumented = found.form.type is not InstanceType.SUPPLEMENT_DATA
    assert ("DataWorks does not say what business dates do" in said(found)) == undocumented


def test_a_smoke_test_is_one_of_scheduled_tasks_only() -> None:
    smoke = Alert(smoke=True)
    assert guess(smoke, Named((ORDERS,)), "").form == Form(tasks=("1001",), type=InstanceType.SMOKE_TEST)
    assert guess(smoke, Named(), "").form == Form()
    assert guess(smoke, Named(workflows=(MANUAL,)), "").form.type is InstanceType.MANUAL_WORKFLOW


@pytest.mark.parametrize(
    ("alert", "named", "phrase", "words"),
    [
        (Alert(), Named(), "", "no task, no workflow and no day"),
        (Alert(), Named((ORDERS,)), "", "it names no business date"),
        (Alert(days=("2026-11-19",)), Named((ORDERS,)), "2026-11-19", "may be when something ran"),
        (ALERT, Named((ORDERS,)), "2026-11-19", "What runs and the days are my guess from that message."),
    ],
)
def test_what_was_filled_in_is_said_first(alert: Alert, named: Named, phrase: str, words: str) -> None:
    assert words in str(guess(alert, named, phrase).notes[0])


@pytest.mark.parametrize(
    ("alert", "named", "unread", "words"),
    [
        (
            Alert(more_names=("dwd_k", "dwd_l")),
            Named(),
            (),
            "Left out: dwd_k, dwd_l. Of one message I look up 10 names",
        ),
        (Alert(more_days=("2026-11-20",)), Named(), (), "Left out: 2026-11-20. Of one message I take 7 days or ranges"),
        (
            Alert(odd_days=("2026-11-19..20",)),
            Named(),
            (),
            "Left out: 2026-11-19..20. I take only days that are written",
        ),
        (Alert(), Named(), ("2026-13-45",), "Left out: 2026-13-45. I take only days"),
        (Alert(), Named(unknown=("1999",)), (), "Left out: 1999. I found no task with such an id."),
        (Alert(more_names=tuple(f"n_{one}" for one in range(30))), Named(), (), "n_9, …. Of one message"),
    ],
)
def test_what_is_left_out_is_said(alert: Alert, named: Named, unread: tuple[str, ...], words: str) -> None:
    assert words in said(guess(alert, named, "", unread))
    assert "Left out" not in said(guess(Alert(), Named(), ""))
