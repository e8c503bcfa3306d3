"""The gate to dateparser: single whole dates in the many languages this grammar does not speak.

dateparser guesses (dates.md 7), so only text that surely is one whole date comes near it (a day, a month in letters, a year of four
digits), and its answer must agree with every number of the text.
"""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

_NUMBER = re.compile(r"\d+")
_CJK_DATE = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_LONGEST = 40


def foreign_date(text: str, languages: Sequence[str]) -> date | None:
    """The date that a plain text is in one of these languages, None where it is not surely one."""
    numbers = [int(found) for found in _NUMBER.findall(text)] if len(text) <= _LONGEST else []
    cjk = _CJK_DATE.fullmatch(text.strip())
    if not (cjk or _day_and_year(numbers)) or (not cjk and not _has_month_name(text)):
        return None
    found = _parser(tuple(languages)).get_date_data(text)
    moment = found.date_obj
    if moment is None or found.period != "day":
        return None
    day: date = moment.date()
    wanted = {day.day, day.year, day.month} if cjk else {day.day, day.year}
    return day if set(numbers) == wanted else None


def _day_and_year(numbers: Sequence[int]) -> bool:
    return len(numbers) == 2 and sorted(n > 999 for n in numbers) == [False, True] and 1 <= min(numbers) <= 31


def _has_month_name(text: str) -> bool:
    return any(len(word) >= 3 for word in re.findall(r"[^\W\d_]+", text))


@cache
def _parser(languages: tuple[str, ...]) -> Any:
    """dateparser's reader in its strictest setting; imported only here, for it takes a tenth of a second."""
    from dateparser.date import DateDataParser

    return DateDataParser(
        languages=list(languages),
        settings={
            "PARSERS": ["absolute-time"],
            "STRICT_PARSING": True,
            "REQUIRE_PARTS": ["day", "month", "year"],
            "DATE_ORDER": "DMY",
        },
    )
