"""A copy of an encrypted PDF without its lock: the same page, and nobody asks for the password again."""

from __future__ import annotations

from pathlib import Path

from chancery.read.source import open_source
from chancery.read.unlock import write_unlocked
from tests.read.made import SETTINGS, PdfPage, lock, make_pdf, say


def test_the_copy_opens_without_a_password_and_bears_the_same_words(tmp_path: Path) -> None:
    locked, copy = tmp_path / "locked.pdf", tmp_path / "copy"
    locked.write_bytes(lock(b"lantern", say("The lantern at the mole", 72, 700)))
    assert write_unlocked(locked, "lantern", copy)
    reader = open_source(copy, name="locked.pdf", settings=SETTINGS)
    try:
        native = reader.read_page(1).native
        assert native is not None
        assert [word.text for word in native.words] == ["The", "lantern", "at", "the", "mole"]
        assert reader.render(1, 72).min() < 128
    finally:
        reader.close()


def test_no_copy_is_made_of_what_opens_by_itself_or_not_at_all(tmp_path: Path) -> None:
    files = {
        "open.pdf": make_pdf(PdfPage(say("Amber", 72, 700))),
        "other.pdf": lock(b"lantern"),
        "broken.pdf": b"%PDF-1.7 and nothing else",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        assert not write_unlocked(tmp_path / name, "harbour", tmp_path / "copy")
        assert not (tmp_path / "copy").exists()
