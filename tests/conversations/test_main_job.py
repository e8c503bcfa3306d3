"""From a slash command to the last word in the thread."""

import re

import pytest

from bot.playground.person import NotSeenError, Person
from tests.conversations.conftest import DataWorks

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_backfill_from_the_command_to_the_last_word(oskar: Person, dataworks: DataWorks) -> None:
    await oskar.says('/backfill 1001 last 7 days --reason "late file"')
    preview = await oskar.sees("Preview BF-", only_to_me=True)
    for words in ("7 days", "Asia/Shanghai", "dwd_orders_di (1001)", "7 = 1 daily × 7", "late file", "PROD"):
        assert words in preview.text
    assert await dataworks.created("late file") == []

    await preview.press("Confirm")
    await preview.sees("Confirmed BF-")
    assert "Confirm" not in preview.buttons
    await oskar.sees("Sent to DataWorks", in_thread=True)
    await oskar.sees("Created 7 of 7 promised", in_thread=True, within=60)
    await oskar.sees("is done: 7 of 7 succeeded", in_thread=True, within=60)
    await oskar.sees("DONE", in_channel="data-ops", within=20)

    (sent,) = await dataworks.created("late file")
    assert sent["DefaultRunProperties"] == {
        "Mode": "General",
        "RootTaskIds": [1001],
        "Analysis": {"Enabled": True, "Blocked": True},
        "Parallelism": 1,
        "Order": "Asc",
    }
    assert sent["Type"] == "SupplementData"
    assert sent["EnvType"] == "Prod"
    assert sent["Name"].startswith("BF-")


async def test_a_double_press_submits_once(oskar: Person, dataworks: DataWorks) -> None:
    await oskar.says('/backfill 1001 2 days ago --reason "pressed thrice"')
    preview = await oskar.sees("pressed thrice", only_to_me=True)
    await preview.press("Confirm", times=3)
    await oskar.sees("Sent to DataWorks", in_thread=True)
    await oskar.sees("is done", in_thread=True, within=60)
    assert len(await dataworks.created("pressed thrice")) == 1


async def test_several_tasks_are_selected_by_hand(oskar: Person, dataworks: DataWorks) -> None:
    await oskar.says('/backfill 1001, dwd_refunds_di Nov 20-22 --order desc --parallelism 2 --reason "two tasks"')
    preview = await oskar.sees("two tasks", only_to_me=True)
    assert "newest first" in preview.text
    assert "2 business dates at a time" in preview.text
    await preview.press("Confirm")
    await oskar.sees("Created 6 of 6 promised", in_thread=True, within=60)
    (sent,) = await dataworks.created("two tasks")
    run = sent["DefaultRunProperties"]
    assert (run["Mode"], run["RootTaskIds"], run["IncludeTaskIds"]) == ("ManualSelection", [1001, 1002], [1001, 1002])
    assert sent["Periods"]["BizDates"] == [{"StartBizDate": "2026-11-20", "EndBizDate": "2026-11-22"}]


async def test_cancel_sends_nothing(oskar: Person, dataworks: DataWorks) -> None:
    await oskar.says('/backfill 1001 3 days ago --reason "never mind"')
    preview = await oskar.sees("never mind", only_to_me=True)
    await preview.press("Cancel")
    await preview.sees("was cancelled; nothing was sent")
    assert await dataworks.created("never mind") == []


async def test_the_same_words_again_show_the_first_draft(oskar: Person) -> None:
    await oskar.says('/backfill 1001 4 days ago --reason "impatient"')
    first = await oskar.sees("impatient", only_to_me=True)
    label = first.text.split()[1]
    await oskar.says('/backfill 1001 4 days ago --reason "impatient"')
    second = await oskar.sees("impatient", only_to_me=True)
    assert label in second.text


async def test_what_is_shown_is_what_is_sent(oskar: Person, dataworks: DataWorks) -> None:
    await oskar.says('/backfill 1001 5 days ago --reason "byte for byte"')
    preview = await oskar.sees("byte for byte", only_to_me=True)
    await preview.press("Show request")
    shown = await oskar.sees("CreateWorkflowInstances, exactly")
    assert '"Comment": "byte for byte"' in shown.text
    await shown.close()
    await preview.press("Copy as command")
    copied = await oskar.sees("The first line asks for exactly these days")
    assert '/backfill 1001 5 days ago --reason "byte for byte"' in copied.text
    assert re.search(r'/backfill 1001 20\d\d-\d\d-\d\d --reason "byte for byte"', copied.text)
    await copied.close()
    await preview.press("Cancel")


async def test_a_failure_is_told_with_the_words_of_dataworks(oskar: Person, dataworks: DataWorks) -> None:
    await dataworks.set("fail_task", task_id=1004, times=1)
    await oskar.says('/backfill 1004 2026-11-10..2026-11-12 --reason "will fail"')
    preview = await oskar.sees("will fail", only_to_me=True)
    await preview.press("Confirm")
    told = await oskar.sees("failed;", in_thread=True, within=60)
    assert "@Oskar Lind" in told.text
    assert "ads_gmv_di" in told.text
    ended = await oskar.sees("ended with failures", in_thread=True, within=60)
    assert "1 failed" in ended.text
    await oskar.sees("DONE WITH FAILURES", in_channel="data-ops", within=20)


async def test_a_lost_answer_is_called_unknown_and_found_by_name(oskar: Person, dataworks: DataWorks) -> None:
    await oskar.says('/backfill 1001 6 days ago --reason "lost answer"')
    preview = await oskar.sees("lost answer", only_to_me=True)
    await dataworks.set("faults", lost_answer_taken=1)
    await preview.press("Confirm")
    await oskar.sees("I do not know yet whether", in_thread=True)
    await oskar.sees("is done: 1 of 1 succeeded", in_thread=True, within=90)
    assert len(await dataworks.created("lost answer")) == 1


async def test_a_refusal_of_dataworks_is_the_last_word(oskar: Person, dataworks: DataWorks) -> None:
    await oskar.says('/backfill 1001 8 days ago --reason "denied"')
    preview = await oskar.sees("denied", only_to_me=True)
    await dataworks.set("faults", access_denied={"remaining": 1, "action": "CreateWorkflowInstances"})
    await preview.press("Confirm")
    told = await oskar.sees("DataWorks said no to", in_thread=True)
    assert "Nothing was created" in told.text
    await oskar.sees("REFUSED", in_channel="data-ops", within=20)


async def test_a_moved_plan_sends_nothing_and_shows_the_difference(oskar: Person, dataworks: DataWorks) -> None:
    await oskar.says('/backfill 1014 9 days ago --reason "it moves"')
    preview = await oskar.sees("it moves", only_to_me=True)
    await dataworks.set("task", id=1014, cron="0 0 0/12 * * ?")
    await preview.press("Confirm")
    await preview.sees("It moved since the last preview")
    assert "1 became 2" in preview.text
    assert await dataworks.created("it moves") == []
    await preview.press("Confirm")
    await oskar.sees("Sent to DataWorks", in_thread=True)
    assert len(await dataworks.created("it moves")) == 1


async def test_nothing_of_it_is_seen_by_others(oskar: Person, mei: Person) -> None:
    await oskar.says('/backfill 1001 11 days ago --reason "private preview"')
    preview = await oskar.sees("private preview", only_to_me=True)
    with pytest.raises(NotSeenError):
        await mei.sees("private preview", within=1)
    await preview.press("Cancel")
