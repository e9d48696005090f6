"""An evaluation as a table of plain characters, for people."""

from __future__ import annotations

from collections.abc import Sequence

from chancery.evaluate.measure import Estimate, Measure
from chancery.evaluate.report import Change, Comparison, Evaluation

_HEAD = ("measure", "n", "right", "missed", "spurious", "precision", "recall", "F1 or mean", "accuracy")
_LISTED = 20


def render_table(evaluation: Evaluation) -> str:
    """The figures with their 95 % intervals, confidences where given, and what changed against a baseline."""
    parts = [_opening(evaluation)]
    parts.append(
        _table([_HEAD, *(_row(measure) for measure in evaluation.measures)]) if evaluation.measures else "Nothing to score."
    )
    parts.append("In brackets: 95 % intervals (Wilson for shares; resampled by record for F1 and means).")
    marks = [_calibration(measure) for measure in evaluation.measures if measure.calibration is not None]
    if marks:
        head = ("confidence of", "n", "error", "share right by tenth of confidence")
        parts.append(_table([head, *marks]))
    if evaluation.against is not None:
        parts.append(_comparison(evaluation.against))
    return "\n\n".join(parts)


def _opening(evaluation: Evaluation) -> str:
    cover = evaluation.coverage
    part = f", part {evaluation.part}" if evaluation.part else ""
    lines = [
        f"{evaluation.dump} against {evaluation.gold}{part}",
        f"sources: {cover.sources - len(cover.sources_missing)} of {cover.sources} held"
        + ("; what stands in the others counts as missed" if cover.sources_missing else ""),
        f"records: {cover.records - len(cover.records_unmatched)} of {cover.records} matched by pages; "
        f"{cover.records_extra} of the dump match none",
    ]
    if cover.not_scored:
        lines.append(f"not labelled here, so not scored: {', '.join(cover.not_scored)}")
    return "\n".join(lines)


def _row(measure: Measure) -> tuple[str, ...]:
    if measure.mean is not None:
        return (measure.name, str(measure.n), "", "", "", "", "", _figure(measure.mean), "")
    counts = (str(measure.n), str(measure.right), str(measure.missed), str(measure.spurious))
    return (
        measure.name,
        *counts,
        *(_figure(each) for each in (measure.precision, measure.recall, measure.f1, measure.accuracy)),
    )


def _figure(estimate: Estimate | None) -> str:
    if estimate is None:
        return "-"
    return f"{estimate.value:.3f} ({estimate.low:.3f}-{estimate.high:.3f})"


def _calibration(measure: Measure) -> tuple[str, ...]:
    assert measure.calibration is not None
    tenths = "  ".join(f"{decile.low:.1f}: {decile.share_right:.2f} of {decile.n}" for decile in measure.calibration.deciles)
    return (measure.name, str(measure.calibration.n), f"{measure.calibration.error:.3f}", tenths)


def _comparison(comparison: Comparison) -> str:
    head = ("against the baseline", "before", "after", "gained", "lost", "changed", "chance")
    rows = [
        (each.name, _plain(each.before), _plain(each.after), str(each.gained), str(each.lost), str(each.changed),
         "-" if each.p_value is None else f"{each.p_value:.3f}")
        for each in comparison.measures
        if each.gained or each.lost or each.changed
    ]  # fmt: skip
    if not rows:
        return f"Against {comparison.baseline}: no case changed."
    lists = [
        _changes(title, changes)
        for title, changes in (("gained", comparison.gained), ("lost", comparison.lost), ("changed", comparison.changed))
        if changes
    ]
    return "\n\n".join([f"Against {comparison.baseline}", _table([head, *rows]), *lists])


def _changes(title: str, changes: Sequence[Change]) -> str:
    lines = [f"{title} ({len(changes)})"]
    for each in changes[:_LISTED]:
        gold = f"; gold: {_cut(each.gold)}" if each.gold else ""
        lines.append(
            f"  {each.measure}: {_cut(each.key)}: {_cut(each.before) or 'none'} -> {_cut(each.after) or 'none'}{gold}"
        )
    if len(changes) > _LISTED:
        lines.append(f"  and {len(changes) - _LISTED} more (all of them with --json)")
    return "\n".join(lines)


def _plain(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _cut(text: str) -> str:
    # Words from pages are shown as one line of printable signs: a page may hold anything.
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    plain = " ".join(plain.split())
    return plain if len(plain) <= 80 else plain[:79] + "…"


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(width) if column in (0, len(row) - 1) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
