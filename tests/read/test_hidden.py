"""Hidden words: boxes over text, marks never applied, text in the colour of its ground; honest OCR layers are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from chancery.model.page import PageReading
from chancery.read.pages import read_pages
from tests.read.made import PROSE, SETTINGS, FakeEngine, PdfPage, draw_page, make_pdf, ocr_page, opened, say, say_lines


def read(folder: Path, page: PdfPage) -> PageReading:
    return next(iter(read_pages(opened(folder, make_pdf(page)), "0" * 64, [1], SETTINGS, None)))


def hidden(reading: PageReading) -> dict[str, str]:
    assert reading.layer is not None
    return {word.word.text: word.reason for word in reading.layer.hidden}


BLACK_BOX = "0 g 140 695 110 20 re f\n"
WHITE_BOX = "1 g 140 695 110 20 re f\n"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (say("met Ada Birch here", 100, 700, 14) + "0 g 124 695 60 20 re f\n", "under a black box"),
        (say("met Ada Birch here", 100, 700, 14) + "1 g 124 695 60 20 re f\n", "covered by a box"),
        (
            say("met", 100, 700, 14) + say("Ada Birch", 128, 700, 14, "1 1 1 rg") + say("here", 200, 700, 14, "0 g"),
            "in the colour of its ground",
        ),
        (
            "0.2 g 90 690 400 30 re f\n" + say("met", 100, 700, 14, "1 g") + say("Ada Birch", 128, 700, 14, "0.2 g"),
            "black box",
        ),
    ],
)
def test_words_that_cannot_be_seen_are_found_with_the_reason(tmp_path: Path, content: str, reason: str) -> None:
    reading = read(tmp_path, PdfPage(content))
    found = hidden(reading)
    assert set(found) == {"Ada", "Birch"}
    assert all(reason in said for said in found.values())
    assert reading.layer is not None
    assert "Birch" not in reading.layer.text
    assert any("text that cannot be seen: 2 words are" in problem.message for problem in reading.problems)


@pytest.mark.parametrize(
    "content",
    [
        "0 g 90 690 400 30 re f\n" + say("SECRET NOFORN", 100, 700, 14, "1 g"),  # white letters on black
        say("grey but there", 100, 700, 14, "0.7 g"),
        "0.8 1 0.8 rg 90 690 400 30 re f\n" + say("on a green ground", 100, 700, 14, "0 g"),
        say("a - b = c . d", 100, 700, 14),
        say("UNDERLINED", 100, 700, 14) + "0 g 100 697 90 1 re f\n",
        "0 g 90 715 400 30 re f\n" + say("under but not beneath a bar", 100, 700, 12),
    ],
)
def test_words_that_can_be_seen_are_never_hidden(tmp_path: Path, content: str) -> None:
    assert hidden(read(tmp_path, PdfPage(content))) == {}


def test_the_invisible_layer_over_a_scan_is_what_ocr_programs_leave(tmp_path: Path) -> None:
    scan = draw_page()
    lines = "".join(say(line, 72, 792 - (300 + 68 * row) * 0.36 - 10, 12.2, "3 Tr") for row, line in enumerate(PROSE))
    assert hidden(read(tmp_path, PdfPage(lines, image=scan))) == {}


def test_an_ocr_layer_that_still_knows_what_a_scan_blacked_out_is_hidden_there(tmp_path: Path) -> None:
    scan = draw_page(["met Ada Birch in Geneva"]).copy()
    scan[295:345, 270:440] = 0
    line = say("met", 72, 674, 12.2, "3 Tr") + say("Ada", 100, 674, 12.2, "3 Tr") + say("Birch", 127, 674, 12.2, "3 Tr")
    assert set(hidden(read(tmp_path, PdfPage(line, image=scan)))) == {"Ada", "Birch"}


MARK = "/Subtype /Redact /Rect [124 690 186 716] /F 4"


def test_words_under_a_mark_never_applied_are_hidden_in_every_layer(tmp_path: Path) -> None:
    page = PdfPage(say("met Ada Birch here", 100, 700, 14), annotations=(MARK,), image=draw_page([]))
    engine = FakeEngine(lambda _image, _languages: ocr_page("met Ada Birch here", left=278, top=230))
    reading = next(iter(read_pages(opened(tmp_path, make_pdf(page)), "0" * 64, [1], SETTINGS, engine)))
    for layer in reading.layers:
        assert "Ada" not in layer.text
        assert "Ada" in [word.word.text for word in layer.hidden]
    assert any("redaction mark that was never applied" in problem.message for problem in reading.problems)


def test_a_mark_does_not_make_the_layer_look_incomplete(tmp_path: Path) -> None:
    page = PdfPage(
        say_lines(PROSE) + say("His name is Ada Birch", 72, 600),
        annotations=("/Subtype /Redact /Rect [60 590 300 620] /F 4",),
    )
    reading = read(tmp_path, page)
    assert reading.qualities[0].score > 0.9


def test_a_hidden_word_knows_the_visible_word_that_would_follow(tmp_path: Path) -> None:
    page = PdfPage(say("met Ada here", 100, 700, 14) + say("below", 100, 660, 14) + "0 g 124 695 24 20 re f\n")
    layer = read(tmp_path, page).layer
    assert layer is not None
    assert [(word.word.text, layer.words[word.before].text) for word in layer.hidden] == [("Ada", "here")]
