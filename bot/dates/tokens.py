"""Plain text -> tokens: words by the lexicon, numbers in digits and in words, written dates, clocks, marks."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from bot.dates.lexicon import Lexicon, lexicon

UNKNOWN = "UNKNOWN"
END = "$"

_NUMERALS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "俩": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_HAN_NUMBER = re.compile(r"[零〇一二两俩三四五六七八九十百千廿卅]+")
_NEIGHBOURS = re.compile("一[两二]|[两二]三|三[四五]|四五|五六|六七|七八|八九")
"""五六天 is five or six."""
_HAN_NUMBER_START = frozenset("零〇一二两俩三四五六七八九十百千廿卅")
_WEEK_DAYS = frozenset("一二三四五六")
_NO_LIGHT = frozenset("个周月季半旬一下午礼星")
"""Characters that make 下 before them a word of its own: 补下周, 补下个月; 补下昨天 is 补一下."""
_BRACKETS = frozenset((("(", ")"), ("[", "]"), ("（", "）")))
_COUNTED = frozenset("月号日天周个点时年季小分礼")

_SHAPES = r"""
      (?P<space>\ +)
    | (?P<zonename>(?:utc|gmt)[+-]\d{1,2}(?::?\d\d)?(?!\d))
    | (?P<zone>[a-z]+/[a-z_]+(?:/[a-z_]+)?(?![a-z]))
    | (?P<partition>(?:ds|dt|pt|bizdate)\ ?=\ ?'?(?=\d))
    | (?P<quarter>(?:(?P<qy>\d{4})[- ]?)?q(?P<q>\d+)(?![a-z\d]))
    | (?P<quarter2>(?P<q2>[1-9])q(?![a-z\d]))
    | (?P<half>(?:(?P<hy>\d{4})[- ]?)?h(?P<h>\d)(?![a-z\d:]))
    | (?P<half2>(?P<h2>[12])h(?![a-z\d]))
    | (?P<isoweek>(?P<wy>\d{4})-?w(?P<w>\d{1,2})(?:-?(?P<wd>\d))?(?![a-z\d]))
    | (?P<week>(?:c?w|kw|wk)(?P<w2>\d{1,2})(?![a-z\d]))
    | (?P<ordinal_date>(?<![\d./-])\d{4}-\d{3}(?![\d/-]))
    | (?P<ymd>(?<!\d)(?<!\d\.)(?P<y>\d{4})(?P<ysep>[-/.])(?P<m>\d{1,2})(?P=ysep)(?P<d>\d{1,2})(?!\d|\.\d))
    | (?P<isot>(?<=\d)t(?=\d{1,2}:\d\d))
    | (?P<zulu>(?<=:\d\d)z(?![a-z\d]))
    | (?P<compact>(?<!\d)(?<!\d\.)\d{8}(?!\d|\.\d))
    | (?P<ym>(?<![\d.])(?:20\d\d|2100|19\d\d)[-/.]\d{1,2}(?![\d:]|[-/.]\d|\.(?!\.|\s|$)))
    | (?P<ampm>(?<![\d.])(?P<ah>\d{1,2})(?:[:.](?P<am>\d{2}))?(?::(?P<as>\d{2}))?\ ?(?P<half_day>[ap])\.?m\b\.?)
    | (?P<clock>(?<![\d.:])(?P<ch>\d{1,2}):(?P<cm>\d{2})(?::(?P<cs>\d{2}))?(?![\d:]))
    | (?P<hclock>(?<![\d.:])(?P<hh>\d{1,2})h(?P<hm>\d{2})(?![a-z\d:]))
    | (?P<dmy>(?:(?<![\d./-])|(?<![\d./])(?=\d\d?[./]))(?P<n1>\d{1,2})(?P<dsep>[-/.])(?P<n2>\d{1,2})(?P=dsep)
          (?P<n3>\d{4}|\d{2})(?!\d|[./]\d|(?P=dsep)\d))
    | (?P<my>(?<![\d./-])(?P<mm>\d{1,2})/(?P<my4>20\d\d)(?![\d/]|\.\d))
    | (?P<slash>(?<![\d./])(?<!\d{4}-)(?P<s1>\d{1,2})/(?P<s2>\d{1,2})(?![\d/]|\.\d))
    | (?P<dot>(?<![\d.])(?P<t1>\d{1,2})\.(?P<t2>\d{1,2})(?!\d|\.\d))
    | (?P<tminus>(?<![a-z\d])[td]\ ?(?P<tn>[+-]\ ?\d{1,4})(?!\d|\.\d))
    | (?P<dotted>(?<![\d.])(?P<dn>\d{1,2})\.(?=\ ?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)))
    | (?P<ord>(?<![\d.])(?P<on>\d{1,3})(?:st|nd|rd|th)(?![a-z]))
    | (?P<period>/p(?P<pn>\d{1,3})(?P<pu>[dw])(?![a-z\d]))
    | (?P<slashmark>/(?=\ ?[a-z\d]))
    | (?P<num>\d+)
    | (?P<shortyear>(?:(?<=[a-z\d]\ )|(?<=[a-z\d]))'(?P<yy>\d\d)(?!\d)(?![^']*'))
    | (?P<poss>'s(?![a-z])|(?<=s)'(?![a-z]))
    | (?P<word>[a-z]+(?:'(?!s(?![a-z]))[a-z]+)?)
    | (?P<dots>\.\.\.?|-{2,}>?|->|=>)
    | (?P<dash>[-~])
    | (?P<and>[&+])
    | (?P<dun>、)
    | (?P<comma>[,;，；])
    | (?P<stop>[.!。!?？]+\ *$)
    | (?P<abbr>(?<=[a-z])\.)
    | (?P<colon>:)
    | (?P<paren>[()（）\[\]])
    | (?P<quote>['"`“”「」『』【】《》〈〉]+)
    | (?P<han>双1[12](?!\d)|(?:(?!双1[12](?!\d))[\u3007\u4e00-\u9fff])+)
    """


@cache
def _shapes() -> re.Pattern[str]:
    """The shapes, compiled at the first reading: that takes as long as a third of this package's import may."""
    return re.compile(_SHAPES, re.VERBOSE)


class Token:
    """One word or number: its kind, its value, where it stands in the plain text."""

    __slots__ = ("end", "kind", "start", "text", "the", "value")

    def __init__(self, kind: str, value: Any, text: str, start: int, end: int) -> None:  # noqa: ANN401 what the kind holds
        self.kind = kind
        self.value = value
        self.text = text
        self.start = start
        self.end = end
        self.the = False

    def __repr__(self) -> str:
        return f"{self.kind}({self.text})"


def chinese_ordinal(token: Token) -> bool:
    """Whether an ordinal was written 第N."""
    return token.text.isdigit() or not token.text.isascii()


def tokenise(text: str) -> list[Token]:
    """All tokens of a plain text, unknown ones included; nothing is skipped but spaces and marks that say nothing."""
    words = lexicon()
    raw: list[Token] = []
    index, length = 0, len(text)
    match = _shapes().match
    while index < length:
        found = match(text, index)
        if found is None:
            index = _unknown(raw, text, index)
            continue
        shape = found.lastgroup
        end = found.end()
        if shape == "word":
            raw.append(Token("word", None, found.group(), index, end))
        elif shape == "han":
            _han(raw, words, found.group(), index)
        elif shape == "num":
            digits = found.group()
            raw.append(Token("NUM", int(digits) if len(digits) < 10 else -1, digits, index, end))
        elif shape in {"space", "abbr", "stop", "isot"}:
            pass
        else:
            made = _MAKERS[shape](found)  # type: ignore[index]
            raw.append(Token(made[0], made[1], found.group(), index, end))
        index = end
    return _words(raw, words, text)


def _unknown(raw: list[Token], text: str, index: int) -> int:
    """A run of characters that no shape takes; letters around it belong to the same word."""
    end = index + 1
    while end < len(text) and _shapes().match(text, end) is None:
        end += 1
    start = index
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] == "_") and text[start - 1] < "\u3000":
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] == "_") and text[end] < "\u3000":
        end += 1
    while raw and raw[-1].start >= start:
        raw.pop()
    if raw and raw[-1].kind == UNKNOWN and raw[-1].end == start:
        start = raw.pop().start
    raw.append(Token(UNKNOWN, None, text[start:end], start, end))
    return end


def _year(text: str | None) -> int | None:
    return int(text) if text else None


def _ampm_clock(found: re.Match[str]) -> tuple[str, Any]:
    return "CLOCK12", (int(found["ah"]), int(found["am"] or 0), int(found["as"] or 0), found["half_day"])


_MAKERS: dict[str, Callable[[re.Match[str]], tuple[str, Any]]] = {
    "zonename": lambda f: ("ZONEOFFSET", f.group()),
    "zone": lambda f: ("ZONENAME", f.group()),
    "partition": lambda f: ("FILLER", None),
    "quarter": lambda f: ("QUARTER", (_year(f["qy"]), int(f["q"]))),
    "quarter2": lambda f: ("QUARTER", (None, int(f["q2"]))),
    "half": lambda f: ("HALFTERM", (_year(f["hy"]), int(f["h"]))),
    "half2": lambda f: ("HALFTERM", (None, int(f["h2"]))),
    "isoweek": lambda f: ("ISOWEEK", (int(f["wy"]), int(f["w"]), _year(f["wd"]))),
    "week": lambda f: ("ISOWEEK", (None, int(f["w2"]), None)),
    "ordinal_date": lambda f: ("ORDINALDATE", (int(f.group()[:4]), int(f.group()[5:]))),
    "ymd": lambda f: ("DATE", (int(f["y"]), int(f["m"]), int(f["d"]))),
    "compact": lambda f: ("DATE", (int(f.group()[:4]), int(f.group()[4:6]), int(f.group()[6:]))),
    "ym": lambda f: ("YEARMONTH", (int(f.group()[:4]), int(f.group()[5:]))),
    "ampm": _ampm_clock,
    "clock": lambda f: ("CLOCK", (int(f["ch"]), int(f["cm"]), None if f["cs"] is None else int(f["cs"]))),
    "hclock": lambda f: ("CLOCK", (int(f["hh"]), int(f["hm"]), None)),
    "zulu": lambda f: ("ZONE", "UTC"),
    "dmy": lambda f: ("DMY", (f["n1"], f["n2"], f["n3"])),
    "slash": lambda f: ("MD", (int(f["s1"]), int(f["s2"]), "/")),
    "dot": lambda f: ("MD", (int(f["t1"]), int(f["t2"]), ".")),
    "tminus": lambda f: ("TMINUS", int(f["tn"].replace(" ", ""))),
    "dotted": lambda f: ("ORD", int(f["dn"])),
    "my": lambda f: ("YEARMONTH", (int(f["my4"]), int(f["mm"]))),
    "ord": lambda f: ("ORD", int(f["on"])),
    "period": lambda f: ("DURATION", int(f["pn"]) * (7 if f["pu"] == "w" else 1)),
    "shortyear": lambda f: ("NUM4", 2000 + int(f["yy"])),
    "poss": lambda f: ("OF", None),
    "dots": lambda f: ("TO", None),
    "slashmark": lambda f: ("SLASH", None),
    "dash": lambda f: ("DASH", f.group()),
    "and": lambda f: ("AND", None),
    "dun": lambda f: ("DUN", None),
    "comma": lambda f: ("COMMA", None),
    "colon": lambda f: ("COLON", None),
    "paren": lambda f: ("PAREN", f.group()),
    "quote": lambda f: ("QUOTE", None),
}


def _han(raw: list[Token], words: Lexicon, run: str, offset: int) -> None:
    """Cut a run of Chinese characters into the longest known words."""
    index = 0
    while index < len(run):
        char = run[index]
        if char == "下" and raw and raw[-1].kind == "FILLER" and run[index + 1 : index + 2] not in _NO_LIGHT:
            raw.append(Token("FILLER", None, char, offset + index, offset + index + 1))
            index += 1
            continue
        for text, word in words.han.get(char, ()):
            if run.startswith(text, index) and not _inside_number(run, index, text):
                if word.kind == "SPLIT":
                    pieces = str(word.value).split("|")
                    if "".join(pieces) == text:
                        # Only the first piece: the next may be the beginning of a longer word.
                        pieces, text = pieces[:1], pieces[0]
                    for piece in pieces:
                        _han(raw, words, piece, offset + index)
                    index += len(text)
                else:
                    raw.append(Token(word.kind, word.value, text, offset + index, offset + index + len(text)))
                    index += len(text)
                break
        else:
            index = (
                _han_number(raw, run, index, offset)
                if char in _HAN_NUMBER_START
                else _han_unknown(raw, run, index, offset)
            )


def _inside_number(run: str, index: int, text: str) -> bool:
    """五一 in 二十五一 and 六一 in 六一二 are not holidays; 十一 is none of ours here."""
    if text[0] not in _HAN_NUMBER_START or text[-1] not in _HAN_NUMBER_START:
        return False
    after = run[index + len(text) : index + len(text) + 1]
    return (after != "" and (after in _HAN_NUMBER_START or after in _COUNTED)) or run[
        max(index - 1, 0) : index
    ] in _HAN_NUMBER_START


def _han_number(raw: list[Token], run: str, index: int, offset: int) -> int:
    found = _HAN_NUMBER.match(run, index)
    text = found.group() if found else run[index]
    if raw and raw[-1].kind == "WEEKDAY" and raw[-1].end == offset + index and _WEEK_DAYS.issuperset(text):
        return _weekdays(raw, run, index, text, offset)
    if _NEIGHBOURS.fullmatch(text) and run[index + 2 : index + 3] != "年":
        raw.append(Token("VAGUE", None, text, offset + index, offset + index + 2))
        return index + 2
    raw.append(Token("NUM", han_number(text), text, offset + index, offset + index + len(text)))
    return index + len(text)


def _weekdays(raw: list[Token], run: str, index: int, text: str, offset: int) -> int:
    """周一三五, 周五六日: each is a day of its own."""
    for at, char in enumerate(text, offset + index):
        raw.append(Token("NUM", _NUMERALS[char], char, at, at + 1))
    index += len(text)
    if run[index : index + 1] != "日":
        return index
    raw.append(Token("WEEKDAY", 7, "日", offset + index, offset + index + 1))
    return index + 1


def _han_unknown(raw: list[Token], run: str, index: int, offset: int) -> int:
    if raw and raw[-1].kind == UNKNOWN and raw[-1].end == offset + index:
        raw[-1].text += run[index]
        raw[-1].end += 1
    else:
        raw.append(Token(UNKNOWN, None, run[index], offset + index, offset + index + 1))
    return index + 1


def han_number(text: str) -> int:
    """The value of a Chinese numeral: 二十一, 二〇二六, 一百零二; -1 for one that is none."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    if not any(char in _UNITS for char in text):
        if len(text) in {1, 2, 4}:
            value = 0
            for char in text:
                value = value * 10 + _NUMERALS[char]
            return value
        return -1
    total, digit = 0, 0
    last = 10_000
    for char in text:
        if char in _UNITS:
            unit = _UNITS[char]
            if unit >= last:
                return -1
            total += (digit or 1) * unit
            digit, last = 0, unit
        elif digit:
            return -1
        else:
            digit = _NUMERALS[char]
    return total + digit


def _words(raw: list[Token], words: Lexicon, text: str) -> list[Token]:
    """Give the letter words their kinds, joining phrases of several words; fillers and articles go."""
    tokens: list[Token] = []
    index, count = 0, len(raw)
    the = False
    while index < count:
        token = raw[index]
        step = 1
        if token.kind == "ORD" and _to_last(raw, index):
            token.kind, token.end, step = "FROMEND", raw[index + 2].end, 3
        elif token.kind == "word":
            step = _word(token, raw, index, words)
        index += step
        if token.kind == "COLON":
            token.kind = "FILLER" if index > 1 and raw[index - 2].kind == "FILLER" else UNKNOWN
        if token.kind == "THE":
            the = True
        elif token.kind not in {"FILLER", "QUOTE"}:
            token.the = the
            the = False
            _append(tokens, token)
    return _punctuation(tokens)


def _word(token: Token, raw: list[Token], index: int, words: Lexicon) -> int:
    for pieces, word in words.several.get(token.text, ()):
        size = len(pieces)
        if index + size <= len(raw) and all(raw[index + k].text == pieces[k] for k in range(1, size)):
            if (word.kind == "FROMEND" and _opened(raw, index)) or (word.kind[:4] == "WEEK" and _counted(raw, index)):
                continue
            token.kind, token.value, token.end = word.kind, word.value, raw[index + size - 1].end
            token.text = " ".join(pieces)
            return size
    single = words.single.get(token.text)
    if single is None:
        token.kind = UNKNOWN
    else:
        token.kind, token.value = single.kind, single.value
    return 1


def _to_last(raw: list[Token], index: int) -> bool:
    """2nd to last."""
    return [token.text for token in raw[index + 1 : index + 3]] == ["to", "last"] and not _opened(raw, index)


def _opened(raw: list[Token], index: int) -> bool:
    """`from the second to last Friday` goes from one day to another."""
    while index > 0 and raw[index - 1].kind == "THE":
        index -= 1
    return index > 0 and raw[index - 1].kind in {"FROM", "BETWEEN", "SINCE"}


def _counted(raw: list[Token], index: int) -> bool:
    """`last week from Tuesday to Friday` is no week from Tuesday on."""
    return index > 0 and raw[index - 1].kind in {"LAST", "THIS", "NEXT", "PAST", "COMING", "NUM", "ORD", "FULL"}


def _append(tokens: list[Token], token: Token) -> None:
    """Add a token; number words of several parts become one (`twenty four`, `thirty-first`, `one hundred`)."""
    if tokens and token.kind in {"NUM", "ORD", "HUNDRED"} and token.text[0].isalpha() and token.text.isascii():
        last = tokens[-1]
        before = tokens[-2] if last.kind == "DASH" and len(tokens) > 1 else last
        if token.kind == "HUNDRED":
            if last.kind in {"NUM", "ONE"}:
                last.kind, last.value, last.end = "NUM", (last.value or 1) * 100, token.end
                return
        elif before.kind == "NUM" and before.text in _TENS and 0 < token.value < 10 and before.value >= 20:
            if last is not before:
                tokens.pop()
            before.kind, before.value, before.end = token.kind, before.value + token.value, token.end
            before.text = f"{before.text}-{token.text}"
            return
    tokens.append(token)


_OWNING = frozenset(("'s", "'", "的"))

_TENS = frozenset(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"))


_APART = frozenset(
    ("COMMA", "DUN", "AND", "TO", "DASH", "FROM", "BETWEEN", "SINCE", "DATE", "EXCEPT", "MDDASH", "FOR", "IN", "ONWARD")
)


def _punctuation(tokens: list[Token]) -> list[Token]:  # noqa: C901 one line a mark
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
        elif token.kind == "GE" and shaped and shaped[-1].kind == "ORD":
            continue
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
        if token.kind == "COMMA" and shaped and shaped[-1].kind == "COMMA":
            continue
        shaped.append(token)
    while shaped and shaped[0].kind == "COMMA":
        shaped.pop(0)
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
