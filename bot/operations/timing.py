"""When the runs of an operation began and ended, as DataWorks tells it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.operations.runs import SUCCESS, Run


@dataclass(frozen=True, slots=True)
class Times:
    """The first start and the last finish of what ran; None where DataWorks told of none. Dry runs are left out.

    `start_known`: nothing may have begun earlier. DataWorks tells the newest attempt of a run only, so a start is known
    when it was seen before anything was repeated. `finish_known`: every run that ended told when. Where one is not
    known, what lies between the two is the least that it took. `repeated` are the runs with a RunNumber above 1, None
    when DataWorks numbers none. API: TaskInstance.StartedTime, FinishedTime, RunNumber.
    """

    started: datetime | None = None
    finished: datetime | None = None
    start_known: bool = False
    finish_known: bool = False
    repeated: int | None = None

    @property
    def took(self) -> timedelta | None:
        """From the first start to the last finish; None when it is not known, at least this when not `exact`."""
        if self.started is None or self.finished is None or self.finished < self.started:
            return None
        return self.finished - self.started

    @property
    def exact(self) -> bool:
        """Whether `took` is all of it."""
        return self.start_known and self.finish_known


UNTIMED = Times()
"""Before anything was seen."""


def times_of(runs: Iterable[Run], before: Times = UNTIMED) -> Times:
    """What these runs tell, after what earlier looks knew."""
    ran = [run for run in runs if not run.dry]
    numbered = [run.attempts for run in ran if run.attempts]
    repeated = sum(number > 1 for number in numbered) if numbered else None
    starts = [run.started for run in ran if run.started]
    finishes = [run.finished for run in ran if run.ended and run.finished]
    started = min([*starts, *([before.started] if before.started else [])], default=None)
    all_told = all(run.started for run in ran if run.status == SUCCESS)
    return Times(
        started=started,
        finished=max(finishes, default=None),
        start_known=before.start_known or (started is not None and all_told and not repeated),
        finish_known=bool(finishes) and all(run.finished for run in ran if run.ended),
        repeated=repeated,
    )
