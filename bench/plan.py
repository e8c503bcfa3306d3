"""A plan with a large tree: `python -m bench.plan [--tasks N] [--rate N]`.

The planner walks a tree of so many made-up tasks in a simulated DataWorks on this machine, with its store in a file, at
so many calls a second as an edition allows. Printed, as ratios to what they are held to:

first     the first plan, against the time that its calls need at that rate (1.3 times)
next      the same plan again, from the snapshot, compared with DataWorks (1 second)
restart   the same by a planner that knows nothing but the store (1 second)
preview   the message of a preview with 500 tasks (20 milliseconds)
search    suggestions among 20,000 tasks, 95 of 100 (300 milliseconds)

The exit status is 1 when any is missed.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bench.processes import quantile
from bot.dates import DateRange, Reading
from bot.locale.speech import CHINESE, ENGLISH
from bot.operations.store import Store
from bot.planning.index import TaskIndex
from bot.planning.planner import Planned, Planner
from bot.planning.remotes import Remotes
from bot.planning.wiring import planning
from bot.request.form import Form
from bot.request.model import EnvType, Order
from bot.request.plan import Target, Task, make_plan, warnings
from bot.settings import Project, Settings
from bot.slack.views import preview

FIRST_RATIO, NEXT_SECONDS, PREVIEW_SECONDS, SEARCH_SECONDS = 1.3, 1.0, 0.020, 0.3
ROOT = 100_001
"""The root of the first made-up tree."""


def clock() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


@asynccontextmanager
async def service(tasks: int, folder: Path) -> AsyncIterator[str]:
    """A simulated DataWorks with so many made-up tasks, as a process of its own."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.playground.dataworks", "--tasks", str(tasks), "--speed", "1"),
        stdout=asyncio.subprocess.PIPE,
        stderr=(folder / "dataworks.log").open("wb"),
    )
    assert process.stdout is not None
    try:
        yield (await asyncio.wait_for(process.stdout.readline(), 60)).decode().strip()
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def planner(settings: Settings, store: Store) -> AsyncIterator[Planner]:
    """The planner as the app wires it."""
    remotes = Remotes(settings)
    try:
        async with planning(settings, remotes, store, clock) as made:
            yield made.planner
    finally:
        await remotes.aclose()


async def timed(made: Planner) -> tuple[float, Planned]:
    """One whole plan, as Confirm makes it: compared with DataWorks, waited for to its end."""
    form = Form(tasks=(str(ROOT),), phrase="last 7 days", downstream=True)
    began = time.perf_counter()
    found = await made.plan(form, "BF-1-bench", checked=True, patience=None)
    taken = time.perf_counter() - began
    assert isinstance(found, Planned)
    assert found.plan.instances is not None, "the whole tree is counted"
    return taken, found


async def walks(tasks: int, rate: int) -> bool:
    """The first plan, the next, and one after a restart."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # The service has some fifty tasks of its own beside the tree.
        async with service(tasks + 60, folder) as address:
            project = Project(alias="ec_dw", id=10001, region="cn-shanghai", endpoint=address)
            settings = Settings(projects=(project,), dataworks_calls_per_second=rate)
            store = await Store.open(f"sqlite:///{folder / 'bench.sqlite3'}")
            async with planner(settings, store) as made:
                first, found = await timed(made)
                after, again = await timed(made)
            async with planner(settings, store) as made:
                restarted, _found = await timed(made)
            await store.close()
    calls = len(found.tree.ids) if found.tree else 0
    assert again.plan.effect_digest == found.plan.effect_digest
    ideal = calls / rate
    print(
        f"first    {calls} tasks, {ideal:.1f} s at {rate} calls a second: {first:.2f} s, "
        f"ratio {first / ideal:.3f} (at most {FIRST_RATIO})"
    )
    print(f"next     {after:.3f} s, ratio {after / NEXT_SECONDS:.3f}")
    print(f"restart  {restarted:.3f} s, ratio {restarted / NEXT_SECONDS:.3f}")
    return first / ideal <= FIRST_RATIO and max(after, restarted) < NEXT_SECONDS


def previews(rounds: int = 50) -> bool:
    """Rendering the preview of 500 tasks, in both languages; the slower median counts."""
    crons = ("0 30 2 * * ?", "0 5 0/1 * * ?", "0 0 3 ? * MON", "0 0 4 L * ?")
    tasks = [
        Task(id=1000 + n, name=f"dws_topic{n:03d}_di", cron=crons[n % 4], owner=f"o{n % 9}", project_id=10001 + n % 3)
        for n in range(500)
    ]
    week = DateRange(date(2026, 11, 16), date(2026, 11, 22))
    reading = Reading("last week", (week,), "Asia/Shanghai", date(2026, 11, 24), "2026-11-16..2026-11-22")
    target = Target(alias="ec_dw", project_id=10001, env_type=EnvType.PROD, time_zone="Asia/Shanghai")
    form = Form(tasks=tuple(str(task.id) for task in tasks), phrase="last week", reason="late file")
    medians = []
    for speech in (ENGLISH, CHINESE):
        speech.load()
        taken = []
        for _round in range(rounds):
            began = time.perf_counter()
            plan = make_plan(form, reading, tasks, target, "BF-1-bench")
            shown = preview.Preview(
                operation_id="x",
                label="BF-1",
                plan=plan,
                reading=reading,
                warnings=warnings(plan, reading),
                reason="late file",
                parallelism=1,
                order=Order.ASC,
                expires_at=clock() + timedelta(minutes=15),
                person_zone="Asia/Shanghai",
            )
            preview.message(shown, speech)
            taken.append(time.perf_counter() - began)
        medians.append(quantile(taken, 0.5))
    slower = max(medians)
    print(f"preview  {slower * 1000:.2f} ms with its plan, ratio {slower / PREVIEW_SECONDS:.3f}")
    return slower < PREVIEW_SECONDS


def searches() -> bool:
    """Suggestions among 20,000 tasks, for what people type."""
    layers = ("ods", "dwd", "dws", "ads")
    index = TaskIndex([Task(id=n, name=f"{layers[n % 4]}_topic{n % 97:02d}_{n:05d}_di") for n in range(20_000)])
    index.search("warm", 50)
    taken = []
    for typed in (
        "d",
        "dwd",
        "dwd_topic",
        "topci07",
        "07_001",
        "1000",
        "ads_topic42_00139_di",
        "zz",
        "di",
        "ods 17",
    ) * 5:
        began = time.perf_counter()
        index.search(typed, 50)
        taken.append(time.perf_counter() - began)
    slow = quantile(taken, 0.95)
    print(f"search   {slow * 1000:.1f} ms (95 %), ratio {slow / SEARCH_SECONDS:.3f}")
    return slow < SEARCH_SECONDS


def main() -> int:
    """Measure everything."""
    parser = argparse.ArgumentParser(prog="python -m bench.plan", description=__doc__)
    parser.add_argument("--tasks", type=int, default=2000, help="tasks in the tree")
    parser.add_argument("--rate", type=int, default=50, help="calls a second")
    asked = parser.parse_args()
    os.environ.setdefault("ALIBABA_CLOUD_ACCESS_KEY_ID", "playgroundkeyid")
    os.environ.setdefault("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "playgroundkeysecret")
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        del os.environ[name]  # loopback only
    results = [asyncio.run(walks(asked.tasks, asked.rate)), previews(), searches()]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
