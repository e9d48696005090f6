"""Blobs: bytes named by their SHA-256, written once, never changed."""

# A blob is written to a temporary name, synced, and renamed, and then the folder is synced: a crash leaves either the whole
# blob or none. Renaming is left to the caller's transaction, so that collecting what nobody uses (which holds the same
# transaction) can never take a blob between its coming and the row that will name it.

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, Protocol, TypeVar

One = TypeVar("One")
Other = TypeVar("Other")
CHUNK = 1 << 20
TEMPORARY = "blob-"
SYNCED_AT_ONCE = 8
PACKED = ".z"  # the ending of a blob that is kept compressed; its name is the hash of what was compressed


@dataclass(frozen=True, slots=True)
class Waiting:
    """Bytes that are safely on the disk under a temporary name, and the blob they will be."""

    name: str
    path: Path
    size: int


class BlobStore(Protocol):
    """Keeps bytes by name. The laptop has a folder; an object store can take this seat."""

    def prepare(self, data: bytes) -> Waiting: ...
    def prepare_all(self, some: Iterable[bytes]) -> list[Waiting]: ...
    def prepare_stream(self, stream: BinaryIO) -> Waiting: ...
    def keep(self, waiting: list[Waiting]) -> None: ...
    def drop(self, waiting: list[Waiting]) -> None: ...
    def read(self, name: str) -> bytes: ...
    def path(self, name: str) -> Path: ...
    def has(self, name: str) -> bool: ...
    def delete(self, name: str) -> None: ...
    def names(self) -> Iterator[str]: ...
    def check(self, name: str) -> str: ...


class FolderBlobs:
    """Blobs in a folder: `ab/cdef...` for the bytes as they came, `ab/cdef....z` for compressed ones.

    `name` is the SHA-256 of the bytes in hexadecimal, with `.z` behind it where they are kept compressed; `read` gives the
    bytes themselves for both.
    """

    def __init__(self, folder: Path, spool: Path) -> None:
        self.folder = folder
        self.spool = spool
        self._threads = ThreadPoolExecutor(SYNCED_AT_ONCE, thread_name_prefix="chancery-blobs")

    def close(self) -> None:
        """Let go of what waits on the disk; nothing is under way between calls."""
        self._threads.shutdown()

    def prepare(self, data: bytes) -> Waiting:
        """Write bytes compressed under a temporary name and sync them. Raises OSError."""
        name = hashlib.sha256(data).hexdigest() + PACKED
        handle, path = self._temporary()
        with _unlinked_on_error(path), os.fdopen(handle, "wb") as file:
            file.write(zlib.compress(data, 6))
            file.flush()
            os.fsync(file.fileno())
        return Waiting(name, path, len(data))

    def prepare_all(self, some: Iterable[bytes]) -> list[Waiting]:
        """As `prepare`, of several at once, in their order. Where one fails none is left behind."""
        coming = self._at_once(self.prepare, list(some))
        waiting = [each.result() for each in coming if each.exception() is None]
        for each in coming:
            if (failed := each.exception()) is not None:
                self.drop(waiting)
                raise failed
        return waiting

    def _at_once(self, act: Callable[[One], Other], some: Sequence[One]) -> list[Future[Other]]:
        """Act on each, several in flight, to the end: a disk takes as long for eight syncs that come together as for one."""
        coming = [self._threads.submit(act, each) for each in some]
        wait(coming)
        return coming

    def prepare_stream(self, stream: BinaryIO) -> Waiting:
        """Copy a stream under a temporary name while hashing it, and sync it; its bytes are kept as they are."""
        handle, temporary = self._temporary()
        digest, size = hashlib.sha256(), 0
        with _unlinked_on_error(temporary), os.fdopen(handle, "wb") as target:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
                target.write(chunk)
                size += len(chunk)
            target.flush()
            os.fsync(target.fileno())
        return Waiting(digest.hexdigest(), temporary, size)

    def prepare_raw(self, name: str, stream: BinaryIO) -> Waiting:
        """Copy the bytes of a blob as another store keeps them, and sync them; `check` tells whether they are whole."""
        waiting = self.prepare_stream(stream)
        return Waiting(name, waiting.path, waiting.size)

    def _temporary(self) -> tuple[int, Path]:
        """A new file in the spool. It is read-only but for this handle: the bytes of a blob never change."""
        path = self.spool / f"{TEMPORARY}{os.getpid()}-{token_hex(8)}"
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o444), path

    def sweep(self) -> None:
        """Delete temporary blobs that ended processes left behind."""
        for path in self.spool.glob(f"{TEMPORARY}*-*"):
            pid = path.name.removeprefix(TEMPORARY).partition("-")[0]
            if pid.isdigit() and not _is_alive(int(pid)):
                path.unlink(missing_ok=True)

    def keep(self, waiting: list[Waiting]) -> None:
        """Give waiting blobs their names, inside the transaction that writes the rows naming them."""
        touched = set()
        for blob in waiting:
            target = self.path(blob.name)
            if not target.parent.is_dir():
                target.parent.mkdir(parents=True, exist_ok=True)
                touched.add(self.folder)
            # Where the blob is there already it gets the same bytes again, which also heals one that was damaged.
            blob.path.replace(target)
            touched.add(target.parent)
        for synced in self._at_once(sync_folder, sorted(touched)):
            synced.result()

    def drop(self, waiting: list[Waiting]) -> None:
        """Forget waiting blobs that were not kept."""
        for blob in waiting:
            if blob.path.parent == self.spool:
                blob.path.unlink(missing_ok=True)

    def path(self, name: str) -> Path:
        """Where a blob lies; it may not be there."""
        return self.folder / name[:2] / name[2:]

    def has(self, name: str) -> bool:
        return self.path(name).is_file()

    def read(self, name: str) -> bytes:
        """The bytes of a blob. Raises FileNotFoundError, and zlib.error where a compressed one is damaged."""
        data = self.path(name).read_bytes()
        return zlib.decompress(data) if name.endswith(PACKED) else data

    def delete(self, name: str) -> None:
        self.path(name).unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        """The name of everything that lies in the folder, sorted."""
        for folder in sorted(path for path in self.folder.iterdir() if path.is_dir()):
            for file in sorted(folder.iterdir()):
                yield folder.name + file.name

    def check(self, name: str) -> str:
        """What is wrong with a blob, in words; empty where its bytes have the hash that names it."""
        digest = hashlib.sha256()
        unpack = zlib.decompressobj() if name.endswith(PACKED) else None
        try:
            with self.path(name).open("rb") as file:
                while chunk := file.read(CHUNK):
                    digest.update(unpack.decompress(chunk) if unpack else chunk)
                if unpack is not None:
                    digest.update(unpack.flush())
                    if not unpack.eof:
                        return "its compressed bytes end too early"
        except FileNotFoundError:
            return "it is missing"
        except (OSError, zlib.error) as error:
            return f"it cannot be read ({error})"
        return "" if digest.hexdigest() == name.removesuffix(PACKED) else "its bytes were altered"


@contextmanager
def _unlinked_on_error(path: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def sync_folder(folder: Path) -> None:
    """Make a rename inside a folder last through a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
