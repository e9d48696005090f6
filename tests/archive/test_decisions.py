from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chancery.archive import Archive, HeldFinding
from chancery.archive.decisions import decision_row
from chancery.archive.grouping import Pair, name_groups
from chancery.errors import DecisionRefused, ExchangeError, NotFound
from chancery.model.decision import Anchor, Subject
from chancery.model.geometry import Box
from chancery.model.mention import Reference
from chancery.model.page import Region
from chancery.model.record import Field, Party
from chancery.model.viewer import OWNER
from tests.archive.papers import Paper, letter, packet


def field(archive: Archive, copy: str, name: str) -> HeldFinding:
    return next(finding for finding in archive.fields(copy, OWNER) if finding.name == name)


def dates(archive: Archive, copy: str) -> list[Any]:
    return [each.value for each in archive.effective_fields(copy, OWNER) if each.name == "date"]


def decide(archive: Archive, finding: HeldFinding, verdict: Any, **said: Any) -> Any:
    return archive.decide(Subject(finding.kind, finding.id), verdict, who="Ann", **said)


def test_a_correction_holds_at_once_and_survives_every_run(archive: Archive) -> None:
    paper = letter(archive)
    copy = paper.add()[0]
    finding = field(archive, copy.id, "date")
    decided = decide(archive, finding, "corrected", value="1972-03-15", note="the 4 is a 5\nunder glass")
    held = archive.finding(finding.id, OWNER)
    assert (held.state, held.by, held.confidence, held.decision) == ("corrected", "person", None, decided.id)
    assert isinstance(held.machine, Field)
    assert held.machine.value == "1972-03-14"
    paper.read(version="2")
    paper.describe(version="2")
    assert dates(archive, copy.id) == ["1972-03-15"]
    assert archive.records(OWNER)[0].date == "1972-03-15"
    assert [each.decision.note for each in archive.history(finding.id, OWNER)] == ["the 4 is a 5\nunder glass"]


def test_what_was_rejected_stays_rejected(archive: Archive) -> None:
    paper = letter(archive)
    copy = paper.add()[0]
    decide(archive, field(archive, copy.id, "date"), "rejected")
    paper.found = (("date", "1972-03-16", "14 March", 1),)
    paper.describe(version="2")
    assert dates(archive, copy.id) == []
    assert field(archive, copy.id, "date").state == "rejected"


def test_what_was_confirmed_stays_when_the_machine_no_longer_finds_it(archive: Archive) -> None:
    paper = letter(archive)
    copy = paper.add()[0]
    finding = field(archive, copy.id, "date")
    decide(archive, finding, "confirmed")
    paper.found = ()
    paper.describe(version="2")
    held = archive.finding(finding.id, OWNER)
    assert (held.current, held.state, held.place, held.holds) == (False, "confirmed", "attached", True)
    assert held.evidence == paper.field("date", "", "14 March 1972", 1).evidence
    assert dates(archive, copy.id) == ["1972-03-14"]
    paper.found = (("date", "1972-03-13", "14 March 1972", 1),)
    paper.describe(version="3")
    assert dates(archive, copy.id) == ["1972-03-14"]


def test_a_persons_value_leaves_no_machines_value_beside_it(archive: Archive) -> None:
    paper = letter(archive)
    copy = paper.add()[0]
    decide(archive, field(archive, copy.id, "date"), "corrected", value="1972-03-15")
    paper.found = (("date", "1971-01-01", "February 29", 1), ("date", "1972-03-14", "14 March 1972", 1))
    paper.describe(version="2")
    assert dates(archive, copy.id) == ["1972-03-15"]
    assert len([each for each in archive.fields(copy.id, OWNER) if each.name == "date"]) == 2


def test_undoing_brings_back_what_held_before(archive: Archive) -> None:
    copy = letter(archive).add()[0]
    finding = field(archive, copy.id, "date")
    first = decide(archive, finding, "corrected", value="1972-03-15")
    second = decide(archive, finding, "corrected", value="1972-03-16")
    assert dates(archive, copy.id) == ["1972-03-16"]
    undo = archive.undo(second.id, who="Bob")
    assert dates(archive, copy.id) == ["1972-03-15"]
    archive.undo(first.id, who="Bob")
    assert dates(archive, copy.id) == ["1972-03-14"]
    assert archive.finding(finding.id, OWNER).state == "found"
    archive.undo(undo.id, who="Bob")
    assert dates(archive, copy.id) == ["1972-03-16"]
    assert [each.undone for each in archive.history(finding.id, OWNER)] == [True, False, True, False, False]
    with pytest.raises(DecisionRefused, match="undone already"):
        archive.undo(first.id, who="Bob")


def test_a_field_can_be_added_with_and_without_a_place(archive: Archive) -> None:
    paper = letter(archive)
    copy = paper.add()[0]
    anchor = archive.anchor(paper.source, 2, *span(paper, 2, "Yours sincerely"))
    archive.decide(Subject("field", copy.record, "title"), "added", who="Ann", value="A title", anchor=anchor)
    archive.decide(Subject("field", copy.id, "cc"), "added", who="Ann", value={"name": "Ada Orr"})
    title, other = field(archive, copy.id, "title"), field(archive, copy.id, "cc")
    assert (title.state, title.by, title.machine, title.place) == ("added", "person", None, "attached")
    assert [entry.quote for entry in title.evidence] == ["Yours sincerely"]
    assert (other.content.value, other.evidence) == (Party("Ada Orr"), ())  # type: ignore[union-attr]
    paper.describe(version="2")
    assert archive.records(OWNER)[0].title == "A title"
    assert field(archive, copy.id, "cc").id == other.id
    archive.undo(title.decision or "", who="Ann")
    assert archive.records(OWNER)[0].title == ""


def test_a_machine_that_finds_what_was_added_finds_the_same_finding(archive: Archive) -> None:
    paper = letter(archive)
    copy = paper.add()[0]
    anchor = archive.anchor(paper.source, 1, *span(paper, 1, "MINISTRY OF TORVANE"))
    archive.decide(Subject("field", copy.id, "place"), "added", who="Ann", value="Torvane", anchor=anchor)
    added = field(archive, copy.id, "place")
    paper.found = (*paper.found, ("place", "Ministry", "MINISTRY OF TORVANE", 1))
    paper.describe(version="2")
    [held] = [each for each in archive.fields(copy.id, OWNER) if each.name == "place"]
    assert (held.id, held.current, held.state) == (added.id, True, "added")
    assert held.content.value == "Torvane"  # type: ignore[union-attr]


def span(paper: Paper, number: int, words: str) -> tuple[int, int]:
    start = paper.layers[number - 1].text.index(words)
    return start, start + len(words)


def test_regions_and_references_can_be_judged_and_added(archive: Archive) -> None:
    paper = letter(archive)
    copy = paper.add()[0]
    [region] = archive.regions(paper.source, 2, OWNER)
    decide(archive, region, "corrected", value={"code": ["b1"], "box": [300, 300, 410, 320]})
    archive.decide(
        Subject("region", f"{paper.source}/1"), "added", who="Ann", value={"kind": "stamp", "box": [1, 2, 30, 40]}
    )
    [reference] = archive.references(copy.id, OWNER)
    decide(archive, reference, "corrected", value={"date": "1971-02-28", "from": [{"name": "Pell Vesk"}]})
    anchor = archive.anchor(paper.source, 2, *span(paper, 2, "answer it"))
    archive.decide(Subject("reference", copy.id), "added", who="Ann", value={"kind": "meeting"}, anchor=anchor)
    for run in ("1", "2"):
        [region] = archive.regions(paper.source, 2, OWNER)
        assert isinstance(region.content, Region)
        assert (region.content.code, region.content.fill) == (("b1",), "black")
        assert [each.name for each in archive.regions(paper.source, 1, OWNER)] == ["stamp"]
        first, second = sorted(archive.references(copy.id, OWNER), key=lambda each: each.state, reverse=True)
        assert isinstance(first.content, Reference)
        assert isinstance(second.content, Reference)
        assert (first.content.date, first.content.document_type) == ("1971-02-28", "letter")
        assert (second.content.kind, second.evidence[0].quote) == ("meeting", "answer it")
        paper.read(version=run)
        paper.describe(version=run)
        paper.extract(copy, version=run)
    assert list(archive.verify()) == []


def test_a_decided_box_turns_with_its_page(archive: Archive) -> None:
    paper = letter(archive)
    paper.add()
    [region] = archive.regions(paper.source, 2, OWNER)
    decide(archive, region, "confirmed")
    paper.regions = ()
    paper.read(version="2", rotation=90, turn=90, width=792.0, height=612.0)
    paper.describe(version="2")
    [held] = archive.regions(paper.source, 2, OWNER)
    assert (held.id, held.current) == (region.id, False)
    assert held.evidence[0].boxes == (Box(472, 300, 492, 400),)


def test_decisions_follow_their_page_into_another_copy(archive: Archive) -> None:
    paper = packet(archive)
    first, second = paper.add()
    decide(archive, field(archive, second.id, "to"), "corrected", value={"name": "I. Torvane"})
    paper.found = ()
    paper.cuts = ((1, 3), (4, 4))
    paper.describe(version="2")
    assert field(archive, first.id, "to").content.value == Party("I. Torvane")  # type: ignore[union-attr]
    paper.cuts = ((1, 2), (3, 4))
    paper.describe(version="3")
    assert field(archive, second.id, "to").state == "corrected"
    assert [each.name for each in archive.fields(first.id, OWNER)] == []


def test_pages_and_records_can_be_decided_about(archive: Archive) -> None:
    paper = letter(archive)
    copy = paper.add()[0]
    page = f"{paper.source}/1"
    archive.decide(Subject("page", page), "corrected", who="Ann", value={"role": "cover_sheet"})
    archive.decide(Subject("record", copy.record), "confirmed", who="Ann", note="seen")
    assert archive.page(paper.source, 1, OWNER).role == "cover_sheet"
    paper.describe(version="2")
    assert archive.page(paper.source, 1, OWNER).role == "cover_sheet"
    assert archive.page(paper.source, 2, OWNER).role == "body"
    assert [held.place for held in archive.decisions(OWNER)] == ["attached", "attached"]
    archive.undo(archive.history(page, OWNER)[0].decision.id, who="Ann")
    assert archive.page(paper.source, 1, OWNER).role == "body"


def test_decisions_on_what_was_taken_out_wait_as_lost_and_hold_again(archive: Archive) -> None:
    paper = letter(archive)
    copy = paper.add()[0]
    decide(archive, field(archive, copy.id, "date"), "corrected", value="1972-03-15")
    anchor = archive.anchor(paper.source, 2, *span(paper, 2, "Yours sincerely"))
    archive.decide(Subject("field", copy.id, "title"), "added", who="Ann", value="A title", anchor=anchor)
    archive.remove_source(paper.source, who="Ann", why="not ours")
    assert [held.place for held in archive.decisions(OWNER)] == ["lost", "lost"]
    assert len(list(archive.decisions(OWNER, place="lost"))) == 2
    assert archive.counts(OWNER).lost == 2
    [gone] = archive.removed_sources()
    assert (gone.source, gone.files, gone.who, gone.why) == (paper.source, ("letter.pdf",), "Ann", "not ours")
    assert list(archive.verify()) == []
    again = paper.add()[0]
    assert again == copy
    assert dates(archive, copy.id) == ["1972-03-15"]
    assert field(archive, copy.id, "title").content.value == "A title"  # type: ignore[union-attr]
    assert {held.place for held in archive.decisions(OWNER)} == {"attached"}


def test_decisions_travel_between_archives_once(make_archive: Callable[[str], Archive]) -> None:
    one, other = make_archive("one"), make_archive("other")
    paper = letter(one)
    copy = paper.add()[0]
    first = decide(one, field(one, copy.id, "date"), "corrected", value="1972-03-15")
    second = decide(one, field(one, copy.id, "date"), "rejected")
    one.undo(second.id, who="Bob")
    anchor = one.anchor(paper.source, 2, *span(paper, 2, "Yours sincerely"))
    one.decide(Subject("field", copy.record, "title"), "added", who="Ann", value="A title", anchor=anchor)
    decide(one, one.regions(paper.source, 2, OWNER)[0], "rejected")
    rows = list(one.export_decisions())
    # One half before its source is there, one half after.
    assert other.import_decisions(rows).lost == 5
    there = letter(other, how={"version": "6"}).add()[0]
    taken = other.import_decisions(rows)
    assert (taken.new, taken.known) == (0, 5)
    assert dates(other, there.id) == ["1972-03-15"]
    assert field(other, there.id, "title").content.value == "A title"  # type: ignore[union-attr]
    assert other.regions(paper.source, 2, OWNER)[0].state == "rejected"
    assert {held.place for held in other.decisions(OWNER)} == {"attached"}
    assert list(other.export_decisions()) == rows
    assert first.id == rows[0]["id"]


def test_imported_decisions_find_findings_of_another_name_by_their_anchor(make_archive: Callable[[str], Archive]) -> None:
    one, other = make_archive("one"), make_archive("other")
    copy = letter(one).add()[0]
    decide(one, field(one, copy.id, "date"), "corrected", value="1972-03-15")
    there = letter(other, how={"version": "6"}).add()[0]
    assert field(other, there.id, "date").id != field(one, copy.id, "date").id
    assert other.import_decisions(one.export_decisions()).lost == 0
    assert dates(other, there.id) == ["1972-03-15"]
    assert len([each for each in other.fields(there.id, OWNER) if each.name == "date"]) == 1


@pytest.mark.parametrize("change", [{"verdict": "maybe"}, {"id": "x"}, {"subject": None}, {"anchor": {"source": 1}}])
def test_a_line_that_is_no_decision_is_named(archive: Archive, change: dict[str, Any]) -> None:
    copy = letter(archive).add()[0]
    decide(archive, field(archive, copy.id, "date"), "confirmed")
    row = decision_row(next(archive.decisions(OWNER)))
    with pytest.raises(ExchangeError, match="line 1"):
        archive.import_decisions([{**row, **change}])


REFUSED: list[tuple[str, Any, Any]] = [
    ("date", "corrected", None),
    ("date", "corrected", "last Tuesday"),
    ("date", "corrected", "  "),
    ("date", "corrected", ["1972"]),
    ("type", "corrected", "postcard"),
    ("to", "corrected", "Mr. Vesk"),
    ("to", "corrected", {"name": ""}),
    ("to", "corrected", {"name": "Vesk", "rank": "major"}),
    ("date", "withdrawn", None),
]


@pytest.mark.parametrize(("name", "verdict", "value"), REFUSED)
def test_a_value_that_does_not_fit_its_subject_is_refused(archive: Archive, name: str, verdict: Any, value: Any) -> None:
    copy = letter(archive).add()[0]
    with pytest.raises(DecisionRefused):
        decide(archive, field(archive, copy.id, name), verdict, value=value)
    assert list(archive.decisions(OWNER)) == []


def test_a_decision_needs_a_name_and_a_subject_that_is_held(archive: Archive) -> None:
    paper = letter(archive)
    copy = paper.add()[0]
    finding = field(archive, copy.id, "date")
    with pytest.raises(DecisionRefused, match="name of who decides"):
        archive.decide(Subject("field", finding.id), "confirmed", who=" ")
    with pytest.raises(DecisionRefused, match="is a field, not a region"):
        archive.decide(Subject("region", finding.id), "confirmed", who="Ann")
    for subject in (
        Subject("field", "f" + "0" * 16),
        Subject("page", f"{paper.source}/9"),
        Subject("record", "r" + "0" * 16),
    ):
        with pytest.raises(NotFound):
            archive.decide(subject, "confirmed", who="Ann")
    for subject, value in (
        (Subject("field", copy.id, "colour"), "red"),
        (Subject("field", paper.source, "title"), "x"),
        (Subject("region", copy.id), {"kind": "stamp", "box": [0, 0, 1, 1]}),
        (Subject("region", f"{paper.source}/1"), {"kind": "stamp", "box": [5, 5, 1, 1]}),
        (Subject("region", f"{paper.source}/1"), {"kind": "wine", "box": [0, 0, 1, 1]}),
        (Subject("reference", copy.id), {"kind": "meeting"}),
    ):
        with pytest.raises(DecisionRefused):
            archive.decide(subject, "added", who="Ann", value=value)
    assert list(archive.decisions(OWNER)) == []


def test_what_people_write_is_kept_as_text(archive: Archive) -> None:
    copy = letter(archive).add()[0]
    finding = field(archive, copy.id, "to")
    hostile = "<script>\0\ud800'; DROP TABLE decisions"
    decided = archive.decide(Subject("field", finding.id), "corrected", who=hostile, value={"name": hostile}, note=hostile)
    clean = "<script>��'; DROP TABLE decisions"
    assert (decided.who, decided.note, decided.value) == (clean, clean, {"name": clean})
    assert field(archive, copy.id, "to").content.value == Party(clean)  # type: ignore[union-attr]


def test_an_anchor_keeps_a_little_text_around(archive: Archive) -> None:
    paper = letter(archive)
    paper.add()
    anchor = archive.anchor(paper.source, 1, *span(paper, 1, "read your letter"))
    assert anchor == Anchor(
        paper.source,
        1,
        "read your letter",
        "14 March 1972\nDear Mr. Vesk,\nI have "[-32:],
        " of\nFebruary 29 with great care",
        anchor.boxes,
    )
    with pytest.raises(DecisionRefused):
        archive.anchor(paper.source, 1, 5, 5)
    with pytest.raises(DecisionRefused):
        archive.anchor(paper.source, 1, 0, 9999)


def test_two_records_that_a_person_says_are_one_go_by_one_name(archive: Archive) -> None:
    one = letter(archive).add()[0]
    other = letter(archive, data=b"released again", name="again.pdf", pages=(LONGER, "and more\nIlmar Torvane")).add()[0]
    low, high = sorted((one.record, other.record))
    decided = archive.decide(Subject("record", high), "confirmed", who="Ann", action="same_record", value=low)
    record = archive.record(high, OWNER)
    assert (record.id, record.asked) == (low, high)
    assert {copy.id for copy in record.copies} == {one.id, other.id}
    assert [(row.id, row.copies) for row in archive.records(OWNER)] == [(low, 2)]
    assert archive.counts(OWNER).records == 1
    # It holds over a new run of either source, and is taken back as a whole.
    letter(archive).add()
    assert len(archive.record(low, OWNER).copies) == 2
    assert list(archive.verify()) == []
    archive.undo(decided.id, who="Ann")
    assert [len(archive.record(each, OWNER).copies) for each in (low, high)] == [1, 1]
    assert archive.record(high, OWNER).id == high
    assert list(archive.verify()) == []


LONGER = "MINISTRY OF TORVANE\n14 March 1972\nDear Mr. Vesk,\nI have read your letter of\nFebruary 29 with great care and pleasure"


def test_taking_out_one_release_leaves_the_other_under_its_own_name(archive: Archive) -> None:
    one = letter(archive).add()[0]
    other = letter(archive, data=b"released again", name="again.pdf").add()[0]
    archive.decide(Subject("record", one.record), "confirmed", who="Ann", action="merge", value=[other.record])
    archive.remove_source(one.source, who="Ann", why="x")
    assert archive.record(other.record, OWNER).copies[0].id == other.id
    assert list(archive.verify()) == []
    letter(archive).add()
    assert len(archive.record(one.record, OWNER).copies) == 2
    with pytest.raises(DecisionRefused, match="another record"):
        archive.decide(Subject("record", one.record), "confirmed", who="Ann", action="merge", value=[])
    with pytest.raises(NotFound):
        archive.decide(Subject("record", one.record), "confirmed", who="Ann", action="merge", value="r" + "0" * 16)


def test_who_speaks_last_of_two_records_is_right() -> None:
    same, apart = Pair("a", "b", True), Pair("b", "a", False)
    assert name_groups([same], "abc") == {"a": "a", "b": "a", "c": "c"}
    assert name_groups([same, apart], "ab") == {"a": "a", "b": "b"}
    assert name_groups([apart, same, Pair("b", "c", True)], "abc") == {"a": "a", "b": "a", "c": "a"}
    assert name_groups([Pair("a", "x", True), Pair("x", "b", True)], "ab") == {"a": "a", "b": "a"}
    assert name_groups([Pair("a", "b", True)], "b") == {"b": "b"}


@pytest.mark.parametrize(
    "how",
    [{"version": "6"}, {"version": "6", "scale": 1.003}, {"engine": "truth", "boxes": False}],
    ids=["another engine", "another resolution", "the true text without boxes"],
)
def test_decisions_hold_when_every_page_is_read_otherwise(archive: Archive, how: dict[str, Any]) -> None:
    misread = {"1972": "l972", "Ilmar": "llmar", "great": "qreat", "Mr. Vesk": "Mr, Vesk"}
    pages = list(letter(archive).pages)
    for old, new in misread.items():
        pages = [page.replace(old, new) for page in pages]
    paper = letter(archive, data=b"the scan", pages=tuple(pages))
    paper.found = (
        ("date", "1972-03-14", "14 March l972", 1),
        ("to", Party("Mr, Vesk"), "Mr, Vesk", 1),
        ("from", Party("llmar Torvane"), "llmar Torvane", 2),
    )
    copy = paper.add()[0]
    right = {"date": "1972-03-14", "to": {"name": "Mr. Vesk"}, "from": {"name": "Ilmar Torvane"}}
    before = {name: field(archive, copy.id, name).id for name in right}
    for name, value in right.items():
        decide(archive, field(archive, copy.id, name), "corrected", value=value)
    # Read again better, and nothing found by the machine: the decisions must find their words themselves.
    again = letter(archive, data=b"the scan", how=how, found=())
    again.receive()
    again.read()
    again.describe()
    held = {finding.name: finding for finding in archive.fields(copy.id, OWNER)}
    lost = {held[name].place for name in right}
    assert {name: held[name].id for name in right} == before
    for name, words in (("date", "14 March 1972"), ("from", "Ilmar Torvane")):
        finding = held[name]
        if finding.place == "attached":
            assert [entry.quote for entry in finding.evidence] == [words]
    # Eight letters with one misread are more than a tenth: that place is lost, not guessed.
    assert held["to"].place == "lost"
    assert "attached" in lost
    assert list(archive.verify()) == []
    # Found again by the machine, each is the finding it was.
    again.found = letter(archive).found[1:]
    again.describe(version="2")
    held = {finding.name: finding for finding in archive.fields(copy.id, OWNER)}
    assert {name: held[name].id for name in ("date", "from")} == {name: before[name] for name in ("date", "from")}
    assert dates(archive, copy.id) == ["1972-03-14"]


def test_a_decision_on_two_records_is_lost_with_one_of_them_and_found_when_it_is_back(archive: Archive) -> None:
    (one,), (other,) = letter(archive).add(), letter(archive, name="copy.pdf", data=b"another release").add()
    decided = archive.decide(
        Subject("record", one.record), "confirmed", who="Ann", action="same_record", value=[other.record]
    )
    archive.remove_source(other.source, who="Ann", why="x")
    assert archive.decision(decided.id, OWNER).place == "lost"
    letter(archive, name="copy.pdf", data=b"another release").add()
    assert archive.decision(decided.id, OWNER).place == "attached"
    assert archive.record(one.record, OWNER).id == archive.record(other.record, OWNER).id


def test_a_decision_on_a_record_is_lost_when_its_packet_is_cut_otherwise(archive: Archive) -> None:
    paper = packet(archive)
    first, second = paper.add()
    (third,) = letter(archive).add()
    decided = archive.decide(
        Subject("record", third.record), "confirmed", who="Ann", action="same_record", value=[second.record]
    )
    paper.cuts = ((1, 4),)
    paper.describe()
    assert archive.decision(decided.id, OWNER).place == "lost"
    paper.cuts = ((1, 2), (3, 4))
    paper.describe()
    assert archive.decision(decided.id, OWNER).place == "attached"
    assert first.record != archive.record(third.record, OWNER).id == archive.record(second.record, OWNER).id


def test_a_decision_on_a_page_is_lost_with_its_source(archive: Archive) -> None:
    paper = letter(archive)
    paper.add()
    decided = archive.decide(Subject("page", f"{paper.source}/1"), "corrected", who="Ann", value={"role": "fax_cover"})
    archive.remove_source(paper.source, who="Ann", why="x")
    assert archive.decision(decided.id, OWNER).place == "lost"
