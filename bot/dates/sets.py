"""Sets of days: what selectors pick out of a span, what is left after an exclusion, days whose number was said."""

from copy import copy
from dataclasses import replace

from bot.dates import days as d
from bot.dates.carry import carry
from bot.dates.days import Days
from bot.dates.meaning import Meaning, Now, Refusal, combine, distinct, plain
from bot.dates.model import Note, NoteKind
from bot.dates.monthly import Monthly
from bot.dates.nodes import UNITS, Node, Selector, Settled, Weekly, Yearly, latest
from bot.dates.orders import Either
from bot.dates.ranges import Range, Since, Union, reduced
from bot.locale import _, _n


class Select(Node):
    """The days that selectors pick out of a span: every Friday in April, first 3 days of last month."""

    __slots__ = ("base", "selectors")

    def __init__(self, base: Node, selectors: list[Node]) -> None:
        super().__init__()
        self.base = base
        self.selectors = selectors

    def meaning(self, now: Now) -> Meaning:
        """Every choice of the span with every choice of the selectors."""
        base = carry([self.base])[0]
        if isinstance(base, Range):
            base = reduced(base, now)
        if all(isinstance(s, Selector) and s.ordinal for s in self.selectors):
            if isinstance(base, Yearly):
                return self._in_some_year(base, now)
            if isinstance(base, Settled) and base.whole:
                return self._picked(plain(base.entire()), now)
        return self._picked(base.meaning(now), now)

    def in_year(self, year: int, now: Now) -> Node | None:
        """The same of a year that was said: 今年3月前三天."""
        if not isinstance(self.base, Yearly):
            return None
        found = copy(self)
        found.base = self.base.in_year(year, now)
        return found

    def _picked(self, spans: Meaning, now: Now) -> Meaning:
        found = [
            replace(spans, choices=distinct(c for span in spans.choices for c in pick(s, span, now)))
            for s in self.selectors
        ]
        question = next((s.question for s in self.selectors if isinstance(s, Selector) and s.question), None)
        if question is not None and not isinstance(self.base, Since | Range):
            found = [replace(meaning, ask=meaning.ask or question) for meaning in found]
        if any(not meaning.choices for meaning in found):
            raise Refusal(_("There is no such day in that span."))
        if len(found) == 1:
            return found[0]
        return combine([replace(meaning, tag=meaning.tag or "span") for meaning in found], d.union)

    def _in_some_year(self, base: Yearly, now: Now) -> Meaning:
        """The year is chosen by the days that are picked: last Friday of May."""
        missing: list[Refusal] = []

        def days(year: int, which: int) -> Days | None:
            span = base.days(year)
            if span is None:
                return None
            try:
                return d.union(
                    pick(s, span, now)[which:][:1][0] if which else pick(s, span, now)[0] for s in self.selectors
                )
            except IndexError:
                return None
            except Refusal as refusal:
                if year == now.year:
                    missing.append(refusal)
                return None

        try:
            meaning = latest(Yearly(lambda year: days(year, 0), missing=base.missing), now)
        except Refusal as refusal:
            raise missing[0] if missing else refusal from None
        start = meaning.choices[0][0][0]
        other = days(_year_of(start), 1)
        return replace(meaning, choices=distinct((*meaning.choices, other))) if other else meaning


def _year_of(day: int) -> int:
    from datetime import date

    return date.fromordinal(day).year


def pick(selector: Node, span: Days, now: Now) -> tuple[Days, ...]:
    """The days of a span that a selector or a day that lacks something stands for."""
    if isinstance(selector, Selector):
        return selector.pick(span, now)
    if isinstance(selector, Weekly) and selector.weekday:
        return (d.where(span, lambda day: d.isoweekday(day) == selector.weekday),)
    return (occurrences(selector, span),)


def occurrences(node: Node, span: Days) -> Days:
    """Every time that something which lacks its year, month or week comes up in a span."""
    from datetime import date

    first, last = date.fromordinal(span[0][0]), date.fromordinal(span[-1][1])
    found: list[Days | None] = []
    if isinstance(node, Weekly):
        found = [node.days(m) for m in range(d.monday(span[0][0]) - 7, d.monday(span[-1][1]) + 8, 7)]
    elif isinstance(node, Monthly):
        at = first.year * 12 + first.month - 1
        end = last.year * 12 + last.month - 1
        found = [node.days(m // 12, m % 12 + 1) for m in range(at, end + 1)]
    elif isinstance(node, Yearly):
        found = [node.days(year) for year in range(first.year - 1, last.year + 1)]
    return d.intersect(d.union(days for days in found if days), span)


NOTHING = _("Nothing is left after that.")


class Without(Node):
    """A base less what is excluded."""

    __slots__ = ("base", "out")

    def __init__(self, base: Node, out: list[Node]) -> None:
        super().__init__()
        self.base = base
        self.out = out

    def meaning(self, now: Now) -> Meaning:
        """Set difference. Raises Refusal when nothing is left."""
        base = self.base.meaning(now)
        if not base.choices:
            return base
        notes: list[Note] = []
        choices: list[Days] = []
        questions = [base.ask]
        for index, days in enumerate(base.choices):
            less = combine([self.left_out(item, days, now, notes if index == 0 else []) for item in self.out], d.union)
            questions.append(less.ask)
            if index == 0 and less.choices and not (base.ask or less.ask) and not d.subtract(days, less.choices[0]):
                # The first reading is taken away whole; another one is no better.
                raise Refusal(NOTHING)
            choices += [left for out in less.choices or (NO_DAY,) if (left := d.subtract(days, out))]
        if not choices:
            raise Refusal(NOTHING)
        question = next((q for q in questions if q), None)
        if added := self._added(base.choices[0], now):
            choices.insert(1, added)
            question = question or _("Which of these days are left out, and from what?")
        return Meaning(distinct(choices), question, base.tag, (*base.notes, *notes))

    def _added(self, base: Days, now: Now) -> Days | None:
        """`April except weekends and yesterday`: what is not in April at all may well be meant besides."""
        if len(self.out) < 2 or not isinstance(self.out[-2], Selector | Weekly):
            return None
        if isinstance(self.out[-1], Selector | Weekly | Monthly):
            return None
        last = self.out[-1].meaning(now)
        if not last.choices or d.intersect(last.choices[0], base) or self.out[-1].taken is not None:
            return None
        less = combine([self.left_out(item, base, now, []) for item in self.out[:-1]], d.union)
        return d.union((d.subtract(base, less.choices[0]), last.choices[0])) if less.choices else None

    def left_out(self, node: Node, base: Days, now: Now, notes: list[Note]) -> Meaning:
        """What one excluded piece means beside the days it is taken from; a note where it takes nothing."""
        hull = ((base[0][0], base[-1][1]),)
        if isinstance(node, Range):
            node = weekday_range(node) or reduced(node, now)
        if isinstance(node, Settled) and node.inside is not None and picked(node.inside, base, now):
            node = node.inside
        if isinstance(node, Selector):
            found = node.pick(base, now)
            if not any(found):
                notes.append(NOT_AMONG)
            return Meaning(found, node.question if len(found) > 1 else None)
        if isinstance(node, Weekly | Monthly | Yearly):
            every = occurrences(node, hull)
            if d.intersect(every, base):
                return plain(every)
        meaning = node.meaning(now)
        inside = tuple(choice for choice in meaning.choices if d.intersect(choice, base))
        if inside:
            return replace(meaning, choices=inside, ask=meaning.ask if len(inside) > 1 else None)
        found = tuple(days for days in picked(node.taken, base, now) if d.subtract(base, days)) if node.taken else ()
        if found and node.taken:
            # The last Friday of April, where last Friday is not in it; beside it nothing is left out.
            return Meaning((*found, NO_DAY), node.taken.question if len(found) > 1 else None)
        notes.append(NOT_AMONG)
        return plain(meaning.choices[0]) if meaning.choices else plain(NO_DAY)


NOT_AMONG = Note(NoteKind.EXCLUDED_NOTHING, _("What is left out was not among these days."))
NO_DAY: Days = ((1, 1),)


def picked(selector: Selector, base: Days, now: Now) -> tuple[Days, ...]:
    """What it picks, nothing where there are not so many."""
    try:
        return selector.pick(base, now)
    except Refusal:
        return ()


class Sized(Node):
    """Days whose number was said besides."""

    __slots__ = ("node", "size")

    def __init__(self, node: Node, size: int) -> None:
        super().__init__()
        self.node = node
        self.size = size

    def meaning(self, now: Now) -> Meaning:
        """The readings with so many days. Raises Refusal where none has."""
        found = self.node.meaning(now)
        fitting = tuple(days for days in found.choices if d.count(days) == self.size)
        if fitting or not found.choices:
            return replace(found, choices=fitting, ask=found.ask if len(fitting) != 1 else None)
        days = d.count(found.choices[0])
        raise Refusal(
            _n("This is {count} day, not {said}.", "These are {count} days, not {said}.", count=days, said=self.size)
        )


def weekday_range(node: Node) -> Selector | None:
    """Mon-Fri, Mondays to Fridays: these days of every week of a span."""
    if not isinstance(node, Range):
        return None
    first, last = (weekday_of(end) for end in (node.a, node.b))
    if first is None or last is None:
        return None
    chosen = {(first - 1 + step) % 7 + 1 for step in range((last - first) % 7 + 1)}
    return Selector(lambda days, _now: (d.where(days, lambda day: d.isoweekday(day) in chosen),))


def is_stretch(node: Node) -> bool:
    """Whether it has several days, so that days of it may follow or stand before."""
    if isinstance(node, Range):
        return weekday_range(node) is None
    return getattr(node, "unit", "") in UNITS | {"days", "part"} and not isinstance(node, Select)


def weekday_of(node: Node) -> int | None:
    """The weekday that a node is, or picks; Monday 1."""
    return node.weekday if isinstance(node, Weekly | Selector) else None


def inside_or_besides(wide: Node, narrow: Settled) -> Node | None:
    """`last month, last 2 days`: of that month, or two more days."""
    part = narrow.inside or narrow.taken
    if getattr(wide, "unit", "days") == "day" or part is None:
        return None
    return Either([Select(wide, [part]), Union([wide, narrow])], _("Days of it, or more days?"))
