"""Phrases that nobody wrote down: pieces put together, with the days worked out beside them, one at a time.

A piece is words and a test of one day; joining pieces joins the tests. What is read must be exactly these days.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import product

import pytest

from bot.dates import Reading, read

Test = Callable[[date, date], bool]
"""Whether a day is meant, and what today is."""

NOWS = (date(2026, 5, 13), date(2026, 5, 18), date(2026, 5, 17), date(2026, 6, 30))
DAYS = tuple(date(2025, 1, 1) + timedelta(days=at) for at in range(730))
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HAN = "一二三四五六日"


def week(day: date) -> int:
    """A number for its Monday week."""
    return (day.toordinal() - 1) // 7


def between(first: date, last: date) -> Test:
    return lambda day, _today: first <= day <= last


SPANS: tuple[tuple[str, tuple[str, ...], Test], ...] = (
    ("en", ("last week", "the previous week", "prior week"), lambda d, t: week(t) - week(d) == 1),
    ("en", ("the week before last", "week before last"), lambda d, t: week(t) - week(d) == 2),
    ("en", ("March", "March 2026", "the month of March"), lambda d, t: (d.year, d.month) == (2026, 3)),
    ("en", ("Q1", "the first quarter", "Q1 2026"), lambda d, t: d.year == 2026 and d.month < 4),
    (
        "en",
        (
            "Apr 3-12",
            "Apr 3 to Apr 12",
            "April 3rd to 12th",
            "from Apr 3 to 12",
            "3-12 April",
            "2026-04-03..2026-04-12",
        ),
        between(date(2026, 4, 3), date(2026, 4, 12)),
    ),
    ("en", ("Mar 28 - Apr 6", "28 Mar to 6 Apr"), between(date(2026, 3, 28), date(2026, 4, 6))),
    ("en", ("W16", "week 16", "2026-W16"), between(date(2026, 4, 13), date(2026, 4, 19))),
    ("en", ("the week of Apr 22", "week of April 22nd"), between(date(2026, 4, 20), date(2026, 4, 26))),
    ("en", ("the first half of April", "first half of Apr"), between(date(2026, 4, 1), date(2026, 4, 15))),
    ("en", ("weeks 14-17",), between(date(2026, 3, 30), date(2026, 4, 26))),
    ("zh", ("第16周", "2026年第16周"), between(date(2026, 4, 13), date(2026, 4, 19))),
    ("zh", ("4月22日那周", "4月22号所在周"), between(date(2026, 4, 20), date(2026, 4, 26))),
    ("zh", ("4月上半月", "4月前半月"), between(date(2026, 4, 1), date(2026, 4, 15))),
    ("zh", ("4月上旬",), between(date(2026, 4, 1), date(2026, 4, 10))),
    ("zh", ("上周", "上个星期", "上礼拜", "上週"), lambda d, t: week(t) - week(d) == 1),
    ("zh", ("上上周", "上上个星期"), lambda d, t: week(t) - week(d) == 2),
    ("zh", ("3月", "三月份", "今年3月", "2026年三月"), lambda d, t: (d.year, d.month) == (2026, 3)),
    ("zh", ("一季度", "第一季度", "2026年一季度"), lambda d, t: d.year == 2026 and d.month < 4),
    (
        "zh",
        ("4月3日到12日", "4月3号至4月12号", "从4月3号到12号", "4月3-12日", "2026-04-03到2026-04-12"),
        between(date(2026, 4, 3), date(2026, 4, 12)),
    ),
    ("zh", ("3月28日到4月6日", "20260328-20260406"), between(date(2026, 3, 28), date(2026, 4, 6))),
)

PICKED: tuple[tuple[str, tuple[str, ...], Callable[[list[date]], list[date]]], ...] = (
    *(
        pick
        for n in (0, 2, 4, 6)
        for pick in (
            (
                "en",
                (f"{WEEKDAYS[n]}s", f"every {WEEKDAYS[n]}", f"all {WEEKDAYS[n]}s"),
                lambda days, n=n: [day for day in days if day.weekday() == n],
            ),
            (
                "zh",
                (f"每周{HAN[n]}", f"每个周{HAN[n]}", f"的周{HAN[n]}", f"所有周{HAN[n]}"),
                lambda days, n=n: [day for day in days if day.weekday() == n],
            ),
        )
    ),
    ("en", ("weekends", "every weekend"), lambda days: [day for day in days if day.weekday() > 4]),
    ("zh", ("的周末", "每个周末"), lambda days: [day for day in days if day.weekday() > 4]),
    ("en", ("weekdays", "every weekday"), lambda days: [day for day in days if day.weekday() < 5]),
    ("en", ("first 3 days", "the first three days"), lambda days: days[:3]),
    ("zh", ("的头三天", "头3天"), lambda days: days[:3]),
    ("en", ("last day", "the final day"), lambda days: days[-1:]),
    ("zh", ("最后一天", "的最后一天"), lambda days: days[-1:]),
    ("en", ("Mon-Wed", "Mondays to Wednesdays"), lambda days: [day for day in days if day.weekday() < 3]),
    ("zh", ("的周一到周三", "周一至周三"), lambda days: [day for day in days if day.weekday() < 3]),
    ("en", ("every other day",), lambda days: days[::2]),
    ("zh", ("每隔一天", "隔天"), lambda days: days[::2]),
)

EDGES: tuple[tuple[str, tuple[str, ...], Callable[[list[date]], list[date]]], ...] = (
    ("en", ("the first Monday", "first Monday"), lambda days: on(0, days)[:1]),
    ("zh", ("第一个周一", "的第一个周一"), lambda days: on(0, days)[:1]),
    ("en", ("the last Thursday",), lambda days: on(3, days)[-1:]),
    ("zh", ("最后一个周四", "的最后一个周四"), lambda days: on(3, days)[-1:]),
    ("en", ("the last two Mondays", "the last 2 Mondays"), lambda days: on(0, days)[-2:]),
    ("zh", ("最后两个周一", "的最后2个周一"), lambda days: on(0, days)[-2:]),
    ("en", ("the last 2 days", "the final 2 days"), lambda days: days[-2:]),
    ("zh", ("最后两天", "的最后2天"), lambda days: days[-2:]),
    ("en", ("the first 3 days",), lambda days: days[:3]),
    ("zh", ("前三天", "的头三天"), lambda days: days[:3]),
)
"""Parts that are counted from an edge; they are picked, and left out too."""


def on(weekday: int, days: list[date]) -> list[date]:
    return [day for day in days if day.weekday() == weekday]


EXCEPT = {
    "en": (" except {}", " excluding {}", " but not {}", " without {}", ", except {}", " (except {})", ", {} excluded"),
    "zh": ("除了{}", "除{}外", "不含{}", "，除了{}", "（除{}）", "去掉{}", "，{}除外", "（{}除外）"),
}
LEFT_OUT: tuple[tuple[str, tuple[str, ...], Callable[[date], bool]], ...] = (
    ("en", ("weekends", "Saturdays and Sundays", "Sat and Sun"), lambda day: day.weekday() > 4),
    ("zh", ("周末", "周六和周日", "周六、周日"), lambda day: day.weekday() > 4),
    ("en", ("Fridays", "Friday", "every Friday"), lambda day: day.weekday() == 4),
    ("zh", ("周五", "每周五", "星期五"), lambda day: day.weekday() == 4),
)
HOURS = {
    "en": (" 9:00-11:00", " from 9:00 to 11:00", " 9am to 11am", ", 9-11am", " (9:00-11:00)", " daily 9:00-11:00"),
    "zh": (" 9点到11点", "上午9点到11点", "，09:00-11:00", "每天9点到11点", " 9点至11点之间", "（9点到11点）"),
}
AND = {"en": (" and ", ", ", " & ", "; ", " as well as "), "zh": ("和", "、", "，", "以及")}

Sample = tuple[str, set[date], bool]
"""A phrase, its days, and whether a window from 9 to 11 is in it."""


def meant(test: Test, today: date) -> list[date]:
    return [day for day in DAYS if test(day, today)]


def edges(language: str, name: str, span: list[date]) -> Iterator[Sample]:
    """What is picked at an edge of a span, and the span without it; a week has only one Monday."""
    for of, words, pick in EDGES:
        part = pick(span)
        if of != language or (("wo Mondays" in words[0] or "两个周" in words[0]) and len(part) < 2):
            continue
        for word in words:
            if language == "zh" and ("到" in name or "-" in name) and "前三天" in word:
                # 4月3日到12日前三天 may be before the 12th.
                continue
            if not (word.startswith("the last") and name in LASTS):
                yield (f"{word} of {name}" if language == "en" else name + word), set(part), False
            bare = word.removeprefix("的")
            for shape in EXCEPT[language]:
                yield name + shape.format(bare), set(span) - set(part), False


LASTS = ("last week", "the previous week", "prior week", "W16", "week 16", "2026-W16", "the week of Apr 22")
"""Weeks: the last Thursday of one is refused, and so is its last two Mondays."""


def samples(today: date) -> Iterator[Sample]:
    """Every combination."""
    for language, names, test in SPANS:
        span = meant(test, today)
        for name in names:
            yield name, set(span), False
            yield from ((name + hours, set(span), True) for hours in HOURS[language])
            for of, words, pick in PICKED:
                for word in words if of == language else ():
                    joined = f"{word} of {name}" if language == "en" else name + word
                    yield joined, set(pick(span)), False
            for of, words, out in LEFT_OUT:
                left = {day for day in span if not out(day)}
                for word, shape in product(words, EXCEPT[language]) if of == language else ():
                    yield name + shape.format(word), left, False
            yield from edges(language, name, span)
    for (first, names, one), (second, others, other) in product(SPANS, repeat=2):
        if first == second and names != others:
            days = {day for day in DAYS if one(day, today) or other(day, today)}
            for left_name, right_name, link in product(names[:2], others[:2], AND[first]):
                yield left_name + link + right_name, days, False


@pytest.mark.parametrize("today", NOWS, ids=str)
def test_what_is_read_is_what_the_pieces_say(today: date) -> None:
    now = datetime.fromisoformat(f"{today}T10:00:00+08:00")
    outcomes: Counter[str] = Counter()
    for phrase, days, hours in samples(today):
        found = read(phrase, now, "Asia/Shanghai")
        if isinstance(found, Reading) and days:
            assert {day for one in found.ranges for day in one} == days, phrase
            assert (found.window is not None) == hours, phrase
        outcomes[type(found).__name__] += 1
    assert outcomes.total() > 2000
    assert outcomes["Reading"] >= 0.99 * outcomes.total(), outcomes
