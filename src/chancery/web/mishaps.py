"""What the room says when something is not there, not allowed or went wrong: one table from errors to pages."""

from __future__ import annotations

import logging

from chancery.errors import ChanceryError
from chancery.workbench.pages.home import ErrorPage

log = logging.getLogger(__name__)

TITLES = {
    400: "This cannot be read.",
    401: "This room asks for a password.",
    403: "This is closed to you.",
    404: "There is nothing at this address.",
    405: "This address does not take that.",
    409: "This decision does not fit.",
    413: "This is too large.",
    421: "This room does not go by that name.",
    422: "This cannot be read.",
    429: "Too many wrong passwords.",
    503: "The archive is busy.",
}
UNEXPECTED = ErrorPage(
    500,
    "This page could not be made.",
    "Something went wrong that we did not foresee. Nothing in the archive was changed by looking.",
    "Try again; if it stays so, the program's output in the terminal says what happened. Please report it.",
    "unexpected",
)
NOT_FOUND = ErrorPage(
    404,
    TITLES[404],
    "No record, page or finding that you may see bears this name. What is closed is not counted in any list you see.",
    "Search for it, or go back to the front page.",
    "not_found",
)


def page_for(error: Exception) -> ErrorPage:
    """The page for an error: ours by its own words, others as not foreseen (and logged with their trace)."""
    if isinstance(error, ChanceryError):
        if error.http_status == 404:
            return NOT_FOUND
        if error.http_status >= 500 and error.http_status != 503:
            log.error("%s", error, exc_info=error)
        title = TITLES.get(error.http_status, "The archive could not do this.")
        # `where` may name a file of this machine; the message and the remedy are written for readers.
        return ErrorPage(error.http_status, title, _sentence(error.message), _sentence(error.remedy), error.code)
    log.error("not foreseen", exc_info=error)
    return UNEXPECTED


def page_for_status(status: int, detail: str) -> ErrorPage:
    """The page for a status that the framework itself gave."""
    if status == 404:
        return NOT_FOUND
    return ErrorPage(status, TITLES.get(status, "This cannot be done."), _sentence(detail), "", f"http_{status}")


def _sentence(text: str) -> str:
    text = text.strip()
    if not text:
        return ""
    text = text[0].upper() + text[1:]
    return text if text.endswith((".", "!", "?", "”", '"')) else text + "."
