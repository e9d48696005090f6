"""Records, sources, pages, their images and words."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi import Path as PathPart
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from chancery.errors import NotFound
from chancery.model.geometry import Box
from chancery.web import urls
from chancery.web.desk import AskedIn, Desk, Load, Show, add_page, wants_json
from chancery.web.hits import steps
from chancery.web.marks import Overlay, draw_overlay
from chancery.web.printing import print_json
from chancery.workbench.pages.asked import RecordAsked
from chancery.workbench.pages.finding import Finding
from chancery.workbench.pages.finding_page import FindingPage
from chancery.workbench.pages.home import ErrorPage
from chancery.workbench.pages.leaf import PagePage, PageShown, PageWords, Strip
from chancery.workbench.pages.record import RecordPage
from chancery.workbench.pages.source import FilesPage, SourcePage

VIEWS = ("text", "findings", "citation", "copies")
Number = Annotated[int, PathPart(ge=1, le=10_000_000)]


def read_record_asked(
    id: str,  # noqa: A002
    asked: AskedIn,
    copy: Annotated[str | None, Query(description="A copy's id; else the first.")] = None,
    page: Annotated[int | None, Query(description="A page of the copy's file, from 1.", ge=1, le=10_000_000)] = None,
    finding: Annotated[str | None, Query(description="The finding to open.")] = None,
    n: Annotated[int | None, Query(description="Which result of the search this is, from 1.", ge=1, le=10_000_000)] = None,
) -> RecordAsked:
    return RecordAsked(id, copy, page, finding, asked, n)


def make_router(desk: Desk) -> APIRouter:
    """Routes of single records, sources and pages."""
    router = APIRouter()

    def load_record(asked: Annotated[RecordAsked, Depends(read_record_asked)]) -> RecordPage:
        return desk.room.record(asked, desk.viewer)

    def show_record(request: Request, page: RecordPage) -> Response:
        view = request.path_params.get("view", "")
        if view and view not in VIEWS:
            raise NotFound("no such view of a record")
        named = request.path_params["id"]
        if page.id != named:
            return RedirectResponse(urls.record_url(page.id, view=view), status_code=308)
        hit = _whole_number(request.query_params.get("hit"))
        return desk.print(
            request, "record.html", page, room="search", view=view, query=page.asked.query,
            overlay=_overlay(desk, page.page, page.findings), do=request.query_params.get("do", ""), hit=hit,
            hit_steps=steps(page.page, hit, page.previous_hit, page.next_hit),
            decided=request.query_params.get("decided", ""),
            findings={finding.id: finding for finding in page.findings},
        )  # fmt: skip

    def load_finding(id: str) -> FindingPage:  # noqa: A002
        return desk.room.finding(id, desk.viewer)

    def show_finding(request: Request, page: FindingPage) -> Response:
        overlay = _overlay(desk, page.page, (page.finding,)) if page.page else None
        return desk.print(
            request, "finding.html", page, room="search", overlay=overlay, do=request.query_params.get("do", ""),
            decided=request.query_params.get("decided", ""),
        )  # fmt: skip

    def load_source(id: str, first: Annotated[int, Query(ge=1, le=10_000_000)] = 1) -> SourcePage:  # noqa: A002
        return desk.room.source(id, desk.viewer, first=first)

    def show_source(request: Request, page: SourcePage) -> Response:
        return desk.print(request, "source.html", page, room="source")

    def load_files(after: Annotated[str, Query(max_length=64)] = "") -> FilesPage:
        return desk.room.files(after, desk.viewer)

    def show_files(request: Request, page: FilesPage) -> Response:
        return desk.print(request, "files.html", page, room="source")

    def load_page(id: str, number: Number, asked: AskedIn) -> PagePage:  # noqa: A002
        return desk.room.page(id, number, asked, desk.viewer)

    def show_page(request: Request, page: PagePage) -> Response:
        hit = _whole_number(request.query_params.get("hit"))
        return desk.print(
            request, "page.html", page, room="search", query=page.asked.query,
            overlay=_overlay(desk, page.page, page.findings), hit=hit,
            hit_steps=steps(page.page, hit, page.previous_hit, page.next_hit),
        )  # fmt: skip

    add_page(router, "/records/{id}", "/records/{id}.json", RecordPage, load_record, show_record, "A record at one page")
    router.add_api_route(
        "/records/{id}/{view}", _record_view(load_record, show_record), methods=["GET"], include_in_schema=False
    )
    add_page(router, "/findings/{id}", "/findings/{id}.json", FindingPage, load_finding, show_finding, "A finding")
    _add_page_parts(router, desk)
    add_page(router, "/sources", "/sources.json", FilesPage, load_files, show_files, "The files held")
    add_page(router, "/sources/{id}", "/sources/{id}.json", SourcePage, load_source, show_source, "A source and its pages")
    add_page(
        router, "/sources/{id}/pages/{number}", "/sources/{id}/pages/{number}.json", PagePage, load_page, show_page,
        "A page of a source",
    )  # fmt: skip
    return router


def _record_view(load: Load, show: Show) -> Callable[..., Response]:
    def view(request: Request, page: Annotated[RecordPage, Depends(load)]) -> Response:
        return print_json(page) if wants_json(request) else show(request, page)

    return view


def _add_page_parts(router: APIRouter, desk: Desk) -> None:
    """Image, words and strip of a page: what scripts load piece by piece."""

    @router.get("/sources/{id}/pages/{number}/words.json", response_model=PageWords, summary="Words of a page with boxes")
    def words(id: str, number: Number) -> Response:  # noqa: A002
        return print_json(desk.room.words(id, number, desk.viewer))

    @router.get(
        "/sources/{id}/pages/{number}/image", response_class=Response, summary="A page's image",
        responses={200: {"content": {"image/png": {}, "image/jpeg": {}}}, 404: {"model": ErrorPage}},
    )  # fmt: skip
    def image(request: Request, id: str, number: Number, width: Annotated[int, Query(ge=16, le=4000)] = 1000) -> Response:  # noqa: A002
        found = desk.room.image(id, number, width, desk.viewer)
        headers = {"etag": f'"{found.etag}"', "cache-control": "private, max-age=0, must-revalidate"}
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        return Response(found.data, media_type=found.media_type, headers=headers)

    @router.get("/sources/{id}/file", response_class=FileResponse, summary="The file as it was received")
    def original(id: str) -> Response:  # noqa: A002
        found = desk.room.original(id, desk.viewer)
        # Untrusted bytes: saved, never opened in the room's own name.
        return FileResponse(found.path, media_type=found.media_type or "application/octet-stream", filename=found.name)

    @router.get("/sources/{id}/strip", response_model=Strip, summary="A window of a source's pages")
    def strip(
        request: Request,
        id: str,  # noqa: A002
        first: Annotated[int, Query(ge=1, le=10_000_000)] = 1,
        count: Annotated[int, Query(ge=1, le=100)] = 20,
        record: str | None = None,
    ) -> Response:
        window = desk.room.strip(id, first, count, record, desk.viewer)
        if request.headers.get("accept", "").startswith("text/html"):
            return desk.print(request, "strip.html", window, shown=0, record=record)
        return print_json(window)


def _overlay(desk: Desk, page: PageShown, findings: tuple[Finding, ...]) -> Overlay | None:
    boxes: tuple[Box | None, ...] = ()
    if page.width is not None and not page.waiting:
        boxes = desk.room.words(page.source, page.number, desk.viewer).boxes
    return draw_overlay(page, findings, boxes)


def _whole_number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 8 else None
