"""What the workflow wants told, and who tells it. The Slack room implements Narrator; operations knows no Slack."""

from typing import Protocol

from bot.operations.acts import Act, Result
from bot.operations.model import Operation
from bot.operations.progress import Progress


class Narrator(Protocol):
    """Says what happened, in the operation's channel and thread.

    Every method may be called again after a crash; each is keyed so that it posts once. What cannot be told raises.
    """

    async def root(self, operation: Operation, progress: Progress) -> tuple[str, str] | None:
        """Post the root message, or edit the one at `operation.root_ts`: its (channel, ts), None without a place."""

    async def sent(self, operation: Operation, progress: Progress) -> None:
        """Reply: DataWorks took the request."""

    async def created(self, operation: Operation, progress: Progress) -> None:
        """Reply: created n of m promised."""

    async def unknown(self, operation: Operation, progress: Progress) -> None:
        """Reply: the answer was lost, the request is being looked up by its name."""

    async def first_failure(self, operation: Operation, progress: Progress) -> None:
        """Reply, with a mention of the asker: the first failed instances, grouped by task, with DataWorks' words."""

    async def held(self, operation: Operation, progress: Progress) -> None:
        """Reply, with a mention of the asker: created and counted, waiting to be started."""

    async def not_stopped(self, operation: Operation, progress: Progress) -> None:
        """Reply, with a mention of the asker: what goes on though it was to be stopped."""

    async def asked(self, operation: Operation, act: Act) -> None:
        """Reply: what somebody asked for and what it is about, before it is done."""

    async def acted(self, operation: Operation, act: Act, result: Result) -> None:
        """Reply: what came of it, per id."""

    async def ended(self, operation: Operation, progress: Progress) -> None:
        """Reply, with a mention of the asker: the last word."""
