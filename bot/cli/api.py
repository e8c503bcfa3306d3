"""`backfill-bot api`: one signed call with the bot's own client."""

import asyncio
import json
import sys
from typing import Any

import click


@click.command()
@click.argument("action")
@click.argument("parameters", default="{}", metavar="[JSON]")
@click.option("--project", help="Alias or id of the project whose endpoint is called; the default one if not given.")
@click.option("--method", type=click.Choice(["GET", "POST"]), help="For an action that this version does not know.")
def api(action: str, parameters: str, project: str | None, method: str | None) -> None:
    """Make one signed DataWorks call: ACTION with its parameters as a JSON object in API terms.

    \b
    backfill-bot api GetTask '{"Id": 1001}'

    Prints the answer's JSON. An error that DataWorks answers goes to standard error with code, message and request id,
    and the exit status is 2.
    """
    import logging

    from bot import settings
    from bot.dataworks import DataWorksError

    logging.disable(logging.CRITICAL)  # the one line below says it all
    loaded = settings.require_projects(settings.load())
    try:
        answer = asyncio.run(_call(loaded, project, action, _object(parameters), method))
    except DataWorksError as error:
        parts = [error.code or type(error).__name__, error.message or str(error.text)]
        parts += [f"(request {error.request_id})"] if error.request_id else []
        parts += [str(error.next_step)] if error.next_step and not error.code else []
        click.echo(f"backfill-bot: {action}: {' '.join(parts)}", err=True)
        sys.exit(2)
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None))


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise click.BadParameter(f"not JSON: {error}.", param_hint="JSON") from None
    if not isinstance(value, dict):
        raise click.BadParameter('not a JSON object such as {"Id": 1001}.', param_hint="JSON")
    return value


async def _call(
    loaded: Any,  # noqa: ANN401 - Settings, imported only when it is needed
    project: str | None,
    action: str,
    parameters: dict[str, Any],
    method: str | None,
) -> dict[str, Any]:
    from bot.planning.remotes import Remotes

    remotes = Remotes(loaded)
    try:
        return await remotes(loaded.project(project).alias).call(action, parameters, method=method)
    finally:
        await remotes.aclose()
