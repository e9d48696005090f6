from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from chancery.archive import Archive, open_archive
from chancery.archive.cards import day_bounds, text_key
from chancery.archive.cuts import HeldCut, name_parts
from chancery.archive.records import without_pages
from chancery.errors import NotFound
from chancery.model.decision import Subject
from chancery.model.geometry import Box
from chancery.model.record import Header, Party
from chancery.model.viewer import OWNER
from chancery.settings import Settings
from tests.archive.papers import join, lay, letter, packet, reading_of, sha


def test_what_was_saved_is_read_back_as_it_was(archive: Archive) -> None:
    paper = letter(archive)
    copy = paper.add()[0]
    for layer in paper.layers:
        assert archive.layer(layer.id, OWNER) == layer
        assert archive.reading(paper.source, layer.page_number).layer == layer
    assert archive.reading_text(copy.id, OWNER) == join(paper.layers)
    assert archive.effective_fields(copy.id, OWNER) == tuple(paper.field(*each) for each in paper.found)
    assert archive.effective_header(copy.id) == Header(
        "letter", "1972-03-14", None, (Party("Ilmar Torvane"),), (Party("Mr. Vesk"),), None
    )
    [region] = archive.regions(paper.source, 2, OWNER)
    assert region.evidence[0].boxes == (Box(300, 300, 400, 320),)


def test_the_evidence_of_a_reference_is_computed_through_the_map(archive: Archive) -> None:
    paper = letter(archive)
    copy = paper.add()[0]
    [found] = archive.references(copy.id, OWNER)
    [entry] = found.evidence
    assert entry.quote == "your letter of\nFebruary 29"
    assert paper.layers[0].text[entry.start : entry.end] == entry.quote
    assert len(entry.boxes) == 2


def test_running_every_stage_again_changes_no_id(archive: Archive) -> None:
    paper = letter(archive)
    copy = paper.add()[0]

    def ids() -> list[str]:
        found = (
            *archive.fields(copy.id, OWNER),
            *archive.references(copy.id, OWNER),
            *archive.regions(paper.source, 2, OWNER),
        )
        return [finding.id for finding in found]

    before = ids()
    assert len(set(before)) == 6
    paper.read(version="2")
    assert paper.describe(version="2") == (copy,)
    paper.extract(copy, version="2")
    assert ids() == before


def test_a_finding_with_another_value_at_the_same_place_is_the_same_finding(archive: Archive) -> None:
    paper = letter(archive)
    copy = paper.add()[0]
    before = {finding.name: finding.id for finding in archive.fields(copy.id, OWNER)}
    paper.found = (("date", "1972-03-15", "14 March", 1), ("to", Party("Pell Vesk"), "Dear Mr. Vesk", 1))
    paper.describe(version="2")
    after = {finding.name: finding.id for finding in archive.fields(copy.id, OWNER)}
    assert after == {name: before[name] for name in ("date", "to")}


def test_a_finding_elsewhere_is_another_finding_and_comes_back_under_its_old_id(archive: Archive) -> None:
    paper = letter(archive)
    copy = paper.add()[0]
    found = paper.found
    [before] = [finding.id for finding in archive.fields(copy.id, OWNER) if finding.name == "from"]
    paper.found = (("from", Party("Ministry"), "MINISTRY OF TORVANE", 1),)
    paper.describe(version="2")
    [other] = archive.fields(copy.id, OWNER)
    assert other.id != before
    with pytest.raises(NotFound):
        archive.finding(before, OWNER)
    paper.found = found
    paper.describe(version="3")
    assert archive.finding(before, OWNER).content == paper.field(*found[3])


def test_findings_know_when_what_they_were_made_from_has_changed(archive: Archive, settings: Settings) -> None:
    paper = letter(archive)
    copy = paper.add()[0]

    def stale() -> set[str]:
        return {
            finding.kind
            for finding in (*archive.fields(copy.id, OWNER), *archive.references(copy.id, OWNER))
            if finding.stale
        }

    assert stale() == set()
    date = next(finding for finding in archive.fields(copy.id, OWNER) if finding.name == "date")
    archive.decide(Subject("field", date.id, "date"), "corrected", who="Ann", value="1973-03-14")
    assert stale() == {"reference"}
    assert list(archive.stale_copies("extract")) == [copy.id]
    paper.extract(copy)
    assert stale() == set()
    paper.pages = (paper.pages[0] + "\nP.S. one line more", paper.pages[1])
    paper.read()
    assert stale() == {"field", "reference"}
    assert archive.source(paper.source, OWNER).state == "read"
    paper.describe()
    paper.extract(copy)
    assert stale() == set()
    with open_archive(settings, stages={"read": "1", "describe": "1", "extract": "1"}) as same:
        assert [finding.stale for finding in same.regions(paper.source, 2, OWNER)] == [False]
        assert {finding.stale for finding in same.fields(copy.id, OWNER)} == {False}
    with open_archive(settings, stages={"read": "2"}) as newer:
        assert [finding.stale for finding in newer.regions(paper.source, 2, OWNER)] == [True]
    with open_archive(settings, stages={"describe": "2"}) as newer:
        assert list(newer.stale_copies("describe")) == [copy.id]
        assert {finding.stale for finding in newer.fields(copy.id, OWNER)} == {True}
        assert {finding.stale for finding in newer.references(copy.id, OWNER)} == {False}


def test_describing_one_source_again_touches_no_other(archive: Archive) -> None:
    other = packet(archive).add()
    before = [archive.fields(copy.id, OWNER) for copy in other]
    paper = letter(archive)
    paper.add()
    paper.describe(version="2")
    assert [archive.fields(copy.id, OWNER) for copy in other] == before


def test_the_same_sources_in_another_order_give_the_same_rows(make_archive: Callable[[str], Archive]) -> None:
    one, other = make_archive("one"), make_archive("other")
    letter(one).add()
    packet(one).add()
    packet(other).add()
    letter(other).add()
    for name, rows in one.dump_rows(OWNER).items():
        assert list(rows) == list(other.dump_rows(OWNER)[name]), name


def test_the_part_that_keeps_the_first_page_keeps_the_id(archive: Archive) -> None:
    paper = packet(archive)
    first, second = paper.add()
    paper.cuts = ((1, 3), (4, 4))
    one, two = paper.describe(version="2")
    assert (one.id, one.record) == (first.id, first.record)
    assert two.record not in (first.record, second.record)
    # The second letter's first page is now inside the first: its address leads there.
    assert archive.record(second.record, OWNER).id == first.record
    assert archive.copy(second.id, OWNER).id == first.id
    paper.cuts = ((1, 2), (3, 4))
    again = paper.describe(version="3")
    assert [copy.record for copy in again] == [first.record, second.record]
    assert archive.record(second.record, OWNER).id == second.record
    assert archive.record(two.record, OWNER).id == second.record


def test_a_record_that_now_begins_earlier_keeps_its_id() -> None:
    cuts = name_parts("s", [HeldCut("c3", "r3", 3)], [(2, 5)])
    assert [(part.copy, part.record) for part in cuts.parts] == [("c3", "r3")]


def test_two_records_that_share_a_page_keep_their_names_apart() -> None:
    parts = [(1, 2), (2, 2), (2, 4)]
    first = name_parts("s", [], parts)
    assert len({part.record for part in first.parts}) == 3
    before = [HeldCut(part.copy, part.record, page) for part, (page, _) in zip(first.parts, parts, strict=True)]
    assert name_parts("s", before, parts) == first


def test_references_follow_their_page_when_a_packet_is_cut_again(archive: Archive) -> None:
    paper = packet(archive, references=(("the second letter begins", "1972-04", 3),))
    first, second = paper.add()
    [before] = archive.references(second.id, OWNER)
    paper.cuts = ((1, 3), (4, 4))
    one, two = paper.describe(version="2")
    # Until the copies are searched again their references are not known; then the same one is found in the other copy.
    assert archive.references(one.id, OWNER) == ()
    assert archive.copies_to_extract(paper.source) == (one.id, two.id)
    paper.extract(one, version="2")
    paper.extract(two, version="2")
    assert [finding.id for finding in archive.references(first.id, OWNER)] == [before.id]
    assert archive.source(paper.source, OWNER).state == "done"
    assert list(archive.verify()) == []


def test_a_page_read_again_keeps_its_other_layers(archive: Archive) -> None:
    paper = letter(archive)
    paper.add()
    other = lay(paper.source, 1, paper.pages[0], version="6")
    archive.save_pages(paper.source, [reading_of(other)])
    page = archive.page(paper.source, 1, OWNER)
    assert page.chosen == other.id
    assert [layer.id for layer in page.layers] == [other.id, paper.layers[0].id]
    assert archive.layer(paper.layers[0].id, OWNER) == paper.layers[0]


def test_boxes_turn_with_a_page_that_is_seen_to_lie_another_way(archive: Archive) -> None:
    paper = letter(archive)
    paper.add()
    [before] = archive.regions(paper.source, 2, OWNER)
    paper.regions = ((2, Box(792 - 320, 300, 792 - 300, 400)),)
    paper.read(rotation=90, turn=90, width=792.0, height=612.0)
    [after] = archive.regions(paper.source, 2, OWNER)
    assert after.id == before.id


def test_lists_are_sorted_by_our_keys_and_go_on_where_they_stopped(archive: Archive) -> None:
    titles = {"b": "Émile", "a": "(Alba)", "c": "zulu", "d": ""}
    for name, title in titles.items():
        paper = letter(
            archive, data=name.encode(), name=name, pages=(title or "14 March 1972", "x"), references=(), regions=()
        )
        paper.found = (("title", title, title, 1),) if title else (("date", "1972", "14 March 1972", 1),)
        paper.add()
    packet(archive).add()
    for order, key in (("title", "title"), ("date", "date"), ("newest", "date")):
        whole = archive.records(OWNER, order=order)  # type: ignore[arg-type]
        pieces: list[object] = []
        while some := archive.records(OWNER, order=order, after=pieces[-1] if pieces else None, limit=2):  # type: ignore[arg-type]
            pieces.extend(some)
        assert tuple(pieces) == whole, order
        said = [getattr(row, key) for row in whole]
        if order == "title":
            assert said[-3:] == ["(Alba)", "Émile", "zulu"]
        elif order == "date":
            assert said == ["1972", "1972-03-14", "1972-04-02", "", "", ""]
        else:
            assert said == ["1972-04-02", "1972-03-14", "1972", "", "", ""]
    assert archive.counts(OWNER).undated == 3


def test_sheets_are_left_out_unless_asked_for(archive: Archive) -> None:
    paper = letter(archive, found=(("type", "withdrawal_sheet", "Dear Mr. Vesk,", 1),))
    paper.add()
    assert archive.records(OWNER) == ()
    assert [row.sheet for row in archive.records(OWNER, sheets=True)] == [True]
    assert (archive.counts(OWNER).records, archive.counts(OWNER).sheets) == (0, 1)


def test_a_long_source_opens_page_by_page(archive: Archive) -> None:
    name = archive.add_bytes(b"long", name="long.txt").id
    archive.save_inspection(name, "text/plain", 250)
    archive.save_pages(name, [reading_of(lay(name, number, f"page {number}", boxes=False)) for number in range(1, 251)])
    assert [page.page.number for page in archive.pages(name, OWNER, first=240)] == list(range(240, 251))
    assert [reading.page.number for reading in archive.readings(name, 100, 102)] == [100, 101, 102]
    assert archive.page(name, 250, OWNER).page.width is None
    with pytest.raises(NotFound):
        archive.page(name, 251, OWNER)


@pytest.mark.parametrize(
    ("date", "bounds"),
    [
        ("1994-12~", ("1994-12-01", "1994-12-31")),
        ("1994-12-29", ("1994-12-29", "1994-12-29")),
        ("", ("~", "~")),
        ("no date", ("~", "~")),
    ],
)
def test_dates_sort_by_their_bounds(date: str, bounds: tuple[str, str]) -> None:
    assert day_bounds(date) == bounds


def test_title_keys_know_no_case_accents_or_brackets() -> None:
    assert text_key("«Émile») x") == text_key("EMILE») X")
    assert text_key("...") == ""


def test_a_text_without_some_pages_still_covers_itself() -> None:
    source = sha("x")
    layers = [lay(source, number, f"page {number}\nends") for number in (1, 2, 3)]
    reading = join(layers)
    assert without_pages(reading, {(source, 2)}).text == "page 1 ends page 3 ends"
    assert without_pages(reading, {(source, 1)}).text == "page 2 ends page 3 ends"
    assert without_pages(reading, {(source, 3)}).text == "page 1 ends page 2 ends"
    assert without_pages(reading, {(source, number) for number in (1, 2, 3)}) == replace(reading, text="", pieces=())
