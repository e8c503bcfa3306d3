"""The store that the settings name, for one command."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from bot.operations.store import Store
    from bot.settings import Settings

T = TypeVar("T")


def url_of(loaded: "Settings") -> str | None:
    """DATABASE_URL; None for the default place."""
    return loaded.database_url.get_secret_value() if loaded.database_url else None


def with_store(use: "Callable[[Store], Awaitable[T]]") -> T:
    """What comes of using the store that the settings name."""
    from bot import settings
    from bot.operations.store import Store

    loaded = settings.load()

    async def run() -> T:
        store = await Store.open(url_of(loaded))
        try:
            return await use(store)
        finally:
            await store.close()

    return asyncio.run(run())


async def beside(loaded: "Settings", use: "Callable[[Store | None], Awaitable[T]]") -> T:
    """What comes of using the store as it is, beside the bot that owns it.

    Where there is none, or it fails, one line on standard error says so and `use` does without.
    """
    from sqlalchemy.exc import SQLAlchemyError

    from bot.operations.database import DatabaseError, explain
    from bot.operations.store import Store

    try:
        store = await Store.join(url_of(loaded))
        try:
            return await use(store)
        except SQLAlchemyError as error:
            raise explain(store.database, error) from error
        finally:
            await store.close()
    except DatabaseError as error:
        click.echo(f"backfill-bot: without the store, so the calls of the day are not counted: {error.text}", err=True)
    return await use(None)
