"""The form: opening, live reading, more and fewer fields, the page of parameters, submission."""

from dataclasses import replace
from itertools import count
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.dates import Ambiguous, Outcome, Refused
from bot.locale import Text, _
from bot.locale.speech import speech
from bot.operations.model import Operation
from bot.request.command import to_command
from bot.request.form import Form
from bot.request.model import InstanceType
from bot.request.plan import Task
from bot.request.rules import FIELDS
from bot.slack.flow import Flow
from bot.slack.refusals import code_of
from bot.slack.services import Services
from bot.slack.turn import Turn
from bot.slack.views import form as view
from bot.slack.views.form import Filled, Sheet
from bot.slack.views.reading import READING, picked_reading
from bot.slack.views.state import FROM, PHRASE, PROJECT, TASKS, TO, State, read_state

PASSING = frozenset({"hash_conflict", "not_found", "expired_trigger_id"})
"""A live reading that came too late: the person typed on, or closed the form."""

RESHAPING = ("type", "mode", view.MORE)
"""What changes which fields there are: what was said so far must not be lost with its input."""


class FormListener:
    """The modal of one app."""

    def __init__(self, services: Services, flow: Flow) -> None:
        self._services = services
        self._flow = flow
        self._changes = count()
        self._newest: dict[str, int] = {}
        """Of each form under somebody's hands, the number of the newest change that came."""

    def register(self, app: AsyncApp) -> None:
        """Listen to the modal's elements and its submission."""
        app.view(view.CALLBACK)(self.on_submission)
        for name in (PHRASE, READING, FROM, TO, PROJECT, *RESHAPING):
            app.action(name)(self.on_change)
        app.shortcut("backfill_new")(self.on_shortcut)

    async def open_loading(self, turn: Turn) -> str:
        """Open the modal while its trigger is good; its id. A refusal that comes before its content is shown in it."""
        opened = await turn.client.views_open(trigger_id=turn.trigger_id, view=view.loading(turn.speech))
        turn.view_id = str(opened["view"]["id"])
        return turn.view_id

    async def open_new(self, turn: Turn) -> None:
        """The form from `/backfill` alone: opened at once, filled when it is known who asks and where."""
        person = self._services.people.known(turn.user_id)
        turn.speech = speech(person.locale) if person else turn.speech
        view_id = await self.open_loading(turn)
        if not await self._services.admit(turn, anew=True):
            return
        operation = await self._flow.draft(turn, "", Form())
        await self._services.store.save_form(operation.id, operation.form, response_url=turn.response_url or None)
        await self.fill(turn, view_id, operation)

    async def open_filled(self, turn: Turn, operation: Operation) -> None:
        """The form from a button, filled with what the draft holds."""
        view_id = await self.open_loading(turn)
        if turn.response_url:
            await self._services.store.save_form(operation.id, operation.form, response_url=turn.response_url)
        await self.fill(turn, view_id, operation)

    async def open_again(self, turn: Turn, operation: Operation) -> None:
        """The form from an operation's thread: the same request, its days to be said, as this person's own draft.

        The press came from a message that everybody sees, so its response_url is not for the preview.
        """
        view_id = await self.open_loading(turn)
        if not await self._services.admit(turn, anew=True):
            return
        form = operation.form.having(phrase="", chosen=None)
        draft = await self._flow.draft(turn, to_command(form), form)
        await self.fill(turn, view_id, draft, tasks=operation.plan.tasks if operation.plan else ())

    async def on_shortcut(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The global shortcut: no channel comes with it, so the form asks for one."""
        await ack()
        turn = Turn.of_interaction(client, body)
        self._services.spawn(turn, self.open_anywhere(turn))

    async def open_anywhere(self, turn: Turn) -> None:
        """The form without a channel, from the shortcut or App Home."""
        view_id = await self.open_loading(turn)
        if await self._services.admit(turn, anew=True):
            filled = Filled(Form(), Sheet(ask_channel=True))
            await turn.client.views_update(view_id=view_id, view=self.modal(filled, turn))
            turn.view_id = ""

    async def fill(
        self,
        turn: Turn,
        view_id: str,
        operation: Operation,
        *,
        revision: int = 0,
        notes: tuple[Text, ...] = (),
        tasks: tuple[Task, ...] = (),
    ) -> None:
        """Show a draft in a view that is open. `tasks` are those whose names are known besides the plan's."""
        form = operation.form
        sheet = Sheet(operation.id, turn.channel_id, revision, more=view.is_long(form))
        tasks = operation.plan.tasks if operation.plan else tasks
        outcome = self._services.planner.read(form.phrase, form) if form.phrase else None
        filled = Filled(form, sheet, tasks, outcome, notes=notes)
        await turn.client.views_update(view_id=view_id, view=self.modal(filled, turn))
        turn.view_id = ""

    def modal(self, filled: Filled, turn: Turn) -> dict[str, Any]:
        """The form as it is to be shown to this person."""
        settings = self._services.settings
        return view.modal(filled, settings.projects, settings.project(), turn.speech)

    async def held(self, sheet: Sheet) -> Form:
        """What was said before, of fields that are not on the screen."""
        operation = await self._services.store.get(sheet.operation_id) if sheet.operation_id else None
        if operation is not None:
            return operation.form
        return Form.model_validate_json(sheet.held) if sheet.held else Form()

    async def on_change(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Something that decides the days or the fields was typed or picked: show the form anew."""
        await ack()
        turn = Turn.of_interaction(client, body)
        number = self._newest[body["view"]["id"]] = next(self._changes)
        self._services.spawn(turn, self._show_again(turn, body, number))

    async def on_submission(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Errors stand under their fields; a form without errors becomes a preview."""
        turn = Turn.of_interaction(client, body)
        person = self._services.people.known(turn.user_id)
        turn.speech = speech(person.locale) if person else turn.speech
        sheet = Sheet.of(body["view"])
        state = read_state(body["view"], await self.held(sheet))
        form, outcome = self._read(body["view"], state.form)
        errors = _errors(form, state, sheet, outcome)
        if errors:
            said = {block_id: turn.speech.say(text)[:1900] for block_id, text in errors.items()}
            await ack(response_action="errors", errors=said)
            return
        await ack()
        turn.channel_id = turn.channel_id or sheet.channel_id or state.channel_id
        self._services.spawn(turn, self._submitted(turn, _fitting(form), sheet))

    async def _submitted(self, turn: Turn, form: Form, sheet: Sheet) -> None:
        if not await self._services.admit(turn):
            return
        operation = await self._services.store.get(sheet.operation_id) if sheet.operation_id else None
        if operation is not None:
            operation = self._flow.open_draft(turn, operation)
        if operation is None:
            operation = await self._flow.draft(turn, to_command(form), form)
        turn.response_url = turn.response_url or operation.response_url or ""
        await self._flow.present(turn, operation, form, replacing=True)

    async def _show_again(self, turn: Turn, body: dict[str, Any], number: int) -> None:
        person = await self._services.people.get(turn.user_id)
        turn.speech = speech(person.locale)
        shown, action = body["view"], body["actions"][0]
        sheet = Sheet.of(shown)
        state = read_state(shown, await self.held(sheet))
        form = state.form
        if action["action_id"] in (FROM, TO) and state.from_date:
            form, sheet = form.having(phrase=_phrase_of(state), chosen=None), sheet.written()
        if action["action_id"] == view.MORE:
            sheet = replace(sheet, more=action.get("value") == "more")
        if action["action_id"] in RESHAPING:
            if sheet.operation_id:
                await self._services.store.save_form(sheet.operation_id, form)
            else:
                sheet = sheet.holding(form)
        form, outcome = self._read(shown, form)
        filled = Filled(form, sheet, state.tasks, outcome, state.from_date, state.to_date)
        await self._update(turn, shown, number, self.modal(filled, turn))

    async def _update(self, turn: Turn, shown: dict[str, Any], number: int, modal: dict[str, Any]) -> None:
        """Show a form anew. Where an earlier change was shown in between, the newest one is shown all the same."""
        view_id = shown["id"]
        try:
            await turn.client.views_update(view_id=view_id, hash=shown["hash"], view=modal)
        except SlackApiError as error:
            if code_of(error) == "hash_conflict" and self._newest.get(view_id) == number:
                await turn.client.views_update(view_id=view_id, view=modal)
            elif code_of(error) not in PASSING:
                raise
        if self._newest.get(view_id) == number:
            self._newest.pop(view_id, None)

    def _read(self, shown: dict[str, Any], form: Form) -> tuple[Form, Outcome | None]:
        """The form with the reading that is picked, and what its phrase means."""
        if not form.phrase:
            return form, None
        outcome = self._services.planner.read(form.phrase, form)
        return form.having(chosen=picked_reading(shown, outcome)), outcome


def _phrase_of(state: State) -> str:
    """The picked dates as a phrase; a pair that runs backwards is for the reader to refuse."""
    start, end = state.from_date, state.to_date
    return f"{start}..{end}" if end and end != start else f"{start}"


def _fitting(form: Form) -> Form:
    """The form without what its Type and Mode do not have: their inputs were taken away."""
    form = view.with_tasks_on_top(form)
    unfit = [field.form for field in FIELDS if not field.need(form.type, form.wanted_mode).may_be_set]
    plain = Form()
    fitting = form.having(**{name: getattr(plain, name) for name in unfit})
    return fitting if form.type is InstanceType.SUPPLEMENT_DATA else fitting.having(downstream=False)


def _errors(form: Form, state: State, sheet: Sheet, outcome: Outcome | None) -> dict[str, Text]:
    """block_id -> what is wrong there."""
    errors = {sheet.block_of(name): text for name, text in (state.errors or {}).items()}
    whole = form.type in (InstanceType.MANUAL_WORKFLOW, InstanceType.TRIGGER_WORKFLOW)
    if not form.tasks and not whole:
        errors[TASKS] = _("Pick at least one task.")
    elif (problem := _miscounted(form)) is not None:
        errors[TASKS] = problem
    if whole and not form.workflow and sheet.more:
        errors["workflow"] = _("Pick the workflow.")
    phrase = sheet.block_of(PHRASE)
    if outcome is None:
        if form.type is InstanceType.SUPPLEMENT_DATA:
            errors[phrase] = _("Say which days, such as: last 7 days")
    elif isinstance(outcome, Refused):
        errors[phrase] = outcome.message
    elif isinstance(outcome, Ambiguous) and form.chosen is None:
        errors[phrase] = _("Pick one of the readings below: {question}", question=outcome.question)
    return errors


def _miscounted(form: Form) -> Text | None:
    """A Mode that takes another number of tasks than were picked. A word such as `dwd_*` may be several."""
    mode = form.wanted_mode
    wanted = next((field.counts[mode] for field in FIELDS if mode in field.counts), None) if mode else None
    if wanted is None or wanted == len(form.tasks) or any("*" in word or word.startswith("@") for word in form.tasks):
        return None
    if wanted == 1:
        return _("This choice of tasks begins with exactly one task.")
    return _("This choice of tasks takes exactly {count} tasks.", count=wanted)
