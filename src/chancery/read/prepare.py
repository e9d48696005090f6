"""A page image made ready for OCR: specks off, set straight; whether it is blank or lies on its side."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from chancery.read.reader import Image

# One OpenCV thread a worker: two workers on two cores measured best (engines.md).
cv2.setNumThreads(1)

SPECK_PIXELS = 6  # at 200 dots per inch; a full stop of ten-point type has about sixteen
MAX_SKEW = 5.0
SIDEWAYS = 1.15  # how much sharper columns must be than rows
MIN_SKEW = 0.3  # below this, setting straight changes nothing (engines.md)
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Marks:
    """The connected dark spots of an image: `boxes[i]` is left, top, width, height, area; `ink` is 255 where it is dark."""

    ink: Image
    boxes: NDArray[np.int32]
    specks: NDArray[np.int64]  # places of the pixels of spots too small for print, counted row by row
    scale: float  # pixels of this image for one at 200 dots per inch

    def letters(self) -> NDArray[np.int32]:
        """Boxes of spots that may be letters: 8 to 60 pixels high at 200 dots per inch, not much wider than high."""
        _, _, width, height, area = self.boxes.T
        high, wide = height / self.scale, width / self.scale
        fits = (high >= 8) & (high <= 60) & (wide >= 2) & (wide <= 90) & (area > 10 * self.scale**2)
        return np.asarray(self.boxes[fits], dtype=np.int32)


def threshold(image: Image) -> int:
    """The grey below which a pixel is ink (Otsu's method, kept within what paper and ink are)."""
    small = image[::4, ::4]
    value, _ = cv2.threshold(np.ascontiguousarray(small), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return int(min(200, max(80, value)))


def find_marks(image: Image, dpi: float) -> Marks:
    """The dark spots of a grey image."""
    _, thresholded = cv2.threshold(image, threshold(image), 255, cv2.THRESH_BINARY_INV)
    ink, scale = np.asarray(thresholded, np.uint8), dpi / 200
    # Grana's method is the quickest of OpenCV's on pages of print: two thirds of the default's time.
    _, labels, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(
        ink, 8, cv2.CV_32S, cv2.CCL_GRANA, labels=_spare_labels(*ink.shape)
    )
    boxes = np.asarray(stats[1:], np.int32)
    return Marks(ink, boxes, _speck_places(np.asarray(labels, np.int32), boxes, scale), scale)


_SPARE = threading.local()


def _spare_labels(rows: int, columns: int) -> NDArray[np.int32]:
    """Room for a page's labels, used again by the next page of this thread: fresh memory takes longer than the labelling."""
    spare: NDArray[np.int32] | None = getattr(_SPARE, "labels", None)
    if spare is None or spare.shape != (rows, columns):
        spare = _SPARE.labels = np.empty((rows, columns), np.int32)
    return spare


def _speck_places(labels: NDArray[np.int32], boxes: NDArray[np.int32], scale: float) -> NDArray[np.int64]:
    """The pixels of dark spots of at most six pixels (at 200 dots per inch)."""
    small = boxes[:, 4] <= max(1, round(SPECK_PIXELS * scale**2))
    left, top, width, height, _ = boxes[small].T.astype(np.int64)
    names = np.flatnonzero(small) + 1
    places = [np.zeros(0, np.int64)]
    # The boxes of other spots may reach into a speck's own, so each pixel is asked whose it is.
    for y in range(int(height.max(initial=0))):
        for x in range(int(width.max(initial=0))):
            reaches = (height > y) & (width > x)
            at = (top[reaches] + y) * labels.shape[1] + left[reaches] + x
            places.append(at[labels.ravel()[at] == names[reaches]])
    return np.concatenate(places)


def remove_specks(image: Image, marks: Marks) -> Image:
    """The image without dark spots of at most six pixels (at 200 dots per inch)."""
    if not marks.specks.size:
        return image
    cleaned = np.ascontiguousarray(image).copy()
    cleaned.reshape(-1)[marks.specks] = 255
    return cleaned


def is_blank(marks: Marks) -> bool:
    """Whether nothing on the page can be a word: hardly a spot that might be a letter, small or large."""
    _, _, width, height, area = marks.boxes.T
    high, wide = height / marks.scale, width / marks.scale
    fits = (high >= 6) & (high <= 400) & (wide >= 2) & (wide <= 500) & (area > 10 * marks.scale**2)
    return int(fits.sum()) < 3


# --- angle -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lie:
    """How a page lies: `sideways` if its lines run up or down; `skew` degrees, counter-clockwise positive."""

    sideways: bool
    skew: float


def find_lie(marks: Marks) -> Lie:
    """The way and angle of the lines, told by where letters stand: their feet are level on a straight line of text."""
    boxes = marks.letters()
    if len(boxes) < 20:
        return Lie(False, 0.0)
    left, top, width, height, _ = boxes.T.astype(np.float64) / marks.scale
    across, level = _best_angle(left + width / 2, top + height)
    # Line feet of sideways text are left or right edges, by which way it was turned.
    down, upright = max((_best_angle(top + height / 2, edge) for edge in (left, left + width)), key=lambda found: found[1])
    if upright > SIDEWAYS * level:
        return Lie(True, -down)
    return Lie(False, across)


def _best_angle(along: Floats, feet: Floats) -> tuple[float, float]:
    """(angle in degrees, sharpness) at which the feet fall into the fewest rows."""
    best, sharpness = 0.0, -1.0
    for step, reach in ((0.5, MAX_SKEW), (0.1, 0.5), (0.05, 0.1)):
        middle = best
        for angle in np.arange(middle - reach, middle + reach + step / 2, step):
            value = _sharpness(along, feet, float(angle))
            # Of equal angles the one nearer to none.
            if value > sharpness * 1.0001:
                best, sharpness = float(angle), value
    return best, sharpness


def _sharpness(along: Floats, feet: Floats, angle: float) -> float:
    rows = feet + along * math.tan(math.radians(angle))
    rows -= rows.min()
    counts = np.bincount((rows / 3).astype(np.int64)).astype(np.float64)
    counts[:-1] += counts[1:]
    return float((counts * counts).sum()) / (len(feet) ** 2)


def turn_image(image: Image, turn: int) -> Image:
    """The image turned clockwise by 0, 90, 180 or 270 degrees."""
    return np.ascontiguousarray(np.rot90(image, -turn // 90 % 4)) if turn else image


@dataclass(frozen=True, slots=True)
class Straightened:
    """An image set straight, and the way back from its pixels to those of the image before."""

    image: Image
    skew: float
    back: Floats  # 2 x 3

    def box_before(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        """The smallest upright box around a box of the straight image, in pixels of the image before."""
        if not self.skew:
            return left, top, right, bottom
        corners = np.array([[left, top, 1], [right, top, 1], [left, bottom, 1], [right, bottom, 1]], dtype=np.float64)
        x, y = self.back @ corners.T
        return float(x.min()), float(y.min()), float(x.max()), float(y.max())


NOTHING: Floats = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])


def straighten(image: Image, skew: float, least: float = MIN_SKEW) -> Straightened:
    """The image turned by `-skew` about its middle where that is more than `least` degrees."""
    if abs(skew) < least:
        return Straightened(image, 0.0, NOTHING)
    height, width = image.shape
    there = cv2.getRotationMatrix2D((width / 2, height / 2), -skew, 1.0)
    straight = cv2.warpAffine(image, there, (width, height), flags=cv2.INTER_LINEAR, borderValue=255)
    back = cv2.invertAffineTransform(there)
    return Straightened(np.asarray(straight, np.uint8), skew, np.asarray(back, np.float64))
