"""Reading text and layers map to each other character by character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.model.evidence import Span
from chancery.model.page import LayerOrigin, TextLayer, Word, make_layer
from chancery.model.text import Piece, ReadingText

ORIGIN = LayerOrigin("test", "1")


def layer_of(page_number: int, text: str) -> TextLayer:
    words = [Word(word, None, None, line) for line, words in enumerate(text.split("\n")) for word in words.split()]
    return make_layer("s", page_number, ORIGIN, words)


@st.composite
def readings(draw: st.DrawFn) -> tuple[ReadingText, dict[tuple[str, int], TextLayer]]:
    """A reading text made of arbitrary stretches of two layers with insertions between."""
    layers = {("s", n): layer_of(n, draw(st.text("ab \n", min_size=1, max_size=30)) + "x") for n in (1, 2)}
    text, pieces = "", []
    for key in layers:
        layer, at = layers[key], 0
        while at < len(layer.text):
            end = draw(st.integers(at + 1, len(layer.text)))
            if draw(st.booleans()):
                stretch = layer.text[at:end]
                pieces.append(Piece(len(text), len(text) + len(stretch), *key, layer.id, at))
                text += stretch
                if draw(st.booleans()):
                    pieces.append(Piece(len(text), len(text) + 1, *key, layer.id, None))
                    text += " "
            at = end
    return ReadingText(text, tuple(pieces)), layers


@given(readings())
def test_every_character_maps_to_its_like_and_back(made: tuple[ReadingText, dict[tuple[str, int], TextLayer]]) -> None:
    reading, layers = made
    for offset, char in enumerate(reading.text):
        place = reading.to_layer(offset)
        if place is not None:
            source, page, at = place
            assert layers[source, page].text[at] == char
            assert reading.from_layer(source, page, at) == offset


@given(readings(), st.data())
def test_evidence_quotes_its_layer_exactly(
    made: tuple[ReadingText, dict[tuple[str, int], TextLayer]], data: st.DataObject
) -> None:
    reading, layers = made
    start = data.draw(st.integers(0, len(reading.text)))
    span = Span(start, data.draw(st.integers(start, len(reading.text))))
    for evidence in reading.evidence(span, layers):
        layer = layers[evidence.source, evidence.page_number]
        assert evidence.quote == layer.text[evidence.start : evidence.end]
        assert evidence.layer == layer.id


def test_a_word_broken_at_a_line_end_is_quoted_as_it_stands() -> None:
    layer = layer_of(1, "the commu-\nnique of May")
    text = "the communique of May"
    pieces = (Piece(0, 9, "s", 1, layer.id, 0), Piece(9, len(text), "s", 1, layer.id, 11))
    reading = ReadingText(text, pieces)
    (evidence,) = reading.evidence(Span(4, 14), {("s", 1): layer})
    assert evidence.quote == "commu-\nnique"


def test_pieces_with_a_gap_are_refused() -> None:
    with pytest.raises(ValueError, match="without gaps"):
        ReadingText("abc", (Piece(1, 3, "s", 1, "l", 0),))
