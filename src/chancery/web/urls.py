"""Addresses of the room: every link on every page is made here."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, urlencode, urlsplit

from chancery.workbench.pages.asked import Asked

Pairs = list[tuple[str, str]]


def asked_pairs(asked: Asked, *, position: int | None = None) -> Pairs:
    """A search as query parameters: q, f (facet:value, repeated), sort, first; n is a result's position."""
    pairs: Pairs = []
    if asked.query:
        pairs.append(("q", asked.query))
    pairs.extend(("f", f"{name}:{value}") for name, value in asked.filters)
    if asked.sort != "best":
        pairs.append(("sort", asked.sort))
    if asked.first:
        pairs.append(("first", str(asked.first)))
    if position is not None:
        pairs.append(("n", str(position)))
    return pairs


def search_url(asked: Asked, ending: str = "") -> str:
    """The search page; `ending` ".json" or ".csv" gives its twins."""
    return _url(f"/search{ending}", asked_pairs(asked))


def with_filter(asked: Asked, name: str, value: str) -> Asked:
    """The same search with a facet value chosen, or no longer chosen; a date replaces the date chosen before."""
    pair = (name, value)
    if pair in asked.filters:
        kept = tuple(other for other in asked.filters if other != pair)
    elif name == "date":
        kept = (*(other for other in asked.filters if other[0] != "date"), pair)
    else:
        kept = (*asked.filters, pair)
    return Asked(asked.query, kept, asked.sort, 0)


def with_sort(asked: Asked, sort: str) -> Asked:
    return Asked(asked.query, asked.filters, sort, 0)


def with_first(asked: Asked, first: int) -> Asked:
    return Asked(asked.query, asked.filters, asked.sort, max(0, first))


def for_date(date: str) -> Asked:
    """All records of a date as the query language writes it after `date:`."""
    return Asked("", (("date", date),))


def undated() -> Asked:
    """All records in which no date was found."""
    return Asked("", (("has", "nodate"),))


def plain(asked: Asked) -> Asked:
    """The same words without anything chosen beside them."""
    return Asked(asked.query)


def record_url(
    record: str,
    *,
    view: str = "",
    copy: str | None = None,
    page: int | None = None,
    finding: str | None = None,
    asked: Asked | None = None,
    position: int | None = None,
    do: str | None = None,
    hit: int | None = None,
    anchor: str = "",
) -> str:
    """A record; `view` is "", "text", "findings", "citation", "copies" or ".json"; `do` opens the bar to correct or add."""
    pairs: Pairs = []
    if copy is not None:
        pairs.append(("copy", copy))
    if page is not None:
        pairs.append(("page", str(page)))
    if finding is not None:
        pairs.append(("finding", finding))
    if do is not None:
        pairs.append(("do", do))
    if hit is not None:
        pairs.append(("hit", str(hit)))
    if asked is not None:
        pairs.extend(asked_pairs(Asked(asked.query, asked.filters, asked.sort), position=position))
    ending = view if view.startswith(".") or not view else f"/{view}"
    return _url(f"/records/{_part(record)}{ending}", pairs) + (f"#{anchor}" if anchor else "")


def record_hits_url(
    record: str, asked: Asked | None, *, copy: str | None = None, page: int | None = None, ending: str = ""
) -> str:
    """All hits of a search in a record, listed from a page of its file on."""
    return _url(f"/records/{_part(record)}/hits{ending}", _hits_pairs(asked, copy, page))


def source_hits_url(source: str, asked: Asked | None = None, *, page: int | None = None, ending: str = "") -> str:
    """All hits of a search in a file."""
    return _url(f"/sources/{_part(source)}/hits{ending}", _hits_pairs(asked, None, page))


def _hits_pairs(asked: Asked | None, copy: str | None, page: int | None) -> Pairs:
    pairs: Pairs = [] if asked is None else asked_pairs(Asked(asked.query, asked.filters))
    if copy is not None:
        pairs.append(("copy", copy))
    if page is not None and page > 1:
        pairs.append(("page", str(page)))
    return pairs


def finding_url(finding: str, *, do: str | None = None, ending: str = "") -> str:
    return _url(f"/findings/{_part(finding)}{ending}", [] if do is None else [("do", do)])


def people_url(words: str = "", *, after: str = "", ending: str = "") -> str:
    pairs = [("q", words)] if words else []
    return _url(f"/people{ending}", [*pairs, ("after", after)] if after else pairs)


def person_url(
    person: str, *, first: int = 0, decided: str = "", do: str = "", ending: str = "", anchor: str = ""
) -> str:  # fmt: skip
    """A person; `do` opens the form to merge or to split."""
    pairs: Pairs = []
    if first:
        pairs.append(("first", str(first)))
    if do:
        pairs.append(("do", do))
    if decided:
        pairs.append(("decided", decided))
    return _url(f"/people/{_part(person)}{ending}", pairs) + (f"#{anchor}" if anchor else "")


def review_url(kind: str = "", *, first: int = 0, ending: str = "") -> str:
    """What waits for a person; of one kind, or of all."""
    pairs: Pairs = [("kind", kind)] if kind else []
    return _url(f"/review{ending}", [*pairs, ("first", str(first))] if first else pairs)


def beside_url(one: str, other: str, *, ending: str = "") -> str:
    """Two copies side by side."""
    return f"/copies/{_part(one)}/{_part(other)}{ending}"


def packet_url(source: str, *, first: int | None = None, ending: str = "", anchor: str = "") -> str:
    """A file as a packet, from a page on."""
    address = _url(f"/sources/{_part(source)}/packet{ending}", [] if not first or first < 2 else [("first", str(first))])
    return address + (f"#{anchor}" if anchor else "")


def files_url(after: str = "", ending: str = "") -> str:
    return _url(f"/sources{ending}", [("after", after)] if after else [])


def source_url(source: str, *, first: int | None = None, ending: str = "") -> str:
    return _url(f"/sources/{_part(source)}{ending}", [] if first is None else [("first", str(first))])


def page_url(source: str, number: int, *, asked: Asked | None = None, hit: int | None = None, ending: str = "") -> str:
    pairs = [] if asked is None else asked_pairs(asked)
    if hit is not None:
        pairs.append(("hit", str(hit)))
    return _url(f"/sources/{_part(source)}/pages/{number}{ending}", pairs)


def file_url(source: str) -> str:
    return f"/sources/{_part(source)}/file"


def image_url(source: str, number: int, width: int) -> str:
    return f"/sources/{_part(source)}/pages/{number}/image?width={width}"


def words_url(source: str, number: int) -> str:
    return f"/sources/{_part(source)}/pages/{number}/words.json"


def strip_url(source: str, first: int, count: int, record: str | None) -> str:
    pairs: Pairs = [("first", str(first)), ("count", str(count))]
    if record is not None:
        pairs.append(("record", record))
    return _url(f"/sources/{_part(source)}/strip", pairs)


def is_local(address: str) -> bool:
    """Whether an address given to us leads nowhere but into this room: a path of ours, no host, no scheme, no control."""
    if not address.startswith("/") or address.startswith(("//", "/\\")) or not address.isprintable():
        return False
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc


def _part(text: str) -> str:
    return quote(text, safe="", errors="replace")


def _url(path: str, pairs: Sequence[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(pairs, errors='replace')}" if pairs else path
