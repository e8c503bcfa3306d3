"""Walks through a simulated DataWorks: what is found, what it costs, what a second walk costs, what moved between."""

from collections import Counter

import pytest

from bot.planning.downstream import Downstream
from bot.planning.snapshots import Memory
from bot.request.tasks import Task
from tests.planning.conftest import TARGET, Clock, Simulated

ROOT = Task(id=1005, name="ods_orders_di")


def oracle(simulated: Simulated, *roots: int) -> set[int]:
    """What is downstream in Prod, from the service's own world."""
    world = simulated.service.engine.world
    return {id_ for id_ in world.reached_from(roots) if "Prod" in world.tasks[id_].environments}


async def test_the_whole_tree_is_found_over_projects(simulated: Simulated, downstream: Downstream) -> None:
    walk = await downstream.walk([ROOT], TARGET)
    assert await walk.wait(30)
    assert walk.complete
    assert set(walk.tree.ids) == oracle(simulated, 1005)
    assert {walk.tree.task(id_).project_id for id_ in walk.tree.ids} == {10001, 10002}
    assert all(walk.tree.task(id_).name and walk.tree.task(id_).cron for id_ in walk.tree.ids if id_ != 1005)


async def test_one_call_a_task_and_a_mark_a_project(simulated: Simulated, downstream: Downstream) -> None:
    walk = await downstream.walk([ROOT], TARGET)
    await walk.wait(30)
    calls = Counter(simulated.calls)
    assert calls["ListDownstreamTasks"] == len(walk.tree.ids)
    assert calls["ListTasks"] <= 2
    assert walk.reader.calls == sum(calls.values())


async def test_the_second_walk_reads_the_roots_and_asks_for_changes(
    simulated: Simulated, downstream: Downstream
) -> None:
    first = await downstream.walk([ROOT], TARGET)
    await first.wait(30)
    simulated.forget_calls()
    second = await downstream.walk([ROOT], TARGET, checked=True)
    await second.wait(30)
    assert second.tree.levels == first.tree.levels
    assert Counter(simulated.calls) == {"ListTasks": 2, "ListDownstreamTasks": 1}


async def test_another_process_goes_on_from_the_snapshots(
    simulated: Simulated, snapshots: Memory, clock: Clock, downstream: Downstream
) -> None:
    first = await downstream.walk([ROOT], TARGET)
    await first.wait(30)
    other = Downstream(simulated.remote, snapshots, clock)
    simulated.forget_calls()
    second = await other.walk([ROOT], TARGET)
    await second.wait(30)
    assert len(simulated.calls) == 3
    assert second.tree.levels == first.tree.levels


async def test_a_walk_of_a_moment_ago_serves_without_a_call_and_is_checked_when_asked(
    simulated: Simulated, downstream: Downstream, clock: Clock
) -> None:
    await (await downstream.walk([ROOT], TARGET)).wait(30)
    simulated.forget_calls()
    await (await downstream.walk([ROOT], TARGET)).wait(30)
    assert simulated.calls == []
    clock.forward(minutes=2)
    await (await downstream.walk([ROOT], TARGET)).wait(30)
    assert len(simulated.calls) == 3


async def test_who_asks_for_what_is_being_walked_joins_in(simulated: Simulated, downstream: Downstream) -> None:
    one, other = await downstream.walk([ROOT], TARGET), await downstream.walk([ROOT], TARGET, checked=True)
    assert one is other
    await one.wait(30)
    assert Counter(simulated.calls)["ListDownstreamTasks"] == len(one.tree.ids)


async def test_a_task_that_moves_away_leaves_the_tree(simulated: Simulated, downstream: Downstream) -> None:
    first = await downstream.walk([ROOT], TARGET)
    await first.wait(30)
    leaf = first.tree.levels[-1][0]
    simulated.change(leaf, upstream=[1007])
    simulated.forget_calls()
    second = await downstream.walk([ROOT], TARGET, checked=True)
    await second.wait(30)
    assert set(second.tree.ids) == oracle(simulated, 1005)
    assert leaf not in second.tree.ids
    assert Counter(simulated.calls)["ListUpstreamTasks"] == 1
    assert len(simulated.calls) == 4


async def test_a_task_that_comes_in_brings_what_is_below_it(simulated: Simulated, downstream: Downstream) -> None:
    first = await downstream.walk([ROOT], TARGET)
    await first.wait(30)
    world = simulated.service.engine.world
    outside = next(id_ for id_ in world.downstream if id_ not in first.tree.ids and id_ != 1007)
    inside = first.tree.levels[1][0]
    simulated.change(outside, upstream=[inside])
    second = await downstream.walk([ROOT], TARGET, checked=True)
    await second.wait(30)
    assert outside in second.tree.ids
    assert set(second.tree.ids) == oracle(simulated, 1005)


async def test_a_new_schedule_is_seen(simulated: Simulated, downstream: Downstream) -> None:
    first = await downstream.walk([ROOT], TARGET)
    await first.wait(30)
    leaf = first.tree.levels[-1][0]
    simulated.change(leaf, cron="00 00 02 ? * 2")
    second = await downstream.walk([ROOT], TARGET, checked=True)
    await second.wait(30)
    assert second.tree.task(leaf).cron == "00 00 02 ? * 2"


async def test_an_old_snapshot_is_read_again(simulated: Simulated, downstream: Downstream, clock: Clock) -> None:
    first = await downstream.walk([ROOT], TARGET)
    await first.wait(30)
    clock.forward(hours=25)
    simulated.forget_calls()
    second = await downstream.walk([ROOT], TARGET)
    await second.wait(30)
    assert Counter(simulated.calls)["ListDownstreamTasks"] == len(second.tree.ids)
    assert second.tree.read_at == clock.now


async def test_a_walk_keeps_to_its_calls_and_another_goes_on(simulated: Simulated, downstream: Downstream) -> None:
    short = await downstream.walk([ROOT], TARGET, allowed=6)
    await short.wait(30)
    assert not short.complete
    assert short.stopped is not None
    assert short.stopped.calls
    assert len(simulated.calls) <= 6
    rest = await downstream.walk([ROOT], TARGET)
    await rest.wait(30)
    assert set(rest.tree.ids) == oracle(simulated, 1005)
    assert Counter(simulated.calls)["ListDownstreamTasks"] <= len(rest.tree.ids) + 1, "only the root is read twice"


async def test_without_calls_the_snapshot_is_what_there_is(simulated: Simulated, downstream: Downstream) -> None:
    first = await downstream.walk([ROOT], TARGET)
    await first.wait(30)
    simulated.forget_calls()
    second = await downstream.walk([ROOT], TARGET, allowed=0, checked=True)
    await second.wait(30)
    assert simulated.calls == []
    assert second.stopped is not None
    assert second.tree.complete
    assert second.tree.levels == first.tree.levels


async def test_no_rights_is_an_answer_and_an_outage_is_not(simulated: Simulated, downstream: Downstream) -> None:
    simulated.service.faults.switch("access_denied", {"action": "ListDownstreamTasks", "remaining": 1})
    walk = await downstream.walk([ROOT], TARGET)
    await walk.wait(30)
    assert walk.tree.denied == (1005,)
    simulated.service.faults.switch("daily_budget_spent", True)
    other = await downstream.walk([Task(id=1007)], TARGET)
    await other.wait(30)
    assert other.problem is not None
    assert not other.complete


async def test_what_was_refused_is_asked_again(simulated: Simulated, downstream: Downstream) -> None:
    simulated.service.faults.switch("access_denied", {"action": "ListDownstreamTasks", "remaining": 2})
    first = await downstream.walk([ROOT, Task(id=1007)], TARGET)
    await first.wait(30)
    assert set(first.tree.denied) == {1005, 1007}
    second = await downstream.walk([ROOT, Task(id=1007)], TARGET, checked=True)
    await second.wait(30)
    assert second.tree.denied == ()
    assert set(second.tree.ids) == oracle(simulated, 1005, 1007)


async def test_hourly_tasks_are_asked_whether_they_wait_for_themselves(
    simulated: Simulated, downstream: Downstream
) -> None:
    world = simulated.service.engine.world
    waiting = next(task for task in world.tasks.values() if task.id in task.previous and "/1" in task.cron_text)
    (above,) = waiting.upstream[:1]
    walk = await downstream.walk([Task(id=above)], TARGET)
    await walk.wait(30)
    assert walk.tree.task(waiting.id).self_dependent is True
    again = await downstream.walk([Task(id=above)], TARGET, checked=True)
    simulated.forget_calls()
    await again.wait(30)
    assert "GetTask" not in simulated.calls, "what was asked once is kept"


@pytest.mark.parametrize("tasks", [400])
async def test_wide_trees_are_read_by_pages(simulated: Simulated, downstream: Downstream) -> None:
    for id_ in range(100_100, 100_300):
        simulated.change(id_, upstream=[100_001])
    walk = await downstream.walk([Task(id=100_001)], TARGET)
    assert await walk.wait(60)
    assert set(walk.tree.ids) == oracle(simulated, 100_001)
