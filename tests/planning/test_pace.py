"""Calls a second, on the clock."""

import asyncio
import time

import pytest

from bot.dataworks.pace import Pace, patiently
from bot.planning.spending import Budget, count_one, counted
from bot.settings import Project


async def test_no_second_has_more_calls_than_allowed() -> None:
    pace = Pace(20)
    begun: list[float] = []

    async def call() -> None:
        await pace.turn()
        begun.append(time.monotonic())

    await asyncio.gather(*(call() for _number in range(50)))
    for first in begun:
        assert sum(first <= moment < first + 1.0 for moment in begun) <= 20
    assert begun[-1] - begun[0] < 3.0, "and none is wasted: 50 calls at 20 a second are done in the third one"


async def test_who_waits_in_front_comes_before_who_walks() -> None:
    pace, order = Pace(1), []

    async def walk(number: int) -> None:
        with patiently():
            await pace.turn()
        order.append(f"walk {number}")

    async def ask() -> None:
        await pace.turn()
        order.append("ask")

    await pace.turn()
    walking = [asyncio.create_task(walk(number)) for number in range(2)]
    await asyncio.sleep(0)
    asking = asyncio.create_task(ask())
    await asyncio.gather(*walking, asking)
    assert order == ["ask", "walk 0", "walk 1"]


async def test_who_gives_up_takes_no_turn() -> None:
    pace = Pace(1)
    await pace.turn()
    given_up = asyncio.create_task(pace.turn())
    await asyncio.sleep(0)
    given_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await given_up
    began = time.monotonic()
    await pace.turn()
    assert time.monotonic() - began < 1.5


async def test_calls_are_counted_where_they_are_made_for_it() -> None:
    async def two() -> None:
        count_one()
        count_one()

    count_one()
    with counted() as mine:
        await asyncio.gather(two(), two())
        assert mine.calls == 4
    count_one()
    assert mine.calls == 4


PROJECT = Project(alias="ec_dw", id=10001, region="cn-shanghai")


async def test_what_is_left_of_the_day() -> None:
    async def spent(project: Project) -> int:
        assert project == PROJECT
        return 88

    assert await Budget().left(PROJECT) is None
    assert await Budget(spent, 100).left(PROJECT) == 12
    assert await Budget(spent, 50).left(PROJECT) == 0
