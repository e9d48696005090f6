"""All the hits of a query in one record or one file, by page, each with the words around it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import tantivy

from chancery.errors import NotFound
from chancery.model.viewer import Viewer
from chancery.search.asking import NO_FILTERS, Asking, Filters, Loaded, explained, load
from chancery.search.compile import all_of
from chancery.search.document import CopyText, DocumentKind, PageStart, SearchDocument
from chancery.search.fold import FoldedText
from chancery.search.index import SearchIndex
from chancery.search.match import Matcher, escape
from chancery.search.schema import BEGINS, begin_number, begin_of
from chancery.search.snippets import LINE_CHARACTERS as LINE_CHARACTERS
from chancery.search.snippets import Snippet, make_line, page_of, share_down
from chancery.search.tree import Query

MOST = 100  # hits of one listing, if no single page has more
MOST_COUNTED = 200  # documents whose hits are counted to the last
FIRST_LOOK = 64  # copies looked at in the first step through a long file; each step doubles


@dataclass(frozen=True, slots=True)
class Hit:
    """A hit with the words around it. `top` is how far down its page's text it stands, 0..1; None in what was set aside."""

    snippet: Snippet
    top: float | None


@dataclass(frozen=True, slots=True)
class PageOfHits:
    """Every hit that a document (`kind`, `document` its id) has on one page, in the order of the text."""

    document: str
    kind: DocumentKind
    copy: str
    source: str
    page_number: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class HitList:
    """Hits in the order of the pages, whole pages only.

    `next_page` is the page of the file where the next listing begins; None where this one is the last. `hits` and `on_pages`
    count all there are, also those of other listings; None where counting would take too long.
    """

    pages: tuple[PageOfHits, ...]
    hits: int | None
    on_pages: int | None
    next_page: int | None


def list_hits_in_record(
    index: SearchIndex,
    query: Query,
    viewer: Viewer,
    record: str,
    *,
    copy: str | None = None,
    first_page: int = 1,
    most: int = MOST,
) -> HitList:
    """The hits in one record or page without a record, from page `first_page` of its file on, at least `most` if there are.

    They are those of the copy named, or of the first copy that has any, as a result of a search counts them. Raises NotFound
    where this viewer sees no such record or copy in the index, ArchiveDamaged where there is no index.
    """
    snapshot = index.snapshot()
    by_id = tantivy.Query.term_query(snapshot.schema, "id", record)
    try:
        asking = Asking(snapshot, query, viewer, NO_FILTERS)
        _, documents = asking.documents(all_of([by_id, asking.viewer]), "best", 0, 1)
    except ValueError as error:
        raise explained(query, error) from error
    if not documents:
        raise NotFound("there is no such record", where=record)
    copies = list(zip(documents[0].document.copies, documents[0].folds, strict=True))
    if copy is not None:
        copies = [pair for pair in copies if pair[0].copy == copy]
        if not copies:
            raise NotFound("there is no such copy", where=copy)
    finder, document = _Finder(query), documents[0].document
    for look in (finder.in_text, finder.in_marks):
        for at, folded in copies:
            if pages := look(document, at, folded):
                return _cut(pages, first_page, most, counted=True)
    return HitList((), 0, 0, None)


def list_hits_in_source(
    index: SearchIndex,
    query: Query,
    viewer: Viewer,
    source: str,
    *,
    filters: Filters = NO_FILTERS,
    first_page: int = 1,
    most: int = MOST,
) -> HitList:
    """The hits on the pages of one file, of every record (sheets too) and loose page in it that answers the query.

    From page `first_page` on, at least `most` hits if there are so many. A file that is not held has none. Errors as `search`.
    """
    snapshot = index.snapshot()
    try:
        return _InSource(Asking(snapshot, query, viewer, filters), source).listing(first_page, most)
    except ValueError as error:
        raise explained(query, error) from error


class _InSource:
    """One query in one file."""

    def __init__(self, asking: Asking, source: str) -> None:
        self.asking = asking
        self.source = source
        self.searcher = asking.snapshot.searcher
        self.finder = _Finder(asking.query)
        inside = tantivy.Query.regex_query(asking.snapshot.schema, BEGINS, f"{escape(begin_of(source))}.*")
        self.asked = all_of([asking.asked(sheets=True), tantivy.Query.const_score_query(inside, 0.0)])

    def listing(self, first_page: int, most: int) -> HitList:
        answer = self.asking.count(self.asked)
        if answer <= MOST_COUNTED:
            return _cut(self._pages(self.asked, answer), first_page, most, counted=True)
        return self._long(first_page, most, answer)

    def _pages(self, asked: tantivy.Query, answer: int) -> list[PageOfHits]:
        """The pages of this file with hits, in order, of the at most `answer` documents that are asked for."""
        hits = self.searcher.search(asked, max(1, answer), count=False).hits
        pages = [page for _, address in hits for page in self._in(load(self.searcher.doc(address)))]
        return sorted(pages, key=_order)

    def _in(self, loaded: Loaded) -> Iterator[PageOfHits]:
        for copy, folded in zip(loaded.document.copies, loaded.folds, strict=True):
            if any(page.source == self.source for page in copy.pages):
                found = self.finder.in_text(loaded.document, copy, folded)
                yield from found or self.finder.in_marks(loaded.document, copy, folded)

    def _long(self, first_page: int, most: int, answer: int) -> HitList:
        """Step through the copies in the order they begin until a page beyond the last one listed is known to have a hit."""
        begins = sorted(term for term, _ in self.searcher.terms_with_prefix(BEGINS, begin_of(self.source)))
        # The copy that begins before the first page may still reach it.
        at = max(0, bisect_left(begins, begin_of(self.source, first_page)) - 1)
        step = FIRST_LOOK
        pages: dict[tuple[int, str, str], PageOfHits] = {}
        while at < len(begins):
            several = begins[at : at + step]
            at, step = at + step, step * 2
            within = tantivy.Query.term_set_query(self.asking.snapshot.schema, BEGINS, several)
            asked = all_of([self.asked, tantivy.Query.const_score_query(within, 0.0)])
            # A document with two copies here is met twice.
            pages |= {_order(page): page for page in self._pages(asked, answer)}
            done = begin_number(begins[at]) if at < len(begins) else None
            listing = _cut([pages[key] for key in sorted(pages)], first_page, most, counted=False)
            # What comes later may stand on this page or behind it, never before it.
            if done is None or (listing.next_page is not None and listing.next_page < done):
                return listing
        return HitList((), None, None, None)


def _order(page: PageOfHits) -> tuple[int, str, str]:
    return page.page_number, page.document, page.copy


def _cut(pages: Sequence[PageOfHits], first_page: int, most: int, *, counted: bool) -> HitList:
    """Whole pages from the first on, until they have so many hits."""
    listed: list[PageOfHits] = []
    following, hits = None, 0
    for page in pages:
        if page.page_number < first_page:
            continue
        if hits >= most and page.page_number != listed[-1].page_number:
            following = page.page_number
            break
        listed.append(page)
        hits += len(page.hits)
    if not counted:
        return HitList(tuple(listed), None, None, following)
    on_pages = {(page.source, page.page_number) for page in pages}
    return HitList(tuple(listed), sum(len(page.hits) for page in pages), len(on_pages), following)


class _Finder:
    """Finds every hit of a query in a copy of a document: in its text, or in what was set aside on its pages."""

    def __init__(self, query: Query) -> None:
        self.text = Matcher(query.root)
        self.marks = Matcher(query.root, "marks")

    def in_text(self, document: SearchDocument, copy: CopyText, folded: FoldedText) -> list[PageOfHits]:
        places: dict[tuple[str, int], list[Hit]] = {}
        for hit in self.text.find_folded(folded):
            line = Hit(make_line(copy, hit), share_down(copy, hit.start))
            places.setdefault(page_of(copy, hit.start), []).append(line)
        return _pages_of(document, copy, places)

    def in_marks(self, document: SearchDocument, copy: CopyText, _: FoldedText) -> list[PageOfHits]:
        places: dict[tuple[str, int], list[Hit]] = {}
        for mark in copy.marks:
            alone = CopyText(copy.copy, mark.text, (PageStart(0, mark.source, mark.page_number),))
            for hit in self.marks.find(mark.text):
                line = Hit(replace(make_line(alone, hit), marks=True), None)
                places.setdefault((mark.source, mark.page_number), []).append(line)
        return _pages_of(document, copy, places)


def _pages_of(document: SearchDocument, copy: CopyText, places: dict[tuple[str, int], list[Hit]]) -> list[PageOfHits]:
    return [
        PageOfHits(document.id, document.kind, copy.copy, source, number, tuple(hits))
        for (source, number), hits in sorted(places.items())
    ]
