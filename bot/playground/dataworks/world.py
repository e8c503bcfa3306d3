"""The world the simulated DataWorks lives in: projects, tasks, workflows, resource groups, read from a TOML file."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.playground.dataworks.cron import Cron

SCHEDULED_WORKFLOW = 1
"""The WorkflowId of tasks that belong to no workflow of their own."""

_WORLD = Path(__file__).with_name("world.toml")


@dataclass(frozen=True)
class Project:
    """A workspace."""

    id: int
    name: str
    display: str
    owner: str
    dev: bool

    @property
    def environments(self) -> tuple[str, ...]:
        """Prod, and Dev where the workspace has one."""
        return ("Prod", "Dev") if self.dev else ("Prod",)


@dataclass(frozen=True)
class Workflow:
    """A scheduled, manual or event-triggered workflow."""

    id: int
    name: str
    project: int
    owner: str
    trigger: str
    parameters: str
    cron: str = ""


@dataclass(frozen=True)
class ResourceGroup:
    """A scheduling resource group; `kind` is the API's ResourceGroupType."""

    id: str
    name: str
    projects: tuple[int, ...]
    kind: str
    status: str = "Normal"


@dataclass(frozen=True)
class NaturalFailure:
    """A habit of failing: the kind of log, and on which business dates (ordinal number divisible by `every`)."""

    kind: str
    every: int


@dataclass(frozen=True)
class Task:
    """A scheduled or manual node; the comments in world.toml say what the fields mean."""

    id: int
    name: str
    project: int
    owner: str
    type: str
    environments: tuple[str, ...]
    cron_text: str
    seconds: float
    upstream: tuple[int, ...] = ()
    previous: tuple[int, ...] = ()
    parameters: str = ""
    rerun: str = "AllAllowed"
    recurrence: str = "Normal"
    workflow: int = SCHEDULED_WORKFLOW
    description: str = ""
    data_source: str = "odps_first"
    rights: bool = True
    fails: NaturalFailure | None = None
    changed: float | None = None
    """When it was changed while the service ran, in simulated seconds since the epoch."""

    @cached_property
    def cron(self) -> Cron | None:
        """The schedule; None for a manual task."""
        return Cron.parse(self.cron_text) if self.cron_text else None


@dataclass(frozen=True)
class World:
    """Everything the service knows before the first order."""

    zone: ZoneInfo
    seed: str
    projects: Mapping[int, Project]
    tasks: Mapping[int, Task]
    workflows: Mapping[int, Workflow]
    resource_groups: tuple[ResourceGroup, ...]
    downstream: Mapping[int, tuple[int, ...]]
    downstream_across: Mapping[int, tuple[int, ...]]
    past: bool = False
    """Whether its schedule ran on the days before."""

    def task(self, task_id: int, environment: str) -> Task | None:
        """The task of that id, if it is deployed in that environment."""
        task = self.tasks.get(task_id)
        return task if task and environment in task.environments else None

    def reached_from(self, roots: Iterable[int]) -> list[int]:
        """The roots and everything downstream of them, same-cycle dependencies only, nearest first."""
        found = dict.fromkeys(roots)
        for task_id in (queue := list(found)):
            for below in self.downstream.get(task_id, ()):
                if below not in found:
                    found[below] = None
                    queue.append(below)
        return list(found)


def load_world(path: Path = _WORLD) -> World:
    """Read a world file.

    Raises:
        ValueError, KeyError: it is not a world: a field is missing or a dependency leads nowhere.
    """
    told = tomllib.loads(path.read_text("utf-8"))
    owners = told["owners"]
    projects = {row["id"]: Project(**{**row, "owner": owners[row["owner"]]}) for row in told["projects"]}
    tasks = {row["id"]: _task(row, owners, projects) for row in told["tasks"]}
    workflows = {row["id"]: Workflow(**{**row, "owner": owners[row["owner"]]}) for row in told["workflows"]}
    groups = tuple(ResourceGroup(**{**row, "projects": tuple(row["projects"])}) for row in told["resource_groups"])
    return World(ZoneInfo(told["zone"]), told["seed"], projects, tasks, workflows, groups, *_downstream(tasks))


CHANGEABLE: Mapping[str, tuple[str, type]] = {
    "name": ("name", str),
    "owner": ("owner", str),
    "cron": ("cron_text", str),
    "parameters": ("parameters", str),
    "recurrence": ("recurrence", str),
    "rerun": ("rerun", str),
    "rights": ("rights", bool),
    "seconds": ("seconds", float),
    "upstream": ("upstream", tuple),
}
"""What may be changed of a task while the service runs: the name in world.toml -> the field and its type."""


def with_changed_task(world: World, task_id: int, changes: Mapping[str, object], at: float) -> World:
    """The same world with one task changed, as somebody might do in the console.

    Raises:
        ValueError: no such task, a member that cannot be changed, a value that does not fit.
    """
    if task_id not in world.tasks:
        raise ValueError(f"{task_id} is no task")
    fields: dict[str, object] = {}
    for name, value in changes.items():
        field, kind = CHANGEABLE.get(name, ("", object))
        given = tuple(value) if isinstance(value, list) else float(value) if type(value) is int else value
        if not field or not isinstance(given, kind):
            raise ValueError(f"{name} cannot be changed to {value!r}; there are {', '.join(CHANGEABLE)}")
        fields[field] = given
    task = replace(world.tasks[task_id], **fields, changed=at)  # type: ignore[arg-type] # checked above
    if task.cron_text:
        Cron.parse(task.cron_text)
    tasks = {**world.tasks, task_id: task}
    below, across = _downstream(tasks)
    return replace(world, tasks=tasks, downstream=below, downstream_across=across)


def with_more_tasks(world: World, count: int) -> World:
    """The same world with tasks made up until there are `count`: trees of seven below each, in the first project.

    Their ids start at 100001, their names tell layer and number; every twentieth is hourly.
    """
    first = next(iter(world.projects.values()))
    owners = sorted({task.owner for task in world.tasks.values()})
    tasks = dict(world.tasks)
    for number in range(max(0, count - len(tasks))):
        layer = ("ods", "dwd", "dws", "ads")[min(3, (number > 0) + (number > 7) + (number > 57))]
        hourly = number % 20 == 19
        task = Task(
            id=100_001 + number,
            name=f"{layer}_topic{number % 97:02d}_{number:05d}_{'hi' if hourly else 'di'}",
            project=first.id,
            owner=owners[number % len(owners)],
            type="ODPS_SQL",
            environments=first.environments,
            cron_text="00 15 00-23/1 * * ?" if hourly else "00 30 02 * * ?",
            seconds=20 + number % 60,
            upstream=(100_001 + (number - 1) // 7,) if number else (),
            parameters="bizdate=$bizdate",
        )
        tasks[task.id] = task
    below, across = _downstream(tasks)
    return replace(world, tasks=tasks, downstream=below, downstream_across=across)


def with_a_past(world: World) -> World:
    """The same world, whose schedule has run on all days before today."""
    return replace(world, past=True)


def _task(row: dict[str, object], owners: Mapping[str, str], projects: Mapping[int, Project]) -> Task:
    project = projects[int(str(row.get("project", 10001)))]
    fails = row.get("fails")
    plain = {key: value for key, value in row.items() if key not in _DERIVED}
    return Task(
        **plain,  # type: ignore[arg-type] # TOML is untyped; a wrong key or type fails here, at the start
        project=project.id,
        owner=owners[str(row["owner"])],
        type=str(row.get("type", "ODPS_SQL")),
        environments=_texts(row.get("environments", project.environments)),
        cron_text=str(row.get("cron", "")),
        upstream=_numbers(row.get("upstream", ())),
        previous=_numbers(row.get("previous", ())),
        fails=NaturalFailure(**fails) if isinstance(fails, dict) else None,
    )


_DERIVED = frozenset({"project", "owner", "type", "environments", "cron", "upstream", "previous", "fails"})


def _downstream(tasks: Mapping[int, Task]) -> tuple[dict[int, tuple[int, ...]], dict[int, tuple[int, ...]]]:
    """Who depends on whom: in the same cycle, and on the cycle before (itself left out)."""
    below: dict[int, tuple[int, ...]] = {}
    across: dict[int, tuple[int, ...]] = {}
    for task in tasks.values():
        for above in (*task.upstream, *task.previous):
            if above not in tasks:
                raise ValueError(f"{task.name} depends on {above}, which is no task")
        for above in task.upstream:
            below[above] = (*below.get(above, ()), task.id)
        for above in set(task.previous) - {task.id}:
            across[above] = (*across.get(above, ()), task.id)
    return below, across


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list | tuple) else ()


def _numbers(value: object) -> tuple[int, ...]:
    return tuple(int(item) for item in value) if isinstance(value, list | tuple) else ()
