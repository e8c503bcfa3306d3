"""Files in a thread: uploaded in three steps, found again by their name. Failures as in bot.slack.posts."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any, BinaryIO

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.operations.narrator import NotTold, Place
from bot.slack.posts import Posts, called

UPLOAD = aiohttp.ClientTimeout(total=600, sock_connect=30, sock_read=60)
CHUNK = 1 << 18


class Files:
    """What the bot's token uploads. Raises NotTold, Closed, Gone."""

    def __init__(self, client: AsyncWebClient, posts: Posts) -> None:
        self._client = client
        self._posts = posts

    async def upload(self, channel: str, thread_ts: str | None, name: str, file: BinaryIO, comment: str) -> None:
        """Share it there with a line above it. Slack's message comes a little later, so nobody knows its ts.

        `files_upload_v2` of the SDK does the same, but holds the whole file in memory.
        """
        length = await asyncio.to_thread(file.seek, 0, 2)
        announced = await called(self._client.files_getUploadURLExternal(filename=name, length=length))
        await self._send(str(announced["upload_url"]), file, length)
        await called(
            self._client.files_completeUploadExternal(
                files=[{"id": str(announced["file_id"]), "title": name}],
                channel_id=channel,
                thread_ts=thread_ts,
                initial_comment=comment,
            )
        )

    async def find(self, channel: str, thread_ts: str, name: str, since: datetime) -> Place | None:
        """The message that shares a file of this name, among those posted since. Raises Unreadable."""

        def shares_it(message: Mapping[str, Any]) -> bool:
            return any(file.get("name") == name for file in message.get("files") or ())

        return await self._posts.search(channel, thread_ts, since, shares_it)

    async def _send(self, url: str, file: BinaryIO, length: int) -> None:
        """The bytes, to the address that Slack gave for them. As long as they are not shared nobody sees them."""
        session = self._client.session or aiohttp.ClientSession()
        try:
            async with session.post(
                url,
                data=_chunks(file),
                headers={"Content-Length": str(length), "Content-Type": "application/octet-stream"},
                timeout=UPLOAD,
                proxy=self._client.proxy,
                ssl=self._client.ssl or True,
            ) as answer:
                if answer.status != 200:
                    raise NotTold(f"http_{answer.status}", certain=True)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise NotTold(type(error).__name__, certain=True) from error
        finally:
            if session is not self._client.session:
                await session.close()


async def _chunks(file: BinaryIO) -> AsyncIterator[bytes]:
    await asyncio.to_thread(file.seek, 0)
    while chunk := await asyncio.to_thread(file.read, CHUNK):
        yield chunk
