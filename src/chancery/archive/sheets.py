"""Asking what sheets say: the record a sheet belongs to, and the records that are known from a sheet alone."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from chancery.archive import schema
from chancery.archive.base import scope_of
from chancery.archive.held import HeldAbsent
from chancery.archive.keeper import Keeper
from chancery.archive.packing import read_field
from chancery.archive.records import Records
from chancery.archive.recut import decided_cuts, read_page_cuts, sources_to_recut
from chancery.archive.seeing import closed_pages, visible_sources
from chancery.model.record import PageCut
from chancery.model.viewer import Viewer

_absent = schema.absent.c
_cards = schema.cards.c
_copies = schema.copies.c
_records = schema.records.c


class Sheets:
    """Tells what sheets say."""

    def __init__(self, keeper: Keeper, records: Records) -> None:
        self._keeper = keeper
        self._records = records

    def decided_cuts(self, source: str) -> dict[int, bool]:
        """The cuts that people decided: page number, whether a record begins on it (no viewer: inside)."""
        with self._keeper.read() as connection:
            return decided_cuts(connection, source)

    def page_cuts(self, source: str, viewer: Viewer, *, first: int, last: int) -> tuple[PageCut, ...]:
        """What is thought of the places before pages of a source; of a place beside a closed page nothing is told."""
        with self._keeper.read() as connection:
            if connection.execute(visible_sources(viewer).where(schema.sources.c.id == source)).first() is None:
                return ()
            closed = {number for _, number in closed_pages(connection, [source], viewer) or ()}
            cuts = read_page_cuts(connection, source, first, last)
        return tuple(cut for cut in cuts if closed.isdisjoint({cut.page_number, cut.page_number - 1}))

    def sources_to_recut(self) -> tuple[str, ...]:
        """The described sources whose description does not follow what people decided of their cuts."""
        with self._keeper.read() as connection:
            return tuple(sources_to_recut(connection))

    def attached_to(self, copy: str, viewer: Viewer) -> str | None:
        """The id of the record that a copy belongs to, as it is now; None where it stands for itself. Raises NotFound."""
        with self._keeper.read() as connection:
            self._records.see_copy(connection, copy, viewer)
            own = connection.execute(select(_copies.attached_to).where(_copies.id == copy)).scalar()
            if own is None:
                return None
            query = (
                select(_copies.record)
                .join(schema.cards, (_cards.copy == _copies.id) & (_cards.scope == scope_of(viewer)))
                .where(_copies.own_record == own)
            )
            return connection.execute(query.limit(1)).scalar()

    def absent_of(self, source: str, viewer: Viewer) -> tuple[HeldAbsent, ...]:
        """The records that the sheets of a source name and of which no copy is held, in the order of pages and rows."""
        with self._keeper.read() as connection:
            if connection.execute(visible_sources(viewer).where(schema.sources.c.id == source)).first() is None:
                return ()
            closed = closed_pages(connection, [source], viewer) or set()
            query = select(schema.absent).where(_absent.source == source).order_by(_absent.page_number, _absent.position)
            rows = connection.execute(query).all()
        return tuple(_held(row) for row in rows if (row.source, row.page_number) not in closed)


def _held(row: Any) -> HeldAbsent:
    fields = tuple(read_field(each) for each in json.loads(row.fields))
    return HeldAbsent(row.id, row.source, row.page_number, row.position, fields, row.withheld_as, row.pages)
