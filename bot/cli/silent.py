"""A narrator for operations that nobody follows in Slack."""

from bot.operations.acts import Act, Result
from bot.operations.model import Operation
from bot.operations.progress import Progress


class Silent:
    """Tells nobody. Implements bot.operations.narrator.Narrator."""

    async def root(self, operation: Operation, progress: Progress) -> tuple[str, str] | None:
        """There is no root message; what stands for its place never changes."""
        return (operation.root_channel or "", operation.root_ts or "")

    async def sent(self, operation: Operation, progress: Progress) -> None:
        """Nobody hears it."""

    async def created(self, operation: Operation, progress: Progress) -> None:
        """Nobody hears it."""

    async def unknown(self, operation: Operation, progress: Progress) -> None:
        """Nobody hears it."""

    async def first_failure(self, operation: Operation, progress: Progress) -> None:
        """Nobody hears it."""

    async def held(self, operation: Operation, progress: Progress) -> None:
        """Nobody hears it."""

    async def not_stopped(self, operation: Operation, progress: Progress) -> None:
        """Nobody hears it."""

    async def asked(self, operation: Operation, act: Act) -> None:
        """Nobody hears it."""

    async def acted(self, operation: Operation, act: Act, result: Result) -> None:
        """Nobody hears it."""

    async def ended(self, operation: Operation, progress: Progress) -> None:
        """Nobody hears it."""
