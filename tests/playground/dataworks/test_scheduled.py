"""What the schedule ran on past days."""

from datetime import date, datetime, timedelta

from bot.playground.dataworks.clock import Clock
from bot.playground.dataworks.engine import Engine
from bot.playground.dataworks.world import World, load_world, with_a_past


def engine(world: World) -> Engine:
    return Engine(world, Clock(1.0))


def today(made: Engine) -> date:
    return datetime.fromtimestamp(made.advance(), made.world.zone).date()


def test_a_world_without_a_past_has_none() -> None:
    made = engine(load_world())
    assert list(made.runs_of(today(made) - timedelta(days=3))) == []


def test_each_task_ran_its_cycles_and_is_over() -> None:
    made = engine(with_a_past(load_world()))
    day = today(made) - timedelta(days=3)
    (run,) = made.runs_of(day)
    hourly = [it for it in run.instances if it.task.id == 1009]
    assert len(hourly) == 24
    assert all(it.ended and it.finished and it.started and it.finished >= it.started for it in run.instances)
    assert (run.status, run.order.order.type) == ("Failure", "Normal"), "what is frozen ends as failed"
    assert made.runs_of(day)[0] is run, "the same at each asking"
    assert made.instances[hourly[0].id] is hourly[0]


def test_a_task_without_rights_ran_by_schedule() -> None:
    made = engine(with_a_past(load_world()))
    (run,) = made.runs_of(today(made) - timedelta(days=3))
    locked = [it for it in run.instances if not made.world.tasks[it.task.id].rights]
    assert locked
    assert {it.recurrence for it in locked} <= {"Normal", "SkipCycle"}


def test_days_that_are_not_over_have_not_run() -> None:
    made = engine(with_a_past(load_world()))
    assert list(made.runs_of(today(made) - timedelta(days=1))) == []
    assert list(made.runs_of(today(made) + timedelta(days=1))) == []
    assert len(made.runs_of(today(made) - timedelta(days=2))) == 1
