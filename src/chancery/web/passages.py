"""A page's text cut into stretches for printing: words that link to the image, marks, hits, withheld places."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from chancery.workbench.pages.leaf import PageText, Paragraph, TextMark, TextWord, Withheld


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text that has one word number (or none) and is or is not part of a hit; `hit` is the hit's index on the page."""

    text: str
    word: int | None
    hit: int | None


@dataclass(frozen=True, slots=True)
class Passage:
    """Stretches under the same marks; `ending` are marks whose sigla stand after it, `withheld` what is missing before it.

    `starts` are the marks that begin here (for the bracket or frame's left side), `marks` all that cover it.
    """

    stretches: tuple[Stretch, ...]
    marks: tuple[TextMark, ...]
    ending: tuple[TextMark, ...]
    withheld: tuple[Withheld, ...]


@dataclass(frozen=True, slots=True)
class PrintedParagraph:
    """A paragraph ready to be printed, or (`block` not None) whole lines withheld between two paragraphs."""

    passages: tuple[Passage, ...]
    right: bool = False
    typeset: bool = False
    block: Withheld | None = None


def paragraphs(text: PageText) -> Iterator[PrintedParagraph]:
    """The paragraphs of a page in order, with the withheld lines between them; each withheld place once."""
    blocks = deque(sorted((gap for gap in text.withheld if not gap.inline), key=lambda gap: gap.at))
    inline = deque(sorted((gap for gap in text.withheld if gap.inline), key=lambda gap: gap.at))
    shown = text.paragraphs or ((Paragraph(0, len(text.text)),) if text.text else ())
    text = replace(text, marks=tuple(_trimmed(text.marks, shown)))
    for paragraph in shown:
        start = paragraph.start
        while blocks and blocks[0].at < paragraph.end:
            gap = blocks.popleft()
            if gap.at > start:
                yield _printed(text, paragraph, start, gap.at, inline)
                start = gap.at
            yield PrintedParagraph((), block=gap)
        yield _printed(text, paragraph, start, paragraph.end, inline)
    for gap in blocks:
        yield PrintedParagraph((), block=gap)
    if inline:
        yield PrintedParagraph((Passage((), (), (), tuple(inline)),))


def _trimmed(marks: Iterable[TextMark], shown: Sequence[Paragraph]) -> Iterator[TextMark]:
    """Marks cut to the paragraphs, so that each ends where its last shown character does; what covers none is left out."""
    for mark in marks:
        touched = [at for at in shown if at.start < mark.end and at.end > mark.start]
        if touched:
            yield replace(mark, start=max(mark.start, touched[0].start), end=min(mark.end, touched[-1].end))


def by_hit(passage: Passage) -> Iterator[tuple[int | None, tuple[Stretch, ...]]]:
    """The stretches of a passage, those of one hit together."""
    for hit, stretches in groupby(passage.stretches, key=lambda stretch: stretch.hit):
        yield hit, tuple(stretches)


def _printed(text: PageText, paragraph: Paragraph, start: int, end: int, inline: deque[Withheld]) -> PrintedParagraph:
    gaps = []
    while inline and inline[0].at <= end:
        gaps.append(inline.popleft())
    return PrintedParagraph(tuple(_passages(text, start, end, gaps)), paragraph.right, paragraph.typeset)


def _passages(text: PageText, start: int, end: int, inline: Sequence[Withheld]) -> Iterator[Passage]:
    marks = [mark for mark in text.marks if mark.start < end and mark.end > start]
    borders = {start, end}
    for mark in marks:
        borders.update(at for at in (mark.start, mark.end) if start < at < end)
    borders.update(gap.at for gap in inline if start < gap.at < end)
    words = _words_in(text.words, start, end)
    hits = [(index, hit) for index, hit in enumerate(text.hits) if hit[0] < end and hit[1] > start]
    for first, last in pairwise(sorted(borders)):
        covering = tuple(mark for mark in marks if mark.start <= first and mark.end >= last)
        ending = tuple(mark for mark in covering if mark.end == last)
        missing = tuple(gap for gap in inline if max(gap.at, start) == first)
        yield Passage(tuple(_stretches(text.text, first, last, words, hits)), covering, ending, missing)
    tail = tuple(gap for gap in inline if max(gap.at, start) == end)
    if tail:
        yield Passage((), (), (), tail)


def _stretches(
    text: str, start: int, end: int, words: Sequence[TextWord], hits: Sequence[tuple[int, tuple[int, int]]]
) -> Iterator[Stretch]:
    borders = {start, end}
    for word in words:
        borders.update(at for at in (word.start, word.end) if start < at < end)
    for _, hit in hits:
        borders.update(at for at in hit if start < at < end)
    cuts = sorted(borders)
    starts = [word.start for word in words]
    for first, last in pairwise(cuts):
        index = bisect_right(starts, first) - 1
        within = words[index] if index >= 0 and words[index].end >= last else None
        inside = next((number for number, hit in hits if hit[0] <= first and hit[1] >= last), None)
        yield Stretch(text[first:last], None if within is None else within.word, inside)


def _words_in(words: Sequence[TextWord], start: int, end: int) -> list[TextWord]:
    return sorted((word for word in words if word.start < end and word.end > start), key=lambda word: word.start)
