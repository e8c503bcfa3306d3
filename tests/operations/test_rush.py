"""Who goes first while people confirm."""

import asyncio
import time

import pytest

from bot.operations import rush as module
from bot.operations.rush import AFTERWARDS_SECONDS, MEANWHILE_SECONDS, Rush


async def test_without_a_rush_nothing_waits() -> None:
    await asyncio.wait_for(Rush().over(), 0.01)


async def test_what_may_wait_goes_on_slowly_while_somebody_is_in_front() -> None:
    rush = Rush()
    with rush.in_front():
        began = time.monotonic()
        waiting = [asyncio.create_task(rush.over()) for _ in range(3)]
        await asyncio.wait(waiting)
        assert time.monotonic() - began >= 3 * MEANWHILE_SECONDS * 0.9


async def test_those_who_waited_go_one_by_one_in_their_order_when_it_is_over() -> None:
    rush, went = Rush(), list[tuple[int, float]]()

    async def wait(number: int) -> None:
        await rush.over()
        went.append((number, time.monotonic()))

    with rush.in_front():
        waiting = [asyncio.create_task(wait(number)) for number in range(5)]
        await asyncio.sleep(0)
    await asyncio.wait_for(asyncio.gather(*waiting), MEANWHILE_SECONDS * 4)
    assert [number for number, _ in went] == list(range(5))
    assert went[-1][1] - went[0][1] >= 4 * AFTERWARDS_SECONDS * 0.9
    await asyncio.wait_for(rush.over(), 0.01)


async def test_nobody_is_in_front_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_SECONDS", 0.02)
    rush = Rush()
    with rush.in_front():
        await asyncio.sleep(0.05)
        await asyncio.wait_for(rush.over(), 0.01)


async def test_who_gives_up_while_waiting_takes_no_turn() -> None:
    rush = Rush()
    with rush.in_front():
        impatient, patient = asyncio.create_task(rush.over()), asyncio.create_task(rush.over())
        await asyncio.sleep(0)
        impatient.cancel()
        await asyncio.wait_for(patient, MEANWHILE_SECONDS * 1.8)
