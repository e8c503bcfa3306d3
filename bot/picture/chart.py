"""What a picture shows of a plan: tasks with their marks, who waits for whom, and the facts that stand above. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.request.effect import instances_by_task
from bot.request.model import DefaultRunProperties, InstanceType, Mode
from bot.request.plan import Plan, days_of, walks
from bot.request.tasks import Task
from bot.request.tree import Tree, chosen


class Mark(StrEnum):
    """What is said of a task beside its name."""

    ROOT = "root"
    LEFT_OUT = "left_out"
    """Excluded, or of a workspace that is."""
    FROZEN = "frozen"
    """API: Trigger.Recurrence Pause."""
    DRY = "dry"
    """API: Trigger.Recurrence Skip."""
    OPEN = "open"
    """What is below it is not known: not read, or DataWorks refused to tell."""


@dataclass(frozen=True, slots=True)
class Item:
    """One task. `instances` is how many the plan makes of it, None where that is not known."""

    task: Task
    marks: frozenset[Mark] = frozenset()
    instances: int | None = None


@dataclass(frozen=True)
class Chart:
    """Everything a picture is made of; `items` by id, nearest to the roots first.

    `edges` lead from a task to one that waits for it in the same cycle; both ends are items. `projects` are names by
    id. `read_at` is the age of the oldest part of the tree, `drawn_at` is now, both aware.
    """

    label: str
    plan: Plan
    items: Mapping[int, Item]
    edges: tuple[tuple[int, int], ...]
    projects: Mapping[int, str]
    drawn_at: datetime
    read_at: datetime | None = None

    @property
    def roots(self) -> list[int]:
        """The tasks that the request begins with."""
        return self.marked(Mark.ROOT)

    def marked(self, mark: Mark) -> list[int]:
        """The tasks with a mark."""
        return [id_ for id_, item in self.items.items() if mark in item.marks]


def chart_of(plan: Plan, tree: Tree, projects: Mapping[int, str], drawn_at: datetime, label: str = "") -> Chart:
    """The chart of a plan and what is known downstream of its tasks.

    Of a chain what lies on the way alone; what a request leaves out of its tree stays, marked.
    """
    run = plan.requests[0].default_run_properties or DefaultRunProperties()
    asked = {task.id for level in chosen(tree, run) for task in level}
    ids = [id_ for id_ in tree.ids if id_ in asked or run.mode is not Mode.CHAIN]
    counted = [tree.task(id_) for id_ in ids if id_ in asked] if _is_scheduled(plan) else []
    counts = instances_by_task(counted, days_of(plan.requests), plan.target.time_zone)
    left_out = {*(run.exclude_task_ids or ()), *(id_ for id_ in ids if id_ not in asked)}
    items = {id_: Item(tree.task(id_), frozenset(_marks(id_, tree, left_out)), counts.get(id_)) for id_ in ids}
    below = {id_: tree.nodes[id_].below or () for id_ in ids if id_ in tree.nodes}
    edges = dict.fromkeys((id_, one) for id_, ones in below.items() for one in ones if one in items and one != id_)
    read_at = tree.read_at if walks(plan.requests[0]) else None
    return Chart(label, plan, items, tuple(edges), projects, drawn_at, read_at)


def _is_scheduled(plan: Plan) -> bool:
    """Whether the schedules of the tasks tell how many instances there will be."""
    return plan.requests[0].type is InstanceType.SUPPLEMENT_DATA


def _marks(id_: int, tree: Tree, left_out: set[int]) -> Iterator[Mark]:
    node = tree.nodes.get(id_)
    if id_ in tree.roots:
        yield Mark.ROOT
    if id_ in left_out:
        yield Mark.LEFT_OUT
    if node is None or node.below is None or node.denied:
        yield Mark.OPEN
    recurrence = tree.task(id_).recurrence
    if recurrence in _RECURRENCES:
        yield _RECURRENCES[recurrence]


_RECURRENCES = {"Pause": Mark.FROZEN, "Skip": Mark.DRY}
