"""What is written in digits and marks: dates, clocks, ordinals, weeks; each shape and the token it makes."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

UNKNOWN = "UNKNOWN"


END = "$"


_SHAPES = r"""
      (?P<space>\ +)
    | (?P<weekslash>w/[cebo](?![a-z]))
    | (?P<zonename>(?:utc|gmt)\ ?[+-]\d{1,2}(?::?\d\d)?(?!\d))
    | (?P<zone>etc/gmt[+-]\d{1,2}(?!\d)|[a-z]+/[a-z_]+(?:/[a-z_]+)?(?![a-z]))
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
    | (?P<ym>(?<!\d)(?<!\d\.)(?:20\d\d|2100|19\d\d)[-/.]\d{1,2}(?![\d:]|[-/.]\d(?!\d{3}[-./])|\.(?!\.|\s|$)))
    | (?P<ampm>(?<!\d)(?<!\d\.)(?P<ah>\d{1,2})(?:[:.](?P<am>\d{2}))?(?::(?P<as>\d{2}))?\ ?
          (?P<half_day>[ap])\.?m\b(?:\.(?!\.))?)
    | (?P<clock>(?<![\d:])(?<!\d\.)(?P<ch>\d{1,2}):(?P<cm>\d{2})(?::(?P<cs>\d{2}))?(?![\d:]))
    | (?P<hclock>(?<![\d.:])(?P<hh>\d{1,2})h(?P<hm>\d{2})(?![a-z\d:]))
    | (?P<dmy>(?:(?<![\d./-])|(?<![\d./])(?=\d\d?[./]))(?P<n1>\d{1,2})(?P<dsep>[-/.])(?P<n2>\d{1,2})(?P=dsep)
          (?P<n3>\d{4}|\d{2})(?!\d|[./]\d|(?P=dsep)\d))
    | (?P<my>(?<![\d./-])(?P<mm>\d{1,2})/(?P<my4>20\d\d)(?![\d/]|\.\d))
    | (?P<slash>(?<![\d./])(?<!\d{4}-)(?P<s1>\d{1,2})/(?P<s2>\d{1,2})(?![\d/]|\.\d))
    | (?P<dot>(?<![\d.])(?P<t1>\d{1,2})\.(?P<t2>\d{1,2})(?!\d|\.\d))
    | (?P<tminus>(?<![a-z\d])[td]\ ?(?P<tn>[+-]\ ?\d{1,4})(?!\d|\.\d))
    | (?P<dotted>(?<![\d.])(?P<dn>\d{1,2})\.(?=\ ?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)))
    | (?P<ord>(?<!\d)(?<!\d\.)(?P<on>\d{1,3})(?:st|nd|rd|th)(?![a-z]))
    | (?P<period>/p(?P<pn>\d{1,3})(?P<pu>[dw])(?![a-z\d]))
    | (?P<slashmark>/(?=\ ?[a-z\d]))
    | (?P<num>\d+)
    | (?P<shortyear>(?:(?<=[a-z\d]\ )|(?<=[a-z\d]))'(?P<yy>\d\d)(?!\d)(?![^']*'))
    | (?P<poss>'s(?![a-z])|(?<=s)'(?![a-z]))
    | (?P<word>[a-z]+(?:'(?!s(?![a-z]))[a-z]+)?)
    | (?P<dots>\.\.\.?|-{2,}>?|->|=>)
    | (?P<dash>[-~])
    | (?P<and>[&+](?![&+])(?<![&+].))
    | (?P<dun>、)
    | (?P<comma>[,;，；])
    | (?P<stop>[.!。!?？]+\ *$)
    | (?P<abbr>(?<=[a-z])\.)
    | (?P<colon>:)
    | (?P<inclusive>[(（]含[)）])
    | (?P<paren>[()（）\[\]])
    | (?P<quote>['"`“”「」『』【】《》〈〉]+)
    | (?P<han>双1[12](?!\d)|(?:(?!双1[12](?!\d))[\u3007\u4e00-\u9fff])+)
    """


@cache
def shapes() -> re.Pattern[str]:
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

    def as_kind(self, kind: str) -> "Token":
        """The same text as another kind."""
        return Token(kind, self.value, self.text, self.start, self.end)

    def __repr__(self) -> str:
        return f"{self.kind}({self.text})"


def chinese_ordinal(token: Token) -> bool:
    """Whether an ordinal was written 第N."""
    return token.text.isdigit() or not token.text.isascii()


def _year(text: str | None) -> int | None:
    return int(text) if text else None


def _ampm_clock(found: re.Match[str]) -> tuple[str, Any]:
    return "CLOCK12", (int(found["ah"]), int(found["am"] or 0), int(found["as"] or 0), found["half_day"])


MAKERS: dict[str, Callable[[re.Match[str]], tuple[str, Any]]] = {
    "weekslash": lambda f: ({"e": "WEEKTO", "o": "EXCEPT"}.get(f.group()[2], "WEEKFROM"), None),
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
    "inclusive": lambda f: ("INCLUSIVE", None),
    "paren": lambda f: ("PAREN", f.group()),
    "quote": lambda f: ("QUOTE", None),
}
