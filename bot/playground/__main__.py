"""`python -m bot.playground [SCRIPT]`: the playground without the command line's other commands."""

import asyncio
import sys
from pathlib import Path

from bot.playground.launch import run

if __name__ == "__main__":
    script = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    sys.exit(asyncio.run(run(port=None, browser=script is None, script=script, http=False, speed=20.0)))
