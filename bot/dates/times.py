"""The times of a phrase, taken out of its tokens wherever they stand."""

from collections.abc import Sequence

from bot.dates.clocks import (
    COUNTED,
    EVENING,
    PARTS,
    Clock,
    clock_at,
    padded,
)
from bot.dates.hours import Found, which_hours
from bot.dates.shapes import END, Token

CLOCKS = frozenset(("CLOCK", "CLOCK12", "DIAN", "OCLOCK", "NOON", "AMPM", "DAYPART", "HOUR", "TONIGHT"))
"""Kinds that tell a time; without one of them there is none."""

LINKS = frozenset(("TO", "DASH", "SLASH"))
BEFORE_TIMES = frozenset(("FROM", "BETWEEN", "FOR", "IN", "ON", "OF", "PAREN", "ONWARD"))
AFTERWARDS = frozenset(("AFTERZ", "SINCEZ", "ONWARD", "AFTER"))
LISTED = frozenset(("COMMA", "AND", "DUN"))
IN_ALL = frozenset(("EXCEPT", "NUM4", "YEARREL", "OF", "IN"))


class Taker:
    """Walks over the tokens once and sorts them into times and the rest."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = padded(nights(tokens))
        self.rest: list[Token] = []
        self.found: list[Found] = []
        self.parts: list[tuple[int, Token]] = []
        self.between = False

    def take(self) -> None:
        """Fill `rest`, `found` and `parts`."""
        index, count = 0, len(self.tokens) - 4
        while index < count:
            index = self._hours(index) or self._edge(index) or self._time(index) or self._other(index)

    def left_over(self) -> list[Token]:
        """The tokens when there was no time among them. Raises Question for a part of a day."""
        if self.parts:
            raise which_hours()
        return self.rest

    def _other(self, index: int) -> int:
        token = self.tokens[index]
        if token.kind in PARTS:
            self.parts.append((len(self.rest), token))
        else:
            self.between = self.between or token.kind == "BETWEEN"
            self.rest.append(token)
        return index + 1

    def _kind(self, index: int) -> str:
        return self.tokens[index].kind

    def _hours(self, index: int) -> int | None:
        """`hours 3-5`, `hour 3 to hour 5`, 第3到5小时, `3rd to 5th hour`."""
        numbers: list[int] = []
        named, link, end = False, False, index
        while True:
            kind = self._kind(end)
            if kind == "HOUR" and (not named or link or self._kind(end - 1) in {"ORD", "NUM"}):
                named = True
            elif kind in {"NUM", "ORD"} and len(numbers) == link:
                numbers.append(self.tokens[end].value)
            elif kind in {"TO", "DASH"} and len(numbers) == 1 and not link:
                link = True
            else:
                break
            end += 1
        first, last = self._kind(index), self._kind(end - 1)
        said = named and numbers and len(numbers) == 1 + link and (first in {"HOUR", "ORD"})
        if not said or (first == "ORD" and last != "HOUR"):
            return None
        self._found(numbers[0], numbers[-1], link, ordinal=first == "ORD")
        return self._behind(end)

    def _edge(self, index: int) -> int | None:
        """`first 6 hours of`, `last 3 hours of`, 头3个小时, 最后3小时: of each day."""
        kind, value = self._kind(index), self.tokens[index].value
        first = kind in {"HEAD", "QIAN"} or (kind == "ORD" and value == 1)
        if not (first or kind == "TAIL" or (kind == "LAST" and value == -1)):
            return None
        if self._kind(index + 1) != "NUM" or self._kind(index + 2) != "HOUR":
            return None
        count = self.tokens[index + 1].value
        of_a_day = self._kind(index + 3) in {"OF", "IN"} or (kind in {"HEAD", "TAIL", "QIAN"} and self.rest)
        if not of_a_day or not 1 <= count <= 24:
            return None
        self._found(0 if first else 24 - count, count - 1 if first else 23, True, ordinal=False)
        return index + 3

    def _found(self, start: int, end: int, link: bool, *, ordinal: bool) -> None:
        self._pop()
        relation = "ordinal" if ordinal else ""
        self.found.append(
            Found(len(self.rest), Clock(start), Clock(end) if link else None, hours=True, relation=relation)
        )

    def _time(self, index: int) -> int | None:
        start = clock_at(self.tokens, index)
        if start is None:
            return None
        clock, end = start
        linked = self._kind(end)
        if linked in LINKS or linked == "AND":
            other = self._other_end(clock, end + 1)
            if other is not None and (linked != "AND" or self.between or self._kind(other[1]) == "BETWEENZ"):
                return self._window(clock, *other, linked)
        if clock.bare:
            return None
        if self._kind(index) in PARTS and self._kind(index + 1) not in LINKS and end == index + 1:
            # 中午 without a number is a part of the day.
            return None
        return self._moment(clock, end)

    def _other_end(self, start: Clock, index: int) -> tuple[Clock, int] | None:
        while self._kind(index) in {"FROM", "FOR"}:
            index += 1
        found = clock_at(self.tokens, index)
        if found is None:
            return None
        end, after = found
        if end.bare and (self._kind(after) in COUNTED or (start.bare and not self._part_near(after))):
            return None
        return end, after

    def _part_near(self, after: int) -> bool:
        """A part of the day right before two bare numbers: yesterday afternoon from 2 to 6."""
        return bool(self.parts) and all(
            token.kind in BEFORE_TIMES or token.kind == "COMMA" for token in self.rest[self.parts[-1][0] :]
        )

    def _window(self, start: Clock, end: Clock, after: int, link: str) -> int:
        """`apart`: a word stands between it and the days, so that no number of it can be a day."""
        apart = self._pop()
        if link == "AND":
            self.between = False
        self.found.append(Found(len(self.rest), start, end, link=link, apart=apart))
        return self._behind(after)

    def _pop(self) -> bool:
        popped = False
        while self.rest and self.rest[-1].kind in BEFORE_TIMES:
            popped = self.rest.pop().kind != "OF" or popped
        return popped

    def _moment(self, clock: Clock, after: int) -> int:
        relation = ""
        while self.rest and self.rest[-1].kind in BEFORE_TIMES | {"AFTER", "BEFORE", "SINCE"}:
            kind = self.rest.pop().kind
            relation = {"FROM": "from", "AFTER": "after", "SINCE": "after", "BEFORE": "before"}.get(kind, relation)
        if self._kind(after) in AFTERWARDS:
            relation, after = "after", after + 1
        elif self._kind(after) in {"BEFOREZ", "QIAN"}:
            relation, after = "before", after + 1
        elif not self.found and self.rest and self.rest[-1].kind == "TO" and self._kind(after) == END:
            self.rest.pop()
            relation = "before"
        self.found.append(Found(len(self.rest), clock, relation=relation))
        return after

    def _behind(self, index: int) -> int:
        while self._kind(index) in {"INCLUSIVE", "PAREN", "HOUR", "BETWEENZ"}:
            index += 1
        return index


def nights(tokens: Sequence[Token]) -> list[Token]:
    """`last night` and `this morning` with the day that they are in."""
    found: list[Token] = []
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        part = following.value if following is not None and following.kind == "DAYPART" else None
        if token.kind == "THIS" and part is not None and token.value == 0:
            token = Token("RELATIVE", 0, token.text, token.start, token.end)
        elif token.kind == "LAST" and part == EVENING and token.value == -1:
            token = Token("RELATIVE", -1, token.text, token.start, token.end)
        elif token.kind == "TONIGHT":
            found.append(Token("RELATIVE", 0, token.text, token.start, token.end))
            token = Token("DAYPART", EVENING, token.text, token.start, token.end)
        found.append(token)
    return found
