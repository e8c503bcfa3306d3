"""The form: opening, live reading, suggestions while typing, submission."""

import asyncio
import logging
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.dates import Ambiguous, Outcome, Refused
from bot.locale import _
from bot.locale.speech import speech
from bot.operations.model import Operation
from bot.request.command import to_command
from bot.request.form import Form
from bot.slack.flow import Flow
from bot.slack.services import Services
from bot.slack.turn import Turn
from bot.slack.views import form as view
from bot.slack.views.form import Filled, Sheet

logger = logging.getLogger(__name__)

SUGGEST_SECONDS = 2.5
"""Slack waits three for suggestions."""
PASSING = frozenset({"hash_conflict", "not_found", "expired_trigger_id"})
"""A live reading that came too late: the person typed on, or closed the form."""


class FormListener:
    """The modal of one app."""

    def __init__(self, services: Services, flow: Flow) -> None:
        self._services = services
        self._flow = flow

    def register(self, app: AsyncApp) -> None:
        """Listen to the modal's elements and its submission."""
        app.view(view.CALLBACK)(self.on_submission)
        for name in (view.PHRASE, view.READING, view.FROM, view.TO, view.PROJECT):
            app.action(name)(self.on_change)
        app.options(view.TASKS)(self.on_suggestion)
        app.shortcut("backfill_new")(self.on_shortcut)

    async def open_new(self, turn: Turn) -> None:
        """The form from `/backfill` alone: opened at once, filled when it is known who asks and where."""
        person = self._services.people.known(turn.user_id)
        turn.speech = speech(person.locale) if person else turn.speech
        opened = await turn.client.views_open(trigger_id=turn.trigger_id, view=view.loading(turn.speech))
        if not await self._services.admit(turn, anew=True):
            return
        operation = await self._flow.draft(turn, "", Form())
        await self._services.store.save_form(operation.id, operation.form, response_url=turn.response_url or None)
        await self._fill(turn, opened["view"]["id"], operation)

    async def open_filled(self, turn: Turn, operation: Operation) -> None:
        """The form from a button, filled with what the draft holds."""
        opened = await turn.client.views_open(trigger_id=turn.trigger_id, view=view.loading(turn.speech))
        if turn.response_url:
            await self._services.store.save_form(operation.id, operation.form, response_url=turn.response_url)
        await self._fill(turn, opened["view"]["id"], operation)

    async def on_shortcut(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The global shortcut: no channel comes with it, so the form asks for one."""
        await ack()
        turn = Turn.of_interaction(client, body)
        self._services.spawn(turn, self.open_anywhere(turn))

    async def open_anywhere(self, turn: Turn) -> None:
        """The form without a channel, from the shortcut or App Home."""
        opened = await turn.client.views_open(trigger_id=turn.trigger_id, view=view.loading(turn.speech))
        if await self._services.admit(turn, anew=True):
            filled = Filled(Form(), Sheet(ask_channel=True))
            await turn.client.views_update(view_id=opened["view"]["id"], view=self._modal(filled, turn))

    async def on_change(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Something that decides the days was typed or picked: read them anew."""
        await ack()
        turn = Turn.of_interaction(client, body)
        self._services.spawn(turn, self._read_again(turn, body))

    async def on_suggestion(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Tasks that fit what was typed. An index that is slow or broken gives no suggestions rather than an error."""
        filled = view.read_state(body["view"], Form())
        try:
            async with asyncio.timeout(SUGGEST_SECONDS):
                target = self._services.planner.target(filled.form)
                found = await self._services.tasks.search(body.get("value") or "", target, limit=50)
        except Exception:
            logger.exception("no suggestions")
            found = []
        await ack(options=[view.task_option(task) for task in found])

    async def on_submission(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Errors stand under their fields; a form without errors becomes a preview."""
        turn = Turn.of_interaction(client, body)
        person = self._services.people.known(turn.user_id)
        turn.speech = speech(person.locale) if person else turn.speech
        filled, outcome = self._read(body["view"], await self._held(body["view"]))
        errors = _errors(filled, outcome, turn)
        if errors:
            await ack(response_action="errors", errors=errors)
            return
        await ack()
        self._services.spawn(turn, self._submitted(turn, filled))

    async def _submitted(self, turn: Turn, filled: Filled) -> None:
        if not await self._services.admit(turn):
            return
        sheet = filled.sheet
        turn.channel_id = turn.channel_id or sheet.channel_id
        operation = await self._services.store.get(sheet.operation_id) if sheet.operation_id else None
        if operation is not None:
            operation = self._flow.open_draft(turn, operation)
        if operation is None:
            operation = await self._flow.draft(turn, to_command(filled.form), filled.form)
        turn.response_url = turn.response_url or operation.response_url or ""
        await self._flow.present(turn, operation, filled.form, replacing=True)

    async def _read_again(self, turn: Turn, body: dict[str, Any]) -> None:
        person = await self._services.people.get(turn.user_id)
        turn.speech = speech(person.locale)
        held = await self._held(body["view"])
        filled, outcome = self._read(body["view"], held, dates_win=_is_date(body))
        try:
            await turn.client.views_update(
                view_id=body["view"]["id"], hash=body["view"]["hash"], view=self._modal(filled, turn, outcome)
            )
        except SlackApiError as error:
            if error.response.get("error") not in PASSING:
                raise

    async def _held(self, shown: dict[str, Any]) -> Form:
        """What the draft behind a form holds beside the elements on the screen."""
        sheet = Sheet.of(shown)
        operation = await self._services.store.get(sheet.operation_id) if sheet.operation_id else None
        return operation.form if operation else Form()

    def _read(self, shown: dict[str, Any], held: Form, *, dates_win: bool = False) -> tuple[Filled, Outcome | None]:
        """The form on the screen and what its phrase means; picked dates are written as a phrase."""
        filled = view.read_state(shown, held)
        if dates_win and filled.from_date:
            end = max(filled.to_date or filled.from_date, filled.from_date)
            phrase = f"{filled.from_date}..{end}" if end != filled.from_date else f"{filled.from_date}"
            filled = _with(filled, filled.form.model_copy(update={"phrase": phrase}), filled.sheet.written())
        if not filled.form.phrase:
            return filled, None
        outcome = self._services.planner.read(filled.form.phrase, filled.form)
        chosen = view.picked_reading(shown, outcome)
        return _with(filled, filled.form.model_copy(update={"chosen": chosen}), filled.sheet), outcome

    async def _fill(self, turn: Turn, view_id: str, operation: Operation) -> None:
        form = operation.form
        tasks = operation.plan.tasks if operation.plan else ()
        filled = Filled(form, Sheet(operation.id, turn.channel_id), tuple(tasks))
        outcome = self._services.planner.read(form.phrase, form) if form.phrase else None
        await turn.client.views_update(view_id=view_id, view=self._modal(filled, turn, outcome))

    def _modal(self, filled: Filled, turn: Turn, outcome: Outcome | None = None) -> dict[str, Any]:
        settings = self._services.settings
        shown = Filled(filled.form, filled.sheet, filled.tasks, outcome, filled.from_date, filled.to_date)
        default_env = settings.project(filled.form.project).env_type
        return view.modal(shown, settings.projects, default_env, turn.speech)


def _with(filled: Filled, form: Form, sheet: Sheet) -> Filled:
    return Filled(form, sheet, filled.tasks, filled.outcome, filled.from_date, filled.to_date)


def _is_date(body: dict[str, Any]) -> bool:
    return any(action["action_id"] in (view.FROM, view.TO) for action in body.get("actions") or [])


def _errors(filled: Filled, outcome: Outcome | None, turn: Turn) -> dict[str, str]:
    """block_id -> what is wrong there."""
    errors = {}
    if not filled.form.tasks:
        errors[view.TASKS] = _("Pick at least one task.")
    if outcome is None:
        errors[filled.sheet.phrase_block] = _("Say which days, such as: last 7 days")
    elif isinstance(outcome, Refused):
        errors[filled.sheet.phrase_block] = outcome.message
    elif isinstance(outcome, Ambiguous) and filled.form.chosen is None:
        errors[filled.sheet.phrase_block] = _("Pick one of the readings below: {question}", question=outcome.question)
    return {block_id: turn.speech.say(text)[:1900] for block_id, text in errors.items()}
