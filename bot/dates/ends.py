"""Tokens -> ranges: from one end to another, since a start, inside a unit."""

from bot.dates.carry import NOWHERE, carry
from bot.dates.meaning import Refusal
from bot.dates.monthly import full_date, month_day
from bot.dates.nodes import COUNTED_ON, Bare, Node, Selector, Settled, Yearly
from bot.dates.orders import Either
from bot.dates.parser import Parser, join
from bot.dates.ranges import After, Range, Since, month_of_year, reduced
from bot.dates.sets import Select
from bot.dates.shapes import END
from bot.locale import _

TOWARDS = frozenset(("TO", "DASH"))


class Incomplete(Exception):
    """The tokens from `at` on make no sense there."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


def _of_the_same(a: Node, b: Node) -> Node:
    """上个月第一天到最后一天: the unit that was said for the first end is the second one's too."""
    if not isinstance(b, Selector) or not b.ordinal or b.alone is not None:
        return b
    if isinstance(a, Select):
        return Select(a.base, [b])
    if isinstance(a, Settled) and a.unit == "day" and a.month:
        return Select(month_of_year(a.month[1]).in_year(a.month[0], NOWHERE), [b])
    if isinstance(a, Yearly) and a.unit == "day" and a.month:
        return Select(month_of_year(a.month), [b])
    return b


def _of_both(a: Node, b: Node, *, dash: bool) -> Node | None:
    """First 3 days of Jan-Mar: of the whole stretch; with a word between the months it may end in March as well."""
    if not isinstance(a, Select) or not all(isinstance(s, Selector) and s.ordinal for s in a.selectors):
        return None
    unit = getattr(a.base, "unit", "")
    if unit not in {"month", "quarter"} or unit != getattr(b, "unit", "") or isinstance(b, Select):
        return None
    both = Select(Range(a.base, b), a.selectors)
    if dash:
        return both
    return Either([both, Range(a, b)], _("From which day to which? Say the first and the last one."), always=True)


class RangeReader:
    """Reads units and ranges at a place."""

    def __init__(self, parser: Parser) -> None:
        self.parser = parser
        self.kind = parser.kind

    def _skip(self, index: int, *kinds: str, before: str | None = None) -> int:
        while self.kind(index) in kinds and (before is None or self.kind(index + 1) == before):
            index += 1
        return index

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
        return Range(a, b), self._inclusive(index)

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
        return Since(a, of=self.parser.tokens[a.first - 1].value == "data" if a.first else False), index

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
        last_weekday = self.kind(after) == "LAST" and self.kind(after + 1) == "WEEKDAY"
        if isinstance(a, Select) and last_weekday and self.kind(after + 2) not in {"OF", "IN"}:
            raise Refusal(_("The last one of what? Say it for both ends."), "2nd Tuesday of Apr to last Friday of Apr")
        counted = isinstance(a, Settled) and a.said == "relative"
        before = end - after == 3 and self.kind(end - 2) == "RI" and self.kind(end - 1) in {"QIAN", "BEFOREZ"}
        if before and not counted:
            raise Refusal(_("Days ago, or before that day of the month?"))
        if isinstance(b, Settled) and b.said == "today" and not isinstance(a, Bare):
            return Since(a, "today"), end
        if whole := _of_both(a, b, dash=self.kind(index) == "DASH"):
            return whole, self._inclusive(end)
        return Range(a, _of_the_same(a, b)), self._inclusive(end)

    def _inclusive(self, index: int) -> int:
        """Behind `inclusive`, in brackets or behind a comma too."""
        index = self._skip(index, "BETWEENZ")
        at = self._skip(index, "COMMA", "PAREN")
        if self.kind(at) != "INCLUSIVE":
            return index
        return self._skip(at, "INCLUSIVE", "BETWEENZ", "PAREN" if self.kind(at - 1) == "PAREN" else "INCLUSIVE")

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

    def _numbers_in_month(self, index: int) -> tuple[Node, int] | None:
        """`last month 5-9`, `5-9 of last month`: days of the month that is said beside them."""
        at, behind = index, self.kind(index) == "NUM"
        wide = None if behind else self.parser.unit(index)
        if wide is not None:
            at = wide[1]
        if (self.kind(at), self.kind(at + 2)) != ("NUM", "NUM") or self.kind(at + 1) not in TOWARDS:
            return None
        end = at + 3
        if behind:
            linked = self.kind(end) in {"OF", "IN"}
            wide = self.parser.unit(end + linked) if linked or self.kind(end) in {"LAST", "THIS", "NEXT"} else None
            end = wide[1] if wide else end
        if wide is None or self.kind(end) not in {END, "COMMA", "AND", "EXCEPT"}:
            return None
        month = wide[0]
        if not isinstance(month, Settled) or month.unit != "month" or month.month is None:
            return None
        first, last = (full_date(*month.month, self.parser.tokens[number].value) for number in (at, at + 2))
        return Range(first, last), end

    def _plain(self, index: int) -> tuple[Node, int]:
        if numbered := self._numbers_in_month(index):
            return numbered
        a, end = self._unit(index)
        kind = self.kind(end)
        if kind in TOWARDS:
            node, end = self._towards(a, end)
            return self._year_behind(node, end)
        if kind in {"FROM", "BETWEEN"} or (kind == "COMMA" and self.kind(end + 1) in {"FROM", "BETWEEN"}):
            return self._inside(a, end + (kind == "COMMA")) or (a, end)
        if kind == "AND" and (both := self._both_between(a, end)):
            return both
        if (kind in {"SINCEZ", "SOFAR"} and not (kind == "SOFAR" and isinstance(a, Selector))) or (
            kind == "ONWARD"
            and self.parser.tokens[end].text != "forward"
            and self.kind(end + 1) in {END, "EXCEPT", "COMMA", "AND"}
        ):
            return Since(a, "now" if kind == "SOFAR" else ""), end + 1
        if kind == "AFTERZ" or (kind == "HOU" and self.kind(end + 1) == END):
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

    def _through(self, node: Since, end: int) -> int:
        """Including today, not including today."""
        at = end + 1 if self.kind(end) == "COMMA" else end
        if self.kind(at) not in {"WITHTODAY", "NOTODAY"}:
            return end
        node.through = "today" if self.kind(at) == "WITHTODAY" else ""
        return at + 1

    def _end_first(self, index: int) -> tuple[Node, int] | None:
        """Until yesterday since Apr 20: the last day is said before the first one."""
        last = self.parser.unit(index + 1)
        if last is None:
            return None
        if self.kind(last[1]) not in {"SINCE", "FROM"}:
            return self._counted_up(*last)
        first = self.parser.unit(last[1] + 1)
        if first is None:
            return None
        if isinstance(last[0], Settled) and last[0].said == "today":
            return Since(first[0], "today"), first[1]
        return Range(first[0], last[0]), first[1]

    def _counted_up(self, last: Node, index: int) -> tuple[Node, int] | None:
        """截至4月20日的7天."""
        at = self._skip(index, "INCLUSIVE", "OF", "RECENT", "RUN")
        if at == index or self.kind(at) != "NUM" or getattr(last, "unit", "") != "day":
            return None
        size, unit = self.parser.tokens[at].value, self._skip(at + 1, "GE")
        if self.kind(unit) not in {"DAY", "RI", "WEEK"} or not 1 <= size <= 366:
            return None
        size *= 7 if self.kind(unit) == "WEEK" else 1
        meaning = last.meaning(self.parser.now)
        return Settled(meaning.map(lambda days: ((days[-1][1] - size + 1, days[-1][1]),))), unit + 1

    def _no_start(self, kind: str, index: int) -> Exception:
        if kind == "TO" and self._parses(index + 1):
            return Refusal(_("From when? Say the first day too."), "last 7 days", "from Apr 1 to Apr 7")
        if kind == "BEFORE" and self._parses(index + 1):
            return Refusal(_("That has no beginning: say the first day too."), "last 7 days", "from Apr 1 to Apr 7")
        return Incomplete(index)
