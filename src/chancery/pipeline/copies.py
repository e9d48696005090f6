"""Copies of one record found, after records are described and whenever a decision changes what they are told by."""

from __future__ import annotations

from collections.abc import Callable

from chancery.archive import Archive
from chancery.link.copies import Copies


def compare_waiting(archive: Archive, stop: Callable[[], bool] = lambda: False) -> None:
    """Compare every copy that changed since it was compared, or never was, with those that may be like it."""
    comparer = Copies()
    while not stop() and (copies := archive.copies_to_compare(comparer.version)):
        archive.compare_copies(copies, comparer)


def compare_some(archive: Archive) -> None:
    """As `compare_waiting`, but a few dozen at most: in the room somebody waits for the answer, and a run does the rest."""
    comparer = Copies()
    archive.compare_copies(archive.copies_to_compare(comparer.version), comparer)
