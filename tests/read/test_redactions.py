"""Redaction boxes by their shape: what is one, where its edges are, and what only looks like one."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from chancery.model.geometry import Box
from chancery.read.boxes import Print, Redaction
from chancery.read.prepare import find_marks
from chancery.read.reader import Image
from chancery.read.redactions import find_redactions
from tests.read.made import PROSE, draw_page

Place = tuple[int, int, int, int]


def page(*, black: tuple[Place, ...] = (), outlined: tuple[Place, ...] = (), thickness: int = 3) -> Image:
    image = draw_page(PROSE * 5).copy()
    for left, top, right, bottom in black:
        image[top:bottom, left:right] = 0
    for left, top, right, bottom in outlined:
        image[top:bottom, left:right] = 255
        cv2.rectangle(image, (left, top), (right, bottom), 0, thickness)
    return image


def copied(image: Image, skew: float = 0.7, seed: int = 1) -> Image:
    """As a copier gives it back: turned a little, grained, black and white only."""
    height, width = image.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1)
    grey = cv2.GaussianBlur(cv2.warpAffine(image, matrix, (width, height), borderValue=255), (0, 0), 1.2).astype(float)
    grey += np.random.default_rng(seed).normal(0, 38, grey.shape)
    return np.where(grey < 128, 0, 255).astype(np.uint8)


def found(image: Image, skew: float = 0.0, words: tuple[Print, ...] = ()) -> list[Redaction]:
    return find_redactions(image, find_marks(image, 200), skew, words)


def overlaps(redactions: list[Redaction], places: tuple[Place, ...]) -> list[float]:
    boxes = [Box(box.left, box.top, box.right, box.bottom) for box in redactions]
    return [max((box.overlap(Box(*place)) for box in boxes), default=0.0) for place in places]


BARS: tuple[Place, ...] = ((320, 290, 1000, 334), (200, 700, 1400, 744), (200, 770, 420, 812))


def test_solid_bars_are_found_to_their_edges() -> None:
    redactions = found(page(black=BARS))
    assert len(redactions) == 3
    assert min(overlaps(redactions, BARS)) > 0.9
    assert {redaction.fill for redaction in redactions} == {"black"}


def test_bars_are_found_on_a_copy_too() -> None:
    redactions = found(copied(page(black=BARS), skew=0.0))
    assert len(redactions) == 3
    assert min(overlaps(redactions, BARS)) > 0.85


def test_on_a_skewed_page_the_box_goes_around_the_whole_bar() -> None:
    bar = ((200, 700, 1400, 744),)
    (redaction,) = found(copied(page(black=bar), skew=0.7), skew=0.7)
    assert redaction.bottom - redaction.top == pytest.approx(44 + 1200 * 0.0122, abs=6)
    assert redaction.right - redaction.left == pytest.approx(1200, abs=10)


def test_bars_that_touch_are_told_apart_where_their_ends_jump() -> None:
    stairs = ((500, 600, 1400, 640), (200, 640, 1400, 680), (200, 680, 900, 720))
    redactions = found(page(black=stairs))
    assert len(redactions) == 3
    assert min(overlaps(redactions, stairs)) > 0.85


@pytest.mark.parametrize("copy", [False, True])
def test_outlined_boxes_are_white_redactions_also_when_copying_broke_their_lines(copy: bool) -> None:
    boxes = ((200, 822, 1400, 966), (200, 1100, 700, 1150))
    image = page(outlined=boxes, thickness=4)
    if copy:
        image = copied(image, skew=0.0)
    else:
        image[818:826, 500:520] = 255
    redactions = found(image)
    assert len(redactions) == 2
    assert min(overlaps(redactions, boxes)) > 0.9
    assert {redaction.fill for redaction in redactions} == {"white"}


def written(text: str, left: int = 700, top: int = 860) -> tuple[Print, ...]:
    return tuple(Print(word, left + 90 * at, top, left + 90 * at + 80, top + 30) for at, word in enumerate(text.split()))


@pytest.mark.parametrize(
    "code", ["(b)(1)", "B1, 1.4(D)", "E.O. 12958, 1.4(b)", "EO 12958 3.5(c)", "25X1", "OGA", "5 U.S.C. 552"]
)
def test_a_box_may_hold_a_code(code: str) -> None:
    assert len(found(page(outlined=((200, 800, 1400, 960),)), words=written(code))) == 1


@pytest.mark.parametrize("label", ["NAME AND GRADE", "SECRET", "Do not destroy", "The President agreed", "George"])
def test_a_box_with_words_is_a_stamp_or_a_field(label: str) -> None:
    assert found(page(outlined=((200, 800, 1400, 960),)), words=written(label)) == []


def test_the_cells_of_a_form_are_no_redactions() -> None:
    cells = tuple(
        (200 + 400 * column, 1200 + 80 * row, 600 + 400 * column, 1280 + 80 * row) for row in range(4) for column in range(3)
    )
    assert found(page(outlined=cells)) == []


def test_rules_punch_holes_shadows_and_heavy_letters_are_no_redactions() -> None:
    image = page()
    image[250:256, 100:1600] = 0  # a rule
    cv2.circle(image, (90, 1100), 28, 0, -1)  # a punch hole
    image[:, :60] = 0  # the shadow of the lid
    image[2150:, :] = 0
    heavy = draw_page(["MEMORANDUM"], top=1900, type_size=120)
    image = np.minimum(image, cv2.erode(heavy, np.ones((9, 9), np.uint8))).astype(np.uint8)
    assert found(image) == []


def test_a_picture_is_no_redaction() -> None:
    image = page()
    generator = np.random.default_rng(3)
    image[900:1500, 300:1300] = generator.integers(0, 160, (600, 1000)).astype(np.uint8)
    assert found(image) == []


def test_boxes_scale_with_the_resolution() -> None:
    small = cv2.resize(page(black=BARS), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    image = np.asarray(small, np.uint8)
    redactions = find_redactions(image, find_marks(image, 100))
    half = tuple((left // 2, top // 2, right // 2, bottom // 2) for left, top, right, bottom in BARS)
    assert len(redactions) == 3
    assert min(overlaps(redactions, half)) > 0.85


def torn(image: Image, box: Place, gaps: int, wide: int) -> Image:
    """The image with pieces of the level sides of a box gone."""
    left, top, right, bottom = box
    image = image.copy()
    for row in (top, bottom):
        for gap in range(gaps):
            middle = left + (right - left) * (gap + 1) // (gaps + 1)
            image[row - 4 : row + 5, middle - wide // 2 : middle + wide // 2] = 255
    return image


@pytest.mark.parametrize("gaps", [2, 4])
def test_an_outline_torn_to_pieces_is_one_box(gaps: int) -> None:
    box = (200, 822, 1400, 966)
    (redaction,) = found(torn(page(outlined=(box,), thickness=4), box, gaps, 44))
    assert overlaps([redaction], (box,))[0] > 0.9


def test_a_level_side_may_stop_short_of_its_corner() -> None:
    box = (200, 1100, 900, 1150)
    image = page(outlined=(box,), thickness=3)
    image[1146:1155, 812:896] = 255
    (redaction,) = found(image)
    assert overlaps([redaction], (box,))[0] > 0.9


def test_the_brackets_of_a_code_in_a_low_box_are_no_sides() -> None:
    box = (500, 1102, 900, 1148)
    image = page(outlined=(box,), thickness=5)
    for x in (640, 700, 760):
        image[1112:1138, x : x + 4] = 0
    code = Print("(b)(3)", 636, 1110, 770, 1140)
    (redaction,) = found(image, words=(code,))
    assert overlaps([redaction], (box,))[0] > 0.9
