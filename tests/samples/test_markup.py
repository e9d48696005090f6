"""Inline marks: which words stand in which span, from which character to which."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samples.typeset.markup import SOFT_BREAK, Mark, MarkupError, parse_text


def test_a_mark_ends_before_the_full_stop_that_follows_it() -> None:
    (words,) = parse_text(["I have [[r1|your letter of May 3]]."])
    assert [word.text for word in words] == ["I", "have", "your", "letter", "of", "May", "3."]
    assert words[-1].marks == (Mark("r1", 0, 1),)


def test_marks_stand_inside_marks_and_run_over_lines() -> None:
    first, second = parse_text(["[[s1|We will [[r1|write", "again]] soon.]]"])
    assert [[mark.name for mark in word.marks] for word in first + second] == [
        ["s1"],
        ["s1"],
        ["s1", "r1"],
        ["s1", "r1"],
        ["s1"],
    ]


def test_columns_count_what_is_printed_and_not_the_marks() -> None:
    (words,) = parse_text(["TO:    [[f:to|Bob]] - S"])
    assert [(word.text, word.column) for word in words] == [("TO:", 0), ("Bob", 7), ("-", 11), ("S", 13)]


def test_a_word_is_cut_where_the_typist_may_cut_it() -> None:
    ((word,),) = parse_text([f"[[s1|assur{SOFT_BREAK}ance]],"])
    head, tail = word.cut(word.breaks[0])
    assert (head.text, tail.text) == ("assur-", "ance,")
    assert (head.marks, tail.marks) == ((Mark("s1", 0, 6),), (Mark("s1", 0, 4),))


@pytest.mark.parametrize("text", ["[[r1|open", "closed]]"])
def test_a_mark_that_does_not_close_is_a_fault(text: str) -> None:
    with pytest.raises(MarkupError):
        parse_text([text])


@given(st.text(alphabet=st.characters(exclude_characters=f"[]{SOFT_BREAK}"), max_size=60))
def test_text_without_marks_gives_its_words(text: str) -> None:
    assert [word.text for line in parse_text([text]) for word in line] == text.split()
