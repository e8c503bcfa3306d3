"""Tells what is in the outbox: one message at a time and channel, in the order of each thread, until it is told.

Of several processes the one that holds a lease tells. What it cannot tell waits, longer and longer, and holds up only
the thread that it belongs to. A process that was frozen between its claim and the post does not post any more.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from pydantic import TypeAdapter

from bot import traces
from bot.operations.acts import Result
from bot.operations.model import ENDED
from bot.operations.narrator import Narrator, NotTold, RootGone, Telling
from bot.operations.outbox import FAR, LEASE, REPORT, ROOT, Letter
from bot.operations.pace import EDIT_WINDOW, FollowSettings
from bot.operations.progress import Progress
from bot.operations.replicas import DEAD_SECONDS
from bot.operations.reports import Reports
from bot.operations.rush import Rush
from bot.operations.sending import CLAIM_SECONDS
from bot.operations.store import Store
from bot.operations.watch import Stopping, before_looking

logger = logging.getLogger(__name__)

IDLE_SECONDS = 0.5
"""How often it is looked for what other processes put in."""
BREATH_SECONDS = 0.05
MANY, CROWDED_SECONDS = 100, 0.2
"""How often it is looked at while more and more comes; and when so many are waiting."""
AT_ONCE = 16
"""Messages under way at a time, each in another channel."""
RUSH_SECONDS = 1.0
"""What is to be told gives way to what is to be sent for so long, and then a part of it is told."""
COUNT_SECONDS = 10.0
"""How often it is counted how many operations are followed."""
OVERDUE = 0.1
"""A root message that has waited for longer than its turn, and so much of it, goes before all others."""
RESULT = TypeAdapter(Result)


class Postman:
    """Empties the outbox of a store. `holder`: the name of this process where there may be several, None for one.

    Without a narrator everything waits for a process that has one.
    """

    def __init__(
        self,
        store: Store,
        narrator: Narrator | None,
        settings: FollowSettings,
        stopping: Stopping,
        holder: str | None,
        rush: Rush,
    ) -> None:
        self._store = store
        self._narrator = narrator
        self._settings = settings
        self._stopping = stopping
        self._holder = holder
        self._rush = rush
        self.reports: Reports | None = None
        """Where the files come from that are told."""
        self._holds = False
        self._running: asyncio.Task[None] | None = None
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._free_at: dict[str, float] = {}
        self._edits_at = 0.0
        self._edited: deque[float] = deque(maxlen=max(1, int(settings.edits_a_minute * EDIT_WINDOW / 60)))
        self._followed, self._counted_at = 1, float("-inf")
        self._woken = asyncio.Event()

    def start(self) -> None:
        """Begin to tell."""
        if self._narrator is not None:
            self._running = asyncio.create_task(self._run(self._narrator))

    @property
    def is_alive(self) -> bool:
        """Whether what is told is still looked for; without a narrator there is nothing to look for."""
        return self._narrator is None or (self._running is not None and not self._running.done())

    async def stop(self, within: float) -> None:
        """Let the messages under way be told, for so many seconds; the rest waits for the next process."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        under_way = list(self._under_way.values())
        if under_way:
            await asyncio.wait(under_way, timeout=within)
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)
        if self._holder is not None and self._holds:
            await self._store.drop_lease(LEASE, self._holder)

    def wake(self) -> None:
        """There is something to tell."""
        self._woken.set()

    async def followed(self) -> int:
        """How many root messages are edited in turns, over all processes."""
        if time.monotonic() - self._counted_at >= COUNT_SECONDS:
            self._counted_at = time.monotonic()
            self._followed = max(1, await self._store.count_under_way())
        return self._followed

    async def _run(self, narrator: Narrator) -> None:
        while True:
            wait = IDLE_SECONDS
            self._woken.clear()
            try:
                await self._rush.over(RUSH_SECONDS)
                if await self._may_tell():
                    await self.followed()
                    letters = await self._store.letters()
                    wait = self._hand_out(letters, narrator)
                    await self._stopping.within(CROWDED_SECONDS if len(letters) > MANY else BREATH_SECONDS)
            except Exception:
                logger.exception("the outbox could not be read")
            await self._stopping.within(wait, self._woken)
            if self._stopping.begun:
                return

    async def _may_tell(self) -> bool:
        held = self._holds
        self._holds = self._holder is None or await self._store.take_lease(LEASE, self._holder, DEAD_SECONDS)
        if self._holds and not held:
            await self._store.retry_now()
        return self._holds

    def _hand_out(self, letters: Iterable[Letter], narrator: Narrator) -> float:
        """Begin what can be told now; the seconds until there may be more."""
        now, wait = datetime.now(UTC), IDLE_SECONDS
        turn = self._settings.edit_seconds_of(self._followed)
        overdue = max(0.0, turn * (1 + OVERDUE) - self._settings.edit_seconds)
        for letter in next_letters(letters, now, overdue, edits=self._edits_free_at() <= time.monotonic()):
            left = max(letter.wait(now), self._pause(letter))
            if left > 0:
                wait = min(wait, left)
            elif letter.channel not in self._under_way and len(self._under_way) < AT_ONCE:
                if letter.kind == ROOT and letter.rooted:
                    self._edited.append(time.monotonic())
                task = asyncio.create_task(self._tell(letter, narrator))
                self._under_way[letter.channel] = task
                task.add_done_callback(partial(self._ended, letter.channel))
        return wait

    def _pause(self, letter: Letter) -> float:
        edit = letter.kind == ROOT and letter.rooted
        free_at = self._edits_free_at() if edit else self._free_at.get(letter.channel, 0.0)
        return max(0.0, free_at - time.monotonic())

    def _edits_free_at(self) -> float:
        """When the next edit may be made: they are limited by workspace."""
        full = len(self._edited) == self._edited.maxlen
        return max(self._edits_at, self._edited[0] + EDIT_WINDOW if full else 0.0)

    def _ended(self, channel: str, _: asyncio.Task[None]) -> None:
        self._under_way.pop(channel, None)
        self._woken.set()

    async def _tell(self, letter: Letter, narrator: Narrator) -> None:
        """Tell one letter, and write down what came of it. If that fails it stays in doubt."""
        try:
            began = time.monotonic()
            begun = await self._store.begin(letter.id, self._holder)
            if begun is None:
                return
            telling = await self._telling(begun)
            if telling is None or time.monotonic() - began > CLAIM_SECONDS:
                return  # Frozen meanwhile: another process may be telling it.
            if begun.kind != ROOT and not begun.rooted:
                await self._store.root_gone(begun, telling.progress)
                return
            with traces.about(begun.operation_id, telling.operation.label), traces.span("tell", kind=begun.kind):
                await self._told_or_not(begun, telling, narrator)
        except Exception:
            logger.exception("what was told could not be written down")

    async def _told_or_not(self, letter: Letter, telling: Telling, narrator: Narrator) -> None:
        label = telling.operation.label
        posts = letter.kind != ROOT or not letter.rooted
        try:
            place = await narrator.tell(telling)
        except RootGone as error:
            logger.warning("%s: its root message is gone (%s)", label, error)
            await self._store.root_gone(letter, telling.progress)
        except NotTold as error:
            logger.warning("%s: could not tell %r: %s", label, letter.key, error)
            wait = self._wait(letter, error.retry_after)
            if error.retry_after is not None:
                self._rest(letter, posts=posts, seconds=error.retry_after)
            await self._store.not_told(letter, str(error), wait, certain=error.certain)
        except Exception as error:
            logger.exception("%s: could not tell %r", label, letter.key)
            await self._store.not_told(letter, type(error).__name__, self._wait(letter, None), certain=False)
        else:
            await self._store.told(letter, place, apart=self._settings.edit_seconds)
            if letter.kind == REPORT and self.reports:
                self.reports.forget(telling.operation)
            if posts:
                self._rest(letter, posts=True, seconds=self._settings.post_seconds)

    def _wait(self, letter: Letter, retry_after: float | None) -> float:
        return self._settings.look_wait(letter.tries) if retry_after is None else retry_after

    def _rest(self, letter: Letter, *, posts: bool, seconds: float) -> None:
        """Posts are limited by channel, edits by workspace."""
        until = time.monotonic() + seconds
        if posts:
            self._free_at[letter.channel] = until
        else:
            self._edits_at = until

    async def _telling(self, letter: Letter) -> Telling | None:
        operation = letter.operation
        if operation is None:
            return None
        return Telling(
            kind=letter.kind,
            key=letter.full_key,
            operation=operation,
            progress=await self._promised(letter.progress or before_looking(operation)),
            since=letter.made_at,
            in_doubt=letter.in_doubt,
            act=await self._store.act(letter.act_id) if letter.act_id else None,
            result=RESULT.validate_json(letter.result) if letter.result else None,
            moved=letter.moved,
            tries=letter.tries,
            report=partial(self.reports.of, operation) if self.reports and letter.kind == REPORT else None,
        )

    async def _promised(self, progress: Progress) -> Progress:
        """What is shown of the next look: the root message may have its turn later than it is looked."""
        if progress.next_look is None or progress.state in ENDED:
            return progress
        turn = timedelta(seconds=self._settings.promise_seconds(await self.followed()))
        return replace(progress, next_look=max(progress.next_look, datetime.now(UTC) + turn))


def next_letters(
    letters: Iterable[Letter], now: datetime, overdue: float = float("inf"), *, edits: bool = True
) -> list[Letter]:
    """The next letter of each thread, the longest due first, but before them those of threads with a last word.

    Before all go edits that were due `overdue` seconds ago: what the message says of its next look is to be true.
    `edits`: whether any can be made now; where not, replies do not wait for them.
    """
    threads: dict[str, list[Letter]] = {}
    for letter in letters:
        threads.setdefault(letter.operation_id, []).append(letter)
    ending = {name for name, its in threads.items() if any(letter.last for letter in its)}
    found = [_next(its, now, edits=edits) for its in threads.values()]
    late = now - timedelta(seconds=min(overdue, FAR.total_seconds()))

    def order(letter: Letter) -> tuple[bool, bool, datetime, int]:
        waited = letter.kind == ROOT and letter.rooted and letter.due_at <= late
        return not waited, letter.operation_id not in ending, letter.due_at, letter.id

    return sorted(found, key=order)


def _next(its: list[Letter], now: datetime, *, edits: bool) -> Letter:
    """The root message goes first: nothing is told without one, and an edit that is due shows what is told next."""
    root = next((letter for letter in its if letter.kind == ROOT), None)
    replies = [letter for letter in its if letter.kind != ROOT]
    if root is not None and (not replies or not root.rooted or (edits and root.wait(now) == 0)):
        return root
    return replies[0]
