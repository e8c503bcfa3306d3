"""What a preview shows of a large plan, within Slack's limits and in both languages."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.dates import DateRange, Reading
from bot.locale import _
from bot.locale.speech import CHINESE, ENGLISH, Speech
from bot.planning.history import NOTHING
from bot.planning.spending import Tally
from bot.planning.telling import cost
from bot.playground.slack.block_kit import check_message, check_view
from bot.request.form import Form
from bot.request.load import Load
from bot.request.model import EnvType, Order
from bot.request.plan import Plan, Target, make_plan, warnings
from bot.request.tasks import Task
from bot.request.tree import Node, Tree, as_text
from bot.slack.views import effect, excluding, preview, sheet, tasks

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
TARGET = Target(alias="ec_dw", project_id=10001, env_type=EnvType.PROD, time_zone="Asia/Shanghai")
WEEK = Reading(
    "last week",
    (DateRange(date(2026, 11, 16), date(2026, 11, 22)),),
    "Asia/Shanghai",
    date(2026, 11, 24),
    "2026-11-16..2026-11-22",
)
CRONS = ("0 30 2 * * ?", "0 5 0/1 * * ?", "0 0 3 ? * MON", "0 0 4 L * ?", "0 0/5 * * * ?", "0 0 5 1 1 ?")
TASKS = {
    id_: Task(
        id=id_,
        name=f"dws_{id_}_" + "长名" * 40,
        cron=CRONS[id_ % 6],
        owner=f"26000100000000{id_ % 50:04d}",
        project_id=10001 + id_ % 40,
        recurrence=("Normal", "Pause", "Skip")[id_ % 3],
        self_dependent=True,
    )
    for id_ in range(1, 2101)
}
TREE = Tree((1,), {id_: Node(task, tuple(range(id_ * 7 - 5, min(id_ * 7 + 2, 2101)))) for id_, task in TASKS.items()})
FORM = Form(tasks=("1",), phrase="last week", downstream=True, reason="late")
SPEECHES = pytest.mark.parametrize("speech", [ENGLISH, CHINESE], ids=["en", "zh"])


def plan(tree: Tree | None = TREE) -> Plan:
    return make_plan(FORM, WEEK, [TASKS[1]], TARGET, "BF-1-abc", tree=tree, projects={10001: "ec_dw"})


def shown(made: Plan) -> preview.Preview:
    return preview.Preview(
        operation_id="6f9619ff-8b86-d011-b42d-00cf4fc964ff",
        label="BF-1",
        plan=made,
        reading=WEEK,
        warnings=warnings(made, WEEK),
        reason="late",
        parallelism=2,
        order=Order.ASC,
        expires_at=NOW + timedelta(minutes=15),
        person_zone="Asia/Shanghai",
        small_print=cost(Tally(2100), 40, None, NOTHING, NOW),
        now=NOW,
    )


@SPEECHES
class TestPreview:
    def test_a_large_tree(self, speech: Speech) -> None:
        made = plan().model_copy(update={"load": Load(low=9600, middle=11400, high=14400, known=2000, tasks=2100)})
        message = preview.message(shown(made), speech)
        assert check_message(message["blocks"], message["text"]) == []

    def test_while_the_walk_goes_on(self, speech: Speech) -> None:
        pending = replace(shown(plan(None)), pending=_("{count} more", count=1))
        message = preview.message(pending, speech)
        assert check_message(message["blocks"], message["text"]) == []

    def test_without_days(self, speech: Speech) -> None:
        message = preview.message(replace(shown(plan(None)), reading=None), speech)
        assert check_message(message["blocks"], message["text"]) == []

    def test_the_tree_and_the_menu(self, speech: Speech) -> None:
        text, hidden = as_text(TREE, {}, 2000, sheet.TEXT_ROOM)
        assert len(text.splitlines()) + hidden == len(TASKS)
        view = tasks.modal(speech, "6f9619ff-8b86-d011-b42d-00cf4fc964ff", effect.of_tree(TREE, hidden), text)
        assert check_view(view) == []
        for again in (None, "6f9619ff-8b86-d011-b42d-00cf4fc964ff"):
            said = tasks.answered(speech, view, _("Drawing…"), again)
            assert check_view(said) == []
            assert len(said["blocks"]) == len(view["blocks"]) + (1 if again else 0)
            assert tasks.answered(speech, said, _("Drawing…"), again) == said
        empty = tasks.modal(speech, "6f9619ff-8b86-d011-b42d-00cf4fc964ff", effect.of_tree(Tree((), {}), 0), "")
        assert check_view(empty) == []
        assert tasks.PICTURE not in str(empty)
        assert tasks.PICTURE in str(view)
        menu = excluding.modal(speech, "6f9619ff-8b86-d011-b42d-00cf4fc964ff", list(TASKS.values()))
        assert check_view(menu) == []
        assert check_view(excluding.loading(speech, "6f9619ff-8b86-d011-b42d-00cf4fc964ff")) == []


def test_the_words_of_an_effect() -> None:
    found = plan()
    assert str(effect.downstream(found.effect)) == "+ 2099 downstream (4 levels, 40 projects)"
    words = "".join(ENGLISH.say(piece) if not isinstance(piece, str) else piece for piece in effect.instances(found))  # type: ignore[arg-type]
    assert words.startswith(f"{found.instances} = 350 minutely × 288 × 7 + 350 hourly × 24 × 7 + 350 daily × 7")
    by = [str(text) for text in effect.by_level(found.effect)]
    assert by[0] == "by level: 1, 7, 49, 343, 1700"
    assert by[1].startswith("by project: ")
    assert by[1].endswith("36 more")


@pytest.mark.parametrize(
    ("seconds", "words"), [(40, "40 s"), (720, "12 min"), (11_400, "3 h 10 min"), (3_600, "1 h 00 min")]
)
def test_times_are_said_short(seconds: int, words: str) -> None:
    assert str(effect.span(seconds)) == words


def test_a_range_that_rounds_to_one_time_is_one_time() -> None:
    assert str(effect.about(Load(low=55, middle=62, high=70, known=1, tasks=1))) == "about 1 min (55 s to 1 min)"
    assert str(effect.about(Load(low=61, middle=62, high=70, known=1, tasks=1))) == "about 1 min"
