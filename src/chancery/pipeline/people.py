"""Names gathered into people, after records are described and whenever a decision changes what they rest on."""

from __future__ import annotations

from functools import cache

from chancery.archive import Archive
from chancery.link.persons import People
from chancery.model.person import Linker


@cache
def shipped_linker() -> Linker:
    """Who reads names by the authority file that comes with the program; it is loaded with the first name."""
    return People()


def gather_waiting(archive: Archive, linker: Linker | None = None) -> None:
    """Gather the names of every copy that changed since its names were gathered, or was never looked at."""
    linker = linker or shipped_linker()
    while copies := archive.copies_to_gather(linker.version):
        archive.gather_people(copies, linker)
