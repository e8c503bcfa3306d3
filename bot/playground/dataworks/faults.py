"""Faults that can be switched on: by name, for some calls or until switched off, for all actions or for one."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

_CREATE = "CreateWorkflowInstances"

FAULTS: Mapping[str, str] = {
    "throttle": "Throttling.User with x-acs-retry-after; the call is not taken",
    "lost_answer_taken": "the order is taken, then the connection is closed without an answer",
    "lost_answer_not_taken": "the connection is closed without an answer, and the order is not taken",
    "error_500": "InternalError.System with status 500",
    "html_500": "a proxy's HTML page with status 502",
    "empty_500": "status 500 with no body",
    "hang": "no answer ever comes",
    "slow_ms": "every answer takes this many milliseconds longer",
    "create_failure": "the order is taken and ends as CreateFailure",
    "stuck_creating": "the order is taken and stays Creating for ever",
    "daily_budget_spent": "Throttling.Api.Risk: the calls of the day are used up",
    "access_denied": "NoPermission with AccessDeniedDetail",
}
"""Every fault with one line for the page."""

_ORDERS_ONLY = frozenset({"lost_answer_taken", "lost_answer_not_taken", "create_failure", "stuck_creating"})
_MESSAGE = "Dependency analysis failed: task dws_trade_1d (1003) is frozen in the chosen period."


@dataclass
class Fault:
    """One fault that is on.

    `remaining` None: until switched off. `action` "*": all actions. `milliseconds`: how slow, or the x-acs-retry-after.
    `taken`: error_500, html_500, empty_500 and hang strike after the call has taken effect instead of before.
    """

    remaining: int | None = None
    action: str = "*"
    milliseconds: int = 500
    message: str = _MESSAGE
    taken: bool = False


@dataclass
class Faults:
    """What is on at the moment."""

    active: dict[str, Fault] = field(default_factory=dict)

    def switch(self, name: str, value: object) -> None:
        """Switch one fault: true or false, a number of calls (for slow_ms: of milliseconds), or an object of members.

        Raises:
            ValueError: no such fault, or a value that does not fit.
        """
        if name not in FAULTS:
            raise ValueError(f"{name} is no fault; there are {', '.join(FAULTS)}")
        if not value:
            self.active.pop(name, None)
            return
        self.active[name] = _fault(name, value)

    def take(self, name: str, action: str, *, taken: bool | None = None) -> Fault | None:
        """The fault, if it is on and strikes this call (at this moment of it); counts it down."""
        fault = self.active.get(name)
        if fault is None or fault.action not in {"*", action} or taken not in {None, fault.taken}:
            return None
        if fault.remaining is not None:
            fault.remaining -= 1
            if fault.remaining <= 0:
                del self.active[name]
        return fault

    def shown(self) -> dict[str, object]:
        """Every fault with its description and, when on, its members."""
        return {
            name: {
                "description": words,
                "on": name in self.active,
                **(asdict(self.active[name]) if name in self.active else {}),
            }
            for name, words in FAULTS.items()
        }


def _fault(name: str, value: object) -> Fault:
    fault = Fault(action=_CREATE if name in _ORDERS_ONLY else "*")
    if isinstance(value, dict):
        for member, given in value.items():
            expected = int if member == "remaining" else type(getattr(fault, member, None))
            if not hasattr(fault, member) or type(given) is not expected:
                raise ValueError(f"{name}.{member} cannot be {given!r}")
            setattr(fault, member, given)
    elif value is not True:
        if not isinstance(value, int) or value < 0:
            raise ValueError(f"{name} cannot be {value!r}")
        setattr(fault, "milliseconds" if name == "slow_ms" else "remaining", value)
    return fault
