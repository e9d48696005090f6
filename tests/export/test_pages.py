"""Exported pages are images with their citation: nothing of the source file's own text travels with them."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from chancery.export.pages import CitedPage, write_pages


def png(width: int = 400, height: int = 500) -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (width, height), 200).save(buffer, "PNG")
    return buffer.getvalue()


def test_each_page_is_one_page_with_room_for_its_citation(tmp_path: Path) -> None:
    out = tmp_path / "pages.pdf"
    assert (
        write_pages(out, [CitedPage(png(), "Letter, Torvane to Vesk, 14 March 1972, p. 1"), CitedPage(png(), "p. 2")]) == 2
    )
    document = pypdfium2.PdfDocument(out)
    assert len(document) == 2
    assert document[0].get_width() == 400 / 200 * 72
    assert document[0].get_height() > 500 / 200 * 72
    assert document[0].get_textpage().get_text_bounded() == ""


def test_a_long_citation_is_wrapped_and_nothing_is_cut(tmp_path: Path) -> None:
    long = tmp_path / "long.pdf"
    short = tmp_path / "short.pdf"
    write_pages(long, [CitedPage(png(), "a rather long citation " * 20)])
    write_pages(short, [CitedPage(png(), "a citation")])
    assert pypdfium2.PdfDocument(long)[0].get_height() > pypdfium2.PdfDocument(short)[0].get_height() + 50


def test_no_half_file_is_left_where_a_page_fails(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="cannot identify"):
        write_pages(tmp_path / "out.pdf", [CitedPage(png(), "p. 1"), CitedPage(b"no image", "p. 2")])
    assert list(tmp_path.iterdir()) == []
