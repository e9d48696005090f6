"""A search answered: results, facets, years, and what to ask where nothing is found."""

from __future__ import annotations

from dataclasses import dataclass

from chancery.workbench.pages.asked import Asked
from chancery.workbench.pages.said import DateShown, PagePlace, PartyShown, ReleaseShown, Run


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet. A zero is shown without a link. `share` draws the release picture (None: no picture)."""

    value: str
    label: str
    count: int
    chosen: bool = False
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its values, most frequent first; `more` counts the values not listed."""

    name: str
    label: str
    values: tuple[FacetValue, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class YearBar:
    """Records of one year; `chosen` where the year is within what was asked."""

    year: int
    count: int
    chosen: bool = True


@dataclass(frozen=True, slots=True)
class UnreadableQuery:
    """A query that cannot be read: what is wrong, the part [start, end) to underline (code points), and what to do."""

    message: str
    start: int
    end: int
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest search that has results: what it asks, how it differs ("misread letters"), how many records."""

    asked: Asked
    how: str
    records: int


@dataclass(frozen=True, slots=True)
class Result:
    """A found record, or a found page that belongs to no record (`record` None; then `title` names file and page).

    `line` is the line over the title ("Letter, signed · 2 pages of a packet of 7"), `subject` the one under it.
    `pages` are the pages with hits, most hits first, `more_pages` counts those not listed. `date_note` says how it is known.
    `references` are counts with their words ("5 references", "1 missing").
    """

    record: str | None
    source: str
    page: int
    title: str
    line: str = ""
    senders: tuple[PartyShown, ...] = ()
    addressees: tuple[PartyShown, ...] = ()
    with_whom: bool = False
    date: DateShown | None = None
    date_note: str = ""
    subject: str = ""
    snippets: tuple[tuple[Run, ...], ...] = ()
    hits: int = 0
    pages: tuple[PagePlace, ...] = ()
    more_pages: int = 0
    release: ReleaseShown | None = None
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Results of a search. `read_as` is the sentence of how the query was understood; `mended` what was put right in it.

    `records` counts the records found, `loose_pages` the found pages that belong to no record (listed after them), `hits`
    and `hit_pages` the places. `years` have no gaps. `undated` are left out of a dated search and
    out of the picture. `per_page` results from `asked.first` on are in `results`.
    """

    asked: Asked
    read_as: str = ""
    mended: tuple[str, ...] = ()
    unreadable: UnreadableQuery | None = None
    records: int = 0
    loose_pages: int = 0
    hits: int = 0
    hit_pages: int = 0
    facets: tuple[Facet, ...] = ()
    years: tuple[YearBar, ...] = ()
    undated: int = 0
    results: tuple[Result, ...] = ()
    per_page: int = 20
    nearest: tuple[Nearest, ...] = ()
    read_as_parts: tuple[tuple[str, bool], ...] = ()
    """`read_as` in stretches, each with whether it is what the person typed."""
