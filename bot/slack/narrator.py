"""Tells an operation's channel and thread what happened. Implements bot.operations.narrator.Narrator."""

import logging
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.locale.speech import Speech
from bot.operations.acts import Act, Result
from bot.operations.model import Operation
from bot.operations.progress import Progress
from bot.operations.store import Store
from bot.operations.telling import again_key
from bot.settings import Settings
from bot.slack.turn import Message
from bot.slack.views import acts, results, root, thread

logger = logging.getLogger(__name__)

EVENT_TYPE = "backfill_posted"
"""Metadata of every post: its key lets a later start find what was already said."""
NO_WAY_IN = frozenset(
    {
        "not_in_channel",
        "channel_not_found",
        "is_archived",
        "restricted_action",
        "restricted_action_thread_locked",
        "no_permission",
    }
)
"""Errors after which the thread goes on in a direct message."""
CANNOT_EDIT = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found"})


def console_url(operation: Operation, settings: Settings) -> str | None:
    """The [Console] link of an operation, None without a template. Link targets come from the settings only."""
    if not settings.console_url or operation.plan is None:
        return None
    target = operation.plan.target
    project = settings.project(target.alias)
    return settings.console_url.format(
        region=project.region or "", project_id=target.project_id, env_type=target.env_type.value
    )


class SlackNarrator:
    """Posts with the bot token.

    `client` repeats nothing but rate limits: a post whose answer was lost is not simply sent again.
    """

    def __init__(self, client: AsyncWebClient, store: Store, settings: Settings) -> None:
        self._client = client
        self._store = store
        self._settings = settings
        self._speech = Speech(settings.backfill_language)

    async def root(self, operation: Operation, progress: Progress) -> tuple[str, str] | None:
        """Post the root message, or edit it. A root that somebody deleted is posted anew."""
        message = root.message(operation, progress, self._speech, console_url(operation, self._settings))
        if operation.root_ts and operation.root_channel:
            try:
                await self._client.chat_update(channel=operation.root_channel, ts=operation.root_ts, **message)
            except SlackApiError as error:
                if _code(error) not in CANNOT_EDIT | NO_WAY_IN:
                    raise
                logger.warning("root of %s cannot be edited: %s", operation.label, _code(error))
            else:
                return operation.root_channel, operation.root_ts
        return await self._post(operation, "root" if not operation.root_ts else "root_again", message, thread_ts=None)

    async def sent(self, operation: Operation, progress: Progress) -> None:
        """Reply: DataWorks took the request."""
        await self._reply(operation, "sent", thread.sent(operation, progress, self._speech))

    async def created(self, operation: Operation, progress: Progress) -> None:
        """Reply: created n of m promised."""
        await self._reply(operation, "created", thread.created(progress, self._speech))

    async def unknown(self, operation: Operation, progress: Progress) -> None:
        """Reply: the answer was lost, the request is being looked up by its name."""
        key = again_key("unknown", operation.reopened)
        await self._reply(operation, key, thread.unknown(operation, self._speech))

    async def first_failure(self, operation: Operation, progress: Progress) -> None:
        """Reply, with a mention of the asker: the first failed instances."""
        await self._reply(operation, "first_failure", thread.first_failure(operation, progress, self._speech))

    async def ended(self, operation: Operation, progress: Progress) -> None:
        """Reply, with a mention of the asker: the last word."""
        key = again_key("ended", operation.reopened)
        await self._reply(operation, key, thread.ended(operation, progress, self._speech))

    async def held(self, operation: Operation, progress: Progress) -> None:
        """Reply, with a mention of the asker: created and counted, waiting to be started."""
        await self._reply(operation, "held", acts.held(operation, progress, self._speech))

    async def not_stopped(self, operation: Operation, progress: Progress) -> None:
        """Reply, with a mention of the asker: what goes on though it was to be stopped."""
        key = again_key("not_stopped", operation.round)
        await self._reply(operation, key, acts.not_stopped(operation, progress, self._speech))

    async def asked(self, operation: Operation, act: Act) -> None:
        """Reply: what somebody asked for, before it is done."""
        await self._reply(operation, f"asked:{act.id}", acts.stopping(operation, act, self._speech))

    async def acted(self, operation: Operation, act: Act, result: Result) -> None:
        """Reply: what came of it, where nothing else says so."""
        message = results.came_of_it(operation, act, result, self._speech)
        if message is not None:
            await self._reply(operation, f"acted:{act.id}", message)

    async def _reply(self, operation: Operation, key: str, message: Message) -> None:
        await self._post(operation, key, message, thread_ts=operation.root_ts)

    async def _post(self, operation: Operation, key: str, message: Message, thread_ts: str | None) -> tuple[str, str]:
        """Post once per key: a step that runs again after a crash finds what it posted."""
        full_key = f"{operation.id}:{key}"
        known = await self._store.posted(full_key)
        if known:
            return known
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": full_key}}
        channel = operation.root_channel or operation.asker.channel_id
        try:
            place = await self._send(channel, {**message, "metadata": metadata}, thread_ts)
        except SlackApiError as error:
            if _code(error) not in NO_WAY_IN:
                raise
            logger.warning("%s goes on in a direct message: %s", operation.label, _code(error))
            opened = await self._client.conversations_open(users=operation.asker.user_id)
            place = await self._send(str(opened["channel"]["id"]), {**message, "metadata": metadata}, None)
        await self._store.record_posting(full_key, *place)
        return place

    async def _send(self, channel: str, message: dict[str, Any], thread_ts: str | None) -> tuple[str, str]:
        answer = await self._client.chat_postMessage(
            channel=channel, thread_ts=thread_ts, unfurl_links=False, unfurl_media=False, **message
        )
        return str(answer["channel"]), str(answer["ts"])


def _code(error: SlackApiError) -> str:
    return str(error.response.get("error"))
