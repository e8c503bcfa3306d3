"""ACS3-HMAC-SHA256, the signature of Alibaba Cloud requests. Pure: text in, text out, no I/O, no clock, no randomness.

Every function takes what is on the wire: header values as sent, decoded query pairs, the hash of the exact body bytes.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from urllib.parse import quote

ALGORITHM = "ACS3-HMAC-SHA256"


def sha256_hex(data: bytes) -> str:
    """Lower-case hex SHA-256, as `x-acs-content-sha256` carries it; of nothing for a request without a body."""
    return hashlib.sha256(data).hexdigest()


def percent_encode(text: str) -> str:
    """RFC 3986: only `A-Z a-z 0-9 - _ . ~` stay bare, so a space is `%20` and `*` is `%2A`."""
    return quote(text, safe="~")


def canonical_query(pairs: Iterable[tuple[str, str]]) -> str:
    """The decoded query pairs, encoded and sorted by key; empty for no query."""
    return "&".join(f"{percent_encode(name)}={percent_encode(value)}" for name, value in sorted(pairs))


def must_be_signed(name: str) -> bool:
    """Whether a header has to be among the signed ones: host, content-type and every `x-acs-*`."""
    lower = name.lower()
    return lower in {"host", "content-type"} or lower.startswith("x-acs-")


def canonical_headers(headers: Mapping[str, str]) -> tuple[str, str]:
    """The canonical headers, each ending in a newline, and the list of their names joined by `;`."""
    lines = sorted((name.lower(), value.strip()) for name, value in headers.items())
    return "".join(f"{name}:{value}\n" for name, value in lines), ";".join(name for name, _ in lines)


def canonical_request(
    method: str, query: Iterable[tuple[str, str]], headers: Mapping[str, str], content_sha256: str
) -> str:
    """The six parts that are signed; the path is always `/` in this API."""
    lines, names = canonical_headers(headers)
    return "\n".join((method.upper(), "/", canonical_query(query), lines, names, content_sha256))


def string_to_sign(canonical: str) -> str:
    """What the secret is applied to: the algorithm, and the hash of the canonical request."""
    return f"{ALGORITHM}\n{sha256_hex(canonical.encode())}"


def signature(secret: str, text: str) -> str:
    """Lower-case hex HMAC-SHA256 of the string to sign, keyed with the secret as is."""
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def authorization(
    access_key_id: str,
    secret: str,
    *,
    method: str,
    query: Iterable[tuple[str, str]],
    headers: Mapping[str, str],
    content_sha256: str,
) -> str:
    """The value of the `Authorization` header, for a request that carries these `headers` and perhaps unsigned ones."""
    text = string_to_sign(canonical_request(method, query, headers, content_sha256))
    _, names = canonical_headers(headers)
    return f"{ALGORITHM} Credential={access_key_id},SignedHeaders={names},Signature={signature(secret, text)}"
