"""The guard before every request: known hosts only, nothing from other sites, the password, and closing headers."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chancery.web.mishaps import page_for
from chancery.web.password import is_session
from chancery.web.settings import RoomSettings
from chancery.workbench.pages.home import ErrorPage

SESSION_COOKIE = "chancery_session"
POLICY = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:", "font-src 'self'",
        "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
    )
)  # fmt: skip
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "x-frame-options": "DENY",
}
OPEN_PATHS = ("/login", "/static/")
MOST_BYTES = 1_000_000
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
PrintError = Callable[[Request, ErrorPage], Response]


class Guard:
    """Pure ASGI middleware around the room."""

    def __init__(self, app: ASGIApp, *, settings: RoomSettings, print_error: PrintError) -> None:
        self._app = app
        self._settings = settings
        self._print_error = print_error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        request = Request(scope)
        started = False

        async def send_closed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if "cache-control" not in headers:
                    headers["cache-control"] = keeping(request.url.path)
            await send(message)

        refusal = self._refuse(request)
        try:
            await (refusal or self._app)(scope, receive, send_closed)
        except Exception as error:  # noqa: BLE001 - the door: whatever happened, the reader gets a page and the log the trace
            page = page_for(error)
            if not started:
                await self._print_error(request, page)(scope, receive, send_closed)

    def _refuse(self, request: Request) -> Response | None:
        headers = request.headers
        if not self._settings.knows_host(headers.get("host", "")):
            page = ErrorPage(
                421, "This room does not go by that name.",
                "The address you used names another host than the one this room listens as.",
                "Use the address that chancery serve printed.", "unknown_host",
            )  # fmt: skip
            return self._print_error(request, page)
        if _too_large(headers):
            page = ErrorPage(
                413, "This is too large.", "A request may bring at most 1 MB.", "Send less at once.", "too_large"
            )
            return self._print_error(request, page)
        if is_foreign(headers, request.method):
            page = ErrorPage(
                403, "Another site sent this request.",
                "Pages of this room take requests only from themselves, so nothing was done.",
                "Open the room itself and do it there.", "foreign_origin",
            )  # fmt: skip
            return self._print_error(request, page)
        return self._ask_password(request)

    def _ask_password(self, request: Request) -> Response | None:
        kept = self._settings.password_hash
        if kept is None or request.url.path.startswith(OPEN_PATHS):
            return None
        if is_session(kept, request.cookies.get(SESSION_COOKIE, "")):
            return None
        if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
            return RedirectResponse("/login", status_code=303)
        page = ErrorPage(
            401, "This room asks for a password.", "You are not signed in.", "Sign in at /login.", "not_signed_in"
        )
        return self._print_error(request, page)


def keeping(path: str) -> str:
    """How long a browser may keep an answer: faces a day, our own files while unchanged, what an archive says not at all."""
    if path.startswith("/static/vendor/"):
        return "private, max-age=86400"
    return "no-cache" if path.startswith("/static/") else "no-store"


def _too_large(headers: Headers) -> bool:
    # Forms here are small; a body of unknown length is not read by any route that browsers or our own programs use.
    length = headers.get("content-length", "")
    if not length:
        return "transfer-encoding" in headers
    return not (length.isascii() and length.isdigit()) or int(length) > MOST_BYTES


def is_foreign(headers: Headers, method: str) -> bool:
    """Whether a browser sent this on behalf of another site.

    A request with an Origin must come from the host it goes to. Browsers also tell by Sec-Fetch-Site; from elsewhere only a
    plain visit (a link somebody followed) is let in. Programs send neither and are let in.
    """
    origin = headers.get("origin")
    if origin is not None and (origin == "null" or urlsplit(origin).netloc.lower() != headers.get("host", "").lower()):
        return True
    site = headers.get("sec-fetch-site", "none")
    if site in ("same-origin", "none"):
        return False
    return method not in SAFE_METHODS or headers.get("sec-fetch-mode") != "navigate"
