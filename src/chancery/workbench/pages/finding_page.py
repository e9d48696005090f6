"""A finding at its own address, between its neighbours in the record."""

from __future__ import annotations

from dataclasses import dataclass

from chancery.workbench.pages.finding import Finding
from chancery.workbench.pages.leaf import PageShown


@dataclass(frozen=True, slots=True)
class FindingPage:
    """A finding at its own address: the finding, whose record it is, and the page it stands on (None: it stands nowhere).

    `previous` and `next` are its neighbours in the record; `position` counts from 1.
    """

    finding: Finding
    record: str | None
    record_title: str
    page: PageShown | None
    position: int = 1
    of: int = 1
    previous: str | None = None
    next: str | None = None
