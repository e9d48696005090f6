"""What every part of the archive is handed: the database, the blobs, the layers in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import Connection

from chancery.archive.blobs import FolderBlobs, Waiting
from chancery.archive.database import Database
from chancery.archive.layers import Layers


class Keeper:
    """The archive's database and blobs, which its parts are handed."""

    def __init__(self, folder: Path, database: Database, blobs: FolderBlobs) -> None:
        self.folder = folder
        self.database = database
        self.blobs = blobs
        self.layers = Layers(blobs)

    def read(self) -> AbstractContextManager[Connection]:
        """A connection that sees one moment."""
        return self.database.read()

    @contextmanager
    def write(self, waiting: Sequence[Waiting] = ()) -> Iterator[Connection]:
        """A write transaction that also names the blobs that wait for it."""
        blobs = list(waiting)
        try:
            with self.database.write() as connection:
                self.blobs.keep(blobs)
                yield connection
        finally:
            self.blobs.drop(blobs)

    def file_errors(self) -> AbstractContextManager[None]:
        """Failures of the archive's own files as errors of the archive."""
        return self.database.file_errors()
