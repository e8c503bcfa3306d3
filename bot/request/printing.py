"""Form -> command text: the law is that it reads back to this form."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import time

from bot.request.field import Field, Kind
from bot.request.form import EVERY_TASK, Form
from bot.request.lexing import quote
from bot.request.reader import BadCommand
from bot.request.rules import BY_API, FIELDS, kebab

OTHERWISE = ("Periods.BizDates", "AutoStartEnabled", "Alert.Type", "Alert.NoticeType")
"""What is not printed as an option of its own."""
WINDOW = ("RunPolicy.StartTime", "RunPolicy.EndTime")
"""What is printed as one option when both are there."""


def printed(form: Form, parse: Callable[[str], object]) -> str:
    """The plainest text that `parse` reads back to this form."""
    form = form.having(phrase=form.chosen or form.phrase, chosen=None)
    options = " ".join(_options(form))
    plain = " ".join(part for part in (",".join(map(quote, form.tasks)), form.phrase, options) if part)
    for text in (plain, f"-- {plain}"):
        if _reads_back(text, form, parse):
            return text
    tasks = ",".join(_quoted(task) for task in form.tasks)
    return " ".join(part for part in ("--", tasks, f"--biz-dates {_quoted(form.phrase)}", options) if part)


def _reads_back(text: str, form: Form, parse: Callable[[str], object]) -> bool:
    try:
        return parse(text) == form
    except BadCommand:
        return False


def _options(form: Form) -> Iterator[str]:
    if form.downstream:
        yield "--downstream"
    for field in FIELDS:
        value = getattr(form, field.form)
        if field.api == "Type":
            if value != Form().type:
                yield f"--type {kebab(value)}"
        elif field.name in OTHERWISE or value in (None, "", ()):
            continue
        elif field.name in WINDOW and form.run_policy_start_time and form.run_policy_end_time:
            if field.name == WINDOW[0]:
                yield f"--run-window {_time(form.run_policy_start_time)}-{_time(form.run_policy_end_time)}"
        else:
            yield from _option(field, value)
    if form.hold:
        yield "--hold"
    yield from _alert(form)


def _option(field: Field, value: object) -> Iterator[str]:
    if isinstance(value, tuple) and field.kind in EACH:
        for item in value:
            yield f"--{_name(field)} {EACH[field.kind](item)}"
    else:
        written = WHOLE[field.kind](value) if field.kind in WHOLE else quote(str(value))
        yield f"--{_name(field)} {written}"


def _name(field: Field) -> str:
    """The name that people write: `--param` rather than `--task-parameters`."""
    return {"TaskParameters": "param", "WorkflowParameters": "workflow-param", "RunPolicy.Type": "run-policy"}.get(
        field.name, field.option
    )


def _alert(form: Form) -> Iterator[str]:
    if form.alert_type and form.alert_notice_type:
        yield f"--alert {kebab(form.alert_type)}:{kebab(form.alert_notice_type)}"
    elif form.alert_type:
        yield f"--alert {kebab(form.alert_type)}"
    elif form.alert_notice_type:
        yield f"--{BY_API['Alert.NoticeType'].option} {kebab(form.alert_notice_type)}"


def _parameter(entry: str | tuple[str, str]) -> str:
    """`k=v` for all, `1001:k=v` for one; JSON where that would read as something else."""
    if isinstance(entry, str):
        return quote(entry)
    word, text = entry
    if word == EVERY_TASK and re.match(r"[^\s=:{]+=", text):
        return quote(text)
    if re.fullmatch(r"[^\s:={]+", word) and word != EVERY_TASK:
        return quote(f"{word}:{text}")
    return _quoted(json.dumps({word: text}, ensure_ascii=False))


def _pair(pair: tuple[str, str]) -> str:
    own, other = pair
    simple = own and other and not re.search(r"=|^\s*\{", own)
    return quote(f"{own}={other}") if simple else _quoted(json.dumps({own: other}, ensure_ascii=False))


def _tag(tag: tuple[str, str | None]) -> str:
    key, text = tag
    if key and not re.search(r"=|^\s*[\[{]", key):
        return quote(f"{key}={text}") if text is not None else quote(key) if ":" not in key else _quoted(key)
    found = {"Key": key} if text is None else {"Key": key, "Value": text}
    return _quoted(json.dumps([found], ensure_ascii=False))


def _time(value: time) -> str:
    return f"{value:%H:%M}" if value.second == 0 else f"{value:%H:%M:%S}"


EACH: Mapping[Kind, Callable[..., str]] = {Kind.PARAMETERS: _parameter, Kind.MAP: _pair, Kind.TAGS: _tag}
"""How each of several values is written, one option for each."""
WHOLE: Mapping[Kind, Callable[..., str]] = {
    Kind.CHOICE: kebab,
    Kind.FLAG: lambda value: "true" if value else "false",
    Kind.TIME: _time,
    Kind.TEXT: lambda value: _quoted(value),
    Kind.TASKS: lambda value: _list(value),
    Kind.PROJECTS: lambda value: _list(value),
}
"""How a value is written; as it is, when it is not here."""


def _list(items: tuple[str, ...]) -> str:
    """Words with commas between; JSON where one of them looks like JSON."""
    if any(item.lstrip().startswith("[") for item in items):
        return _quoted(json.dumps(items, ensure_ascii=False))
    return ",".join(quote(item) for item in items)


def _quoted(text: str) -> str:
    """In quotes, whatever it is."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
