"""Level lines of a straight page, whole or torn to pieces, and sums that measure any side of any box by four look-ups."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from chancery.read.boxes import Mask, block
from chancery.read.reader import Image

# Sizes in pixels at 200 dots per inch.
LINE_STRETCH, LINE_INKED = 90, 0.6  # a line is inked to this share over this length; a row of letters never is
MOST_LEVELS = 150  # the longest are looked at: a screened picture has thousands
LINE_GAP = 200  # pieces of one line that copying tore apart
MAX_LINE_THICKNESS = 16
OUTLINED = (60, 27)  # the smallest outlined box
PALE = 22  # grey by which a pale outline differs from the paper around it
GROUND = 61  # side of the stretch that is the paper around


@dataclass(frozen=True, slots=True)
class Level:
    """A level line: where it runs, left to right, and the row of its middle."""

    left: int
    right: int
    row: int


@dataclass(frozen=True, slots=True)
class Sums:
    """Inked pixels added up from the top left, so that any side of any box is measured by four look-ups.

    For upright and for level lines they are first made thicker by what a line may waver.
    """

    upright: NDArray[np.int32]
    level: NDArray[np.int32]
    plain: NDArray[np.int32]

    @classmethod
    def of(cls, ink: Mask) -> Sums:
        dots = np.minimum(ink, 1).astype(np.uint8)
        sums = (cv2.integral(each) for each in (cv2.dilate(dots, block(2, 1)), cv2.dilate(dots, block(1, 4)), dots))
        return cls(*(np.asarray(each, np.int32) for each in sums))

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns of the image."""
        return self.plain.shape[0] - 1, self.plain.shape[1] - 1

    def columns(self, top: int, bottom: int, left: int, right: int) -> NDArray[np.float64]:
        """The inked share of each column between two rows."""
        before = self.upright[bottom, left : right + 1] - self.upright[top, left : right + 1]
        return (before[1:] - before[:-1]) / (bottom - top)

    def at_columns(self, columns: NDArray[np.intp], top: int, bottom: int) -> NDArray[np.float64]:
        """The inked share of some columns between two rows."""
        before = self.upright[bottom] - self.upright[top]
        shares: NDArray[np.float64] = (before[columns + 1] - before[columns]) / (bottom - top)
        return shares

    def row(self, row: int, left: int, right: int) -> float:
        """The inked share of a row between two columns."""
        return _share(self.level, left, row, right, row + 1)

    def inside(self, left: int, top: int, right: int, bottom: int) -> float:
        """The inked share of a rectangle, cut to the image."""
        rows, columns = self.size
        left, right = (min(columns, max(0, x)) for x in (left, right))
        top, bottom = (min(rows, max(0, y)) for y in (top, bottom))
        return _share(self.plain, left, top, right, bottom)


def _share(sums: NDArray[np.int32], left: int, top: int, right: int, bottom: int) -> float:
    count = sums.item(bottom, right) - sums.item(top, right) - sums.item(bottom, left) + sums.item(top, left)
    return count / max(1, (bottom - top) * (right - left))


def find_drawn(half: Image, scale: float) -> Mask:
    """Ink, pale ink too: what is darker than the paper around it."""
    side = max(3, round(GROUND * scale)) | 1
    drawn = cv2.adaptiveThreshold(half, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, side, PALE)
    return np.asarray(drawn, np.uint8)


def find_levels(ink: Mask, scale: float) -> list[Level]:
    """Level lines from top to bottom: stretches of a row that are inked for the most part."""
    dense = cv2.blur(ink, (max(3, round(LINE_STRETCH * scale)), 1), borderType=cv2.BORDER_CONSTANT) > LINE_INKED * 255
    count, _, stats, middles = cv2.connectedComponentsWithStats(dense.astype(np.uint8), connectivity=8, ltype=cv2.CV_32S)
    levels: list[Level] = []
    half_stretch = round(LINE_STRETCH * scale / 2 * (1 - LINE_INKED))
    for label in np.argsort(middles[1:count, 1], kind="stable") + 1:
        left, _, width, height, _ = (int(value) for value in stats[label])
        if height > MAX_LINE_THICKNESS * scale + 2 or width < OUTLINED[0] * scale * 0.5:
            continue
        levels.append(Level(left - half_stretch, left + width + half_stretch, round(float(middles[label, 1]))))
    longest = sorted(levels, key=lambda level: level.left - level.right)[:MOST_LEVELS]
    return _joined(sorted(longest, key=lambda level: level.row), scale)


def _joined(levels: Sequence[Level], scale: float) -> list[Level]:
    """The lines, and beside them those that pieces on one row make up together."""
    joined = list(levels)
    rows = [level.row for level in levels]
    held: set[tuple[int, int]] = set()  # pieces that a longer line begins before: (left, row)
    for level in sorted(levels, key=lambda level: level.left):
        if (level.left, level.row) in held:
            continue
        right = level.right
        near = levels[bisect_left(rows, level.row - 2) : bisect_right(rows, level.row + 2)]
        for other in sorted(near, key=lambda level: level.left):
            # Pieces are reckoned to half a stretch beyond their ink, so that near ones overlap.
            if other.left >= level.left and other.left - right <= LINE_GAP * scale:
                right = max(right, other.right)
                held.add((other.left, other.row))
        if right != level.right:
            joined.append(Level(level.left, right, level.row))
    return sorted(joined, key=lambda level: level.row)
