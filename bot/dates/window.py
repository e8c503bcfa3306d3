"""Scheduled times within each day: `from 14:00 to 18:00`, 下午两点到六点, `hours 3-5`. Source: dates.md 4."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.dates.model import Note, TimeWindow
from bot.dates.nodes import Now
from bot.dates.tokens import Token
from bot.locale import Text


class Question(Exception):
    """An open question about the hours."""

    def __init__(self, text: Text, *suggestions: str) -> None:
        super().__init__(text.msgid)
        self.text = text
        self.suggestions = suggestions


@dataclass(frozen=True, slots=True)
class Windows:
    """The windows that the words can mean, the default first; with `ask` they are a question."""

    choices: tuple[TimeWindow, ...]
    ask: Text | None = None
    notes: tuple[Note, ...] = ()


def take_window(tokens: Sequence[Token], now: Now) -> tuple[list[Token], Windows | None]:
    """The tokens without the window's, and what they mean. Raises Refusal, Question."""
    return list(tokens), None
