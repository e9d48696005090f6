"""What leaves the house: the dump, and pages with their citation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from chancery import __version__
from chancery.archive import Archive
from chancery.errors import NotFound, UsageError
from chancery.export.citation import cite
from chancery.export.dump import Row, write_dump
from chancery.export.pages import CitedPage, typeset_text, write_pages
from chancery.model.viewer import Viewer
from chancery.workbench.images import Images
from chancery.workbench.views.records import citation_facts, open_record

EXPORT_WIDTH = 1700  # pixels: 200 dpi on a letter page


def export_dump(archive: Archive, folder: Path, viewer: Viewer, records: Sequence[str], as_of: str | None) -> Row:
    """Write the whole archive, or some of its records with what belongs to them, as JSON Lines."""
    rows: dict[str, Iterator[dict[str, Any]]] = archive.dump_rows(viewer)
    if records:
        wanted = {archive.record(id_, viewer).id for id_ in records}
        rows = _only(archive, rows, wanted, viewer)
    return write_dump(folder, rows, program=f"chancery {__version__}", archive=archive.id, as_of=as_of)


def _only(
    archive: Archive, rows: dict[str, Iterator[dict[str, Any]]], wanted: set[str], viewer: Viewer
) -> dict[str, Iterator[dict[str, Any]]]:
    copies = [copy for id_ in wanted for copy in archive.record(id_, viewer).copies]
    names = {copy.id for copy in copies}
    pages = {(copy.source, number) for copy in copies for number in range(copy.first_page, copy.last_page + 1)}
    sources = {copy.source for copy in copies}
    keep = {
        "sources": lambda row: row["id"] in sources,
        "pages": lambda row: (row["source"], row["page"]) in pages,
        "regions": lambda row: (row["source"], row["page"]) in pages,
        "texts": lambda row: row["copy"] in names,
        "records": lambda row: row["id"] in wanted,
        "references": lambda row: row["record"] in wanted,
        "decisions": lambda row: row["anchor"] is not None and (row["anchor"]["source"], row["anchor"]["page"]) in pages,
    }
    return {name: filter(keep[name], found) if name in keep else found for name, found in rows.items()}


def export_pages(archive: Archive, images: Images, id_: str, file: Path, viewer: Viewer) -> int:
    """Write the pages of a record, copy or source as one PDF, each with its citation; gives their number."""
    if file.exists() and file.is_dir():
        raise UsageError("this is a folder", where=str(file), remedy="Name the PDF to write.")
    return write_pages(file, _cited(archive, images, id_, viewer))


def _cited(archive: Archive, images: Images, id_: str, viewer: Viewer) -> Iterator[CitedPage]:
    found = archive.find_by_public_id(id_, viewer)
    if found.kind == "source":
        held = archive.source(found.id, viewer)
        for number in range(1, held.page_count + 1):
            citation = f"{held.file}, p. {number} (sha256 {held.id[:12]})."
            yield CitedPage(_picture(archive, images, held.id, number, viewer), citation)
        return
    record, copy = (found.id, None) if found.kind == "record" else (archive.copy(found.id, viewer).record, found.id)
    opened = open_record(archive, record, copy, viewer)
    facts = citation_facts(opened)
    for number in range(opened.copy.first_page, opened.copy.last_page + 1):
        yield CitedPage(_picture(archive, images, opened.copy.source, number, viewer), cite(facts, number))


def _picture(archive: Archive, images: Images, source: str, number: int, viewer: Viewer) -> bytes:
    try:
        return images.image(source, number, EXPORT_WIDTH, viewer).data
    except NotFound:
        page = archive.page(source, number, viewer)
        if page.page.width is not None:
            raise
        text = archive.layer(page.chosen, viewer).text if page.chosen else ""
        return typeset_text(text)
