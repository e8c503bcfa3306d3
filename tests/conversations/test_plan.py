"""What would really run: downstream, counted; the preview that is filled in; what moved before Confirm."""

import re

import pytest

from bot.playground.person import Person
from tests.conversations.conftest import DataWorks

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_what_is_downstream_is_counted_and_created_exactly(oskar: Person, dataworks: DataWorks) -> None:
    await oskar.says('/backfill 1005 Nov 17-18 with downstream --reason "counted whole"')
    preview = await oskar.sees("counted whole", only_to_me=True, within=30)
    assert "ods_orders_di (1005) + 18 downstream (5 levels, 2 projects)" in preview.text
    counted = re.search(r"(\d+) = .*\d+ daily × 2 .*2 weekly × 2", preview.text)
    assert counted
    promised = counted[1]
    assert "ads_weekly_report_1w" in preview.text
    assert "would be skipped there and reported as success" in preview.text
    await preview.press("Confirm")
    await oskar.sees(f"Created {promised} of {promised} promised", in_thread=True, within=60)


async def test_the_tree_is_shown_to_the_asker(oskar: Person, dataworks: DataWorks) -> None:
    await oskar.says('/backfill 1005 yesterday with downstream --reason "drawn"')
    preview = await oskar.sees("drawn", only_to_me=True, within=30)
    await preview.press("Show tasks")
    modal = await oskar.sees("└ ", only_to_me=True)
    assert "19 tasks in 6 levels" in modal.text
    assert "[risk_mart]" in modal.text
    await modal.close()


async def test_a_star_shows_every_task_that_fits(oskar: Person, dataworks: DataWorks) -> None:
    await oskar.says('/backfill ads_* yesterday --reason "all of them"')
    preview = await oskar.sees("all of them", only_to_me=True, within=30)
    assert "and 5 more" in preview.text
    await preview.press("Show tasks")
    modal = await oskar.sees("13 tasks in 1 level", only_to_me=True)
    assert modal.text.count("ads_") >= 13
    await modal.close()


async def test_a_long_walk_fills_the_preview_in(oskar: Person, dataworks: DataWorks) -> None:
    await dataworks.set("faults", slow_ms={"milliseconds": 1500, "action": "ListDownstreamTasks"})
    try:
        await oskar.says('/backfill 1007 yesterday with downstream --reason "filled in"')
        first = await oskar.sees("Reading what is downstream", only_to_me=True, within=20)
        assert "+ everything downstream" in first.text
        assert "not known yet" in first.text
        filled = await oskar.sees("levels,", only_to_me=True, within=40)
    finally:
        await dataworks.set("faults", slow_ms=False)
    assert "filled in" in filled.text
    assert "Reading what is downstream" not in filled.text


async def test_what_moved_is_named_and_nothing_is_sent(oskar: Person, dataworks: DataWorks) -> None:
    await oskar.says('/backfill 1002 yesterday with downstream --reason "it moved"')
    preview = await oskar.sees("it moved", only_to_me=True, within=30)
    await dataworks.set("task", id=1009, upstream=[1002])
    try:
        await preview.press("Confirm")
        await preview.sees("It moved since the last preview, so nothing was sent", within=30)
        assert "Tasks in all:" in preview.text
        assert "New: ods_traffic_log_hi" in preview.text
        assert "Instances:" in preview.text
        assert await dataworks.created("it moved") == []
    finally:
        await dataworks.set("task", id=1009, upstream=[])


async def test_what_is_excluded_is_left_out_and_said(oskar: Person, dataworks: DataWorks) -> None:
    await oskar.says('/backfill 1005 yesterday with downstream --reason "left out"')
    preview = await oskar.sees("left out", only_to_me=True, within=30)
    await preview.press("Exclude…")
    modal = await oskar.sees("Tasks to leave out", only_to_me=True)
    assert await modal.suggestions("Tasks to leave out", "gmv") != []
    await modal.pick("Tasks to leave out", "ads_gmv_di (1004)", typing="gmv")
    await modal.submit()
    await preview.sees("Left out, so their instances do nothing and are reported as success: ads_gmv_di")
    await preview.press("Confirm")
    await oskar.sees("Sent to DataWorks", in_thread=True)
    (sent,) = await dataworks.created("left out")
    assert sent["DefaultRunProperties"]["ExcludeTaskIds"] == [1004]
