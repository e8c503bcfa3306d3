"""A chart as a PNG. It imports Pillow, so it is imported where a picture is asked for; drawing takes up to seconds."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

from PIL import Image, ImageDraw

from bot.locale.speech import ENGLISH, Speech
from bot.picture.chart import Chart, Mark
from bot.picture.folding import Box, Sheet, fold
from bot.picture.fonts import Fonts, system_fonts
from bot.picture.layout import Layout, Rect, lay_out
from bot.picture.strokes import Fill, Scene, Stroke, curve, paint
from bot.picture.words import Words

LONGEST_SIDE = 6000
MOST_PIXELS = 12_000_000
"""Of a whole picture: with it, drawing takes some 150 MB."""
SHARPEST = 2.0
"""Pixels of a point; less for what would be larger than the two above."""
MARGIN = 28.0
ROUND = 7.0
"""Radius of the corners of a box."""
NARROWEST = 680.0
"""Points of a picture, so that its title has room."""
BOX_NARROW, BOX_WIDE = 130.0, 300.0
TITLE, FACT, NAME, SMALL = 21, 13, 14, 11
"""Sizes of texts, in points."""
LINE = 20.0
INK, MUTED, FAINT, PALE, WARNING = "#0f172a", "#475569", "#94a3b8", "#cbd5e1", "#c2410c"
COLOURS = ("#2563eb", "#0d9488", "#d97706", "#7c3aed", "#db2777", "#4d7c0f", "#0369a1", "#92400e")
BODIES = {Mark.FROZEN: "#dbeafe", Mark.DRY: "#fef3c7", Mark.OPEN: "#ffedd5", Mark.LEFT_OUT: "#f1f5f9"}
"""What the boxes of marked tasks are filled with; the last that fits."""
BLANK = "#ffffff"
OTHERS = "#64748b"
"""Workspaces beyond these share one colour, and so do tasks whose workspace is not known."""
PROBE = "中文，。"


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, its size in pixels, and how many tasks have a box of their own, of how many."""

    png: bytes
    width: int
    height: int
    drawn: int
    tasks: int


def draw(chart: Chart, speech: Speech = ENGLISH, fonts: Fonts | None = None) -> Picture:
    """The picture of a chart. In English where no font here shows Chinese."""
    fonts = fonts or system_fonts()
    if speech.language != ENGLISH.language and not fonts.shows(PROBE):
        speech = ENGLISH
    sheet = fold(chart)
    words = Words(chart, sheet, speech, fonts.shows)
    layout = lay_out(sheet, [_width(words, box, fonts) for box in sheet.boxes])
    drawing = _Drawing(chart, sheet, words, layout, fonts)
    image = drawing.image()
    file = io.BytesIO()
    image.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(file, "PNG", compress_level=6)
    return Picture(file.getvalue(), image.width, image.height, len(chart.items) - sheet.folded, len(chart.items))


def _width(words: Words, box: Box, fonts: Fonts) -> float:
    longest = max(fonts.width(words.name(box), NAME), fonts.width(words.small(box), SMALL))
    return min(max(longest + 26, BOX_NARROW), BOX_WIDE)


class _Drawing:
    """One picture: everything in points first, scaled as it is painted."""

    def __init__(self, chart: Chart, sheet: Sheet, words: Words, layout: Layout, fonts: Fonts) -> None:
        self._chart = chart
        self._sheet = sheet
        self._words = words
        self._layout = layout
        self._fonts = fonts
        names = list(words.workspaces())
        self._colours = {name: COLOURS[place] if place < len(COLOURS) else OTHERS for place, name in enumerate(names)}
        self._facts = words.facts()
        texts = [(words.title(), TITLE), *((fact, FACT) for fact in self._facts)]
        longest = max(fonts.width(text, size) for text, size in texts)
        self._width = max(layout.width, min(longest, max(layout.width, 1400.0)), NARROWEST) + 2 * MARGIN
        self._legend = list(self._in_rows())
        rows = 1 + max((row for row, _x, _item in self._legend), default=-1)
        self._legend_top = MARGIN + 36 + LINE * len(self._facts) + 8
        self._top = self._legend_top + LINE * rows + 18
        self._height = self._top + layout.height + MARGIN
        side = LONGEST_SIDE / max(self._width, self._height)
        self._scale = min(SHARPEST, side, sqrt(MOST_PIXELS / (self._width * self._height)))
        self._scene = Scene(int(self._width * self._scale), int(self._height * self._scale), self._scale)

    def image(self) -> Image.Image:
        """Lines under boxes, texts on top."""
        self._lines()
        for place, box in enumerate(self._sheet.boxes):
            self._box(box, self._at(self._layout.boxes[place]))
        self._key()
        image = paint(self._scene)
        pen = ImageDraw.Draw(image)
        self._texts(pen)
        return image

    def _lines(self) -> None:
        for line in self._layout.lines:
            start, end = self._moved(line.start), self._moved(line.end)
            points = curve(start, end) if line.curved else [start, end]
            several = len(self._sheet.boxes[line.source].tasks) > 1 or line.to_several
            self._scene.add(Stroke(points, PALE if several else FAINT, 1.2, head=line.head))
        for line in self._layout.closing:
            start, end = self._moved(line.start), self._moved(line.end)
            self._scene.add(Stroke(curve(start, end, loop=True), WARNING, 1.6, head=True, dashed=True))

    def _box(self, box: Box, rect: Rect) -> None:
        colour, marks = self._colour(box), self._marks(box)
        if len(box.tasks) > 1:
            for shift in (6, 3):
                behind = Rect(rect.x + shift, rect.y + shift, rect.width, rect.height)
                self._scene.add(Fill(behind, BLANK, PALE, 1.0, ROUND))
        self._card(rect, colour, marks, 6.0, ROUND)

    def _card(self, rect: Rect, colour: str, marks: frozenset[Mark], stripe: float, round_: float) -> None:
        """A box: filled with its colour where it is a root, else a stripe of it and a body that tells its mark."""
        colour = PALE if Mark.LEFT_OUT in marks else colour
        self._scene.add(Fill(rect, colour, radius=round_))
        if Mark.ROOT not in marks or Mark.LEFT_OUT in marks:
            inside = Rect(rect.x + stripe, rect.y + 1.1, rect.width - stripe - 1.1, rect.height - 2.2)
            body = [shade for mark, shade in BODIES.items() if mark in marks] or [BLANK]
            self._scene.add(Fill(inside, body[-1], radius=round_ - 1.1, right_only=True))

    def _texts(self, pen: ImageDraw.ImageDraw) -> None:
        self._text(pen, MARGIN, MARGIN + 20, self._words.title(), TITLE, INK, heavy=True)
        for place, fact in enumerate(self._facts):
            colour = MUTED if place < 2 else WARNING
            self._text(pen, MARGIN, MARGIN + 20 + LINE * (place + 1) + 8, fact, FACT, colour)
        for row, x, (words, _sign) in self._legend:
            self._text(pen, x + 20, self._legend_top + LINE * row + 12, words, FACT - 1, MUTED)
        for column, (left, _width) in enumerate(self._layout.columns):
            heading = self._words.heading(column)
            self._text(pen, MARGIN + left, self._top + 16, heading, FACT - 1, MUTED)
        for box, rect in zip(self._sheet.boxes, self._layout.boxes, strict=True):
            self._label(pen, box, self._at(rect))

    def _label(self, pen: ImageDraw.ImageDraw, box: Box, rect: Rect) -> None:
        marks = self._marks(box)
        out, root = Mark.LEFT_OUT in marks, Mark.ROOT in marks
        name = self._fonts.cut(self._words.name(box), NAME, rect.width - 22)
        small = self._fonts.cut(self._words.small(box), SMALL, rect.width - 22)
        lit = root and not out
        self._text(pen, rect.x + 14, rect.y + 18, name, NAME, FAINT if out else "#ffffff" if lit else INK, heavy=lit)
        self._text(pen, rect.x + 14, rect.y + 33, small, SMALL, FAINT if out else "#e2e8f0" if lit else MUTED)
        if out:
            end = rect.x + 14 + self._fonts.width(name, NAME)
            height = round((rect.y + 13) * self._scale)
            pen.line(
                [(round((rect.x + 12) * self._scale), height), (round((end + 2) * self._scale), height)],
                fill=MUTED,
                width=max(1, round(1.2 * self._scale)),
            )

    def _text(
        self, pen: ImageDraw.ImageDraw, x: float, y: float, text: str, size: int, colour: str, *, heavy: bool = False
    ) -> None:
        """A text from its base line's left end; too long ones are cut at the right margin."""
        text = self._fonts.cut(text, size, self._width - MARGIN / 2 - x)
        face = self._fonts.face(text, max(8, int(size * self._scale)))
        place = (x * self._scale, y * self._scale)
        pen.text(place, text, fill=colour, font=face, anchor="ls", stroke_width=0.4 * self._scale if heavy else 0)

    def _in_rows(self) -> Iterator[tuple[int, float, tuple[str, str | Mark]]]:
        """The entries of the legend, each with its row and its left edge."""
        shared = [
            (self._words.entry(name, tasks), self._colours[name]) for name, tasks in self._words.workspaces().items()
        ]
        named: list[tuple[str, str | Mark]] = [*shared[: len(COLOURS)]]
        if len(shared) > len(COLOURS):
            named.append((self._words.other_workspaces(len(COLOURS)), OTHERS))
        named += ((words, mark) for mark, words in self._words.marks())
        if self._sheet.closing:
            named.append((self._words.circles(), ""))
        row, x = 0, MARGIN
        for words, sign in named:
            width = 20 + self._fonts.width(words, FACT - 1) + 18
            if x + width > self._width - MARGIN and x > MARGIN:
                row, x = row + 1, MARGIN
            yield row, x, (words, sign)
            x += width

    def _key(self) -> None:
        """The signs of the legend."""
        for row, x, (_text, sign) in self._legend:
            y = self._legend_top + LINE * row + 2
            rect = Rect(x, y, 15, 12)
            if isinstance(sign, Mark):
                self._card(rect, MUTED, frozenset({sign}), 1.1, 3.0)
                if sign is Mark.LEFT_OUT:
                    ends = [(x - 2, rect.middle), (rect.right + 2, rect.middle)]
                    self._scene.add(Stroke(ends, MUTED, 1.4))
            elif sign:
                self._card(rect, sign, frozenset(), 6.0, 3.0)
            else:
                self._scene.add(Stroke([(x, y + 6), (x + 15, y + 6)], WARNING, 1.6, head=True, dashed=True))

    def _marks(self, box: Box) -> frozenset[Mark]:
        """The marks of a task; of several those that all of them have."""
        return frozenset.intersection(*(self._chart.items[id_].marks for id_ in box.tasks))

    def _colour(self, box: Box) -> str:
        if len(box.tasks) > 1 and box.project is None:
            return OTHERS
        return self._colours.get(self._words.workspace_of(box.tasks[0]), OTHERS)

    def _at(self, rect: Rect) -> Rect:
        return Rect(rect.x + MARGIN, rect.y + self._top, rect.width, rect.height)

    def _moved(self, point: tuple[float, float]) -> tuple[float, float]:
        return point[0] + MARGIN, point[1] + self._top
