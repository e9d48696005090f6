"""Attaching again: where a quote stands in another reading of its page, and which new finding is an old one."""

# The rule is design.md's: same quote and context; else edit distance at most a tenth, boxes overlapping by half, exactly one
# candidate; else the place is lost. Nothing is attached by guess: two places that fit equally are none.

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from chancery.model.evidence import Span
from chancery.model.geometry import Box
from chancery.model.page import TextLayer

CONTEXT = 32  # characters kept before and after a quote
TOLERANCE = 10  # one edit in so many characters
HALF = 0.5
MOST = 0.7  # of a box: what two readings of the same words share however close they draw their boxes
DECIDED = 0  # the rank of a finding about which a person decided
STRAY_WORDS = 2  # words at either end that another segmentation may have joined or split


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote with the text around it and its boxes, in the frame that the page has now."""

    quote: str
    before: str
    after: str
    boxes: tuple[Box, ...] = ()


def quote_with_context(text: str, start: int, end: int, boxes: tuple[Box, ...] = ()) -> Quoted:
    """The stretch [start, end) of a layer's text as an anchor keeps it."""
    return Quoted(text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], boxes)


def find_again(sought: Quoted, layer: TextLayer) -> Span | None:
    """Where a quote stands in a layer of its page; None where that is not certain."""
    if not sought.quote.strip():
        return None
    text = _level(layer.text)
    quote, before, after = _level(sought.quote), _level(sought.before), _level(sought.after)
    exact = [
        Span(at, at + len(quote))
        for at in _occurrences(text, quote)
        if text[:at].endswith(before)
        and text.startswith(after, at + len(quote))
        and _reaches(text, at, quote, before, after)
    ]
    if len(exact) == 1:
        return exact[0]
    if len(exact) > 1:
        # The same words between the same words, more than once on the page: only boxes can tell.
        return _only(
            [span for span in exact if share_of_smaller(layer.boxes_in(span.start, span.end), sought.boxes) >= HALF]
        )
    if sought.boxes and any(word.box is not None for word in layer.words):
        return _only(list(_near_boxes(quote, sought.boxes, text, layer)))
    return _only(list(_near_context(quote, before, after, text, layer)))


def _level(text: str) -> str:
    """White space alike, one for one: another segmentation breaks lines elsewhere."""
    return text.replace("\n", " ")


def _reaches(text: str, at: int, quote: str, before: str, after: str) -> bool:
    """A context cut short by the edge of the page must be cut short here too."""
    ends = at + len(quote) + len(after)
    return (len(before) == CONTEXT or at == len(before)) and (len(after) == CONTEXT or ends == len(text))


def _occurrences(text: str, quote: str) -> Iterator[int]:
    at = text.find(quote)
    while at >= 0:
        yield at
        at = text.find(quote, at + 1)


def _only(spans: list[Span]) -> Span | None:
    return spans[0] if len(spans) == 1 else None


def _near_boxes(quote: str, boxes: Sequence[Box], text: str, layer: TextLayer) -> Iterator[Span]:
    """Stretches under the boxes that are the quote but for a tenth of its characters."""
    inside = [index for index, word in enumerate(layer.words) if word.box is not None and _is_in(word.box, boxes)]
    if not inside:
        return
    first, last = max(0, inside[0] - STRAY_WORDS), min(len(layer.words), inside[-1] + 1 + STRAY_WORDS)
    fits = [
        (distance, span)
        for distance, span in _windows(quote, text, layer, range(first, last))
        if share_of_smaller(layer.boxes_in(span.start, span.end), boxes) >= HALF
    ]
    yield from _distinct(fits)


def _near_context(quote: str, before: str, after: str, text: str, layer: TextLayer) -> Iterator[Span]:
    """Without boxes the text around must speak: quote and surroundings alike but for a tenth.

    Digits and short quotes come often on a page, so a quote that occurs twice counts only where one place alone has its
    surroundings.
    """
    fits = []
    for distance, span in _windows(quote, text, layer, range(len(layer.words))):
        around = text[max(0, span.start - len(before)) : span.end + len(after)]
        whole = before + quote + after
        if Levenshtein.distance(whole, around, score_cutoff=len(whole) // TOLERANCE) <= len(whole) // TOLERANCE:
            fits.append((distance, span))
    yield from _distinct(fits)


def _windows(quote: str, text: str, layer: TextLayer, words: range) -> Iterator[tuple[int, Span]]:
    """Stretches of whole or cut words within `words` that differ from the quote by at most a tenth, with the distance."""
    allowed = len(quote) // TOLERANCE
    longest = len(quote) + allowed
    for first in words:
        start = layer.starts[first]
        for last in range(first, words.stop):
            end = layer.end_of(last)
            # A quote may begin and end inside a word, so a window may be longer than the quote by what those words hold.
            if layer.starts[last] - layer.end_of(first) > longest:
                break
            if end - start < len(quote) - allowed:
                continue
            span = _trimmed(quote, text, start, end)
            if span.start >= layer.end_of(first) or span.end <= layer.starts[last]:
                continue
            distance = Levenshtein.distance(quote, text[span.start : span.end], score_cutoff=allowed)
            if distance <= allowed:
                yield distance, span


def _trimmed(quote: str, text: str, start: int, end: int) -> Span:
    """The stretch without what stands before the quote's first and after its last character."""
    exact = text.find(quote, start, end)
    if exact >= 0:
        return Span(exact, exact + len(quote))
    operations = Levenshtein.editops(quote, text[start:end]).as_list()
    before = sum(1 for tag, at, _ in operations if tag == "insert" and at == 0)
    after = sum(1 for tag, at, _ in operations if tag == "insert" and at == len(quote))
    return Span(min(start + before, end), max(start + before, end - after))


def _distinct(fits: list[tuple[int, Span]]) -> Iterator[Span]:
    """The best of every group of stretches that share characters."""
    fits.sort(key=lambda fit: (fit[0], fit[1].end - fit[1].start, fit[1].start))
    kept: list[Span] = []
    for _, span in fits:
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
            yield span


def _is_in(box: Box, boxes: Sequence[Box]) -> bool:
    """Whether most of a word's box, with the slack that another resolution brings, lies in one of the boxes."""
    return any(box.covered_by(other) >= HALF or other.covered_by(box) >= HALF for other in boxes)


def overlap_of_boxes(ones: Sequence[Box], others: Sequence[Box]) -> float:
    """Shared area over the area of both, 0..1, of two lists of boxes that each do not cover themselves (one a line)."""
    if not ones or not others:
        return 0.0
    shared = sum(one.intersection(other) for one in ones for other in others)
    union = sum(box.area for box in ones) + sum(box.area for box in others) - shared
    return min(1.0, shared / union) if union > 0 else 0.0


def share_of_smaller(ones: Sequence[Box], others: Sequence[Box]) -> float:
    """Shared area over the area of the smaller of two lists of boxes, 0..1.

    One engine draws boxes close around ink and another as high as the line, so boxes of the same words may share less than
    half of what both cover.
    """
    shared = sum(one.intersection(other) for one in ones for other in others)
    smaller = min(sum(box.area for box in boxes) for boxes in (ones, others))
    return min(1.0, shared / smaller) if smaller > 0 else 0.0


def turned(box: Box, width: float, height: float, degrees: int) -> Box:
    """A box of a page of this size after the page was turned clockwise by 0, 90, 180 or 270 degrees."""
    for _ in range(degrees // 90 % 4):
        box = Box(height - box.y1, box.x0, height - box.y0, box.x1)
        width, height = height, width
    return box


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of one layer of one page: its span in the layer (None: not found there), its boxes, and how much it weighs
    beside the other stretches of its finding (the characters of its quote, 1 for a box without words)."""

    page: tuple[str, int]
    layer: str
    span: Span | None
    boxes: tuple[Box, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Standing:
    """A finding as matching sees it.

    `sort` must be the same on both sides, `value` tells equals apart, `rank` says who chooses first.

    `id` is the public id of an earlier finding; of a new one any name.
    """

    id: str
    sort: str
    stretches: tuple[Stretch, ...]
    value: str
    rank: int = 0


def same_findings(earlier: Sequence[Standing], later: Sequence[Standing]) -> dict[str, str]:
    """Which earlier finding each later one is: by later id, the earlier id. One earlier is at most one later, and back.

    A later finding of the same sort that overlaps an earlier one by half is that finding; decided ones (lower `rank`) choose
    first, then the best overlap, then equal values, then their order. What is decided and left over is known again by
    `_inside_one_another`.
    """
    pairs = []
    by_place: dict[tuple[str, tuple[str, int]], set[int]] = {}
    for index, standing in enumerate(earlier):
        for page in {each.page for each in standing.stretches}:
            by_place.setdefault((standing.sort, page), set()).add(index)
    for at, new in enumerate(later):
        near = {index for page in {each.page for each in new.stretches} for index in by_place.get((new.sort, page), ())}
        for index in near:
            old = earlier[index]
            shared = overlap(old.stretches, new.stretches)
            if shared >= HALF:
                pairs.append((old.rank, -round(shared, 3), old.value != new.value, index, at))
    taken: set[int] = set()
    found: dict[str, str] = {}
    for _, _, _, index, at in sorted(pairs):
        if index not in taken and later[at].id not in found:
            taken.add(index)
            found[later[at].id] = earlier[index].id
    left = [standing for index, standing in enumerate(earlier) if index not in taken and standing.rank == DECIDED]
    return found | _inside_one_another(left, [standing for standing in later if standing.id not in found])


def _inside_one_another(earlier: Sequence[Standing], later: Sequence[Standing]) -> dict[str, str]:
    """Decided findings of which one later finding of the sort, and no other, has most of the smaller of the two inside.

    OCR draws boxes close around ink and a printer's boxes are as high as the line, so the boxes of the same words may share
    less than half of what both cover; a banner may be seen with the rule under it, or without.
    """
    pairs = [
        (old.id, new.id)
        for new in later
        for old in earlier
        if old.sort == new.sort and any(_lies_in(one, other) for one in old.stretches for other in new.stretches)
    ]
    olds, news = Counter(old for old, _ in pairs), Counter(new for _, new in pairs)
    return {new: old for old, new in pairs if olds[old] == news[new] == 1}


def _lies_in(one: Stretch, other: Stretch) -> bool:
    """Whether most of the smaller of two stretches lies in the other, where boxes alone can tell.

    In one layer the characters tell how much is shared, and half of what both cover it must be.
    """
    if one.page != other.page or (one.layer == other.layer and one.span is not None and other.span is not None):
        return False
    return share_of_smaller(one.boxes, other.boxes) > MOST


def overlap(ones: Iterable[Stretch], others: Iterable[Stretch]) -> float:
    """How much two findings share of what both cover, 0..1; by characters in one layer, else by boxes."""
    ones, others = tuple(ones), tuple(others)
    shared = 0.0
    for one in ones:
        # Of two stretches that share a part p of what both cover, that is p / (1 + p) of their weights together.
        there = [(part, other.weight) for other in others if other.page == one.page and (part := _shares(one, other)) > 0]
        shared += max((part / (1 + part) * (one.weight + weight) for part, weight in there), default=0.0)
    covered = sum(each.weight for each in (*ones, *others)) - shared
    return min(1.0, shared / covered) if covered > 0 else 0.0


def _shares(one: Stretch, other: Stretch) -> float:
    if one.layer == other.layer and one.span is not None and other.span is not None and one.span.end > one.span.start:
        return one.span.overlap(other.span)
    return overlap_of_boxes(one.boxes, other.boxes)


__all__ = [
    "CONTEXT", "Quoted", "Standing", "Stretch", "find_again", "overlap", "overlap_of_boxes", "quote_with_context",
    "same_findings", "turned",
]  # fmt: skip
