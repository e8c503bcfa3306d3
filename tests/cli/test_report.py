"""`backfill-bot operations report`: every instance as DataWorks tells it, whatever its task is called."""

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import pytest_asyncio

from bot.operations.sheet import HEADER
from bot.operations.store import Store
from tests.cli.conftest import Shell
from tests.operations.harness import Remote, simulated


@pytest_asyncio.fixture
async def remote() -> AsyncIterator[Remote]:
    async with simulated() as served:
        yield served


@pytest.fixture
def shell(remote: Remote, tmp_path: Path) -> Shell:
    return Shell(remote, tmp_path)


def lines_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def left_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.csv*"))


async def test_a_line_for_each_instance(shell: Shell, remote: Remote, tmp_path: Path) -> None:
    status, out, err = await shell.run("submit", "1001,1030 2026-11-15..2026-11-22 --parallelism 8", "--yes")
    assert status == 0, out + err
    # Named by somebody who means ill, after it ran.
    for run in remote.service.engine.runs.values():
        for instance in run.instances:
            named = '=HYPERLINK("http://x.example")' if instance.task.id == 1001 else "订单"
            instance.task = replace(instance.task, name=named)
    file = tmp_path / "report.csv"
    status, out, err = await shell.run("operations", "report", "BF-1", "--csv", str(file))
    assert (status, out, err) == (0, "", f"16 instances of BF-1 are in {file}\n")
    content = file.read_bytes()
    assert content.startswith(b"\xef\xbb\xbftask_id,task,")
    found = lines_of(content)
    assert tuple(found[0]) == HEADER
    assert len({line["instance_id"] for line in found}) == len(found) == 16
    ran = [line for line in found if line["task_id"] == "1001"]
    assert {line["task"] for line in ran} == {'\'=HYPERLINK("http://x.example")'}
    assert {line["task"] for line in found if line["task_id"] == "1030"} == {"订单"}
    for line in ran:
        started, finished = (datetime.fromisoformat(line[name]) for name in ("started", "finished"))
        assert str(started.utcoffset()) == "8:00:00"
        assert int(line["seconds"]) == pytest.approx((finished - started).total_seconds(), abs=1)
        assert (line["status"], line["outcome"], line["attempts"]) == ("Success", "succeeded", "1")
        assert (
            datetime.fromisoformat(line["schedule_time"]).date() > datetime.fromisoformat(line["business_date"]).date()
        )
    weekly = [line for line in found if line["task_id"] == "1030"]
    assert {line["outcome"] for line in weekly} == {"dry run", "succeeded"}
    assert {line["status"] for line in weekly} == {"Success"}

    status, printed, _err = await shell.run("operations", "report", "1")
    assert (status, lines_of(printed.encode())) == (0, found)


async def test_the_calls_are_counted(shell: Shell) -> None:
    await shell.run("submit", "1001 2026-11-20..2026-11-22", "--yes")
    store = await Store.open(shell.url)
    try:
        day = datetime.now().astimezone().date()
        before = await store.calls_of_region("", day)
        status, _out, _err = await shell.run("operations", "report", "BF-1")
        assert status == 0
        assert await store.calls_of_region("", day) == before + 6
    finally:
        await store.close()


async def test_what_cannot_be_had_is_said_in_a_line(shell: Shell, remote: Remote, tmp_path: Path) -> None:
    status, out, err = await shell.run("operations", "report", "BF-9")
    assert (status, out) == (1, "")
    assert err == "backfill-bot: there is no operation BF-9. Try: backfill-bot operations list\n"
    remote.service.faults.switch("access_denied", {"action": "CreateWorkflowInstances"})
    await shell.run("submit", "1001 2026-11-20", "--yes")
    status, out, err = await shell.run("operations", "report", "BF-1")
    assert (status, out) == (1, "")
    assert "BF-1 has no instances: nothing was created." in err
    await shell.run("submit", "1001 2026-11-21", "--yes")
    remote.service.faults.switch("access_denied", {"action": "ListTaskInstances"})
    file = tmp_path / "kept.csv"
    file.write_text("mine")
    status, out, err = await shell.run("operations", "report", "BF-2", "--csv", str(file))
    assert (status, out) == (1, "")
    assert err.startswith("backfill-bot: ")
    assert "Traceback" not in err
    assert file.read_text() == "mine"
    status, _out, err = await shell.run("operations", "report", "BF-2", "--csv", str(tmp_path / "no" / "where.csv"))
    assert status != 0
    assert left_in(tmp_path) == [file], "nothing is left lying about"
