"""Task words -> tasks: ids by GetTask, names by ListTasks, `name*` and `@alias`; and the suggestions as one types."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import translate
from functools import partial
from itertools import takewhile
from re import compile as compile_pattern

from bot import dataworks as dw
from bot.dataworks import DataWorks, DataWorksError, InvalidRequest, api
from bot.errors import UserError
from bot.locale import Text, _, _n
from bot.planning.graph import IN_FULL, may_wait_for_itself
from bot.planning.index import TaskIndex
from bot.planning.lists import TaskLists
from bot.planning.reading import PAGE, task_in_full, task_of
from bot.planning.snapshots import Memory, Scope, Snapshots
from bot.planning.spending import RESERVE
from bot.request.plan import Target, Task
from bot.request.tree import Node
from bot.shared import Shared

logger = logging.getLogger(__name__)

LOOKUP_SECONDS = 8
"""How long a person waits for names; what has not come by then is previewed without them."""
SEARCH_SECONDS = 1.0
"""How long a suggestion waits for a list that is being read; DataWorks is asked by name after that."""
SEARCH_CALLS = 50
"""With fewer calls left today, suggestions come from what is known."""
CANDIDATES = 10
MOST = 2000
"""Tasks that one pattern may mean."""


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
    """What one word means: one task, several candidates to choose from, or `every` one of them.

    `problem` is why its name could not be looked up.
    """

    word: str
    candidates: tuple[Task, ...]
    problem: Text | None = None
    every: bool = False


class TaskDirectory:
    """Looks tasks up, concurrently and within the time a person waits.

    `aliases` are lists of words by name, for `@name`. What is looked up is kept in `snapshots`, for days on which no
    calls are left; `left` tells how many are, for suggestions.
    """

    def __init__(
        self,
        remote: Callable[[str], DataWorks],
        snapshots: Snapshots | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        aliases: Mapping[str, Sequence[str]] | None = None,
        left: Callable[[Target], Awaitable[int | None]] | None = None,
    ) -> None:
        self._remote = remote
        self._left = left
        self._snapshots = Memory() if snapshots is None else snapshots
        self._aliases = {name.casefold(): tuple(words) for name, words in (aliases or {}).items()}
        self._shared: Shared[Task] = Shared()
        self.lists = TaskLists(remote, self._snapshots, clock)

    async def look_up(
        self,
        words: Sequence[str],
        target: Target,
        *,
        left: int | None = None,
        anywhere: Collection[str] = (),
    ) -> list[Lookup]:
        """What each word means, in order. `left`: calls of the day, None for any number.

        The ids among the words that are in `anywhere` may be tasks of another workspace, as what is downstream may; of
        those that were met before, nothing is asked. Raises TaskNotFound for the first that means nothing, and
        UserError.
        """
        return list(await asyncio.gather(*(self._one(word, target, left, anywhere=word in anywhere) for word in words)))

    async def in_full(self, tasks: Sequence[Task], target: Target, *, left: int | None = None) -> list[Task]:
        """The tasks, the first few hourly ones with whether they wait for themselves, which lists do not tell."""
        asked = [task for task in tasks if may_wait_for_itself(task)][:IN_FULL]
        if not asked or (left is not None and left <= RESERVE + IN_FULL):
            return list(tasks)
        found = await asyncio.gather(*(self._one(str(task.id), target, left, anywhere=True) for task in asked))
        told = {lookup.candidates[0].id: lookup.candidates[0] for lookup in found if lookup.problem is None}
        return [told.get(task.id, task) for task in tasks]

    async def search(self, typed: str, target: Target, limit: int = 50) -> list[Task]:
        """Tasks whose name or id fits what was typed, best first."""
        left = await self._left(target) if self._left else None
        index = await self._index(target, left)
        if index and index.complete:
            return index.search(typed, limit)
        if left is not None and left < SEARCH_CALLS:
            return index.search(typed, limit) if index else []
        if typed.isdigit():
            return list((await self._one(typed, target, None)).candidates)
        return TaskIndex(await self._listed(typed, target)).search(typed, limit)

    async def _one(self, word: str, target: Target, left: int | None, *, anywhere: bool = False) -> Lookup:
        if word.startswith("@"):
            return await self._alias(word, target, left)
        if left is not None and left <= RESERVE:
            return await self._remembered(word, target, left)
        try:
            async with asyncio.timeout(LOOKUP_SECONDS):
                if word.isascii() and word.isdigit():
                    known = await self._known(int(word), target) if anywhere else Task(id=int(word))
                    met = known.name and not may_wait_for_itself(known)
                    task = known if met else await self._by_id(word, target, anywhere=anywhere)
                    return Lookup(word, (task,))
                return await (self._by_pattern if "*" in word else self._by_name)(word, target, left)
        except TimeoutError:
            problem: Text = _("DataWorks did not answer within {seconds} seconds.", seconds=LOOKUP_SECONDS)
        except DataWorksError as error:
            problem = error.text
        if not word.isdigit():
            raise UserError(problem, _("Try again in a moment, or give the task's id instead of its name."))
        return Lookup(word, (await self._known(int(word), target),), problem)

    async def _alias(self, word: str, target: Target, left: int | None) -> Lookup:
        words = self._aliases.get(word[1:].casefold())
        if words is None:
            known = tuple(f"@{name}" for name in sorted(self._aliases))
            raise UserError(
                _("There is no list of tasks {word}.", word=word),
                _("There are: {names}.", names=known)
                if known
                else _("Lists of tasks are named under task_aliases in the BACKFILL_CONFIG file."),
            )
        nested = next((inner for inner in words if inner.startswith("@")), None)
        if nested is not None:
            raise UserError(_("The list {word} names another list, {nested}.", word=word, nested=nested))
        found = [await self._one(inner, target, left) for inner in words]
        unclear = next((lookup for lookup in found if len(lookup.candidates) > 1 and not lookup.every), None)
        if unclear is not None:
            raise UserError(
                _("In the list {word}, several tasks fit {name}.", word=word, name=unclear.word),
                _("Put the id into the list instead: {ids}.", ids=tuple(str(one.id) for one in unclear.candidates)),
            )
        tasks = {task.id: task for lookup in found for task in lookup.candidates}
        problem = next((lookup.problem for lookup in found if lookup.problem), None)
        return Lookup(word, tuple(tasks.values()), problem, every=True)

    async def _remembered(self, word: str, target: Target, left: int) -> Lookup:
        """What an earlier day told: no calls are spent on names when few are left."""
        problem = _n("Not looked up, {count} call left today.", "Not looked up, {count} calls left today.", count=left)
        if word.isascii() and word.isdigit():
            return Lookup(word, (await self._known(int(word), target),), problem)
        index = await self.lists.index(target, allowed=0)
        if "*" in word:
            found = index.matching(word) if index and index.complete else []
        else:
            found = index.named(word) if index else []
        if not found:
            raise UserError(problem, _("Give the task's id instead of its name."))
        return Lookup(word, tuple(found), problem, every="*" in word)

    async def _known(self, id_: int, target: Target) -> Task:
        known = await self._snapshots.nodes(self._scope(target), [id_])
        return known[id_].task if id_ in known else Task(id=id_)

    async def _by_id(self, word: str, target: Target, *, anywhere: bool = False) -> Task:
        key = (self._scope(target), target.project_id, word, anywhere)
        return await self._shared.get(key, partial(self._asked, word, target, anywhere=anywhere))

    async def _asked(self, word: str, target: Target, *, anywhere: bool) -> Task:
        try:
            found = await api.get_task(self._remote(target.alias), int(word), target.env_type.value)
        except DataWorksError as error:
            if means_unknown(error):
                raise TaskNotFound(word, target, (), error.message) from error
            raise
        if not anywhere and found.project_id not in (None, target.project_id):
            raise TaskNotFound(word, target, (), f"{word} is a task of project {found.project_id}")
        task = task_in_full(found)
        await self._snapshots.keep_nodes(self._scope(target), [Node(task)])
        return task

    async def _by_name(self, word: str, target: Target, left: int | None) -> Lookup:
        listed = await self._listed(word, target)
        exact = [task for task in listed if (task.name or "").casefold() == word.casefold()]
        candidates = exact or [task for task in listed if word.casefold() in (task.name or "").casefold()]
        if not candidates:
            raise TaskNotFound(word, target, await self._nearest(word, target, left))
        if len(candidates) == 1:  # only GetTask tells what it waits for
            candidates = [await self._by_id(str(candidates[0].id), target)]
        return Lookup(word, tuple(candidates[:CANDIDATES]))

    async def _by_pattern(self, word: str, target: Target, left: int | None) -> Lookup:
        """Every task whose name fits; none is left out silently."""
        index = await self._index(target, left)
        if index and index.complete:
            found = index.matching(word)
        else:
            stem = max(word.split("*"), key=len)
            if not stem:
                raise UserError(
                    _("{word} fits every task.", word=word), _("Say more of the name, such as dws_trade_*.")
                )
            fits = compile_pattern(translate(word.casefold())).match
            found = [task for task in await self._every(stem, word, target) if fits(task.label.casefold())]
        if not found:
            stem = "".join(takewhile(lambda letter: letter != "*", word))
            raise TaskNotFound(word, target, await self._nearest(stem, target, left) if stem else ())
        if len(found) > MOST:
            raise _too_many(word, len(found))
        return Lookup(word, tuple(found), every=True)

    async def _index(self, target: Target, left: int | None) -> TaskIndex | None:
        """The project's tasks as they are known by now; at most half of what may be spent today is spent on them."""
        allowed = None if left is None else max(0, left - RESERVE) // 2
        return await self.lists.index(target, allowed=allowed, wait=SEARCH_SECONDS)

    async def _nearest(self, word: str, target: Target, left: int | None) -> list[str]:
        index = await self._index(target, left)
        return [task.label for task in index.search(word, 3)] if index else []

    async def _listed(self, name: str, target: Target) -> list[Task]:
        """The first hundred tasks whose name holds these letters."""
        return [task_of(item) for item in (await self._page(name, target, 1)).items]

    async def _every(self, stem: str, word: str, target: Target) -> list[Task]:
        """All tasks whose name holds these letters. Raises UserError when they are more than a request can hold."""
        found: list[Task] = []
        async for page in api.pages(lambda number: self._page(stem, target, number)):
            if (page.total_count or 0) > MOST:
                raise _too_many(word, page.total_count or 0)
            found += (task_of(item) for item in page.items)
        return found

    async def _page(self, name: str, target: Target, number: int) -> dw.Page[dw.Task]:
        return await api.list_tasks(
            self._remote(target.alias),
            target.project_id,
            project_env=target.env_type.value,
            name=name,
            page_number=number,
            page_size=PAGE,
        )

    def _scope(self, target: Target) -> Scope:
        return Scope(self._remote(target.alias).endpoint, target.env_type.value)


def _too_many(word: str, count: int) -> UserError:
    return UserError(
        _("{word} fits {count} tasks; {limit} are the most.", word=word, count=count, limit=MOST),
        _("Say more of the name, or name the tasks."),
    )


def means_unknown(error: DataWorksError) -> bool:
    """A refusal that is about the id, not about the action, the right or the service."""
    refused = isinstance(error, InvalidRequest) or type(error) is DataWorksError
    return refused and not error.code.startswith(("InvalidAction", "InvalidVersion"))
