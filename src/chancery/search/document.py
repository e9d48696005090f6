"""What the index is told of a record, or of a page that belongs to no record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from chancery.search.dates import day_number

DocumentKind = Literal["record", "page"]


@dataclass(frozen=True, slots=True)
class PageStart:
    """Where a page begins in a copy's text (code points); `source` and `page_number` (from 1) name the page."""

    start: int
    source: str
    page_number: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Text that was set aside on a page (a stamp, a banner, a margin): found by `marks:` only."""

    source: str
    page_number: int
    text: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """The stretch [start, end) of a text is withheld (empty where a redaction left nothing); `label` stands in its place."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class CopyText:
    """The reading text of one copy across its pages. `pages` are in order and the first starts at 0.

    What `withheld` covers is blanked when the document is made: its words never reach the index.
    """

    copy: str
    text: str
    pages: tuple[PageStart, ...]
    marks: tuple[Mark, ...] = ()
    withheld: tuple[Withheld, ...] = ()

    def __post_init__(self) -> None:
        text = self.text
        for gap in self.withheld:
            text = text[: gap.start] + " " * (gap.end - gap.start) + text[gap.end :]
        object.__setattr__(self, "text", text)


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """A record as one kind of viewer may see it: its effective values, and its copies, the fullest first.

    `id` is the record's public id, or the page's own name where no record holds it. Names are as they are shown, and one
    value is one facet row. `date` is EDTF; `earliest` and `latest` are ISO days (None where the record bears no date).
    `people` are all names, and the ids, of those whom the record names as parties.
    `about` is what else a plain word should find: folder titles, what a list says of a record that is not held.
    """

    id: str
    kind: DocumentKind = "record"
    sheet: bool = False
    type: str | None = None
    titles: tuple[str, ...] = ()
    date: str | None = None
    earliest: str | None = None
    latest: str | None = None
    senders: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    language: str | None = None
    classifications: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    exemptions: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    holdings: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    referred_to: int = 0
    references: int = 0
    copies: tuple[CopyText, ...] = ()

    @property
    def days(self) -> tuple[int, int] | None:
        """The day numbers the date spans; None where there is no date."""
        earliest, latest = day_number(self.earliest), day_number(self.latest)
        if earliest is None and latest is None:
            return None
        first = latest if earliest is None else earliest
        last = earliest if latest is None else latest
        assert first is not None
        assert last is not None
        return min(first, last), max(first, last)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index should hold under one id: as who may see closed papers sees it, and as everybody else does.

    None where a viewer sees nothing; both None takes the id out of the index.
    """

    id: str
    owner: SearchDocument | None
    public: SearchDocument | None

    def views(self) -> tuple[View, ...]:
        """One view for all viewers where they see the same, else one for each kind of viewer that sees anything."""
        if self.owner is self.public or self.owner == self.public:
            return () if self.owner is None else (View(self.owner, ("open", "closed"), pack(self.owner)),)
        closed = () if self.owner is None else (View(self.owner, ("closed",), pack(self.owner)),)
        public = () if self.public is None else (View(self.public, ("open",), pack(self.public)),)
        return closed + public

    @property
    def digest(self) -> str:
        """A fingerprint of the whole entry, for `verify`."""
        return digest_of((view.seen_by, view.payload) for view in self.views())


@dataclass(frozen=True, slots=True)
class View:
    """A document, who sees it (`open`: everybody; `closed`: who may see closed papers), and its bytes."""

    document: SearchDocument
    seen_by: tuple[str, ...]
    payload: bytes


def digest_of(views: Iterable[tuple[Sequence[str], bytes]]) -> str:
    """A fingerprint of what the index holds under one id."""
    digest = hashlib.blake2b(digest_size=16)
    for seen_by, payload in sorted((tuple(sorted(seen_by)), payload) for seen_by, payload in views):
        digest.update(f"{'+'.join(seen_by)}:{len(payload)}:".encode() + payload)
    return digest.hexdigest()


def pack(document: SearchDocument) -> bytes:
    """The document as bytes, the same for the same values; `unpack` gives it back.

    The values are one line of JSON, the texts follow it as they are: most of a document is text, and JSON is slow with it.
    """
    values: dict[str, Any] = {name: getattr(document, name) for name in _PLAIN if getattr(document, name)}
    values["copies"] = [
        [copy.copy, len(copy.text), [(page.start, page.source, page.page_number) for page in copy.pages],
         [(mark.source, mark.page_number, mark.text) for mark in copy.marks],
         [(gap.start, gap.end, gap.label) for gap in copy.withheld]]
        for copy in document.copies
    ]  # fmt: skip
    head = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    # Names of files may carry lone surrogates; they come back as they were.
    return "\n".join([head, *(copy.text for copy in document.copies)]).encode("utf-8", "surrogatepass")


def unpack(payload: bytes) -> SearchDocument:
    said = payload.decode("utf-8", "surrogatepass")
    at = said.find("\n")
    at = len(said) if at < 0 else at
    values = json.loads(said[:at])
    copies = []
    for name, length, pages, marks, withheld in values.pop("copies"):
        text, at = said[at + 1 : at + 1 + length], at + 1 + length
        copies.append(
            CopyText(
                name, text, tuple(PageStart(*page) for page in pages), tuple(Mark(*mark) for mark in marks),
                tuple(Withheld(*gap) for gap in withheld),
            )
        )  # fmt: skip
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    return SearchDocument(**values, copies=tuple(copies))


_PLAIN = tuple(name for name in SearchDocument.__dataclass_fields__ if name != "copies")
