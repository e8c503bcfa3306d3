"""Whether the bot can post where it was asked, found out before Confirm."""

import logging
from collections import OrderedDict

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.locale import Text, _
from bot.slack.refusals import code_of

logger = logging.getLogger(__name__)

REMEMBERED = 1000
"""Channels and people of whom it is remembered what the last preview said."""


class Channels:
    """What conversations.info tells of a channel, as a sentence when the thread cannot be there."""

    def __init__(self, client: AsyncWebClient, *, posts_uninvited: bool) -> None:
        self._client = client
        self._posts_uninvited = posts_uninvited
        """Whether the token has chat:write.public, which posts in public channels without an invitation."""
        self._previewed: OrderedDict[tuple[str, str], Text | None] = OrderedDict()

    async def obstacle(self, channel_id: str, user_id: str) -> Text | None:
        """Why the bot cannot post there and what to do, None when it can."""
        found = await self._obstacle(channel_id, user_id)
        self._previewed[channel_id, user_id] = found
        self._previewed.move_to_end((channel_id, user_id))
        if len(self._previewed) > REMEMBERED:
            self._previewed.popitem(last=False)
        return found

    async def as_previewed(self, channel_id: str, user_id: str) -> Text | None:
        """The same, as a preview said it last: what was shown there is what Confirm does."""
        if (channel_id, user_id) in self._previewed:
            return self._previewed[channel_id, user_id]
        return await self.obstacle(channel_id, user_id)

    async def _obstacle(self, channel_id: str, user_id: str) -> Text | None:
        if channel_id.startswith("D"):
            return await self._in_direct_message(channel_id, user_id)
        try:
            answer = await self._client.conversations_info(channel=channel_id)
        except SlackApiError as error:
            if code_of(error) == "channel_not_found":
                return _("I am not in this channel: /invite me and preview again, or follow in a direct message.")
            logger.warning(
                "conversations.info: %s; whether the thread can be there shows when it is posted", code_of(error)
            )
            return None
        except (aiohttp.ClientError, TimeoutError) as error:
            logger.warning("conversations.info: %s", type(error).__name__)
            return None
        channel = answer["channel"]
        if channel.get("is_archived"):
            return _("This channel is archived, so I cannot post here; follow in a direct message.")
        if channel.get("is_ext_shared") or channel.get("is_pending_ext_shared"):
            return _("This channel is shared with another company, so I do not post here; follow in a direct message.")
        if channel.get("is_member"):
            return None
        if self._posts_uninvited and not channel.get("is_private") and not channel.get("is_mpim"):
            return None
        return _("I am not in this channel: /invite me and preview again, or follow in a direct message.")

    async def direct_message(self, user_id: str) -> str:
        """The id of the direct message between the bot and this person."""
        answer = await self._client.conversations_open(users=user_id)
        return str(answer["channel"]["id"])

    async def _in_direct_message(self, channel_id: str, user_id: str) -> Text | None:
        try:
            mine = await self.direct_message(user_id)
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            logger.warning("conversations.open: %s", type(error).__name__)
            return None
        if mine == channel_id:
            return None
        return _("I cannot post in other people's direct messages; follow in mine.")
