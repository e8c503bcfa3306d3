"""The message shortcut "Backfill this...": the form, filled with what an alert says of tasks, workflows and days."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.dataworks import DataWorksError, Workflow
from bot.dates import Refused
from bot.errors import UserError
from bot.locale.speech import speech
from bot.request.command import to_command
from bot.request.form import Form
from bot.request.requests import Target
from bot.request.tasks import Task
from bot.slack.alerts import Alert, read_alert
from bot.slack.flow import Flow
from bot.slack.guess import EVENT, MANUAL, Named, guess
from bot.slack.listeners.form import FormListener
from bot.slack.services import Services
from bot.slack.turn import Turn

logger = logging.getLogger(__name__)

LOOKUP_SECONDS = 8
MEMBERS = 100
"""Of a scheduled workflow with more tasks than a menu holds none is filled in."""


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
        guessed = guess(alert, await self._named(alert), *self._phrase(alert))
        form = guessed.form
        operation = await self._flow.draft(turn, to_command(form), form)
        await self._services.store.save_form(operation.id, form, response_url=turn.response_url or None)
        await self._form.fill(turn, view_id, operation, notes=guessed.notes, tasks=guessed.tasks)

    async def _named(self, alert: Alert) -> Named:
        """What the words are. Workflows are asked for where words are left over, or a task has no schedule."""
        target = self._services.planner.target(Form())
        words = dict.fromkeys((*alert.ids, *alert.names))
        found = dict(zip(words, await asyncio.gather(*(self._tasks(word, target) for word in words)), strict=True))
        tasks = {one.id: one for exact in found.values() if len(exact) == 1 for one in exact}
        homes = {str(task.workflow_id) for task in tasks.values() if not task.cron and task.workflow_id}
        left = [*alert.workflows, *(word for word in alert.names if not found[word] and word not in alert.workflows)]
        known = await self._workflows([*left, *homes], target)
        named = {one.id: one for word in left if (one := known.get(word))}
        scheduled = [one for one in named.values() if one.trigger.type not in (MANUAL, EVENT)]
        members = await self._members(scheduled, target) if not tasks else ()
        return Named(
            tasks=tuple(tasks.values()),
            workflows=tuple(named.values()),
            homes=tuple(known[word] for word in sorted(homes) if word in known),
            members=members,
            unclear=tuple(word for word, exact in found.items() if len(exact) > 1),
            unknown=tuple(word for word in alert.ids if not found[word]),
        )

    async def _tasks(self, word: str, target: Target) -> list[Task]:
        """The tasks that a word is the name or the id of."""
        try:
            async with asyncio.timeout(LOOKUP_SECONDS):
                (lookup,) = await self._services.tasks.look_up([word], target)
        except (UserError, TimeoutError):
            return []
        return [task for task in lookup.candidates if word in (task.name, str(task.id))]

    async def _workflows(self, words: Sequence[str], target: Target) -> dict[str, Workflow]:
        """The workflows of exactly these names and ids."""
        try:
            async with asyncio.timeout(LOOKUP_SECONDS):
                return await self._services.catalog.named(words, target) if words else {}
        except (DataWorksError, TimeoutError) as error:
            logger.info("the workflows of an alert are not known: %s", error)
            return {}

    async def _members(self, workflows: Sequence[Workflow], target: Target) -> tuple[Task, ...]:
        """The tasks of scheduled workflows, if they are not too many to look at."""
        try:
            async with asyncio.timeout(LOOKUP_SECONDS):
                found = await asyncio.gather(*(self._services.catalog.tasks_of(one, target) for one in workflows))
        except (DataWorksError, TimeoutError) as error:
            logger.info("the tasks of a workflow are not known: %s", error)
            return ()
        return tuple(task for tasks in found if len(tasks) <= MEMBERS for task in tasks)

    def _phrase(self, alert: Alert) -> tuple[str, tuple[str, ...]]:
        """The days as one phrase, and those that cannot be read."""
        read = {days: self._services.planner.read(days, Form()) for days in alert.days}
        unread = tuple(days for days, outcome in read.items() if isinstance(outcome, Refused))
        return ", ".join(days for days in read if days not in unread), unread
