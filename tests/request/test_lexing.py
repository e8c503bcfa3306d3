"""Words of a command text: what holds together, and what is a letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.request.lexing import quote, words

CASES = [
    ("a b  c", ["a", "b", "c"]),
    ("a\u00a0b\u3000c\nd", ["a", "b", "c", "d"]),
    ('"a b" c', ["a b", "c"]),
    ("'a b' c", ["a b", "c"]),
    ('a"b c"d', ["ab cd"]),
    (r'"a \"b\" \\ \n"', ['a "b" \\ \\n']),
    (r"a\ b \\ c\d", ["a b", "\\", "c\\d"]),
    ("“a b” ‘c d’ «e f»", ["a b", "c d", "e f"]),
    ("it's partner's 'tis", ["it's", "partner's", "'tis"]),
    ("'it's late' x", ["it's late", "x"]),
    ('5" pipe', ['5"', "pipe"]),
    ('--x="a b" c', ["--x=a b", "c"]),
    ("--x='a b' c", ["--x=a b", "c"]),
    ('{"a": [1, 2]} b', ['{"a": [1, 2]}', "b"]),
    ("--x={“a”: “b c”} d", ['--x={"a": "b c"}', "d"]),
    ('{"a": 1}b', ["{a:", "1}b"]),
    ('""', [""]),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_words(text: str, expected: list[str]) -> None:
    assert [word.letters for word in words(text)] == expected


@pytest.mark.parametrize(
    ("text", "items"),
    [("a,b，c、d", ["a", "b", "c", "d"]), ('"a,b",c', ["a,b", "c"]), (r"a\,b", ["a,b"]), (",a,,b,", ["a", "b"])],
)
def test_items_are_between_commas_that_are_not_quoted(text: str, items: list[str]) -> None:
    (word,) = words(text)
    assert word.items() == items


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=0, max_size=10), max_size=5))
def test_what_is_quoted_reads_back(texts: list[str]) -> None:
    found = words(" ".join(quote(text) for text in texts))
    assert [word.letters for word in found] == texts
    assert [word.items() for word in found] == [[text] if text else [] for text in texts]
