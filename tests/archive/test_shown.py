"""Hidden words in the archive: out of the text until a person shows them, there in every run after, gone when undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from chancery.archive import Archive
from chancery.errors import DecisionRefused
from chancery.model.decision import Subject
from chancery.model.geometry import Box
from chancery.model.page import HiddenWord, LayerQuality, PageReading, TextLayer, Word
from chancery.model.viewer import OWNER
from tests.archive.papers import lay, reading_of, redaction

SEEN = "The Minister met here\nin the evening"
WHOLE = "The Minister met Ada Birch here\nin the evening"
# Between "met" and "here", as a typewriter sets it on the grid of `lay`.
AT = 72 + 6 * len("The Minister met ")


def page(source: str, version: str = "5") -> PageReading:
    seen = lay(source, 1, SEEN, version=version)
    words = list(seen.words)
    moved = replace(words[3], box=Box(AT + 66, 72, AT + 90, 82))
    hidden = (
        HiddenWord(Word("Ada", Box(AT, 72, AT + 18, 82), None, 0), 3, "under a black box"),
        HiddenWord(Word("Birch", Box(AT + 24, 72, AT + 54, 82), None, 0), 3, "under a black box"),
    )
    layer = TextLayer(source, 1, seen.origin, (*words[:3], moved, *words[4:]), hidden)
    return reading_of(layer, [redaction(source, 1, Box(AT, 70, AT + 60, 84))])


def held(archive: Archive, version: str = "5") -> str:
    source = archive.add_bytes(b"a paper with a black box", name="paper.pdf").id
    archive.save_inspection(source, "application/pdf", 1, ())
    archive.save_pages(source, [page(source, version=version)], version="1")
    return source


def text(archive: Archive, source: str) -> str:
    layer = archive.chosen_layer(source, 1)
    assert layer is not None
    return layer.text


def dumped(archive: Archive) -> str:
    return "".join(str(list(rows)) for rows in archive.dump_rows(OWNER).values())


def test_hidden_words_are_shown_by_a_decision_and_hidden_again_by_undoing_it(archive: Archive) -> None:
    source = held(archive)
    assert text(archive, source) == SEEN
    decision = archive.show_hidden(source, 1, who="Ann", note="the court released them")
    assert text(archive, source) == SEEN
    assert archive.apply_shown() == (source,)
    assert text(archive, source) == WHOLE
    assert "Birch" in dumped(archive)
    assert archive.apply_shown() == ()
    archive.undo(decision.id, who="Ann")
    assert archive.apply_shown() == (source,)
    assert text(archive, source) == SEEN
    assert "Birch" not in dumped(archive)
    assert [layer.hidden for layer in archive.page(source, 1, OWNER).layers] == [2]
    assert list(archive.verify()) == []


def test_the_decision_survives_a_new_reading_by_another_engine(archive: Archive) -> None:
    source = held(archive)
    archive.show_hidden(source, 1, who="Ann")
    archive.save_pages(source, [page(source, version="6")], version="2")
    assert text(archive, source) == WHOLE
    assert list(archive.verify()) == []


def test_words_hidden_in_the_layer_that_was_passed_over_are_shown_too(archive: Archive) -> None:
    source = held(archive)
    own = page(source)
    ocr = lay(source, 1, SEEN, engine="tesserocr")
    qualities = (*own.qualities, LayerQuality(ocr.id, 0.95, "read anew"))
    archive.save_pages(source, [replace(own, layers=(*own.layers, ocr), qualities=qualities, chosen=ocr.id)])
    archive.show_hidden(source, 1, who="Ann")
    archive.apply_shown()
    shown = archive.chosen_layer(source, 1)
    assert shown is not None
    assert shown.origin.engine == "tesserocr"
    assert {"Ada", "Birch"} <= set(shown.text.split())


def test_the_book_of_decisions_never_bears_the_words_themselves(archive: Archive) -> None:
    source = held(archive)
    decision = archive.show_hidden(source, 1, who="Ann")
    archive.undo(decision.id, who="Ann")
    assert "Birch" not in str(list(archive.export_decisions()))


def test_a_decision_travels_to_another_archive_and_shows_the_words_there(
    make_archive: Callable[[str], Archive],
) -> None:
    one, other = make_archive("one"), make_archive("other")
    source = held(one)
    one.show_hidden(source, 1, who="Ann")
    rows = list(one.export_decisions())
    other.import_decisions(rows)
    assert held(other) == source
    assert text(other, source) == WHOLE


def test_showing_leaves_the_role_that_a_person_gave_the_page(archive: Archive) -> None:
    source = held(archive)
    archive.decide(Subject("page", f"{source}/1"), "corrected", who="Ann", value={"role": "attachment"})
    archive.show_hidden(source, 1, who="Ann")
    archive.apply_shown()
    assert archive.page(source, 1, OWNER).role == "attachment"


def test_what_hides_nothing_or_is_shown_already_cannot_be_shown(archive: Archive) -> None:
    source = held(archive)
    archive.show_hidden(source, 1, who="Ann")
    with pytest.raises(DecisionRefused, match="shown already"):
        archive.show_hidden(source, 1, who="Ben")
    other = archive.add_bytes(b"another", name="other.pdf").id
    archive.save_inspection(other, "application/pdf", 1, ())
    archive.save_pages(other, [reading_of(lay(other, 1, SEEN))])
    with pytest.raises(DecisionRefused, match="nothing is hidden"):
        archive.show_hidden(other, 1, who="Ann")
