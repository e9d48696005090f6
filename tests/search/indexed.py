"""Builders for small indexes of invented records."""

from __future__ import annotations

from collections.abc import Callable

from chancery.search.document import CopyText, Entry, Mark, PageStart, SearchDocument
from chancery.search.index import SearchIndex

Fill = Callable[..., SearchIndex]


def copy_of(*pages: str, name: str = "copy", marks: tuple[str, ...] = ()) -> CopyText:
    """A copy whose pages hold these texts, joined as running text is."""
    starts, at = [], 0
    for number, page in enumerate(pages, 1):
        starts.append(PageStart(at, name, number))
        at += len(page) + 1
    return CopyText(name, " ".join(pages), tuple(starts), tuple(Mark(name, 1, mark) for mark in marks))


def record(name: str, *pages: str, **values: object) -> SearchDocument:
    return SearchDocument(name, copies=(copy_of(*pages, name=f"{name}-source"),), **values)  # type: ignore[arg-type]


def entry_of(document: SearchDocument, *, closed: bool = False) -> Entry:
    return Entry(document.id, document, None if closed else document)
