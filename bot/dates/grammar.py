"""The grammar's machinery: rules written as patterns of token kinds, all matched at once by an automaton that is
built as it is used.

A pattern is a row of kinds: `LAST N DAYS`, `MONTH NUM COMMA? YEAR`. `A|B` is either, `X?` may be missing, a leading `<`
takes what was read before, a trailing `>` reads one more unit. Names in GROUPS stand for several kinds. Matching walks
the tokens once (no backtracking inside a pattern); of all rules that match at a place the longest that makes sense
wins, the first declared among equals.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.dates.shapes import Token

if TYPE_CHECKING:
    from bot.dates.nodes import Node
    from bot.dates.parser import Parser

GROUPS: dict[str, tuple[str, ...]] = {
    "DAYS": ("DAY", "RI"),
    "MONTHS": ("MON", "YUE"),
    "YEARS": ("YR", "NIAN"),
    "WD": ("WEEKDAY", "WEEKDAYS"),
    "SUFFIX": ("RI", "HAO"),
    "SEP": ("COMMA", "AND", "DUN"),
}


class Match:
    """The tokens a rule matched, and what stands before (`left`) and after (`right`) them."""

    __slots__ = ("left", "parser", "right", "tokens")

    def __init__(self, parser: "Parser", tokens: list[Token], left: Any, right: Any) -> None:  # noqa: ANN401 nodes
        self.parser = parser
        self.tokens = tokens
        self.left = left
        self.right = right

    def token(self, *kinds: str) -> Token | None:
        """The first token of one of these kinds."""
        for token in self.tokens:
            if token.kind in kinds:
                return token
        return None

    def value(self, *kinds: str) -> Any:  # noqa: ANN401 what the kind holds
        """The value of the first token of one of these kinds; the pattern must have one."""
        for token in self.tokens:
            if token.kind in kinds:
                return token.value
        raise LookupError(kinds)

    def values(self, *kinds: str) -> list[Any]:
        """The values of all tokens of these kinds, in order."""
        return [token.value for token in self.tokens if token.kind in kinds]

    def has(self, *kinds: str) -> bool:
        """Whether a token of one of these kinds is there."""
        return any(token.kind in kinds for token in self.tokens)


Build = Callable[[Match], "Node | None"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern and what it builds. `rank` is the order of declaration."""

    steps: tuple[tuple[frozenset[str], bool], ...]
    build: Build
    rank: int
    operand: bool


class State:
    """A set of places inside patterns. `rules` end here."""

    __slots__ = ("_items", "next", "rules")

    def __init__(self, items: frozenset[tuple[int, int]], table: "list[Rule]") -> None:
        self._items = items
        self.next: dict[str, State | None] = {}
        self.rules = [table[rule] for rule, place in sorted(items) if place == len(table[rule].steps)]


class Automaton:
    """All rules of one kind (those that begin a unit, or those that continue one)."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self._states: dict[frozenset[tuple[int, int]], State] = {}
        self._start: State | None = None

    def add(self, steps: tuple[tuple[frozenset[str], bool], ...], build: Build, operand: bool) -> None:
        """Declare a rule."""
        self.rules.append(Rule(steps, build, len(self.rules), operand))

    def _closure(self, items: set[tuple[int, int]]) -> State:
        open_items = list(items)
        while open_items:
            rule, place = open_items.pop()
            steps = self.rules[rule].steps
            if place < len(steps) and steps[place][1] and (rule, place + 1) not in items:
                items.add((rule, place + 1))
                open_items.append((rule, place + 1))
        key = frozenset(items)
        state = self._states.get(key)
        if state is None:
            state = self._states[key] = State(key, self.rules)
        return state

    def _step(self, state: State, kind: str) -> State | None:
        items = {
            (rule, place + 1)
            for rule, place in state._items  # noqa: SLF001 the automaton owns its states
            if place < len(self.rules[rule].steps) and kind in self.rules[rule].steps[place][0]
        }
        state.next[kind] = found = self._closure(items) if items else None
        return found

    def matches(self, tokens: list[Token], index: int) -> list[tuple[int, list[Rule]]]:
        """Where rules that begin at `index` end, with the rules; longest last."""
        state = self._start
        if state is None:
            state = self._start = self._closure({(rule, 0) for rule in range(len(self.rules))})
        found: list[tuple[int, list[Rule]]] = []
        while True:
            kind = tokens[index].kind
            follow = state.next[kind] if kind in state.next else self._step(state, kind)
            if follow is None:
                return found
            state = follow
            index += 1
            if state.rules:
                found.append((index, state.rules))


PREFIX = Automaton()
POSTFIX = Automaton()


def rule(*patterns: str) -> Callable[[Build], Build]:
    """Declare what these patterns build. The function returns None when it makes no sense of the match."""

    def declare(build: Build) -> Build:
        for pattern in patterns:
            words = pattern.split()
            left, right = words[0] == "<", words[-1] == ">"
            steps = tuple(_step(word) for word in words[left : len(words) - right])
            (POSTFIX if left else PREFIX).add(steps, build, right)
        return build

    return declare


def _step(word: str) -> tuple[frozenset[str], bool]:
    optional = word.endswith("?")
    kinds: list[str] = []
    for name in word.rstrip("?").split("|"):
        kinds += GROUPS.get(name, (name,))
    return frozenset(kinds), optional
