"""Working days and official days off: a calendar library, loaded when a phrase first needs it.

The setting `calendar` chooses.

`auto` is China's for projects whose zone is China's, none elsewhere; `none` is Monday to Friday; otherwise a country
code (`CN`, `US`, `DE`).
"""

from collections.abc import Mapping
from datetime import date
from functools import cache

from bot.dates import days as d
from bot.dates.days import Days

CHINESE_ZONES = frozenset(
    ("Asia/Shanghai", "Asia/Chongqing", "Asia/Harbin", "Asia/Urumqi", "PRC", "Asia/Chungking", "Asia/Kashgar")
)


AUTO, NONE = "auto", frozenset({"", "none", "off"})
MID_AUTUMN = "Mid-autumn Festival"


class Workdays:
    """A calendar of working days. `name` is a country code, empty for none."""

    def __init__(self, name: str) -> None:
        self.name = name

    def works(self, day: int) -> bool:
        """Whether a day is a working day; Monday to Friday where the calendar does not know."""
        if not self.name or not self.knows(day):
            return d.isoweekday(day) < 6
        if self.name == "CN":
            at, (off, made_up) = date.fromordinal(day), _chinese()
            return at in made_up or (d.isoweekday(day) < 6 and at not in off)
        return d.isoweekday(day) < 6 and date.fromordinal(day) not in _country(self.name)

    def is_public_holiday(self, day: int) -> bool:
        """Whether a day is an official day off that has a name; not a plain weekend."""
        at = date.fromordinal(day)
        if self.name == "CN":
            return at in _chinese()[0]
        return at in _country(self.name)

    def knows(self, day: int) -> bool:
        """Whether the make-up days of the day's year are published."""
        if self.name == "CN":
            return date.fromordinal(day).year in chinese_years()
        return True

    def off(self, name: str, year: int) -> Days | None:
        """The official Chinese days off of a holiday in a year; None where they are not published."""
        if year not in chinese_years():
            return None
        return _days_off(name, year)


@cache
def workdays(calendar: str, zone: str) -> Workdays:
    """The calendar that a setting means in a zone. An unknown one counts Monday to Friday."""
    if calendar.lower() == AUTO:
        return Workdays("CN" if zone in CHINESE_ZONES else "")
    if calendar.lower() in NONE:
        return Workdays("")
    return Workdays(calendar.upper())


def calendar_in(words: str) -> str:
    """A setting `calendar` as it is kept. Raises ValueError for what names no calendar."""
    name = words.strip()
    if name.lower() == AUTO or name.lower() in NONE or name.upper() == "CN":
        return name
    import holidays

    if name.upper() not in holidays.list_supported_countries():
        raise ValueError(f"{name!r} is not a calendar; use auto, none, or a country code such as CN, US, DE")
    return name.upper()


@cache
def chinese_years() -> range:
    """The years whose make-up days the library has."""
    from chinese_calendar.constants import holidays

    years = [day.year for day in holidays]
    return range(min(years), max(years) + 1)


@cache
def _chinese() -> tuple[Mapping[date, str], Mapping[date, str]]:
    """The official Chinese days off, and the weekend days that are worked for them, with their names."""
    from chinese_calendar.constants import holidays, workdays

    return holidays, workdays


@cache
def _days_off(name: str, year: int) -> Days | None:
    start = date(year, 1, 1).toordinal()
    days = range(start - 5, start + 366)
    off = [(day, day) for day in days if _chinese()[0].get(date.fromordinal(day)) == name]
    if name == MID_AUTUMN:
        # In some years it falls into the National Day week, and its days off are those of both.
        runs = d.merge((at.toordinal(),) * 2 for at in _chinese()[0])
        off = [run for run in runs if off and run[0] <= off[0][0] <= run[1]]
    stretches = [s for s in d.merge(_with_weekends(off)) if date.fromordinal(s[1]).year == year]
    return (stretches[0],) if stretches else None


def _with_weekends(off: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The mid-autumn day inside a National Day week belongs to it."""
    import chinese_calendar

    filled = list(off)
    for start, _end in off:
        at = date.fromordinal(start + 1)
        if (
            at.year in chinese_years()
            and (start + 1, start + 1) not in off
            and (start + 2, start + 2) in off
            and chinese_calendar.is_holiday(at)
        ):
            filled.append((start + 1, start + 1))
    return filled


@cache
def _country(name: str) -> Mapping[date, str]:
    import holidays

    try:
        found: Mapping[date, str] = holidays.country_holidays(name, years=range(d.FIRST_YEAR, d.LAST_YEAR + 1))
    except NotImplementedError:
        return {}
    return found
