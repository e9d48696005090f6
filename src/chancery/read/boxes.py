"""What is looked for on a page image, in its pixels: redactions and words as boxes, ink as a mask."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from chancery.read.reader import Image

Mask = NDArray[np.uint8]
Pixels = tuple[int, int, int, int]  # left, top, right, bottom
Place = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Redaction:
    """A box in pixels of the image, and its fill: `black` or `white`."""

    left: float
    top: float
    right: float
    bottom: float
    fill: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Print:
    """A word read on the page, in pixels of the image: what stands in a box tells a code from a form."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def find_ink(image: Image, level: int) -> Mask:
    """Ink as a mask: 255 where a pixel is darker than `level`, else 0."""
    _, ink = cv2.threshold(image, level, 255, cv2.THRESH_BINARY_INV)
    return np.asarray(ink, dtype=np.uint8)


def block(width: float, height: float) -> Mask:
    """A rectangle to wear away or thicken ink by; at least one pixel each way."""
    return np.ones((max(1, round(height)), max(1, round(width))), dtype=np.uint8)
