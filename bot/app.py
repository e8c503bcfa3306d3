"""The wiring: builds each part once and hands it to the others. The only file that knows all rooms."""

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.dataworks import Call, OnCall
from bot.errors import SettingsError
from bot.locale import _
from bot.metrics import Metrics
from bot.operations.calls import CallCounter
from bot.operations.engine import Engine, FollowSettings
from bot.operations.retention import prune
from bot.operations.store import Store
from bot.planning.remotes import Remotes
from bot.planning.spending import Budget
from bot.planning.wiring import planning
from bot.settings import Project, Settings, require_projects, secret
from bot.slack.channels import Channels
from bot.slack.client import SlackClient
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
from bot.slack.listeners.pictures import PictureListener
from bot.slack.listeners.presets import PresetListener
from bot.slack.listeners.suggestions import SuggestionListener
from bot.slack.listeners.verbs import VerbListener
from bot.slack.narrator import SlackNarrator
from bot.slack.people import People
from bot.slack.refusals import code_of
from bot.slack.scopes import POSTS_UNINVITED, missing_scopes
from bot.slack.services import Services
from bot.slack.turn import LOOPBACK
from bot.traces import span

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
        stack.enter_context(metrics.counting_errors())
        calls = CallCounter(store, now)
        stack.push_async_callback(calls.drain)
        remotes = Remotes(settings, lambda project: _measured(metrics, project, calls.of(project)))
        stack.push_async_callback(remotes.aclose)
        follow = FollowSettings(
            settings.follow_first_seconds,
            settings.follow_max_seconds,
            post_seconds=settings.backfill_post_seconds,
            calls_a_second=settings.dataworks_calls_per_second,
            calls_a_day=settings.dataworks_calls_per_day,
        )
        budget = Budget(calls.of_today, settings.dataworks_calls_per_day)

        async def left(alias: str) -> int | None:
            return await budget.left(settings.project(alias))

        # What is told is repeated by the outbox alone, which looks first whether it was posted.
        teller = slack_client(settings, token, session, retries=0)
        engine = Engine(store, SlackNarrator(teller, store, settings), remotes, follow, left=left)
        stack.push_async_callback(engine.stop)
        await engine.start()
        planned = await stack.enter_async_context(planning(settings, remotes, store, now, calls.of_today))
        services = Services(
            settings=settings,
            store=store,
            engine=engine,
            planner=planned.planner,
            tasks=planned.tasks,
            catalog=planned.catalog,
            remotes=remotes,
            people=People(client),
            channels=Channels(client, posts_uninvited=POSTS_UNINVITED in scopes),
            home_teams=home_teams,
            clock=now,
        )
        stack.push_async_callback(services.drain, 5)
        bolt = MeasuredApp(metrics, client=client, signing_secret=signing)
        _listen(bolt, services)
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
    return SlackClient(
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


def _listen(bolt: AsyncApp, services: Services) -> None:
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
    PictureListener(services, flow).register(bolt)
    AlertListener(services, flow, form).register(bolt)
    form.register(bolt)
    presets.register(bolt)
    HomeListener(services, form).register(bolt)


class MeasuredApp(AsyncApp):
    """Bolt's app. How long a payload takes to its acknowledgement is measured around all of it: what Bolt calls a
    middleware is over before its listener begins.
    """

    def __init__(self, metrics: Metrics, **options: Any) -> None:  # noqa: ANN401 - Bolt's own
        super().__init__(**options)
        self._metrics = metrics

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """One payload, until its answer is known."""
        started = time.perf_counter()
        kind = str(req.body.get("type") or "command")
        with span("payload", kind=kind):
            answer = await super().async_dispatch(req)
        self._metrics.payloads.labels(kind).inc()
        self._metrics.ack_seconds.observe(time.perf_counter() - started)
        return answer


def _measured(metrics: Metrics, project: Project, on_call: OnCall) -> OnCall:
    """What counts the calls of a project, in the metrics too."""

    def measure(call: Call) -> None:
        metrics.calls.labels(project.alias, call.action, call.outcome).inc()
        metrics.call_seconds.labels(call.action).observe(call.seconds)
        on_call(call)

    return measure


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
