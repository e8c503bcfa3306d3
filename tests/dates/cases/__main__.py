"""Write the days of cases that have a rule and no days yet, and put every case into the table of its part.

To add cases, append rows with id, phrase, now, tz, expect and rule to the family's table and run
`python -m tests.dates.cases`.
"""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.dates.cases import COLUMNS, Days, Expect, Part, folder_of, listed, part_of, rows


def fill(row: dict[str, str]) -> dict[str, str]:
    """The row with the days of its rules, where it had none."""
    if row["by"] or not row["rule"]:
        return {**row, "by": row["by"] or "hand"}
    today = datetime.fromisoformat(row["now"]).astimezone(ZoneInfo(row["tz"])).date()
    rules, _, accept = row["rule"].partition(" ~ ")
    readings = _readings(rules, today)
    asks = row["expect"] in (Expect.AMBIGUOUS, Expect.ERROR)
    return {
        **row,
        "answer": row["answer"] or ("" if asks else readings[0]),
        "others": row["others"] or " / ".join(readings if asks else readings[1:]),
        "accept": " / ".join(_readings(accept, today)),
        "by": "hand" if row["answer"] or row["others"] else "rule",
    }


def write(path: Path, cases: list[dict[str, str]]) -> None:
    """Write one table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        for row in (dict(zip(COLUMNS, COLUMNS, strict=True)), *cases):
            file.write("\t".join(row[column] for column in COLUMNS) + "\n")


def main() -> None:
    """Fill and sort all tables."""
    for name in sorted({path.name for part in Part for path in folder_of(part).glob("*.tsv")}):
        paths = {part: folder_of(part) / name for part in Part}
        found = [fill(row) for path in paths.values() if path.exists() for row in rows(path)]
        for part, path in paths.items():
            write(path, sorted((row for row in found if part_of(row["id"]) is part), key=lambda row: row["id"]))


def _readings(rules: str, today: date) -> list[str]:
    return [str(Days.by_rule(rule, today)) for rule in listed(rules)]


if __name__ == "__main__":
    main()
