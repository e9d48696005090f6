"""From cases to figures: counts, precision, recall, intervals, and whether confidences mean something.

A case is one question that the gold answers (or one finding that the gold knows to be nothing). Every figure is made of
cases that can be listed, so that a change can be shown case by case.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

SEED = 20261125
RESAMPLES = 1000
Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Case:
    """One question and how the dump answered it.

    `key` names the question by the gold and its place, the same in every run; a finding that answers no question is named
    by its own place and words. `unit` (a record or a source) is what intervals resample. `right`, `missed` and `spurious`
    count values: a wrong date is one missed and one spurious. `weighed` is false where the gold is a sample: such a case
    counts for recall only. `predictions` are the confidences of the values given, each with whether it was right.
    """

    measure: str
    key: str
    unit: str
    right: int = 0
    missed: int = 0
    spurious: int = 0
    gold: str = ""
    found: str = ""
    weighed: bool = True
    predictions: tuple[tuple[float, bool], ...] = ()

    @property
    def is_right(self) -> bool:
        return self.missed == 0 and self.spurious == 0

    @property
    def is_unasked(self) -> bool:
        """Whether the gold has nothing here and only the dump speaks."""
        return self.right == 0 and self.missed == 0 and self.spurious > 0


@dataclass(frozen=True, slots=True)
class Graded:
    """One question answered by a number (an error rate, a token F1) rather than by right or wrong; `weight` for the mean."""

    measure: str
    key: str
    unit: str
    value: float
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share or a mean with its 95 % interval."""

    value: float
    low: float
    high: float

    def as_json(self) -> dict[str, float]:
        return {"value": round(self.value, 6), "low": round(self.low, 6), "high": round(self.high, 6)}


@dataclass(frozen=True, slots=True)
class Decile:
    """The findings whose confidence lies in one tenth of 0..1."""

    low: float
    n: int
    mean_confidence: float
    share_right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Expected calibration error (mean gap between confidence and share right, weighted by n) and the table behind it."""

    n: int
    error: float
    deciles: tuple[Decile, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """The figures of one measure. What cannot be known (precision on a sample) is None."""

    name: str
    n: int
    right: int = 0
    missed: int = 0
    spurious: int = 0
    accuracy: Estimate | None = None
    precision: Estimate | None = None
    recall: Estimate | None = None
    f1: Estimate | None = None
    mean: Estimate | None = None
    calibration: Calibration | None = None


@dataclass(slots=True)
class Cases:
    """All cases of one scoring, by measure."""

    judged: list[Case] = field(default_factory=list)
    graded: list[Graded] = field(default_factory=list)


def one_value(
    measure: str, key: str, unit: str, hit: bool, *, said: bool, gold: str = "", found: str = "", weighed: bool = True
) -> Case:
    """The case of one value that the gold gives: right, or missed; and spurious besides where the dump `said` another."""
    return Case(measure, key, unit, int(hit), int(not hit), int(said and not hit), gold, found, weighed)


def wilson(right: int, n: int) -> Estimate | None:
    """The share `right / n` with the Wilson score interval (Wilson 1927); None where nothing was counted."""
    if n <= 0:
        return None
    share = right / n
    spread = Z95 * Z95 / n
    centre = (share + spread / 2) / (1 + spread)
    half = Z95 * math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    # At the ends the exact bound is the share itself; rounding must not push it past.
    low = 0.0 if right == 0 else max(0.0, centre - half)
    high = 1.0 if right == n else min(1.0, centre + half)
    return Estimate(share, min(low, share), max(high, share))


def measure_cases(name: str, cases: Sequence[Case]) -> Measure:
    """Counts and figures of one measure; a measure whose cases are all samples has no precision and no F1."""
    asked = [case for case in cases if not case.is_unasked]
    right, missed = sum(case.right for case in cases), sum(case.missed for case in cases)
    weighed = [case for case in cases if case.weighed]
    kept = sum(case.right for case in weighed)
    spurious = sum(case.spurious for case in weighed)
    return Measure(
        name=name,
        n=len(asked),
        right=right,
        missed=missed,
        spurious=spurious,
        accuracy=wilson(sum(case.is_right for case in asked), len(asked)),
        precision=wilson(kept, kept + spurious),
        recall=wilson(right, right + missed),
        f1=_f1(weighed),
        calibration=calibrate([pair for case in weighed for pair in case.predictions]),
    )


def measure_grades(name: str, grades: Sequence[Graded]) -> Measure:
    """The weighted mean of a graded measure with its bootstrap interval."""
    sums = _by_unit((each.unit, each.key, (each.value * each.weight, each.weight)) for each in grades)
    return Measure(name=name, n=len(grades), mean=_bootstrap(sums, _ratio))


def calibrate(predictions: Sequence[tuple[float, bool]]) -> Calibration | None:
    """How far confidences are from the share that was right, by tenths; None where none was given."""
    if not predictions:
        return None
    deciles, error = [], 0.0
    for tenth in range(10):
        inside = [(mark, right) for mark, right in predictions if min(9, int(mark * 10)) == tenth]
        if not inside:
            continue
        mean = math.fsum(mark for mark, _ in inside) / len(inside)
        share = sum(right for _, right in inside) / len(inside)
        deciles.append(Decile(tenth / 10, len(inside), mean, share))
        error += abs(mean - share) * len(inside) / len(predictions)
    return Calibration(len(predictions), error, tuple(deciles))


def paired_p_value(gained: int, lost: int) -> float | None:
    """The exact McNemar (sign) test: how likely so uneven a split is by chance, two-sided; None without any change."""
    n = gained + lost
    if n == 0:
        return None
    # Logarithms, because 2**n leaves the range of a float beyond a thousand changes.
    tail = math.fsum(
        math.exp(math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) - n * math.log(2))
        for k in range(min(gained, lost) + 1)
    )
    return min(1.0, 2 * tail)


# --- intervals by resampling -----------------------------------------------------------------------------------------

Sums = np.ndarray[tuple[int, int], np.dtype[np.float64]]


def _f1(cases: Sequence[Case]) -> Estimate | None:
    sums = _by_unit((case.unit, case.key, (case.right, case.missed, case.spurious)) for case in cases)
    return _bootstrap(sums, _f1_of)


def _by_unit(rows: Iterable[tuple[str, str, tuple[float, ...]]]) -> Sums:
    """One row of sums a unit, in an order that does not depend on the order of lines."""
    gathered: dict[str, list[tuple[str, tuple[float, ...]]]] = {}
    for unit, key, values in rows:
        gathered.setdefault(unit, []).append((key, values))
    table = [
        [math.fsum(column) for column in zip(*(values for _, values in gathered[unit]), strict=True)]
        for unit in sorted(gathered)
    ]
    return np.array(table, dtype=np.float64)


def _f1_of(totals: Sums) -> Sums:
    right, missed, spurious = totals[:, 0], totals[:, 1], totals[:, 2]
    below = 2 * right + missed + spurious
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(below > 0, 2 * right / below, np.nan)


def _ratio(totals: Sums) -> Sums:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(totals[:, 1] > 0, totals[:, 0] / totals[:, 1], np.nan)


def _bootstrap(sums: Sums, figure: Callable[[Sums], Sums]) -> Estimate | None:
    """The figure over all units, with the 2.5 and 97.5 percentiles over resampled units; the seed is fixed."""
    if sums.size == 0:
        return None
    value = float(figure(sums.sum(axis=0, keepdims=True))[0])
    if math.isnan(value):
        return None
    chance = np.random.default_rng(SEED)
    units = len(sums)
    step = max(1, 4_000_000 // units)  # weights for this many resamples at once: at most 32 MB
    drawn = []
    for first in range(0, RESAMPLES, step):
        weights = chance.multinomial(units, np.full(units, 1 / units), size=min(step, RESAMPLES - first))
        drawn.append(figure(weights.astype(np.float64) @ sums))
    low, high = np.nanpercentile(np.concatenate(drawn), [2.5, 97.5])
    return Estimate(value, min(float(low), value), max(float(high), value))
