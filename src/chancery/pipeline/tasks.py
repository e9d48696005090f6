"""The stages as tasks: a function of a module and one serialisable argument each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from chancery.describe.source import describe_source
from chancery.extract.references import find_references
from chancery.model.mention import Reference
from chancery.model.page import PageReading
from chancery.model.record import Header, SourceDescription
from chancery.model.source import Problem
from chancery.model.text import ReadingText
from chancery.read.engine import OcrEngine
from chancery.read.engines import find_engine
from chancery.read.pages import read_pages
from chancery.read.reader import SourceReader
from chancery.read.source import open_source
from chancery.read.unlock import write_unlocked
from chancery.settings import ReadSettings, Settings


@dataclass(frozen=True, slots=True)
class Opening:
    """How to open a source: where its bytes are, the name to speak of it by, its password."""

    path: Path
    name: str
    settings: ReadSettings
    password: str | None = None


@dataclass(frozen=True, slots=True)
class InspectJob:
    """Open a source, tell what it is, and put its members into the folder `spool` (which the caller made and empties)."""

    opening: Opening
    spool: Path


@dataclass(frozen=True, slots=True)
class SpooledMember:
    """A member of a container, its bytes in a file of the spool."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a source is; `unlocked` is the file of its bytes without encryption, where a password was needed."""

    media_type: str
    page_count: int
    problems: tuple[Problem, ...]
    members: tuple[SpooledMember, ...]
    unlocked: Path | None = None


def inspect(job: InspectJob) -> Inspection:
    with _reader(job.opening) as reader:
        members = tuple(_spool(reader, job.spool))
        # Problems of members (a refused path, a bomb) are known only when all members were walked.
        return Inspection(reader.media_type, reader.page_count, reader.problems, members, _unlock(reader, job))


def _unlock(reader: SourceReader, job: InspectJob) -> Path | None:
    opening = job.opening
    if opening.password is None or reader.media_type != "application/pdf":
        return None
    job.spool.mkdir(parents=True, exist_ok=True)
    to = job.spool / "unlocked"
    return to if write_unlocked(opening.path, opening.password, to) else None


def _spool(reader: SourceReader, folder: Path) -> Iterator[SpooledMember]:
    for number, member in enumerate(reader.members()):
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / str(number)
        path.write_bytes(member.data)
        yield SpooledMember(member.name, path)


@dataclass(frozen=True, slots=True)
class ReadJob:
    """Read some pages of a source."""

    opening: Opening
    source: str
    numbers: tuple[int, ...]


def read(job: ReadJob) -> tuple[PageReading, ...]:
    with _reader(job.opening) as reader:
        return tuple(read_pages(reader, job.source, job.numbers, job.opening.settings, _engine(job.opening.settings)))


@dataclass(frozen=True, slots=True)
class DescribeJob:
    """Describe the pages of a source (or of a window of it). `cuts` are those that people decided: page number, whether a
    record begins there.
    """

    readings: tuple[PageReading, ...]
    settings: Settings
    cuts: tuple[tuple[int, bool], ...] = ()


def describe(job: DescribeJob) -> SourceDescription:
    return describe_source(job.readings, job.settings, dict(job.cuts))


@dataclass(frozen=True, slots=True)
class ExtractJob:
    """Find the references in copies, each with its effective header."""

    copies: tuple[tuple[str, ReadingText, Header], ...]


def extract(job: ExtractJob) -> tuple[tuple[str, tuple[Reference, ...]], ...]:
    return tuple((copy, find_references(reading, header)) for copy, reading, header in job.copies)


@lru_cache(maxsize=1)
def _engine(settings: ReadSettings) -> OcrEngine | None:
    return find_engine(settings)


@contextmanager
def _reader(opening: Opening) -> Iterator[SourceReader]:
    reader = open_source(opening.path, name=opening.name, settings=opening.settings, password=opening.password)
    try:
        yield reader
    finally:
        reader.close()
