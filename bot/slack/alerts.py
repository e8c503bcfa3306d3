"""What an alert says of tasks, workflows and days: for the message shortcut, which fills the form with it.

Only what the text marks itself is taken: names and ids that look like a task's, dates written out. A date with a time
of day is when something ran, not a business date, and is left alone.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

NAMES_LIMIT = 10
"""Names of one message that are looked up."""
DATES_LIMIT = 7

NAME = re.compile(r"(?<![\w@/-])[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+(?![\w/@-])")
ID = re.compile(
    r"(?:\b(?:task|node)(?:[ _-]?ids?)?|(?:任务|节点)(?:\s*ID)?)\s*[:：#=＝]?\s*(\d{3,19})(?![\d:.-])",
    re.IGNORECASE,
)
WORKFLOW = re.compile(
    r"(?:\bwork_?flow(?![ _-]?instance)(?:[ _-]?(?:ids?|name))?|(?:工作流|业务流程)(?!实例)(?:\s*ID|名称?)?)"
    r"\s*(?:[:：#=＝]\s*([\w.-]*\w)|(\d{3,19})(?![\d:.-]))",
    re.IGNORECASE,
)
SMOKE = re.compile(r"\bsmoke[ -]?test|冒烟", re.IGNORECASE)
DAY = r"(?:20\d\d-\d\d-\d\d|20\d\d/\d\d?/\d\d?|20\d{6}|20\d\d年\d{1,2}月\d{1,2}[日号])"
RANGE = rf"{DAY}(?:\s*(?:\.\.|~|～|—|–|至|到|to|-)\s*{DAY})?"
NOT_A_DAY = r"(?![\dT])(?!\s+\d{1,2}:\d\d)"
MARKED = re.compile(
    rf"(?:\b(?:biz_?date|business\s+dates?|data\s+date|ds|dt|pt)|业务日期|数据日期)['\"]?\s*[:：=＝]?\s*['\"]?({RANGE}){NOT_A_DAY}",
    re.IGNORECASE,
)
DATE = re.compile(rf"(?<![\d/.-])({RANGE}){NOT_A_DAY}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Alert:
    """What was found, as written. `names` may be tasks, tables or workflows, `ids` are called tasks and `workflows`
    (names or ids) workflows; `days` are phrases, business dates if `marked`. `smoke`: it speaks of a smoke test.
    """

    names: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    workflows: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    marked: bool = False
    smoke: bool = False


def read_alert(message: Mapping[str, object]) -> Alert:
    """Tasks, workflows and days of a Slack message: its text, blocks and attachments."""
    text = "\n".join(_words(message))
    marked = _distinct(MARKED.findall(text))
    return Alert(
        names=_distinct(NAME.findall(text))[:NAMES_LIMIT],
        ids=_distinct(ID.findall(text)),
        workflows=_distinct([name or id_ for name, id_ in WORKFLOW.findall(text)])[:NAMES_LIMIT],
        days=(marked or _distinct(DATE.findall(text)))[:DATES_LIMIT],
        marked=bool(marked),
        smoke=SMOKE.search(text) is not None,
    )


SPOKEN = ("text", "fallback", "pretext", "title", "value", "name")
"""Members that hold words a person sees, in messages, blocks and attachments."""
NESTED = ("blocks", "attachments", "elements", "fields", "text", "title", "message_blocks", "message")


def _words(part: object) -> Iterator[str]:
    """Every text that the message shows, in its order."""
    if isinstance(part, Mapping):
        for name in SPOKEN:
            if isinstance(words := part.get(name), str):
                yield words
        for name in NESTED:
            if not isinstance(inner := part.get(name), str):
                yield from _words(inner)
    elif isinstance(part, Sequence) and not isinstance(part, str):
        for item in part:
            yield from _words(item)


def _distinct(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in words))
