"""The value that an evaluation gives: figures, what could not be compared, what was wrong, what a change gained and lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from chancery.evaluate.measure import Calibration, Case, Cases, Estimate, Graded, Measure, paired_p_value

# A number that moves by less than this is the same number.
_STILL = 1e-9


@dataclass(frozen=True, slots=True)
class Coverage:
    """What of the gold the dump holds: sources by hash, and records by their pages, both ways."""

    sources: int
    sources_missing: tuple[str, ...]
    records: int
    records_unmatched: tuple[str, ...]
    records_extra: int
    not_scored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One case before and after."""

    measure: str
    key: str
    gold: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class MeasureChange:
    """How one measure changed: which cases turned right or wrong, and how likely that is by chance (sign test).

    `changed` are cases wrong both times with another answer. For a measure of numbers, `gained` came closer to what is
    wanted and `lost` went away from it.
    """

    name: str
    before: float | None
    after: float | None
    gained: int
    lost: int
    changed: int
    p_value: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The dump against an earlier one, on the same gold."""

    baseline: str
    measures: tuple[MeasureChange, ...]
    gained: tuple[Change, ...]
    lost: tuple[Change, ...]
    changed: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that `chancery evaluate` prints. `mistakes` are the cases that are not right, in the order of their measures."""

    dump: str
    gold: str
    part: str
    coverage: Coverage
    measures: tuple[Measure, ...]
    mistakes: tuple[Case, ...]
    against: Comparison | None = None

    def measure(self, name: str) -> Measure | None:
        """The measure of this name, None where nothing was scored under it."""
        return next((each for each in self.measures if each.name == name), None)

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON; the form is docs/reference/evaluate.md."""
        return {
            "dump": self.dump,
            "gold": self.gold,
            "part": self.part,
            "coverage": asdict(self.coverage),
            "measures": [_measure_json(each) for each in self.measures],
            "mistakes": [
                {key: getattr(each, key) for key in ("measure", "key", "right", "missed", "spurious", "gold", "found")}
                for each in self.mistakes
            ],
            "against": None if self.against is None else asdict(self.against),
        }


def _measure_json(measure: Measure) -> dict[str, Any]:
    counts = {key: getattr(measure, key) for key in ("name", "n", "right", "missed", "spurious")}
    figures = {key: _estimate_json(getattr(measure, key)) for key in ("accuracy", "precision", "recall", "f1", "mean")}
    return {**counts, **figures, "calibration": _calibration_json(measure.calibration)}


def _estimate_json(estimate: Estimate | None) -> dict[str, float] | None:
    return None if estimate is None else estimate.as_json()


def _calibration_json(calibration: Calibration | None) -> dict[str, Any] | None:
    return None if calibration is None else asdict(calibration)


def compare_cases(baseline: str, before: Cases, after: Cases, old: Sequence[Measure], new: Sequence[Measure]) -> Comparison:
    """Case by case. A finding of one run where the gold has nothing is right in the run that leaves it out."""
    old_cases = {(case.measure, case.key): case for case in before.judged}
    new_cases = {(case.measure, case.key): case for case in after.judged}
    lists: dict[str, list[Change]] = {"gained": [], "lost": [], "changed": []}
    for measure, key in sorted(old_cases.keys() | new_cases.keys()):
        one, other = old_cases.get((measure, key)), new_cases.get((measure, key))
        fate = _fate(one, other)
        if fate is not None:
            lists[fate].append(Change(measure, key, (other or one).gold, _said(one), _said(other)))  # type: ignore[union-attr]
    for change, fate in _graded_changes(before.graded, after.graded):
        lists[fate].append(change)
    figures = {measure.name: measure for measure in old}
    figures_now = {measure.name: measure for measure in new}
    measures = tuple(
        _measure_change(name, figures.get(name), figures_now.get(name), lists) for name in sorted(figures | figures_now)
    )
    return Comparison(
        baseline=baseline, measures=measures,
        **{fate: tuple(each for each in changes if "[" not in each.measure) for fate, changes in lists.items()},
    )  # fmt: skip


def _fate(before: Case | None, after: Case | None) -> str | None:
    """What became of a case; None where nothing changed, or where one run did not ask it (its mention was not found)."""
    if before is None or after is None:
        only = before or after
        assert only is not None
        if not only.is_unasked:
            return None
        return "lost" if before is None else "gained"
    if before.is_right != after.is_right:
        return "gained" if after.is_right else "lost"
    return "changed" if not after.is_right and before.found != after.found else None


def _said(case: Case | None) -> str:
    if case is None:
        return ""
    return case.found or ("right" if case.is_right else "nothing")


def _graded_changes(before: Sequence[Graded], after: Sequence[Graded]) -> list[tuple[Change, str]]:
    old = {(each.measure, each.key): each for each in before}
    changes = []
    for each in sorted(after, key=lambda each: (each.measure, each.key)):
        was = old.get((each.measure, each.key))
        if was is None or abs(was.value - each.value) < _STILL:
            continue
        better = (each.value < was.value) == each.measure.endswith("CER")
        change = Change(each.measure, each.key, "", f"{was.value:.4f}", f"{each.value:.4f}")
        changes.append((change, "gained" if better else "lost"))
    return changes


def _measure_change(
    name: str, before: Measure | None, after: Measure | None, lists: dict[str, list[Change]]
) -> MeasureChange:
    counts = {fate: sum(each.measure == name for each in changes) for fate, changes in lists.items()}
    p_value = paired_p_value(counts["gained"], counts["lost"])
    return MeasureChange(name, headline(before), headline(after), **counts, p_value=p_value)


def headline(measure: Measure | None) -> float | None:
    """The one figure that stands for a measure: F1, else the mean, else recall, else accuracy."""
    if measure is None:
        return None
    best = measure.f1 or measure.mean or measure.recall or measure.accuracy
    return None if best is None else best.value
