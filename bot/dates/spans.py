"""Tokens -> members: a range, with the selectors before or behind it."""

from bot.dates.carry import carry
from bot.dates.ends import TOWARDS, Incomplete, RangeReader
from bot.dates.meaning import Refusal
from bot.dates.monthly import Monthly
from bot.dates.nodes import UNITS, Bare, Node, Selector, Settled, Weekly, Yearly
from bot.dates.parser import Parser
from bot.dates.ranges import After, Range, Since
from bot.dates.sets import Select, is_stretch, weekday_of, weekday_range
from bot.dates.shapes import END
from bot.locale import _

SEPARATORS = frozenset(("COMMA", "AND", "DUN"))
_OPENING = frozenset(("FOR", "IN", "ONWARD", "ON", "OF"))
SPAN_LINKS = frozenset(("OF", "IN", "ON", "FOR", "ONWARD"))


class SpanReader(RangeReader):
    """Reads one member of a list."""

    def __init__(self, parser: Parser) -> None:
        super().__init__(parser)
        self._spanless = 0
        """Rows of weekdays up to here have no span behind them: each member need not look again."""

    def _item(self, index: int) -> tuple[Node, int]:
        start = index
        index = self._without_links(index)
        node, end = self._span(index, start)
        if isinstance(node, Since):
            end = self._inclusive(self._through(node, end))
        node.first, node.last = start, end
        node, end = self._selected(node, end)
        if self.kind(end) in TOWARDS and isinstance(node, Select) and all(_one_of_it(s) for s in node.selectors):
            # 上个月第一天到最后一天
            node, end = self._towards(node, end)
            node.first, node.last = start, end
        return node, end

    def _without_links(self, index: int) -> int:
        """Behind words that add nothing before a member: for, in, only."""
        links = _OPENING if index == 0 else _OPENING - {"OF"}
        while self.kind(index) in links and self.kind(index + 1) != END:
            if self.kind(index) == "IN" and self.kind(index + 1) in {"NUM", "ONE"}:
                break
            index += 1
        return index

    def _span(self, index: int, start: int) -> tuple[Node, int]:
        """A unit, a range, or all days since a start."""
        kind = self.kind(index)
        if kind == "BETWEEN":
            node, end = self.parser.unit(index) or self._between(index + 1)
        elif kind in {"FROM", "SINCE"}:
            node, end = self._from(index + 1, since=kind == "SINCE")
        elif kind == "AFTER":
            unit, end = self._unit(index + 1)
            node = After(unit)
        elif kind == "TO" and (found := self.parser.unit(index)):
            node, end = found
        elif kind == "TO" and (turned := self._end_first(index)):
            node, end = turned
        elif kind in {"TO", "DASH", "BEFORE"} or (kind == END and start == 0):
            raise self._no_start(kind, index)
        else:
            node, end = self._plain(index)
        return node, end

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
        if self.kind(index) not in SPAN_LINKS or self.kind(index + 1) == END:
            return False
        if self.kind(index + 1) not in {"LAST", "THIS", "NEXT"}:
            return True
        behind = self.parser.unit(index + 1)
        return behind is not None and getattr(behind[0], "week", None) is None

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
                return _of_each(found), end
            index = step
            back = end
        return (_of_each(found), back) if found else None

    def _span_behind(self, first: Node, end: int) -> tuple[Node, int] | None:
        if first.first < self._spanless:
            # It is one of a row that was looked at already, and has no span behind it.
            return None
        return self._span_of_row(first, end)

    def _span_of_row(self, first: Node, end: int) -> tuple[Node, int] | None:
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
            if self.kind(self._skip(end, *SEPARATORS)) == END:
                self._spanless = end
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
        if is_stretch(base) and getattr(base, "unit", "") != "week" and (days := self._weekdays_between(index)):
            return self._only(Select(base, [days[0]]), base.first, days[1])
        if self.kind(index) == "COMMA" and not linked:
            index = self._skip(index + 1, *SPAN_LINKS)
            row = self._selectors(index, loose=False, apart=True)
        else:
            english = linked and self.parser.tokens[index - 1].text.isascii()
            loose = linked or not self.parser.tokens[index].text.isascii()
            row = self._selectors(index, loose=loose, apart=english or weekday_range(base) is not None)
        if row is None:
            return None
        on = linked and self.parser.tokens[index - 1].text == "on" and getattr(base, "unit", "") != "week"
        if on and any(isinstance(node, Weekly) for node in row[0]):
            # march on Friday
            return None
        return self._only(Select(base, row[0]), base.first, row[1])

    def _weekdays_between(self, index: int) -> tuple[Node, int] | None:
        """4月的周一到周五, April Mon-Fri."""
        first = self.parser.unit(index)
        if first is None or weekday_of(first[0]) is None or self.kind(first[1]) not in TOWARDS:
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


def _selects(node: Node, *, loose: bool, apart: bool = False) -> bool:
    if isinstance(node, Selector) or (not apart and isinstance(node, Settled) and node.inside is not None):
        return True
    return loose and (isinstance(node, Weekly | Monthly) or (isinstance(node, Bare) and not node.text.isascii()))


def _of_each(row: list[Node]) -> list[Node]:
    """每月第一天和最后一天, first Monday and last Friday of each month: all of them are each month's."""
    each = next((node.each for node in row if isinstance(node, Selector) and node.each), None)
    return [each(node) if each and isinstance(node, Selector) and node.ordinal else node for node in row]


def _one_of_it(node: Node) -> bool:
    return isinstance(node, Selector) and node.ordinal


def _is_day(node: Node) -> bool:
    """A single day has no weekends in it."""
    return isinstance(node, Yearly | Settled) and node.unit == "day"
