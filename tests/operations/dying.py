"""A process that kills itself at a place of a step: `python -m tests.operations.dying "inside call" DATABASE ...`.

`before` and `after` a step are at its boundaries; `inside` is after its effects and before its result is kept.
"""

import asyncio
import functools
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from bot.operations.engine import Engine
from tests.operations.child import main


def die_at(where: str) -> None:
    """Have every engine of this process kill it there."""
    place, _blank, name = where.partition(" ")
    step = Engine.step

    def here(reached: str, body: Callable[..., Any]) -> None:
        if (reached, body.__name__) == (place, name):
            os.kill(os.getpid(), signal.SIGKILL)

    async def deadly(engine: Engine, body: Callable[..., Awaitable[Any]], *args: Any, **kwargs: Any) -> Any:
        @functools.wraps(body)
        async def whole(*inner: Any, **named: Any) -> Any:
            result = await body(*inner, **named)
            here("inside", body)
            return result

        here("before", body)
        result = await step(engine, whole, *args, **kwargs)
        here("after", body)
        return result

    Engine.step = deadly  # type: ignore[method-assign, assignment]


if __name__ == "__main__":
    die_at(sys.argv[1])
    asyncio.run(main(*sys.argv[2:]))
