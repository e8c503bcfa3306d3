"""Puts report.csv into an operation's thread; where no file may go, a sentence says where it can be had.

A file has no key: an upload in doubt is looked for by its name, and one that is not found is marked as perhaps there
twice.
"""

import logging
from typing import BinaryIO

from bot.dataworks.errors import DataWorksError
from bot.errors import UserError
from bot.locale import Text
from bot.locale.speech import Speech, speech
from bot.operations.narrator import NotTold, Place, Telling
from bot.operations.sending import words_of
from bot.slack.files import Files
from bot.slack.posts import Closed, Gone, Posts
from bot.slack.views import report

logger = logging.getLogger(__name__)

TRIES = 5
"""After so many the thread is told that there is no file. What else it has to say waits behind it."""

REFUSED = frozenset(
    {
        "missing_scope",
        "not_allowed_token_type",
        "no_permission",
        "file_uploads_disabled",
        "file_uploads_except_images_disabled",
        "file_upload_size_restricted",
        "storage_limit_reached",
        "blocked_file_type",
        "access_denied",
        "restricted_action",
        "user_not_found",
        "user_disabled",
        "cannot_dm_bot",
    }
)
"""Slack takes no file of this bot there, however often it is tried; there may be nobody to send it to."""

MEMBERS_ONLY = "not_in_channel"
"""The bot may write in a public channel that it did not join, and may not share files there."""


class Reporting:
    """Tells the letters of kind `report`."""

    def __init__(self, files: Files, posts: Posts) -> None:
        self._files = files
        self._posts = posts

    async def tell(self, telling: Telling, channel: str, thread_ts: str, said: Speech) -> Place | None:
        """Upload it, or say why not.

        Raises NotTold, Closed, Gone.
        """
        name = file_name(telling)
        try:
            file = await self._opened(telling)
        except NotTold as error:
            if telling.tries < TRIES:
                raise
            return await self._without(telling, channel, thread_ts, said, str(error))
        try:
            comment = said.say(report.comment(telling.operation, doubtful=telling.in_doubt))
            await self._files.upload(channel, thread_ts, name, file, comment)
        except NotTold as error:
            if str(error) not in REFUSED and telling.tries < TRIES:
                raise
            return await self._without(telling, channel, thread_ts, said, str(error))
        except Closed as error:
            if str(error) in REFUSED:
                return await self._without(telling, channel, thread_ts, said, str(error))
            if str(error) != MEMBERS_ONLY:
                raise
            return await self._directly(telling, (channel, thread_ts), said, name, file)
        return None

    async def found(self, telling: Telling, channel: str, thread_ts: str) -> Place | None:
        """What an earlier try uploaded, or said instead. Raises Unreadable."""
        place = await self._files.find(channel, thread_ts, file_name(telling), telling.since)
        return place or await self._posts.find(channel, thread_ts, telling.key, telling.since)

    async def _opened(self, telling: Telling) -> BinaryIO:
        try:
            if telling.report is None:
                raise NotTold("no report", certain=True)
            return await telling.report()
        except DataWorksError as error:
            raise NotTold(words_of(error), certain=True) from error
        except UserError as error:
            raise NotTold(str(error.text), certain=True) from error
        except OSError as error:
            raise NotTold(f"{type(error).__name__}: {error.strerror}", certain=True) from error

    async def _directly(self, telling: Telling, place: Place, said: Speech, name: str, file: BinaryIO) -> Place:
        """Into the direct message with the asker, in their language."""
        asker = telling.operation.asker
        try:
            direct = await self._posts.direct_message(asker.user_id)
            comment = speech(asker.locale).say(report.comment(telling.operation, doubtful=telling.in_doubt))
            await self._files.upload(direct, None, name, file, comment)
        except (NotTold, Closed, Gone) as error:
            if isinstance(error, NotTold) and str(error) not in REFUSED and telling.tries < TRIES:
                raise
            return await self._without(telling, *place, said, MEMBERS_ONLY)
        return await self._posts.post(*place, report.direct(telling.operation, said), telling.key)

    async def _without(self, telling: Telling, channel: str, thread_ts: str, said: Speech, words: Text | str) -> Place:
        logger.warning("%s: no report in its thread: %s", telling.operation.label, words)
        message = report.none(telling.operation, said, words)
        return await self._posts.post(channel, thread_ts, message, telling.key)


def file_name(telling: Telling) -> str:
    """`BF-12-report.csv`; one for each end of an operation that went on after its end."""
    again = telling.key.rpartition(":report")[2].lstrip(":")
    return f"{telling.operation.label}-report{f'-{int(again) + 1}' if again else ''}.csv"
