"""What can go wrong with a call, at the heights where callers decide. `bot.dataworks.verdict` says when it is which.

The question that matters after a write is whether DataWorks may have taken it: `OutcomeUnknown` alone says "perhaps",
all others say "no". Texts never carry a key, a token or a signature.
"""

from dataclasses import dataclass

from bot.errors import UserError
from bot.locale import Text, _


@dataclass(frozen=True, slots=True)
class Details:
    """What the answer said, for the log and for support. All of it may be missing when there was no answer."""

    action: str
    code: str = ""
    message: str = ""
    request_id: str = ""
    http_status: int | None = None
    recommend: str = ""
    auth_action: str = ""


class DataWorksError(UserError):
    """DataWorks said no, or could not be asked. Subclasses say which; the class itself is a refusal of unknown Code."""

    def __init__(self, text: Text, next_step: Text | None = None, *, details: Details) -> None:
        super().__init__(text, next_step)
        self.action = details.action
        self.code = details.code
        self.message = details.message
        self.request_id = details.request_id
        self.http_status = details.http_status
        self.recommend = details.recommend

    @classmethod
    def of(cls, details: Details) -> "DataWorksError":
        """A refusal in DataWorks' own words."""
        return cls(said_no(details), _("Nothing was changed. Correct the request and try again."), details=details)


class Throttled(DataWorksError):
    """Too many calls at once. The call was not taken; `retry_after` is the wait asked for, in seconds."""

    def __init__(
        self, text: Text, next_step: Text | None = None, *, details: Details, retry_after: float | None = None
    ) -> None:
        super().__init__(text, next_step, details=details)
        self.retry_after = retry_after

    @classmethod
    def after(cls, details: Details, retry_after: float | None) -> "Throttled":
        """Throttled, with the wait in seconds if the answer named one."""
        return cls(
            _with_reference(_("DataWorks has had too many calls in a short time and turned this one away"), details),
            _("Nothing was changed. Try again in a minute."),
            details=details,
            retry_after=retry_after,
        )


class DailyLimitReached(DataWorksError):
    """The calls of the day or of the edition are used up. Not taken, and asking again today only fails again."""

    @classmethod
    def of(cls, details: Details) -> "DailyLimitReached":
        """The refusal with what is to be done about it."""
        return cls(
            _with_reference(_("The calls that DataWorks allows for today are used up"), details),
            _("Nothing was changed. Try again tomorrow, or have the DataWorks edition raised."),
            details=details,
        )


class AccessDenied(DataWorksError):
    """The bot's identity may not do this here. `auth_action` is the missing RAM action, if the answer names it."""

    def __init__(self, text: Text, next_step: Text | None = None, *, details: Details) -> None:
        super().__init__(text, next_step, details=details)
        self.auth_action = details.auth_action

    @classmethod
    def of(cls, details: Details) -> "AccessDenied":
        """The refusal, naming the permission to ask for."""
        step = (
            _(
                "Nothing was changed. Have {permission} allowed for the bot's RAM identity.",
                permission=details.auth_action,
            )
            if details.auth_action
            else _(
                "Nothing was changed. The bot's identity needs the RAM permission for {action}, and operation rights in"
                " the workspace.",
                action=details.action,
            )
        )
        return cls(said_no(details), step, details=details)


class InvalidRequest(DataWorksError):
    """A parameter is missing or wrong, or the API does not know the action here. The same request will fail again."""


class BadCredentials(DataWorksError):
    """The bot has no usable credentials, or DataWorks does not accept them."""

    @classmethod
    def refused(cls, details: Details) -> "BadCredentials":
        """The key, the token or the signature was refused. The message is left out: it repeats what was signed."""
        return cls(
            _with_reference(_("DataWorks does not accept the bot's credentials ({code})", code=details.code), details),
            _("Nothing was changed. The operator has to check the access key or role of the bot."),
            details=details,
        )


class ClockSkew(DataWorksError):
    """The request's date is too far from DataWorks' clock (15 minutes)."""

    @classmethod
    def of(cls, details: Details) -> "ClockSkew":
        """The refusal with what is to be done about it."""
        return cls(
            _with_reference(_("The clock of the bot's machine is wrong, so DataWorks refuses its calls"), details),
            _("Nothing was changed. The operator has to set the clock (UTC, within 15 minutes)."),
            details=details,
        )


class NotReachable(DataWorksError):
    """No connection, so the request certainly was not sent."""

    @classmethod
    def at(cls, host: str, details: Details) -> "NotReachable":
        """No connection to `host`."""
        return cls(
            _("DataWorks cannot be reached at {host}.", host=host),
            _("Nothing was sent. Try again; if it stays so, the operator has to check the endpoint and the network."),
            details=details,
        )


class OutcomeUnknown(DataWorksError):
    """A write was sent and nobody knows whether it was taken. It must be looked up and never simply be sent again."""

    @classmethod
    def of(cls, details: Details) -> "OutcomeUnknown":
        """Nothing is claimed: neither that it worked nor that it did not."""
        return cls(
            _with_reference(
                _(
                    "DataWorks gave no clear answer to {action}: it may or may not have been done",
                    action=details.action,
                ),
                details,
            ),
            _("Do not send it again before it has been looked up."),
            details=details,
        )


class Unavailable(DataWorksError):
    """A read that failed for a passing reason, after its retries. Nothing is changed by a read."""

    @classmethod
    def of(cls, details: Details) -> "Unavailable":
        """DataWorks is there, but does not answer properly now."""
        return cls(
            _with_reference(_("DataWorks does not answer at the moment"), details),
            _("Try again in a few minutes."),
            details=details,
        )


class UnexpectedAnswer(DataWorksError):
    """What answered is not DataWorks': no JSON, a redirect, or an essential field is missing (`missing` names it)."""

    def __init__(
        self, text: Text, next_step: Text | None = None, *, details: Details, missing: str | None = None
    ) -> None:
        super().__init__(text, next_step, details=details)
        self.missing = missing

    @classmethod
    def of(cls, details: Details) -> "UnexpectedAnswer":
        """Something else than JSON came back."""
        return cls(
            _with_reference(_("What answered {action} was not DataWorks", action=details.action), details),
            _("The operator has to check the endpoint, and proxies on the way."),
            details=details,
        )

    @classmethod
    def without(cls, field: str, details: Details) -> "UnexpectedAnswer":
        """The answer is JSON, and its essential `field` (a path such as `Task.Id`) is missing or unreadable."""
        return cls(
            _with_reference(
                _("DataWorks' answer to {action} has no usable {field}", action=details.action, field=field), details
            ),
            _("Try again; if it stays so, report it with the request id."),
            details=details,
            missing=field,
        )


def said_no(details: Details) -> Text:
    """DataWorks' own words, or the Code where there are none."""
    words = details.message.rstrip(".。") or details.code or _("no reason given")
    return _with_reference(_("DataWorks said no: {words}", words=words), details)


def _with_reference(sentence: Text, details: Details) -> Text:
    """The sentence, ended; with the request id for support, if there is one."""
    if not details.request_id:
        return _("{sentence}.", sentence=sentence)
    return _("{sentence} (request {request_id}).", sentence=sentence, request_id=details.request_id)
