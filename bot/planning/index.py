"""The tasks of a project by name: searched while somebody types, and what `name*` means. Pure; quick with 20,000."""

from collections.abc import Sequence
from fnmatch import translate
from functools import cached_property
from re import compile as compile_pattern

from bot.request.tasks import Task

FITS = 55
"""How alike (of 100) a name must be to what was typed to be suggested for its spelling."""


class TaskIndex:
    """The tasks of one project. `complete` is False when only some of them are known."""

    def __init__(self, tasks: Sequence[Task], *, complete: bool = True) -> None:
        self.tasks = tuple(tasks)
        self.complete = complete
        self._names = [task.label.casefold() for task in self.tasks]

    def search(self, typed: str, limit: int) -> list[Task]:
        """Exact, then beginnings, then parts, then spelling; ids by their beginning."""
        wanted = typed.casefold().strip()
        if not wanted:
            return list(self.tasks[:limit])
        if wanted.isdigit():
            by_id = [task for task in self.tasks if str(task.id).startswith(wanted)]
            if by_id:
                return by_id[:limit]
        parts = [place for place, name in enumerate(self._names) if wanted in name]
        parts.sort(key=lambda place: self._nearness(wanted, place))
        found = parts[:limit]
        if len(found) < limit:
            found += self._alike(wanted, limit - len(found), set(found))
        return [self.tasks[place] for place in found]

    def named(self, name: str) -> list[Task]:
        """The tasks of exactly this name, whatever its case."""
        return self._by_name.get(name.casefold(), [])

    def matching(self, pattern: str) -> list[Task]:
        """Every task whose name fits `dwd_*`, by name."""
        fits = compile_pattern(translate(pattern.casefold())).match
        found = [task for task, name in zip(self.tasks, self._names, strict=True) if fits(name)]
        return sorted(found, key=lambda task: (task.label, task.id))

    @cached_property
    def _by_name(self) -> dict[str, list[Task]]:
        found: dict[str, list[Task]] = {}
        for task, name in zip(self.tasks, self._names, strict=True):
            found.setdefault(name, []).append(task)
        return found

    def _nearness(self, wanted: str, place: int) -> tuple[bool, bool, int, str]:
        name = self._names[place]
        return name != wanted, not name.startswith(wanted), len(name), name

    def _alike(self, wanted: str, limit: int, but: set[int]) -> list[int]:
        """By spelling: a quick look at all, a careful one at the best of them."""
        from rapidfuzz import fuzz, process

        quick = process.extract(wanted, self._names, scorer=fuzz.ratio, limit=limit * 4, score_cutoff=FITS - 25)
        near = {place: self._names[place] for _name, _score, place in quick if place not in but}
        careful = process.extract(wanted, near, scorer=fuzz.WRatio, limit=limit, score_cutoff=FITS)
        return [place for _name, _score, place in careful]
