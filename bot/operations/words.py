"""The telling lines of a task's log, short and without secrets. Pure."""

import re

LINES = 3
LENGTH = 300

TELLING = re.compile(
    r"\bODPS-\d{7}\b|\bFAILED\b|\berror\b|\bexception\b|\bfatal\b|\bdenied\b|not found|time ?out|exit code",
    re.IGNORECASE,
)
TRACE = re.compile(r"^\s*(at\s+[\w$.]+\(|File \"|\.\.\. \d+ more)")
STAMP = re.compile(
    r"^\W*\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,\d]*(Z|[+-]\d\d:?\d\d)?\W*(INFO|WARN|WARNING|ERROR|DEBUG)?\W*"
)

SECRET = re.compile(
    r"""(?ix)
    (?P<name>["']?[\w.-]*(?:access[_-]?key|secret|passw(?:or)?d|pwd|token|signature|credential|api[_-]?key|\bak\b|\bsk\b)[\w.-]*["']?
    \s*[:=]\s*) (?P<value>"[^"]*"|'[^']*'|[^\s,;&]+)
    """
)
FLAG = re.compile(r"(?i)(?P<name>(?<!\S)--?[\w-]*(?:key|secret|passw(?:or)?d|pwd|token)[\w-]*\s+)(?!-)\S+")
"""A flag of a command line, whose value stands behind a blank."""
BEARER = re.compile(r"(?i)\b(authorization\s*[:=]\s*|bearer\s+)\S+(\s+\S+)?")
KEY_ID = re.compile(r"\b(LTAI|STS\.|AKIA|xox[abprs]-|xapp-)[\w./+-]{8,}")
IN_URL = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://[^\s:/@]+):[^\s@/]+@")
LONG = re.compile(r"(?<![\w/.-])(?=[A-Za-z0-9+/=_-]*\d)(?=[A-Za-z0-9+/=_-]*[A-Za-z])[A-Za-z0-9+/=_-]{40,}")
"""A long run of letters and digits is more likely a key than a word."""


def redact(text: str) -> str:
    """The text with whatever looks like a key, a password or a token replaced by `***`."""
    text = IN_URL.sub(r"\1:***@", text)
    text = BEARER.sub(r"\1***", text)
    text = SECRET.sub(lambda match: f"{match['name']}***", text)
    text = FLAG.sub(r"\g<name>***", text)
    text = KEY_ID.sub("***", text)
    return LONG.sub("***", text)


def telling_lines(log: str) -> str | None:
    """The few lines of a log that say why, redacted; the last line when none does; None for an empty log."""
    lines = [STAMP.sub("", line).strip() for line in log.splitlines() if not TRACE.match(line)]
    lines = [line for line in lines if line]
    if not lines:
        return None
    chosen = list(dict.fromkeys(line for line in lines if TELLING.search(line)))
    # The first says what went wrong, the last what came of it.
    picked = chosen[:1] + chosen[1:][-(LINES - 1) :] if chosen else lines[-1:]
    return "\n".join(redact(line)[:LENGTH] for line in picked)
