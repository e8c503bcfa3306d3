"""Whole dates of other languages: read right, or not at all. The written dates come from Unicode CLDR's formats."""

import subprocess
import sys
from datetime import date, datetime, timedelta

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from bot.dates import Outcome, Reading, Refused, read
from bot.dates.gate import KNOWN_LANGUAGES, LANGUAGES, foreign_date, languages_in
from bot.dates.normalise import normalise

NOW = datetime.fromisoformat("2026-05-13T10:00:00+08:00")
EVERY = sorted(KNOWN_LANGUAGES)
DAYS = [date(year, month, day) for year in (2024, 2026) for month in range(1, 13) for day in (1, 2, 12, 23, 28)]
DAYS += [date(2024, 2, 29), date(2025, 12, 31)]


def reading(phrase: str, *languages: str) -> Outcome:
    return read(phrase, NOW, "Asia/Shanghai", languages=languages or LANGUAGES)


def plainly(text: str) -> str:
    return normalise(text).text


@pytest.mark.parametrize("language", EVERY)
@pytest.mark.parametrize("style", ["long", "full"])
def test_every_month_is_read_as_its_language_writes_it(language: str, style: str) -> None:
    for day in DAYS:
        text = format_date(day, style, locale=language)
        assert foreign_date(plainly(text), [language]) == day, text


@pytest.mark.parametrize("language", EVERY)
def test_the_wrong_weekday_is_none(language: str) -> None:
    for day in DAYS:
        weekday = "cccc" if language == "fi" else "EEEE"
        right = format_date(day, weekday, locale=language)
        wrong = format_date(day + timedelta(days=1), weekday, locale=language)
        text = format_date(day, "full", locale=language)
        assert text.count(right) == 1
        assert foreign_date(plainly(text.replace(right, wrong)), [language]) is None, text


@pytest.mark.parametrize("language", EVERY)
def test_no_language_reads_a_date_of_another_as_another_day(language: str) -> None:
    for day in DAYS:
        text = plainly(format_date(day, "long", locale=language))
        for other in EVERY:
            # A month of one language that is another month of the other: listopad.
            if (found := foreign_date(text, [other])) is not None and found != day:
                assert {language, other} <= {"hr", "cs", "pl", "uk"}, (text, other)
                assert foreign_date(text, [language, other]) is None


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("12. März 2026", "2026-03-12"),
        ("am 12. März 2026", "2026-03-12"),
        ("Donnerstag, den 12. März 2026", "2026-03-12"),
        ("12. Ma\u0308rz 2026", "2026-03-12"),
        ("12 mars 2026", "2026-03-12"),
        ("le 1er avril 2026", "2026-04-01"),
        ("mar. 10 mars 2026", "2026-03-10"),
        ("12 de marzo de 2026", "2026-03-12"),
        ("el 12 de marzo del 2026", "2026-03-12"),
        ("1º de março de 2026", "2026-03-01"),
        ("giovedì 12 marzo 2026", "2026-03-12"),
        ("op 12 maart 2026", "2026-03-12"),
        ("12 października 2025", "2025-10-12"),
        ("12 МАРТА 2026 ГОДА", "2026-03-12"),
        ("12 марта 2026 г.", "2026-03-12"),
        ("2026年3月12日(木)", "2026-03-12"),
        ("2026年3月12日木曜日", "2026-03-12"),
        ("2026년 3월 12일", "2026-03-12"),
        ("2026년3월12일 목요일", "2026-03-12"),
        ("\uff11\uff12 mars 2026", "2026-03-12"),
    ],
)
def test_dates_as_people_write_them(phrase: str, day: str) -> None:
    found = reading(phrase)
    assert isinstance(found, Reading)
    assert found.canonical == day
    (part,) = found.parts
    assert phrase[part.span.start : part.span.end] == phrase


@pytest.mark.parametrize(
    "phrase",
    [
        "12 mars",
        "mars 2026",
        "12 mars 26",
        "12 mars 20260",
        "112 mars 2026",
        "30 février 2026",
        "0 mars 2026",
        "12 mars 1812",
        "vendredi 12 mars 2026",
        "jeudi vendredi 12 mars 2026",
        "12 jeudi mars 2026",
        "10-12 mars 2026",
        "10 au 12 mars 2026",
        "10, 12 mars 2026",
        "12 mars 2026 et 13 mars 2026",
        "12 mars 2026 14:00",
        "12 mars 2026 à 14h",
        "depuis le 12 mars 2026",
        "avant le 12 mars 2026",
        "pas le 12 mars 2026",
        "sauf le 12 mars 2026",
        "12 mars 2026 mango",
        "12 mars, mars 2026",
        "12 mars avril 2026",
        "12 mars 2026 2026",
        "12.5 mars 2026",
        "-12 mars 2026",
        "mars 12 2026",
        "2e mars 2026",
        "ab dem 12. März 2026",
        "bis 12. März 2026",
        "nicht 12. März 2026",
        "12. März 2026?!",
        "zwölfter März 2026",
        "hasta el 12 de marzo de 2026",
        "12 de 3 de 2026",
        "с 12 марта 2026",
        "до 12 марта 2026",
        "12 mаrs 2026",
        "2026年3月12日(金)",
        "2026年3月12日から",
        "2026年3월12일",
        "令和8年3月12日",
        "2026년 3월 12일까지",
        "2026년 3월",
        "12 Μαρτίου 2026",
    ],
)
def test_what_is_not_surely_one_whole_date_is_refused(phrase: str) -> None:
    assert isinstance(reading(phrase), Refused)


def test_a_name_of_two_months_is_none() -> None:
    assert foreign_date("12 listopad 2026", ["pl"]) == date(2026, 11, 12)
    assert foreign_date("12 listopad 2026", ["hr"]) == date(2026, 10, 12)
    assert foreign_date("12 listopad 2026", ["hr", "pl"]) is None


def test_only_the_chosen_languages_are_read() -> None:
    assert isinstance(reading("12 mars 2026", "fr"), Reading)
    assert isinstance(reading("12 mars 2026", "de"), Refused)
    assert isinstance(read("12 mars 2026", NOW, "Asia/Shanghai"), Refused)


PIECES = st.sampled_from(
    [
        *("1", "3", "12", "31", "32", "2026", "26", "1er", "12.", "14:00", "3", "-", ",", ".", "/", "(", "bis", "au"),
        *("märz", "mars", "mar", "mar.", "mai", "de", "del", "le", "den", "г.", "марта", "marzo", "listopada", "set"),
        *("donnerstag", "jeudi", "montag", "lundi", "2026年", "3月", "12日", "년", "3월", "12일", "木", "목요일"),
    ]
)


@given(st.lists(PIECES, min_size=2, max_size=7).map(" ".join))
def test_what_is_read_has_exactly_the_numbers_of_the_date(text: str) -> None:
    found = foreign_date(text, LANGUAGES)
    if found is not None:
        digits = "".join(char if char.isdigit() else " " for char in text).split()
        numbers = sorted(map(int, digits))
        with_month = any(sign in text for sign in "年년")
        assert numbers == sorted([found.year, found.day, *([found.month] if with_month else [])])


def test_languages_in_a_setting() -> None:
    assert languages_in("de, FR es") == ("de", "fr", "es")
    assert languages_in("none") == ()
    with pytest.raises(ValueError, match="'tlh' is not one of bg cs"):
        languages_in("de tlh")


def test_dateparser_is_loaded_by_a_whole_date_alone() -> None:
    program = """
import sys
from datetime import UTC, datetime
from bot.dates import read
for phrase in ("last 7 days", "上周一", "yesterday mango", "12 mangos 20266", "x" * 5000, sys.argv[1]):
    before = {"dateparser", "babel"} & set(sys.modules)
    read(phrase, datetime.now(UTC), "Asia/Shanghai", languages=("de", "fr"))
    print(sorted(before), sorted({"dateparser", "babel"} & set(sys.modules)))
"""
    found = subprocess.run(
        (sys.executable, "-c", program, "12 mars 2026"), capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert found == ["[] []"] * 5 + ["[] ['babel', 'dateparser']"]
