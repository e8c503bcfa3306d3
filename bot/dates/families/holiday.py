"""Named holidays: `Christmas Eve 2025`, `Black Friday`, 清明节, 国庆假期, 双十一,
618. Days off come from the Chinese calendar.
"""

from datetime import date
from functools import cache
from typing import Any

from bot.dates import days as d
from bot.dates.days import Days
from bot.dates.grammar import Match, rule
from bot.dates.lexicon import word_file
from bot.dates.meaning import Meaning, Now, Refusal, ask, distinct, span
from bot.dates.nodes import Node, Selector, Settled, Yearly, check_year, latest
from bot.dates.orders import Either
from bot.locale import _


@cache
def tables() -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """The holidays, and the days that follow the moon."""
    return word_file("holidays"), word_file("lunar")


def day_in(rule_: dict[str, Any], year: int) -> int | None:
    """The day number of a holiday in a year."""
    plus = int(rule_.get("plus", 0))
    if "moon" in rule_:
        _holidays, lunar = tables()
        days = lunar[rule_["moon"]]
        index = year - lunar["first"]
        if not 0 <= index < len(days):
            return None
        month, day = map(int, days[index].split("-"))
        return d.number(year, month, day) + plus
    if "easter" in rule_:
        return d.easter(year) + int(rule_["easter"])
    if "nth" in rule_:
        found = d.nth_weekday(*d.month(year, rule_["month"]), rule_["weekday"], rule_["nth"])
        return None if found is None else found + plus
    return d.number(year, rule_["month"], rule_["day"])


class Holiday(Yearly):
    """A holiday without its year."""

    __slots__ = ("calendar", "off", "rule")

    def __init__(self, key: str, now: Now, *, off: bool = False) -> None:
        holidays, _lunar = tables()
        self.rule = holidays[key]
        if "us" in self.rule and now.workdays.name == "US":
            self.rule = self.rule["us"]
        self.off = off or bool(self.rule.get("only_off"))
        self.calendar = now.workdays
        super().__init__(self._of, "days" if self.off else "day")

    def _of(self, year: int) -> Days | None:
        if not d.FIRST_YEAR <= year <= d.LAST_YEAR:
            return None
        if self.off:
            return self.days_off(year)
        found = day_in(self.rule, year)
        return None if found is None else span(found, found)

    def days_off(self, year: int) -> Days | None:
        """The official days off in a year."""
        name = self.rule.get("off")
        return self.calendar.off(name, year) if name else None

    def meaning(self, now: Now) -> Meaning:
        """The latest one over; where the name may mean the days off, they stand beside."""
        if self.off and self._of(now.year) is None:
            raise self._unpublished(now.year)
        meaning = latest(self, now)
        if self.off or not self.rule.get("either"):
            return meaning
        choices = []
        for choice in meaning.choices:
            choices += [choice, self.days_off(date.fromordinal(choice[0][0]).year)]
        return Meaning(distinct(choices), meaning.ask, meaning.tag)

    def in_year(self, year: int, now: Now) -> Settled:
        """With the year said."""
        check_year(year)
        found = self._of(year)
        if found is None:
            raise self._unpublished(year)
        choices = [found]
        if not self.off and self.rule.get("either"):
            choices += [off for off in [self.days_off(year)] if off]
        edge = found[0][0] if len(choices) > 1 else None
        return Settled(Meaning(distinct(choices)), self.unit, whole=(found[0][0], found[-1][1]), year=year, edge=edge)

    def _unpublished(self, year: int) -> Refusal:
        if "off" not in self.rule:
            return Refusal(_("It has no official days off."))
        return Refusal(_("The days off of {year} are not in the calendar.", year=str(year)))


AMERICAN, LABOR_DAY = "labor day", "labor-day"


@rule("HOLIDAY")
def holiday(m: Match) -> Node | None:
    """Christmas, 清明节; `Labor Day` may be the American one."""
    now = m.parser.now
    node = Holiday(m.value("HOLIDAY"), now)
    if m.tokens[0].text == AMERICAN and now.workdays.name != "US":
        return Either([node, Holiday(LABOR_DAY, now)], _("Which date do you mean?"))
    return node


@rule("HOLIDAY WEEKEND", "HOLIDAY NUM4 WEEKEND", "HOLIDAY WEEKEND NUM4")
def holiday_weekend(m: Match) -> Node | None:
    """Easter weekend: which days belong to it is asked."""
    node: Node = Holiday(m.value("HOLIDAY"), m.parser.now)
    if m.has("NUM4") and isinstance(node, Yearly):
        node = node.in_year(m.value("NUM4"), m.parser.now)
    meaning = node.meaning(m.parser.now)
    week = d.monday(meaning.choices[0][0][0])
    choices = (span(week + 5, week + 6), span(week + 4, week + 6), span(week + 4, week + 7), span(week + 5, week + 7))
    return Settled(Meaning(choices, _("Which days belong to that weekend?")), "days")


@rule("PUBLICOFF", "EVERY PUBLICOFF")
def public_holidays(m: Match) -> Node | None:
    """Public holidays of a span, by the calendar in force; 节假日 may count the weekends as well."""
    with_weekends = m.tokens[-1].value

    def pick(days: Days, now: Now) -> tuple[Days, ...]:
        if not now.workdays.name:
            raise Refusal(_("No calendar of public holidays is set here: say the days."))
        if not all(now.workdays.knows(at) for stretch in days for at in stretch):
            year = date.fromordinal(days[-1][1]).year
            raise Refusal(_("The days off of {year} are not in the calendar.", year=str(year)))
        off = d.where(days, now.workdays.is_public_holiday)
        if not with_weekends:
            return (off,)
        return (off, d.where(days, lambda day: not now.workdays.works(day)))

    return Selector(pick)


class Around(Holiday):
    """国庆期间: the days off, the day itself beside; what has no days off (双十一期间) is asked about."""

    __slots__ = ("alone",)

    def __init__(self, key: str, now: Now) -> None:
        super().__init__(key, now, off="off" in tables()[0][key])
        self.alone = Holiday(key, now)

    def meaning(self, now: Now) -> Meaning:
        """The latest one over."""
        meaning = super().meaning(now)
        return self._with_day(meaning, [date.fromordinal(choice[0][0]).year for choice in meaning.choices])

    def in_year(self, year: int, now: Now) -> Settled:
        """With the year said."""
        found = super().in_year(year, now)
        meaning = self._with_day(found.meaning(now), [year])
        return Settled(meaning, self.unit, whole=found.whole, year=year)

    def _with_day(self, meaning: Meaning, years: list[int]) -> Meaning:
        if not self.off:
            return Meaning(meaning.choices, meaning.ask or _("Which days exactly?"))
        choices: list[Days | None] = []
        for choice, year in zip(meaning.choices, years, strict=True):
            choices += [choice, self.alone.days(year)]
        return Meaning(distinct(choices), meaning.ask, meaning.tag)


@rule("HOLIDAY OF? AROUND")
def around(m: Match) -> Node | None:
    """国庆期间."""
    return Around(m.value("HOLIDAY"), m.parser.now)


@rule("NUM4 NIAN? HOLIDAY OF? AROUND", "NUM NIAN HOLIDAY OF? AROUND")
def around_with_year(m: Match) -> Node | None:
    """2025年国庆期间."""
    number = m.value("NUM4", "NUM")
    year = number + 2000 if number < 100 else number
    return Around(m.value("HOLIDAY"), m.parser.now).in_year(year, m.parser.now)


@rule("HOLIDAY OF? DAYSOFF|PUBLICOFF")
def days_off(m: Match) -> Node | None:
    """清明假期."""
    holidays, _lunar = tables()
    if "off" not in holidays[m.value("HOLIDAY")]:
        return None
    return Holiday(m.value("HOLIDAY"), m.parser.now, off=True)


@rule("LAST|PAST OF? HOLIDAY", "THIS HOLIDAY", "NEXT|COMING HOLIDAY", "LAST GE? HOLIDAY")
def by_word(m: Match) -> Node | None:
    """Last Christmas."""
    now, node = m.parser.now, Holiday(m.value("HOLIDAY"), m.parser.now)
    if m.has("THIS"):
        return node.in_year(now.year, now)
    found = [(year, days) for year in range(now.year - 2, now.year + 2) if (days := node.days(year))]
    if m.has("NEXT", "COMING"):
        return node.in_year(next((year for year, days in found if days[0][0] > now.today), now.year + 1), now)
    over = [year for year, days in found if days[-1][1] < now.today] or [now.year - 1]
    if over[-1] == now.year - 1:
        return node.in_year(over[-1], now)
    this, before = node.in_year(over[-1], now).meaning(now), node.in_year(now.year - 1, now).meaning(now)
    return Settled(ask(_("This year's, or last year's?"), *this.choices, *before.choices), "day")


@rule(
    "NUM4 NIAN? HOLIDAY",
    "HOLIDAY OF? NUM4 NIAN?",
    "HOLIDAY COMMA NUM4",
    "NUM NIAN HOLIDAY",
    "NUM4 NIAN? HOLIDAY DAYSOFF",
    "HOLIDAY DAYSOFF|PUBLICOFF OF? NUM4",
    "NUM NIAN HOLIDAY DAYSOFF",
)
def with_year(m: Match) -> Node | None:
    """Christmas 2025, 2025年春节."""
    number = m.value("NUM4", "NUM")
    year = number + 2000 if number < 100 else number
    now, off = m.parser.now, m.has("DAYSOFF", "PUBLICOFF")
    node = Holiday(m.value("HOLIDAY"), now, off=off).in_year(year, now)
    if not off and (said := m.token("HOLIDAY")) and said.text == AMERICAN and now.workdays.name != "US":
        return Either([node, Holiday(LABOR_DAY, now).in_year(year, now)], _("Which date do you mean?"))
    return node


@rule("NUM")
def by_number(m: Match) -> Node | None:
    """618, 十一."""
    text = m.tokens[0].text
    if text == "618":
        return Holiday("mid-year-sale", m.parser.now)
    if text == "十一":
        return Eleven(m.parser.now)
    return None


class Eleven(Holiday):
    """十一: National Day, its days off, or 11 November; always a question."""

    __slots__ = ()

    def __init__(self, now: Now) -> None:
        super().__init__("national-day", now)

    def meaning(self, now: Now) -> Meaning:
        """A question with all three."""
        first = super().meaning(now)
        double = Holiday("double-11", now).meaning(now)
        return Meaning(distinct((*first.choices, *double.choices)), _("National Day, or the eleventh of November?"))


@rule("NUM DAYSOFF", "NUM4 NIAN? NUM DAYSOFF")
def numbered_days_off(m: Match) -> Node | None:
    """十一假期."""
    token = [token for token in m.tokens if token.kind == "NUM"][-1]
    if token.text != "十一":
        return None
    node = Holiday("national-day", m.parser.now, off=True)
    return node.in_year(m.value("NUM4"), m.parser.now) if m.has("NUM4") else node
