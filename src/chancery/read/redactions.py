"""Redaction boxes by their shape: solid bars, and outlined or cut-out boxes with nothing in them but a code."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from chancery.read.bars import find_black, may_hold_bars
from chancery.read.box_codes import find_letters, holds_only_a_code
from chancery.read.boxes import Place, Print, Redaction
from chancery.read.outlined import find_outlined
from chancery.read.prepare import Marks, straighten, threshold
from chancery.read.reader import Image

REDACTIONS_VERSION = "3"


def find_redactions(image: Image, marks: Marks, skew: float = 0.0, words: Sequence[Print] = ()) -> list[Redaction]:
    """Redaction boxes of a grey page image; `skew` is the angle of its lines, `words` what was read on it.

    Everything is looked for on a copy of half the size; only a page that may have bars is looked at in full.
    """
    scale, dark = marks.scale, threshold(image)
    half = np.asarray(cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
    straight = straighten(half, skew, 0.1)
    bars = list(find_black(image, scale, skew, dark, may_hold_bars(straight.image, scale, dark)))
    found = [_back(bar, "black", 0.95) for bar in bars]
    letters = find_letters(marks)
    for box in find_outlined(straight.image, scale / 2):
        left, top, right, bottom = (2 * value for value in straight.box_before(*box))
        redaction = Redaction(left, top, right, bottom, "white", 0.85)
        # The upright box around a skewed one reaches into the lines above and below it.
        slant = (bottom - top) / 2 - (box[3] - box[1])
        if not _meets_a_bar(redaction, bars) and holds_only_a_code(redaction, slant + 4 * scale, letters, words):
            found.append(redaction)
    return sorted(found, key=lambda box: (box.top, box.left))


def _back(place: Place, fill: str, confidence: float) -> Redaction:
    left, top, right, bottom = place
    return Redaction(left, top, right, bottom, fill, confidence)


def _meets_a_bar(box: Redaction, bars: Sequence[Place]) -> bool:
    return any(box.left < bar[2] and bar[0] < box.right and box.top < bar[3] and bar[1] < box.bottom for bar in bars)
