"""Solid black bars on a page image; those that touch are told apart, pictures and shadows left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from chancery.read.boxes import Mask, Pixels, Place, block, find_ink
from chancery.read.prepare import straighten
from chancery.read.reader import Image

# Sizes in pixels at 200 dots per inch.
BAR = (26, 21)  # the smallest solid bar, width and height: two letters of a line of type
PINHOLE = 5  # white grain that copying leaves in a black bar
LOST_ROWS = 6  # rows of a bar that white grain may break
JUMP = 9  # how far the end of a bar may wander from row to row before another bar begins
RIM = 4  # what a ragged edge may lack of a bar
FILLED = 0.7  # of a dark area that bars must make up; a picture is dark in stretches of any outline
Band = tuple[int, int]  # first row, last row (excluded)
BAND = 70  # rows around what may be a bar, so that those that touch it are looked at too


def find_black(image: Image, scale: float, skew: float, dark: int, bands: Sequence[Band]) -> Iterator[Place]:
    """The bars in these bands, in pixels of the image as it lay."""
    if not bands:
        return
    straight = straighten(image, skew, 0.1)
    page = find_ink(straight.image, dark)
    bars = [bar for band in bands for bar in find_bars(page, scale, band) if _is_black(straight.image, bar, dark)]
    for bar in _without_pictures(page, bars, scale):
        yield straight.box_before(*bar)


def _without_pictures(page: Mask, bars: Sequence[Pixels], scale: float) -> Iterator[Pixels]:
    """The bars that make up most of the dark area they lie in; a picture is dark in stretches of any outline."""
    if not bars:
        return
    # A quarter of the rows and columns is enough; lines and letters that touch a bar are worn away first.
    small = cv2.resize(page, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    dark = cv2.morphologyEx(
        np.where(small > 127, 255, 0).astype(np.uint8),
        cv2.MORPH_OPEN,
        block(max(2, round(2 * scale)), max(2, round(2 * scale))),
    )
    _, areas = cv2.connectedComponents(dark, connectivity=4)
    held = np.zeros_like(areas, bool)
    for left, top, right, bottom in bars:
        held[top // 4 : -(-bottom // 4), left // 4 : -(-right // 4)] = True
    sizes, covered = np.bincount(areas.ravel()), np.bincount(areas[held], minlength=int(areas.max()) + 1)
    for bar in bars:
        left, top, right, bottom = (round(value / 4) for value in bar)
        inside = areas[top:bottom, left:right]
        inside = inside[inside > 0]
        area = int(np.bincount(inside).argmax()) if inside.size else 0
        if not area or covered[area] >= FILLED * sizes[area]:
            yield bar


def may_hold_bars(half: Image, scale: float, dark: int) -> list[Band]:
    """Bands of rows that may hold bars: a look at a quarter of the pixels, for most pages have none."""
    width, height = (max(2, round(0.7 * side * scale / 2)) for side in BAR)
    page, rim = find_ink(half, dark), round(6 * scale)
    inner = page[:, rim : page.shape[1] - rim]
    # The mean of a stretch as large as the smallest bar: white grain does not lower it much, letters do.
    dense = (cv2.blur(inner, (width, height)) > 0.88 * 255).any(axis=1) if inner.size else np.zeros(0, bool)
    bars = [(int(row) * 2, int(row) * 2 + 2) for row in np.flatnonzero(dense)]
    return _merged(bars, round(BAND * scale), 2 * half.shape[0])


def _merged(bands: Sequence[Band], around: int, rows: int) -> list[Band]:
    """The bands with so many rows around each, those that meet joined."""
    merged: list[Band] = []
    for first, last in sorted(bands):
        first, last = max(0, first - around), min(rows, last + around)
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def find_bars(page: Mask, scale: float, band: Band) -> Iterator[Pixels]:
    """Solid black rectangles on a straight page (ink 255); bars that touch are told apart where their ends jump."""
    width, height = (max(3, round(side * scale)) for side in BAR)
    first, last = band
    whole = cv2.morphologyEx(page[first:last], cv2.MORPH_CLOSE, block(PINHOLE * scale, PINHOLE * scale))
    solid = np.asarray(cv2.morphologyEx(whole, cv2.MORPH_OPEN, block(width, height)), dtype=np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=4, ltype=cv2.CV_32S)
    for label in range(1, count):
        left, top, across, down, area = (int(value) for value in stats[label])
        if _is_round(across, down, area, scale):
            continue
        own = labels[top : top + down, left : left + across] == label
        for box in _rectangles(own, scale):
            placed = (box[0] + left, box[1] + top + first, box[2] + left, box[3] + top + first)
            if _is_bar(placed, page, scale):
                yield _grown(placed, page, scale)


def _is_round(width: int, height: int, area: int, scale: float) -> bool:
    """A punch hole: as wide as high, a quarter of an inch, its corners missing."""
    return 0.7 < width / height < 1.4 and max(width, height) < 90 * scale and area < 0.9 * width * height


def _rectangles(own: NDArray[np.bool_], scale: float) -> Iterator[Pixels]:
    """The rectangles that a shape is made of: rows whose black runs have the same ends belong together."""
    jump = JUMP * scale
    active: list[_Growing] = []
    for row, runs in enumerate(_runs(own)):
        unmet = list(runs)
        for bar in active:
            same = next((run for run in unmet if abs(run[0] - bar.left) <= jump and abs(run[1] - bar.right) <= jump), None)
            if same is not None:
                unmet.remove(same)
                bar.grow(row, same)
        for bar in [bar for bar in active if row - bar.last > LOST_ROWS * scale]:
            active.remove(bar)
            yield bar.box()
        active += [_Growing(row, run) for run in unmet]
    for bar in active:
        yield bar.box()


class _Growing:
    """A bar that grows row by row; its ends are the middle of the ends of its rows."""

    def __init__(self, row: int, run: tuple[int, int]) -> None:
        self.first = self.last = row
        self.lefts, self.rights = [run[0]], [run[1]]
        self.left, self.right = float(run[0]), float(run[1])

    def grow(self, row: int, run: tuple[int, int]) -> None:
        self.last = row
        self.lefts.append(run[0])
        self.rights.append(run[1])
        if len(self.lefts) <= 64:
            self.left, self.right = float(median(self.lefts)), float(median(self.rights))

    def box(self) -> Pixels:
        return round(median(self.lefts)), self.first, round(median(self.rights)), self.last + 1


def _runs(own: NDArray[np.bool_]) -> Iterator[list[tuple[int, int]]]:
    """For each row its black runs, (start, end)."""
    padded = np.zeros((own.shape[0], own.shape[1] + 2), dtype=np.int8)
    padded[:, 1:-1] = own
    steps = np.diff(padded, axis=1)
    for row in steps:
        starts, ends = np.flatnonzero(row == 1), np.flatnonzero(row == -1)
        yield list(zip(starts.tolist(), ends.tolist(), strict=True))


def _is_bar(box: Pixels, page: Mask, scale: float) -> bool:
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    if width < BAR[0] * scale or height < BAR[1] * scale:
        return False
    rows, columns = page.shape
    rim = 12 * scale
    # The shadow of a copier's lid runs along the edge of the page; a picture fills most of it.
    if (left < rim or right > columns - rim or top < rim or bottom > rows - rim) and (
        height > 4 * width or width > 0.5 * columns or height < 40 * scale
    ):
        return False
    if width < 1.3 * height and min(width, height) < 100 * scale:
        return False  # upright or square: a binder's edge, the stroke of a large letter, a seal
    inside = page[top:bottom, left:right]
    # A word in heavy type is as black as a bar, but light shows between its letters and around their tops.
    lightest = _lightest_column(inside, 0 if width < 6 * height else 3)
    if inside.mean() < 0.88 * 255 or lightest < (0.75 if width < 6 * height else 0.6):
        return False
    return _stands_alone(box, page, scale)


def _lightest_column(inside: Mask, percent: float) -> float:
    """How black the lightest stretch of three columns is (all but `percent` are blacker), the ends left out, 0..1."""
    columns = inside.mean(axis=0)[2:-2] / 255
    if len(columns) < 3:
        return 0.0
    return float(np.percentile(np.convolve(columns, np.ones(3) / 3, mode="valid"), percent))


def _is_black(image: Image, box: Pixels, ink: int) -> bool:
    """Whether the grey of a scan is black all over: a photograph is dark here and less dark there."""
    left, top, right, bottom = box
    return bool((image[top:bottom, left:right] < 0.6 * ink).mean() > 0.7)


def _grown(box: Pixels, page: Mask, scale: float) -> Pixels:
    """The box with the rims that opening took from it: as far as most of the next row or column is ink, a bar's end apart."""
    left, top, right, bottom = box
    most = round(RIM * scale)
    return (
        left - _rim(page[top:bottom, :left].mean(axis=0)[::-1], most),
        top - _rim(page[:top, left:right].mean(axis=1)[::-1], most),
        right + _rim(page[top:bottom, right:].mean(axis=0), most),
        bottom + _rim(page[bottom:, left:right].mean(axis=1), most),
    )


def _rim(outwards: NDArray[np.float64], most: int) -> int:
    """How many of the next rows belong to a bar; none where another bar goes on behind them."""
    ink = outwards[: 2 * most + 1] > 0.5 * 255
    return 0 if len(ink) > most and ink.all() else int(np.argmin(np.append(ink[:most], False)))


def _stands_alone(box: Pixels, page: Mask, scale: float) -> bool:
    """Whether paper or another bar lies around the box; the grey of a picture does neither wholly."""
    left, top, right, bottom = box
    gap, depth = round(3 * scale), round(7 * scale)
    rows, columns = page.shape
    bands = (
        page[max(0, top - gap - depth) : max(0, top - gap), left:right],
        page[min(rows, bottom + gap) : min(rows, bottom + gap + depth), left:right],
        page[top:bottom, max(0, left - gap - depth) : max(0, left - gap)],
        page[top:bottom, min(columns, right + gap) : min(columns, right + gap + depth)],
    )
    lines = (band.mean(axis=1 if index < 2 else 0) / 255 if band.size else np.zeros(1) for index, band in enumerate(bands))
    return sum(1 for line in lines if line.min() < 0.35 or line.mean() > 0.8) >= 2
