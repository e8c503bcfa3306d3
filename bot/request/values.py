"""What is typed behind an option -> the values of Form's fields. Each reader raises ValueError for what it cannot read;
a Wrong says what would do.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import time
from enum import StrEnum
from typing import TypeVar

from bot.locale import Text, _
from bot.request.field import Field, Kind
from bot.request.form import EVERY_TASK
from bot.request.lexing import TYPOGRAPHIC, Word
from bot.request.model import AlertType, NoticeType
from bot.request.rules import BY_API, kebab

T = TypeVar("T")
Updates = dict[str, object]
"""Fields of Form and their values."""

SHORTEST = 4
"""Letters of a choice that are enough to mean it."""
YES = {"true", "yes", "on", "1"}
NO = {"false", "no", "off", "0"}
TIME = re.compile(r"(\d{1,2})[:：](\d\d)(?:[:：](\d\d))?", re.ASCII)
BETWEEN = re.compile(r"\s*(?:-|[\u2010-\u2015]|~|～|\.\.|\bto\b|至|到)\s*")
FOR_TASK = re.compile(r"([^\s:=]+):(.*)", re.DOTALL)


class Wrong(ValueError):
    """A value that cannot be read; `next_step` is what would do."""

    def __init__(self, next_step: Text) -> None:
        super().__init__(str(next_step))
        self.next_step = next_step


def metavar(field: Field) -> str:
    """What stands behind the option in the help: `1-10`, `asc|desc`, `TASK,...`."""
    if field.kind is Kind.CHOICE:
        return "|".join(kebab(choice) for choice in field.choices)
    if field.kind is Kind.NUMBER and field.bounds:
        return f"{field.bounds[0]}-{field.bounds[1]}"
    return {"TaskParameters": "[TASK:]k=v", "WorkflowParameters": "k=v"}.get(field.api) or METAVARS[field.kind]


METAVARS = {
    Kind.FLAG: "true|false",
    Kind.TIME: "HH:MM",
    Kind.WORD: "ID",
    Kind.TEXT: "TEXT",
    Kind.DAYS: "PHRASE",
    Kind.PROJECT: "NAME",
    Kind.WORKFLOW: "ID",
    Kind.TASKS: "TASK,...",
    Kind.PROJECTS: "NAME,...",
    Kind.MAP: "OWN=OTHER",
    Kind.TAGS: "KEY=VALUE",
}


def read(field: Field, word: Word) -> Updates:
    """The value of a field's own option."""
    return {field.form: READERS[field.kind](field, word)}


def choice(choices: Mapping[StrEnum, Text], text: str) -> StrEnum:
    """One of the API's values in any spelling, or as a person calls it; a beginning will do when only one has it."""
    said = _plain(text)
    plain = {_plain(value): value for value in choices}
    called = [*plain.items(), *((_plain(str(words)), value) for value, words in choices.items())]
    whole = {value for name, value in called if name == said}
    begun = {value for name, value in called if name.startswith(said)} if len(said) >= SHORTEST else set()
    for found in (whole, begun):
        if len(found) == 1:
            return found.pop()
    from rapidfuzz import fuzz, process

    near = process.extractOne(_plain(text), list(plain), scorer=fuzz.ratio, score_cutoff=60)
    known = "|".join(kebab(value) for value in choices)
    if near:
        raise Wrong(_("Did you mean {nearest}? It takes {values}.", nearest=kebab(plain[near[0]]), values=known))
    raise Wrong(_("It takes {values}.", values=known))


def flag(word: Word) -> bool:
    """true or false, however it is said."""
    said = word.letters.casefold()
    if said in YES | NO:
        return said in YES
    raise Wrong(_("It takes {values}.", values="true|false"))


def time_of_day(text: str) -> time:
    """`22:00` or `22:00:30`."""
    match = TIME.fullmatch(text.strip())
    if match and (match[1], match[2]) == ("24", "00"):
        raise Wrong(_("A day ends at {end}.", end="23:59:59"))
    try:
        return time(int(match[1]), int(match[2]), int(match[3] or 0)) if match else _no_time()
    except ValueError:
        return _no_time()


def _no_time() -> time:
    raise Wrong(_("It takes a time of day, such as {example}.", example="22:00"))


def between(word: Word) -> Updates:
    """`22:00-06:00`: the times of RunPolicy."""
    ends = BETWEEN.split(word.letters.strip())
    if len(ends) != 2:
        raise Wrong(_("It takes two times of day, such as {example}.", example="22:00-06:00"))
    return {"run_policy_start_time": time_of_day(ends[0]), "run_policy_end_time": time_of_day(ends[1])}


def alert(word: Word) -> Updates:
    """`failure:mail`: Alert.Type and, if said, Alert.NoticeType."""
    about, colon, by = word.letters.replace("：", ":").partition(":")
    found: Updates = {"alert_type": AlertType(choice(BY_API["Alert.Type"].choices, about))}
    if colon:
        found["alert_notice_type"] = NoticeType(choice(BY_API["Alert.NoticeType"].choices, by))
    return found


def task_parameter(text: str) -> tuple[tuple[str, str], ...]:
    """`1001:k=v` for one task, `k=v` for all, or a JSON object of texts by task (`*` for all)."""
    if text.lstrip().startswith("{"):
        return tuple((task, _text(value)) for task, value in _object(text).items())
    match = FOR_TASK.fullmatch(text)
    if match:
        return ((match[1], match[2]),)
    if re.match(r"[^\s=]+=", text):
        return ((EVERY_TASK, text),)
    raise Wrong(_("It takes {values}.", values="1001:region=eu, region=eu"))


def workflow_parameter(text: str) -> tuple[str, ...]:
    """`k=v`, several of them, or a JSON object."""
    if text.lstrip().startswith("{"):
        _object(text)
    elif not re.match(r"[^\s=]+=", text):
        raise Wrong(_("It takes {values}.", values='region=eu, {"region": "eu"}'))
    return (text,)


def _choice(field: Field, word: Word) -> StrEnum:
    return choice(field.choices, word.letters)


def _number(field: Field, word: Word) -> int:
    low, high = field.bounds or (1, 1)
    try:
        number = int(word.letters)
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        raise Wrong(_("It takes a whole number from {low} to {high}.", low=low, high=high))
    return number


def _text_value(field: Field, word: Word) -> str:
    if not word.letters:
        raise Wrong(_("It takes words."))
    return word.letters


def _words(field: Field, word: Word) -> tuple[str, ...]:
    found = _json_items(word.letters) or tuple(dict.fromkeys(word.items()))
    if not found:
        raise Wrong(_("It takes {values}.", values=metavar(field)))
    return found


def _json_items(text: str) -> tuple[str, ...]:
    """The items of a JSON list of ids or words; none when it is no such list."""
    try:
        found = json.loads(text) if text.lstrip().startswith("[") else None
    except ValueError:
        return ()
    if not isinstance(found, list) or not all(type(item) in (str, int) and item != "" for item in found):
        return ()
    return tuple(dict.fromkeys(map(str, found)))


def _parameters(field: Field, word: Word) -> tuple[object, ...]:
    return task_parameter(word.letters) if field.api == "TaskParameters" else workflow_parameter(word.letters)


def _pairs(field: Field, word: Word) -> tuple[tuple[str, str], ...]:
    if word.letters.lstrip().startswith("{"):
        return tuple((own, _text(other)) for own, other in _object(word.letters).items())
    found = []
    for item in word.items():
        own, equals, other = item.partition("=")
        if not own or not equals or not other:
            raise Wrong(_("It takes {values}.", values="own=other"))
        found.append((own, other))
    return tuple(found)


def _tags(field: Field, word: Word) -> tuple[tuple[str, str | None], ...]:
    text = word.letters.lstrip()
    if text.startswith("{"):
        return tuple((key, _text(value)) for key, value in _object(text).items())
    if text.startswith("["):
        return tuple(_tag(item) for item in _json(text, list))
    found: list[tuple[str, str | None]] = []
    for item in word.items():
        key, equals, value = item.partition("=")
        if not key:
            raise Wrong(_("It takes {values}.", values="owner=dw"))
        if ":" in key and not equals and not word.has_quotes:
            raise Wrong(_("It takes {values}.", values="owner=dw"))
        found.append((key, value if equals else None))
    return tuple(found)


def _tag(item: object) -> tuple[str, str | None]:
    if isinstance(item, dict) and isinstance(item.get("Key"), str):
        value = item.get("Value")
        return (item["Key"], None if value is None else _text(value))
    raise Wrong(_("It takes {values}.", values='[{"Key": "owner", "Value": "dw"}]'))


def _object(text: str) -> dict[str, object]:
    found: dict[str, object] = _json(text, dict)
    return found


def _json(text: str, kind: type[T]) -> T:
    found = _loaded(text)
    if not isinstance(found, kind):
        raise Wrong(_("It takes {values}.", values="[...]" if kind is list else "{...}"))
    return found


def _loaded(text: str) -> object:
    """The value of a JSON text, also where a client made its quotes typographic."""
    try:
        return json.loads(text)
    except ValueError as error:
        try:
            return json.loads(text.translate(TYPOGRAPHIC))
        except ValueError:
            raise Wrong(_("That is no JSON: {reason}.", reason=str(error))) from None


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


READERS: Mapping[Kind, Callable[[Field, Word], object]] = {
    Kind.CHOICE: _choice,
    Kind.NUMBER: _number,
    Kind.FLAG: lambda field, word: flag(word),
    Kind.TIME: lambda field, word: time_of_day(word.letters),
    Kind.WORD: _text_value,
    Kind.TEXT: _text_value,
    Kind.DAYS: lambda field, word: word.letters,
    Kind.PROJECT: _text_value,
    Kind.WORKFLOW: _text_value,
    Kind.TASKS: _words,
    Kind.PROJECTS: _words,
    Kind.PARAMETERS: _parameters,
    Kind.MAP: _pairs,
    Kind.TAGS: _tags,
}


def _plain(text: str) -> str:
    return re.sub(r"[-_\s\u2010-\u2015]", "", text).casefold()
