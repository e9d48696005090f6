"""What every route needs: the workbench, the templates, who is looking, and the two prints of a value."""

from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import unquote

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from chancery.errors import UsageError
from chancery.web.printing import STATIC, make_environment, print_html, print_json
from chancery.web.settings import RoomSettings
from chancery.workbench.pages.asked import Asked
from chancery.workbench.pages.home import Bar, ErrorPage
from chancery.workbench.room import Room

WHO_COOKIE, THEME_COOKIE = "chancery_who", "chancery_theme"
THEMES = ("light", "dark")
YEAR_SECONDS = 365 * 24 * 3600
SORTS = ("best", "oldest", "newest", "references")


class Desk:
    """One per room; holds nothing that changes."""

    def __init__(self, room: Room, settings: RoomSettings) -> None:
        self.room = room
        self.settings = settings
        self.viewer = settings.viewer
        self._environment = make_environment()
        self._has_faces = (STATIC / "vendor" / "fonts.css").exists()

    def print(self, request: Request, template: str, page: object, status: int = 200, **more: Any) -> Response:
        """A page value as HTML."""
        values = {
            "page": page,
            "bar": self.room.bar(self.viewer),
            "theme": theme_of(request),
            "who": who_of(request),
            "here": here(request),
            "has_faces": self._has_faces,
            "has_password": self.settings.password_hash is not None,
            "query": "",
            **more,
        }
        return print_html(self._environment, template, values, status)

    def print_error(self, request: Request, page: ErrorPage) -> Response:
        """An error as the reader asked for pages. The bar says nothing of an archive the caller may not see."""
        if wants_json(request):
            return print_json(page, page.status)
        return self.print_plain(request, "error.html", page, page.status)

    def print_plain(self, request: Request, template: str, page: ErrorPage, status: int) -> Response:
        """A page that asks nothing of the archive: errors and the password form, which strangers see."""
        values = {
            "page": page,
            "bar": Bar("", 0),
            "theme": theme_of(request),
            "who": "",
            "here": "/",
            "has_faces": self._has_faces,
            "has_password": False,
            "query": "",
            "room": "",
        }
        return print_html(self._environment, template, values, status)


def here(request: Request) -> str:
    """The address of this page inside the room, to come back to."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def who_of(request: Request) -> str:
    """The name this reader decides under; empty until the first decision."""
    return unquote(request.cookies.get(WHO_COOKIE, ""))[:200].strip()


def theme_of(request: Request) -> str:
    theme = request.cookies.get(THEME_COOKIE, "")
    return theme if theme in THEMES else ""


def wants_json(request: Request) -> bool:
    """By the address' ending, or by an Accept that names JSON and not HTML."""
    accept = request.headers.get("accept", "")
    return request.url.path.endswith(".json") or ("application/json" in accept and "text/html" not in accept)


def read_asked(
    q: Annotated[str, Query(description="The words of the query.", max_length=2000)] = "",
    f: Annotated[list[str] | None, Query(description="Chosen facet values, each as facet:value.", max_length=50)] = None,
    sort: Annotated[str, Query(description="best, oldest, newest or references.")] = "best",
    first: Annotated[int, Query(description="The first result, from 0.", ge=0, le=10_000_000)] = 0,
) -> Asked:
    """A search from an address. Raises UsageError where a filter or the order is unknown."""
    if sort not in SORTS:
        raise UsageError(f"there is no order called “{sort}”", remedy=f"Use one of {', '.join(SORTS)}.")
    filters = []
    for pair in f or ():
        name, colon, value = pair.partition(":")
        if not colon or not name or not value:
            raise UsageError(f"the filter “{pair}” is not of the form facet:value", remedy="Remove it from the address.")
        filters.append((name, value))
    return Asked(q, tuple(dict.fromkeys(filters)), sort, first)


AskedIn = Annotated[Asked, Depends(read_asked)]
Load = Callable[..., Any]
Show = Callable[[Request, Any], Response]


def add_page(router: APIRouter, path: str, twin: str, value: type, load: Load, show: Show, summary: str) -> None:
    """A page at `path` and its JSON twin at `twin`, both printed from what `load` gives."""

    def as_json(page: Annotated[Any, Depends(load)]) -> Response:
        return print_json(page)

    def as_html(request: Request, page: Annotated[Any, Depends(load)]) -> Response:
        return print_json(page) if wants_json(request) else show(request, page)

    problems: dict[int | str, dict[str, Any]] = {
        status: {"model": ErrorPage} for status in (400, 401, 403, 404, 421, 422, 503)
    }
    # The twin comes first: "{id}" would take "abc.json" for an id.
    router.add_api_route(
        twin, as_json, methods=["GET"], response_model=value, responses=problems, summary=summary, name=f"{path} as JSON"
    )
    router.add_api_route(path, as_html, methods=["GET"], include_in_schema=False, name=path)
