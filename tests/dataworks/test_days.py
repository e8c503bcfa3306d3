"""Milliseconds of midnight."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.dataworks import business_date_of, midnight_ms
from bot.dataworks.days import instant_of_ms

ZONES = (
    "Asia/Shanghai",
    "America/Los_Angeles",
    "Europe/Berlin",
    "Asia/Singapore",
    "Africa/Cairo",
    "America/Havana",
    "UTC",
)


def test_the_documented_example() -> None:
    assert midnight_ms(date(2025, 3, 31), ZoneInfo("Asia/Shanghai")) == 1743350400000


def test_other_zones_have_other_midnights() -> None:
    day = date(2026, 7, 1)
    assert midnight_ms(day, ZoneInfo("America/Los_Angeles")) - midnight_ms(day, ZoneInfo("UTC")) == 7 * 3_600_000


def test_a_midnight_that_the_clock_jumps_over_is_the_jump() -> None:
    # In Cairo 2024-04-26 began at 01:00, when the clock went from 00:00 at UTC+2 to 01:00 at UTC+3.
    assert instant_of_ms(midnight_ms(date(2024, 4, 26), ZoneInfo("Africa/Cairo"))) == datetime(
        2024, 4, 25, 22, tzinfo=UTC
    )


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(ZONES))
def test_there_and_back(day: date, zone_name: str) -> None:
    zone = ZoneInfo(zone_name)
    instant = instant_of_ms(midnight_ms(day, zone))
    assert business_date_of(instant, zone) == day
    assert business_date_of(instant - timedelta(seconds=1), zone) == day - timedelta(days=1)
