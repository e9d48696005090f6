"""The database behind the archive: connections, one writer at a time, and errors that a person can act on."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import QueuePool

from chancery.errors import ArchiveDamaged, ArchiveError, ArchiveHeld, ArchiveReadOnly, DiskFull, UsageError

BUSY_SECONDS = 30.0
WRITER_KEY = 0x6368616E63657279  # "chancery": the advisory lock that makes one writer of many on PostgreSQL
ROOM_LEFT = 16 << 20  # below this many bytes a failed write is taken for a full disk


class Database:
    """Reads see one moment of the archive; a write is one short transaction, and there is one writer at a time."""

    def __init__(self, engine: Engine, where: Path, read_only: bool) -> None:
        self.engine = engine
        self.where = where
        self.read_only = read_only
        # Threads of one process queue here, in order, instead of polling the file's lock.
        self._turn = threading.RLock()

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one moment."""
        with self._translated(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction of the one writer; everything in it is kept, or nothing."""
        if self.read_only:
            raise ArchiveReadOnly("the archive was opened for reading only", where=str(self.where))
        with (
            self._turn,
            self._translated(),
            self.engine.connect().execution_options(chancery_writes=True) as connection,
            connection.begin(),
        ):
            yield connection

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def file_errors(self) -> Iterator[None]:
        """Failures of the archive's own files as errors of the archive: a full disk, a folder that cannot be written."""
        try:
            yield
        except OSError as error:
            told = translate_os(error, self.where)
            if told is None:
                raise
            raise told from error

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            with self.file_errors():
                yield
        except DBAPIError as error:
            raise translate(error, self.where) from error


def open_sqlite(path: Path, *, read_only: bool) -> Database:
    """The database in a file, which must be there unless it is being created."""
    mode = "rwc"
    if read_only:
        # In a folder that cannot be written SQLite can make no shared memory beside the file; without a log there is
        # nothing in it either, and the file is read as it is.
        mode = "ro" if os.access(path.parent, os.W_OK) or path.with_name(f"{path.name}-wal").exists() else "ro&immutable=1"
    name = str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    url = f"file:{name}?mode={mode}"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(url, uri=True, timeout=BUSY_SECONDS, check_same_thread=False, isolation_level=None)

    engine = create_engine("sqlite+pysqlite://", creator=connect, poolclass=QueuePool, pool_size=4, max_overflow=60)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA foreign_keys=ON")
        if not read_only:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA cache_size=-16000")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("chancery_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return Database(engine, path.parent, read_only)


def open_server(url: str, where: Path, *, read_only: bool) -> Database:
    """The database on a PostgreSQL server. Raises UsageError for a URL that names none."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise UsageError("the database URL cannot be read", where="CHANCERY_DATABASE_URL", remedy=_URL_FORM) from error
    if parsed.get_backend_name() != "postgresql":
        raise UsageError("only PostgreSQL can be named by URL", where="CHANCERY_DATABASE_URL", remedy=_URL_FORM)
    try:
        engine = create_engine(
            parsed.set(drivername="postgresql+psycopg"), pool_size=4, max_overflow=60, isolation_level="REPEATABLE READ"
        )
    except ModuleNotFoundError as error:
        raise UsageError(
            "the PostgreSQL driver is not installed", remedy="Install it with: pip install 'chancery[postgresql]'"
        ) from error

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("chancery_writes"):
            # The lock comes first in the transaction, and a snapshot is taken by the first query after it.
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(BUSY_SECONDS * 1000)}")
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_KEY})")

    return Database(engine, where, read_only)


_URL_FORM = "Write postgresql://user@host/database."

_FULL = {"SQLITE_FULL"}
_READ_ONLY = {"SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH"}
_DAMAGED = {"SQLITE_CORRUPT", "SQLITE_NOTADB"}


def translate(error: DBAPIError, where: Path) -> ArchiveError:
    """What a failure of the database means to the person at the door."""
    name = str(getattr(error.orig, "sqlite_errorname", "") or getattr(error.orig, "sqlstate", "") or "")
    family = "_".join(name.split("_")[:2])
    place = str(where)
    if family in _FULL or name in ("53100",) or (family == "SQLITE_IOERR" and _has_no_room(where)):
        return disk_full(where)
    if family in _READ_ONLY or name == "25006":
        return ArchiveReadOnly(
            "its database cannot be written",
            where=place,
            remedy="Give yourself the right to write it, or open it for reading.",
        )
    if family in ("SQLITE_BUSY", "SQLITE_LOCKED") or name == "55P03":
        return ArchiveHeld("another process is writing and did not end in time", where=place, remedy="Try again later.")
    if family in _DAMAGED:
        return ArchiveDamaged(
            f"its database is damaged ({error.orig})",
            where=place,
            remedy="Restore the last backup and run `chancery verify`.",
        )
    # A connection that was never made has no state of SQL to tell of.
    unmade = not name and type(error.orig).__module__.startswith("psycopg")
    if unmade or name.startswith(("08", "28")) or name == "3D000" or error.connection_invalidated:
        return ArchiveError(f"the database server does not answer ({_first_line(error)})", where=place)
    return ArchiveError(f"the database failed ({_first_line(error)})", where=place)


def translate_os(error: OSError, where: Path) -> ArchiveError | None:
    """What a failure of the file system inside the archive's folder means; None where it is another matter."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return disk_full(where)
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return ArchiveReadOnly(
            f"it cannot be written ({error.strerror})", where=str(where), remedy="Give yourself the right to write it."
        )
    return None


def disk_full(where: Path) -> DiskFull:
    return DiskFull(
        "no room is left on the disk that holds the archive; what it held before is unharmed",
        where=str(where),
        remedy="Make room and run the same command again: it goes on where it stopped.",
    )


def _has_no_room(where: Path) -> bool:
    """Whether a write may have failed for want of room: the disk is full, or the process may not make larger files."""
    if resource.getrlimit(resource.RLIMIT_FSIZE)[0] != resource.RLIM_INFINITY:
        return True
    try:
        return shutil.disk_usage(where).free < ROOM_LEFT
    except OSError:
        return False


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().split("\n")[0]


def check_integrity(connection: Connection) -> Iterator[str]:
    """What the database itself finds wrong with its pages and foreign keys, in its own words."""
    if connection.dialect.name != "sqlite":
        return
    for (line,) in connection.execute(text("PRAGMA integrity_check")):
        if line != "ok":
            yield str(line)
    for table, row, parent, _ in connection.execute(text("PRAGMA foreign_key_check")):
        yield f"row {row} of {table} names a row of {parent} that is not there"
