"""The picture itself: a PNG of bounded size, the same every time, with words that its fonts can show."""

import io
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from PIL import Image

from bot.locale.speech import CHINESE, ENGLISH, Speech
from bot.picture.chart import Mark
from bot.picture.drawing import LONGEST_SIDE, MOST_PIXELS, Picture, draw
from bot.picture.folding import fold
from bot.picture.fonts import Fonts, system_fonts
from bot.picture.words import PACKAGE, Words
from bot.request.model import Mode
from bot.request.tree import Tree
from tests.picture.graphs import chain, chart, tree, wide

SMALL = {1: (2, 3), 2: (4,), 3: (4, 5), 4: (6,), 5: (), 6: ()}
CHINESE_NAMES = "订单_{}_日表"


def opened(picture: Picture) -> Image.Image:
    image = Image.open(io.BytesIO(picture.png))
    image.load()
    return image


def words(found: Tree, speech: Speech = ENGLISH, fonts: Fonts | None = None, **options: object) -> Words:
    made = chart(found, **options)  # type: ignore[arg-type]
    return Words(made, fold(made), speech, (fonts or Fonts(None)).shows)


@pytest.mark.parametrize(
    ("edges", "drawn"),
    [(SMALL, 6), (wide(150), 150), (wide(2000), None), (chain(300), None), ({1: tuple(range(2, 140))}, 139)],
    ids=["small", "limit", "large", "deep", "star"],
)
def test_a_png_of_bounded_size(edges: dict[int, tuple[int, ...]], drawn: int | None) -> None:
    whole = edges | {one: () for ones in edges.values() for one in ones if one not in edges}
    picture = draw(chart(tree(whole)))
    image = opened(picture)
    assert image.format == "PNG"
    assert image.size == (picture.width, picture.height)
    assert max(image.size) <= LONGEST_SIDE
    assert image.width * image.height <= MOST_PIXELS
    assert len(picture.png) < 8_000_000
    assert picture.tasks == len(whole)
    assert picture.drawn == (drawn or picture.drawn)
    assert len(image.getcolors(1 << 24) or ()) > 20


@pytest.mark.parametrize(("speech", "tasks"), [(ENGLISH, ("1 task", "3 tasks")), (CHINESE, ("1 个任务", "3 个任务"))])
def test_the_number_of_a_workspace_is_told_from_that_of_its_tasks(speech: Speech, tasks: tuple[str, str]) -> None:
    said = words(tree(SMALL), speech)
    assert [said.entry("10001", count) for count in (1, 3)] == [f"10001 · {tasks[0]}", f"10001 · {tasks[1]}"]
    assert said.other_workspaces(3).endswith(f" · {tasks[0]}")


def test_nothing_but_a_picture_imports_the_library() -> None:
    code = "import sys, bot.app, bot.cli.plan; sys.exit('PIL' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_same_chart_is_the_same_picture() -> None:
    assert draw(chart(tree(SMALL))).png == draw(chart(tree(SMALL))).png
    assert draw(chart(tree(SMALL))).png != draw(chart(tree(SMALL), exclude=(5,))).png


def test_a_large_tree_is_drawn_in_time() -> None:
    began = time.process_time()
    draw(chart(tree(wide(2000))))
    assert time.process_time() - began < 5


def test_what_it_says_of_a_plan() -> None:
    said = words(tree(SMALL), exclude=(5,))
    assert said.title() == "BF-1 dws_1_di and what is downstream"
    first, second, *notes = said.facts()
    assert "ec_dw · PROD · Mon 16 - Sun 22 Nov 2026 · 6 tasks · 4 steps · 4 workspaces" in first
    assert "drawn 2026-11-24 16:20 Asia/Shanghai" in second
    assert "downstream as of 2026-11-24 16:00 Asia/Shanghai, 20 min old" in second
    assert said.chart.plan.digest[:12] in second
    assert notes == []
    assert dict(said.marks()) == {
        Mark.ROOT: "begins here 1",
        Mark.LEFT_OUT: "left out 1",
        Mark.FROZEN: "frozen 2",
        Mark.DRY: "dry run 1",
    }
    boxes = {box.tasks[0]: (said.name(box), said.small(box)) for box in said.sheet.boxes}
    assert boxes[1] == ("dws_1_di", "1 · 168 instances")
    assert boxes[2] == ("dws_2_di", "2 · frozen")  # no schedule is known, so no number
    assert boxes[5] == ("dws_5_di", "5 · left out")
    assert [said.heading(column) for column in range(4)] == [
        "step 1 · 1 task",
        "step 2 · 2 tasks",
        "step 3 · 2 tasks",
        "step 4 · 1 task",
    ]


def test_what_is_not_drawn_is_counted() -> None:
    said = words(tree(wide(2000)))
    alone = sum(len(box.tasks) == 1 for box in said.sheet.boxes)
    assert said.facts()[2].startswith(f"{2000 - alone} tasks have no box of their own")
    counted = [said.name(box) for box in said.sheet.boxes if len(box.tasks) > 1]
    assert sum(int(name.split()[1]) for name in counted) == 2000 - alone


def test_what_is_not_known_is_said() -> None:
    half = tree(SMALL)
    open_ = Tree(half.roots, {**half.nodes, 5: replace(half.nodes[5], below=None)})
    said = words(open_)
    assert "instances not known" in said.facts()[0]
    assert said.facts()[2] == "There may be more tasks: what is below 1 of these is not known."


def test_a_chain_is_what_lies_on_the_way() -> None:
    found = chart(tree(SMALL), downstream=False, tasks=("1", "4"), mode=Mode.CHAIN)
    assert set(found.items) <= {1, 2, 3, 4}


def test_what_a_workspace_leaves_out_is_marked() -> None:
    run = chart(tree(SMALL)).plan.requests[0].default_run_properties
    assert run is not None
    found = chart(tree(SMALL), exclude_projects=("10003",))
    assert set(found.items) == set(SMALL)
    out = {id_ for id_ in SMALL if id_ % 4 == 2}
    assert set(found.marked(Mark.LEFT_OUT)) == out
    assert all(found.items[id_].instances is None for id_ in out)


class TestFonts:
    """The machine of these tests may have a font with Chinese or not; the one of the library is always there."""

    def test_without_a_font_ids_stand_for_names_and_it_is_said(self) -> None:
        said = words(tree(SMALL, name=CHINESE_NAMES))
        assert said.title() == "BF-1 1 and what is downstream"
        assert {said.name(box) for box in said.sheet.boxes} == {"1", "2", "3", "4", "5", "6"}
        assert "No font here shows the names of 6 tasks" in said.facts()[-1]
        assert PACKAGE in said.facts()[-1]

    def test_nothing_is_drawn_that_no_font_shows(self) -> None:
        fonts = Fonts(None)
        said = words(tree(SMALL, name=CHINESE_NAMES), fonts=fonts, exclude=(5,))
        boxes = [text for box in said.sheet.boxes for text in (said.name(box), said.small(box))]
        headings = [said.heading(column) for column in range(len(said.sheet.columns))]
        legend = [*said.workspaces(), *(text for _mark, text in said.marks()), said.circles()]
        assert all(map(fonts.shows, [said.title(), *said.facts(), *boxes, *headings, *legend]))

    def test_without_a_font_it_is_in_english(self) -> None:
        made = chart(tree(SMALL))
        assert draw(made, CHINESE, Fonts(None)).png == draw(made, ENGLISH, Fonts(None)).png

    def test_the_plain_font_shows_english_and_no_more(self) -> None:
        assert Fonts(None).shows("dwd_orders_di (1001) · … ~")
        assert not Fonts(None).shows("订单")
        assert not Fonts(None).shows("цена")

    def test_long_names_are_cut_in_the_middle(self) -> None:
        cut = Fonts(None).cut("dws_" + "very_" * 40 + "long_di", 14, 200)
        assert cut.startswith("dws_")
        assert cut.endswith("_di")
        assert Fonts(None).width(cut, 14) <= 200

    def test_a_font_of_this_machine_shows_what_it_says(self) -> None:
        fonts = system_fonts()
        assert fonts.shows("订单") is (fonts.wide is not None)
