"""`backfill-bot presets`: the presets of the channels as TOML, so that a team keeps them in git."""

import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.stores import with_store

if TYPE_CHECKING:
    from bot.operations.store import Store
    from bot.request.form import Form

KEYS = frozenset({"channel", "name", "command", "made_by"})
MADE_BY = "cli"
"""Who made a preset whose file does not say."""


@click.group()
def presets() -> None:
    """Export and import the presets of the channels, as TOML."""


@presets.command()
@click.option("--channel", metavar="ID", help="Those of one channel only.")
def export(channel: str | None) -> None:
    """Print the presets: channel, name and the command text of each."""
    import tomli_w

    from bot.request.command import to_command

    found = with_store(lambda store: store.presets(channel))
    rows = [
        {"channel": item.channel_id, "name": item.name, "command": to_command(item.form), "made_by": item.made_by}
        for item in found
    ]
    click.echo(tomli_w.dumps({"presets": rows}), nl=False)


@presets.command("import")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
def import_command(file: Path) -> None:
    """Keep the presets of a file that `export` printed; presets of the same name are replaced.

    Nothing is kept when one of them cannot be read.
    """
    read = _read(file)

    async def keep(store: "Store") -> None:
        for channel, name, form, made_by in read:
            await store.save_preset(channel, name, form, made_by)

    with_store(keep)
    click.echo(f"{len(read)} presets kept.", err=True)


def _read(file: Path) -> Sequence[tuple[str, str, "Form", str]]:
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file} cannot be read: {error}.") from None
    except tomllib.TOMLDecodeError as error:
        raise click.ClickException(f"{file} is not TOML: {error}.") from None
    rows = content.get("presets")
    if not isinstance(rows, list) or set(content) != {"presets"}:
        raise click.ClickException(f"{file} holds no [[presets]].")
    return [_row(number, row) for number, row in enumerate(rows, start=1)]


def _row(number: int, row: Any) -> tuple[str, str, "Form", str]:  # noqa: ANN401 - TOML
    from bot.errors import UserError
    from bot.request.command import Subcommand, parse

    if not isinstance(row, dict) or not all(isinstance(value, str) for value in row.values()):
        raise click.ClickException(f"preset {number} is no table of texts.")
    missing = {"channel", "name", "command"} - set(row)
    if missing or set(row) - KEYS:
        wrong = (
            f"lacks {', '.join(sorted(missing))}" if missing else f"has unknown {', '.join(sorted(set(row) - KEYS))}"
        )
        raise click.ClickException(f"preset {number} {wrong}; there are {', '.join(sorted(KEYS))}.")
    try:
        form = parse(row["command"])
    except UserError as error:
        raise click.ClickException(f"preset {number} ({row['name']}): {error.text} {error.next_step or ''}") from None
    if isinstance(form, Subcommand):
        raise click.ClickException(f"preset {number} ({row['name']}): {form.name} is a subcommand, no request.")
    return row["channel"], row["name"], form, row.get("made_by") or MADE_BY
