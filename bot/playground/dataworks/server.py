"""The simulated DataWorks on a socket: `/` as the real one, `/_control/` for the page and for tests."""

import asyncio
import uuid
from collections.abc import Mapping
from urllib.parse import parse_qsl

from aiohttp import web

from bot.playground.dataworks.clock import Clock
from bot.playground.dataworks.control import add_control
from bot.playground.dataworks.refusal import ApiError
from bot.playground.dataworks.service import Entry, Service
from bot.playground.dataworks.signature import Doorkeeper, Received
from bot.playground.dataworks.world import World, load_world

SERVICE = web.AppKey("service", Service)
_CLOSING = web.AppKey("closing", asyncio.Event)

KEYS: Mapping[str, tuple[str, str]] = {"playgroundkeyid": ("playgroundkeysecret", "")}
"""The playground's access key: id -> (secret, security token)."""

_LARGEST_BODY = 16 * 1024 * 1024
_HTML = "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>"


def make_app(
    world: World | None = None,
    *,
    speed: float = 20.0,
    keys: Mapping[str, tuple[str, str]] = KEYS,
    clock: Clock | None = None,
) -> web.Application:
    """The whole service as an aiohttp application; `app[SERVICE]` is the service behind it.

    `speed`: simulated seconds in a real one, unless `clock` is given.
    """
    app = web.Application(client_max_size=_LARGEST_BODY)
    app[SERVICE] = Service(world or load_world(), clock or Clock(speed), Doorkeeper(keys))
    app[_CLOSING] = asyncio.Event()
    app.router.add_route("GET", "/", _call)
    app.router.add_route("POST", "/", _call)
    add_control(app, app[SERVICE])

    async def close(app: web.Application) -> None:
        app[_CLOSING].set()

    app.on_shutdown.append(close)
    return app


async def serve(
    host: str = "127.0.0.1", port: int = 0, world: World | None = None, *, speed: float = 20.0
) -> web.AppRunner:
    """Start the service; `runner.addresses[0]` tells host and port, `await runner.cleanup()` ends it."""
    runner = web.AppRunner(make_app(world, speed=speed), access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner


async def _call(request: web.Request) -> web.StreamResponse:
    service = request.app[SERVICE]
    received = await _receive(request)
    request_id = str(uuid.uuid4()).upper()
    entry = service.note(received, request_id)
    try:
        call = service.admit(received, entry)
        if struck := await _strike(request, service, entry, taken=False):
            return struck
        _refuse(service, entry)
        answer = service.carry_out(call)
        if struck := await _strike(request, service, entry, taken=True):
            return struck
    except ApiError as error:
        entry.code, entry.status = error.code, error.status
        body = error.body(request_id, request.host)
        return web.json_response(body, status=error.status, headers={**error.headers, "x-acs-request-id": request_id})
    entry.code, entry.status = "OK", 200
    return web.json_response({"RequestId": request_id, **answer}, headers={"x-acs-request-id": request_id})


async def _receive(request: web.Request) -> Received:
    headers: dict[str, list[str]] = {}
    for name, value in request.headers.items():
        headers.setdefault(name.lower(), []).append(value)
    _, _, raw_query = request.raw_path.partition("?")
    query = parse_qsl(raw_query, keep_blank_values=True)
    return Received(request.method, query, headers, await request.read())


def _refuse(service: Service, entry: Entry) -> None:
    """The faults that are refusals."""
    if fault := service.faults.take("throttle", entry.action):
        headers = {"x-acs-retry-after": str(fault.milliseconds)}
        raise ApiError("Throttling.User", "Request was denied due to user flow control.", headers=headers)
    if service.faults.take("daily_budget_spent", entry.action):
        raise ApiError("Throttling.Api.Risk", "The number of calls allowed in a day is used up.")
    if service.faults.take("access_denied", entry.action):
        detail = {
            "AuthAction": f"dataworks:{entry.action}",
            "AuthPrincipalType": "SubUser",
            "NoPermissionType": "ImplicitDeny",
            "PolicyType": "AccountLevelIdentityBasedPolicy",
            "EncodedDiagnosticMessage": "AQAAAAAplayground",
        }
        raise ApiError(
            "NoPermission", "You are not authorized to do this action.", detail={"AccessDeniedDetail": detail}
        )


async def _strike(request: web.Request, service: Service, entry: Entry, *, taken: bool) -> web.StreamResponse | None:
    """The faults that are no proper answer; `taken` tells whether the call has had its effect by now."""
    faults, action = service.faults, entry.action
    if not taken and (slow := faults.take("slow_ms", action)):
        await _until_closing(request, slow.milliseconds / 1000)
    if faults.take("lost_answer_taken" if taken else "lost_answer_not_taken", action):
        return _drop(request, entry, "lost")
    if faults.take("hang", action, taken=taken):
        entry.code = "hang"
        await _until_closing(request, None)
        return _drop(request, entry, "hang")
    if faults.take("error_500", action, taken=taken):
        raise ApiError("InternalError.System", "An error occurred while processing your request. Try again later.")
    if faults.take("html_500", action, taken=taken):
        entry.code, entry.status = "html", 502
        return web.Response(text=_HTML, status=502, content_type="text/html")
    if faults.take("empty_500", action, taken=taken):
        entry.code, entry.status = "empty", 500
        return web.Response(status=500)
    return None


def _drop(request: web.Request, entry: Entry, code: str) -> web.StreamResponse:
    """Close the connection under the caller's feet; what is returned never arrives."""
    entry.code = code
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _until_closing(request: web.Request, seconds: float | None) -> None:
    """Wait, but not longer than the server lives."""
    try:
        await asyncio.wait_for(request.app[_CLOSING].wait(), seconds)
    except TimeoutError:
        return
