"""Intervals hold their value, do not depend on order, and are the figures the books give."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.evaluate.measure import (
    Case,
    Graded,
    calibrate,
    measure_cases,
    measure_grades,
    paired_p_value,
    wilson,
)


def test_the_wilson_interval_is_that_of_the_books() -> None:
    """Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662."""
    estimate = wilson(81, 263)
    assert estimate is not None
    assert (round(estimate.low, 4), round(estimate.high, 4)) == (0.2553, 0.3662)
    assert wilson(0, 0) is None


@given(st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_wilson_interval_holds_its_share_and_stays_within_bounds(counts: tuple[int, int]) -> None:
    right, n = counts
    estimate = wilson(right, n)
    assert estimate is not None
    assert 0.0 <= estimate.low <= estimate.value <= estimate.high <= 1.0
    mirrored = wilson(n - right, n)
    assert mirrored is not None
    assert math.isclose(estimate.low, 1 - mirrored.high, abs_tol=1e-12)


@given(st.integers(1, 500), st.integers(2, 20))
def test_more_cases_of_the_same_share_make_the_interval_narrower(n: int, times: int) -> None:
    few, many = wilson(n, 2 * n), wilson(n * times, 2 * n * times)
    assert few is not None
    assert many is not None
    assert many.high - many.low < few.high - few.low


CASES = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.integers(0, 3), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=30
)


@given(CASES, st.integers())
def test_figures_do_not_depend_on_the_order_of_cases(rows: list[tuple[str, int, int, int]], seed: int) -> None:
    cases = [Case("m", str(index), *row) for index, row in enumerate(rows)]
    shuffled = list(cases)
    random.Random(seed).shuffle(shuffled)
    assert measure_cases("m", cases) == measure_cases("m", shuffled)


@given(CASES)
def test_f1_lies_in_its_interval_and_is_that_of_the_counts(rows: list[tuple[str, int, int, int]]) -> None:
    measure = measure_cases("m", [Case("m", str(index), *row) for index, row in enumerate(rows)])
    below = 2 * measure.right + measure.missed + measure.spurious
    if below == 0:
        assert measure.f1 is None
        return
    assert measure.f1 is not None
    assert measure.f1.value == pytest.approx(2 * measure.right / below)
    assert 0.0 <= measure.f1.low <= measure.f1.value <= measure.f1.high <= 1.0


def test_a_finding_where_the_gold_has_nothing_lowers_precision_but_is_no_question() -> None:
    cases = [Case("m", "asked", "r", right=1), Case("m", "noise", "r", spurious=1)]
    measure = measure_cases("m", cases)
    assert measure.n == 1
    assert measure.accuracy is not None
    assert measure.accuracy.value == 1.0
    assert measure.precision is not None
    assert measure.precision.value == 0.5


def test_a_sample_has_recall_but_neither_precision_nor_f1() -> None:
    measure = measure_cases("m", [Case("m", "k", "r", right=1, weighed=False), Case("m", "l", "r", missed=1, weighed=False)])
    assert measure.precision is None
    assert measure.f1 is None
    assert measure.recall is not None
    assert measure.recall.value == 0.5


def test_a_mean_is_weighted() -> None:
    mean = measure_grades("m", [Graded("m", "a", "u", 0.1, 30), Graded("m", "b", "v", 0.5, 10)]).mean
    assert mean is not None
    assert mean.value == pytest.approx(0.2)
    assert 0.1 <= mean.low <= mean.value <= mean.high <= 0.5


def test_the_sign_test_is_exact() -> None:
    assert paired_p_value(0, 0) is None
    assert paired_p_value(5, 0) == pytest.approx(2 * 0.5**5)
    assert paired_p_value(8, 2) == pytest.approx(2 * (1 + 10 + 45) / 1024)
    assert paired_p_value(3, 3) == 1.0
    assert paired_p_value(5000, 5000) == pytest.approx(1.0, abs=0.02)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_every_prediction_stands_in_one_tenth_and_the_error_is_a_share(predictions: list[tuple[float, bool]]) -> None:
    calibration = calibrate(predictions)
    assert calibration is not None
    assert sum(decile.n for decile in calibration.deciles) == calibration.n == len(predictions)
    assert 0.0 <= calibration.error <= 1.0


def test_a_sure_and_right_machine_is_well_calibrated() -> None:
    calibration = calibrate([(1.0, True), (1.0, True), (0.0, False)])
    assert calibration is not None
    assert calibration.error == 0.0
