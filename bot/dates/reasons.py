"""Why a phrase is not read, or only asked about: text that cannot be read, and words that change the meaning.

Source: dates.md 5.
"""

from bot.dates.hours import Question
from bot.dates.meaning import Refusal
from bot.dates.model import Refused, Span
from bot.dates.normalise import LONGEST, Unreadable
from bot.dates.suggest import examples
from bot.locale import Text, _

TELLING = frozenset(("IF", "NOT", "UNBOUNDED", "NOZONE", "OR", "VAGUE", "SEASON", "FISCAL"))


def unreadable(phrase: str, reason: Unreadable) -> Refused:
    """The refusal of a text that is not looked at."""
    texts = {
        "long": _("That is longer than {count} characters. Say only the days.", count=LONGEST),
        "lines": _("Only one line is read: say all days in one."),
        "control": _("There is a character in it that cannot be seen. Type it again."),
        "bidi": _("There is a mark in it that turns the reading direction. Type it again."),
    }
    words = (Span(reason.start, reason.end),) if reason.end else ()
    return Refused(phrase, texts[reason.reason], words, suggestions=examples(phrase))


def condition(said: str) -> Text:
    """The reason for refusing a condition."""
    return _("I cannot run days under a condition ({words}). Say which days.", words=said)


def told(kind: str, said: str, phrase: str) -> Refusal | Question:
    """What a word of this kind leads to: a condition, a negation, a guess."""
    match kind:
        case "IF":
            return Refusal(condition(said), *examples(phrase))
        case "NOT":
            text = _("I do not know which days {words} leaves. Say the days, then what to leave out.", words=said)
            return Refusal(text, "last week except Friday")
        case "UNBOUNDED":
            return Refusal(_("{words} has no first and no last day.", words=said), "last 7 days", "since Apr 1")
        case "NOZONE":
            return Refusal(_("{words} is not one zone: say one such as Asia/Shanghai or UTC.", words=said))
        case "OR":
            return Question(_("One or the other? Say which days."))
        case "VAGUE":
            return Question(_("{words} is not exact: which days?", words=said), *examples(phrase))
        case "SEASON":
            return Question(_("From which day to which is {words}?", words=said))
        case _:
            return Question(_("I do not know your fiscal year: from which day to which?"))
