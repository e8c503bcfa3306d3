"""Windows within the day: never lost, wherever they stand; asked about or refused where they are not one window."""

from datetime import datetime, time

import pytest

from bot.dates import Ambiguous, NoteKind, Reading, Refused, read

NOW = datetime.fromisoformat("2026-05-13T10:00:00+08:00")


def outcome(phrase: str) -> Reading | Ambiguous | Refused:
    return read(phrase, NOW, "Asia/Shanghai")


def reading(phrase: str) -> Reading:
    found = outcome(phrase)
    assert isinstance(found, Reading), (phrase, found)
    return found


def hours(found: Reading) -> str:
    assert found.window is not None, found.phrase
    return f"{found.window.start:%H:%M:%S}-{found.window.end:%H:%M:%S}"


ENGLISH_DAYS = [
    "yesterday",
    "Apr 9",
    "Apr 6 to Apr 8",
    "last week",
    "every Friday last month",
    "2026-04-09",
    "Apr 3 and Apr 7",
]
ENGLISH_WINDOWS = ["14:00-18:00", "2pm-6pm", "from 2pm to 6pm", "between 14:00 and 18:00", "2-6pm", "14:00 – 18:00"]
CHINESE_DAYS = ["昨天", "4月9日", "4月6日到8日", "上周", "4月每周五", "最近三天", "4月3日和4月7日"]
CHINESE_WINDOWS = ["14点到18点", "下午两点到六点", "下午2-6点", "14:00-18:00", "下午2点至6点", "从14点到18点"]


@pytest.mark.parametrize("window", ENGLISH_WINDOWS)
@pytest.mark.parametrize("days", ENGLISH_DAYS)
@pytest.mark.parametrize("shape", ["{days} {window}", "{days}, {window}", "{window} {days}", "{window} on {days}"])
def test_a_window_is_never_lost(days: str, window: str, shape: str) -> None:
    found = reading(shape.format(days=days, window=window))
    assert (found.ranges, hours(found)) == (reading(days).ranges, "14:00:00-18:00:00")


@pytest.mark.parametrize("window", CHINESE_WINDOWS)
@pytest.mark.parametrize("days", CHINESE_DAYS)
@pytest.mark.parametrize("shape", ["{days}{window}", "{days}，{window}", "{days}的{window}", "{window}，{days}"])
def test_a_chinese_window_is_never_lost(days: str, window: str, shape: str) -> None:
    found = reading(shape.format(days=days, window=window))
    assert (found.ranges, hours(found)) == (reading(days).ranges, "14:00:00-18:00:00")


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("yesterday 9am to noon", "09:00:00-12:00:00"),
        ("yesterday 12-3pm", "12:00:00-15:00:00"),
        ("yesterday 12am-6am", "00:00:00-06:00:00"),
        ("yesterday 8pm to midnight", "20:00:00-23:59:59"),
        ("yesterday 9-5pm", "09:00:00-17:00:00"),
        ("yesterday 09:30-10:15", "09:30:00-10:15:00"),
        ("yesterday 13:00:00-16:59:59", "13:00:00-16:59:59"),
        ("last night 8pm-10pm", "20:00:00-22:00:00"),
        ("yesterday afternoon from 2 to 6", "14:00:00-18:00:00"),
        ("hours 3-5 of yesterday", "03:00:00-05:59:59"),
        ("first 6 hours of yesterday", "00:00:00-05:59:59"),
        ("2026-05-12T14:00/2026-05-12T18:00", "14:00:00-18:00:00"),
        ("from 14:00 yesterday to 18:00", "14:00:00-18:00:00"),
        ("yesterday 14:00 to yesterday 18:00", "14:00:00-18:00:00"),
        ("昨天14点到昨天18点", "14:00:00-18:00:00"),
        ("昨晚8点到12点", "20:00:00-23:59:59"),
        ("昨天零点半到三点一刻", "00:30:00-03:15:00"),
        ("昨天中午11点半到1点", "11:30:00-13:00:00"),
        ("昨天8点到下午5点", "08:00:00-17:00:00"),
        ("昨天最后3小时", "21:00:00-23:59:59"),
    ],
)
def test_which_hours(phrase: str, expected: str) -> None:
    found = reading(phrase)
    assert (found.canonical[:10], hours(found)) == ("2026-05-12", expected)


def test_the_note_says_that_the_last_cycle_is_inside() -> None:
    notes = [note for note in reading("yesterday 14:00-18:00").notes if note.kind is NoteKind.WINDOW]
    assert [str(note.text) for note in notes] == ["Cycles scheduled from 14:00 to 18:00, both included."]


def test_a_window_reads_back_from_its_canonical_phrase() -> None:
    found = reading("Apr 6-8 下午2点到6点")
    again = reading(found.canonical)
    assert (again.ranges, again.window) == (found.ranges, found.window)


@pytest.mark.parametrize("phrase", ["yesterday from 1 to 4", "Apr 9 1-4"])
def test_numbers_alone_are_hours_of_the_morning_or_the_afternoon(phrase: str) -> None:
    found = outcome(phrase)
    assert isinstance(found, Ambiguous)
    assert [hours(one) for one in found.readings] == ["01:00:00-04:00:00", "13:00:00-16:00:00"]


@pytest.mark.parametrize("phrase", ["Tuesday 3pm", "周二15点", "yesterday at 3pm"])
def test_one_time_is_its_cycle_or_the_time_from_it_on(phrase: str) -> None:
    found = outcome(phrase)
    assert isinstance(found, Ambiguous)
    windows = [one.window for one in found.readings]
    assert [(w.start, w.end) for w in windows if w] == [
        (time(15), time(15, 59, 59)),
        (time(15), time(23, 59, 59)),
    ]


@pytest.mark.parametrize(
    "phrase",
    [
        "yesterday morning",
        "last night",
        "昨晚",
        "昨天下午",
        "from Apr 5 14:00-18:00",
        "last week except Friday 14:00-18:00",
        "Apr 3, 13:00-15:00, Apr 7",
        "Apr 9-11am",
        "4月9-11点",
    ],
)
def test_what_is_asked_about(phrase: str) -> None:
    assert isinstance(outcome(phrase), Ambiguous)


@pytest.mark.parametrize(
    "phrase",
    [
        "yesterday 10pm-1am",
        "昨晚12点到3点",
        "yesterday 5pm-1pm",
        "yesterday 1pm-3pm and 5pm-7pm",
        "Apr 6 1pm - Apr 8 5pm",
        "yesterday 25:00-26:00",
        "yesterday 14:61-15:00",
        "yesterday 13pm-17pm",
        "昨天上午14点到18点",
        "hours 5-3 of yesterday",
        "yesterday except 14:00-18:00",
        "2pm-6pm",
        "下午两点到六点",
        "Apr 6 14:00-18:00 to Apr 8",
    ],
)
def test_what_is_refused(phrase: str) -> None:
    assert isinstance(outcome(phrase), Refused)
