"""One call from end to end, without a socket: let in, carry out or refuse; and the journal of it all."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from bot.playground.dataworks.actions import Action, action_table, arguments_of
from bot.playground.dataworks.answers import Json
from bot.playground.dataworks.clock import Clock
from bot.playground.dataworks.engine import Engine
from bot.playground.dataworks.faults import Faults
from bot.playground.dataworks.refusal import ApiError
from bot.playground.dataworks.signature import Doorkeeper, Received
from bot.playground.dataworks.world import World

VERSION = "2024-05-18"


@dataclass
class Entry:
    """One request in the journal. `at` is real time; `taken`: it took effect, whatever answer came back."""

    at: float
    action: str
    parameters: Mapping[str, str]
    request_id: str
    code: str = ""
    status: int = 0
    taken: bool = False


@dataclass
class Call:
    """A request that was let in, ready to be carried out."""

    action: Action
    query: dict[str, str]
    form: dict[str, str]
    entry: Entry


@dataclass
class Service:
    """The simulated DataWorks, all of it but the socket."""

    world: World
    clock: Clock
    doorkeeper: Doorkeeper
    faults: Faults = field(default_factory=Faults)
    journal: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.engine = Engine(self.world, self.clock)
        self.actions = action_table(self.faults)

    def reset(self) -> None:
        """Back to the beginning: no orders, no faults, an empty journal, the present time."""
        self.faults.active.clear()
        self.journal.clear()
        self.clock.restart()
        self.engine = Engine(self.world, self.clock)

    def note(self, received: Received, request_id: str) -> Entry:
        """Write a request down, before anything is known of it."""
        form = parse_qsl(received.body.decode("utf-8", "replace"), keep_blank_values=True)
        parameters = {**dict(received.query), **dict(form)}
        entry = Entry(self.clock.real(), received.header("x-acs-action"), parameters, request_id)
        self.journal.append(entry)
        return entry

    def admit(self, received: Received, entry: Entry) -> Call:
        """Check signature, version, action and method.

        Raises:
            ApiError: the request does not get in.
        """
        self.doorkeeper.check(received, self.clock.real())
        if received.header("x-acs-version") != VERSION:
            raise ApiError("InvalidVersion", f"Specified parameter Version is not valid; this product has {VERSION}.")
        action = self.actions.get(entry.action)
        if action is None:
            raise ApiError("InvalidAction.NotFound", f"Specified api {entry.action} is not found.")
        if received.method != action.method:
            raise ApiError("UnsupportedHTTPMethod", f"{action.name} must be sent by {action.method}.")
        return Call(action, _once(received.query), _form(received), entry)

    def carry_out(self, call: Call) -> Json:
        """Do it, and remember that it was taken.

        Raises:
            ApiError: parameters in the wrong place, or a rule is broken.
        """
        arguments = arguments_of(call.action, call.query, call.form)
        self.engine.advance()
        answer = call.action.answer(self.engine, arguments)
        call.entry.taken = True
        return answer

    def calls(self) -> Counter[str]:
        """How often each action was asked for, refused calls included."""
        return Counter(entry.action for entry in self.journal)


def _form(received: Received) -> dict[str, str]:
    if not received.body:
        return {}
    if received.header("content-type").split(";")[0].strip() != "application/x-www-form-urlencoded":
        raise ApiError("InvalidContentType", "A body must be application/x-www-form-urlencoded.")
    try:
        text = received.body.decode("ascii")
        return _once(parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict"))
    except (UnicodeDecodeError, ValueError):
        raise ApiError("InvalidParameter", "The body is no form-urlencoded UTF-8 text.") from None


def _once(pairs: list[tuple[str, str]]) -> dict[str, str]:
    names = [name for name, _ in pairs]
    if repeated := [name for name in names if names.count(name) > 1]:
        raise ApiError("InvalidParameter", f"{repeated[0]} was sent more than once.")
    return dict(pairs)
