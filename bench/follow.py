"""What following costs at scale: `python -m bench.follow [--operations 1000] [--instances 500000]`.

One bot process follows operations of three shapes (few tasks over many days to many tasks over few) that are all
confirmed at its start: it sends them, follows them against the simulated DataWorks, and tells them in the local Slack,
which takes one post a second and channel. Everything but the bot runs in this process and is not measured. Time is
real: nothing but the length of the tasks is made up.

Limits: memory of the bot, its processor time as an average, edits in any minute, and its word: no root message may
stand there for more than 10 s after the "next look" that it shows. Beside it stands a naive poller that asks for every
date of every operation every 30 s until it ends: its calls are counted, not made. The exit status is 1 when a limit is
missed.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

from bench.observed import ZONE, Shown, Used
from bench.processes import ROOT, bot_environment, quantile, started
from bot.dates.model import DateRange, Reading
from bot.operations.model import Asker, State
from bot.operations.store import Store
from bot.playground.dataworks.clock import Clock
from bot.playground.dataworks.server import SERVICE, make_app
from bot.playground.dataworks.service import Service
from bot.playground.dataworks.world import Task as WorldTask
from bot.playground.dataworks.world import World, load_world
from bot.playground.slack import server as slack
from bot.playground.slack.local import LocalSlack
from bot.playground.slack.people import BOT_USER, Channel
from bot.request.form import Form
from bot.request.model import EnvType
from bot.request.plan import Plan, Target, Task, make_plan

LIMIT_MB = 400.0
LIMIT_CORES = 1.0
LIMIT_LATE_SECONDS = 10.0
LIMIT_EDITS = 50
"""In any minute. Slack: chat.update, tier 3."""
LIMIT_RATIO = 0.1
NAIVE_SECONDS = 30.0

SHAPES = (50, 10, 5)
"""Business dates of an operation; its tasks follow from the number of instances."""
PARALLELISM = 5
CHANNELS = 200
ASKER = "U0OWNER"
FIRST_TASK = 600_001
LAST_DAY = date(2026, 10, 31)


@dataclass
class Measured:
    """The outcome over one database."""

    megabytes: float
    cores: float
    steady_cores: float
    late: list[float]
    roots: int
    edits: int
    most_edits: int
    calls: int
    naive: float
    noticed: list[float]
    seconds: float

    @property
    def ratio(self) -> float:
        """Calls against those of the naive poller."""
        return self.calls / self.naive if self.naive else 0.0

    def missed(self) -> list[str]:
        """The limits that were missed."""
        found = {
            "memory": self.megabytes > LIMIT_MB,
            "processor": self.cores > LIMIT_CORES,
            "promise": max(self.late, default=0.0) > LIMIT_LATE_SECONDS,
            "edits": self.most_edits > LIMIT_EDITS,
            "calls": self.ratio > LIMIT_RATIO,
        }
        return [name for name, missed in found.items() if missed]


def world_of(tasks: int, seconds: float) -> World:
    """A world with so many daily tasks, independent of each other, that take about so long."""
    plain = load_world()
    made = {
        FIRST_TASK + number: WorldTask(
            id=FIRST_TASK + number,
            name=f"dwd_bench_{number:04d}_di",
            project=10001,
            owner="liwei",
            type="ODPS_SQL",
            environments=("Prod", "Dev"),
            cron_text="00 30 02 * * ?",
            seconds=seconds * (0.5 + (number * 7919 % 100) / 100),
        )
        for number in range(tasks)
    }
    return replace(plain, tasks={**plain.tasks, **made})


def plans(operations: int, each: int) -> Iterator[tuple[int, int]]:
    """(tasks, days) of each operation."""
    for number in range(operations):
        days = SHAPES[number % len(SHAPES)]
        yield max(1, each // days), days


def plan_of(name: str, number: int, tasks: int, days: int) -> Plan:
    """One plan; the dates of different operations lie within two months."""
    last = LAST_DAY - timedelta(days=number % 10)
    ids = [FIRST_TASK + index for index in range(tasks)]
    form = Form(tasks=tuple(map(str, ids)), parallelism=min(PARALLELISM, days))
    reading = Reading(
        phrase="",
        ranges=(DateRange(last - timedelta(days=days - 1), last),),
        zone=ZONE,
        today=date(2026, 11, 24),
        canonical="",
    )
    target = Target(alias="ec_dw", project_id=10001, env_type=EnvType.PROD, time_zone=ZONE)
    plan = make_plan(form, reading, [Task(id=task) for task in ids], target, name)
    return plan.model_copy(update={"instances": tasks * days})


async def confirm(database_url: str, operations: int, each: int) -> int:
    """Operations in the store, confirmed, nothing sent; how many business dates they have."""
    store, dates = await Store.open(database_url), 0
    try:
        for number, (tasks, days) in enumerate(plans(operations, each)):
            asker = Asker("T0PLAYGRND", ASKER, channel_of(number))
            operation, _ = await store.draft(asker, f"bench {number}", Form(tasks=("1001",)))
            plan = plan_of(operation.name, number, tasks, days)
            await store.save_plan(operation.id, operation.form, plan)
            await store.confirm(operation.id, ASKER, plan.digest, None, asker.channel_id)
            dates += days
    finally:
        await store.close()
    return dates


def channel_of(number: int) -> str:
    """The channel of an operation."""
    return f"C0BENCH{number % CHANNELS:04d}"


def furnish(local: LocalSlack) -> None:
    """Channels for the operations, and Slack's limit of posts."""
    for number in range(CHANNELS):
        channel = channel_of(number)
        local.workspace.channels[channel] = Channel(channel, channel.lower(), [ASKER, BOT_USER])
    local.faults.change({"post_rate": True})


async def measure(asked: argparse.Namespace, database_url: str | None) -> Measured:
    """Follow for so many minutes, or until everything ended and is told."""
    each = asked.instances // asked.operations
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-follow-")))
        works, works_url = await dataworks_on(stack, world_of(max(1, each // min(SHAPES)), asked.task_seconds))
        local = await slack.serve("127.0.0.1", 0, ROOT / "manifest.yml", dataworks_url=works_url)
        stack.push_async_callback(local.close)
        furnish(local.slack)
        env = bot_environment(folder, local.url, works_url, 0)
        env |= {
            "FOLLOW_FIRST_SECONDS": "2",
            "FOLLOW_MAX_SECONDS": "60",
            "BACKFILL_POST_SECONDS": "1.1",
            "DATAWORKS_CALLS_PER_SECOND": str(asked.calls_per_second),
        }
        env |= {"DATABASE_URL": database_url} if database_url else {}
        await confirm(env["DATABASE_URL"], asked.operations, each)
        shown, heard = Shown(), local.slack.feed.join(ASKER)
        listening = asyncio.create_task(listen(shown, heard))
        stack.callback(listening.cancel)
        bot = await stack.enter_async_context(started(("-m", "bot", "run"), env, b"ready"))
        return await watched(asked, works, shown, Used(bot.pid), env["DATABASE_URL"])


async def dataworks_on(stack: AsyncExitStack, world: World) -> tuple[Service, str]:
    """The simulated DataWorks, in real time, on a socket of its own."""
    from aiohttp import web

    app = make_app(world, clock=Clock(1.0))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return app[SERVICE], f"http://127.0.0.1:{runner.addresses[0][1]}"


async def listen(shown: Shown, heard: "asyncio.Queue[dict[str, object]]") -> None:
    """Take what the local Slack shows."""
    while True:
        shown.hear(await heard.get())


async def watched(asked: argparse.Namespace, works: Service, shown: Shown, used: Used, database_url: str) -> Measured:
    """Look at the bot every second."""
    began, naive, memory = time.monotonic(), 0.0, 0.0
    ends: dict[str, float] = {}
    cpu, last, halfway = used.seconds(), time.monotonic(), (0.0, 0.0)
    until = began + asked.minutes * 60
    while time.monotonic() < until and len(ends) < asked.operations:
        await asyncio.sleep(1)
        works.engine.advance()
        shown.check()
        now = time.monotonic()
        naive += (now - last) / NAIVE_SECONDS * going(works, ends)
        last, memory = now, max(memory, used.megabytes())
        if not halfway[0] and now - began > asked.minutes * 30:
            halfway = now, used.seconds()
        if asked.verbose and int(now - began) % 30 == 0:
            calls = sum(count for action, count in works.calls().items() if action != "CreateWorkflowInstances")
            print(
                f"{now - began:5.0f} s  {used.megabytes():4.0f} MB  {used.seconds() - cpu:6.1f} s of processor  "
                f"{calls} calls, naive {naive:.0f}  {len(shown.promised)} promises, {len(shown.edits)} edits, "
                f"late {max(shown.late.values(), default=0):.0f} s  {len(ends)} ended",
                dict(works.calls()),
                flush=True,
            )
    seconds, spent = time.monotonic() - began, used.seconds()
    steady = (spent - halfway[1]) / (time.monotonic() - halfway[0]) if halfway[0] else spent / seconds
    calls = sum(count for action, count in works.calls().items() if action != "CreateWorkflowInstances")
    return Measured(
        megabytes=memory,
        cores=(spent - cpu) / seconds,
        steady_cores=steady,
        late=list(shown.late.values()),
        roots=asked.operations,
        edits=len(shown.edits),
        most_edits=shown.most_in_a_minute(),
        calls=calls,
        naive=naive,
        noticed=await noticed(database_url, ends),
        seconds=seconds,
    )


def going(works: Service, ends: dict[str, float]) -> int:
    """Business dates of the operations that have not ended; when each ended is kept by its name."""
    dates = 0
    for placed in list(works.engine.orders.values()):
        if placed.order.name in ends or not placed.runs:
            continue
        if all(run.counts["Success"] == len(run.instances) for run in placed.runs):
            ends[placed.order.name] = max(run.finished or 0.0 for run in placed.runs)
        else:
            dates += len(placed.runs)
    return dates


async def noticed(database_url: str, ends: dict[str, float]) -> list[float]:
    """How long after its end the bot knew, for each operation that it knows to be over."""
    store = await Store.open(database_url)
    try:
        over = [item for item in await store.recent() if item.state is State.DONE and item.ended_at]
        return [
            (item.ended_at or datetime.now(UTC)).timestamp() - ends[item.name] for item in over if item.name in ends
        ]
    finally:
        await store.close()


def report(name: str, found: Measured) -> None:
    """A few lines."""
    late = sum(value > LIMIT_LATE_SECONDS for value in found.late)
    print(f"{name}, {found.seconds / 60:.0f} minutes")
    print(f"  memory       {found.megabytes:.0f} MB at most (limit {LIMIT_MB:.0f})")
    print(f"  processor    {found.cores:.2f} cores, second half {found.steady_cores:.2f} (limit {LIMIT_CORES:.0f})")
    print(f"  promise      {late} of {found.roots} roots broke it, by {max(found.late, default=0.0):.1f} s at most")
    print(f"  edits        {found.edits}, {found.most_edits} in a minute at most (limit {LIMIT_EDITS})")
    print(f"  calls        {found.calls}, the naive poller {found.naive:.0f}: ratio {found.ratio:.4f}")
    if found.noticed:
        middle, most = median(found.noticed), quantile(found.noticed, 0.95)
        print(f"  end noticed  {len(found.noticed)} times, after {middle:.0f} s in the middle, {most:.0f} s in 95 %")
    print("  missed       " + (", ".join(found.missed()) or "nothing"))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.follow", description=__doc__)
    parser.add_argument("--operations", type=int, default=1000)
    parser.add_argument("--instances", type=int, default=500_000)
    parser.add_argument("--minutes", type=float, default=40.0, help="how long at most")
    parser.add_argument("--task-seconds", type=float, default=150.0, help="how long a task takes, give or take half")
    parser.add_argument("--calls-per-second", type=int, default=20)
    parser.add_argument("--postgres", metavar="URL")
    parser.add_argument("--verbose", action="store_true")
    asked = parser.parse_args()
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        del os.environ[name]  # loopback only
    found = asyncio.run(measure(asked, None))
    report("SQLite", found)
    if asked.postgres:
        report("PostgreSQL", asyncio.run(measure(asked, asked.postgres)))
    sys.exit(int(bool(found.missed())))


if __name__ == "__main__":
    main()
