"""The logs of failed runs: the last lines to the one who asks, the whole as a file in the thread."""

import logging
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.locale import _
from bot.operations.model import Operation
from bot.operations.progress import FailedRun
from bot.operations.words import redacted
from bot.slack.listeners.rights import may_read
from bot.slack.services import Services
from bot.slack.turn import Turn
from bot.slack.views import acts, answers, logs

logger = logging.getLogger(__name__)

LAST = 15
CLOSED = frozenset({"not_in_channel", "channel_not_found", "is_archived", "file_uploads_disabled", "thread_not_found"})
"""Errors after which the file goes to the person's direct message."""


class LogListener:
    """Buttons and the menu of logs."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def register(self, app: AsyncApp) -> None:
        """Listen to them."""
        for action_id in (acts.SHOW_LOG, logs.PICK_LOG, logs.WHOLE_LOG):
            app.action(action_id)(self.on_action)

    async def on_action(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Show log, another one, or the whole."""
        await ack()
        turn = Turn.of_interaction(client, body)
        action = body["actions"][0]
        value = str(action.get("value") or (action.get("selected_option") or {}).get("value") or "")
        self._services.spawn(turn, self._acted(turn, action["action_id"], value))

    async def show(self, turn: Turn, operation: Operation, instance_id: int | None = None) -> None:
        """The last lines of a failed run: the one asked for, else the first."""
        runs = await self._failed(operation)
        run = next((item for item in runs if item.instance_id == instance_id), runs[0])
        if await may_read(self._services, turn, operation):
            lines = await self._lines(turn, operation, run)
            await turn.answer(logs.last_lines(turn.speech, operation, run, lines[-LAST:], runs))

    async def _acted(self, turn: Turn, action_id: str, value: str) -> None:
        if not await self._services.admit(turn):
            return
        operation_id, _colon, number = value.partition(":")
        operation = await self._services.store.get(operation_id)
        if operation is None:
            raise UserError(_("This operation is not in my store any more."), _("/backfill list shows what there is."))
        if turn.channel_id == operation.root_channel:
            turn.thread_ts = operation.root_ts
        if action_id == logs.WHOLE_LOG:
            await self._upload(turn, operation, int(number))
        else:
            await self.show(turn, operation, int(number) if action_id == logs.PICK_LOG else None)

    async def _failed(self, operation: Operation) -> tuple[FailedRun, ...]:
        progress = await self._services.store.progress_of(operation.id)
        if progress is None or not progress.failures:
            raise UserError(
                _("There is no failed run of {label} whose log could be shown.", label=operation.label),
                _("/backfill status {label} shows where it stands.", label=operation.label),
            )
        return progress.failures

    async def _lines(self, turn: Turn, operation: Operation, run: FailedRun) -> list[str]:
        """A whole log, redacted. Who read it is journaled."""
        lines = redacted(await self._services.engine.log(operation, run.instance_id))
        data = {"instance": run.instance_id}
        await self._services.store.add_event(operation.id, "log_read", user_id=turn.user_id, data=data)
        return lines

    async def _upload(self, turn: Turn, operation: Operation, instance_id: int) -> None:
        """The whole log, redacted, into the thread; into the direct message where the channel is closed to files."""
        run = next((item for item in await self._failed(operation) if item.instance_id == instance_id), None)
        if run is None or not await may_read(self._services, turn, operation):
            return
        content = "\n".join(await self._lines(turn, operation, run)) or "-"
        name = f"{operation.label}-{instance_id}.log"
        try:
            await self._file(turn.client, operation.root_channel or turn.channel_id, operation.root_ts, name, content)
        except SlackApiError as error:
            if error.response.get("error") not in CLOSED:
                raise
            logger.info("the log of %s goes to a direct message: %s", operation.label, error.response.get("error"))
            channel = await self._services.channels.direct_message(turn.user_id)
            await self._file(turn.client, channel, None, name, content)
            await turn.answer(answers.notice(turn.speech, _("The log is in our direct message.")))

    async def _file(self, client: AsyncWebClient, channel: str, thread_ts: str | None, name: str, content: str) -> None:
        await client.files_upload_v2(channel=channel, thread_ts=thread_ts, filename=name, title=name, content=content)
