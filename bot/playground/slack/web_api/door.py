"""The door of the Web API: arguments, faults, token, scopes, then the method, then the answer with its headers."""

import asyncio
import json
import secrets
from typing import Any

from aiohttp import web

from bot.playground.slack.errors import SlackError
from bot.playground.slack.faults import TIER_PER_MINUTE
from bot.playground.slack.local import LocalSlack
from bot.playground.slack.web_api import auth, chat, conversations, files, reactions, users, views
from bot.playground.slack.web_api.method import METHODS, Answer, Arguments, Method, need_scope

MODULES = (auth, chat, conversations, files, reactions, users, views)
"""Imported for what they register."""
_JSON_ARGUMENTS = ("blocks", "attachments", "metadata", "view", "files", "message")


class ConnectionCutError(Exception):
    """A fault cut the caller's connection."""


async def read_arguments(request: web.Request) -> Arguments:
    """Arguments from the query, a form or JSON, all alike; JSON inside strings is read."""
    arguments: Arguments = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError:
            raise SlackError("invalid_json") from None
        if not isinstance(body, dict):
            raise SlackError("json_not_object")
        arguments |= body
    elif request.can_read_body:
        arguments |= dict(await request.post())
    for name in _JSON_ARGUMENTS:
        if isinstance(arguments.get(name), str) and arguments[name]:
            try:
                arguments[name] = json.loads(arguments[name])
            except ValueError:
                raise SlackError("invalid_blocks_format" if name == "blocks" else "invalid_arguments") from None
    return {name: value for name, value in arguments.items() if value is not None}


def check_token(slack: LocalSlack, method: Method, token: str | None) -> None:
    """Raise not_authed, invalid_auth, not_allowed_token_type, missing_scope."""
    if method.token == "none":  # noqa: S105 - a kind of token
        return
    if not token:
        raise SlackError("not_authed")
    if token not in (slack.bot_token, slack.app_token):
        raise SlackError("invalid_auth")
    if (token == slack.app_token) != (method.token == "app"):  # noqa: S105
        raise SlackError("not_allowed_token_type")
    if method.token == "bot":  # noqa: S105
        need_scope(slack, *method.scopes)


def _waiting_time(slack: LocalSlack, method: Method, arguments: Arguments) -> int:
    """Seconds a rate limit asks the caller to wait; 0: go on."""
    faults = slack.faults
    if faults.take("rate_limited_next", method.name):
        return faults.retry_after
    if faults.post_rate and method.name == "chat.postMessage":
        wait = slack.rates.wait(f"post {arguments.get('channel')}", 1, 1.0)
        if wait:
            return wait
    return slack.rates.wait(method.name, TIER_PER_MINUTE[method.tier], 60.0) if faults.tiers else 0


async def call(request: web.Request, slack: LocalSlack) -> web.StreamResponse:
    """Serve /api/{method}."""
    name = request.match_info["method"]
    kind = f"api:{name}"
    arguments: Arguments = {}
    status, headers = 200, {"x-slack-req-id": secrets.token_hex(16)}
    try:
        arguments = await read_arguments(request)
        slack.feed.payload("from_bot", kind, arguments)
        if _token(request, arguments) == slack.bot_token:
            headers["x-oauth-scopes"] = ",".join(sorted(slack.manifest.scopes))
        status, answer, more = await _answer(request, slack, name, arguments)
        headers |= more
    except SlackError as error:
        answer = error.body()
    except ConnectionCutError:
        return cut(request, slack, kind)
    slack.feed.payload("answer", kind, answer, status)
    return web.json_response(answer, status=status, headers=headers)


def cut(request: web.Request, slack: LocalSlack, kind: str) -> web.Response:
    """Cut the caller's connection; the response returned reaches nobody."""
    slack.feed.payload("answer", kind, None, "connection cut")
    if request.transport:
        request.transport.abort()
    return web.Response(status=502)


async def _answer(
    request: web.Request, slack: LocalSlack, name: str, arguments: Arguments
) -> tuple[int, Any, dict[str, str]]:
    method = METHODS.get(name)
    if method is None:
        raise SlackError("unknown_method", req_method=name)
    faults = slack.faults
    if faults.slow_api_ms and faults.hits(name):
        await asyncio.sleep(faults.slow_api_ms / 1000)
    if faults.take("drop_before", name):
        raise ConnectionCutError
    if faults.api_status and faults.take("api_status_next", name):
        return faults.api_status, {"ok": False, "error": "internal_error"}, {}
    check_token(slack, method, _token(request, arguments))
    if wait := _waiting_time(slack, method, arguments):
        return 429, {"ok": False, "error": "ratelimited"}, {"Retry-After": str(wait)}
    if faults.api_error and faults.take("api_error_next", name):
        raise SlackError(faults.api_error)
    answer: Answer = {"ok": True} | method.function(slack, arguments)
    if faults.take("drop_after", name):
        raise ConnectionCutError
    if faults.take("fatal_error_next", name):
        raise SlackError("fatal_error")
    return 200, answer, {"x-accepted-oauth-scopes": ",".join(method.scopes)}


def _token(request: web.Request, arguments: Arguments) -> str | None:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind == "Bearer" else arguments.get("token")
