"""Graphs to be drawn."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from bot.dates import DateRange, Reading
from bot.picture.chart import Chart, chart_of
from bot.request.form import Form
from bot.request.model import EnvType
from bot.request.plan import Target, make_plan
from bot.request.requests import Found
from bot.request.tasks import Task
from bot.request.tree import Node, Tree

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
TARGET = Target(alias="ec_dw", project_id=10001, env_type=EnvType.PROD, time_zone="Asia/Shanghai")
PROJECTS = {10001: "ec_dw", 10002: "risk_mart", 10003: "财务集市"}
WEEK = Reading(
    "last week",
    (DateRange(date(2026, 11, 16), date(2026, 11, 22)),),
    "Asia/Shanghai",
    date(2026, 11, 24),
    "2026-11-16..2026-11-22",
)
CRONS = ("0 30 2 * * ?", "0 5 0/1 * * ?", None)


def tree(edges: Mapping[int, Sequence[int]], roots: Sequence[int] = (1,), name: str = "dws_{}_di") -> Tree:
    """Tasks that differ in schedule, workspace and state."""
    nodes = {
        id_: Node(
            Task(
                id=id_,
                name=name.format(id_) if id_ % 11 else None,
                cron=CRONS[id_ % 3],
                project_id=10001 + id_ % 4,
                recurrence=("Normal", "Normal", "Pause", "Skip")[id_ % 4],
            ),
            tuple(below),
            read_at=NOW,
        )
        for id_, below in edges.items()
    }
    return Tree(tuple(roots), nodes)


def chart(found: Tree, *, minutes: int = 20, exclude: Sequence[int] = (), **options: object) -> Chart:
    """The chart of a tree."""
    words = {str(id_): (id_,) for id_ in exclude}
    base = {"tasks": (str(found.roots[0]),), "phrase": "last week", "downstream": True, "exclude_tasks": tuple(words)}
    form = Form.model_validate(base | options)
    begun = tuple(map(int, form.tasks))
    asked = Found(tasks=begun, words=words)
    plan = make_plan(
        form, WEEK, [found.task(id_) for id_ in begun], TARGET, "BF-1-abc", found=asked, tree=found, projects=PROJECTS
    )
    return chart_of(plan, found, PROJECTS, NOW + timedelta(minutes=minutes), "BF-1")


@st.composite
def graphs(draw: st.DrawFn, most: int = 25) -> dict[int, tuple[int, ...]]:
    """Anything, circles and a task below itself included."""
    count = draw(st.integers(1, most))
    ids = st.integers(1, count)
    return {id_: tuple(draw(st.lists(ids, max_size=4, unique=True))) for id_ in range(1, count + 1)}


def wide(tasks: int, fan: int = 7) -> dict[int, tuple[int, ...]]:
    """A tree in which `fan` tasks wait for each."""
    return {id_: tuple(range((id_ - 1) * fan + 2, min(id_ * fan + 2, tasks + 1))) for id_ in range(1, tasks + 1)}


def chain(tasks: int) -> dict[int, tuple[int, ...]]:
    """Each waits for the one before."""
    return {id_: (id_ + 1,) if id_ < tasks else () for id_ in range(1, tasks + 1)}
