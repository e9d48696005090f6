"""Keeping the search index true to the archive: the adding process does it as it goes, else the room in the background."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterable, Iterator

from chancery.archive import Archive, Fault
from chancery.errors import ArchiveDamaged, ArchiveHeld, ChanceryError
from chancery.search.index import IndexWriter, SearchIndex
from chancery.workbench.entries import all_entries, entries_of

BATCH = 500  # changes applied in one commit: enough for speed, few enough for memory
PAUSE_SECONDS = 0.4  # between two looks of the background indexer; a decision is to be found within two seconds
WAIT_SECONDS = 3.0  # for a writer that another process holds
COMMIT_SECONDS = 1.0  # between two commits while files come in; what is added is to be found within two seconds


def catch_up(archive: Archive, index: SearchIndex, writer: IndexWriter) -> int:
    """Apply every change the index does not know yet; gives how many. A missing or outdated index is made anew."""
    if index.state != "ready":
        rebuild(archive, writer)
        return archive.last_change()
    known, applied = index.true_to, 0
    if known > archive.last_change():
        rebuild(archive, writer)  # the database was put back to an earlier state, from a backup perhaps
        return archive.last_change()
    while changes := archive.changes_since(known, BATCH):
        known = changes[-1].number
        writer.apply(tuple(entries_of(archive, changes)), known)
        applied += len(changes)
    return applied


def rebuild(archive: Archive, writer: IndexWriter) -> None:
    """Make the index anew. The change number is taken first, so what changes meanwhile is applied afterwards."""
    true_to = archive.last_change()
    writer.rebuild(all_entries(archive), true_to)


def bring_up(archive: Archive, index: SearchIndex, seconds: float | None = None) -> bool:
    """Apply what changed here and now; False where another process holds the writer, which then applies it.

    A command that holds it for a moment may just have looked, so that one is waited for. A run that adds looks again and
    again, and once more at its end.
    """
    try:
        with _patiently(index, seconds) as writer:
            catch_up(archive, index, writer)
    except ArchiveHeld:
        return False
    return True


class LiveIndexing:
    """The adding process's own indexing: holds the writer for the run, and a thread applies what changes, at most once a second.

    Changes come from the run and from anyone who decides meanwhile, so that it looks also while no file is finished.
    """

    def __init__(self, archive: Archive, index: SearchIndex, writer: IndexWriter) -> None:
        self.archive = archive
        self.index = index
        self.writer = writer
        self._trouble: ChanceryError | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="chancery-live-indexing", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def saved(self) -> None:
        """Something was saved: it will be indexed in a moment. Raises what stopped the indexing, if anything did."""
        if self._trouble is not None:
            raise self._trouble

    def stop(self) -> None:
        """Let the thread end; what it has not applied is the caller's to apply."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(COMMIT_SECONDS):
            try:
                catch_up(self.archive, self.index, self.writer)
            except ChanceryError as error:
                self._trouble = error  # the run hears of it when it saves the next page
                return


@contextlib.contextmanager
def live_indexing(archive: Archive, index: SearchIndex) -> Iterator[LiveIndexing | None]:
    """Hold the index writer while files come in; None where another process has it (its indexer will see our changes)."""
    with contextlib.ExitStack() as stack:
        try:
            writer = stack.enter_context(_patiently(index))
        except ArchiveHeld:
            yield None
            return
        live = LiveIndexing(archive, index, writer)
        catch_up(archive, index, writer)
        live.start()
        try:
            yield live
        finally:
            live.stop()
            catch_up(archive, index, writer)


@contextlib.contextmanager
def _patiently(index: SearchIndex, seconds: float | None = None) -> Iterator[IndexWriter]:
    """The writer, waiting a little: a reading room holds it only for the moment it needs."""
    end = time.monotonic() + (WAIT_SECONDS if seconds is None else seconds)
    with contextlib.ExitStack() as stack:
        while True:
            try:
                writer = stack.enter_context(index.writing())
                break
            except ArchiveHeld:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)
        yield writer


class BackgroundIndexer:
    """The room's indexer: a thread that looks for changes and applies them when no other process holds the writer."""

    def __init__(self, archive: Archive, index: SearchIndex) -> None:
        self.archive = archive
        self.index = index
        self.trouble: ChanceryError | None = None
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="chancery-indexer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Look at once: something was decided."""
        self._wake.set()

    def stop(self) -> None:
        self._stop.set()
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._look()
                self.trouble = None
            except ArchiveHeld:
                pass  # an adding process indexes as it goes
            except ChanceryError as error:
                self.trouble = error  # shown on the home page; the next look may succeed
            self._wake.wait(PAUSE_SECONDS)
            self._wake.clear()

    def _look(self) -> None:
        if self.index.state == "ready" and self.index.true_to == self.archive.last_change():
            return
        with self.index.writing() as writer:
            catch_up(self.archive, self.index, writer)


def index_faults(archive: Archive, index: SearchIndex) -> Iterable[Fault]:
    """What differs between index and archive, for `verify`."""
    try:
        if index.state == "missing":
            if archive.last_change():
                yield Fault(
                    "index_missing", "index", "There is no search index yet",
                    "The next add, decision or open room makes it.", harmless=True,
                )  # fmt: skip
            return
        if index.true_to != archive.last_change():
            yield Fault(
                "index_behind", "index", f"The index knows changes up to {index.true_to} of {archive.last_change()}",
                "The next add, decision or open room brings it up.", harmless=True,
            )  # fmt: skip
            return
        expected = ((entry.id, entry.digest) for entry in all_entries(archive) if entry.views())
        for fault in index.verify(expected):
            yield Fault("index", f"index, {fault.id}", f"It {fault.message}", "Run `chancery rebuild --index-only`.")
    except ArchiveDamaged as error:
        yield Fault("index", error.where or "index", error.message, error.remedy)
