"""All hits of a search in one record or one file."""

from __future__ import annotations

from dataclasses import dataclass

from chancery.workbench.pages.asked import Asked
from chancery.workbench.pages.said import Run
from chancery.workbench.pages.search import UnreadableQuery


@dataclass(frozen=True, slots=True)
class HitShown:
    """A hit with the words around it. `top` is how far down the page it stands, 0..1; None for one in what was set aside."""

    runs: tuple[Run, ...]
    top: float | None = None


@dataclass(frozen=True, slots=True)
class HitsOnPage:
    """The hits on page `number` of the file, in the order of the text: the place of one in `hits` is its index on that page.

    `record` is the record whose words they are (None: a page that belongs to no record), `copy` its copy.
    """

    record: str | None
    copy: str | None
    source: str
    number: int
    hits: tuple[HitShown, ...]


@dataclass(frozen=True, slots=True)
class HitsPage:
    """All hits of `asked` in a record (`record` set) or in a file, whole pages at a time, in the order of the pages.

    `title` is that of the record or the file's name. `hits` and `hit_pages` count all there are, also those of other
    listings; None where counting would take too long. `next_page` is the page number the next listing begins at; None where
    this one is the last.
    """

    asked: Asked
    record: str | None = None
    source: str | None = None
    title: str = ""
    read_as: str = ""
    read_as_parts: tuple[tuple[str, bool], ...] = ()
    mended: tuple[str, ...] = ()
    unreadable: UnreadableQuery | None = None
    pages: tuple[HitsOnPage, ...] = ()
    hits: int | None = 0
    hit_pages: int | None = 0
    first_page: int = 1
    next_page: int | None = None
