"""From tasks to boxes: one each as long as there is room, the rest of a step counted by workspace. Pure."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from bot.picture.chart import Chart, Mark
from bot.picture.steps import steps

DRAWN = 150
"""Tasks that all have a box of their own."""
CUT = 100
"""Of more, so many have one, about: the widest steps are cut to one height."""
COLUMNS = 18
"""Steps that have a column of their own; those after it stand counted in the last one."""
WORKSPACES = 4
"""Workspaces that are counted by themselves in a step."""
NAMED = {Mark.ROOT, Mark.LEFT_OUT}
LIST_ROWS = 8
"""Tasks that wait for nothing among them stand in a grid, at least so many below each other."""


@dataclass(frozen=True, slots=True)
class Box:
    """One task, or several that are counted. `project` is None for those of several workspaces, or of none known."""

    column: int
    tasks: tuple[int, ...]
    project: int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Boxes and what links them, by their places in `boxes`.

    `columns` says what stands in each: (first step, last step, tasks), steps from 1; None where a list goes on from
    the column before. A link leads to a column further right, a `closing` one to the same or one further left.
    """

    boxes: tuple[Box, ...]
    links: tuple[tuple[int, int], ...]
    closing: tuple[tuple[int, int], ...]
    columns: tuple[tuple[int, int, int] | None, ...]
    steps: int

    @property
    def folded(self) -> int:
        """How many tasks are counted and not drawn."""
        return sum(len(box.tasks) for box in self.boxes if len(box.tasks) > 1)


def fold(chart: Chart) -> Sheet:
    """The boxes of a chart: every task is in exactly one."""
    step_of, circles = steps(list(chart.items), chart.edges)
    depth = max(step_of.values(), default=-1) + 1
    columns: list[list[int]] = [[] for _ in range(min(depth, COLUMNS))]
    for id_, step in step_of.items():
        columns[min(step, COLUMNS - 1)].append(id_)
    if len(columns) == 1 and not chart.edges:
        boxes, spans = _grid(chart, columns[0])
    else:
        tail = len(columns) - 1 if depth > COLUMNS else None
        rows = _rows([len(ids) for place, ids in enumerate(columns) if place != tail])
        boxes = [
            box for place, ids in enumerate(columns) for box in _column(chart, place, ids, 0 if place == tail else rows)
        ]
        spans = [
            (place + 1, depth if place == len(columns) - 1 else place + 1, len(ids))
            for place, ids in enumerate(columns)
        ]
    where = {id_: place for place, box in enumerate(boxes) for id_ in box.tasks}
    pairs = dict.fromkeys((where[a], where[b], (a, b) in circles) for a, b in chart.edges if where[a] != where[b])
    ahead = tuple((a, b) for a, b, closes in pairs if not closes and boxes[a].column < boxes[b].column)
    back = tuple((a, b) for a, b, closes in pairs if closes and boxes[a].column >= boxes[b].column)
    return Sheet(tuple(boxes), ahead, back, tuple(spans), depth)


def _rows(sizes: Sequence[int]) -> int:
    """The height to which columns are cut so that about CUT tasks are drawn, if all were more than DRAWN."""
    if sum(sizes) <= DRAWN:
        return max(sizes, default=0)
    return max((rows for rows in range(1, CUT + 1) if sum(min(size, rows) for size in sizes) <= CUT), default=1)


def _column(chart: Chart, column: int, ids: Sequence[int], rows: int) -> Iterator[Box]:
    """The tasks of a column that tell most, each by itself, then the others by workspace."""
    if len(ids) <= rows:
        first, rest = set(ids), []
    else:
        first = set(sorted(ids, key=_rank(chart, ids))[:rows])
        rest = [id_ for id_ in ids if id_ not in first]
    for id_ in ids:
        if id_ in first:
            yield _single(chart, column, id_)
    counts = Counter(chart.items[id_].task.project_id for id_ in rest)
    named = [project for project, _count in counts.most_common(WORKSPACES)]
    groups: dict[tuple[bool, int | None], list[int]] = {(True, project): [] for project in named}
    for id_ in rest:
        project = chart.items[id_].task.project_id
        groups.setdefault((True, project) if project in named else (False, None), []).append(id_)
    for (known, project), tasks in groups.items():
        yield Box(column, tuple(tasks), project if known or len(tasks) == 1 else None)


def _rank(chart: Chart, ids: Sequence[int]) -> Callable[[int], tuple[bool, int, int]]:
    """What the request names first, then what most tasks wait for, then the order of the tree."""
    order = {id_: place for place, id_ in enumerate(ids)}
    below = Counter(above for above, _id in chart.edges)
    return lambda id_: (not chart.items[id_].marks & NAMED, -below[id_], order[id_])


def _grid(chart: Chart, ids: Sequence[int]) -> tuple[list[Box], list[tuple[int, int, int] | None]]:
    """A list in columns of one height."""
    drawn = list(_column(chart, 0, ids, DRAWN))
    rows = max(LIST_ROWS, ceil(sqrt(len(drawn) * 4)))
    boxes = [Box(place // rows, box.tasks, box.project) for place, box in enumerate(drawn)]
    return boxes, [(1, 1, len(ids)), *(None for _ in range(boxes[-1].column))]


def _single(chart: Chart, column: int, id_: int) -> Box:
    return Box(column, (id_,), chart.items[id_].task.project_id)
