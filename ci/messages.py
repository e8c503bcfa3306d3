"""The Chinese catalogue and the code: `python -m ci.messages` adds what is new, drops what is gone; `--check` looks."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
CATALOG = ROOT / "bot" / "locale" / "zh.po"
HEADER = "# The Chinese of every sentence. `python -m ci.messages` keeps it in step with the code."
BEGUN = datetime(2026, 11, 24, tzinfo=UTC)
"""Fixed, so that a new run changes nothing but sentences."""
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "_n": (1, 2)}


def messages_in_code() -> Catalog:
    """Every sentence that the bot can say."""
    catalog = Catalog(
        locale="zh", project="backfill-bot", charset="utf-8", fuzzy=False, header_comment=HEADER, creation_date=BEGUN
    )
    rooms = [("**/playground/**.py", "ignore"), ("**.py", "python")]
    found = extract_from_dir(ROOT / "bot", method_map=rooms, keywords=KEYWORDS)
    for path, _line, message, _comments, _context in found:
        catalog.add(message, locations=[(f"bot/{path}", 0)])
    return catalog


def read_catalog() -> Catalog:
    """The translations there are."""
    if not CATALOG.exists():
        return Catalog(locale="zh", project="backfill-bot")
    with CATALOG.open("rb") as source:
        return read_po(source, locale="zh")


def problems() -> list[str]:
    """What is missing, left over, or has other fields than the English sentence."""
    wanted, present = messages_in_code(), read_catalog()
    found = [f"not translated: {message.id}" for message in wanted if message.id and not _translation(present, message)]
    gone = [message.id for message in present if message.id and message.id not in wanted]
    found += [f"not in the code any more: {words}" for words in gone]
    for message in present:
        if message.id and message.id in wanted and _translation(present, message):
            english, chinese = _fields(message.id), _fields(message.string)
            if chinese != english:
                found.append(f"other fields: {message.id} -> {message.string}")
    return found


def update() -> None:
    """Bring the catalogue up to date; new sentences stand there without a translation."""
    wanted, present = messages_in_code(), read_catalog()
    for message in wanted:
        known = present.get(message.id) if message.id else None
        if known:
            message.string = known.string
    with CATALOG.open("wb") as target:
        write_po(target, wanted, sort_output=True, ignore_obsolete=True, include_lineno=False, width=118)


def _translation(catalog: Catalog, message: Message) -> bool:
    known = catalog.get(message.id)
    if known is None:
        return False
    return all(known.string) if isinstance(known.string, tuple | list) else bool(known.string)


def _fields(text: object) -> set[str]:
    texts = text if isinstance(text, tuple | list) else [text]
    return {name for part in texts for _literal, name, _spec, _conversion in Formatter().parse(str(part)) if name}


if __name__ == "__main__":
    if "--check" not in sys.argv:
        update()
    stale = problems()
    sys.stderr.write("".join(f"{line}\n" for line in stale))
    sys.exit(1 if stale else 0)
