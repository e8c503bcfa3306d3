"""An operation: one request on its way from the preview to the last word in the thread."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.request.form import Form
from bot.request.plan import Plan


class State(StrEnum):
    """Where an operation stands. Made from observed facts only."""

    DRAFTED = "drafted"
    """A preview is (or was) on somebody's screen; nothing has been sent."""
    DISCARDED = "discarded"
    """Cancelled or expired before Confirm."""
    CONFIRMED = "confirmed"
    """Claimed by its asker; nothing has been sent yet."""
    SENDING = "sending"
    """The claim to send is taken; whether DataWorks has the request is not known until the answer is in the store."""
    UNKNOWN = "unknown"
    """A request was sent and its answer lost; it is being looked up by name. Never sent again by itself."""
    CREATING = "creating"
    """DataWorks took the request and creates the instances."""
    RUNNING = "running"
    """The instances exist; some are not finished."""
    HELD = "held"
    """The instances exist and were created without being started; somebody starts or stops them. API:
    AutoStartEnabled."""
    STOPPING = "stopping"
    """Somebody asked to stop it; some instances have not ended yet."""
    REFUSED = "refused"
    """DataWorks refused the request; nothing was created."""
    CREATE_FAILED = "create_failed"
    """DataWorks took the request and then failed to create the instances."""
    NEVER_FOUND = "never_found"
    """The answer was lost and the request was not found by its name; it may still appear."""
    DONE = "done"
    """Every instance succeeded."""
    DONE_WITH_FAILURES = "done_with_failures"
    """Every instance that can end has ended; some failed, or wait behind the failed."""
    STOPPED = "stopped"
    """Somebody stopped it, and no instance goes on."""
    GIVEN_UP = "given_up"
    """Not ended within the days that the bot watches; it no longer looks."""


ENDED = frozenset(
    {
        State.DISCARDED,
        State.REFUSED,
        State.CREATE_FAILED,
        State.NEVER_FOUND,
        State.DONE,
        State.DONE_WITH_FAILURES,
        State.STOPPED,
        State.GIVEN_UP,
    }
)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asked, and where. `locale` is the person's Slack locale (`zh-CN`)."""

    team_id: str
    user_id: str
    channel_id: str
    locale: str = "en-US"


@dataclass(frozen=True, slots=True)
class Operation:
    """One row of the store.

    `id` is opaque and unique, and the durable workflow's id; `number` is for people (`BF-248`). Instants are aware, in
    UTC. `root_channel` is where the root message goes: the channel it was asked in, or the asker's direct message.
    """

    id: str
    number: int
    asker: Asker
    state: State
    text: str
    """The command as typed, or the form printed as a command."""
    form: Form
    created_at: datetime
    expires_at: datetime
    plan: Plan | None = None
    digest: str | None = None
    confirmed_at: datetime | None = None
    root_channel: str | None = None
    root_ts: str | None = None
    response_url: str | None = None
    """Newest response_url of the preview; only until the draft is over."""
    view_id: str | None = None
    ended_at: datetime | None = None
    detail: str | None = None
    """DataWorks' own words when it refused or failed, for the record."""
    round: int = 0
    """How many acts of people on its runs have ended: what was seen in an earlier round may not be so any more."""
    reopened: int = 0
    """How often it went on after its end: each time it is followed and told to a new end."""

    @property
    def label(self) -> str:
        """What people call it: `BF-248`."""
        return f"BF-{self.number}"

    @property
    def name(self) -> str:
        """Name of the request in DataWorks: unique, the same in every preview of this operation. API: Name."""
        return f"{self.label}-{self.id[-8:]}"


class Outcome(StrEnum):
    """What is known of one request that was claimed; None beside it means that the answer is not in the store (yet)."""

    TAKEN = "taken"
    """DataWorks took it."""
    ADOPTED = "adopted"
    """Its answer was lost, and it was found by its name."""
    REFUSED = "refused"
    """Certainly not taken; nothing was created by it."""
    UNKNOWN = "unknown"
    """Sent, answer lost, not (yet) found."""
    CREATE_FAILED = "create_failed"
    """Taken, and then its instances could not be created."""
    NEVER_FOUND = "never_found"
    """Sent, answer lost, and not found within the time of looking; it may still appear."""


@dataclass(frozen=True, slots=True)
class Submission:
    """One request of an operation (several when more than seven ranges are linked), its claim and its outcome."""

    operation_id: str
    index: int
    claimed_at: datetime | None = None
    sent_at: datetime | None = None
    request_id: str | None = None
    remote_operation_id: str | None = None
    """API: OperationId; None while unknown, and for ever when the request was adopted by its name."""
    workflow_instance_ids: tuple[int, ...] = ()
    adopted: bool = False
    outcome: Outcome | None = None
    message: str | None = None
    """DataWorks' own words, when it refused or failed."""

    @property
    def exists(self) -> bool:
        """Whether DataWorks has it, so that its instances are to be followed."""
        return self.outcome in (Outcome.TAKEN, Outcome.ADOPTED)


def last_request_id(submissions: Sequence[Submission]) -> str | None:
    """RequestId of the last answer: of the request that failed, if one did."""
    return next((item.request_id for item in reversed(submissions) if item.request_id), None)


def first_operation_id(submissions: Sequence[Submission]) -> str | None:
    """OperationId of the first request that has one."""
    return next((item.remote_operation_id for item in submissions if item.remote_operation_id), None)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of an operation's journal: what happened, when, by whom; `data` holds ids and numbers, no secrets."""

    operation_id: str
    at: datetime
    kind: str
    user_id: str | None = None
    data: dict[str, object] = field(default_factory=dict)
