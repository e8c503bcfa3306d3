"""Running: connect to Slack, serve HTTP, watch the socket, stop in order."""

import asyncio
import logging
import signal
import sys
import time
from collections.abc import Coroutine, Sequence
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError

from bot import traces
from bot.app import App, build
from bot.dates import warm
from bot.dates.gate import load as load_language
from bot.errors import SettingsError, UserError
from bot.locale import _
from bot.locale.speech import CHINESE
from bot.settings import Settings, secret
from bot.slack.refusals import code_of

logger = logging.getLogger(__name__)

DEFAULT_PORT = 3000
EVENTS_PATH = "/slack/events"
REBUILD_AFTER = 120.0
"""Seconds without a socket before a new handler is made: the SDK goes on trying one dead address."""
GIVE_UP_AFTER = 300.0
"""Seconds without a socket before the process ends, so that its supervisor starts it afresh."""
WATCH_EVERY = 5.0
ANSWER_SECONDS = 3.0
"""How long readiness waits for a database: a probe waits no longer either."""


class NotConnected(Exception):
    """Socket Mode could not be had back."""


async def serve(settings: Settings, *, http: bool) -> None:
    """Run until SIGTERM or SIGINT.

    Raises UserError for what a person must put right, NotConnected when Slack stays away.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    started = time.monotonic()
    if traces.start():
        logger.info("spans are sent to the endpoint of OTEL_EXPORTER_OTLP_ENDPOINT")
    try:
        await _served(settings, stop, started, http=http)
    finally:
        traces.stop()


async def _served(settings: Settings, stop: asyncio.Event, started: float, *, http: bool) -> None:
    loop = asyncio.get_running_loop()
    # Nothing is served yet, so the loop may lag.
    warming = loop.run_in_executor(None, _warm)
    async with build(settings, http=http) as app:
        await warming
        connection = None if http else _Socket(app, secret(settings.slack_app_token, "SLACK_APP_TOKEN"))
        site = _Site(app, settings, connection)
        await site.start()
        loading: asyncio.Task[None] | None = None
        try:
            if connection:
                await connection.connect()
            app.metrics.connected.set(1)
            logger.info(
                "ready", extra={"seconds": round(time.monotonic() - started, 2), "mode": "http" if http else "socket"}
            )
            loading = asyncio.create_task(_load_languages(settings.backfill_languages))
            if "all" in settings.prod_allowed:
                logger.warning("PROD_ALLOWED is `all`: everybody in this workspace may backfill production")
            await (_until(stop, connection.watch()) if connection else stop.wait())
        finally:
            logger.info("stopping: no new work, finishing what came")
            if loading is not None:
                loading.cancel()
            if connection:
                await connection.close()
            await site.stop()
            await app.services.drain(5)


def _warm() -> None:
    """Load what the first reading and the first Chinese answer would load."""
    warm()
    CHINESE.load()


async def _load_languages(languages: Sequence[str]) -> None:
    """Load dateparser for other languages while serving: in a thread that gives way to the loop."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    try:
        for language in languages:
            await asyncio.to_thread(load_language, language)
            await asyncio.sleep(0.1)
    finally:
        sys.setswitchinterval(before)


async def _until(stop: asyncio.Event, watch: Coroutine[Any, Any, None]) -> None:
    """Until told to stop, or until the watch raises."""
    watching: asyncio.Task[Any] = asyncio.create_task(watch)
    stopping: asyncio.Task[Any] = asyncio.create_task(stop.wait())
    done, _pending = await asyncio.wait({watching, stopping}, return_when=asyncio.FIRST_COMPLETED)
    for task in (watching, stopping):
        task.cancel()
    if watching in done:
        watching.result()


class _Socket:
    """Socket Mode with a watchdog."""

    def __init__(self, app: App, app_token: str) -> None:
        self._app = app
        self._token = app_token
        self._handler: AsyncSocketModeHandler | None = None

    async def connect(self) -> None:
        """Connect. A token that Slack refuses ends it here, since the SDK would try for ever."""
        try:
            await self._app.client.apps_connections_open(app_token=self._token)
        except SlackApiError as error:
            raise SettingsError(
                _("SLACK_APP_TOKEN: Slack says {error}.", error=code_of(error)),
                _("Make an app-level token with connections:write on the app's page, Basic Information."),
            ) from None
        except (aiohttp.ClientError, TimeoutError) as error:
            raise UserError(
                _("Slack cannot be reached: {reason}.", reason=type(error).__name__), _("Check the network.")
            ) from None
        self._handler = AsyncSocketModeHandler(self._app.bolt, self._token)
        await self._handler.connect_async()  # type: ignore[no-untyped-call]

    async def watch(self) -> None:
        """Rebuild a connection that is lost for too long; raise NotConnected when that does not help."""
        lost_at: float | None = None
        rebuilt = False
        while True:
            await asyncio.sleep(WATCH_EVERY)
            connected = self.is_connected()
            self._app.metrics.connected.set(int(connected))
            if connected:
                lost_at, rebuilt = None, False
                continue
            lost_at = lost_at or time.monotonic()
            away = time.monotonic() - lost_at
            if away > GIVE_UP_AFTER:
                raise NotConnected(f"no Socket Mode connection for {away:.0f} s")
            if away > REBUILD_AFTER and not rebuilt:
                logger.warning("no Socket Mode connection for %.0f s; making a new one", away)
                rebuilt = True
                await self._rebuild()

    def is_connected(self) -> bool:
        """Whether a session is open now."""
        return bool(
            self._handler and self._handler.client.current_session and not self._handler.client.current_session.closed
        )

    async def close(self) -> None:
        """Take no more payloads."""
        if self._handler:
            await self._handler.close_async()  # type: ignore[no-untyped-call]

    async def _rebuild(self) -> None:
        await self.close()
        try:
            await self.connect()
        except UserError as error:
            logger.warning("still no connection: %s", error)


class _Site:
    """`/healthz`, `/readyz`, `/metrics`, and in HTTP mode the endpoint that Slack calls."""

    def __init__(self, app: App, settings: Settings, socket: _Socket | None) -> None:
        self._app = app
        self._socket = socket
        self._host = settings.host
        self._port = DEFAULT_PORT if settings.port is None and socket is None else settings.port
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen. Raises UserError when the port is taken."""
        if self._port is None:
            return
        application = web.Application()
        if self._socket is None:
            application.router.add_post(EVENTS_PATH, self._events)
        application.router.add_get("/healthz", self._healthz)
        application.router.add_get("/readyz", self._readyz)
        application.router.add_get("/metrics", self._metrics)
        self._runner = web.AppRunner(application, access_log=None)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            raise UserError(
                _(
                    "Cannot listen on {host}:{port}: {reason}.",
                    host=self._host,
                    port=str(self._port),
                    reason=error.strerror or "?",
                ),
                _("Set PORT or HOST to something free."),
            ) from None
        logger.info("listening", extra={"host": self._host, "port": self._port})

    async def stop(self) -> None:
        """Finish the requests under way and stop listening."""
        if self._runner:
            await self._runner.cleanup()

    async def _events(self, request: web.Request) -> web.Response:
        """A payload of Slack. What is none is refused before Bolt, which would answer 500 and a traceback."""
        try:
            payload = await to_bolt_request(request)
        except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
            logger.warning("a request to %s is no payload of Slack: %s", EVENTS_PATH, type(error).__name__)
            return web.json_response({"error": "the body is no payload of Slack"}, status=400)
        return await to_aiohttp_response(await self._app.bolt.async_dispatch(payload))

    async def _healthz(self, _request: web.Request) -> web.Response:
        """Alive: the loop turns."""
        return web.json_response({"status": "ok"})

    async def _readyz(self, _request: web.Request) -> web.Response:
        """Ready: the database answers, the engine carries, Slack is connected. `untold`: operations with something to
        tell that could not be told.
        """
        problems: dict[str, str] = {}
        untold = 0
        services = self._app.services
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await services.store.ping()
                untold = await services.store.untold()
        except UserError as error:
            problems["database"] = str(error)
        except (SQLAlchemyError, OSError) as error:  # TimeoutError too
            problems["database"] = type(error).__name__
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                trouble = await services.engine.trouble()
        except TimeoutError:
            trouble = "its records do not answer"
        if trouble is not None:
            problems["engine"] = trouble
        if self._socket is not None and not self._socket.is_connected():
            problems["slack"] = "Socket Mode is not connected"
        return web.json_response(
            {"status": "not ready" if problems else "ok", **problems, **({"untold": untold} if untold else {})},
            status=503 if problems else 200,
        )

    async def _metrics(self, _request: web.Request) -> web.Response:
        metrics, services = self._app.metrics, self._app.services
        text = await metrics.render_with(
            services.store,
            services.clock(),
            followed=services.engine.followed,
            calls_per_day=services.settings.dataworks_calls_per_day,
        )
        return web.Response(body=text, headers={"Content-Type": metrics.content_type})
