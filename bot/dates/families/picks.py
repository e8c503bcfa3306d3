"""What ordinals pick out of a unit: the nth weekday, day, working day or weekend, the first or last few."""

from collections.abc import Callable

from bot.dates import days as d
from bot.dates.days import Days
from bot.dates.meaning import Now, Refusal, span
from bot.dates.names import WEEKDAY_NAMES
from bot.dates.nodes import Selector
from bot.locale import Text, _, _n

Pick = Callable[[Days, Now], tuple[Days, ...]]


def _of_several(found: list[int], nth: int, none: Callable[[int], Text]) -> Days:
    """The nth of these days; refused where there are fewer, never moved."""
    if nth == 0 or abs(nth) > len(found):
        raise Refusal(none(len(found)))
    at = found[nth - 1] if nth > 0 else found[nth]
    return span(at, at)


def nth_weekday(nth: int, n: int) -> Selector:
    """The nth such weekday of a unit."""

    def none(count: int) -> Text:
        return _n(
            "There is only {count} {weekday} in it.",
            "There are only {count} {weekday}s in it.",
            count=count,
            weekday=WEEKDAY_NAMES[n - 1],
        )

    def pick(days: Days, _now: Now) -> tuple[Days, ...]:
        return (_of_several([day for day in d.each(days) if d.isoweekday(day) == n], nth, none),)

    return Selector(pick, ordinal=True)


def several_weekdays(n: int, size: int, *, last: bool) -> Selector:
    """The first or last few such weekdays of a unit."""

    def pick(days: Days, _now: Now) -> tuple[Days, ...]:
        found = [day for day in d.each(days) if d.isoweekday(day) == n]
        if not 0 < size <= len(found):
            raise Refusal(
                _n(
                    "There is only {count} {weekday} in it.",
                    "There are only {count} {weekday}s in it.",
                    count=len(found),
                    weekday=WEEKDAY_NAMES[n - 1],
                )
            )
        return (d.merge((day, day) for day in (found[-size:] if last else found[:size])),)

    return Selector(pick, ordinal=True)


def days_at(nth: int) -> Selector:
    """The nth day of a unit."""

    def none(count: int) -> Text:
        return _n("It has only {count} day.", "It has only {count} days.", count=count)

    def pick(days: Days, _now: Now) -> tuple[Days, ...]:
        return (_of_several(list(d.each(days)), nth, none),)

    return Selector(pick, ordinal=True)


def edge_days(size: int, *, last: bool) -> Selector:
    """The first or last `size` days of a unit."""

    def pick(days: Days, _now: Now) -> tuple[Days, ...]:
        found = list(d.each(days))
        if not 0 < size <= len(found):
            raise Refusal(_n("It has only {count} day.", "It has only {count} days.", count=len(found)))
        return (d.merge((day, day) for day in (found[-size:] if last else found[:size])),)

    return Selector(pick, ordinal=True)


def working(nth: int | None, size: int | None, pick_days: Pick) -> Selector:
    """The nth, or the first or last few, of the working days of a unit."""

    def pick(days: Days, now: Now) -> tuple[Days, ...]:
        choices = []
        for found in pick_days(days, now):
            every = list(d.each(found))
            if nth is not None:
                choices.append(_of_several(every, nth, _too_few))
            elif size is not None:
                if not 0 < abs(size) <= len(every):
                    raise Refusal(_too_few(len(every)))
                choices.append(d.merge((day, day) for day in (every[size:] if size < 0 else every[:size])))
        return tuple(dict.fromkeys(choices))

    return Selector(pick, ordinal=True)


def _too_few(count: int) -> Text:
    return _n("There is only {count} working day in it.", "There are only {count} working days in it.", count=count)


def week_days(days: Days, _now: Now) -> tuple[Days, ...]:
    """Monday to Friday, without a calendar."""
    return (d.where(days, lambda day: d.isoweekday(day) < 6),)


def full_week(nth: int) -> Selector:
    """The nth week from Monday to Sunday that lies inside a unit."""

    def pick(days: Days, _now: Now) -> tuple[Days, ...]:
        start, end = days[0][0], days[-1][1]
        monday = d.monday(start + 6) + 7 * (nth - 1) if nth > 0 else d.monday(end - 6) + 7 * (nth + 1)
        if not start <= monday <= monday + 6 <= end:
            raise Refusal(_("It has fewer weeks than that."))
        return (span(monday, monday + 6),)

    return Selector(pick, ordinal=True)


def nth_weekend_of(nth: int) -> Selector:
    """The nth weekend of a unit."""

    def pick(days: Days, _now: Now) -> tuple[Days, ...]:
        saturdays = _saturdays(days, nth)
        at = saturdays[nth - 1] if nth > 0 else saturdays[nth]
        return (span(at, at + 1),)

    return Selector(pick, ordinal=True)


def weekends_at_edge(size: int, *, last: bool) -> Selector:
    """The first or last few weekends of a unit."""

    def pick(days: Days, _now: Now) -> tuple[Days, ...]:
        saturdays = _saturdays(days, size)
        return (d.merge((at, at + 1) for at in (saturdays[-size:] if last else saturdays[:size])),)

    return Selector(pick, ordinal=True)


def _saturdays(days: Days, wanted: int) -> list[int]:
    """All of them. Raises Refusal where there are fewer than wanted."""
    found = [day for day in d.each(days) if d.isoweekday(day) == 6]
    if not 0 < abs(wanted) <= len(found):
        raise Refusal(
            _n("There is only {count} weekend in it.", "There are only {count} weekends in it.", count=len(found))
        )
    return found


WHICH_WEEKS = _("Weeks from Monday to Sunday, or seven days from the unit's edge?")


def weeks_at(nth: int) -> Selector:
    """The nth week of a unit: of April the 1st to the 7th, or the first Monday week; asked about."""

    def pick(days: Days, _now: Now) -> tuple[Days, ...]:
        start, end = days[0][0], days[-1][1]
        if nth > 0:
            rolling = (start + 7 * (nth - 1), start + 7 * nth - 1)
            monday = d.monday(start + 6) + 7 * (nth - 1)
            holds = d.monday(start) + 7 * (nth - 1)
        else:
            rolling = (end + 7 * nth + 1, end + 7 * (nth + 1))
            monday = d.monday(end) + 7 * (nth + 1)
            full = d.monday(end - 6) + 7 * (nth + 1)
            last = (span(rolling[0], rolling[1]), span(full, full + 6))
            return tuple(dict.fromkeys((span(monday, monday + 6), *last)))
        if not start <= rolling[0] <= end:
            raise Refusal(_("It has fewer weeks than that."))
        return tuple(dict.fromkeys((span(*rolling), span(monday, monday + 6), span(holds, holds + 6))))

    return Selector(pick, ordinal=True, question=WHICH_WEEKS)


def whole_units(nth: int, size: int, unit: str) -> Selector:
    """`size` whole months or quarters of a longer unit: from the nth on, or the last ones."""

    def pick(days: Days, _now: Now) -> tuple[Days, ...]:
        found = d.by_unit(days, unit)
        if not 0 < abs(nth) <= len(found) or not 0 < size <= len(found):
            raise Refusal(_("It has fewer of them than that."))
        if size > 1:
            return (d.union(found[:size] if nth > 0 else found[-size:]),)
        return (found[nth - 1] if nth > 0 else found[nth],)

    return Selector(pick, ordinal=True)
