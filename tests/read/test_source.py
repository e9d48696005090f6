"""Opening: the bytes tell the kind, the name does not, and what cannot be opened says why."""

from __future__ import annotations

import io
import tarfile
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import EmptyFile, SourceError, UnreadableFile, UnsupportedFile
from chancery.read.source import kind_of, open_source
from tests.read.made import SETTINGS, PdfPage, encoded, make_pdf, opened, say


def zipped() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("letter.txt", "Dear Minister")
    return buffer.getvalue()


WHITE = np.full((40, 30), 255, np.uint8)
KINDS = [
    (make_pdf(PdfPage(say("Lantern", 72, 700))), "application/pdf"),
    (b"\r\nFrom: the desk\r\n" + make_pdf(PdfPage()), "application/pdf"),
    (encoded(WHITE, "TIFF"), "image/tiff"),
    (encoded(WHITE, "JPEG"), "image/jpeg"),
    (encoded(WHITE, "PNG"), "image/png"),
    (zipped(), "application/zip"),
    (b"Dear Minister,\n", "text/plain"),
]


@pytest.mark.parametrize(("data", "media_type"), KINDS)
def test_the_bytes_tell_the_kind_and_a_wrong_name_is_only_a_problem(tmp_path: Path, data: bytes, media_type: str) -> None:
    assert opened(tmp_path, data, "paper").media_type == media_type
    wrong = "paper.jpg" if media_type != "image/jpeg" else "paper.pdf"
    reader = opened(tmp_path, data, wrong)
    assert reader.media_type == media_type
    assert [problem.code for problem in reader.problems] == ["wrong_name"]
    reader.close()


def test_markdown_is_told_by_its_name_alone(tmp_path: Path) -> None:
    assert opened(tmp_path, b"# Letter\n", "paper.MD").media_type == "text/markdown"


def test_an_empty_file_is_named_empty(tmp_path: Path) -> None:
    with pytest.raises(EmptyFile, match=r"paper\.pdf: the file is empty \(0 bytes\)"):
        opened(tmp_path, b"")
    with pytest.raises(EmptyFile, match="only white space"):
        opened(tmp_path, b" \n\n ", "paper.txt")


def test_a_folder_and_a_missing_file_are_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="a folder"):
        open_source(tmp_path, name="folder", settings=SETTINGS)
    with pytest.raises(UnreadableFile, match="no such file"):
        open_source(tmp_path / "absent.pdf", name="absent.pdf", settings=SETTINGS)


def tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("paper.txt"))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("head", "what"),
    [(b"GIF89a" + bytes(200), "GIF"), (b"\x7fELF" + bytes(200), "program"), (tar(), "TAR archive")],
)
def test_a_foreign_file_is_called_by_its_kind(tmp_path: Path, head: bytes, what: str) -> None:
    with pytest.raises(UnsupportedFile, match=what):
        opened(tmp_path, head)


@given(st.binary(min_size=1, max_size=4096))
def test_any_bytes_have_a_kind_or_none(data: bytes) -> None:
    assert kind_of(data) in {"pdf", "tiff", "jpeg", "png", "zip", "text", None}


@pytest.mark.parametrize("start", [b"%PDF-1.4\n", b"II*\0", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"PK\3\4"])
@given(rubbish=st.binary(max_size=300))
def test_rubbish_behind_a_good_beginning_is_refused_with_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, start: bytes, rubbish: bytes
) -> None:
    folder = tmp_path_factory.mktemp("rubbish")
    error: SourceError | None = None
    try:
        opened(folder, start + rubbish, "paper").close()
    except SourceError as refused:
        error = refused
    assert error is None or (error.where == "paper" and error.message)
