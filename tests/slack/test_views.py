"""Every message and view within Slack's limits at their worst: long names, many tasks and ranges, other scripts."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.dates import Ambiguous, DateRange, Note, NoteKind, Reading, Refused
from bot.dates.show import describe
from bot.locale import _
from bot.locale.speech import CHINESE, ENGLISH, Speech
from bot.operations.eta import Eta
from bot.operations.model import Asker, Operation, State
from bot.operations.progress import FailedRun, Progress
from bot.operations.timing import Times
from bot.playground.slack.block_kit import check_home, check_message, check_view
from bot.request.command import OPTIONS
from bot.request.form import Form
from bot.request.model import EnvType, Order
from bot.request.plan import Target, Task, make_plan
from bot.settings import Project
from bot.slack.views import answers, form, home, options, preview, question, root, sheet, status, thread

NAME = "<!channel> & *dwd* `订单` " * 12
WORDS = "<@U0OWNER> & <https://example.com|here> 迟到的文件 ```code``` *bold* ~gone~ _it_ \u202e\n" * 40
TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
TASKS = tuple(Task(id=1001 + index, name=f"{index}{NAME}"[:255], cron="0 0 0/1 * * ?") for index in range(500))
WEEKS = tuple(
    DateRange(date(2025, 1, 6) + timedelta(weeks=week), date(2025, 1, 10) + timedelta(weeks=week)) for week in range(90)
)
NOTES = tuple(Note(NoteKind.CALENDAR, _("{words} is not a day", words=WORDS)) for _index in range(4))
TARGET = Target(alias="w" * 60, project_id=10001, env_type=EnvType.PROD, time_zone="America/Argentina/ComodRivadavia")
MOST = Form(
    tasks=tuple(str(task.id) for task in TASKS),
    phrase="weekdays since 2025-01-06 " * 11,
    reason=WORDS[:500],
    parallelism=10,
    order=Order.DESC,
)
SPEECHES = (ENGLISH, CHINESE)


def reading(ranges: tuple[DateRange, ...] = WEEKS, alternatives: tuple[Reading, ...] = ()) -> Reading:
    canonical = ", ".join(f"{item.start}..{item.end}" for item in ranges)
    return Reading(MOST.phrase, ranges, TARGET.time_zone, TODAY, canonical, notes=NOTES, alternatives=alternatives)


READING = reading(alternatives=tuple(reading(WEEKS[index:]) for index in range(1, 12)))
PLAN = make_plan(MOST, READING, TASKS, TARGET, "BF-1-00000000")
OPERATION = Operation(
    id="6f9619ff-8b86-d011-b42d-00cf4fc964ff",
    number=123456789,
    asker=Asker("T0PLAYGRND", "U0OWNER", "C0DATAOPS", "en-US"),
    state=State.RUNNING,
    text=f"{NAME} {WORDS}",
    form=MOST,
    created_at=NOW,
    expires_at=NOW,
    plan=PLAN,
    digest=PLAN.digest,
    confirmed_at=NOW,
    detail=WORDS,
)
PROGRESS = Progress(
    state=State.DONE_WITH_FAILURES,
    as_of=NOW,
    promised=5_400_000,
    created=5_399_999,
    succeeded=1,
    dry_runs=2,
    failed=2500,
    running=1,
    waiting=5_000_000,
    day=450,
    days=450,
    failures=tuple(
        FailedRun(task.id, task.name or "", 7_000_000_000 + index * 10 + day, TODAY - timedelta(days=2 * day), WORDS)
        for index, task in enumerate(TASKS)
        for day in range(5)
    ),
    next_look=NOW,
    times=Times(NOW - timedelta(days=400), NOW, repeated=5_000_000),
    eta=Eta(NOW, NOW + timedelta(days=400), 450),
    rerun_here=4_000_000,
    message=WORDS,
    request_id="0bc1411515937635973125d1e2a2e6",
    remote_operation_id="e15ad21c-b0e9-4792-8f55-b037xxxxxxxx",
)


def expect_message(message: dict[str, Any]) -> None:
    assert check_message(message["blocks"], message["text"]) == []
    assert message["text"].strip()


def shown(speech: Speech) -> preview.Preview:
    return preview.Preview(
        operation_id=OPERATION.id,
        label=OPERATION.label,
        plan=PLAN,
        reading=READING,
        warnings=tuple(_("{words} is not a day", words=WORDS) for _index in range(12)),
        reason=MOST.reason,
        parallelism=10,
        order=Order.DESC,
        expires_at=NOW,
        person_zone="Asia/Shanghai",
        elsewhere=_("I am not in this channel"),
        moved=tuple(_("{words} is not a day", words=WORDS) for _index in range(12)),
    )


@pytest.mark.parametrize("speech", SPEECHES, ids=["en", "zh"])
class TestWorst:
    def test_preview(self, speech: Speech) -> None:
        expect_message(preview.message(shown(speech), speech))

    @pytest.mark.parametrize("state", list(State))
    def test_root(self, speech: Speech, state: State) -> None:
        from dataclasses import replace

        expect_message(
            root.message(OPERATION, replace(PROGRESS, state=state), speech, "https://x.example/" + "p" * 900)
        )

    @pytest.mark.parametrize("state", list(State))
    def test_thread(self, speech: Speech, state: State) -> None:
        from dataclasses import replace

        progress = replace(PROGRESS, state=state)
        expect_message(thread.sent(OPERATION, progress, speech))
        expect_message(thread.created(progress, speech))
        expect_message(thread.unknown(OPERATION, speech))
        expect_message(thread.first_failure(OPERATION, progress, speech))
        expect_message(thread.ended(OPERATION, progress, speech))

    def test_status(self, speech: Speech) -> None:
        expect_message(status.one(speech, OPERATION, PROGRESS))
        expect_message(status.several(speech, [OPERATION] * answers.SHOWN))

    def test_answers(self, speech: Speech) -> None:
        text = _("{words} is not a day", words=WORDS)
        expect_message(answers.refusal(speech, text, text, operation_id="x", suggestions=[WORDS] * 5, use_dev=True))
        expect_message(answers.expired(speech, OPERATION))
        expect_message(answers.confirmed(speech, OPERATION))
        expect_message(answers.outage(speech, "0123456789ab"))
        expect_message(answers.help_message(speech))
        expect_message(options.all_options(speech))
        for option in OPTIONS:
            expect_message(options.one_option(speech, option))
        expect_message(answers.drafts(speech, [OPERATION] * 40))

    def test_question(self, speech: Speech) -> None:
        choices = tuple(
            question.Choice(item.canonical, describe(item.ranges, speech), WORDS) for item in READING.alternatives
        )
        asked = tuple(
            question.Question(key, _("{words} is not a day", words=WORDS), choices)
            for key in ("phrase", *(f"task{index}" for index in range(20)))
        )
        expect_message(question.message(OPERATION.id, asked, speech))

    def test_home(self, speech: Speech) -> None:
        view = home.view(speech, operations=[OPERATION] * 10, drafts=[OPERATION] * 40, at=NOW)
        assert check_home(view) == []

    def test_request_sheet(self, speech: Speech) -> None:
        text = "\n".join(str(request.parameters()) for request in PLAN.requests)
        assert check_view(sheet.text_modal(speech, _("Request"), _("Reason"), text)) == []

    @pytest.mark.parametrize(
        "outcome",
        [
            None,
            READING,
            Ambiguous(MOST.phrase, _("{words} is not a day", words=WORDS), READING.alternatives, (WORDS,) * 5),
            Ambiguous(MOST.phrase, _("{words} is not a day", words=WORDS)),
            Refused(MOST.phrase, _("{words} is not a day", words=WORDS), suggestions=(WORDS,) * 5),
        ],
        ids=["nothing", "reading", "question", "open question", "refusal"],
    )
    @pytest.mark.parametrize("chosen", [None, READING.alternatives[0].canonical, "2026-01-01"])
    def test_form(self, speech: Speech, outcome: Any, chosen: str | None) -> None:
        filled = form.Filled(
            MOST.model_copy(update={"chosen": chosen}),
            form.Sheet(OPERATION.id, "C0DATAOPS", 3, ask_channel=True, more=True),
            TASKS,
            outcome,
            TODAY,
            TODAY,
            notes=(_("{words} is not a day", words=WORDS),) * 5,
        )
        projects = [Project(alias=f"{index}{'w' * 40}", id=10000 + index, region="cn-shanghai") for index in range(100)]
        assert check_view(form.modal(filled, projects, projects[0], speech)) == []
        assert check_view(form.loading(speech)) == []


def test_what_people_wrote_is_never_markup() -> None:
    """Only rich text and plain text hold it: no element reads it as a mention or a link."""
    message = preview.message(shown(ENGLISH), ENGLISH)
    assert "mrkdwn" not in str(message["blocks"])
    assert "<!channel>" not in message["text"]


def said(message: Any) -> str:
    """Everything a message says, one element after the other."""
    if isinstance(message, dict):
        own = message["text"] if isinstance(message.get("text"), str) and message.get("type") else ""
        return own + "".join(said(value) for value in message.values())
    return "".join(said(item) for item in message) if isinstance(message, list) else ""


def test_chinese_has_chinese_marks_and_names() -> None:
    words = said(preview.message(shown(CHINESE), CHINESE))
    assert "生产环境" in words
    assert "（" in words
    ended = said(thread.ended(OPERATION, PROGRESS, CHINESE))
    for text in (words, ended, said(thread.unknown(OPERATION, CHINESE))):
        assert "。 " not in text
    assert ". " in said(thread.unknown(OPERATION, ENGLISH))
