"""The world file, the schedule of tasks, the clock, and the service as a process of its own."""

import asyncio
import json
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import pytest

from bot.playground.dataworks.clock import Clock
from bot.playground.dataworks.cron import Cron
from bot.playground.dataworks.world import Task, load_world, with_more_tasks

WORLD = load_world()


def test_the_world_is_as_agreed() -> None:
    assert {project.id: (project.name, project.dev) for project in WORLD.projects.values()} == {
        10001: ("ec_dw", True),
        10002: ("risk_mart", False),
    }
    assert [WORLD.tasks[number].name for number in (1001, 1002, 1003, 1004)] == [
        "dwd_orders_di",
        "dwd_refunds_di",
        "dws_trade_1d",
        "ads_gmv_di",
    ]
    assert max(WORLD.tasks) > 2**53
    assert len({task.name for task in WORLD.tasks.values()}) == len(WORLD.tasks) >= 40


def test_hourly_tasks_are_called_so() -> None:
    def hourly(tasks: Iterable[Task]) -> set[str]:
        return {task.name for task in tasks if task.cron and task.cron.cycles_a_day == 24}

    assert hourly(WORLD.tasks.values()) == {task.name for task in WORLD.tasks.values() if task.name.endswith("_hi")}


def test_dependencies_are_acyclic_and_cross_projects() -> None:
    for task in WORLD.tasks.values():
        assert task.id not in [
            below for first in WORLD.downstream.get(task.id, ()) for below in WORLD.reached_from([first])
        ]
    edges = [(WORLD.tasks[above].project, task.project) for task in WORLD.tasks.values() for above in task.upstream]
    assert (10001, 10002) in edges


def test_a_world_with_a_loose_end_is_refused(tmp_path: Path) -> None:
    text = Path(str(sys.modules[load_world.__module__].__file__)).with_name("world.toml").read_text("utf-8")
    (tmp_path / "world.toml").write_text(text.replace("upstream = [1005]", "upstream = [4005]"), "utf-8")
    with pytest.raises(ValueError, match="dwd_orders_di depends on 4005"):
        load_world(tmp_path / "world.toml")


def test_a_world_of_twenty_thousand_tasks() -> None:
    large = with_more_tasks(WORLD, 20_000)
    assert len(large.tasks) == len({task.name for task in large.tasks.values()}) == 20_000
    assert len(large.reached_from([100_001])) == 20_000 - len(WORLD.tasks)
    assert len(large.downstream[100_001]) == 7
    assert large.tasks[1001] == WORLD.tasks[1001]


@pytest.mark.parametrize(
    ("cron", "zone", "day", "count", "first"),
    [
        ("00 20 00 * * ?", "Asia/Shanghai", "2026-11-20", 1, "00:20"),
        ("00 05 00-23/1 * * ?", "Asia/Shanghai", "2026-11-20", 24, "00:05"),
        ("00 00/30 00-23 * * ?", "Asia/Shanghai", "2026-11-20", 48, "00:00"),
        ("00 10 8,12,20 * * ?", "Asia/Shanghai", "2026-11-20", 3, "08:10"),
        ("00 05 00-23/1 * * ?", "America/New_York", "2026-03-08", 23, "00:05"),
        ("00 05 00-23/1 * * ?", "America/New_York", "2026-11-01", 24, "00:05"),
    ],
)
def test_cycles_of_a_day(cron: str, zone: str, day: str, count: int, first: str) -> None:
    cycles = Cron.parse(cron).cycles(date.fromisoformat(day), ZoneInfo(zone))
    assert len(cycles) == count
    assert cycles[0].at.strftime("%H:%M") == first
    assert [cycle.at.timestamp() for cycle in cycles] == sorted({cycle.at.timestamp() for cycle in cycles})


def test_a_daily_run_in_the_skipped_hour_is_dry() -> None:
    cycles = Cron.parse("00 30 02 * * ?").cycles(date(2026, 3, 8), ZoneInfo("America/New_York"))
    assert [cycle.skipped for cycle in cycles] == [True]


@pytest.mark.parametrize(
    ("cron", "day", "runs"),
    [
        ("00 30 02 ? * 2", "2026-11-23", True),
        ("00 30 02 ? * 2", "2026-11-24", False),
        ("00 00 06 ? * MON", "2026-11-23", True),
        ("00 00 03 1 * ?", "2026-12-01", True),
        ("00 00 03 1 * ?", "2026-12-02", False),
    ],
)
def test_days_on_cycle(cron: str, day: str, runs: bool) -> None:
    assert Cron.parse(cron).runs_on(date.fromisoformat(day)) is runs


@pytest.mark.parametrize("text", ["* * * * *", "00 61 00 * * ?", "00 00 5-2 * * ?", "00 00 00 L * ?"])
def test_what_is_no_cron(text: str) -> None:
    with pytest.raises(ValueError, match=r"fields|within|invalid literal"):
        Cron.parse(text)


def test_the_clock() -> None:
    real = [1000.0]
    clock = Clock(10, lambda: real[0])
    assert clock.now() == 1000
    real[0] = 1005
    assert clock.now() == 1005  # nothing to do: real time
    clock.wake()
    real[0] = 1006
    assert clock.now() == 1015
    clock.speed = 100
    real[0] = 1007
    assert clock.now() == 1115
    clock.rest(1100)
    assert clock.now() == 1100
    real[0] = 1200
    assert clock.now() == 1200
    clock.advance(50)
    assert clock.now() == 1250
    clock.restart()
    assert clock.now() == 1200


async def test_it_runs_alone() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.playground.dataworks", "--speed", "50", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    address = (await process.stdout.readline()).decode().strip()
    state = json.loads(await asyncio.to_thread(lambda: urlopen(f"{address}/_control/state").read()))  # noqa: S310
    assert state["speed"] == 50
    process.terminate()
    assert await process.wait() == 0
