"""What a plan is asked of: command text, or a file with a request in API terms."""

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

import click

from bot.request.form import Form

STANDARD_INPUT = "-"


def form_of_text(text: str) -> Form:
    """The form of a command text. Raises BadCommand, and UsageError for a subcommand."""
    from bot.request.command import Subcommand, parse

    form = parse(text)
    if isinstance(form, Subcommand):
        raise click.UsageError(
            f"{form.name} is a subcommand of /backfill and sends nothing; for a task of that name write: -- {text}"
        )
    return form


def form_of_file(path: str) -> Form:
    """The form of one request in API terms, or of what `plan --json` printed; JSON or TOML, `-` is standard input.

    Its days are dates, so there is no question about them left. Raises BadTerms, and UsageError for a file that is
    neither.
    """
    form = _form(path, _read(path))
    return form.having(chosen=form.phrase or None)


def _form(path: str, found: Any) -> Form:  # noqa: ANN401 - JSON
    from bot.request.terms import form_of, form_of_several

    if isinstance(found, dict) and isinstance(found.get("requests"), list):
        found = found["requests"]
    if isinstance(found, list) and all(isinstance(item, dict) for item in found):
        return form_of_several(found)
    if isinstance(found, dict):
        return form_of(found)
    raise click.UsageError(f"{path} holds no request: an object with the API's names is needed.")


def _read(path: str) -> Any:  # noqa: ANN401 - JSON
    try:
        text = sys.stdin.read() if path == STANDARD_INPUT else Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{path} cannot be read: {error}.") from None
    if path.lower().endswith(".toml"):
        return _toml(path, text)
    try:
        return json.loads(text)
    except ValueError as error:
        if path.lower().endswith(".json") or text.lstrip().startswith("{"):
            raise click.UsageError(f"{path} is not JSON: {error}.") from None
    return _toml(path, text)


def _toml(path: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise click.UsageError(f"{path} is not TOML: {error}.") from None
