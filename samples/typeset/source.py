"""Reading the sample sources: records (front matter and marked text), files (how copies were made), the world."""

from __future__ import annotations

import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).resolve().parent.parent
PARTS = ("open", "kept")
FENCE = "+++"

Table = dict[str, Any]


class SourceFault(ValueError):
    """A sample source that cannot be read, with the file and what is wrong."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a record's text that is set in one way: `kind` with its options and its lines."""

    kind: str
    options: dict[str, str]
    lines: list[str]


@dataclass(frozen=True, slots=True)
class RecordSource:
    """A record as written: its description and findings (front matter) and its blocks of marked text."""

    name: str
    part: str
    head: Table
    blocks: list[Block]


@dataclass(frozen=True, slots=True)
class FileSource:
    """A source file to be made: its format and the copies it holds, in order."""

    name: str
    part: str
    format: str
    head: Table
    copies: list[Table]


@dataclass(frozen=True, slots=True)
class World:
    """One part of the samples: records by name, files, and what stands above records (people, events, threads, wants)."""

    part: str
    records: dict[str, RecordSource]
    files: list[FileSource]
    people: dict[str, Table]
    events: dict[str, Table]
    threads: list[Table]
    wants: dict[str, Table]
    extra: Table = field(default_factory=dict)


def load_world(part: str, folder: Path = SAMPLES) -> World:
    """The part `open` or `kept`, whole; raises SourceFault where a file is faulty."""
    place = folder / part
    world = _toml(place / "world.toml")
    return World(
        part=part,
        records={path.stem: read_record(path, part) for path in sorted((place / "records").glob("*.txt"))},
        files=[_file(path, part) for path in sorted((place / "files").glob("*.toml"))],
        people=world.get("people", {}),
        events=world.get("events", {}),
        threads=list(world.get("threads", [])),
        wants=world.get("wants", {}),
        extra={key: world[key] for key in ("as_of", "collections", "agencies") if key in world},
    )


def read_record(path: Path, part: str) -> RecordSource:
    """A record from its file: TOML between two fences, then the text."""
    text = path.read_text(encoding="utf-8")
    try:
        _, head, body = text.split(FENCE + "\n", 2)
        return RecordSource(path.stem, part, tomllib.loads(head), list(_blocks(body)))
    except ValueError as error:
        raise SourceFault(f"{path.name}: {error}") from error


def _file(path: Path, part: str) -> FileSource:
    head = _toml(path)
    copies = list(head.pop("copy", []))
    return FileSource(str(head.pop("name", path.stem)), part, str(head.pop("format", "pdf")), head, copies)


def _toml(path: Path) -> Table:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SourceFault(f"{path.name}: {error}") from error


def _blocks(body: str) -> Iterator[Block]:
    """Blocks are parted by empty lines; a line `@kind key=value` says how the lines after it are set (else a paragraph).

    Inside `@pre` an empty line is written as a single full stop.
    """
    kind, options, lines = "para", dict[str, str](), list[str]()
    started = False
    for line in [*body.split("\n"), ""]:
        if line.startswith("@"):
            if started:
                yield Block(kind, options, lines)
            kind, *words = shlex.split(line[1:])
            options = dict(word.split("=", 1) for word in words)
            lines, started = [], True
        elif line.strip():
            lines.append("" if line == "." else line)
            started = True
        elif started:
            yield Block(kind, options, lines)
            kind, options, lines, started = "para", {}, [], False
