"""The exemption codes printed in or beside redaction boxes: which codes belong to which boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chancery.model.geometry import Box, bounding
from chancery.model.page import Word

# B1; (b)(1); (b)(7)(C); 1.4(D); 3.3(b)(6); 25X1; 50X1-HUM; E.O. 13526; STAT; OGA (handbook 2.2, 2.6, 2.7)
_CODE = re.compile(
    r"E\.?O\.? ?1[23]\d{3}|\(b\) ?\([1-9]\)(?: ?\([A-F]\))?|\bb ?\([1-9]\)(?: ?\([A-F]\))?|\bB-?[1-9](?:[A-F]\b)?(?!\d)|1\.[456] ?\([a-h]\)|"
    r"3\.[345] ?\([a-h]\)(?: ?\(\d\))?|(?:25|50)X\d?(?:-?(?:HUM|WMD))?\b|\bP-?[1-6]\b|\b(?:STAT|OGA|NR|PA)\b",
    re.IGNORECASE,
)
# What OCR makes of B1 and B5.
_MISREAD = {"BI": "B1", "Bl": "B1", "BS": "B5", "B|": "B1"}
_BESIDE = 62.0  # points: a code in the margin stands this far from its boxes at most
_LEVEL = 7.0  # points above or below them
_TOUCHING = 6.0  # points between boxes of one passage


@dataclass(frozen=True, slots=True)
class _Code:
    text: str
    box: Box


def find_grounds(boxes: Sequence[Box], words: Sequence[Word]) -> list[tuple[str, ...]]:
    """The codes of each box, in reading order; a code in or beside one box of a passage is that of all its boxes.

    Boxes and words in points of one page. A code counts for the nearest passage only.
    """
    passages = _passages(boxes)
    found: list[list[str]] = [[] for _ in passages]
    for code in _codes(words):
        near = min(((_distance(code.box, passage, boxes), at) for at, passage in enumerate(passages)), default=None)
        if near is not None and near[0] < _BESIDE and code.text not in found[near[1]]:
            found[near[1]].append(code.text)
    by_box = {index: tuple(codes) for passage, codes in zip(passages, found, strict=True) for index in passage}
    return [by_box[index] for index in range(len(boxes))]


def _passages(boxes: Sequence[Box]) -> list[list[int]]:
    """Boxes that stand line under line, or side by side in one line, by their places in the list."""
    passages: list[list[int]] = []
    for index in sorted(range(len(boxes)), key=lambda index: (boxes[index].y0, boxes[index].x0)):
        touched = [passage for passage in passages if any(_touch(boxes[index], boxes[other]) for other in passage)]
        merged = [index, *(other for passage in touched for other in passage)]
        passages = [passage for passage in passages if passage not in touched] + [sorted(merged)]
    return passages


def _touch(one: Box, other: Box) -> bool:
    across = max(one.x0, other.x0) - min(one.x1, other.x1)
    down = max(one.y0, other.y0) - min(one.y1, other.y1)
    return down < _TOUCHING and across < _TOUCHING


def _codes(words: Sequence[Word]) -> Iterator[_Code]:
    """The codes among the words of a page: a word, or the words side by side that make up one."""
    boxed = [(word, word.box) for word in words if word.box is not None]
    at = 0
    while at < len(boxed):
        for count in (2, 1):
            run = boxed[at : at + count]
            if len(run) < count or any(word.line != run[0][0].line for word, _ in run):
                continue
            text = " ".join(_MISREAD.get(word.text.strip(" ,;.[]"), word.text) for word, _ in run)
            codes = _all_codes(text)
            if codes and (count == 1 or len(codes) == 1):
                yield from (_Code(code, bounding(box for _, box in run)) for code in codes)
                at += count
                break
        else:
            at += 1


def _all_codes(text: str) -> list[str]:
    """The codes of which a text is made up; none where anything else stands in it."""
    rest = _CODE.sub("", text)
    return [match.group() for match in _CODE.finditer(text)] if not re.search(r"\w", rest) else []


def _distance(code: Box, passage: Sequence[int], boxes: Sequence[Box]) -> float:
    """Points between a code and the nearest box of a passage on its own level; far where it stands on none."""
    return min(
        (
            max(0.0, boxes[index].x0 - code.x1, code.x0 - boxes[index].x1)
            for index in passage
            if boxes[index].y0 - _LEVEL < (code.y0 + code.y1) / 2 < boxes[index].y1 + _LEVEL
        ),
        default=float("inf"),
    )
