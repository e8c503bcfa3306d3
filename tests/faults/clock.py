"""Another time for one process: Debian's libfaketime is loaded into it, and reads how far ahead it is from a file."""

import shutil
from pathlib import Path

FAKETIME = "faketime/libfaketime.so.1"


def fakes_time(folder: Path) -> dict[str, str]:
    """Settings of a bot whose clock is set by a file in this folder."""
    library = next(Path("/usr/lib").glob(f"*/{FAKETIME}"), None)
    if library is None:
        raise FileNotFoundError(f"{FAKETIME} is not there; it comes with Debian's package libfaketime")
    set_clock(folder, 0)
    return {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(folder / "clock"),
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
        # Files keep their times: Python would compile everything anew.
        "NO_FAKE_STAT": "1",
    }


def set_clock(folder: Path, seconds: int) -> None:
    """Let the bot's clock be so many seconds ahead of the real one, or behind it."""
    new = folder / "clock.new"
    new.write_text(f"{seconds:+d}\n", encoding="ascii")
    shutil.move(new, folder / "clock")
