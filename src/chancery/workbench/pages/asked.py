"""What a reader asks: a search, a record of it, and counts that lead to a search."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Asked:
    """What a search asks: the words, the facet values chosen beside them, the order, and which result comes first (from 0).

    `filters` are (facet name, value) pairs in the order they were chosen, for example ("type", "letter"). Two values of one
    facet are either-or; two facets are both. The name "date" is known to the door: its one value is what the query language
    takes after `date:` ("1972", "1970..1974"); the bars of the years choose it. `sort` is `best`, `oldest`, `newest` or
    `references`.
    """

    query: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    sort: str = "best"
    first: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """A number that leads to exactly the things counted: `asked` is the search that lists them (None: no search does)."""

    label: str
    count: int
    asked: Asked | None = None


@dataclass(frozen=True, slots=True)
class RecordAsked:
    """Which record, and what of it to show: None lets the workbench choose (the first copy, its first page or first hit).

    `asked` and `position` (from 1) say which search the reader came from; empty query: none.
    """

    id: str
    copy: str | None = None
    page: int | None = None
    finding: str | None = None
    asked: Asked = field(default_factory=Asked)
    position: int | None = None
