"""Fonts: the one that comes with the library for plain English, one of the system for everything else."""

from functools import cache, lru_cache

from PIL import ImageFont

WIDE = (
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJKsc-Regular.otf",
    "NotoSansSC-Regular.ttf",
    "SourceHanSansSC-Regular.otf",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "DroidSansFallbackFull.ttf",
    "DroidSansFallback.ttf",
    "PingFang.ttc",
    "Hiragino Sans GB.ttc",
    "STHeiti Light.ttc",
    "msyh.ttc",
    "simhei.ttf",
)
"""Files of fonts with Chinese characters on Debian, Alpine, macOS and Windows; the first that is there is taken."""
SIMPLIFIED = "SC"
"""In the name of the face of a collection that draws characters as they are written in mainland China."""
NO_CHARACTER = "\uffff"
"""Every font draws it as what it does not have."""

Face = ImageFont.FreeTypeFont | ImageFont.ImageFont


class Fonts:
    """What texts are measured and drawn with. `wide` is the file of the second font, None where there is none."""

    def __init__(self, wide: str | None) -> None:
        self.wide = wide
        self._shown: dict[tuple[bool, str], bool] = {}

    def shows(self, text: str) -> bool:
        """Whether every character of a text can be drawn, by one font."""
        return any(self._covers(wide, text) for wide in self._choices())

    def face(self, text: str, size: int) -> Face:
        """The font for a text: the plain one if it can."""
        wide = next((wide for wide in self._choices() if self._covers(wide, text)), False)
        return _wide(self.wide, size) if wide and self.wide else _plain(size)

    def width(self, text: str, size: int) -> float:
        """How long a text is, in points of its size: the longer of two sharpnesses, which round differently."""
        return max(self.face(text, size).getlength(text), self.face(text, 2 * size).getlength(text) / 2)

    def cut(self, text: str, size: int, room: float) -> str:
        """At most so long, cut in the middle: names differ at both ends."""
        if self.width(text, size) <= room:
            return text
        kept = len(text) - 1
        while kept > 2:
            shorter = f"{text[: (kept + 1) // 2]}…{text[len(text) - kept // 2 :]}"
            if self.width(shorter, size) <= room:
                return shorter
            kept -= 1
        return f"{text[:1]}…"

    def _choices(self) -> tuple[bool, ...]:
        return (False, True) if self.wide else (False,)

    def _covers(self, wide: bool, text: str) -> bool:
        return all(self._has(wide, character) for character in set(text))

    def _has(self, wide: bool, character: str) -> bool:
        if " " <= character <= "~":
            return True
        known = self._shown.get((wide, character))
        if known is None:
            face = _wide(self.wide, 16) if wide and self.wide else _plain(16)
            known = self._shown[wide, character] = _drawn(face, character) != _drawn(face, NO_CHARACTER)
        return known


@cache
def system_fonts() -> Fonts:
    """The fonts of this machine; looked for once."""
    for name in WIDE:
        try:
            return Fonts(str(ImageFont.truetype(name, 16).path))
        except OSError:
            continue
    return Fonts(None)


@lru_cache(maxsize=32)
def _plain(size: int) -> Face:
    return ImageFont.load_default(size)


@lru_cache(maxsize=32)
def _wide(path: str, size: int) -> Face:
    """The face of a file; of a collection the one for mainland China."""
    index, faces = 0, [ImageFont.truetype(path, size)]
    while path.endswith(".ttc") and SIMPLIFIED not in str(faces[-1].getname()[0]).split():
        index += 1
        try:
            faces.append(ImageFont.truetype(path, size, index))
        except OSError:
            return faces[0]
    return faces[-1]


def _drawn(face: Face, character: str) -> bytes:
    return bytes(face.getmask(character))
