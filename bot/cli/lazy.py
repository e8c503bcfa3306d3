"""Commands are imported when they are called, so that `--help` and `dates` start at once."""

import importlib
from typing import Any

import click

SHORT_HELP = {
    "run": "Run the bot: Socket Mode, or signed HTTP with --http.",
    "playground": "Try it: a local Slack page and a simulated DataWorks, the bot behind them.",
    "check": "Try every setting and connection, one line each.",
    "dates": "Say what a date phrase means.",
    "plan": "Make the plan of a command text; sends nothing.",
    "submit": "Send a request and follow it to its end.",
    "api": "Make one signed DataWorks call.",
    "operations": "What was asked and how it ended; stop, re-run and the like.",
    "presets": "Export and import the presets of the channels.",
}


class LazyGroup(click.Group):
    """A group that knows where each command lives and imports only the one that is called."""

    def __init__(self, *args: Any, commands_in: dict[str, str], **kwargs: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(*args, **kwargs)
        self._commands_in = commands_in

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the contract."""
        return list(self._commands_in)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command, None for an unknown one."""
        place = self._commands_in.get(cmd_name)
        if place is None:
            return None
        module, name = place.split(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)  # noqa: S101 - the table above names commands
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in `--help`, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, SHORT_HELP[name]) for name in self._commands_in])
