"""The public dump: JSON Lines, one kind a file, streamed; its form is docs/reference/dump.md."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from chancery.errors import UsageError

FORMAT = "chancery-dump/1"
FILES = (
    "sources", "pages", "texts", "regions", "records", "people", "references", "statements", "events", "threads",
    "wants", "variants", "decisions",
)  # fmt: skip

Row = Mapping[str, Any]


def write_dump(folder: Path, rows: Mapping[str, Iterable[Row]], *, program: str, archive: str, as_of: str | None) -> Row:
    """Write every file of a dump into `folder`, which is empty or absent, and give back what stands in dump.json.

    `rows` gives the lines of each file by its name without ending; a file without rows is written empty. A file gets its
    final name only when it is whole, and dump.json comes last. Raises UsageError where the folder holds something.
    """
    _make_empty(folder)
    counts: dict[str, int] = {}
    hashes: dict[str, str] = {}
    for name in FILES:
        file = f"{name}.jsonl"
        counts[file], hashes[file] = _write_lines(folder / file, rows.get(name, ()))
    head: dict[str, Any] = {
        "format": FORMAT, "program": program, "archive": archive, "as_of": as_of, "counts": counts, "sha256": hashes,
    }  # fmt: skip
    _write_lines(folder / "dump.json", [head])
    return head


def _make_empty(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise UsageError("the folder is not empty", where=str(folder), remedy="Name a new folder for the dump.")


def _write_lines(path: Path, rows: Iterable[Row]) -> tuple[int, str]:
    part = path.with_name(f".{path.name}.part")
    digest = hashlib.sha256()
    count = 0
    try:
        with part.open("wb") as file:
            for row in rows:
                line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
                digest.update(line)
                file.write(line)
                count += 1
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return count, digest.hexdigest()
