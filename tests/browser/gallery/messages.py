"""Messages of the gallery that only the asker sees: previews, questions, refusals, answers."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import time, timedelta
from functools import partial
from typing import Any

from bot.dates import Reading
from bot.dates.show import describe
from bot.errors import UserError
from bot.locale import _, _n
from bot.locale.speech import Speech
from bot.operations.acts import Verb
from bot.operations.model import State
from bot.planning.settling import PhraseRefused
from bot.planning.tasks import TaskNotFound
from bot.policy import may_backfill
from bot.request.command import OPTIONS
from bot.request.form import Form
from bot.request.model import AlertType, EnvType, InstanceType, Mode, NoticeType, Order
from bot.request.plan import Plan, warnings
from bot.slack.render import differences, forbidden, refused
from bot.slack.views import acts, answers, logs, options, panel, presets, preview, question, status
from tests.browser.gallery import samples as day

Block = dict[str, Any]
Shown = Callable[[Speech], Block]
OPERATION = day.operation()


def shown(
    form: Form = day.USUAL,
    made: Plan = day.PLAN,
    reading: Reading | None = None,
    **more: Any,
) -> Shown:
    settled = reading or (day.reading(form.phrase) if form.phrase else None)
    made_up = preview.Preview(
        operation_id=OPERATION.id,
        label=OPERATION.label,
        plan=made,
        reading=settled,
        warnings=tuple(warnings(made, settled, awaited="pending" in more)),
        reason=form.reason,
        parallelism=form.parallelism or 1,
        order=form.order or Order.ASC,
        expires_at=day.NOW + timedelta(minutes=15),
        person_zone=day.ZONE,
    )
    return lambda speech: preview.message(replace(made_up, **more), speech)


def of(form: Form, count: int = 1, **more: Any) -> tuple[Form, Plan]:
    return form, day.plan(form, day.TASKS[:count], **more)


def _moved(speech: Speech) -> Block:
    before = day.plan(day.USUAL.having(phrase="last 6 days"))
    return shown(moved=differences(before, day.PLAN, speech, lambda id_: day.TREE.task(id_).label))(speech)


def _denied() -> Plan:
    nodes = {**day.TREE.nodes, 2001: replace(day.TREE.nodes[2001], denied=True)}
    return day.plan(tree=replace(day.TREE, nodes=nodes), load=False)


SMALL_PRINT = (
    _(
        "{calls}, {left} left today",
        calls=_n("{count} call to DataWorks", "{count} calls to DataWorks", count=12),
        left=88,
    ),
    _("downstream read {age} ago, changes looked up now", age=_("{minutes} min", minutes=25)),
)
WALKING = _(
    "Reading what is downstream, a call for each task: {found} tasks found, {read} of them read. "
    "The preview is filled in when all are there.",
    found=214,
    read=60,
)
NOT_THERE = _("I am not in this channel: /invite me and preview again, or follow in a direct message.")
FUTURE = day.reading("next 3 days")


def previews() -> Iterable[tuple[str, Shown]]:
    """Previews as they come."""
    yield "preview", shown(*of(Form(tasks=("1001",), phrase="last 7 days", reason="late file")))
    yield "preview_dev", shown(*of(Form(tasks=("1001",), phrase="yesterday"), target=day.DEV, load=False))
    yield "preview_downstream", shown(small_print=SMALL_PRINT)
    yield "preview_walking", shown(made=day.plan(load=False), pending=WALKING)
    yield "preview_denied", shown(made=_denied())
    yield "preview_moved", _moved
    yield "preview_elsewhere", shown(*of(Form(tasks=("1001",), phrase="yesterday")), elsewhere=NOT_THERE)
    yield "preview_several", shown(*of(Form(tasks=("dwd_*",), phrase="last week", order=Order.DESC), 9))
    chain = Form(tasks=("1001", "1006"), mode=Mode.CHAIN, phrase="yesterday")
    yield "preview_chain", shown(chain, day.plan(chain, (day.TASKS[0], day.TASKS[5]), load=False))
    yield "preview_calendar", shown(*of(Form(tasks=("1001",), phrase="Nov 1-20 except weekends")))
    mondays = Form(tasks=("1001",), phrase="every Monday since September")
    yield "preview_linked_requests", shown(*of(mondays))
    hours = Form(tasks=("1004",), phrase="yesterday 08:00-12:00")
    yield "preview_window", shown(hours, day.plan(hours, day.TASKS[3:4]))
    future = Form(tasks=("1001",), phrase="next 3 days")
    yield "preview_other_reading", shown(future, day.plan(future), FUTURE)
    held = Form(tasks=("1001",), phrase="yesterday", hold=True)
    yield "preview_held", shown(*of(held))
    set_beside = Form(
        tasks=("1001",),
        phrase="yesterday",
        task_parameters=(("1001", "bizdate=$bizdate region=eu"),),
        runtime_resource="S_res_group_7",
        run_policy_start_time=time(22),
        run_policy_end_time=time(6),
        alert_type=AlertType.FAILURE,
        alert_notice_type=NoticeType.MAIL,
        tags=(("owner", "dw"),),
        analysis_enabled=False,
    )
    yield "preview_set_beside", shown(*of(set_beside))
    workflow = Form(type=InstanceType.MANUAL_WORKFLOW, workflow="700")
    yield "preview_workflow", shown(workflow, day.plan(workflow, (), load=False))


def questions() -> Iterable[tuple[str, Shown]]:
    """What is asked before there is a preview."""
    asked = day.question("last monday")
    about = _("{phrase}: {question}", phrase=f"“{asked.phrase}”", question=asked.question)

    def two(speech: Speech) -> Block:
        days = tuple(question.Choice(item.canonical, describe(item.ranges, speech)) for item in asked.readings)
        tasks = tuple(question.Choice(str(one.id), f"{one.name} ({one.id})", one.owner) for one in day.TASKS[:2])
        which = _("Which task is {word}?", word="“dwd”")
        return question.message(
            OPERATION.id,
            (question.Question("phrase", about, days), question.Question("task_0", which, tasks)),
            speech,
        )

    def one(speech: Speech) -> Block:
        days = question.Question("phrase", about, ())
        return question.message(OPERATION.id, (days,), speech)

    yield "question", two
    yield "question_open", one


def refusals() -> Iterable[tuple[str, Shown]]:
    """What cannot be done, and the next step."""

    def said(error: UserError) -> Shown:
        return lambda speech: refused(error, OPERATION.id, speech)

    yield "refusal_phrase", said(PhraseRefused(day.refusal("fri 13 nextish")))
    yield "refusal_phrase_chinese", said(PhraseRefused(day.refusal("上周芒果")))
    yield "refusal_order", said(PhraseRefused(day.refusal("12 Nov 2026 to 2 Nov 2026")))
    yield "refusal_task", said(TaskNotFound("dwd_order", day.PROD, ("dwd_orders_di", "dwd_refunds_di")))
    yield "refusal_task_id", said(TaskNotFound("9999", day.PROD, (), "The task does not exist."))
    yield "refusal_field", said(day.error(Form(tasks=("1001",), parallelism=2), None))
    barred = may_backfill("U0ANALYST", "C0RANDOM", EnvType.PROD, ("U0OWNER",))
    assert barred
    yield "refusal_rights", lambda speech: forbidden(barred, OPERATION.id, speech)
    yield "outage", lambda speech: answers.outage(speech, "3f9a1c0b77de")
    yield "notice", lambda speech: answers.notice(speech, _("Only the person who asked can do that."))


def answered() -> Iterable[tuple[str, Shown]]:
    """What only the one who asked sees."""
    draft = day.operation(State.DRAFTED)
    typed = day.operation(State.DRAFTED, number=251, text="dwd_refunds_di Nov 20-24")
    yield "expired", lambda speech: answers.expired(speech, draft)
    yield "cancelled", lambda speech: answers.cancelled(speech, draft)
    yield "confirmed", lambda speech: answers.confirmed(speech, OPERATION)
    yield "confirmed_direct", lambda speech: answers.confirmed(speech, day.operation(root_channel="D0ANALYST"))
    yield "help", answers.help_message
    yield "help_options", options.all_options
    for option in OPTIONS:
        yield f"help_option_{option.name}", partial(options.one_option, option=option)
    yield "help_mentions", panel.mentions
    yield "drafts", lambda speech: answers.drafts(speech, [draft, typed])
    yield "drafts_none", lambda speech: answers.drafts(speech, [])
    listed = [OPERATION, day.single(State.DONE), day.operation(State.STOPPED, number=240)]
    yield "list", lambda speech: status.several(speech, listed)
    yield "list_none", lambda speech: status.several(speech, [])
    yield "status_running", lambda speech: status.one(speech, OPERATION, day.FAILING)
    ended = day.operation(State.DONE, ended_at=day.NOW + timedelta(hours=3))
    yield "status_done", lambda speech: status.one(speech, ended, day.DONE)
    said = day.operation(State.REFUSED, ended_at=day.NOW, detail=day.REFUSED.message)
    yield "status_refused", lambda speech: status.one(speech, said, day.REFUSED)
    yield "presets", lambda speech: presets.several(speech, day.PRESETS, "/backfill")
    yield "presets_none", lambda speech: presets.several(speech, [], "/backfill")
    yield "preset", lambda speech: presets.one(speech, day.PRESETS[0], "/backfill")
    yield "preset_saved", lambda speech: presets.saved(speech, day.PRESETS[0], "/backfill")
    yield "preset_saved_open", lambda speech: presets.saved(speech, day.PRESETS[1], "/backfill")
    failed = day.FAILURES[0]
    yield "log", lambda speech: logs.last_lines(speech, OPERATION, failed, day.LOG, day.FAILURES)
    yield "log_empty", lambda speech: logs.last_lines(speech, OPERATION, failed, (), ())
    for verb in Verb:
        yield f"asked_{verb}", partial(acts.asked, operation=OPERATION, verb=verb)
        yield f"panel_{verb}", partial(panel.of, operation=OPERATION, verb=verb, progress=day.FAILING)
    for state in (State.RUNNING, State.HELD, State.UNKNOWN, State.NEVER_FOUND, State.DONE_WITH_FAILURES):
        held = day.operation(state)
        yield f"panel_all_{state}", partial(panel.whole, operation=held, progress=day.PROGRESS[state])
