"""PDF: the displayed frame, damaged and locked files, text that lies, values and marks beside the content, files inside."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import DamagedFile, LimitExceeded, NeedsPassword
from chancery.model.geometry import Box
from chancery.read.pages import read_pages
from chancery.read.reader import SourceReader
from chancery.read.repair import repair_pdf
from chancery.settings import ReadSettings
from tests.read.made import PROSE, SETTINGS, PdfPage, draw_page, lock, make_pdf, opened, say, say_lines


def words(reader: SourceReader, number: int = 1) -> dict[str, Box]:
    native = reader.read_page(number).native
    return {} if native is None else {word.text: word.box for word in native.words}


def messages(reader: SourceReader, number: int | None = None) -> str:
    problems = reader.problems if number is None else reader.read_page(number).problems
    return "\n".join(problem.message for problem in problems)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("media", [(0, 0, 612, 792), (-100, 50, 500, 700)])
def test_a_word_is_boxed_on_its_ink_however_the_page_is_cropped_and_turned(
    tmp_path: Path, rotation: int, media: tuple[float, float, float, float]
) -> None:
    page = PdfPage(say("Lantern", 150, 400, 30), media, f"/CropBox [50 300 450 650] /Rotate {rotation}")
    reader = opened(tmp_path, make_pdf(page))
    content = reader.read_page(1)
    image = reader.render(1, 144)
    assert (content.width, content.height) == ((400, 350) if rotation % 180 == 0 else (350, 400))
    rows, columns = (image < 128).nonzero()
    ink = Box(columns.min() / 2, rows.min() / 2, columns.max() / 2, rows.max() / 2)
    box = words(reader)["Lantern"]
    assert ink.covered_by(Box(box.x0 - 1, box.y0 - 1, box.x1 + 1, box.y1 + 1)) > 0.99
    assert box.overlap(ink) > 0.5
    assert content.rotation == rotation
    assert content.text_turn == -rotation % 360


def test_a_page_without_size_is_shown_on_a_letter_page_and_told_of(tmp_path: Path) -> None:
    reader = opened(
        tmp_path, make_pdf(PdfPage(say("one", 72, 700)), PdfPage("", (0, 0, 0, 0)), PdfPage(say("three", 72, 700)))
    )
    assert "page 2 has no size" in messages(reader, 2)
    assert "three" in words(reader, 3)


def test_a_page_of_twenty_metres_is_read_small_and_told_of(tmp_path: Path) -> None:
    reader = opened(tmp_path, make_pdf(PdfPage(say("Plan", 5000, 30000, 900), (0, 0, 56700, 56700))))
    content = reader.read_page(1)
    assert "20.0 m x 20.0 m" in content.problems[0].message
    assert reader.render(1, content.dpi).size <= SETTINGS.page_pixels * 1.01
    with pytest.raises(LimitExceeded, match="million pixels"):
        reader.render(1, 200)


def test_a_page_in_large_units_is_drawn_as_fine_as_its_scan(tmp_path: Path) -> None:
    reader = opened(tmp_path, make_pdf(PdfPage("", (0, 0, 61.2, 79.2), "/UserUnit 10", draw_page())))
    assert reader.render(1, reader.read_page(1).dpi).shape[0] > 2000


# --- damaged and locked ----------------------------------------------------------------------------------------------


def test_a_file_cut_off_in_the_middle_gives_the_pages_that_are_whole(tmp_path: Path) -> None:
    whole = make_pdf(PdfPage(say("Amber", 72, 700)), PdfPage(say("Birch", 72, 700)), PdfPage(say("Cedar", 72, 700)))
    cut = whole[: whole.index(b"Cedar")]
    reader = opened(tmp_path, cut)
    assert "2 of 3 pages were recovered" in messages(reader) or "2 pages were recovered" in messages(reader)
    assert "Amber" in words(reader, 1)
    assert "Birch" in words(reader, 2)


def test_a_file_without_catalogue_is_given_a_new_one(tmp_path: Path) -> None:
    whole = make_pdf(PdfPage(say("Amber", 72, 700)))
    broken = (
        whole.replace(b"/Type /Catalog", b"/Type /Katalog").replace(b"startxref", b"startxxxx").replace(b"/Root", b"/Roof")
    )
    assert "Amber" in words(opened(tmp_path, broken))


def test_a_broken_table_is_repaired_and_said(tmp_path: Path) -> None:
    whole = make_pdf(PdfPage(say("Amber", 72, 700)))
    reader = opened(tmp_path, whole.replace(b"startxref\n", b"startxref\n9"))
    assert "repaired" in messages(reader)
    assert "Amber" in words(reader)


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.4\nthis is no such thing at all\n%%EOF", b"%PDF-" + bytes(3000)])
def test_what_only_begins_like_a_pdf_is_damaged(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(DamagedFile, match="no page of it could be recovered"):
        opened(tmp_path, data)


@given(st.integers(min_value=20, max_value=1400), st.binary(max_size=12))
def test_repair_never_breaks_and_never_invents_a_page(place: int, rubbish: bytes) -> None:
    whole = make_pdf(PdfPage(say("Amber", 72, 700)), PdfPage(say("Birch", 72, 700)))
    repaired = repair_pdf(whole[:place] + rubbish)
    assert repaired is None or 0 <= repaired.whole <= 2


def test_a_locked_file_says_that_it_needs_a_password(tmp_path: Path) -> None:
    locked = lock(b"lantern")
    with pytest.raises(NeedsPassword, match="needs a password"):
        opened(tmp_path, locked)
    with pytest.raises(NeedsPassword, match="the one given does not open it"):
        opened(tmp_path, locked, password="harbour")
    assert opened(tmp_path, locked, password="lantern").page_count == 1


def test_a_file_that_only_forbids_things_is_read_and_told_of(tmp_path: Path) -> None:
    assert "permissions are restricted" in messages(opened(tmp_path, lock(b"")))


# --- text ------------------------------------------------------------------------------------------------------------


def test_words_off_the_page_are_dropped_and_counted(tmp_path: Path) -> None:
    reader = opened(tmp_path, make_pdf(PdfPage(say("Here", 72, 700) + say("There", 900, 700) + say("Below", 72, -300))))
    assert set(words(reader)) == {"Here"}
    native = reader.read_page(1).native
    assert native is not None
    assert native.outside == 2
    assert "2 words" in messages(reader, 1)


def test_a_double_text_layer_is_read_once(tmp_path: Path) -> None:
    page = PdfPage(say("Lantern", 72, 700, before="3 Tr") + say("Lantern", 73, 700.4))
    reading = next(iter(read_pages(opened(tmp_path, make_pdf(page)), "0" * 64, [1], SETTINGS, None)))
    assert reading.layer is not None
    assert reading.layer.text == "Lantern"


def test_form_values_and_notes_are_read_at_their_place(tmp_path: Path) -> None:
    field = "/Subtype /Widget /FT /Tx /F 4 /DA (/F1 12 Tf 0 g) /Rect [160 698 460 714]"
    page = PdfPage(
        say("Name:", 72, 702),
        annotations=(
            f"{field} /T (name) /V (Ada Ellingham)",
            "/Subtype /FreeText /F 4 /Rect [100 500 300 520] /DA (/F1 12 Tf) /Contents (seen by the desk)",
            "/Subtype /Text /F 2 /Rect [100 400 120 420] /Contents (kept from view)",
        ),
    )
    form = "/AcroForm << /Fields [500 0 R] /DR << /Font << /F1 3 0 R >> >> /NeedAppearances true >>"
    reader = opened(tmp_path, make_pdf(page, catalog=form))
    reading = next(iter(read_pages(reader, "0" * 64, [1], SETTINGS, None)))
    assert reading.layer is not None
    assert reading.layer.text.splitlines() == ["Name: Ada Ellingham", "seen by the desk"]
    assert words(reader)["Ada"].covered_by(Box(160, 78, 460, 94)) == pytest.approx(1)


def test_fonts_that_do_not_say_what_they_print_are_counted(tmp_path: Path) -> None:
    glyphs: dict[int, bytes | tuple[bytes, bytes]] = {
        900: b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 10 10] /FontMatrix [0.1 0 0 0.1 0 0] /FirstChar 1 /LastChar 2"
        b" /Widths [8 8] /Encoding << /Type /Encoding /Differences [1 /g1 /g2] >> /CharProcs << /g1 901 0 R /g2 901 0 R >> >>",
        901: (b"<< >>", b"8 0 0 0 6 6 d1 0 0 6 6 re f"),
    }
    page = PdfPage("BT /F9 20 Tf 72 700 Td (\\001\\002\\001) Tj ET", more="")
    data = make_pdf(page, more=glyphs).replace(b"/Font << /F1 3 0 R >>", b"/Font << /F9 900 0 R >>")
    native = opened(tmp_path, data).read_page(1).native
    assert native is not None
    assert native.unmapped == 1.0


def test_text_up_the_side_of_a_page_asks_for_a_turn(tmp_path: Path) -> None:
    lines = "".join(f"BT /F1 12 Tf 0 1 -1 0 {100 + 18 * row} 100 Tm ({line}) Tj ET\n" for row, line in enumerate(PROSE))
    reader = opened(tmp_path, make_pdf(PdfPage(lines)))
    reading = next(iter(read_pages(reader, "0" * 64, [1], SETTINGS, None)))
    assert reading.page.turn == 90
    assert (reading.page.width, reading.page.height) == (792, 612)
    assert reading.layer is not None
    assert reading.layer.text.splitlines() == list(PROSE)


# --- files inside ----------------------------------------------------------------------------------------------------


def attach(*files: tuple[str, bytes]) -> bytes:
    objects: dict[int, bytes | tuple[bytes, bytes]] = {}
    names = []
    for index, (name, data) in enumerate(files):
        objects[1000 + 2 * index] = (b"<< /Type /EmbeddedFile /Filter /FlateDecode >>", zlib.compress(data))
        objects[1001 + 2 * index] = (
            f"<< /Type /Filespec /F ({name}) /UF ({name}) /EF << /F {1000 + 2 * index} 0 R >> >>".encode()
        )
        names.append(f"(key{index:03d}) {1001 + 2 * index} 0 R")
    catalog = f"/Names << /EmbeddedFiles << /Names [{' '.join(names)}] >> >>"
    return make_pdf(PdfPage(say("Cover", 72, 700)), catalog=catalog, more=objects)


def test_children_of_one_name_are_both_taken_and_paths_lose_what_climbs(tmp_path: Path) -> None:
    reader = opened(
        tmp_path, attach(("RE: talk.txt", b"first"), ("RE: talk.txt", b"second"), ("../../x/notes.txt", b"third"))
    )
    members = list(reader.members())
    assert [(member.name, member.data) for member in members] == [
        ("RE: talk.txt", b"first"), ("RE: talk.txt", b"second"), ("x/notes.txt", b"third"),
    ]  # fmt: skip
    assert "would climb out" in messages(reader)


def test_a_file_pinned_to_a_page_is_taken_too(tmp_path: Path) -> None:
    more: dict[int, bytes | tuple[bytes, bytes]] = {
        1000: (b"<< /Type /EmbeddedFile >>", b"pinned words"),
        1001: b"<< /Type /Filespec /F (pinned.txt) /UF (pinned.txt) /EF << /F 1000 0 R >> >>",
    }
    page = PdfPage(say("Cover", 72, 700), annotations=("/Subtype /FileAttachment /F 4 /Rect [10 10 30 30] /FS 1001 0 R",))
    reader = opened(tmp_path, make_pdf(PdfPage(), page, more=more))
    assert [(member.name, member.data) for member in reader.members()] == [("pinned.txt", b"pinned words")]


def test_an_attachment_over_the_limit_is_named_and_left(tmp_path: Path) -> None:
    small = ReadSettings(engine="none", member_bytes=4)
    reader = opened(tmp_path, attach(("big.txt", b"too much"), ("small.txt", b"fits")), settings=small)
    assert [member.name for member in reader.members()] == ["small.txt"]
    assert "'big.txt' inside it is larger than 4 bytes" in messages(reader)
    assert "CHANCERY_READ_MEMBER_BYTES" in reader.problems[0].remedy


def test_lines_of_a_page_are_read_from_top_to_bottom_whatever_their_order_in_the_file(tmp_path: Path) -> None:
    page = PdfPage(say_lines(PROSE[2:], top=664) + say_lines(PROSE[:2]))
    reading = next(iter(read_pages(opened(tmp_path, make_pdf(page)), "0" * 64, [1], SETTINGS, None)))
    assert reading.layer is not None
    assert reading.layer.text.splitlines() == list(PROSE)
