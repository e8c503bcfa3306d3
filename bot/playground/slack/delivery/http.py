"""HTTP: signed requests to the app's one address, url_verification at the start, retries of events."""

import asyncio
import contextlib
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.playground.slack.delivery import DeliveryError, Timing
from bot.playground.slack.faults import Faults
from bot.playground.slack.feed import Feed
from bot.playground.slack.wire import Json

VERIFY_SECONDS = 0.5
TOO_OLD_SECONDS = 600


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The value of X-Slack-Signature for `body`."""
    digest = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256)
    return f"v0={digest.hexdigest()}"


class SignedHttp:
    """Posts every payload to `url` and signs it with the app's signing secret."""

    def __init__(
        self, url: str, secret: str, feed: Feed, faults: Faults, timing: Timing, changed: Callable[[bool], None]
    ) -> None:
        self._url = url
        self._secret = secret
        self._feed = feed
        self._faults = faults
        self._timing = timing
        self._changed = changed
        self._connected = False
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._verifying: asyncio.Task[None] | None = None

    @property
    def connected(self) -> bool:
        """Did the app answer url_verification, and the last delivery reach it?"""
        return self._connected

    async def start(self) -> None:
        """Ask for the url_verification until the app answers it."""
        self._session = aiohttp.ClientSession()
        self._verify_soon()

    async def close(self) -> None:
        """Cancel what waits and close the client session."""
        for task in [*self._tasks, *([self._verifying] if self._verifying else [])]:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        if self._session:
            await self._session.close()

    # -- verification ------------------------------------------------------------------------------------------------

    def _verify_soon(self) -> None:
        if self._verifying is None or self._verifying.done():
            self._verifying = asyncio.get_running_loop().create_task(self._verify())

    async def _verify(self) -> None:
        while not self._connected:
            challenge = secrets.token_urlsafe(24)
            body = json.dumps({"token": "dead", "challenge": challenge, "type": "url_verification"}).encode()
            with contextlib.suppress(DeliveryError):
                status, answer, _ = await self._post(body, "application/json", {})
                if status == 200 and challenge in (answer if isinstance(answer, str) else json.dumps(answer)):
                    self._set_connected(now=True)
                    return
            await asyncio.sleep(VERIFY_SECONDS)

    def _set_connected(self, *, now: bool) -> None:
        if now != self._connected:
            self._connected = now
            self._changed(now)
        if not now:
            self._verify_soon()

    async def ssl_check(self) -> int:
        """The unsigned certificate check that Slack makes; returns the app's HTTP status."""
        assert self._session is not None  # noqa: S101 - start() made it
        async with self._session.post(self._url, data={"ssl_check": "1", "token": "dead"}) as answer:
            return answer.status

    # -- payloads ----------------------------------------------------------------------------------------------------

    async def request(self, kind: str, payload: dict[str, Any]) -> Json:
        """Post a form as Slack does and return the answer's body. Raises DeliveryError."""
        form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
        body = urlencode({key: str(value) for key, value in form.items() if value is not None}).encode()
        self._feed.payload("to_bot", kind, payload)
        status, answer, _ = await self._post(body, "application/x-www-form-urlencoded", {})
        self._feed.payload("from_bot", "ack", answer, status)
        if status != 200:
            raise DeliveryError("dispatch_failed")
        return answer or None

    async def _post(self, body: bytes, content_type: str, headers: dict[str, str]) -> tuple[int, Any, Any]:
        signed = self._signed(body, content_type) | headers
        times = 2 if self._faults.take("replayed_requests") else 1
        outcome: tuple[int, Any, Any] = (0, None, {})
        for _ in range(times):
            outcome = await self._post_once(body, signed)
        return outcome

    def _signed(self, body: bytes, content_type: str) -> dict[str, str]:
        age = TOO_OLD_SECONDS if self._faults.take("old_signatures") else 0
        timestamp = str(int(time.time()) - age)
        secret = "not the secret" if self._faults.take("bad_signatures") else self._secret
        return {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(secret, timestamp, body),
        }

    async def _post_once(self, body: bytes, headers: dict[str, str]) -> tuple[int, Any, Any]:
        if self._session is None:
            raise DeliveryError("dispatch_failed")
        try:
            async with asyncio.timeout(self._timing.ack):
                async with self._session.post(self._url, data=body, headers=headers, allow_redirects=False) as answer:
                    return answer.status, _body_of(await answer.text()), answer.headers
        except TimeoutError:
            raise DeliveryError("operation_timeout") from None
        except aiohttp.ClientError:
            self._set_connected(now=False)
            raise DeliveryError("dispatch_failed") from None

    def event(self, payload: dict[str, Any]) -> None:
        """Post an event; after a failure up to three times again, with the two retry headers."""
        for _ in range(2 if self._faults.take("duplicate_events") else 1):
            task = asyncio.get_running_loop().create_task(self._event(payload))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _event(self, payload: dict[str, Any]) -> None:
        body = json.dumps(payload).encode()
        headers: dict[str, str] = {}
        for attempt, wait in enumerate((0.0, *self._timing.retries)):
            await asyncio.sleep(wait)
            if attempt:
                headers["X-Slack-Retry-Num"] = str(attempt)
            reason, stop = await self._try_event(payload, body, headers)
            if stop:
                return
            headers["X-Slack-Retry-Reason"] = reason

    async def _try_event(self, payload: dict[str, Any], body: bytes, headers: dict[str, str]) -> tuple[str, bool]:
        self._feed.payload("to_bot", "events_api", payload)
        try:
            status, answer, answered = await self._post(body, "application/json", headers)
        except DeliveryError as error:
            return ("http_timeout" if error.reason == "operation_timeout" else "connection_failed"), False
        self._feed.payload("from_bot", "ack", answer, status)
        return "http_error", status == 200 or answered.get("X-Slack-No-Retry") == "1"


def _body_of(text: str) -> Json:
    try:
        return json.loads(text)
    except ValueError:
        return text
