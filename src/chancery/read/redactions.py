"""Redaction boxes by their shape: solid bars, and outlined or cut-out boxes with nothing in them but a code."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from chancery.read.prepare import Marks, straighten, threshold
from chancery.read.reader import Image

REDACTIONS_VERSION = "3"

# Sizes in pixels at 200 dots per inch.
BAR = (26, 21)  # the smallest solid bar, width and height: two letters of a line of type
PINHOLE = 5  # white grain that copying leaves in a black bar
LOST_ROWS = 6  # rows of a bar that white grain may break
JUMP = 9  # how far the end of a bar may wander from row to row before another bar begins
RIM = 4  # what a ragged edge may lack of a bar
LINE_STRETCH, LINE_INKED = 90, 0.6  # a line is inked to this share over this length; a row of letters never is
MOST_LEVELS = 150  # the longest are looked at: a screened picture has thousands
LINE_GAP = 200  # pieces of one line that copying tore apart
MAX_LINE_THICKNESS = 16
MOST_COLUMNS = 9  # of the small image, in an upright line
SIDE = 0.55  # of each side's length that must be inked
SIDES = 0.68  # of all four sides together
POOR_SIDE, GOOD_SIDES = 0.42, 0.76  # the same where one side is poor and the others good
TORN_SIDE, LONG_SIDES = 0.28, 0.72  # the same where copying tore the upright sides but left the level ones
WHOLE = 0.85  # of an upright line between two level ones that parts what is left of it from what is right of it
OUTLINED = (60, 27)  # the smallest outlined box
CORNER = 60  # how far a level line may stop short of a corner
BELOW = 8  # how many lines under its top are tried as the bottom of a box
PALE = 22  # grey by which a pale outline differs from the paper around it
GROUND = 61  # side of the stretch that is the paper around
FILLED = 0.7  # of a dark area that bars must make up; a picture is dark in stretches of any outline
PRINT = 0.25  # inked share of a stretch through the letters of a line of print, and more
MOST_PRINT = 0.16  # of the box inside its lines: a code leaves it nearly white
MOST_AROUND = 120  # how much darker than paper print makes the stretch outside a side
MOST_RUN_ON = 2  # boxes that touch share a side; the cells of a form share most
Mask = NDArray[np.uint8]
Pixels = tuple[int, int, int, int]  # left, top, right, bottom
Band = tuple[int, int]  # first row, last row (excluded)
BAND = 70  # rows around what may be a bar, so that those that touch it are looked at too


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


def find_redactions(image: Image, marks: Marks, skew: float = 0.0, words: Sequence[Print] = ()) -> list[Redaction]:
    """Redaction boxes of a grey page image; `skew` is the angle of its lines, `words` what was read on it.

    Everything is looked for on a copy of half the size; only a page that may have bars is looked at in full.
    """
    scale, dark = marks.scale, threshold(image)
    half = np.asarray(cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
    straight = straighten(half, skew, 0.1)
    bars = list(_bars(image, scale, skew, dark, _bar_bands(straight.image, scale, dark)))
    found = [_back(bar, "black", 0.95) for bar in bars]
    letters = _letters(marks)
    for box in find_outlined(straight.image, scale / 2):
        left, top, right, bottom = (2 * value for value in straight.box_before(*box))
        redaction = Redaction(left, top, right, bottom, "white", 0.85)
        # The upright box around a skewed one reaches into the lines above and below it.
        slant = (bottom - top) / 2 - (box[3] - box[1])
        if not _meets_a_bar(redaction, bars) and _holds_only_a_code(redaction, slant + 4 * scale, letters, words):
            found.append(redaction)
    return sorted(found, key=lambda box: (box.top, box.left))


Place = tuple[float, float, float, float]


def _bars(image: Image, scale: float, skew: float, dark: int, bands: Sequence[Band]) -> Iterator[Place]:
    """The bars in these bands, in pixels of the image as it lay."""
    if not bands:
        return
    straight = straighten(image, skew, 0.1)
    page = _ink(straight.image, dark)
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
        _block(max(2, round(2 * scale)), max(2, round(2 * scale))),
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


def _bar_bands(half: Image, scale: float, dark: int) -> list[Band]:
    """Bands of rows that may hold bars: a look at a quarter of the pixels, for most pages have none."""
    width, height = (max(2, round(0.7 * side * scale / 2)) for side in BAR)
    page, rim = _ink(half, dark), round(6 * scale)
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


def _ink(image: Image, level: int) -> Mask:
    _, ink = cv2.threshold(image, level, 255, cv2.THRESH_BINARY_INV)
    return np.asarray(ink, dtype=np.uint8)


def _back(place: Place, fill: str, confidence: float) -> Redaction:
    left, top, right, bottom = place
    return Redaction(left, top, right, bottom, fill, confidence)


def _meets_a_bar(box: Redaction, bars: Sequence[Place]) -> bool:
    return any(box.left < bar[2] and bar[0] < box.right and box.top < bar[3] and bar[1] < box.bottom for bar in bars)


# --- solid bars ------------------------------------------------------------------------------------------------------


def find_bars(page: Mask, scale: float, band: Band) -> Iterator[Pixels]:
    """Solid black rectangles on a straight page (ink 255); bars that touch are told apart where their ends jump."""
    width, height = (max(3, round(side * scale)) for side in BAR)
    first, last = band
    whole = cv2.morphologyEx(page[first:last], cv2.MORPH_CLOSE, _block(PINHOLE * scale, PINHOLE * scale))
    solid = np.asarray(cv2.morphologyEx(whole, cv2.MORPH_OPEN, _block(width, height)), dtype=np.uint8)
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


def _block(width: float, height: float) -> Mask:
    return np.ones((max(1, round(height)), max(1, round(width))), dtype=np.uint8)


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


# --- outlined boxes --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Level:
    """A level line: where it runs, left to right, and the row of its middle."""

    left: int
    right: int
    row: int


def find_outlined(half: Image, scale: float) -> Iterator[Pixels]:
    """Boxes drawn with thin lines on a straight grey page of half the size; `scale` its pixels for one at 200 dots per inch.

    A box is a pair of level lines with upright lines between them. How much of each of the four sides is inked counts, not
    whether it is whole: copying tears thin lines to pieces.
    """
    ink = _find_drawn(half, scale)
    levels = _find_levels(ink, scale)
    if len(levels) < 2:
        return
    sums = _Sums.of(ink)
    boxes = _without_twins([box for pair in _pairs(levels, sums, scale) for box in _between(sums, pair, scale)])
    paper = float(np.median(half[::4, ::4])) - PALE
    yield from (box for box in boxes if _is_paper(box, half, paper, scale) and not _is_cell(box, boxes, ink, scale))


def _is_paper(box: Pixels, half: Image, paper: float, scale: float) -> bool:
    """Whether paper lies in the box and around its lines: between the shades of a picture it does not."""
    left, top, right, bottom = box
    inset, gap = round(6 * scale) + 1, round(8 * scale)
    inside = half[top + inset : bottom - inset, left + inset : right - inset]
    if not inside.size or float(np.median(inside)) < paper:
        return False
    around = (
        half[max(0, top - 2 * gap) : max(0, top - gap), left:right], half[bottom + gap : bottom + 2 * gap, left:right],
        half[top:bottom, max(0, left - 2 * gap) : max(0, left - gap)], half[top:bottom, right + gap : right + 2 * gap],
    )  # fmt: skip
    return all(float(band.mean()) >= paper - MOST_AROUND for band in around if band.size)


@dataclass(frozen=True, slots=True)
class _Sums:
    """Inked pixels added up from the top left, so that any side of any box is measured by four look-ups.

    For upright and for level lines they are first made thicker by what a line may waver.
    """

    upright: NDArray[np.int32]
    level: NDArray[np.int32]
    plain: NDArray[np.int32]

    @classmethod
    def of(cls, ink: Mask) -> _Sums:
        dots = np.minimum(ink, 1).astype(np.uint8)
        sums = (cv2.integral(each) for each in (cv2.dilate(dots, _block(2, 1)), cv2.dilate(dots, _block(1, 4)), dots))
        return cls(*(np.asarray(each, np.int32) for each in sums))

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns of the image."""
        return self.plain.shape[0] - 1, self.plain.shape[1] - 1

    def columns(self, top: int, bottom: int, left: int, right: int) -> NDArray[np.float64]:
        """The inked share of each column between two rows."""
        before = self.upright[bottom, left : right + 1] - self.upright[top, left : right + 1]
        return (before[1:] - before[:-1]) / (bottom - top)

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


def _find_drawn(half: Image, scale: float) -> Mask:
    """Ink, pale ink too: what is darker than the paper around it."""
    side = max(3, round(GROUND * scale)) | 1
    drawn = cv2.adaptiveThreshold(half, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, side, PALE)
    return np.asarray(drawn, np.uint8)


def _find_levels(ink: Mask, scale: float) -> list[_Level]:
    """Level lines from top to bottom: stretches of a row that are inked for the most part."""
    dense = cv2.blur(ink, (max(3, round(LINE_STRETCH * scale)), 1), borderType=cv2.BORDER_CONSTANT) > LINE_INKED * 255
    count, _, stats, middles = cv2.connectedComponentsWithStats(dense.astype(np.uint8), connectivity=8, ltype=cv2.CV_32S)
    levels: list[_Level] = []
    half_stretch = round(LINE_STRETCH * scale / 2 * (1 - LINE_INKED))
    for label in np.argsort(middles[1:count, 1], kind="stable") + 1:
        left, _, width, height, _ = (int(value) for value in stats[label])
        if height > MAX_LINE_THICKNESS * scale + 2 or width < OUTLINED[0] * scale * 0.5:
            continue
        levels.append(_Level(left - half_stretch, left + width + half_stretch, round(float(middles[label, 1]))))
    longest = sorted(levels, key=lambda level: level.left - level.right)[:MOST_LEVELS]
    return _joined(sorted(longest, key=lambda level: level.row), scale)


def _joined(levels: Sequence[_Level], scale: float) -> list[_Level]:
    """The lines, and beside them those that pieces on one row make up together."""
    joined = list(levels)
    rows = [level.row for level in levels]
    for level in levels:
        right = level.right
        near = levels[bisect_left(rows, level.row - 2) : bisect_right(rows, level.row + 2)]
        for other in sorted(near, key=lambda level: level.left):
            if 0 <= other.left - right <= LINE_GAP * scale:
                right = other.right
        if right != level.right:
            joined.append(_Level(level.left, right, level.row))
    return sorted(joined, key=lambda level: level.row)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two level lines, one below the other; `thin` where white lies outside both, so that neither is the rim of print."""

    top: _Level
    bottom: _Level
    thin: bool


def _pairs(levels: Sequence[_Level], sums: _Sums, scale: float) -> Iterator[_Pair]:
    """Lines with room for a box between them.

    What has print just below it is the head of a line of print and no top; what has print just above it are the feet of
    one, and no bottom.
    """
    tops = [(level, _is_free(sums, level, -1, scale)) for level in levels if not _has_print(sums, level, 1, scale)]
    bottoms = [(level, _is_free(sums, level, 1, scale)) for level in levels if not _has_print(sums, level, -1, scale)]
    rows = [level.row for level, _ in bottoms]
    for top, top_free in tops:
        tried: set[int] = set()
        for bottom, bottom_free in bottoms[bisect_left(rows, top.row + (OUTLINED[1] - 3) * scale) :]:
            if min(top.right, bottom.right) - max(top.left, bottom.left) < OUTLINED[0] * scale / 2:
                continue
            tried.add(bottom.row)
            if len(tried) > BELOW:
                break
            yield _Pair(top, bottom, top_free and bottom_free)


def _has_print(sums: _Sums, level: _Level, way: int, scale: float) -> bool:
    """Whether print stands on one side of the line (`way` -1 above, 1 below) as close as to its own head or feet."""
    near, far = sorted((level.row + way * round(6 * scale), level.row + way * round(12 * scale)))
    return sums.inside(level.left, near, level.right, far) >= PRINT


def _is_free(sums: _Sums, level: _Level, way: int, scale: float) -> bool:
    """Whether white is soon met on one side of the line; another line as close by as boxes stand does not count."""
    rows = (level.row + way * away for away in range(round(6 * scale), round(14 * scale)))
    return min(sums.inside(level.left, row, level.right, row + 1) for row in rows) < PRINT


def _between(sums: _Sums, pair: _Pair, scale: float) -> Iterator[tuple[float, Pixels]]:
    """Boxes that upright lines make with two level ones, with no further line through them: (inked share of sides, box)."""
    top, bottom, reach = pair.top, pair.bottom, round(CORNER * scale)
    first = max(0, max(top.left, bottom.left) - reach)
    last = min(sums.size[1], min(top.right, bottom.right) + reach)
    if last - first < OUTLINED[0] * scale:
        return
    shares_down = sums.columns(top.row + 1, bottom.row - 2, first, last)
    near = max(2, (bottom.row - top.row) // 8)
    at_top = sums.columns(top.row + 1, top.row + 1 + near, first, last)
    at_bottom = sums.columns(bottom.row - 1 - near, bottom.row - 1, first, last)
    uprights = [
        _Upright(first + column, share, bool(min(at_top[column], at_bottom[column]) >= 0.5))
        for column, share in _find_uprights(shares_down)
    ]
    for index, left in enumerate(uprights):
        if not _is_side(sums, pair, left, -1, scale):
            continue
        for right in uprights[index + 1 :]:
            if right.column - left.column >= OUTLINED[0] * scale and _is_side(sums, pair, right, 1, scale):
                share = _drawn(sums, pair, left, right, scale)
                box = (left.column, top.row, right.column, bottom.row)
                if share and not _is_crossed(sums, box, scale):
                    yield share, (box[0], box[1], box[2] + 1, box[3] + 1)
            if right.share > WHOLE and right.touches:
                break  # whatever reaches further has this line through it; the letters of a code are not so high


@dataclass(frozen=True, slots=True)
class _Upright:
    """An upright line between two level ones: its column, and how much of it is inked."""

    column: int
    share: float
    touches: bool  # both level lines, which the letters of a code do not


def _is_side(sums: _Sums, pair: _Pair, upright: _Upright, way: int, scale: float) -> bool:
    """Whether an upright line may be the left (`way` -1) or right (1) side: it reaches both level lines, or both end at it."""
    if upright.touches and upright.share >= SIDE:
        return True
    return pair.thin and _is_corner(sums, pair, upright.column, way, scale)


def _drawn(sums: _Sums, pair: _Pair, left: _Upright, right: _Upright, scale: float) -> float:
    """The inked shares of the four sides added up; 0 where these are no sides of one box."""
    levels = [sums.row(level.row, left.column, right.column) for level in (pair.top, pair.bottom)]
    shares = (left.share, right.share, *levels)
    if (min(shares) >= SIDE and sum(shares) >= 4 * SIDES) or (min(shares) >= POOR_SIDE and sum(shares) >= 4 * GOOD_SIDES):
        return sum(shares)
    # A short side is soon torn away; then both level lines have to end at it.
    torn = pair.thin and min(levels) >= LONG_SIDES
    return sum(shares) if torn and (right.share >= SIDE or _is_corner(sums, pair, right.column, 1, scale)) else 0.0


def _is_corner(sums: _Sums, pair: _Pair, place: int, way: int, scale: float) -> bool:
    """Whether two level lines both end at this column, seen outwards (`way` -1 to the left, 1 to the right)."""
    near, far = place + way * round(5 * scale), place + way * round(30 * scale)
    left, right = max(0, min(near, far)), min(sums.size[1], max(near, far))
    return left < right and all(sums.row(row, left, right) < 0.35 for row in (pair.top.row, pair.bottom.row))


def _find_uprights(shares: NDArray[np.float64]) -> Iterator[tuple[int, float]]:
    """Columns of the stretch between two level lines that are inked, wholly or in part: (column, share)."""
    for run in _columns(shares >= TORN_SIDE):
        # Print may touch a side: then only what stands out is the side.
        for part in (run,) if len(run) <= MOST_COLUMNS else (run[each] for each in _columns(shares[run] >= WHOLE)):
            if len(part) <= MOST_COLUMNS:
                best = part[int(shares[part].argmax())]
                yield int(best), float(shares[best])


def _columns(chosen: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
    """The columns chosen, those side by side together."""
    places = np.flatnonzero(chosen)
    return np.split(places, np.flatnonzero(np.diff(places) > 2) + 1) if places.size else []


def _is_crossed(sums: _Sums, box: Pixels, scale: float) -> bool:
    """Whether another line goes through the box from side to side, or print fills it: then it is no box but what holds some."""
    left, top, right, bottom = box
    inset = round(6 * scale) + 1
    top, bottom, left, right = top + inset, bottom - inset + 1, left + inset, right - inset + 1
    if bottom - top < 1 or sums.inside(left, top, right, bottom) > MOST_PRINT:
        return True
    return any(sums.row(row, left, right) > 0.8 for row in range(top, bottom))


def _without_twins(boxes: Sequence[tuple[float, Pixels]]) -> list[Pixels]:
    """Of boxes that overlap, the one with the best drawn sides; of equally good ones the larger."""
    kept: list[Pixels] = []
    for _, box in sorted(set(boxes), key=lambda found: (-round(4 * found[0]), -_area(found[1]))):
        if all(_shared(box, other) < 0.4 * min(_area(box), _area(other)) for other in kept):
            kept.append(box)
    return sorted(kept, key=lambda box: (box[1], box[0]))


def _area(box: Pixels) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])


def _shared(one: Pixels, two: Pixels) -> int:
    width = min(one[2], two[2]) - max(one[0], two[0])
    height = min(one[3], two[3]) - max(one[1], two[1])
    return max(0, width) * max(0, height)


def _is_cell(box: Pixels, boxes: Sequence[Pixels], page: Mask, scale: float) -> bool:
    """Whether a box is a cell of a form or table: its lines run on beyond its corners, or another stands wall to wall."""
    if _lines_run_on(box, page, scale) + _open_corners(box, page, scale) > MOST_RUN_ON:
        return True
    near = 12 * scale
    for other in boxes:
        if other is box:
            continue
        level = min(box[3], other[3]) - max(box[1], other[1])
        beside = min(abs(box[0] - other[2]), abs(box[2] - other[0])) <= near
        if beside and level > 0.5 * min(box[3] - box[1], other[3] - other[1]):
            return True
    return False


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


def _lines_run_on(box: Pixels, page: Mask, scale: float) -> int:
    """At how many of the eight places a side of the box goes on beyond its corner."""
    left, top, right, bottom = box
    near, far, reach = round(5 * scale), round(26 * scale), round(3 * scale)
    count = 0
    for y in (top, bottom):
        rows = page[max(0, y - reach) : y + reach + 1]
        for stretch in (rows[:, max(0, left - far) : max(0, left - near)], rows[:, right + near : right + far]):
            count += bool(stretch.size and stretch.max(axis=0).mean() > 0.85 * 255)
    for x in (left, right):
        columns = page[:, max(0, x - reach) : x + reach + 1]
        for stretch in (columns[max(0, top - far) : max(0, top - near)], columns[bottom + near : bottom + far]):
            count += bool(stretch.size and stretch.max(axis=1).mean() > 0.85 * 255)
    return count


def _open_corners(box: Pixels, page: Mask, scale: float) -> int:
    """At how many of the four corners the level side stops short of the upright one: a frame around other lines has such."""
    left, top, right, bottom = box
    reach, length = round(3 * scale), round(14 * scale)
    count = 0
    for y in (top, bottom):
        rows = page[max(0, y - reach) : y + reach + 1]
        for stretch in (rows[:, left : left + length], rows[:, max(0, right - length) : right]):
            count += not stretch.size or stretch.max(axis=0).mean() < 0.5 * 255
    return count


def _letters(marks: Marks) -> NDArray[np.float64]:
    """Middles of the spots that may be letters, in pixels of the image as it lay."""
    boxes = marks.letters()
    return np.stack([boxes[:, 0] + boxes[:, 2] / 2, boxes[:, 1] + boxes[:, 3] / 2], axis=1).astype(np.float64)


def _holds_only_a_code(box: Redaction, inset: float, letters: NDArray[np.float64], words: Sequence[Print]) -> bool:
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
