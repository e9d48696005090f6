"""What a viewer may know of: open sources, pages, copies and the findings that stand on them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select

from chancery.archive import schema
from chancery.archive.base import MANY, batches
from chancery.archive.contents import evidence_of
from chancery.archive.held import HeldCopy, HeldFinding
from chancery.model.viewer import PUBLIC, Viewer

_sources = schema.sources.c


def visible_sources(viewer: Viewer) -> Select[Any]:
    """The sources that exist for a viewer."""
    query = select(schema.sources)
    return query if viewer.sees_closed else query.where(_sources.access == "open")


def is_open_page(connection: Connection, source: str, number: int) -> bool:
    """Whether a page of an open source is open itself; a page that was never read is."""
    pages = schema.pages.c
    access = connection.execute(select(pages.access).where(pages.source == source, pages.number == number)).scalar()
    return access != "closed"


def closed_pages(connection: Connection, sources: Iterable[str], viewer: Viewer) -> set[tuple[str, int]] | None:
    """The closed pages of these sources; None where the viewer sees everything."""
    if viewer.sees_closed:
        return None
    pages = schema.pages.c
    query = select(pages.source, pages.number).where(pages.source.in_(sorted(sources)), pages.access == "closed")
    return {(row.source, row.number) for row in connection.execute(query)}


def stands_on(finding: HeldFinding, pages: Collection[tuple[str, int]]) -> bool:
    """Whether a finding, as it holds or as the machine found it, stands on one of these pages."""
    machine = evidence_of(finding.machine) if finding.machine is not None else ()
    return any((entry.source, entry.page_number) in pages for entry in (*finding.evidence, *machine))


def held_copy(row: Any) -> HeldCopy:
    return HeldCopy(row.id, row.record, row.source, row.first_page, row.last_page, row.access, row.characters)


def own_records(connection: Connection, source: str) -> frozenset[str]:
    """The records that the copies of a source would be if each were the only one."""
    copies = schema.copies.c
    return frozenset(connection.execute(select(copies.own_record).where(copies.source == source)).scalars())


@dataclass(frozen=True, slots=True)
class Shut:
    """What of some sources is closed: whole sources, and pages of the others; and which pages there are."""

    sources: frozenset[str]
    pages: frozenset[tuple[str, int]]

    @staticmethod
    def of(connection: Connection, sources: Iterable[str]) -> Shut:
        closed: set[str] = set()
        pages: set[tuple[str, int]] = set()
        for some in batches(sorted(sources), MANY):
            held = schema.sources.c
            query = select(held.id).where(held.id.in_(some), held.access == "closed")
            closed.update(connection.execute(query).scalars())
            pages |= closed_pages(connection, some, PUBLIC) or set()
        return Shut(frozenset(closed), frozenset(pages))

    def hides(self, copy: HeldCopy) -> bool:
        """Whether a copy does not exist for who sees only what is open: it, its source, or every page of it is closed."""
        if copy.access == "closed" or copy.source in self.sources:
            return True
        numbers = range(copy.first_page, copy.last_page + 1)
        return all((copy.source, number) in self.pages for number in numbers)
