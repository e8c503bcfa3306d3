"""A disk that can be filled: a memory file system of a few megabytes. Only root can mount one."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MEBIBYTES = 24
"""Room for an empty store on either database."""


@dataclass(frozen=True)
class Disk:
    """A mounted one."""

    folder: Path

    def fill(self) -> None:
        """Leave no byte."""
        descriptor = os.open(self._filler, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            for size in (65536, 4096, 1):
                while _wrote(descriptor, size):
                    pass
        finally:
            os.close(descriptor)

    def free(self) -> None:
        """Give the room back."""
        self._filler.unlink()

    def allow(self, *, writing: bool) -> None:
        """Mount it anew, to be read only or to be written too. Nobody may be writing."""
        _run("mount", "-o", f"remount,{'rw' if writing else 'ro'}", str(self.folder))

    @property
    def _filler(self) -> Path:
        return self.folder / "filler"


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    """Mount one on this folder, which is made; gone with the block."""
    if os.geteuid() != 0:
        raise PermissionError("a disk that can be filled is mounted by root only")
    folder.mkdir()
    _run("mount", "-t", "tmpfs", "-o", f"size={MEBIBYTES}m,mode=0777", "tmpfs", str(folder))
    try:
        yield Disk(folder)
    finally:
        _run("umount", "--lazy", str(folder))


def _wrote(descriptor: int, size: int) -> bool:
    try:
        return os.write(descriptor, b"\0" * size) > 0
    except OSError:
        return False


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
