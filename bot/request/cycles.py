"""How many instances a task has on one day, from its schedule. API: Trigger.Cron, a Quartz form with the seconds
first.
"""

from collections.abc import Sequence
from datetime import time

from bot.dates.model import TimeWindow


def cycles_per_day(cron: str | None, window: TimeWindow | None) -> int | None:
    """Cycles a day within `window` (scheduled times, both ends included).

    None when the schedule is unknown or not the same every day.

    Days of the week or month are not read: Quartz numbers weekdays differently from other crons, so such a schedule is
    "not known".
    """
    fields = (cron or "").split()
    if len(fields) not in (6, 7) or any(field not in ("*", "?") for field in fields[3:]):
        return None
    from croniter import CroniterError, croniter  # slow to import, and only plans need it

    try:
        expanded = croniter.expand(" ".join([*fields[:3], "*", "*", "*"]), second_at_beginning=True)[0]
    except CroniterError:
        return None
    minutes, hours, seconds = expanded[0], expanded[1], expanded[5]  # croniter puts the seconds last
    start, end = (window.start, window.end) if window else (time.min, time(23, 59, 59))
    return sum(
        start <= time(int(hour), int(minute), int(second)) <= end
        for hour in _all(hours, 24)
        for minute in _all(minutes, 60)
        for second in _all(seconds, 60)
    )


def _all(values: Sequence[int | str], limit: int) -> list[int]:
    return list(range(limit)) if "*" in values else [int(value) for value in values]
