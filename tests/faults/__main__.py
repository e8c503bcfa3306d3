"""`python -m tests.faults [--http] [--only WORDS]`: every row in a world of its own, printed as a table."""

import argparse
import asyncio
import sys
import time

from tests.faults.checking import trouble_of
from tests.faults.rows import ROWS


async def _run(*, http: bool, only: str) -> int:
    failed = 0
    for row in ROWS:
        if only not in f"{row.place} {row.name}":
            continue
        began = time.monotonic()
        trouble = await trouble_of(row, http=http)
        failed += trouble is not None
        took = time.monotonic() - began
        print(
            f"{'FAIL' if trouble else 'ok  '}  {row.place:<10} {row.name:<36} {took:5.1f} s  {trouble or ''}",
            flush=True,
        )
    return failed


def main() -> None:
    """Exit status 1 when a row failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--http", action="store_true", help="deliver over signed HTTP instead of Socket Mode")
    parser.add_argument("--only", default="", metavar="WORDS", help="rows whose name holds these words")
    asked = parser.parse_args()
    sys.exit(1 if asyncio.run(_run(http=asked.http, only=asked.only)) else 0)


if __name__ == "__main__":
    main()
