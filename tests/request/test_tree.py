"""Trees: levels, circles, projects, chains, text; and the time they take."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.request.load import Load, Sample, estimate
from bot.request.model import DefaultRunProperties, Mode
from bot.request.tasks import Task
from bot.request.tree import Node, Tree, as_text, chosen, parted

EDGES = {1: (2, 3), 2: (4,), 3: (4, 5), 4: (6,), 5: (), 6: ()}
OTHER_PROJECT = {5}


def tree(edges: Mapping[int, tuple[int, ...]] = EDGES, *roots: int) -> Tree:
    nodes = {
        id_: Node(Task(id=id_, name=f"t{id_}", project_id=20 if id_ in OTHER_PROJECT else 10), below)
        for id_, below in edges.items()
    }
    return Tree(roots or (1,), nodes)


def ids(levels: tuple[tuple[Task, ...], ...]) -> list[list[int]]:
    return [[task.id for task in level] for level in levels]


def test_levels_are_distances_and_each_task_comes_once() -> None:
    assert tree().levels == ((1,), (2, 3), (4, 5), (6,))
    assert tree(EDGES, 4, 3).levels == ((4, 3), (6, 5))


def test_a_circle_ends() -> None:
    assert tree({1: (2,), 2: (3,), 3: (1, 2)}).levels == ((1,), (2,), (3,))


def test_what_was_not_read_is_told() -> None:
    half = Tree((1,), {1: Node(Task(id=1), (2, 3)), 2: Node(Task(id=2), ()), 3: Node(Task(id=3))})
    assert (half.complete, half.unread) == (False, (3,))
    assert tree().complete


def test_projects_decide_below_the_root() -> None:
    mode = Mode.ALL_DOWNSTREAM
    assert ids(chosen(tree(), DefaultRunProperties(mode=mode))) == [[1], [2, 3], [4, 5], [6]]
    without = DefaultRunProperties(mode=mode, exclude_project_ids=(20,))
    assert ids(chosen(tree(), without)) == [[1], [2, 3], [4], [6]]
    only = DefaultRunProperties(mode=mode, include_project_ids=(20,))
    assert ids(chosen(tree(), only)) == [[1], [5]]


def test_a_chain_is_what_lies_between() -> None:
    chain = DefaultRunProperties(mode=Mode.CHAIN, include_task_ids=(1, 4))
    assert ids(chosen(tree(), chain)) == [[1], [2, 3], [4]]
    no_way = DefaultRunProperties(mode=Mode.CHAIN, include_task_ids=(2, 5))
    assert ids(chosen(tree(EDGES, 2), no_way)) == []


def test_two_tasks_are_parted_only_where_that_is_certain() -> None:
    assert parted(tree(EDGES, 2), 5)
    assert not parted(tree(EDGES, 3), 5)
    root = Task(id=1)
    assert parted(Tree((1,), {1: Node(root, (2,)), 2: Node(Task(id=2), ())}), 5)
    assert not parted(Tree((1,), {1: Node(root, (2,)), 2: Node(Task(id=2))}), 5), "not all is read"
    assert not parted(Tree((1,), {1: Node(root, (), denied=True)}), 5), "not all is told"
    assert not parted(Tree((1,), {1: Node(root, (), across=(7,))}), 5), "7 may lead there, a cycle later"


def test_text_draws_each_branch_once() -> None:
    text, hidden = as_text(tree(), {10: "ec_dw", 20: "risk_mart"})
    assert text.splitlines() == [
        "t1 (1)",
        "├ t2 (2)",
        "│ └ t4 (4)",
        "│   └ t6 (6)",
        "└ t3 (3)",
        "  ├ t4 (4) ^",
        "  └ t5 (5)  [risk_mart]",
    ]
    assert hidden == 0
    assert as_text(tree(), {}, room=20) == ("t1 (1)", 6)
    assert as_text(tree(), {}, limit=2) == ("t1 (1)\n├ t2 (2)", 5)


def test_a_date_takes_as_long_as_its_longest_way() -> None:
    samples = {id_: Sample(50, 60, 90) for id_ in EDGES}
    found = estimate(tree(), samples, [7], parallelism=2)
    assert found == Load(low=4 * 50 * 4, middle=4 * 60 * 4, high=4 * 90 * 4, known=6, tasks=6)


def test_linked_requests_may_run_beside_each_other() -> None:
    samples = {id_: Sample(60, 60, 60) for id_ in EDGES}
    found = estimate(tree(), samples, [7, 2], parallelism=1)
    assert found is not None
    assert (found.middle, found.high) == (4 * 60 * 7, 4 * 60 * 9)


def test_a_task_that_waits_for_itself_runs_its_cycles_in_a_row() -> None:
    hourly = Task(id=1, cron="0 0 0/1 * * ?", self_dependent=True)
    alone = Tree((1,), {1: Node(hourly, ())})
    found = estimate(alone, {1: Sample(60, 60, 60)}, [2], parallelism=1)
    assert found is not None
    assert found.middle == 60 * 24 * 2


@pytest.mark.parametrize("known", [(), (2, 3, 4, 5, 6), (1, 2, 3)])
def test_too_little_is_not_known(known: tuple[int, ...]) -> None:
    assert estimate(tree(), {id_: Sample(1, 1, 1) for id_ in known}, [1], 1) is None


@given(st.dictionaries(st.integers(1, 30), st.lists(st.integers(1, 30), max_size=5).map(tuple), min_size=1))
def test_any_graph_gives_each_task_once_in_the_tree_and_in_its_text(edges: dict[int, tuple[int, ...]]) -> None:
    whole = {id_: edges.get(id_, ()) for id_ in range(1, 31)}
    found = tree(whole)
    assert len(set(found.ids)) == len(found.ids)
    text, _hidden = as_text(found, {}, limit=10**6)
    drawn = [line for line in text.splitlines() if not line.endswith("^")]
    assert len(drawn) == len(found.ids)
    seconds = {id_: Sample(1, 1, 1) for id_ in found.ids}
    made = estimate(found, seconds, [1], 1)
    assert made is not None
    assert made.middle >= len(found.levels)
