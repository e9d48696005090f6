"""A record's reading text, and the map between it and the layers it was assembled from."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from chancery.model.evidence import Evidence, Span
from chancery.model.page import TextLayer


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch [start, end) of reading text that stands, character for character, at `layer_start` of a page's layer.

    `layer_start` is None where the characters were inserted (a space for a line break): they stand nowhere.
    """

    start: int
    end: int
    source: str
    page_number: int
    layer: str
    layer_start: int | None


@dataclass(frozen=True)
class ReadingText:
    """What a reader reads and an extractor sees: furniture set aside, broken words joined, paragraphs restored.

    `pieces` cover the text without gap or overlap, in order. Both directions of the map are O(log n).
    """

    text: str
    pieces: tuple[Piece, ...]
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _back: dict[tuple[str, int], tuple[tuple[int, ...], tuple[Piece, ...]]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        at = 0
        by_page: dict[tuple[str, int], list[Piece]] = {}
        for piece in self.pieces:
            if piece.start != at or piece.end <= piece.start:
                raise ValueError(f"pieces cover the text in order without gaps, but one starts at {piece.start}, not {at}")
            at = piece.end
            if piece.layer_start is not None:
                by_page.setdefault((piece.source, piece.page_number), []).append(piece)
        if at != len(self.text):
            raise ValueError(f"pieces cover {at} of {len(self.text)} characters")
        back = {}
        for page, pieces in by_page.items():
            pieces.sort(key=lambda piece: piece.layer_start or 0)
            back[page] = (tuple(piece.layer_start or 0 for piece in pieces), tuple(pieces))
        object.__setattr__(self, "_starts", tuple(piece.start for piece in self.pieces))
        object.__setattr__(self, "_back", back)

    def pieces_in(self, span: Span) -> tuple[Piece, ...]:
        """The pieces that a span touches, cut to it."""
        first = max(0, bisect_right(self._starts, span.start) - 1)
        last = bisect_left(self._starts, span.end)
        return tuple(
            cut for piece in self.pieces[first:last] if (cut := _cut(piece, span)) is not None and cut.end > cut.start
        )

    def to_layer(self, offset: int) -> tuple[str, int, int] | None:
        """(source, page, offset in its layer) of a character; None where it was inserted."""
        if not 0 <= offset < len(self.text):
            raise IndexError(f"offset {offset} is outside a text of {len(self.text)} characters")
        piece = self.pieces[bisect_right(self._starts, offset) - 1]
        if piece.layer_start is None:
            return None
        return piece.source, piece.page_number, piece.layer_start + offset - piece.start

    def from_layer(self, source: str, page_number: int, offset: int) -> int | None:
        """The offset in the reading text of a layer's character; None where it was set aside."""
        starts, pieces = self._back.get((source, page_number), ((), ()))
        index = bisect_right(starts, offset) - 1
        if index < 0:
            return None
        piece = pieces[index]
        assert piece.layer_start is not None
        inside = offset - piece.layer_start
        return piece.start + inside if inside < piece.end - piece.start else None

    def evidence(self, span: Span, layers: Mapping[tuple[str, int], TextLayer]) -> tuple[Evidence, ...]:
        """Evidence for a span: one entry per page it touches, each an exact quote of that page's layer.

        The quote runs from the first to the last layer character of the span on that page, so that what was set aside
        between two pieces (a line break, a hyphen) is quoted as it stands, unless furniture lies between: then the stretch
        is split into entries on both sides of it.
        """
        stretches: list[tuple[str, int, int, int]] = []
        for piece in self.pieces_in(span):
            if piece.layer_start is None:
                continue
            start, end = piece.layer_start, piece.layer_start + piece.end - piece.start
            if stretches and stretches[-1][:2] == (piece.source, piece.page_number):
                previous = stretches[-1]
                between = layers[piece.source, piece.page_number].text[previous[3] : start]
                # Only a line break, or a hyphen and a line break, may lie inside one quote.
                if start >= previous[3] and between.strip(" \n-­‐¬=") == "":
                    stretches[-1] = (*previous[:3], end)
                    continue
            stretches.append((piece.source, piece.page_number, start, end))
        return tuple(_evidence(layers[source, page], start, end) for source, page, start, end in stretches)


def _cut(piece: Piece, span: Span) -> Piece | None:
    start, end = max(piece.start, span.start), min(piece.end, span.end)
    if start >= end:
        return None
    layer_start = None if piece.layer_start is None else piece.layer_start + start - piece.start
    return Piece(start, end, piece.source, piece.page_number, piece.layer, layer_start)


def _evidence(layer: TextLayer, start: int, end: int) -> Evidence:
    return quote_layer(layer, start, end)


def quote_layer(layer: TextLayer, start: int, end: int) -> Evidence:
    """Evidence for the stretch [start, end) of a layer."""
    return Evidence(layer.source, layer.page_number, layer.id, start, end, layer.text[start:end], layer.boxes_in(start, end))
