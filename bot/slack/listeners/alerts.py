"""The message shortcut "Backfill this...": the form, filled with what an alert says of tasks and days."""

import asyncio
import logging
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.dates import Refused
from bot.errors import UserError
from bot.locale import Text, _
from bot.locale.speech import speech
from bot.request.command import to_command
from bot.request.form import Form
from bot.slack.alerts import Alert, read_alert
from bot.slack.flow import Flow
from bot.slack.listeners.form import FormListener
from bot.slack.services import Services
from bot.slack.turn import Turn

logger = logging.getLogger(__name__)

LOOKUP_SECONDS = 8


class AlertListener:
    """Reads a message and opens the form."""

    def __init__(self, services: Services, flow: Flow, form: FormListener) -> None:
        self._services = services
        self._flow = flow
        self._form = form

    def register(self, app: AsyncApp) -> None:
        """Listen to the shortcut."""
        app.shortcut("backfill_this")(self.on_shortcut)

    async def on_shortcut(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Acknowledge, then read."""
        await ack()
        turn = Turn.of_interaction(client, body)
        self._services.spawn(turn, self._open(turn, read_alert(body.get("message") or {})))

    async def _open(self, turn: Turn, alert: Alert) -> None:
        person = self._services.people.known(turn.user_id)
        turn.speech = speech(person.locale) if person else turn.speech
        view_id = await self._form.open_loading(turn)
        if not await self._services.admit(turn, anew=True):
            return
        tasks = await self._tasks(alert)
        phrase = self._phrase(alert)
        form = Form(tasks=tasks, phrase=phrase)
        operation = await self._flow.draft(turn, to_command(form), form)
        await self._services.store.save_form(operation.id, form, response_url=turn.response_url or None)
        await self._form.fill(turn, view_id, operation, note=_note(alert, tasks, phrase))

    async def _tasks(self, alert: Alert) -> tuple[str, ...]:
        """The names that are tasks, and the ids that are."""
        target = self._services.planner.target(Form())
        found = await asyncio.gather(*(self._exists(word, target) for word in (*alert.ids, *alert.names)))
        return tuple(dict.fromkeys(task for task in found if task))

    async def _exists(self, word: str, target: Any) -> str | None:  # noqa: ANN401 - the planner's own type
        """The id of the one task that a word names."""
        try:
            async with asyncio.timeout(LOOKUP_SECONDS):
                (lookup,) = await self._services.tasks.look_up([word], target)
        except (UserError, TimeoutError):
            return None
        exact = [task for task in lookup.candidates if word in (task.name, str(task.id))]
        return str(exact[0].id) if len(exact) == 1 else None

    def _phrase(self, alert: Alert) -> str:
        """The days as one phrase; a day that cannot be read is left out."""
        readable = [days for days in alert.days if not isinstance(self._services.planner.read(days, Form()), Refused)]
        return ", ".join(readable)


def _note(alert: Alert, tasks: tuple[str, ...], phrase: str) -> Text:
    if not tasks and not phrase:
        return _("I found no task and no day in that message. Fill them in.")
    if not phrase:
        return _("The tasks are my guess from that message; it names no business date.")
    if not alert.marked:
        return _("Tasks and days are my guess from that message; a date in it may be when something ran.")
    if not tasks:
        return _("The days are from that message; it names no task that I know.")
    return _("Tasks and days are my guess from that message.")
