"""Which exemption codes belong to which redaction boxes."""

from __future__ import annotations

import pytest

from chancery.model.geometry import Box
from chancery.model.page import Word
from chancery.read.grounds import find_grounds

PASSAGE = [Box(200, 100, 500, 114), Box(80, 116, 500, 130), Box(80, 132, 260, 146)]
APART = Box(80, 300, 500, 314)


def words(text: str, x: float, y: float) -> list[Word]:
    made = []
    for word in text.split():
        made.append(Word(word, Box(x, y, x + 6 * len(word), y + 8), 0.9, round(y)))
        x += 6 * len(word) + 4
    return made


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("B1, 1.4(D)", ("B1", "1.4(D)")),
        ("(b)(1)", ("(b)(1)",)),
        ("(b) (6)", ("(b) (6)",)),
        ("E.O. 13526 1.4(b)", ("E.O. 13526", "1.4(b)")),
        ("25X1", ("25X1",)),
        ("BI", ("B1",)),
        ("3.3(b)(6)", ("3.3(b)(6)",)),
        ("Page 17", ()),
        ("B12 battery", ()),
        ("the minister", ()),
    ],
)
def test_codes_inside_a_box_are_its_own(text: str, codes: tuple[str, ...]) -> None:
    assert find_grounds([APART], words(text, 200, 303)) == [codes]


def test_a_code_in_the_margin_is_that_of_all_boxes_of_the_passage_beside_it() -> None:
    found = find_grounds([*PASSAGE, APART], words("(b)(1)", 545, 119))
    assert found == [("(b)(1)",)] * 3 + [()]


def test_a_code_far_from_any_box_is_none_of_theirs() -> None:
    assert find_grounds([APART], [*words("(b)(1)", 200, 500), *words("(b)(3)", 580, 303)]) == [()]


def test_a_page_without_boxes_has_no_grounds() -> None:
    assert find_grounds([], words("(b)(1)", 10, 10)) == []
