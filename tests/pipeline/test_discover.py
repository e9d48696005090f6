"""Files are found in a stable order, and nothing found can end the walk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from chancery.errors import ChanceryError, NotFound, UnsupportedFile
from chancery.pipeline.discover import Found, find_files


def names(paths: list[Path]) -> list[str]:
    return [found.name for found in find_files(paths) if isinstance(found, Found)]


def errors(paths: list[Path]) -> list[ChanceryError]:
    return [found for found in find_files(paths) if isinstance(found, ChanceryError)]


def test_folders_are_walked_in_order_and_names_are_relative(tmp_path: Path) -> None:
    (tmp_path / "b" / "c").mkdir(parents=True)
    for name in ("z.txt", "b/a.txt", "b/c/d.txt", ".DS_Store", ".hidden.txt"):
        (tmp_path / name).write_text("x")
    assert names([tmp_path]) == ["b/a.txt", "b/c/d.txt", "z.txt"]


def test_an_endless_link_ends(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "again").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to(tmp_path / "self")
    assert names([tmp_path]) == ["a.txt"]
    assert len(errors([tmp_path])) == 1


def test_a_missing_path_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    found = list(find_files([tmp_path / "no.pdf", tmp_path / "a.txt"]))
    assert isinstance(found[0], NotFound)
    assert "no.pdf" in str(found[0])
    assert names([tmp_path / "no.pdf", tmp_path / "a.txt"]) == ["a.txt"]


def test_a_name_in_an_old_encoding_is_kept_as_text(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/note-\xe9.txt"
    try:
        Path(os.fsdecode(raw)).write_text("x")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    assert names([tmp_path]) == ["note-�.txt"]


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert [type(error) for error in errors([tmp_path])] == [UnsupportedFile]
