"""Months and weekdays by name, and the refusal of days that a month does not have."""

from bot.dates import days as d
from bot.dates.meaning import Refusal
from bot.locale import _

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def no_such_day(month: int, day: int, year: int | None) -> Refusal:
    """The refusal of a day that a month does not have, with the nearest real ones."""
    if not 1 <= month <= 12:
        return Refusal(_("There is no month {month}.", month=month))
    length = LENGTHS[month - 1] if year is None else d.month_length(year, month)
    after = f"{MONTHS[month % 12]} 1"
    last = f"{MONTHS[month - 1]} {length}"
    if day < 1:
        return Refusal(_("There is no day {day}.", day=day), f"{MONTHS[month - 1]} 1")
    if month == 2 and day == 29 and year is not None:
        leap = next(y for y in range(year, 0, -1) if d.month_length(y, 2) == 29)
        text = _("February {year} has 28 days. Did you mean Feb 28 or Mar 1?", year=str(year))
        return Refusal(text, f"Feb 28, {year}", f"Mar 1, {year}", f"{leap}-02-29")
    if month == 2 and year is None:
        # Feb 29 would be refused itself in most years.
        return Refusal(_("February has 28 or 29 days. Did you mean Feb 28 or Mar 1?"), "Feb 28", after)
    if year is not None:
        last, after = f"{last}, {year}", f"{after}, {year + (month == 12)}"
    return Refusal(
        _(
            "{month} has {count} days. Did you mean {last} or {after}?",
            month=MONTH_NAMES[month - 1],
            count=length,
            last=last,
            after=after,
        ),
        last,
        after,
    )


MONTH_NAMES = (
    _("January"),
    _("February"),
    _("March"),
    _("April"),
    _("May"),
    _("June"),
    _("July"),
    _("August"),
    _("September"),
    _("October"),
    _("November"),
    _("December"),
)


WEEKDAY_NAMES = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
