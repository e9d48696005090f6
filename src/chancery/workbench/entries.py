"""What the index is told: a record, or a page that belongs to none, read from the archive as each kind of viewer sees it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice

from chancery.archive import Archive
from chancery.archive.effective import effective
from chancery.archive.held import Change, HeldCopy, HeldFinding, HeldPage, HeldRecord, HeldSource
from chancery.archive.names import page_id, split_page_id
from chancery.errors import NotFound
from chancery.model.dates import NotADate, parse_edtf
from chancery.model.mention import Reference
from chancery.model.page import Region
from chancery.model.record import Field, Party
from chancery.model.viewer import OWNER, PUBLIC, Viewer
from chancery.model.vocabulary import SHEET_TYPES
from chancery.search.document import CopyText, Entry, Mark, PageStart, SearchDocument, Withheld
from chancery.workbench.withheld import find_gaps

TOGETHER = 100  # pages looked at together


def entry_of(archive: Archive, kind: str, id_: str) -> Entry:
    """The entry of a record or page by its public id; an empty one (which deletes) where it is gone."""
    if kind == "record":
        return _record_entry(archive, id_, _Sources(archive))
    source, number = split_page_id(id_)
    return next(_page_entries(archive, source, [number]))


def entries_of(archive: Archive, changes: Sequence[Change]) -> Iterator[Entry]:
    """One entry for each thing that changes name, however often they name it."""
    pages: dict[str, list[int]] = {}
    sources = _Sources(archive)
    for kind, id_ in dict.fromkeys((change.kind, change.id) for change in changes):
        if kind == "record":
            yield _record_entry(archive, id_, sources)
        else:
            source, number = split_page_id(id_)
            pages.setdefault(source, []).append(number)
    for source, numbers in pages.items():
        yield from _page_entries(archive, source, sorted(numbers))


def all_entries(archive: Archive) -> Iterator[Entry]:
    """Every record and every page that belongs to none; memory holds the pages of a hundred at a time."""
    for source in archive.sources(OWNER):
        alone = (page.page.number for page in archive.pages(source.id, OWNER) if page.record is None)
        while numbers := list(islice(alone, TOGETHER)):
            yield from (entry for entry in _page_entries(archive, source.id, numbers) if entry.owner is not None)
    last = None
    sources = _Sources(archive)
    while rows := archive.records(OWNER, sheets=True, after=last):
        for row in rows:
            yield _record_entry(archive, row.id, sources)
        last = rows[-1]


# --- a page by itself ------------------------------------------------------------------------------------------------


def _page_entries(archive: Archive, source: str, numbers: Sequence[int]) -> Iterator[Entry]:
    """The entries of some pages of a source, their numbers in order."""
    owner = _page_documents(archive, source, numbers, OWNER)
    public = owner if archive.is_open(source) else _page_documents(archive, source, numbers, PUBLIC)
    for number in numbers:
        yield Entry(page_id(source, number), owner.get(number), public.get(number))


def _page_documents(archive: Archive, source_id: str, numbers: Sequence[int], viewer: Viewer) -> dict[int, SearchDocument]:
    """By number the pages that belong to no record, that the viewer may see, and that bear words."""
    try:
        source = archive.source(source_id, viewer)
    except NotFound:
        return {}
    wanted = set(numbers)
    found = {}
    for page in archive.pages(source_id, viewer, first=numbers[0], last=numbers[-1]):
        number = page.page.number
        if number in wanted and page.record is None and page.chosen is not None and page.layer and page.layer.words:
            text = archive.layer(page.chosen, viewer).text
            copy = CopyText(page_id(source_id, number), text, (PageStart(0, source_id, number),))
            found[number] = SearchDocument(
                copy.copy, kind="page", has=("text", "hidden") if _hides(page) else ("text",), copies=(copy,), collections=_some(source.collection),
                holdings=_some(source.holding), files=_files(source),
            )  # fmt: skip
    return found


# --- a record --------------------------------------------------------------------------------------------------------


class _Sources:
    """The sources of records that are looked at one after the other; those of a packet ask for one source again and again."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._held: dict[tuple[str, Viewer], HeldSource] = {}
        self._open: dict[str, bool] = {}

    def source(self, name: str, viewer: Viewer) -> HeldSource:
        if (name, viewer) not in self._held:
            if len(self._held) >= TOGETHER:
                self._held.pop(next(iter(self._held)))
            self._held[name, viewer] = self._archive.source(name, viewer)
        return self._held[name, viewer]

    def is_open(self, name: str) -> bool:
        """Whether nothing of a source is closed, so that everybody sees the same of it."""
        if name not in self._open:
            if len(self._open) >= TOGETHER:
                self._open.pop(next(iter(self._open)))
            self._open[name] = self._archive.is_open(name)
        return self._open[name]


def _record_entry(archive: Archive, id_: str, sources: _Sources) -> Entry:
    try:
        record = archive.record(id_, OWNER)
    except NotFound:
        return Entry(id_, None, None)
    owner = _record_document(archive, record, sources, OWNER)
    if all(sources.is_open(source) for source in sorted({copy.source for copy in record.copies})):
        return Entry(id_, owner, owner)
    try:
        return Entry(id_, owner, _record_document(archive, archive.record(id_, PUBLIC), sources, PUBLIC))
    except NotFound:
        return Entry(id_, owner, None)


def _record_document(archive: Archive, record: HeldRecord, of: _Sources, viewer: Viewer) -> SearchDocument | None:
    """The record as the viewer sees it; None where its id leads to another one."""
    if record.id != record.asked or not record.copies:
        return None
    sources = [of.source(copy.source, viewer) for copy in record.copies]
    fields = [archive.fields(copy.id, viewer, freshness=False) for copy in record.copies]
    references = [archive.references(copy.id, viewer, freshness=False) for copy in record.copies]
    findings = tuple(chain.from_iterable((*fields, *references)))
    regions = [regions_of(archive, copy, viewer) for copy in record.copies]
    pages = [tuple(archive.pages(at.source, viewer, first=at.first_page, last=at.last_page)) for at in record.copies]
    texts = tuple(
        _copy_text(archive, copy, of, found, viewer) for copy, of, found in zip(record.copies, pages, regions, strict=True)
    )  # fmt: skip
    holding = tuple(field for some in fields for field in effective(some))
    everywhere = tuple(finding for found in regions for some in found.values() for finding in some)
    hides = any(_hides(page) for of in pages for page in of)
    document = _document(record, sources, holding, findings, everywhere, texts, hides)
    # References are those of the fullest copy: the same ones stand in the others.
    said = sum(1 for finding in references[0] if finding.holds)
    return replace(document, people=_people(archive, record, viewer), references=said)


def _people(archive: Archive, record: HeldRecord, viewer: Viewer) -> tuple[str, ...]:
    """The people whom the record names, each by id and under every name; one that is printed on a closed page alone is not
    told to who may not see it."""
    namings = archive.namings([copy.id for copy in record.copies], viewer).values()
    people = dict.fromkeys(naming.person for naming in namings if naming.person is not None)
    names = archive.names_of(people, viewer)
    printed = tuple(naming.printed for naming in namings if naming.person is not None)
    return _distinct((*people, *(name for person in people for name in names.get(person, ())), *printed))


def _document(
    record: HeldRecord,
    sources: Sequence[HeldSource],
    fields: Sequence[Field],
    findings: Sequence[HeldFinding],
    regions: Sequence[HeldFinding],
    texts: tuple[CopyText, ...],
    hides: bool,
) -> SearchDocument:
    kind = next(iter(_texts(fields, "type")), None)
    date = next(iter(_texts(fields, "date")), None)
    earliest, latest = _bounds(date)
    senders, addressees = _names(fields, "from"), _names(fields, "to")
    return SearchDocument(
        record.id,
        sheet=kind in SHEET_TYPES,
        type=kind,
        titles=_texts(fields, "title"),
        date=date,
        earliest=earliest,
        latest=latest,
        senders=senders,
        addressees=addressees,
        participants=_distinct((*_names(fields, "participants"), *_names(fields, "cc"), *senders, *addressees)),
        places=_texts(fields, "place"),
        language=next(iter(_texts(fields, "language")), None),
        classifications=_texts(fields, "classification"),
        decisions=_texts(fields, "releases.decision"),
        exemptions=_distinct(code for finding in regions for code in _codes(finding)),
        cases=_texts(fields, "releases.case"),
        authorities=_texts(fields, "releases.authority"),
        tags=_texts(fields, "releases.tag"),
        collections=_distinct(
            (*_texts(fields, "holding.collection"), *(source.collection for source in sources if source.collection))
        ),
        holdings=_distinct((*_texts(fields, "holding.archive"), *(source.holding for source in sources if source.holding))),
        files=_distinct(file for source in sources for file in _files(source)),
        has=(*_has(findings, regions, record, date), *(("hidden",) if hides else ())),
        copies=texts,
    )


def _has(
    findings: Sequence[HeldFinding], regions: Sequence[HeldFinding], record: HeldRecord, date: str | None
) -> tuple[str, ...]:
    """Which of the things a search can ask for (chancery.search.fields.HAS) this record has."""
    references = [finding.content for finding in findings if isinstance(finding.content, Reference) and finding.holds]
    told = {
        "references": bool(references),
        "missing": any(reference.outcome == "missing" for reference in references),
        "ambiguous": any(reference.outcome == "ambiguous" for reference in references),
        "decisions": any(finding.decision for finding in (*findings, *regions)),
        "lost": any(finding.place == "lost" for finding in (*findings, *regions)),
        "review": any(finding.awaits_review for finding in findings),
        "redactions": any(finding.name == "redaction" and finding.holds for finding in regions),
        "handwriting": any(finding.name == "handwriting" and finding.holds for finding in regions),
        "copies": len(record.copies) > 1,
        "date": date is not None,
        "nodate": date is None,
        "uncertain": date is not None and is_uncertain(date),
        "text": any(copy.characters for copy in record.copies),
    }
    return tuple(name for name, has in told.items() if has)


def is_uncertain(date: str) -> bool:
    """Whether a date is no single day, or has ? or ~."""
    try:
        value = parse_edtf(date)
    except NotADate:
        return True
    return value.uncertain or value.approximate or value.earliest != value.latest


def _hides(page: HeldPage) -> bool:
    """Whether the page has words that cannot be seen on it, shown by a person or not."""
    return any(layer.hidden for layer in page.layers)


def _copy_text(
    archive: Archive,
    copy: HeldCopy,
    of: Sequence[HeldPage],
    regions: Mapping[int, Sequence[HeldFinding]],
    viewer: Viewer,
) -> CopyText:
    """The reading text of a copy where each of its pages begins, what was set aside on them, and what is withheld."""
    reading = archive.reading_text(copy.id, viewer)
    starts: dict[int, int] = {}
    for piece in reading.pieces:
        starts.setdefault(piece.page_number, piece.start)
    pages = [PageStart(at, copy.source, number) for number, at in sorted(starts.items(), key=lambda item: item[1])]
    if not pages or pages[0].start != 0:
        pages.insert(0, PageStart(0, copy.source, copy.first_page))
    marks: list[Mark] = []
    withheld: list[Withheld] = []
    for page in of:
        found = regions.get(page.page.number, ())
        if page.chosen is None or not (page.furniture or found):
            continue
        layer = archive.layer(page.chosen, viewer)
        marks += [Mark(copy.source, page.page.number, layer.text[start:end]) for start, end, _ in page.furniture]
        withheld += [Withheld(gap.at, gap.at, gap.words) for gap in find_gaps(found, layer, reading) if gap.at is not None]
    return CopyText(copy.id, reading.text, tuple(pages), tuple(marks), tuple(sorted(withheld, key=lambda gap: gap.start)))


def regions_of(archive: Archive, copy: HeldCopy, viewer: Viewer) -> Mapping[int, Sequence[HeldFinding]]:
    """The regions on all pages of a copy, by page."""
    return archive.regions_between(copy.source, copy.first_page, copy.last_page, viewer)


def _codes(finding: HeldFinding) -> tuple[str, ...]:
    region = finding.content
    return region.code if isinstance(region, Region) and finding.holds else ()


def _texts(fields: Sequence[Field], name: str) -> tuple[str, ...]:
    return _distinct(field.value for field in fields if field.name == name and isinstance(field.value, str))


def _names(fields: Sequence[Field], name: str) -> tuple[str, ...]:
    return _distinct(field.value.name for field in fields if field.name == name and isinstance(field.value, Party))


def _bounds(date: str | None) -> tuple[str | None, str | None]:
    if date is None:
        return None, None
    try:
        value = parse_edtf(date)
    except NotADate:
        return None, None
    return tuple(day.isoformat() if day else None for day in (value.earliest, value.latest))  # type: ignore[return-value]


def _files(source: HeldSource) -> tuple[str, ...]:
    return _distinct(origin.file for origin in source.origins)


def _some(text: str | None) -> tuple[str, ...]:
    return (text,) if text else ()


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
