"""The index: true to a change it names, whole after any crash, one writer, many readers, rebuilt beside itself."""

from __future__ import annotations

import errno
import multiprocessing
import os
import shutil
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from chancery.errors import ArchiveDamaged, ArchiveHeld, ArchiveReadOnly, DiskFull
from chancery.model.viewer import OWNER, PUBLIC
from chancery.search.document import Entry
from chancery.search.index import IndexWriter, SearchIndex
from chancery.search.query import parse_query
from chancery.search.results import search
from tests.search.indexed import entry_of, record


def ids(index: SearchIndex, asked: str = "") -> list[str]:
    return sorted(result.document.id for result in search(index, parse_query(asked), OWNER, limit=100).results)


def write(index: SearchIndex, *entries: Entry, true_to: int) -> None:
    with index.writing() as writer:
        writer.apply(entries, true_to)


@pytest.fixture
def index(tmp_path: Path) -> SearchIndex:
    return SearchIndex(tmp_path / "index")


def test_an_index_is_missing_then_ready_and_true_to_its_last_change(index: SearchIndex) -> None:
    assert index.state == "missing"
    write(index, entry_of(record("a", "pact")), true_to=4)
    assert (index.state, index.true_to, ids(index)) == ("ready", 4, ["a"])
    write(index, true_to=9)
    assert (index.true_to, ids(index)) == (9, ["a"])


def test_an_entry_takes_the_place_of_what_stood_under_its_id(index: SearchIndex) -> None:
    write(index, entry_of(record("a", "pact")), entry_of(record("b", "pact")), true_to=1)
    write(index, entry_of(record("a", "treaty")), Entry("b", None, None), Entry("c", None, None), true_to=2)
    assert (ids(index, "pact"), ids(index, "treaty")) == ([], ["a"])


def test_a_record_that_becomes_closed_leaves_what_others_see(index: SearchIndex) -> None:
    document = record("a", "pact")
    write(index, entry_of(document), true_to=1)
    write(index, entry_of(document, closed=True), true_to=2)
    assert search(index, parse_query("pact"), PUBLIC).total == 0
    assert ids(index, "pact") == ["a"]


def test_readers_see_what_another_writer_commits(tmp_path: Path, index: SearchIndex) -> None:
    write(index, entry_of(record("a", "pact")), true_to=1)
    reader = SearchIndex(tmp_path / "index")
    assert ids(reader) == ["a"]
    write(index, entry_of(record("b", "pact")), true_to=2)
    assert (ids(reader), reader.true_to) == (["a", "b"], 2)


def test_the_second_writer_is_told_who_the_first_is(tmp_path: Path, index: SearchIndex) -> None:
    with (
        index.writing(),
        pytest.raises(ArchiveHeld, match=rf"process {os.getpid()} on "),
        SearchIndex(tmp_path / "index").writing(),
    ):
        pass
    write(index, true_to=1)


# --- crashes ----------------------------------------------------------------------------------------------------------


def _write_and_die(folder: Path, moment: str) -> None:
    """Apply change 2 and die by SIGKILL: before the index's commit, or right behind it."""
    index = SearchIndex(folder)
    with index.writing() as writer:
        engine = writer._opened()
        committed = engine.commit

        class Deadly:
            def __getattr__(self, name: str) -> object:
                return getattr(engine, name)

            def commit(self) -> None:
                if moment == "after":
                    committed()
                os.kill(os.getpid(), signal.SIGKILL)

        writer._engine = Deadly()  # type: ignore[assignment]
        writer.apply([entry_of(record("a", "treaty")), entry_of(record("b", "treaty"))], 2)


@pytest.mark.parametrize(("moment", "true_to", "treaties"), [("before", 1, []), ("after", 2, ["a", "b"])])
def test_a_killed_writer_leaves_an_index_that_says_what_it_knows(
    tmp_path: Path, index: SearchIndex, moment: str, true_to: int, treaties: list[str]
) -> None:
    write(index, entry_of(record("a", "pact")), true_to=1)
    process = multiprocessing.get_context("spawn").Process(target=_write_and_die, args=(tmp_path / "index", moment))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert (index.state, index.true_to, ids(index, "treaty")) == ("ready", true_to, treaties)
    # Catching up needs only what is newer; doing it twice changes nothing.
    expected = [entry_of(record("a", "treaty")), entry_of(record("b", "treaty"))]
    write(index, *expected, true_to=2)
    assert ids(index, "treaty") == ["a", "b"]
    assert list(index.verify((entry.id, entry.digest) for entry in expected)) == []


class PanicException(BaseException):
    """What a panic in the engine looks like from here."""


class DyingEngine:
    """An engine whose writer thread is dead from the second document on."""

    def __init__(self, engine: object, error: BaseException) -> None:
        self.engine = engine
        self.error = error
        self.added = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self.engine, name)

    def add_document(self, document: object) -> None:
        self.added += 1
        if self.added > 1:
            raise self.error
        self.engine.add_document(document)  # type: ignore[attr-defined]


@pytest.mark.parametrize("error", [PanicException("index thread panicked"), ValueError("writer was killed")])
def test_a_dead_writer_is_replaced_and_the_batch_is_whole(index: SearchIndex, error: BaseException) -> None:
    entries = [entry_of(record(name, "pact")) for name in "abc"]
    with index.writing() as writer:
        writer.apply([], 1)
        writer._engine = DyingEngine(writer._engine, error)  # type: ignore[assignment]
        writer.apply(entries, 2)
        writer.apply([entry_of(record("d", "pact"))], 3)
    assert (ids(index), index.true_to) == (["a", "b", "c", "d"], 3)
    assert list(index.verify([(entry.id, entry.digest) for entry in entries])) != [], "d is not among those expected"


def test_a_writer_that_dies_twice_is_said_with_what_to_do(index: SearchIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(_: IndexWriter) -> None:
        raise PanicException("again")

    with index.writing() as writer:
        writer.apply([], 1)
        monkeypatch.setattr(IndexWriter, "_opened", die)
        with pytest.raises(ArchiveDamaged, match="chancery rebuild"):
            writer.apply([entry_of(record("a", "pact"))], 2)
    assert (ids(index), index.true_to) == ([], 1)


def test_a_full_disk_is_said_and_leaves_the_last_commit(index: SearchIndex) -> None:
    with index.writing() as writer:
        writer.apply([entry_of(record("a", "pact"))], 1)
        writer._engine = DyingEngine(writer._engine, OSError(errno.ENOSPC, "No space left on device"))  # type: ignore[assignment]
        with pytest.raises(DiskFull):
            writer.apply([entry_of(record("b", "pact")), entry_of(record("c", "pact"))], 2)
    assert (ids(index), index.true_to) == (["a"], 1)


def test_a_place_where_nothing_can_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(ArchiveReadOnly), SearchIndex(tmp_path / "file" / "index").writing():
        pass


def test_an_interrupted_batch_is_not_there_and_the_next_one_is(index: SearchIndex) -> None:
    with index.writing() as writer:
        writer.apply([entry_of(record("a", "pact"))], 1)
        writer._engine = DyingEngine(writer._engine, KeyboardInterrupt())  # type: ignore[assignment]
        with pytest.raises(KeyboardInterrupt):
            writer.apply([entry_of(record("b", "pact")), entry_of(record("c", "pact"))], 2)
        writer.apply([entry_of(record("d", "pact"))], 3)
    assert ids(index) == ["a", "d"]


# --- verify -----------------------------------------------------------------------------------------------------------


def test_verify_names_each_difference(index: SearchIndex) -> None:
    a, b, c = (entry_of(record(name, "pact")) for name in "abc")
    write(index, a, b, c, true_to=1)
    changed = entry_of(replace(record("b", "pact"), titles=("another",)))
    closed = entry_of(record("c", "pact"), closed=True)
    d = entry_of(record("d", "pact"))
    faults = {
        (fault.id, fault.message) for fault in index.verify((entry.id, entry.digest) for entry in (changed, closed, d))
    }
    assert faults == {
        ("a", "stands in the search index but not in the archive"),
        ("b", "stands in the search index with other content"),
        ("c", "stands in the search index with other content"),
        ("d", "is missing from the search index"),
    }


# --- rebuild ----------------------------------------------------------------------------------------------------------


def test_a_rebuild_takes_the_place_of_the_old_index_when_it_is_whole(tmp_path: Path, index: SearchIndex) -> None:
    write(index, entry_of(record("old", "pact")), true_to=1)
    reader = SearchIndex(tmp_path / "index")
    assert ids(reader) == ["old"]

    def entries() -> Iterator[Entry]:
        yield entry_of(record("new", "pact"))
        assert ids(reader) == ["old"], "readers go on with the old one meanwhile"

    with index.writing() as writer:
        writer.rebuild(entries(), 7)
        writer.apply([entry_of(record("newer", "pact"))], 8)
    assert (ids(reader), reader.true_to) == (["new", "newer"], 8)
    assert [path.name for path in (tmp_path / "index").iterdir() if path.is_dir()] == ["00000002"]


def test_a_rebuild_that_breaks_off_leaves_the_old_index(index: SearchIndex) -> None:
    write(index, entry_of(record("old", "pact")), true_to=1)

    def entries() -> Iterator[Entry]:
        yield entry_of(record("new", "pact"))
        raise KeyboardInterrupt

    with index.writing() as writer:
        with pytest.raises(KeyboardInterrupt):
            writer.rebuild(entries(), 7)
        writer.apply([entry_of(record("b", "pact"))], 2)
    assert (ids(index), index.true_to) == (["b", "old"], 2)
    assert len([path for path in index.folder.iterdir() if path.is_dir()]) == 1


@pytest.mark.parametrize(
    ("harm", "state"),
    [
        (lambda folder: (folder / "current.json").write_text("{"), "damaged"),
        (lambda folder: (folder / "current.json").write_text('{"generation": "00000001", "version": 0}'), "outdated"),
        (lambda folder: (folder / "00000001" / "meta.json").write_text("{}"), "damaged"),
        (lambda folder: (folder / "00000001" / "meta.json").unlink(), "damaged"),
        (lambda folder: shutil.rmtree(folder / "00000001"), "damaged"),
        (lambda folder: (folder / "current.json").unlink(), "missing"),
    ],
)  # fmt: skip
def test_a_harmed_index_is_told_and_a_rebuild_cures_it(tmp_path: Path, index: SearchIndex, harm: object, state: str) -> None:
    write(index, entry_of(record("a", "pact")), true_to=1)
    harm(tmp_path / "index")  # type: ignore[operator]
    harmed = SearchIndex(tmp_path / "index")
    assert harmed.state == state
    with pytest.raises(ArchiveDamaged, match="chancery rebuild"):
        ids(harmed)
    with harmed.writing() as writer:
        writer.rebuild([entry_of(record("a", "pact"))], 1)
    assert (harmed.state, ids(harmed)) == ("ready", ["a"])
