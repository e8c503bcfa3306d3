"""Every `--option`: one for each field of the table, and short ways to say what people say often."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from bot.locale import Text, _
from bot.request import values
from bot.request.field import Field, Kind
from bot.request.lexing import Word
from bot.request.rules import BY_API, HOW, WHAT, WHEN, WHERE, WITH
from bot.request.terms import BadTerms, said
from bot.request.values import Updates


class Takes(Enum):
    """How far the value reaches."""

    FLAG = "nothing, or true or false"
    ONE = "one word"
    SPAN = "one word, or two with a dash between"
    LIST = "words as long as commas join them"
    PAIRS = "one word, and the following ones that have a ="
    PROSE = "everything up to the next option, unless it is quoted"


@dataclass(frozen=True, slots=True)
class Option:
    """One `--option`: its names, its help, the fields of the request it sets, and how its value is read.

    `group` is the heading it stands under; `plain` that it is among the few which help shows first.
    """

    name: str
    help: Text
    fields: tuple[Field, ...]
    takes: Takes
    read: Callable[[Word], Updates]
    aliases: tuple[str, ...] = ()
    metavar: str | None = None
    plain: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it goes by."""
        return (self.name, *self.aliases)


PLAIN = {"reason", "project", "env-type", "parallelism", "order", "exclude-tasks", "type", "mode", "task-parameters"}
TAKES = {
    Kind.FLAG: Takes.FLAG,
    Kind.TEXT: Takes.PROSE,
    Kind.DAYS: Takes.PROSE,
    Kind.TASKS: Takes.LIST,
    Kind.PROJECTS: Takes.LIST,
    Kind.PARAMETERS: Takes.PAIRS,
    Kind.MAP: Takes.PAIRS,
    Kind.TAGS: Takes.PAIRS,
}


OBJECTS = {
    "periods": "Periods",
    "run-policy-type": "DefaultRunProperties.RunPolicy",
    "alert": "DefaultRunProperties.Alert",
    "analysis-enabled": "DefaultRunProperties.Analysis",
    "default-run-properties": "DefaultRunProperties",
}
"""Options that take the whole object of the API as JSON too: `--analysis '{"Enabled": true, "Blocked": false}'`."""


def is_object(word: Word) -> bool:
    """Whether a value looks like a JSON object."""
    return word.letters.lstrip().startswith("{")


def _object(option: str, word: Word) -> Updates:
    """The fields of an object of the API. Raises Wrong."""
    import json

    try:
        found: object = json.loads(word.letters)
        for name in reversed(OBJECTS[option].split(".")):
            found = {name: found}
        return said(found) if isinstance(found, dict) else {}
    except BadTerms as error:
        raise values.Wrong(error.text) from None
    except ValueError as error:
        raise values.Wrong(_("That is no JSON: {reason}.", reason=str(error))) from None


def _of(field: Field) -> Option:
    def read(word: Word) -> Updates:
        if field.option in OBJECTS and is_object(word):
            return _object(field.option, word)
        return values.read(field, word)

    return Option(
        name=field.option,
        help=field.help,
        fields=(field,),
        takes=TAKES.get(field.kind, Takes.ONE),
        read=read if field.api != "AutoStartEnabled" else _auto_start,
        aliases=field.aliases,
        metavar=values.metavar(field),
        plain=field.option in PLAIN,
    )


def _auto_start(word: Word) -> Updates:
    return {"hold": not values.flag(word)}


SHORT = (
    Option(
        "downstream",
        _("run everything downstream of the task too"),
        (BY_API["Mode"],),
        Takes.FLAG,
        lambda word: {"downstream": values.flag(word)},
        aliases=("all-downstream", "with-downstream"),
        plain=True,
    ),
    Option(
        "hold",
        _("create the instances and do not start them"),
        (BY_API["AutoStartEnabled"],),
        Takes.FLAG,
        lambda word: {"hold": values.flag(word)},
        plain=True,
    ),
    Option(
        "run-window",
        _("start the runs only between these times of day"),
        (BY_API["RunPolicy.StartTime"], BY_API["RunPolicy.EndTime"]),
        Takes.SPAN,
        values.between,
        metavar="HH:MM-HH:MM",
    ),
    Option(
        "alert",
        _("what DataWorks tells its contacts about, and how"),
        (BY_API["Alert.Type"], BY_API["Alert.NoticeType"]),
        Takes.ONE,
        lambda word: _object("alert", word) if is_object(word) else values.alert(word),
        metavar="success|failure|success-failure[:sms|mail|sms-mail]",
    ),
)

GROUPS = tuple(
    (title, (*(option for option in SHORT if option.fields[0] in fields), *(_of(field) for field in fields)))
    for title, fields in (
        (_("Where"), WHERE),
        (_("Days"), WHEN),
        (_("Tasks"), WHAT),
        (_("How it runs"), HOW),
        (_("What goes with it"), WITH),
    )
)
"""Every option under its heading."""

OPTIONS = tuple(option for _title, group in GROUPS for option in group)
COMMON = tuple(option for option in OPTIONS if option.plain)
"""The few that help shows first."""


def _negated(option: Option) -> Option:
    def read(word: Word) -> Updates:
        return {name: not value for name, value in option.read(word).items()}

    return Option(f"no-{option.name}", option.help, option.fields, Takes.FLAG, read)


def _whole(name: str, fields: tuple[Field, ...]) -> Option:
    """An object of the API that holds many fields, for those who have it as JSON."""
    return Option(name, _("the object of the API as JSON"), fields, Takes.ONE, lambda word: _object(name, word))


BY_NAME: Mapping[str, Option] = (
    {name: option for option in OPTIONS for name in option.names}
    | {name: _whole(name, fields) for name, fields in (("periods", WHEN), ("default-run-properties", (*WHAT, *HOW)))}
    | {f"no-{name}": _negated(option) for option in OPTIONS if option.takes is Takes.FLAG for name in option.names}
)
"""Every name, the `--no-` of flags included."""


RUN_TOGETHER: Mapping[str, Option] = {name.replace("-", ""): option for name, option in BY_NAME.items()}
"""Every name without its dashes."""


def option_of(name: str) -> Option | None:
    """The option of a name, however it is spelled: RootTaskIds, root_task_ids, DefaultRunProperties.RootTaskIds."""
    plain = plain_name(name)
    return BY_NAME.get(plain) or RUN_TOGETHER.get(plain.replace("-", ""))


def plain_name(name: str) -> str:
    """A name as the options have it: kebab case, without DefaultRunProperties in front."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name)
    return re.sub(r"[-_.]+", "-", split).lower().removeprefix("default-run-properties-")


def nearest(name: str) -> Text:
    """What somebody who wrote an unknown option may have meant."""
    from rapidfuzz import fuzz, process

    near = process.extractOne(plain_name(name), list(BY_NAME), scorer=fuzz.ratio, score_cutoff=55)
    if near:
        return _("Did you mean --{name}?", name=near[0])
    return _(
        "Known: {names} and more; {example} lists all.",
        names=tuple(f"--{option.name}" for option in COMMON),
        example="/backfill help options",
    )
