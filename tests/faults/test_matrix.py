"""The quick rows of the fault matrix; `python -m tests.faults` runs all of them and prints a table."""

import pytest

from tests.faults.checking import trouble_of, variants
from tests.faults.rows import ROWS, Row

QUICK = [
    pytest.param(
        *(row, delivery, store),
        id=f"{row.place}: {row.name}, {delivery}, {store}",
        marks=[pytest.mark.postgres] if store == "postgres" else [],
    )
    for row in ROWS
    if row.quick
    for delivery, store in variants(row)
]


@pytest.mark.slow
@pytest.mark.parametrize(("row", "delivery", "store"), QUICK)
async def test_nothing_is_lost_and_nothing_happens_twice(row: Row, delivery: str, store: str) -> None:
    assert await trouble_of(row, delivery, store) is None
