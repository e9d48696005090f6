"""Words, their offsets and their boxes agree, whatever the words are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.model.geometry import Box
from chancery.model.page import LayerOrigin, Page, Region, TextLayer, Word, clean_text, make_layer, redacted_share

ORIGIN = LayerOrigin("test", "1")
printable = st.text(st.characters(exclude_categories=("Zs", "Zl", "Zp", "Cc", "Cs")), min_size=1, max_size=6).filter(
    lambda text: not any(char.isspace() for char in text)
)
lines = st.lists(st.lists(printable, min_size=1, max_size=5), max_size=5)


def layer_of(page: list[list[str]]) -> TextLayer:
    words = [
        Word(text, Box(10 * column, 20 * line, 10 * column + 8, 20 * line + 12), 0.9, line)
        for line, texts in enumerate(page)
        for column, text in enumerate(texts)
    ]
    return make_layer("s", 1, ORIGIN, words)


@given(lines)
def test_text_is_the_words_joined_and_every_word_stands_at_its_offset(page: list[list[str]]) -> None:
    layer = layer_of(page)
    assert layer.text == "\n".join(" ".join(words) for words in page)
    for start, word in zip(layer.starts, layer.words, strict=True):
        assert layer.text[start : start + len(word.text)] == word.text


@given(lines, st.data())
def test_words_in_a_stretch_are_those_that_share_a_character_with_it(page: list[list[str]], data: st.DataObject) -> None:
    layer = layer_of(page)
    start = data.draw(st.integers(0, len(layer.text)))
    end = data.draw(st.integers(start, len(layer.text)))
    expected = [
        index for index, at in enumerate(layer.starts) if max(start, at) < min(end, at + len(layer.words[index].text))
    ]
    assert list(layer.words_in(start, end)) == expected


def test_a_word_cut_by_a_stretch_gives_its_share_of_the_box() -> None:
    layer = make_layer("s", 1, ORIGIN, [Word("abcd", Box(0, 0, 40, 10), None, 0)])
    assert layer.boxes_in(1, 3) == (Box(10, 0, 30, 10),)


def test_a_stretch_over_two_lines_has_a_box_on_each() -> None:
    layer = layer_of([["one", "two"], ["three"]])
    assert layer.boxes_in(4, 10) == (Box(10, 0, 18, 12), Box(0, 20, 3.2, 32))


@given(st.text(st.characters()))
def test_cleaning_keeps_every_offset_and_leaves_nothing_that_breaks_a_file(text: str) -> None:
    cleaned, replaced = clean_text(text)
    assert len(cleaned) == len(text)
    assert replaced == sum(1 for old, new in zip(text, cleaned, strict=True) if old != new)
    cleaned.encode("utf-8")
    assert "\0" not in cleaned


def test_nul_and_lone_surrogates_become_replacement_characters() -> None:
    assert clean_text("a\0b\ud800‏") == ("a�b�‏", 2)


def test_a_word_with_white_space_is_refused() -> None:
    with pytest.raises(ValueError, match="one word"):
        make_layer("s", 1, ORIGIN, [Word("two words", None, None, 0)])


def test_the_share_withheld_is_that_of_the_pages_area() -> None:
    pages = [Page("s", 1, 600.0, 800.0), Page("s", 2, 600.0, 800.0), Page("s", 3, None, None)]
    box = Box(100, 100, 400, 260)
    regions = [Region("s", 1, "redaction", box), Region("s", 2, "stamp", box)]
    assert redacted_share(pages, regions) == 0.05
    assert redacted_share(pages[2:], regions) == 0.0
