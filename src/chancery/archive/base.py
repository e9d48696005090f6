"""What every part of the archive stands on: the database, the blobs, and small questions that many parts ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, insert, select

from chancery.archive import schema
from chancery.archive.blobs import FolderBlobs, Waiting
from chancery.archive.database import Database
from chancery.errors import NotFound
from chancery.model.page import TextLayer
from chancery.model.viewer import Viewer

Held = TypeVar("Held")
MANY = 500  # values in one statement: SQLite takes at most 999 in its older builds


class Keeper:
    """The archive's database and blobs; the parts of `Archive` are classes that keep by it."""

    def __init__(self, folder: Path, database: Database, blobs: FolderBlobs, stages: Mapping[str, str]) -> None:
        self.folder = folder
        self.database = database
        self.blobs = blobs
        self.stages = stages
        self._layers_open: dict[str, TextLayer] = {}

    @contextmanager
    def _write(self, waiting: list[Waiting] | None = None) -> Iterator[Connection]:
        """A write transaction that also names the blobs that wait for it."""
        waiting = waiting if waiting is not None else []
        try:
            with self.database.write() as connection:
                self.blobs.keep(waiting)
                yield connection
        finally:
            self.blobs.drop(waiting)


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
