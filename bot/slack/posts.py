"""Messages with a key: posted, edited, found again. Every failure says whether something may have been posted."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.operations.narrator import NotTold, Place
from bot.slack.refusals import code_of, retry_after
from bot.slack.turn import Message

logger = logging.getLogger(__name__)

EVENT_TYPE = "backfill_posted"
"""Metadata of every post: by its key it is found again when the answer to the post was lost."""
CLOSED = frozenset(
    {
        "not_in_channel",
        "channel_not_found",
        "is_archived",
        "is_inactive",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_non_threadable_channel",
        "no_permission",
        "ekm_access_denied",
    }
)
"""The bot may not write there."""
GONE = frozenset(
    {
        "message_not_found",
        "thread_not_found",
        "invalid_thread_ts",
        "restricted_action_thread_locked",
        "restricted_action_thread_only_channel",
    }
)
"""The message or the thread is not there any more, or takes no more replies."""
FIXED = frozenset({"cant_update_message", "edit_window_closed"})
"""The message stays as it is."""
MALFORMED = frozenset(
    {
        "invalid_blocks",
        "invalid_blocks_format",
        "msg_blocks_too_long",
        "msg_too_long",
        "invalid_arguments",
        "block_mismatch",
    }
)
"""Slack does not take the blocks: then the words alone are told."""
IN_DOUBT = frozenset({"fatal_error", "internal_error", "service_unavailable", "request_timeout"})
"""Slack answered, and may have done it."""
NOT_READABLE = frozenset({"missing_scope", "not_in_channel", "channel_not_found", "thread_not_found", "no_permission"})
LATE_SECONDS = 10.0
"""After a time-out Slack may still do it: only then it is looked for, and told again if it is not there."""
CLOCKS_DIFFER = timedelta(minutes=2)
PAGE = 200
PAGES = 20


class Closed(Exception):
    """The bot may not write in the channel; the words are Slack's code."""


class Gone(Exception):
    """There is no such message any more; the words are Slack's code."""


class Unreadable(Exception):
    """The bot may not read there; the words are Slack's code."""


class Posts:
    """What the bot's token posts. Raises NotTold, Closed, Gone."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def post(self, channel: str, thread_ts: str | None, message: Message, key: str) -> Place:
        """Post it, with its key."""
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": key}}
        place: dict[str, Any] = {
            "channel": channel,
            "thread_ts": thread_ts,
            "unfurl_links": False,
            "unfurl_media": False,
        }
        answer = await _written(
            lambda words: self._client.chat_postMessage(metadata=metadata, **place, **words), message
        )
        return str(answer["channel"]), str(answer["ts"])

    async def edit(self, place: Place, message: Message) -> bool:
        """Change it; False when it stays as it is for good."""
        try:
            await _written(lambda words: self._client.chat_update(channel=place[0], ts=place[1], **words), message)
        except NotTold as error:
            if str(error) in FIXED:
                return False
            raise
        return True

    async def find(self, channel: str, thread_ts: str | None, key: str, since: datetime) -> Place | None:
        """The message with this key, among those posted since, in a thread or in the channel. Raises Unreadable."""

        def has_key(message: Mapping[str, Any]) -> bool:
            payload = (message.get("metadata") or {}).get("event_payload") or {}
            return bool(payload.get("key") == key)

        return await self.search(channel, thread_ts, since, has_key)

    async def search(
        self, channel: str, thread_ts: str | None, since: datetime, wanted: Callable[[Mapping[str, Any]], bool]
    ) -> Place | None:
        """The first message that is wanted, among those posted since, in a thread or in the channel.

        Raises Unreadable.
        """
        oldest = f"{(since - CLOCKS_DIFFER).timestamp():.6f}"
        page: dict[str, Any] = {"channel": channel, "oldest": oldest, "limit": PAGE, "include_all_metadata": True}
        for _page in range(PAGES):
            if thread_ts:
                answer = await _read(self._client.conversations_replies(ts=thread_ts, **page))
            else:
                answer = await _read(self._client.conversations_history(**page))
            for message in answer["messages"]:
                if wanted(message):
                    return channel, str(message["ts"])
            page["cursor"] = (answer.get("response_metadata") or {}).get("next_cursor")
            if not page["cursor"]:
                break
        return None

    async def direct_message(self, user_id: str) -> str:
        """The channel between the bot and this person."""
        answer = await called(self._client.conversations_open(users=user_id))
        return str(answer["channel"]["id"])

    async def permalink(self, place: Place) -> str | None:
        """A link to a message; None when it is not there, or cannot be had now."""
        try:
            answer = await called(self._client.chat_getPermalink(channel=place[0], message_ts=place[1]))
        except (NotTold, Closed, Gone):
            return None
        return str(answer["permalink"])


async def _written(call: Callable[[Message], Awaitable[Any]], message: Message) -> Any:  # noqa: ANN401 - Slack's answer
    try:
        return await called(call(message))
    except NotTold as error:
        if str(error) not in MALFORMED:
            raise
        logger.exception("Slack does not take the blocks of a message; its words are told alone")
    return await called(call({"text": message["text"], "blocks": []}))


async def _read(call: Awaitable[Any]) -> Any:  # noqa: ANN401 - Slack's answer
    """Failing to look leaves the doubt: only what may never be read lets it be."""
    try:
        return await called(call)
    except (Closed, Gone) as error:
        raise Unreadable(str(error)) from error
    except NotTold as error:
        if str(error) in NOT_READABLE:
            raise Unreadable(str(error)) from error
        raise


async def called(call: Awaitable[Any]) -> Any:  # noqa: ANN401 - Slack's answer
    """Slack's answer. Raises NotTold, Closed, Gone."""
    try:
        return await call
    except SlackApiError as error:
        code = code_of(error)
        if code in CLOSED:
            raise Closed(code) from error
        if code in GONE:
            raise Gone(code) from error
        certain = code not in IN_DOUBT and not code.startswith("http_5")
        raise NotTold(code, certain=certain, retry_after=retry_after(error)) from error
    except aiohttp.ClientConnectorError as error:
        raise NotTold(type(error).__name__, certain=True) from error
    except TimeoutError as error:
        raise NotTold(type(error).__name__, retry_after=LATE_SECONDS) from error
    except aiohttp.ClientError as error:
        raise NotTold(type(error).__name__) from error
