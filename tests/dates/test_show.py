"""Days as people read them, in both languages."""

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dates import DateRange, merge
from bot.dates.show import MONTHS_SHOWN, RANGES_SHOWN, describe, month_grid, run_dates
from bot.locale.speech import CHINESE, ENGLISH, MONTHS_EN, WEEKDAYS_EN, WEEKDAYS_ZH, Speech


def ranges(text: str) -> tuple[DateRange, ...]:
    """`2026-04-05..2026-04-09, 2026-04-12` as ranges."""
    ends = (item.partition("..") for item in text.split(", "))
    return tuple(DateRange(date.fromisoformat(a), date.fromisoformat(b or a)) for a, _, b in ends)


@pytest.mark.parametrize(
    ("days", "english", "chinese"),
    [
        ("2026-10-12", "Mon 12 Oct 2026", "2026-10-12 周一"),
        ("2026-10-05..2026-10-11", "Mon 5 - Sun 11 Oct 2026", "2026-10-05 周一 至 10-11 周日"),
        ("2026-04-28..2026-05-02", "Tue 28 Apr - Sat 2 May 2026", "2026-04-28 周二 至 05-02 周六"),
        ("2025-12-29..2026-01-04", "Mon 29 Dec 2025 - Sun 4 Jan 2026", "2025-12-29 周一 至 2026-01-04 周日"),
        ("2024-02-29", "Thu 29 Feb 2024", "2024-02-29 周四"),
        (
            "2026-04-05..2026-04-09, 2026-04-12",
            "Sun 5 - Thu 9 Apr, Sun 12 Apr 2026",
            "2026-04-05 周日 至 04-09 周四、04-12 周日",
        ),
        ("2025-12-31, 2026-01-02", "Wed 31 Dec 2025, Fri 2 Jan 2026", "2025-12-31 周三、2026-01-02 周五"),
        (
            "2025-12-01, 2025-12-29..2026-01-04, 2026-03-02",
            "Mon 1 Dec 2025, Mon 29 Dec 2025 - Sun 4 Jan 2026, Mon 2 Mar 2026",
            "2025-12-01 周一、2025-12-29 周一 至 2026-01-04 周日、03-02 周一",
        ),
        (
            "2026-04-03, 2026-04-10, 2026-04-17, 2026-04-24",
            "Fri 3, 10, 17, 24 Apr 2026",
            "2026-04-03、10、17、24（周五）",
        ),
        (
            "2026-04-24, 2026-05-01, 2026-05-08",
            "Fri 24 Apr, Fri 1, 8 May 2026",
            "2026-04-24 周五、05-01、08（周五）",
        ),
        (
            "2025-12-19, 2025-12-26, 2026-01-02, 2026-01-09",
            "Fri 19, 26 Dec 2025, Fri 2, 9 Jan 2026",
            "2025-12-19、26（周五）、2026-01-02、09（周五）",
        ),
        (
            "2026-04-06, 2026-04-09, 2026-04-13",
            "Mon 6 Apr, Thu 9 Apr, Mon 13 Apr 2026",
            "2026-04-06 周一、04-09 周四、04-13 周一",
        ),
        ("2025-04-04, 2026-04-03", "Fri 4 Apr 2025, Fri 3 Apr 2026", "2025-04-04 周五、2026-04-03 周五"),
    ],
)
def test_days_in_a_line(days: str, english: str, chinese: str) -> None:
    assert describe(ranges(days), ENGLISH) == english
    assert describe(ranges(days), CHINESE) == chinese


def every(first: date, step: int, count: int) -> tuple[DateRange, ...]:
    days = (first + timedelta(days=step * index) for index in range(count))
    return tuple(DateRange(day, day) for day in days)


def test_as_many_ranges_as_a_sentence_can_hold() -> None:
    assert "more" not in describe(every(date(2026, 4, 1), 2, RANGES_SHOWN), ENGLISH)
    assert describe(every(date(2026, 4, 1), 2, RANGES_SHOWN + 1), ENGLISH).endswith("Wed 15 Apr 2026 and 1 more range")
    assert describe(every(date(2026, 4, 1), 2, RANGES_SHOWN + 2), ENGLISH).endswith("Wed 15 Apr 2026 and 2 more ranges")


def test_the_year_stands_behind_the_last_day_that_is_shown() -> None:
    text = describe(every(date(2025, 12, 1), 7, 12), ENGLISH)
    assert text == "Mon 1, 8, 15, 22, 29 Dec 2025, Mon 5, 12, 19 Jan 2026 and 4 more ranges"


def test_the_runs_are_a_day_later() -> None:
    assert run_dates(ranges("2026-04-30..2026-05-02, 2025-12-31")) == ranges("2026-01-01, 2026-05-01..2026-05-03")


def test_the_runs_of_neighbours_are_merged() -> None:
    assert run_dates(ranges("2026-04-01, 2026-04-02..2026-04-03")) == ranges("2026-04-02..2026-04-04")


def test_a_month() -> None:
    chosen = ranges("2026-04-03, 2026-04-06..2026-04-09, 2026-04-17..2026-04-19, 2026-04-30")
    assert month_grid(chosen, ENGLISH).splitlines() == [
        "Apr 2026",
        " Mo  Tu  We  Th  Fr  Sa  Su",
        "          1   2 [ 3]  4   5",
        "[ 6][ 7][ 8][ 9] 10  11  12",
        " 13  14  15  16 [17][18][19]",
        " 20  21  22  23  24  25  26",
        " 27  28  29 [30]",
    ]
    assert month_grid(chosen, CHINESE).splitlines()[:3] == [
        "2026 年 4 月",
        " 一  二  三   四  五  六  日",
        "          1   2 [ 3]  4   5",
    ]


def test_every_month_with_days_and_no_other() -> None:
    text = month_grid(ranges("2025-11-30, 2026-01-31..2026-02-01"), ENGLISH)
    assert [grid.splitlines()[0] for grid in text.split("\n\n")] == ["Nov 2025", "Jan 2026", "Feb 2026"]


def test_a_year_of_days_shows_its_first_months() -> None:
    text = month_grid(ranges("2025-11-24..2026-11-24"), ENGLISH)
    months = text.split("\n\n")
    assert len(months) == MONTHS_SHOWN + 1
    assert months[-1] == "… and 7 more months"
    assert month_grid(every(date(2026, 1, 1), 31, 7), ENGLISH).endswith("… and 1 more month")


DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
RANGES = st.builds(lambda day, more: DateRange(day, day + timedelta(days=more)), DAYS, st.integers(0, 40))
SETS = st.lists(RANGES, min_size=1, max_size=12).map(merge)
SPEECHES = st.sampled_from([ENGLISH, CHINESE])


def columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)


@given(SETS, SPEECHES)
def test_a_grid_fits_a_phone_and_marks_the_days_alone(days: tuple[DateRange, ...], speech: Speech) -> None:
    marked = set()
    grids = month_grid(days, speech).split("\n\n")
    for grid in grids[:MONTHS_SHOWN]:
        title, head, *weeks = grid.splitlines()
        assert max(map(columns, (title, head, *weeks))) <= 28
        year, month = month_of(title)
        for week in weeks:
            cells = [week[place : place + 4] for place in range(0, len(week), 4)]
            marked |= {date(year, month, int(cell[1:3])) for cell in cells if cell[0] == "["}
        assert [int(cell) for week in weeks for cell in week.replace("[", " ").replace("]", " ").split()] == list(
            range(1, (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days + 1)
        )
    shown = {(day.year, day.month) for day in marked}
    assert marked == {day for item in days for day in item if (day.year, day.month) in shown}
    assert len(shown) == min(MONTHS_SHOWN, len({(day.year, day.month) for item in days for day in item}))


def month_of(title: str) -> tuple[int, int]:
    if "年" in title:
        year, month = title.removesuffix(" 月").split(" 年 ")
        return int(year), int(month)
    name, year = title.split(" ")
    return int(year), MONTHS_EN.index(name) + 1


@given(SETS, SPEECHES)
def test_a_weekday_stands_over_its_days(days: tuple[DateRange, ...], speech: Speech) -> None:
    """Within a column, where a Chinese character is two columns wide and where it is five thirds."""
    title, head, *weeks = month_grid(days, speech).split("\n\n")[0].splitlines()
    for wide in (2.0, 5 / 3):
        at, places = 0.0, []
        for char in head:
            width = wide if ord(char) > 0x2E80 else 1.0
            if char != " ":
                places.append(at + width / 2)
            at += width
        middles = places if speech is CHINESE else [(a + b) / 2 for a, b in zip(places[::2], places[1::2], strict=True)]
        assert all(abs(middle - (4 * index + 2)) <= 1.2 for index, middle in enumerate(middles))
    assert len(weeks) >= 4
    assert title


@given(SETS, SPEECHES)
def test_a_line_names_first_and_last_day_with_their_weekdays(days: tuple[DateRange, ...], speech: Speech) -> None:
    text = describe(days[:RANGES_SHOWN], speech)
    first, last = days[0].start, days[:RANGES_SHOWN][-1].end
    names = WEEKDAYS_ZH if speech is CHINESE else WEEKDAYS_EN
    if speech is CHINESE:
        assert text.startswith(f"{first:%Y-%m-%d}")
    else:
        assert text.startswith(f"{names[first.weekday()]} {first.day} ")
        assert text.endswith(f"{MONTHS_EN[last.month - 1]} {last.year}")
    assert names[first.weekday()] in text
    assert names[last.weekday()] in text
    assert {str(day.year) for item in days[:RANGES_SHOWN] for day in (item.start, item.end)} <= {
        text[place : place + 4] for place in range(len(text))
    }


@given(SETS, SETS, SPEECHES)
def test_unlike_days_read_unlike(one: tuple[DateRange, ...], other: tuple[DateRange, ...], speech: Speech) -> None:
    one, other = one[:RANGES_SHOWN], other[:RANGES_SHOWN]
    assert (describe(one, speech) == describe(other, speech)) == (one == other)
