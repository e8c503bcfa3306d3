"""Laws of following: fair waits within a ration, a reserve that is left alone, a promise that the turns can keep."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.operations.pace import (
    FOLLOWING_SHARE,
    LEAST_RESERVE,
    SPREAD_SECONDS,
    FollowSettings,
    expected_left,
    fair_rate,
    following_rate,
    reserve_of,
)
from bot.operations.ration import Ration, until_midnight

SETTINGS = FollowSettings()
seconds = st.floats(min_value=0.1, max_value=1e6)
WISHES = st.lists(st.tuples(st.integers(1, 200), st.floats(min_value=2, max_value=60)), min_size=1, max_size=50)


@given(looks=st.integers(0, 10_000), left=st.none() | st.floats(min_value=-1e7, max_value=1e7))
def test_a_wanted_wait_is_within_the_settings(looks: int, left: float | None) -> None:
    assert SETTINGS.first_seconds <= SETTINGS.wanted_wait(looks, left) <= SETTINGS.max_seconds


@given(looks=st.integers(0, 50), far=seconds, near=st.floats(min_value=0, max_value=1))
def test_looks_are_closer_together_the_nearer_the_end(looks: int, far: float, near: float) -> None:
    assert SETTINGS.wanted_wait(looks, far * near) <= SETTINGS.wanted_wait(looks, far)
    assert SETTINGS.wanted_wait(looks, -far) == SETTINGS.wanted_wait(looks, far)


@given(wishes=WISHES, a_second=st.integers(1, 50))
async def test_all_waits_together_keep_within_the_ration(wishes: list[tuple[int, float]], a_second: int) -> None:
    ration = Ration(FollowSettings(calls_a_second=a_second))
    for name, (calls, wanted) in enumerate(wishes):
        await ration.wait("ec_dw", str(name), calls, wanted)
    waits = [await ration.wait("ec_dw", str(name), *wish) for name, wish in enumerate(wishes)]
    used = sum(calls / wait for (calls, _), wait in zip(wishes, waits, strict=True))
    rate = a_second * FOLLOWING_SHARE
    assert used <= rate * 1.001 or waits == [wanted for _, wanted in wishes]
    for (calls, wanted), wait in zip(wishes, waits, strict=True):
        # Nobody waits less than wanted, and nobody is slowed down below an even part.
        assert wanted <= wait <= max(wanted, calls * len(wishes) / rate * 1.001)


async def test_who_is_forgotten_takes_nothing() -> None:
    ration = Ration(FollowSettings(calls_a_second=1))
    await ration.wait("ec_dw", "a", 100, 2)
    ration.begin("ec_dw", "a", 8)
    assert ration.delay("ec_dw") == 8 / FOLLOWING_SHARE
    slow = await ration.wait("ec_dw", "b", 1, 2)
    ration.forget("a")
    assert await ration.wait("ec_dw", "b", 1, 2) == 2 < slow
    assert ration.delay("ec_dw") == 0


@given(a_day=st.integers(1, 10_000), spent=st.integers(0, 10_000), left=st.floats(min_value=1, max_value=86_400))
def test_the_reserve_of_a_day_is_never_followed_with(a_day: int, spent: int, left: float) -> None:
    reserve = reserve_of(a_day)
    assert min(a_day // 2, LEAST_RESERVE) <= reserve <= a_day // 2
    left_today = max(0, a_day - spent)
    rate = following_rate(5, left_today, left, reserve)
    assert rate is not None
    assert (rate == 0) == (left_today <= reserve)
    assert rate * min(left, SPREAD_SECONDS) <= max(0, left_today - reserve) + 1e-6


async def test_following_pauses_until_the_next_day_when_only_the_reserve_is_left() -> None:
    told = {"ec_dw": reserve_of(100)}

    async def left(alias: str) -> int:
        return told[alias]

    ration = Ration(FollowSettings(calls_a_second=5, calls_a_day=100), left)
    now = datetime(2026, 11, 24, 23, 59, tzinfo=UTC)
    assert await ration.pause("ec_dw", now) == 61
    assert await ration.wait("ec_dw", "a", 1, 2) > 1

    free = Ration(FollowSettings(calls_a_second=5))
    assert await free.pause("ec_dw", now) is None


async def test_looks_that_are_under_way_share_what_is_left_above_the_reserve() -> None:
    async def left(_alias: str) -> int:
        return reserve_of(100) + 10

    ration = Ration(FollowSettings(calls_a_second=5, calls_a_day=100), left)
    assert await ration.pause("ec_dw") is None
    assert ration.begin("ec_dw", "a", 7) == 7
    assert ration.begin("ec_dw", "b", 7) == 3
    assert ration.begin("ec_dw", "c", 7) == 0
    ration.end("ec_dw", "a", 2)
    assert ration.begin("ec_dw", "c", 7) == 5
    ration.end("ec_dw", "b", 3)
    ration.end("ec_dw", "c", 5)
    assert await ration.pause("ec_dw") is not None


@given(now=st.datetimes(timezones=st.just(UTC)).filter(lambda now: 1 < now.year < 9000))
def test_the_next_day_begins_within_a_day(now: datetime) -> None:
    assert 0 < until_midnight(now) <= 86_401
    assert (now + timedelta(seconds=until_midnight(now))).date() > now.date()


@given(demands=st.lists(st.floats(min_value=0.001, max_value=100), min_size=1, max_size=50), rate=seconds)
def test_an_even_part_is_all_that_is_taken_from_anybody(demands: list[float], rate: float) -> None:
    fair = fair_rate(demands, rate)
    used = sum(min(demand, fair) for demand in demands)
    assert used <= rate * 1.000001
    assert fair >= rate / len(demands) * 0.999999
    if max(demands) > fair:
        # Nothing is left over while anybody wants more.
        assert used >= rate * 0.999999


@given(elapsed=seconds, share=st.floats(min_value=0, max_value=1), estimate=st.none() | seconds)
def test_what_is_left_follows_this_run_once_it_says_something(
    elapsed: float, share: float, estimate: float | None
) -> None:
    left = expected_left(elapsed, share, estimate)
    if share >= 0.1:
        assert left is not None
        assert 0 <= left <= elapsed * 9.001
    else:
        assert left == (None if estimate is None else estimate - elapsed)


@given(followed=st.integers(1, 5000), a_minute=st.integers(1, 60))
def test_the_turns_of_all_fit_into_the_promise(followed: int, a_minute: int) -> None:
    settings = FollowSettings(edits_a_minute=a_minute)
    assert settings.promise_seconds(followed) >= settings.restamp_seconds
    assert followed / settings.promise_seconds(followed) * 60 < a_minute
