"""A few kills at random moments on each store; `python -m tests.faults.kills` makes two hundred."""

import pytest

from tests.faults.kills import killed

COUNT, SEED = 10, 20261124


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("store", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def test_what_was_confirmed_ends_once_whenever_the_bot_is_killed(store: str) -> None:
    found = await killed(store, COUNT, SEED)
    assert found.troubles == []
    assert found.killed >= COUNT
