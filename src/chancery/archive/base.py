"""Small questions that many parts of the archive ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, func, insert, select

from chancery.archive import schema
from chancery.errors import NotFound
from chancery.model.viewer import Viewer

Held = TypeVar("Held")


MANY = 500  # values in one statement: SQLite takes at most 999 in its older builds


def scope_of(viewer: Viewer) -> str:
    """Which rows of the short cards this viewer reads."""
    return "all" if viewer.sees_closed else "open"


def touch(connection: Connection, kind: str, ids: Iterable[str]) -> None:
    """Tell the index that these were touched."""
    rows = [{"kind": kind, "id": name} for name in sorted(set(ids))]
    if rows:
        connection.execute(insert(schema.changes), rows)


def insert_once(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row unless its key is there; whether it was new. The one writer makes asking first safe."""
    keys = list(table.primary_key.columns)
    if connection.execute(select(*keys).where(*(column == row[column.name] for column in keys))).first() is not None:
        return False
    connection.execute(insert(table), [dict(row)])
    return True


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those of these rows whose key, a single column, is not there yet."""
    (key,) = table.primary_key.columns
    coming = {str(row[key.name]): dict(row) for row in reversed(rows)}
    for names in batches(sorted(coming), MANY):
        for name in connection.execute(select(key).where(key.in_(names))).scalars():
            del coming[name]
    if coming:
        connection.execute(insert(table), [coming[name] for name in sorted(coming)])


def one(row: Held | None, what: str, name: str) -> Held:
    """The row, or NotFound in the words that also say it of what a viewer may not know of."""
    if row is None:
        raise NotFound(f"the archive holds no {what} of this name", where=name, remedy="Check the id.")
    return row


def next_position(connection: Connection, table: Any) -> int:
    last = connection.execute(select(func.max(table.c.position))).scalar()
    return 0 if last is None else int(last) + 1


def batches(items: Iterable[Held], size: int) -> Iterator[list[Held]]:
    """Items in lists of at most `size`."""
    batch: list[Held] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
