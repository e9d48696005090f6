"""A rule's confidence is what was measured for it; a rule that was not measured keeps its own."""

from __future__ import annotations

import pytest

from chancery.describe.calibration import _LEARNED, calibrated, uncalibrated
from chancery.model.record import Field


def field(name: str, method: str, confidence: float) -> Field:
    return Field(name, "1995-01-06", (), method, "1", confidence)


def test_a_measured_rule_says_how_often_it_is_right() -> None:
    steps = _LEARNED["to", "describe.memorandum.labelled_line"]
    for low, share in steps:
        assert calibrated(field("to", "describe.memorandum.labelled_line", low)).confidence == share


def test_below_the_lowest_step_the_lowest_share_stands() -> None:
    assert (
        calibrated(field("date", "describe.record.date_line", 0.01)).confidence
        == _LEARNED["date", "describe.record.date_line"][0][1]
    )


@pytest.mark.parametrize(
    ("name", "method"), [("date", "describe.letter.unheard_of"), ("cc", "describe.memorandum.labelled_line")]
)
def test_what_was_not_measured_keeps_its_own(name: str, method: str) -> None:
    assert calibrated(field(name, method, 0.61)).confidence == 0.61


def test_learning_sees_the_rules_own_confidence() -> None:
    one = field("to", "describe.memorandum.labelled_line", 0.88)
    with uncalibrated():
        assert calibrated(one) == one
    assert calibrated(one) != one


def test_surer_rules_are_right_more_often() -> None:
    for steps in _LEARNED.values():
        assert list(steps) == sorted(steps)
        assert [share for _, share in steps] == sorted(share for _, share in steps)
