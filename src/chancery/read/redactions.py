"""Redaction boxes by their shape: solid bars, and outlined or cut-out boxes with nothing in them but a code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from chancery.read.prepare import Marks, Straightened, straighten, threshold
from chancery.read.reader import Image

REDACTIONS_VERSION = "1"

# Sizes in pixels at 200 dots per inch.
BAR = (26, 21)  # the smallest solid bar, width and height: two letters of a line of type
PINHOLE = 5  # white grain that copying leaves in a black bar
LOST_ROWS = 6  # rows of a bar that white grain may break
JUMP = 9  # how far the end of a bar may wander from row to row before another bar begins
RIM = 4  # what a ragged edge may lack of a bar
LINE_WIDTH, LINE_HEIGHT = 56, 30  # the shortest sides of an outlined box
LINE_BREAK = 9  # gaps in a copied line
CORNER = 14  # how far a line may stop short of a corner
DRAWN = 0.6  # of each side's length that must be inked
MOST_RUN_ON = 2  # boxes that touch share a side; the cells of a form share most
HEALED = 110  # gaps between long pieces of one line
MAX_LINE_THICKNESS = 12
OUTLINED = (60, 29)  # the smallest outlined box inside its lines
Mask = NDArray[np.uint8]
Pixels = tuple[int, int, int, int]  # left, top, right, bottom
Band = tuple[int, int]  # first row, last row (excluded)
BAND, BOX_BAND = 70, 220  # rows around what may be a bar or box, so that those that touch it are looked at too


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
    """Redaction boxes of a grey page image; `skew` is the angle of its lines, `words` what was read on it."""
    scale, dark = marks.scale, threshold(image)
    bar_bands, box_bands = _look(image, skew, scale, dark)
    if not (bar_bands or box_bands):
        return []
    straight = straighten(image, skew, 0.1)
    page = _ink(straight.image, dark)
    bars = [bar for band in bar_bands for bar in find_bars(page, scale, band) if _is_black(straight.image, bar, dark)]
    found = [_back(straight, box, "black", 0.95) for box in bars]
    letters = _letters(marks)
    for box in find_outlined(page, scale, bars, box_bands):
        redaction = _back(straight, box, "white", 0.85)
        # The upright box around a skewed one reaches into the lines above and below it.
        slant = (redaction.bottom - redaction.top - (box[3] - box[1])) / 2
        if _holds_only_a_code(redaction, slant + 4 * scale, letters, words):
            found.append(redaction)
    return sorted(found, key=lambda box: (box.top, box.left))


def _look(image: Image, skew: float, scale: float, dark: int) -> tuple[list[Band], list[Band]]:
    """Bands of rows that may hold bars, and outlined boxes: a look at a quarter of the pixels, for most pages have neither."""
    small = np.asarray(cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
    straight = straighten(small, skew, 0.1).image
    width, height = (max(2, round(0.7 * side * scale / 2)) for side in BAR)
    page, rim = _ink(straight, dark), round(6 * scale)
    inner = page[:, rim : page.shape[1] - rim]
    # The mean of a stretch as large as the smallest bar: white grain does not lower it much, letters do.
    dense = (cv2.blur(inner, (width, height)) > 0.88 * 255).any(axis=1) if inner.size else np.zeros(0, bool)
    bars = [(int(row) * 2, int(row) * 2 + 2) for row in np.flatnonzero(dense)]
    # A thin line is grey where pixels were joined.
    lines = _ink(straight, (dark + 255) // 2)
    every = (0, lines.shape[0])
    boxes = [
        (2 * box[1], 2 * box[3]) for box in _faces(lines, scale / 2, every, 0.75) if _is_drawn(box, lines, scale / 2, 0.4)
    ]
    rows = image.shape[0]
    return _merged(bars, round(BAND * scale), rows), _merged(boxes, round(BOX_BAND * scale), rows)


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


def _back(straight: Straightened, box: Pixels, fill: str, confidence: float) -> Redaction:
    left, top, right, bottom = straight.box_before(*box)
    return Redaction(left, top, right, bottom, fill, confidence)


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


def find_outlined(page: Mask, scale: float, bars: Sequence[Pixels], bands: Sequence[Band]) -> Iterator[Pixels]:
    """Boxes drawn with thin lines on a straight page: the faces that long level and upright lines enclose."""
    boxes = [box for band in bands for box in _faces(page, scale, band) if not _inside_a_bar(box, bars)]
    yield from (box for box in boxes if _is_drawn(box, page, scale) and not _is_cell(box, boxes, page, scale))


def _faces(page: Mask, scale: float, band: Band, least: float = 1.0) -> Iterator[Pixels]:
    """Rectangles that long level and upright lines enclose; `least` is the share of the usual sizes that will do."""
    first, last = band
    level = _lines(page[first:last], least * LINE_WIDTH * scale, scale, upright=False)
    upright = _lines(page[first:last], least * LINE_HEIGHT * scale, scale, upright=True)
    if not level.any() or not upright.any():
        return
    # Corners that copying opened are closed by lengthening the lines, and pinholes by thickening them.
    end, thick = 2 * CORNER * scale, 5 * scale
    drawn = np.asarray(
        cv2.bitwise_or(cv2.dilate(level, _block(end, thick)), cv2.dilate(upright, _block(thick, end))), dtype=np.uint8
    )
    count, _, stats, _ = cv2.connectedComponentsWithStats(255 - drawn, connectivity=4, ltype=cv2.CV_32S)
    for label in range(1, count):
        left, top, width, height, area = (int(value) for value in stats[label])
        grown = round(3 * scale)
        box = (left - grown, top - grown, left + width + grown, top + height + grown)
        if _is_face(box, area / (width * height), drawn.shape, least * scale):
            yield box[0], box[1] + first, box[2], box[3] + first


def _lines(page: Mask, length: float, scale: float, *, upright: bool) -> Mask:
    """Thin straight lines at least `length` long."""
    gap = LINE_BREAK * scale
    close, keep, thick = (
        (_block(1, gap), _block(1, length), _block(MAX_LINE_THICKNESS * scale, 1))
        if upright
        else (_block(gap, 1), _block(length, 1), _block(1, MAX_LINE_THICKNESS * scale))
    )
    # A line that wavers by a pixel is whole again when it is made thicker first.
    wide = cv2.dilate(page, _block(2, 1) if upright else _block(1, 2))
    lines = cv2.morphologyEx(cv2.morphologyEx(wide, cv2.MORPH_CLOSE, close), cv2.MORPH_OPEN, keep)
    thin = cv2.subtract(lines, cv2.morphologyEx(lines, cv2.MORPH_OPEN, thick))
    # Pieces of one line far apart are one line: copying eats whole stretches of it.
    long = HEALED * scale
    return np.asarray(
        cv2.morphologyEx(thin, cv2.MORPH_CLOSE, _block(3, long) if upright else _block(long, 3)), dtype=np.uint8
    )


def _is_face(box: Pixels, filled: float, shape: tuple[int, ...], scale: float) -> bool:
    left, top, right, bottom = box
    if right - left < OUTLINED[0] * scale or bottom - top < OUTLINED[1] * scale or filled < 0.85:
        return False
    rows, columns = shape[:2]
    return left > 4 and top > 4 and right < columns - 4 and bottom < rows - 4


def _inside_a_bar(box: Pixels, bars: Sequence[Pixels]) -> bool:
    return any(box[0] < bar[2] and bar[0] < box[2] and box[1] < bar[3] and bar[1] < box[3] for bar in bars)


def _is_drawn(box: Pixels, page: Mask, scale: float, least: float = DRAWN) -> bool:
    """Whether a line is really there along each side, not only pieces that were joined."""
    left, top, right, bottom = box
    reach = round(4 * scale)
    sides = (
        page[max(0, top - reach) : top + reach + 1, left:right].max(axis=0),
        page[bottom - reach : bottom + reach + 1, left:right].max(axis=0),
        page[top:bottom, max(0, left - reach) : left + reach + 1].max(axis=1),
        page[top:bottom, right - reach : right + reach + 1].max(axis=1),
    )
    return all(side.size > 0 and side.mean() > least * 255 for side in sides)


def _is_cell(box: Pixels, boxes: Sequence[Pixels], page: Mask, scale: float) -> bool:
    """Whether a box is a cell of a form or table: its lines run on beyond its corners, or another stands wall to wall."""
    if _lines_run_on(box, page, scale) > MOST_RUN_ON:
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
    read = [word.text for word in words if _is_in(word, box, inset)]
    if read:
        return len(read) <= 12 and sum(1 for text in read if CODE.search(text)) >= 0.6 * len(read)
    return int(inside.sum()) <= 12


def _is_in(word: Print, box: Redaction, inset: float) -> bool:
    x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    return (
        box.left < x < box.right and box.top + inset < y < box.bottom - inset and any(char.isalnum() for char in word.text)
    )
