"""`backfill-bot playground`: the local Slack page with the bot behind it."""

import asyncio
import sys
from pathlib import Path

import click


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), help="Port of the page; 8765 if it is free, else any.")
@click.option("--no-browser", is_flag=True, help="Do not open the page.")
@click.option(
    "--script",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Play a conversation from a file and print it.",
)
@click.option("--http", is_flag=True, help="Deliver over signed HTTP instead of Socket Mode.")
@click.option(
    "--speed", type=click.FloatRange(min=0.1), default=20.0, show_default=True, help="Simulated seconds per second."
)
@click.option("--tasks", type=click.IntRange(0, 100_000), default=0, help="Make up tasks until there are this many.")
def playground(port: int | None, no_browser: bool, script: Path | None, http: bool, speed: float, tasks: int) -> None:
    """Try the bot: a local Slack and a simulated DataWorks, nothing else needed.

    With --script, exit status 0 only if the conversation reached its end.
    """
    from bot.playground.launch import run

    sys.exit(asyncio.run(run(port, browser=not no_browser, script=script, http=http, speed=speed, tasks=tasks)))
