"""Collecting blobs that no row names any more, without ever taking one that is just coming in."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from chancery.archive import schema
from chancery.archive.base import batches
from chancery.archive.blobs import PACKED
from chancery.archive.keeper import Keeper

COLLECTED_TOGETHER = 200  # blobs looked at in one transaction, so that no other writer waits long


class Collecting:
    """Gives back room that blobs take which nobody uses."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    def collect(self) -> int:
        """Delete blobs that no row names (a killed run can leave some); how many there were."""
        return self.collect_these(self._keeper.blobs.names())

    def collect_these(self, names: Iterable[str]) -> int:
        gone = 0
        for some in batches(names, COLLECTED_TOGETHER):
            # Blobs come under their names only inside a transaction of the one writer, so none comes while this looks.
            with self._keeper.write() as connection:
                for name in sorted(set(some) - used_blobs(connection, some)):
                    self._keeper.blobs.delete(name)
                    gone += 1
        return gone


def used_blobs(connection: Connection, names: list[str]) -> set[str]:
    """Which of these blobs a row names."""
    packed = [name for name in names if name.endswith(PACKED)]
    used: set[str] = set()
    columns = (
        (schema.sources.c.id, names), (schema.unlocked.c.blob, names), (schema.layers.c.blob, packed),
        (schema.copies.c.text, packed),
    )  # fmt: skip
    for column, asked in columns:
        used.update(connection.execute(select(column).where(column.in_(asked))).scalars())
    return used
