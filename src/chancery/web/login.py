"""Signing in and out, where the room asks for a password."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from chancery.web.desk import Desk
from chancery.web.guard import SESSION_COOKIE
from chancery.web.password import SESSION_SECONDS, Tries, make_session, matches
from chancery.workbench.pages.home import ErrorPage


def make_router(desk: Desk) -> APIRouter:
    """Routes /login and /logout; without a password they lead home."""
    router = APIRouter()
    tries = Tries()
    kept = desk.settings.password_hash

    @router.get("/login", include_in_schema=False)
    def show(request: Request) -> Response:
        if kept is None:
            return RedirectResponse("/", status_code=303)
        return _form(desk, request, ErrorPage(401, "This room asks for a password.", ""))

    @router.post("/login", include_in_schema=False)
    def enter(request: Request, password: Annotated[str, Form(max_length=1000)] = "") -> Response:
        if kept is None:
            return RedirectResponse("/", status_code=303)
        wait = tries.seconds_to_wait()
        if wait:
            page = ErrorPage(429, "Too many wrong passwords.", f"Wait {wait} seconds and try again.")
            answer = _form(desk, request, page)
            answer.headers["retry-after"] = str(wait)
            return answer
        if not matches(kept, password):
            tries.wrong()
            return _form(desk, request, ErrorPage(401, "That is not the password.", "Nothing was opened."))
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(
            SESSION_COOKIE, make_session(kept), max_age=SESSION_SECONDS, httponly=True, samesite="strict",
            secure=request.url.scheme == "https", path="/",
        )  # fmt: skip
        return answer

    @router.post("/logout", include_in_schema=False)
    def leave() -> Response:
        answer = RedirectResponse("/login", status_code=303)
        answer.delete_cookie(SESSION_COOKIE, path="/")
        return answer

    return router


def _form(desk: Desk, request: Request, page: ErrorPage) -> Response:
    return desk.print_plain(request, "login.html", page, page.status if page.message else 200)
