"""The index in its folder: opened by many readers, written by one, true up to a change it names, rebuilt beside itself.

    FOLDER/current.json     which generation is in use, and the version of its fields
    FOLDER/writer.lock      held by the one writer; says who it is
    FOLDER/00000001/        a generation: the engine's files

The last change number that the index knows is a document of the index, so that it is committed with what it speaks of.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import socket
import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import tantivy

from chancery.errors import ArchiveDamaged, ArchiveHeld, ArchiveReadOnly, DiskFull
from chancery.search.document import Entry, digest_of
from chancery.search.fold import clean
from chancery.search.schema import INDEX_VERSION, index_documents, make_schema, register

HEAP = 96_000_000  # bytes of memory the writer may fill before it writes a segment
REBUILD_HEAP = 256_000_000  # the same while all is built anew: larger segments, of which fewer are merged afterwards
STATE = "@state"  # the id of the document that names the last change; no record's id begins so
UNREADABLE = -1  # the version where current.json tells none
IndexState = Literal["ready", "missing", "outdated", "damaged"]
MOST_KEPT = 256  # counts and the like of one state of the index; a few kilobytes each
COUNTERS = 2  # searches whose counts are made at the same time
REBUILD = "Run `chancery rebuild`; nothing of the archive itself is touched."


class Kept:
    """What was worked out of one state of the index, the latest so many; safe to use from several threads.

    A key must name all that its value depends on: whose eyes it is for, too.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._values: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Any:
        """What was put under this key; None where nothing was, or it was long ago."""
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key]

    def put(self, key: Hashable, value: Any) -> None:
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._most:
                self._values.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The index as it stood at one commit; a search and all its pages should use one.

    `kept` is forgotten with it: what was counted in one state never answers for another.
    """

    schema: tantivy.Schema
    searcher: tantivy.Searcher
    kept: Kept = field(default_factory=Kept)


@dataclass(frozen=True, slots=True)
class IndexFault:
    """A difference between archive and index; `id` names the record or page."""

    id: str
    message: str


class SearchIndex:
    """The reading side. Any number of these may be open on one folder, in any number of processes and threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._stamp: tuple[Any, ...] | None = None
        self._index: tantivy.Index | None = None
        self._generation = ""
        self._snapshot: Snapshot | None = None

    @cached_property
    def beside(self) -> ThreadPoolExecutor:
        """Where a search has its counts made while it reads its results: the engine works outside Python's lock."""
        return ThreadPoolExecutor(COUNTERS, thread_name_prefix="chancery-search")

    @property
    def state(self) -> IndexState:
        """Whether it can be searched: `outdated` and `damaged` want a rebuild, `missing` a first writer."""
        try:
            self.snapshot()
        except ArchiveDamaged:
            current = _read_current(self.folder)
            if current is None:
                return "missing"
            return "damaged" if current[1] in (INDEX_VERSION, UNREADABLE) else "outdated"
        return "ready"

    @property
    def true_to(self) -> int:
        """The number of the last change that the index knows; 0 when it knows none."""
        snapshot = self.snapshot()
        hits = snapshot.searcher.search(tantivy.Query.term_query(snapshot.schema, "id", STATE), 1, count=False).hits
        return int(snapshot.searcher.doc(hits[0][1])["true_to"][0]) if hits else 0

    def snapshot(self) -> Snapshot:
        """The newest commit. Raises ArchiveDamaged where there is no index that can be read, with what to do."""
        with self._lock:
            # A writer may swap generations between our looking and our opening: then one more look finds the new one.
            for attempt in (1, 2, 3):
                try:
                    return self._refresh()
                except (OSError, ValueError) as error:
                    self._stamp = self._index = None
                    if attempt == 3:
                        where = str(self.folder)
                        raise ArchiveDamaged("the search index cannot be read", where=where, remedy=REBUILD) from error
            raise AssertionError

    def _refresh(self) -> Snapshot:
        current = _read_current(self.folder)
        if current is None:
            raise ArchiveDamaged("there is no search index yet", where=str(self.folder), remedy=REBUILD)
        generation, version = current
        if version != INDEX_VERSION:
            raise ArchiveDamaged("the search index is of another version", where=str(self.folder), remedy=REBUILD)
        place = self.folder / generation
        looked = (place / "meta.json").stat()
        stamp = (generation, looked.st_mtime_ns, looked.st_size, looked.st_ino)
        if self._snapshot is not None and self._index is not None and stamp == self._stamp:
            return self._snapshot
        if self._index is None or self._generation != generation:
            self._index, self._generation = _open_engine(place), generation
        self._index.reload()
        self._stamp = stamp
        self._snapshot = Snapshot(self._index.schema, self._index.searcher())
        return self._snapshot

    def verify(self, expected: Iterable[tuple[str, str]]) -> Iterator[IndexFault]:
        """Compare with what the archive holds: pairs of id and `Entry.digest`, each id once, ids without documents left out.

        The stored documents are hashed again, so that a damaged one is found too.
        """
        snapshot = self.snapshot()
        searcher, schema = snapshot.searcher, snapshot.schema
        seen = 0
        names: set[str] = set()
        for name, digest in expected:
            names.add(clean(name))
            hits = searcher.search(tantivy.Query.term_query(schema, "id", clean(name)), 3, count=False).hits
            seen += len(hits)
            if not hits:
                yield IndexFault(name, "is missing from the search index")
                continue
            if _stored_digest(searcher, [address for _, address in hits]) != digest:
                yield IndexFault(name, "stands in the search index with other content")
        if seen < searcher.num_docs - _state_count(snapshot):
            yield from _surplus(snapshot, names)

    @contextmanager
    def writing(self) -> Iterator[IndexWriter]:
        """Hold the one writer. Raises ArchiveHeld at once when another has it, and says who."""
        with _writer_lock(self.folder):
            writer = IndexWriter(self.folder)
            try:
                yield writer
            finally:
                writer.close()


class IndexWriter:
    """The writing side; made by `SearchIndex.writing` only, which holds the lock."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._engine: tantivy.IndexWriter | None = None

    def apply(self, entries: Sequence[Entry], true_to: int) -> None:
        """Put entries in place of what stood under their ids, and name the last change; all of it or nothing.

        A writer whose thread died (the engine panics rather than raises) is set aside, and the batch is tried once more
        with a new one. Raises ArchiveDamaged when that fails too, DiskFull where no room is left.
        """
        try:
            self._apply(entries, true_to)
        except BaseException as error:
            self._discard()
            if not _is_engine_failure(error):
                raise
            if _says_disk_full(error):
                raise DiskFull("no room is left for the search index", where=str(self._folder)) from error
            try:
                self._apply(entries, true_to)
            except BaseException as again:
                self._discard()
                if not _is_engine_failure(again):
                    raise
                raise ArchiveDamaged(
                    "the search index cannot be written", where=str(self._folder), remedy=REBUILD
                ) from again

    def rebuild(self, entries: Iterable[Entry], true_to: int) -> None:
        """Build a new generation from all entries, beside the one in use, and put it in its place when it is whole."""
        self._discard()
        generation = _next_generation(self._folder)
        place = self._folder / generation
        engine = _make_engine(place, REBUILD_HEAP)
        try:
            for entry in entries:
                for document in index_documents(entry):
                    engine.add_document(document)
            engine.add_document(_state_document(true_to))
            engine.commit()
            engine.wait_merging_threads()
        except BaseException:
            self._engine = engine
            self._discard()
            shutil.rmtree(place, ignore_errors=True)
            raise
        _write_current(self._folder, generation)
        _remove_others(self._folder, generation)

    def close(self) -> None:
        """Let running merges end, then let go."""
        if self._engine is not None:
            engine, self._engine = self._engine, None
            engine.wait_merging_threads()

    def _apply(self, entries: Sequence[Entry], true_to: int) -> None:
        engine = self._opened()
        for entry in entries:
            engine.delete_documents_by_term("id", clean(entry.id))
            for document in index_documents(entry):
                engine.add_document(document)
        engine.delete_documents_by_term("id", STATE)
        engine.add_document(_state_document(true_to))
        engine.commit()

    def _opened(self) -> tantivy.IndexWriter:
        if self._engine is None:
            current = _read_current(self._folder)
            if current is None:
                generation = _next_generation(self._folder)
                self._engine = _make_engine(self._folder / generation)
                self._engine.commit()
                _write_current(self._folder, generation)
            elif current[1] != INDEX_VERSION:
                raise ArchiveDamaged("the search index is of another version", where=str(self._folder), remedy=REBUILD)
            else:
                self._engine = _open_engine(self._folder / current[0]).writer(HEAP, 1)
        return self._engine

    def _discard(self) -> None:
        """Let go of the writer and of what it had not committed.

        Forgetting it is not enough: the traceback of what failed still holds it, and with it the engine's own lock.
        """
        engine, self._engine = self._engine, None
        if engine is not None:
            try:
                engine.wait_merging_threads()
            except BaseException as error:
                if not _is_engine_failure(error):
                    raise


# --- the engine -------------------------------------------------------------------------------------------------------


def _open_engine(place: Path) -> tantivy.Index:
    index = tantivy.Index.open(str(place))
    register(index)
    index.config_reader("manual")
    return index


def _make_engine(place: Path, heap: int = HEAP) -> tantivy.IndexWriter:
    place.mkdir(parents=True)
    index = tantivy.Index(make_schema(), path=str(place))
    register(index)
    return index.writer(heap, 1)


def _state_document(true_to: int) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("id", STATE)
    document.add_integer("true_to", true_to)
    return document


def _is_engine_failure(error: BaseException) -> bool:
    # A panic in the engine reaches Python as a BaseException of its own, which has no importable name.
    return isinstance(error, OSError | ValueError | RuntimeError) or type(error).__name__ == "PanicException"


def _says_disk_full(error: BaseException) -> bool:
    return "No space left" in str(error) or getattr(error, "errno", None) == errno.ENOSPC


def _stored_digest(searcher: tantivy.Searcher, addresses: list[tantivy.DocAddress]) -> str:
    views = []
    for address in addresses:
        document = searcher.doc(address)
        views.append((document["seen_by"], bytes(document["payload"][0])))
    return digest_of(views)


def _state_count(snapshot: Snapshot) -> int:
    query = tantivy.Query.term_query(snapshot.schema, "id", STATE)
    return count_of(snapshot.searcher.search(query, 1, count=True))


def _surplus(snapshot: Snapshot, names: set[str]) -> Iterator[IndexFault]:
    searcher, offset, step = snapshot.searcher, 0, 1_000
    while hits := searcher.search(tantivy.Query.all_query(), step, count=False, offset=offset).hits:
        for _, address in hits:
            name = searcher.doc(address)["id"][0]
            if name not in names and name != STATE:
                yield IndexFault(name, "stands in the search index but not in the archive")
        offset += step


def count_of(found: tantivy.SearchResult) -> int:
    """How many documents were found in all; the engine's own type stubs leave the attribute out."""
    return int(found.count or 0)  # type: ignore[attr-defined]


# --- the folder -------------------------------------------------------------------------------------------------------


def _read_current(folder: Path) -> tuple[str, int] | None:
    try:
        said = json.loads((folder / "current.json").read_text("utf-8"))
        return str(said["generation"]), int(said["version"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        return "", UNREADABLE


def _write_current(folder: Path, generation: str) -> None:
    """Point to a generation: written aside, synced, renamed, so that there is always exactly one."""
    aside = folder / "current.json.new"
    with aside.open("w", encoding="utf-8") as file:
        json.dump({"generation": generation, "version": INDEX_VERSION}, file)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(folder / "current.json")
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _generations(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir() if entry.is_dir() and entry.name.isdigit())


def _next_generation(folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    return f"{max([0, *map(int, _generations(folder))]) + 1:08d}"


def _remove_others(folder: Path, generation: str) -> None:
    # Readers that still have an old generation open keep its files until they look again.
    for name in _generations(folder):
        if name != generation:
            shutil.rmtree(folder / name, ignore_errors=True)


@contextmanager
def _writer_lock(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / "writer.lock").open("a+", encoding="utf-8")
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull("no room is left for the search index", where=str(folder)) from error
        raise ArchiveReadOnly(f"the search index cannot be written ({error.strerror})", where=str(folder)) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            raise ArchiveHeld(
                f"the search index is being written by {file.read().strip() or 'another process'}", where=str(folder),
                remedy="Wait until it is done; what it writes will be found without doing anything.",
            ) from error  # fmt: skip
        file.truncate(0)
        file.write(f"process {os.getpid()} on {socket.gethostname()} since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC\n")
        file.flush()
        yield
