"""Faults of a soak: the matrix's, at random moments, several at a time."""

import asyncio
import random
import signal
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable

from bot.playground.slack.delivery.socket_mode import SocketMode
from tests.faults.world import World

Strike = Callable[[World, random.Random], Awaitable[None]]

CREATE = "CreateWorkflowInstances"
ACTIONS = (
    *(CREATE, "GetCreateWorkflowInstancesResult", "ListWorkflowInstances", "ListTaskInstances", "GetTaskInstanceLog"),
    *("StopWorkflowInstances", "StopTaskInstances", "RerunTaskInstances"),
)
BREAKING = ("error_500", "html_500", "empty_500")
APART = (0.5, 5.0)
"""Seconds from one fault to the next."""
SPEEDS = (10.0, 60.0, 300.0, 1000.0)
"""Simulated seconds in a real one."""


def _dataworks(name: str) -> Strike:
    async def strike(world: World, chance: random.Random) -> None:
        fault = {"action": chance.choice(ACTIONS), "remaining": chance.randint(1, 3)}
        if name in BREAKING:
            fault["taken"] = chance.random() < 0.5
        world.dataworks.faults.switch(name, fault)

    return strike


def _order(name: str) -> Strike:
    async def strike(world: World, chance: random.Random) -> None:
        world.dataworks.faults.switch(name, 1)

    return strike


async def _hang(world: World, chance: random.Random) -> None:
    fault = {"action": chance.choice((CREATE, "StopWorkflowInstances", "ListTaskInstances")), "remaining": 1}
    world.dataworks.faults.switch("hang", fault | {"taken": True})


async def _slow(world: World, chance: random.Random) -> None:
    fault = {"milliseconds": chance.randint(100, 1500), "remaining": chance.randint(5, 50)}
    world.dataworks.faults.switch("slow_ms", fault)


async def _speed(world: World, chance: random.Random) -> None:
    """Long runs can be stopped, short ones end."""
    world.dataworks.engine.advance()
    world.dataworks.clock.speed = chance.choice(SPEEDS)


async def _run_fails(world: World, chance: random.Random) -> None:
    world.dataworks.engine.outcomes.fail(chance.choice((1001, 1002)), None, chance.randint(1, 2), "partition")


def _slack(**switches: object) -> Strike:
    async def strike(world: World, chance: random.Random) -> None:
        world.slack.slack.faults.change({"methods": ["chat.postMessage", "chat.update"], **switches})

    return strike


async def _root_deleted(world: World, chance: random.Random) -> None:
    slack = world.slack.slack
    roots = [item for item in slack.workspace.messages.values() if item.by_token and item.text.startswith("BF-")]
    if roots:
        root = chance.choice(roots[-5:])
        world.deleted.add(str(((root.metadata or {}).get("event_payload") or {}).get("key")))
        slack.delete(root)


async def _disconnected(world: World, chance: random.Random) -> None:
    delivery = world.slack.slack.delivery
    if isinstance(delivery, SocketMode):
        await delivery.disconnect(chance.choice(("drop", "refresh_requested", "warning")))


async def _database(world: World, chance: random.Random) -> None:
    """Locked by another writer, or restarted."""
    seconds = chance.uniform(0.2, 2.0)
    if world.database.server is not None:
        await asyncio.to_thread(world.database.server.stop, chance.choice(("fast", "immediate")))
        await asyncio.sleep(seconds)
        await asyncio.to_thread(world.database.server.start)
        return
    assert world.database.file is not None
    other = sqlite3.connect(world.database.file, isolation_level=None, timeout=30, check_same_thread=False)
    await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
    await asyncio.sleep(seconds)
    other.execute("ROLLBACK")
    other.close()


async def _frozen(world: World, chance: random.Random) -> None:
    if world.bot.signal(signal.SIGSTOP):
        await asyncio.sleep(chance.uniform(0.5, 8.0))
        world.bot.signal(signal.SIGCONT)


def _killed(number: signal.Signals) -> Strike:
    async def strike(world: World, chance: random.Random) -> None:
        world.bot.signal(number)

    return strike


STRIKES: dict[str, Strike] = {
    **{name: _dataworks(name) for name in ("throttle", *BREAKING)},
    **{name: _order(name) for name in ("lost_answer_taken", "create_failure")},
    "hang": _hang,
    "slow": _slow,
    "another speed": _speed,
    "a run fails": _run_fails,
    "Slack 429": _slack(rate_limited_next=3, retry_after=1),
    "Slack 503": _slack(api_status=503, api_status_next=2),
    "Slack answer lost": _slack(drop_after=2),
    "Slack connection lost": _slack(drop_before=2),
    "Slack fatal_error": _slack(fatal_error_next=2),
    "root deleted": _root_deleted,
    "socket disconnected": _disconnected,
    "database": _database,
    "frozen": _frozen,
}
NEVER_TAKEN: dict[str, Strike] = {"lost_answer_not_taken": _order("lost_answer_not_taken")}
"""For long runs: a request that was lost is looked for during three minutes."""
ENDS: dict[str, Strike] = {"kill -9": _killed(signal.SIGKILL), "SIGTERM": _killed(signal.SIGTERM)}
"""For the first half: memory is measured in the second, on one process."""


class Striking:
    """Lets faults strike a world until it is enough. `struck` counts them."""

    def __init__(self, world: World, seed: str, *, long: bool) -> None:
        self.struck: Counter[str] = Counter()
        self.ends = True
        """Whether processes are ended too."""
        self._world = world
        self._chance = random.Random(f"{seed} faults")  # noqa: S311 - repeatable
        self._strikes = STRIKES | (NEVER_TAKEN if long else {})
        self._enough = asyncio.Event()

    async def strike(self) -> None:
        """One after the other, until `stop`."""
        while not self._enough.is_set():
            await asyncio.sleep(self._chance.uniform(*APART))
            strikes = self._strikes | (ENDS if self.ends else {})
            name = self._chance.choice(tuple(strikes))
            await strikes[name](self._world, self._chance)
            self.struck[name] += 1

    def stop(self) -> None:
        """Nothing goes wrong any more; what is switched on is switched off."""
        self._enough.set()
        self._world.dataworks.faults.active.clear()
        self._world.dataworks.engine.advance()
        self._world.dataworks.clock.speed = SPEEDS[-1]
        neutral = {"rate_limited_next": 0, "api_status_next": 0, "drop_after": 0, "drop_before": 0}
        self._world.slack.slack.faults.change({**neutral, "fatal_error_next": 0, "methods": []})
