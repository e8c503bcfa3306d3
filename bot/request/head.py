"""The words of a command text that are no option: tasks in front, then the days."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.locale import Text, _
from bot.request.lexing import SEPARATORS, Word, joined
from bot.request.model import InstanceType, Mode

DOWNSTREAM = re.compile(
    r"(?:^|\s+)(?:with|and|incl\.?|including|plus|\+)\s+(?:all\s+|its\s+)?downstream$|[,，]?\s*(?:及|和|含|带|包括|以及)(?:所有|全部)?下游$",
    re.IGNORECASE,
)
DOWNSTREAM_FIRST = re.compile(
    r"^(?:with|incl\.?|including|plus|\+)\s+(?:all\s+|its\s+)?downstream(?:\s+|$)|^(?:及|和|含|带|包括|以及)(?:所有|全部)?下游\s*",
    re.IGNORECASE,
)
WITHOUT_TASKS = (InstanceType.MANUAL_WORKFLOW, InstanceType.TRIGGER_WORKFLOW)
"""Types that may leave the tasks out: the workflow's own, or all of it."""
ID = re.compile(r"(?!(?:19|20)\d\d$|20\d\d[01]\d[0-3]\d$)\d{4,}", re.ASCII)
"""A number that is no year and no date."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in a row without an option between; `behind` is the option whose value ends in front of them."""

    words: tuple[Word, ...]
    behind: str = ""
    after_list: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and what to do."""

    text: Text
    next_step: Text


@dataclass(frozen=True, slots=True)
class Head:
    """What the head says; `fault` when some of it has no place."""

    tasks: tuple[str, ...] = ()
    phrase: str = ""
    downstream: bool = False
    fault: Fault | None = None


def read_head(text: str, pieces: Sequence[Piece], values: Mapping[str, object]) -> Head:
    """Tasks and days of the words, given what the options said.

    Tasks and days may stand on both sides of options, but neither may be torn: a word that is left over behind an
    option is more likely a part of its value.
    """
    head = [word for piece in pieces for word in piece.words]
    tasks, rest = _task_list(head)
    days_said = "phrase" in values
    if not days_said and (_tasks_said(values) or (len(pieces) == 1 and _may_be_days(text, head, values))):
        tasks, rest = (), head
    first, more = pieces[:1], pieces[1:]
    torn = bool(more) and not (len(more) == 1 and rest and rest[0] is more[0].words[0])
    listed = [piece for piece in pieces if piece.after_list and ID.fullmatch(piece.words[0].letters)]
    left = (more[-1] if torn else None) or (listed[0] if listed else None)
    again = () if left else _tasks_again(text, head, tasks, values)
    if again:
        tasks, rest = _task_list(head)
    phrase, downstream = _phrase(text, rest)
    fault = None
    if left:
        phrase = _phrase(text, [word for word in rest if word not in left.words])[0] if first else ""
        fault = _left_over(text, left)
    elif again:
        fault = _twice(tasks, again, values)
    elif days_said and phrase:
        fault = Fault(
            _("The days are said twice: {first} and {second}.", first=f'"{phrase}"', second=f'"{values["phrase"]}"'),
            _("Say it once."),
        )
    return Head(tasks, phrase, downstream, fault)


def goes_on(word: Word, following: Word) -> bool:
    """Whether a comma joins two words."""
    return word.bare(len(word) - 1) in tuple(SEPARATORS) or following.bare(0) in tuple(SEPARATORS)


def _task_list(head: Sequence[Word]) -> tuple[tuple[str, ...], Sequence[Word]]:
    """The first word list, and the words behind it."""
    if not head:
        return (), ()
    count = 1
    while count < len(head) and goes_on(head[count - 1], head[count]):
        count += 1
    return tuple(dict.fromkeys(joined(head[:count]).items())), head[count:]


def _tasks_said(values: Mapping[str, object]) -> bool:
    """Whether an option has named what else stands in front of the days."""
    if values.get("mode") is Mode.CHAIN:
        return bool(values.get("include_tasks"))
    return bool(values.get("roots")) and values.get("type") is not InstanceType.TRIGGER_WORKFLOW


def _tasks_again(
    text: str, head: Sequence[Word], tasks: Sequence[str], values: Mapping[str, object]
) -> tuple[str, ...]:
    """The tasks of an option that others stand in front of all the same; none where the head is days.

    Days have neither an id in front nor `_`, `*` or `@`. What reads as days, such as a number alone, is days.
    """
    named, _rest = _task_list(head)
    if tasks or not named or not _tasks_said(values) or _reads(_phrase(text, head)[0]):
        return ()
    return _of_option(values) if all(ID.fullmatch(item) or set("_*@") & set(item) for item in named) else ()


def _of_option(values: Mapping[str, object]) -> tuple[str, ...]:
    said = values.get("include_tasks" if values.get("mode") is Mode.CHAIN else "roots")
    return said if isinstance(said, tuple) else ()


def _twice(tasks: Sequence[str], again: Sequence[str], values: Mapping[str, object]) -> Fault:
    option = "--include-tasks" if values.get("mode") is Mode.CHAIN else "--root-task-ids"
    first, second = ",".join(tasks), ",".join(again)
    return Fault(
        _(
            "The tasks are said twice: {first} in front, {second} behind {option}.",
            first=first,
            second=second,
            option=option,
        ),
        _(
            "Drop {option} and say them all in front: {tasks}. Or drop {first}.",
            option=option,
            tasks=",".join(dict.fromkeys((*tasks, *again))),
            first=first,
        ),
    )


def _may_be_days(text: str, head: Sequence[Word], values: Mapping[str, object]) -> bool:
    """Whether tasks may be left out, and the whole head reads as days. A number alone is the id of a task."""
    phrase = _phrase(text, head)[0]
    if values.get("type") not in WITHOUT_TASKS or not phrase or phrase.isdigit():
        return False
    if all(ID.fullmatch(item) for item in head[0].items()):
        return False
    return _reads(phrase)


def _reads(phrase: str) -> bool:
    """Whether a phrase means days, or asks which."""
    from datetime import UTC, datetime

    from bot.dates import Refused, read

    return not isinstance(read(phrase, datetime(2026, 1, 15, 12, tzinfo=UTC), "UTC"), Refused)


def _phrase(text: str, rest: Sequence[Word]) -> tuple[str, bool]:
    """The words for the days as they stand, and whether they say that everything downstream runs too."""
    if len(rest) == 1 and rest[0].has_quotes:
        return rest[0].letters.strip(), False
    phrase = " ".join(text[word.start : word.end] for word in rest)
    end = DOWNSTREAM.search(phrase)
    if end:
        return phrase[: end.start()].strip(), True
    begin = DOWNSTREAM_FIRST.search(phrase)
    return (phrase[begin.end() :].strip(), True) if begin else (phrase, False)


def _left_over(text: str, piece: Piece) -> Fault:
    said = text[piece.words[0].start : piece.words[-1].end]
    return Fault(
        _("{words} is left over behind --{name}.", words=f'"{said}"', name=piece.behind),
        _("Lists take commas, words of one value take quotes; say the days in one piece."),
    )
