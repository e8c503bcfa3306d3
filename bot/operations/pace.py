"""How often and how long: the waits between looks, and when to stop. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

RETRY_SECONDS = (2.0, 60.0)
"""First and longest wait before a request that was certainly not taken is sent again."""

FOLLOWING_SHARE = 0.8
"""Of the calls a second, what following may use."""

SPREAD_SECONDS = 1800.0
"""What following may still use of a day's calls would last so long, if it went on as it does."""

LEAST_RESERVE = 30
"""Calls of a day that following leaves to people, and to sending what they confirm."""

EDIT_WINDOW = 10.0
"""Seconds in which a sixth of a minute's edits may be made, in a row or apart."""

FIRST_SHARE = 0.1
"""With less than this share ended, this run says nothing of its end yet."""

NEAR = 0.1
"""A look is as far away as this share of the time that is left until the expected end, or has passed since."""


@dataclass(frozen=True, slots=True)
class FollowSettings:
    """How an operation is followed.

    `first_seconds` and `max_seconds` bound the growing waits between looks (FOLLOW_FIRST_SECONDS, FOLLOW_MAX_SECONDS).
    `edit_seconds`: the root message is edited at most once in this time. `restamp_seconds`: after this time it is
    edited though nothing changed but the times it shows. `post_seconds`: from one post in a channel to the next.
    `retry_seconds`: how long a request that certainly was not
    taken is tried again. `lookup_seconds`: how long a request whose answer was lost is looked for. `settle_looks`:
    looks without a change before what waits behind failures is called blocked. `give_up_days`: the end.
    `stop_seconds`: how long after its last change a stop that goes on is waited for before it is called refused.
    `step_at_least`: seconds that one step of the workflow watches, before its age makes it longer. `edits_a_minute`:
    edits of all root messages together. `calls_a_second`, `calls_a_day`: what the edition allows, None without a limit.
    """

    first_seconds: float = 2.0
    max_seconds: float = 60.0
    edit_seconds: float = 10.0
    post_seconds: float = 1.1
    restamp_seconds: float = 60.0
    give_up_days: float = 30.0
    retry_seconds: float = 180.0
    lookup_seconds: float = 180.0
    settle_looks: int = 3
    stop_seconds: float = 180.0
    step_at_least: float = 300.0
    edits_a_minute: int = 48
    calls_a_second: float | None = None
    calls_a_day: int | None = None

    def look_wait(self, looks: int) -> float:
        """Seconds to wait after this many looks: 2, 4, 8 ... 60."""
        return growing(self.first_seconds, self.max_seconds, looks)

    def wanted_wait(self, looks: int, left: float | None) -> float:
        """The wait that an operation would have if it were alone, after this many looks.

        `left`: seconds until its expected end, negative after it, None when nothing is expected. Near the end looks are
        close together; they are never closer than `first_seconds` nor, by this, further apart than `max_seconds`.
        """
        wait = self.look_wait(looks)
        return wait if left is None else max(self.first_seconds, min(wait, abs(left) * NEAR))

    def retry_wait(self, tries: int) -> float | None:
        """Seconds until a request is sent again after `tries` tries; None when it has been tried long enough."""
        return _within(*self._retry_bounds, tries, self.retry_seconds)

    def lookup_wait(self, looks: int) -> float | None:
        """Seconds until a lost request is looked up again after `looks` looks; None when it has been long enough."""
        return _within(self.first_seconds, self.max_seconds, looks, self.lookup_seconds)

    def step_seconds(self, age: timedelta) -> float:
        """How long one step may watch: 30 s, or a hundredth of the age, so that a month's history stays short."""
        return max(self.step_at_least, age.total_seconds() / 100)

    def edit_seconds_of(self, followed: int) -> float:
        """Seconds from one edit of a root message to its next, when so many are edited in turns."""
        return followed * 60 / self.edits_a_minute

    def promise_seconds(self, followed: int) -> float:
        """Within so many seconds a root message is edited again: its turn comes, and something may hold it up.

        An operation that ends takes its own turn early, so that its last edit takes none from the others.
        """
        return max(self.restamp_seconds, 1.2 * self.edit_seconds_of(followed))

    @property
    def give_up_after(self) -> timedelta:
        """Age at which an operation is no longer watched."""
        return timedelta(days=self.give_up_days)

    @property
    def _retry_bounds(self) -> tuple[float, float]:
        first, longest = RETRY_SECONDS
        return min(first, self.retry_seconds / 4), longest


def following_rate(a_second: float | None, left_today: int | None, seconds_of_day: float, reserve: int) -> float | None:
    """Calls a second that following may make now, None without a limit; 0 when only the reserve is left of the day.

    `left_today`: calls left of the day, `seconds_of_day`: the time until the next one begins.
    """
    rates = [] if a_second is None else [a_second * FOLLOWING_SHARE]
    if left_today is not None:
        rates.append(max(0, left_today - reserve) / max(1.0, min(SPREAD_SECONDS, seconds_of_day)))
    return min(rates, default=None)


def reserve_of(a_day: int | None) -> int:
    """Calls of a day that following never touches."""
    return 0 if a_day is None else min(a_day // 2, max(LEAST_RESERVE, a_day // 10))


def fair_rate(demands: Iterable[float], rate: float) -> float:
    """Calls a second that each may make at most, so that all together keep within `rate`.

    `demands` are what each would make. Who wants less than an even part gets it; the rest is shared evenly.
    """
    left, ordered = rate, sorted(demands)
    for index, demand in enumerate(ordered):
        part = left / (len(ordered) - index)
        if demand > part:
            return part
        left -= demand
    return float("inf")


def expected_left(elapsed: float, share: float, estimate: float | None) -> float | None:
    """Seconds until the expected end: from this run once a tenth has ended, before that from the plan's estimate.

    `share` of the instances ended in `elapsed` seconds. None when nothing can be expected.
    """
    if share >= FIRST_SHARE:
        return elapsed * (1 - share) / share
    return None if estimate is None else estimate - elapsed


def growing(first: float, longest: float, count: int) -> float:
    """The wait after `count` earlier ones: it doubles from `first` up to `longest`."""
    return float(min(longest, first * 2 ** min(count, 30)))


def _within(first: float, longest: float, count: int, total: float) -> float | None:
    spent = sum(growing(first, longest, earlier) for earlier in range(count))
    return growing(first, longest, count) if spent < total else None
