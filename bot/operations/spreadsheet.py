"""Cells that a spreadsheet shows as they are. Pure."""

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What Excel and its like may compute, the full-width ones in a Chinese or Japanese setting."""


def cell(value: object) -> object:
    """The same value; a person's words that would be taken for a formula get an apostrophe before them."""
    return f"'{value}" if isinstance(value, str) and value.startswith(BEGINS_A_FORMULA) else value
