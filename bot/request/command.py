"""What follows `/backfill`: a request or a subcommand. The grammar of a request is in `reader`, its printing in
`printing`.
"""

import re
from dataclasses import dataclass

from bot.request import printing
from bot.request.form import Form
from bot.request.lexing import words
from bot.request.options import COMMON, GROUPS, OPTIONS
from bot.request.reader import BadCommand, read_form

__all__ = ["COMMON", "GROUPS", "OPTIONS", "SUBCOMMANDS", "BadCommand", "Subcommand", "as_typed", "parse", "to_command"]

SUBCOMMANDS = {
    "help": "help",
    "帮助": "help",
    "status": "status",
    "状态": "status",
    "list": "list",
    "列表": "list",
    "drafts": "drafts",
    "草稿": "drafts",
    "preset": "preset",
    "presets": "preset",
    "预设": "preset",
}

COMMAND = re.compile(r"^/backfill(?:\s+|$)")
"""What is copied from the help has the command in front."""
LINK = re.compile(r"<(?:https?|mailto):[^|>]*\|([^>]*)>|<(https?://[^|>]*)>")
MENTION = re.compile(r"<([@#])[A-Z0-9]+\|([^>]+)>")


@dataclass(frozen=True, slots=True)
class Subcommand:
    """`status BF-248`: its name and the rest of the line."""

    name: str
    argument: str


def as_typed(text: str) -> str:
    """A Slack payload's text as the person typed it: entities, links and mentions undone. Once, at Slack's door."""
    labelled = LINK.sub(lambda match: match[1] or match[2], MENTION.sub(r"\1\2", text))
    return labelled.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def parse(text: str) -> Form | Subcommand:
    """Read what follows `/backfill`. Raises BadCommand naming the word that was not understood."""
    text = COMMAND.sub("", text.strip())
    found = words(text)
    if found and found[0].letters.lower() in SUBCOMMANDS and not found[0].has_quotes:
        return Subcommand(SUBCOMMANDS[found[0].letters.lower()], text[found[0].end :].strip())
    return read_form(text)


def to_command(form: Form) -> str:
    """The text that reads back to this form; a settled question is written as the days that were picked."""
    return printing.printed(form, parse)
