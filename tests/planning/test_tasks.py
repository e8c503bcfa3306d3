"""Words -> tasks against the simulated DataWorks."""

from collections import Counter

import pytest

from bot.errors import UserError
from bot.planning.snapshots import Memory
from bot.planning.tasks import TaskDirectory, TaskNotFound
from bot.request.requests import Target
from tests.planning.conftest import TARGET, Clock, Simulated

ALIASES = {"nightly": ("1001", "dws_trade_*"), "odd": ("dwd_orders",), "nested": ("@nightly",)}


@pytest.fixture
def directory(simulated: Simulated, snapshots: Memory, clock: Clock) -> TaskDirectory:
    return TaskDirectory(simulated.remote, snapshots, clock, ALIASES)


def names(simulated: Simulated, beginning: str) -> set[str]:
    world = simulated.service.engine.world
    return {
        task.name
        for task in world.tasks.values()
        if task.name.startswith(beginning) and task.project == 10001 and "Prod" in task.environments
    }


async def test_a_star_means_every_task_that_fits(simulated: Simulated, directory: TaskDirectory) -> None:
    (lookup,) = await directory.look_up(["dwd_*"], TARGET)
    assert lookup.every
    assert {task.name for task in lookup.candidates} == names(simulated, "dwd_")
    assert len(lookup.candidates) > 3


@pytest.mark.parametrize("tasks", [3000])
async def test_a_star_is_never_cut_in_silence(simulated: Simulated, directory: TaskDirectory) -> None:
    (some,) = await directory.look_up(["ads_topic07_*"], TARGET)
    assert {task.name for task in some.candidates} == names(simulated, "ads_topic07_") != set()
    with pytest.raises(UserError, match=r"ads_topic\* fits \d+ tasks; 2000 are the most"):
        await directory.look_up(["ads_topic*"], TARGET)


async def test_a_star_that_fits_nothing_names_the_nearest(directory: TaskDirectory) -> None:
    with pytest.raises(TaskNotFound) as refused:
        await directory.look_up(["dwd_ordrs*"], TARGET)
    assert "dwd_orders_di" in refused.value.nearest
    with pytest.raises(UserError, match=r"There is no task zzz"):
        await directory.look_up(["zzz*"], TARGET)


async def test_an_alias_is_its_list(simulated: Simulated, directory: TaskDirectory) -> None:
    (lookup,) = await directory.look_up(["@Nightly"], TARGET)
    assert lookup.every
    assert {task.name for task in lookup.candidates} == {"dwd_orders_di", *names(simulated, "dws_trade_")}


@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("@weekly", "There is no list of tasks @weekly"),
        ("@odd", "In the list @odd, several tasks fit dwd_orders"),
        ("@nested", "names another list, @nightly"),
    ],
)
async def test_an_alias_that_does_not_work_says_why(directory: TaskDirectory, word: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        await directory.look_up([word], TARGET)


async def test_with_few_calls_left_names_are_remembered(
    simulated: Simulated, directory: TaskDirectory, snapshots: Memory
) -> None:
    await directory.look_up(["1001"], TARGET)
    await directory.lists.index(TARGET)
    simulated.forget_calls()
    by_id, unknown, by_name, pattern = await directory.look_up(
        ["1001", "42", "dwd_orders_di", "dws_trade_*"], TARGET, left=12
    )
    assert simulated.calls == []
    assert by_id.candidates[0].name == "dwd_orders_di"
    assert str(by_id.problem) == "Not looked up, 12 calls left today."
    assert unknown.candidates[0].name is None
    assert [task.id for task in by_name.candidates] == [1001]
    assert {task.name for task in pattern.candidates} == names(simulated, "dws_trade_")
    with pytest.raises(UserError, match="Not looked up, 12 calls left today"):
        await directory.look_up(["never_seen"], TARGET, left=12)


async def test_self_dependence_is_told_for_ids_and_names(simulated: Simulated, directory: TaskDirectory) -> None:
    world = simulated.service.engine.world
    waiting = next(task for task in world.tasks.values() if task.id in task.previous and task.project == 10001)
    lookups = await directory.look_up([str(waiting.id), waiting.name, "1001"], TARGET)
    assert [lookup.candidates[0].self_dependent for lookup in lookups] == [True, True, False]


@pytest.mark.parametrize("tasks", [3000])
async def test_the_list_is_read_once_and_then_brought_up_to_date(
    simulated: Simulated, directory: TaskDirectory, snapshots: Memory, clock: Clock
) -> None:
    index = await directory.lists.index(TARGET)
    assert index is not None
    assert index.complete
    assert len(index.tasks) == len(names(simulated, ""))
    assert Counter(simulated.calls)["ListTasks"] == 1 + -(-len(index.tasks) // 100)

    simulated.forget_calls()
    await directory.search("dwd", TARGET)
    assert simulated.calls == []

    simulated.change(1001, name="dwd_orders_renamed_di")
    clock.forward(minutes=11)
    (found,) = await directory.search("orders_renamed", TARGET, limit=1)
    assert (found.id, simulated.calls) == (1001, ["ListTasks"])

    other = TaskDirectory(simulated.remote, snapshots, clock)
    simulated.forget_calls()
    again = await other.lists.index(TARGET)
    assert again is not None
    assert len(again.tasks) == len(index.tasks)
    assert simulated.calls == ["ListTasks"], "another process has the list from the snapshots"


async def test_suggestions_come_while_the_list_is_still_read(simulated: Simulated, directory: TaskDirectory) -> None:
    simulated.service.faults.switch("slow_ms", {"milliseconds": 1500, "remaining": 1, "action": "ListTasks"})
    found = await directory.search("dwd_orders_di", TARGET)
    assert found[0].id == 1001
    await directory.lists.aclose()


@pytest.mark.parametrize("tasks", [3000])
async def test_a_list_that_the_calls_do_not_allow_is_not_read_all_day(
    simulated: Simulated, snapshots: Memory, clock: Clock
) -> None:
    left = 60

    async def calls(_target: Target) -> int:
        return left

    directory = TaskDirectory(simulated.remote, snapshots, clock, left=calls)
    await directory.search("dwd", TARGET)
    assert len(simulated.calls) <= 3
    clock.forward(minutes=30)
    simulated.forget_calls()
    await directory.search("dwd", TARGET)
    assert len(simulated.calls) == 1, "by name only"
    left = 40
    simulated.forget_calls()
    assert await directory.search("ads_topic", TARGET)
    assert simulated.calls == []


async def test_a_list_does_not_make_forget_what_only_one_answer_told(
    simulated: Simulated, directory: TaskDirectory, snapshots: Memory
) -> None:
    await directory.look_up(["1001"], TARGET)
    await directory.lists.index(TARGET)
    known = await snapshots.nodes((simulated.dataworks.endpoint, "Prod"), [1001])
    assert known[1001].task.self_dependent is False
