"""`read`: what its answers hold besides the days, which the tables of cases judge."""

import dataclasses
from datetime import date, datetime

import pytest

from bot.dates import Ambiguous, DateRange, NoteKind, Outcome, Part, Reading, Refused, read
from bot.dates.suggest import CHINESE_EXAMPLES, EXAMPLES
from bot.dates.zones import zone_name

NOW = datetime.fromisoformat("2026-05-13T10:00:00+08:00")


def outcome(phrase: str, zone: str = "Asia/Shanghai") -> Outcome:
    return read(phrase, NOW, zone)


def reading(phrase: str) -> Reading:
    found = outcome(phrase)
    assert isinstance(found, Reading), found
    return found


def refused(phrase: str) -> Refused:
    found = outcome(phrase)
    assert isinstance(found, Refused), found
    return found


def quotes(found: Refused) -> list[str]:
    return [found.phrase[span.start : span.end] for span in found.words]


def told(phrase: str, parts: tuple[Part, ...]) -> dict[str, str]:
    """The words of each part, and its days; `-` before days that are taken away."""
    return {
        phrase[part.span.start : part.span.end]: ("-" if part.excluded else "") + ", ".join(map(written, part.ranges))
        for part in parts
    }


def written(item: DateRange) -> str:
    return f"{item.start:%m-%d}" if item.start == item.end else f"{item.start:%m-%d}..{item.end:%m-%d}"


# What it asks of its callers.


def test_a_naive_now_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="aware"):
        read("yesterday", NOW.replace(tzinfo=None), "Asia/Shanghai")


def test_an_unknown_zone_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="'Mars/Phobos' is not a time zone"):
        read("yesterday", NOW, "Mars/Phobos")


# A reading.


def test_a_reading_is_frozen_and_complete() -> None:
    found = reading("Apr 5-9")
    assert found == Reading(
        phrase="Apr 5-9",
        ranges=(DateRange(date(2026, 4, 5), date(2026, 4, 9)),),
        zone="Asia/Shanghai",
        today=date(2026, 5, 13),
        canonical="2026-04-05..2026-04-09",
        parts=found.parts,
    )
    assert (found.days, found.future, found.split) == (5, False, False)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.phrase = "Apr 6"  # type: ignore[misc]


def test_today_is_that_of_the_zone() -> None:
    at = datetime.fromisoformat("2026-05-12T17:30:00+00:00")
    found = [read("yesterday", at, zone) for zone in ("Asia/Shanghai", "America/Chicago")]
    assert [one.canonical for one in found if isinstance(one, Reading)] == ["2026-05-12", "2026-05-11"]


@pytest.mark.parametrize(
    ("phrase", "parts"),
    [
        ("last 3 Mondays, Apr 5-9", {"last 3 Mondays": "04-27, 05-04, 05-11", "Apr 5-9": "04-05..04-09"}),
        ("４月５日～９日、４月１２号", {"４月５日～９日": "04-05..04-09", "４月１２号": "04-12"}),
        ("please, Apr 5", {"Apr 5": "04-05"}),
        ("  yesterday  ", {"yesterday": "05-12"}),
        ("“Apr 5”", {"Apr 5": "04-05"}),
        ("yesterday &amp; Apr 5", {"yesterday": "05-12", "Apr 5": "04-05"}),
        ("yes\u200bterday and Apr 5", {"yes\u200bterday": "05-12", "Apr 5": "04-05"}),
        ("yesterday UTC", {"yesterday": "05-12"}),
        ("last week but not Friday", {"last week": "05-04..05-10", "Friday": "-05-08"}),
        ("上周除周二外", {"上周": "05-04..05-10", "周二": "-05-05"}),
        ("Apr 1-8 except Apr 3 and Apr 5", {"Apr 1-8": "04-01..04-08", "Apr 3": "-04-03", "Apr 5": "-04-05"}),
        ("昨天和上周四", {"昨天": "05-12", "上周四": "05-07"}),
    ],
)
def test_the_words_that_gave_the_days(phrase: str, parts: dict[str, str]) -> None:
    assert told(phrase, reading(phrase).parts) == parts


@pytest.mark.parametrize(
    ("phrase", "kinds"),
    [
        ("Apr 5", set()),
        ("tomorrow", {NoteKind.FUTURE}),
        ("Apr 30 to May 20", {NoteKind.FUTURE}),
        ("yesterday UTC", {NoteKind.ZONE}),
        ("last week except Apr 1", {NoteKind.EXCLUDED_NOTHING}),
        ("yester\u200bday", {NoteKind.DROPPED}),
    ],
)
def test_notes(phrase: str, kinds: set[NoteKind]) -> None:
    assert {note.kind for note in reading(phrase).notes} == kinds


def test_a_zone_of_its_own_stays_in_the_canonical_phrase() -> None:
    found = reading("yesterday in America/Chicago")
    assert (found.zone, found.canonical) == ("America/Chicago", "2026-05-11 America/Chicago")
    assert read(found.canonical, NOW, "Asia/Shanghai") == dataclasses.replace(
        found, phrase=found.canonical, parts=reading(found.canonical).parts
    )


@pytest.mark.parametrize(("phrase", "said"), [("yesterday utc+8", "UTC+8"), ("yesterday UTC-05:00", "UTC-5")])
def test_an_offset_is_told_as_it_was_said(phrase: str, said: str) -> None:
    found = reading(phrase)
    assert zone_name(found.zone) == said
    assert [str(note.text) for note in found.notes] == [f"The phrase names its zone: days of {said}."]
    assert zone_name("Asia/Shanghai") == "Asia/Shanghai"


def test_alternatives_stand_beside_and_have_none_themselves() -> None:
    found = reading("last 8 days")
    assert found.canonical == "2026-05-05..2026-05-12"
    assert [other.canonical for other in found.alternatives] == ["2026-05-06..2026-05-13"]
    assert [other.alternatives for other in found.alternatives] == [()]
    assert [other.future for other in found.alternatives] == [True]


def test_more_than_seven_ranges_are_marked() -> None:
    assert not reading("Apr 2, 4, 6, 8, 10, 12, 14").split
    assert reading("Apr 2, 4, 6, 8, 10, 12, 14, 16").split


# A question.


def test_a_question_has_each_reading() -> None:
    found = outcome("last Mon")
    assert isinstance(found, Ambiguous)
    assert [one.canonical for one in found.readings] == ["2026-05-11", "2026-05-04"]
    assert str(found.question)


def test_an_open_question_says_what_would_work() -> None:
    found = outcome("lately")
    assert isinstance(found, Ambiguous)
    assert found.readings == ()
    assert found.suggestions == EXAMPLES


# A refusal: what was not understood.


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("mango", ["mango"]),
        ("yesterday mango", ["mango"]),
        ("yesterday  mango  pudding ", ["mango  pudding"]),
        ("mango yesterday pudding", ["mango", "pudding"]),
        ("last 4 days of the sprint", ["of the sprint"]),
        ("昨天的芒果", ["的芒果"]),
        ("４月１２号、ｍａｎｇｏ", ["ｍａｎｇｏ"]),
        ("yesterday \U0001f389 mango", ["\U0001f389 mango"]),
        ("\U0001f389 yesterday man\u200bgo", ["\U0001f389", "man\u200bgo"]),
        ("yesterday &amp; &lt;mango&gt;", ["&lt;mango&gt;"]),
        ("yesterday A\u0301pril", ["A\u0301pril"]),
        ("İstanbul yesterday", ["İstanbul"]),
        ("<!channel> yesterday", ["<!channel>"]),
        ("dws_orders_di 20260412", ["dws_orders_di"]),
        ("Friday if it failed", ["if it failed"]),
    ],
)
def test_the_exact_words_that_were_not_understood(phrase: str, words: list[str]) -> None:
    found = refused(phrase)
    assert quotes(found) == words
    assert str(found.message)


@pytest.mark.parametrize(
    ("phrase", "parts"),
    [
        ("yesterday mango", {"yesterday": "05-12"}),
        ("mango", {}),
        ("last 4 days of the sprint", {"last 4 days": "05-09..05-12"}),
        ("Apr 5 and 8 and mango pudding", {"Apr 5 and 8": "04-05, 04-08"}),
        ("4月5日和芒果和4月8日", {"4月5日": "04-05", "4月8日": "04-08"}),
        ("ｍａｎｇｏ、４月１２号", {"４月１２号": "04-12"}),
        ("\U0001f389 yesterday \U0001f389", {"yesterday": "05-12"}),
        ("mango Apr 31", {}),
        ("mango, last Mon", {"last Mon": ""}),
    ],
)
def test_what_was_understood(phrase: str, parts: dict[str, str]) -> None:
    assert told(phrase, refused(phrase).understood) == parts


# A refusal: what would work.


@pytest.mark.parametrize(
    ("phrase", "suggestions"),
    [
        ("yesteday", ("yesterday",)),
        ("Arpil 5", ("April 5",)),
        ("APRL 5", ("APRIL 5", "APR 5")),
        ("wensday", ("wednesday",)),
        ("tursday", ("thursday", "tuesday")),
        ("lastweek", ("last week",)),
        ("nextish", ("next week",)),
        ("nextish month", ("next month",)),
        ("yesterdy and Febuary 5", ("yesterday and February 5",)),
        ("上周伍", ("上周五",)),
        ("昨添", ("昨天",)),
        ("上周未", ("上周末",)),
        ("4月12好", ("4月12号",)),
        ("Feb 30", ("Feb 28", "Mar 1")),
        ("Apr 31", ("Apr 30", "May 1")),
        ("6月31日", ("6月30日", "7月1日")),
        ("2025年2月30日", ("2025年2月28日", "2025年3月1日")),
        ("29 Feb", ("Feb 28, 2026", "Mar 1, 2026", "2024-02-29")),
        ("Friday, Apr 12", ("2026-04-12", "2026-04-10")),
        ("Apr 30 to Apr 26", ("2026-04-26..2026-04-30",)),
        ("2024-W53", ("2024-W52", "2025-W01")),
        ("last 4 days of the sprint", ("last 4 days",)),
        ("yesterday mango", ("yesterday",)),
        ("４月１２号芒果", ("４月１２号",)),
        ("yesterday if it failed", ("yesterday",)),
        *((phrase, EXAMPLES) for phrase in ("fri 13 nextish", "13 fri", "Nov 3 nextish Nov 5", "fri 13 if it failed")),
        ("上周五 那个啥 周六", CHINESE_EXAMPLES),
        ("mango", EXAMPLES),
        ("芒果", CHINESE_EXAMPLES),
        ("xx yy zz", EXAMPLES),
        ("x" * 400, EXAMPLES),
    ],
)
def test_the_nearest_phrases_that_work(phrase: str, suggestions: tuple[str, ...]) -> None:
    assert refused(phrase).suggestions == suggestions


@pytest.mark.parametrize(
    "phrase",
    [
        *("yesteday", "Arpil 5", "wensday", "nextish", "上周伍", "Feb 30", "2月30日", "29 Feb", "Q6", "星期九"),
        *("mango", "芒果", "not Friday", "except Friday", "always", "Apr 9-5", "until Tuesday", "last 0 weeks"),
        *(
            "Apr 31",
            "Friday, Apr 12",
            "2026-W60",
            "lately",
            "today mango",
            "from Apr 9 to",
            "to Apr 9",
            "April 5 april",
        ),
    ],
)
def test_what_is_offered_is_read_and_is_something_else(phrase: str) -> None:
    found = outcome(phrase)
    assert isinstance(found, Refused | Ambiguous)
    assert found.suggestions
    for text in found.suggestions:
        assert text != phrase
        other = outcome(text)
        assert isinstance(other, Reading) or (isinstance(other, Ambiguous) and other.readings), text
