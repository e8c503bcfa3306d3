"""The calls that following may make: one ration for all operations of an account in a region, in fair parts.

Every operation says how often it would like to look and what a look costs. When that is more than the ration, those
that want more than an even part get an even part and wait longer; the others are not slowed down. What people ask for
is not rationed, and a reserve of the day's calls is left for it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.operations.pace import FollowSettings, fair_rate, following_rate, reserve_of

Left = Callable[[str], Awaitable[int | None]]
"""Calls left of the day in the region of a project, by its alias, over all processes; None without a limit."""

AT_ONCE = 24
"""Looks under way at a time. Each has its calls made one after the other; who is due first has the first turn."""

ASK_SECONDS = 5.0
"""How long an answer of it is believed."""


@dataclass(slots=True)
class Wish:
    """What one operation would use: calls a look, seconds from one to the next."""

    calls: int
    wait: float


@dataclass(slots=True)
class Share:
    """The ration of one project's endpoint."""

    wishes: dict[str, Wish] = field(default_factory=dict)
    owed: dict[str, int] = field(default_factory=dict)
    """Calls of the looks that are under way, at most."""
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    rate: float | None = None
    spare: int | None = None
    """Calls of the day that following may still make, as far as this process knows; None without a limit."""
    asked_at: float = float("-inf")


class Ration:
    """How long each operation waits for its next look."""

    def __init__(self, settings: FollowSettings, left: Left | None = None) -> None:
        self._settings = settings
        self._left = left
        self._shares: dict[str, Share] = {}

    async def pause(self, alias: str, now: datetime | None = None) -> float | None:
        """Seconds until following may go on, when only the reserve is left of the day; None when it may."""
        now = now or datetime.now(UTC)
        return until_midnight(now) if await self._rate(self._share(alias), alias, now) == 0 else None

    async def wait(self, alias: str, name: str, calls: int, wanted: float) -> float:
        """Seconds until an operation may look again, that would look every `wanted` seconds with so many calls."""
        share = self._share(alias)
        share.wishes[name] = Wish(max(1, calls), wanted)
        rate = await self._rate(share, alias, datetime.now(UTC))
        if rate == 0:
            return until_midnight(datetime.now(UTC))
        if rate is None:
            return wanted
        fair = fair_rate((wish.calls / wish.wait for wish in share.wishes.values()), rate)
        return max(wanted, share.wishes[name].calls / fair)

    def turns(self, alias: str) -> asyncio.Semaphore:
        """To be held while an operation is looked at."""
        return self._share(alias).turns

    def begin(self, alias: str, name: str, calls: int) -> int | None:
        """A look begins that takes at most about so many calls; how many it may make, None without a limit."""
        share = self._share(alias)
        granted = None if share.spare is None else max(0, share.spare - sum(share.owed.values()))
        share.owed[name] = calls if granted is None else min(calls, granted)
        return granted and share.owed[name]

    def end(self, alias: str, name: str, made: int) -> None:
        """It is over, and made so many calls."""
        share = self._share(alias)
        share.owed.pop(name, None)
        if share.spare is not None:
            share.spare = max(0, share.spare - made)
            if not share.spare:
                share.rate = 0.0

    def delay(self, alias: str) -> float:
        """Seconds that a look may take because others are under way."""
        share = self._share(alias)
        return sum(share.owed.values()) / share.rate if share.rate else 0.0

    def forget(self, name: str) -> None:
        """It is not followed any more."""
        for share in self._shares.values():
            share.wishes.pop(name, None)
            share.owed.pop(name, None)

    def _share(self, alias: str) -> Share:
        return self._shares.setdefault(alias, Share())

    async def _rate(self, share: Share, alias: str, now: datetime) -> float | None:
        if time.monotonic() - share.asked_at >= ASK_SECONDS:
            share.asked_at = time.monotonic()
            left = await self._left(alias) if self._left else None
            settings = self._settings
            reserve = reserve_of(settings.calls_a_day)
            share.spare = None if left is None else max(0, left - reserve)
            share.rate = following_rate(settings.calls_a_second, left, until_midnight(now), reserve)
        return share.rate


def until_midnight(now: datetime) -> float:
    """Seconds until the next day of the limit begins, in UTC as calls are counted, and a little more."""
    tomorrow = (now.astimezone(UTC) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (tomorrow - now).total_seconds() + 1
