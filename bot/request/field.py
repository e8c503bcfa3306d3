"""What is known of one field of CreateWorkflowInstances: its names, its value, and where it is needed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum

from bot.locale import Text
from bot.request.model import CreateWorkflowInstances, InstanceType, Mode


class Need(Enum):
    """Whether a request of one Type and Mode has the field. The value is the sign of the reference's tables."""

    REQUIRED = "R"
    OPTIONAL = "O"
    ABSENT = "X"
    """Must be absent."""
    NOT_SENT = "-"
    """No effect is stated: not sent, and refused when a person asks for it."""
    UNVERIFIED = "?"
    """Not documented for this Type: offered under Advanced, marked so, sent only if set."""

    @property
    def may_be_set(self) -> bool:
        """Whether a person may set it."""
        return self not in (Need.ABSENT, Need.NOT_SENT)


class Kind(Enum):
    """What the value is; how it is typed follows from it."""

    CHOICE = "one of the choices"
    NUMBER = "a whole number within bounds"
    FLAG = "true or false"
    TIME = "a time of day"
    WORD = "one word"
    TEXT = "any words"
    DAYS = "a phrase for business dates"
    PROJECT = "a workspace: alias or id"
    WORKFLOW = "a workflow: id or name"
    TASKS = "tasks: ids, names, name*, @alias"
    PROJECTS = "workspaces: aliases or ids"
    PARAMETERS = "parameters: k=v, or JSON"
    MAP = "pairs: a=b, or JSON"
    TAGS = "tags: key=value, or JSON"


@dataclass(frozen=True, slots=True)
class Field:
    """One row of the table.

    `api` is the path in the request (`DefaultRunProperties.Mode`), `option` the name after `--`, `form` the field of
    Form, `label` and `help` a person's words. `choices` are the API's values with a person's name for each. `needs` is
    one sign for each Type in the order of InstanceType; `M` there means that `modes` decides, one sign for each Mode.
    `counts` are how many ids a Mode takes exactly.
    """

    api: str
    option: str
    form: str
    kind: Kind
    label: Text
    help: Text
    needs: str
    modes: str = ""
    aliases: tuple[str, ...] = ()
    counts: Mapping[Mode, int] = field(default_factory=dict)
    choices: Mapping[StrEnum, Text] = field(default_factory=dict)
    bounds: tuple[int, int] | None = None
    default: Text | str | None = None
    note: Text | None = None

    @property
    def path(self) -> tuple[str, ...]:
        """The API's names from the outside in."""
        return tuple(self.api.split("."))

    @property
    def name(self) -> str:
        """The API's name as an error says it: without DefaultRunProperties, which all of them share."""
        return self.api.removeprefix("DefaultRunProperties.")

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of the option, the one that is printed first."""
        return (self.option, *self.aliases)

    def need(self, type_: InstanceType, mode: Mode | None = None) -> Need:
        """Whether this Type (and Mode, for SupplementData) has the field; without a Mode that of General."""
        sign = self.needs[list(InstanceType).index(type_)]
        return Need(self.modes[list(Mode).index(mode or Mode.GENERAL)] if sign == "M" else sign)

    def value(self, request: CreateWorkflowInstances) -> object:
        """The field's value in a request; None when it is absent."""
        found: object = request
        for name in self.path:
            if found is None:
                return None
            found = getattr(found, _snake(name))
        return found


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
