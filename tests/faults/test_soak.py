"""A minute of the soak over each delivery; `python -m tests.faults.soak --hours 2` is the whole."""

import pytest

from tests.faults.soak.memory import MEBI, Memory
from tests.faults.soak.run import soaked

SECONDS, SEED = 60.0, 20261124


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("name", ["socket-sqlite", pytest.param("http-postgres", marks=pytest.mark.postgres)])
async def test_nothing_is_lost_or_done_twice_while_everything_goes_wrong(name: str) -> None:
    soak = await soaked(name, SECONDS, SEED, lambda _line: None)
    assert soak.troubles == []
    assert sum(soak.struck.values()) > 5


def test_memory_that_grows_is_not_flat() -> None:
    still = Memory([(float(at), 160 * MEBI + at % 7 * MEBI) for at in range(3600)])
    peak = Memory([*still.samples[:1800], (1800.5, 400 * MEBI), *still.samples[1800:]])
    grows = Memory([(float(at), 160 * MEBI + at * MEBI // 60) for at in range(3600)])
    assert (still.flat(3600), peak.flat(3600), grows.flat(3600)) == (True, True, False)
    assert 55 < grows.slope < 65
