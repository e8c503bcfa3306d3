"""What is told of an operation, and who tells it. The Slack room implements Narrator; operations knows no Slack."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Literal, Protocol, TypeAlias

from bot.operations.acts import Act, Result
from bot.operations.model import Operation
from bot.operations.progress import Progress

Kind = Literal[
    "root",
    "sent",
    "created",
    "unknown",
    "first_failure",
    "held",
    "not_stopped",
    "asked",
    "acted",
    "ended",
    "report",
]
"""The root message (posted, or edited where it is), and the replies in its thread:

`sent` DataWorks took the request; `created` n of m promised; `unknown` the answer was lost and is looked for; with a
mention of the asker `first_failure`, `held` (waits to be started), `not_stopped` (goes on though it was to be stopped)
and `ended`, the last word; `report` the file after it; `asked` what somebody asked for, before it is done, and `acted`
what came of it.
"""

Place: TypeAlias = tuple[str, str]
"""Channel and ts of a message."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing to tell. `key` is its own for ever; `since` is when it was wanted first.

    `in_doubt`: an earlier try may have posted it, so it is to be looked for before it is posted again. `act` and
    `result` come with `asked` and `acted` only. `moved`: how often the root message had to be posted anew. `tries`: how
    often it was tried before. `report` opens the file that comes with `report`, see Reports.of.
    """

    kind: Kind
    key: str
    operation: Operation
    progress: Progress
    since: datetime
    in_doubt: bool = False
    act: Act | None = None
    result: Result | None = None
    moved: int = 0
    tries: int = 0
    report: Callable[[], Awaitable[BinaryIO]] | None = None


class NotTold(Exception):
    """It could not be told now. `certain`: nothing was posted. `retry_after`: the seconds that Slack wants to rest."""

    def __init__(self, words: str, *, certain: bool = False, retry_after: float | None = None) -> None:
        super().__init__(words)
        self.certain = certain
        self.retry_after = retry_after


class RootGone(Exception):
    """The root message was deleted, or its channel is closed: it is posted anew, before anything else is told."""


class Narrator(Protocol):
    """Says what happened, in the operation's channel and thread."""

    async def tell(self, telling: Telling) -> Place | None:
        """Post it, or edit the root message at `operation.root_ts`; where it stands then, None when nothing need be
        said. A reply is only asked for while there is a root.

        Raises NotTold, RootGone; whatever else it raises leaves in doubt whether something was posted.
        """
