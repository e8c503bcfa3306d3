"""The bot's identity at Alibaba Cloud, by the official `alibabacloud-credentials` library with its traps handled.

Its default chain: environment, OIDC role, CLI profile, profile file, machine role, URI. Off the cloud the machine role
costs seconds before it gives up; `ALIBABA_CLOUD_ECS_METADATA_DISABLED=true` leaves it out.
"""

import asyncio
import importlib
import logging
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from bot.dataworks.errors import BadCredentials, Details
from bot.locale import Text, _

logger = logging.getLogger(__name__)

SECRET_FIELDS = re.compile(r"""((?:Secret|Token)["']?\s*[:=]\s*["']?)[^"',}\s]+""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AccessKey:
    """What one request is signed with. The secret parts never show in a repr."""

    id: str
    secret: str = field(repr=False)
    security_token: str = field(default="", repr=False)


class Credential(Protocol):
    """What the library answers."""

    @property
    def access_key_id(self) -> str | None:
        """The key's id."""
        ...

    @property
    def access_key_secret(self) -> str | None:
        """The key's secret."""
        ...

    @property
    def security_token(self) -> str | None:
        """The STS token of a temporary key."""
        ...


class CredentialSource(Protocol):
    """The part of `alibabacloud_credentials.client.Client` that is used here."""

    def get_credential(self) -> Credential:
        """The current credential; may block for seconds while it is fetched or renewed."""
        ...


class Credentials:
    """Asked before every request for the key to sign with; renews temporary ones.

    `make` builds the library's client. It is called at once, so that the environment is read now and not later, and
    again when DataWorks has refused a token, because the library has no other way to drop one before its time.
    """

    def __init__(self, make: Callable[[], CredentialSource]) -> None:
        self._make = make
        self._source = make()
        self._lock = asyncio.Lock()
        self._last: AccessKey | None = None

    @classmethod
    def from_environment(cls) -> "Credentials":
        """By the default chain. A key in the environment is used as is, which spares importing the library (0.5 s)."""
        key_id = os.environ.get("ALIBABA_CLOUD_ACCESS_KEY_ID")
        secret = os.environ.get("ALIBABA_CLOUD_ACCESS_KEY_SECRET")
        if key_id and secret:
            return cls.fixed(key_id, secret, os.environ.get("ALIBABA_CLOUD_SECURITY_TOKEN") or "")
        return cls(_default_chain)

    @classmethod
    def fixed(cls, key_id: str, secret: str, security_token: str = "") -> "Credentials":
        """One key that does not change."""
        source = _Fixed(key_id, secret, security_token)
        return cls(lambda: source)

    @classmethod
    def of(cls, **config: object) -> "Credentials":
        """One fixed kind, by the fields of the library's `Config`, such as `type="ram_role_arn", role_arn=...`.

        Raises BadCredentials for `bearer`, which cannot sign requests, and for what the library refuses.
        """
        if config.get("type") == "bearer":
            raise _unusable(_("A bearer token cannot sign calls of DataWorks."))
        return cls(lambda: _library_client(config))

    async def get(self) -> AccessKey:
        """The key to sign the next request with. Raises BadCredentials when there is none.

        One caller at a time, in a thread: the library holds a thread lock while it renews, which would stop the loop.
        """
        async with self._lock:
            try:
                found = await asyncio.to_thread(self._source.get_credential)
                key = AccessKey(
                    (found.access_key_id or "").strip(),
                    (found.access_key_secret or "").strip(),
                    (found.security_token or "").strip(),
                )
            except Exception as reason:  # noqa: BLE001 - the library raises its own, OSError, ValueError and more
                logger.warning("no credentials: %s", _blotted(str(reason)))
                raise _unusable(_("The bot has no credentials for DataWorks.")) from None
            if not key.id or not key.secret:
                logger.warning("no credentials: the source gave an empty key")
                raise _unusable(_("The bot has no credentials for DataWorks."))
            self._last = key
            return key

    async def renew(self) -> None:
        """Forget what the library holds, so that the next `get` fetches anew."""
        async with self._lock:
            self._source = await asyncio.to_thread(self._make)

    def without_secrets(self, body: bytes) -> bytes:
        """An answer in which the secret parts of the last key are blotted out, should it repeat them."""
        if self._last is not None:
            for secret in (self._last.secret, self._last.security_token):
                body = body.replace(secret.encode(), b"***") if secret else body
        return body


@dataclass(frozen=True, slots=True)
class _Fixed:
    access_key_id: str
    access_key_secret: str = field(repr=False)
    security_token: str = field(repr=False)

    def get_credential(self) -> Credential:
        return self


def _default_chain() -> CredentialSource:
    from alibabacloud_credentials.utils import auth_util

    # The library reads the environment when this module is imported: read it again, it may have changed since.
    importlib.reload(auth_util)
    return _library_client(None)


def _library_client(config: dict[str, object] | None) -> CredentialSource:
    try:
        from alibabacloud_credentials.client import Client
        from alibabacloud_credentials.models import Config

        source: CredentialSource = Client(Config(**config) if config is not None else None)
    except Exception as reason:  # noqa: BLE001 - the library raises its own, OSError, ValueError and more
        logger.warning("no credentials: %s", _blotted(str(reason)))
        raise _unusable(_("The bot's credentials for DataWorks are set up wrongly.")) from None
    _tame_library_log()
    return source


class _WithoutSecrets(logging.Filter):
    """Lets the library's records through without the answers they quote, and without their tracebacks."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _blotted(record.getMessage()), ()
        record.exc_info = record.exc_text = None
        return True


_WITHOUT_SECRETS = _WithoutSecrets()


def _tame_library_log() -> None:
    """Take away the handlers that the import hangs on the library's logger: they write past the bot's own log."""
    log = logging.getLogger("credentials")
    for handler in tuple(log.handlers):
        log.removeHandler(handler)
    log.addFilter(_WITHOUT_SECRETS)


def _blotted(text: str) -> str:
    return SECRET_FIELDS.sub(r"\1***", text)


def _unusable(text: Text) -> BadCredentials:
    return BadCredentials(
        text,
        _(
            "Nothing was sent. The operator has to give the bot an access key (ALIBABA_CLOUD_ACCESS_KEY_ID and"
            " ALIBABA_CLOUD_ACCESS_KEY_SECRET) or a role; the log has the reason."
        ),
        details=Details(""),
    )
