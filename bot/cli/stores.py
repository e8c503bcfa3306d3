"""The store that the settings name, for one command."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from bot.operations.store import Store

T = TypeVar("T")


def with_store(use: "Callable[[Store], Awaitable[T]]") -> T:
    """What comes of using the store that the settings name."""
    from bot import settings
    from bot.operations.store import Store

    loaded = settings.load()

    async def run() -> T:
        store = await Store.open(loaded.database_url.get_secret_value() if loaded.database_url else None)
        try:
            return await use(store)
        finally:
            await store.close()

    return asyncio.run(run())
