"""The end: how long it took beside the estimate, and the report as a file."""

import csv
import io
import re

import pytest

from bot.playground.person import Person
from tests.conversations.conftest import DataWorks

pytestmark = pytest.mark.asyncio(loop_scope="session")

ESTIMATE = re.compile(r"Took (\d+ s|\d+ min|\d+ h \d\d min)(; estimated |, .+ than its (longest|shortest) estimate \()")


async def test_the_end_is_compared_with_the_estimate_and_brings_a_report(oskar: Person, dataworks: DataWorks) -> None:
    await oskar.says('/backfill 1001,1030 2026-10-26..2026-11-01 --parallelism 7 --reason "how long"')
    preview = await oskar.sees("how long", only_to_me=True)
    assert "about " in preview.text, "the preview has an estimate to compare with"
    label = preview.text.split()[1]
    await preview.press("Confirm")
    ended = await oskar.sees(f"{label} is done", in_thread=True, within=60)
    assert ESTIMATE.search(ended.text), ended.text
    assert "6 were dry runs: reported as success without running" in ended.text
    assert "8 of 14 succeeded" in ended.text
    root = await oskar.sees("DONE", in_channel="data-ops", within=20)
    assert ESTIMATE.search(root.text), root.text

    shared = await oskar.sees(f"{label}-report.csv", in_thread=True)
    assert f"Every instance of {label}." in shared.text
    content = await shared.downloads(f"{label}-report.csv")
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len(lines) == len({line["instance_id"] for line in lines}) == 14
    assert [line["outcome"] for line in lines].count("dry run") == 6
    assert {line["status"] for line in lines} == {"Success"}
    assert {line["business_date"] for line in lines} == {f"2026-10-{day}" for day in range(26, 32)} | {"2026-11-01"}
    assert all(line["started"].endswith("+08:00") for line in lines)
    took = [int(line["seconds"]) for line in lines if line["task_id"] == "1001"]
    assert min(took) > 0


async def test_while_it_runs_the_root_says_when_it_will_have_ended(oskar: Person, dataworks: DataWorks) -> None:
    await dataworks.set("speed", speed=12)
    try:
        await oskar.says('/backfill 1001 2026-10-12..2026-10-18 --reason "are we there yet"')
        preview = await oskar.sees("are we there yet", only_to_me=True)
        label = preview.text.split()[1]
        await preview.press("Confirm")
        root = await oskar.sees("RUNNING", in_channel="data-ops")
        await root.sees("by its estimate", within=60)
        await root.sees("business dates that ended", within=120)
        assert re.search(r"done (near|between) (\d\d-\d\d )?\d\d:\d\d", root.text), root.text
    finally:
        await dataworks.set("speed", speed=300)
    ended = await oskar.sees(f"{label} is done", in_thread=True, within=60)
    assert "Took " in ended.text
    assert "by the" not in root.text


async def test_a_second_attempt_is_told(oskar: Person, dataworks: DataWorks) -> None:
    await dataworks.set("fail_task", task_id=1004, times=1)
    await oskar.says('/backfill 1004 2026-01-11 --reason "twice"')
    preview = await oskar.sees("twice", only_to_me=True)
    label = preview.text.split()[1]
    await preview.press("Confirm")
    failed = await oskar.sees(f"{label} ended with failures", in_thread=True, within=60)
    await oskar.sees(f"{label}-report.csv", in_thread=True)
    await failed.press("Re-run failed")
    done = await oskar.sees(f"{label} is done: 1 of 1 succeeded", in_thread=True, within=60)
    assert "1 run needed more than one attempt. 1 was re-run from here." in done.text
    assert "estimated" not in done.text, "what people re-ran later is no measure of an estimate"
    shared = await oskar.sees(f"{label}-report-2.csv", in_thread=True)
    content = await shared.downloads(f"{label}-report-2.csv")
    (line,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert (line["attempts"], line["outcome"]) == ("2", "succeeded")


async def test_a_refused_file_leaves_the_end_standing(oskar: Person) -> None:
    await oskar.says('/backfill 1001 2026-01-12 --reason "no files here"')
    preview = await oskar.sees("no files here", only_to_me=True)
    label = preview.text.split()[1]
    await oskar.sets_faults(methods=["files.getUploadURLExternal"], api_error="file_uploads_disabled", api_error_next=1)
    await preview.press("Confirm")
    await oskar.sees(f"{label} is done", in_thread=True, within=60)
    instead = await oskar.sees(f"The report of {label} could not be put here: file_uploads_disabled", in_thread=True)
    assert f"backfill-bot operations report {label}" in instead.text
