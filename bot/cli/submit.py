"""`backfill-bot submit`: send a request and follow it to its end, with or without a thread in Slack."""

import asyncio
import sys
from typing import TYPE_CHECKING

import click

from bot.cli.carrying import Moving, account, carried, line_of

if TYPE_CHECKING:
    from bot.operations.model import Operation
    from bot.operations.progress import Progress
    from bot.operations.store import Store
    from bot.planning.planner import Planned, Unsettled
    from bot.request.form import Form
    from bot.settings import Settings

PATIENCE = 20.0
"""Seconds to wait for what is downstream."""

LOOK_SECONDS = 0.5
"""How often the store is asked for news of the operation."""

LAST_WORD_SECONDS = 5.0
"""How long the last counts may take once the operation has ended."""

MOVED = "It moved since the plan above, so nothing was sent. Submit it again to see the new one."

DONE, FAILED, UNKNOWN = 0, 1, 3


@click.command()
@click.argument("text", metavar="['COMMAND TEXT']", required=False)
@click.option("--file", metavar="FILE", help="Take a request in API terms instead, as `plan --file` does.")
@click.option("--yes", is_flag=True, help="Send it without asking.")
@click.option("--channel", metavar="ID", help="Tell a thread in this Slack channel; nobody in Slack without it.")
@click.option("--user", metavar="ID", help="Who asked, mentioned in the thread; the name of the account without it.")
def submit(text: str | None, file: str | None, *, yes: bool, channel: str | None, user: str | None) -> None:
    """Send a request, print its progress, end when it has ended.

    The running bot carries it, if one runs on the same store; otherwise this command does. Interrupted, a bot that
    runs goes on with it; so does the next start of one.

    \b
    backfill-bot submit '1001 last 7 days --reason "late file"' --yes
    backfill-bot submit --file request.json --yes --channel C0DATAOPS

    Exit status 0 when everything succeeded, 1 when it was refused or something failed, 3 when it was sent and nobody
    knows whether it was taken.
    """
    import logging

    from bot.cli.asked import form_of_file, form_of_text

    logging.disable(logging.CRITICAL)
    if (text is None) == (file is None):
        raise click.UsageError("give a command text, or a request with --file.")
    form = form_of_text(text) if text is not None else form_of_file(file or "")
    from bot import settings

    loaded = settings.require_projects(settings.load())
    sys.exit(asyncio.run(_submit(loaded, form, yes=yes, channel=channel or "", user=user)))


async def _submit(loaded: "Settings", form: "Form", *, yes: bool, channel: str, user: str | None) -> int:
    from bot.cli.stores import url_of
    from bot.operations.model import Asker
    from bot.operations.store import Store
    from bot.request.command import to_command

    store = await Store.open(url_of(loaded))
    try:
        asker = Asker("", user or account(), channel)
        operation, _new = await store.draft(asker, to_command(form), form)
        digest = None
        try:
            digest = await _settled(loaded, form, operation, store, yes=yes)
        finally:
            if digest is None:
                await store.discard(operation.id, asker.user_id)
        if digest is None:
            return FAILED
        if not await store.confirm(operation.id, asker.user_id, digest, None, channel or None):
            click.echo(_why_not(await store.get(operation.id) or operation), err=True)
            return FAILED
        async with carried(loaded, store, tells=bool(channel)) as engine:
            if engine is not None:
                await engine.run(operation.id)
            return await _followed(store, operation)
    finally:
        await store.close()


async def _settled(
    loaded: "Settings", form: "Form", operation: "Operation", store: "Store", *, yes: bool
) -> str | None:
    """The digest of the plan that was printed and agreed to, and is still the same; None after printing why not."""
    from bot.cli.plan import ask, print_plan
    from bot.cli.planners import planner
    from bot.errors import UserError
    from bot.planning.planner import Planned

    async with planner(loaded, store) as made:
        found = await made.plan(form, operation.name, checked=yes, patience=PATIENCE)
        if not isinstance(found, Planned):
            ask(found)
            return None
        print_plan(found, operation.label)
        await store.save_plan(operation.id, found.form, found.plan)
        if yes:
            return found.plan.digest
        if not _agreed():
            click.echo("Nothing was sent.", err=True)
            return None
        # As with Confirm in Slack: who answers agrees to what was shown, which may not be so any more.
        try:
            again = await made.plan(found.form, operation.name, checked=True, patience=PATIENCE)
        except UserError:
            click.echo(MOVED, err=True)
            raise
    if isinstance(again, Planned) and again.plan.digest == found.plan.digest:
        return found.plan.digest
    _tell_what_moved(found, again)
    return None


def _tell_what_moved(before: "Planned", after: "Planned | Unsettled") -> None:
    from bot.cli.plan import ask
    from bot.locale.speech import ENGLISH
    from bot.planning.planner import Planned
    from bot.slack.render import differences, names_of

    click.echo(MOVED, err=True)
    if not isinstance(after, Planned):
        ask(after)
        return
    for text in differences(before.plan, after.plan, ENGLISH, names_of(after)):
        click.echo(f"  {text}", err=True)


def _why_not(current: "Operation") -> str:
    """Why a draft could not be confirmed."""
    from bot.cli.planners import now
    from bot.operations.model import State

    if current.confirmed_at is not None:
        return f"{current.label} was confirmed already."
    if current.expires_at <= (current.ended_at or now()):
        return f"{current.label} expired before it was confirmed; nothing was sent. Submit it again."
    if current.state is State.DISCARDED:
        return f"{current.label} was cancelled; nothing was sent."
    return f"{current.label} was planned anew meanwhile; nothing was sent. Submit it again."


def _agreed() -> bool:
    if not sys.stdin.isatty():
        click.echo("Add --yes to send it.", err=True)
        return False
    return click.confirm("Send it?", err=True)


async def _followed(store: "Store", operation: "Operation") -> int:
    """Print what changes until the end; the exit status."""
    from bot.operations.model import ENDED, State

    moving, ended_for = Moving(), 0.0
    current: Operation = operation
    progress: Progress | None = None
    while ended_for < LAST_WORD_SECONDS:
        current = await store.get(operation.id) or operation
        progress = await store.progress_of(operation.id)
        moving.say(line_of(current, progress))
        if current.state is State.HELD:
            break
        if current.state in ENDED:
            # The counts of the last look come a moment after the state.
            ended_for += LAST_WORD_SECONDS if await store.has_event(operation.id, "told:ended") else LOOK_SECONDS
        await asyncio.sleep(LOOK_SECONDS)
    moving.end()
    if current.state is State.HELD:
        click.echo(f"The instances are held: backfill-bot operations start {current.label} begins them.", err=True)
        return DONE
    if progress and progress.message:
        click.echo(f"DataWorks said: {progress.message}", err=True)
    if current.state is State.NEVER_FOUND:
        return UNKNOWN
    return DONE if current.state is State.DONE else FAILED
