"""ACS3-HMAC-SHA256 as the receiving side checks it."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote

from bot.playground.dataworks.refusal import ApiError

ALGORITHM = "ACS3-HMAC-SHA256"
CLOCK_SLACK_SECONDS = 15 * 60

_AUTHORIZATION = re.compile(r"ACS3-HMAC-SHA256 Credential=([^,\s]+),SignedHeaders=([^,\s]+),Signature=([0-9a-f]{64})")


@dataclass(frozen=True)
class Received:
    """One request as it came off the wire; header names in lower case, query decoded."""

    method: str
    query: list[tuple[str, str]]
    headers: Mapping[str, list[str]]
    body: bytes

    def header(self, name: str) -> str:
        """The first value of a header, or nothing."""
        return self.headers.get(name, [""])[0].strip()


@dataclass
class Doorkeeper:
    """Knows the keys and remembers the nonces.

    `keys`: access key id -> (secret, security token or ""). A key of temporary credentials must come with its token.
    """

    keys: Mapping[str, tuple[str, str]]
    _nonces: dict[str, float] = field(default_factory=dict)

    def check(self, received: Received, now: float) -> str:
        """Let the request in and answer its access key id; `now` is the real time.

        Raises:
            ApiError: unsigned, wrongly signed, stale, or seen before.
        """
        key_id, signed, signature = _authorization(received)
        self._check_clock(received.header("x-acs-date"), now)
        if key_id not in self.keys:
            raise ApiError("InvalidAccessKeyId.NotFound", "Specified access key is not found.")
        secret, token = self.keys[key_id]
        if received.header("x-acs-security-token") != token:
            raise ApiError("InvalidSecurityToken.MismatchWithAccessKey", "The security token is not this key's.")
        _check_body_hash(received)
        expected, to_sign = sign(received, signed, secret)
        if not hmac.compare_digest(expected, signature):
            raise ApiError(
                "SignatureDoesNotMatch",
                f"Specified signature does not match our calculation. Server string to sign: {to_sign!r}",
            )
        self._check_nonce(received.header("x-acs-signature-nonce"), now)
        return key_id

    def _check_clock(self, stamp: str, now: float) -> None:
        try:
            at = datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp()
        except ValueError:
            raise ApiError("InvalidTimeStamp.Format", "x-acs-date must be YYYY-MM-DDTHH:MM:SSZ in UTC.") from None
        if abs(now - at) > CLOCK_SLACK_SECONDS:
            raise ApiError("InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.")

    def _check_nonce(self, nonce: str, now: float) -> None:
        for old in [seen for seen, at in self._nonces.items() if at < now - 2 * CLOCK_SLACK_SECONDS]:
            del self._nonces[old]
        if nonce in self._nonces:
            raise ApiError("SignatureNonceUsed", "Specified signature nonce was used already.")
        self._nonces[nonce] = now


def _authorization(received: Received) -> tuple[str, list[str], str]:
    """Key id, signed header names, signature; refuses what signs too little."""
    match = _AUTHORIZATION.fullmatch(received.header("authorization"))
    if not match:
        raise ApiError("IncompleteSignature", f"Not {ALGORITHM} Credential=...,SignedHeaders=...,Signature=...")
    key_id, names, signature = match.groups()
    signed = names.split(";")
    must = {"host", *(name for name in received.headers if name.startswith("x-acs-"))}
    must |= {"x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256"}
    if "content-type" in received.headers:
        must.add("content-type")
    if unsigned := sorted(must - set(signed)):
        raise ApiError("IncompleteSignature", f"These headers must be signed: {', '.join(unsigned)}.")
    if absent := [name for name in signed if not received.header(name)]:
        raise ApiError("IncompleteSignature", f"These signed headers are missing or empty: {', '.join(absent)}.")
    if signed != sorted(signed):
        raise ApiError("IncompleteSignature", "SignedHeaders must be in lower case and sorted.")
    return key_id, signed, signature


def _check_body_hash(received: Received) -> None:
    if hashlib.sha256(received.body).hexdigest() != received.header("x-acs-content-sha256"):
        raise ApiError("SignatureDoesNotMatch", "x-acs-content-sha256 is not the SHA-256 of the body received.")


def sign(received: Received, signed: list[str], secret: str) -> tuple[str, str]:
    """The signature this request should carry, and the string that was signed."""
    query = "&".join(f"{_percent(key)}={_percent(value)}" for key, value in sorted(received.query))
    headers = "".join(f"{name}:{','.join(sorted(v.strip() for v in received.headers[name]))}\n" for name in signed)
    digest = received.header("x-acs-content-sha256")
    canonical = "\n".join((received.method, "/", query, headers, ";".join(signed), digest))
    to_sign = f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    return hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest(), to_sign


def _percent(text: str) -> str:
    return quote(text, safe="-_.~")
