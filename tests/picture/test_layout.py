"""Laws of the layout: every task once, lines forward, no box over another, the same every time."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.picture.chart import Chart, Mark
from bot.picture.folding import COLUMNS, CUT, DRAWN, Sheet, fold
from bot.picture.layout import Layout, Rect, lay_out
from bot.picture.ordering import ordered
from bot.picture.steps import steps
from tests.picture.graphs import chain, chart, graphs, tree, wide

Graph = dict[int, tuple[int, ...]]
LARGE = {
    "wide": wide(2000),
    "deep": chain(300),
    "star": {1: tuple(range(2, 1000)), **dict.fromkeys(range(2, 1000), ())},
    "ladder": {id_: tuple(n for n in range(id_ + 1, id_ + 9) if n <= 600) for id_ in range(1, 601)},
    "ring": {id_: (id_ % 400 + 1,) for id_ in range(1, 401)},
}


def laid_out(found: Chart) -> tuple[Sheet, Layout]:
    sheet = fold(found)
    return sheet, lay_out(sheet, [130.0 + len(box.tasks) for box in sheet.boxes])


def overlap(one: Rect, other: Rect) -> bool:
    return (
        one.x < other.right and other.x < one.right and one.y < other.y + other.height and other.y < one.y + one.height
    )


def check(found: Chart) -> None:
    """What holds for every graph."""
    sheet, layout = laid_out(found)
    assert sorted(id_ for box in sheet.boxes for id_ in box.tasks) == sorted(found.items)
    assert sum(span[2] for span in sheet.columns if span) == len(found.items)
    assert len(layout.boxes) == len(sheet.boxes)
    for one, other in combinations(layout.boxes, 2):
        assert not overlap(one, other), (one, other)
    for box in layout.boxes:
        assert box.x >= 0
        assert box.y >= 0
        assert box.right <= layout.width
        assert box.y + box.height <= layout.height
    for line in layout.lines:
        assert line.start[0] < line.end[0]
        assert 0 <= line.end[1] <= layout.height
    for source, target in sheet.links:
        assert sheet.boxes[source].column < sheet.boxes[target].column
    assert laid_out(found) == (sheet, layout)


@settings(deadline=None)
@given(graphs(), st.sets(st.integers(1, 40), max_size=5))
def test_any_graph_keeps_the_laws(edges: Graph, excluded: set[int]) -> None:
    found = tree(edges)
    below = [id_ for id_ in sorted(excluded) if id_ in found.ids and id_ != 1]
    check(chart(found, exclude=below))


@pytest.mark.parametrize("edges", LARGE.values(), ids=LARGE)
def test_large_graphs_keep_the_laws_and_stay_small(edges: Graph) -> None:
    found = chart(tree(edges))
    check(found)
    sheet, layout = laid_out(found)
    assert len(sheet.columns) <= COLUMNS
    assert len(found.items) - sheet.folded <= CUT + len(sheet.columns)
    assert layout.height < 8000


@settings(deadline=None)
@given(graphs())
def test_steps_rise_along_every_line_that_closes_no_circle(edges: Graph) -> None:
    pairs = [(id_, one) for id_, ones in edges.items() for one in ones if one != id_]
    found, closing = steps(list(edges), pairs)
    assert all(found[one] > found[id_] for id_, one in pairs if (id_, one) not in closing)
    assert all(
        found[id_] == 0 or any(found[above] == found[id_] - 1 for above, one in pairs if one == id_) for id_ in edges
    )


@settings(deadline=None)
@given(graphs(20))
def test_without_circles_nothing_leads_back(edges: Graph) -> None:
    forward = {id_: tuple(one for one in ones if one > id_) for id_, ones in edges.items()}
    found = chart(tree(forward))
    sheet = fold(found)
    assert sheet.closing == ()
    lines = {(sheet.boxes[a].tasks[0], sheet.boxes[b].tasks[0]) for a, b in sheet.links}
    assert lines == set(found.edges)


def test_a_circle_is_one_line_back() -> None:
    sheet, layout = laid_out(chart(tree({1: (2,), 2: (3,), 3: (2,)})))
    assert [(sheet.boxes[a].tasks, sheet.boxes[b].tasks) for a, b in sheet.closing] == [((3,), (2,))]
    assert len(layout.closing) == 1


def test_up_to_the_limit_every_task_has_a_box() -> None:
    assert fold(chart(tree(wide(DRAWN)))).folded == 0
    sheet = fold(chart(tree(wide(DRAWN + 1))))
    assert sheet.folded > 0


def test_what_the_request_names_is_drawn_before_the_rest() -> None:
    found = chart(tree(wide(2000)), exclude=(1999,))
    alone = {box.tasks[0] for box in fold(found).boxes if len(box.tasks) == 1}
    assert 1999 in alone
    assert Mark.LEFT_OUT in found.items[1999].marks


def test_workspaces_are_counted_by_themselves() -> None:
    sheet = fold(chart(tree(wide(2000))))
    counted = [box for box in sheet.boxes if len(box.tasks) > 1 and box.column == 4]
    assert {box.project for box in counted} == {10001, 10002, 10003, 10004}


def test_a_list_stands_in_a_grid() -> None:
    sheet, layout = laid_out(chart(tree(dict.fromkeys(range(1, 31), ()), range(1, 31))))
    assert sheet.columns[0] == (1, 1, 30)
    assert set(sheet.columns[1:]) == {None}
    assert layout.lines == ()
    assert layout.height < layout.width * 2


def crossings(order: list[list[int]], right: dict[int, list[int]]) -> int:
    places = [{node: place for place, node in enumerate(column)} for column in order]
    found = 0
    for at, after in pairwise(places):
        lines = [(at[node], after[one]) for node in at for one in right.get(node, ())]
        found += sum((a - c) * (b - d) < 0 for (a, b), (c, d) in combinations(lines, 2))
    return found


def test_lines_that_need_not_cross_do_not() -> None:
    columns = [[0], [1, 2, 3], [4, 5, 6, 7, 8, 9]]
    right = {0: [1, 2, 3], 1: [9, 6], 2: [4, 8], 3: [5, 7]}
    assert crossings(columns, right) > 0
    assert crossings(ordered(columns, right, frozenset()), right) == 0


@settings(deadline=None)
@given(st.integers(0, 2**32), st.frozensets(st.integers(6, 11)))
def test_an_order_never_crosses_more_than_it_did(seed: int, last: frozenset[int]) -> None:
    columns = [list(range(start, start + 6)) for start in (0, 6, 12)]
    right = {node: [one for one in columns[node // 6 + 1] if seed >> (node * 7 + one) % 32 & 1] for node in range(12)}
    before = [sorted(column, key=last.__contains__) for column in columns]
    found = ordered(columns, right, last)
    assert list(map(sorted, found)) == columns
    assert crossings(found, right) <= crossings(before, right)
    assert [node in last for node in found[1]] == sorted(node in last for node in found[1])
