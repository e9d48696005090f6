"""Geometry of the small pictures: the histogram of years, records by year and kind, a page's locator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chancery.workbench.pages.home import YearKinds
from chancery.workbench.pages.search import YearBar

WIDEST = 109.0  # units a year may take: a year or two must not look like much


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a picture: `x`, `y`, `width`, `height` in the picture's own units; `year` and `count` are its data."""

    year: int
    count: int
    x: float
    y: float
    width: float
    height: float
    chosen: bool = True
    labelled: bool = True
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bars over an axis at `axis`, `width` x `height` large; `left` and `right` are the ends of the chosen range."""

    width: float
    height: float
    axis: float
    bars: tuple[Bar, ...]
    step: float
    left: float
    right: float

    @property
    def first_chosen(self) -> int:
        return next((bar.year for bar in self.bars if bar.chosen), self.bars[0].year)

    @property
    def last_chosen(self) -> int:
        return next((bar.year for bar in reversed(self.bars) if bar.chosen), self.bars[-1].year)


@dataclass(frozen=True, slots=True)
class Piece:
    """One kind's part of a year's column; `kind` is its index in the legend."""

    kind: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """A year's column: pieces from the axis upward, and its whole count."""

    year: int
    count: int
    x: float
    width: float
    top: float
    pieces: tuple[Piece, ...]
    labelled: bool
    counted: bool = True


def histogram(years: Sequence[YearBar], width: float = 980, tall: float = 47) -> Histogram | None:
    """Bars of the counts by year; None where there is nothing to draw."""
    if not years:
        return None
    top, step = 14.0, min(width / len(years), width / 5 if width < 500 else WIDEST)
    most = max(1, *(year.count for year in years))
    every = _every(len(years), width)
    bars = []
    for index, year in enumerate(years):
        height = max(2.0, tall * year.count / most) if year.count else 0.0
        bars.append(
            Bar(year.year, year.count, index * step + step * 0.19, top + tall - height, step * 0.62, height, year.chosen,
                year.year % every == 0, _has_room([year.count for year in years], index, step))
        )  # fmt: skip
    chosen = [index for index, year in enumerate(years) if year.chosen]
    left = (chosen[0] * step) if chosen else 0.0
    right = ((chosen[-1] + 1) * step) if chosen else step * len(years)
    return Histogram(width, top + tall + 19, top + tall, tuple(bars), step, left, right)


def histogram_small(years: Sequence[YearBar]) -> Histogram | None:
    """The same for a narrow screen: only the years asked for, without the empty ones at either end."""
    shown = [year for year in years if year.chosen] or list(years)
    while shown and not shown[0].count:
        shown.pop(0)
    while shown and not shown[-1].count:
        shown.pop()
    return histogram(shown or years, 358, 30)


def columns(years: Sequence[YearKinds], width: float = 860, tall: float = 130) -> tuple[Column, ...]:
    """Columns of records by year and kind on an axis at `tall` + 16."""
    if not years:
        return ()
    step = min(width / len(years), WIDEST)
    totals = [sum(year.counts) for year in years]
    most = max(1, *totals)
    every = _every(len(years), width)
    found = []
    for index, year in enumerate(years):
        y = tall + 16.0
        pieces = []
        for kind, count in enumerate(year.counts):
            height = tall * count / most
            y -= height
            if count:
                pieces.append(Piece(kind, y, height))
        found.append(
            Column(
                year.year,
                sum(year.counts),
                index * step + step * 0.14,
                step * 0.72,
                y,
                tuple(pieces),
                year.year % every == 0,
                _has_room(totals, index, step),
            )
        )
    return tuple(found)


def columns_small(years: Sequence[YearKinds]) -> tuple[Column, ...]:
    """The same for a narrow screen, so that its letters need not shrink."""
    return columns(years, 358, 70)


def _has_room(counts: Sequence[int], index: int, step: float) -> bool:
    """Whether a bar's count can stand over it without running into its neighbours'."""
    near = range(max(0, index - int(24 // step)), min(len(counts), index + int(24 // step) + 1))
    return all(at == index or not counts[at] for at in near)


def _every(count: int, width: float) -> int:
    """Every how many years a year's number finds room (about 42 units each)."""
    fits = max(1, int(width // 42))
    return next((every for every in (1, 2, 5, 10, 20, 25, 50, 100) if count / every <= fits), count)
