"""Command text -> Form: what follows `/backfill`.

`TASKS [DAYS] [with downstream] [--options]`, in any order. What is no option and no value of one is the head: its first
word list is tasks (ids, names, `name*`, `@alias`, separated by commas), the rest the phrase for the days. A task that
is called like a subcommand is written after `--`. With `--root-task-ids` the head is days alone, with `--biz-dates`
tasks alone. Runs of manual and event-triggered workflows need no tasks: there a head that reads as days is days.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.errors import UserError
from bot.locale import Text, _
from bot.request.checks import named
from bot.request.field import Kind
from bot.request.form import Form
from bot.request.head import Fault, Piece, goes_on, read_head
from bot.request.lexing import Word, joined, words
from bot.request.options import BY_NAME, Option, Takes, is_object, nearest, option_of
from bot.request.values import BETWEEN, FOR_TASK, Updates, Wrong

OPTION = re.compile(r"(--|[\u2010-\u2015]{1,2})([^\W\d][^\s=:：]*)(?:[=:：]|$)")
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


class _Reader:
    """Reads one text: takes options and their values out, the rest is the head."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._values: Updates = {}
        self._pieces: list[Piece] = []
        self._faults: list[Fault] = []

    def form(self, found: Sequence[Word]) -> Form:
        """The form of these words. Raises BadCommand."""
        starts = [index for index, word in enumerate(found) if _option(word)]
        before = found[: starts[0]] if starts else found
        if before:
            self._pieces.append(Piece(tuple(before)))
        for start, end in pairwise([*starts, len(found)]):
            self._read(found[start], found[start + 1 : end])
        head = read_head(self._text, self._pieces, self._values)
        if head.downstream:
            self._take(BY_NAME["downstream"], {"downstream": True})
        faults = [*self._faults, *([head.fault] if head.fault else [])]
        form = Form.model_validate({"tasks": head.tasks, "phrase": head.phrase, **self._values})
        if faults:
            raise BadCommand(faults[0].text, faults[0].next_step, form)
        return form

    def _read(self, word: Word, rest: Sequence[Word]) -> None:
        """Read one option and its value; words behind these belong to the head."""
        name, end = _option(word) or ("", 0)
        option = option_of(name)
        if option is None:
            self._fault(_("There is no option --{name}.", name=name), nearest(name))
            return
        used = self._option(name, option, word.after(end) if end else None, rest)
        if rest[used:]:
            self._pieces.append(Piece(tuple(rest[used:]), name, option.takes is Takes.LIST))

    def _option(self, name: str, option: Option, inline: Word | None, rest: Sequence[Word]) -> int:
        """Read the value; answers how many of the following words it has."""
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
            return [_plain_word(self._text[group[0].start : group[-1].end])], used
        return [_with_blanks(group) if option.takes is Takes.SPAN else joined(group)], used

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

    def _fault(self, text: Text, next_step: Text) -> None:
        self._faults.append(Fault(text, next_step))


def _option(word: Word) -> tuple[str, int] | None:
    """The name behind the dashes, and where a value begins in the same word (0: it does not).

    A typographic dash, which clients make of `--`, counts before a known option only.
    """
    match = OPTION.match(word.letters) if word.bare(0) else None
    if match is None or (match[1] != "--" and option_of(match[2]) is None):
        return None
    return match[2], match.end() if match.end() > match.end(2) else 0


def _reach(option: Option, offered: Sequence[Word]) -> int:
    """How many of the words belong to the value."""
    count = 1
    match option.takes:
        case Takes.PROSE:
            return 1 if offered[0].has_quotes else len(offered)
        case Takes.LIST:
            while count < len(offered) and goes_on(offered[count - 1], offered[count]):
                count += 1
        case Takes.SPAN:
            between = re.fullmatch(BETWEEN, offered[1].letters) if len(offered) > 2 else None
            return 3 if between else 1
        case Takes.PAIRS:
            while count < len(offered) and offered[count].find("=") > 0:
                count += 1
    return count


def _parts(option: Option, group: Sequence[Word]) -> list[Word]:
    """`1001:a=1 b=2 1002:a=3` is two parts; of `owner=dw team=x` each is one; workflow parameters are one text."""
    found: list[list[Word]] = []
    for word in group:
        kind = option.fields[0].kind
        own = kind is not Kind.PARAMETERS or (option.fields[0].api == "TaskParameters" and FOR_TASK.match(word.letters))
        if own or not found:
            found.append([])
        found[-1].append(word)
    return [_with_blanks(group_) for group_ in found]


def _with_blanks(group: Sequence[Word]) -> Word:
    return joined([part for word in group for part in (_plain_word(" "), word)][1:])


def _plain_word(text: str) -> Word:
    return Word(text, (False,) * len(text), 0, 0)


def _is_list(option: Option) -> bool:
    return option.takes is Takes.LIST


def _not_so(name: str, option: Option, value: str) -> Text:
    field = option.fields[0]
    return _("--{name}: {field} cannot be {value}.", name=name, field=named(field), value=f'"{value}"')
