"""`backfill-bot check`: every setting and connection, one line each with the remedy."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import click

from bot.locale import _

if TYPE_CHECKING:
    from bot.settings import Project, Settings

UNTOLD_SHOWN = 5
TOKEN = _("Copy the bot token again from the app's page, OAuth & Permissions, and start the bot anew.")
REMEDIES = {
    **dict.fromkeys(("token_revoked", "token_expired", "invalid_auth", "not_authed", "account_inactive"), TOKEN),
    "missing_scope": _("Reinstall the app with manifest.yml."),
    "ratelimited": _("Nothing: Slack has the bot wait; it goes on by itself."),
}
"""What to do about an error of Slack."""

Check = Callable[[], Awaitable[str]]


@click.command()
@click.option("--http", is_flag=True, help="Check what `run --http` needs instead of what Socket Mode needs.")
def check(http: bool) -> None:
    """Try every setting and connection and print one line each.

    Exit status 1 if any fails.
    """
    from bot import settings
    from bot.errors import UserError

    try:
        loaded = settings.load()
    except UserError as error:
        _print("settings", False, _remedy(error))
        sys.exit(1)
    _print("settings", True, f"{loaded.backfill_config or 'environment'}, {len(loaded.projects)} project(s)")
    results = asyncio.run(_all(loaded, http=http))
    sys.exit(0 if all(results) else 1)


async def _all(loaded: "Settings", *, http: bool) -> list[bool]:
    import logging

    from bot.settings import require_projects

    logging.disable(logging.CRITICAL)  # the lines below say it all

    async def projects() -> str:
        return ", ".join(project.alias for project in require_projects(loaded).projects)

    checks: list[tuple[str, Check]] = [
        ("projects", projects),
        ("PROD_ALLOWED", lambda: _prod(loaded)),
        ("database", lambda: _database(loaded)),
        ("told in Slack", lambda: _told(loaded)),
        ("Slack bot token", lambda: _bot_token(loaded)),
        ("Slack signing secret", lambda: _signing_secret(loaded))
        if http
        else ("Slack app token", lambda: _app_token(loaded)),
        *(
            (f"DataWorks {project.alias}", lambda project=project: _project(loaded, project))
            for project in loaded.projects
        ),
    ]
    return [await _try(name, one) for name, one in checks]


async def _try(name: str, one: Check) -> bool:
    from bot.errors import UserError

    try:
        detail = await asyncio.wait_for(one(), 60)
    except UserError as error:
        return _print(name, False, _remedy(error))
    except TimeoutError:
        return _print(name, False, "no answer within 60 s; check the network")
    return _print(name, True, detail)


async def _prod(loaded: "Settings") -> str:
    if "all" in loaded.prod_allowed:
        return "all: everybody in the workspace may backfill production"
    return (
        f"{len(loaded.prod_allowed)} id(s) may backfill production"
        if loaded.prod_allowed
        else "nobody may backfill production yet"
    )


async def _database(loaded: "Settings") -> str:
    from bot.operations.store import Store

    store = await Store.open(loaded.database_url.get_secret_value() if loaded.database_url else None)
    try:
        await store.ping()
        store.database.try_durable()
        return store.database.shown
    finally:
        await store.close()


async def _told(loaded: "Settings") -> str:
    """What could not be told, and what to do; only the running bot can tell it."""
    from bot.errors import SettingsError
    from bot.operations.store import Store

    store = await Store.open(loaded.database_url.get_secret_value() if loaded.database_url else None)
    try:
        untold, served = await store.untold_operations(), await store.is_served()
    finally:
        await store.close()
    if not untold:
        return "nothing waits that could not be told"
    named = tuple(f"{item.label} since {item.since:%Y-%m-%d %H:%M}Z ({item.trouble})" for item in untold[:UNTOLD_SHOWN])
    raise SettingsError(
        _("{count} operation(s) could not be told: {names}.", count=len(untold), names=named),
        next((step for code, step in REMEDIES.items() if code in untold[0].trouble), None)
        or (
            _("The running bot goes on trying; its log says more.")
            if served
            else _("No bot runs: start it, and it tries again at once.")
        ),
    )


async def _bot_token(loaded: "Settings") -> str:
    import aiohttp

    from bot.app import slack_client, who_am_i
    from bot.errors import SettingsError
    from bot.settings import secret
    from bot.slack.scopes import missing_scopes

    async with aiohttp.ClientSession() as session:
        client = slack_client(loaded, secret(loaded.slack_bot_token, "SLACK_BOT_TOKEN"), session)
        teams, scopes = await who_am_i(client)
    missing = missing_scopes(scopes)
    if missing:
        raise SettingsError(
            _("the token lacks scopes: {scopes}.", scopes=tuple(missing)), _("Reinstall the app with manifest.yml.")
        )
    return f"workspace {', '.join(sorted(teams))}, {len(scopes)} scopes"


async def _app_token(loaded: "Settings") -> str:
    import aiohttp
    from slack_sdk.errors import SlackApiError

    from bot.app import slack_client
    from bot.errors import SettingsError
    from bot.settings import secret
    from bot.slack.refusals import code_of

    token = secret(loaded.slack_app_token, "SLACK_APP_TOKEN")
    async with aiohttp.ClientSession() as session:
        try:
            await slack_client(loaded, token, session).apps_connections_open(app_token=token)
        except SlackApiError as error:
            raise SettingsError(
                _("Slack says {error}.", error=code_of(error)),
                _("Make an app-level token with connections:write on the app's page, Basic Information."),
            ) from None
        except aiohttp.ClientError as error:
            raise SettingsError(_("Slack cannot be reached: {reason}.", reason=type(error).__name__)) from None
    return "a Socket Mode connection can be opened"


async def _signing_secret(loaded: "Settings") -> str:
    from bot.settings import secret

    secret(loaded.slack_signing_secret, "SLACK_SIGNING_SECRET")
    return "set; only a delivery shows whether it is the right one"


async def _project(loaded: "Settings", project: "Project") -> str:
    from bot.dataworks import DataWorksError, api
    from bot.errors import SettingsError
    from bot.planning.remotes import Remotes, endpoint
    from bot.regions import known_zone

    remotes = Remotes(loaded)
    try:
        client = remotes(project.alias)
        tasks = await api.list_tasks(client, project.id, project_env=project.env_type.value, page_size=1)
        try:
            seen = (await api.list_projects(client, ids=[project.id])).items
        except DataWorksError:  # listing workspaces takes a right of its own; that its tasks are listed is enough
            seen = None
    finally:
        await remotes.aclose()
    found = next((item for item in seen or () if item.id == project.id), None)
    if seen is not None and found is None:
        raise SettingsError(
            _("{endpoint} shows the bot no workspace {id}.", endpoint=endpoint(project), id=str(project.id)),
            _("Check the id and the region, and make the bot's RAM identity a member of the workspace."),
        )
    total = "" if tasks.total_count is None else f", {tasks.total_count} tasks"
    name = f" {found.name}" if found else ""
    guessed = project.id == loaded.dataworks_project_id and loaded.dataworks_time_zone is None
    guessed = guessed and known_zone(project.region or project.endpoint or "") is None
    zone = f"{project.time_zone}{' (assumed: set DATAWORKS_TIME_ZONE)' if guessed else ''}"
    return f"{endpoint(project)}, workspace {project.id}{name}, {project.env_type.value}, {zone}{total}"


def _remedy(error: Exception) -> str:
    return " ".join(str(part) for part in (getattr(error, "text", error), getattr(error, "next_step", None)) if part)


def _print(name: str, passed: bool, detail: str) -> bool:
    click.echo(f"{'ok  ' if passed else 'FAIL'}  {name}: {detail}")
    return passed
