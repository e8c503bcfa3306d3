"""What a picture says: the title, the facts under it, the legend, the two lines of each box, the headings."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.dates.show import describe
from bot.dates.zones import zone_name
from bot.locale import Text, _, _n
from bot.locale.speech import Speech
from bot.picture.chart import Chart, Item, Mark
from bot.picture.folding import Box, Sheet
from bot.request.model import EnvType

ROOTS_NAMED = 3
PACKAGE = "fonts-wqy-microhei"
"""A package of Debian with a font that shows Chinese names."""
ENVIRONMENTS = {EnvType.PROD: _("PROD"), EnvType.DEV: _("DEV")}
MARKS: dict[Mark, Text] = {
    Mark.ROOT: _("begins here"),
    Mark.LEFT_OUT: _("left out"),
    Mark.FROZEN: _("frozen"),
    Mark.DRY: _("dry run"),
    Mark.OPEN: _("downstream unknown"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """Says a chart in one language. `shows` tells whether a text can be drawn: where a name cannot, its id stands."""

    chart: Chart
    sheet: Sheet
    speech: Speech
    shows: Callable[[str], bool]

    def title(self) -> str:
        """The operation and the tasks that it begins with."""
        roots = self.chart.roots
        named = self.speech.list(self._label(id_) for id_ in roots[:ROOTS_NAMED])
        more = len(roots) - ROOTS_NAMED
        if more > 0:
            named = f"{named} {self._say(_n('and {count} more', 'and {count} more', count=more))}"
        below = self._say(_("and what is downstream")) if self.chart.edges else ""
        return " ".join(filter(None, (self.chart.label, named, below)))

    def facts(self) -> list[str]:
        """The lines under the title: how much, where and when, and what the picture rests on."""
        plan, tasks = self.chart.plan, len(self.chart.items)
        counts = [
            _n("{count} task", "{count} tasks", count=tasks),
            _n("{count} step", "{count} steps", count=self.sheet.steps),
            _n("{count} workspace", "{count} workspaces", count=len(self.workspaces())) if self.workspaces() else None,
            _("instances not known")
            if plan.instances is None
            else _n("{count} instance", "{count} instances", count=plan.instances),
        ]
        where = [self._workspace(plan.target.project_id), self._say(ENVIRONMENTS[plan.target.env_type])]
        if plan.ranges:
            where.append(describe(plan.date_ranges, self.speech))
        rests = [
            self._say(_("drawn {moment}", moment=self._moment(self.chart.drawn_at))),
            self._age(),
            self._say(_("digest {digest}", digest=plan.digest[:12])),
        ]
        first = [*where, *(self._say(count) for count in counts if count)]
        return [" · ".join(first), " · ".join(filter(None, rests)), *map(self._say, self._notes())]

    def workspaces(self) -> dict[str, int]:
        """Tasks by workspace: the request's own first, then the largest."""
        found: dict[str, int] = {}
        for id_ in self.chart.items:
            name = self.workspace_of(id_)
            if name:
                found[name] = found.get(name, 0) + 1
        home = self._workspace(self.chart.plan.target.project_id)
        return dict(sorted(found.items(), key=lambda pair: (pair[0] != home, -pair[1], pair[0])))

    def other_workspaces(self, shown: int) -> str:
        """Those that share a colour."""
        counts = list(self.workspaces().values())[shown:]
        others = _n("{count} other workspace", "{count} other workspaces", count=len(counts))
        return self.entry(self._say(others), sum(counts))

    def entry(self, name: str, tasks: int) -> str:
        """A workspace in the legend. It may be called by its number, so its tasks are told with their noun."""
        return f"{name} · {self._say(_n('{count} task', '{count} tasks', count=tasks))}"

    def workspace_of(self, id_: int) -> str:
        """What people call the workspace of a task; its number where nobody does, empty where it is not known."""
        number = self.chart.items[id_].task.project_id
        return "" if number is None else self._workspace(number)

    def marks(self) -> list[tuple[Mark, str]]:
        """The marks that there are, with how many."""
        counts = {mark: len(self.chart.marked(mark)) for mark in Mark}
        return [(mark, f"{self._say(MARKS[mark])} {count}") for mark, count in counts.items() if count]

    def circles(self) -> str:
        """What a line that leads back means."""
        return self._say(_("closes a circle"))

    def heading(self, column: int) -> str:
        """Above a column."""
        span = self.sheet.columns[column]
        if span is None:
            return ""
        first, last, tasks = span
        steps = (
            _("step {number}", number=first) if first == last else _("steps {first} to {last}", first=first, last=last)
        )
        return f"{self._say(steps)} · {self._say(_n('{count} task', '{count} tasks', count=tasks))}"

    def name(self, box: Box) -> str:
        """The first line of a box."""
        if len(box.tasks) > 1:
            return self._say(_n("and {count} more", "and {count} more", count=len(box.tasks)))
        return self._label(box.tasks[0])

    def small(self, box: Box) -> str:
        """The second line of a box."""
        items = [self.chart.items[id_] for id_ in box.tasks]
        parts = [self._which(box), self._instances(items), *self._marked(items)]
        return " · ".join(filter(None, parts))

    def _label(self, id_: int) -> str:
        label = self.chart.items[id_].task.label
        return label if self.shows(label) else str(id_)

    def _workspace(self, number: int) -> str:
        name = self.chart.projects.get(number, str(number))
        return name if self.shows(name) else str(number)

    def _which(self, box: Box) -> str:
        if len(box.tasks) == 1:
            return str(box.tasks[0])
        names = dict.fromkeys(self.workspace_of(id_) for id_ in box.tasks)
        if len(names) == 1:
            return next(iter(names))
        return self._say(_n("{count} workspace", "{count} workspaces", count=len(names)))

    def _instances(self, items: list[Item]) -> str:
        counts = [item.instances for item in items if item.instances is not None]
        if not counts:
            return ""
        count = _n("{count} instance", "{count} instances", count=sum(counts))
        return self._say(count if len(counts) == len(items) else _("at least {count}", count=count))

    def _marked(self, items: list[Item]) -> Iterator[str]:
        for mark in (Mark.LEFT_OUT, Mark.FROZEN, Mark.DRY, Mark.OPEN):
            count = sum(mark in item.marks for item in items)
            if count:
                yield self._say(MARKS[mark]) if len(items) == 1 else f"{self._say(MARKS[mark])} {count}"

    def _notes(self) -> Iterator[Text]:
        """What the picture does not show."""
        nameless = sum(not self.shows(item.task.label) for item in self.chart.items.values())
        if nameless:
            yield _n(
                "No font here shows the name of {count} task, so its id stands there. "
                "Install one that does, such as {package}.",
                "No font here shows the names of {count} tasks, so their ids stand there. "
                "Install one that does, such as {package}.",
                count=nameless,
                package=PACKAGE,
            )
        if self.sheet.folded:
            yield _n(
                "{count} task has no box of its own: it is counted under its step.",
                "{count} tasks have no box of their own: they are counted under their step and workspace.",
                count=self.sheet.folded,
            )
        open_ = len(self.chart.marked(Mark.OPEN))
        if open_:
            yield _n(
                "There may be more tasks: what is below {count} of these is not known.",
                "There may be more tasks: what is below {count} of these is not known.",
                count=open_,
            )

    def _age(self) -> str:
        if self.chart.read_at is None:
            return ""
        minutes = max(0, int((self.chart.drawn_at - self.chart.read_at).total_seconds() // 60))
        age = _("{minutes} min", minutes=minutes) if minutes < 120 else _("{hours} h", hours=minutes // 60)
        return self._say(
            _("downstream as of {moment}, {age} old", moment=self._moment(self.chart.read_at), age=age)
            if minutes
            else _("downstream read just now")
        )

    def _moment(self, at: datetime) -> str:
        zone = self.chart.plan.target.time_zone
        return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone_name(zone)}"

    def _say(self, text: Text) -> str:
        return self.speech.say(text)
