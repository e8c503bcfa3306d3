"""`backfill-bot plan`: what Confirm would send, without sending it."""

import asyncio
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.picture import check_place, write_picture

if TYPE_CHECKING:
    from bot.locale import Text
    from bot.operations.store import Store
    from bot.planning.planner import Planned, Unsettled
    from bot.request.form import Form
    from bot.request.tree import Tree
    from bot.settings import Settings

PLACEHOLDER = "BF-0-00000000"
"""Name of a request that belongs to no draft; a draft's own name replaces it."""

PATIENCE = 20.0
"""Seconds to wait for what is downstream; then the plan says that it is not known."""


class WithOptions(click.Command):
    """Help that ends with the options of the command text, from the table of the request; a text that begins with one
    of these is a text.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """`'--type manual-workflow ...'` is no option of this command, although it begins with dashes."""
        own = {name for parameter in self.get_params(ctx) for name in parameter.opts}
        texts = [arg for arg in args if arg.startswith("--") and re.split(r"[\s=]", arg, maxsplit=1)[0] not in own]
        texts = [arg for arg in texts if " " in arg or _is_said(arg)]
        if texts and "--" not in args:
            args = [*(arg for arg in args if arg not in texts), "--", *texts]
        return super().parse_args(ctx, args)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options under their headings."""
        from bot.request.command import GROUPS

        for title, group in GROUPS:
            with formatter.section(f"In COMMAND TEXT: {str(title).lower()}"):
                formatter.write_dl(
                    [
                        (f"--{option.name}{f' {option.metavar}' if option.metavar else ''}", str(option.help))
                        for option in group
                    ],
                    col_max=36,
                )


def _is_said(arg: str) -> bool:
    from bot.request.options import option_of

    return option_of(arg.removeprefix("--").partition("=")[0]) is not None


@click.command(cls=WithOptions)
@click.argument("text", metavar="['COMMAND TEXT']", required=False)
@click.option(
    "--file",
    metavar="FILE",
    help="Take a request in API terms instead: request.json, request.toml, or - for standard input.",
)
@click.option("--as-command", is_flag=True, help="Print the command text of it and stop.")
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print {requests, digest, warnings}: exactly the parameters that would be sent.",
)
@click.option(
    "--picture",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="Draw its tasks and what is downstream into this PNG, too.",
)
def plan(text: str | None, file: str | None, *, as_command: bool, as_json: bool, picture: Path | None) -> None:
    """Make the plan of what would follow /backfill. Sends nothing.

    \b
    backfill-bot plan '1001,1002 last 7 days --reason "late file"'
    backfill-bot plan --file request.toml
    backfill-bot plan --file request.json --as-command

    Exit status 1 when there is a question to answer or the text is refused.
    """
    import logging

    from bot.cli.asked import form_of_file, form_of_text

    logging.disable(logging.CRITICAL)  # the warnings say it

    if (text is None) == (file is None):
        raise click.UsageError("give a command text, or a request with --file.")
    if picture is not None:
        check_place(picture, as_command=as_command)
    form = form_of_text(text) if text is not None else form_of_file(file or "")
    if as_command:
        from bot.request.command import to_command

        click.echo(to_command(form))
        return
    from bot import settings

    loaded = settings.require_projects(settings.load())
    from bot.planning.planner import PhraseRefused, Planned

    try:
        found, tree = asyncio.run(_plan(loaded, form))
    except PhraseRefused as refused:
        tried = f" Try: {' · '.join(refused.outcome.suggestions)}" if refused.outcome.suggestions else ""
        click.echo(f"backfill-bot: {refused.text}{tried}", err=True)
        sys.exit(1)
    if not isinstance(found, Planned):
        ask(found)
        sys.exit(1)
    drawn = write_picture(picture, found, tree, loaded) if picture and tree else None
    if as_json:
        content = {
            "requests": [request.parameters() for request in found.plan.requests],
            "digest": found.plan.digest,
            "warnings": [str(warning) for warning in _warnings(found)],
        }
        click.echo(json.dumps(content, ensure_ascii=False))
    else:
        print_plan(found)
        if drawn:
            click.echo(f"Picture         {drawn}")


async def _plan(loaded: "Settings", form: "Form") -> "tuple[Planned | Unsettled, Tree | None]":
    """The plan with its tasks and what is known downstream of them, or what has to be settled."""
    from bot.cli.planners import planner
    from bot.cli.stores import beside
    from bot.planning.planner import Planned

    async def made(store: "Store | None") -> "tuple[Planned | Unsettled, Tree | None]":
        async with planner(loaded, store) as planning:
            found = await planning.plan(form, PLACEHOLDER, patience=PATIENCE)
            return (found, await planning.tree(found.plan)) if isinstance(found, Planned) else (found, None)

    return await beside(loaded, made)


def ask(found: "Unsettled") -> None:
    """Print what has to be settled, and how."""
    from bot.locale.speech import ENGLISH
    from bot.slack.render import questions

    for question in questions(found, ENGLISH):
        click.echo(str(question.text), err=True)
        for choice in question.choices:
            click.echo(f"  {choice.label}   write: {choice.value}", err=True)


def _warnings(found: "Planned") -> "tuple[Text, ...]":
    """Those of the plan; nothing is filled in here later, so what was not read in time is one of them."""
    from bot.planning.telling import cut_short

    return (*found.warnings, cut_short(found.pending)) if found.pending else found.warnings


def print_plan(found: "Planned", title: str = "nothing is sent") -> None:
    """Print the preview that Slack would show, as text, with every task named; `title` behind where it runs."""
    from dataclasses import replace

    from bot.cli.reading import detail_lines
    from bot.locale.speech import ENGLISH
    from bot.slack.render import previewed
    from bot.slack.views import effect, preview
    from bot.slack.views.blocks import elements

    target = found.plan.target
    reason = found.form.reason or "none given; --reason adds one"
    shown = replace(previewed(found, title, found.made_at, target.time_zone), reason=reason, pending=None)
    click.echo(f"{target.alias} ({target.project_id}) · {target.env_type.value} · {title}")
    for place, (heading, pieces) in enumerate(preview.facts(shown, ENGLISH, len(found.plan.tasks))):
        parts = elements(ENGLISH, pieces, sys.maxsize)
        click.echo(f"{heading!s:<16}{''.join(part.get('fallback') or part['text'] for part in parts)}")
        if place == 0 and found.reading:
            click.echo("\n".join(detail_lines(found.reading)).rstrip())
    click.echo(f"Requests        {len(found.plan.requests)} · digest {found.plan.digest[:12]}")
    for warning in _warnings(found):
        click.echo(f"!               {warning}")
    for text in (*effect.by_level(found.plan.effect), *found.small_print):
        click.echo(f"                {text}")
