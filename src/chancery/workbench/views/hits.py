"""All hits of a search in one record or in one file, as the room shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from chancery.archive import Archive
from chancery.errors import NotFound, QueryError
from chancery.model.viewer import Viewer
from chancery.search.hits import HitList, PageOfHits, list_hits_in_record, list_hits_in_source
from chancery.search.index import SearchIndex
from chancery.search.query import parse_query
from chancery.search.tree import Query
from chancery.workbench.pages.asked import Asked
from chancery.workbench.pages.hits import HitShown, HitsOnPage, HitsPage
from chancery.workbench.pages.search import UnreadableQuery
from chancery.workbench.views.records import title_of
from chancery.workbench.views.searching import filters_of, runs_of
from chancery.workbench.views.words import text_of, type_label


def show_hits_in_record(
    archive: Archive, index: SearchIndex, id_: str, copy: str | None, asked: Asked, first_page: int, viewer: Viewer
) -> HitsPage:
    """Every hit in the copy named, or in the first copy that has any, from a page of its file on. Raises NotFound.

    What was chosen beside the words chooses records, so it is not asked here. A query that cannot be read gives a page that
    says where and why.
    """
    record = archive.record(id_, viewer)
    if not record.copies:
        raise NotFound("the record has no copy that can be shown", where=record.id)
    fields = archive.effective_fields(copy or record.copies[0].id, viewer)
    kind = type_label(text_of(fields, "type"))
    title = title_of(fields, kind)
    if title == kind and record.copies:  # nothing tells this record from others but where it stands
        title = f"{kind} in {archive.source(record.copies[0].source, viewer).file}"
    page = HitsPage(asked, record=record.id, title=title, first_page=first_page)
    return _listed(
        page, lambda query: list_hits_in_record(index, query, viewer, record.id, copy=copy, first_page=first_page)
    )


def show_hits_in_source(
    archive: Archive, index: SearchIndex, id_: str, asked: Asked, first_page: int, viewer: Viewer
) -> HitsPage:
    """Every hit on the pages of a file, of all records and loose pages in it that the search finds. Raises NotFound."""
    held = archive.source(id_, viewer)
    page = HitsPage(asked, source=id_, title=held.file.rsplit("/", 1)[-1], first_page=first_page)
    return _listed(
        page,
        lambda query: list_hits_in_source(
            index, query, viewer, held.source.id, filters=filters_of(asked), first_page=first_page
        ),
    )


def _listed(page: HitsPage, find: Callable[[Query], HitList]) -> HitsPage:
    if not page.asked.query.strip():
        return page
    try:
        query = parse_query(page.asked.query)
        listing = find(query)
    except QueryError as error:
        return replace(page, unreadable=UnreadableQuery(error.message, error.start, error.end, error.remedy))
    return replace(
        page,
        read_as=query.read_as,
        read_as_parts=tuple((part.text, part.strong) for part in query.read_as_parts),
        mended=tuple(mended.sentence for mended in query.mended),
        pages=tuple(map(_on_page, listing.pages)),
        hits=listing.hits,
        hit_pages=listing.on_pages,
        next_page=listing.next_page,
    )


def _on_page(page: PageOfHits) -> HitsOnPage:
    held = page.kind == "record"
    hits = tuple(HitShown(tuple(runs_of(hit.snippet)), hit.top) for hit in page.hits)
    return HitsOnPage(page.document if held else None, page.copy if held else None, page.source, page.page_number, hits)
