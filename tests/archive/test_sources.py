from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path

import pytest

from chancery.archive import Archive, ManifestEntry
from chancery.archive.blobs import FolderBlobs
from chancery.errors import ArchiveReadOnly, DiskFull, EmptyFile, FileChanged, NotFound, UnreadableFile
from chancery.model.source import Problem
from chancery.model.viewer import OWNER, PUBLIC
from tests.archive.papers import letter, packet, run_child, sha


def test_a_file_is_kept_byte_for_byte_under_its_hash(archive: Archive, tmp_path: Path) -> None:
    data = bytes(range(256)) * 5000
    path = tmp_path / "scan.pdf"
    path.write_bytes(data)
    received = archive.add_file(path, name="box 3/scan.pdf")
    assert (received.id, received.new, received.bytes) == (hashlib.sha256(data).hexdigest(), True, len(data))
    assert archive.source_path(received.id).read_bytes() == data
    assert archive.source(received.id, OWNER).source.file == "box 3/scan.pdf"


def test_the_same_bytes_are_one_source_with_every_name_they_came_under(archive: Archive) -> None:
    first = archive.add_bytes(b"same", name="a.pdf")
    again = archive.add_bytes(b"same", name="a.pdf")
    other = archive.add_bytes(b"same", name="b/a.pdf")
    assert (first.new, again.new, again.new_origin, other.new, other.new_origin) == (True, False, False, False, True)
    assert [origin.file for origin in archive.source(first.id, OWNER).origins] == ["a.pdf", "b/a.pdf"]
    assert archive.counts(OWNER).sources == 1


def test_the_same_bytes_alone_and_in_a_zip_are_one_source(archive: Archive) -> None:
    parent = archive.add_bytes(b"a zip", name="all.zip").id
    member = archive.add_bytes(b"page", name="inner/page.txt", parent=parent).id
    alone = archive.add_bytes(b"page", name="page.txt").id
    assert member == alone
    assert [(origin.file, origin.parent) for origin in archive.source(alone, OWNER).origins] == [
        ("inner/page.txt", parent),
        ("page.txt", None),
    ]
    assert [origin.source for origin in archive.members(parent, OWNER)] == [member]


def test_what_the_user_says_fills_what_was_not_said_before(archive: Archive) -> None:
    name = archive.add_bytes(b"x", name="x", collection="Letters").id
    archive.add_bytes(b"x", name="x", collection="Others", holding="State Archive, box 3", url="https://example.org/x")
    held = archive.source(name, OWNER)
    assert (held.collection, held.holding, held.url) == ("Letters", "State Archive, box 3", "https://example.org/x")


def test_an_empty_file_is_refused(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    with pytest.raises(EmptyFile, match=r"empty\.pdf"):
        archive.add_file(tmp_path / "empty.pdf", name="empty.pdf")
    with pytest.raises(UnreadableFile):
        archive.add_file(tmp_path / "missing.pdf", name="missing.pdf")
    with pytest.raises(UnreadableFile):
        archive.add_file(tmp_path, name="folder")
    assert archive.counts(OWNER).sources == 0
    assert list(archive.spool_folder().iterdir()) == []


@pytest.mark.parametrize("change", ["longer", "touched"])
def test_a_file_that_changes_while_it_is_copied_is_refused(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    path = tmp_path / "growing.pdf"
    path.write_bytes(b"first half")
    copy = FolderBlobs.prepare_stream

    def copy_while_it_changes(self: FolderBlobs, stream: object) -> object:
        if change == "longer":
            with path.open("ab") as file:
                file.write(b" second half")
        waiting = copy(self, stream)  # type: ignore[arg-type]
        if change == "touched":
            os.utime(path, ns=(1, 1))
        return waiting

    monkeypatch.setattr(FolderBlobs, "prepare_stream", copy_while_it_changes)
    with pytest.raises(FileChanged, match=r"growing\.pdf"):
        archive.add_file(path, name="growing.pdf")
    assert list(archive.spool_folder().iterdir()) == []
    assert list(archive.blobs.names()) == []


def test_names_that_are_no_text_are_shown_as_text(archive: Archive) -> None:
    name = archive.add_bytes(b"x", name="bad\0\ud800<script>.pdf").id
    assert archive.source(name, OWNER).source.file == "bad��<script>.pdf"


def test_a_source_goes_from_received_to_done(archive: Archive) -> None:
    paper = letter(archive)
    states = []
    paper.receive()
    states.append(archive.source(paper.source, OWNER).state)
    archive.save_inspection(paper.source, "application/pdf", 2)
    states.append(archive.source(paper.source, OWNER).state)
    paper.read()
    states.append(archive.source(paper.source, OWNER).state)
    copies = paper.describe()
    states.append(archive.source(paper.source, OWNER).state)
    assert [held.id for held in archive.unfinished()] == [paper.source]
    paper.extract(copies[0])
    states.append(archive.source(paper.source, OWNER).state)
    assert states == ["received", "reading", "read", "described", "done"]
    assert list(archive.unfinished()) == []


def test_a_stopped_run_goes_on_page_by_page(archive: Archive) -> None:
    paper = letter(archive)
    paper.receive()
    archive.save_inspection(paper.source, "application/pdf", 4)
    assert archive.pages_to_read(paper.source) == (1, 2, 3, 4)
    done = packet(archive)
    done.source = paper.source
    done.read()
    archive.save_inspection(paper.source, "application/pdf", 4)
    assert archive.pages_to_read(paper.source) == ()
    assert archive.source(paper.source, OWNER).state == "read"


def test_a_container_without_pages_is_done_when_it_was_described(archive: Archive) -> None:
    from chancery.model.record import SourceDescription

    name = archive.add_bytes(b"zip", name="a.zip").id
    archive.save_inspection(name, "application/zip", 0)
    archive.save_description(name, SourceDescription((), ()), version="1")
    assert archive.source(name, OWNER).state == "done"


def test_a_refused_source_waits_for_being_added_again(archive: Archive) -> None:
    name = archive.add_bytes(b"locked", name="locked.pdf").id
    problem = Problem("needs_password", "it opens only with a password", "Give it with --password-file.")
    archive.save_problem(name, problem)
    archive.set_state(name, "refused")
    assert list(archive.unfinished()) == []
    assert archive.add_bytes(b"locked", name="locked.pdf").state == "refused"
    assert [held.problem for held in archive.problems(OWNER)] == [problem]
    archive.save_inspection(name, "application/pdf", 3)
    assert archive.source(name, OWNER).state == "reading"
    assert list(archive.problems(OWNER)) == []


def test_a_problem_said_again_is_one_problem(archive: Archive) -> None:
    problem = Problem("unreadable_file", "it cannot be read")
    for _ in range(2):
        archive.save_problem(None, problem, file="secret/x.pdf")
    assert [(held.file, held.problem) for held in archive.problems(OWNER)] == [("secret/x.pdf", problem)]
    assert list(archive.problems(PUBLIC)) == []


def test_a_list_given_twice_is_held_once(archive: Archive) -> None:
    rows = [ManifestEntry(sha("list"), number, f"box/{number}.pdf", None, None, {"date": "1972-03-14"}) for number in (2, 3)]
    archive.save_manifest("list.csv", rows)
    archive.save_manifest("list.csv", rows)
    assert archive.manifest_rows(["scans/box/2.pdf"]) == (rows[0],)
    assert archive.manifest_rows(["2.pdf", "3.pdf"]) == tuple(rows)
    assert archive.manifest_rows([]) == ()


def test_sources_are_listed_in_pieces(archive: Archive) -> None:
    names = sorted(archive.add_bytes(f"{number}".encode(), name=f"{number}").id for number in range(7))
    assert [held.id for held in archive.sources(OWNER)] == names
    first = [held.id for held in archive.sources(OWNER, limit=3)]
    assert first + [held.id for held in archive.sources(OWNER, after=first[-1])] == names


def test_what_is_not_held_is_not_found(archive: Archive) -> None:
    for ask in (archive.source, archive.record, archive.copy, archive.finding, archive.find_by_public_id, archive.layer):
        with pytest.raises(NotFound):
            ask("0" * 64, OWNER)
    with pytest.raises(NotFound):
        archive.page("0" * 64, 1, OWNER)


def test_many_threads_may_add_at_once(archive: Archive) -> None:
    def add(number: int) -> None:
        archive.add_bytes(f"{number % 5}".encode(), name=f"{number}")

    threads = [threading.Thread(target=add, args=(number,)) for number in range(15)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert archive.counts(OWNER).sources == 5
    assert sum(len(held.origins) for held in archive.sources(OWNER)) == 15


FILL = """
    import resource, signal, sys
    from pathlib import Path
    from chancery.archive import open_archive
    from chancery.errors import ArchiveError
    from chancery.settings import Settings
    from tests.archive.papers import letter
    folder, big = Path(sys.argv[1]), Path(sys.argv[2])
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with open_archive(Settings(archive=folder), create=True) as archive:
        letter(archive).add()
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        try:
            archive.add_file(big, name="big.pdf")
        except ArchiveError as error:
            print(type(error).__name__, error)
        print(len(list(archive.spool_folder().iterdir())), len(list(archive.verify())))
"""


def test_a_full_disk_is_said_and_nothing_held_is_harmed(tmp_path: Path) -> None:
    big = tmp_path / "big.pdf"
    big.write_bytes(os.urandom(300_000))
    done = run_child(FILL, tmp_path / "full", big)
    assert done.returncode == 0, done.stderr
    said, counted = done.stdout.splitlines()
    assert said.startswith("DiskFull")
    assert "no room is left" in said
    assert "Make room" in said
    assert counted == "0 0"


def test_a_disk_that_fills_in_the_database_is_said_too(tmp_path: Path) -> None:
    script = """
        import resource, signal, sys
        from pathlib import Path
        from chancery.archive import open_archive
        from chancery.errors import DiskFull
        from chancery.model.viewer import OWNER
        from chancery.settings import Settings
        from tests.archive.papers import letter
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        with open_archive(Settings(archive=Path(sys.argv[1])), create=True) as archive:
            letter(archive).add()
            log = Path(sys.argv[1], "archive.db-wal").stat().st_size
            resource.setrlimit(resource.RLIMIT_FSIZE, (log + 20_000, resource.RLIM_INFINITY))
            kept = 1
            try:
                for number in range(1, 200):
                    letter(archive, data=str(number).encode(), name=f"{number}.pdf").receive()
                    kept += 1
            except DiskFull as error:
                print("full", kept == archive.counts(OWNER).sources)
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    """
    from chancery.archive import open_archive
    from chancery.settings import Settings

    done = run_child(script, tmp_path / "full")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "full True\n"
    with open_archive(Settings(archive=tmp_path / "full")) as archive:
        assert all(fault.harmless for fault in archive.verify())


def test_errors_of_the_folder_are_the_archives(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    for number, kind in ((errno.ENOSPC, DiskFull), (errno.EROFS, ArchiveReadOnly)):

        def fail(*_: object, number: int = number) -> None:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr("chancery.archive.blobs.sync_folder", fail)
        with pytest.raises(kind):
            archive.add_bytes(f"{number}".encode(), name="x")
    monkeypatch.undo()
    assert archive.counts(OWNER).sources == 0
    assert all(fault.harmless for fault in archive.verify())
    assert archive.collect() == 2
    assert list(archive.verify()) == []
