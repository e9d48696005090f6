"""Public ids: what one names, and the id that has now."""

from __future__ import annotations

from chancery.archive import schema
from chancery.archive.decisions import Decisions
from chancery.archive.held import Found
from chancery.archive.keeper import Keeper
from chancery.archive.names import kind_of_id, split_page_id
from chancery.archive.pages import Pages
from chancery.archive.people import People
from chancery.archive.records import Records
from chancery.archive.sources import Sources
from chancery.errors import NotFound
from chancery.model.viewer import Viewer

_decisions = schema.decisions.c
_pages = schema.pages.c
_records = schema.records.c
_sources = schema.sources.c


class Lookup:
    """Tells what a public id names."""

    def __init__(
        self, keeper: Keeper, sources: Sources, pages: Pages, records: Records, decisions: Decisions, people: People
    ) -> None:  # fmt: skip
        self._keeper = keeper
        self._sources = sources
        self._pages = pages
        self._records = records
        self._decisions = decisions
        self._people = people

    def find_by_public_id(self, name: str, viewer: Viewer) -> Found:
        """What an id names and the id it has now. Raises NotFound, also where the viewer may not know of it."""
        kind = kind_of_id(name)
        if kind == "source":
            return Found(kind, self._sources.source(name, viewer).id)
        if kind == "page":
            source, number = split_page_id(name)
            self._pages.page(source, number, viewer)
            return Found(kind, name)
        if kind == "record":
            return Found(kind, self._records.record(name, viewer).id)
        if kind == "copy":
            return Found(kind, self._records.copy(name, viewer).id)
        if kind == "person":
            return Found(kind, self._people.person(name, viewer).id)
        if kind == "decision":
            return Found(kind, self._decisions.decision(name, viewer).decision.id)
        if kind is not None:
            return Found(kind, self._records.finding(name, viewer).id)
        raise NotFound("this is no id of the archive", where=name, remedy="Ids look like r0123456789abcdef.")
