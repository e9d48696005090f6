"""Pages made ready: specks off, angles found, boxes brought back, blank pages told."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chancery.read.prepare import (
    find_lie,
    find_marks,
    is_blank,
    remove_specks,
    straighten,
    turn_image,
)
from chancery.read.reader import Image
from tests.read.made import PROSE, draw_page

PAGE = draw_page(PROSE * 5)


def turned(image: Image, degrees: float) -> Image:
    """The image turned counter-clockwise about its middle."""
    height, width = image.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return np.asarray(cv2.warpAffine(image, matrix, (width, height), borderValue=255), np.uint8)


@pytest.mark.parametrize("angle", [-4.3, -1.7, -0.5, 0.0, 0.8, 2.6, 4.9])
def test_the_angle_of_a_page_is_found_to_a_tenth_of_a_degree(angle: float) -> None:
    lie = find_lie(find_marks(turned(PAGE, angle), 200))
    assert not lie.sideways
    assert lie.skew == pytest.approx(angle, abs=0.11)


@pytest.mark.parametrize("turn", [90, 270])
def test_a_page_on_its_side_is_told_and_its_angle_is_that_of_the_upright_page(turn: int) -> None:
    lie = find_lie(find_marks(turn_image(turned(PAGE, 1.5), turn), 200))
    assert lie.sideways
    assert lie.skew == pytest.approx(1.5, abs=0.15)


def test_a_page_with_hardly_any_letters_is_taken_as_straight() -> None:
    lie = find_lie(find_marks(draw_page(["Annex"]), 200))
    assert (lie.sideways, lie.skew) == (False, 0.0)


def test_specks_go_and_full_stops_stay() -> None:
    page = PAGE.copy()
    generator = np.random.default_rng(7)
    for x, y in generator.integers(20, 1600, (300, 2)):
        page[y : y + 2, x : x + 2] = 0
    marks = find_marks(page, 200)
    cleaned = find_marks(remove_specks(page, marks), 200)
    assert len(cleaned.boxes) == pytest.approx(len(find_marks(PAGE, 200).boxes), rel=0.02)
    assert remove_specks(PAGE, find_marks(PAGE, 200)).sum() == PAGE.sum()


@pytest.mark.parametrize("level", [255, 230, 0])
def test_an_even_page_is_blank(level: int) -> None:
    assert is_blank(find_marks(np.full((2200, 1700), level, np.uint8), 200))


def test_a_page_with_a_word_is_not_blank_and_one_with_dust_is() -> None:
    assert not is_blank(find_marks(draw_page(["Annex"]), 200))
    assert not is_blank(find_marks(draw_page(["TOP SECRET"], type_size=150), 200))
    dust = np.full((2200, 1700), 255, np.uint8)
    dust[::200, ::150] = 0
    dust[1::200, ::150] = 0
    assert is_blank(find_marks(dust, 200))


@given(st.floats(-5, 5), st.integers(0, 800), st.integers(0, 500), st.integers(1, 300), st.integers(1, 60))
@settings(max_examples=40)
def test_a_box_of_the_straight_page_comes_back_around_the_same_ink(
    angle: float, left: int, top: int, width: int, height: int
) -> None:
    straight = straighten(np.full((600, 1200), 255, np.uint8), angle)
    box = straight.box_before(left, top, left + width, top + height)
    middle = straight.box_before(left + width / 2, top + height / 2, left + width / 2, top + height / 2)
    assert box[0] <= middle[0] <= box[2]
    assert box[1] <= middle[1] <= box[3]
    assert box[2] - box[0] >= width - 1e-6 if not straight.skew else box[2] - box[0] <= width + height * 0.1 + 1


def test_a_word_found_on_the_straight_page_lies_on_its_ink_on_the_skewed_one() -> None:
    skewed = turned(draw_page(["Lantern"]), 3)
    straight = straighten(skewed, 3)
    rows, columns = (straight.image < 128).nonzero()
    box = straight.box_before(columns.min(), rows.min(), columns.max(), rows.max())
    rows, columns = (skewed < 128).nonzero()
    assert box[0] - 2 <= columns.min()
    assert columns.max() <= box[2] + 2
    assert box[1] - 2 <= rows.min()
    assert rows.max() <= box[3] + 2


@pytest.mark.parametrize("size", [(1, 1), (1, 4000), (4000, 1), (3, 3)])
def test_odd_images_break_nothing(size: tuple[int, int]) -> None:
    image = np.zeros(size, np.uint8)
    marks = find_marks(image, 200)
    assert remove_specks(image, marks).shape == size
    assert straighten(image, find_lie(marks).skew).image.shape == size
