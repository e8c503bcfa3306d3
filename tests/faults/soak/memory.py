"""The memory of a process over time, and whether it grows."""

import statistics
from dataclasses import dataclass, field

MEBI = 1024 * 1024
GROWTH_MIB_PER_HOUR = 30.0
"""The steepest slope that is called flat, for runs of half an hour and more."""
GROWTH_MIB = 25.0
"""What a short run may gain from beginning to end: caches fill, pools open."""


@dataclass
class Memory:
    """Samples of one process: (seconds, bytes)."""

    samples: list[tuple[float, int]] = field(default_factory=list)

    def note(self, at: float, resident: int) -> None:
        """Add a sample; 0 bytes is no process."""
        if resident:
            self.samples.append((at, resident))

    @property
    def slope(self) -> float:
        """MiB an hour, by Theil and Sen: the median of the slopes of all pairs; one peak does not tilt it."""
        thin = self.samples[:: max(1, len(self.samples) // 200)]
        pairs = [(y2 - y1) / (x2 - x1) for i, (x1, y1) in enumerate(thin) for x2, y2 in thin[i + 1 :] if x2 > x1]
        return statistics.median(pairs) * 3600 / MEBI if pairs else 0.0

    @property
    def gained(self) -> float:
        """MiB from the first to the last samples."""
        if len(self.samples) < 2:
            return 0.0
        few = max(1, len(self.samples) // 10)
        first, last = ([size for _, size in part] for part in (self.samples[:few], self.samples[-few:]))
        return (statistics.median(last) - statistics.median(first)) / MEBI

    def flat(self, seconds: float) -> bool:
        """Whether it may be called flat after a run of so long."""
        if self.gained <= GROWTH_MIB:
            return True
        return seconds >= 1800 and self.slope <= GROWTH_MIB_PER_HOUR

    def series(self, points: int = 12) -> str:
        """Some samples, in MiB."""
        step = max(1, len(self.samples) // points)
        return " ".join(f"{size / MEBI:.0f}" for _, size in self.samples[::step])
