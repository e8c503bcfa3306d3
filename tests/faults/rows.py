"""The rows of the fault matrix: what goes wrong, and what must be true in the end."""

import asyncio
import signal
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.playground.slack.delivery.socket_mode import SocketMode
from tests.faults.world import CHANNEL, LABEL, World

Happen = Callable[[World], Awaitable[None]]

CREATE = "CreateWorkflowInstances"
POSTS = ("chat.postMessage", "chat.update")
ANNOUNCE, SHARE = "files.getUploadURLExternal", "files.completeUploadExternal"
REPORT = "Every instance of BF-1."


@dataclass(frozen=True)
class Row:
    """One fault. `happen` confirms an operation and lets it go wrong; `told` must be said once in the end.

    `created` is how many orders DataWorks may have taken. `quick` rows are part of every check.
    """

    place: str
    name: str
    happen: Happen
    told: str = "is done"
    created: frozenset[int] = frozenset({1})
    quick: bool = False


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


async def _locked(world: World) -> None:
    file = next(path for path in world.folder.iterdir() if path.name.endswith("backfill.sqlite3"))
    await world.confirms()
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    await asyncio.sleep(4)
    other.execute("ROLLBACK")
    other.close()


ROWS = (
    Row("DataWorks", "throttled", _dataworks(throttle={"remaining": 3, "action": CREATE}), quick=True),
    Row("DataWorks", "answer lost, taken", _dataworks(lost_answer_taken=1), quick=True),
    Row("DataWorks", "500 after taking", _dataworks(error_500={"action": CREATE, "remaining": 1, "taken": True})),
    Row("DataWorks", "HTML after taking", _dataworks(html_500={"action": CREATE, "remaining": 1, "taken": True})),
    Row("DataWorks", "empty after taking", _dataworks(empty_500={"action": CREATE, "remaining": 1, "taken": True})),
    Row("DataWorks", "hangs after taking", _dataworks(hang={"action": CREATE, "remaining": 1, "taken": True})),
    Row("DataWorks", "create fails", _dataworks(create_failure=1), told="could not create"),
    Row("DataWorks", "no rights", _dataworks(access_denied={"action": CREATE}), told="said no", created=frozenset({0})),
    Row("DataWorks", "slow", _dataworks(slow_ms=800)),
    Row("DataWorks", "lists fail for a while", _dataworks(error_500={"action": "ListTaskInstances", "remaining": 6})),
    Row("DataWorks", "lists are throttled", _dataworks(throttle={"action": "ListWorkflowInstances", "remaining": 6})),
    Row("Slack", "429", _slack(rate_limited_next=3, retry_after=1), quick=True),
    Row("Slack", "503", _slack(api_status=503, api_status_next=3), quick=True),
    Row("Slack", "answer lost, posted", _slack(drop_after=2), quick=True),
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
    Row("Slack", "root deleted", _deleted),
    Row("Slack", "channel archived", _archived),
    Row("Slack", "socket dropped", _socket_dropped),
    Row("process", "kill -9 at the POST", _killed_at_the_post, quick=True),
    *(
        Row("process", f"kill -9 after {after} s", _signal(signal.SIGKILL, after))
        for after in (0.05, 0.15, 0.4, 0.8, 1.5)
    ),
    Row("process", "kill -9 at the file", _killed_at_the_file, told=REPORT),
    Row("process", "SIGTERM", _signal(signal.SIGTERM, 0.4), quick=True),
    Row("database", "locked for 4 s", _locked),
)
