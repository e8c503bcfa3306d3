"""`backfill-bot operations report`: asks DataWorks for every instance of an operation."""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

if TYPE_CHECKING:
    from bot.operations.model import Operation
    from bot.operations.store import Store
    from bot.settings import Settings


def write_report(words: str, path: str | None) -> None:
    """Write the report of an operation into a file, which is there whole or stays as it was, or to standard output.

    Raises UserError and DataWorksError.
    """
    from bot import settings

    loaded = settings.require_projects(settings.load())
    with tempfile.TemporaryFile() as file:
        label, lines = asyncio.run(_report(loaded, words, file))
        file.seek(0)
        if path is None:
            shutil.copyfileobj(file, sys.stdout.buffer)
            sys.stdout.buffer.flush()
            return
        try:
            _into(Path(path).absolute(), file)
        except OSError as error:
            raise click.UsageError(f"{path} cannot be written: {error.strerror}.") from None
    click.echo(f"{lines} instances of {label} are in {path}", err=True)


def _into(path: Path, content: BinaryIO) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        try:
            shutil.copyfileobj(content, file)
        except BaseException:
            Path(file.name).unlink()
            raise
    Path(file.name).replace(path)


async def _report(loaded: "Settings", words: str, file: BinaryIO) -> tuple[str, int]:
    from bot.operations.store import Store

    store = await Store.open(loaded.database_url.get_secret_value() if loaded.database_url else None)
    try:
        operation = await _found(store, words)
        return operation.label, await _written(loaded, store, operation, file)
    finally:
        await store.close()


async def _found(store: "Store", words: str) -> "Operation":
    """The operation, if there may be instances of it; else a line that says why not, and the end."""
    from bot.operations import queries

    operation = await queries.named(store, words)
    if operation is None:
        click.echo(f"backfill-bot: there is no operation {words}. Try: backfill-bot operations list", err=True)
        sys.exit(1)
    if not any(item.exists for item in await store.submissions(operation.id)):
        shown = f"backfill-bot operations show {operation.label}"
        click.echo(f"backfill-bot: {operation.label} has no instances: nothing was created. Try: {shown}", err=True)
        sys.exit(1)
    return operation


async def _written(loaded: "Settings", store: "Store", operation: "Operation", file: BinaryIO) -> int:
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    from bot.operations.acts import Verb
    from bot.operations.following import STOPPED_BY_HAND
    from bot.operations.looking import Eye
    from bot.operations.pace import FollowSettings
    from bot.operations.remote import Remote
    from bot.operations.reports import write
    from bot.operations.watch import Watch
    from bot.planning.remotes import Remotes
    from bot.planning.spending import counted

    plan = operation.plan
    if plan is None:
        return 0
    remotes, project = Remotes(loaded), loaded.project(plan.target.alias)
    stop = await store.last_act(operation.id, Verb.STOP) if operation.state in STOPPED_BY_HAND else None
    submissions = await store.submissions(operation.id)
    with counted() as tally:
        try:
            remote = Remote(remotes(plan.target.alias), plan)
            eye = Eye(operation, plan, submissions, remote, Watch(), FollowSettings(), stop)
            return await write(eye, ZoneInfo(plan.target.time_zone), file)
        finally:
            await remotes.aclose()
            today = datetime.now(UTC).date()
            await store.count_call(project.alias, project.region or "", today, tally.calls)
