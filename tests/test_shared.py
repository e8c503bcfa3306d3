"""Calls that several wait for, made once."""

import asyncio

import pytest

from bot.shared import Shared


class Source:
    """Gives the number of the call, when it is let go."""

    def __init__(self) -> None:
        self.calls = 0
        self.go = asyncio.Event()

    async def ask(self) -> int:
        self.calls += 1
        mine = self.calls
        await self.go.wait()
        return mine


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_nobody_gets_an_answer_that_was_made_before_they_asked() -> None:
    shared, source = Shared[int](), Source()
    first = asyncio.create_task(shared.get("a", source.ask))
    await settled()
    assert source.calls == 1
    later = [asyncio.create_task(shared.get("a", source.ask)) for _ in range(50)]
    await settled()
    source.go.set()
    assert await first == 1
    assert set(await asyncio.gather(*later)) == {2}
    assert source.calls == 2
    assert await shared.get("a", source.ask) == 3


async def test_those_who_ask_at_once_share_a_call_and_other_keys_do_not() -> None:
    shared, source = Shared[int](), Source()
    source.go.set()
    same = await asyncio.gather(*(shared.get("a", source.ask) for _ in range(20)), shared.get("b", source.ask))
    assert len(set(same[:20])) == 1
    assert source.calls == 2


async def test_what_it_raises_is_raised_for_all_and_the_next_one_asks_again() -> None:
    shared, source = Shared[int](), Source()

    async def fail() -> int:
        raise ConnectionError("away")

    failed = await asyncio.gather(*(shared.get("a", fail) for _ in range(3)), return_exceptions=True)
    assert [type(error) for error in failed] == [ConnectionError] * 3
    source.go.set()
    assert await shared.get("a", source.ask) == 1


async def test_who_gives_up_takes_the_call_from_nobody() -> None:
    shared, source = Shared[int](), Source()
    impatient = asyncio.create_task(shared.get("a", source.ask))
    patient = asyncio.create_task(shared.get("a", source.ask))
    await settled()
    impatient.cancel()
    with pytest.raises(asyncio.CancelledError):
        await impatient
    source.go.set()
    assert await patient == 1
