"""Which values are the same, by sentences from the papers."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.evaluate.compare import (
    dates_overlap,
    fold,
    pair_values,
    same_date,
    same_party,
    same_party_exactly,
    same_title,
    same_words,
    token_f1,
)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("RUSK, DEAN", "Mr. Dean Rusk", True),
        ("J.F. Kennedy", "John F. Kennedy", True),
        ("Boris Yeltsin", "Boris Nikolayevich Yeltsin", True),
        ("GREGG, DON, SA/DO/O, CIA", "Don Gregg", True),
        ("His Excellency Boris Yeltsin", "Boris Yeltsin", True),
        ("Prusakova", "Prussakova", True),
        ("DIRECTOR", "Director, Federal Bureau of Investigation", True),
        ("Müller", "Muller", True),
        ("John Kennedy", "Robert Kennedy", False),
        ("J. Kennedy", "Robert Kennedy", False),
        ("Rusk", "Rask", False),
        ("J. K.", "Jacqueline Kennedy", False),
        ("", "Rusk", False),
    ],
)
def test_two_names_are_one_party(one: str, other: str, same: bool) -> None:
    assert same_party(one, other) is same
    assert same_party(other, one) is same


@given(st.lists(st.text(string.ascii_lowercase, min_size=2, max_size=8), min_size=1, max_size=4), st.integers())
def test_the_order_of_the_words_of_a_name_does_not_matter(words: list[str], seed: int) -> None:
    other = list(words)
    random.Random(seed).shuffle(other)
    assert same_party(" ".join(words), ", ".join(other).upper())
    assert same_party_exactly(" ".join(words), ", ".join(other).upper())


def test_dates_are_compared_as_written_anew_and_by_their_bounds() -> None:
    assert same_date("1963-11~", "1963-11~")
    assert not same_date("1963-11", "1963-11~")
    assert dates_overlap("1963-11", "1963-11-22")
    assert not dates_overlap("1963-11", "1963-12-01")
    assert not dates_overlap("not a date", "1963-12-01")
    assert same_date("not a date", "not a date")


def test_what_parts_letters_and_digits_does_not_count_in_numbers_and_codes() -> None:
    assert same_words("C O N F I D E N T I A L", "CONFIDENTIAL")
    assert same_words("95 ZENDA 123", "95-Zenda-123")
    assert not same_words("", "")


def test_titles_are_the_same_by_their_words() -> None:
    assert same_title("Handling of AMMUG-1 Operation.", "SUBJECT: HANDLING OF AMMUG-1 OPERATION")
    assert not same_title("Handling of AMMUG-1 Operation", "Operation")
    assert token_f1("a b", "a c") == pytest.approx(0.5)
    assert token_f1("", "") == 1.0


def test_quotes_dashes_and_white_space_are_made_equal() -> None:
    assert fold("“It’s —\n so”") == '"it\'s - so"'
    assert fold("ﬁle Caf\u00e9", fold_case=False) == "file Café"


def test_as_many_values_are_paired_as_can_be() -> None:
    """`Smith` could answer either man; taken greedily it would leave Anna without an answer."""
    pairs = pair_values(["Smith", "Anna Smith"], ["Anna Smith", "Bert Smith"], same_party)
    assert sorted(pairs) == [(0, 1), (1, 0)]
