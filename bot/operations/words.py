"""The telling lines of a task's log, short and without secrets. Pure."""

import re

LINES = 3
LENGTH = 300
LONGEST = 10 * LENGTH
"""What is read of one line."""

TELLING = re.compile(
    r"\bODPS-\d{7}\b|\bFAILED\b|\berror\b|\bexception\b|\bfatal\b|\bdenied\b|not found|time ?out|exit code",
    re.IGNORECASE,
)
TRACE = re.compile(r"^\s*(at\s+[\w$.]+\(|File \"|\.\.\. \d+ more)")
STAMP = re.compile(
    r"^\W*\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,\d]*(Z|[+-]\d\d:?\d\d)?\W*(INFO|WARN|WARNING|ERROR|DEBUG)?\W*"
)

NOUN = r"""(?:(?:access|secret|private|api|account|encryption)[_-]?key|secret|pass(?:word|wd|phrase)|pwd|credentials?
    |signature|token(?!s|iz))"""
"""What a key, a password or a token is called. `tokens` are counted and `tokenizers` are named: neither is secret."""

TAIL = r"""(?:[_-]?(?:id|secret|key|value|text|hash|string))?\d*["']?"""
"""What may follow the noun in a name that is followed by a colon; anything else is a sentence about it."""

VALUE = r"""(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^\s,;&]+)"""

ASSIGNED = re.compile(rf"(?ix) (?P<name> (?<![\w.-]) (?:[\w.-]*{NOUN}[\w.-]*|ak|sk) [\"']?\s*=\s*) {VALUE}")

CODE = r"(?:Invalid|Missing|No|Bad|Wrong|Unknown|Incorrect|Illegal|Expired)(?-i:[A-Z])"
"""How an error code begins that is about a key, like InvalidAccessKeyId; a sentence follows its colon."""

SYNTAX = r"(?:unexpected|invalid|illegal|unrecognized|unknown)[ ]token\s*:\s*(?:[A-Za-z_]+|[^\w\s]+)(?!\S)"
"""A parser's complaint about a word or a sign."""

NAMED = re.compile(
    rf"""(?ix) (?P<kept>{SYNTAX})
    | (?P<name> (?<![\w.-]) ["']? (?!{CODE}) (?:[\w.-]*{NOUN}{TAIL}|[as]k) \s*:\s*) {VALUE}"""
)

FLAG = re.compile(rf"(?ix) (?P<name> (?<!\S) --?(?:[\w.]+-)*{NOUN}{TAIL} \s+) (?!-) {VALUE}")
"""A flag of a command line, whose value stands behind a blank."""

HEADER = re.compile(
    r"""(?ix) (?P<name>\b authorization ["']?\s*[:=]\s*)
    (?:["']?(?:basic|bearer|digest|negotiate|acs[\w-]*)\s.* | (?![a-z]+\b)\S+)"""
)
BEARER = re.compile(r"(?i)\b(?P<name>bearer\s+)(?=\S*\d)[\w.~+/=-]{8,}")
KEY_ID = re.compile(r"\b(LTAI|STS\.|AKIA|xox[abprs]-|xapp-)[\w./+-]{8,}")
IN_URL = re.compile(r"(?i)\b([a-z][a-z0-9+.-]{,30}://[^\s:/@]*):[^\s@/]+@")
RUN = re.compile(r"(?<![\w/.+-])[A-Za-z0-9+/_-]{40,}={0,2}")
"""A run so long that it may be a key without a name."""


def redact(text: str) -> str:
    """The text with whatever looks like a key, a password or a token replaced by `***`."""
    text = IN_URL.sub(r"\1:***@", text)
    for pattern in (HEADER, BEARER, ASSIGNED, NAMED, FLAG):
        text = pattern.sub(_without_value, text)
    text = KEY_ID.sub("***", text)
    return RUN.sub(lambda match: "***" if _is_key(match[0]) else match[0], text)


def telling_lines(log: str) -> str | None:
    """The few lines of a log that say why, redacted; the last line when none does; None for an empty log."""
    lines = [STAMP.sub("", line).strip() for line in log.splitlines() if not TRACE.match(line)]
    lines = [line for line in lines if line]
    if not lines:
        return None
    chosen = list(dict.fromkeys(line for line in lines if TELLING.search(line)))
    # The first says what went wrong, the last what came of it.
    picked = chosen[:1] + chosen[1:][-(LINES - 1) :] if chosen else lines[-1:]
    return "\n".join(redact(line[:LONGEST])[:LENGTH] for line in picked)


def redacted(log: str) -> list[str]:
    """The lines of a log, each redacted and cut where it is very long."""
    return [redact(line[:LONGEST]) for line in log.splitlines()]


def _without_value(match: re.Match[str]) -> str:
    groups = match.groupdict()
    return groups.get("kept") or f"{match['name']}***"


def _is_key(run: str) -> bool:
    """Whether a long run is random: digits scattered among letters, where the name of a table has them in one place."""
    longest = max(re.split(r"[^A-Za-z0-9]", run), key=len)
    scattered = len(re.findall(r"\d+", longest))
    mixed = len(longest) >= 16 and any(map(str.islower, longest)) and any(map(str.isupper, longest))
    return scattered >= 2 if mixed else scattered >= 4 and len(longest) >= 40
