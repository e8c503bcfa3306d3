"""Units -> the whole phrase: ranges, selections inside spans, lists, exclusions.

Every token is used or the phrase is not read.
"""

from copy import copy
from dataclasses import dataclass, replace

from bot.dates import days as d
from bot.dates.carry import carry
from bot.dates.days import Days
from bot.dates.model import Note, NoteKind
from bot.dates.nodes import (
    COUNTED_ON,
    UNITS,
    Bare,
    Meaning,
    Monthly,
    Node,
    Now,
    Refusal,
    Selector,
    Settled,
    Weekly,
    Yearly,
    combine,
    distinct,
    latest,
    month_day,
    plain,
)
from bot.dates.parser import Parser, join
from bot.dates.ranges import After, Either, Range, Since, Union, reduced
from bot.dates.tokens import END, Token
from bot.locale import _, _n

SEPARATORS = frozenset(("COMMA", "AND", "DUN"))
TOWARDS = frozenset(("TO", "DASH"))
DATED = frozenset(("NIAN", "MONTH", "NUM", "QUARTER", "ISOWEEK"))
"""What a year begins that stands before its date."""

SPAN_LINKS = frozenset(("OF", "IN", "ON", "FOR", "ONWARD"))


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
            choices += [left for out in less.choices if (left := d.subtract(days, out))]
        if not choices:
            raise Refusal(_("Nothing is left after that."))
        question = next((q for q in questions if q), None)
        return Meaning(distinct(choices), question, base.tag, (*base.notes, *notes))

    def left_out(self, node: Node, base: Days, now: Now, notes: list[Note]) -> Meaning:
        """What one excluded piece means beside the days it is taken from; a note where it takes nothing."""
        hull = ((base[0][0], base[-1][1]),)
        if isinstance(node, Range):
            node = weekday_range(node) or reduced(node, now)
        if isinstance(node, Settled) and node.inside is not None:
            node = node.inside
        if isinstance(node, Selector):
            return Meaning(node.pick(base, now))
        if isinstance(node, Weekly | Monthly | Yearly):
            found = occurrences(node, hull)
            if d.intersect(found, base):
                return plain(found)
        meaning = node.meaning(now)
        inside = tuple(choice for choice in meaning.choices if d.intersect(choice, base))
        if inside:
            return replace(meaning, choices=inside, ask=meaning.ask if len(inside) > 1 else None)
        notes.append(Note(NoteKind.EXCLUDED_NOTHING, _("What is left out was not among these days.")))
        return plain(meaning.choices[0]) if meaning.choices else plain(((1, 1),))


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


@dataclass(slots=True)
class Item:
    """One member of the list, or of what is left out, with the tokens it was read from."""

    node: Node
    first: int
    last: int
    excluded: bool = False


@dataclass(slots=True)
class Phrase:
    """A phrase that was read to its end."""

    node: Node
    items: list[Item]


class Incomplete(Exception):
    """The tokens from `at` on make no sense there."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


class Reader:
    """Reads one phrase."""

    def __init__(self, parser: Parser) -> None:
        self.parser = parser
        self.kind = parser.kind

    def phrase(self) -> Phrase:
        """The whole phrase. Raises Incomplete, Refusal."""
        if self.kind(0) == "EXCEPT":
            return self._except_first()
        items, index = self._list(0)
        out: list[Item] = []
        while True:
            index = self._skip(index, "COMMA", before="EXCEPT")
            if self.kind(index) != "EXCEPT":
                break
            index += 1
            more, index = self._list(index)
            index = self._every_day(self._skip(index, "OUT", "OUTALL"))
            out += more
        if self.kind(index) == "EXCLUDED":
            index += 1
            if out:
                raise Incomplete(index)
            items, out = self._excluded_behind(items)
        only = self.parser.tokens[0]
        if index == 1 and only.kind == "ORD" and only.text.isalpha() and only.text.isascii() and not only.the:
            # "second" alone is no day.
            raise Incomplete(0)
        size = self._size_behind(index)
        if self.kind(index) != END and size is None:
            raise Incomplete(max(index, min(self.parser.far, len(self.parser.tokens) - 2)))
        found = _phrase(items, out)
        return found if size is None else Phrase(Sized(found.node, size), found.items)

    def _size_behind(self, index: int) -> int | None:
        """`Apr 5-7 (3 days)`, 周六周日两天: how many days they are, said behind them."""
        at = self._skip(index, "COMMA", "PAREN", "TOTAL", "THIS", "OF")
        if self.kind(at) != "NUM":
            return None
        size, bare = self.parser.tokens[at].value, at == index
        at = self._skip(at + 1, "GE", "FULL")
        if bare and self.parser.tokens[at].text.isascii():
            return None
        if self.kind(at) not in {"DAY", "DAYS"} or self.kind(self._skip(at + 1, "PAREN", "TOTAL")) != END:
            return None
        return int(size)

    def _except_first(self) -> Phrase:
        """除周二外的上周; except Friday, last week."""
        if self.kind(1) == END:
            raise Refusal(_("Except what, from what?"))
        try:
            out, index = self._list(1)
        except Refusal:
            # Sat and Sun, April 3rd: no weekday and its date.
            if parted := self._parted():
                return parted
            raise
        closed = self.kind(index) in {"OUT", "OUTALL"}
        index = self._skip(index, "OUT", "OUTALL")
        index = self._skip(index, "COMMA", "OF")
        if self.kind(index) == END:
            if len(out) == 1 and not closed and (turned := self._base_behind(out[0])):
                return turned
            if not closed and (parted := self._parted()):
                return parted
            whole = len(out) > 1 and not closed and not isinstance(out[-1].node, Weekly | Monthly | Selector | Bare)
            if whole and all(isinstance(item.node, Weekly | Selector) for item in out[:-1]):
                return _phrase(out[-1:], out[:-1])
            if len(out) > 1 and not closed:
                raise Refusal(_("Which of these days are left out, and from what?"))
            raise Refusal(_("Except from what? Say the days first, then what to leave out."), "last week except Friday")
        items, index = self._list(index)
        if self.kind(index) != END:
            raise Incomplete(index)
        return _phrase(items, out)

    def _every_day(self, index: int) -> int:
        """4月除周末外每天: every other day of it."""
        at = self._skip(index, "OF", "COMMA")
        if self.kind(at) == "EVERY" and self.kind(at + 1) in {"DAY", "RI"}:
            return at + 2
        return index

    def _parted(self) -> Phrase | None:
        """除了周三的上周: what is left out and the days it is left out from, parted by 的."""
        tokens = self.parser.tokens[:-1]
        links = [i for i, token in enumerate(tokens) if token.kind == "COMMA"]
        links = links[:1] if len(links) == 1 else []
        links += [i for i, token in enumerate(tokens) if token.kind == "OF" and not token.text.isascii()][:3]
        for at in links:
            try:
                out = Reader(Parser(tokens[1:at], self.parser.now)).whole(1)
                found = _phrase(Reader(Parser(tokens[at + 1 :], self.parser.now)).whole(at + 1), out)
                notes = found.node.meaning(self.parser.now).notes
            except (Incomplete, Refusal):
                continue
            if not any(note.kind is NoteKind.EXCLUDED_NOTHING for note in notes):
                return found
        return None

    def whole(self, offset: int) -> list[Item]:
        """All tokens as one list; `offset` of them stand before. Raises Incomplete, Refusal."""
        items, index = self._list(0)
        if self.kind(index) != END:
            raise Incomplete(index)
        for item in items:
            item.first, item.last = item.first + offset, item.last + offset
        return items

    def _base_behind(self, item: Item) -> Phrase | None:
        """Excluding weekends, last 2 weeks."""
        node = item.node
        if not isinstance(node, Select):
            return None
        link = self.parser.tokens[node.base.first - 1]
        if link.kind != "COMMA" and (link.kind != "OF" or link.text.isascii()):
            return None
        out = [Item(selector, item.first, node.base.first - 1) for selector in node.selectors]
        return _phrase([Item(carry([node.base])[0], node.base.first, item.last)], out)

    def _excluded_behind(self, items: list[Item]) -> tuple[list[Item], list[Item]]:
        for index, item in enumerate(items[1:], 1):
            if self.kind(item.first - 1) == "COMMA" and getattr(items[index - 1].node, "unit", "") != "day":
                return items[:index], items[index:]
        if len(items) > 1:
            raise Refusal(_("Left out of what?"), "last week except Friday")
        only = items[0].node
        if only.narrow is not None and only.wide is not None:
            wide, narrow = only.wide, only.narrow
            return [Item(wide, wide.first, wide.last)], [Item(narrow, narrow.first, narrow.last)]
        if isinstance(only, Select):
            return [Item(carry([only.base])[0], items[0].first, items[0].last)], [
                Item(s, items[0].first, items[0].last) for s in only.selectors
            ]
        raise Refusal(_("Left out of what?"), "last week except Friday")

    def _skip(self, index: int, *kinds: str, before: str | None = None) -> int:
        while self.kind(index) in kinds and (before is None or self.kind(index + 1) == before):
            index += 1
        return index

    def _list(self, index: int) -> tuple[list[Item], int]:
        items: list[Item] = []
        while True:
            node, end = self._item(index)
            items.append(Item(node, index, end))
            index = end
            step = index
            while self.kind(step) in SEPARATORS:
                step += 1
            if step == index and self.kind(index) == "NUM4" and isinstance(items[-1].node, Bare):
                self._in_year(items, self.parser.tokens[index].value)
                index += 1
                break
            if step == index:
                if self._goes_on(items, index):
                    continue
                break
            if self.kind(step) in {"EXCEPT", END} or self._size_behind(index) is not None:
                break
            if self.kind(step) == "NUM4" and _open_day(items[-1].node) and self.kind(step + 1) not in DATED:
                # April 5, 8, and 10, 2026
                self._in_year(items, self.parser.tokens[step].value)
                index = self._skip(step + 1, *SEPARATORS)
                if index == step + 1 or self.kind(index) in {"EXCEPT", END}:
                    index = step + 1
                    break
                continue
            index = step
        self._narrowed(items)
        self._shared(items)
        nodes = carry([item.node for item in items])
        for item, node in zip(items, nodes, strict=True):
            item.node = node
        return _distributed(items), index

    def _narrowed(self, items: list[Item]) -> None:
        """`last week, Mon-Fri` and `April, the 5th`: days inside the unit before the comma."""
        index = 1 if self.kind(items[-1].last) != "EXCLUDED" else len(items)
        while index < len(items):
            wide, item = items[index - 1], items[index]
            comma = wide.last == item.first - 1 and self.kind(wide.last) == "COMMA"
            narrow = item.node
            if comma and isinstance(narrow, Range) and isinstance(narrow.a, Weekly | Monthly | Yearly):
                carried = carry([narrow])[0]
                narrow = reduced(carried, self.parser.now) if isinstance(carried, Range) else carried
            fits = isinstance(narrow, Weekly) or (
                isinstance(narrow, Monthly) and getattr(wide.node, "unit", "") == "month"
            )
            found = join(narrow, wide.node, self.parser.now) if comma and fits else None
            if comma and len(items) == 2 and isinstance(narrow, Settled) and narrow.inside is not None:
                found = _inside_or_besides(wide.node, narrow)
            if comma and found is None and getattr(item.node, "unit", "") == "week" and isinstance(wide.node, Weekly):
                # Monday, last week
                found = join(wide.node, item.node, self.parser.now)
            every = weekday_range(item.node)
            if comma and found is None and every and getattr(wide.node, "unit", "") in UNITS:
                found = Select(wide.node, [every])
            if found is None:
                index += 1
                continue
            found.first, found.last = wide.first, item.last
            items[index - 1 : index + 1] = [Item(found, wide.first, item.last)]

    def _shared(self, items: list[Item]) -> None:
        """上周和上上周的周一, `the 5th of March and April`: the day is of every unit of the list."""
        for index, item in enumerate(items):
            narrow = item.node.narrow
            if narrow is None or isinstance(narrow, Yearly | Settled):
                continue
            wide_first = _begins_with_unit(self.parser, item)
            if not wide_first and item.node.wide is not None:
                # Every Tuesday and Thursday of last week.
                for other in reversed(items[:index]):
                    if not isinstance(other.node, Selector):
                        break
                    other.node = Select(item.node.wide, [other.node])
            for other in reversed(items[:index]) if wide_first else items[index + 1 :]:
                if getattr(other.node, "unit", "") not in {"week", "month"}:
                    break
                found = join(narrow, other.node, self.parser.now)
                if found is None:
                    break
                found.first, found.last = other.node.first, other.node.last
                other.node = found

    def _in_year(self, items: list[Item], year: int) -> None:
        """Every date so far is of this year."""
        nodes = carry([item.node for item in items])
        for item, node in zip(items, nodes, strict=True):
            whole = reduced(node, self.parser.now) if isinstance(node, Range) else node
            if not isinstance(whole, Yearly):
                raise Incomplete(item.last)
            item.node = whole.in_year(year, self.parser.now)

    def _goes_on(self, items: list[Item], index: int) -> bool:
        """周一三五, and dates that only a space keeps apart."""
        last = items[-1].node
        token = self.parser.tokens[index]
        if token.kind == "NUM" and not token.text.isascii() and isinstance(last, Weekly | Settled | Bare):
            if isinstance(last, Bare):
                return not last.text.isascii() and len(items) > 1 and items[-1].first == items[-2].last
            return isinstance(last, Weekly) or last.week is not None
        if token.kind == "NUM" and self.kind(index + 1) in {"HAO", "RI"}:
            # 5号6号7号
            return self.kind(index - 1) in {"HAO", "RI"} and last.last == index
        return (
            token.kind in {"DATE", "WEEKDAY", "RELATIVE"}
            and isinstance(last, Settled | Weekly)
            and last.last == index
            and _same_kind(last, token)
        )

    def _item(self, index: int) -> tuple[Node, int]:
        start = index
        while self.kind(index) in {"FOR", "IN", "ONWARD", "ON"} and self.kind(index + 1) != END:
            if self.kind(index) == "IN" and self.kind(index + 1) in {"NUM", "ONE"}:
                break
            index += 1
        kind = self.kind(index)
        if kind == "BETWEEN":
            node, end = self._between(index + 1)
        elif kind in {"FROM", "SINCE"}:
            node, end = self._from(index + 1, since=kind == "SINCE")
        elif kind == "AFTER":
            unit, end = self._unit(index + 1)
            node = After(unit)
        elif kind == "TO" and (found := self.parser.unit(index)):
            node, end = found
        elif kind in {"TO", "DASH", "BEFORE"} or (kind == END and start == 0):
            raise self._no_start(kind, index)
        else:
            node, end = self._plain(index)
        if isinstance(node, Since):
            end = self._through(node, end)
        node.first, node.last = start, end
        return self._selected(node, end)

    def _through(self, node: Since, end: int) -> int:
        """Including today, not including today."""
        at = end + 1 if self.kind(end) == "COMMA" else end
        if self.kind(at) not in {"WITHTODAY", "NOTODAY"}:
            return end
        node.through = "today" if self.kind(at) == "WITHTODAY" else ""
        return at + 1

    def _no_start(self, kind: str, index: int) -> Exception:
        if kind == "TO" and self._parses(index + 1):
            return Refusal(_("From when? Say the first day too."), "last 7 days", "from Apr 1 to Apr 7")
        if kind == "BEFORE" and self._parses(index + 1):
            return Refusal(_("That has no beginning: say the first day too."), "last 7 days", "from Apr 1 to Apr 7")
        return Incomplete(index)

    def _parses(self, index: int) -> bool:
        return self.parser.unit(index) is not None

    def _unit(self, index: int) -> tuple[Node, int]:
        found = self.parser.unit(index)
        if found is None:
            raise Incomplete(index)
        return found

    def _between(self, index: int) -> tuple[Node, int]:
        a, index = self._unit(index)
        if self.kind(index) not in TOWARDS and self.kind(index) != "AND":
            raise Incomplete(index)
        b, index = self._unit(index + 1)
        return Range(a, b), self._skip(index, "INCLUSIVE", "BETWEENZ")

    def _from(self, index: int, *, since: bool) -> tuple[Node, int]:
        a, index = self._unit(index)
        kind = self.kind(index)
        if kind in TOWARDS:
            return self._towards(a, index)
        if isinstance(a, Settled) and a.said == COUNTED_ON:
            return a, index
        if kind in {"ONWARD", "SINCEZ", "SOFAR"}:
            return Since(a), index + 1
        if kind in {"AFTERZ", "AFTER"}:
            return After(a), self._skip(index, "AFTERZ", "AFTER")
        return Since(a), index

    def _towards(self, a: Node, index: int) -> tuple[Node, int]:
        """Behind the first end: TO or a dash, then the second end, today or now."""
        after = index + 1
        while self.kind(after) in {"FOR", "IN", "ONWARD", "TO"} and self.kind(after + 1) != END:
            after += 1
        kind = self.kind(after)
        if kind == END:
            raise Refusal(_("To when? Say the last day too."), "from Apr 1 to Apr 7", "since Apr 1")
        if kind == "NOW":
            return Since(a, "now"), after + 1
        b, end = self._last_end(after)
        counted = isinstance(a, Settled) and a.said == "relative"
        before = end - after == 3 and self.kind(end - 2) == "RI" and self.kind(end - 1) in {"QIAN", "BEFOREZ"}
        if before and not counted:
            raise Refusal(_("Days ago, or before that day of the month?"))
        if isinstance(b, Settled) and b.said == "today" and not isinstance(a, Bare):
            return Since(a, "today"), end
        return Range(a, b), self._skip(end, "INCLUSIVE", "BETWEENZ")

    def _last_end(self, index: int) -> tuple[Node, int]:
        """The second end; in 4月3日到12日的前三天 the last words are of the whole range."""
        found, end = self._unit(index)
        at = end - 3
        if at - 1 > index and self.kind(at) in {"QIAN", "HOU"} and self.kind(at - 1) == "OF":
            tokens = self.parser.tokens[index : at - 1]
            shorter = Parser(tokens, self.parser.now).unit(0)
            if shorter is not None and shorter[1] == len(tokens):
                return shorter[0], at - 1
        return found, end

    def _plain(self, index: int) -> tuple[Node, int]:
        a, end = self._unit(index)
        kind = self.kind(end)
        if kind in TOWARDS:
            node, end = self._towards(a, end)
            return self._year_behind(node, end)
        if kind in {"FROM", "BETWEEN"} or (kind == "COMMA" and self.kind(end + 1) in {"FROM", "BETWEEN"}):
            return self._inside(a, end + (kind == "COMMA")) or (a, end)
        if kind == "AND" and (both := self._both_between(a, end)):
            return both
        if kind in {"SINCEZ", "SOFAR"} or (
            kind == "ONWARD"
            and self.parser.tokens[end].text != "forward"
            and self.kind(end + 1) in {END, "EXCEPT", "COMMA", "AND"}
        ):
            return Since(a, "now" if kind == "SOFAR" else ""), end + 1
        if kind == "AFTERZ":
            return After(a), end + 1
        if kind == "BEFOREZ":
            raise Refusal(_("That has no beginning: say the first day too."), "last 7 days", "from Apr 1 to Apr 7")
        return a, end

    def _inside(self, wide: Node, index: int) -> tuple[Node, int] | None:
        """`last week from Tuesday to Friday`: a range inside the week, month or year said before it."""
        try:
            if self.kind(index) == "BETWEEN":
                node, end = self._between(index + 1)
            else:
                node, end = self._from(index + 1, since=False)
        except Incomplete:
            return None
        if not isinstance(node, Range):
            return None
        if isinstance(node.a, Bare) and isinstance(node.b, Bare) and getattr(wide, "unit", "") == "month":
            node = Range(month_day(node.a.n), month_day(node.b.n))
        carried = carry([node])[0]
        if isinstance(carried, Range):
            carried = reduced(carried, self.parser.now)
        found = join(carried, wide, self.parser.now)
        return (found, end) if found is not None else None

    def _both_between(self, a: Node, index: int) -> tuple[Node, int] | None:
        """4月13日和4月17日之间."""
        found = self.parser.unit(index + 1)
        if found is None or self.kind(found[1]) != "BETWEENZ":
            return None
        return Range(a, found[0]), found[1] + 1

    def _year_behind(self, node: Node, end: int) -> tuple[Node, int]:
        """`Apr 5-9, 2025`: the year stands behind the whole range."""
        at = end + 1 if self.kind(end) in {"COMMA", "OF"} else end
        if not isinstance(node, Range) or self.kind(at) not in {"NUM4", "YEARREL", "LAST", "THIS"}:
            return node, end
        found = self.parser.unit(at)
        if found is None or not isinstance(found[0], Settled) or found[0].unit != "year" or found[0].year is None:
            return node, end
        carried = carry([node])[0]
        whole = reduced(carried, self.parser.now) if isinstance(carried, Range) else carried
        if not isinstance(whole, Yearly):
            return node, end
        return whole.in_year(found[0].year, self.parser.now), found[1]

    def _selected(self, node: Node, end: int) -> tuple[Node, int]:
        """A span with selectors behind it, or selectors with their span behind them."""
        every = weekday_range(node)
        if every is not None and isinstance(node, Range):
            every.first, every.last = node.first, end
            found = self._span_behind(every, end) if isinstance(node.a, Selector) or self._is_link(end) else None
            if found is not None or isinstance(node.a, Selector):
                return found or (every, end)
        if isinstance(node, Settled) and node.inside is not None and self.kind(end) in {"OF", "IN"}:
            node.inside.first, node.inside.last = node.first, end
            return self._span_behind(node.inside, end) or (node, end)
        if isinstance(node, Selector | Weekly | Monthly) and not (isinstance(node, Selector) and node.pick is None):
            found = self._span_behind(node, end)
            if found:
                return found
            return node, end
        return self._selectors_behind(node, end) or (node, end)

    def _is_link(self, index: int) -> bool:
        return self.kind(index) in SPAN_LINKS and self.kind(index + 1) not in {"LAST", "THIS", "NEXT", END}

    def _selectors(self, index: int, *, loose: bool, apart: bool = False) -> tuple[list[Node], int] | None:
        """A row of selectors: 每周一和周四, weekdays, Mondays and Thursdays."""
        found: list[Node] = []
        while True:
            unit = self.parser.unit(index)
            if unit is None or not _selects(unit[0], loose=loose or bool(found), apart=apart or bool(found)):
                break
            node, end = unit
            if isinstance(node, Settled) and node.inside is not None:
                node = node.inside
            if isinstance(node, Bare):
                node = carry([*found[-1:], node])[-1]
                if isinstance(node, Bare):
                    break
            if isinstance(node, Weekly) and found and isinstance(found[-1], Selector) and found[-1].ordinal:
                # 4月第一个周一和周五
                raise Refusal(_("Every one, or which of them? Say it for each."), "Mondays in April")
            found.append(node)
            step = end
            while self.kind(step) in SEPARATORS:
                step += 1
            following = self.parser.tokens[step]
            if step == end and not (following.kind == "NUM" and not following.text.isascii()):
                return found, end
            index = step
            back = end
        return (found, back) if found else None

    def _span_behind(self, first: Node, end: int) -> tuple[Node, int] | None:
        selectors: list[Node] = [first]
        row = None if self.kind(first.first + 1) in TOWARDS else self._selectors(first.first, loose=True)
        if row and row[1] >= end:
            selectors, end = row
        link = self.kind(end)
        pure = any(isinstance(s, Selector) for s in selectors)
        index = end
        if link in SPAN_LINKS or (link == "COMMA" and pure):
            index += 1
            while self.kind(index) in SPAN_LINKS:
                index += 1
        elif not pure and link not in {"FROM", "SINCE", "BETWEEN"}:
            return None
        if self.kind(index) in {END, "EXCEPT"}:
            return None
        try:
            base, after = self._item(index)
        except Incomplete:
            return None
        if isinstance(base, Selector | Weekly | Monthly | Bare) or _is_day(base):
            return None
        if link == "OF" and not pure and getattr(base, "unit", "") in UNITS - {"week"}:
            text = _("There is more than one: say which, or every.")
            raise Refusal(text, "first Monday of April", "Mondays in April")
        return self._only(Select(base, selectors), first.first, after)

    def _selectors_behind(self, base: Node, end: int) -> tuple[Node, int] | None:
        if isinstance(base, Bare | Selector | Weekly) or _is_day(base):
            return None
        index = end
        linked = False
        while self.kind(index) in SPAN_LINKS:
            index += 1
            linked = True
        if getattr(base, "unit", "") in UNITS - {"week"} and (days := self._weekdays_between(index)):
            return self._only(Select(base, [days[0]]), base.first, days[1])
        if self.kind(index) == "COMMA" and not linked:
            index = self._skip(index + 1, *SPAN_LINKS)
            row = self._selectors(index, loose=False, apart=True)
        else:
            row = self._selectors(index, loose=linked or not self.parser.tokens[index].text.isascii())
        if row is None:
            return None
        return self._only(Select(base, row[0]), base.first, row[1])

    def _weekdays_between(self, index: int) -> tuple[Node, int] | None:
        """4月的周一到周五, April Mon-Fri."""
        first = self.parser.unit(index)
        if first is None or _weekday_of(first[0]) is None or self.kind(first[1]) not in TOWARDS:
            return None
        last = self.parser.unit(first[1] + 1)
        every = weekday_range(Range(first[0], last[0])) if last else None
        return (every, last[1]) if every and last else None

    def _only(self, node: Node, first: int, end: int) -> tuple[Node, int]:
        end = self._skip(end, "ON") if self.kind(end + 1) in {END, "EXCEPT", "COMMA"} else end
        node.first, node.last = first, end
        if isinstance(node, Select):
            longer = self._selectors_behind(node, end)
            if longer:
                return longer
        return node, end


def _same_kind(node: Node, token: Token) -> bool:
    if token.kind == "RELATIVE":
        return isinstance(node, Settled) and node.said in {"today", "relative"} and not token.text.isascii()
    return (isinstance(node, Weekly) and token.kind == "WEEKDAY") or (
        isinstance(node, Settled) and node.unit == "day" and token.kind == "DATE"
    )


def _selects(node: Node, *, loose: bool, apart: bool = False) -> bool:
    if isinstance(node, Selector) or (not apart and isinstance(node, Settled) and node.inside is not None):
        return True
    return loose and (isinstance(node, Weekly | Monthly) or (isinstance(node, Bare) and not node.text.isascii()))


def _is_day(node: Node) -> bool:
    """A single day has no weekends in it."""
    return isinstance(node, Yearly | Settled) and node.unit == "day"


def _begins_with_unit(parser: Parser, item: Item) -> bool:
    """Whether the week or month stands before its day."""
    return parser.kind(item.first) in {"LAST", "THIS", "NEXT", "YEARREL"} or (
        parser.kind(item.first) in {"NUM", "NUM4", "MONTH"} and parser.kind(item.first + 1) in {"YUE", "NIAN", "OF"}
    )


def _open_day(node: Node) -> bool:
    """A number that is a day only beside its month."""
    return isinstance(node, Bare) or (isinstance(node, Range) and isinstance(node.b, Bare | Monthly))


def _day_numbers(node: Node) -> Node:
    """Numbers as days of the month that was said: Apr 1-10 except 3-5 and 7."""
    if isinstance(node, Bare):
        return month_day(node.n)
    if isinstance(node, Range) and isinstance(node.a, Bare) and isinstance(node.b, Bare):
        return Range(month_day(node.a.n), month_day(node.b.n))
    return node


def weekday_range(node: Node) -> Selector | None:
    """Mon-Fri, Mondays to Fridays: these days of every week of a span."""
    if not isinstance(node, Range):
        return None
    first, last = (_weekday_of(end) for end in (node.a, node.b))
    if first is None or last is None:
        return None
    chosen = {(first - 1 + step) % 7 + 1 for step in range((last - first) % 7 + 1)}
    return Selector(lambda days, _now: (d.where(days, lambda day: d.isoweekday(day) in chosen),))


def _inside_or_besides(wide: Node, narrow: Settled) -> Node | None:
    """`last month, last 2 days`: of that month, or two more days."""
    if getattr(wide, "unit", "days") == "day" or narrow.inside is None:
        return None
    return Either([Select(wide, [narrow.inside]), Union([wide, narrow])], _("Days of it, or more days?"))


def _weekday_of(node: Node) -> int | None:
    return node.weekday if isinstance(node, Weekly | Selector) else None


def _in_months(node: Node) -> bool:
    """Whether a month was said, so that a number alone is one of its days."""
    if isinstance(node, Union):
        return all(_in_months(item) for item in node.items)
    if isinstance(node, Range):
        return _in_months(node.a) and _in_months(node.b)
    return getattr(node, "month", None) is not None


def _distributed(items: list[Item]) -> list[Item]:
    """Mondays in January and February, 2月和3月的每周三: the selectors hold for every month of the list."""
    for index, item in enumerate(items):
        node = item.node
        if not isinstance(node, Select) or not isinstance(node.base, Yearly | Settled) or node.base.unit not in UNITS:
            continue
        behind = node.base.first > item.first
        group = [item]
        for other in items[index + 1 :] if behind else reversed(items[:index]):
            if not isinstance(other.node, Yearly | Settled) or other.node.unit not in UNITS:
                break
            if other.node.unit != node.base.unit:
                raise Refusal(_("Is it the same in all of them? Say it for each."), "Mondays in April, Mondays in May")
            group.append(other)
        if len(group) == 1:
            continue
        group.sort(key=lambda member: member.first)
        bases = carry([node.base if member is item else member.node for member in group])
        for member, base in zip(group, bases, strict=True):
            member.node = Select(base, node.selectors)
    return items


def _phrase(items: list[Item], out: list[Item]) -> Phrase:
    for item in out:
        item.excluded = True
    if out and isinstance(out[-1].node, Select) and all(isinstance(item.node, Selector) for item in items):
        # every day except Sunday in April: in April holds for both.
        span = out[-1].node.base
        for item in items:
            item.node = Select(span, [item.node])
    for item in items:
        if isinstance(item.node, Bare):
            raise Refusal(_("{number} alone is not a date: say its month.", number=item.node.text))
    base: Node = items[0].node if len(items) == 1 else Union([item.node for item in items])
    if out:
        for item in out:
            if _in_months(base):
                item.node = _day_numbers(item.node)
            if isinstance(item.node, Bare):
                raise Refusal(_("{number} alone is not a date: say its month.", number=item.node.text))
        base = Without(base, [item.node for item in out])
    return Phrase(base, items + out)
