"""A record at one page of one copy: head, card, release, references, page, strip, hits, citation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chancery.archive import Archive
from chancery.archive.held import HeldCopy, HeldFinding, HeldRecord, HeldSource
from chancery.errors import NotFound
from chancery.export.citation import CitationFacts, cite
from chancery.model.codes import explain_code
from chancery.model.page import Page, Region, TextLayer, redacted_share
from chancery.model.record import Field, Party
from chancery.model.text import ReadingText
from chancery.model.viewer import Viewer
from chancery.model.vocabulary import RELEASE_FIELDS
from chancery.search.match import find_hits
from chancery.search.tree import Query
from chancery.workbench.pages.finding import Finding
from chancery.workbench.pages.leaf import HitStep, Strip
from chancery.workbench.pages.record import CardRow, CodeShown, RecordPage, ReleaseRows
from chancery.workbench.views.copies import show_copies, show_copy
from chancery.workbench.views.findings import Context, show_findings
from chancery.workbench.views.pages import read_leaf, show_page, show_strip
from chancery.workbench.views.parties import with_people
from chancery.workbench.views.words import (
    FIELD_LABELS,
    TALKS,
    field_label,
    parties,
    say_holding,
    show_date,
    text_of,
    type_label,
)  # fmt: skip

STRIP = 24  # pages of the strip that come with the page; the rest is loaded as it is scrolled to
# What the card asks of every record, known or not; other fields have a row where they are found.
CARD = ("type", "date", "place", "from", "to", "title", "classification")
ADDABLE = (
    "type", "date", "place", "from", "to", "cc", "title", "classification", "handling", "language", "number",
    "releases.decision", "releases.authority", "releases.review_date", "releases.case", "releases.tag",
    "holding.archive", "holding.collection", "holding.box", "holding.folder", "holding.identifiers",
)  # fmt: skip


@dataclass(frozen=True)
class Opened:
    """A copy of a record with all that its pages need, read once."""

    record: HeldRecord
    copy: HeldCopy
    source: HeldSource
    fields: tuple[Field, ...]
    held: tuple[HeldFinding, ...]
    findings: tuple[Finding, ...]
    reading: ReadingText
    kind: str
    pages: tuple[Page, ...]

    @property
    def title(self) -> str:
        title = title_of(self.fields, self.kind)
        return f"{title} in {self.source.file}" if title == self.kind else title


def open_record(archive: Archive, id_: str, copy_id: str | None, viewer: Viewer) -> Opened:
    """Read a record at one of its copies (None: the leading one). Raises NotFound."""
    record = archive.record(id_, viewer)
    copy = _choose_copy(record, copy_id)
    held = (
        *archive.fields(copy.id, viewer),
        *archive.references(copy.id, viewer),
        *(
            finding
            for number in range(copy.first_page, copy.last_page + 1)
            for finding in archive.regions(copy.source, number, viewer)
        ),
    )
    fields = archive.effective_fields(copy.id, viewer)
    context = context_of(archive, record.id, viewer)
    kind = type_label(text_of(fields, "type"))
    return Opened(
        record, copy, archive.source(copy.source, viewer), fields, held,
        with_people(show_findings(held, context), archive.namings([copy.id], viewer)),
        archive.reading_text(copy.id, viewer), kind,
        tuple(page.page for page in archive.pages(copy.source, viewer, first=copy.first_page, last=copy.last_page)),
    )  # fmt: skip


def _choose_copy(record: HeldRecord, copy_id: str | None) -> HeldCopy:
    if not record.copies:
        raise NotFound("the record has no copy that can be shown", where=record.id)
    if copy_id is None:
        return record.copies[0]
    for copy in record.copies:
        if copy.id == copy_id:
            return copy
    raise NotFound("the record has no such copy", where=copy_id, remedy="Open the record and choose one of its copies.")


def context_of(archive: Archive, record: str | None, viewer: Viewer) -> Context:
    layers: dict[tuple[str, int], TextLayer | None] = {}

    def layer(source: str, number: int) -> TextLayer | None:
        if (source, number) not in layers:
            chosen = archive.page(source, number, viewer).chosen
            layers[source, number] = archive.layer(chosen, viewer) if chosen else None
        return layers[source, number]

    return Context(layer, lambda finding: archive.history(finding, viewer), record)


def title_of(fields: Sequence[Field], kind: str) -> str:
    """ "Letter, Torvane to Vesk"; a record without parties by its subject, else by its kind."""
    senders = " and ".join(party.name for party in parties(fields, "from"))
    addressees = " and ".join(party.name for party in parties(fields, "to"))
    if senders or addressees:
        return f"{kind}, {senders or 'sender not known'} to {addressees or 'addressee not known'}"
    title = text_of(fields, "title")
    return f"{kind}: {title}" if title else kind


def show_record(
    archive: Archive,
    opened: Opened,
    number: int | None,
    chosen: str | None,
    query: Query | None,
    viewer: Viewer,
) -> RecordPage:
    """The record's page value at one page of the file (None: the chosen finding's, the first hit's, or the first)."""
    copy, source = opened.copy, opened.source.source
    steps = list(_hit_steps(opened, query))
    if number is None:
        number = _page_of(opened, chosen) or (steps[0].page if steps else copy.first_page)
    if not copy.first_page <= number <= copy.last_page:
        raise NotFound(f"page {number} does not belong to this copy", where=copy.id)
    leaf = read_leaf(archive, copy.source, number, source.page_count, opened.reading, viewer)
    fields = opened.fields
    return RecordPage(
        opened.record.id, opened.kind, opened.title, show_copy(archive, copy, viewer),
        show_page(leaf, opened.findings, query), _strip(archive, opened, number, viewer), opened.findings,
        tuple(_card(opened.findings)),
        senders=parties(fields, "participants" if text_of(fields, "type") in TALKS else "from"),
        addressees=() if text_of(fields, "type") in TALKS else parties(fields, "to"),
        with_whom=text_of(fields, "type") in TALKS,
        date=show_date(text_of(fields, "date")),
        place=text_of(fields, "place"),
        holding=say_holding(fields, opened.source.holding),
        releases=tuple(_releases(opened)),
        references=tuple(finding.id for finding in opened.findings if finding.kind == "reference"),
        chosen=chosen,
        copies=show_copies(archive, opened.record, copy, viewer),
        citation=cite(citation_facts(opened), number),
        hits=len(steps),
        previous_hit=next((step for step in reversed(steps) if step.page < number), None),
        next_hit=next((step for step in steps if step.page > number), None),
        fields_to_add=(*((name, field_label(name)) for name in ADDABLE), ("redaction", "Something withheld")),
    )  # fmt: skip


def _page_of(opened: Opened, chosen: str | None) -> int | None:
    return next((place.page for finding in opened.findings if finding.id == chosen for place in finding.places), None)


def _hit_steps(opened: Opened, query: Query | None) -> Iterator[HitStep]:
    """Every hit of the record in reading order: on which page, and the how manieth there."""
    if query is None:
        return
    counts: dict[int, int] = {}
    for hit in find_hits(query.root, opened.reading.text):
        place = next((at for offset in range(hit.start, hit.end) if (at := opened.reading.to_layer(offset))), None)
        if place is not None:
            index = counts.get(place[1], 0)
            counts[place[1]] = index + 1
            yield HitStep(place[1], index)


def _strip(archive: Archive, opened: Opened, number: int, viewer: Viewer) -> Strip:
    copy, of = opened.copy, opened.source.source.page_count
    first = max(1, min(number - STRIP // 3, copy.first_page if number - copy.first_page < STRIP // 2 else number))
    pages = archive.pages(copy.source, viewer, first=first, last=min(of, first + STRIP - 1))
    extent = (copy.first_page, copy.last_page)
    return show_strip(pages, copy.source, of, opened.findings, opened.record.id, opened.kind.lower(), extent)


def _card(findings: Sequence[Finding]) -> Iterator[CardRow]:
    names = [
        finding.name
        for finding in findings
        if finding.kind == "field" and not finding.name.startswith("releases.") and finding.name not in CARD
    ]
    known = list(FIELD_LABELS)
    rest = sorted(set(names), key=lambda name: known.index(name) if name in known else len(known))
    for name in (*CARD, *rest):
        found = tuple(finding.id for finding in findings if finding.kind == "field" and finding.name == name)
        yield CardRow(name, field_label(name), found, "" if found else "not known")


def _releases(opened: Opened) -> Iterator[ReleaseRows]:
    """One block a review, oldest first, with the codes claimed; redactions without a review have a block of their own."""
    groups = {finding.id: content.group for finding in opened.held if isinstance(content := finding.content, Field)}
    released = [finding for finding in opened.findings if finding.name in RELEASE_FIELDS]
    reviews = sorted({groups.get(finding.id, 0) for finding in released})
    withheld = [
        region
        for held in opened.held
        if held.holds and isinstance(region := held.content, Region) and region.kind == "redaction"
    ]
    share = redacted_share(opened.pages, withheld) if withheld else None
    codes = tuple(_codes(opened.findings))
    if not reviews and (codes or any(finding.kind == "redaction" for finding in opened.findings)):
        yield ReleaseRows("Release", (), codes, share)
    for position, group in enumerate(reviews):
        mine = [finding for finding in released if groups.get(finding.id, 0) == group]
        rows = tuple(
            CardRow(name, field_label(name), found)
            for name in RELEASE_FIELDS
            if (found := tuple(finding.id for finding in mine if finding.name == name))
        )
        newest = position == len(reviews) - 1
        yield ReleaseRows(_review_title(mine, len(reviews)), rows, codes if newest else (), share if newest else None)


def _review_title(findings: Sequence[Finding], reviews: int) -> str:
    day = next(
        (finding.text for finding in findings if finding.name in ("releases.review_date", "releases.release_date")), ""
    )
    return f"Release of {day}" if reviews > 1 and day else "Release"


def _codes(findings: Sequence[Finding]) -> Iterator[CodeShown]:
    claimed: dict[str, list[str]] = {}
    for finding in findings:
        if finding.kind == "redaction" and finding.state != "rejected":
            for code in finding.codes:
                claimed.setdefault(code, []).append(finding.id)
    for code, ids in claimed.items():
        ground = explain_code(code)
        yield CodeShown(code, f"{ground.meaning}." if ground else "", ground.law if ground else "", tuple(ids))


def citation_facts(opened: Opened) -> CitationFacts:
    fields, source = opened.fields, opened.source
    day = show_date(text_of(fields, "date"))
    reviewed = show_date(text_of(fields, "releases.review_date"))
    return CitationFacts(
        kind=opened.kind.lower(),
        senders=_names(fields, "from"),
        addressees=_names(fields, "to"),
        title=text_of(fields, "title"),
        date=day.text if day else "",
        box=text_of(fields, "holding.box"),
        folder=text_of(fields, "holding.folder"),
        series=text_of(fields, "holding.series"),
        collection=text_of(fields, "holding.collection") or source.collection or "",
        archive=text_of(fields, "holding.archive") or source.holding or "",
        identifiers=tuple(
            str(field.value) for field in fields if field.name in ("holding.identifiers", "releases.document")
        ),
        url=text_of(fields, "holding.url") or source.url or "",
        release=text_of(fields, "releases.decision"),
        case=text_of(fields, "releases.case"),
        review_date=reviewed.text if reviewed else "",
        file=source.source.file,
        source=source.id,
        first_page=opened.copy.first_page,
        last_page=opened.copy.last_page,
    )


def _names(fields: Sequence[Field], name: str) -> tuple[str, ...]:
    return tuple(field.value.name for field in fields if field.name == name and isinstance(field.value, Party))
