"""How often a failed call is tried again. The waiting is stamina's; whether to try again is the verdict's."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import stamina
import stamina.instrumentation

from bot.dataworks.errors import DataWorksError
from bot.dataworks.verdict import Refusal

# The client logs every attempt itself; left alone, stamina writes a second line to standard output, through structlog.
stamina.instrumentation.set_on_retry_hooks([])


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Bounds for one call: at most `attempts`, and none that would begin after `seconds`, waiting included.

    Waits double from `first_wait` to `longest_wait`, plus up to `jitter`; a wait that DataWorks names replaces them.
    """

    attempts: int = 4
    seconds: float = 30.0
    first_wait: float = 0.5
    longest_wait: float = 8.0
    jitter: float = 0.5


RETRY = RetryPolicy()
NO_RETRY = RetryPolicy(attempts=1)
"""For callers that repeat on their own, such as durable workflow steps."""


class Refused(Exception):
    """An attempt that ended in a Refusal."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal.error))
        self.refusal = refusal

    @property
    def error(self) -> DataWorksError:
        """What the caller of the client gets if there is no other attempt."""
        return self.refusal.error


def attempts(policy: RetryPolicy) -> AsyncIterator[stamina.Attempt]:
    """The attempts of one call; each context takes Refused and decides whether there is a next one."""
    started = time.monotonic()

    def decide(failure: Exception) -> bool | float:
        if not isinstance(failure, Refused) or not failure.refusal.again:
            return False
        wait = failure.refusal.wait
        left = policy.seconds - (time.monotonic() - started)
        if left <= (wait or 0.0):
            return False
        return True if wait is None else wait

    return aiter(
        stamina.retry_context(
            decide,
            attempts=policy.attempts,
            timeout=policy.seconds,
            wait_initial=policy.first_wait,
            wait_max=policy.longest_wait,
            wait_jitter=policy.jitter,
        )
    )
