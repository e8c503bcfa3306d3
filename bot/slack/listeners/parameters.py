"""The form's second page: the parameters of each task."""

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.dataworks import DataWorksError, api
from bot.errors import UserError
from bot.locale import _
from bot.request.form import Form
from bot.request.plan import Target, Task
from bot.slack.flow import Flow
from bot.slack.listeners.form import FormListener
from bot.slack.services import Services
from bot.slack.turn import Turn
from bot.slack.views import parameters as view
from bot.slack.views.form import PARAMETERS, Sheet
from bot.slack.views.parameters import TASKS_SHOWN, Given
from bot.slack.views.state import read_state

LOOKUP_SECONDS = 8


class ParameterListener:
    """Opens the page on top of the form, and writes what was kept into the form's draft."""

    def __init__(self, services: Services, flow: Flow, form: FormListener) -> None:
        self._services = services
        self._flow = flow
        self._form = form

    def register(self, app: AsyncApp) -> None:
        """Listen to the button and to the page's submission."""
        app.action(PARAMETERS)(self.on_open)
        app.view(view.CALLBACK)(self.on_keep)

    async def on_open(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """[Parameters of each task…]."""
        await ack()
        turn = Turn.of_interaction(client, body)
        self._services.spawn(turn, self._open(turn, body["view"]))

    async def on_keep(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """[Keep]: back to the form, which shows what was kept."""
        await ack()
        turn = Turn.of_interaction(client, body)
        self._services.spawn(turn, self._keep(turn, body["view"]))

    async def _open(self, turn: Turn, shown: dict[str, Any]) -> None:
        sheet = Sheet.of(shown)
        pushed = await turn.client.views_push(
            trigger_id=turn.trigger_id, view=view.loading(turn.speech, sheet.operation_id)
        )
        turn.speech = await self._services.speech_of(turn.user_id)
        form = read_state(shown, await self._form.held(sheet)).form
        await self._services.store.save_form(sheet.operation_id, form)
        given = await self._given(form)
        page = view.page(turn.speech, sheet.operation_id, given)
        await turn.client.views_update(view_id=pushed["view"]["id"], view=page)

    async def _given(self, form: Form) -> list[Given]:
        target = self._services.planner.target(form)
        found = await self._services.tasks.look_up(form.tasks, target)
        tasks = list({task.id: task for lookup in found for task in lookup.candidates}.values())
        now = await asyncio.gather(*(self._now(task, target) for task in tasks[:TASKS_SHOWN]))
        wanted = dict(form.task_parameters)
        return [
            Given(task, text, wanted.get(str(task.id)) or wanted.get(task.name or "") or "")
            for task, text in zip(tasks, [*now, *[None] * (len(tasks) - len(now))], strict=True)
        ]

    async def _now(self, task: Task, target: Target) -> str | None:
        try:
            async with asyncio.timeout(LOOKUP_SECONDS):
                found = await api.get_task(self._services.remotes(target.alias), task.id, target.env_type.value)
        except (DataWorksError, TimeoutError):
            return None
        return found.script.parameters or found.script_parameters

    async def _keep(self, turn: Turn, shown: dict[str, Any]) -> None:
        operation = await self._services.store.get(view.operation_of(shown))
        operation = self._flow.open_draft(turn, operation) if operation else None
        if operation is None:
            raise UserError(_("This draft is over."), _("Ask again: /backfill"))
        turn.speech = await self._services.speech_of(turn.user_id)
        kept = view.read_page(shown)
        others = [(word, text) for word, text in operation.form.task_parameters if word not in kept]
        entries = (*others, *((task, text) for task, text in kept.items() if text))
        form = operation.form.having(task_parameters=entries)
        await self._services.store.save_form(operation.id, form)
        current = await self._services.store.get(operation.id) or operation
        await self._form.fill(turn, shown["root_view_id"], current, revision=len(entries) + 1)
