"""Where something stands: a span in a reading text, and evidence on a page."""

from __future__ import annotations

from dataclasses import dataclass

from chancery.model.geometry import Box


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The stretch [start, end) of a text, in code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span runs forward from 0, not from {self.start} to {self.end}")

    def quote(self, text: str) -> str:
        return text[self.start : self.end]

    def overlap(self, other: Span) -> float:
        """Shared characters over all characters of both, 0..1."""
        shared = min(self.end, other.end) - max(self.start, other.start)
        union = max(self.end, other.end) - min(self.start, other.start)
        return max(0, shared) / union if union else 1.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """The place a value stands at: exact text of one layer of one page.

    `quote` equals `layer.text[start:end]`; `boxes` are in points of the page's frame, one per line, none on a text source.
    A region without words (a redaction) has an empty quote, `start == end` and its box. A value that a list gave and no
    page bears names its row: `layer` is then `manifest`, `page_number` the row, `quote` the cell.
    """

    source: str
    page_number: int
    layer: str
    start: int
    end: int
    quote: str
    boxes: tuple[Box, ...] = ()
