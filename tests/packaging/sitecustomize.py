"""Imported at the start of a Python that has it on its path: writes the files it opens to write into WRITES_LOG."""

import os
import sys

_LOG = os.open(os.environ["WRITES_LOG"], os.O_WRONLY | os.O_APPEND)
_CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate", "sqlite3.connect"}


def _write_down(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open":
        path, _mode, flags = arguments
        if not isinstance(flags, int) or not flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC):
            return
    elif event in _CHANGES:
        path = arguments[0]
    else:
        return
    if isinstance(path, str | bytes):
        os.write(_LOG, os.fsencode(os.path.abspath(path)) + b"\n")  # noqa: PTH100 - pathlib is not loaded yet


sys.addaudithook(_write_down)
