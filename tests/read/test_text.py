"""Text sources: pages at form feeds or by lines, long lines folded, nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chancery.errors import PageError
from chancery.model.page import PageReading
from chancery.read.pages import read_pages
from chancery.read.text import fold, split_pages
from tests.read.made import SETTINGS, opened


def read(folder: Path, text: str) -> list[PageReading]:
    reader = opened(folder, text.encode(), "paper.txt")
    return list(read_pages(reader, "0" * 64, range(1, reader.page_count + 1), SETTINGS, None))


def test_form_feeds_part_pages_and_one_at_the_end_makes_none(tmp_path: Path) -> None:
    pages = read(tmp_path, "one\ftwo\f\fthree\f\n")
    assert [page.layer.text if page.layer else None for page in pages] == ["one", "two", "", "three"]
    assert [page.page.blank for page in pages] == [False, False, True, False]


def test_without_form_feeds_sixty_lines_make_a_page(tmp_path: Path) -> None:
    pages = read(tmp_path, "\n".join(f"line {number}" for number in range(1, 131)))
    assert [len(page.layer.text.splitlines()) for page in pages if page.layer] == [60, 60, 10]


def test_an_empty_line_begins_a_paragraph_and_no_word_has_a_box(tmp_path: Path) -> None:
    (page,) = read(tmp_path, "Dear Minister,\r\n\r\nthe   treaty\tstands.\r\n")
    assert page.layer is not None
    assert page.layer.text == "Dear Minister,\nthe treaty stands."
    assert [word.paragraph for word in page.layer.words] == [0, 0, 1, 1, 1]
    assert {word.box for word in page.layer.words} == {None}
    assert (page.page.width, page.page.height) == (None, None)


def test_signs_that_cannot_be_kept_are_replaced_and_counted(tmp_path: Path) -> None:
    (page,) = read(tmp_path, "a\x00b <script>alert('x')</script> \u202egpj")
    assert page.layer is not None
    assert page.layer.text == "a�b <script>alert('x')</script> \u202egpj"
    assert "1 sign" in page.problems[0].message


def test_a_line_of_ten_megabytes_is_folded_soon(tmp_path: Path) -> None:
    reader = opened(tmp_path, b"harbour and shipping " * 500_000, "paper.txt")
    first = next(iter(read_pages(reader, "0" * 64, [1], SETTINGS, None)))
    assert first.layer is not None
    assert max(len(line.text) for line in first.layer.lines()) <= SETTINGS.text_line_characters
    assert reader.page_count > 1


@example("0 ", 1)
@given(st.text(), st.integers(1, 40))
def test_folding_loses_nothing(line: str, most: int) -> None:
    parts = list(fold(line, most))
    assert "".join(parts) == line
    assert all(len(part) <= most for part in parts)


@given(st.lists(st.text("ab \n\f", max_size=30), max_size=8))
def test_no_word_is_lost_between_pages(parts: list[str]) -> None:
    text = "".join(parts)
    assert [word for page in split_pages(text, 3, 50) for line in page for word in line.split()] == text.split()


def test_a_text_page_has_no_image_and_says_so(tmp_path: Path) -> None:
    reader = opened(tmp_path, b"Dear Minister", "paper.txt")
    with pytest.raises(PageError, match="no image"):
        reader.render(1, 72)
    with pytest.raises(PageError, match="no such page"):
        reader.read_page(2)
