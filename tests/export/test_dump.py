"""A dump is whole or absent, and every kind has its file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chancery.errors import UsageError
from chancery.export.dump import FILES, write_dump


def dump(folder: Path, **rows: Any) -> Any:
    return write_dump(folder, rows, program="chancery 0", archive="a", as_of=None)


def test_every_kind_has_its_file_also_when_it_is_empty(tmp_path: Path) -> None:
    head = dump(tmp_path / "out", records=[{"id": "r1"}, {"id": "r2"}])
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(
        [*(f"{name}.jsonl" for name in FILES), "dump.json"]
    )
    assert head["counts"]["records.jsonl"] == 2
    assert head["counts"]["wants.jsonl"] == 0


def test_hashes_and_counts_are_those_of_the_files(tmp_path: Path) -> None:
    head = dump(tmp_path / "out", pages=[{"text": "Ельцин \u2028 \ufffd"}])
    for file, digest in head["sha256"].items():
        assert hashlib.sha256((tmp_path / "out" / file).read_bytes()).hexdigest() == digest
    assert json.loads((tmp_path / "out" / "dump.json").read_text()) == head
    (line,) = (tmp_path / "out" / "pages.jsonl").read_text("utf-8").split("\n")[:-1]
    assert json.loads(line) == {"text": "Ельцин \u2028 \ufffd"}


def test_a_dump_that_breaks_off_leaves_no_half_file_under_its_name(tmp_path: Path) -> None:
    def rows() -> Iterator[dict[str, str]]:
        yield {"id": "r1"}
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        dump(tmp_path / "out", records=rows())
    left = {path.name for path in (tmp_path / "out").iterdir()}
    assert "records.jsonl" not in left
    assert "dump.json" not in left
    assert not any(name.endswith(".part") for name in left)


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(UsageError, match="not empty"):
        dump(tmp_path)
