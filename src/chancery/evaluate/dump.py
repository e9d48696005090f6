"""Reading a dump: its head, its files line by line, and single lines by their place; nothing large is held in memory."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from chancery.errors import ExchangeError

Row = dict[str, Any]

FORMAT: Final = "chancery-dump/1"
_FINDING: Final = ("by", "method", "confidence", "stale")
# The keys that every line of a file bears (docs/reference/dump.md). An absent key is an error; not known is null.
KEYS: Final[dict[str, tuple[str, ...]]] = {
    "sources": ("id", "parent", "files", "media_type", "bytes", "pages", "collection", "problems"),
    "pages": (
        "source", "file", "page", "width", "height", "rotation", "skew", "role", "record", "layer", "text",
    ),
    "texts": ("copy", "text", "pieces"),
    "regions": ("source", "file", "page", "kind", "box", "text", "code", "fill", *_FINDING),
    "records": (
        "id", "type", "sheet", "title", "date", "place", "from", "to", "cc", "participants", "drafter", "note_taker",
        "interpreter", "language", "translation_of", "attached_to", "classification", "handling", "cable", "copies",
        "fields",
    ),
    "people": ("id", "name", "names", "offices", "authority", *_FINDING),
    "references": (
        "id", "record", "source", "file", "page", "quote", "kind", "document_type", "date", "from", "to", "place", "number",
        "locator", "outcome", "target", "candidates", "evidence", *_FINDING,
    ),
    "statements": (
        "id", "record", "source", "file", "page", "quote", "type", "date", "event", "speaker", "on_behalf_of", "addressee",
        "topic", "polarity", "condition", "exception", "scope", "deadline", "strength", "capacity", "channel", "depth",
        "incomplete", "mode", "reported_speaker", "inner_type", "relations", "status", "evidence", *_FINDING,
    ),
    "events": (
        "id", "kind", "date", "place", "participants", "documented_by", "mentioned_in", "authority", *_FINDING,
    ),
    "threads": ("id", "title", "records", "replies", "unanswered", "missing", "owed"),
    "wants": (
        "id", "number", "kind", "type", "date", "from", "to", "place", "identifier", "mentioned_in", "on_withdrawal_sheet",
        "state", "closed_by",
    ),
    "variants": ("record", "older", "newer", "passages", "words_lifted", "words_withheld"),
    "decisions": (
        "id", "at", "who", "subject", "verdict", "action", "value", "note", "replaces", "anchor", "place",
    ),
}  # fmt: skip

_EVIDENCE: Final = ("source", "file", "page", "quote", "boxes", "start", "end")
# The keys inside lists of a line, where scoring reads them.
INNER_KEYS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "records": {
        "copies": ("id", "source", "file", "first_page", "last_page", "releases", "holding", "redacted_share", "fullest"),
        "fields": ("name", "value", "evidence", "alternatives", *_FINDING),
        **dict.fromkeys(
            ("from", "to", "cc", "participants", "drafter", "note_taker", "interpreter"), ("name", "role", "person", "side")
        ),
    },
    "references": {"evidence": _EVIDENCE},
    "statements": {"evidence": _EVIDENCE, "relations": ("kind", "target", "state", "reasons")},
    "variants": {"passages": ("change", "text", "page", "boxes", "exemptions")},
    "threads": {"replies": ("reply", "answers", "reasons")},
}


@dataclass(frozen=True, slots=True)
class Dump:
    """An opened dump folder; `head` is what stands in dump.json."""

    folder: Path
    head: Row

    def rows(self, name: str) -> Iterator[Row]:
        """Every line of `name`.jsonl in turn. Raises ExchangeError with file and line where one has not its form."""
        for _, row in self.placed_rows(name):
            yield row

    def placed_rows(self, name: str) -> Iterator[tuple[int, Row]]:
        """As `rows`, each with the byte at which its line begins, for `row_at`."""
        path = self.folder / f"{name}.jsonl"
        try:
            with path.open("rb") as file:
                at = 0
                for number, line in enumerate(file, start=1):
                    if line.strip():
                        yield at, _parse(name, line, f"{path.name} of {self.folder.name}, line {number}")
                    at += len(line)
        except OSError as error:
            raise _unreadable(path, error) from error

    def row_at(self, name: str, at: int) -> Row:
        """The line that begins at this byte."""
        path = self.folder / f"{name}.jsonl"
        try:
            with path.open("rb") as file:
                file.seek(at)
                return _parse(name, file.readline(), f"{path.name} of {self.folder.name}, byte {at}")
        except OSError as error:
            raise _unreadable(path, error) from error

    def has_rows(self, name: str) -> bool:
        return next(iter(self.rows(name)), None) is not None


def open_dump(folder: Path) -> Dump:
    """Open a dump after checking its head, its files and their hashes.

    Raises ExchangeError where dump.json or a file is missing, of another format, or not as it was written.
    """
    path = folder / "dump.json"
    try:
        head = json.loads(path.read_bytes())
    except OSError as error:
        raise ExchangeError(
            "there is no dump.json in this folder" if isinstance(error, FileNotFoundError) else f"{error.strerror}",
            where=str(folder), remedy="Name a folder written by `chancery export dump`.",
        ) from error  # fmt: skip
    except ValueError as error:
        raise ExchangeError("dump.json is not JSON", where=str(path), remedy="Write the dump again.") from error
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        said = head.get("format") if isinstance(head, dict) else None
        raise ExchangeError(f"the format is {said!r}, not {FORMAT!r}", where=str(path), remedy="Write the dump again.")
    for name in KEYS:
        _check(folder / f"{name}.jsonl", head)
    return Dump(folder, head)


def _check(path: Path, head: Row) -> None:
    said = (head.get("sha256") or {}).get(path.name)
    if said is None:
        raise ExchangeError(
            f"dump.json gives no sha256 of {path.name}", where=str(path.parent), remedy="Write the dump again."
        )
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(path, error) from error
    if digest != said:
        raise ExchangeError(
            "the file is not as it was written (its hash differs from dump.json)", where=str(path),
            remedy="Write the dump again; a gold that was edited needs its new hash in dump.json.",
        )  # fmt: skip


def _parse(name: str, line: bytes, where: str) -> Row:
    try:
        row: Row = json.loads(line)
    except ValueError as error:
        raise ExchangeError("the line is not JSON", where=where, remedy="Write the dump again.") from error
    _check_keys(row, KEYS[name], where)
    for key, inner in INNER_KEYS.get(name, {}).items():
        if not isinstance(row[key], list):
            raise ExchangeError(f"{key!r} is no list", where=where, remedy="What is not known is written as an empty list.")
        for each in row[key]:
            _check_keys(each, inner, f"{where}, {key}")
    return row


def _check_keys(row: Any, keys: Collection[str], where: str) -> None:
    if not isinstance(row, dict):
        raise ExchangeError("there is no JSON object", where=where, remedy="Write the dump again.")
    absent = [key for key in keys if key not in row]
    if absent:
        raise ExchangeError(
            f"the key {', '.join(repr(key) for key in absent)} is absent", where=where,
            remedy="What is not known is written as null (or an empty list), never left out.",
        )  # fmt: skip


def _unreadable(path: Path, error: OSError) -> ExchangeError:
    return ExchangeError(
        f"the file cannot be read ({error.strerror})", where=str(path), remedy="A dump has all its files, also empty ones."
    )
