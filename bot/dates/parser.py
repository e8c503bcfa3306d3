"""Tokens -> units: rules by the automaton, then whatever continues them (a suffix, the year, month or week they
lack).
"""

from collections.abc import Callable
from datetime import date

from bot.dates import days as d
from bot.dates.grammar import POSTFIX, PREFIX, Automaton, Match
from bot.dates.meaning import Now, Refusal
from bot.dates.monthly import Monthly, full_date
from bot.dates.nodes import Bare, Node, Settled, Weekly, Yearly
from bot.dates.orders import Either
from bot.dates.shapes import END, Token
from bot.locale import _

LEADING = frozenset(("FOR", "IN", "ONWARD", "ON"))
"""Words before a unit that add nothing: for, in, on, only."""

AHEAD = (END,) * 16
"""So far may be looked ahead behind the last token without care."""

BEHIND = "unit behind"
"""Said of a day whose week or month stands behind it, and so holds for both ends of a range: Monday to Friday last
week.
"""

LINKS = frozenset(("OF", "IN", "FOR"))


class Parser:
    """Reads units from the tokens of one phrase. Each place is read once and remembered, so the time stays linear."""

    def __init__(self, tokens: list[Token], now: Now) -> None:
        self.tokens = [*tokens, Token(END, None, "", -1, -1)]
        self.kind: Callable[[int], str] = [*(token.kind for token in tokens), *AHEAD].__getitem__
        """The kind of the token at a place; END behind the last one."""
        self.now = now
        self.far = 0
        self._memo: dict[int, tuple[Node, int] | None] = {}
        self._open: set[int] = set()

    def unit(self, index: int) -> tuple[Node, int] | None:
        """The longest unit at a place, and where it ends."""
        if index in self._memo:
            return self._memo[index]
        if index in self._open:
            return None
        self._open.add(index)
        found = self._memo[index] = self._unit(index)
        self._open.discard(index)
        if found:
            self.far = max(self.far, found[1])
        return found

    def _unit(self, index: int) -> tuple[Node, int] | None:
        start = index
        if self.kind(index) == "IN" and self.kind(index + 1) in {"NUM", "ONE"}:
            # in 3 days
            found = self._apply(PREFIX, index, None)
            if found is not None:
                return found
        while self.kind(index) in LEADING and self.kind(index + 1) != END:
            index += 1
        found = self._apply(PREFIX, index, None)
        if found is None:
            return None
        while True:
            node, end = found
            node.first, node.last = start, end
            longer = self._apply(POSTFIX, end, node) or self._joined(node, end)
            if longer is None:
                return found
            found = longer

    def _apply(self, rules: Automaton, index: int, left: Node | None) -> tuple[Node, int] | None:
        for end, matching in reversed(rules.matches(self.tokens, index)):
            for rule in matching:
                right, after = None, end
                if rule.operand:
                    operand = self.unit(end)
                    if operand is None:
                        continue
                    right, after = operand
                node = rule.build(Match(self, self.tokens[index:end], left, right))
                if node is not None:
                    self.far = max(self.far, after)
                    return node, after
        return None

    def _joined(self, left: Node, index: int) -> tuple[Node, int] | None:
        """Two units side by side, or with "of" between: the narrower takes what it lacks from the wider."""
        kind = self.kind(index)
        linked = kind in LINKS or (
            kind == "COMMA" and self.kind(index + 1) == "NUM4" and self.kind(index + 2) not in {"NIAN", "MONTH", "NUM"}
        )
        if kind == END or not (linked or isinstance(left, Yearly | Monthly | Weekly | Settled | Bare)):
            return None
        found = self.unit(index + 1 if linked else index)
        if found is None:
            return None
        right, end = found
        if isinstance(right, Bare):
            node = None if linked or self.tokens[index - 1].text.isascii() else numbers_in(left, right)
            return (node, end) if node else None
        node = join(left, right, self.now)
        if isinstance(node, Settled) and isinstance(left, Weekly | Monthly):
            node.said = "unit behind"
        if isinstance(node, Settled) and isinstance(left, Yearly):
            node.year_behind = True
        narrow = left if node else right
        node = node or join(right, left, self.now)
        if node is not None and (linked or not self.tokens[index - 1].text.isascii()):
            node.narrow, node.wide = narrow, right if narrow is left else left
        return (node, end) if node else None


def join(narrow: Node, wide: Node, now: Now) -> Node | None:
    """A day in its month, a weekday in its week, a date in its year; None where they do not fit."""
    if isinstance(wide, Settled):
        if wide.unit == "year" and wide.year is not None:
            return _in_year(narrow, wide.year, now)
        if wide.unit == "month" and wide.month:
            if isinstance(narrow, Monthly):
                # The 6th of the month is the 6th.
                return narrow if wide.said == "at hand" else narrow.in_month(*wide.month)
            return None
        if wide.unit in {"quarter", "half"} and wide.whole and isinstance(narrow, Yearly) and narrow.unit == "month":
            return _month_inside(narrow, wide.whole, now)
        if wide.unit == "week" and wide.week is not None and isinstance(narrow, Weekly):
            return narrow.in_week(wide.week)
        return None
    if isinstance(wide, Yearly) and wide.unit == "week" and isinstance(narrow, Weekly):
        return _in_numbered_week(narrow, wide, now)
    if isinstance(wide, Yearly) and wide.unit == "month" and wide.month and isinstance(narrow, Monthly):
        return narrow.in_any(wide.month)
    return None


def _month_inside(month: Yearly, whole: tuple[int, int], now: Now) -> Node:
    """Last quarter's March. Raises Refusal for a month that is not in it."""
    year = date.fromordinal(whole[0]).year
    days = month.days(year)
    if not days or not whole[0] <= days[0][0] <= whole[1]:
        raise Refusal(_("There is no such day in that span."))
    return month.in_year(year, now)


def _in_numbered_week(narrow: Weekly, week: Yearly, now: Now) -> Node:
    """Monday of week 16: the week is settled at once, so that it holds for the other end of a range as well."""
    mondays = dict.fromkeys(d.monday(days[0][0]) for days in week.meaning(now).choices)
    found: list[Node] = [narrow.in_week(monday) for monday in mondays]
    if len(found) > 1 and week.near(now.today, after=False) == week.near(now.today, after=True):
        # It is this week, whose first day is asked about; its days are not.
        return narrow.in_week(now.monday)
    return found[0] if len(found) == 1 else Either(found, _("Which year: the one to come, or the last one?"), "year")


def _in_year(narrow: Node, year: int, now: Now) -> Node | None:
    in_year: Callable[[int, Now], Node | None] | None = getattr(narrow, "in_year", None)
    return in_year(year, now) if in_year else None


def numbers_in(wide: Node, bare: Bare) -> Node | None:
    """A number right behind a month or a year, as Chinese writes them: 上个月5-9号, 2025年1-3月."""
    if isinstance(wide, Settled) and wide.unit == "year" and wide.year is not None:
        return Bare(bare.n, bare.text, wide.year)
    if isinstance(wide, Settled) and wide.unit == "month" and wide.month:
        return full_date(*wide.month, bare.n)
    return None
