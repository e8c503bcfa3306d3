"""The gate to dateparser: single whole dates in the many languages that this grammar does not speak.

dateparser guesses (dates.md 7), so only text that surely is one whole date comes near it: a day, a month by its name in
one of the languages (Unicode CLDR), a year of four digits, perhaps the weekday it falls on, and nothing else. It is
asked in that one language and in its strictest setting, and an answer other than that very date is none.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

LANGUAGES = ("de", "fr", "es", "it", "pt", "nl", "pl", "ja", "ko", "ru")
"""Languages that are read where nobody chooses others."""

KNOWN_LANGUAGES = frozenset(
    {*LANGUAGES, "bg", "cs", "da", "el", "et", "fi", "hr", "hu", "id", "nb", "ro", "sk", "sl", "sv", "tr", "uk"}
)
"""Languages whose dates dateparser reads as Unicode CLDR writes them, in each of its styles. The tests prove it."""

_LONGEST = 60
_YEAR = re.compile(r"\d{4}")
_PIECE = re.compile(r"\s*(?:(?P<number>\d+)(?P<nth>er|º|°)?|(?P<word>[^\W\d_]+(?:[-'][^\W\d_]+)*)|(?P<mark>[.,()]))")
_WESTERN = re.compile(r"p*(?:w[.,]*p*)?d\.?p*m[.,]*p*y(?:\.|p\.?)*(?:,?w)?\.?|y\.?p*m[.,]*d\.?(?:,?w)?\.?")
_EASTERN = {
    "ja": re.compile(r"((\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日)\s*[(（]?(?P<weekday>[^\W\d_]*)[)）]?"),
    "ko": re.compile(r"((\d{4})\s*년\s*(\d{1,2})\s*월\s*(\d{1,2})\s*일)\s*[(（]?(?P<weekday>[^\W\d_]*)[)）]?"),
}
_SMALL_WORDS = {
    "bg": ("г",),
    "da": ("den",),
    "de": ("am", "den", "der"),
    "es": ("de", "del", "el"),
    "fr": ("le",),
    "it": ("il",),
    "nl": ("op",),
    "pt": ("de", "do"),
    "ru": ("г", "года"),
    "sv": ("den",),
    "uk": ("р", "року"),
}
"""Words beside a date that add nothing to it."""


def languages_in(text: str) -> tuple[str, ...]:
    """`de, fr` -> ("de", "fr"); `none` -> (). Raises ValueError naming a language that is not among KNOWN_LANGUAGES."""
    names = tuple(text.lower().replace(",", " ").split())
    if names == ("none",):
        return ()
    for name in names:
        if name not in KNOWN_LANGUAGES:
            raise ValueError(f"{name!r} is not one of {' '.join(sorted(KNOWN_LANGUAGES))}, or none")
    return names


def foreign_date(text: str, languages: Sequence[str]) -> date | None:
    """The date that a plain lower-case text is in one of these languages, None where it is not surely one."""
    if len(text) > _LONGEST or not _YEAR.search(text):
        return None
    text = unicodedata.normalize("NFC", text).strip()
    pieces = _pieces(text)
    said = {language: found for language in languages if (found := _said(text, pieces, language))}
    # A month's name may be another month's in the next language: listopad.
    if len({found.day for found in said.values()}) != 1:
        return None
    agreed = (found.day for language, found in said.items() if _dateparser(found.core, language) == found.day)
    return next(agreed, None)


def load(language: str) -> None:
    """Load what the first date of a language needs: hundredths of a second, for the first language tenths."""
    months = _names(language).months
    text = {"ja": "2026年3月12日", "ko": "2026년 3월 12일"}.get(language, f"12 {next(iter(months), '')} 2026")
    _dateparser(text, language)


@dataclass(frozen=True, slots=True)
class _Said:
    """The date that words and numbers make, and the part of the text that has its day, month and year."""

    day: date
    core: str


def _said(text: str, pieces: list[re.Match[str]], language: str) -> _Said | None:
    if language not in _EASTERN:
        return _western(text, pieces, language)
    found = _EASTERN[language].fullmatch(text)
    if found is None:
        return None
    weekday = _names(language).weekdays.get(found["weekday"], 0) if found["weekday"] else None
    return _dated(int(found[2]), int(found[3]), int(found[4]), weekday, found[1])


def _pieces(text: str) -> list[re.Match[str]]:
    """Numbers, words and marks; none where something else stands in the text."""
    found: list[re.Match[str]] = []
    at = 0
    while at < len(text):
        piece = _PIECE.match(text, at)
        if piece is None:
            return []
        found.append(piece)
        at = piece.end()
    return found


@dataclass(frozen=True, slots=True)
class _Names:
    """Names of one language, in lower case and without dots. Weekdays are ISO: Monday is 1."""

    months: dict[str, int]
    weekdays: dict[str, int]


def _western(text: str, pieces: list[re.Match[str]], language: str) -> _Said | None:
    if sorted(len(piece["number"]) for piece in pieces if piece["number"]) not in ([1, 4], [2, 4]):
        return None
    kinds = [_kind(piece, language) for piece in pieces]
    if not _WESTERN.fullmatch("".join(kind for kind, _ in kinds)):
        return None
    values = dict(kinds)
    core = [piece for piece, (kind, _) in zip(pieces, kinds, strict=True) if kind in {"d", "m", "y"}]
    # dateparser knows 1er but not 1º.
    written = text[core[0].start() : core[-1].end()].replace("º", "").replace("°", "")
    return _dated(values["y"], values["m"], values["d"], values.get("w"), written.strip())


def _kind(piece: re.Match[str], language: str) -> tuple[str, int]:
    """`d`ay, `y`ear, `m`onth, `w`eekday, a small `p`article, a mark, or `?`."""
    if piece["mark"]:
        return piece["mark"], 0
    if piece["number"]:
        number = int(piece["number"])
        if len(piece["number"]) == 4 and not piece["nth"]:
            return "y", number
        return ("d", number) if len(piece["number"]) <= 2 and (number == 1 or not piece["nth"]) else ("?", 0)
    word, names = piece["word"], _names(language)
    if word in _SMALL_WORDS.get(language, ()):
        return "p", 0
    # Some short forms are a month and a weekday (mar, mar.): beside the number of the day it is the month.
    if word in names.months and not (word in names.weekdays and piece.start() == 0):
        return "m", names.months[word]
    return ("w", names.weekdays[word]) if word in names.weekdays else ("?", 0)


def _dated(year: int, month: int, day: int, weekday: int | None, core: str) -> _Said | None:
    """The date, None where there is none or it falls on another weekday."""
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return _Said(found, core) if weekday in (None, found.isoweekday()) else None


@cache
def _names(language: str) -> _Names:
    """The names as CLDR has them, full and short, alone and beside a day."""
    from babel import Locale

    locale = Locale.parse(language)
    months: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months[context][width].items():
                months[_plain(name)] = number
            for number, name in locale.days[context][width].items():
                weekdays[_plain(name)] = number + 1
    return _Names(months, weekdays)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).lower().removesuffix(".")


def _dateparser(text: str, language: str) -> date | None:
    found = _parser(language).get_date_data(text)
    return found.date_obj.date() if found.date_obj is not None and found.period == "day" else None


@cache
def _parser(language: str) -> "DateDataParser":
    """dateparser's reader in its strictest setting; imported only here, for it takes a tenth of a second."""
    from dateparser.date import DateDataParser

    return DateDataParser(
        languages=[language],
        settings={
            "PARSERS": ["absolute-time"],
            "STRICT_PARSING": True,
            "REQUIRE_PARTS": ["day", "month", "year"],
            "DATE_ORDER": "DMY",
        },
    )
