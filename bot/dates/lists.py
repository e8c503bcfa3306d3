"""Lists: their members, what these share, and the whole phrase that they and what is left out make."""

from dataclasses import dataclass

from bot.dates.carry import BEHIND, carry
from bot.dates.ends import Incomplete
from bot.dates.meaning import Refusal, plain
from bot.dates.monthly import Monthly, month_day
from bot.dates.nodes import UNITS, Bare, Node, Selector, Settled, Weekly, Yearly
from bot.dates.orders import Either
from bot.dates.parser import Parser, join
from bot.dates.ranges import Range, Union, reduced
from bot.dates.sets import Select, Without, inside_or_besides, is_stretch, weekday_range
from bot.dates.years import kept
from bot.locale import _


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


def open_day(node: Node) -> bool:
    """A number that is a day only beside its month."""
    return isinstance(node, Bare) or (isinstance(node, Range) and isinstance(node.b, Bare | Monthly))


def _begins_with_unit(parser: Parser, item: Item) -> bool:
    """Whether the week or month stands before its day."""
    return parser.kind(item.first) in {"LAST", "THIS", "NEXT", "YEARREL"} or (
        parser.kind(item.first) in {"NUM", "NUM4", "MONTH"} and parser.kind(item.first + 1) in {"YUE", "NIAN", "OF"}
    )


def _day_numbers(node: Node) -> Node:
    """Numbers as days of the month that was said: Apr 1-10 except 3-5 and 7."""
    if isinstance(node, Bare):
        return month_day(node.n)
    if isinstance(node, Range) and isinstance(node.a, Bare) and isinstance(node.b, Bare):
        return Range(month_day(node.a.n), month_day(node.b.n))
    return node


def _in_months(node: Node) -> bool:
    """Whether a month was said, so that a number alone is one of its days."""
    if isinstance(node, Union):
        return all(_in_months(item) for item in node.items)
    if isinstance(node, Range):
        return _in_months(node.a) and _in_months(node.b)
    return getattr(node, "month", None) is not None


def distributed(items: list[Item]) -> list[Item]:
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


def phrase_of(items: list[Item], out: list[Item]) -> Phrase:
    """The phrase of a list and of what is left out of it. Raises Refusal for a number that no month was said for."""
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


def _one_of_the_other(wide: Node, narrow: Node, parser: Parser) -> Node | None:
    if not isinstance(narrow, Settled) or not is_stretch(wide):
        return None
    part = narrow.inside or (narrow.taken if narrow.unit in {"day", "weekend"} else None)
    if part is None:
        return None
    try:
        Select(wide, [part]).meaning(parser.now)
    except Refusal:
        # It has not so many: they are more days.
        return None
    return inside_or_besides(wide, narrow)


def _weekdays_of(items: list[Item], parser: Parser) -> None:
    """`April, Mon and Wed`: the Mondays and Wednesdays of April, or two days more; asked about."""
    if parser.kind(items[-1].last) == "EXCLUDED":
        return
    wide, row = items[0], items[1:]
    comma = row and wide.last == row[0].first - 1 and parser.kind(wide.last) == "COMMA"
    if not comma or getattr(wide.node, "unit", "") == "week" or not is_stretch(wide.node):
        return
    if not all(isinstance(item.node, Weekly) and item.node.weekday for item in row):
        return
    days: list[Node] = [item.node for item in row]
    node = Either([Select(wide.node, days), Union([wide.node, *days])], _("Days of it, or more days?"))
    node.first, node.last = wide.first, row[-1].last
    items[:] = [Item(node, wide.first, row[-1].last)]


def narrowed(items: list[Item], parser: Parser) -> None:
    """`last week, Mon-Fri` and `April, the 5th`: days inside the unit before the comma."""
    if len(items) < 2:
        return
    _weekdays_of(items, parser)
    index = 1 if parser.kind(items[-1].last) != "EXCLUDED" else len(items)
    while index < len(items):
        wide, item = items[index - 1], items[index]
        comma = wide.last == item.first - 1 and parser.kind(wide.last) == "COMMA"
        narrow = _one_piece(item.node, wide.node, parser) if comma else item.node
        fits = isinstance(narrow, Weekly) or (isinstance(narrow, Monthly) and getattr(wide.node, "unit", "") == "month")
        found = join(narrow, wide.node, parser.now) if comma and fits else None
        if comma and found is None and len(items) == 2:
            found = _one_of_the_other(wide.node, narrow, parser)
            if found is None and parser.tokens[wide.first].the:
                # The last Friday, April
                found = _one_of_the_other(narrow, wide.node, parser)
        if comma and found is None and getattr(item.node, "unit", "") in {"week", "month"}:
            found = _unit_behind(wide.node, item.node, parser)
        every = weekday_range(item.node)
        if comma and found is None and every and is_stretch(wide.node):
            found = Select(wide.node, [every])
        before = weekday_range(wide.node)
        if comma and found is None and before and len(items) == 2 and is_stretch(item.node):
            found = Select(item.node, [before])
        if found is None:
            index += 1
            continue
        found.first, found.last = wide.first, item.last
        items[index - 1 : index + 1] = [Item(found, wide.first, item.last)]


def _one_piece(narrow: Node, wide: Node, parser: Parser) -> Node:
    """A range of days that lack their month or week, as one node; numbers are days where the month was said."""
    if getattr(wide, "unit", "") == "month":
        days = getattr(narrow, "days", None)
        narrow = _day_numbers(days if isinstance(days, Range) else narrow)
    if getattr(wide, "unit", "") not in UNITS or not isinstance(narrow, Range):
        return narrow
    if not isinstance(narrow.a, Weekly | Monthly | Yearly | Bare):
        return narrow
    carried = carry([Range(narrow.a, narrow.b)])[0]
    return reduced(carried, parser.now) if isinstance(carried, Range) else carried


def _unit_behind(narrow: Node, wide: Node, parser: Parser) -> Node | None:
    """`Monday, last week`; 12到17号，7月."""
    piece = _one_piece(narrow, wide, parser)
    if not isinstance(piece, Weekly | Monthly):
        return None
    found = join(piece, wide, parser.now)
    if isinstance(found, Settled):
        found.said = BEHIND
    elif isinstance(found, Yearly):
        found.day_first = True
    return found


def shared(items: list[Item], parser: Parser) -> None:
    """上周和上上周的周一, `the 5th of March and April`: the day is of every unit of the list."""
    for index, item in enumerate(items if len(items) > 1 else ()):
        _in_the_week_behind(items[:index], item.node)
        narrow = item.node.narrow
        if narrow is None or isinstance(narrow, Yearly | Settled):
            continue
        wide_first = _begins_with_unit(parser, item)
        edge = isinstance(narrow, Monthly) and narrow.day is None and not wide_first
        if not wide_first and not edge and item.node.wide is not None:
            # Every Tuesday and Thursday of last week.
            for other in reversed(items[:index]):
                if not isinstance(other.node, Selector):
                    break
                other.node = Select(item.node.wide, [other.node])
        for other in reversed(items[:index]) if wide_first else items[index + 1 :]:
            if getattr(other.node, "unit", "") not in {"week", "month"}:
                break
            if edge and (parser.kind(other.first) not in _NAMED or parser.kind(other.first - 1) == "COMMA"):
                # The end of March and last month
                break
            found = join(narrow, other.node, parser.now)
            if found is None:
                break
            other.node = kept(other.node, _the_same(found, other.node, narrow, wide_first=wide_first))


_NAMED = frozenset(("MONTH", "NUM", "NUM4"))


def _the_same(found: Node, whole: Node, narrow: Node, *, wide_first: bool) -> Node:
    """With the year of its unit; 3月和4月上旬 may be all of March, and is asked about."""
    if isinstance(found, Settled) and isinstance(whole, Settled):
        found.year, found.year_behind = whole.year, whole.year_behind
    if wide_first and isinstance(narrow, Monthly) and narrow.day is None:
        return Either([found, whole], _("Is it the same in all of them? Say it for each."))
    return found


def _in_the_week_behind(before: list[Item], last: Node) -> None:
    """`Every Tuesday and Sunday last week`: both of that week."""
    if not isinstance(last, Settled) or last.said != BEHIND or last.week is None:
        return
    whole = Settled(plain(((last.week, last.week + 6),)), "week", week=last.week)
    for item in reversed(before):
        if not isinstance(item.node, Selector) or not item.node.weekday:
            break
        item.node = Select(whole, [item.node])


def in_one_year(items: list[Item], parser: Parser, year: int) -> None:
    """Every date so far is of this year."""
    nodes = carry([item.node for item in items])
    for item, node in zip(items, nodes, strict=True):
        whole = reduced(node, parser.now) if isinstance(node, Range) else node
        if not isinstance(whole, Yearly):
            raise Incomplete(item.last)
        item.node = whole.in_year(year, parser.now)
