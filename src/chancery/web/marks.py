"""Evidence over a scan: what is drawn where, with sigla in the margins so that no mark covers a word.

All lengths are points of the page's frame; strokes and sizes of letters are the stylesheet's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from chancery.model.geometry import Box
from chancery.workbench.pages.finding import Finding, FindingKind
from chancery.workbench.pages.leaf import PageShown

LETTER = 0.0115  # advance of a siglum's letter, as a share of the page's width
HEIGHT = 0.0265  # of a siglum's box, as a share of the page's width
NARROW = 1.5  # how much larger sigla are drawn where the page is as wide as a telephone
PAD = 2.3  # points between a word's box and the mark around it, so that its white edge stays off the letters
LEAST_PAD = 0.4
GAP = 4.0
BAND = 24.0  # points
TOUCH = 0.05  # points two boxes may share and still be beside each other
MARGIN = 0.05  # around the page, for sigla that find no place on it, as a share of its width


@dataclass(frozen=True, slots=True)
class SiglumDrawn:
    """A siglum's box and its baseline point for the letters."""

    box: Box

    @property
    def x(self) -> float:
        return (self.box.x0 + self.box.x1) / 2

    @property
    def y(self) -> float:
        return self.box.y0 + self.box.height * 0.73


@dataclass(frozen=True, slots=True)
class MarkDrawn:
    """One siglum on this page with the boxes around its words."""

    finding: str
    kind: FindingKind
    siglum: str
    title: str
    boxes: tuple[Box, ...]
    label: SiglumDrawn
    narrow: SiglumDrawn
    """The same where the whole page is as wide as a telephone: large enough to be read and to be met with a finger."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """Everything drawn over one page. `frame` is the page with room around it."""

    frame: Box
    marks: tuple[MarkDrawn, ...]
    hits: tuple[tuple[Box, ...], ...]


def draw_overlay(page: PageShown, findings: Sequence[Finding], word_boxes: Sequence[Box | None]) -> Overlay | None:
    """The overlay of a page; None where it has no image. Rejected findings are not drawn."""
    if page.width is None or page.height is None:
        return None
    room = page.width * MARGIN
    frame = Box(-room, -room / 4, page.width + room, page.height + room / 4)
    words = [box for box in word_boxes if box is not None]
    wide, narrow = _Placer(page.width, frame, words), _Placer(page.width, frame, words, NARROW)
    todo = list(_places_on(page, findings, words))
    for _, _, boxes, _ in todo:
        wide.reserve(boxes)
        narrow.reserve(boxes)
    marks = [
        MarkDrawn(
            finding.id, finding.kind, siglum, title, boxes, wide.place(finding.kind, siglum, boxes),
            narrow.place(finding.kind, siglum, boxes),
        )
        for finding, siglum, boxes, title in todo
    ]  # fmt: skip
    return Overlay(frame, tuple(marks), page.hits)


def _places_on(
    page: PageShown, findings: Sequence[Finding], words: Sequence[Box]
) -> Iterator[tuple[Finding, str, tuple[Box, ...], str]]:
    for finding in findings:
        if finding.state in ("rejected", "lost"):
            continue
        by_siglum: dict[str, list[Box]] = {}
        for place in finding.places:
            if (place.source, place.page) == (page.source, page.number) and place.boxes:
                by_siglum.setdefault(place.siglum, []).extend(place.boxes)
        for siglum, boxes in by_siglum.items():
            drawn = tuple(boxes) if finding.kind == "redaction" else tuple(_around(box, words) for box in boxes)
            yield finding, siglum, drawn, f"{siglum}: {finding.label}, {finding.text}"


def _around(box: Box, words: Sequence[Box]) -> Box:
    """A frame around words: PAD wide, but only half way to the next word on each side, so that it crosses none."""
    left = above = right = below = PAD
    for word in words:
        beside = word.y0 < box.y1 and word.y1 > box.y0
        over = word.x0 < box.x1 and word.x1 > box.x0
        if beside and word.x1 <= box.x0 + TOUCH:
            left = min(left, (box.x0 - word.x1) / 2)
        elif beside and word.x0 >= box.x1 - TOUCH:
            right = min(right, (word.x0 - box.x1) / 2)
        elif over and word.y1 <= box.y0 + TOUCH:
            above = min(above, (box.y0 - word.y1) / 2)
        elif over and word.y0 >= box.y1 - TOUCH:
            below = min(below, (word.y0 - box.y1) / 2)
    left, above, right, below = (max(LEAST_PAD, pad) for pad in (left, above, right, below))
    return Box(box.x0 - left, box.y0 - above, box.x1 + right, box.y1 + below)


class _Placer:
    """Finds a free place for each siglum: fields beside their box, references right, redactions left of the text."""

    def __init__(self, width: float, frame: Box, words: Sequence[Box], larger: float = 1.0) -> None:
        self._height = width * HEIGHT * larger
        self._letter = width * LETTER * larger
        self._frame = frame
        # What is in the way, by the band of the page it stands in: a page of small type has a thousand words.
        self._bands: dict[int, list[Box]] = {}
        self.reserve(words)
        self._left = min((word.x0 for word in words), default=width * 0.1)
        self._right = max((word.x1 for word in words), default=width * 0.9)

    def reserve(self, boxes: Iterable[Box]) -> None:
        for box in boxes:
            for band in _bands_of(box):
                self._bands.setdefault(band, []).append(box)

    def place(self, kind: FindingKind, siglum: str, boxes: Sequence[Box]) -> SiglumDrawn:
        size = (self._letter * len(siglum) + self._height * 0.45, self._height)
        tries = self._beside(boxes, size) if kind == "field" else self._in_margin(kind, boxes, size)
        chosen = next((box for box in tries if self._is_free(box)), None) or self._outward(kind, boxes, size)
        self.reserve((chosen,))
        return SiglumDrawn(chosen)

    def _beside(self, boxes: Sequence[Box], size: tuple[float, float]) -> Iterator[Box]:
        """Right of the last line, left of the first, then above and below."""
        first, last = boxes[0], boxes[-1]
        width, height = size
        yield _at(last.x1 + GAP, _middle(last, height), size)
        yield _at(first.x0 - GAP - width, _middle(first, height), size)
        yield _at(first.x1 + GAP, _middle(first, height), size)
        yield _at(first.x1 - width, first.y0 - GAP / 2 - height, size)
        yield _at(first.x0, first.y0 - GAP / 2 - height, size)
        yield _at(last.x0, last.y1 + GAP / 2, size)

    def _in_margin(self, kind: FindingKind, boxes: Sequence[Box], size: tuple[float, float]) -> Iterator[Box]:
        # Beside the line the mark begins on; a reference that ends a page turns to its last line only if need be.
        for box in (boxes[0], boxes[-1]):
            y = _middle(box, size[1]) if kind == "reference" else min(box.y0, _middle(box, size[1]))
            if kind == "reference":
                yield _at(max(self._right, box.x1) + GAP * 2, y, size)
            else:
                yield _at(min(self._left, box.x0) - GAP * 2 - size[0], y, size)

    def _outward(self, kind: FindingKind, boxes: Sequence[Box], size: tuple[float, float]) -> Box:
        """Steps outward from the text, then down, until nothing is in the way; never outside the frame."""
        box = boxes[0]
        to_right = kind == "reference" or (kind == "field" and box.x1 + box.x0 > self._left + self._right)
        width, height = size
        y = _middle(box, height)
        edge = self._right + GAP if to_right else self._left - GAP - width
        for down in range(12):
            for out in range(8):
                x = edge + out * (width + GAP / 2) * (1 if to_right else -1)
                at = _at(x, y + down * (height + 1) * 0.5, size)
                if self._frame.x0 <= at.x0 and at.x1 <= self._frame.x1 and self._is_free(at):
                    return at
        return _at(self._frame.x1 - width if to_right else self._frame.x0, y, size)

    def _is_free(self, box: Box) -> bool:
        if box.x0 < self._frame.x0 or box.x1 > self._frame.x1 or box.y0 < self._frame.y0 or box.y1 > self._frame.y1:
            return False
        x0, y0, x1, y1 = box.x0 + TOUCH, box.y0 + TOUCH, box.x1 - TOUCH, box.y1 - TOUCH
        for band in _bands_of(box):
            for other in self._bands.get(band, ()):
                if other[0] < x1 and other[2] > x0 and other[1] < y1 and other[3] > y0:
                    return False
        return True


def _bands_of(box: Box) -> range:
    return range(int(box.y0 // BAND), int(box.y1 // BAND) + 1)


def _middle(box: Box, height: float) -> float:
    return (box.y0 + box.y1 - height) / 2


def _at(x: float, y: float, size: tuple[float, float]) -> Box:
    return Box(x, y, x + size[0], y + size[1])
