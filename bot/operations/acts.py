"""What people do to an operation's runs: stop, re-run and the like. Each act is asked, carried out and told once.

Pure: the records that flow; how they are kept is in `bot.operations.claims`, how they are carried out in `acting`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.operations.model import State


class Verb(StrEnum):
    """What is done."""

    STOP = "stop"
    RERUN = "rerun"
    SET_SUCCESS = "set_success"
    SUSPEND = "suspend"
    RESUME = "resume"
    START = "start"
    LOOK_AGAIN = "look_again"
    SEND_AGAIN = "send_again"


FAILED = frozenset({State.RUNNING, State.DONE_WITH_FAILURES, State.STOPPED})
POSSIBLE: dict[Verb, frozenset[State]] = {
    Verb.STOP: frozenset({State.RUNNING, State.HELD}),
    Verb.RERUN: FAILED,
    Verb.SET_SUCCESS: FAILED,
    Verb.SUSPEND: frozenset({State.RUNNING}),
    Verb.RESUME: FAILED,
    Verb.START: frozenset({State.HELD}),
    Verb.LOOK_AGAIN: frozenset({State.UNKNOWN, State.NEVER_FOUND}),
    Verb.SEND_AGAIN: frozenset({State.NEVER_FOUND}),
}
"""In which states a verb can do anything."""


@dataclass(frozen=True, slots=True)
class Target:
    """One run that is acted on, or left out: a task instance of a business date."""

    id: int
    task_name: str
    bizdate: date
    workflow_instance_id: int = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person asked for: the picked task instances (none: all that fit the verb), and why."""

    picked: tuple[int, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """What an act is about, settled by one look before anything is called.

    `left_out` are runs that DataWorks would refuse (RerunMode AllDenied); `running`, `waiting` count what was under
    way; `failed_before` are the runs that had failed by themselves when a stop was asked.
    """

    targets: tuple[Target, ...] = ()
    left_out: tuple[Target, ...] = ()
    running: int = 0
    waiting: int = 0
    failed_before: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Act:
    """One act of one person. `key` says which press or line it came from: the same key twice is one act."""

    id: str
    operation_id: str
    verb: Verb
    key: str
    user_id: str
    asked_at: datetime
    wish: Wish = field(default_factory=Wish)
    scope: Scope | None = None
    ended_at: datetime | None = None
    trouble: str | None = None
    """Why nothing could be tried, in DataWorks' own words; None when something was."""


class CallOutcome(StrEnum):
    """What is known of one call of an act; None beside it means that the answer is not in the store (yet)."""

    ANSWERED = "answered"
    """DataWorks answered for each id."""
    NOT_TAKEN = "not_taken"
    """Certainly not taken, for none of its ids."""
    UNKNOWN = "unknown"
    """Sent, answer lost: never sent again, the instances tell."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an act, claimed before it is sent. `refused` has DataWorks' words for each id it refused."""

    act_id: str
    position: int
    action: str
    ids: tuple[int, ...]
    claimed_at: datetime | None = None
    outcome: CallOutcome | None = None
    refused: dict[int, str] = field(default_factory=dict)
    message: str | None = None
    """DataWorks' words where it refused the call as a whole."""

    @property
    def done(self) -> int:
        """Ids for which it answered yes."""
        return len(self.ids) - len(self.refused) if self.outcome is CallOutcome.ANSWERED else 0


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an act, over its calls."""

    asked: int = 0
    done: int = 0
    refused: dict[int, str] = field(default_factory=dict)
    unknown: bool = False
    message: str | None = None

    @property
    def reasons(self) -> dict[str, int]:
        """How many ids were refused for each reason."""
        found: dict[str, int] = {}
        for words in self.refused.values():
            found[words] = found.get(words, 0) + 1
        return found


def result_of(calls: tuple[Call, ...]) -> Result:
    """The sum of the calls. An id that a later call took is not refused any more."""
    refused: dict[int, str] = {}
    asked: set[int] = set()
    for call in calls:
        asked |= set(call.ids)
        for item in call.ids:
            refused.pop(item, None)
        refused |= call.refused
        if call.outcome is CallOutcome.NOT_TAKEN:
            refused |= dict.fromkeys(call.ids, call.message or "")
    lost = {item for call in calls if call.outcome is CallOutcome.UNKNOWN for item in call.ids}
    return Result(
        asked=len(asked),
        done=len(asked - set(refused) - lost),
        refused=refused,
        unknown=bool(lost),
        message=next((call.message for call in reversed(calls) if call.message), None),
    )
