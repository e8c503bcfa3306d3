"""The modals and the Home tab of the gallery."""

import json
from collections.abc import Iterable
from functools import partial

from bot.dataworks import Workflow
from bot.dataworks.answers import Trigger
from bot.dates import Outcome
from bot.locale import Text, _
from bot.locale.speech import Speech
from bot.operations.acts import Verb
from bot.operations.model import State
from bot.request.form import Form
from bot.request.model import InstanceType, Mode
from bot.request.tasks import Task
from bot.request.tree import as_text
from bot.slack.alerts import Alert
from bot.slack.guess import Named, guess
from bot.slack.views import effect, excluding, form, home, parameters, picking, presets, sheet, tasks
from tests.browser.gallery import samples as day
from tests.browser.gallery.messages import OPERATION, Block, Shown, previews, refusals

KINDS = (
    *(Form(mode=mode) for mode in (Mode.GENERAL, Mode.MANUAL_SELECTION, Mode.CHAIN)),
    Form(downstream=True),
    *(Form(type=type_) for type_ in InstanceType if type_ is not InstanceType.SUPPLEMENT_DATA),
)
"""A form of each Type, and of each Mode of SupplementData."""
EVENT = Workflow(id=700000000003, name="wf_refund_event", trigger=Trigger(type="TriggerWorkflow"))
GUESSED = {
    "message": guess(Alert(), Named(tasks=(Task(id=1002),)), ""),
    "message_of_a_workflow": guess(
        Alert(days=("2026-11-20",), marked=True), Named(workflows=(EVENT,), unclear=("dwd_orders",)), "2026-11-20"
    ),
}
"""What the shortcut on a message fills the form with."""
ROOTS: dict[Mode | None, tuple[str, ...]] = {Mode.MANUAL_SELECTION: ("1001", "1002"), Mode.CHAIN: ("1001", "1006")}


def _form(
    said: Form, outcome: Outcome | None = None, *, more: bool = False, ask: bool = False, **filled: object
) -> Shown:
    shown = form.Filled(
        said,
        form.Sheet("" if ask else OPERATION.id, "" if ask else "C0DATAOPS", ask_channel=ask, more=more),
        day.TASKS,
        outcome,
        **filled,  # type: ignore[arg-type]
    )
    return lambda speech: form.modal(shown, day.PROJECTS, day.PROJECTS[0], speech)


def forms() -> Iterable[tuple[str, Shown]]:
    """The form: short, with each outcome of its days, and long for each kind of run."""
    yield "form_loading", form.loading
    yield "form", _form(Form())
    orders = Form(tasks=("1001",), reason="late file")
    for name, phrase in (
        ("reading", "last 7 days"),
        ("calendar", "Nov 1-20 except weekends"),
        ("question", "last monday"),
        ("other_reading", "next 3 days"),
        ("refusal", "fri 13 nextish"),
    ):
        yield f"form_{name}", _form(orders.having(phrase=phrase), day.outcome(phrase))
    chosen = day.question("last monday").readings[1]
    picked = orders.having(phrase="last monday", chosen=chosen.canonical)
    yield "form_chosen", _form(picked, day.outcome("last monday"))
    for name, guessed in GUESSED.items():
        yield f"form_from_{name}", _form(guessed.form, ask=True, notes=guessed.notes, more=form.is_long(guessed.form))
    many = Form(tasks=tuple(str(1000 + n) for n in range(120)), phrase="yesterday")
    yield "form_many_tasks", _form(many, day.outcome("yesterday"))
    for kind in KINDS:
        said = _full(kind)
        mode = f"_{said.wanted_mode}" if said.wanted_mode else ""
        yield f"form_long_{said.type}{mode}", _form(said, day.outcome(said.phrase) if said.phrase else None, more=True)


def _full(kind: Form) -> Form:
    tasks = ROOTS.get(kind.wanted_mode if kind.mode else None, ("1001",))
    if kind.type is InstanceType.SUPPLEMENT_DATA:
        return kind.having(tasks=tasks, phrase="last 7 days", reason="late file", parallelism=2)
    needs_workflow = kind.type in (InstanceType.MANUAL_WORKFLOW, InstanceType.TRIGGER_WORKFLOW)
    return kind.having(tasks=() if needs_workflow else tasks, workflow="700" if needs_workflow else None)


def _picking(verb: Verb, speech: Speech) -> Block:
    runs = (*day.RUNS, *day.HOURS)
    return picking.modal(speech, OPERATION, verb, runs, day.NEVER_AGAIN, day.BEHIND)


def others() -> Iterable[tuple[str, Shown]]:
    """Every other modal."""
    given = (
        parameters.Given(day.TASKS[0], day.TASKS[0].parameters, "bizdate=$bizdate region=eu"),
        parameters.Given(day.TASKS[1], "", ""),
        parameters.Given(day.TASKS[2], None, ""),
    )
    yield "parameters", lambda speech: parameters.page(speech, OPERATION.id, given)
    yield "parameters_loading", lambda speech: parameters.loading(speech, OPERATION.id)
    yield "excluding", lambda speech: excluding.modal(speech, OPERATION.id, day.TASKS[6:8])
    yield "excluding_loading", lambda speech: excluding.loading(speech, OPERATION.id)
    for verb in (Verb.RERUN, Verb.SET_SUCCESS):
        yield f"picking_{verb}", partial(_picking, verb)
        yield f"picking_{verb}_loading", partial(picking.loading, verb=verb)
    nothing = _("There is nothing to pick: nothing failed that can be acted on.")
    yield "picking_nothing", lambda speech: picking.told(speech, Verb.RERUN, nothing)
    yield "preset_naming", lambda speech: presets.naming(speech, OPERATION.id, "C0DATAOPS", "last week")


def _answered(speech: Speech, words: Text, again: str | None, view: tuple[Text, str]) -> Block:
    return tasks.answered(speech, tasks.modal(speech, OPERATION.id, *view), words, again)


def sheets() -> Iterable[tuple[str, Shown]]:
    """What is shown to read or to copy."""
    exact = _("The first line asks for exactly these days; the second reads its days anew when it is sent.")
    command = f"/backfill {OPERATION.text.replace('last 7 days', '2026-11-17..2026-11-23')}\n/backfill {OPERATION.text}"
    yield "sheet_command", lambda speech: sheet.text_modal(speech, _("Copy as command"), exact, command)
    note = _("What Confirm sends to CreateWorkflowInstances, exactly. Digest {digest}.", digest=day.PLAN.digest[:12])
    body = json.dumps(day.PLAN.requests[0].parameters(), indent=2, ensure_ascii=False)
    yield "sheet_request", lambda speech: sheet.text_modal(speech, _("Request"), note, body)
    drawn, hidden = as_text(day.TREE, day.NAMES)
    note_of_tasks = effect.of_tree(day.TREE, hidden)
    yield "sheet_tasks", lambda speech: tasks.modal(speech, OPERATION.id, note_of_tasks, drawn)
    sent = _("The picture is in our direct message.")
    refused_file = _(
        "Slack did not take the picture ({error}). The tasks stand below as text.", error="file_uploads_disabled"
    )
    for name, words, again in (("sent", sent, None), ("refused", refused_file, OPERATION.id)):
        yield (
            f"sheet_tasks_{name}",
            partial(_answered, words=words, again=again, view=(note_of_tasks, drawn)),
        )
    refused = dict(refusals())["refusal_phrase"]
    yield "notice_modal", lambda speech: sheet.notice_modal(speech, refused(speech)["blocks"])
    preview = dict(previews())["preview"]
    yield "notice_modal_preview", lambda speech: sheet.notice_modal(speech, preview(speech)["blocks"])


def homes() -> Iterable[tuple[str, Shown]]:
    """App Home."""
    running = [OPERATION, day.single(State.DONE), day.operation(State.DONE_WITH_FAILURES, number=241)]
    drafts = [day.operation(State.DRAFTED, number=251, text="dwd_refunds_di Nov 20-24")]
    yield "home", lambda speech: home.view(speech, operations=running, drafts=drafts, at=day.NOW)
    yield "home_empty", lambda speech: home.view(speech, operations=[], drafts=[], at=day.NOW)
