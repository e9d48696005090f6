"""Adding files and rebuilding what is derived: the run of the pipeline, with the index kept up beside it."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from chancery.archive import Archive, ManifestEntry, Received
from chancery.errors import ChanceryError, ExchangeError, UnreadableFile
from chancery.pipeline.discover import Found, find_files
from chancery.pipeline.executor import Executor
from chancery.pipeline.manifest import parse_manifest
from chancery.pipeline.progress import Meter, Progress
from chancery.pipeline.run import FileProblem, Outcome, Run, Watch
from chancery.search.index import SearchIndex
from chancery.settings import Settings
from chancery.workbench.indexing import live_indexing

Report = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class AddOptions:
    """What the user says of the files he adds."""

    collection: str | None = None
    holding: str | None = None
    url: str | None = None
    manifest: Path | None = None
    password_file: Path | None = None
    workers: int | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did: sources newly in, sources held already, pages, records, problems; sentences worth telling besides."""

    added: int
    held: int
    pages: int
    records: int
    problems: tuple[FileProblem, ...]
    stopped: bool
    notes: tuple[str, ...] = ()
    verb: str = "added"


@dataclass(frozen=True, slots=True)
class Bench:
    """What a run works on."""

    archive: Archive
    index: SearchIndex
    settings: Settings
    make_executor: Callable[[int], Executor]


def add(bench: Bench, paths: Sequence[Path], options: AddOptions, report: Report, stop: threading.Event) -> Summary:
    """Take files and folders in; goes on with what an earlier run left undone."""
    archive = bench.archive
    passwords = read_passwords(options.password_file)
    if options.manifest is not None:
        archive.save_manifest(options.manifest.name, read_manifest(options.manifest))

    def receive(found: Found, parent: str | None) -> Received:
        return archive.add_file(
            found.path, name=found.name, parent=parent, collection=options.collection, holding=options.holding,
            url=options.url, access="closed" if options.closed else "open",
        )  # fmt: skip

    with archive.hold("add"):
        return _run(bench, find_files(paths), receive, report, stop, passwords, options.workers)


def rebuild(
    bench: Bench, report: Report, stop: threading.Event, workers: int | None = None, password_file: Path | None = None
) -> Summary:
    """Read, describe and index every source anew; originals and decisions are not touched.

    A source that cannot be opened now (its password is not told) keeps what was read of it before.
    """
    passwords = read_passwords(password_file)

    def receive(found: Found, parent: str | None) -> Received:
        # A container's members are held already; putting their bytes in again changes nothing.
        return bench.archive.add_file(found.path, name=found.name, parent=parent)

    with bench.archive.hold("rebuild"):
        bench.archive.collect()
        bench.archive.begin_rebuild()
        summary = _run(bench, iter(()), receive, report, stop, passwords, workers)
        if not summary.stopped:
            bench.archive.end_rebuild()
    return replace(summary, verb="read again")


def _run(
    bench: Bench,
    files: Iterator[Found | ChanceryError],
    receive: Callable[[Found, str | None], Received],
    report: Report,
    stop: threading.Event,
    passwords: tuple[str, ...],
    workers: int | None,
) -> Summary:
    notes: list[str] = []
    with live_indexing(bench.archive, bench.index) as indexing:
        if indexing is None:
            notes.append("Another process holds the search index; it will take in what was added.")
        watch = Watch(Meter(time.monotonic), report, stop, indexing.saved if indexing else lambda: None)
        executor = bench.make_executor(workers or bench.settings.worker_count)
        finished = False
        try:
            outcome = Run(bench.archive, executor, bench.settings, watch, receive, passwords).run(files)
            finished = True
        finally:
            executor.close(now=not finished or stop.is_set())
    return _summary(outcome, notes)


def _summary(outcome: Outcome, notes: list[str]) -> Summary:
    return Summary(
        outcome.added, outcome.held, outcome.pages, outcome.records, tuple(outcome.problems), outcome.stopped, tuple(notes)
    )


def read_manifest(path: Path) -> tuple[ManifestEntry, ...]:
    """The rows of a manifest file, which is UTF-8. Raises UnreadableFile, or ExchangeError naming the line."""
    data = _read_bytes(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ExchangeError(
            "it is not UTF-8", where=f"{path.name}, line {line}", remedy="Save the list as UTF-8."
        ) from error
    return parse_manifest(text, hashlib.sha256(data).hexdigest(), path.name)


def read_passwords(path: Path | None) -> tuple[str, ...]:
    """One password a line; blank lines are passed over, white space inside a line is kept."""
    if path is None:
        return ()
    text = _read_bytes(path).decode("utf-8", "surrogateescape")
    return tuple(line for line in text.splitlines() if line)


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            f"it cannot be read ({error.strerror})", where=str(path), remedy="Check the path and its permissions."
        ) from error
