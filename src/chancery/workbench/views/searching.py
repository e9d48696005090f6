"""A search as the room shows it: the query as read, results, facets, years."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace

from chancery.errors import QueryError, UsageError
from chancery.model.codes import explain_code
from chancery.model.viewer import Viewer
from chancery.search.document import SearchDocument
from chancery.search.fields import FACETS, FIELDS, HAS, TYPES
from chancery.search.index import SearchIndex
from chancery.search.query import parse_query
from chancery.search.results import Facet as FoundFacet
from chancery.search.results import Filters, Results, Sort, count_hits, search
from chancery.search.results import Result as FoundResult
from chancery.search.snippets import Snippet
from chancery.search.tree import And, Dated, Query
from chancery.workbench.pages.asked import Asked
from chancery.workbench.pages.record import RecordPage, WayBack
from chancery.workbench.pages.said import PagePlace, PartyShown, ReleaseShown, Run
from chancery.workbench.pages.search import Facet, FacetValue, Nearest, Result, SearchPage, UnreadableQuery, YearBar
from chancery.workbench.views.words import TALKS, capitalized, count_words, show_date, surname, type_label

PER_PAGE = 20
MOST_PAGES = 4
SORTS: dict[str, Sort] = {"best": "best", "oldest": "oldest", "newest": "newest", "references": "most_referred_to"}
# How black the little page beside a release is drawn where no box was measured.
SHARES = {
    "released in full": 0.0, "declassified": 0.0, "released in part": 0.35, "declassified in part": 0.35,
    "denied in full": 1.0,
}  # fmt: skip


def find(index: SearchIndex, asked: Asked, viewer: Viewer) -> SearchPage:
    """Answer a search. A query that cannot be read gives a page that says where and why."""
    try:
        query = parse_query(asked.query)
        results = search(
            index, query, viewer, filters=filters_of(asked), sort=sort_of(asked),
            offset=asked.first, limit=PER_PAGE,
        )  # fmt: skip
    except QueryError as error:
        unreadable = UnreadableQuery(error.message, error.start, error.end, error.remedy)
        return SearchPage(asked, unreadable=unreadable)
    found = tuple(map(show_result, results.results))
    counted = count_hits(index, query, viewer, filters=filters_of(asked), of=results) if asked.query.strip() else None
    return SearchPage(
        asked,
        read_as=query.read_as if asked.query.strip() else "",
        read_as_parts=tuple((part.text, part.strong) for part in query.read_as_parts) if asked.query.strip() else (),
        mended=tuple(mended.sentence for mended in query.mended),
        records=results.total - results.loose_pages,
        loose_pages=results.loose_pages,
        hits=counted.hits if counted else 0,
        hit_pages=counted.pages if counted else 0,
        facets=tuple(_facet(facet) for facet in results.facets if facet.values),
        years=tuple(_years(results, query, asked)),
        undated=results.undated,
        results=found,
        per_page=PER_PAGE,
        nearest=() if results.total else tuple(_nearest(index, asked, query, viewer)),
    )


def sort_of(asked: Asked) -> Sort:
    return SORTS.get(asked.sort, "best")


def with_way_back(page: RecordPage, index: SearchIndex, asked: Asked, position: int, viewer: Viewer) -> RecordPage:
    """The page with the search its reader came from: which result it is, and the results beside it."""
    first = max(0, position - 2)
    try:
        results = search(
            index, parse_query(asked.query), viewer, filters=filters_of(asked), sort=sort_of(asked), offset=first, limit=3
        )
    except QueryError:
        return page
    ids = [result.document.id if result.document.kind == "record" else None for result in results.results]
    here = position - 1 - first
    before = ids[here - 1] if 0 < here <= len(ids) else None
    after = ids[here + 1] if here + 1 < len(ids) else None
    return replace(page, asked=asked, way_back=WayBack(asked, position, results.total, before, after))


def filters_of(asked: Asked) -> Filters:
    """What was chosen beside the words, `date` as the query language takes it. Raises UsageError for what is no facet."""
    values: dict[str, tuple[str, ...]] = {}
    dated = None
    for name, value in asked.filters:
        if name == "date":
            dated = _read_date(value)
        elif name in FACETS:
            values[name] = (*values.get(name, ()), value)
        else:
            raise UsageError(f"there is no facet called “{name}”", remedy="Remove it from the address.")
    return Filters(tuple(values.items()), dated)


def _read_date(value: str) -> Dated:
    try:
        root = parse_query(f'date:"{value}"').root
    except QueryError:
        root = None
    if not isinstance(root, Dated) or '"' in value:
        raise UsageError(f"“{value}” is not a date that can be read", remedy="Choose a year, or write date: in the search.")
    return root


# --- results ---------------------------------------------------------------------------------------------------------


def show_result(result: FoundResult) -> Result:
    document = result.document
    pages = sorted(result.pages, key=lambda page: -page.count)
    common = Result(
        document.id if document.kind == "record" else None,
        *_first_place(result),
        title="",
        snippets=tuple(tuple(runs_of(snippet)) for snippet in result.snippets if snippet.text.strip()),
        hits=result.hits,
        pages=tuple(PagePlace(page.source, page.page_number, page.tops, page.count) for page in pages[:MOST_PAGES]),
        more_pages=max(0, len(pages) - MOST_PAGES),
    )
    if document.kind == "page":
        file = document.files[0] if document.files else "a file"
        return replace(common, title=f"{file}, page {common.page}", line="Page without a record")
    kind = type_label(document.type)
    talk = document.type in TALKS
    title = document.titles[0] if document.titles else ""
    return replace(
        common,
        title=title or (f"{kind} in {document.files[0]}" if document.files else kind),
        line=_line(document, kind),
        senders=tuple(map(_party, document.participants if talk else document.senders)),
        addressees=() if talk else tuple(map(_party, document.addressees)),
        with_whom=talk,
        date=show_date(document.date),
        date_note="" if document.date else "no date found",
        subject=title if document.senders or document.addressees or talk else "",
        release=_release(document),
        references=(count_words(document.references, "reference"),) if document.references else (),
    )


def _first_place(result: FoundResult) -> tuple[str, int]:
    if result.pages:
        return result.pages[0].source, result.pages[0].page_number
    for copy in result.document.copies:
        if copy.pages:
            return copy.pages[0].source, copy.pages[0].page_number
    return "", 1


def _party(name: str) -> PartyShown:
    return PartyShown(name, None, surname(name))


def _line(document: SearchDocument, kind: str) -> str:
    pages = len(document.copies[0].pages) if document.copies else 0
    parts = [kind if document.type else "Record, type not known", count_words(pages, "page")]
    if len(document.copies) > 1:
        parts.append(f"{len(document.copies)} copies")
    return " · ".join(parts)


def _release(document: SearchDocument) -> ReleaseShown | None:
    if not document.decisions:
        return None
    decision = document.decisions[-1]
    return ReleaseShown(capitalized(decision), SHARES.get(decision))


def runs_of(snippet: Snippet) -> Iterator[Run]:
    """The snippet in stretches: plain, hit, withheld; with an ellipsis where the text goes on."""
    at = 0
    cuts = [(start, end, None) for start, end in snippet.hits] + [
        (start, end, label) for start, end, label in snippet.withheld
    ]
    if snippet.cut_before:
        yield Run("… ")
    for start, end, label in sorted(cuts, key=lambda cut: (cut[0], cut[1])):
        if start < at:
            continue
        if start > at:
            yield Run(snippet.text[at:start])
        yield Run(label, "withheld") if label is not None else Run(snippet.text[start:end], "hit")
        at = end
    if at < len(snippet.text):
        yield Run(snippet.text[at:])
    if snippet.cut_after:
        yield Run(" …")


# --- facets and years ------------------------------------------------------------------------------------------------


def _facet(facet: FoundFacet) -> Facet:
    values = tuple(
        FacetValue(
            value.value, _facet_label(facet.name, value.value), value.count, value.chosen,
            SHARES.get(value.value) if facet.name == "decision" else None,
        )
        for value in facet.values
    )  # fmt: skip
    return Facet(facet.name, FIELDS[facet.name].facet, values, facet.more)


def _facet_label(name: str, value: str) -> str:
    if name == "type":
        return capitalized(TYPES.get(value, value))
    if name == "has":
        return capitalized(HAS.get(value, value))
    if name == "exemption":
        ground = explain_code(value)
        return f"{value} {ground.meaning}" if ground else value
    return capitalized(value)


def _years(results: Results, query: Query, asked: Asked) -> Iterator[YearBar]:
    """Every year from the first to the last that has records; chosen are those that all dates asked for reach."""
    if not results.years:
        return
    counts = dict(results.years)
    ranges = [filters_of(asked).dated, *(query.root.children if isinstance(query.root, And) else (query.root,))]
    spans = [(_year_of(dated.earliest, 1), _year_of(dated.latest, 9999)) for dated in ranges if isinstance(dated, Dated)]
    for year in range(min(counts), max(counts) + 1):
        yield YearBar(year, counts.get(year, 0), all(low <= year <= high for low, high in spans))


def _year_of(day: int | None, end: int) -> int:
    return end if day is None else datetime.date.fromordinal(day).year


# --- nothing found ---------------------------------------------------------------------------------------------------


def _nearest(index: SearchIndex, asked: Asked, query: Query, viewer: Viewer) -> Iterator[Nearest]:
    """The nearest things that have results: without what was chosen beside the words, with misread letters, either word."""
    tries: list[tuple[Asked, str]] = []
    if asked.filters:
        tries.append((replace(asked, filters=(), first=0), "without what was chosen beside the words"))
    words = [word for word in asked.query.split() if word.isalpha() and word not in ("AND", "OR", "NOT")]
    if words and query.text:
        misread = " ".join(f"{word}~" if word in words else word for word in asked.query.split())
        tries.append((replace(asked, query=misread, first=0), "also with misread letters"))
    if len(words) > 1:
        tries.append((replace(asked, query=" OR ".join(words), first=0), "with any of the words"))
    for other, how in tries:
        try:
            total = search(index, parse_query(other.query), viewer, filters=filters_of(other), limit=1).total
        except QueryError:
            continue
        if total:
            yield Nearest(other, how, total)
