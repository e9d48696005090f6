"""How good a layer is, measured on the page: ink under the words, words like words, all the ink read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chancery.model.geometry import Box
from chancery.read.language import share_likely
from chancery.read.layers import NativeWord
from chancery.read.prepare import Marks

REAL_LIKELY = 0.85  # of real papers' text looks like words; the rest are names, numbers and signs
GOOD_NATIVE = 0.8  # a native layer at least as good is taken without OCR


@dataclass(frozen=True, slots=True)
class Quality:
    """What was measured, each 0..1.

    `placed`: share of words with ink under them; `likely`: share of characters in likely words; `mapped`: share of
    characters with a Unicode value; `covered`: share of the page's letters that lie under words.
    """

    placed: float
    likely: float
    mapped: float
    covered: float

    @property
    def score(self) -> float:
        """Share of the page's words that this layer likely has right and in their place, 0..1."""
        return round(self.mapped**2 * self.placed * min(1.0, self.likely / REAL_LIKELY) * self.covered, 3)

    def why(self) -> str:
        """What the measure found, its weakest side in words."""
        likely = min(1.0, self.likely / REAL_LIKELY)
        sides = (
            (self.mapped, f"only {self.mapped:.0%} of its characters are named by its fonts"),
            (self.placed, f"only {self.placed:.0%} of its words lie on print"),
            (likely, f"only {self.likely:.0%} of its text looks like words"),
            (self.covered, f"only {self.covered:.0%} of the page's print lies under its words"),
        )
        value, sentence = min(sides)
        return "its words lie on the print, look like words and leave nothing unread" if value >= 0.9 else sentence


def measure_native(
    words: Sequence[NativeWord], unseen: Sequence[Box], unmapped: float, marks: Marks, scale: float
) -> Quality:
    """The quality of a native layer; `unseen` are the boxes of its hidden words, `scale` pixels of the image a point."""
    if not words:
        return Quality(0.0, 0.0, 0.0, 0.0)
    boxes = [word.box for word in words]
    own = [word.box for word in words if not word.added]
    return Quality(
        _share_placed(own, marks, scale) if own else 1.0,
        share_likely(word.text for word in words),
        1.0 - unmapped,
        share_covered([*boxes, *unseen], marks, scale),
    )


def measure_plain(words: Sequence[NativeWord]) -> Quality:
    """The quality of a layer that is all its page paints: its words are the print, so that only their letters count."""
    return Quality(1.0, share_likely(word.text for word in words), 1.0, 1.0)


def _share_placed(boxes: Sequence[Box], marks: Marks, scale: float) -> float:
    """Share of words whose box has ink in its middle and is not wholly ink."""
    ink = marks.ink > 0
    height, width = ink.shape
    placed = 0
    for box in boxes:
        x0, x1 = max(0, int(box.x0 * scale)), min(width, int(box.x1 * scale) + 1)
        middle, half = (box.y0 + box.y1) / 2 * scale, max(1.0, box.height * scale * 0.3)
        y0, y1 = max(0, int(middle - half)), min(height, int(middle + half) + 1)
        if x1 > x0 and y1 > y0:
            # A word has ink in at least half of its width.
            columns = ink[y0:y1, x0:x1].any(axis=0)
            placed += bool(columns.mean() >= 0.4)
    return placed / len(boxes)


def share_covered(boxes: Sequence[Box], marks: Marks, scale: float) -> float:
    """Share of the spots that may be letters whose middle lies under a word; 1 where there are none."""
    letters = marks.letters()
    if len(letters) == 0:
        return 1.0
    under = np.zeros(marks.ink.shape, dtype=bool)
    for box in boxes:
        pad = box.height * 0.15
        rows = slice(max(0, int((box.y0 - pad) * scale)), int((box.y1 + pad) * scale) + 1)
        under[rows, max(0, int(box.x0 * scale)) : int(box.x1 * scale) + 2] = True
    x: NDArray[np.int32] = letters[:, 0] + letters[:, 2] // 2
    y: NDArray[np.int32] = letters[:, 1] + letters[:, 3] // 2
    return float(under[y, x].mean())
