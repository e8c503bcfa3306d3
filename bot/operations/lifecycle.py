"""The life of an operation: which state may follow which, and why. Pure; everything else is refused.

The picture in docs/operations.md is made from this list.
"""

from dataclasses import dataclass

from bot.operations.model import ENDED, State


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed step of an operation's life; `why` is what was observed, in a few words for the picture."""

    source: State
    target: State
    why: str


MOVES = (
    Move(State.DRAFTED, State.CONFIRMED, "Confirm"),
    Move(State.DRAFTED, State.DISCARDED, "cancelled, or too old"),
    Move(State.CONFIRMED, State.SENDING, "claimed, before the POST"),
    Move(State.SENDING, State.CREATING, "taken"),
    Move(State.SENDING, State.UNKNOWN, "answer lost"),
    Move(State.SENDING, State.REFUSED, "refused"),
    Move(State.UNKNOWN, State.CREATING, "found by its name"),
    Move(State.UNKNOWN, State.SENDING, "found, the next linked request is claimed"),
    Move(State.UNKNOWN, State.NEVER_FOUND, "not found"),
    Move(State.NEVER_FOUND, State.UNKNOWN, "found after all, or sent again"),
    Move(State.CREATING, State.RUNNING, "created"),
    Move(State.CREATING, State.HELD, "created, not started"),
    Move(State.CREATING, State.CREATE_FAILED, "creation failed"),
    Move(State.CREATING, State.GIVEN_UP, "30 days"),
    Move(State.HELD, State.RUNNING, "started"),
    Move(State.HELD, State.STOPPING, "Stop"),
    Move(State.HELD, State.GIVEN_UP, "30 days"),
    Move(State.RUNNING, State.DONE, "all succeeded"),
    Move(State.RUNNING, State.DONE_WITH_FAILURES, "nothing goes on, some failed"),
    Move(State.RUNNING, State.STOPPING, "Stop"),
    Move(State.RUNNING, State.GIVEN_UP, "30 days"),
    Move(State.STOPPING, State.STOPPED, "nothing goes on"),
    Move(State.STOPPING, State.DONE, "all had succeeded"),
    Move(State.STOPPING, State.RUNNING, "did not stop"),
    Move(State.STOPPING, State.GIVEN_UP, "30 days"),
    Move(State.DONE_WITH_FAILURES, State.RUNNING, "re-run, set to success, resumed"),
    Move(State.STOPPED, State.RUNNING, "re-run, set to success, resumed"),
)

REOPENS = {State.DONE_WITH_FAILURES: State.RUNNING, State.STOPPED: State.RUNNING, State.NEVER_FOUND: State.UNKNOWN}
"""What an ended operation becomes when a person acts on it: it lives again, to a new end."""


class IllegalMove(Exception):
    """A state was to follow another that it cannot follow: a fault of the program, never of a person."""

    def __init__(self, source: State, target: State) -> None:
        super().__init__(f"an operation that is {source.value} cannot become {target.value}")
        self.source, self.target = source, target


def allowed(source: State, target: State) -> bool:
    """Whether `target` may follow `source`. A state follows itself: steps are repeated after a crash."""
    return source is target or any(move.source is source and move.target is target for move in MOVES)


def check(source: State, target: State) -> None:
    """Raises IllegalMove unless `target` may follow `source`."""
    if not allowed(source, target):
        raise IllegalMove(source, target)


def sources(target: State) -> frozenset[State]:
    """The states that `target` may follow by itself, without a person who acts on an ended operation."""
    found = {move.source for move in MOVES if move.target is target} - ENDED
    return frozenset(found if target in ENDED else found | {target})


def picture() -> str:
    """The life as a mermaid diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.DRAFTED.value}"]
    lines += [f"    {move.source.value} --> {move.target.value}: {move.why}" for move in MOVES]
    lines += [f"    {state.value} --> [*]" for state in State if state in ENDED]
    return "\n".join(lines)
