"""A text that a gold writes is read back as the same pages, and a quote is found where it stands."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.gold.texts import content_range, make_text
from chancery.read.text import split_pages

PAGES = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\f")), min_size=1, max_size=5)


@given(PAGES)
def test_the_reader_sees_the_pages_that_were_meant(pages: list[str]) -> None:
    text = make_text("x.txt", pages)
    read = [" ".join(lines).split() for lines in split_pages(text.content.decode("utf-8"), 60, 1_000_000)]
    assert read == [page.split() for page in text.pages]


def test_a_long_page_is_not_cut_by_its_lines() -> None:
    text = make_text("x.txt", ["line\n" * 200, "second"])
    assert len(list(split_pages(text.content.decode(), 60, 1000))) == 2


def test_a_source_is_named_by_the_hash_of_its_bytes() -> None:
    text = make_text("x.txt", ["one", "two"])
    assert text.content == b"one\x0ctwo\x0c"
    assert text.source == hashlib.sha256(text.content).hexdigest() == text.source_row()["id"]


def test_a_quote_is_found_whatever_white_space_parts_its_words() -> None:
    text = make_text("x.txt", ["", "I have\n  read your\tletter, read your letter"])
    place = text.find(2, "read your letter")
    assert place is not None
    assert text.pages[1][place["start"] : place["end"]] == place["quote"] == "read your\tletter"
    later = text.find(2, "read your letter", place["end"])
    assert later is not None
    assert later["start"] > place["end"]
    assert text.find(1, "read") is None
    assert text.find(2, " ") is None


@pytest.mark.parametrize(
    ("pages", "forms", "expected"), [(3, [1], (2, 3)), (2, [], (1, 2)), (1, [1], (1, 1)), (4, [4], (1, 3))]
)
def test_a_record_stands_on_the_pages_that_are_no_form(pages: int, forms: list[int], expected: tuple[int, int]) -> None:
    assert content_range(pages, forms) == expected
