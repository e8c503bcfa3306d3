"""What an alert says of tasks, workflows and days: for the message shortcut, which fills the form with it.

Only what the text marks itself is taken: names and ids that look like a task's, dates written out. A date with a time
of day is when something ran, not a business date, and is left alone.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

NAMES_LIMIT = 10
"""Names of one message that are looked up; of the ids of its tasks and of its workflows as many each."""
DATES_LIMIT = 7
"""Days or ranges of one message that are filled in."""

SPACES = re.compile(r"(\s)\s+")
"""Read as one: each `\\s*` below would try a long run in every way."""
AND = r"['\"]?\s*(?:[,，、;；&]\s*(?:and\b|和)?|\band\b|和|及|与)\s*['\"]?"
"""Between the members of a list."""
NAME = re.compile(r"(?<![\w@/-])[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+(?![\w/@-])")
NUMBER = r"\d{3,19}(?![\d年]|[:.-]\d)"
NUMBERS = rf"(?:{AND}(?!20\d{{6}}(?!\d)){NUMBER})*"
"""More ids after one; eight digits that begin as a year does are a date."""
ID = re.compile(
    rf"(?:\b(?:task|node)s?(?:[ _-]?ids?)?|(?:任务|节点)(?:\s*ID)?)\s*[:：#=＝]?\s*({NUMBER}{NUMBERS})", re.IGNORECASE
)
WORKFLOW = re.compile(
    r"(?:\bwork_?flows?(?![ _-]?instance)(?:[ _-]?(?:ids?|name))?|(?:工作流|业务流程)(?!实例)(?:\s*ID|名称?)?)"
    rf"\s*(?:[:：#=＝]\s*([\w.-]*\w)|({NUMBER}))({NUMBERS})",
    re.IGNORECASE,
)
SMOKE = re.compile(r"\bsmoke[ -]?test|冒烟", re.IGNORECASE)
DAY = r"(?:20\d\d-\d\d-\d\d|20\d\d/\d\d?/\d\d?|20\d{6}|20\d\d年\d{1,2}月\d{1,2}[日号])(?!\d)"
CLOCK = r"(?:T|\s+(?=\d{1,2}:))\d(?:[\d:.]*\d)?Z?"
SHORT = r"(?:\d{1,2}[-/]\d{1,2}(?!\d)|(?:\d{1,2}月)?\d{1,2}[日号]|(?<!\s)\d{1,2}(?![\d:]))"
"""A day that takes its year or its month from the day before it."""
TO = r"\s*(?:\.\.|~|～|—|–|→|->|至|到|to\b|through\b|until\b|-)\s*"
SPAN = rf"(?>{DAY}(?:{CLOCK})?(?:{TO}(?:{DAY}(?:{CLOCK})?|{SHORT}))?)"
"""A day or a range with whatever times of day it has; never the first part of a longer one."""
MEMBER = rf"(?>{SPAN}|(?:\d{{1,2}}月)?\d{{1,2}}[日号])"
MARKED = re.compile(
    r"(?:\b(?:biz_?dates?|business\s+dates?|data\s+dates?|ds|dt|pt)|业务日期|数据日期)['\"]?\s*[:：=＝]?\s*\[?['\"]?"
    rf"({SPAN}(?:{AND}{MEMBER})*)",
    re.IGNORECASE,
)
MEMBERS = re.compile(MEMBER, re.IGNORECASE)
DATE = re.compile(rf"(?<![\d/.-])({SPAN})", re.IGNORECASE)
WHOLE = re.compile(rf"{DAY}(?:{TO}{DAY})?", re.IGNORECASE)
BEGINS_AT = re.compile(rf"{DAY}{CLOCK}", re.IGNORECASE)
"""When something ran, unless a marker says otherwise."""


@dataclass(frozen=True, slots=True)
class Alert:
    """What was found, as written. `names` may be tasks, tables or workflows, `ids` are called tasks and `workflows`
    (names or ids) workflows; `days` are phrases, business dates if `marked`. `smoke`: it speaks of a smoke test.

    Left out are `more_names` (ids and workflows, too) and `more_days` beyond the limits, and `odd_days`: business dates
    with a time of day or without a year, and ranges that end so.
    """

    names: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    workflows: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    marked: bool = False
    smoke: bool = False
    more_names: tuple[str, ...] = ()
    more_days: tuple[str, ...] = ()
    odd_days: tuple[str, ...] = ()


def read_alert(message: Mapping[str, object]) -> Alert:
    """Tasks, workflows and days of a Slack message: its text, blocks and attachments."""
    text = SPACES.sub(r"\1", "\n".join(_words(message)))
    names = _distinct(NAME.findall(text))
    ids = _distinct([one for listed in ID.findall(text) for one in _numbers(listed)])
    workflows = _distinct([one for name, id_, more in WORKFLOW.findall(text) for one in (name or id_, *_numbers(more))])
    marked = _distinct([one for listed in MARKED.findall(text) for one in MEMBERS.findall(listed)])
    found = marked or _distinct([one for one in DATE.findall(text) if not BEGINS_AT.match(one)])
    days = [one for one in found if WHOLE.fullmatch(one)]
    beyond = [*names[NAMES_LIMIT:], *ids[NAMES_LIMIT:], *workflows[NAMES_LIMIT:]]
    return Alert(
        names=names[:NAMES_LIMIT],
        ids=ids[:NAMES_LIMIT],
        workflows=workflows[:NAMES_LIMIT],
        days=tuple(days[:DATES_LIMIT]),
        marked=bool(marked),
        smoke=SMOKE.search(text) is not None,
        more_names=_distinct(beyond),
        more_days=tuple(days[DATES_LIMIT:]),
        odd_days=tuple(one for one in found if one not in days),
    )


def _numbers(listed: str) -> list[str]:
    return re.findall(r"\d+", listed)


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
