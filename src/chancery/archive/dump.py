"""The rows of a dump, kind by kind, as docs/reference/dump.md describes them; another room writes the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from sqlalchemy import select

from chancery.archive import schema
from chancery.archive.base import scope_of
from chancery.archive.contents import MANIFEST
from chancery.archive.effective import effective_findings
from chancery.archive.exchange import Exchange
from chancery.archive.held import (
    HeldAbsent,
    HeldCopy,
    HeldFinding,
    HeldNaming,
    HeldPage,
    HeldPerson,
    HeldRecord,
    HeldSource,
    Row,
)
from chancery.archive.keeper import Keeper
from chancery.archive.packing import write_value
from chancery.archive.pages import Pages
from chancery.archive.people import People
from chancery.archive.records import Records
from chancery.archive.sheets import Sheets
from chancery.archive.sources import Sources
from chancery.errors import NotFound
from chancery.model.evidence import Evidence
from chancery.model.mention import Reference
from chancery.model.page import Region, redacted_share
from chancery.model.record import Field, Party
from chancery.model.viewer import Viewer
from chancery.model.vocabulary import HOLDING_FIELDS, RELEASE_FIELDS, SHEET_TYPES

_absent = schema.absent.c
_pages = schema.pages.c
_records = schema.records.c
_sources = schema.sources.c


CABLE = ("number", "dtg", "utc", "precedence", "tags", "refs")


CABLE_LISTS = ("tags", "refs")


SINGLE = ("title", "date", "place", "language", "classification")


class Dumps:
    """Gives out everything the archive knows."""

    def __init__(
        self,
        keeper: Keeper,
        sources: Sources,
        pages: Pages,
        records: Records,
        exchange: Exchange,
        sheets: Sheets,
        people: People,
    ) -> None:
        self._keeper = keeper
        self._sources = sources
        self._pages = pages
        self._records = records
        self._exchange = exchange
        self._sheets = sheets
        self._people = people

    def dump_rows(self, viewer: Viewer, records: Sequence[str] = ()) -> dict[str, Iterator[Row]]:
        """The lines of every file of a dump whose stage is built, by its name without ending, streamed in the order of ids.

        With `records` only these (by id, earlier ids too) and what belongs to them. Nothing closed to the viewer is in them.
        """
        scope = _Scope(
            self._keeper,
            self._sources,
            self._pages,
            self._records,
            viewer,
            tuple(self._records.record(name, viewer).id for name in records),
        )
        return {
            "sources": self._dump_sources(scope),
            "pages": self._dump_pages(scope),
            "texts": self._dump_texts(scope),
            "regions": self._dump_regions(scope),
            "records": self._dump_records(scope),
            "people": self._dump_people(scope),
            "references": self._dump_references(scope),
            "decisions": self._dump_decisions(scope),
        }

    def _dump_sources(self, scope: _Scope) -> Iterator[Row]:
        for held in scope.sources():
            source = held.source
            yield {
                "id": source.id, "parent": source.parent,
                "files": list(dict.fromkeys(origin.file for origin in held.origins)),
                "media_type": source.media_type, "bytes": source.bytes, "pages": source.page_count,
                "collection": held.collection,
                "problems": [
                    {"page": each.page_number, "code": each.code, "message": each.message, "remedy": each.remedy}
                    for each in source.problems
                ],
            }  # fmt: skip

    def _dump_pages(self, scope: _Scope) -> Iterator[Row]:
        for held in scope.sources():
            for page in scope.pages(held):
                layer = page.layer
                text = "" if layer is None else self._pages.layer(layer.id, scope.viewer).text
                about = None
                if layer is not None:
                    engine = {"engine": layer.origin.engine, "version": layer.origin.version}
                    about = {**engine, "quality": layer.quality, "why": layer.why}
                yield {
                    "source": held.id, "file": held.file, "page": page.page.number, "width": page.page.width,
                    "height": page.page.height, "rotation": page.page.rotation, "skew": page.page.skew, "role": page.role,
                    "record": page.record, "layer": about, "text": text,
                }  # fmt: skip

    def _dump_texts(self, scope: _Scope) -> Iterator[Row]:
        for copy in scope.copies():
            reading = self._records.reading_text(copy.id, scope.viewer)
            pieces = [[each.start, each.end, each.source, each.page_number, each.layer_start] for each in reading.pieces]
            yield {"copy": copy.id, "text": reading.text, "pieces": pieces}

    def _dump_regions(self, scope: _Scope) -> Iterator[Row]:
        for held in scope.sources():
            for page in scope.pages(held):
                for finding in self._records.regions(held.id, page.page.number, scope.viewer):
                    if finding.holds and isinstance(finding.content, Region):
                        yield _region(finding, finding.content, held.file)

    def _dump_records(self, scope: _Scope) -> Iterator[Row]:
        for record in scope.records():
            fields = {copy.id: effective_findings(self._records.fields(copy.id, scope.viewer)) for copy in record.copies}
            namings = self._people.namings([copy.id for copy in record.copies], scope.viewer)
            fields = {copy: tuple(with_person(each, namings) for each in found) for copy, found in fields.items()}
            yield self._record(record, fields, scope)
        for source in scope.sources():
            for absent in () if scope.only else self._sheets.absent_of(source.id, scope.viewer):
                yield self._absent(absent, scope)

    @staticmethod
    def _absent(absent: HeldAbsent, scope: _Scope) -> Row:
        """A record that a sheet names: it has no copies, and its evidence stands on the sheet."""
        said = _said(absent.fields)
        return {
            "id": absent.id, "type": said.get("type"), "sheet": False,
            **{name: said.get(name) for name in SINGLE[:3]},
            **{name: _values(absent.fields, name) for name in _PARTIES},
            "language": None, "translation_of": None, "attached_to": None, "classification": None, "handling": [],
            "cable": None, "copies": [],
            "fields": [
                {
                    "id": f"{absent.id}.{at}", "name": field.name, "value": write_value(field.value),
                    "evidence": scope.evidence(field.evidence, absent.source), "alternatives": [],
                    "by": "machine", "method": f"{field.method} {field.version}", "confidence": field.confidence,
                    "stale": False,
                }
                for at, field in enumerate(absent.fields)
            ],
        }  # fmt: skip

    def _record(self, record: HeldRecord, fields: Mapping[str, Sequence[HeldFinding]], scope: _Scope) -> Row:
        leading = [finding.content for finding in fields[record.copies[0].id] if isinstance(finding.content, Field)]
        said = _said(leading)
        copies = [self._copy_row(copy, fields[copy.id], scope) for copy in record.copies]
        shares = [copy["redacted_share"] for copy in copies]
        for copy in copies:
            copy["fullest"] = copy["redacted_share"] == min(shares)
        kind = said.get("type")
        cable = {name: _values(leading, name) if name in CABLE_LISTS else said.get(name) for name in CABLE}
        return {
            "id": record.id, "type": kind, "sheet": kind in SHEET_TYPES,
            **{name: said.get(name) for name in SINGLE[:3]},
            **{name: _values(leading, name) for name in _PARTIES},
            "language": said.get("language"), "translation_of": None,
            "attached_to": self._sheets.attached_to(record.copies[0].id, scope.viewer),
            "classification": said.get("classification"), "handling": _values(leading, "handling"),
            "cable": cable if any(cable.values()) else None,
            "copies": copies,
            "fields": [
                row for copy in record.copies for finding in fields[copy.id] for row in self._field(finding, copy, scope)
            ],
        }  # fmt: skip

    def _field(self, finding: HeldFinding, copy: HeldCopy, scope: _Scope) -> Iterator[Row]:
        field = finding.content
        if isinstance(field, Field):
            others = [{"value": write_value(each.value), "confidence": each.confidence} for each in field.alternatives]
            yield {
                "id": finding.id, "name": field.name, "value": write_value(field.value),
                "evidence": scope.evidence(field.evidence, copy.source), "alternatives": others, **_by(finding),
            }  # fmt: skip

    def _copy_row(self, copy: HeldCopy, findings: Sequence[HeldFinding], scope: _Scope) -> Row:
        fields = [finding.content for finding in findings if isinstance(finding.content, Field)]
        pages = [
            page.page for page in self._pages.pages(copy.source, scope.viewer, first=copy.first_page, last=copy.last_page)
        ]
        found = chain.from_iterable(self._records.regions(copy.source, page.number, scope.viewer) for page in pages)
        regions = [each.content for each in found if each.holds and isinstance(each.content, Region)]
        holding = {name.partition(".")[2]: _values(fields, name) for name in HOLDING_FIELDS}
        source = self._sources.source(copy.source, scope.viewer)
        told = {name: values if name == "identifiers" else next(iter(values), None) for name, values in holding.items()}
        told["archive"] = told["archive"] or source.holding
        told["url"] = told["url"] or source.url
        return {
            "id": copy.id, "source": copy.source, "file": source.file, "first_page": copy.first_page,
            "last_page": copy.last_page, "releases": _releases(fields, regions), "holding": told,
            "redacted_share": redacted_share(pages, regions), "fullest": True,
        }  # fmt: skip

    def _dump_people(self, scope: _Scope) -> Iterator[Row]:
        """Whom the records of the dump name, each with every name printed for them there."""
        records = set(scope.only)
        for name in self._people.person_ids(scope.viewer):
            try:
                person = self._people.person(name, scope.viewer)
            except NotFound:
                continue  # named only where this viewer sees nothing
            if not records or any(naming.record in records for naming in person.namings):
                yield _person(person)

    def _dump_references(self, scope: _Scope) -> Iterator[Row]:
        for copy in scope.copies():
            file = scope.file(copy.source)
            for finding in self._records.references(copy.id, scope.viewer):
                if finding.holds and isinstance(finding.content, Reference):
                    yield _reference(finding, finding.content, copy, file, scope)

    def _dump_decisions(self, scope: _Scope) -> Iterator[Row]:
        if not scope.only:
            yield from self._exchange.export_decisions(scope.viewer)
            return
        sources = {copy.source for copy in scope.copies()}
        for row in self._exchange.export_decisions(scope.viewer):
            anchor = row["anchor"]
            if row["subject"]["id"] in scope.only or (anchor is not None and anchor["source"] in sources):
                yield row


_PARTIES = ("from", "to", "cc", "participants", "drafter", "note_taker", "interpreter")


@dataclass
class _Scope:
    """What a dump is of: everything a viewer may see, or some records (`only`) of it."""

    keeper: Keeper
    held_sources: Sources
    held_pages: Pages
    held_records: Records
    viewer: Viewer
    only: tuple[str, ...]
    _file: tuple[str, str] = ("", "")

    def sources(self) -> Iterator[HeldSource]:
        if not self.only:
            yield from self.held_sources.sources(self.viewer)
            return
        for name in sorted({copy.source for copy in self.copies()}):
            yield self.held_sources.source(name, self.viewer)

    def pages(self, source: HeldSource) -> Iterator[HeldPage]:
        """Pages of a source; of some records only the pages they stand on."""
        ranges = (
            [(copy.first_page, copy.last_page) for copy in self.copies() if copy.source == source.id] if self.only else []
        )
        for page in self.held_pages.pages(source.id, self.viewer):
            if not self.only or any(first <= page.page.number <= last for first, last in ranges):
                yield page

    def records(self) -> Iterator[HeldRecord]:
        names = iter(sorted(set(self.only))) if self.only else record_ids(self.keeper, self.viewer)
        for name in names:
            yield self.held_records.record(name, self.viewer)

    def copies(self) -> Iterator[HeldCopy]:
        for record in self.records():
            yield from record.copies

    def file(self, source: str) -> str:
        """The name a source came in under; the last one asked for is remembered."""
        if self._file[0] != source:
            self._file = (source, self.held_sources.source(source, self.viewer).file)
        return self._file[1]

    def evidence(self, entries: Iterable[Evidence], source: str) -> list[Row]:
        return [
            {
                "source": entry.source, "file": self.file(source) if entry.layer != MANIFEST else MANIFEST,
                "page": entry.page_number, "quote": entry.quote, "boxes": [list(box) for box in entry.boxes],
                "start": entry.start, "end": entry.end,
            }
            for entry in entries
        ]  # fmt: skip


def record_ids(keeper: Keeper, viewer: Viewer) -> Iterator[str]:
    """The id of every record a viewer may know of, in order."""
    cards = schema.cards.c
    after = ""
    while True:
        query = select(cards.record).where(cards.scope == scope_of(viewer), cards.leads == 1, cards.record > after)
        with keeper.read() as connection:
            names = list(connection.execute(query.order_by(cards.record).limit(500)).scalars())
        yield from names
        if len(names) < 500:
            return
        after = names[-1]


def _by(finding: HeldFinding) -> Row:
    """What every finding of a dump has: who, how, how sure, whether it waits to be done again."""
    content = finding.content
    method = f"{content.method} {content.version}".strip()
    return {"by": finding.by, "method": method, "confidence": finding.confidence, "stale": finding.stale}


def with_person(finding: HeldFinding, namings: Mapping[str, HeldNaming]) -> HeldFinding:
    """A party's finding with the person whom it means."""
    naming, field = namings.get(finding.id), finding.content
    if naming is None or not isinstance(field, Field) or not isinstance(field.value, Party):
        return finding
    return replace(finding, content=replace(field, value=replace(field.value, person=naming.person)))


def _person(person: HeldPerson) -> Row:
    printed = dict.fromkeys((person.name, *(naming.printed for naming in person.namings)))
    decided = bool(person.namings) and all(naming.by == "person" for naming in person.namings)
    sure = [naming.confidence for naming in person.namings if naming.by == "machine"]
    return {
        "id": person.id, "name": person.name, "names": list(printed),
        "offices": [{"office": held.office, "from": held.start or None, "to": held.end or None} for held in person.offices],
        "authority": person.authority, "by": "person" if decided else "machine", "method": "link.persons",
        "confidence": round(min(sure), 4) if sure else None, "stale": False,
    }  # fmt: skip


def _region(finding: HeldFinding, region: Region, file: str) -> Row:
    return {
        "id": finding.id, "source": region.source, "file": file, "page": region.page_number, "kind": region.kind,
        "box": list(region.box), "text": region.text, "code": list(region.code), "fill": region.fill, **_by(finding),
    }  # fmt: skip


def _reference(finding: HeldFinding, reference: Reference, copy: HeldCopy, file: str, scope: _Scope) -> Row:
    first = next(iter(reference.evidence), None)
    return {
        "id": finding.id, "record": copy.record, "source": copy.source, "file": file,
        "page": first.page_number if first else copy.first_page,
        "quote": "\n".join(entry.quote for entry in reference.evidence), "kind": reference.kind,
        "document_type": reference.document_type, "date": reference.date,
        "from": [write_value(party) for party in reference.senders],
        "to": [write_value(party) for party in reference.addressees],
        "place": reference.place, "number": reference.number, "locator": reference.locator, "outcome": reference.outcome,
        "target": None, "candidates": [], "evidence": scope.evidence(reference.evidence, copy.source), **_by(finding),
    }  # fmt: skip


def _said(fields: Iterable[Field]) -> dict[str, str]:
    said: dict[str, str] = {}
    for field in fields:
        if isinstance(field.value, str):
            said.setdefault(field.name, field.value)
    return said


def _values(fields: Iterable[Field], name: str) -> list[Any]:
    return [write_value(field.value) for field in fields if field.name == name]


def _releases(fields: Sequence[Field], regions: Sequence[Region]) -> list[Row]:
    """One entry a review, oldest first; the codes on the pages are those of the newest."""
    names = {name: name.partition(".")[2] for name in RELEASE_FIELDS}
    groups = sorted({field.group for field in fields if field.name in names})
    releases: list[Row] = []
    for group in groups:
        said = _said(field for field in fields if field.name in names and field.group == group)
        releases.append({**{short: said.get(name) for name, short in names.items()}, "exemptions": []})
    codes = [
        {"code": code, "page": region.page_number, "box": list(region.box)}
        for region in regions
        if region.kind == "exemption_code"
        for code in region.code
    ]
    if codes and not releases:
        releases.append({**dict.fromkeys(names.values()), "exemptions": []})
    if releases:
        releases[-1]["exemptions"] = codes
    return releases
