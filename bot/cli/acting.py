"""An act of the command line: shown, agreed to, handed to who carries it, watched until what came of it is known."""

import asyncio
import json
import sys
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date
from typing import Any

import click

from bot.cli.acts import Asked
from bot.cli.carrying import Moving, account, carried, line_of
from bot.cli.told import came_of, described, outcome, refused_runs, summary
from bot.errors import UserError
from bot.locale import _
from bot.operations.acts import POSSIBLE, Act, Result, Verb, Wish, result_of
from bot.operations.choosing import fitting, offered
from bot.operations.following import Follower
from bot.operations.model import Operation, State
from bot.operations.onlooker import onlooker
from bot.operations.queries import named
from bot.operations.store import Store
from bot.operations.telling import reaches_slack
from bot.operations.words import redacted
from bot.planning.remotes import Remotes
from bot.request.plan import Plan
from bot.settings import Settings

DONE, FAILED, UNKNOWN = 0, 1, 3
LAST = 15
TASKS_SHOWN = 20
REFUSED_SHOWN = 50
LOOK_SECONDS = 0.3
"""How often the store is asked for news of the act."""
ALONE_SECONDS = 15.0
"""How long nobody may carry it before it is left to the next bot."""
BOUND = frozenset({Verb.RERUN, Verb.SET_SUCCESS})
"""Acts on the very runs that were shown; the others are about all that fit when they are carried out."""


@asynccontextmanager
async def opened(loaded: Settings, name: str) -> AsyncIterator[tuple[Store, Operation, Follower]]:
    """The store, the operation that is called so, and who looks at it. Raises UserError for none."""
    store = await Store.open(loaded.database_url.get_secret_value() if loaded.database_url else None)
    remotes = Remotes(loaded)
    try:
        operation = await named(store, name)
        if operation is None or operation.plan is None:
            raise UserError(
                _("There is no operation {name}.", name=name),
                _("Try: {command}", command="backfill-bot operations list"),
            )
        yield store, operation, onlooker(store, remotes)
    finally:
        await remotes.aclose()
        await store.close()


async def act(loaded: Settings, verb: Verb, asked: Asked) -> int:
    """Do it; the exit status."""
    async with opened(loaded, asked.operation) as (store, operation, follower):
        if operation.state not in POSSIBLE[verb]:
            raise UserError(
                _("That cannot be done now: {label} is {state}.", label=operation.label, state=operation.state.value),
                _("Try: {command}", command=f"backfill-bot operations show {operation.label}"),
            )
        wish, shown = await _shown(store, follower, operation, verb, asked)
        if shown.get("runs") == 0:
            return _over(asked, shown, f"Nothing was done: {described(verb, shown)}.", FAILED)
        if not asked.as_json:
            click.echo(f"{operation.label}: {described(verb, shown)}.")
            _list(shown)
        if not (asked.yes or _agreed(asked)):
            return _over(asked, shown, "Nothing was done.", FAILED)
        async with AsyncExitStack() as stack:
            made, new = await store.ask(operation.id, verb, f"cli:{uuid.uuid4().hex}", account(), wish)
            if not new and not asked.as_json:
                click.echo(f"{made.user_id} asked for this at {made.asked_at:%H:%M:%S}Z; this is what comes of it.")
            await _handed_over(stack, loaded, store, operation)
            return await _watched(store, operation, made, asked)


async def refreshed(loaded: Settings, name: str, *, as_json: bool) -> None:
    """Look once, print what is seen."""
    async with opened(loaded, name) as (store, operation, follower):
        _runs, progress = await follower.look(operation, _plan(operation))
        await store.add_event(operation.id, "refreshed", user_id=account())
        if as_json:
            counts = {
                name: getattr(progress, name) for name in ("created", "succeeded", "dry_runs", "failed", "stopped")
            }
            failures = [
                {"instance": item.instance_id, "task": item.task_name, "bizdate": item.bizdate, "words": item.words}
                for item in progress.failures
            ]
            _print({"operation": operation.label, "state": progress.state, **counts, "failures": failures})
            return
        click.echo(line_of(operation, progress))
        for item in progress.failures:
            words = (item.words or "").partition("\n")[0]
            click.echo(f"  {item.task_name}  {item.bizdate}  failed  {words}".rstrip())


async def logged(loaded: Settings, asked: Asked, *, whole: bool) -> None:
    """Print the log of the first failed run that fits. Who read it is journaled."""
    async with opened(loaded, asked.operation) as (store, operation, follower):
        progress = await store.progress_of(operation.id)
        failures = progress.failures if progress else ()
        run = next((item for item in failures if _fits(item.task_id, item.task_name, item.bizdate, asked)), None)
        if run is None:
            raise UserError(
                _("There is no failed run of {label} whose log could be shown.", label=operation.label),
                _("Try: {command}", command=f"backfill-bot operations refresh {operation.label}"),
            )
        lines = redacted(await follower.log(_plan(operation), run.instance_id))
        await store.add_event(operation.id, "log_read", user_id=account(), data={"instance": run.instance_id})
        click.echo(f"{run.task_name}  {run.bizdate}  instance {run.instance_id}", err=True)
        click.echo("\n".join(lines if whole else lines[-LAST:]))


async def _shown(
    store: Store, follower: Follower, operation: Operation, verb: Verb, asked: Asked
) -> tuple[Wish, dict[str, Any]]:
    """The wish, and what would be done, as it is printed. Raises Unseen, and UserError for picks that fit no run."""
    about = {"operation": operation.label, "verb": verb.value}
    if verb is Verb.LOOK_AGAIN:
        return Wish(), about | {"name": operation.name}
    runs, _progress = await follower.look(operation, _plan(operation))
    fit = [run for run in fitting(verb, runs) if _fits(run.task_id, run.task_name, run.bizdate, asked)]
    if not fit and (asked.tasks or asked.dates):
        there = sorted({f"{run.task_name} {run.bizdate}" for run in fitting(verb, runs)})
        raise UserError(
            _("Nothing that was picked can be acted on so."),
            _("There is: {names}.", names=tuple(there[:10]) or ("-",)),
        )
    can = offered(verb, fit)
    days = {run.bizdate for run in can}
    behind = [run for run in runs if not run.ended and run.bizdate in days] if verb in BOUND else []
    picked = tuple(run.id for run in fit) if verb in BOUND or asked.tasks or asked.dates else ()
    return Wish(picked, asked.reason), about | summary(can, [run for run in fit if run not in can], behind)


def _fits(task_id: int, task_name: str, bizdate: date, asked: Asked) -> bool:
    dates = {item.date() for item in asked.dates}
    return (not asked.tasks or str(task_id) in asked.tasks or task_name in asked.tasks) and (
        not dates or bizdate in dates
    )


def _list(shown: dict[str, Any]) -> None:
    tasks = shown.get("tasks", ())
    for line in tasks[:TASKS_SHOWN]:
        click.echo(f"  {line}")
    if len(tasks) > TASKS_SHOWN:
        click.echo(f"  and {len(tasks) - TASKS_SHOWN} more")


def _agreed(asked: Asked) -> bool:
    if asked.as_json or not sys.stdin.isatty():
        click.echo("Add --yes to do it.", err=True)
        return False
    return click.confirm("Do it?", err=True)


def _over(asked: Asked, shown: dict[str, Any], words: str, status: int) -> int:
    if asked.as_json:
        _print({**shown, "outcome": "nothing was done"})
    else:
        click.echo(words, err=True)
    return status


async def _handed_over(stack: AsyncExitStack, loaded: Settings, store: Store, operation: Operation) -> None:
    """Somebody carries it from here. A Slack that is away does not keep anybody from acting."""
    tells = reaches_slack(operation) and loaded.slack_bot_token is not None
    try:
        await stack.enter_async_context(carried(loaded, store, tells=tells))
    except UserError as error:
        if not tells:
            raise
        click.echo(f"Slack is told by the next bot that starts: {error.text}", err=True)
        await stack.enter_async_context(carried(loaded, store, tells=False))


async def _watched(store: Store, operation: Operation, made: Act, asked: Asked) -> int:
    """Print what changes until what came of it is known; the exit status."""
    moving, current, served_at = Moving(err=asked.as_json), operation, time.monotonic()
    while True:
        if await store.is_served():
            served_at = time.monotonic()
        elif time.monotonic() - served_at > ALONE_SECONDS:
            moving.end()
            click.echo("The bot is gone; the next one that starts carries this out.", err=True)
            return UNKNOWN
        found = await store.act(made.id) or made
        calls = await store.calls(made.id)
        current = await store.get(operation.id) or current
        result = result_of(calls)
        answered = sum(call.outcome is not None for call in calls)
        progress = await store.progress_of(operation.id)
        moving.say(
            line_of(current, progress)
            if found.ended_at
            else f"{operation.label}  asked  {answered} of {len(calls)} calls answered"
        )
        if found.ended_at is not None and current.state is not State.STOPPING:
            break
        await asyncio.sleep(LOOK_SECONDS)
    moving.end()
    status = _status(found, result, current)
    if asked.as_json:
        _print(came_of(current, found, calls, result))
    else:
        _tell(found, result, current)
    return status


def _status(act_: Act, result: Result, operation: Operation) -> int:
    if act_.verb is Verb.STOP and operation.state in (State.STOPPED, State.DONE):
        return DONE
    if result.unknown:
        return UNKNOWN
    left_out = act_.scope.left_out if act_.scope else ()
    whole = result.done and not result.refused and not left_out and act_.trouble is None
    return DONE if whole and act_.verb is not Verb.STOP else FAILED


def _tell(act_: Act, result: Result, operation: Operation) -> None:
    click.echo(f"{operation.label}: {outcome(act_, result, operation)}")
    for line in refused_runs(act_, result)[:REFUSED_SHOWN]:
        click.echo(f"  {line}")


def _plan(operation: Operation) -> Plan:
    assert operation.plan is not None  # noqa: S101 - `opened` gives none without
    return operation.plan


def _print(found: dict[str, Any]) -> None:
    click.echo(json.dumps(found, ensure_ascii=False, default=str, indent=2 if sys.stdout.isatty() else None))
