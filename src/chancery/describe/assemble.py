"""Reading text from layers: furniture set aside, broken words joined, paragraphs restored, every character traceable.

What is inserted (a space for a line break, a blank line between paragraphs) stands nowhere; every other character
stands at its place in a layer, and the map of pieces says where.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from chancery.model.geometry import Box
from chancery.model.page import Line, TextLayer
from chancery.model.text import Piece, ReadingText

# A stretch of this kind is no furniture: it stands in the way of the text and is read after it (the addressee block).
MOVED = "addressee"
_HYPHENS = "-‐¬\u00ad"
# "non-member": what keeps its hyphen when a line ends inside it
_KEEPS_HYPHEN = frozenset(
    {"non", "self", "ex", "co", "pre", "post", "anti", "pro", "vice", "well", "half", "all", "semi", "quasi", "inter", "multi",
     "long", "short", "high", "low", "far", "near", "north", "south", "so", "twenty", "thirty", "forty", "fifty", "sixty",
     "seventy", "eighty", "ninety", "one", "two", "three", "four", "five", "six", "aide", "counter"}
)  # fmt: skip
_SENTENCE_END = re.compile(r"[.!?:;][\"'”’»)\]]*$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


# "Dear Boris:" / "My dear Mr. Chairman," / "Уважаемый господин Президент!"
_SALUTATION = re.compile(r"(?:My )?(?:Dear|Уважаем\w+|Дорог\w+|Глубокоуважаем\w+)\b.{1,60}[:,;!]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of one line that is read; `short` lines do not fill the measure, so their end is meant."""

    layer: TextLayer
    start: int
    end: int
    paragraph: int
    line: int
    short: bool

    @property
    def text(self) -> str:
        return self.layer.text[self.start : self.end]


def assemble(layers: Sequence[TextLayer], furniture: Mapping[int, Sequence[tuple[int, int, str]]]) -> ReadingText:
    """The reading text of the chosen layers of a copy's pages, in order.

    `furniture` names, by page number, stretches (start, end, kind) of that page's layer to be set aside; those of the
    kind `addressee` are read last.
    """
    kept: list[_Part] = []
    moved: list[_Part] = []
    for layer in layers:
        stretches = furniture.get(layer.page_number, ())
        aside = sorted((start, end) for start, end, _ in stretches)
        kept.extend(_parts(layer, aside))
        last = [(start, end) for start, end, kind in sorted(stretches) if kind == MOVED]
        if last:
            ends = [(0, last[0][0]), *((a[1], b[0]) for a, b in pairwise(last)), (last[-1][1], len(layer.text))]
            moved.extend(_parts(layer, [(start, end) for start, end in ends if start < end]))
    writer = _Writer(_words_of(kept))
    writer.write(kept)
    writer.write(moved, apart=True)
    return writer.reading()


def _parts(layer: TextLayer, aside: Sequence[tuple[int, int]]) -> Iterable[_Part]:
    """What is left of each line when the stretches are set aside; `aside` is sorted."""
    lines = list(layer.lines())
    measure = _measure(lines)
    at = 0
    for number, line in enumerate(lines):
        start, end = line.start, line.end
        short = _is_short(line.box, line.end - line.start, measure)
        while at < len(aside) and aside[at][1] <= start:
            at += 1
        index = at
        while index < len(aside) and aside[index][0] < end:
            cut_start, cut_end = aside[index]
            if cut_start > start:
                # What a stamp beside the text leaves of a line is as short as it looks.
                boxes = layer.boxes_in(start, cut_start)
                left = _is_short(boxes[0] if boxes else None, cut_start - start, measure)
                yield from _trimmed(layer, start, cut_start, line.paragraph, number, left)
            start = max(start, cut_end)
            index += 1
        if start < end:
            yield from _trimmed(layer, start, end, line.paragraph, number, short)


def _measure(lines: Sequence[Line]) -> tuple[float, float]:
    """Where full lines of running text begin and end: in points, or from 0 to their length in characters without
    boxes.
    """
    boxes = [box for line in lines if (box := line.box) is not None]
    if boxes:
        lefts, rights = sorted(box.x0 for box in boxes), sorted(box.x1 for box in boxes)
        return lefts[len(lefts) // 5], rights[int(len(rights) * 0.8)]
    lengths = sorted(line.end - line.start for line in lines)
    return 0.0, float(lengths[int(len(lengths) * 0.8)]) if lengths else 20.0


def _is_short(box: Box | None, length: int, measure: tuple[float, float]) -> bool:
    """Whether a line ends well before the measure: its end is meant (a heading, an address, the end of a paragraph)."""
    left, right = measure
    end = float(length) if box is None else box.x1
    return end < right - 0.3 * (right - left)


def _trimmed(layer: TextLayer, start: int, end: int, paragraph: int, line: int, short: bool) -> Iterable[_Part]:
    text = layer.text[start:end]
    start, end = start + len(text) - len(text.lstrip()), end - (len(text) - len(text.rstrip()))
    if start < end:
        yield _Part(layer, start, end, paragraph, line, short)


def _words_of(parts: Iterable[_Part]) -> frozenset[str]:
    """Every word that stands unbroken in the text: what tells whether `long-` and `term` keep their hyphen."""
    return frozenset(word for part in parts for word in _WORD.findall(part.text.lower()))


class _Writer:
    """Puts parts one after another and keeps the map."""

    def __init__(self, words: frozenset[str]) -> None:
        self._words = words
        self._texts: list[str] = []
        self._pieces: list[Piece] = []
        self._length = 0
        self._ids: dict[tuple[str, int], str] = {}

    def write(self, parts: Sequence[_Part], *, apart: bool = False) -> None:
        for index, part in enumerate(parts):
            end, joint = part.end, ""
            if index == 0 and self._length:
                self._insert("\n\n" if apart else " ", part)
            if index + 1 < len(parts):
                joint, end = _joint(part, parts[index + 1], self._words)
            self._copy(part, end)
            if joint:
                self._insert(joint, part)

    def reading(self) -> ReadingText:
        return ReadingText("".join(self._texts), tuple(self._pieces))

    def _copy(self, part: _Part, end: int) -> None:
        """The part's characters up to `end`; soft hyphens inside a word are left out, so the word is whole."""
        start = part.start
        while start < end:
            cut = part.layer.text.find("\u00ad", start, end)
            stop = end if cut < 0 else cut
            if stop > start:
                self._append(part.layer.text[start:stop], part, start)
            start = stop + 1

    def _insert(self, text: str, part: _Part) -> None:
        self._append(text, part, None)

    def _append(self, text: str, part: _Part, layer_start: int | None) -> None:
        layer = part.layer
        end = self._length + len(text)
        last = self._pieces[-1] if self._pieces else None
        if (
            last is not None and layer_start is not None and last.layer_start is not None
            and (last.source, last.page_number) == (layer.source, layer.page_number)
            and last.layer_start + last.end - last.start == layer_start
        ):  # fmt: skip
            self._pieces[-1] = Piece(last.start, end, last.source, last.page_number, last.layer, last.layer_start)
        else:
            key = layer.source, layer.page_number
            name = self._ids.get(key) or self._ids.setdefault(key, layer.id)
            self._pieces.append(Piece(self._length, end, layer.source, layer.page_number, name, layer_start))
        self._texts.append(text)
        self._length = end


def _joint(part: _Part, following: _Part, words: frozenset[str]) -> tuple[str, int]:
    """What is inserted between two parts, and where the first one ends (before a hyphen that only broke a word)."""
    text, next_text = part.text, following.text
    if part.layer is following.layer and part.line == following.line:
        return " ", part.end
    if len(text) > 1 and text[-1] in _HYPHENS and text[-2].isalpha() and next_text[:1].isalpha():
        if text[-1] in "\u00ad¬":
            return "", part.end - 1
        if next_text[:1].islower():
            return ("", part.end) if _keeps_hyphen(text, next_text, words) else ("", part.end - 1)
        return "", part.end
    broken = not _SENTENCE_END.search(text)
    same_paragraph = part.layer is following.layer and part.paragraph == following.paragraph
    if same_paragraph and (_SALUTATION.fullmatch(text) or _SALUTATION.fullmatch(next_text)):
        # OCR takes a date line, the salutation under it and the opening for one paragraph where they stand close.
        return "\n\n", part.end
    if same_paragraph:
        # The end of a short line is meant (a heading, an address), unless the sentence plainly runs on.
        return ("\n" if part.short and not next_text[:1].islower() else " "), part.end
    if broken and next_text[:1].islower():
        return " ", part.end
    if broken and part.layer is not following.layer and not part.short:
        return " ", part.end
    return "\n\n", part.end


def _keeps_hyphen(text: str, next_text: str, words: frozenset[str]) -> bool:
    """Whether the hyphen at a line's end is the word's own (`non-member`), told by the word whole elsewhere, then by
    its parts.
    """
    left_match = re.search(r"([^\W\d_]+(?:-[^\W\d_]+)*)[-‐]$", text)
    right_match = re.match(r"[^\W\d_]+(?:-[^\W\d_]+)*", next_text)
    if left_match is None or right_match is None:
        return True
    left, right = left_match[1].lower(), right_match.group().lower()
    if left + right in words:
        return False
    if f"{left}-{right}" in words:
        return True
    return left in _KEEPS_HYPHEN or "-" in left
