"""Laws that hold for every phrase: reading back, politeness, sets, translation, shifted nows, zones."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dates import Ambiguous, DateRange, Outcome, Reading, TimeWindow, merge, read
from bot.dates.lexicon import tables
from tests.dates.cases import Case, Part, load

NOW = datetime.fromisoformat("2026-05-13T10:00:00+08:00")
CASES = load(Part.OPEN)
SHANGHAI = "Asia/Shanghai"

Shown = tuple[tuple[tuple[DateRange, ...], TimeWindow | None], ...]


def outcome_of(case: Case, phrase: str | None = None) -> Outcome:
    return read(case.phrase if phrase is None else phrase, datetime.fromisoformat(case.now), case.tz)


def shown(outcome: Outcome) -> tuple[str, Shown]:
    """What an answer comes down to: its kind, and the days and window of each reading, the default first."""
    match outcome:
        case Reading():
            readings = (outcome, *outcome.alternatives)
        case Ambiguous():
            readings = outcome.readings
        case _:
            readings = ()
    return type(outcome).__name__, tuple((one.ranges, one.window) for one in readings)


READINGS = [(case, found) for case in CASES if isinstance(found := outcome_of(case), Reading)]


def test_the_cases_hold_enough_readings() -> None:
    assert len(READINGS) > 1000


# Printing and reading again.

NOWS = st.integers(0, 36_000).map(lambda day: datetime(2001, 1, 1, 3, tzinfo=UTC) + timedelta(days=day, minutes=day))


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_a_canonical_phrase_reads_back_whenever_it_is_read(data: st.DataObject) -> None:
    now = data.draw(NOWS)
    for case, found in READINGS:
        for one in (found, *found.alternatives):
            if one.days > 366:
                continue
            again = read(one.canonical, now, case.tz)
            assert isinstance(again, Reading), one.canonical
            assert (again.ranges, again.window, again.zone) == (one.ranges, one.window, one.zone), case.phrase
            assert again.canonical == one.canonical
            assert again.alternatives == ()


DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 20))
RANGES = st.builds(lambda day, more: DateRange(day, day + timedelta(days=more)), DAYS, st.integers(0, 9))
SETS = st.lists(RANGES, min_size=1, max_size=20).map(merge)


@given(SETS, NOWS)
def test_any_days_in_canonical_form_are_those_days(days: tuple[DateRange, ...], now: datetime) -> None:
    text = ", ".join(f"{item.start}" if len(item) == 1 else f"{item.start}..{item.end}" for item in days)
    found = read(text, now, SHANGHAI)
    assert isinstance(found, Reading)
    assert (found.ranges, found.canonical) == (days, text)


# The same phrase, the same answer.


def test_reading_is_deterministic() -> None:
    assert [outcome_of(case) for case in CASES] == [outcome_of(case) for case in CASES]


# Politeness.

POLITE = [
    *(
        (False, words + "{}")
        for words in ("please ", "Please, ", "the data for ", "backfill ", "can you please rerun ")
    ),
    *((False, "{}" + words) for words in (" please", ", thanks", " thank you")),
    *((True, words + "{}") for words in ("请", "请帮我补", "麻烦补一下", "帮我重跑")),
    *((True, "{}" + words) for words in ("的数据", "一下", "，谢谢")),
]


@pytest.mark.parametrize(("chinese", "polite"), POLITE)
def test_politeness_changes_nothing(chinese: bool, polite: str) -> None:
    for case, found in READINGS:
        said = case.phrase.strip().rstrip(".!?。！？")
        # A numeral before 一下 would be another numeral.
        if case.chinese == chinese and len(said) < 280 and "\n" not in said and said[-1] not in "一二三四五六七八九十":
            phrase = polite.format(said)
            assert shown(outcome_of(case, phrase)) == shown(found), phrase


def test_politeness_makes_no_phrase_readable() -> None:
    for case in CASES:
        found = outcome_of(case)
        if not isinstance(found, Reading) and case.phrase.strip():
            polite = "请" + case.phrase if case.chinese else "please " + case.phrase
            assert not isinstance(outcome_of(case, polite), Reading), polite


@pytest.mark.parametrize(
    "change", [str.upper, str.lower, str.title, lambda text: f"  {text} ", lambda text: f"{text}."]
)
def test_case_outer_space_and_a_dot_change_nothing(change: Callable[[str], str]) -> None:
    for case, found in READINGS:
        if case.phrase.isascii() and len(case.phrase) < 280 and not case.phrase.endswith("."):
            assert shown(outcome_of(case, change(case.phrase))) == shown(found), change(case.phrase)


WIDE = {ord(char): ord(char) + 0xFEE0 for char in "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ/-,:~"}


def test_full_width_changes_nothing() -> None:
    for case, found in READINGS:
        wide = case.phrase.translate(WIDE)
        assert shown(outcome_of(case, wide)) == shown(found), wide


# Sets. Each phrase says its days in full, so that none takes anything from its neighbour.

FORMS: tuple[Callable[[date], str], ...] = (
    lambda day: f"{day}",
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day:%B} {day.day}, {day.year}",
    lambda day: f"{day.day} {day:%b} {day.year}",
    lambda day: f"{day:%A}, {day:%b} {day.day}, {day.year}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day.year}/{day.month}/{day.day}",
)
SPANS: tuple[Callable[[date, date], str], ...] = (
    lambda a, b: f"{a}..{b}",
    lambda a, b: f"{a} to {b}",
    lambda a, b: f"from {a:%b} {a.day}, {a.year} to {b:%b} {b.day}, {b.year}",
    lambda a, b: f"{a.year}年{a.month}月{a.day}日到{b.year}年{b.month}月{b.day}日",
)
NEAR_DAYS = st.dates(date(2025, 3, 1), date(2025, 4, 30))
PIECES = st.one_of(
    st.builds(lambda day, form: (form(day), frozenset({day})), NEAR_DAYS, st.sampled_from(FORMS)),
    st.builds(
        lambda day, more, form: (
            form(day, day + timedelta(days=more)),
            frozenset(day + timedelta(days=step) for step in range(more + 1)),
        ),
        NEAR_DAYS,
        st.integers(1, 12),
        st.sampled_from(SPANS),
    ),
)
SEVERAL = st.lists(PIECES, min_size=1, max_size=5)
ANDS = st.sampled_from([" and ", ", ", " & ", " plus ", "、", "和", "以及"])
EXCEPTS = st.sampled_from([" except ", " but not ", " without ", " excluding ", "除了", "，不含", "去掉"])


def days_of(outcome: Outcome) -> frozenset[date]:
    assert isinstance(outcome, Reading), outcome
    return frozenset(day for item in outcome.ranges for day in item)


def joined(pieces: Iterable[tuple[str, frozenset[date]]], link: str) -> str:
    return link.join(text for text, _ in pieces)


@given(SEVERAL, ANDS)
@settings(deadline=None)
def test_a_list_is_the_union_in_any_order_and_as_often(pieces: list[tuple[str, frozenset[date]]], link: str) -> None:
    union = frozenset[date]().union(*(days for _, days in pieces))
    for some in (pieces, pieces[::-1], pieces + pieces[:1]):
        phrase = joined(some, link)
        if len(phrase) <= 300:
            assert days_of(read(phrase, NOW, SHANGHAI)) == union, phrase


@given(SEVERAL, SEVERAL, EXCEPTS)
@settings(deadline=None)
def test_an_exclusion_is_the_difference(
    base: list[tuple[str, frozenset[date]]], out: list[tuple[str, frozenset[date]]], link: str
) -> None:
    kept = frozenset[date]().union(*(days for _, days in base)) - frozenset[date]().union(*(days for _, days in out))
    phrase = joined(base, ", ") + link + joined(out, " and ")
    if len(phrase) <= 300:
        found = read(phrase, NOW, SHANGHAI)
        if kept:
            assert days_of(found) == kept, phrase
        else:
            assert not isinstance(found, Reading), phrase


# Translation by the word tables.

ENGLISH, CHINESE = tables("en"), tables("zh")


def pairs(kind: str) -> list[tuple[str, str]]:
    """Words of a kind that mean the same in both tables."""
    return [
        (word, other)
        for word, value in ENGLISH[kind].items()
        for other, same in CHINESE[kind].items()
        if value == same and value is not None
    ]


HOLIDAYS = [pair for pair in pairs("HOLIDAY") if pair[1] != "新年"]
MONTHS = [(word, f"{value}月") for word, value in ENGLISH["MONTH"].items()]
NUMBERS = [(word, str(value)) for word, value in ENGLISH["NUM"].items() if isinstance(value, int) and value > 1]
ORDINALS = [(word, f"第{value}个") for word, value in ENGLISH["ORD"].items() if isinstance(value, int) and value < 5]

Pair = tuple[str, str]
DAY_PAIRS = st.one_of(
    st.sampled_from(pairs("RELATIVE")),
    st.builds(lambda w: (f"{w[0]} last week", f"上{w[1]}"), st.sampled_from(pairs("WEEKDAY"))),
    st.builds(lambda w: (f"{w[0]} of the week before last", f"上上{w[1]}"), st.sampled_from(pairs("WEEKDAY"))),
    st.builds(lambda m, d: (f"{m[0]} {d}", f"{m[1]}{d}日"), st.sampled_from(MONTHS), st.integers(1, 28)),
    st.builds(lambda m, d: (f"{m[0]} {d}, 2025", f"2025年{m[1]}{d}号"), st.sampled_from(MONTHS), st.integers(1, 28)),
    st.builds(lambda n: (f"{n[0]} days ago", f"{n[1]}天前"), st.sampled_from(NUMBERS)),
    st.builds(lambda h: (f"{h[0]} 2025", f"2025年{h[1]}"), st.sampled_from(HOLIDAYS)),
    st.builds(
        lambda o, w, m: (f"{o[0]} {w[0]} of {m[0]} 2025", f"2025年{m[1]}{o[1]}{w[1]}"),
        st.sampled_from(ORDINALS), st.sampled_from(pairs("WEEKDAY")), st.sampled_from(MONTHS),
    ),
)  # fmt: skip
SPAN_PAIRS = st.one_of(
    st.builds(lambda n: (f"last {n[0]} days", f"最近{n[1]}天"), st.sampled_from(NUMBERS)),
    st.builds(lambda n: (f"last {n[0]} full weeks", f"最近{n[1]}个完整的周"), st.sampled_from(NUMBERS)),
    st.sampled_from([("last week", "上周"), ("last month", "上个月"), ("last quarter", "上季度")]),
    st.sampled_from([("this week", "本周"), ("this month", "本月"), ("next week", "下周"), ("next month", "下个月")]),
    st.sampled_from([("first half of April", "4月上半月"), ("H1 2025", "2025年上半年"), ("Q3 2025", "2025年三季度")]),
    st.builds(lambda m: (f"{m[0]} 2025", f"2025年{m[1]}"), st.sampled_from(MONTHS)),
    st.builds(lambda m: (f"{m[0]}", f"{m[1]}份"), st.sampled_from(MONTHS)),
    st.builds(
        lambda m, a, b: (f"{m[0]} {min(a, b)} to {max(a, b)}", f"{m[1]}{min(a, b)}日到{max(a, b)}日"),
        st.sampled_from(MONTHS), st.integers(1, 28), st.integers(1, 28),
    ),
    st.builds(lambda m, d: (f"since {m[0]} {d}", f"{m[1]}{d}日以来"), st.sampled_from(MONTHS), st.integers(1, 28)),
    st.builds(
        lambda w, m: (f"every {w[0]} in {m[0]} 2025", f"2025年{m[1]}每{w[1]}"),
        st.sampled_from(pairs("WEEKDAY")), st.sampled_from(MONTHS),
    ),
)  # fmt: skip
WHOLE_PAIRS = st.one_of(
    DAY_PAIRS,
    SPAN_PAIRS,
    # English says the year behind a date, where it can hold for the whole list; Chinese says it before.
    st.builds(
        lambda a, b: (f"{a[0]} and {b[0]}", f"{a[1]}和{b[1]}"),
        DAY_PAIRS,
        DAY_PAIRS.filter(lambda pair: "2025" not in pair[0]),
    ),
    st.builds(
        lambda a, w: (f"{a[0]} except {w[0]}", f"{a[1]}除了{w[1]}"), SPAN_PAIRS, st.sampled_from(pairs("WEEKDAY"))
    ),
)


@given(WHOLE_PAIRS, st.integers(0, 800))
@settings(max_examples=1000, deadline=None)
def test_translation_keeps_the_days(pair: Pair, later: int) -> None:
    now = NOW + timedelta(days=later)
    english, chinese = (shown(read(phrase, now, SHANGHAI)) for phrase in pair)
    assert english == chinese, pair


@pytest.mark.parametrize("kind", ["AND", "EXCEPT"])
def test_every_word_of_a_kind_means_the_same(kind: str) -> None:
    """Words without a value are interchangeable, within a language and across."""
    english = {shown(read(f"Apr 1-9 {word} Apr 5", NOW, SHANGHAI)) for word in ENGLISH[kind]}
    chinese = {shown(read(f"4月1日到9日{word}4月5日", NOW, SHANGHAI)) for word in CHINESE[kind]}
    assert len(english | chinese) == 1


# Shifted nows.

WEEKLY = [
    *("yesterday", "3 days ago", "T-2", "last 7 days", "past 12 days", "last 3 full weeks", "last week", "this week"),
    *("Friday", "sat", "mon", "last Thursday", "this past Sunday", "Thursday last week", "next week", "next Friday"),
    *("Monday to Thursday last week", "the past weekend", "last 4 Tuesdays", "every Friday in the last 30 days"),
    *(
        "last week but not Friday",
        "Mon-Tue",
        "week to date",
        "last two weeks",
        "since last Thursday",
        "last 4 weekdays",
    ),
    *(
        "昨天",
        "大前天",
        "3天前",
        "最近7天",
        "近两周",
        "上周",
        "上周四",
        "上上周五",
        "这周一",
        "本周",
        "下周三",
        "上周末",
        "周五",
    ),
    *("上周四到周六", "上周五至昨天", "上周除周二外", "昨天和上周四", "上周一三五", "最近10天每周五"),
]


@pytest.mark.parametrize("phrase", WEEKLY)
@given(later=st.integers(-1300, 1300))
@settings(max_examples=20, deadline=None)
def test_whole_weeks_later_all_days_are_as_much_later(phrase: str, later: int) -> None:
    by = timedelta(days=7 * later)
    kind, readings = shown(read(phrase, NOW, SHANGHAI))
    moved = tuple((tuple(DateRange(r.start + by, r.end + by) for r in ranges), window) for ranges, window in readings)
    assert shown(read(phrase, NOW + by, SHANGHAI)) == (kind, moved)


# Zones.

ZONES = ["Asia/Shanghai", "UTC", "America/Chicago", "Europe/Paris", "Pacific/Kiritimati", "Pacific/Pago_Pago"]
PLAIN = [case for case, _ in READINGS if not any(word in case.phrase.lower() for word in ("work", "business", "工作"))]


TODAYS = st.dates(date(2024, 1, 1), date(2028, 1, 1))


@given(st.sampled_from(PLAIN), st.sampled_from(ZONES), st.sampled_from(ZONES), TODAYS, st.integers(0, 23))
@settings(max_examples=1000, deadline=None)
def test_only_the_date_in_the_zone_counts(case: Case, zone: str, written_in: str, today: date, hour: int) -> None:
    """Whatever the hour, and whatever the offset the instant is written with."""
    noon = datetime(today.year, today.month, today.day, 12, tzinfo=ZoneInfo(zone))
    at = datetime(today.year, today.month, today.day, hour, 30, tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo(written_in))
    one, other = (read(case.phrase, when, zone, calendar="none") for when in (noon, at))
    if isinstance(one, Reading) and one.zone != zone:
        return
    assert shown(one) == shown(other)
    assert shown(read(case.phrase, noon, zone, calendar="none")) == shown(
        read(case.phrase, noon.replace(tzinfo=UTC), "UTC", calendar="none")
    )
