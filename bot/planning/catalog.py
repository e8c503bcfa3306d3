"""Workflows, resource groups and workspaces, by what is typed: for the form's menus and for words in a command."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.dataworks import DataWorks, Page, Project, ResourceGroup, Workflow, api
from bot.errors import UserError
from bot.locale import _
from bot.request.model import InstanceType
from bot.request.requests import Target
from bot.request.tasks import Task

PAGE = 100
PAGES = 10
"""At most so many pages are listed; a longer list is asked by name."""
KEEP_SECONDS = 600
"""How long a list serves."""
GROUP_TYPES = ["CommonV2", "ExclusiveScheduler"]
"""Resource groups that can run scheduled tasks. API: ResourceGroupTypes."""
TRIGGER_OF = {
    InstanceType.MANUAL_WORKFLOW: "Manual",
    InstanceType.TRIGGER_WORKFLOW: "TriggerWorkflow",
    InstanceType.SUPPLEMENT_DATA: "Scheduler",
}
"""The workflows a Type can run. API: ListWorkflows.TriggerType."""

T = TypeVar("T", Workflow, ResourceGroup, Project)


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a menu: the id that is sent and what a person sees."""

    id: str
    name: str
    about: str = ""


@dataclass(slots=True)
class _Listed(Generic[T]):
    items: tuple[T, ...]
    complete: bool
    read_at: float


class WorkflowNotFound(UserError):
    """A word that names no workflow, or several."""


class Catalog:
    """What may be chosen in a workspace; each list is read at most once in ten minutes."""

    def __init__(self, remote: Callable[[str], DataWorks]) -> None:
        self._remote = remote
        self._lists: dict[object, _Listed[Workflow] | _Listed[ResourceGroup] | _Listed[Project]] = {}
        self._reading: dict[object, asyncio.Lock] = {}

    async def workflows(self, typed: str, target: Target, type_: InstanceType) -> list[Choice]:
        """Workflows of the workspace that a Type can run, by name or id."""
        found = await self._workflows(typed, target, TRIGGER_OF.get(type_))
        return _ranked(typed, [Choice(str(item.id), item.name, item.owner) for item in found])

    async def workflow(self, word: str, target: Target, type_: InstanceType) -> Workflow:
        """The one workflow that a word means. Raises WorkflowNotFound, and DataWorksError."""
        found = await self._workflows(word, target, TRIGGER_OF.get(type_))
        exact = [item for item in found if word in (str(item.id), item.name)]
        fitting = exact or [item for item in found if word.casefold() in item.name.casefold()]
        if len(fitting) == 1:
            return fitting[0]
        nearest = tuple(f"{item.name} ({item.id})" for item in fitting[:5]) or tuple(
            f"{choice.name} ({choice.id})" for choice in await self.workflows("", target, type_)
        )
        problem = _("Several workflows fit {word}.", word=word) if fitting else _("No workflow is {word}.", word=word)
        raise WorkflowNotFound(problem, _("There are: {names}.", names=nearest[:5]) if nearest else None)

    async def by_id(self, id_: int, target: Target) -> Workflow:
        """The workflow of an id: of a list that was read lately, else as DataWorks tells now. Raises DataWorksError."""
        for trigger in (None, *TRIGGER_OF.values()):
            listed = self._fresh(("workflows", target, trigger))
            for item in listed.items if listed else ():
                if isinstance(item, Workflow) and item.id == id_:
                    return item
        return await api.get_workflow(self._remote(target.alias), id_, target.env_type.value)

    async def named(self, words: Sequence[str], target: Target) -> dict[str, Workflow]:
        """The workflow of each word that is exactly the name or the id of one. Raises DataWorksError."""
        found: dict[str, Workflow] = {}
        for word in dict.fromkeys(words):
            listed = await self._workflows(word, target, None)
            exact = [item for item in listed if word in (str(item.id), item.name)]
            if len(exact) == 1:
                found[word] = exact[0]
        return found

    async def tasks_of(self, workflow: Workflow, target: Target) -> tuple[Task, ...]:
        """The tasks in a workflow, by name. Raises DataWorksError."""
        found = await api.get_workflow(self._remote(target.alias), workflow.id, target.env_type.value)
        return tuple(Task(id=item.id, name=item.name or None, workflow_id=workflow.id) for item in found.tasks)

    async def resource_groups(self, typed: str, target: Target) -> list[Choice]:
        """Scheduling resource groups of the workspace."""
        remote = self._remote(target.alias)

        async def fetch(number: int) -> Page[ResourceGroup]:
            return await api.list_resource_groups(
                remote,
                project_id=target.project_id,
                resource_group_types=GROUP_TYPES,
                page_number=number,
                page_size=PAGE,
            )

        found = await self._listed(("groups", target.alias), fetch)
        return _ranked(typed, [Choice(item.id, item.name, item.resource_group_type) for item in found.items])

    async def projects(self, typed: str, alias: str) -> list[Choice]:
        """Workspaces that the identity of a project sees."""
        remote = self._remote(alias)

        async def fetch(number: int) -> Page[Project]:
            return await api.list_projects(remote, page_number=number, page_size=PAGE)

        found = await self._listed(("projects", alias), fetch)
        return _ranked(typed, [Choice(str(item.id), item.name, item.display_name) for item in found.items])

    async def _workflows(self, typed: str, target: Target, trigger: str | None) -> Sequence[Workflow]:
        narrow: api.WorkflowFilter = {"env_type": target.env_type.value, "page_size": PAGE}
        if trigger:
            narrow["trigger_type"] = trigger
        remote = self._remote(target.alias)

        async def fetch(number: int) -> Page[Workflow]:
            paged: api.WorkflowFilter = {**narrow, "page_number": number}
            return await api.list_workflows(remote, target.project_id, **paged)

        listed = await self._listed(("workflows", target, trigger), fetch)
        if listed.complete or not typed:
            return listed.items
        named: api.WorkflowFilter = {**narrow, "name": typed}
        if typed.isascii() and typed.isdigit() and not any(item.name == typed for item in listed.items):
            named = {**narrow, "ids": [int(typed)]}
        return (await api.list_workflows(remote, target.project_id, **named)).items

    async def _listed(self, key: object, fetch: Callable[[int], Awaitable[Page[T]]]) -> _Listed[T]:
        async with self._reading.setdefault(key, asyncio.Lock()):
            known = self._fresh(key)
            if known:
                return known  # type: ignore[return-value] # a key has lists of one kind
            items: list[T] = []
            complete = True
            async for page in api.pages(fetch):
                items += page.items
                if page.page_number >= PAGES and len(items) < (page.total_count or 0):
                    complete = False
                    break
            listed = _Listed(tuple(items), complete, time.monotonic())
            self._lists[key] = listed
            return listed

    def _fresh(self, key: object) -> _Listed[Workflow] | _Listed[ResourceGroup] | _Listed[Project] | None:
        known = self._lists.get(key)
        return known if known and time.monotonic() - known.read_at < KEEP_SECONDS else None


def _ranked(typed: str, choices: Sequence[Choice], limit: int = 50) -> list[Choice]:
    """Exact, then beginnings, then parts, then spelling."""
    wanted = typed.casefold().strip()
    if not wanted:
        return list(choices[:limit])
    from rapidfuzz import fuzz

    def rank(choice: Choice) -> tuple[bool, bool, bool, float]:
        name, about = choice.name.casefold(), choice.about.casefold()
        begins = name.startswith(wanted) or choice.id.startswith(wanted)
        return (wanted not in (name, choice.id), not begins, wanted not in name + about, -fuzz.WRatio(wanted, name))

    fitting = [item for item in choices if not rank(item)[2] or not rank(item)[1] or rank(item)[3] <= -60]
    return sorted(fitting, key=rank)[:limit]
