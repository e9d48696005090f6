"""The lock of an archive: one long-running writer at a time, and its name for whoever must wait."""

# The operating system lets go of the lock when the process ends, however it ends, so a killed run leaves nothing behind.

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from chancery.archive.names import now
from chancery.errors import ArchiveHeld, ArchiveReadOnly

NAME = "lock"


@contextmanager
def hold(folder: Path, command: str) -> Iterator[None]:
    """Hold the archive for a command. Raises ArchiveHeld, naming the process that has it, and ArchiveReadOnly."""
    path = folder / NAME
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise ArchiveReadOnly(
            f"it cannot be written ({error.strerror})", where=str(folder), remedy="Give yourself the right to write it."
        ) from error
    try:
        _take(handle, folder)
    except ArchiveHeld:
        os.close(handle)
        raise
    try:
        holder = {"pid": os.getpid(), "command": command, "since": now()}
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps(holder).encode(), 0)
        yield
    finally:
        with suppress(OSError):
            os.ftruncate(handle, 0)
        os.close(handle)


def _take(handle: int, folder: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = holder_of(folder)
        who = "another process"
        if holder is not None:
            who = f"`{holder['command']}` (process {holder['pid']}, since {holder['since']})"
        raise ArchiveHeld(
            f"{who} holds the archive", where=str(folder), remedy="Wait until it has ended, or stop it."
        ) from error


def holder_of(folder: Path) -> dict[str, object] | None:
    """Who wrote its name into the lock last; None where nobody holds it."""
    try:
        held = json.loads((folder / NAME).read_bytes() or b"null")
    except (OSError, ValueError):
        return None
    return held if isinstance(held, dict) and {"pid", "command", "since"} <= held.keys() else None
