"""Messages and views as plain text: what a person would read on the screen.

Pure. Edits show as the new state; buttons as `[Confirm]`, radio buttons as `(•)` and `( )`, ticks as `[x]` and `[ ]`,
empty inputs as `____`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from bot.playground.form import TEXT_INPUTS, Element, State
from bot.playground.mrkdwn import Reader, plain

Json: TypeAlias = Any


@dataclass(frozen=True)
class Sight:
    """How one person sees a surface: who reads, what was filled in so far, the errors shown under inputs."""

    reader: Reader
    state: State = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def message(self, message: Json) -> str:
        """A message's content; its `text` only when it has no blocks."""
        lines = (
            self.blocks(message["blocks"]) if message.get("blocks") else [plain(message.get("text") or "", self.reader)]
        )
        lines += [f"[file {file['name']}]" for file in message.get("files") or ()]
        return "\n".join(lines)

    def view(self, view: Json) -> str:
        """A modal with its title and the buttons that submit and close, or a Home tab."""
        lines = [view["title"]["text"]] if view["type"] == "modal" else []
        lines += self.blocks(view["blocks"])
        if "" in self.errors:
            lines.append(f"! {self.errors['']}")
        feet = [f"[{view[name]['text']}]" for name in ("submit", "close") if view.get(name)]
        return "\n".join([*lines, "  ".join(feet)] if feet else lines)

    def blocks(self, blocks: list[Json]) -> list[str]:
        """Blocks as lines, in order."""
        return [line for block in blocks for line in self._block(block) if line]

    def _block(self, block: Json) -> list[str]:
        kind = block["type"]
        if kind == "divider":
            return ["-----"]
        if kind == "section":
            return self._section(block)
        if kind == "input":
            return self._input(block)
        if kind in ("actions", "context_actions"):
            return ["  ".join(self.element(Element(block, element)) for element in block["elements"])]
        if kind == "context":
            return ["  ".join(self._object(item) for item in block["elements"])]
        if kind == "rich_text":
            return _rich_text(block["elements"], self.reader)
        if kind == "table":
            return [" | ".join(self._cell(cell) for cell in row) for row in block["rows"]]
        if kind == "image":
            return [self._object(block)]
        return [self._object(block["text"])] if "text" in block else [f"[{kind}]"]

    def _section(self, block: Json) -> list[str]:
        lines = [self._object(block["text"])] if "text" in block else []
        lines += [self._object(item) for item in block.get("fields", ())]
        if "accessory" in block:
            shown = self.element(Element(block, block["accessory"]))
            lines = [f"{lines[0]}  {shown}", *lines[1:]] if "\n" not in lines[0] + shown else [*lines, shown]
        return lines

    def _input(self, block: Json) -> list[str]:
        label = block["label"]["text"] + (" (optional)" if block.get("optional") else "")
        shown = self.element(Element(block, block["element"]))
        lines = [f"{label}\n{shown}" if "\n" in shown else f"{label}: {shown}"]
        if block.get("block_id") in self.errors:
            lines.append(f"  ! {self.errors[block['block_id']]}")
        if "hint" in block:
            lines.append(f"  {block['hint']['text']}")
        return lines

    def _cell(self, cell: Json) -> str:
        if cell["type"] == "rich_text":
            return " ".join(_rich_text(cell["elements"], self.reader))
        return str(cell.get("text", cell.get("value", "")))

    def _object(self, item: Json) -> str:
        """A text object, an image, or the bare text of a markdown block."""
        if isinstance(item, str):
            return item
        if item["type"] == "mrkdwn":
            return plain(item["text"], self.reader)
        return str(item["text"]) if "text" in item else f"[image: {item['alt_text']}]"

    def element(self, element: Element) -> str:
        """One element with what it holds now."""
        json, kind = element.json, element.kind
        if kind == "button":
            return f"[{json['text']['text']}]"
        if kind == "image":
            return self._object(json)
        if kind == "overflow":
            return "[... " + " | ".join(self._object(option["text"]) for option in element.options) + "]"
        if not element.stateful:
            return f"[{kind}]"
        held = element.held(self.state)
        if kind in ("radio_buttons", "checkboxes"):
            return self._marked(element, held)
        if kind in TEXT_INPUTS:
            return str(held) if held else "____"
        shown = self._chosen(held)
        return f"[{shown or json.get('placeholder', {}).get('text', '')}]"

    def _marked(self, element: Element, held: Json) -> str:
        """Options with their marks: in one line, or one a line when they carry descriptions or are many."""
        on, off = ("(•)", "( )") if element.kind == "radio_buttons" else ("[x]", "[ ]")
        chosen = held if isinstance(held, list) else [held]
        values = [option["value"] for option in chosen if option]
        shown = []
        for option in element.options:
            description = f" - {self._object(option['description'])}" if "description" in option else ""
            shown.append(f"{on if option['value'] in values else off} {self._object(option['text'])}{description}")
        return ("\n" if len(shown) > 3 or any(" - " in line for line in shown) else "   ").join(shown)

    def _chosen(self, held: Json) -> str:
        if isinstance(held, list):
            return ", ".join(self._chosen(item) for item in held)
        if isinstance(held, dict):
            return self._object(held["text"])
        if isinstance(held, int):
            return datetime.fromtimestamp(held, ZoneInfo(self.reader.tz)).strftime("%Y-%m-%d %H:%M")
        return self.reader.name(held) if held else ""


def _rich_text(parts: list[Json], reader: Reader) -> list[str]:
    lines: list[str] = []
    for part in parts:
        if part["type"] == "rich_text_list":
            marks = (
                f"{number}." if part["style"] == "ordered" else "•" for number, _item in enumerate(part["elements"], 1)
            )
            indent = "  " * part.get("indent", 0)
            lines += [
                f"{indent}{mark} {_line(item['elements'], reader)}"
                for mark, item in zip(marks, part["elements"], strict=True)
            ]
        else:
            lines.append(_line(part["elements"], reader))
    return lines


def _line(parts: list[Json], reader: Reader) -> str:
    return "".join(_run(part, reader) for part in parts)


def _run(part: Json, reader: Reader) -> str:
    kind = part["type"]
    if kind == "text":
        return str(part["text"])
    if kind == "link":
        return str(part.get("text") or part["url"])
    if kind == "user":
        return f"@{reader.name(part['user_id'])}"
    if kind == "channel":
        return f"#{reader.name(part['channel_id'])}"
    if kind == "date":
        return reader.date(part["timestamp"], part["format"])
    if kind == "broadcast":
        return f"@{part['range']}"
    return f":{part['name']}:" if kind == "emoji" else str(part.get("value", ""))


def one_line(text: str) -> str:
    """A text with every run of blanks and line ends as one blank, for looking words up in it."""
    return re.sub(r"\s+", " ", text).strip()
