"""One list for all operations that wait for the same business date of one workspace.

DataWorks lists task instances by workspace and business date; a workflow instance is only a filter. Where several
operations have a date under way, all its runs of their Type are listed, up to 500 a call, and each operation takes what
is of its workflow instances. Where that would take more calls than asking for each, each is asked for.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from bot.operations.days import Day
from bot.operations.progress import Run
from bot.operations.remote import Remote
from bot.operations.watch import Watch

Key = tuple[str, int, str, str, date]
"""Endpoint, workspace, environment, Type, business date: what one list is of."""


@dataclass(slots=True)
class Member:
    """An operation that has the date under way. `expected`: how many runs it must have there, None: not known."""

    watch: Watch
    ids: frozenset[int]
    expected: int | None


@dataclass(slots=True)
class Listing:
    """One list: who takes from it, and how many pages it had when it was last begun."""

    members: dict[str, Member] = field(default_factory=dict)
    pages: int | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def pays(self) -> bool:
        """Whether it takes fewer calls than to ask for each member."""
        return len(self.members) > (self.pages or 1)


class Together:
    """The lists that the operations of one process share."""

    def __init__(self) -> None:
        self._listings: dict[Key, Listing] = {}
        self._joined: dict[str, frozenset[Key]] = {}

    def join(self, name: str, keys: Iterable[Key], member: Member) -> None:
        """An operation has these dates under way, and no others any more."""
        keys = frozenset(keys)
        for key in self._joined.get(name, frozenset()) - keys:
            self._leave(name, key)
        for key in keys:
            self._listings.setdefault(key, Listing()).members[name] = member
        self._joined[name] = keys

    def leave(self, name: str) -> None:
        """It is not followed any more."""
        for key in self._joined.pop(name, frozenset()):
            self._leave(name, key)

    async def look(self, name: str, key: Key, remote: Remote, since: datetime) -> bool:
        """Have the operation's Watch know the date as it was at `since` or later; False when each has to ask itself.

        Raises DataWorksError.
        """
        listing = self._listings.get(key)
        if listing is None or name not in listing.members:
            return False
        if _knows(listing.members[name], key[-1], since):
            return True
        if not listing.pays:
            return False
        async with listing.turn:
            member = listing.members.get(name)
            if member is None or not listing.pays:
                return False
            if not _knows(member, key[-1], since):
                await self._list(listing, key, remote)
            return _knows(member, key[-1], since)

    async def _list(self, listing: Listing, key: Key, remote: Remote) -> None:
        """List the date, unless that is too long, and give each what is its own and whole."""
        at, rounds = datetime.now(UTC), {name: member.watch.round for name, member in listing.members.items()}
        of: dict[int, list[Run]] = {
            workflow_instance_id: [] for member in listing.members.values() for workflow_instance_id in member.ids
        }
        listing.pages, runs = await remote.all_runs(key[-1], key[-2], at_most=len(listing.members))
        if runs is None:
            return
        for run in runs:
            if run.workflow_instance_id in of:
                of[run.workflow_instance_id].append(run)
        for name, member in listing.members.items():
            if rounds.get(name) == member.watch.round:
                own = Day(run for item in member.ids for run in of.get(item, ()))
                if _is_whole(own, member, key[-1]):
                    member.watch.take(key[-1], own, at)

    def _leave(self, name: str, key: Key) -> None:
        listing = self._listings[key]
        listing.members.pop(name, None)
        if not listing.members and not listing.turn.locked():
            del self._listings[key]


def _knows(member: Member, day: date, since: datetime) -> bool:
    at = member.watch.at.get(day)
    return at is not None and at >= since


def _is_whole(own: Day, member: Member, day: date) -> bool:
    """A list that leaves out some of an operation's runs says nothing about it."""
    before = member.watch.seen.get(day)
    return len(own) >= (len(before) if before else member.expected or len(own) + 1)
