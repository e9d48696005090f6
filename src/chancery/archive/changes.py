"""The changes table: what every transaction touched, for whoever keeps an index up."""

from __future__ import annotations

from sqlalchemy import func, select

from chancery.archive import schema
from chancery.archive.held import Change
from chancery.archive.keeper import Keeper

_changes = schema.changes.c


class Changes:
    """Tells what changed."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    def changes_since(self, number: int, limit: int = 10_000) -> tuple[Change, ...]:
        """What was touched after the change `number`, oldest first; the same thing may come again."""
        query = select(schema.changes).where(_changes.number > number).order_by(_changes.number).limit(limit)
        with self._keeper.read() as connection:
            return tuple(Change(row.number, row.kind, row.id) for row in connection.execute(query))

    def last_change(self) -> int:
        """The number of the newest change; 0 where there is none."""
        with self._keeper.read() as connection:
            return int(connection.execute(select(func.max(_changes.number))).scalar() or 0)
