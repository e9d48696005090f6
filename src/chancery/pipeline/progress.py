"""How far a run is: counts, pages per minute, time left."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

WINDOW_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Progress:
    """One report of a run. `pages_total` grows while files are still being opened; `seconds_left` is None until known."""

    files_done: int
    files_total: int
    pages_done: int
    pages_total: int
    pages_per_minute: float | None
    seconds_left: float | None
    current: str


@dataclass
class Meter:
    """Counts pages as they come and tells the speed over the last minute. `clock` gives seconds."""

    clock: Callable[[], float]
    files_total: int = 0
    files_done: int = 0
    pages_total: int = 0
    pages_done: int = 0
    current: str = ""
    _marks: deque[tuple[float, int]] = field(default_factory=deque)

    def pages(self, count: int) -> None:
        self.pages_done += count
        now = self.clock()
        self._marks.append((now, self.pages_done))
        while now - self._marks[0][0] > WINDOW_SECONDS and len(self._marks) > 2:
            self._marks.popleft()

    def report(self) -> Progress:
        speed = self._pages_per_second()
        left = (self.pages_total - self.pages_done) / speed if speed else None
        return Progress(
            self.files_done, self.files_total, self.pages_done, self.pages_total,
            speed * 60 if speed else None, left, self.current,
        )  # fmt: skip

    def _pages_per_second(self) -> float | None:
        if len(self._marks) < 2:
            return None
        (start, first), (end, last) = self._marks[0], self._marks[-1]
        return (last - first) / (end - start) if end > start and last > first else None
