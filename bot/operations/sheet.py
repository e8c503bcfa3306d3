"""report.csv: a line for each instance of an operation, written as the runs come."""

import csv
from collections.abc import Collection, Iterable
from datetime import datetime
from io import TextIOWrapper
from typing import BinaryIO
from zoneinfo import ZoneInfo

from bot.operations.runs import FAILURE, RUNNING, SUCCESS, Run
from bot.operations.spreadsheet import cell

HEADER = (
    *("task_id", "task", "business_date", "schedule_time", "status", "outcome", "started", "finished"),
    *("seconds", "attempts", "instance_id", "trigger_recurrence"),
)


class Sheet:
    """Writes into a binary file, with the mark at its start by which Excel knows UTF-8.

    Moments are ISO 8601 in the scheduling zone, with its offset. `failed_before` as in `progress.measure`.
    """

    def __init__(self, file: BinaryIO, zone: ZoneInfo, failed_before: Collection[int] | None = None) -> None:
        self._text = TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=False)
        self._zone = zone
        self._failed_before = None if failed_before is None else frozenset(failed_before)
        self._writer = csv.writer(self._text)
        self._writer.writerow(HEADER)
        self.lines = 0

    def add(self, runs: Iterable[Run]) -> None:
        """Write a line for each."""
        for run in runs:
            self._writer.writerow([cell(value) for value in self._cells(run)])
            self.lines += 1

    def end(self) -> None:
        """Have everything in the file, which stays open."""
        self._text.flush()
        self._text.detach()

    def _cells(self, run: Run) -> tuple[object, ...]:
        seconds: object = ""
        if run.started and run.finished and run.finished >= run.started:
            seconds = round((run.finished - run.started).total_seconds())
        return (
            run.task_id,
            run.task_name,
            run.bizdate.isoformat(),
            self._moment(run.trigger_time),
            run.status,
            outcome(run, self._failed_before),
            self._moment(run.started),
            self._moment(run.finished),
            seconds,
            run.attempts or "",
            run.id,
            run.recurrence,
        )

    def _moment(self, at: datetime | None) -> str:
        return at.astimezone(self._zone).isoformat(timespec="seconds") if at else ""


def outcome(run: Run, failed_before: Collection[int] | None = None) -> str:
    """The word of this bot for how a run stands: a dry run is no success, and a stopped run did not fail."""
    if run.dry:
        return "dry run"
    if run.status == SUCCESS:
        return "succeeded"
    if run.status == FAILURE:
        return "failed" if failed_before is None or run.id in failed_before else "stopped"
    return "running" if run.status in RUNNING else "waiting"
