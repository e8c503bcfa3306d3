"""One payload of one person: who, where, in which language, and how to answer them privately."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.locale.speech import ENGLISH, Speech
from bot.slack.refusals import code_of
from bot.slack.views.sheet import notice_modal
from bot.traces import span

logger = logging.getLogger(__name__)

SLACK_HOSTS = (".slack.com", ".slack-gov.com")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
Message = dict[str, Any]


@dataclass(slots=True)
class Turn:
    """What a listener needs to answer.

    `response_url` is a secret: it goes into the store with the draft and nowhere else.
    """

    client: AsyncWebClient
    user_id: str
    team_id: str
    channel_id: str = ""
    response_url: str = field(default="", repr=False)
    trigger_id: str = field(default="", repr=False)
    speech: Speech = ENGLISH
    view_id: str = ""
    """A modal that was opened and waits for its content; an answer goes there."""
    thread_ts: str | None = None
    """The thread in which the person is, where that is known; slash commands do not work in threads."""

    @classmethod
    def of_command(cls, client: AsyncWebClient, body: Mapping[str, Any]) -> "Turn":
        """From a slash command."""
        return cls(
            client,
            user_id=body["user_id"],
            team_id=body.get("team_id") or "",
            channel_id=body.get("channel_id") or "",
            response_url=body.get("response_url") or "",
            trigger_id=body.get("trigger_id") or "",
        )

    @classmethod
    def of_interaction(cls, client: AsyncWebClient, body: Mapping[str, Any]) -> "Turn":
        """From a press, a submission or a shortcut; each has its own places for the same things."""
        user, team = body["user"], body.get("team") or {}
        container, channel = body.get("container") or {}, body.get("channel") or {}
        urls = body.get("response_urls") or [{}]
        return cls(
            client,
            user_id=user["id"],
            team_id=team.get("id") or user.get("team_id") or "",
            channel_id=channel.get("id") or container.get("channel_id") or urls[0].get("channel_id") or "",
            response_url=body.get("response_url") or urls[0].get("response_url") or "",
            trigger_id=body.get("trigger_id") or "",
        )

    async def answer(self, message: Message) -> None:
        """A new message that only this person sees: through the response_url, else an ephemeral, else a direct
        message.
        """
        await self._deliver({**message, "response_type": "ephemeral", "replace_original": False})

    async def replace(self, message: Message) -> None:
        """The message that was pressed becomes this one."""
        await self._deliver({**message, "replace_original": True})

    async def replace_only(self, message: Message) -> bool:
        """The same where it can be done; nothing is said elsewhere."""
        return await self._through_url({**message, "replace_original": True})

    async def remove(self, message: Message) -> None:
        """The message that was pressed goes away; `message` is said instead where it cannot."""
        if not await self._through_url({"delete_original": True}):
            await self._without_url(message)

    async def _deliver(self, body: Message) -> None:
        if self.view_id and await self._in_view(body):
            return
        if not await self._through_url(body):
            await self._without_url({"text": body["text"], "blocks": body["blocks"]})

    async def _in_view(self, body: Message) -> bool:
        """In the modal that was opened for this turn and has nothing else to show: it is in front of the person."""
        view_id, self.view_id = self.view_id, ""
        try:
            await self.client.views_update(view_id=view_id, view=notice_modal(self.speech, body["blocks"]))
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            logger.info("no answer in the modal: %s", type(error).__name__)
            return False
        return True

    async def _through_url(self, body: Message) -> bool:
        if not self.response_url or not is_slack_address(self.response_url, self.client.base_url):
            return False
        try:
            # Nothing is repeated: a lost answer would show the message twice, and the fallback tells what was not
            # shown.
            webhook = AsyncWebhookClient(self.response_url, session=self.client.session, retry_handlers=[], timeout=10)
            with span("Slack response_url") as told:
                sent = await webhook.send_dict(body)
                told.set_attribute("outcome", sent.status_code)
        except (aiohttp.ClientError, TimeoutError) as error:
            logger.warning("response_url did not answer: %s", type(error).__name__)
            return False
        if sent.status_code != 200:
            logger.warning("response_url answered %s", sent.status_code)
        return sent.status_code == 200

    async def _without_url(self, message: Message) -> None:
        """The later ways, none of them public.

        What reaches nobody is logged, and the draft stays in `/backfill drafts`.
        """
        try:
            if self.channel_id:
                await self.client.chat_postEphemeral(
                    channel=self.channel_id, user=self.user_id, thread_ts=self.thread_ts, **message
                )
                return
        except SlackApiError as error:
            logger.info("no ephemeral: %s", code_of(error))
        except (aiohttp.ClientError, TimeoutError) as error:
            logger.warning("no ephemeral: %s", type(error).__name__)
        try:
            opened = await self.client.conversations_open(users=self.user_id)
            await self.client.chat_postMessage(
                channel=opened["channel"]["id"], unfurl_links=False, unfurl_media=False, **message
            )
        except (TimeoutError, SlackApiError, aiohttp.ClientError) as error:
            logger.error("an answer reached nobody: user %s, %s", self.user_id, type(error).__name__)


def is_slack_address(url: str, api_url: str) -> bool:
    """Whether a response_url belongs to Slack, or to the host that SLACK_API_URL names; others are never posted to."""
    host = urlsplit(url).hostname or ""
    api_host = urlsplit(api_url).hostname or ""
    if host.endswith(SLACK_HOSTS) and url.startswith("https://"):
        return True
    return host == api_host or (host in LOOPBACK and api_host in LOOPBACK)
