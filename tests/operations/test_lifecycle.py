"""Every move of an operation's life is walked, every other is refused, and the picture shows them all."""

import itertools
import re

import pytest

from bot.operations.acts import POSSIBLE
from bot.operations.lifecycle import MOVES, REOPENS, IllegalMove, allowed, check, picture, sources
from bot.operations.model import ENDED, State
from bot.operations.store import Store
from tests.operations.harness import brought, confirmed, way_to
from tests.packaging.installing import ROOT

AFTER_CONFIRM = [move for move in MOVES if move.source is not State.DRAFTED]
PAIRS = list(itertools.product(State, State))


@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move.source.value}-{move.target.value}")
def test_each_move_is_allowed(move: object) -> None:
    source, target = move.source, move.target  # type: ignore[attr-defined]
    check(source, target)
    assert (source in sources(target)) == (source not in ENDED)


def test_everything_else_is_refused() -> None:
    moves = {(move.source, move.target) for move in MOVES}
    for source, target in PAIRS:
        if source is target or (source, target) in moves:
            assert allowed(source, target)
        else:
            with pytest.raises(IllegalMove, match=f"that is {source.value} cannot become {target.value}"):
                check(source, target)


def test_a_life_ends_where_nobody_can_act_and_every_state_is_reached() -> None:
    reached = {state for state in State if state is State.CONFIRMED or _reachable(state)}
    assert reached == set(State) - {State.DRAFTED, State.DISCARDED}
    assert {move.source for move in MOVES if move.source in ENDED} == set(REOPENS)
    assert len({(move.source, move.target) for move in MOVES}) == len(MOVES)
    for source, target in REOPENS.items():
        assert allowed(source, target)
    for states in POSSIBLE.values():
        assert all(state not in ENDED or state in REOPENS for state in states)


@pytest.mark.parametrize("move", AFTER_CONFIRM, ids=lambda move: f"{move.source.value}-{move.target.value}")
async def test_each_move_is_walked_in_the_store(store: Store, move: object) -> None:
    source, target = move.source, move.target  # type: ignore[attr-defined]
    operation = await confirmed(store)
    await brought(store, operation, source)
    # What has ended does not move by itself: only an act of a person makes it live again.
    assert await store.set_state(operation.id, target) == (source not in ENDED)
    found = await store.get(operation.id)
    assert found is not None
    assert found.state is (target if source not in ENDED else source)
    assert (found.ended_at is not None) == (found.state in ENDED)


async def test_the_store_refuses_what_cannot_follow(store: Store) -> None:
    for number, source in enumerate(state for state in State if state not in ENDED | {State.DRAFTED}):
        operation = await confirmed(store, f"words {number}")
        await brought(store, operation, source)
        for target in State:
            if not allowed(source, target):
                with pytest.raises(IllegalMove):
                    await store.set_state(operation.id, target)
        found = await store.get(operation.id)
        assert found is not None
        assert found.state is source


def test_the_picture_of_the_documentation_is_made_from_the_moves() -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    (drawn,) = re.findall(r"```mermaid\n(stateDiagram.*?)\n```", page, re.DOTALL)
    assert drawn == picture()


def _reachable(state: State) -> bool:
    try:
        return bool(way_to(state))
    except KeyError:
        return False
