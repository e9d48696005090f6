"""Backups: a copy of the archive that is of one moment, made while a room runs beside it."""

# From SQLite by its own backup of a live database; from PostgreSQL by copying the rows of one snapshot into the same schema
# in SQLite, so that a backup opens anywhere without a server (docs/decisions). Blobs never change, so a hard link is a copy
# as long as both lie on one disk; elsewhere their bytes are copied. All is checked before the backup counts as made.

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, insert, select

from chancery.archive import schema
from chancery.archive.blobs import FolderBlobs, sync_folder
from chancery.archive.database import Database, open_sqlite
from chancery.archive.held import Backup
from chancery.archive.keeper import Keeper
from chancery.archive.revisions import migrate, revision_of
from chancery.errors import ArchiveDamaged, UsageError

ROWS = 1000


DATABASE = "archive.db"


FOLDERS = ("blobs", "spool", "index")


NO_LINK = (errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP, errno.EACCES)


class Backups:
    """Copies the archive."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    def backup(self, folder: Path) -> Backup:
        """Copy the archive, as of one moment, into an empty or absent folder, where it can be opened as it is.

        Others may go on writing. Every blob of the copy is hashed before the backup counts as made; until then its database
        has another name, so a backup that broke off cannot be taken for one. Raises UsageError for a folder that holds
        something, ArchiveDamaged for a blob that is not whole, DiskFull.
        """
        with self._keeper.file_errors():
            return self._backup(folder)

    def _backup(self, folder: Path) -> Backup:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise UsageError("the folder is not empty", where=str(folder), remedy="Name a new folder for the backup.")
        for name in FOLDERS:
            (folder / name).mkdir()
        # The database first: blobs that come later are in no row of the copy; those in its rows are not deleted meanwhile
        # unless their source is taken out, and then checking them says so.
        waiting = folder / f"{DATABASE}.unchecked"
        copy_database(self._keeper.database, waiting)
        target = FolderBlobs(folder / "blobs", folder / "spool")
        count = size = 0
        for name in _blobs_named_in(waiting):
            self._copy_blob(name, target)
            wrong = target.check(name)
            if wrong:
                raise ArchiveDamaged(
                    f"the blob {name} cannot be backed up: {wrong}",
                    where=str(self._keeper.folder),
                    remedy="Run `chancery verify`.",
                )
            count += 1
            size += target.path(name).stat().st_size
        if (self._keeper.folder / "settings.toml").is_file():
            shutil.copyfile(self._keeper.folder / "settings.toml", folder / "settings.toml")
        for path in (folder / "blobs").iterdir():
            sync_folder(path)
        sync_folder(folder / "blobs")
        waiting.rename(folder / DATABASE)
        sync_folder(folder)
        return Backup(folder, count, size)

    def _copy_blob(self, name: str, target: FolderBlobs) -> None:
        origin, copy = self._keeper.blobs.path(name), target.path(name)
        copy.parent.mkdir(exist_ok=True)
        try:
            os.link(origin, copy)
            return
        except FileExistsError:
            return
        except FileNotFoundError:
            raise ArchiveDamaged(
                f"the blob {name} is missing", where=str(self._keeper.folder), remedy="Run `chancery verify`."
            ) from None
        except OSError as error:
            if error.errno not in NO_LINK:
                raise
        with origin.open("rb") as source:
            target.keep([target.prepare_raw(name, source)])


def _blobs_named_in(path: Path) -> Iterator[str]:
    """Every blob that the rows of a copied database name, once."""
    database = open_sqlite(path, read_only=True)
    try:
        with database.read() as connection:
            for column in (schema.sources.c.id, schema.unlocked.c.blob, schema.layers.c.blob, schema.copies.c.text):
                after = ""
                while True:
                    query = select(column).where(column > after).group_by(column).order_by(column).limit(ROWS)
                    names = list(connection.execute(query).scalars())
                    yield from names
                    if len(names) < ROWS:
                        break
                    after = names[-1]
    finally:
        database.close()


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
