"""The manifest: a CSV in which a user says what only he knows of his files.

Each value becomes a field of the copies it speaks of, with its row as evidence; a value that the page's own text bears wins.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping

from chancery.archive.held import ManifestEntry
from chancery.errors import ExchangeError
from chancery.model.dates import is_edtf
from chancery.model.evidence import Evidence
from chancery.model.page import clean_text
from chancery.model.record import Field, Party
from chancery.model.vocabulary import RECORD_TYPES

VERSION = "1"
METHOD = "manifest.row"
LAYER = "manifest"

# A column of the manifest and the field it gives.
COLUMNS: Mapping[str, str] = {
    "title": "title", "type": "type", "date": "date", "place": "place", "from": "from", "to": "to", "cc": "cc",
    "language": "language", "classification": "classification", "holding": "holding.archive",
    "collection": "holding.collection", "series": "holding.series", "box": "holding.box", "folder": "holding.folder",
    "url": "holding.url", "identifier": "holding.identifiers",
}  # fmt: skip
# Several values of one cell are parted by a semicolon.
LISTS = frozenset({"from", "to", "cc", "holding.identifiers"})
PARTIES = frozenset({"from", "to", "cc"})
# A typed list disagrees with the page in about one date of fifty, and carries no date for one paper in five (handbook 1.12).
CONFIDENCE = 0.9
PAGES = re.compile(r"(\d+)(?:\s*[-–]\s*(\d+))?")


def speaks_of(row: ManifestEntry, files: Iterable[str], first_page: int, last_page: int) -> bool:
    """Whether a row speaks of a copy on these pages of a source that came in under one of these names."""
    if not any(_same_file(row.file, file) for file in files):
        return False
    return (row.first_page or 1) <= last_page and first_page <= (row.last_page or last_page)


def _same_file(said: str, held: str) -> bool:
    """A manifest may name a file with fewer folders than it came in under."""
    said = said.replace("\\", "/").removeprefix("./").lstrip("/")
    return held == said or held.endswith(f"/{said}")


def parse_manifest(text: str, manifest: str, where: str) -> tuple[ManifestEntry, ...]:
    """The rows of a manifest; `where` is its name for errors.

    Raises ExchangeError, naming the line, for a missing `file` column, a column nobody knows, pages that are no range, a
    type that is no type, or a date that is not EDTF.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), restkey="", restval="")
    columns = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    if "file" not in columns:
        raise ExchangeError("the manifest has no column `file`", where=f"{where}, line 1", remedy=_known())
    unknown = [name for name in columns if name and name not in COLUMNS and name not in ("file", "pages")]
    if unknown:
        raise ExchangeError(f"no field is called {unknown[0]!r}", where=f"{where}, line 1", remedy=_known())
    reader.fieldnames = columns
    return tuple(_rows(reader, manifest, where))


def _rows(reader: csv.DictReader[str], manifest: str, where: str) -> Iterator[ManifestEntry]:
    line = 2
    for row in reader:
        place = f"{where}, line {line}"
        cells = {
            name: clean_text(" ".join(cell.split()))[0]
            for name, cell in row.items()
            if name and isinstance(cell, str) and cell.strip()
        }
        if cells:
            yield _row(cells, manifest, line, place)
        line = reader.line_num + 1


def _row(cells: dict[str, str], manifest: str, line: int, place: str) -> ManifestEntry:
    file = cells.pop("file", "")
    if not file:
        raise ExchangeError("the row names no file", where=place, remedy="Fill the column `file` or delete the row.")
    first, last = _pages(cells.pop("pages", ""), place)
    kind = cells.get("type")
    if kind is not None and kind not in RECORD_TYPES:
        raise ExchangeError(f"{kind!r} is no record type", where=place, remedy=f"Use one of {', '.join(RECORD_TYPES)}.")
    day = cells.get("date")
    if day is not None and not is_edtf(day):
        raise ExchangeError(
            f"{day!r} is no date in EDTF", where=place, remedy="Write 1995-01-06, 1994-09, 1994? and the like."
        )
    return ManifestEntry(manifest, line, file, first, last, cells)


def _pages(text: str, place: str) -> tuple[int | None, int | None]:
    if not text:
        return None, None
    match = PAGES.fullmatch(text)
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    if not 1 <= first <= last:
        raise ExchangeError(f"{text!r} is no range of pages", where=place, remedy="Write 3 or 3-7; pages count from 1.")
    return first, last


def _known() -> str:
    return f"Columns are file, pages, {', '.join(COLUMNS)}."


def manifest_fields(row: ManifestEntry) -> Iterator[Field]:
    """The fields a row gives, each with its cell as evidence."""
    for column, cell in row.cells.items():
        name = COLUMNS[column]
        for value in _values(name, cell):
            evidence = Evidence(row.manifest, row.number, LAYER, 0, len(cell), cell)
            held = Party(value) if name in PARTIES else value
            yield Field(name, held, (evidence,), METHOD, VERSION, CONFIDENCE)


def _values(name: str, cell: str) -> list[str]:
    return [part for value in cell.split(";") if (part := value.strip())] if name in LISTS else [cell]


def add_manifest(fields: tuple[Field, ...], rows: Iterable[ManifestEntry]) -> tuple[Field, ...]:
    """The fields of a copy and those that only the manifest knows: what the page itself bears wins over a list."""
    borne = {field.name for field in fields}
    added: dict[str, list[Field]] = {}
    for row in rows:
        given = [field for field in manifest_fields(row) if field.name not in borne]
        for name in {field.name for field in given} - added.keys():
            added[name] = [field for field in given if field.name == name]
    return (*fields, *(field for name in sorted(added) for field in added[name]))
