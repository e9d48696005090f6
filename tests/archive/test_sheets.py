"""What a sheet belongs to, and records known from a sheet alone; both databases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chancery.archive import Archive
from chancery.errors import NotFound
from chancery.model.record import AbsentDescription, CopyDescription, PageDescription, SourceDescription
from chancery.model.viewer import OWNER, PUBLIC
from tests.archive.papers import Paper, join

SHEET = "Withdrawal sheet\n001. letter Torvane to Vesk 11/19/1972 P1\n002. memo Vesk to Torvane 10/04/1972 P5"
NOTE = "14 March 1972\nThe ferry keeps to the strait."


def lay_packet(archive: Archive, rows: int = 2) -> Paper:
    """A withdrawal sheet on page 1 that belongs to the note on page 2, and names `rows` records."""
    paper = Paper(archive, (SHEET, NOTE), name="folder.pdf")
    paper.receive()
    paper.read()
    describe(paper, rows)
    return paper


def describe(paper: Paper, rows: int) -> None:
    names = (("letter", "1972-11-19", "11/19/1972"), ("memorandum", "1972-10-04", "10/04/1972"))[:rows]
    absent = tuple(
        AbsentDescription(1, row, (paper.field("type", kind, kind[:4], 1), paper.field("date", date, words, 1)), "P1", None)
        for row, (kind, date, words) in enumerate(names)
    )
    copies = (
        CopyDescription(1, 1, (paper.field("type", "withdrawal_sheet", "Withdrawal sheet", 1),), join(paper.layers[:1]), 2),
        CopyDescription(2, 2, (paper.field("date", "1972-03-14", "14 March 1972", 2),), join(paper.layers[1:])),
    )
    pages = (PageDescription(1, "withdrawal", "told"), PageDescription(2, "body", "told"))
    paper.archive.save_description(paper.source, SourceDescription(pages, copies, absent=absent), version="1")


def dumped(archive: Archive, viewer: Any = OWNER) -> list[dict[str, Any]]:
    return list(archive.dump_rows(viewer)["records"])


def test_a_sheet_tells_which_record_it_belongs_to(archive: Archive) -> None:
    paper = lay_packet(archive)
    sheet, note = archive.copies_of(paper.source, OWNER)
    assert archive.attached_to(sheet.id, OWNER) == note.record
    assert archive.attached_to(note.id, OWNER) is None
    said = {row["id"]: row["attached_to"] for row in dumped(archive)}
    assert said[sheet.record] == note.record
    assert said[note.record] is None


def test_what_a_sheet_belongs_to_is_not_told_to_who_may_not_see_it(archive: Archive) -> None:
    paper = lay_packet(archive)
    sheet, note = archive.copies_of(paper.source, OWNER)
    archive.set_access(note.id, "closed")
    assert archive.attached_to(sheet.id, PUBLIC) is None
    archive.set_access(sheet.id, "closed")
    with pytest.raises(NotFound):
        archive.attached_to(sheet.id, PUBLIC)


def test_rows_of_a_sheet_are_records_without_copies_with_evidence_on_the_sheet(archive: Archive) -> None:
    paper = lay_packet(archive)
    first, second = archive.absent_of(paper.source, OWNER)
    assert [field.value for field in first.fields] == ["letter", "1972-11-19"]
    assert (first.row, second.row, first.withheld_as, first.pages) == (0, 1, "P1", None)
    rows = [row for row in dumped(archive) if not row["copies"]]
    assert [(row["id"], row["type"], row["date"], row["sheet"]) for row in rows] == [
        (first.id, "letter", "1972-11-19", False),
        (second.id, "memorandum", "1972-10-04", False),
    ]
    [entry] = rows[0]["fields"][1]["evidence"]
    assert (entry["page"], entry["quote"]) == (1, "11/19/1972")


def test_records_without_copies_keep_their_ids_and_go_when_their_row_is_gone(archive: Archive) -> None:
    paper = lay_packet(archive)
    before = [each.id for each in archive.absent_of(paper.source, OWNER)]
    describe(paper, 2)
    assert [each.id for each in archive.absent_of(paper.source, OWNER)] == before
    describe(paper, 1)
    assert [each.id for each in archive.absent_of(paper.source, OWNER)] == before[:1]


def test_closing_the_sheet_hides_what_it_names(archive: Archive) -> None:
    paper = lay_packet(archive)
    archive.set_access(f"{paper.source}/1", "closed")
    assert archive.absent_of(paper.source, PUBLIC) == ()
    assert [row for row in dumped(archive, PUBLIC) if not row["copies"]] == []
    assert len(archive.absent_of(paper.source, OWNER)) == 2


def test_what_a_removed_sheet_named_is_gone_and_the_archive_is_whole(archive: Archive) -> None:
    paper = lay_packet(archive)
    assert list(archive.verify()) == []
    archive.remove_source(paper.source, who="test", why="test")
    assert archive.absent_of(paper.source, OWNER) == ()
    assert dumped(archive) == []
    assert list(archive.verify()) == []


def test_both_databases_dump_the_same(make_archive: Callable[[str], Archive], laptop: Archive) -> None:
    held = make_archive("other")
    lay_packet(held)
    lay_packet(laptop)
    assert dumped(held) == dumped(laptop)
