"""Command text as words, as a shell reads it: blanks separate, quotes hold together, a backslash escapes.

Kinder than a shell, since people write prose: an apostrophe inside a word is a letter, a quote that never closes too,
typographic quotes, which clients make of plain ones, quote as these do, and JSON needs no quotes around it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

OPENING = {'"': '"”“„', "“": '”"“', "„": '“”"', "«": "»", "＂": '＂"', "‘": "’'", "'": "'"}
"""Each quote, and the marks that close it, the likeliest first."""
TYPOGRAPHIC = str.maketrans("“”„＂", '""""')
"""Double quotes that a client made, as JSON has them."""
SEPARATORS = ",，、"
ESCAPABLE = "\"'\\ ,，、"
"""What a backslash escapes outside quotes; before anything else it stands for itself."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its letters, which of them were quoted, where it stands in the text."""

    letters: str
    quoted: tuple[bool, ...]
    start: int
    end: int
    has_quotes: bool = False

    def __len__(self) -> int:
        return len(self.letters)

    def bare(self, index: int) -> str:
        """The letter at an index if it was not quoted; nothing otherwise, and nothing beyond the word."""
        inside = -len(self) <= index < len(self)
        return self.letters[index] if inside and not self.quoted[index] else ""

    def after(self, index: int) -> "Word":
        """The word from an index on; nothing before it was quoted or escaped."""
        return Word(self.letters[index:], self.quoted[index:], self.start + index, self.end, self.has_quotes)

    def find(self, marks: str) -> int:
        """Where the first unquoted one of these marks stands, -1 if nowhere."""
        found = (index for index in range(len(self)) if self.bare(index) and self.letters[index] in marks)
        return next(found, -1)

    def items(self) -> list[str]:
        """The parts between unquoted commas, empty ones left out unless they were quoted."""
        parts, current = [], ""
        for letter, quoted in zip(self.letters, self.quoted, strict=True):
            if letter in SEPARATORS and not quoted:
                parts.append(current)
                current = ""
            else:
                current += letter
        return [part for part in (*parts, current) if part]


def words(text: str) -> list[Word]:
    """The words of a text."""
    found: list[Word] = []
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        word = _word(text, position)
        found.append(word)
        position = word.end
    return found


def joined(group: Iterable[Word]) -> Word:
    """Several words as one, without what was between them: `1001,` `1002`."""
    listed = list(group)
    return Word(
        "".join(word.letters for word in listed),
        tuple(quoted for word in listed for quoted in word.quoted),
        listed[0].start,
        listed[-1].end,
        any(word.has_quotes for word in listed),
    )


def _word(text: str, start: int) -> Word:
    letters: list[str] = []
    quoted: list[bool] = []
    position, has_quotes = start, False
    while position < len(text) and not text[position].isspace():
        letter = text[position]
        closing = _closing(text, position, start)
        data = _json(text, position, start)
        if data:
            letters += data
            quoted += [True] * len(data)
            position, has_quotes = position + len(data), True
        elif closing > 0:
            inside = _unescaped(text[position + 1 : closing]) if letter != "'" else text[position + 1 : closing]
            letters += inside
            quoted += [True] * len(inside)
            position, has_quotes = closing + 1, True
        elif letter == "\\" and text[position + 1 : position + 2] in tuple(ESCAPABLE):
            letters.append(text[position + 1])
            quoted.append(True)
            position += 2
        else:
            letters.append(letter)
            quoted.append(False)
            position += 1
    return Word("".join(letters), tuple(quoted), start, position, has_quotes)


def _json(text: str, position: int, start: int) -> str:
    """The JSON object or list that begins here, with plain quotes, when it is the whole of a value."""
    if text[position] not in "{[" or (position > start and text[position - 1] != "="):
        return ""
    plain = text[position:].translate(TYPOGRAPHIC)
    try:
        _value, length = json.JSONDecoder().raw_decode(plain)
    except (ValueError, RecursionError):
        return ""
    return plain[:length] if length == len(plain) or plain[length].isspace() else ""


def _closing(text: str, position: int, start: int) -> int:
    """Where the quote that opens here closes; -1 when none opens."""
    opening = text[position]
    if opening not in OPENING:
        return -1
    single = opening in "'‘"
    if single and position > start and text[position - 1] not in "=:" + SEPARATORS:
        return -1
    for mark in OPENING[opening]:
        at = position + 1
        while at < len(text):
            if text[at] == "\\" and not single:
                at += 2
            elif text[at] == mark and (not single or _may_end(text, at + 1)):
                return at
            else:
                at += 1
    return -1


def _may_end(text: str, position: int) -> bool:
    """Whether a single quote before this place can be a closing one: an apostrophe has a letter behind it."""
    return position >= len(text) or not text[position].isalnum()


def _unescaped(text: str) -> str:
    """Inside double quotes a backslash escapes a quote or itself."""
    found, position = [], 0
    while position < len(text):
        if text[position] == "\\" and text[position + 1 : position + 2] in ('"', "\\", "”", "“", "„", "»", "＂"):
            position += 1
        found.append(text[position])
        position += 1
    return "".join(found)


def quote(text: str, safe: str = "") -> str:
    """The text as one word that reads back to it; bare when it is plain letters, digits, and `safe` marks."""
    plain = all(letter in safe or letter in "_.@*$%+/:=-" or letter.isalnum() for letter in text)
    if text and plain and not text.startswith("-"):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
