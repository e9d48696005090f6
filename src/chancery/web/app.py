"""The room as one application: guard, pages with their JSON twins, decisions, static files."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, cast

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from chancery import __version__
from chancery.errors import ChanceryError
from chancery.web import decisions, listing_hits, login, mishaps, people, reading, review, searching
from chancery.web.desk import Desk
from chancery.web.guard import Guard
from chancery.web.printing import STATIC
from chancery.web.settings import RoomSettings
from chancery.workbench.pages.home import ErrorPage
from chancery.workbench.room import Room

PARTS = (searching, listing_hits, people, review, reading, decisions, login)


def create_app(room: Room, settings: RoomSettings | None = None) -> FastAPI:
    """The reading room over a workbench. Raises UsageError where the settings would leave it open to others."""
    chosen = settings or RoomSettings()
    chosen.check()
    app = FastAPI(
        title="Chancery",
        version=__version__,
        summary="The reading room's pages as values: each page has a JSON twin with the same content.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    desk = Desk(room, chosen)
    for part in PARTS:
        app.include_router(part.make_router(desk))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    _catch_mishaps(app, desk)
    app.add_middleware(Guard, settings=chosen, print_error=desk.print_error)
    return app


def routes() -> tuple[APIRoute, ...]:
    """Every address the room answers, in the order they are tried; the documentation names them all."""
    desk = Desk(cast("Room", None), RoomSettings())
    return tuple(route for part in PARTS for route in part.make_router(desk).routes if isinstance(route, APIRoute))


def _catch_mishaps(app: FastAPI, desk: Desk) -> None:
    async def ours(request: Request, error: Exception) -> Response:
        return desk.print_error(request, mishaps.page_for(error))

    async def frameworks(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        known = HTTPStatus(error.status_code).phrase
        response = desk.print_error(request, mishaps.page_for_status(error.status_code, error.detail or known))
        response.headers.update(error.headers or {})
        return response

    async def unreadable(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return desk.print_error(request, _what_is_wrong(error.errors()))

    app.add_exception_handler(ChanceryError, ours)
    app.add_exception_handler(HTTPException, frameworks)
    app.add_exception_handler(RequestValidationError, unreadable)


def _what_is_wrong(errors: Any) -> ErrorPage:
    first = errors[0]
    name = next((str(part) for part in reversed(first["loc"]) if isinstance(part, str)), "the address")
    message = f"What stands for “{name}” does not fit: {first['msg'][0].lower()}{first['msg'][1:]}."
    return ErrorPage(
        422, mishaps.TITLES[422], message, "Change it in the address, or go back to the page you came from.", "usage"
    )
