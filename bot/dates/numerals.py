"""Chinese numerals: 二十一, 二〇二六, 廿三."""

NUMERALS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "俩": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
}


_UNITS = {"十": 10, "百": 100, "千": 1000}


def han_number(text: str) -> int:
    """The value of a Chinese numeral: 二十一, 二〇二六, 一百零二; -1 for one that is none."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    if not any(char in _UNITS for char in text):
        if len(text) in {1, 2, 4}:
            value = 0
            for char in text:
                value = value * 10 + NUMERALS[char]
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
            digit = NUMERALS[char]
    return total + digit
