"""Signs each attempt on its way out: fresh credentials, date and nonce, the headers exactly as they go on the wire."""

import secrets
from collections.abc import AsyncGenerator, Callable
from datetime import UTC, datetime
from urllib.parse import parse_qsl

import httpx

from bot.dataworks import signing
from bot.dataworks.credentials import Credentials


def _now() -> datetime:
    return datetime.now(UTC)


def _nonce() -> str:
    return secrets.token_hex(16)


class Acs3Auth(httpx.Auth):
    """ACS3-HMAC-SHA256 for one client. Action and version headers, body and query must be final when it runs.

    `now` and `nonce` are there to be fixed where a signature has to be known beforehand.
    """

    requires_request_body = True

    def __init__(
        self, credentials: Credentials, *, now: Callable[[], datetime] = _now, nonce: Callable[[], str] = _nonce
    ) -> None:
        self._credentials = credentials
        self._now = now
        self._nonce = nonce

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Set the signed headers. Raises BadCredentials, before anything is sent, when there is no key."""
        key = await self._credentials.get()
        headers = request.headers
        headers["x-acs-date"] = self._now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        headers["x-acs-signature-nonce"] = self._nonce()
        headers["x-acs-content-sha256"] = signing.sha256_hex(await request.aread())
        for name in ("x-acs-accesskey-id", "x-acs-security-token"):
            headers.pop(name, None)
        if key.security_token:
            headers["x-acs-accesskey-id"] = key.id
            headers["x-acs-security-token"] = key.security_token
        headers["authorization"] = signing.authorization(
            key.id,
            key.secret,
            method=request.method,
            query=parse_qsl(request.url.query.decode("ascii"), keep_blank_values=True),
            headers={name: value for name, value in headers.items() if signing.must_be_signed(name)},
            content_sha256=headers["x-acs-content-sha256"],
        )
        yield request
