"""`python -m tests.faults [--only WORDS] [--store S] [--delivery D]`: each row in a world of its own, as a table."""

import argparse
import asyncio
import sys
import time

from tests.faults.checking import trouble_of, variants
from tests.faults.databases import STORES
from tests.faults.rows import BOTH, ROWS


async def _run(only: str, store: str | None, delivery: str | None) -> int:
    ran, failed, began = 0, 0, time.monotonic()
    print(f"      {'where':<10} {'what':<34} {'delivery':<8} {'store':<8}", flush=True)
    for row in ROWS:
        if only not in f"{row.place} {row.name}":
            continue
        chosen = {(delivery or way, store or kept) for way, kept in variants(row)}
        for way, kept in sorted(chosen, reverse=True):
            start = time.monotonic()
            trouble = await trouble_of(row, way, kept)
            ran, failed = ran + 1, failed + (trouble is not None)
            took = f"{time.monotonic() - start:5.1f} s"
            head = f"{'FAIL' if trouble else 'ok  '}  {row.place:<10} {row.name:<34} {way:<8} {kept:<8} {took}"
            print(head, (trouble or "").partition("\n")[0], flush=True)
    print(f"{ran - failed} of {ran} are as they must be, {time.monotonic() - began:.0f} s", flush=True)
    return failed


def main() -> None:
    """Exit status 1 when a row failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--only", default="", metavar="WORDS", help="rows whose name holds these words")
    parser.add_argument("--store", choices=STORES, help="all of them on this store")
    parser.add_argument("--delivery", choices=BOTH, help="all of them over this delivery")
    asked = parser.parse_args()
    sys.exit(1 if asyncio.run(_run(asked.only, asked.store, asked.delivery)) else 0)


if __name__ == "__main__":
    main()
