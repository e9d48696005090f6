"""What stands in an outlined box: a code or nothing in a redaction, a label or words in a form or a stamp."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from chancery.read.boxes import Print, Redaction
from chancery.read.prepare import Marks

# What a reviewer writes into a box: an exemption, an order, a section, a statute, a word for what was done.
CODE = re.compile(
    r"""[(\[{]?\bb[)\]}]?\s*[(\[{]\d | \bB\d | \d[.,]\d | ^E\.?\s?O\b | \([A-Za-z0-9]{1,2}\) | ^[(\[]?\d{1,5}\W*[A-Za-z]?\W*$
    | ^\d{1,2}X\d | U\.?S\.?C | §
    | ^(?:OGA|NLC|NLK|NLJ|NLN|NLR|NLS|PA|FOIA|ISCAP|CIA|FBI|NSA|DOS|per|sec|sect|section|and|exempt\w*|sanitized|denied
        |deleted|withheld|redacted|omitted|pages?|classified|not|declassified|material|release[ds]?|in|full|part|text)[.,:;]?$""",
    re.VERBOSE | re.IGNORECASE,
)
MISREAD = str.maketrans("SOIl|", "50111")  # of the figures of a code: BS is B5
RELEASED = re.compile(
    r"\W*(?:RELEASED?|UNCLASSIFIED|DECLASSIFIED)\W*$", re.IGNORECASE
)  # what a stamp in a frame begins with


def find_letters(marks: Marks) -> NDArray[np.float64]:
    """Middles of the spots that may be letters, in pixels of the image as it lay."""
    boxes = marks.letters()
    return np.stack([boxes[:, 0] + boxes[:, 2] / 2, boxes[:, 1] + boxes[:, 3] / 2], axis=1).astype(np.float64)


def holds_only_a_code(box: Redaction, inset: float, letters: NDArray[np.float64], words: Sequence[Print]) -> bool:
    """Whether an outlined box is empty but for a code; a form's field has a label, a stamp or a figure its words."""
    inside = (
        (letters[:, 0] > box.left + inset) & (letters[:, 0] < box.right - inset)
        & (letters[:, 1] > box.top + inset) & (letters[:, 1] < box.bottom - inset)
    )  # fmt: skip
    words = [word for word in words if not _is_rim(word, box, inset)]
    if any(_is_cut(word, box, inset) for word in words):
        return False
    read = [word.text for word in words if _is_in(word, box, inset)]
    if read and RELEASED.match(read[0]):
        return False
    if read:
        return len(read) <= 12 and sum(
            1 for text in read if CODE.search(text.translate(MISREAD)) or CODE.search(text)
        ) >= 0.6 * len(read)
    return int(inside.sum()) <= 12


def _is_rim(word: Print, box: Redaction, inset: float) -> bool:
    """Whether a word is what an engine made of the frame: lower than any letter, or a sign or two on a side of it."""
    if word.bottom - word.top < 0.5 * inset + 4 and word.right - word.left > 4 * (word.bottom - word.top):
        return True
    near = inset + 8
    x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    on_side = min(abs(x - box.left), abs(x - box.right)) < near or min(abs(y - box.top), abs(y - box.bottom)) < near
    return on_side and sum(char.isalnum() for char in word.text) <= 2


def _is_cut(word: Print, box: Redaction, inset: float) -> bool:
    """Whether a side of the box goes through the middle of a word: then it is no side but the strokes of letters."""
    width, height = word.right - word.left, word.bottom - word.top
    level = min(word.bottom, box.bottom) - max(word.top, box.top)
    beside = min(word.right, box.right) - max(word.left, box.left)
    if level > 0.6 * height and sum(char.isalnum() for char in word.text) >= 3:
        return any(0.3 * width < edge - word.left < 0.7 * width for edge in (box.left, box.right))
    inside = min(word.bottom, box.bottom - inset) - max(word.top, box.top + inset)
    return beside > 0.8 * width and 0.35 * height < inside < 0.65 * height


def _is_in(word: Print, box: Redaction, inset: float) -> bool:
    x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    return (
        box.left < x < box.right and box.top + inset < y < box.bottom - inset and any(char.isalnum() for char in word.text)
    )
