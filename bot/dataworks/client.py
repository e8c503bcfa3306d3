"""One client for one endpoint: builds the call, sends it, repeats it where that is right, and answers or raises."""

import asyncio
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx

from bot.dataworks import actions, verdict
from bot.dataworks.actions import Action, Place
from bot.dataworks.auth import Acs3Auth
from bot.dataworks.calls import Call, OnCall, Outcome
from bot.dataworks.credentials import Credentials
from bot.dataworks.endpoint import checked_endpoint, is_loopback
from bot.dataworks.errors import BadCredentials, DataWorksError, Details, InvalidRequest
from bot.dataworks.retry import RETRY, Refused, RetryPolicy, attempts
from bot.dataworks.verdict import Refusal
from bot.locale import _
from bot.traces import Span, span

logger = logging.getLogger(__name__)

NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.LocalProtocolError)
"""Refused connections, names not found, TLS failures and refusing proxies: all before the first byte of a request."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, between two pieces of an answer, and for an answer as a whole, since one may trickle in."""

    connect: float = 5.0
    read: float = 10.0
    answer: float = 60.0


TIMEOUTS = Timeouts()


class DataWorks:
    """The DataWorks OpenAPI (2024-05-18) at one endpoint. To be used by `async with`, or closed by `aclose`.

    `endpoint` is `http(s)://host[:port]` (`endpoint_of` knows those of the regions). An `http` of the caller's stays
    the caller's to close; the client's own takes proxies from the environment, except for loopback addresses.
    """

    def __init__(
        self,
        endpoint: str,
        credentials: Credentials,
        *,
        http: httpx.AsyncClient | None = None,
        retry: RetryPolicy = RETRY,
        timeouts: Timeouts = TIMEOUTS,
        on_call: OnCall | None = None,
    ) -> None:
        self.endpoint = checked_endpoint(endpoint)
        self._host = httpx.URL(self.endpoint).netloc.decode("ascii")
        self._credentials = credentials
        self._auth = Acs3Auth(credentials)
        self._http = http if http is not None else httpx.AsyncClient(trust_env=not is_loopback(self.endpoint))
        self._owns_http = http is None
        self._retry = retry
        self._timeouts = timeouts
        self._on_call = on_call

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the pooled connections, if they are the client's own."""
        if self._owns_http:
            await self._http.aclose()

    async def call(self, action: str, parameters: Mapping[str, object], *, method: str | None = None) -> dict[str, Any]:
        """The answer to one action, as JSON in API terms. `method` is needed for actions outside the table only.

        Reads are repeated within the policy; a write only if it certainly was not taken. Raises DataWorksError, in the
        class that says what is known (see `bot.dataworks.errors`), and UserError for an unknown action.
        """
        request = self._request(actions.action_of(action, method), parameters)
        renewed = False
        while True:
            try:
                return await self._repeated(action, request)
            except BadCredentials as refused:
                if renewed or not refused.code.lower().startswith("invalidsecuritytoken"):
                    raise
                # A token may be withdrawn before its time; the library would keep it until then.
                await self._credentials.renew()
                renewed = True

    async def _repeated(self, action: str, request: httpx.Request) -> dict[str, Any]:
        try:
            async for attempt in attempts(self._retry):
                with attempt:
                    return await self._attempt(action, request)
        except Refused as refused:
            raise refused.error from refused.__cause__
        raise AssertionError("unreachable: attempts end by an answer or by raising")

    async def _attempt(self, action: str, request: httpx.Request) -> dict[str, Any]:
        """One request on the wire. Raises Refused."""
        project = request.url.params.get("ProjectId")
        with span(f"DataWorks {action}", host=self._host, **({"project_id": project} if project else {})) as told:
            return await self._told(told, action, request)

    async def _told(self, told: Span, action: str, request: httpx.Request) -> dict[str, Any]:
        started = time.monotonic()
        cause: Exception | None = None
        found: dict[str, Any] | Refusal
        try:
            found = await self._sent(action, request)
        except BadCredentials as none:
            found = Refusal(none, "unreachable", again=False)
        except NEVER_SENT as reason:
            cause, found = reason, verdict.unreachable(action, self._host)
        except (httpx.HTTPError, httpx.StreamError, TimeoutError) as reason:
            cause, found = reason, verdict.lost(action)
        seconds = time.monotonic() - started
        if isinstance(found, Refusal):
            told.set_attribute("outcome", found.outcome)
            told.set_attribute("code", found.error.code or "")
            told.set_attribute("request_id", found.error.request_id or "")
            self._tell(action, found.outcome, seconds, found.error, cause)
            raise Refused(found) from cause
        told.set_attribute("outcome", "ok")
        told.set_attribute("request_id", verdict.request_id_of(found) or "")
        self._tell_answer(action, found, seconds)
        return found

    async def _sent(self, action: str, request: httpx.Request) -> dict[str, Any] | Refusal:
        response = await self._http.send(request, auth=self._auth, follow_redirects=False, stream=True)
        try:
            async with asyncio.timeout(self._timeouts.answer):
                body = self._credentials.without_secrets(await response.aread())
        finally:
            await response.aclose()
        return verdict.judge(action, response.status_code, response.headers, body)

    def _request(self, action: Action, parameters: Mapping[str, object]) -> httpx.Request:
        pairs = actions.encode(action, parameters)
        query = actions.form_of([pair for pair in pairs if action.place_of(pair[0]) is Place.QUERY])
        body = actions.form_of([pair for pair in pairs if action.place_of(pair[0]) is Place.FORM])
        headers = {
            "host": self._host,
            "accept": "application/json",
            "x-acs-action": action.name,
            "x-acs-version": actions.VERSION,
        }
        if action.place is Place.FORM:
            headers["content-type"] = "application/x-www-form-urlencoded"
        url = f"{self.endpoint}/?{query}" if query else f"{self.endpoint}/"
        timeout = httpx.Timeout(self._timeouts.read, connect=self._timeouts.connect)
        content = body.encode("ascii")
        try:
            return self._http.build_request(action.method, url, content=content, headers=headers, timeout=timeout)
        except httpx.InvalidURL as reason:
            raise InvalidRequest(
                _("The parameters of {action} are too long to be sent.", action=action.name),
                _("Nothing was sent. Ask for fewer at a time."),
                details=Details(action.name),
            ) from reason

    def _tell_answer(self, action: str, answer: Mapping[str, Any], seconds: float) -> None:
        request_id = verdict.request_id_of(answer)
        logger.info("%s ok request_id=%s seconds=%.3f", action, request_id or "-", seconds)
        self._report(Call(action, "ok", seconds, request_id=request_id or None))

    def _tell(
        self, action: str, outcome: Outcome, seconds: float, error: DataWorksError, cause: Exception | None
    ) -> None:
        logger.warning(
            "%s %s code=%s http_status=%s request_id=%s seconds=%.3f message=%r cause=%s",
            *(action, outcome, error.code or "-", error.http_status or "-", error.request_id or "-", seconds),
            *(error.message, repr(cause) if cause else "-"),
        )
        self._report(Call(action, outcome, seconds, error.code or None, error.request_id or None))

    def _report(self, call: Call) -> None:
        if self._on_call is None:
            return
        try:
            self._on_call(call)
        except Exception:
            logger.exception("on_call failed")
