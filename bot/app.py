"""The wiring: builds each part once and hands it to the others. The only file that knows all rooms."""

import asyncio
import logging
import os
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.dataworks import Call, OnCall
from bot.errors import SettingsError
from bot.locale import _
from bot.metrics import Metrics
from bot.operations.engine import Engine, FollowSettings
from bot.operations.retention import prune
from bot.operations.store import Store
from bot.planning.catalog import Catalog
from bot.planning.downstream import Downstream
from bot.planning.environments import Environments
from bot.planning.history import History
from bot.planning.planner import Planner
from bot.planning.remotes import Remotes
from bot.planning.spending import Budget
from bot.planning.tasks import TaskDirectory
from bot.settings import Project, Settings, require_projects, secret
from bot.slack.channels import Channels
from bot.slack.expiring import say_expired
from bot.slack.flow import Flow
from bot.slack.listeners.acts import ActListener
from bot.slack.listeners.alerts import AlertListener
from bot.slack.listeners.buttons import ButtonListener
from bot.slack.listeners.commands import CommandListener
from bot.slack.listeners.excluding import ExcludeListener
from bot.slack.listeners.form import FormListener
from bot.slack.listeners.home import HomeListener
from bot.slack.listeners.logs import LogListener
from bot.slack.listeners.parameters import ParameterListener
from bot.slack.listeners.presets import PresetListener
from bot.slack.listeners.suggestions import SuggestionListener
from bot.slack.listeners.verbs import VerbListener
from bot.slack.narrator import SlackNarrator
from bot.slack.people import People
from bot.slack.refusals import code_of
from bot.slack.scopes import POSTS_UNINVITED, missing_scopes
from bot.slack.services import Services
from bot.slack.turn import LOOPBACK

logger = logging.getLogger(__name__)

SLACK_TIMEOUT = aiohttp.ClientTimeout(total=30)
PROXY_VARIABLES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")
PRUNE_SECONDS = 86400.0
"""How often what is over for long is removed."""
EXPIRY_SECONDS = 60
"""How often drafts whose time is over are closed. Buttons look at the time themselves, so nothing depends on it."""


@dataclass(slots=True)
class App:
    """A bot that is ready to be connected."""

    bolt: AsyncApp
    services: Services
    metrics: Metrics
    client: AsyncWebClient
    session: aiohttp.ClientSession


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


@asynccontextmanager
async def build(settings: Settings, *, http: bool) -> AsyncIterator[App]:
    """Open everything, and close it in reverse. Raises UserError for what a person must put right."""
    require_projects(settings)
    token = secret(settings.slack_bot_token, "SLACK_BOT_TOKEN")
    signing = secret(settings.slack_signing_secret, "SLACK_SIGNING_SECRET") if http else "unused in Socket Mode"
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession(timeout=SLACK_TIMEOUT))
        client = slack_client(settings, token, session)
        url = settings.database_url.get_secret_value() if settings.database_url else None
        (home_teams, scopes), store = await asyncio.gather(who_am_i(client), Store.open(url))
        stack.push_async_callback(store.close)
        metrics = Metrics()
        calls = CallCounter(store, metrics)
        stack.push_async_callback(calls.drain)
        remotes = Remotes(settings, calls.of)
        stack.push_async_callback(remotes.aclose)
        follow = FollowSettings(
            settings.follow_first_seconds, settings.follow_max_seconds, post_seconds=settings.backfill_post_seconds
        )
        # What is told is repeated by the outbox alone, which looks first whether it was posted.
        teller = slack_client(settings, token, session, retries=0)
        engine = Engine(store, SlackNarrator(teller, store, settings), remotes, follow)
        stack.push_async_callback(engine.stop)
        await engine.start()
        budget = Budget(calls.of_today, settings.dataworks_calls_per_day)
        tasks = TaskDirectory(
            remotes,
            store,
            now,
            settings.task_aliases,
            left=lambda target: budget.left(settings.project(target.alias)),
        )
        stack.push_async_callback(tasks.lists.aclose)
        downstream = Downstream(remotes, store, now)
        stack.push_async_callback(downstream.aclose)
        catalog = Catalog(remotes)
        services = Services(
            settings=settings,
            store=store,
            engine=engine,
            planner=Planner(
                settings,
                tasks,
                now,
                downstream=downstream,
                history=History(remotes, now),
                budget=budget,
                catalog=catalog,
                environments=Environments(remotes),
            ),
            tasks=tasks,
            catalog=catalog,
            remotes=remotes,
            people=People(client),
            channels=Channels(client, posts_uninvited=POSTS_UNINVITED in scopes),
            home_teams=home_teams,
            clock=now,
        )
        stack.push_async_callback(services.drain, 5)
        bolt = AsyncApp(client=client, signing_secret=signing)
        _listen(bolt, services, metrics)
        expiry = asyncio.create_task(_expire(store, client))
        stack.callback(expiry.cancel)
        pruning = asyncio.create_task(_prune(store, engine, timedelta(days=settings.backfill_retention_days)))
        stack.callback(pruning.cancel)
        yield App(bolt, services, metrics, client, session)


def slack_client(settings: Settings, token: str, session: aiohttp.ClientSession, *, retries: int = 3) -> AsyncWebClient:
    """A Web API client on the shared session. A Slack on this machine is reached without a proxy.

    Only rate limits are waited for, `retries` times: a lost answer of a post is not a failure to post.
    """
    if urlsplit(settings.slack_api_url).hostname in LOOPBACK:
        for name in PROXY_VARIABLES:  # The SDK reads them for every client it makes, and knows no NO_PROXY.
            os.environ.pop(name, None)
    return AsyncWebClient(
        token=token,
        base_url=settings.slack_api_url,
        session=session,
        timeout=30,
        retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=retries)] if retries else [],
    )


async def who_am_i(client: AsyncWebClient) -> tuple[frozenset[str], frozenset[str]]:
    """The ids of the token's workspace and enterprise, and its scopes.

    Raises SettingsError for a token that Slack refuses.
    """
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        raise SettingsError(
            _("SLACK_BOT_TOKEN: Slack says {error}.", error=code_of(error)),
            _("Copy the bot token again from the app's page, OAuth & Permissions."),
        ) from None
    except (aiohttp.ClientError, TimeoutError) as error:
        raise SettingsError(
            _("Slack cannot be reached at {url}: {reason}.", url=client.base_url, reason=type(error).__name__),
            _("Check the network, and SLACK_API_URL if it is set."),
        ) from None
    teams = frozenset(str(answer[key]) for key in ("team_id", "enterprise_id") if answer.get(key))
    header = answer.headers.get("x-oauth-scopes") or answer.headers.get("X-OAuth-Scopes") or ""
    scopes = frozenset(part.strip() for part in str(header).split(",") if part.strip())
    missing = missing_scopes(scopes) if scopes else []
    if missing:
        logger.warning("the bot token lacks scopes: %s; reinstall the app with manifest.yml", ", ".join(missing))
    return teams, scopes


def _listen(bolt: AsyncApp, services: Services, metrics: Metrics) -> None:
    async def measure(
        req: AsyncBoltRequest,
        resp: BoltResponse | None,
        next: Callable[[], Awaitable[Any]],  # noqa: A002 - Bolt's names
    ) -> Any:  # noqa: ANN401
        started = time.perf_counter()
        answer = await next()
        metrics.payloads.labels(str(req.body.get("type") or "command")).inc()
        metrics.ack_seconds.observe(time.perf_counter() - started)
        return answer

    bolt.use(measure)
    flow = Flow(services)
    form = FormListener(services, flow)
    # Bolt asks its listeners in this order, which takes a while: those that people wait for come first.
    ButtonListener(services, flow, form).register(bolt)
    acts, logs = ActListener(services), LogListener(services)
    acts.register(bolt)
    logs.register(bolt)
    # Before the other words of the command, which take whatever is no verb.
    VerbListener(services, flow, acts, logs).register(bolt)
    presets = PresetListener(services, flow, form)
    CommandListener(services, flow, form, presets).register(bolt)
    SuggestionListener(services).register(bolt)
    ParameterListener(services, flow, form).register(bolt)
    ExcludeListener(services, flow).register(bolt)
    AlertListener(services, flow, form).register(bolt)
    form.register(bolt)
    presets.register(bolt)
    HomeListener(services, form).register(bolt)


COUNT_SECONDS = 0.2
"""Calls are counted together for so long before they are written."""


class CallCounter:
    """Every call is counted: the limit is per account, region and day. The calls of a moment are written together."""

    def __init__(self, store: Store, metrics: Metrics) -> None:
        self._store = store
        self._metrics = metrics
        self._counted: Counter[tuple[str, str, date]] = Counter()
        self._writing: asyncio.Task[None] | None = None

    def of(self, project: Project) -> OnCall:
        """What counts the calls of one project."""

        def count(call: Call) -> None:
            self._metrics.calls.labels(project.alias, call.action, call.outcome).inc()
            self._metrics.call_seconds.labels(call.action).observe(call.seconds)
            self._counted[project.alias, project.region or "", now().date()] += 1
            if self._writing is None or self._writing.done():
                self._writing = asyncio.create_task(self._write())

        return count

    async def of_today(self, project: Project) -> int:
        """Calls made today in a project's region, by all processes; those of this one that are not written yet too."""
        region, day = project.region or "", now().date()
        unwritten = sum(calls for (_, where, when), calls in self._counted.items() if (where, when) == (region, day))
        return await self._store.calls_of_region(region, day) + unwritten

    async def drain(self) -> None:
        """Wait until everything is written."""
        if self._writing is not None:
            await self._writing

    async def _write(self) -> None:
        await asyncio.sleep(COUNT_SECONDS)
        while self._counted:
            (project, region, day), calls = self._counted.popitem()
            try:
                await self._store.count_call(project, region, day, calls)
            except (SQLAlchemyError, OSError):
                logger.exception("%d calls of %s could not be counted", calls, project)


async def _prune(store: Store, engine: Engine, keep: timedelta) -> None:
    """Once a day; not at the start, which is busy enough."""
    while True:
        await asyncio.sleep(PRUNE_SECONDS)
        try:
            await prune(store, engine.forget, now(), keep)
        except Exception:
            logger.exception("old operations could not be removed")


async def _expire(store: Store, client: AsyncWebClient) -> None:
    while True:
        await asyncio.sleep(EXPIRY_SECONDS)
        try:
            for draft in await store.expire(now()):
                await say_expired(client, draft)
        except Exception:
            logger.exception("drafts could not be closed")
