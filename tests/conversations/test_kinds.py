"""Each Type and Mode, from text and from the form, to the end; presets and again."""

from typing import Any

import pytest

from bot.playground.person import Person
from tests.conversations.conftest import DataWorks

pytestmark = pytest.mark.asyncio(loop_scope="session")

TEXTS: list[tuple[str, str, dict[str, Any]]] = [
    ("general", "1001 Nov 20", {"Mode": "General", "RootTaskIds": [1001]}),
    (
        "selected",
        "1001,1002 Nov 20 --mode manual-selection",
        {"Mode": "ManualSelection", "RootTaskIds": [1001, 1002], "IncludeTaskIds": [1001, 1002]},
    ),
    ("chain", "1005,1003 Nov 20 --mode chain", {"Mode": "Chain", "IncludeTaskIds": [1005, 1003]}),
    ("downstream", "1002 Nov 20 with downstream", {"Mode": "AllDownstream", "RootTaskIds": [1002]}),
    ("manual", "fix_orders_extract --type manual", {"RootTaskIds": [1041]}),
    ("manual workflow", "--type manual-workflow --workflow wf_fix_orders", {}),
    ("smoke", "1001 --type smoke-test", {"RootTaskIds": [1001]}),
    ("event", "--type trigger-workflow --workflow 700000000003 --priority 8", {"Priority": 8}),
]


@pytest.mark.parametrize(("reason", "words", "expected"), TEXTS, ids=[reason for reason, *_ in TEXTS])
async def test_each_kind_by_text(
    oskar: Person, dataworks: DataWorks, reason: str, words: str, expected: dict[str, Any]
) -> None:
    await oskar.says(f'/backfill {words} --reason "text {reason}"')
    preview = await oskar.sees(f"text {reason}", only_to_me=True, within=40)
    await preview.press("Confirm")
    await oskar.sees("Sent to DataWorks", in_thread=True, within=30)
    await oskar.sees("is done", in_thread=True, within=90)
    (sent,) = await dataworks.created(f"text {reason}")
    run = sent.get("DefaultRunProperties") or {}
    assert {name: run.get(name) for name in expected} == expected


FORMS: list[tuple[str, str | None, str | None, str, str, tuple[str, str | None]]] = [
    ("general", None, None, "dwd_orders_di", "", ("SupplementData", "General")),
    (
        *("selected", None, "the tasks that are named", "dwd_orders_di dwd_refunds_di", ""),
        ("SupplementData", "ManualSelection"),
    ),
    ("chain", None, "everything between two tasks", "ods_orders_di dwd_orders_di", "", ("SupplementData", "Chain")),
    (
        *("downstream", None, "one task and everything downstream of it", "dwd_refunds_di", ""),
        ("SupplementData", "AllDownstream"),
    ),
    ("manual", "run of manual tasks", None, "fix_orders_extract", "", ("Manual", None)),
    ("manual workflow", "run of a manual workflow", None, "", "wf_fix_orders", ("ManualWorkflow", None)),
    ("smoke", "smoke test", None, "dwd_orders_di", "", ("SmokeTest", None)),
    ("event", "run of an event-triggered workflow", None, "", "wf_refund_event", ("TriggerWorkflow", None)),
]


@pytest.mark.parametrize(
    ("reason", "kind", "mode", "tasks", "workflow", "expected"), FORMS, ids=[item[0] for item in FORMS]
)
async def test_each_kind_by_form(
    oskar: Person,
    dataworks: DataWorks,
    reason: str,
    kind: str | None,
    mode: str | None,
    tasks: str,
    workflow: str,
    expected: tuple[str, str | None],
) -> None:
    await oskar.says("/backfill")
    form = await oskar.sees("Business dates", only_to_me=True)
    await form.press("More options")
    await form.sees("Fewer options")
    if kind:
        await form.pick("Kind of run", kind)
        await form.sees("Advanced")
    if mode:
        await form.pick("Choice of tasks", mode)
        if reason == "chain":
            await form.sees("First and last task")
    for task in tasks.split():
        await form.pick("First and last task" if reason == "chain" else "Tasks", task, typing=task)
    if workflow:
        await form.pick("Workflow", workflow, typing="wf")
    else:
        await form.fill("Business dates", "Nov 20")
    await form.fill("Reason", f"form {reason}")
    assert await form.submit() == {}
    preview = await oskar.sees("Preview BF-", only_to_me=True, within=40)
    assert f"form {reason}" in preview.text
    await preview.press("Confirm")
    await oskar.sees("is done", in_thread=True, within=90)
    (sent,) = await dataworks.created(f"form {reason}")
    assert (sent["Type"], (sent.get("DefaultRunProperties") or {}).get("Mode")) == expected


async def test_a_chain_of_one_task_is_refused_under_its_field(oskar: Person) -> None:
    await oskar.says("/backfill 1001 yesterday --mode chain")
    refused = await oskar.sees("chain takes exactly 2 tasks", only_to_me=True)
    await refused.press("Open form")
    form = await oskar.sees("First and last task", only_to_me=True)
    errors = await form.submit()
    assert list(errors) == ["tasks"]
    assert "exactly 2" in errors["tasks"]
    await form.close()


async def test_a_chain_without_a_way_is_refused_with_the_other_order(oskar: Person) -> None:
    await oskar.says("/backfill 1001,1002 yesterday --mode chain")
    apart = await oskar.sees("Nothing leads from dwd_orders_di (1001) to dwd_refunds_di (1002).", only_to_me=True)
    assert not apart.offers("Confirm")
    await oskar.says("/backfill 1038,1001 yesterday --mode chain")
    refused = await oskar.sees("Nothing leads from ads_weekly_report_1w (1038)", only_to_me=True)
    assert "1001,1038 --mode chain" in refused.text


async def test_a_preset_is_saved_used_and_deleted(oskar: Person, dataworks: DataWorks) -> None:
    await oskar.says('/backfill 1001 yesterday --parallelism 2 --reason "nightly check"')
    preview = await oskar.sees("nightly check", only_to_me=True)
    await preview.press("Save as preset")
    form = await oskar.sees("Save as preset", only_to_me=True)
    await form.fill("Name", "nightly")
    assert await form.submit() == {}
    await oskar.sees("Saved as preset nightly", only_to_me=True)
    await preview.press("Cancel")
    await oskar.says("/backfill preset nightly Nov 17-18")
    used = await oskar.sees("Preview BF-", only_to_me=True)
    assert "nightly check" in used.text
    assert "Tue 17 - Wed 18 Nov 2026" in used.text
    assert "2 business dates at a time" in used.text
    await used.press("Cancel")
    await oskar.says("/backfill preset")
    await oskar.sees("Presets of this channel", only_to_me=True)
    await oskar.says("/backfill preset delete nightly")
    await oskar.sees("is deleted", only_to_me=True)
    await oskar.says("/backfill preset nightly yesterday")
    await oskar.sees("This channel has no preset nightly", only_to_me=True)


async def test_the_same_for_other_dates_from_the_thread(oskar: Person, dataworks: DataWorks) -> None:
    await oskar.says('/backfill 1001 Nov 16 --reason "once and again"')
    await (await oskar.sees("once and again", only_to_me=True)).press("Confirm")
    done = await oskar.sees("is done", in_thread=True, within=60)
    await done.press("Same for other dates")
    form = await oskar.sees("The days appear here as you type", only_to_me=True)
    await form.fill("Business dates", "Nov 15")
    assert await form.submit() == {}
    preview = await oskar.sees("Preview BF-", only_to_me=True)
    assert "once and again" in preview.text
    await preview.press("Confirm")
    await oskar.sees("is done", in_thread=True, within=60)
    assert len(await dataworks.created("once and again")) == 2
