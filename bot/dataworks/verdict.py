"""What an answer means: success, or which error, and whether asking again may help. Pure.

Decided by `Code` and never by the HTTP status alone: some refusals come as 500, a throttled call may come as 400, and a
proxy may answer HTML under any status. Source: the API's table of codes, with the cautious reading for writes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.dataworks import errors
from bot.dataworks.calls import Outcome
from bot.dataworks.errors import DataWorksError, Details
from bot.locale import _

RETRY_AFTER = "x-acs-retry-after"
"""Milliseconds to wait; its presence makes an error a throttling one."""

FINE = frozenset({"", "200", "0", "ok", "success"})

DENIED = ("forbidden", "nopermission", "resourcenotauthorized")
CREDENTIALS = ("signaturedoesnotmatch", "incompletesignature", "invalidaccesskeyid", "invalidsecuritytoken")
PASSING = ("internalerror", "serviceunavailable")
INVALID = ("missing", "invalid")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An attempt that did not succeed: the error to raise if it was the last, and whether another attempt is right."""

    error: DataWorksError
    outcome: Outcome
    again: bool
    wait: float | None = None
    """Seconds that DataWorks asked to wait; None leaves the wait to the policy."""


def is_read(action: str) -> bool:
    """Whether an action only reads, which its name tells (List, Get against Create, Stop, ...)."""
    return action.startswith(("Get", "List"))


def answer_of(body: bytes) -> dict[str, Any] | None:
    """The JSON object of an answer; None for anything else (HTML, nothing, half an object, bytes that are no text)."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def judge(action: str, status: int, headers: Mapping[str, str], body: bytes) -> dict[str, Any] | Refusal:
    """The answer of a call that succeeded, or why it is none. `headers` has lower-case names or looks them up so."""
    answer = answer_of(body)
    wait = _wait(headers)
    if answer is None:
        return _not_an_answer(Details(action, http_status=status), wait)
    details = _details(action, status, answer)
    says_no = details.code.lower() not in FINE or _field(answer, "Success") is False
    if says_no:
        return _refusal(details, wait)
    return answer if 200 <= status < 300 else _not_an_answer(details, wait)


def lost(action: str, status: int | None = None) -> Refusal:
    """Sent, and no answer came: a read may be asked again, a write has to be looked up."""
    return _open(Details(action, http_status=status))


def unreachable(action: str, host: str) -> Refusal:
    """Never sent, so even a write may be tried again."""
    return Refusal(errors.NotReachable.at(host, Details(action)), "unreachable", again=True)


def _refusal(details: Details, wait: float | None) -> Refusal:
    code = details.code.lower()
    read = is_read(details.action)
    if code.startswith(("throttling.api.risk", "throttling.resource")):
        return Refusal(errors.DailyLimitReached.of(details), "throttled", again=False)
    if code.startswith("throttling"):
        return Refusal(errors.Throttled.after(details, wait), "throttled", again=True, wait=wait)
    if code == "signaturenonceused":
        # For a write this may be the echo of a copy that a layer below has sent before and that was taken.
        return _open(details)
    known = _never_passing(code, details)
    if known is not None:
        return Refusal(known, "refused", again=False)
    if code.startswith(PASSING) or (details.http_status or 0) >= 500:
        return _open(details, wait)
    if wait is not None:
        return Refusal(errors.Throttled.after(details, wait), "throttled", again=read, wait=wait)
    return Refusal(DataWorksError.of(details), "refused", again=False)


def _never_passing(code: str, details: Details) -> DataWorksError | None:
    """The errors that will come again for the same request, whatever their HTTP status."""
    if code.startswith("invalidtimestamp"):
        return errors.ClockSkew.of(details)
    if code.startswith(CREDENTIALS):
        return errors.BadCredentials.refused(details)
    if code.startswith("forbidden.not.server"):
        return errors.InvalidRequest(
            errors.said_no(details), _("DataWorks has no API in this region: check the endpoint."), details=details
        )
    if code.startswith(DENIED) or details.auth_action:
        return errors.AccessDenied.of(details)
    if code.startswith(("invalidaction", "invalidversion")):
        return errors.InvalidRequest(
            errors.said_no(details),
            _("The endpoint does not know {action}: check its name and the endpoint.", action=details.action),
            details=details,
        )
    if code.startswith(INVALID) or code == "internalerror.userid.missing":
        return errors.InvalidRequest.of(details)
    return None


def _open(details: Details, wait: float | None = None) -> Refusal:
    """Something failed on the way or inside: a read is asked again, for a write nobody knows."""
    if is_read(details.action):
        return Refusal(errors.Unavailable.of(details), "lost", again=True, wait=wait)
    return Refusal(errors.OutcomeUnknown.of(details), "lost", again=False)


def _not_an_answer(details: Details, wait: float | None) -> Refusal:
    """No JSON object, or one without a Code under a status that is no success: something on the way has answered."""
    status = details.http_status or 0
    read = is_read(details.action)
    if status == 429:
        # A gateway may throttle without a Code. Only the header shows that it was DataWorks' own.
        again = read or wait is not None
        return Refusal(errors.Throttled.after(details, wait), "throttled", again=again, wait=wait)
    if not read or status >= 500:
        return _open(details, wait)
    # Half an answer under 200 is a broken transfer, which passes; a redirect or an HTML refusal does not.
    return Refusal(errors.UnexpectedAnswer.of(details), "unexpected", again=200 <= status < 300)


def _details(action: str, status: int, answer: Mapping[str, Any]) -> Details:
    denied = _field(answer, "AccessDeniedDetail")
    return Details(
        action=action,
        code=_text(_field(answer, "Code")),
        message=_text(_field(answer, "Message")),
        request_id=_text(_field(answer, "RequestId")),
        http_status=status,
        recommend=_text(_field(answer, "Recommend")),
        auth_action=_text(_field(denied, "AuthAction")) if isinstance(denied, Mapping) else "",
    )


def request_id_of(answer: Mapping[str, Any]) -> str:
    """The RequestId of an answer, to be kept for support; empty when there is none."""
    return _text(_field(answer, "RequestId"))


def _field(answer: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """A field under its name or, from older gateways, with a lower-case first letter."""
    value = answer.get(name)
    return answer.get(name[0].lower() + name[1:]) if value is None else value


def _text(value: object) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value).strip()


def _wait(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait by the header's milliseconds; None unless it is a positive whole number."""
    text = headers.get(RETRY_AFTER, "").strip()
    return int(text) / 1000 if text.isascii() and text.isdigit() and len(text) < 12 and int(text) > 0 else None
