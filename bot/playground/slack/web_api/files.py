"""files.getUploadURLExternal and files.completeUploadExternal; the bytes go to /upload/{secret}."""

import asyncio
from typing import Any

from bot.playground.slack.errors import SlackError
from bot.playground.slack.files import File
from bot.playground.slack.local import LocalSlack
from bot.playground.slack.messages import Message
from bot.playground.slack.people import BOT_ID, BOT_USER
from bot.playground.slack.web_api.method import Answer, Arguments, method, required


@method("files.getUploadURLExternal", "files:write", tier=4)
def files_get_upload_url_external(slack: LocalSlack, arguments: Arguments) -> Answer:
    """An address for the bytes; `length` counts bytes."""
    required(arguments, "filename", "length")
    try:
        length = int(arguments["length"])
    except ValueError:
        raise SlackError("invalid_arguments", "[ERROR] must be an integer [json-pointer:/length]") from None
    file = slack.files.announce(str(arguments["filename"]), length, str(arguments.get("alt_txt") or ""))
    return {"upload_url": f"{slack.base_url}/upload/{file.secret}", "file_id": file.id}


@method("files.completeUploadExternal", "files:write", tier=4)
def files_complete_upload_external(slack: LocalSlack, arguments: Arguments) -> Answer:
    """Share uploaded files. The message comes a little later, so the answer has no ts."""
    required(arguments, "files")
    given = arguments["files"] if isinstance(arguments["files"], list) else []
    entries = [entry for entry in given if isinstance(entry, dict)]
    found = [(slack.files.finished(entry.get("id")), str(entry.get("title") or "")) for entry in entries]
    if not found:
        raise SlackError("invalid_arguments", "[ERROR] files must not be empty")
    if arguments.get("channel_id"):
        channel = slack.workspace.seen_by_bot(arguments["channel_id"])
        if channel.is_archived:
            raise SlackError("is_archived")
        if BOT_USER not in channel.members:
            raise SlackError("not_in_channel")
        message = Message(
            id=slack.workspace.next_id(),
            channel=channel.id,
            ts=slack.workspace.next_ts(),
            text=str(arguments.get("initial_comment") or ""),
            user=BOT_USER,
            bot_id=BOT_ID,
            thread_ts=slack.workspace.thread_root(channel.id, arguments.get("thread_ts")),
            by_token=True,
            files=[_shown(slack, file, title) for file, title in found],
        )
        asyncio.get_running_loop().call_later(0.05, slack.post, message)
    for file, _ in found:
        file.shared = True
    return {"files": [{"id": file.id, "title": title or file.name} for file, title in found]}


def _shown(slack: LocalSlack, file: File, title: str) -> dict[str, Any]:
    address = f"{slack.base_url}/files/{file.id}/{file.name}"
    size = file.png_size
    image = {"original_w": size[0], "original_h": size[1], "alt_txt": file.alt_text} if size else {}
    return image | {
        "id": file.id,
        "name": file.name,
        "title": title or file.name,
        "filetype": file.name.rpartition(".")[2],
        "mimetype": "image/png" if size else "application/octet-stream",
        "size": file.length,
        "user": BOT_USER,
        "mode": "hosted",
        "url": address,
        "url_private": address,
    }
