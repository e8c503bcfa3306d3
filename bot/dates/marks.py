"""Marks among the tokens: commas at the ends, brackets, what 第 and 日 make of the numbers beside them, 04-15."""

from bot.dates.shapes import Token

_BRACKETS = frozenset((("(", ")"), ("[", "]"), ("（", "）")))
_TO_SUNDAY = frozenset((("WEEKDAY", "TO"), ("WEEKDAY", "DASH")))
_APART = frozenset(
    ("COMMA", "DUN", "AND", "TO", "DASH", "FROM", "BETWEEN", "SINCE", "DATE", "EXCEPT", "MDDASH", "FOR", "IN", "ONWARD")
)

_OWNING = frozenset(("'s", "'", "的"))


def punctuated(tokens: list[Token]) -> list[Token]:  # noqa: C901 one line a mark
    """Commas at the ends say nothing; 第N个 becomes one ordinal, four digits a possible year, 04-15 apart from others a
    month and day.
    """
    shaped: list[Token] = []
    bracketed = False
    month_said = any(token.kind in {"MONTH", "YUE"} for token in tokens)
    for index, token in enumerate(tokens):
        if token.kind == "NUM":
            if len(token.text) == 4 and token.value >= 1000:
                token.kind = "NUM4"
            if shaped and shaped[-1].kind == "DI":
                token.kind, token.start = "ORD", shaped.pop().start
            elif len(token.text) == 2 and token.text.isdigit() and _month_day(tokens, shaped, index, month_said):
                shaped.pop()
                first = shaped.pop()
                token = Token(
                    "MDDASH", (first.value, token.value, "-"), f"{first.text}-{token.text}", first.start, token.end
                )
        elif token.kind == "SLASH" and shaped and _interval(shaped[-1], tokens[index + 1 : index + 2]):
            # 2026-03/2026-04, 2026-W16/2026-W18
            token.kind = "DASH"
        elif token.kind == "GE" and shaped and shaped[-1].kind == "ORD":
            continue
        elif token.text == "日" and len(shaped) > 1 and (shaped[-2].kind, shaped[-1].kind) in _TO_SUNDAY:
            # 周五到日
            token.kind, token.value = "WEEKDAY", 7
        elif token.kind == "EXCEPT" and shaped and shaped[-1].kind in {"PAREN", "BUT"}:
            # last week (except Friday), 上周但除去周五
            bracketed = shaped.pop().kind == "PAREN" or bracketed
        elif token.kind == "PAREN" and bracketed:
            bracketed = False
            token.kind = "OUT"
        elif token.kind == "EXCLUDED" and (opening := _opening(shaped)) is not None:
            # 上周（周末除外）, 上周但周末除外
            bracketed = shaped[opening].kind == "PAREN"
            shaped[opening].kind = "EXCEPT"
            continue
        if token.kind == "COMMA" and shaped and shaped[-1].kind in {"COMMA", "FOR"}:
            continue
        shaped.append(token)
    return _trimmed(shaped)


def _interval(first: Token, behind: list[Token]) -> bool:
    return first.kind in {"YEARMONTH", "ISOWEEK", "QUARTER"} and bool(behind) and behind[0].kind == first.kind


def _trimmed(shaped: list[Token]) -> list[Token]:
    """Without what says nothing at the beginning and at the end."""
    while shaped and shaped[0].kind == "COMMA":
        shaped.pop(0)
    if len(shaped) > 1 and (shaped[-1].text == "only" or (shaped[-1].kind == "IN" and not shaped[-1].text.isascii())):
        # 最近5天内, last week only
        shaped.pop()
    while shaped and (shaped[-1].kind == "COMMA" or (shaped[-1].kind == "OF" and shaped[-1].text in _OWNING)):
        # yesterday's data: the filler is gone already.
        shaped.pop()
    return _unwrapped(shaped) if shaped and shaped[-1].kind == "PAREN" else shaped


def _unwrapped(tokens: list[Token]) -> list[Token]:
    """Without the one pair of brackets around the whole: (yesterday), for (yesterday)."""
    at = next(index for index, token in enumerate(tokens) if token.kind not in {"FOR", "IN", "ON", "COMMA"})
    brackets = sum(token.kind == "PAREN" for token in tokens)
    if brackets != 2 or (tokens[at].text, tokens[-1].text) not in _BRACKETS or at + 2 >= len(tokens):
        return tokens
    return [*tokens[:at], *tokens[at + 1 : -1]]


def _opening(shaped: list[Token]) -> int | None:
    """The bracket or the `but` behind which something is left out."""
    found = next((at for at in range(len(shaped) - 1, 0, -1) if shaped[at].kind in {"PAREN", "BUT", "EXCEPT"}), None)
    return found if found is not None and shaped[found].kind != "EXCEPT" else None


def _month_day(tokens: list[Token], shaped: list[Token], index: int, month_said: bool) -> bool:
    """Whether the number at `index` closes a written 04-15 that stands by itself; beside a named month 10-12 are
    days.
    """
    if len(shaped) < 2 or shaped[-1].kind != "DASH" or shaped[-1].text != "-" or shaped[-2].kind != "NUM":
        return False
    first = shaped[-2]
    if month_said and first.text[0] != "0":
        return False
    if len(first.text) != 2 or not first.text.isdigit() or tokens[index].start - first.end != 1:
        return False
    before = shaped[-3].kind if len(shaped) > 2 else "COMMA"
    after = tokens[index + 1].kind if index + 1 < len(tokens) else "COMMA"
    return before in _APART and after in _APART
