"""Another time of day for one process: a library of a page is loaded into it, see clock.c."""

import struct
import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_name("clock.c")


def fakes_time(folder: Path) -> dict[str, str]:
    """Settings of a bot whose clock is set by a file in this folder. Needs a C compiler, `cc`."""
    set_clock(folder, 0)
    library = folder / "clock.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", library, SOURCE], check=True, capture_output=True)
    return {"LD_PRELOAD": str(library), "CLOCK_FILE": str(_file(folder))}


def set_clock(folder: Path, seconds: int) -> None:
    """Let the bot's clock be so many seconds ahead of the real one, or behind it."""
    file = _file(folder)
    file.touch()
    with file.open("r+b") as clock:  # In place: the bot looks at this very file.
        clock.write(struct.pack("=q", seconds))


def _file(folder: Path) -> Path:
    return folder / "clock"
