"""Tells an operation's channel and thread what happened. Implements bot.operations.narrator.Narrator."""

import logging
from collections.abc import Callable

from slack_sdk.web.async_client import AsyncWebClient

from bot.locale import _
from bot.locale.speech import Speech, speech
from bot.operations.model import ENDED, Operation
from bot.operations.narrator import NotTold, Place, RootGone, Telling
from bot.operations.store import Store
from bot.settings import Settings
from bot.slack.files import Files
from bot.slack.posts import Closed, Gone, Posts, Unreadable
from bot.slack.reporting import Reporting
from bot.slack.turn import Message
from bot.slack.views import acts, results, root, thread
from bot.slack.views.blocks import ChannelMention, Link, Piece

logger = logging.getLogger(__name__)


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
    """Posts with the bot token. `client` repeats nothing: the outbox does, after it has looked.

    Where the channel is closed to the bot the thread goes on in a direct message, in the person's language.
    """

    def __init__(self, client: AsyncWebClient, store: Store, settings: Settings) -> None:
        self._posts = Posts(client)
        self._reporting = Reporting(Files(client, self._posts), self._posts)
        self._store = store
        self._settings = settings
        self._speech = Speech(settings.backfill_language)

    async def tell(self, telling: Telling) -> Place | None:
        """Post or edit, see Narrator."""
        if telling.kind == "root":
            return await self._root(telling)
        operation = telling.operation
        channel, thread_ts = operation.root_channel or "", operation.root_ts or ""
        if telling.kind == "report":
            return await self._report(telling, channel, thread_ts)
        message = reply(telling, self._speech_in(channel, operation))
        if message is None:
            return None
        try:
            return await self._post(telling, channel, thread_ts, message)
        except (Closed, Gone) as error:
            raise RootGone(str(error)) from error

    async def _report(self, telling: Telling, channel: str, thread_ts: str) -> Place | None:
        """The file. Slack shares it after its answer, so one in doubt that is not found may come all the same."""
        try:
            if telling.in_doubt and (found := await self._reporting.found(telling, channel, thread_ts)):
                return found
        except Unreadable as error:
            logger.warning("%s: cannot look for its report: %s", telling.operation.label, error)
        if telling.in_doubt:
            await self._store.add_event(telling.operation.id, "perhaps_told_twice", data={"key": telling.key})
        said = self._speech_in(channel, telling.operation)
        try:
            return await self._reporting.tell(telling, channel, thread_ts, said)
        except (Closed, Gone) as error:
            raise RootGone(str(error)) from error

    async def _root(self, telling: Telling) -> Place:
        operation = telling.operation
        if operation.root_ts and operation.root_channel:
            return await self._edited(telling, (operation.root_channel, operation.root_ts))
        channel = operation.root_channel or operation.asker.channel_id
        try:
            return await self._posted(telling, channel)
        except (Closed, Gone) as error:
            logger.warning("%s goes on in a direct message: %s", operation.label, error)
        try:
            return await self._posted(telling, await self._posts.direct_message(operation.asker.user_id))
        except (Closed, Gone) as error:
            raise NotTold(str(error), certain=True) from error

    async def _posted(self, telling: Telling, channel: str) -> Place:
        """Post the root message. One that an earlier try posted is brought up to date."""
        if telling.in_doubt and (found := await self._found(telling, channel, None)):
            return await self._edited(telling, found)
        message = await self._root_message(telling, channel)
        return await self._posts.post(channel, None, message, telling.key)

    async def _edited(self, telling: Telling, place: Place) -> Place:
        try:
            message = await self._root_message(telling, place[0])
            if await self._posts.edit(place, message) or telling.progress.state not in ENDED:
                return place
        except (Closed, Gone) as error:
            raise RootGone(str(error)) from error
        raise RootGone("it cannot be edited any more")

    async def _post(self, telling: Telling, channel: str, thread_ts: str, message: Message) -> Place:
        if telling.in_doubt and (found := await self._found(telling, channel, thread_ts)):
            return found
        return await self._posts.post(channel, thread_ts, message, telling.key)

    async def _found(self, telling: Telling, channel: str, thread_ts: str | None) -> Place | None:
        """What an earlier try posted. Where the bot may not read it may be told twice: better than not at all."""
        try:
            return await self._posts.find(channel, thread_ts, telling.key, telling.since)
        except Unreadable as error:
            logger.warning("%s: may be told twice, cannot look for %r: %s", telling.operation.label, telling.key, error)
            await self._store.add_event(telling.operation.id, "perhaps_told_twice", data={"key": telling.key})
            return None

    async def _root_message(self, telling: Telling, channel: str) -> Message:
        operation, said = telling.operation, self._speech_in(channel, telling.operation)
        note: list[Piece] = []
        if telling.moved and (before := await self._before(telling, channel)):
            note = [_("This goes on from an earlier thread: {link}", link=before)]
        elif channel != operation.asker.channel_id and operation.asker.channel_id.startswith(("C", "G")):
            asked_in = ChannelMention(operation.asker.channel_id)
            note = [_("You asked in {channel}, where I cannot write: it goes on here.", channel=asked_in)]
        url = console_url(operation, self._settings)
        return root.message(operation, telling.progress, said, url, note=note)

    async def _before(self, telling: Telling, channel: str) -> Link | None:
        """A link to what was told before the root message was posted anew, if that stands in the same channel."""
        for key in (f"{telling.operation.id}:root", f"{telling.operation.id}:sent", f"{telling.operation.id}:created"):
            place = await self._store.posted(key)
            if place is None or place[0] != channel:
                continue
            if url := await self._posts.permalink(place):
                return Link(url)
        return None

    def _speech_in(self, channel: str, operation: Operation) -> Speech:
        return speech(operation.asker.locale) if channel.startswith("D") else self._speech


def reply(telling: Telling, said: Speech) -> Message | None:
    """The message of a reply; None where nothing need be said."""
    operation, progress = telling.operation, telling.progress
    if telling.act is not None:
        if telling.kind == "asked":
            return acts.stopping(operation, telling.act, said)
        return results.came_of_it(operation, telling.act, telling.result, said) if telling.result else None
    views: dict[str, Callable[[], Message]] = {
        "sent": lambda: thread.sent(operation, progress, said),
        "created": lambda: thread.created(progress, said),
        "unknown": lambda: thread.unknown(operation, said),
        "first_failure": lambda: thread.first_failure(operation, progress, said),
        "held": lambda: acts.held(operation, progress, said),
        "not_stopped": lambda: acts.not_stopped(operation, progress, said),
        "ended": lambda: thread.ended(operation, progress, said),
    }
    return views[telling.kind]()
