"""All hits of one record or one file: by page, each with its words, none twice, none that the viewer may not see."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from chancery.errors import NotFound
from chancery.model.viewer import OWNER, PUBLIC
from chancery.search import hits as hits_module
from chancery.search.document import CopyText, Entry, Mark, PageStart, SearchDocument
from chancery.search.hits import HitList, list_hits_in_record, list_hits_in_source
from chancery.search.index import SearchIndex
from chancery.search.query import parse_query
from chancery.search.results import search
from tests.search.indexed import Fill, copy_of, entry_of, record


def in_record(index: SearchIndex, asked: str, name: str, **options: Any) -> HitList:
    return list_hits_in_record(index, parse_query(asked), options.pop("viewer", PUBLIC), name, **options)


def in_source(index: SearchIndex, asked: str, source: str, **options: Any) -> HitList:
    return list_hits_in_source(index, parse_query(asked), options.pop("viewer", PUBLIC), source, **options)


def places(listing: HitList) -> list[tuple[int, list[str]]]:
    """Page number and the words found, page by page."""
    return [(page.page_number, [words(hit) for hit in page.hits]) for page in listing.pages]


def words(hit: hits_module.Hit) -> str:
    ((start, end),) = hit.snippet.hits
    return hit.snippet.text[start:end]


def loose(source: str, number: int, text: str) -> SearchDocument:
    copy = CopyText(f"{source}/{number}", text, (PageStart(0, source, number),))
    return SearchDocument(f"{source}/{number}", kind="page", copies=(copy,))


def test_every_hit_of_a_record_is_listed_on_its_page_with_its_words(fill: Fill) -> None:
    index = fill(record("r", "Two pilots and the pilots' boat.", "Nothing here.", "A third of the Pilots."))
    listing = in_record(index, "pilots", "r")
    assert places(listing) == [(1, ["pilots", "pilots"]), (3, ["Pilots"])]
    assert (listing.hits, listing.on_pages, listing.next_page) == (3, 2, None)
    first, second = (hit.top for hit in listing.pages[0].hits)
    assert first is not None
    assert second is not None
    assert 0 < first < second < 1


def test_the_list_of_a_record_has_as_many_hits_as_its_result_counts(fill: Fill) -> None:
    index = fill(record("r", *(["pilots at the mole, pilots at sea"] * 40)))
    (result,) = search(index, parse_query("pilots"), PUBLIC).results
    listing = in_record(index, "pilots", "r", most=1_000)
    assert (listing.hits, listing.on_pages) == (result.hits, len(result.pages)) == (80, 40)
    assert sum(len(page.hits) for page in listing.pages) == 80


def test_listings_follow_each_other_without_a_gap_and_without_a_double(fill: Fill) -> None:
    index = fill(record("r", *(["pilots at the mole, pilots at sea"] * 40)))
    first_page: int | None = 1
    met = []
    while first_page is not None:
        listing = in_record(index, "pilots", "r", first_page=first_page, most=15)
        assert listing.hits == 80
        met += [page.page_number for page in listing.pages]
        first_page = listing.next_page
    assert met == list(range(1, 41))


def test_a_copy_that_is_named_is_listed_instead_of_the_first(fill: Fill) -> None:
    index = fill(SearchDocument("r", copies=(copy_of("pilots, pilots", name="a"), copy_of("pilots", name="b"))))
    assert in_record(index, "pilots", "r").hits == 2
    assert in_record(index, "pilots", "r", copy="b").hits == 1
    with pytest.raises(NotFound, match="no such copy"):
        in_record(index, "pilots", "r", copy="c")


def test_hits_in_what_was_set_aside_are_listed_where_the_text_has_none(fill: Fill) -> None:
    index = fill(SearchDocument("r", copies=(copy_of("pilots", name="a", marks=("SECRET", "Top Secret")),)))
    listing = in_record(index, "marks:secret", "r")
    assert [(hit.snippet.marks, hit.top, words(hit)) for page in listing.pages for hit in page.hits] == [
        (True, None, "SECRET"), (True, None, "Secret"),
    ]  # fmt: skip


def test_a_record_that_is_not_there_or_not_to_be_seen_is_not_found(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path / "index")
    with index.writing() as writer:
        writer.apply([entry_of(record("r", "pilots"), closed=True)], 1)
    assert in_record(index, "pilots", "r", viewer=OWNER).hits == 1
    for name in ("r", "none", ""):
        with pytest.raises(NotFound, match="no such record"):
            in_record(index, "pilots", name)


def packet(name: str, source: str, first: int, *pages: str) -> SearchDocument:
    """A record on the pages of a file from `first` on."""
    starts, at = [], 0
    for number, page in enumerate(pages, first):
        starts.append(PageStart(at, source, number))
        at += len(page) + 1
    return SearchDocument(name, copies=(CopyText(f"{name}-copy", " ".join(pages), tuple(starts)),))


def test_the_hits_of_a_file_are_those_of_its_records_and_loose_pages_in_order(fill: Fill) -> None:
    index = fill(
        packet("b", "f" * 64, 3, "the pilots", "no one", "more pilots"),
        packet("a", "f" * 64, 1, "pilots first", "nothing"),
        loose("f" * 64, 12, "a loose page of pilots"),
        packet("other", "e" * 64, 1, "pilots elsewhere"),
        packet("none", "f" * 64, 6, "a mole"),
    )
    listing = in_source(index, "pilots", "f" * 64)
    assert [(page.document, page.kind, page.page_number) for page in listing.pages] == [
        ("a", "record", 1), ("b", "record", 3), ("b", "record", 5), (f"{'f' * 64}/12", "page", 12),
    ]  # fmt: skip
    assert (listing.hits, listing.on_pages, listing.next_page) == (4, 4, None)
    assert in_source(index, "pilots", "f" * 63).pages == ()
    assert in_source(index, "pilots NOT first", "f" * 64).hits == 3


def test_a_file_whose_pages_are_closed_to_a_viewer_has_no_hits_for_him(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path / "index")
    seen, hidden = packet("a", "f" * 64, 1, "pilots and a lantern"), packet("b", "f" * 64, 2, "closed pilots")
    partly = Entry("c", packet("c", "f" * 64, 3, "pilots", "pilots"), packet("c", "f" * 64, 3, "pilots"))
    with index.writing() as writer:
        writer.apply([entry_of(seen), entry_of(hidden, closed=True), partly], 1)
    assert [page.page_number for page in in_source(index, "pilots", "f" * 64).pages] == [1, 3]
    assert [page.page_number for page in in_source(index, "pilots", "f" * 64, viewer=OWNER).pages] == [1, 2, 3, 4]
    assert in_record(index, "pilots", "c").on_pages == 1


@pytest.mark.parametrize("wanted", ["pilots", "lantern"])
def test_a_long_file_is_stepped_through_as_a_short_one_is_listed(
    fill: Fill, monkeypatch: pytest.MonkeyPatch, wanted: str
) -> None:
    """The two ways of listing agree, whatever spans steps: records of several pages, a record held twice in the file."""
    source = "f" * 64
    twice = SearchDocument(
        "twice",
        copies=(
            CopyText("twice-a", "pilots pilots", (PageStart(0, source, 40), PageStart(7, source, 41))),
            CopyText("twice-b", "pilots", (PageStart(0, source, 93),)),
        ),
    )
    index = fill(
        *(loose(source, number, "pilots " * (number % 3)) for number in range(1, 30)),
        packet("long", source, 30, *(["the pilots of the lantern"] * 10)),
        twice,
        *(packet(f"p{number}", source, number, "pilots", "none") for number in range(42, 90, 2)),
        loose(source, 90, "lantern"),
        packet("same", source, 91, "a mole", "pilots"),
    )
    whole = in_source(index, wanted, source, most=10_000)
    monkeypatch.setattr(hits_module, "MOST_COUNTED", 0)
    monkeypatch.setattr(hits_module, "FIRST_LOOK", 3)
    met: list[hits_module.PageOfHits] = []
    first_page: int | None = 1
    while first_page is not None:
        listing = in_source(index, wanted, source, first_page=first_page, most=7)
        assert (listing.hits, listing.on_pages) == (None, None)
        met += listing.pages
        first_page = listing.next_page
    assert met == list(whole.pages)
    assert all(before.page_number <= after.page_number for before, after in pairwise(met))


def test_a_line_says_whether_the_text_goes_on_and_holds_its_hit(fill: Fill) -> None:
    index = fill(record("r", "word " * 100 + "pilots" + " word" * 100))
    ((hit,),) = [page.hits for page in in_record(index, "pilots", "r").pages]
    assert words(hit) == "pilots"
    assert hit.snippet.cut_before
    assert hit.snippet.cut_after
    assert len(hit.snippet.text) <= hits_module.LINE_CHARACTERS


def test_marks_of_a_file_are_listed_too(fill: Fill) -> None:
    copy = CopyText("c", "text", (PageStart(0, "f" * 64, 4),), (Mark("f" * 64, 5, "SECRET"),))
    index = fill(SearchDocument("r", copies=(copy,)))
    assert places(in_source(index, "marks:secret", "f" * 64)) == [(5, ["SECRET"])]
