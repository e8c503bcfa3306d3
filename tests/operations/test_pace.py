"""The waits."""

from datetime import timedelta
from itertools import count, takewhile

from bot.operations.pace import FollowSettings


def test_looks_grow_apart_up_to_the_longest_wait() -> None:
    settings = FollowSettings()
    assert [settings.look_wait(looks) for looks in range(7)] == [2, 4, 8, 16, 32, 60, 60]
    assert settings.look_wait(10_000) == 60


def test_sending_again_ends_after_some_minutes() -> None:
    settings = FollowSettings()
    waits = [wait for wait in takewhile(lambda wait: wait is not None, map(settings.retry_wait, count())) if wait]
    assert waits[:4] == [2, 4, 8, 16]
    assert 120 < sum(waits) < 300


def test_looking_up_ends_after_some_minutes() -> None:
    settings = FollowSettings()
    waits = [wait for wait in takewhile(lambda wait: wait is not None, map(settings.lookup_wait, count())) if wait]
    assert 120 < sum(waits) < 300


def test_a_month_takes_less_than_a_thousand_steps() -> None:
    settings = FollowSettings()
    age, steps = timedelta(), 0
    while age < settings.give_up_after:
        age += timedelta(seconds=settings.step_seconds(age))
        steps += 1
    assert steps < 1000
