"""Where everything stands, in points from the upper left: boxes in columns, and the lines between them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.picture.folding import Sheet
from bot.picture.ordering import ordered
from bot.picture.placing import Slot, placed

BOX_HEIGHT = 40.0
ROW_GAP = 10.0
LANE_HEIGHT = 4.0
"""Room of a line that passes a column."""
COLUMN_GAP = 64.0
COLUMN_HEAD = 30.0
"""Above the boxes of a column, for its heading."""


@dataclass(frozen=True, slots=True)
class Rect:
    """A box, by its corner and size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The far edge."""
        return self.x + self.width

    @property
    def middle(self) -> float:
        """Half way down."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Line:
    """From `start` to `end`; `curved` between columns, straight where it passes one. `head`: it ends at a box.

    `source` is the place of the box that it comes from; `to_several`: it ends at one that counts tasks.
    """

    start: tuple[float, float]
    end: tuple[float, float]
    source: int
    curved: bool
    head: bool
    to_several: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """The drawing: `boxes` in the order of the sheet's, `columns` as (left, width), `closing` lines of circles."""

    width: float
    height: float
    boxes: tuple[Rect, ...]
    columns: tuple[tuple[float, float], ...]
    lines: tuple[Line, ...]
    closing: tuple[Line, ...]


def lay_out(sheet: Sheet, widths: Sequence[float]) -> Layout:
    """The layout of a sheet whose boxes are so wide; a column is as wide as its widest."""
    nodes = _Nodes(sheet)
    last = frozenset(place for place, box in enumerate(sheet.boxes) if len(box.tasks) > 1)
    order = ordered(nodes.columns, nodes.right, last)
    slots = {
        node: Slot(BOX_HEIGHT, ROW_GAP) if node < len(sheet.boxes) else Slot(LANE_HEIGHT, LANE_HEIGHT)
        for column in order
        for node in column
    }
    middles = placed(order, nodes.right, slots)
    spans = _spans(sheet, widths)
    boxes = tuple(
        Rect(spans[box.column][0], COLUMN_HEAD + middles[place] - BOX_HEIGHT / 2, spans[box.column][1], BOX_HEIGHT)
        for place, box in enumerate(sheet.boxes)
    )
    height = max((box.y + box.height for box in boxes), default=COLUMN_HEAD)
    lanes = [COLUMN_HEAD + middles[node] + LANE_HEIGHT for node in slots if node >= len(boxes)]
    return Layout(
        width=spans[-1][0] + spans[-1][1] if spans else 0.0,
        height=max(height, *lanes) if lanes else height,
        boxes=boxes,
        columns=tuple(spans),
        lines=tuple(nodes.lines(boxes, spans, middles)),
        closing=tuple(
            Line((boxes[a].right, boxes[a].middle), (boxes[b].x, boxes[b].middle), a, curved=True, head=True)
            for a, b in sheet.closing
        ),
    )


def _spans(sheet: Sheet, widths: Sequence[float]) -> list[tuple[float, float]]:
    """Left edge and width of each column."""
    found: list[tuple[float, float]] = []
    left = 0.0
    for column, _span in enumerate(sheet.columns):
        width = max(width for box, width in zip(sheet.boxes, widths, strict=True) if box.column == column)
        found.append((left, width))
        linked = sheet.links or sheet.closing
        left += width + (COLUMN_GAP if linked else ROW_GAP * 2)
    return found


class _Nodes:
    """Boxes by their places, and after them the lanes on which lines pass the columns between two boxes.

    All long lines of one box share its lanes: they part in the column before the box that they lead to.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.columns: list[list[int]] = [[] for _ in sheet.columns]
        for place, box in enumerate(sheet.boxes):
            self.columns[box.column].append(place)
        self.right: dict[int, list[int]] = {}
        self._boxes = sheet.boxes
        self._lanes: dict[tuple[int, int], int] = {}
        self._of: dict[int, tuple[int, int]] = {}
        for source, target in sheet.links:
            self._link(source, target)

    def _link(self, source: int, target: int) -> None:
        passed = range(self._boxes[source].column + 1, self._boxes[target].column)
        for node, after in pairwise([source, *(self._lane(source, column) for column in passed), target]):
            beside = self.right.setdefault(node, [])
            if after not in beside:
                beside.append(after)

    def _lane(self, source: int, column: int) -> int:
        known = self._lanes.get((source, column))
        if known is None:
            known = self._lanes[source, column] = len(self._boxes) + len(self._lanes)
            self._of[known] = (source, column)
            self.columns[column].append(known)
        return known

    def lines(
        self, boxes: Sequence[Rect], spans: Sequence[tuple[float, float]], middles: dict[int, float]
    ) -> list[Line]:
        """Every line once."""
        found = []
        for node, ones in self.right.items():
            source, column = self._of.get(node, (node, self._boxes[node].column if node < len(boxes) else 0))
            y = COLUMN_HEAD + middles[node]
            start = (sum(spans[column]), y)
            if node >= len(boxes):
                found.append(Line((spans[column][0], y), start, source, curved=False, head=False))
            for one in ones:
                end = (spans[self._column(one)][0], COLUMN_HEAD + middles[one])
                ends = one < len(boxes)
                several = ends and len(self._boxes[one].tasks) > 1
                found.append(Line(start, end, source, curved=True, head=ends, to_several=several))
        return found

    def _column(self, node: int) -> int:
        return self._of[node][1] if node in self._of else self._boxes[node].column
