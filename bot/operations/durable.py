"""What workflows ask of the durable engine."""

from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Durable(Protocol):
    """How a workflow runs its steps and waits, surviving the process."""

    async def step(self, body: Callable[P, Coroutine[Any, Any, R]], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a step and keep its result, or give the kept one."""

    async def sleep(self, seconds: float) -> None:
        """Wait, also over a restart."""
