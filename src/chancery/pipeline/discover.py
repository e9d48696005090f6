"""From the paths a user names to the files that are in them, in a stable order."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from chancery.errors import ChanceryError, NotFound, UnreadableFile, UnsupportedFile

# What operating systems leave in folders; nobody means to add it.
LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Found:
    """A file to add: where it is, and the name it comes in under, relative to the path the user gave."""

    path: Path
    name: str


def find_files(paths: Sequence[Path]) -> Iterator[Found | ChanceryError]:
    """Every file named or in a folder named, sorted; what cannot be taken is yielded as an error, and the rest goes on.

    Links are followed once: a folder met again is passed over, so an endless link ends. Hidden folders and files inside a
    folder are passed over unless they are named themselves.
    """
    for path in paths:
        if path.is_dir():
            yield from _walk(path, "", set())
        elif path.is_file():
            yield Found(path, show_name(path.name))
        elif path.exists() or path.is_symlink():
            yield UnsupportedFile("it is no file and no folder", where=str(path), remedy="Name a file or a folder.")
        else:
            yield NotFound("there is no such file or folder", where=str(path), remedy="Check the spelling.")


def _walk(folder: Path, prefix: str, seen: set[tuple[int, int]]) -> Iterator[Found | ChanceryError]:
    try:
        state = folder.stat()
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield _unreadable(folder, error)
        return
    if (state.st_dev, state.st_ino) in seen:
        return
    seen.add((state.st_dev, state.st_ino))
    for entry in entries:
        if entry.name in LITTER or entry.name.startswith("."):
            continue
        name = f"{prefix}{show_name(entry.name)}"
        try:
            if entry.is_dir():
                yield from _walk(Path(entry.path), f"{name}/", seen)
            elif entry.is_file():
                yield Found(Path(entry.path), name)
            elif entry.is_symlink():
                yield NotFound("this link leads nowhere", where=entry.path, remedy="Mend or delete the link.")
            else:
                yield UnsupportedFile(
                    "it is no file and no folder", where=entry.path, remedy="Nothing to do; it was passed over."
                )
        except OSError as error:
            yield _unreadable(Path(entry.path), error)


def _unreadable(path: Path, error: OSError) -> ChanceryError:
    return UnreadableFile(
        f"it cannot be read ({error.strerror})",
        where=show_name(str(path)),
        remedy="Check its permissions, and that the disk it is on is there.",
    )


def show_name(name: str) -> str:
    """A file name as text: bytes that are no UTF-8 become U+FFFD, so that it can be stored and shown anywhere."""
    return os.fsencode(name).decode("utf-8", "replace")
