"""Hidden words that come into the text: where a reader of the paper would come upon them, and nothing else moves."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from chancery.model.geometry import Box
from chancery.model.page import HiddenWord, LayerOrigin, TextLayer, Word, make_layer
from chancery.model.reveal import reveal

READ = LayerOrigin("embedded", "1")
MADE = replace(READ, settings="hidden=shown")


def at(text: str, column: int, line: int) -> Word:
    """A word on a grid of 6 points a character and 14 points a line."""
    return Word(text, Box(72 + 6 * column, 72 + 14 * line, 72 + 6 * (column + len(text)), 82 + 14 * line), 0.9, line)


def layer_of(lines: list[list[str]], hidden: set[tuple[int, int]]) -> tuple[TextLayer, list[Word]]:
    """A layer of these lines, those words hidden whose (line, place) is named; and the hidden words."""
    shown: list[Word] = []
    away: list[HiddenWord] = []
    for line, words in enumerate(lines):
        column = 0
        for place, text in enumerate(words):
            word = at(text, column, line)
            column += len(text) + 1
            if (line, place) in hidden:
                away.append(HiddenWord(word, len(shown), "under a black box"))
            else:
                shown.append(word)
    return make_layer("0" * 64, 1, READ, shown, away), [each.word for each in away]


def test_a_word_comes_into_its_line() -> None:
    layer, hidden = layer_of([["he", "met", "Ada", "Birch", "here"], ["on", "Sunday"]], {(0, 2), (0, 3)})
    assert layer.text == "he met here\non Sunday"
    made = reveal(layer, hidden, MADE)
    assert made.text == "he met Ada Birch here\non Sunday"
    assert made.hidden == ()
    assert made.id != layer.id


def test_a_line_that_was_wholly_hidden_is_a_line_again() -> None:
    layer, hidden = layer_of([["first"], ["all", "of", "it"], ["last"]], {(1, 0), (1, 1), (1, 2)})
    assert reveal(layer, hidden, MADE).text == "first\nall of it\nlast"


def test_what_is_not_shown_stays_hidden_before_the_same_word() -> None:
    layer, hidden = layer_of([["he", "met", "Ada", "here"], ["on", "Sunday", "noon"]], {(0, 2), (1, 1)})
    made = reveal(layer, hidden[:1], MADE)
    assert made.text == "he met Ada here\non noon"
    (still,) = made.hidden
    assert still.word.text == "Sunday"
    assert made.words[still.before].text == "noon"


papers = st.lists(st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), min_size=1, max_size=6), min_size=1, max_size=6)


@given(papers, st.data())
def test_showing_all_gives_the_page_as_if_nothing_had_been_hidden(lines: list[list[str]], data: st.DataObject) -> None:
    everything = [(line, place) for line, words in enumerate(lines) for place in range(len(words))]
    hidden = data.draw(st.sets(st.sampled_from(everything)))
    layer, words = layer_of(lines, hidden)
    assert reveal(layer, words, MADE).text == "\n".join(" ".join(words) for words in lines)
