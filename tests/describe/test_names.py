"""Names as typed lines print them, through noise (names invented)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.describe.names import is_same_person, read_name


@pytest.mark.parametrize(("line", "name"), [
    ("John Arden", "John Arden"), ("JOHN ARDEN", "JOHN ARDEN"), ("J O H N A R D E N", "John Arden"), ("JohnArden", "John Arden"),
    ("John McArden", "John McArden"), ("Karel PetrovichNovak", "Karel Petrovich Novak"), ("Kar0l Nova1k", "Karol Novalk"),
    ("S, D. Roe & Ne,", "S. D. Roe"), ("she! . J. Lee Roe x", "J. Lee Roe"), ("=e Scott D. Poe", "Scott D. Poe"), ("K.M.Novak", "K.M.Novak"),
    ("Anna B. Roe, Jr.", "Anna B. Roe Jr."), ("Anna Roe.", "Anna Roe"), ("К. Новак", "К. Новак"), ("Karel de la Novak", "Karel de la Novak"),
    ("Anna O'Roe", "Anna O'Roe"), ("JOHN N. ARDEN, VA., CHAIR", "JOHN N. ARDEN"), ("Bill", "Bill"),
])  # fmt: skip
def test_a_name_is_read_with_what_surrounds_it_left_out(line: str, name: str) -> None:
    found = read_name(line)
    assert found is not None
    assert found.text == name
    assert 0 <= found.start < found.end <= len(line)


@pytest.mark.parametrize("line", [
    "", "ye ST", "Hxtx Crn", "Admiral, U.S. Navy", "Minister of Fisheries", "of the and", "1234 5678", "Sincerely", "- - -", "SECRET", "xx", "II",
    "January", "Department of State", "no name here",
])  # fmt: skip
def test_what_names_nobody_is_no_name(line: str) -> None:
    assert read_name(line) is None


@pytest.mark.parametrize(("one", "other", "same"), [
    ("Senator Whitlow", "Amos Whitlow", True), ("Dan", "Daniel Roe", True), ("Jim", "J. Roe", True), ("STANSFIELD ROEN", "Stansfiela Roen", True),
    ("A. Roe", "Anna Roe", True), ("Anna Roe", "John Roe", False), ("Mr. President", "John Arden", False), ("J. R.", "John Roe", False),
    ("Bill Roe", "William Roe", True), ("Karel", "John Arden", False),
])  # fmt: skip
def test_two_names_are_one_persons_or_not(one: str, other: str, same: bool) -> None:
    assert is_same_person(one, other) is same
    assert is_same_person(other, one) is same


@given(st.text(alphabet="ABCde. ,'’-01|/КНовак\t", max_size=60))
def test_any_line_is_read_without_error_and_names_lie_inside_it(line: str) -> None:
    found = read_name(line)
    if found is not None:
        assert 0 <= found.start < found.end <= len(line)
        assert found.text.strip()
