"""Encodings of short texts: old code pages, marks, their absence, and damage."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.read.encoding import decode_name, decode_text, looks_like_text

RUSSIAN = (
    "Уважаемый господин министр, благодарю за письмо о гавани.",
    "СОВЕРШЕННО СЕКРЕТНО. Экз. 2",
    "О встрече в Женеве 6 января 1995 г.",
    "Нота",
    "ПРЕЗИДЕНТУ РОССИЙСКОЙ ФЕДЕРАЦИИ Б.Н.ЕЛЬЦИНУ\nУважаемый Борис Николаевич!",
    "Dear Minister, attached is the letter (письмо) of the embassy.",
)
WESTERN = (
    "the résumé of the café talks",
    "Müller und Schröder trafen sich in Köln",
    "He said “no” – and left.",
    "Señor Muñoz: £5 or ½ of it",
    "À Paris, le président à déclaré",
)


@pytest.mark.parametrize("text", RUSSIAN)
@pytest.mark.parametrize(("codec", "name"), [("windows-1251", "Windows-1251"), ("koi8-r", "KOI8-R"), ("cp866", "CP866")])
def test_short_russian_texts_are_told_from_one_another(text: str, codec: str, name: str) -> None:
    decoded = decode_text(text.encode(codec))
    assert (decoded.text, decoded.encoding) == (text, codec)
    assert name in decoded.problems[0].message


@pytest.mark.parametrize("text", WESTERN)
def test_western_texts_are_windows_1252(text: str) -> None:
    decoded = decode_text(text.encode("windows-1252"))
    assert (decoded.text, decoded.encoding) == (text, "windows-1252")


@pytest.mark.parametrize("text", [*RUSSIAN, *WESTERN])
@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-8"])
@pytest.mark.parametrize("marked", [True, False])
def test_unicode_is_read_with_and_without_its_mark(text: str, codec: str, marked: bool) -> None:
    marks = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE, "utf-8": codecs.BOM_UTF8}
    decoded = decode_text((marks[codec] if marked else b"") + text.encode(codec))
    assert (decoded.text, decoded.encoding) == (text, codec)
    assert bool(decoded.problems) == (codec != "utf-8" and not marked)


def test_a_damaged_byte_does_not_make_utf8_something_else() -> None:
    data = RUSSIAN[0].encode()
    decoded = decode_text(data[:41] + b"\xff" + data[42:])
    assert decoded.encoding == "utf-8"
    assert "shown as �" in decoded.problems[0].message


@given(st.text())
def test_utf8_comes_back_as_it_was(text: str) -> None:
    decoded = decode_text(codecs.BOM_UTF8 + text.encode())
    assert decoded.text == text


@given(st.binary(max_size=500))
def test_any_bytes_give_a_text(data: bytes) -> None:
    assert isinstance(decode_text(data).text, str)


def test_pictures_and_programs_are_not_text() -> None:
    assert not looks_like_text(bytes(range(256)) * 4)
    assert not looks_like_text(b"\x7fELF" + bytes(60))
    assert looks_like_text(b"OCR left a \x00 here and a \x1b there, as it will. " * 4)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("Письмо Ельцину.txt".encode("cp866"), "Письмо Ельцину.txt"),
        ("Нота июнь 1994.txt".encode("cp866"), "Нота июнь 1994.txt"),
        ("Письмо.txt".encode(), "Письмо.txt"),
        ("Protokół Müller.txt".encode("cp437", "replace").replace(b"?", b"l"), "Protokól Müller.txt"),
        (b"letter.txt", "letter.txt"),
    ],
)
def test_names_in_old_encodings_are_read(data: bytes, name: str) -> None:
    assert decode_name(data) == name


def test_halves_of_a_pair_written_as_characters_are_one_again() -> None:
    """Java and old databases write a character beyond the first 65,536 as two of three bytes each."""
    whole = decode_text("Lantern \U0001f4dc".encode("utf-16", "surrogatepass").decode("utf-16").encode("utf-8"))
    halves = decode_text("Lantern \ud83d\udcdc".encode("utf-8", "surrogatepass"))
    assert (halves.text, halves.encoding, halves.problems) == (whole.text, "utf-8", ())
    assert decode_text("Lantern \ud83d.".encode("utf-8", "surrogatepass")).text == "Lantern \ud83d."
