"""What a rule's confidence means: how often values that it found were right, on real records that were read for it.

Learned by `bench/calibrate.py` on one half of the catalogued records; a rule that gave too few answers there keeps its own
confidence. The records are old papers read by old engines: on a clean page a rule is right more often than said here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace

from chancery.model.record import Field

_Steps = Sequence[tuple[float, float]]
# (field, method): from which confidence of the rule on, and how often it is right there
_LEARNED: Mapping[tuple[str, str], _Steps] = {
    ("date", "describe.record.date_and_place"): ((0.288, 0.56), (0.765, 0.86)),
    ("date", "describe.record.date_line"): ((0.38, 0.74), (0.712, 0.85), (0.807, 0.88), (0.855, 0.95)),
    ("date", "describe.record.dtg"): ((0.68, 0.87), (0.85, 0.95)),
    ("date", "describe.record.heading"): ((0.4, 0.84),),
    ("date", "describe.record.label"): ((0.475, 0.86), (0.95, 0.95)),
    ("from", "describe.memorandum.labelled_line"): ((0.616, 0.47), (0.748, 0.63), (0.81, 0.74)),
    ("from", "describe.memorandum.signed_at_foot"): ((0.55, 0.43), (0.65, 0.71), (0.85, 0.85)),
    ("title", "describe.memorandum.subject"): ((0.7, 0.33), (0.9, 0.64)),
    ("title", "describe.record.heading_lines"): ((0.45, 0.38),),
    ("to", "describe.memorandum.for_the_record"): ((0.616, 0.73),),
    ("to", "describe.memorandum.labelled_line"): ((0.616, 0.52), (0.88, 0.94)),
}  # fmt: skip
_off: ContextVar[bool] = ContextVar("uncalibrated", default=False)


def calibrated(field: Field) -> Field:
    """The field with the confidence that was measured for its rule."""
    steps = _LEARNED.get((field.name, field.method))
    if steps is None or _off.get():
        return field
    if str(field.value).startswith("["):
        return replace(field, confidence=min(field.confidence, steps[0][1]))  # it may be read two ways: that stays in doubt
    at = max(0, bisect_right([low for low, _ in steps], field.confidence + 1e-9) - 1)
    return replace(field, confidence=steps[at][1])


@contextmanager
def uncalibrated() -> Iterator[None]:
    """Inside, rules keep their own confidence: for learning what it means."""
    token = _off.set(True)
    try:
        yield
    finally:
        _off.reset(token)
