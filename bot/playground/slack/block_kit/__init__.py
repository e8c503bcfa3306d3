"""Slack's Block Kit rules: what Slack would refuse, in Slack's words.

Pure: JSON in, sentences out. The local Slack uses it at every door, the tests of the bot's views on worst cases.
Source of the limits: Slack's Block Kit reference and the refusals its servers were seen to send.
"""

from bot.playground.slack.block_kit.surfaces import (
    BLOCKS_TEXT_LIMIT,
    MESSAGE_TEXT_LIMIT,
    UPDATE_TEXT_LIMIT,
    VIEW_BYTES_LIMIT,
    check_home,
    check_message,
    check_options,
    check_view,
)

__all__ = [
    "BLOCKS_TEXT_LIMIT",
    "MESSAGE_TEXT_LIMIT",
    "UPDATE_TEXT_LIMIT",
    "VIEW_BYTES_LIMIT",
    "check_home",
    "check_message",
    "check_options",
    "check_view",
]
