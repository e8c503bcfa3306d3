"""The quick rows of the fault matrix; `python -m tests.faults` runs all of them and prints a table."""

import pytest

from tests.faults.checking import trouble_of
from tests.faults.rows import ROWS, Row


@pytest.mark.slow
@pytest.mark.parametrize("row", [row for row in ROWS if row.quick], ids=lambda row: f"{row.place}: {row.name}")
async def test_nothing_is_lost_and_nothing_happens_twice(row: Row) -> None:
    assert await trouble_of(row) is None
