"""The server: Web API, sockets, response_urls, uploads, the page and its API on one port."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from aiohttp import web

from bot.playground.slack.delivery import Timing
from bot.playground.slack.delivery.http import SignedHttp
from bot.playground.slack.delivery.socket_mode import SocketMode
from bot.playground.slack.errors import SlackError
from bot.playground.slack.local import LocalSlack
from bot.playground.slack.manifest import Manifest
from bot.playground.slack.page_api import PageApi
from bot.playground.slack.web_api.door import call, cut
from bot.playground.slack.wire import Json

Mode = Literal["socket", "http"]
SLACK = web.AppKey("SLACK", LocalSlack)
PAGE = Path(__file__).parent.parent / "page"
BODY_BYTES = 20 * 1024 * 1024


def make_app(
    manifest: Path | Manifest,
    *,
    mode: Mode = "socket",
    events_url: str | None = None,
    dataworks_url: str | None = None,
    timing: Timing | None = None,
    **settings: Json,
) -> web.Application:
    """The application. `events_url` is the app's one address in http mode; `settings` go to LocalSlack (tokens, clock).

    `app[SLACK]` is the LocalSlack behind it. Raises ValueError for http without `events_url`, OSError for no manifest.
    """
    read = manifest if isinstance(manifest, Manifest) else Manifest.from_file(manifest)
    slack = LocalSlack(read, dataworks_url=dataworks_url, **settings)
    timing = timing or Timing()
    if mode == "http":
        if not events_url:
            raise ValueError("http mode needs events_url")
        secret, changed = slack.signing_secret, slack.connection_changed
        slack.delivery = SignedHttp(events_url, secret, slack.feed, slack.faults, timing, changed)
    else:
        slack.delivery = SocketMode(slack.feed, slack.faults, timing, slack.connection_changed)
    app = web.Application(client_max_size=BODY_BYTES, middlewares=[_own_address])
    app[SLACK] = slack
    _route(app, slack)
    return app


def _route(app: web.Application, slack: LocalSlack) -> None:
    page = PageApi(slack)

    async def api(request: web.Request) -> web.StreamResponse:
        return await call(request, slack)

    async def started(_: web.Application) -> None:
        await slack.delivery.start()

    async def stopped(_: web.Application) -> None:
        await slack.delivery.close()
        await page.close()

    app.on_startup.append(started)
    app.on_shutdown.append(stopped)
    app.router.add_route("*", "/api/{method}", api)
    if isinstance(slack.delivery, SocketMode):
        app.router.add_get("/link/", slack.delivery.handle)
    for kind in ("commands", "actions", "app"):
        app.router.add_post(f"/{kind}/{{rest:.*}}", _respond)
    app.add_routes(page.routes())
    app.add_routes(
        [
            web.post("/upload/{secret}", _upload),
            web.get("/files/{id}/{name}", _download),
            web.get("/archives/{channel}/{message}", _permalink),
            web.get("/", _index),
            web.static("/page", PAGE),
        ]
    )


@web.middleware
async def _own_address(request: web.Request, handler: Json) -> web.StreamResponse:
    """Learn our address from the first request if nobody said it; keep pages of other sites out."""
    slack = request.app[SLACK]
    origin = str(request.url.origin())
    if request.headers.get("Origin", origin) != origin:
        raise web.HTTPForbidden
    if not slack.base_url:
        slack.base_url = origin
    response: web.StreamResponse = await handler(request)
    return response


async def _respond(request: web.Request) -> web.StreamResponse:
    """A post to a response_url: `ok`, or 404 when it is worn out, 400 for what cannot be shown."""
    slack = request.app[SLACK]
    faults = slack.faults
    try:
        content = await request.json()
    except ValueError:
        content = None
    slack.feed.payload("from_bot", "response_url", content)
    if faults.slow_api_ms and faults.hits("response_url"):
        await asyncio.sleep(faults.slow_api_ms / 1000)
    if faults.take("drop_before", "response_url"):
        return cut(request, slack, "response_url")
    if faults.api_status and faults.take("api_status_next", "response_url"):
        status, answer = faults.api_status, "internal_error"
    else:
        status, answer = _responded(slack, request.path, content)
    if faults.take("drop_after", "response_url"):
        return cut(request, slack, "response_url")
    slack.feed.payload("answer", "response_url", answer, status)
    return web.Response(text=answer, status=status)


def _responded(slack: LocalSlack, path: str, content: Json) -> tuple[int, str]:
    try:
        grant = slack.response_urls.find(path)
        if not isinstance(content, dict):
            raise SlackError("invalid_payload")
        slack.respond(grant, content)
    except SlackError as error:
        return (404 if error.error in ("used_url", "expired_url") else 400), error.error
    return 200, "ok"


async def _upload(request: web.Request) -> web.Response:
    """Step two of a file: the bytes, raw or as a form's one part."""
    slack = request.app[SLACK]
    if request.content_type == "multipart/form-data":
        parts = (await request.post()).values()
        content = next((part.file.read() for part in parts if isinstance(part, web.FileField)), b"")
    else:
        content = await request.read()
    file = slack.files.upload(request.match_info["secret"], content)
    slack.feed.payload("from_bot", "upload", f"{len(content)} bytes", 200 if file else 400)
    return web.Response(text=f"OK - {file.length}") if file else web.Response(text="upload_failed", status=400)


async def _download(request: web.Request) -> web.Response:
    file = request.app[SLACK].files.by_id.get(request.match_info["id"])
    if file is None or file.content is None:
        raise web.HTTPNotFound
    image = file.png_size is not None
    headers = {"Content-Disposition": "inline" if image else "attachment", "X-Content-Type-Options": "nosniff"}
    kind = "image/png" if image else "application/octet-stream"
    return web.Response(body=file.content, content_type=kind, headers=headers)


async def _permalink(request: web.Request) -> web.Response:
    digits = request.match_info["message"].removeprefix("p")
    target = f"/?channel={request.match_info['channel']}&ts={digits[:-6]}.{digits[-6:]}"
    raise web.HTTPFound(target)


async def _index(request: web.Request) -> web.StreamResponse:
    index = PAGE / "index.html"
    if not index.exists():
        return web.Response(text="The local Slack is running; its page is not installed.")
    return web.FileResponse(index)


@dataclass(frozen=True)
class Server:
    """A running local Slack. `url` without a slash at its end; the Web API is below `api_url`."""

    url: str
    port: int
    slack: LocalSlack
    runner: web.AppRunner

    @property
    def api_url(self) -> str:
        """What the bot takes as base_url of its Web API client."""
        return f"{self.url}/api/"

    async def close(self) -> None:
        """Stop serving and free the port."""
        await self.runner.cleanup()


async def serve(host: str, port: int, manifest: Path | Manifest, **settings: Json) -> Server:
    """Serve on `host` and `port` (0: any free one); `settings` as for make_app. Raises OSError for a port in use."""
    app = make_app(manifest, **settings)
    runner = web.AppRunner(app, shutdown_timeout=1.0, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    bound: int = runner.addresses[0][1]
    slack = app[SLACK]
    slack.base_url = f"http://{host}:{bound}"
    return Server(slack.base_url, bound, slack, runner)
