"""Sources as themselves: the file, its pages in a list, all files, what went wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from chancery.workbench.pages.said import DateShown


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A page in the list of a source's pages, with its role and the record it belongs to."""

    number: int
    role: str
    record: str | None
    record_title: str
    first_words: str
    blank: bool = False


@dataclass(frozen=True, slots=True)
class ProblemShown:
    """What is wrong with which file (and page), and what to do. `source` is None where nothing of it could be taken in."""

    file: str
    source: str | None
    page: int | None
    message: str
    remedy: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A source: what it is, where it came from, and a window of its pages, `first` (from 1) the first listed."""

    id: str
    file: str
    media_type: str
    bytes: int
    of: int
    added: DateShown | None
    origins: tuple[str, ...]
    collection: str
    holding: str
    parent: str | None
    members: tuple[tuple[str, str], ...]
    """(source id, name) of the files inside a ZIP or portfolio."""
    first: int
    rows: tuple[SourceRow, ...]
    per_page: int
    problems: tuple[ProblemShown, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRow:
    """A source in the list of files."""

    id: str
    file: str
    media_type: str
    pages: int
    added: DateShown | None = None
    collection: str = ""


@dataclass(frozen=True, slots=True)
class FilesPage:
    """A window of the files held, in the order of their hashes; `next` is the hash after which the next window begins."""

    files: tuple[FileRow, ...]
    of: int
    pages: int
    after: str = ""
    next: str | None = None


@dataclass(frozen=True, slots=True)
class ProblemsPage:
    """Everything that went wrong with files and pages, newest file first; the rest of each file is in."""

    problems: tuple[ProblemShown, ...]
    of: int
    first: int = 0
    per_page: int = 100


@dataclass(frozen=True, slots=True)
class Original:
    """A source as it was received: where its bytes lie, and the name and media type to hand it out under."""

    path: Path
    name: str
    media_type: str
