"""Results: the record is the unit, every count leads somewhere, and what is closed is nowhere."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chancery.errors import ArchiveDamaged, QueryError
from chancery.model.viewer import OWNER, PUBLIC, Viewer
from chancery.search import counts
from chancery.search.document import CopyText, Entry, PageStart, SearchDocument, Withheld
from chancery.search.index import SearchIndex
from chancery.search.query import parse_query
from chancery.search.results import CSV_HEADER, Filters, Results, count_hits, search, search_rows
from chancery.search.tree import Dated
from tests.search.indexed import Fill, copy_of, entry_of, record


def ask(index: SearchIndex, asked: str, **options: Any) -> Results:
    return search(index, parse_query(asked), options.pop("viewer", PUBLIC), **options)


def found(index: SearchIndex, asked: str, **options: Any) -> list[str]:
    return sorted(result.document.id for result in ask(index, asked, **options).results)


# --- the unit is the record -------------------------------------------------------------------------------------------


def test_and_not_and_near_are_weighed_over_all_pages_of_a_record(fill: Fill) -> None:
    index = fill(
        record("both", "No garrison will stand", "on the island of Aldersholm."),
        record("one", "The garrison of the mainland."),
        record("other", "Aldersholm has no road."),
    )
    assert found(index, "garrison Aldersholm") == ["both"]
    assert found(index, "garrison NOT Aldersholm") == ["one"]
    assert found(index, "NOT garrison") == ["other"]
    assert found(index, "garrison OR road") == ["both", "one", "other"]
    assert found(index, '"stand on the island"') == ["both"]
    assert found(index, '"garrison island"~4') == ["both"]
    assert found(index, '"garrison island"~3') == []


def test_hits_are_listed_by_page_and_copies_count_once(fill: Fill) -> None:
    fuller = CopyText(
        "2009",
        "pilots came. No pilots left. The harbour.",
        (PageStart(0, "a", 4), PageStart(13, "a", 5), PageStart(29, "a", 6)),
    )
    older = copy_of("pilots came", name="older")
    index = fill(SearchDocument("r", copies=(fuller, older)))
    results = ask(index, "pilots")
    assert results.total == 1
    (result,) = results.results
    assert [(page.page_number, page.count) for page in result.pages] == [(4, 1), (5, 1)]
    assert result.hits == 2


def test_words_that_stand_only_in_another_copy_are_found_but_no_phrase_crosses_copies(fill: Fill) -> None:
    index = fill(SearchDocument("r", copies=(copy_of("the harbour", name="a"), copy_of("master of pilots", name="b"))))
    assert found(index, "harbour pilots") == ["r"]
    assert found(index, '"harbour master"') == []
    assert found(index, '"harbour master"~50') == []
    assert [page.source for page in ask(index, "pilots").results[0].pages] == ["b"]


def test_a_page_without_a_record_is_found_as_itself(fill: Fill) -> None:
    page = SearchDocument("page-7", kind="page", copies=(CopyText("p", "a lantern", (PageStart(0, "s", 7),)),))
    index = fill(page, record("r", "no light"))
    (result,) = ask(index, "lantern").results
    assert (result.document.kind, result.pages[0].page_number) == ("page", 7)


def test_a_page_without_a_record_is_no_record_without_a_date(fill: Fill) -> None:
    page = SearchDocument("page-7", kind="page", copies=(CopyText("p", "a lantern", (PageStart(0, "s", 7),)),))
    results = ask(fill(page, record("r", "a lantern")), "lantern")
    assert (results.total, results.loose_pages, results.undated) == (2, 1, 1)


def test_hits_tell_how_far_down_their_page_they_stand(fill: Fill) -> None:
    (result,) = ask(
        fill(record("r", "lantern " + "word " * 99, "word " * 50 + "lantern " + "word " * 49)), "lantern"
    ).results
    assert [(page.page_number, page.tops) for page in result.pages] == [(1, (0.0,)), (2, (pytest.approx(0.5, abs=0.02),))]


def test_a_record_that_is_not_held_is_found_by_what_the_list_says_of_it(fill: Fill) -> None:
    index = fill(SearchDocument("w", about=("re pilots and talks",), titles=("Aldersholm, 1972",)))
    (result,) = ask(index, "Aldersholm pilots").results
    assert (result.hits, result.pages, result.snippets) == (0, (), ())


def test_the_sheets_of_reviewers_are_left_out_until_asked_for(fill: Fill) -> None:
    index = fill(record("letter", "pilots"), record("sheet", "pilots", sheet=True, type="withdrawal_sheet"))
    results = ask(index, "pilots")
    assert (results.total, results.sheets_left_out) == (1, 1)
    assert found(index, "pilots", filters=Filters(sheets=True)) == ["letter", "sheet"]
    assert found(index, "pilots type:withdrawal_sheet") == ["sheet"]


# --- fields, dates, facets --------------------------------------------------------------------------------------------


@pytest.fixture
def shelf(fill: Fill) -> SearchIndex:
    return fill(
        record("a", "pilots", type="letter", senders=("Elias Torvane",), addressees=("Danil Vesk",), date="1970-03-14",
               earliest="1970-03-14", latest="1970-03-14", decisions=("released in part",), exemptions=("B1", "B6"),
               has=("references", "missing"), cases=("M-2003-00012",), language="en", titles=("On the works",),
               classifications=("CONFIDENTIAL",), collections=("Sabel Strait papers",), files=("packet/7.pdf",)),
        record("b", "pilots pilots", type="letter", senders=("Danil Vesk",), addressees=("Elias Torvane",), date="1971?",
               earliest="1971-01-01", latest="1971-12-31", decisions=("released in full",), language="rus"),
        record("c", "pilots and others", type="memcon", senders=("Karin Halden",), date="1971-05/1972-02",
               earliest="1971-05-01", latest="1972-02-29", referred_to=4, exemptions=("B1",)),
        record("d", "pilots of no date", senders=("Ельцин Б. Н.",)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ("type:letter", ["a", "b"]),
        ("type:letter OR type:memcon", ["a", "b", "c"]),
        ("NOT type:letter", ["c", "d"]),
        ("from:torvane", ["a"]),
        ("from:vesk OR to:vesk", ["a", "b"]),
        ('from:"Torvane, Elias"', ["a"]),
        ("from:Yeltsin", ["d"]),
        ('from:"Boris Yeltsin"', ["d"]),
        ("case:M-2003-00012", ["a"]),
        ("case:M-2003*", ["a"]),
        ("decision:part", ["a"]),
        ('decision:"in full"', ["b"]),
        ("exemption:b1", ["a", "c"]),
        ("has:missing", ["a"]),
        ("title:works", ["a"]),
        ("works", ["a"]),
        ("classification:confidential", ["a"]),
        ("collection:sabel", ["a"]),
        ("file:packet", ["a"]),
        ("language:Russian", ["b"]),
        ("id:c", ["c"]),
        ("date:1970", ["a"]),
        ("date:1971", ["b", "c"]),
        ("date:1972", ["c"]),
        ("date:1971..", ["b", "c"]),
        ("date:..1970", ["a"]),
        ("date:1970-03-15..1971-01", ["b"]),
        ("date:none", ["d"]),
        ("NOT date:1971", ["a", "d"]),
    ],
)
def test_fields_and_dates_choose_records(shelf: SearchIndex, asked: str, ids: list[str]) -> None:
    assert found(shelf, asked) == ids


def test_facets_count_what_answers_and_leave_their_own_choice_aside(shelf: SearchIndex) -> None:
    results = ask(shelf, "pilots", filters=Filters(facets=(("type", ("letter",)),)))
    facets = {facet.name: {value.value: (value.count, value.chosen) for value in facet.values} for facet in results.facets}
    assert results.total == 2
    assert facets["type"] == {"letter": (2, True), "memcon": (1, False)}
    assert facets["from"] == {"Elias Torvane": (1, False), "Danil Vesk": (1, False)}
    assert facets["exemption"] == {"B1": (1, False), "B6": (1, False)}


def test_values_of_one_facet_are_alternatives_and_facets_hold_together(shelf: SearchIndex) -> None:
    both = Filters(facets=(("type", ("letter", "memcon")), ("exemption", ("B1",))))
    assert found(shelf, "pilots", filters=both) == ["a", "c"]
    chosen = ask(shelf, "pilots", filters=Filters(facets=(("type", ("speech",)),)))
    assert chosen.total == 0
    assert [value.count for facet in chosen.facets for value in facet.values if value.chosen] == [0]


def test_years_cover_all_dates_whatever_range_is_asked_for_and_the_undated_are_counted_apart(shelf: SearchIndex) -> None:
    everything = ask(shelf, "pilots")
    assert everything.years == ((1970, 1), (1971, 2), (1972, 1))
    assert (everything.undated, everything.undated_left_out, everything.total) == (1, False, 4)
    for ranged in (
        ask(shelf, "pilots date:1971..1972"),
        ask(shelf, "pilots", filters=Filters(dated=Dated(719528, 719892, "1971"))),
    ):
        assert ranged.years == everything.years
        assert (ranged.undated, ranged.undated_left_out) == (1, True)


def test_every_bar_of_the_histogram_counts_what_its_link_finds(shelf: SearchIndex) -> None:
    for year, count in ask(shelf, "").years:
        assert ask(shelf, f"date:{year}").total == count


@pytest.mark.parametrize(("sort", "first"), [("best", "b"), ("oldest", "a"), ("newest", "c"), ("most_referred_to", "c")])
def test_results_are_sorted(shelf: SearchIndex, sort: Any, first: str) -> None:
    results = ask(shelf, "pilots", sort=sort)
    assert results.results[0].document.id == first
    if sort in ("oldest", "newest"):
        assert results.results[-1].document.id == "d", "undated stands last both ways"


def test_paging_goes_through_all_once(shelf: SearchIndex) -> None:
    pages = [ask(shelf, "pilots", sort="oldest", offset=offset, limit=2) for offset in (0, 2, 4)]
    assert [[result.document.id for result in page.results] for page in pages] == [["a", "b"], ["c", "d"], []]
    assert {page.total for page in pages} == {4}


# --- snippets and rows ------------------------------------------------------------------------------------------------


def test_snippets_show_the_words_found_where_they_stand(fill: Fill) -> None:
    filler = "and so the talk went on about other matters " * 12
    index = fill(
        record("r", f"When we met I said that no garrison would stay. {filler}", f"Then Aldersholm was named. {filler}")
    )
    (result,) = ask(index, "garrison Aldersholm").results
    assert [[snippet.text[start:end] for start, end in snippet.hits] for snippet in result.snippets] == [
        ["garrison"],
        ["Aldersholm"],
    ]
    text = result.document.copies[0].text
    for snippet in result.snippets:
        assert text[snippet.start : snippet.start + len(snippet.text)] == snippet.text
        assert snippet.cut_after
        assert not snippet.text[-1].isspace()
    assert [snippet.page_number for snippet in result.snippets] == [1, 2]


def test_what_is_withheld_is_neither_found_nor_shown(fill: Fill) -> None:
    text = "The source Orlando Birch said no."
    gap = Withheld(11, 24, "2 words withheld")
    copy = CopyText("c", text, (PageStart(0, "s", 1),), withheld=(gap,))
    index = fill(SearchDocument("r", copies=(copy,)))
    assert found(index, "Birch") == []
    (result,) = ask(index, "source").results
    assert "Birch" not in repr(result)
    (snippet,) = result.snippets
    assert [(snippet.text[start:end].strip(), label) for start, end, label in snippet.withheld] == [("", "2 words withheld")]


def test_marks_are_found_by_marks_only_and_shown_with_their_page(fill: Fill) -> None:
    index = fill(SearchDocument("r", copies=(copy_of("a quiet text", marks=("RETURN TO ARCHIVE", "SECRET")),)))
    assert found(index, "secret") == []
    (result,) = ask(index, "marks:secret quiet").results
    assert result.hits == 1, "the hit in the text comes first"
    (result,) = ask(index, "marks:secret").results
    assert (result.snippets[0].text, result.snippets[0].marks, result.pages[0].page_number) == ("SECRET", True, 1)


def test_also_found_tells_the_forms_that_misreadings_matched(fill: Fill) -> None:
    index = fill(record("r", "the garnison and the garrison"))
    assert ask(index, "garrison~").also_found == ("garnison",)


def test_rows_are_every_record_once_and_are_safe_csv(shelf: SearchIndex) -> None:
    rows = list(search_rows(shelf, parse_query("pilots"), PUBLIC, sort="oldest"))
    assert rows[0] == CSV_HEADER
    assert [row[0] for row in rows[1:]] == ["a", "b", "c", "d"]
    assert rows[1][2:9] == ("letter", "1970-03-14", "Elias Torvane", "Danil Vesk", "On the works", "1", "1 (1)")
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    assert [tuple(row) for row in csv.reader(io.StringIO(written.getvalue()))] == rows


def test_hits_over_all_results_are_counted_up_to_a_limit(shelf: SearchIndex) -> None:
    counted = count_hits(shelf, parse_query("pilots"), PUBLIC)
    assert counted is not None
    assert (counted.hits, counted.pages) == (5, 4)
    assert count_hits(shelf, parse_query("pilots"), PUBLIC, most=3) is None


def test_hits_of_a_page_that_holds_all_results_are_not_asked_for_again(shelf: SearchIndex) -> None:
    whole = search(shelf, parse_query("pilots"), PUBLIC)
    part = search(shelf, parse_query("pilots"), PUBLIC, limit=2)
    counted = count_hits(shelf, parse_query("pilots"), PUBLIC)
    assert count_hits(shelf, parse_query("pilots"), PUBLIC, of=whole) == counted
    assert count_hits(shelf, parse_query("pilots"), PUBLIC, of=part) == counted
    assert count_hits(shelf, parse_query("pilots"), PUBLIC, of=part, most=3) is None


# --- trouble ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "a\0b \ud800 c", "\u202egpj.txt", '"; DROP TABLE', "a" * 70_000]
)
def test_any_text_is_kept_and_found_as_text(fill: Fill, text: str) -> None:
    index = fill(record("r", f"{text} lantern", titles=(text,), senders=(text,), files=(text,)))
    (result,) = ask(index, "lantern").results
    assert result.document.titles == (text,)
    assert result.document.copies[0].text == f"{text} lantern"


def test_a_star_that_stands_for_too_many_words_is_refused_in_a_sentence(fill: Fill) -> None:
    index = fill(record("r", " ".join(f"a{number} b" for number in range(40_000))))
    with pytest.raises(QueryError, match="too many words"):
        ask(index, '"a* b"')


def test_no_index_yet_is_said_with_what_to_do(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path / "none")
    assert index.state == "missing"
    with pytest.raises(ArchiveDamaged, match="chancery rebuild"):
        ask(index, "x")


# --- closed -----------------------------------------------------------------------------------------------------------


def test_what_is_closed_is_nowhere_for_a_viewer_who_may_not_see_it(tmp_path: Path) -> None:
    closed = record("closed", "a secret lantern", type="memcon", senders=("Orlando Birch",), earliest="1955-01-01",
                    latest="1955-01-01", exemptions=("B3",), has=("missing",), titles=("Lantern talks",))  # fmt: skip
    owner = record("mixed", "an open harbour", "a closed garnison", type="letter", exemptions=("B1", "B9"))
    public = replace(owner, copies=(copy_of("an open harbour", name="mixed-source"),), exemptions=("B1",))
    index = SearchIndex(tmp_path / "index")
    with index.writing() as writer:
        writer.apply(
            [entry_of(closed, closed=True), Entry("mixed", owner, public), entry_of(record("open", "a harbour"))], 3
        )

    for asked in (
        "lantern", "from:Birch", "id:closed", "type:memcon", "date:1955", "garnison", "lantern~", "lant*", "has:missing",
        "exemption:B3", "title:lantern", "NOT harbour", "secret OR garnison",
    ):  # fmt: skip
        results = ask(index, asked)
        assert (results.total, results.results, results.years) == (0, (), ()), asked
        # Without the date, date:1955 asks for every record: the two open ones bear none.
        assert results.undated == (2 if asked == "date:1955" else 0), asked
        assert all(not facet.values and not facet.more for facet in results.facets), asked
        assert list(search_rows(index, parse_query(asked), PUBLIC)) == [CSV_HEADER]
        assert ask(index, asked, viewer=OWNER).total >= 1, asked

    everything = ask(index, "")
    assert sorted(result.document.id for result in everything.results) == ["mixed", "open"]
    said = repr(everything) + repr(ask(index, "harbour garrison~ OR harbour"))
    for word in ("lantern", "Birch", "garnison", "memcon", "B3", "B9", "1955"):
        assert word not in said
    assert ask(index, "", viewer=OWNER).total == 3, "a record of two views counts once for its owner"
    assert found(index, "", filters=Filters(facets=(("from", ("Orlando Birch",)),))) == []


# --- shared -----------------------------------------------------------------------------------------------------------


def test_the_corpus_of_troublesome_queries_is_answered(shared: Path, fill: Fill) -> None:
    folder = shared / "data" / "trouble"
    corpus = (folder / "text" / "search_corpus.txt").read_text("utf-8").split("\n\n")
    index = fill(*(record(str(number), text.strip()) for number, text in enumerate(corpus, 1)))
    expected = json.loads((folder / "expectations.json").read_text("utf-8"))["text/search_corpus.txt"]["by_source"]
    tried = 0
    for asked, wanted in (pair for group in expected.values() for pair in group.items()):
        query = parse_query(asked)
        ids = [int(name) for name in found(index, asked)]
        tried += 1
        if isinstance(wanted, list):
            assert ids == wanted, asked
        elif wanted.startswith("hits in 1 and 6"):
            assert ids == [1, 6], asked
        assert query.read_as
    assert tried > 25
    assert found(index, '"*tion of"') == ["6"]


def test_spellings_of_a_russian_name_are_found_together(shared: Path, fill: Fill) -> None:
    folder = shared / "data" / "trouble"
    lines = (folder / "text" / "names_translit.txt").read_text("utf-8").splitlines()
    groups = json.loads((folder / "expectations.json").read_text("utf-8"))["text/names_translit.txt"]["found_together"]
    index = fill(*(record(line, line) for line in lines))
    for group in groups:
        together = sorted(line for line in lines if any(name in line for name in group))
        for name in group:
            assert found(index, name) == together, name


def test_words_broken_by_soft_hyphens_and_line_ends_are_found_whole(shared: Path, fill: Fill) -> None:
    folder = shared / "data" / "trouble"
    index = fill(record("r", (folder / "text" / "soft_hyphen.txt").read_text("utf-8")))
    for word in json.loads((folder / "expectations.json").read_text("utf-8"))["text/soft_hyphen.txt"]["find"]:
        (result,) = ask(index, word).results
        assert result.hits == 1, word


# --- counts that are kept, and the quick ways of counting --------------------------------------------------------------


def counted(results: Results) -> dict[str, list[tuple[str, int]]]:
    return {facet.name: [(value.value, value.count) for value in facet.values] for facet in results.facets}


@pytest.mark.parametrize("first", [OWNER, PUBLIC])
def test_counts_kept_for_one_viewer_never_answer_another(tmp_path: Path, first: Viewer) -> None:
    index = SearchIndex(tmp_path / "index")
    seen = record("seen", "pilots", type="letter", senders=("Elias Torvane",), has=("references",))
    hidden = record("hidden", "pilots", type="cable", senders=("Danil Vesk",), has=("missing",))
    with index.writing() as writer:
        writer.apply([entry_of(seen), entry_of(hidden, closed=True)], 1)
    other = PUBLIC if first == OWNER else OWNER
    for asked in ("", "pilots"):
        for viewer in (first, other, first):
            told = counted(ask(index, asked, viewer=viewer))
            whole = viewer == OWNER
            assert told["type"] == ([("cable", 1), ("letter", 1)] if whole else [("letter", 1)])
            assert told["has"] == ([("missing", 1), ("references", 1)] if whole else [("references", 1)])
            assert told["from"] == ([("Danil Vesk", 1)] if whole else []) + [("Elias Torvane", 1)]


def test_counts_of_an_earlier_state_never_answer_for_a_later_one(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path / "index")
    for number in range(3):
        with index.writing() as writer:
            writer.apply([entry_of(record(f"r{number}", "pilots", type="letter"))], number + 1)
        assert counted(ask(index, ""))["type"] == [("letter", number + 1)]
        assert counted(ask(index, "pilots"))["type"] == [("letter", number + 1)]


def test_counts_depend_on_what_was_chosen_and_on_dates(fill: Fill) -> None:
    index = fill(
        record("a", "pilots", type="letter", has=("missing",), earliest="1972-01-01", latest="1972-01-01"),
        record("b", "pilots", type="cable", has=("missing", "references"), earliest="1973-05-01", latest="1973-05-01"),
    )
    assert counted(ask(index, "pilots"))["has"] == [("missing", 2), ("references", 1)]
    assert counted(ask(index, "pilots", filters=Filters((("type", ("letter",)),))))["has"] == [("missing", 1)]
    assert counted(ask(index, "pilots date:1973"))["has"] == [("missing", 1), ("references", 1)]
    assert ask(index, "pilots date:1973").years == ((1972, 1), (1973, 1))
    assert counted(ask(index, "pilots", filters=Filters((("has", ("references",)),))))["has"] == [
        ("missing", 2), ("references", 1),
    ]  # fmt: skip


def test_sets_of_values_are_counted_as_their_values_however_many_sets_there_are(
    fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = ("B1", "B6", "1.4(B)", "1.4(D)", 'odd "] value')
    index = fill(
        *(
            record(f"r{number}", "pilots", exemptions=tuple(code for at, code in enumerate(codes) if number >> at & 1))
            for number in range(32)
        )
    )
    quick = ask(index, "pilots")
    assert counted(quick)["exemption"] == [(code, 16) for code in sorted(codes)]
    assert [facet.more for facet in ask(index, "pilots", facet_values=2).facets if facet.name == "exemption"] == [48]
    monkeypatch.setattr(counts, "MOST_COMBINATIONS", 3)
    again = ask(SearchIndex(index.folder), "pilots")
    assert counted(again)["exemption"] == counted(quick)["exemption"]


def test_a_name_that_is_rare_in_every_segment_is_counted_in_all(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path / "index")
    rare = "Rare Name"
    for part in range(3):
        with index.writing() as writer:
            others = [
                record(f"{part}-{at}-{twice}", "pilots", senders=(f"Name {part} {at}",))
                for at in range(30)
                for twice in "ab"
            ]
            writer.apply(
                [entry_of(document) for document in (*others, record(f"{part}", "pilots", senders=(rare,)))], part + 1
            )
    facet = next(facet for facet in ask(index, "", facet_values=2).facets if facet.name == "from")
    assert (facet.values[0].value, facet.values[0].count) == (rare, 3)
    assert facet.more == 3 * 30 * 2 - 2


DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31)) | st.dates(date(1969, 1, 1), date(1973, 12, 31))


def test_dates_are_those_that_overlap_whatever_years_they_are_asked_by(fill: Fill) -> None:
    spans = [
        ("1970-01-01", "1970-01-01"), ("1970-12-31", "1971-01-01"), ("1971-06-01", "1971-06-30"), ("1969-05-01", "1973-02-01"),
        ("1700-01-01", "1990-12-31"), ("0001-01-01", "9999-12-31"), ("1972-02-29", "1972-02-29"),
    ]  # fmt: skip
    index = fill(
        *(record(f"r{at}", "pilots", earliest=begin, latest=end) for at, (begin, end) in enumerate(spans)),
        record("none", "pilots"),
    )

    @given(DAYS, DAYS)
    @settings(max_examples=60, deadline=None)
    def check(one: date, other: date) -> None:
        begin, end = sorted((one, other))
        expected = sorted(
            f"r{at}"
            for at, (first, last) in enumerate(spans)
            if date.fromisoformat(first) <= end and date.fromisoformat(last) >= begin
        )
        dated = Filters(dated=Dated(begin.toordinal(), end.toordinal(), ""))
        assert found(index, "pilots", filters=dated) == expected

    check()
    for asked, names in {
        "date:1970": ["r0", "r1", "r3", "r4", "r5"], "date:1971..1972": ["r1", "r2", "r3", "r4", "r5", "r6"],
        "date:1991..": ["r5"], "date:..1700": ["r4", "r5"], "date:1972-02": ["r3", "r4", "r5", "r6"],
    }.items():  # fmt: skip
        assert found(index, asked) == names


def test_a_word_that_opens_so_is_found_and_marked_wherever_it_stands(fill: Fill) -> None:
    index = fill(
        record("a", "The presidium and the president."),
        record("b", "A resident, unpresiding."),
        record("c", "non-presidential"),
    )
    assert found(index, "presi*") == ["a", "c"]
    (result,) = [result for result in ask(index, "presi*").results if result.document.id == "a"]
    snippet = result.snippets[0]
    assert [snippet.text[start:end] for start, end in snippet.hits] == ["presidium", "president"]
    assert found(index, "nonpresi*") == ["c"]
