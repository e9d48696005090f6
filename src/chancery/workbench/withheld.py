"""Where in a text something is withheld, and about how much."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chancery.archive.held import HeldFinding
from chancery.model.geometry import Box
from chancery.model.page import Region, TextLayer, Word
from chancery.model.text import ReadingText


@dataclass(frozen=True, slots=True)
class Gap:
    """A redaction seen from the text: it stands before the layer's character `layer_at` and the reading text's `at`.

    `at` is None where the reading text has nothing of this page behind it and nothing before. `words` say the extent
    ("about 3 lines withheld"); it is an estimate from the size of the box, never a guess at what it hides.
    """

    finding: HeldFinding
    region: Region
    layer_at: int
    at: int | None
    words: str
    inline: bool


def find_gaps(regions: Sequence[HeldFinding], layer: TextLayer, reading: ReadingText | None) -> Iterator[Gap]:
    """The redactions of a page that hold, in reading order, each with its place in the text."""
    for finding in regions:
        region = finding.content
        if not isinstance(region, Region) or region.kind != "redaction" or not finding.holds:
            continue
        index = _next_word(region.box, layer.words)
        layer_at = layer.starts[index] if index < len(layer.words) else len(layer.text)
        height = _line_height(layer.words)
        inline = region.box.height < 1.7 * height
        yield Gap(finding, region, layer_at, _place(layer, index, reading), _extent(region.box, layer.words, height), inline)


def _next_word(box: Box, words: Sequence[Word]) -> int:
    """The index of the first word that is read after the box: to its right on the same line, or below it."""
    middle = (box.y0 + box.y1) / 2
    for index, word in enumerate(words):
        if word.box is None:
            continue
        beside = word.box.y0 < box.y1 and box.y0 < word.box.y1 and abs((word.box.y0 + word.box.y1) / 2 - middle) < box.height
        if (beside and word.box.x0 >= box.x1 - 1) or word.box.y0 >= box.y1 - word.box.height / 4:
            return index
    return len(words)


def _place(layer: TextLayer, index: int, reading: ReadingText | None) -> int | None:
    """The offset in the reading text: that of the next word that stands there, else behind the last one before."""
    if reading is None:
        return None
    for following in range(index, len(layer.words)):
        at = reading.from_layer(layer.source, layer.page_number, layer.starts[following])
        if at is not None:
            return at
    for earlier in range(min(index, len(layer.words)) - 1, -1, -1):
        at = reading.from_layer(layer.source, layer.page_number, layer.end_of(earlier) - 1)
        if at is not None:
            return at + 1
    return None


def _line_height(words: Sequence[Word]) -> float:
    heights = [word.box.height for word in words if word.box is not None and len(word.text) > 1]
    return 1.25 * statistics.median(heights) if heights else 14.0


def _extent(box: Box, words: Sequence[Word], line_height: float) -> str:
    lines = round(box.height / line_height)
    if box.height >= 1.7 * line_height:
        return f"about {lines} lines withheld"
    widths = [word.box.width / len(word.text) for word in words if word.box is not None]
    letter = statistics.median(widths) if widths else 6.0
    count = max(1, round(box.width / (6 * letter)))  # an English word and its space take about six letters
    return "about 1 word withheld" if count == 1 else f"about {count} words withheld"
