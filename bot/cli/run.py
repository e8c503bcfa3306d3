"""`backfill-bot run`."""

import asyncio
import logging
import os
import signal
import sys

import click


@click.command()
@click.option("--http", is_flag=True, help="Serve signed requests at /slack/events on PORT instead of Socket Mode.")
def run(http: bool) -> None:
    """Run the bot until it is told to stop (SIGTERM, Ctrl-C).

    Socket Mode needs SLACK_BOT_TOKEN and SLACK_APP_TOKEN; --http needs SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET.
    """
    import gc

    # Until `serve` listens to them: the imports take a second, and nothing is open yet.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop_at_once)
    # What the imports make stays: to look for garbage in it would cost a tenth of the start, and later pauses.
    gc.disable()
    from bot import logs, settings
    from bot.server import NotConnected, serve

    gc.freeze()
    gc.enable()
    loaded = settings.load()
    logs.configure(loaded.log_level, free_text=loaded.log_free_text)
    try:
        asyncio.run(serve(loaded, http=http))
    except NotConnected as error:
        logging.getLogger(__name__).error("%s", error)
        sys.exit(1)


def _stop_at_once(_number: int, _frame: object) -> None:
    """Told to stop before anything began. To raise would leave an import half done, which some take for a failure."""
    os.write(sys.stderr.fileno(), b"backfill-bot: told to stop before it was ready.\n")
    os._exit(0)
