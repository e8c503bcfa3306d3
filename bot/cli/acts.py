"""`backfill-bot operations stop` and the like: what is done to the runs of an operation, shown before it is done."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import click

DATE = click.DateTime(["%Y-%m-%d"])


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person wrote. `tasks` are names or ids; without tasks and dates it is about all that fit the verb."""

    operation: str
    yes: bool = False
    as_json: bool = False
    tasks: tuple[str, ...] = ()
    dates: tuple[datetime, ...] = ()
    reason: str = ""


def _asking(command: Callable[..., None]) -> Callable[..., None]:
    command = click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")(command)
    command = click.option("--yes", is_flag=True, help="Do it without asking.")(command)
    return click.argument("operation", metavar="ID")(command)


def _picking(command: Callable[..., None]) -> Callable[..., None]:
    command = click.option("--date", "dates", type=DATE, multiple=True, help="Runs of this business date only.")(
        command
    )
    return click.option("--task", "tasks", multiple=True, metavar="TASK", help="Runs of this task only: name or id.")(
        command
    )


def _act(verb: str, **asked: Any) -> None:  # noqa: ANN401 - what click parsed
    """Do it, and end with its exit status."""
    import asyncio
    import logging

    from bot import settings
    from bot.cli.acting import act
    from bot.operations.acts import Verb

    logging.disable(logging.CRITICAL)
    loaded = settings.require_projects(settings.load())
    sys.exit(asyncio.run(act(loaded, Verb(verb), Asked(**asked))))


@click.command()
@_asking
def stop(**asked: Any) -> None:  # noqa: ANN401
    """Stop everything that has not ended, and wait until nothing goes on.

    Exit status 0 when it is stopped, 1 when something goes on, or nothing could be done.
    """
    _act("stop", **asked)


@click.command()
@_asking
@_picking
def rerun(**asked: Any) -> None:  # noqa: ANN401
    """Run again what failed; what waits behind it goes on by itself."""
    _act("rerun", **asked)


@click.command()
@_asking
@_picking
@click.option("--reason", required=True, help="Why; it is told in the thread and kept.")
def success(**asked: Any) -> None:  # noqa: ANN401
    """Set what failed to success: what waits behind it runs without its data."""
    _act("set_success", **asked)


@click.command()
@_asking
@_picking
def suspend(**asked: Any) -> None:  # noqa: ANN401
    """Suspend what waits; at its turn it ends as failed, unless it is resumed."""
    _act("suspend", **asked)


@click.command()
@_asking
@_picking
def resume(**asked: Any) -> None:  # noqa: ANN401
    """Resume what is suspended."""
    _act("resume", **asked)


@click.command()
@_asking
def start(**asked: Any) -> None:  # noqa: ANN401
    """Start what was created and held."""
    _act("start", **asked)


@click.command()
@_asking
def look(**asked: Any) -> None:  # noqa: ANN401
    """Look once more for a request whose answer was lost, by its name."""
    _act("look_again", **asked)


@click.command()
@click.argument("operation", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
def refresh(operation: str, as_json: bool) -> None:
    """Look at the instances now; the thread shows it too."""
    import asyncio
    import logging

    from bot import settings
    from bot.cli.acting import refreshed

    logging.disable(logging.CRITICAL)
    loaded = settings.require_projects(settings.load())
    asyncio.run(refreshed(loaded, operation, as_json=as_json))


@click.command()
@click.argument("operation", metavar="ID")
@click.option("--task", metavar="TASK", help="Of a failed run of this task: name or id.")
@click.option("--date", type=DATE, help="Of a failed run of this business date.")
@click.option("--whole", is_flag=True, help="All of it, not its last 15 lines.")
def log(operation: str, task: str | None, date: datetime | None, whole: bool) -> None:
    """Print the log of the first failed run, without what looks like a secret."""
    import asyncio
    import logging

    from bot import settings
    from bot.cli.acting import logged

    logging.disable(logging.CRITICAL)
    loaded = settings.require_projects(settings.load())
    asked = Asked(operation, tasks=(task,) if task else (), dates=(date,) if date else ())
    asyncio.run(logged(loaded, asked, whole=whole))


COMMANDS = (stop, rerun, success, suspend, resume, start, look, refresh, log)
