from __future__ import annotations

import json
from typing import Any

import pytest

from chancery.archive import Archive
from chancery.errors import NotFound
from chancery.model.decision import Subject
from chancery.model.geometry import Box
from chancery.model.source import Problem
from chancery.model.viewer import OWNER, PUBLIC, Viewer
from tests.archive.papers import letter, packet

SECRET = "zqxjk"


def everything(archive: Archive, viewer: Viewer) -> str:
    """Whatever the archive tells a viewer, as one text."""
    told: list[Any] = [
        archive.counts(viewer),
        *archive.sources(viewer),
        *archive.problems(viewer),
        *archive.decisions(viewer),
    ]
    told += [archive.members(held.id, viewer) for held in archive.sources(viewer)]
    for held in archive.sources(viewer):
        told += [*archive.pages(held.id, viewer), *archive.copies_of(held.id, viewer)]
        for page in archive.pages(held.id, viewer):
            told += [
                *archive.regions(held.id, page.page.number, viewer),
                archive.chosen_layer(held.id, page.page.number, viewer),
            ]
    for row in archive.records(viewer, sheets=True):
        told.append(row)
        for copy in archive.record(row.id, viewer).copies:
            told += [archive.reading_text(copy.id, viewer), archive.effective_fields(copy.id, viewer)]
            told += [*archive.fields(copy.id, viewer), *archive.references(copy.id, viewer)]
    told += [list(rows) for rows in archive.dump_rows(viewer).values()]
    return "\n".join(map(str, told)) + json.dumps([list(rows) for rows in archive.dump_rows(viewer).values()])


def secret_paper(archive: Archive) -> Any:
    """Two letters, the second about something secret, everywhere it could show."""
    pages = list(packet(archive).pages)
    pages[3] = f"{SECRET} on the last page\nand 5 May 1973 your letter of May 1 too\nPell Vesk"
    found = (*packet(archive).found, ("title", SECRET, SECRET, 4), ("date", "1973-05-05", "5 May 1973", 4))
    return packet(
        archive,
        pages=tuple(pages),
        name=f"{SECRET}.pdf",
        found=found,
        references=(("your letter of May 1", "1973-05-01", 4),),
        regions=((4, Box(11, 22, 33, 44)),),
    )


def test_a_closed_source_does_not_exist_for_who_may_not_see_it(archive: Archive) -> None:
    letter(archive).add()
    before = everything(archive, PUBLIC)
    paper = secret_paper(archive)
    copies = paper.add(access="closed", collection="letters")
    archive.save_problem(paper.source, Problem(SECRET, SECRET))
    finding = archive.fields(copies[1].id, OWNER)[0]
    decided = archive.decide(Subject("field", finding.id), "rejected", who=SECRET)
    assert SECRET in everything(archive, OWNER)
    assert everything(archive, PUBLIC) == before
    for name in (paper.source, f"{paper.source}/1", copies[0].id, copies[0].record, finding.id, decided.id):
        archive.find_by_public_id(name, OWNER)
        with pytest.raises(NotFound):
            archive.find_by_public_id(name, PUBLIC)
    with pytest.raises(NotFound):
        archive.layer(paper.layers[3].id, PUBLIC)


def test_a_closed_copy_takes_its_record_with_it_and_leaves_the_others(archive: Archive) -> None:
    paper = secret_paper(archive)
    first, second = paper.add()
    archive.set_access(second.id, "closed")
    assert [row.id for row in archive.records(PUBLIC)] == [first.record]
    with pytest.raises(NotFound):
        archive.reading_text(second.id, PUBLIC)
    with pytest.raises(NotFound):
        archive.finding(archive.fields(second.id, OWNER)[0].id, PUBLIC)
    archive.set_access(second.id, "open")
    assert len(archive.records(PUBLIC)) == 2


def test_a_closed_page_is_cut_out_of_everything(archive: Archive) -> None:
    paper = secret_paper(archive)
    paper.name = "open.pdf"
    _, second = paper.add()
    archive.save_problem(paper.source, Problem(SECRET, SECRET, page_number=4))
    archive.set_access(f"{paper.source}/4", "closed")
    told = everything(archive, PUBLIC)
    assert SECRET not in told
    assert "1973-05-0" not in told
    reading = archive.reading_text(second.id, PUBLIC)
    assert reading.text == "2 April 1972 Dear Mr. Torvane, the second letter begins here"
    assert {piece.page_number for piece in reading.pieces} == {3}
    assert [row.date for row in archive.records(PUBLIC)] == ["1972-03-14", "1972-04-02"]
    assert archive.counts(PUBLIC).pages == 3
    assert archive.regions(paper.source, 4, PUBLIC) == ()


def test_a_closed_record_sorts_nowhere(archive: Archive) -> None:
    paper = secret_paper(archive)
    paper.add()
    archive.set_access(f"{paper.source}/1", "closed")
    archive.set_access(f"{paper.source}/2", "closed")
    assert [row.date for row in archive.records(PUBLIC)] == ["1972-04-02"]
    assert archive.counts(PUBLIC).records == 1
    assert archive.counts(OWNER).records == 2


def test_closing_a_packet_closes_what_came_only_in_it(archive: Archive) -> None:
    outer = archive.add_bytes(b"outer zip", name=f"{SECRET}.zip").id
    inner = archive.add_bytes(b"inner zip", name="inner.zip", parent=outer).id
    only = archive.add_bytes(b"only here", name="only.txt", parent=inner).id
    also = archive.add_bytes(b"also alone", name="also.txt", parent=inner).id
    archive.add_bytes(b"also alone", name="also.txt")
    archive.set_access(outer, "closed")
    assert {held.id for held in archive.sources(PUBLIC)} == {also}
    assert [origin.parent for origin in archive.source(also, PUBLIC).origins] == [None]
    assert {held.id for held in archive.sources(OWNER)} == {outer, inner, only, also}


def test_closing_tells_the_index(archive: Archive) -> None:
    paper = letter(archive)
    copy = paper.add()[0]
    seen = archive.last_change()
    archive.set_access(paper.source, "closed")
    assert {change.id for change in archive.changes_since(seen)} == {copy.record, f"{paper.source}/1", f"{paper.source}/2"}


def test_what_is_not_held_cannot_be_closed(archive: Archive) -> None:
    for name in ("0" * 64, "c" + "0" * 16, "0" * 64 + "/1", "nonsense"):
        with pytest.raises(NotFound):
            archive.set_access(name, "closed")
