"""What people do to runs, as they see it: stop, re-run, mark success, logs, and the same in words."""

import re

import pytest

from bot.playground.person import NotSeenError, Person, Seen
from tests.conversations.conftest import DataWorks

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def begun(person: Person, request: str, reason: str) -> str:
    """Ask and confirm; the operation's label."""
    await person.says(f'/backfill {request} --reason "{reason}"')
    preview = await person.sees(reason, only_to_me=True)
    await preview.press("Confirm")
    await preview.sees("Confirmed BF-")
    found = re.search(r"BF-\d+", preview.text)
    assert found
    return found[0]


async def root_of(person: Person, label: str, state: str, within: float = 60) -> Seen:
    """The operation's root message, once it says so."""
    root = await person.sees(f"{label} dwd_orders_di", in_channel="data-ops", within=within)
    return await root.sees(state, within=within)


async def acted(dataworks: DataWorks, action: str, label: str) -> int:
    """How often DataWorks was asked for this on an operation."""
    entries = [entry for entry in await dataworks.journal() if entry["action"] == action]
    return sum(str(entry["parameters"].get("Comment", "")).startswith(f"{label} ") for entry in entries)


async def test_a_failed_run_is_run_again_and_the_end_is_told_once_more(oskar: Person, dataworks: DataWorks) -> None:
    await dataworks.set("fail_task", task_id=1004, times=1)
    label = await begun(oskar, "1004 2026-11-01..2026-11-03", "to be mended")
    told = await oskar.sees("failed;", in_thread=True, within=60)
    assert {"Re-run failed", "Choose…", "Mark success…", "Show log"} <= set(told.buttons)
    ended = await oskar.sees(f"{label} ended with failures", in_thread=True, within=60)
    await ended.press("Re-run failed", times=2)
    again = await oskar.sees("run again", in_thread=True, within=30)
    assert "1 of 1 run again" in again.text
    await oskar.sees(f"{label} is done: 3 of 3 succeeded", in_thread=True, within=60)
    assert await acted(dataworks, "RerunTaskInstances", label) == 1
    await ended.press("Re-run failed")
    first = await oskar.sees("asked for this on", only_to_me=True)
    assert "1 of 1 run again" in first.text
    assert await acted(dataworks, "RerunTaskInstances", label) == 1


async def test_the_log_of_a_failed_run(oskar: Person, dataworks: DataWorks) -> None:
    await dataworks.set("fail_task", task_id=1004, times=1)
    label = await begun(oskar, "1004 2026-10-20", "read the log")
    ended = await oskar.sees(f"{label} ended with failures", in_thread=True, within=60)
    await ended.press("Show log")
    log = await oskar.sees("blotted out", only_to_me=True)
    assert "ads_gmv_di" in log.text
    await log.press("Whole log as a file")
    await oskar.sees(f"{label}-", in_thread=True, within=30)


async def test_mark_success_asks_which_and_why(oskar: Person, dataworks: DataWorks) -> None:
    await dataworks.set("fail_task", task_id=1004, times=1)
    label = await begun(oskar, "1004 2026-10-10..2026-10-12", "count it as done")
    ended = await oskar.sees(f"{label} ended with failures", in_thread=True, within=60)
    await ended.press("Mark success…")
    form = await oskar.sees("Tick what is to count as success", within=30)
    assert await form.submit()
    await form.fill("Reason", "source is gone for good")
    assert await form.submit() != {}
    await form.choose("Sat 10 Oct 2026")
    assert await form.submit() == {}
    told = await oskar.sees("Set to success by", in_thread=True)
    assert "source is gone for good" in told.text
    await oskar.sees(f"{label} is done", in_thread=True, within=60)
    assert await acted(dataworks, "SetSuccessTaskInstances", label) == 1


async def test_choose_runs_only_what_is_ticked(oskar: Person, dataworks: DataWorks) -> None:
    await dataworks.set("fail_task", task_id=1004, times=2)
    label = await begun(oskar, "1004 2026-09-10..2026-09-12 --parallelism 3", "choose one")
    ended = await oskar.sees(f"{label} ended with failures", in_thread=True, within=60)
    assert "2 failed" in ended.text
    await ended.press("Choose…")
    form = await oskar.sees("What failed is ticked", within=30)
    assert form.text.count("[x]") == 2
    await form.choose("Thu 10 Sep 2026")
    assert await form.submit() == {}
    await oskar.sees("1 of 1 run again", in_thread=True)
    again = await oskar.sees(f"{label} ended with failures", in_thread=True, within=60)
    assert "1 failed" in again.text


async def test_stop_in_the_thread_by_a_mention(oskar: Person, mei: Person, dataworks: DataWorks) -> None:
    await dataworks.set("speed", speed=3)
    try:
        label = await begun(oskar, "1001 2026-10-01..2026-10-05", "stop me")
        root = await root_of(oskar, label, "1 running")
        await mei.says("hello")
        await oskar.writes("@backfill stop", thread=root)
        panel = await oskar.sees(label, only_to_me=True)
        await panel.press("Stop")
        await panel.sees("asked; I tell what comes of it in the thread")
        stopping = await oskar.sees("Stopping, asked by", in_thread=True)
        assert "@Oskar Lind" in stopping.text
        ended = await oskar.sees(f"{label} stopped at", in_thread=True, within=60)
        assert "0 left" in ended.text
        assert "is incomplete" in ended.text
        await root_of(oskar, label, "STOPPED")
        assert await acted(dataworks, "StopWorkflowInstances", label) == 1
    finally:
        await dataworks.set("speed", speed=300)


async def test_stop_from_the_root_asks_what_would_be_stopped(oskar: Person, mei: Person, dataworks: DataWorks) -> None:
    await dataworks.set("speed", speed=3)
    try:
        label = await begun(oskar, "1001 2026-08-01..2026-08-04", "stop from the root")
        root = await root_of(oskar, label, "1 running")
        stop = next(item for block in root.json["blocks"] for item in block.get("elements", []) if item.get("style"))
        assert stop["confirm"]["title"]["text"] == f"Stop {label}?"
        assert "1 running and 3 waiting would be stopped" in stop["confirm"]["text"]["text"]
        others = next(seen for seen in mei.read(f"{label} ") if seen.offers("Details"))
        await others.press("Stop")
        await mei.sees("You may not backfill Prod", only_to_me=True)
        assert await acted(dataworks, "StopWorkflowInstances", label) == 0
        await root.press("Refresh")
        await oskar.sees("Instances", only_to_me=True)
        await root.press("Stop", times=3)
        await oskar.sees(f"{label} stopped at", in_thread=True, within=60)
        assert await acted(dataworks, "StopWorkflowInstances", label) == 1
        with pytest.raises(NotSeenError):
            await root.press("Stop")
    finally:
        await dataworks.set("speed", speed=300)


async def test_again_in_words(oskar: Person, dataworks: DataWorks) -> None:
    label = await begun(oskar, "1001 2026-07-01", "once more")
    await oskar.sees(f"{label} is done", in_thread=True, within=60)
    await oskar.says(f"/backfill again {label} 2026-07-02")
    preview = await oskar.sees("Preview BF-", only_to_me=True)
    assert "2 Jul 2026" in preview.text
    assert "once more" in preview.text
    await preview.press("Cancel")
    await oskar.says(f"/backfill stop {label}")
    refusal = await oskar.sees("That cannot be done now", only_to_me=True)
    assert "DONE" in refusal.text


async def test_created_and_held_until_somebody_starts_it(oskar: Person, dataworks: DataWorks) -> None:
    label = await begun(oskar, "1001 2026-06-01..2026-06-02 --hold", "hold it")
    held = await oskar.sees("are created and held", in_thread=True, within=60)
    assert f"2 instances of {label}" in held.text
    await root_of(oskar, label, "HELD")
    await held.press("Start", times=2)
    await oskar.sees("2 of 2 business dates", in_thread=True)
    await oskar.sees(f"{label} is done: 2 of 2 succeeded", in_thread=True, within=60)
    assert await acted(dataworks, "StartWorkflowInstances", label) == 1


async def test_suspend_and_resume_by_the_shortcut_in_the_thread(oskar: Person, dataworks: DataWorks) -> None:
    await dataworks.set("speed", speed=3)
    try:
        label = await begun(oskar, "1001 2026-05-01..2026-05-04", "not now")
        root = await root_of(oskar, label, "1 running")
        await oskar.uses_shortcut("Act on this backfill...", on=root)
        panel = await oskar.sees(label, only_to_me=True)
        assert {"Stop", "Suspend waiting", "Resume", "Refresh"} <= set(panel.buttons)
        await panel.press("Suspend waiting")
        told = await oskar.sees("Suspended by", in_thread=True)
        assert "3 of 3" in told.text
        await dataworks.set("speed", speed=300)
        await oskar.sees(f"{label} ended with failures", in_thread=True, within=60)
        await oskar.writes("@backfill resume", thread=root)
        again = await oskar.sees(label, only_to_me=True)
        await again.press("Resume")
        await oskar.sees("Resumed by", in_thread=True)
        await oskar.sees(f"{label} is done: 4 of 4 succeeded", in_thread=True, within=60)
    finally:
        await dataworks.set("speed", speed=300)


async def test_an_unknown_outcome_is_looked_for_again_on_request(oskar: Person, dataworks: DataWorks) -> None:
    await dataworks.set("faults", lost_answer_not_taken=1)
    label = await begun(oskar, "1001 2026-04-01", "nobody knows")
    unknown = await oskar.sees("I do not know yet whether", in_thread=True)
    assert "Send again" not in unknown.buttons
    await unknown.press("Look again")
    told = await oskar.sees("had me look again", in_thread=True)
    assert f"{label} is not there by its name" in told.text
    assert "Send again" not in told.buttons
    assert len(await dataworks.created("nobody knows")) == 1


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.timeout(420)
async def test_what_was_never_found_is_sent_again_by_a_person(oskar: Person, dataworks: DataWorks) -> None:
    await dataworks.set("faults", lost_answer_not_taken=1)
    label = await begun(oskar, "1001 2026-04-02", "lost for good")
    lost = await oskar.sees(f"I could not find {label}", in_thread=True, within=300)
    again = next(item for block in lost.json["blocks"] for item in block.get("elements", []) if item.get("confirm"))
    assert "everything runs twice" in again["confirm"]["text"]["text"]
    await lost.press("Send again", times=3)
    await oskar.sees("Sent again, asked by", in_thread=True)
    await oskar.sees(f"{label} is done: 1 of 1 succeeded", in_thread=True, within=60)
    assert len(await dataworks.created("lost for good")) == 2


async def test_a_chinese_reader_is_answered_in_chinese(mei: Person, oskar: Person, dataworks: DataWorks) -> None:
    await dataworks.set("fail_task", task_id=1004, times=1)
    label = await begun(oskar, "1004 2026-03-01", "for li wei")
    await oskar.sees(f"{label} ended with failures", in_thread=True, within=60)
    await oskar.speaks("zh-CN")
    try:
        await oskar.says(f"/backfill 重跑 {label}")
        panel = await oskar.sees(label, only_to_me=True)
        assert {"重跑失败实例", "选择……", "置成功……", "查看日志"} <= set(panel.buttons)
        await panel.press("重跑失败实例")
        await panel.sees("已提交，结果会在消息列里告知")
        await oskar.sees(f"{label} is done", in_thread=True, within=60)
    finally:
        await oskar.speaks("en-US")


async def test_a_log_goes_where_files_may_go(oskar: Person, mei: Person, dataworks: DataWorks) -> None:
    await dataworks.set("fail_task", task_id=1004, times=1)
    oskar.goes_to("random")
    try:
        label = await begun(oskar, "1004 2026-02-01", "bot is no member here")
        ended = await oskar.sees(f"{label} ended with failures", in_thread=True, within=60)
        await ended.press("Show log")
        log = await oskar.sees("blotted out", only_to_me=True)
        await log.press("Whole log as a file")
        await oskar.sees("The log is in our direct message", only_to_me=True)
        others = next(seen for seen in mei.read(f"{label} ended with failures"))
        await others.press("Show log")
        await mei.sees("You may not backfill Prod", only_to_me=True)
    finally:
        oskar.goes_to("data-ops")
