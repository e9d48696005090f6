"""Pictures of pages for the room: drawn in a process of their own, since PDFium may not be used from several threads."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass

from chancery.archive import Archive
from chancery.archive.held import HeldPage
from chancery.archive.shown import boxes_of_hidden, hidden_words, is_shown
from chancery.errors import ChanceryError, NeedsPassword, NotFound
from chancery.model.geometry import Box
from chancery.model.viewer import OWNER, Viewer
from chancery.pipeline.executor import ProcessExecutor, Task
from chancery.pipeline.tasks import Opening
from chancery.read.hidden import MARKED
from chancery.read.images import view_image
from chancery.read.source import open_source
from chancery.settings import Settings
from chancery.workbench.pages.leaf import PageImage

CACHE_BYTES = 64_000_000
WIDTHS = (140, 700, 1100, 1700, 2400)  # pictures are drawn in these widths only, so that a few are enough for every screen
SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class DrawJob:
    """Draw one page: how to open its source, which page, our own quarter turn of it, how wide, what of it is covered."""

    opening: Opening
    number: int
    turn: int
    width: int
    covered: tuple[Box, ...] = ()


def draw(job: DrawJob) -> bytes:
    opening = job.opening
    reader = open_source(opening.path, name=opening.name, settings=opening.settings, password=opening.password)
    try:
        return view_image(reader, job.number, job.turn, job.width, job.covered)
    finally:
        reader.close()


class Images:
    """Draws pages on demand and keeps the latest; safe to use from several threads."""

    def __init__(self, archive: Archive, settings: Settings) -> None:
        self.archive = archive
        self.settings = settings
        self._lock = threading.Lock()
        self._executor: ProcessExecutor | None = None
        self._kept: OrderedDict[tuple[str, int, int, tuple[Box, ...]], PageImage] = OrderedDict()
        self._size = 0

    def image(self, source: str, number: int, width: int, viewer: Viewer) -> PageImage:
        """A page at least `width` pixels wide where the largest picture is that wide. Raises NotFound for a text source."""
        held = self.archive.page(source, number, viewer)
        if held.page.width is None:
            raise NotFound("this page has no picture", where=f"{source[:12]}, page {number}")
        width = next((known for known in WIDTHS if known >= width), WIDTHS[-1])
        covered = self._covered(held)
        key = (source, number, width, covered)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            file = self.archive.source(source, OWNER).file
            opening = Opening(self.archive.reading_path(source), file, self.settings.read)
            data = self._draw(DrawJob(opening, number, held.page.turn, width, covered))
            return self._keep(key, data)

    def _covered(self, held: HeldPage) -> tuple[Box, ...]:
        """Where the page's picture shows words that somebody marked to be redacted, and nobody has decided to show."""
        layers = [layer for layer in held.layers if layer.hidden and not is_shown(layer.origin)]
        if not layers or self.archive.hidden_decision(held.page.source, held.page.number, OWNER) is not None:
            return ()
        marked = [
            hidden
            for hidden in hidden_words(self.archive.layer(layer.id, OWNER) for layer in layers)
            if hidden.reason == MARKED
        ]
        return boxes_of_hidden(marked)

    def _draw(self, job: DrawJob) -> bytes:
        if self._executor is None:
            self._executor = ProcessExecutor(1, self.settings.read.worker_bytes)
        self._executor.submit(Task(None, draw, job, SECONDS))
        for result in self._executor.wait():
            if result.error is not None:
                raise _not_drawn(result.error)
            return bytes(result.value)
        raise AssertionError("a task was submitted, so there is a result")

    def _keep(self, key: tuple[str, int, int, tuple[Box, ...]], data: bytes) -> PageImage:
        kind = "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"
        image = PageImage(data, kind, hashlib.sha256(data).hexdigest()[:24])
        self._kept[key] = image
        self._size += len(data)
        while self._size > CACHE_BYTES:
            _, old = self._kept.popitem(last=False)
            self._size -= len(old.data)
        return image

    def close(self) -> None:
        with self._lock:
            if self._executor is not None:
                self._executor.close(now=True)
                self._executor = None


def _not_drawn(error: ChanceryError) -> ChanceryError:
    if isinstance(error, NeedsPassword):
        remedy = "Run `chancery rebuild --password-file FILE` once: a copy without the password's lock is then kept."
        return NotFound("the page cannot be drawn (the file is encrypted)", remedy=remedy)
    return NotFound(f"the page cannot be drawn ({error.message})", remedy=error.remedy)
