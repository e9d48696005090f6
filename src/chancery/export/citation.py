"""A record's citation as a note: the item first, then from small to large, then the release, the page and the file.

The form is the archival note of the Chicago manual as the field uses it (handbook 5.4): type, from and to, date, archive
path, identifiers, release (case and date), pages. What is not known is left out, never filled.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CitationFacts:
    """What a citation is made of; every text as it should be printed, empty where not known.

    `kind` is the word for the record's type ("letter"), `date` a printed date, `source` the source's SHA-256, `file` the
    name it came in under, pages counted in that file.
    """

    kind: str
    senders: tuple[str, ...]
    addressees: tuple[str, ...]
    title: str
    date: str
    box: str
    folder: str
    series: str
    collection: str
    archive: str
    identifiers: tuple[str, ...]
    url: str
    release: str
    case: str
    review_date: str
    file: str
    source: str
    first_page: int
    last_page: int


def cite(facts: CitationFacts, page_number: int | None = None) -> str:
    """The citation of a record, or of one page of it. Ends with a full stop; never empty."""
    parts = [_item(facts), facts.date or "no date", *_path(facts), *facts.identifiers, _release(facts), facts.url]
    parts.append(f"{facts.file}, {_pages(facts, page_number)} (sha256 {facts.source[:12]})")
    return ", ".join(part for part in parts if part) + "."


def _item(facts: CitationFacts) -> str:
    kind = facts.kind or "record"
    if facts.senders or facts.addressees:
        sender = _names(facts.senders) or "[sender not known]"
        addressee = f" to {_names(facts.addressees)}" if facts.addressees else ""
        return f"{sender}{addressee}, {kind}"
    return f"“{facts.title}”, {kind}" if facts.title else kind.capitalize()


def _names(names: tuple[str, ...]) -> str:
    if len(names) > 3:
        return f"{names[0]} and others"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _path(facts: CitationFacts) -> list[str]:
    # A box or folder given as a bare number wants its word; one that brings its own ("OA/ID 1234", "Folder 3") does not.
    box = f"box {facts.box}" if facts.box[:1].isdigit() else facts.box
    folder = f"folder {facts.folder}" if facts.folder[:1].isdigit() else facts.folder
    return [box, folder, facts.series, facts.collection, facts.archive]


def _release(facts: CitationFacts) -> str:
    words = facts.release
    if facts.case:
        words = f"{words} under case {facts.case}".strip()
    if facts.review_date:
        words = f"{words}, reviewed {facts.review_date}".lstrip(", ")
    return words


def _pages(facts: CitationFacts, page_number: int | None) -> str:
    if page_number is not None:
        return f"p. {page_number}"
    if facts.first_page == facts.last_page:
        return f"p. {facts.first_page}"
    return f"pp. {facts.first_page}–{facts.last_page}"
