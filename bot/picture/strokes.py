"""Lines and boxes with smooth edges: drawn larger, strip by strip, and made smaller, so that little memory is used."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import atan2, cos, hypot, pi, sin

from PIL import Image, ImageDraw

from bot.picture.layout import Rect

BACKGROUND = "#ffffff"
FINER = 3
"""How much larger a strip is drawn than it ends up."""
STRIP = 128
"""Rows of pixels of a strip."""
PARTS = 24
"""Straight pieces of a curve."""
HEAD = 6.5
"""Points of an arrow's head."""
DASH = 6.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points; `head` at its end."""

    points: Sequence[Point]
    colour: str
    width: float
    head: bool = False
    dashed: bool = False

    @property
    def rows(self) -> tuple[float, float]:
        """The highest and the lowest point that it touches."""
        heights = [y for _x, y in self.points]
        return min(heights) - HEAD, max(heights) + HEAD

    def draw(self, pen: ImageDraw.ImageDraw, scale: float, down: float) -> None:
        """Draw it `scale` times as large, `down` pixels lower."""
        points = [(x * scale, y * scale + down) for x, y in self.points]
        width = max(1, round(self.width * scale))
        for piece in _dashes(points, DASH * scale) if self.dashed else [points]:
            pen.line(piece, fill=self.colour, width=width)
        if self.head:
            pen.polygon(_head(points, HEAD * scale), fill=self.colour)


@dataclass(frozen=True, slots=True)
class Fill:
    """A rectangle with round corners; `right_only`: those on the left are square."""

    rect: Rect
    colour: str
    border: str | None = None
    width: float = 0.0
    radius: float = 3.0
    right_only: bool = False

    @property
    def rows(self) -> tuple[float, float]:
        """The highest and the lowest point that it touches."""
        return self.rect.y - self.width, self.rect.y + self.rect.height + self.width

    def draw(self, pen: ImageDraw.ImageDraw, scale: float, down: float) -> None:
        """Draw it `scale` times as large, `down` pixels lower."""
        corners = (
            self.rect.x * scale,
            self.rect.y * scale + down,
            self.rect.right * scale,
            (self.rect.y + self.rect.height) * scale + down,
        )
        width = max(1, round(self.width * scale)) if self.border else 0
        pen.rounded_rectangle(
            corners,
            self.radius * scale,
            fill=self.colour,
            outline=self.border,
            width=width,
            corners=(not self.right_only, True, True, not self.right_only),
        )


@dataclass(slots=True)
class Scene:
    """What is to be painted, lowest first, in points; `width` and `height` in pixels, `scale` pixels of a point."""

    width: int
    height: int
    scale: float
    things: list[Stroke | Fill] = field(default_factory=list)

    def add(self, thing: Stroke | Fill) -> None:
        """Put it on top."""
        self.things.append(thing)


def paint(scene: Scene) -> Image.Image:
    """The scene as an image."""
    image = Image.new("RGB", (scene.width, scene.height), BACKGROUND)
    scale = scene.scale * FINER
    reach = [tuple(row * scene.scale for row in thing.rows) for thing in scene.things]
    for top in range(0, scene.height, STRIP):
        rows = min(STRIP, scene.height - top)
        strip = Image.new("RGB", (scene.width * FINER, rows * FINER), BACKGROUND)
        pen = ImageDraw.Draw(strip)
        for thing, (first, last) in zip(scene.things, reach, strict=True):
            if first <= top + rows and last >= top:
                thing.draw(pen, scale, -top * FINER)
        image.paste(strip.reduce(FINER), (0, top))
    return image


def curve(start: Point, end: Point, *, loop: bool = False) -> list[Point]:
    """A line that leaves and arrives level; `loop`: one that turns round outside of what lies between."""
    (x0, y0), (x3, y3) = start, end
    if loop:
        bend, lift = 60.0, -46.0 - abs(y3 - y0) * 0.2
        x1, y1, x2, y2 = x0 + bend, y0 + lift, x3 - bend, y3 + lift
    else:
        bend = (x3 - x0) * 0.5
        x1, y1, x2, y2 = x0 + bend, y0, x3 - bend, y3
    found = []
    for part in range(PARTS + 1):
        t = part / PARTS
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        found.append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))
    return found


def _head(points: Sequence[Point], size: float) -> list[Point]:
    (x0, y0), (x1, y1) = points[-2], points[-1]
    angle = atan2(y1 - y0, x1 - x0)
    wings = (angle + pi * 0.86, angle - pi * 0.86)
    return [(x1, y1), *((x1 + size * cos(wing), y1 + size * sin(wing)) for wing in wings)]


def _dashes(points: Sequence[Point], length: float) -> list[list[Point]]:
    """The pieces of a line that are drawn: every other `length` of it."""
    found: list[list[Point]] = []
    gone = 0.0
    for (x0, y0), (x1, y1) in pairwise(points):
        far = hypot(x1 - x0, y1 - y0)
        at = 0.0
        while at < far:
            step = min(far - at, length - gone % length)
            if int(gone // length) % 2 == 0:
                ends = [(x0 + (x1 - x0) * part / far, y0 + (y1 - y0) * part / far) for part in (at, at + step)]
                found.append(ends)
            at += step
            gone += step
            if step < 1e-6:
                break
    return found
