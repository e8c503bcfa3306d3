"""Command text -> Form: what follows `/backfill`.

`TASKS [DAYS] [with downstream] [--options]`, in any order. What is no option and no value of one is the head: its first
word list is tasks (ids, names, `name*`, `@alias`, separated by commas), the rest the phrase for the days. A task that
is called like a subcommand is written after `--`. With `--root-task-ids` the head is days alone, with `--biz-dates`
tasks alone.
Runs of manual and event-triggered workflows need no tasks: there a head that reads as days is days.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import UserError
from bot.locale import Text, _
from bot.request.checks import named
from bot.request.field import Kind
from bot.request.form import Form
from bot.request.lexing import SEPARATORS, Word, joined, words
from bot.request.model import InstanceType, Mode
from bot.request.options import BY_NAME, Option, Takes, is_object, nearest, option_of
from bot.request.values import FOR_TASK, Updates, Wrong

DOWNSTREAM = re.compile(
    r"(?:^|\s+)(?:with|and|incl\.?|including|plus|\+)\s+(?:all\s+|its\s+)?downstream$|[,，]?\s*(?:及|和|含|带|包括|以及)(?:所有|全部)?下游$",
    re.IGNORECASE,
)
OPTION = re.compile(r"(--|[\u2010-\u2015]{1,2})([A-Za-z][\w.-]*)(?:=|$)")
WITHOUT_TASKS = (InstanceType.MANUAL_WORKFLOW, InstanceType.TRIGGER_WORKFLOW)
"""Types that may leave the tasks out: the workflow's own, or all of it."""
ID = re.compile(r"(?!(?:19|20)\d\d$|20\d\d[01]\d[0-3]\d$)\d{4,}", re.ASCII)
BOOLEANS = {"true", "false", "yes", "no"}


class BadCommand(UserError):
    """Text that is not a command; `form` holds what was understood, so that a form can open filled with it."""

    def __init__(self, text: Text, next_step: Text, form: Form) -> None:
        super().__init__(text, next_step)
        self.form = form


def read_form(text: str) -> Form:
    """Tasks, days and options. Raises BadCommand naming the word that was not understood."""
    found = words(text)
    if found and text[found[0].start : found[0].end] in ("--", "—", "–"):
        found = found[1:]
    return _Reader(text).form(found)


@dataclass(frozen=True, slots=True)
class _Fault:
    text: Text
    next_step: Text


class _Reader:
    """Reads one text: takes options and their values out, the rest is the head."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._values: Updates = {}
        self._said: dict[str, str] = {}
        self._head: list[Word] = []
        self._faults: list[_Fault] = []

    def form(self, found: Sequence[Word]) -> Form:
        position = 0
        while position < len(found):
            word = found[position]
            name = _option_name(word)
            position += 1
            if name is None:
                self._head.append(word)
                continue
            following = next((n for n in range(position, len(found)) if _option_name(found[n])), len(found))
            position += self._option(name, word, found[position:following])
        form = self._with_head()
        if self._faults:
            raise BadCommand(self._faults[0].text, self._faults[0].next_step, form)
        return form

    def _option(self, name: str, word: Word, rest: Sequence[Word]) -> int:
        """Read one option; answers how many of the following words are its value."""
        option = option_of(name)
        equals = word.find("=")
        inline = word.after(equals + 1) if equals >= 0 else None
        if option is None:
            self._fault(_("There is no option --{name}.", name=name), nearest(name))
            return len(rest)
        value, used = self._value(option, inline, rest)
        if not value:
            self._fault(
                _("--{name} has no value.", name=name), _("It takes {values}.", values=option.metavar or "true|false")
            )
            return used
        for part in value:
            try:
                self._take(option, option.read(part))
            except Wrong as wrong:
                self._fault(_not_so(name, option, part.letters), wrong.next_step)
        return used

    def _value(self, option: Option, inline: Word | None, rest: Sequence[Word]) -> tuple[list[Word], int]:
        """The value, in the parts that are read one by one, and how many of the following words it has."""
        if option.takes is Takes.FLAG:
            if inline is not None:
                return [inline], 0
            said = bool(rest) and (rest[0].letters.casefold() in BOOLEANS or is_object(rest[0]))
            return ([rest[0]], 1) if said else ([_plain_word("true")], 0)
        first = [inline] if inline is not None and (len(inline) or inline.has_quotes) else []
        offered = [*first, *rest]
        if not offered:
            return [], 0
        group = offered[: _reach(option, offered)]
        used = len(group) - len(first)
        if option.takes is Takes.PAIRS:
            return _parts(option, group), used
        if option.takes is Takes.PROSE and not group[0].has_quotes:
            start = group[0].start + (self._text[group[0].start :].index("=") + 1 if first else 0)
            return [_plain_word(self._text[start : group[-1].end])], used
        return [joined(group)], used

    def _take(self, option: Option, updates: Updates) -> None:
        """Lists add up; anything else may be said twice only if it is the same."""
        for field, value in updates.items():
            known = self._values.get(field)
            if isinstance(known, tuple) and isinstance(value, tuple):
                both = (*known, *value)
                self._values[field] = tuple(dict.fromkeys(both)) if _is_list(option) else both
            elif field in self._values and known != value:
                self._fault(
                    _("{field} is said twice, and not the same.", field=named(option.fields[0])), _("Say it once.")
                )
            else:
                self._values[field] = value

    def _with_head(self) -> Form:
        values = self._values
        tasks, rest = _tasks(self._head)
        days_said, roots_said = "phrase" in values, bool(values.get("roots"))
        type_, mode = values.get("type"), values.get("mode")
        tasks_said = roots_said and type_ is not InstanceType.TRIGGER_WORKFLOW and mode is not Mode.CHAIN
        ends_said = mode is Mode.CHAIN and bool(values.get("include_tasks"))
        if not days_said and (tasks_said or ends_said or (type_ in WITHOUT_TASKS and self._is_days())):
            tasks, rest = (), self._head
        phrase = self._phrase(rest)
        cut = DOWNSTREAM.search(phrase) if not (len(rest) == 1 and rest[0].has_quotes) else None
        if cut:
            phrase = phrase[: cut.start()].strip()
            self._take(BY_NAME["downstream"], {"downstream": True})
        if days_said and phrase:
            self._fault(
                _(
                    "The days are said twice: {first} and {second}.",
                    first=f'"{phrase}"',
                    second=f'"{values["phrase"]}"',
                ),
                _("Say it once."),
            )
        return Form.model_validate({"tasks": tasks, "phrase": phrase, **values})

    def _is_days(self) -> bool:
        """Whether the whole head reads as days. A number that is no year and no date is the id of a task."""
        phrase = self._phrase(self._head)
        first = self._head[0].items() if self._head else []
        if not phrase or phrase.isdigit() or (first and all(ID.fullmatch(item) for item in first)):
            return False
        from datetime import UTC, datetime

        from bot.dates import Refused, read

        return not isinstance(read(phrase, datetime(2026, 1, 15, 12, tzinfo=UTC), "UTC"), Refused)

    def _phrase(self, rest: Sequence[Word]) -> str:
        if len(rest) == 1 and rest[0].has_quotes:
            return rest[0].letters.strip()
        return " ".join(self._text[word.start : word.end] for word in rest)

    def _fault(self, text: Text, next_step: Text) -> None:
        self._faults.append(_Fault(text, next_step))


def _option_name(word: Word) -> str | None:
    """The name behind the dashes; a typographic dash, which clients make of `--`, counts before a known option only."""
    if not word.bare(0):
        return None
    match = OPTION.match(word.letters)
    if match is None or (match[1] != "--" and option_of(match[2]) is None):
        return None
    return match[2]


def _reach(option: Option, offered: Sequence[Word]) -> int:
    """How many of the words belong to the value."""
    count = 1
    match option.takes:
        case Takes.PROSE:
            return 1 if offered[0].has_quotes else len(offered)
        case Takes.LIST:
            while count < len(offered) and _goes_on(offered[count - 1], offered[count]):
                count += 1
        case Takes.PAIRS:
            while count < len(offered) and offered[count].find("=") > 0:
                count += 1
    return count


def _goes_on(word: Word, following: Word) -> bool:
    """Whether a comma joins two words."""
    return word.bare(len(word) - 1) in tuple(SEPARATORS) or following.bare(0) in tuple(SEPARATORS)


def _tasks(head: Sequence[Word]) -> tuple[tuple[str, ...], Sequence[Word]]:
    """The first word list, and the words behind it."""
    if not head:
        return (), ()
    count = 1
    while count < len(head) and _goes_on(head[count - 1], head[count]):
        count += 1
    return tuple(dict.fromkeys(joined(head[:count]).items())), head[count:]


def _parts(option: Option, group: Sequence[Word]) -> list[Word]:
    """`1001:a=1 b=2 1002:a=3` is two parts; of `owner=dw team=x` each is one; workflow parameters are one text."""
    found: list[list[Word]] = []
    for word in group:
        kind = option.fields[0].kind
        own = kind is not Kind.PARAMETERS or (option.fields[0].api == "TaskParameters" and FOR_TASK.match(word.letters))
        if own or not found:
            found.append([])
        found[-1].append(word)
    return [joined([part for word in words_ for part in (_plain_word(" "), word)][1:]) for words_ in found]


def _plain_word(text: str) -> Word:
    return Word(text, (False,) * len(text), 0, 0)


def _is_list(option: Option) -> bool:
    return option.takes is Takes.LIST


def _not_so(name: str, option: Option, value: str) -> Text:
    field = option.fields[0]
    return _("--{name}: {field} cannot be {value}.", name=name, field=named(field), value=f'"{value}"')
