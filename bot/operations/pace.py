"""How often and how long: the waits between looks, and when to stop. Pure."""

from dataclasses import dataclass
from datetime import timedelta

RETRY_SECONDS = (2.0, 60.0)
"""First and longest wait before a request that was certainly not taken is sent again."""


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
    `step_at_least`: seconds that one step of the workflow watches, before its age makes it longer.
    """

    first_seconds: float = 2.0
    max_seconds: float = 60.0
    edit_seconds: float = 10.0
    post_seconds: float = 1.1
    restamp_seconds: float = 300.0
    give_up_days: float = 30.0
    retry_seconds: float = 180.0
    lookup_seconds: float = 180.0
    settle_looks: int = 3
    stop_seconds: float = 180.0
    step_at_least: float = 30.0

    def look_wait(self, looks: int) -> float:
        """Seconds to wait after this many looks: 2, 4, 8 ... 60."""
        return growing(self.first_seconds, self.max_seconds, looks)

    def retry_wait(self, tries: int) -> float | None:
        """Seconds until a request is sent again after `tries` tries; None when it has been tried long enough."""
        return _within(*self._retry_bounds, tries, self.retry_seconds)

    def lookup_wait(self, looks: int) -> float | None:
        """Seconds until a lost request is looked up again after `looks` looks; None when it has been long enough."""
        return _within(self.first_seconds, self.max_seconds, looks, self.lookup_seconds)

    def step_seconds(self, age: timedelta) -> float:
        """How long one step may watch: 30 s, or a hundredth of the age, so that a month's history stays short."""
        return max(self.step_at_least, age.total_seconds() / 100)

    @property
    def give_up_after(self) -> timedelta:
        """Age at which an operation is no longer watched."""
        return timedelta(days=self.give_up_days)

    @property
    def _retry_bounds(self) -> tuple[float, float]:
        first, longest = RETRY_SECONDS
        return min(first, self.retry_seconds / 4), longest


def growing(first: float, longest: float, count: int) -> float:
    """The wait after `count` earlier ones: it doubles from `first` up to `longest`."""
    return float(min(longest, first * 2 ** min(count, 30)))


def _within(first: float, longest: float, count: int, total: float) -> float | None:
    spent = sum(growing(first, longest, earlier) for earlier in range(count))
    return growing(first, longest, count) if spent < total else None
