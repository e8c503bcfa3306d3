"""The rows of the fault matrix: what goes wrong, and what must be true in the end."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.playground.slack.delivery.socket_mode import SocketMode
from tests.faults import breaking
from tests.faults.databases import STORES
from tests.faults.world import CHANNEL, LABEL, PATIENCE, World

Happen = Callable[[World], Awaitable[None]]

CREATE, RESULT = "CreateWorkflowInstances", "GetCreateWorkflowInstancesResult"
POSTS = ("chat.postMessage", "chat.update")
ANNOUNCE, SHARE = "files.getUploadURLExternal", "files.completeUploadExternal"
REPORT = "Every instance of BF-1."
BOTH = ("socket", "http")


@dataclass(frozen=True)
class Row:
    """One fault. `happen` confirms an operation and lets it go wrong; `told` must be said once in the end.

    `created` is how many orders DataWorks may have taken. `quick` rows are part of every check. `stores` and
    `deliveries` are those that it is run on. `on_disk`, `faked_clock`: see `world`. `roots`: it may have several.
    `within`: seconds until it is told.
    """

    place: str
    name: str
    happen: Happen
    told: str = "is done"
    created: frozenset[int] = frozenset({1})
    quick: bool = False
    stores: tuple[str, ...] = ("sqlite",)
    deliveries: tuple[str, ...] = ("socket",)
    on_disk: bool = False
    faked_clock: bool = False
    roots: bool = False
    within: float = PATIENCE


def _dataworks(**faults: object) -> Happen:
    async def happen(world: World) -> None:
        for name, value in faults.items():
            world.dataworks.faults.switch(name, value)
        await world.confirms()

    return happen


def _slack(*methods: str, **switches: object) -> Happen:
    async def happen(world: World) -> None:
        await world.oskar.says(f'/backfill 1001 2026-10-05..2026-10-07 --reason "{world.reason}"')
        preview = await world.oskar.sees(world.reason, only_to_me=True, within=30)
        world.slack.slack.faults.change({"methods": list(methods or POSTS), **switches})
        await preview.press("Confirm")

    return happen


def _signal(number: signal.Signals, after: float) -> Happen:
    async def happen(world: World) -> None:
        await world.confirms()
        await asyncio.sleep(after)
        world.kill(number)

    return happen


async def _killed_at_the_post(world: World) -> None:
    world.dataworks.faults.switch("hang", {"action": CREATE, "taken": True, "remaining": 1})
    await world.confirms()
    await world.until_taken()
    world.kill()


async def _killed_at_the_file(world: World) -> None:
    """Slack took it, and nobody wrote that down."""
    await world.confirms()
    world.slack.slack.faults.change({"methods": [SHARE], "drop_after": 1})
    await world.until_told(REPORT)
    world.kill()


async def _deleted(world: World) -> None:
    await world.confirms()
    await world.until_told("Sent to DataWorks")
    workspace = world.slack.slack.workspace
    root = next(
        message for message in workspace.messages.values() if message.by_token and message.text.startswith(LABEL)
    )
    world.slack.slack.delete(root)


async def _archived(world: World) -> None:
    await world.confirms()
    await world.until_told("Sent to DataWorks")
    world.slack.slack.workspace.channels[CHANNEL].is_archived = True


async def _socket_dropped(world: World) -> None:
    await world.confirms()
    for _ in range(3):
        await asyncio.sleep(0.3)
        delivery = world.slack.slack.delivery
        if isinstance(delivery, SocketMode):
            await delivery.disconnect("drop")


async def _timed_out(world: World) -> None:
    """Slack answers nothing in time, and does it all the same."""
    await world.confirms()
    world.slack.slack.faults.change({"methods": ["chat.postMessage", "chat.update"], "slow_api_ms": 33_000})
    await asyncio.sleep(36)
    world.slack.slack.faults.change({"slow_api_ms": 0})


async def _revoked(world: World) -> None:
    """The token is refused for a while; readiness does not depend on it, and what is untold is counted."""
    await world.confirms()
    switches = {"api_error": "token_revoked", "api_error_next": 1000}
    world.slack.slack.faults.change({"methods": ["chat.postMessage", "chat.update"], **switches})
    await asyncio.sleep(4)
    status, text = await world.readiness()
    if status != 200 or '"untold": 1' not in text:
        raise TimeoutError(f"/readyz answers {status} {text}")
    world.slack.slack.faults.change({"api_error": "", "api_error_next": 0})


async def _delivered_twice(world: World) -> None:
    """Slack's requests come twice; before that one comes with a wrong signature and one that is too old."""
    faults = world.slack.slack.faults
    for refused in ("bad_signatures", "old_signatures"):
        faults.change({refused: 1})
        await world.oskar.says("/backfill 1001 2026-10-05 --reason forged")
    faults.change({"replayed_requests": 10})
    await world.confirms()


async def _frozen(world: World) -> None:
    await world.confirms()
    await asyncio.sleep(0.2)
    world.kill(signal.SIGSTOP)
    await asyncio.sleep(8)
    world.kill(signal.SIGCONT)


ROWS = (
    Row("DataWorks", "throttled", _dataworks(throttle={"remaining": 3, "action": CREATE}), quick=True),
    Row("DataWorks", "answer lost, taken", _dataworks(lost_answer_taken=1), quick=True),
    Row(
        *("DataWorks", "answer lost, not taken", _dataworks(lost_answer_not_taken=1)),
        told="I could not find",
        within=300,
        created=frozenset({0}),
    ),
    Row("DataWorks", "500 after taking", _dataworks(error_500={"action": CREATE, "remaining": 1, "taken": True})),
    Row("DataWorks", "HTML after taking", _dataworks(html_500={"action": CREATE, "remaining": 1, "taken": True})),
    Row("DataWorks", "empty after taking", _dataworks(empty_500={"action": CREATE, "remaining": 1, "taken": True})),
    Row("DataWorks", "hangs after taking", _dataworks(hang={"action": CREATE, "remaining": 1, "taken": True})),
    Row("DataWorks", "create fails", _dataworks(create_failure=1), told="could not create"),
    Row(
        *("DataWorks", "stuck creating for a month", breaking.stuck_creating),
        told="has not ended in 30 days",
        faked_clock=True,
    ),
    Row("DataWorks", "no rights", _dataworks(access_denied={"action": CREATE}), told="said no", created=frozenset({0})),
    Row("DataWorks", "slow", _dataworks(slow_ms=800)),
    Row("DataWorks", "results are HTML for a while", _dataworks(html_500={"action": RESULT, "remaining": 4})),
    Row("DataWorks", "lists fail for a while", _dataworks(error_500={"action": "ListTaskInstances", "remaining": 6})),
    Row("DataWorks", "lists are throttled", _dataworks(throttle={"action": "ListWorkflowInstances", "remaining": 6})),
    Row("Slack", "429", _slack(rate_limited_next=3, retry_after=1), quick=True, deliveries=BOTH),
    Row("Slack", "503", _slack(api_status=503, api_status_next=3), quick=True),
    Row("Slack", "answer lost, posted", _slack(drop_after=2), quick=True, deliveries=BOTH),
    Row("Slack", "timeout", _timed_out),
    Row("Slack", "connection lost, not posted", _slack(drop_before=2)),
    Row("Slack", "does the work and says fatal_error", _slack(fatal_error_next=2)),
    Row(
        "Slack",
        "file refused",
        _slack(ANNOUNCE, api_error="missing_scope", api_error_next=1),
        told="could not be put here",
        quick=True,
    ),
    Row("Slack", "file answer lost, shared", _slack(SHARE, drop_after=1), told=REPORT),
    Row("Slack", "file fails for a while", _slack(ANNOUNCE, api_status=503, api_status_next=3), told=REPORT),
    Row("Slack", "root deleted", _deleted, roots=True),
    Row("Slack", "channel archived", _archived, roots=True),
    Row("Slack", "token revoked", _revoked, deliveries=BOTH),
    Row("Slack", "socket dropped", _socket_dropped),
    Row("Slack", "requests forged, old, and twice", _delivered_twice, deliveries=("http",), quick=True),
    Row("process", "kill -9 at the POST", _killed_at_the_post, quick=True, stores=STORES, deliveries=BOTH),
    *(
        Row("process", f"kill -9 after {after} s", _signal(signal.SIGKILL, after), stores=STORES)
        for after in (0.05, 0.15, 0.4, 0.8, 1.5)
    ),
    Row("process", "kill -9 at the file", _killed_at_the_file, told=REPORT),
    Row("process", "SIGTERM", _signal(signal.SIGTERM, 0.4), quick=True, stores=STORES, deliveries=BOTH),
    Row("process", "frozen for 8 s", _frozen, stores=STORES),
    Row("database", "locked for 4 s", breaking.locked, stores=STORES),
    Row("database", "server restarted", breaking.restarted, stores=("postgres",), deliveries=BOTH, quick=True),
    Row("database", "server crashed", breaking.crashed, stores=("postgres",)),
    Row("database", "disk full", breaking.full, stores=STORES, on_disk=True),
    Row("database", "read-only", breaking.read_only, stores=STORES, on_disk=True),
    Row("database", "file corrupted, and restored", breaking.corrupted, quick=True),
    Row("clock", "10 minutes ahead", breaking.clock_ahead, stores=STORES, faked_clock=True),
    Row("clock", "an hour back for a while", breaking.clock_back, stores=STORES, faked_clock=True),
)
