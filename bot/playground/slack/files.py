"""Files in three steps: an upload address, the bytes, the sharing. State only."""

import itertools
import secrets
import struct
from dataclasses import dataclass

from bot.playground.slack.errors import SlackError

PNG = b"\x89PNG\r\n\x1a\n"


@dataclass
class File:
    """One file: announced with `length` bytes, then uploaded, then shared."""

    id: str
    name: str
    length: int
    secret: str
    alt_text: str = ""
    content: bytes | None = None
    shared: bool = False

    @property
    def png_size(self) -> tuple[int, int] | None:
        """Width and height of a PNG, from its first chunk; None for any other content."""
        if self.content is None or not self.content.startswith(PNG) or len(self.content) < 24:
            return None
        width, height = struct.unpack(">II", self.content[16:24])
        return width, height


class Files:
    """All files of the workspace."""

    def __init__(self) -> None:
        self._ids = itertools.count(1)
        self.by_id: dict[str, File] = {}

    def announce(self, name: str, length: int, alt_text: str = "") -> File:
        """A place for `length` bytes. Raises invalid_arguments."""
        if not name or length <= 0:
            raise SlackError("invalid_arguments", "[ERROR] must be greater than 0 [json-pointer:/length]")
        file = File(f"F{next(self._ids):08d}", name, length, secrets.token_urlsafe(18), alt_text)
        self.by_id[file.id] = file
        return file

    def upload(self, secret: str, content: bytes) -> File | None:
        """Take the bytes; None for an unknown or used address, or another length than announced."""
        for file in self.by_id.values():
            if file.secret == secret and file.content is None and len(content) == file.length:
                file.content = content
                return file
        return None

    def finished(self, file_id: object) -> File:
        """An uploaded, unshared file. Raises file_not_found."""
        file = self.by_id.get(str(file_id))
        if file is None or file.content is None or file.shared:
            raise SlackError("file_not_found")
        return file
