"""docs/dates.md says what the reader does: every phrase in its tables is read and compared.

`python -m tests.dates.test_page` writes what the reader makes of them now; look at the difference before believing it.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.dates import Ambiguous, Reading, read
from bot.dates.gate import LANGUAGES
from bot.dates.lexicon import languages, tables
from bot.dates.show import describe
from bot.locale.speech import ENGLISH

PAGE = Path(__file__).parent.parent.parent / "docs" / "dates.md"
NOW, ZONE = datetime.fromisoformat("2026-10-14T10:00:00+08:00"), "Asia/Shanghai"
COLUMN = "read as"


def rows() -> Iterator[tuple[str, str]]:
    """Each phrase of the tables that have the column, with what stands in it."""
    place = -1
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if COLUMN in cells:
            place = cells.index(COLUMN)
        elif not cells:
            place = -1
        elif place >= 0:
            for phrase in re.findall(r"`([^`]+)`", " ".join(cells[:place])):
                yield phrase, cells[place]


def rewritten() -> str:
    """The page with what the reader makes of its phrases now."""
    place, lines = -1, []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        place = cells.index(COLUMN) if COLUMN in cells else place if cells else -1
        if place >= 0 and (phrases := re.findall(r"`([^`]+)`", " ".join(cells[:place]))):
            cells[place] = said(phrases[0])
            line = f"| {' | '.join(cells)} |"
        lines.append(line)
    return "\n".join(lines) + "\n"


def said(phrase: str) -> str:
    """What the reader makes of a phrase, as the page writes it."""
    found = read(phrase, NOW, ZONE, languages=LANGUAGES)
    match found:
        case Reading():
            return "; or ".join(map(one, (found, *found.alternatives)))
        case Ambiguous():
            return f"asks: {'; or '.join(map(one, found.readings)) or found.question}"
        case _:
            return f"refused: {found.message}"


def one(reading: Reading) -> str:
    window = f", {reading.window.start:%H:%M:%S} to {reading.window.end:%H:%M:%S}" if reading.window else ""
    zone = f", in {reading.zone}" if reading.zone != ZONE else ""
    return f"{describe(reading.ranges, ENGLISH)}{window}{zone}"


def test_the_page_has_its_tables() -> None:
    assert len(list(rows())) > 150


@pytest.mark.parametrize(("phrase", "reading"), list(rows()))
def test_a_phrase_of_the_page_is_read_as_it_says(phrase: str, reading: str) -> None:
    assert said(phrase) == reading


def test_the_kinds_of_words_that_the_page_names_exist() -> None:
    text = PAGE.read_text(encoding="utf-8").split("## Teaching it a word")[1].split("\n## ")[0]
    kinds = {kind for language in languages() for kind in tables(language)}
    named = set(re.findall(r"`\[([A-Z]+)\]`", text))
    assert named
    assert named <= kinds


if __name__ == "__main__":
    PAGE.write_text(rewritten(), encoding="utf-8")
