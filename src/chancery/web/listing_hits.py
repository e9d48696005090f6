"""All hits of a search in one record or one file, each a link to its box."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from chancery.web import urls
from chancery.web.desk import AskedIn, Desk, add_page
from chancery.workbench.pages.hits import HitsOnPage, HitsPage

FirstPage = Annotated[int, Query(description="The page of the file that the listing begins at.", ge=1, le=10_000_000)]


def make_router(desk: Desk) -> APIRouter:
    """Routes of the two listings."""
    router = APIRouter()

    def load_of_record(id: str, asked: AskedIn, copy: str | None = None, page: FirstPage = 1) -> HitsPage:  # noqa: A002
        return desk.room.hits_in_record(id, asked, desk.viewer, copy=copy, first_page=page)

    def load_of_source(id: str, asked: AskedIn, page: FirstPage = 1) -> HitsPage:  # noqa: A002
        return desk.room.hits_in_source(id, asked, desk.viewer, first_page=page)

    def show(request: Request, page: HitsPage) -> Response:
        copy = request.query_params.get("copy") if page.record else None
        status = 400 if page.unreadable else 200

        def here_hits(ending: str, first: int | None, *, plain: bool = False) -> str:
            asked = None if plain else page.asked
            if page.record:
                return urls.record_hits_url(page.record, asked, copy=None if plain else copy, page=first, ending=ending)
            return urls.source_hits_url(page.source or "", asked, page=first, ending=ending)

        def to_page(on: HitsOnPage, hit: int | None) -> str:
            if on.record:
                return urls.record_url(on.record, copy=on.copy, page=on.number, asked=page.asked, hit=hit)
            return urls.page_url(on.source, on.number, asked=page.asked, hit=hit)

        return desk.print(
            request, "hits.html", page, status, room="search", query=page.asked.query, here_hits=here_hits, to_page=to_page
        )

    add_page(
        router, "/records/{id}/hits", "/records/{id}/hits.json", HitsPage, load_of_record, show,
        "All hits of a search in a record",
    )  # fmt: skip
    add_page(
        router, "/sources/{id}/hits", "/sources/{id}/hits.json", HitsPage, load_of_source, show,
        "All hits of a search in a file",
    )  # fmt: skip
    return router
