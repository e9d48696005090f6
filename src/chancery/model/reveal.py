"""Hidden words put among the visible ones of a layer, where a person decided that they be shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from chancery.model.geometry import Box
from chancery.model.page import HiddenWord, LayerOrigin, TextLayer, Word, make_layer


def reveal(layer: TextLayer, words: Sequence[Word], origin: LayerOrigin) -> TextLayer:
    """A new layer of `origin`: `layer` with `words` (each with a box) where a reader of the page would come upon them.

    A word stands before the first visible one that is lower, or further right on its line; several keep their order. What
    else is hidden stays so.
    """
    coming: dict[int, list[Word]] = {}
    for word in words:
        coming.setdefault(_place(word, layer.words), []).append(word)
    moved = [0] * (len(layer.words) + 1)  # where each visible word, and the end, stands in the new layer
    merged: list[tuple[Word, int | None]] = []
    for index in range(len(layer.words) + 1):
        merged += [(word, None) for word in coming.get(index, ())]
        moved[index] = len(merged)
        if index < len(layer.words):
            merged.append((layer.words[index], layer.words[index].line))
    shown = {(word.text, word.box) for word in words}
    hidden = tuple(
        HiddenWord(each.word, moved[min(each.before, len(layer.words))], each.reason)
        for each in layer.hidden
        if (each.word.text, each.word.box) not in shown
    )
    made = make_layer(layer.source, layer.page_number, origin, _lined(merged), hidden)
    return replace(made, replaced=layer.replaced + made.replaced)


def _place(word: Word, visible: Sequence[Word]) -> int:
    assert word.box is not None
    for index, other in enumerate(visible):
        if other.box is not None and _follows(other.box, word.box):
            return index
    return len(visible)


def _follows(box: Box, other: Box) -> bool:
    return box.x0 >= other.x1 - 1 if is_level(box, other) else box.y0 > other.y0


def is_level(one: Box, other: Box) -> bool:
    """Whether two boxes stand on one line: they share more than half of the lower one's height."""
    return min(one.y1, other.y1) - max(one.y0, other.y0) > 0.5 * min(one.height, other.height)


def _lined(merged: Iterable[tuple[Word, int | None]]) -> Iterator[Word]:
    """The words with lines counted anew: visible ones keep together, one that was hidden joins the line it stands on."""
    line = paragraph = 0
    before: Word | None = None
    before_line: int | None = None
    for word, own in merged:
        if before is not None and not _same_line(before, before_line, word, own):
            line += 1
        paragraph = max(paragraph, word.paragraph) if own is not None else paragraph
        yield replace(word, line=line, paragraph=paragraph)
        before, before_line = word, own


def _same_line(before: Word, before_line: int | None, word: Word, own: int | None) -> bool:
    if before_line is not None and own is not None:
        return before_line == own
    return before.box is not None and word.box is not None and is_level(before.box, word.box)
