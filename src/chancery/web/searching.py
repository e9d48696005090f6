"""Home, search, problems and help: pages over many records."""

from __future__ import annotations

import csv
import io
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from chancery.web.desk import AskedIn, Desk, add_page
from chancery.web.manual import HELP
from chancery.web.printing import printable
from chancery.web.words import names
from chancery.workbench.pages.asked import Asked
from chancery.workbench.pages.home import HelpPage, HomePage
from chancery.workbench.pages.search import Result, SearchPage
from chancery.workbench.pages.source import ProblemsPage

CSV_COLUMNS = ("record", "source", "page", "date", "from", "to", "title", "kind", "release", "hits", "pages")
CSV_ROWS = 10_000


def make_router(desk: Desk) -> APIRouter:
    """Routes of the pages over many records."""
    router = APIRouter()

    def load_home() -> HomePage:
        return desk.room.home(desk.viewer)

    def show_home(request: Request, page: HomePage) -> Response:
        return desk.print(request, "home.html", page, room="home")

    def load_search(asked: AskedIn) -> SearchPage:
        return desk.room.find(asked, desk.viewer)

    def show_search(request: Request, page: SearchPage) -> Response:
        status = 400 if page.unreadable else 200
        return desk.print(request, "search.html", page, status, room="search", query=page.asked.query)

    def load_problems(first: Annotated[int, Query(ge=0, le=10_000_000)] = 0) -> ProblemsPage:
        return desk.room.problems(first, desk.viewer)

    def show_problems(request: Request, page: ProblemsPage) -> Response:
        return desk.print(request, "problems.html", page, room="problems")

    def load_help() -> HelpPage:
        return HELP

    def show_help(request: Request, page: HelpPage) -> Response:
        return desk.print(request, "help.html", page, room="help")

    @router.get("/search.csv", summary="Results as a table", response_class=Response)
    def search_csv(asked: AskedIn) -> Response:
        return _as_csv(desk, asked)

    add_page(router, "/", "/index.json", HomePage, load_home, show_home, "What the archive holds")
    add_page(router, "/search", "/search.json", SearchPage, load_search, show_search, "Search")
    add_page(router, "/problems", "/problems.json", ProblemsPage, load_problems, show_problems, "What went wrong with files")
    add_page(router, "/help", "/help.json", HelpPage, load_help, show_help, "How to ask, and keys")
    return router


def _as_csv(desk: Desk, asked: Asked) -> Response:
    """Every result, up to CSV_ROWS, one a line; the first line names the columns."""
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(CSV_COLUMNS)
    first = 0
    while first < CSV_ROWS:
        page = desk.room.find(Asked(asked.query, asked.filters, asked.sort, first), desk.viewer)
        writer.writerows([_safe(cell) for cell in _row(result)] for result in page.results)
        if len(page.results) < page.per_page:
            break
        first += page.per_page
    headers = {"content-disposition": 'attachment; filename="search.csv"'}
    return Response(printable(sheet.getvalue()).encode(), media_type="text/csv; charset=utf-8", headers=headers)


def _row(result: Result) -> tuple[str, ...]:
    pages = " ".join(str(place.number) for place in result.pages)
    return (
        result.record or "", result.source, str(result.page), result.date.edtf if result.date else "",
        names(result.senders), names(result.addressees), result.title, result.line,
        result.release.text if result.release else "", str(result.hits), pages,
    )  # fmt: skip


def _safe(cell: str) -> str:
    # A spreadsheet would run a cell that begins like a formula; OCR text may.
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
