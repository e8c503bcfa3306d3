"""The words of the languages, from their TOML files, arranged for looking up.

Built at the first reading, kept for good.
"""

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

Value = int | str | None


@dataclass(frozen=True, slots=True)
class Word:
    """What one entry of a word table says: its kind and its value."""

    kind: str
    value: Value


@dataclass(slots=True)
class Lexicon:
    """All languages together.

    `single` holds words of letters; `several` the phrases by their first word, longest first; `han` Chinese words by
    their first character, longest first.
    """

    single: dict[str, Word] = field(default_factory=dict)
    several: dict[str, list[tuple[tuple[str, ...], Word]]] = field(default_factory=dict)
    han: dict[str, list[tuple[str, Word]]] = field(default_factory=dict)

    def add(self, text: str, word: Word) -> None:
        """Enter one word."""
        if not text.isascii():
            self.han.setdefault(text[0], []).append((text, word))
            return
        pieces = tuple(split(text))
        if len(pieces) == 1:
            self.single.setdefault(text, word)
        else:
            self.several.setdefault(pieces[0], []).append((pieces, word))

    def sort(self) -> None:
        """Longest first, so that the first that fits is the longest."""
        for several in self.several.values():
            several.sort(key=lambda entry: -len(entry[0]))
        for han in self.han.values():
            han.sort(key=lambda entry: -len(entry[0]))


def split(text: str) -> list[str]:
    """The pieces a phrase of letters is tokenised into: words, and the marks between them."""
    pieces: list[str] = []
    for chunk in text.replace("-", " - ").replace(".", " . ").split():
        # An apostrophe stays inside its word except for the possessive, which the tokens keep apart.
        if chunk.endswith("'s") and len(chunk) > 2:
            pieces += [chunk[:-2], "'s"]
        elif chunk.endswith("'") and len(chunk) > 1:
            pieces += [chunk[:-1], "'"]
        else:
            pieces.append(chunk)
    return [piece for piece in pieces if piece != "."]


def word_file(name: str) -> dict[str, Any]:
    """What a file of words holds."""
    # Imported here, for it would take a sixth of the time that `import bot.dates` may take.
    import tomllib

    return tomllib.loads((_folder() / f"{name}.toml").read_text(encoding="utf-8"))


def tables(language: str) -> dict[str, dict[str, Value]]:
    """The tables of one language's file as kind -> word -> value."""
    raw = word_file(language)
    read: dict[str, dict[str, Value]] = {}
    for kind, table in raw.items():
        if isinstance(table, dict):
            words = table.get("words")
            read[kind] = dict.fromkeys(words) if isinstance(words, list) else dict(table)
    return read


def _folder() -> "Path":
    from pathlib import Path

    return Path(__file__).parent / "words"


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a word file."""
    return tuple(sorted(path.stem for path in _folder().glob("??.toml")))


@cache
def lexicon() -> Lexicon:
    """The lexicon of all languages."""
    built = Lexicon()
    for language in languages():
        for kind, table in tables(language).items():
            for text, value in table.items():
                built.add(text, Word(kind, value))
    built.sort()
    return built
