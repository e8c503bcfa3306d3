"""Generated tables inside a page that people write: what stands between two markers is replaced."""

import re
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "dates.md"


def put(name: str, text: str, page: Path = PAGE) -> None:
    """Replace what stands between `<!-- name -->` and `<!-- /name -->`. Raises LookupError for a page without them."""
    opening, closing = f"<!-- {name} -->", f"<!-- /{name} -->"
    before = page.read_text(encoding="utf-8")
    pattern = re.compile(rf"{re.escape(opening)}\n.*?{re.escape(closing)}", re.DOTALL)
    after, count = pattern.subn(lambda _: f"{opening}\n{text}\n{closing}", before)
    if count != 1:
        raise LookupError(f"{page} has {count} places called {name}")
    page.write_text(after, encoding="utf-8")


def markdown(head: list[str], rows: list[list[str]]) -> str:
    """A table: the first column to the left, the others to the right."""
    rule = ["---", *(["---:"] * (len(head) - 1))]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))
