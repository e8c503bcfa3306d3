"""Command text <-> Form: what follows `/backfill`.

`TASKS [DAYS] [with downstream] [--options]`: the first word list is tasks (ids or names, separated by commas), the rest
up to the options is the phrase for the days. A task that is called like a subcommand is written after `--`.
"""

import re
from dataclasses import dataclass

from bot.errors import UserError
from bot.locale import Text, _
from bot.request.form import Form
from bot.request.model import EnvType, Order

SUBCOMMANDS = {
    "help": "help",
    "帮助": "help",
    "status": "status",
    "状态": "status",
    "list": "list",
    "列表": "list",
    "drafts": "drafts",
    "草稿": "drafts",
}


@dataclass(frozen=True, slots=True)
class Subcommand:
    """`status BF-248`: its name and the rest of the line."""

    name: str
    argument: str


@dataclass(frozen=True, slots=True)
class Option:
    """One `--option`: its name, the field of Form it sets, its help, and other names it goes by."""

    name: str
    field: str
    help: Text
    aliases: tuple[str, ...] = ()
    metavar: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it goes by."""
        return (self.name, *self.aliases)


OPTIONS = (
    Option("reason", "reason", _("why it is needed; DataWorks keeps it as the comment"), ("comment",), "TEXT"),
    Option("project", "project", _("the workspace, by alias or id"), (), "NAME"),
    Option("env-type", "env_type", _("the environment"), ("env",), "prod|dev"),
    Option("parallelism", "parallelism", _("how many business dates run at once, 1 to 10"), ("parallel",), "N"),
    Option("order", "order", _("which business date runs first: oldest or newest"), (), "asc|desc"),
    Option("downstream", "downstream", _("run everything downstream of the task too")),
)
BY_NAME = {name: option for option in OPTIONS for name in option.names}

DOWNSTREAM = re.compile(
    r"(?:^|\s+)(?:with|and|incl\.?|including|plus|\+)\s+(?:all\s+|its\s+)?downstream$|[,，]?\s*(?:及|和|含|带|包括|以及)(?:所有|全部)?下游$",
    re.IGNORECASE,
)
OPTION_START = re.compile(r"(?:(?<=\s)|^)(--|[\u2010-\u2015]{1,2})(?=([A-Za-z][\w-]*))")
LINK = re.compile(r"<(?:https?|mailto):[^|>]*\|([^>]*)>|<(https?://[^|>]*)>")
TASK = re.compile(r'\s*(?:"([^"]+)"|([^\s,，、"]+))\s*([,，、])?')
QUOTES = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "＂": '"', "\u00a0": " ", "\u202f": " ", "\u3000": " "}
)


class BadCommand(UserError):
    """Text that is not a command; `form` holds what was understood, so that a form can open filled with it."""

    def __init__(self, text: Text, next_step: Text, form: Form) -> None:
        super().__init__(text, next_step)
        self.form = form


def as_typed(text: str) -> str:
    """A Slack payload's text as the person typed it: entities and links undone, typographic quotes and blanks plain."""
    labelled = LINK.sub(lambda match: match[1] or match[2], text)
    unescaped = labelled.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return unescaped.translate(QUOTES).strip()


def parse(text: str) -> Form | Subcommand:
    """Read what follows `/backfill`. Raises BadCommand naming the word that was not understood."""
    text = as_typed(text)
    word, _blank, rest = text.partition(" ")
    if word in SUBCOMMANDS:
        return Subcommand(SUBCOMMANDS[word], rest.strip())
    if word in ("--", "—", "–"):
        text = rest
    head, options = _split_options(text)
    form = _read_head(head)
    return _read_options(options, form)


def to_command(form: Form) -> str:
    """The text that reads back to this form; a settled question is written as the days that were picked."""
    tasks = ",".join(f'"{task}"' if re.search(r"[\s,，、]", task) else task for task in form.tasks)
    words = ["--", tasks] if form.tasks and form.tasks[0] in SUBCOMMANDS else [tasks]
    words.append(form.chosen or form.phrase)
    if form.project:
        words.append(f"--project {form.project}")
    if form.env_type:
        words.append(f"--env-type {form.env_type.value.lower()}")
    if form.downstream:
        words.append("--downstream")
    if form.parallelism is not None:
        words.append(f"--parallelism {form.parallelism}")
    if form.order is not None:
        words.append(f"--order {form.order.value.lower()}")
    if form.reason:
        escaped = form.reason.replace("\\", "\\\\").replace('"', '\\"')
        words.append(f'--reason "{escaped}"')
    return " ".join(word for word in words if word)


def _split_options(text: str) -> tuple[str, str]:
    """The head, and the options from the first `--name` on. A typographic dash counts before a known option."""
    for match in OPTION_START.finditer(text):
        if _is_option(match):
            return text[: match.start()].strip(), text[match.start() :]
    return text, ""


def _read_head(head: str) -> Form:
    tasks: list[str] = []
    position = 0
    while match := TASK.match(head, position):
        tasks.append(match[1] or match[2])
        position = match.end()
        if not match[3]:
            break
    phrase = head[position:].strip()
    cut = DOWNSTREAM.search(phrase)
    if cut:
        phrase = phrase[: cut.start()].strip()
    return Form(tasks=tuple(dict.fromkeys(tasks)), phrase=phrase, downstream=cut is not None)


def _read_options(text: str, form: Form) -> Form:
    values: dict[str, object] = {}
    for part in _options(text):
        name, given, value = part
        option = BY_NAME.get(name.lower())
        if option is None:
            raise BadCommand(_("There is no option --{name}.", name=name), _nearest_option(name), _filled(form, values))
        try:
            values[option.field] = _value(option, given, value)
        except ValueError:
            raise BadCommand(
                _("--{name} cannot be {value}.", name=option.name, value=f'"{value}"'),
                _("It takes {values}.", values=option.metavar or _("no value")),
                _filled(form, values),
            ) from None
    return _filled(form, values)


def _options(text: str) -> list[tuple[str, bool, str]]:
    """(name, whether a value was given, value) of each option; a value is quoted, or goes on to the next option."""
    starts = [
        match for match in OPTION_START.finditer(text) if _is_option(match) and not _inside_quotes(text, match.start())
    ]
    found = []
    for match, following in zip(starts, [*starts, None][1:], strict=True):
        rest = text[match.end() + len(match[2]) : following.start() if following else len(text)]
        rest = rest.removeprefix("=").strip()
        quoted = re.fullmatch(r'"((?:[^"\\]|\\.)*)"', rest, re.DOTALL)
        found.append((match[2], bool(rest), re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else rest))
    return found


def _is_option(match: re.Match[str]) -> bool:
    """`--anything`, or a known name after the dash that a client made of `--`."""
    return match[1] == "--" or match[2].lower() in BY_NAME


def _inside_quotes(text: str, position: int) -> bool:
    return len(re.findall(r'(?<!\\)"', text[:position])) % 2 == 1


def _value(option: Option, given: bool, value: str) -> object:
    """The option's value as Form takes it. Raises ValueError."""
    if option.field == "downstream":
        if given:
            raise ValueError(value)
        return True
    if not value:
        raise ValueError(value)
    if option.field == "env_type":
        return EnvType(value.capitalize())
    if option.field == "order":
        return Order(value.capitalize())
    if option.field == "parallelism":
        number = int(value)
        if not 1 <= number <= 10:
            raise ValueError(value)
        return number
    return value


def _filled(form: Form, values: dict[str, object]) -> Form:
    return form.model_copy(update=values)


def _nearest_option(name: str) -> Text:
    from rapidfuzz import fuzz, process

    nearest = process.extractOne(name.lower(), list(BY_NAME), scorer=fuzz.ratio, score_cutoff=55)
    if nearest:
        return _("Did you mean --{name}?", name=BY_NAME[nearest[0]].name)
    return _("Known: {names}.", names=tuple(f"--{option.name}" for option in OPTIONS))
