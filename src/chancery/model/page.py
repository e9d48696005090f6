"""Pages, the words on them, and the regions that are no running text."""

from __future__ import annotations

import hashlib
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from chancery.model.geometry import Box, bounding
from chancery.model.source import Problem
from chancery.model.vocabulary import RegionKind

REPLACEMENT = "�"


@dataclass(frozen=True, slots=True)
class Word:
    """One word as an engine read it: no white space inside, never empty.

    `box` is in points of the page's frame (None on a text source); `confidence` is 0..1 (None where the engine gives none);
    `line` and `paragraph` count from 0 in reading order and never fall.
    """

    text: str
    box: Box | None
    confidence: float | None
    line: int
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class HiddenWord:
    """A word a reader cannot see (under a black box, an unapplied redaction mark, or in the colour of its ground).

    It is no part of the layer's text: it stays out of reading text, index, evidence, pages and dump until a person decides.
    `before` is the index of the visible word that would follow it.
    """

    word: Word
    before: int
    reason: str


@dataclass(frozen=True, slots=True)
class LayerOrigin:
    """Which engine read a layer, in which version, with which settings (written canonically, as `key=value` words)."""

    engine: str
    version: str
    settings: str = ""


@dataclass(frozen=True)
class TextLayer:
    """The words on a page from one origin; immutable, kept as read.

    `text` is the words in reading order, joined by one space within a line and one newline between lines; `starts[i]` is
    the offset of word i in it. Offsets are Unicode code points.
    """

    source: str
    page_number: int
    origin: LayerOrigin
    words: tuple[Word, ...]
    hidden: tuple[HiddenWord, ...] = ()
    replaced: int = 0
    text: str = field(init=False, repr=False, compare=False)
    starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        pieces: list[str] = []
        starts: list[int] = []
        offset = 0
        line = None
        for word in self.words:
            if line is not None:
                pieces.append(" " if word.line == line else "\n")
                offset += 1
            starts.append(offset)
            pieces.append(word.text)
            offset += len(word.text)
            line = word.line
        object.__setattr__(self, "text", "".join(pieces))
        object.__setattr__(self, "starts", tuple(starts))

    @property
    def id(self) -> str:
        """The layer's name: a hash of source, page and origin (not of what was read, which these determine)."""
        origin = self.origin
        return layer_id(self.source, self.page_number, origin)

    def end_of(self, index: int) -> int:
        """The offset after the last character of word `index`."""
        return self.starts[index] + len(self.words[index].text)

    def words_in(self, start: int, end: int) -> range:
        """Indexes of the words that the stretch [start, end) touches."""
        if start >= end or not self.words:
            return range(0)
        first = max(0, bisect_right(self.starts, start) - 1)
        if self.end_of(first) <= start:
            first += 1
        last = bisect_right(self.starts, end - 1)
        return range(first, max(first, last))

    def boxes_in(self, start: int, end: int) -> tuple[Box, ...]:
        """One box per line around the stretch [start, end); a word cut by it gives its share by characters."""
        by_line: dict[int, list[Box]] = {}
        for index in self.words_in(start, end):
            word = self.words[index]
            if word.box is not None:
                at = self.starts[index]
                by_line.setdefault(word.line, []).append(_cut(word, start - at, end - at))
        return tuple(bounding(boxes).rounded() for boxes in by_line.values())

    def lines(self) -> Iterator[Line]:
        """The lines of the layer in reading order."""
        first = 0
        for index in range(1, len(self.words) + 1):
            if index == len(self.words) or self.words[index].line != self.words[first].line:
                yield Line(self, first, index)
                first = index


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a layer: words `first` to `last` (excluded)."""

    layer: TextLayer
    first: int
    last: int

    @property
    def start(self) -> int:
        return self.layer.starts[self.first]

    @property
    def end(self) -> int:
        return self.layer.end_of(self.last - 1)

    @property
    def text(self) -> str:
        return self.layer.text[self.start : self.end]

    @property
    def words(self) -> tuple[Word, ...]:
        return self.layer.words[self.first : self.last]

    @property
    def box(self) -> Box | None:
        boxes = [word.box for word in self.words if word.box is not None]
        return bounding(boxes) if boxes else None

    @property
    def paragraph(self) -> int:
        return self.layer.words[self.first].paragraph


def _cut(word: Word, start: int, end: int) -> Box:
    box = word.box
    assert box is not None
    start, end, length = max(0, start), min(len(word.text), end), len(word.text)
    if (start, end) == (0, length):
        return box
    step = box.width / length
    return Box(box.x0 + step * start, box.y0, box.x0 + step * end, box.y1)


def layer_id(source: str, page_number: int, origin: LayerOrigin) -> str:
    """The name of a text layer, 32 hexadecimal digits."""
    name = "\x1f".join((source, str(page_number), origin.engine, origin.version, origin.settings))
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def clean_text(text: str) -> tuple[str, int]:
    """NUL, other controls and lone surrogates become U+FFFD one for one; the count of those is given back.

    Untrusted text must reach HTML, SQL and UTF-8 files unharmed, and offsets must not move (design.md, text and its places).
    """
    if text.isascii() and text.isprintable():
        return text, 0
    cleaned = "".join(REPLACEMENT if unicodedata.category(char) in ("Cc", "Cs") else char for char in text)
    return cleaned, sum(1 for old, new in zip(text, cleaned, strict=True) if old != new)


def make_layer(
    source: str, page_number: int, origin: LayerOrigin, words: Iterable[Word], hidden: Sequence[HiddenWord] = ()
) -> TextLayer:
    """A layer of cleaned words. Raises ValueError for a word that is empty or has white space inside."""
    made: list[Word] = []
    replaced = 0
    for word in words:
        text, count = clean_text(word.text)
        if not text or any(char.isspace() for char in text):
            raise ValueError(f"a word of a layer is one word without white space, not {word.text!r}")
        replaced += count
        made.append(word if count == 0 else Word(text, word.box, word.confidence, word.line, word.paragraph))
    return TextLayer(source, page_number, origin, tuple(made), tuple(hidden), replaced)


@dataclass(frozen=True, slots=True)
class Region:
    """A box on a page that is no running text, found by its shape (`read`) or by what it says (`describe`)."""

    source: str
    page_number: int
    kind: RegionKind
    box: Box
    text: str = ""
    code: tuple[str, ...] = ()
    fill: str | None = None  # "black", "white" or None
    method: str = ""
    version: str = ""
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class LayerQuality:
    """How good a layer is (0..1, share of words likely right) and, in words, why it was chosen or passed over."""

    layer: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a source; `width` and `height` in points, None on a text source.

    `rotation` is the sum of /Rotate or EXIF and our own quarter turn, in degrees clockwise (0, 90, 180, 270); `turn` is our
    part of it; `skew` the angle in degrees (counter-clockwise positive) that was set right for OCR only.
    """

    source: str
    number: int
    width: float | None
    height: float | None
    rotation: int = 0
    turn: int = 0
    skew: float = 0.0
    blank: bool = False


def redacted_share(pages: Iterable[Page], regions: Iterable[Region]) -> float:
    """The area of the redactions among `regions` by the area of these pages, 0..1 (docs/reference/dump.md)."""
    area = sum((page.width or 0.0) * (page.height or 0.0) for page in pages)
    covered = sum(region.box.area for region in regions if region.kind == "redaction")
    return round(min(1.0, covered / area), 4) if area else 0.0


@dataclass(frozen=True, slots=True)
class PageReading:
    """What `read` gives for one page: every layer it has, which one is chosen and why, regions by shape, problems."""

    page: Page
    layers: tuple[TextLayer, ...] = ()
    qualities: tuple[LayerQuality, ...] = ()
    chosen: str | None = None
    regions: tuple[Region, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def layer(self) -> TextLayer | None:
        """The chosen layer."""
        return next((layer for layer in self.layers if layer.id == self.chosen), None)
