"""One look at an operation for a process that carries none, such as a command line. What it sees is kept, and shown."""

from collections.abc import Callable

from bot.dataworks import DataWorks
from bot.operations.following import Follower
from bot.operations.pace import FollowSettings
from bot.operations.postman import Postman
from bot.operations.rush import Rush
from bot.operations.store import Store
from bot.operations.telling import Teller
from bot.operations.watch import Stopping


def onlooker(store: Store, remote: Callable[[str], DataWorks], settings: FollowSettings | None = None) -> Follower:
    """A follower for `look` and `log` alone: what it puts into the outbox is told by the bot that runs."""
    settings, stopping = settings or FollowSettings(), Stopping()
    return Follower(
        store,
        Teller(store, Postman(store, None, settings, stopping, None, Rush()), settings),
        remote,
        settings,
        stopping,
    )
