"""What is seen of a bot from outside: the root messages that it shows, and what its process uses."""

import os
import re
import time
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

ZONE = "Asia/Shanghai"
NEXT_LOOK = re.compile(r"as of [0-9:]{8} \S+, next look ([0-9]{2}):([0-9]{2}):([0-9]{2})")


@dataclass
class Shown:
    """The root messages as they stand, and the word that each gives; `late` is by how much it was ever broken."""

    promised: dict[str, float] = field(default_factory=dict)
    late: dict[str, float] = field(default_factory=dict)
    edits: list[float] = field(default_factory=list)
    stands: dict[str, str] = field(default_factory=dict)

    def most_in_a_minute(self) -> int:
        """The most edits in any 60 s."""
        return max((bisect_left(self.edits, at + 60) - index for index, at in enumerate(self.edits)), default=0)

    def hear(self, event: dict[str, object]) -> None:
        """Take one event of the local Slack's feed."""
        message = event.get("message")
        if event.get("type") not in ("message", "message_changed") or not isinstance(message, dict):
            return
        key, stands = message["id"], str(message["blocks"])
        # A root message is told anew for its replies too.
        if message["thread_ts"] not in (None, message["ts"]) or self.stands.get(key) == stands:
            return
        self.stands[key] = stands
        self.check(key)
        if message["edited"]:
            self.edits.append(time.time())
        self.promised.pop(key, None)
        if found := NEXT_LOOK.search(stands):
            self.promised[key] = instant(*map(int, found.groups()))

    def check(self, only: str | None = None) -> None:
        """See how late each is by now."""
        now = time.time()
        for key in [only] if only else list(self.promised):
            if (until := self.promised.get(key)) and now > until:
                self.late[key] = max(self.late.get(key, 0.0), now - until)


def instant(hours: int, minutes: int, seconds: int) -> float:
    """The moment with this time of day that is nearest to now."""
    now = datetime.now(ZoneInfo(ZONE))
    told = now.replace(hour=hours, minute=minutes, second=seconds, microsecond=0)
    return min(((told + timedelta(days=day)).timestamp() for day in (-1, 0, 1)), key=lambda at: abs(at - time.time()))


@dataclass
class Used:
    """What a process used, as the system tells."""

    pid: int
    ticks: int = os.sysconf("SC_CLK_TCK")

    def seconds(self) -> float:
        """Processor time since it began."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / self.ticks

    def megabytes(self) -> float:
        """Resident memory."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index] # Linux has it
