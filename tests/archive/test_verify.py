from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from chancery.archive import Archive, Fault, open_archive
from chancery.archive.blobs import FolderBlobs, Waiting
from chancery.archive.database import WRITER_KEY
from chancery.errors import ArchiveDamaged, NotFound, UsageError
from chancery.model.decision import Subject
from chancery.model.viewer import OWNER, PUBLIC
from chancery.settings import Settings
from tests.archive.papers import letter, packet


def faults(archive: Archive) -> set[str]:
    return {fault.code for fault in archive.verify() if not fault.harmless}


def break_row(archive: Archive, statement: str) -> None:
    with archive.database.engine.connect().execution_options(chancery_writes=True) as connection:
        if archive.database.is_sqlite:
            connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
        connection.execute(text(statement))
        connection.commit()


def full(archive: Archive) -> str:
    paper = letter(archive)
    copy = paper.add()[0]
    finding = archive.fields(copy.id, OWNER)[1]
    archive.decide(Subject("field", finding.id), "corrected", who="Ann", value="1972-03-15")
    packet(archive).add()
    assert faults(archive) == set()
    return paper.source


BROKEN = [
    ("UPDATE pages SET chosen = 'gone' WHERE number = 1", {"layer"}),
    ("UPDATE layers SET words = words + 1 WHERE page_number = 2", {"layer"}),
    ("UPDATE pages SET furniture = '[[0, 9999, \"stamp\"]]' WHERE number = 1", {"furniture"}),
    ("UPDATE copies SET characters = 1", {"text"}),
    ("UPDATE sources SET bytes = 1", {"original"}),
    ("UPDATE sources SET page_count = 9", {"pages"}),
    ("DELETE FROM origins", {"origin"}),
    ("UPDATE findings SET content = replace(content, '14 March', '15 March') WHERE name = 'date'", {"evidence"}),
    ("UPDATE findings SET content = 'x' WHERE name = 'date'", {"finding"}),
    ("UPDATE findings SET copy = 'gone' WHERE name = 'date'", {"finding"}),
    ("DELETE FROM cards WHERE scope = 'all'", {"record"}),
    ("DELETE FROM places", {"decision"}),
    ("INSERT INTO aliases VALUES ('r0000000000000000', 'r1111111111111111', 'cut', 'x')", {"alias"}),
    ("INSERT INTO records VALUES ('r0000000000000000', 'x', 1, 'now')", {"record"}),
]


@pytest.mark.parametrize(("statement", "found"), BROKEN)
def test_every_broken_row_is_named(archive: Archive, statement: str, found: set[str]) -> None:
    full(archive)
    break_row(archive, statement)
    assert faults(archive) == found


def test_every_damaged_blob_is_named(archive: Archive) -> None:
    source = full(archive)
    for name in list(archive.blobs.names()):
        path = archive.blobs.path(name)
        data = path.read_bytes()
        path.chmod(0o644)
        for damaged in (data[:-1], b"", bytes([data[0] ^ 1]) + data[1:], None):
            if damaged is None:
                path.unlink()
            else:
                path.write_bytes(damaged)
            found = [fault for fault in archive.verify() if not fault.harmless]
            assert found, (name, damaged)
            assert all(fault.where for fault in found)
            assert ("original" in {fault.code for fault in found}) == (not name.endswith(".z"))
        path.write_bytes(data)
    assert faults(archive) == set()
    assert archive.source_path(source).read_bytes()


def test_adding_a_file_again_heals_its_original(archive: Archive) -> None:
    name = archive.add_bytes(b"the bytes", name="x.pdf").id
    archive.source_path(name).chmod(0o644)
    archive.source_path(name).write_bytes(b"xhe bytes")
    assert faults(archive) == {"original"}
    archive.add_bytes(b"the bytes", name="x.pdf")
    assert faults(archive) == set()


def test_what_a_killed_run_left_is_harmless_and_collected(archive: Archive) -> None:
    full(archive)
    archive.blobs.keep([archive.blobs.prepare(b"left behind")])
    (archive.blobs.folder / "zz").mkdir()
    (archive.blobs.folder / "zz" / "holiday.jpg").write_bytes(b"x")
    assert [(fault.code, fault.harmless) for fault in archive.verify()] == [("blob", True), ("blob", False)]
    assert archive.collect() == 2
    assert list(archive.verify()) == []


def test_checks_of_the_caller_are_asked_too(archive: Archive) -> None:
    fault = Fault("index", "index", "It is behind")
    assert list(archive.verify(lambda: [fault])) == [fault]


def test_a_page_read_anew_is_no_fault_while_it_waits(archive: Archive) -> None:
    full(archive)
    paper = letter(archive)
    paper.source = archive.records(OWNER)[0].source
    paper.pages = (paper.pages[0].replace("14 March", "24 March"), paper.pages[1])
    paper.read(version="2")
    assert faults(archive) == set()


# --- removing and collecting ----------------------------------------------------------------------------------------------


def test_what_is_taken_out_leaves_nothing_but_its_name(archive: Archive) -> None:
    paper = letter(archive)
    copy = paper.add()[0]
    kept = packet(archive).add()
    seen = archive.last_change()
    assert archive.remove_source(paper.source, who="Ann", why="lent by mistake") == (paper.source,)
    for name in (paper.source, copy.id, copy.record, f"{paper.source}/1"):
        with pytest.raises(NotFound):
            archive.find_by_public_id(name, OWNER)
    assert not archive.source_path(paper.source).exists()
    assert {change.id for change in archive.changes_since(seen)} >= {copy.record, f"{paper.source}/1"}
    assert {row.id for row in archive.records(OWNER)} == {each.record for each in kept}
    assert list(archive.verify()) == []
    assert archive.add_bytes("\f".join(paper.pages).encode(), name="letter.pdf").removed
    with pytest.raises(NotFound):
        archive.remove_source("0" * 64, who="Ann", why="x")


def test_a_zip_takes_its_members_with_it_but_not_what_also_came_alone(archive: Archive) -> None:
    outer = archive.add_bytes(b"zip", name="a.zip").id
    only = archive.add_bytes(b"only", name="only.txt", parent=outer).id
    also = archive.add_bytes(b"also", name="also.txt", parent=outer).id
    archive.add_bytes(b"also", name="alone.txt")
    assert set(archive.remove_source(outer, who="Ann", why="x")) == {outer, only}
    assert [origin.file for origin in archive.source(also, OWNER).origins] == ["alone.txt"]
    assert list(archive.verify()) == []


def test_a_blob_on_its_way_in_is_never_collected(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    keep = FolderBlobs.keep

    def keep_after_others_collected(self: FolderBlobs, waiting: list[Waiting]) -> None:
        # Another process collects between the bytes' coming and their row, as far as the one writer's turn lets it.
        for blob in waiting:
            assert not self.has(blob.name)
        keep(self, waiting)

    archive.collect()
    monkeypatch.setattr(FolderBlobs, "keep", keep_after_others_collected)
    name = archive.add_bytes(b"coming in", name="x").id
    archive.collect()
    assert archive.source_path(name).read_bytes() == b"coming in"


# --- backup ---------------------------------------------------------------------------------------------------------------


def test_a_backup_opens_by_itself_and_says_the_same(archive: Archive, tmp_path: Path) -> None:
    full(archive)
    made = archive.backup(tmp_path / "backup")
    assert made.blobs == len(list(archive.blobs.names()))
    with open_archive(Settings(archive=tmp_path / "backup")) as copy:
        assert list(copy.verify()) == []
        assert copy.id == archive.id
        for name, rows in archive.dump_rows(OWNER).items():
            assert list(copy.dump_rows(OWNER)[name]) == list(rows), name
        assert copy.last_change() == archive.last_change()
        # It goes on as an archive of its own.
        letter(copy, data=b"more", name="more.pdf").add()
        assert list(copy.verify()) == []
        assert copy.last_change() > archive.last_change()


def test_a_backup_is_not_made_over_something_or_of_something_damaged(archive: Archive, tmp_path: Path) -> None:
    source = full(archive)
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "file").touch()
    with pytest.raises(UsageError, match="not empty"):
        archive.backup(tmp_path / "taken")
    archive.source_path(source).chmod(0o644)
    archive.source_path(source).write_bytes(b"damaged")
    with pytest.raises(ArchiveDamaged, match="cannot be backed up"):
        archive.backup(tmp_path / "backup")
    assert not (tmp_path / "backup" / "archive.db").exists()


def test_changing_the_archive_later_does_not_change_its_backup(archive: Archive, tmp_path: Path) -> None:
    source = full(archive)
    archive.backup(tmp_path / "backup")
    archive.remove_source(source, who="Ann", why="x")
    with open_archive(Settings(archive=tmp_path / "backup"), read_only=True) as copy:
        assert list(copy.verify()) == []
        assert copy.source(source, OWNER).id == source


# --- dump -----------------------------------------------------------------------------------------------------------------


def test_both_databases_give_the_same_rows(
    archive: Archive, tmp_path: Path, make_settings: Callable[[str], Settings]
) -> None:
    del make_settings
    other = open_archive(Settings(archive=tmp_path / "other"), create=True)
    with other:
        for each in (archive, other):
            letter(each, name="Zoë/ä.pdf").add()
            packet(each, name="zoe/b.pdf").add()
        for name, rows in archive.dump_rows(PUBLIC).items():
            assert list(rows) == list(other.dump_rows(PUBLIC)[name]), name


def test_rows_have_the_form_of_the_dump(archive: Archive) -> None:
    full(archive)
    rows = {name: list(lines) for name, lines in archive.dump_rows(OWNER).items()}
    assert {name: len(lines) for name, lines in rows.items()} == {
        "sources": 2, "pages": 6, "texts": 3, "regions": 1, "records": 3, "people": 0, "references": 1, "decisions": 1,
    }  # fmt: skip
    record = next(row for row in rows["records"] if row["type"] == "letter")
    assert (record["date"], record["sheet"], record["to"][0]["name"]) == ("1972-03-15", False, "Mr. Vesk")
    date = next(row for row in record["fields"] if row["name"] == "date")
    assert (date["by"], date["confidence"], date["value"]) == ("person", None, "1972-03-15")
    [entry] = date["evidence"]
    page = next(row for row in rows["pages"] if row["source"] == entry["source"] and row["page"] == entry["page"])
    assert page["text"][entry["start"] : entry["end"]] == entry["quote"] == "14 March 1972"
    [copy] = record["copies"]
    assert copy["redacted_share"] == round(100 * 20 / (2 * 612 * 792), 4)
    assert copy["fullest"]
    [reference] = rows["references"]
    assert (reference["record"], reference["date"], reference["outcome"]) == (record["id"], "1972-02-29", "not_asked")


def test_some_records_alone_can_be_given_out(archive: Archive) -> None:
    full(archive)
    record = next(row for row in archive.records(OWNER) if row.type == "letter")
    rows = {name: list(lines) for name, lines in archive.dump_rows(OWNER, [record.id]).items()}
    assert [row["id"] for row in rows["records"]] == [record.id]
    assert {row["source"] for row in rows["pages"]} == {record.source}
    assert len(rows["decisions"]) == 1


def test_the_writers_lock_has_a_number_that_a_server_takes() -> None:
    assert 0 < WRITER_KEY < 2**63
