"""Words a reader cannot see: under a box, under a redaction mark that was never applied, in the colour of their ground."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from chancery.model.geometry import Box
from chancery.read.layers import NativeWord
from chancery.read.reader import Image

MARKED = "under a redaction mark that was never applied"
BLACK = "under a black box"
COVERED = "covered by a box"
SAME_COLOUR = "in the colour of its ground"

FLAT = 24  # a stretch of page whose grey differs by less shows nothing
DARK, LIGHT = 100, 160
LAST_LATIN = 0x24F


def find_hidden(words: Sequence[NativeWord], image: Image, scale: float, marks: Sequence[Box]) -> list[str]:
    """For each word why it cannot be seen, empty where it can. `image` is the page as displayed, `scale` its pixels a point.

    Text that is not painted (render mode 3) over a scan is what OCR programs leave: it is hidden only where the scan itself
    is black there.
    """
    return [_reason(word, image, scale, marks) for word in words]


def _reason(word: NativeWord, image: Image, scale: float, marks: Sequence[Box]) -> str:
    if is_marked(word.box, marks):
        return MARKED
    if word.added:
        return ""
    # A dash or a dot fills its own box with ink: of a sign without letters the ground around it tells.
    has_letters = any(char.isalnum() for char in word.text)
    patch = _patch(word.box, image, scale, 0.15 if has_letters else -0.3)
    if patch.size == 0:
        return ""
    if _is_blacked_out(patch):
        return BLACK
    if not word.seen or _shows_letters(patch):
        return ""
    if word.grey is not None and abs(word.grey - float(np.median(patch))) < 2 * FLAT:
        return SAME_COLOUR
    # A letter that no font at hand can draw leaves the paper white too; of Latin letters every machine has some.
    return COVERED if all(ord(char) <= LAST_LATIN for char in word.text) else ""


def is_marked(box: Box, marks: Sequence[Box]) -> bool:
    """Whether a word lies under a redaction mark, by two fifths or more of it."""
    return any(box.covered_by(mark) > 0.4 for mark in marks)


def _patch(box: Box, image: Image, scale: float, inset: float) -> Image:
    """The pixels of a word, without the rims that a neighbour may touch (`inset`, a share of a side) or with more."""
    inset = min(box.height, box.width) * inset if inset > 0 else max(box.height, box.width) * inset
    x0, x1 = int((box.x0 + inset) * scale), int((box.x1 - inset) * scale) + 1
    y0, y1 = int((box.y0 + inset) * scale), int((box.y1 - inset) * scale) + 1
    return image[max(0, y0) : max(0, y1), max(0, x0) : max(0, x1)]


def _shows_letters(patch: Image) -> bool:
    """Whether enough columns of the stretch hold something: of a word covered by a box only an end may peep out."""
    span = patch.max(axis=0).astype(np.int16) - patch.min(axis=0)
    return float((span >= FLAT).mean()) >= 0.2


def _is_blacked_out(patch: Image) -> bool:
    """Whether the stretch is black: white letters on a black ground show light in most of their columns, a box does not."""
    if float((patch < DARK).mean()) < 0.75:
        return False
    return float(np.asarray(patch > LIGHT).any(axis=0).mean()) < 0.3
