"""The lines of a page as description looks at them: text, place on the page, and a folded form that OCR noise does not
upset.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chancery.model.evidence import Evidence
from chancery.model.geometry import Box
from chancery.model.page import Line, PageReading, TextLayer
from chancery.model.text import quote_layer

# Patterns for headings and stamps are tried only on lines up to this length: no stamp fills more, and a text source may
# hold a whole file in one line.
LONGEST_HEADING = 240


def within_line(pattern: str) -> str:
    """A pattern for lines that are looked at joined by line ends: its runs of signs (`\\W{0,3}`) stop at one."""
    return re.sub(r"\\W(?=[*{])", r"[^\\w\\n]", pattern)


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of a page's chosen layer; `start` and `end` are code points of the layer's text.

    `top` is how far down the page it stands, 0 (head) to 1 (foot): by its box where there is one, else by its order.
    `left` and `right` are fractions of the page's width, None without boxes. `paragraph` is the layer's own count.
    """

    page_number: int
    index: int
    start: int
    end: int
    text: str
    top: float
    paragraph: int
    box: Box | None = None
    left: float | None = None
    right: float | None = None
    confidence: float | None = None

    @property
    def short(self) -> bool:
        """Whether the line may be a heading at all."""
        return len(self.text) <= LONGEST_HEADING

    @property
    def letters(self) -> str:
        """The letters and digits alone, in capitals: `S E C R E T` and `C-O-N-F-...` as one word."""
        return re.sub(r"[\W_]+", "", self.text).upper()


@dataclass(frozen=True, slots=True)
class PageText:
    """A page with its chosen layer and its lines; `layer` is None where nothing was read."""

    number: int
    layer: TextLayer | None
    lines: tuple[TextLine, ...]
    blank: bool = False

    @property
    def text(self) -> str:
        return self.layer.text if self.layer is not None else ""

    def quote(self, start: int, end: int) -> Evidence:
        """Evidence for the stretch [start, end) of this page's layer. Raises ValueError where the page has none."""
        if self.layer is None:
            raise ValueError(f"page {self.number} has no text layer to quote")
        return quote_layer(self.layer, start, end)


# Words this far apart (points) stand in two columns, though an engine may have read them as one line: a stamp beside an
# address, a date at the right of a letterhead.
_COLUMN_GAP = 30.0


def page_text(reading: PageReading) -> PageText:
    """The lines of the chosen layer of one page; a line that runs over a wide gap is two."""
    layer = reading.layer
    page = reading.page
    if layer is None:
        return PageText(page.number, None, (), page.blank)
    segments = [segment for line in layer.lines() for segment in _segments(line)]
    lines = []
    for index, line in enumerate(segments):
        box = line.box
        if box is not None and page.height and page.width:
            top = min(1.0, max(0.0, (box.y0 + box.y1) / 2 / page.height))
            left, right = box.x0 / page.width, box.x1 / page.width
        else:
            top, left, right = (index + 0.5) / len(segments), None, None
        known = [word.confidence for word in line.words if word.confidence is not None]
        confidence = sum(known) / len(known) if known else None
        lines.append(
            TextLine(
                page.number, index, line.start, line.end, line.text, top, line.paragraph, box, left, right, confidence
            )
        )  # fmt: skip
    return PageText(page.number, layer, tuple(lines), page.blank)


def _segments(line: Line) -> Iterator[Line]:
    """A line cut where two words stand far apart; a label (`DATE:`) keeps what follows it."""
    words = line.words
    first = 0
    for index in range(1, len(words)):
        before, box = words[index - 1].box, words[index].box
        if (
            before is not None
            and box is not None
            and box.x0 - before.x1 > _COLUMN_GAP
            and words[index - 1].text[-1] not in ":;"
        ):
            yield Line(line.layer, line.first + first, line.first + index)
            first = index
    yield Line(line.layer, line.first + first, line.last)
