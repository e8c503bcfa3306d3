"""The command line, a contract for scripts. Each command parses its arguments, calls one function, prints."""

import sys

import click

from bot.cli.lazy import LazyGroup
from bot.errors import UserError

EXIT_CODES = """\b
Exit status:
  0  done
  1  refused, failed, or a check that did not pass
  2  wrong usage, or an error that DataWorks answered
  3  (submit, operations) sent, and whether it was taken is not known
  130  interrupted"""


@click.group(
    cls=LazyGroup,
    commands_in={
        "run": "bot.cli.run:run",
        "playground": "bot.cli.playground:playground",
        "check": "bot.cli.check:check",
        "dates": "bot.cli.dates:dates",
        "plan": "bot.cli.plan:plan",
        "submit": "bot.cli.submit:submit",
        "api": "bot.cli.api:api",
        "operations": "bot.cli.operations:operations",
        "presets": "bot.cli.presets:presets",
    },
    epilog=EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="backfill-bot")
def cli() -> None:
    """Ask for a DataWorks backfill in Slack, in plain words, and follow it to its end.

    Settings come from the environment; docs/configuration.md lists them.
    """


def main() -> None:
    """The entry point: whatever a person can put right becomes one line on standard error."""
    try:
        cli(prog_name="backfill-bot", standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        sys.exit(2)
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        click.echo(
            f"backfill-bot: {error.format_message()} Try: {context.command_path if context else 'backfill-bot'} --help",
            err=True,
        )
        sys.exit(2)
    except UserError as error:
        parts = [str(part) for part in (error.text, error.next_step) if part]
        click.echo(f"backfill-bot: {' '.join(parts)}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
