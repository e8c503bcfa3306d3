"""What every door for messages and views refuses: Block Kit's limits, and the limits of the methods beside it."""

import json
from typing import Any

from bot.playground.slack import block_kit
from bot.playground.slack.errors import SlackError
from bot.playground.slack.wire import Json

MARKDOWN_TEXT = 12_000
ATTACHMENTS = 100
METADATA_BYTES = 8_000


def check_blocks(blocks: Json, *, total: bool) -> None:
    """Raise invalid_blocks with JSON pointers, invalid_blocks_format, or with `total` msg_blocks_too_long."""
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise SlackError("invalid_blocks_format")
    errors = block_kit.check_message(blocks, "text is checked by the caller")
    pointed = [error for error in errors if "json-pointer" in error]
    words = [error for error in errors if "json-pointer" not in error and (total or error != "msg_blocks_too_long")]
    if pointed:
        raise SlackError("invalid_blocks", *(f"[ERROR] {error}" for error in pointed), errors=pointed)
    if words:
        raise SlackError(words[0])


def check_content(content: dict[str, Any], *, total: bool = True) -> str:
    """Check text, blocks and attachments of a message; returns the text as Slack keeps it. Raises SlackError."""
    text, markdown = content.get("text") or "", content.get("markdown_text") or ""
    blocks, attachments = content.get("blocks"), content.get("attachments") or []
    if not isinstance(text, str):
        raise SlackError("invalid_arguments", "[ERROR] must be a string [json-pointer:/text]")
    if markdown and (text or blocks):
        raise SlackError("markdown_text_conflict")
    if len(markdown) > MARKDOWN_TEXT:
        raise SlackError("msg_too_long")
    if not isinstance(attachments, list):
        raise SlackError("invalid_attachments")
    if len(attachments) > ATTACHMENTS:
        raise SlackError("too_many_attachments")
    if blocks is not None:
        check_blocks(blocks, total=total)
    if not (text or markdown or blocks or attachments):
        raise SlackError("no_text")
    return str(text or markdown)[: block_kit.MESSAGE_TEXT_LIMIT]


def check_metadata(metadata: Json) -> dict[str, Any] | None:
    """Metadata of a message: `{event_type, event_payload}`. Raises invalid_metadata_format, metadata_too_large."""
    if not metadata:
        return None
    payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
    if not isinstance(payload, dict) or not isinstance(metadata.get("event_type"), str):
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(metadata)) > METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return {"event_type": metadata["event_type"], "event_payload": payload}


def check_view(view: Json, kind: str) -> dict[str, Any]:
    """A whole view of `kind` (modal or home). Raises invalid_arguments with JSON pointers, view_too_large."""
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments", "[ERROR] missing required field: view")
    errors = block_kit.check_home(view) if kind == "home" else block_kit.check_view(view)
    pointed = [error for error in errors if "json-pointer" in error]
    if pointed:
        raise SlackError("invalid_arguments", *(f"[ERROR] {error}" for error in pointed))
    if errors:
        raise SlackError(errors[0])
    return view
