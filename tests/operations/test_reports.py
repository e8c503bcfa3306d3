"""The report of an operation: what is in it, what it costs, what a restart does to it."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import BinaryIO
from zoneinfo import ZoneInfo

import pytest

from bot.operations.acts import Verb
from bot.operations.model import Operation, State
from bot.operations.narrator import Place, Telling
from bot.operations.reports import KEPT, Reports
from bot.operations.runs import Run
from bot.operations.sheet import HEADER, Sheet
from bot.operations.spreadsheet import cell
from bot.operations.store import Store
from bot.playground.dataworks.service import Service
from tests.operations.harness import Recorder, Remote, confirmed, engine_on, has, of, simulated, until

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)
DAY = date(2026, 11, 22)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass
class Reader(Recorder):
    """A narrator that reads the reports that it is given."""

    reports: list[bytes] = field(default_factory=list)

    async def tell(self, telling: Telling) -> Place | None:
        if telling.report is not None and telling.kind not in self.fails:
            self.reports.append((await telling.report()).read())
        return await super().tell(telling)

    async def lines(self, number: int = 1) -> list[dict[str, str]]:
        """The lines of the report that was told last, of so many."""

        async def there() -> bool:
            return len(self.reports) >= number

        await until(there)
        return lines_of(self.reports[-1])


def lines_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def sheet(runs: Sequence[Run], failed_before: tuple[int, ...] | None = None) -> list[dict[str, str]]:
    file = io.BytesIO()
    made = Sheet(file, SHANGHAI, failed_before)
    made.add(runs)
    made.end()
    assert made.lines == len(runs)
    assert file.getvalue().startswith(b"\xef\xbb\xbftask_id,")
    return lines_of(file.getvalue())


RUN = Run(
    id=7_000_000_001,
    task_id=2**62 + 1,
    task_name="dwd_orders_di",
    bizdate=DAY,
    status="Success",
    recurrence="Normal",
    trigger_time=NOON,
    started=NOON + timedelta(minutes=1),
    finished=NOON + timedelta(minutes=2, milliseconds=600),
    attempts=2,
)


def test_a_line_says_everything_of_an_instance() -> None:
    (line,) = sheet([RUN])
    assert line == {
        "task_id": "4611686018427387905",
        "task": "dwd_orders_di",
        "business_date": "2026-11-22",
        "schedule_time": "2026-11-24T12:00:00+08:00",
        "status": "Success",
        "outcome": "succeeded",
        "started": "2026-11-24T12:01:00+08:00",
        "finished": "2026-11-24T12:02:00+08:00",
        "seconds": "61",
        "attempts": "2",
        "instance_id": "7000000001",
        "trigger_recurrence": "Normal",
    }
    assert tuple(line) == HEADER


def test_what_is_not_told_is_empty() -> None:
    (line,) = sheet([Run(1, 2, "", DAY, "Running", started=NOON)])
    assert {name for name, value in line.items() if not value} == {
        *("task", "schedule_time", "finished", "seconds", "attempts", "trigger_recurrence"),
    }


@pytest.mark.parametrize(
    ("status", "recurrence", "failed_before", "outcome"),
    [
        ("Success", "Normal", None, "succeeded"),
        ("Success", "", None, "succeeded"),
        ("Success", "Skip", None, "dry run"),
        ("Success", "Unheard", None, "dry run"),
        ("Failure", "Normal", None, "failed"),
        ("Failure", "Pause", None, "failed"),
        ("Failure", "Normal", (), "stopped"),
        ("Failure", "Normal", (RUN.id,), "failed"),
        ("Checking", "Normal", None, "running"),
        ("NotRun", "Normal", None, "waiting"),
        ("Unheard", "Normal", None, "waiting"),
    ],
)
def test_skipped_is_no_success_and_stopped_no_failure(
    status: str, recurrence: str, failed_before: tuple[int, ...] | None, outcome: str
) -> None:
    (line,) = sheet([replace(RUN, status=status, recurrence=recurrence)], failed_before)
    assert (line["status"], line["outcome"]) == (status, outcome)


@pytest.mark.parametrize("word", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＠x", "－1", "＋1"])
def test_no_name_becomes_a_formula(word: str) -> None:
    (line,) = sheet([replace(RUN, task_name=word)])
    assert line["task"] == f"'{word}" == cell(word)


@pytest.mark.parametrize("word", ["dwd_orders", "订单", "a=b", "1-2", 'a "quoted", name\nand a line', "'x"])
def test_other_names_stay_as_they_are(word: str) -> None:
    (line,) = sheet([replace(RUN, task_name=word)])
    assert line["task"] == word


async def test_the_end_brings_a_report_without_another_call(store: Store) -> None:
    narrator = Reader()
    async with simulated() as remote:
        remote.service.engine.outcomes.fail(1001, date(2026, 11, 21), 1, "timeout")
        operation = await confirmed(store, tasks=(1001, 1030), days=7, parallelism=7)
        async with engine_on(store, narrator, remote.address) as engine:
            await engine.run(operation.id)
            end = await narrator.heard("ended")
            calls = remote.service.calls().total()
            lines = await narrator.lines()
            await until(lambda: has(store, operation.id, "told:report"))
            assert remote.service.calls().total() == calls
    assert end.state is State.DONE_WITH_FAILURES
    counted = {name: sum(line["outcome"] == name for line in lines) for name in ("succeeded", "dry run", "failed")}
    assert counted == {"succeeded": end.succeeded, "dry run": end.dry_runs, "failed": 1}
    assert len(lines) == end.created == 14
    assert [told for told, _, _ in narrator.told if told in ("ended", "report")] == ["ended", "report"]
    times = [datetime.fromisoformat(line["started"]) for line in lines if line["outcome"] == "succeeded"]
    assert end.times.started is not None
    assert min(times) >= end.times.started.replace(microsecond=0)
    assert end.times.exact
    assert truth(remote.service) == {int(line["instance_id"]): line["status"] for line in lines}


async def test_after_a_restart_it_is_made_by_asking_again(store: Store) -> None:
    narrator = Reader(fails={"report"})
    async with simulated() as remote:
        operation = await confirmed(store)
        async with engine_on(store, narrator, remote.address) as engine:
            await engine.run(operation.id)
            await narrator.heard("ended")
        assert narrator.reports == []
        narrator.fails.clear()
        before = remote.service.calls()["ListTaskInstances"]
        async with engine_on(store, narrator, remote.address):
            lines = await narrator.lines()
        assert len(lines) == 3
        assert remote.service.calls()["ListTaskInstances"] == before + 3
        assert truth(remote.service) == {int(line["instance_id"]): line["status"] for line in lines}


async def test_a_run_again_brings_a_new_report(store: Store, remote: Remote) -> None:
    narrator = Reader()
    remote.service.engine.outcomes.fail(1001, date(2026, 11, 21), 1, "timeout")
    operation = await confirmed(store, parallelism=3)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        await narrator.lines()
        await engine.act(operation.id, Verb.RERUN, "press", "UMEI")
        lines = await narrator.lines(2)
        end = await narrator.heard("ended", lambda told, progress: told.id == operation.id and progress.failed == 0)
    assert sorted(line["attempts"] for line in lines) == ["1", "1", "2"]
    assert (end.times.repeated, end.rerun_here) == (1, 1)
    assert end.times.exact, "the first start was seen before anything was repeated"


async def test_what_created_nothing_has_no_report(store: Store, remote: Remote) -> None:
    narrator = Reader()
    remote.service.faults.switch("access_denied", {"action": "CreateWorkflowInstances"})
    operation = await confirmed(store)
    async with engine_on(store, narrator, remote.address) as engine:
        await engine.run(operation.id)
        await narrator.heard("ended", of(operation))
        await until(lambda: has(store, operation.id, "told:ended"))
        assert await store.letters() == ()
    assert narrator.reports == []


async def test_only_so_many_are_kept(store: Store) -> None:
    made: list[str] = []

    async def write(operation: Operation, file: BinaryIO) -> int:
        made.append(operation.id)
        return file.write(operation.label.encode())

    reports = Reports(write)
    operations = [await confirmed(store, f"words {number}") for number in range(KEPT + 1)]
    for operation in operations:
        await reports.keep(operation)
    assert (await reports.of(operations[-1])).read() == operations[-1].label.encode()
    assert (await reports.of(operations[0])).read() == operations[0].label.encode()
    assert len(made) == KEPT + 2
    reports.forget(operations[0])
    await reports.of(operations[0])
    assert len(made) == KEPT + 3


def truth(service: Service) -> dict[int, str]:
    """What DataWorks has."""
    return {instance.id: instance.status for run in service.engine.runs.values() for instance in run.instances}
