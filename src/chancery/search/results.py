"""Results: the records that answer a query, their hits by page, snippets, facets and years, for one viewer.

What the viewer may not see is left out by a clause that every query and every count here carries.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from chancery.model.viewer import Viewer
from chancery.search.asking import NO_FILTERS, Asking, Loaded, explained
from chancery.search.asking import Filters as Filters
from chancery.search.asking import Sort as Sort
from chancery.search.counts import Counting
from chancery.search.counts import Facet as Facet
from chancery.search.counts import FacetValue as FacetValue
from chancery.search.document import CopyText, PageStart, SearchDocument
from chancery.search.fold import fold
from chancery.search.index import SearchIndex, Snapshot
from chancery.search.match import Found, Matcher
from chancery.search.snippets import Snippet, make_snippets, share_down
from chancery.search.tree import Query

MOST_ALSO_FOUND = 6
MOST_TOPS = 6


@dataclass(frozen=True, slots=True)
class PageHits:
    """How many hits stand on a page (of the copy whose text was searched), and how far down its text the first ones are.

    `tops` are shares 0..1 of the page's text, at most MOST_TOPS, none for hits in what was set aside.
    """

    source: str
    page_number: int
    count: int
    tops: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """A record that answers. Hits are those of its first copy that has any: several copies count once."""

    document: SearchDocument
    hits: int
    pages: tuple[PageHits, ...]
    snippets: tuple[Snippet, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """One page of results and the counts over all of them.

    `undated` counts the records without a date; where the query or the filters ask for dates, they are left out of `total`
    (`undated_left_out`). `years` are (year, records) over all dates, whatever range was asked for. `sheets_left_out` counts
    the sheets that answer too. `also_found` are the other forms that misreadings and spellings matched on this page.
    """

    query: Query
    total: int
    offset: int
    results: tuple[Result, ...]
    facets: tuple[Facet, ...]
    years: tuple[tuple[int, int], ...]
    undated: int
    undated_left_out: bool
    sheets_left_out: int
    also_found: tuple[str, ...]
    loose_pages: int = 0
    """How many of `total` are pages that belong to no record."""


def search(
    index: SearchIndex,
    query: Query,
    viewer: Viewer,
    *,
    filters: Filters = NO_FILTERS,
    sort: Sort = "best",
    offset: int = 0,
    limit: int = 10,
    facet_values: int = 12,
) -> Results:
    """Answer a query. Raises QueryError where the index finds it too wide, ArchiveDamaged where there is no index."""
    snapshot = index.snapshot()
    try:
        return _Search(snapshot, query, viewer, filters).results(sort, offset, limit, facet_values, index.beside)
    except ValueError as error:
        raise explained(query, error) from error


CSV_HEADER = (
    "id", "kind", "type", "date", "from", "to", "title", "hits", "pages", "snippet", "collection", "holding", "file"
)  # fmt: skip


def search_rows(
    index: SearchIndex, query: Query, viewer: Viewer, *, filters: Filters = NO_FILTERS, sort: Sort = "best"
) -> Iterator[tuple[str, ...]]:
    """Rows of a CSV file: CSV_HEADER, then every record that answers, from one state of the index. Errors as `search`."""
    snapshot = index.snapshot()
    yield CSV_HEADER
    offset = 0
    try:
        asked = _Search(snapshot, query, viewer, filters)
        while results := asked.page(sort, offset, _STEP):
            yield from map(_row, results)
            offset += len(results)
    except ValueError as error:
        raise explained(query, error) from error


def _row(result: Result) -> tuple[str, ...]:
    document = result.document
    pages = ", ".join(f"{page.page_number} ({page.count})" for page in result.pages)
    snippet = " … ".join(" ".join(snippet.text.split()) for snippet in result.snippets) if result.hits else ""
    several = (document.senders, document.addressees, document.titles)
    return (
        document.id, document.kind, document.type or "", document.date or "", *("; ".join(values) for values in several),
        str(result.hits), pages, snippet, "; ".join(document.collections), "; ".join(document.holdings),
        "; ".join(document.files),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class HitCount:
    """Hits over all results, and the pages they stand on."""

    hits: int
    pages: int


def count_hits(
    index: SearchIndex, query: Query, viewer: Viewer, *, filters: Filters = NO_FILTERS, most: int = 60,
    of: Results | None = None,
) -> HitCount | None:  # fmt: skip
    """The hits in all results together; None where more than `most` records answer: counting would take too long.

    `of` is a page of the same search: its total is known, and where it holds everything nothing is asked again.
    """
    if of is not None and len(of.results) == of.total:
        return _added_up(of.results)
    if of is not None and of.total > most:
        return None
    snapshot = index.snapshot()
    try:
        asked = _Search(snapshot, query, viewer, filters)
        if asked.asking.count(asked.asking.asked()) > most:
            return None
        results = asked.page("best", 0, most)
    except ValueError as error:
        raise explained(query, error) from error
    return _added_up(results)


def _added_up(results: Sequence[Result]) -> HitCount:
    return HitCount(sum(result.hits for result in results), sum(len(result.pages) for result in results))


_STEP = 200  # records read at once where all are asked for


class _Search:
    """A search with its counts, and the hits of what it finds."""

    def __init__(self, snapshot: Snapshot, query: Query, viewer: Viewer, filters: Filters) -> None:
        self.asking = Asking(snapshot, query, viewer, filters)
        self.in_text = Matcher(query.root)
        self.in_marks = Matcher(query.root, "marks")

    def results(self, sort: Sort, offset: int, limit: int, facet_values: int, beside: Executor) -> Results:
        asked = self.asking.asked()
        counting = Counting(self.asking, asked, facet_values, beside)
        total, documents = self.asking.documents(asked, sort, offset, limit)
        found = [_result(document, self.in_text, self.in_marks) for document in documents]
        counts = counting.result()
        return Results(
            query=self.asking.query,
            total=total,
            offset=offset,
            results=tuple(found),
            facets=counts.facets,
            years=counts.years,
            undated=counts.undated,
            undated_left_out=self.asking.asks_dates,
            sheets_left_out=counts.sheets_left_out,
            also_found=_also_found(found, self.in_text),
            loose_pages=counts.loose_pages,
        )

    def page(self, sort: Sort, offset: int, limit: int) -> list[Result]:
        """Results alone, without counts."""
        _, documents = self.asking.documents(self.asking.asked(), sort, offset, limit)
        return [_result(document, self.in_text, self.in_marks) for document in documents]


def _result(loaded: Loaded, matcher: Matcher, marks: Matcher) -> Result:
    document = loaded.document
    for copy, folded in zip(document.copies, loaded.folds, strict=True):
        found = matcher.find_folded(folded)
        if found:
            return Result(document, len(found), _by_page(copy, found), make_snippets(copy, found))
    in_marks = _in_marks(document, marks)
    if in_marks is not None:
        return in_marks
    snippets = next((made for copy in document.copies if (made := make_snippets(copy, ()))), ())
    return Result(document, 0, (), snippets)


def _also_found(results: Sequence[Result], matcher: Matcher) -> tuple[str, ...]:
    """Words shown as hits that were not typed: told from what this viewer sees, never from the index as a whole."""
    typed = {slot.said.casefold() for phrase in matcher.phrases for slot in phrase.slots}
    typed |= {atom.text for phrase in matcher.phrases for slot in phrase.slots for way in slot.ways for atom in way}
    found: dict[str, str] = {}
    for result in results:
        for snippet in result.snippets:
            for start, end in snippet.hits:
                word = " ".join(snippet.text[start:end].split())
                if word.casefold() not in typed and "".join(fold(word).plain.split()) not in typed and " " not in word:
                    found.setdefault(word.casefold(), word)
    return tuple(found.values())[:MOST_ALSO_FOUND]


def _by_page(copy: CopyText, found: Sequence[Found]) -> tuple[PageHits, ...]:
    """The hits, which are in order, by the page they begin on."""
    places: dict[tuple[str, int], tuple[int, list[float]]] = {}
    ends = [*(page.start for page in copy.pages[1:]), len(copy.text)]
    at = 0
    for hit in found:
        while at + 1 < len(copy.pages) and hit.start >= ends[at]:
            at += 1
        page = copy.pages[at]
        count, tops = places.setdefault((page.source, page.page_number), (0, []))
        if len(tops) < MOST_TOPS:
            tops.append(share_down(copy, hit.start))
        places[page.source, page.page_number] = (count + 1, tops)
    return tuple(PageHits(source, number, count, tuple(tops)) for (source, number), (count, tops) in places.items())


def _in_marks(document: SearchDocument, matcher: Matcher) -> Result | None:
    counts: dict[tuple[str, int], int] = {}
    snippets: list[Snippet] = []
    for copy in document.copies:
        for mark in copy.marks:
            found = matcher.find(mark.text)
            if found:
                page = (mark.source, mark.page_number)
                counts[page] = counts.get(page, 0) + len(found)
                alone = CopyText(copy.copy, mark.text, (PageStart(0, *page),))
                snippets += [replace(snippet, marks=True) for snippet in make_snippets(alone, found, 1)]
        if counts:
            pages = tuple(PageHits(source, number, count) for (source, number), count in counts.items())
            return Result(document, sum(counts.values()), pages, tuple(snippets[:2]))
    return None
