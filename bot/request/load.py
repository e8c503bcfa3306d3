"""How long a request would take, from how long its tasks took lately. Pure; an estimate, and a range."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import ceil
from statistics import median
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from bot.request.cycles import schedule
from bot.request.tasks import Task
from bot.request.tree import Tree

KNOWN_SHARE = 0.8
"""With durations of a smaller part of the tasks there is no estimate."""


class Lately(NamedTuple):
    """Runs of one task on one business date, as read: the seconds each took, whatever started it.

    `skipped`: a backfill dry-ran it; `backfilled`: a backfill really ran it. What its schedule did is in neither.
    """

    read_at: datetime
    seconds: tuple[float, ...] = ()
    skipped: bool = False
    backfilled: bool = False


class Sample(NamedTuple):
    """Seconds that the recent runs of one task took: the shortest, the usual and the longest."""

    low: float
    middle: float
    high: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Sample":
        """From one run or more."""
        return cls(min(seconds), median(seconds), max(seconds))


class Load(BaseModel):
    """The estimate, in seconds from the start to the end. `known` of the `tasks` have recent runs."""

    model_config = ConfigDict(frozen=True)

    low: int
    middle: int
    high: int
    known: int
    tasks: int


def estimate(tree: Tree, samples: Mapping[int, Sample], days: Sequence[int], parallelism: int) -> Load | None:
    """The time of all business dates; None when too little is known.

    A date takes as long as its longest way through the tree: tasks that do not wait for each other run side by side,
    the cycles of a day too, unless the task waits for its own. `parallelism` dates run at once (API: Parallelism).
    `days` are those of each request; requests run beside each other. Waiting for resources is in no run's duration, so
    the estimate leaves it out.
    """
    tasks = [tree.task(id_) for id_ in tree.ids]
    known = {task.id: samples[task.id] for task in tasks if task.id in samples}
    if not tasks or len(known) < KNOWN_SHARE * len(tasks) or not set(tree.roots) & known.keys():
        return None
    usual = Sample.of([sample.middle for sample in known.values()])
    spans = {task.id: (known.get(task.id, usual), _in_a_row(task)) for task in tasks}
    batches = [ceil(count / parallelism) for count in days]
    low, middle, high = (
        _longest(tree, {id_: sample[place] * times for id_, (sample, times) in spans.items()}) for place in range(3)
    )
    return Load(
        low=round(low * max(batches)),
        middle=round(middle * max(batches)),
        high=round(high * sum(batches)),
        known=len(known),
        tasks=len(tasks),
    )


def _in_a_row(task: Task) -> int:
    """How many of its cycles run one after the other on a day."""
    read = schedule(task.cron)
    return len(read.times) if read and task.self_dependent else 1


def _longest(tree: Tree, seconds: Mapping[int, float]) -> float:
    """The longest way through the tree; a circle, which a scheduler does not have, is cut where it closes."""
    ends: dict[int, float] = {}
    for id_ in _after_their_children(tree):
        node = tree.nodes.get(id_)
        below = (node.below or ()) if node else ()
        ends[id_] = seconds.get(id_, 0.0) + max((ends.get(one, 0.0) for one in below), default=0.0)
    return max((ends[root] for root in tree.roots), default=0.0)


def _after_their_children(tree: Tree) -> list[int]:
    order: list[int] = []
    seen: set[int] = set()
    stack = [(root, False) for root in tree.roots]
    while stack:
        id_, done = stack.pop()
        if done:
            order.append(id_)
        elif id_ not in seen:
            seen.add(id_)
            stack.append((id_, True))
            node = tree.nodes.get(id_)
            stack += [(one, False) for one in ((node.below or ()) if node else ()) if one not in seen]
    return order
