"""Boxes drawn with thin lines on a straight page, also where copying tore the lines; no cells of forms."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chancery.read.boxes import Mask, Pixels
from chancery.read.reader import Image
from chancery.read.ruled import OUTLINED, PALE, Level, Sums, find_drawn, find_levels

MOST_COLUMNS = 9  # of the small image, in an upright line
SIDE = 0.55  # of each side's length that must be inked
SIDES = 0.68  # of all four sides together
POOR_SIDE, GOOD_SIDES = 0.42, 0.76  # the same where one side is poor and the others good
TORN_SIDE, LONG_SIDES = 0.28, 0.72  # the same where copying tore the upright sides but left the level ones
WHOLE = 0.85  # of an upright line between two level ones that parts what is left of it from what is right of it
CORNER = 100  # how far a level line may stop short of a corner
BELOW = 8  # how many lines under its top are tried as the bottom of a box
PRINT = 0.25  # inked share of a stretch through the letters of a line of print, and more
MOST_PRINT = 0.16  # of the box inside its lines: a code leaves it nearly white
MOST_AROUND = 120  # how much darker than paper print makes the stretch outside a side
MOST_RUN_ON = 2  # boxes that touch share a side; the cells of a form share most


def find_outlined(half: Image, scale: float) -> Iterator[Pixels]:
    """Boxes drawn with thin lines on a straight grey page of half the size; `scale` its pixels for one at 200 dots per inch.

    A box is a pair of level lines with upright lines between them. How much of each of the four sides is inked counts, not
    whether it is whole: copying tears thin lines to pieces.
    """
    ink = find_drawn(half, scale)
    levels = find_levels(ink, scale)
    if len(levels) < 2:
        return
    sums = Sums.of(ink)
    drawn = list(dict.fromkeys(box for pair in _pairs(levels, sums, scale) for box in _between(sums, pair, scale)))
    # A box that was laid over a form shares a line with its cells: they are its neighbours, and no twins of it.
    neighbours = _without_twins(drawn)
    boxes = _without_twins([(share, box) for share, box in drawn if not _runs_on(box, ink, scale)])
    paper = float(np.median(half[::4, ::4])) - PALE
    yield from (
        box for box in boxes if _is_paper(box, half, paper, scale) and not _stands_wall_to_wall(box, neighbours, scale)
    )


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
class _Pair:
    """Two level lines, one below the other; `thin` where white lies outside both, so that neither is the rim of print."""

    top: Level
    bottom: Level
    thin: bool


def _pairs(levels: Sequence[Level], sums: Sums, scale: float) -> Iterator[_Pair]:
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


def _has_print(sums: Sums, level: Level, way: int, scale: float) -> bool:
    """Whether print stands on one side of the line (`way` -1 above, 1 below) as close as to its own head or feet."""
    near, far = sorted((level.row + way * round(6 * scale), level.row + way * round(12 * scale)))
    return sums.inside(level.left, near, level.right, far) >= PRINT


def _is_free(sums: Sums, level: Level, way: int, scale: float) -> bool:
    """Whether white is soon met on one side of the line; another line as close by as boxes stand does not count."""
    rows = (level.row + way * away for away in range(round(6 * scale), round(14 * scale)))
    return min(sums.inside(level.left, row, level.right, row + 1) for row in rows) < PRINT


def _between(sums: Sums, pair: _Pair, scale: float) -> Iterator[tuple[float, Pixels]]:
    """Boxes that upright lines make with two level ones, with no further line through them: (inked share of sides, box)."""
    top, bottom, reach = pair.top, pair.bottom, round(CORNER * scale)
    first = max(0, max(top.left, bottom.left) - reach)
    last = min(sums.size[1], min(top.right, bottom.right) + reach)
    if last - first < OUTLINED[0] * scale:
        return
    uprights = _find_uprights(sums, pair, first, last, scale)
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


def _is_side(sums: Sums, pair: _Pair, upright: _Upright, way: int, scale: float) -> bool:
    """Whether an upright line may be the left (`way` -1) or right (1) side: it reaches both level lines, or both end at it."""
    if upright.touches and upright.share >= SIDE:
        return True
    return pair.thin and _is_corner(sums, pair, upright.column, way, scale)


def _drawn(sums: Sums, pair: _Pair, left: _Upright, right: _Upright, scale: float) -> float:
    """The inked shares of the four sides added up; 0 where these are no sides of one box."""
    levels = [sums.row(level.row, left.column, right.column) for level in (pair.top, pair.bottom)]
    shares = (left.share, right.share, *levels)
    if (min(shares) >= SIDE and sum(shares) >= 4 * SIDES) or (min(shares) >= POOR_SIDE and sum(shares) >= 4 * GOOD_SIDES):
        return sum(shares)
    # A short side is soon torn away; then both level lines have to end at it.
    torn = pair.thin and min(levels) >= LONG_SIDES
    return sum(shares) if torn and (right.share >= SIDE or _is_corner(sums, pair, right.column, 1, scale)) else 0.0


def _is_corner(sums: Sums, pair: _Pair, place: int, way: int, scale: float) -> bool:
    """Whether two level lines both end at this column, seen outwards (`way` -1 to the left, 1 to the right)."""
    near, far = place + way * round(5 * scale), place + way * round(30 * scale)
    left, right = max(0, min(near, far)), min(sums.size[1], max(near, far))
    return left < right and all(sums.row(row, left, right) < 0.35 for row in (pair.top.row, pair.bottom.row))


def _find_uprights(sums: Sums, pair: _Pair, first: int, last: int, scale: float) -> list[_Upright]:
    """Upright lines between two level ones, in columns `first` to `last`, that are inked wholly or in part."""
    top, bottom = pair.top.row, pair.bottom.row
    shares = sums.columns(top + 1, bottom - 2, first, last)
    places = [
        int(start + shares[start:end].argmax())
        for start, end in _runs_of(shares >= (TORN_SIDE if pair.thin else SIDE))
        # Print may touch a side: then only what stands out is the side.
        for start, end in (
            [(start, end)]
            if end - start <= MOST_COLUMNS
            else [(start + one, start + two) for one, two in _runs_of(shares[start:end] >= WHOLE)]
        )
        if end - start <= MOST_COLUMNS
    ]
    if len(places) < 2:
        return []
    # Beyond what a thick level line reaches down: the letters of a code come near it too.
    near = max(round(8 * scale), (bottom - top) // 8)
    columns = np.array(places) + first
    ends = np.minimum(
        sums.at_columns(columns, top + 1, top + 1 + near), sums.at_columns(columns, bottom - 1 - near, bottom - 1)
    )
    return [
        _Upright(first + place, float(shares[place]), bool(end >= 0.5))
        for place, end in zip(places, ends.tolist(), strict=True)
    ]


def _runs_of(chosen: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Stretches of the columns chosen, (start, end), those with at most one column between them together."""
    places: list[int] = chosen.nonzero()[0].tolist()
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and place - runs[-1][1] < 2:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs


def _is_crossed(sums: Sums, box: Pixels, scale: float) -> bool:
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


def _runs_on(box: Pixels, page: Mask, scale: float) -> bool:
    """Whether a box is a cell of a form or table: its lines run on beyond its corners, or are another's."""
    return _lines_run_on(box, page, scale) + _open_corners(box, page, scale) > MOST_RUN_ON


def _stands_wall_to_wall(box: Pixels, others: Sequence[Pixels], scale: float) -> bool:
    """Whether another box stands beside this one with no room between, as cells do."""
    near = 12 * scale
    for other in others:
        if other == box:
            continue
        level = min(box[3], other[3]) - max(box[1], other[1])
        beside = min(abs(box[0] - other[2]), abs(box[2] - other[0])) <= near
        if beside and level > 0.5 * min(box[3] - box[1], other[3] - other[1]):
            return True
    return False


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
