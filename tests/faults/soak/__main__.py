"""`python -m tests.faults.soak [--hours 2 | --seconds 75] [--seed N]`: prints progress, and a table in the end."""

import argparse
import asyncio
import random
import sys
import time

from tests.faults.soak.run import WORLDS, Soak, soaked


def main() -> None:
    """Exit status 1 when something was done twice, lost, stuck, untrue, or the memory grew."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak", description=__doc__)
    parser.add_argument("--hours", type=float, default=2.0)
    parser.add_argument("--seconds", type=float, help="instead of hours")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="the same choices again")  # noqa: S311
    parser.add_argument("--world", choices=tuple(WORLDS), help="one of them; by default all at once")
    asked = parser.parse_args()
    seconds = asked.seconds if asked.seconds is not None else asked.hours * 3600
    names = [asked.world] if asked.world else list(WORLDS)

    def tell(line: str) -> None:
        print(f"{time.strftime('%H:%M:%S')}  {line}", flush=True)

    async def run() -> list[Soak]:
        return await asyncio.gather(*(soaked(name, seconds, asked.seed, tell) for name in names))

    tell(f"seed {asked.seed}, {seconds:.0f} s, {' and '.join(names)}")
    soaks = asyncio.run(run())
    for soak in soaks:
        print("", *soak.lines(), sep="\n", flush=True)
    sys.exit(1 if any(soak.troubles for soak in soaks) else 0)


if __name__ == "__main__":
    main()
