"""Backups: a copy of the archive that is of one moment, made while a room runs beside it."""

# From SQLite by its own backup of a live database; from PostgreSQL by copying the rows of one snapshot into the same schema
# in SQLite, so that a backup opens anywhere without a server (docs/decisions). Blobs never change, so a hard link is a copy
# as long as both lie on one disk; elsewhere their bytes are copied. All is checked before the backup counts as made.

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, insert, select

from chancery.archive import schema
from chancery.archive.database import Database, open_sqlite
from chancery.archive.revisions import migrate, revision_of
from chancery.errors import ArchiveDamaged

ROWS = 1000


def copy_database(database: Database, to: Path) -> None:
    """Copy every row, as of one moment, into a new SQLite file. Raises DiskFull, ArchiveDamaged."""
    part = to.with_name(f".{to.name}.part")
    part.unlink(missing_ok=True)
    try:
        with database.read() as connection:
            if database.is_sqlite:
                _copy_sqlite(connection, part)
            else:
                _copy_rows(connection, part)
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)


def _copy_sqlite(connection: Connection, part: Path) -> None:
    source = connection.connection.driver_connection
    if not isinstance(source, sqlite3.Connection):
        raise ArchiveDamaged("the database is no SQLite database", where=str(part))
    target = sqlite3.connect(part)
    try:
        source.backup(target, pages=4096)
        target.execute("PRAGMA journal_mode=DELETE")
    finally:
        target.close()


def _copy_rows(connection: Connection, part: Path) -> None:
    target = open_sqlite(part, read_only=False)
    try:
        with target.write() as copy:
            migrate(copy, revision_of(connection) or "head")
            for table in schema.metadata.sorted_tables:
                rows = connection.execution_options(yield_per=ROWS).execute(select(table))
                for chunk in rows.mappings().partitions(ROWS):
                    copy.execute(insert(table), [dict(row) for row in chunk])
    finally:
        target.close()
