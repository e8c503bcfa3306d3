"""Task words -> tasks: by id with GetTask, by name with ListTasks; and the suggestions while somebody types."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot import dataworks as dw
from bot.dataworks import DataWorks, DataWorksError, InvalidRequest, api
from bot.errors import UserError
from bot.locale import Text, _
from bot.request.plan import Target, Task

logger = logging.getLogger(__name__)

PAGE = 100
"""PageSize asked of ListTasks."""
INDEX_PAGES = 20
"""A project with more tasks than 20 pages is searched by DataWorks, a call for each pause in typing."""
INDEX_SECONDS = 600
"""How long a listed index serves suggestions."""
LOOKUP_SECONDS = 8
"""How long a person waits for names; what has not come by then is previewed without them."""
CANDIDATES = 10


class TaskNotFound(UserError):
    """A word that names no task of the project; `nearest` are names that do."""

    def __init__(self, word: str, target: Target, nearest: Sequence[str], words: str | None = None) -> None:
        text = _(
            "There is no task {word} in {project}/{env}.", word=word, project=target.alias, env=target.env_type.value
        )
        if nearest:
            step: Text = _("Nearest: {names}.", names=tuple(nearest))
        elif words:
            step = _("DataWorks says: {words}", words=words)
        else:
            step = _("Check the id in DataWorks, or name the right project with --project.")
        super().__init__(text, step)
        self.word = word
        self.nearest = tuple(nearest)


@dataclass(frozen=True, slots=True)
class Lookup:
    """What one word means: one task, or several candidates. `problem` is why its name could not be looked up."""

    word: str
    candidates: tuple[Task, ...]
    problem: Text | None = None


@dataclass(slots=True)
class _Index:
    tasks: tuple[Task, ...]
    complete: bool
    read_at: float


class TaskDirectory:
    """Looks tasks up, concurrently and within the time a person waits."""

    def __init__(self, remote: Callable[[str], DataWorks]) -> None:
        self._remote = remote
        self._indexes: dict[Target, _Index] = {}
        self._reading: dict[Target, asyncio.Lock] = {}

    async def look_up(self, words: Sequence[str], target: Target) -> list[Lookup]:
        """What each word means, in order. Raises TaskNotFound for the first that means nothing."""
        return list(await asyncio.gather(*(self._one(word, target) for word in words)))

    async def search(self, typed: str, target: Target, limit: int = 50) -> list[Task]:
        """Tasks whose name or id fits what was typed, best first."""
        index = await self._index(target)
        if index.complete:
            return _ranked(typed, index.tasks, limit)
        if typed.isdigit():
            return list((await self._one(typed, target)).candidates)
        return _ranked(typed, await self._listed(typed, target), limit)

    async def _one(self, word: str, target: Target) -> Lookup:
        try:
            async with asyncio.timeout(LOOKUP_SECONDS):
                if word.isascii() and word.isdigit():
                    return Lookup(word, (await self._by_id(word, target),))
                return await self._by_name(word, target)
        except TimeoutError:
            problem: Text = _("DataWorks did not answer within {seconds} seconds.", seconds=LOOKUP_SECONDS)
        except DataWorksError as error:
            problem = error.text
        if not word.isdigit():
            raise UserError(problem, _("Try again in a moment, or give the task's id instead of its name."))
        return Lookup(word, (Task(id=int(word)),), problem)

    async def _by_id(self, word: str, target: Target) -> Task:
        try:
            found = await api.get_task(self._remote(target.alias), int(word), target.env_type.value)
        except DataWorksError as error:
            if _means_unknown(error):
                raise TaskNotFound(word, target, (), error.message) from error
            raise
        if found.project_id not in (None, target.project_id):
            raise TaskNotFound(word, target, (), f"{word} is a task of project {found.project_id}")
        return _task(found)

    async def _by_name(self, word: str, target: Target) -> Lookup:
        listed = await self._listed(word, target)
        exact = [task for task in listed if (task.name or "").casefold() == word.casefold()]
        candidates = exact or [task for task in listed if word.casefold() in (task.name or "").casefold()]
        if not candidates:
            index = await self._index(target)
            nearest = [task.label for task in _ranked(word, index.tasks, 3)]
            raise TaskNotFound(word, target, nearest)
        return Lookup(word, tuple(candidates[:CANDIDATES]))

    async def _listed(self, name: str, target: Target) -> tuple[Task, ...]:
        page = await api.list_tasks(
            self._remote(target.alias), target.project_id, project_env=target.env_type.value, name=name, page_size=PAGE
        )
        return tuple(_task(item) for item in page.items)

    async def _index(self, target: Target) -> _Index:
        """The project's tasks, listed at most once in ten minutes, by one reader at a time."""
        async with self._reading.setdefault(target, asyncio.Lock()):
            known = self._indexes.get(target)
            if known and time.monotonic() - known.read_at < INDEX_SECONDS:
                return known
            found: list[Task] = []
            complete = True

            async def fetch(number: int) -> dw.Page[dw.Task]:
                return await api.list_tasks(
                    self._remote(target.alias),
                    target.project_id,
                    project_env=target.env_type.value,
                    page_number=number,
                    page_size=PAGE,
                )

            async for page in api.pages(fetch):
                found += (_task(item) for item in page.items)
                if page.page_number >= INDEX_PAGES and len(found) < (page.total_count or 0):
                    complete = False
                    break
            index = _Index(tuple(found), complete, time.monotonic())
            self._indexes[target] = index
            return index


def _means_unknown(error: DataWorksError) -> bool:
    """A refusal that is about the id, not about the action, the right or the service."""
    refused = isinstance(error, InvalidRequest) or type(error) is DataWorksError
    return refused and not error.code.startswith(("InvalidAction", "InvalidVersion"))


def _task(found: dw.Task) -> Task:
    return Task(
        id=found.id,
        name=found.name or None,
        owner=found.owner or None,
        cron=found.trigger.cron or None,
        recurrence=found.trigger.recurrence or None,
    )


def _ranked(typed: str, tasks: Sequence[Task], limit: int) -> list[Task]:
    """Exact, then beginnings, then parts, then spelling; ids by their beginning."""
    from rapidfuzz import fuzz, process

    if not typed.strip():
        return list(tasks[:limit])
    wanted = typed.casefold().strip()
    if wanted.isdigit():
        by_id = [task for task in tasks if str(task.id).startswith(wanted)]
        if by_id:
            return by_id[:limit]
    names = [(task.name or str(task.id)).casefold() for task in tasks]
    scored = process.extract(wanted, names, scorer=fuzz.WRatio, limit=limit, score_cutoff=55)
    ranked = sorted(
        scored, key=lambda item: (item[0] != wanted, not item[0].startswith(wanted), wanted not in item[0], -item[1])
    )
    return [tasks[position] for _name, _score, position in ranked]
