"""Writing what sheets say: the record a sheet belongs to, and the records that are known from a sheet alone."""

# A record without copies is named by the sheet, page and row that name it (design.md), so that it keeps its id however often
# its source is described.

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select, update

from chancery.archive import schema
from chancery.archive.held import HeldCopy
from chancery.archive.names import public_id, write_json
from chancery.archive.packing import write_field
from chancery.model.record import AbsentDescription, CopyDescription

_absent = schema.absent.c
_copies = schema.copies.c


def save_attached(connection: Connection, copies: Sequence[HeldCopy], described: Sequence[CopyDescription]) -> None:
    """Note of each copy of a source which record it belongs to: the own record of the copy that begins on that page."""
    if all(said.attached_to is None for said in described):
        attached = update(schema.copies).where(_copies.source.in_({copy.source for copy in copies}))
        connection.execute(attached.values(attached_to=None))
        return
    sources = {copy.source for copy in copies}
    query = select(_copies.id, _copies.own_record).where(_copies.source.in_(sources))
    names = {row.id: row.own_record for row in connection.execute(query)}
    for copy, said in zip(copies, described, strict=True):
        target = next(
            (names[other.id] for other in copies if other.first_page == said.attached_to and other.id != copy.id), None
        )
        connection.execute(update(schema.copies).where(_copies.id == copy.id).values(attached_to=target))


def save_absent(connection: Connection, source: str, absent: Sequence[AbsentDescription]) -> None:
    """Put the records that a source's sheets name in the place of those that they named before."""
    connection.execute(delete(schema.absent).where(_absent.source == source))
    rows = [
        {
            "id": absent_id(source, each.page_number, each.row), "source": source, "page_number": each.page_number,
            "position": each.row, "fields": write_json([write_field(field) for field in each.fields]),
            "withheld_as": each.withheld_as, "pages": each.pages,
        }
        for each in absent
    ]  # fmt: skip
    if rows:
        connection.execute(insert(schema.absent), rows)


def absent_id(source: str, page_number: int, row: int) -> str:
    """The public id of a record that a row of a sheet names."""
    return public_id("record", source, page_number, "row", row)
