"""Records and copies in the archive: what `describe` and `extract` found, under names that last."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, delete, exists, func, insert, or_, select, tuple_, update

from chancery.archive import schema
from chancery.archive.attached import save_absent, save_attached
from chancery.archive.base import MANY, batches, insert_new, insert_once, one, scope_of, touch
from chancery.archive.cuts import HeldCut, name_parts
from chancery.archive.effective import digest_of_header, effective, header_of
from chancery.archive.findings import New, OpenLayers
from chancery.archive.grouping import JOINING, PARTING, Pair, name_groups, others_in
from chancery.archive.held import Counts, Found, HeldCopy, HeldFinding, HeldRecord, RecordRow
from chancery.archive.judged import closed_pages, stands_on, withdrawn_ids
from chancery.archive.names import digest, kind_of_id, now, page_id, split_page_id, write_json
from chancery.archive.packing import pack_reading, unpack_reading
from chancery.archive.pages import Pages
from chancery.archive.recut import cuts_digest, decided_cuts
from chancery.archive.sources import replace_problems, visible_sources
from chancery.errors import ArchiveDamaged, NotFound
from chancery.model.dates import NotADate, parse_edtf, sort_key
from chancery.model.mention import Reference
from chancery.model.page import Region
from chancery.model.record import Field, Header, SourceDescription
from chancery.model.text import Piece, ReadingText
from chancery.model.viewer import OWNER, PUBLIC, Viewer
from chancery.model.vocabulary import SHEET_TYPES, Access

Order = Literal["date", "newest", "title"]
UNDATED = "~"  # sorts behind every day
_copies = schema.copies.c
_decisions = schema.decisions.c
_records = schema.records.c
_cards = schema.cards.c
_findings = schema.findings.c
_pages = schema.pages.c


class Records(Pages):
    """The part of the archive that keeps records, their copies, and the findings that stand in them."""

    # --- saving a description -----------------------------------------------------------------------------------------

    def save_description(
        self, source: str, description: SourceDescription, *, version: str, settings: str = ""
    ) -> tuple[HeldCopy, ...]:
        """Put what `describe` says of a source in the place of what it said before, in one transaction.

        Copies, records and findings keep their public ids where they are the same; decisions are attached again. The source
        is then `described`, or `done` where it has no copies. `version` and `settings` are what the stage was run with.
        """
        with self.database.file_errors():
            waiting = self.blobs.prepare_all(pack_reading(copy.reading) for copy in description.copies)
        texts = [blob.name for blob in waiting]
        stage_input = _stage_input(version, settings)
        with self._write(waiting) as connection:
            query = select(schema.sources).where(schema.sources.c.id == source)
            one(connection.execute(query).first(), "source", source)
            layers = OpenLayers(self, connection, source)
            before = self._copies_of(connection, source)
            old_texts = list(connection.execute(select(_copies.text).where(_copies.source == source)).scalars())
            self._save_roles(connection, source, description)
            copies = self._save_copies(connection, source, description, texts, before)
            save_attached(connection, copies, description.copies)
            save_absent(connection, source, description.absent)
            self._save_described(connection, layers, description, copies, stage_input)
            self._rehome(connection, source, before, copies)
            self._settle_source(connection, layers)
            replace_problems(connection, source, "describe", description.problems)
            records = {copy.record for copy in (*before, *copies)}
            self._renew_cards(connection, records)
            state = "described" if copies else "done"
            connection.execute(update(schema.sources).where(schema.sources.c.id == source).values(state=state))
            touch(connection, "record", records)
            numbers = connection.execute(select(_pages.number).where(_pages.source == source)).scalars()
            touch(connection, "page", (page_id(source, number) for number in numbers))
        self._collect(sorted(set(old_texts) - set(texts)))
        return copies

    @staticmethod
    def _save_roles(connection: Connection, source: str, description: SourceDescription) -> None:
        said = [
            {
                "of": source, "at": page.number, "role": page.role, "cue": page.cue,
                "furniture": write_json([list(each) for each in page.furniture]),
            }
            for page in description.pages
        ]  # fmt: skip
        if said:
            connection.execute(_SET_ROLE, said)

    @staticmethod
    def _copies_of(connection: Connection, source: str) -> list[HeldCopy]:
        query = select(schema.copies).where(_copies.source == source).order_by(_copies.position)
        return [held_copy(row) for row in connection.execute(query)]

    def _save_copies(
        self,
        connection: Connection,
        source: str,
        description: SourceDescription,
        texts: Sequence[str],
        before: list[HeldCopy],
    ) -> tuple[HeldCopy, ...]:
        """Write the copies of a source under the ids that cutting it again leaves them."""
        parts = [(copy.first_page, copy.last_page) for copy in description.copies]
        earlier = select(schema.aliases.c.id).where(schema.aliases.c.why == "cut", schema.aliases.c.source == source)
        names = frozenset(connection.execute(earlier).scalars())
        query = select(_copies.id, _copies.own_record, _copies.first_page).where(_copies.source == source)
        rows_before = connection.execute(query.order_by(_copies.position))
        cut_before = [HeldCut(row.id, row.own_record, row.first_page) for row in rows_before]
        cuts = name_parts(source, cut_before, parts, names)
        held = {copy.id: copy for copy in before}
        copies: list[HeldCopy] = []
        rows: list[dict[str, Any]] = []
        for at, (cut, copy, text) in enumerate(zip(cuts.parts, description.copies, texts, strict=True)):
            old = held.get(cut.copy)
            access: Access = old.access if old else "open"
            made = HeldCopy(
                cut.copy, cut.record, source, copy.first_page, copy.last_page, access, len(copy.reading.text)
            )  # fmt: skip
            rows.append({
                "id": cut.copy, "record": cut.record, "own_record": cut.record, "source": source, "position": at,
                "first_page": copy.first_page, "last_page": copy.last_page, "access": access, "text": text,
                "characters": made.characters, "extracted": 0,
            })  # fmt: skip
            copies.append(made)
        self._write_copies(connection, rows, held)
        live = {copy.id for copy in copies}
        for gone in before:
            if gone.id not in live:
                self._drop_copy(connection, gone.id)
        self._drop_records(connection, {copy.record for copy in before} - {copy.record for copy in copies})
        for alias, now_is in cuts.aliases:
            self._leave_alias(connection, source, alias, now_is)
        if connection.execute(_JOINED).first() is not None:
            self._regroup(connection)
            return tuple(self._copies_of(connection, source))
        return tuple(copies)

    @staticmethod
    def _write_copies(connection: Connection, rows: Sequence[dict[str, Any]], held: Mapping[str, HeldCopy]) -> None:
        """Write copies of a source and the records they are of; what bears a name again is no alias any more."""
        if not rows:
            return
        named = [
            {"id": row["own_record"], "named_source": row["source"], "named_page": row["first_page"], "added": now()}
            for row in rows
        ]
        insert_new(connection, schema.records, named)
        for names in batches([name for row in rows for name in (row["id"], row["own_record"])], MANY):
            connection.execute(delete(schema.aliases).where(schema.aliases.c.id.in_(names)))
        for row in rows:
            if row["id"] in held:
                connection.execute(update(schema.copies).where(_copies.id == row["id"]).values(row))
        fresh = [row for row in rows if row["id"] not in held]
        if fresh:
            connection.execute(insert(schema.copies), fresh)

    def _regroup(self, connection: Connection) -> set[str]:
        """Let every copy belong to the record that people's decisions make it one of; the records that this changed."""
        pairs = self._pairs(connection)
        spoken_of = sorted({name for pair in pairs for name in (pair.one, pair.other)})
        query = select(_copies.id, _copies.record, _copies.own_record, _copies.source, _copies.first_page)
        rows = connection.execute(
            query.where(_copies.own_record.in_(spoken_of) | (_copies.record != _copies.own_record))
        ).all()
        names = name_groups(pairs, {row.own_record for row in rows})
        changed: set[str] = set()
        for row in rows:
            record = names[row.own_record]
            if record == row.record:
                continue
            changed |= {record, row.record}
            named = {"id": record, "named_source": row.source, "named_page": row.first_page, "added": now()}
            insert_once(connection, schema.records, named)
            connection.execute(update(schema.copies).where(_copies.id == row.id).values(record=record))
        self._drop_records(connection, changed)
        aliases = schema.aliases.c
        connection.execute(delete(schema.aliases).where(aliases.why == "merged"))
        merged = [(name, record) for name, record in sorted(names.items()) if name != record]
        for name, record in merged:
            connection.execute(delete(schema.aliases).where(aliases.id == name))
            connection.execute(insert(schema.aliases), [{"id": name, "now": record, "why": "merged", "source": ""}])
        self._renew_cards(connection, changed)
        touch(connection, "record", changed)
        return changed

    def _pairs(self, connection: Connection) -> list[Pair]:
        """What people say of pairs of records, in the order they said it; what was withdrawn is not among it."""
        query = select(schema.decisions).where(_decisions.subject_kind == "record").order_by(_decisions.position)
        rows = connection.execute(query).all()
        gone = withdrawn_ids(rows)
        return [
            Pair(row.subject, other, row.action in JOINING)
            for row in rows
            if row.id not in gone and row.action in (*JOINING, *PARTING)
            for other in others_in(json.loads(row.value))
        ]

    @staticmethod
    def _drop_copy(connection: Connection, copy: str) -> None:
        connection.execute(delete(schema.cards).where(_cards.copy == copy))
        connection.execute(delete(schema.runs).where(schema.runs.c.subject == copy))
        connection.execute(delete(schema.copies).where(_copies.id == copy))

    @staticmethod
    def _drop_records(connection: Connection, records: Iterable[str]) -> None:
        """Forget records that no copy is left of."""
        for record in sorted(records):
            left = connection.execute(select(exists().where(_copies.record == record))).scalar()
            if not left:
                connection.execute(delete(schema.records).where(_records.id == record))

    @staticmethod
    def _leave_alias(connection: Connection, source: str, gone: str, now_is: str) -> None:
        """An address that people cited leads to what the thing is part of now; unless something bears that name again."""
        for table in (schema.records, schema.copies):
            if connection.execute(select(table.c.id).where(table.c.id == gone)).first() is not None:
                return
        aliases = schema.aliases.c
        connection.execute(delete(schema.aliases).where(aliases.id == gone))
        connection.execute(insert(schema.aliases), [{"id": gone, "now": now_is, "why": "cut", "source": source}])

    def _save_described(
        self,
        connection: Connection,
        layers: OpenLayers,
        description: SourceDescription,
        copies: Sequence[HeldCopy],
        stage_input: str,
    ) -> None:
        new: list[New] = []
        runs = [RunOf(layers.source, "", cuts_digest(decided_cuts(connection, layers.source)))]
        made_from = self._layers_digests(connection, copies)
        for held, copy in zip(copies, description.copies, strict=True):
            runs.append(RunOf(held.id, made_from[held.id], ""))
            key = digest(stage_input, made_from[held.id], "")
            new.extend(New(field, held.id, key) for field in copy.fields)
        new.extend(New(region, None, digest(stage_input)) for region in description.regions)
        save_runs(connection, "describe", layers.source, stage_input, runs)
        self._replace(connection, layers, "describe", new, (_findings.kind.in_(("field", "region")),))

    @staticmethod
    def _rehome(connection: Connection, source: str, before: Sequence[HeldCopy], copies: Sequence[HeldCopy]) -> None:
        """After a packet was cut again: references and decided findings belong to the copy that has their page now."""
        if not before and connection.execute(_FOUND_IN, {"source": source}).first() is None:
            return
        now_by_id = {copy.id: copy for copy in copies}
        first_page = {copy.id: copy.first_page for copy in before}
        query = select(
            _findings.id, _findings.copy, _findings.page_number, _findings.kind, _findings.current, _findings.stage
        )
        rows = connection.execute(query.where(_findings.source == source, _findings.kind != "region")).all()
        for row in rows:
            if row.current and row.kind == "field":
                continue
            page = row.page_number if row.page_number is not None else first_page.get(row.copy or "")
            home = now_by_id.get(row.copy or "")
            if home is not None and (page is None or home.first_page <= page <= home.last_page):
                continue
            there = [copy for copy in copies if page is not None and copy.first_page <= page <= copy.last_page]
            values = {"copy": there[0].id if there else None, "current": 0}
            connection.execute(update(schema.findings).where(_findings.id == row.id).values(values))

    # --- saving references --------------------------------------------------------------------------------------------

    def save_references(
        self, copy: str, references: Sequence[Reference], *, version: str, settings: str = ""
    ) -> tuple[str, ...]:
        """Put the references of a copy in the place of its earlier ones; their public ids in the order given.

        Evidence that a reference lacks is computed from its span. When every copy of the source has been searched for
        references, the source is `done`.
        """
        return self.save_all_references({copy: references}, version=version, settings=settings)[copy]

    def save_all_references(
        self, found: Mapping[str, Sequence[Reference]], *, version: str, settings: str = ""
    ) -> dict[str, tuple[str, ...]]:
        """As `save_references`, of several copies of one source in one transaction: public ids by copy."""
        stage_input = _stage_input(version, settings)
        # Of a copy whose references say where they stand the text is not needed.
        readings = {
            copy: self.reading_text(copy, OWNER)
            for copy, references in found.items()
            if any(not reference.evidence for reference in references)
        }
        with self._write() as connection:
            copies = self._held_together(connection, list(found))
            if not copies:
                return {}
            layers = OpenLayers(self, connection, copies[0].source)
            made_from, headers = self._layers_digests(connection, copies), self._header_digests(connection, list(found))
            new = [
                New(
                    _placed(layers, readings.get(copy.id), reference), copy.id,
                    digest(stage_input, made_from[copy.id], headers[copy.id]),
                )
                for copy in copies
                for reference in found[copy.id]
            ]  # fmt: skip
            save_runs(
                connection, "extract", layers.source, stage_input,
                [RunOf(copy.id, made_from[copy.id], headers[copy.id]) for copy in copies],
            )  # fmt: skip
            ids = iter(self._replace(connection, layers, "extract", new, self._replaced_by(copies)))
            self._settle_copies(connection, layers, copies)
            self._note_extracted(connection, copies)
            touch(connection, "record", {copy.record for copy in copies})
            return {copy.id: tuple(next(ids) for _ in found[copy.id]) for copy in copies}

    @staticmethod
    def _held_together(connection: Connection, names: Sequence[str]) -> list[HeldCopy]:
        """These copies, which are of one source. Raises NotFound."""
        held: dict[str, HeldCopy] = {}
        for some in batches(names, MANY):
            query = select(schema.copies).where(_copies.id.in_(some))
            held |= {row.id: held_copy(row) for row in connection.execute(query)}
        for name in names:
            one(held.get(name), "copy", name)
        if len({copy.source for copy in held.values()}) > 1:
            raise ValueError("references are saved source by source")
        return [held[name] for name in names]

    @staticmethod
    def _replaced_by(copies: Sequence[HeldCopy]) -> tuple[Any, ...]:
        """Which references those of these copies take the place of: their own, and those of copies that are gone."""
        names = [copy.id for copy in copies]
        of_these = or_(*(_findings.copy.in_(some) for some in batches(names, MANY)))
        gone = _findings.copy.is_(None) | ~exists().where(_copies.id == _findings.copy)
        return _findings.kind == "reference", of_these | gone

    def _settle_copies(self, connection: Connection, layers: OpenLayers, copies: Sequence[HeldCopy]) -> None:
        """Find the place of every decided reference of these copies again."""
        names = {copy.id for copy in copies}
        places = schema.places.c
        query = (
            select(places.finding, _findings.copy)
            .join(schema.findings, _findings.id == places.finding)
            .where(places.source == layers.source, _findings.kind == "reference")
            .order_by(places.finding)
        )
        for row in connection.execute(query).all():
            if row.copy in names:
                self._settle(connection, layers, row.finding)

    @staticmethod
    def _note_extracted(connection: Connection, copies: Sequence[HeldCopy]) -> None:
        """These copies are done; with the last of its copies the source is."""
        for some in batches([copy.id for copy in copies], MANY):
            connection.execute(update(schema.copies).where(_copies.id.in_(some)).values(extracted=1))
        source = copies[0].source
        left = select(_copies.id).where(_copies.source == source, _copies.extracted == 0).limit(1)
        if connection.execute(left).first() is None:
            sources = schema.sources.c
            query = update(schema.sources).where(sources.id == source, sources.state == "described")
            connection.execute(query.values(state="done"))

    def extract_inputs(self, copies: Sequence[str]) -> tuple[tuple[str, ReadingText, Header], ...]:
        """What `extract` is given for each of these copies: its text as saved and its effective header. Raises NotFound."""
        with self.database.read() as connection:
            fields = self._fields_of(connection, copies, OWNER)
            texts: dict[str, str] = {}
            for some in batches(copies, MANY):
                query = select(_copies.id, _copies.text).where(_copies.id.in_(some))
                texts |= {row.id: row.text for row in connection.execute(query)}
        headers = [header_of(effective(fields.get(name, ()))) for name in copies]
        return tuple(
            (name, self._text_at(one(texts.get(name), "copy", name)) or self.reading_text(name, OWNER), header)
            for name, header in zip(copies, headers, strict=True)
        )

    def _text_at(self, blob: str) -> ReadingText | None:
        """The text in a blob; None where another process put a new one in its place meanwhile."""
        try:
            return unpack_reading(self.blobs.read(blob))
        except FileNotFoundError:
            return None

    def copies_to_extract(self, source: str) -> tuple[str, ...]:
        """The copies of a source that were not searched for references since it was last described."""
        with self.database.read() as connection:
            query = select(_copies.id).where(_copies.source == source, _copies.extracted == 0).order_by(_copies.position)
            return tuple(connection.execute(query).scalars())

    # --- what findings were made from ---------------------------------------------------------------------------------

    def _layers_digest(self, connection: Connection, copy: HeldCopy) -> str:
        return self._layers_digests(connection, [copy])[copy.id]

    @staticmethod
    def _layers_digests(connection: Connection, copies: Sequence[HeldCopy]) -> dict[str, str]:
        """By copy the words that its pages show, as one hash; all are of one source."""
        if not copies:
            return {}
        first, last = min(copy.first_page for copy in copies), max(copy.last_page for copy in copies)
        asked = {"source": copies[0].source, "first": first, "last": last}
        blobs = {row.number: row.blob for row in connection.execute(_SHOWN, asked)}
        return {
            copy.id: digest(*([at, blobs[at]] for at in range(copy.first_page, copy.last_page + 1) if at in blobs))
            for copy in copies
        }

    def _header_digest(self, connection: Connection, copy: str) -> str:
        return self._header_digests(connection, [copy])[copy]

    def _header_digests(self, connection: Connection, copies: Sequence[str]) -> dict[str, str]:
        fields = self._fields_of(connection, copies, OWNER)
        return {name: digest_of_header(header_of(effective(fields.get(name, ())))) for name in copies}

    def _stale_keys(self, connection: Connection, rows: Iterable[Any]) -> set[str]:
        keys: dict[tuple[str, str], str] = {}
        stale = set()
        for row in rows:
            if not row.current:
                continue
            subject = row.copy if row.copy is not None else row.source
            if (row.stage, subject) not in keys:
                keys[row.stage, subject] = self._current_key(connection, row.stage, row.copy, row)
            if keys[row.stage, subject] not in ("", row.input_key):
                stale.add(row.id)
        return stale

    def _current_key(self, connection: Connection, stage: str, copy: str | None, row: Any) -> str:
        """The key that findings of a stage would have if they were made now; empty where that is not known."""
        runs = schema.runs.c
        if stage == "read":
            return "" if "read" not in self.stages else digest("read", self.stages["read"])
        subject = row.source if copy is None else copy
        query = select(runs.input).where(runs.stage == stage, runs.subject == subject)
        stage_input = self.stages.get(stage) or connection.execute(query).scalar()
        if stage_input is None:
            return ""
        if copy is None:
            return digest(stage_input)
        held = connection.execute(select(schema.copies).where(_copies.id == copy)).first()
        if held is None:
            return ""
        header = self._header_digest(connection, copy) if stage == "extract" else ""
        return digest(stage_input, self._layers_digest(connection, held_copy(held)), header)

    def stale_copies(self, stage: str) -> Iterator[str]:
        """The copies whose findings of a stage (`describe`, `extract`) were not made from what is there now."""
        after = ""
        while True:
            query = select(schema.copies).where(_copies.id > after).order_by(_copies.id).limit(200)
            with self.database.read() as connection:
                rows = connection.execute(query).all()
                stale = [row.id for row in rows if self._is_stale(connection, stage, held_copy(row))]
            yield from stale
            if len(rows) < 200:
                return
            after = rows[-1].id

    def _is_stale(self, connection: Connection, stage: str, copy: HeldCopy) -> bool:
        runs = schema.runs.c
        run = connection.execute(select(schema.runs).where(runs.stage == stage, runs.subject == copy.id)).first()
        if run is None:
            return True
        header = self._header_digest(connection, copy.id) if stage == "extract" else ""
        now_is = (self.stages.get(stage, run.input), self._layers_digest(connection, copy), header)
        return (run.input, run.layers, run.header) != now_is

    # --- asking for findings ------------------------------------------------------------------------------------------

    def fields(self, copy: str, viewer: Viewer, *, freshness: bool = True) -> tuple[HeldFinding, ...]:
        """Every field of a copy, in reading order: what machines found and people said, rejected ones too.

        Without `freshness` nobody is told which are stale, which costs several questions less.
        """
        return self._of_copy(copy, "field", viewer, freshness)

    def references(self, copy: str, viewer: Viewer, *, freshness: bool = True) -> tuple[HeldFinding, ...]:
        """Every reference of a copy, as `fields`."""
        return self._of_copy(copy, "reference", viewer, freshness)

    def _of_copy(self, copy: str, kind: str, viewer: Viewer, freshness: bool) -> tuple[HeldFinding, ...]:
        here = (_findings.copy == copy, _findings.kind == kind)
        with self.database.read() as connection:
            self._see_copy(connection, copy, viewer)
            return tuple(self._load_findings(connection, viewer, *here, freshness=freshness))

    def regions(self, source: str, number: int, viewer: Viewer) -> tuple[HeldFinding, ...]:
        """Every region of a page, as `fields`."""
        return tuple(self.regions_between(source, number, number, viewer).get(number, ()))

    def regions_between(self, source: str, first: int, last: int, viewer: Viewer) -> dict[int, list[HeldFinding]]:
        """By page every region of the pages of a source from `first` to `last`. Raises NotFound."""
        where = _findings.page_number >= first, _findings.page_number <= last
        found: dict[int, list[HeldFinding]] = {}
        with self.database.read() as connection:
            query = visible_sources(viewer).where(schema.sources.c.id == source)
            one(connection.execute(query).first(), "page", page_id(source, first))
            here = (_findings.source == source, _findings.kind == "region", *where)
            for finding in self._load_findings(connection, viewer, *here):
                if isinstance(finding.content, Region):
                    found.setdefault(finding.content.page_number, []).append(finding)
        return found

    def finding(self, name: str, viewer: Viewer) -> HeldFinding:
        """A finding by its public id. Raises NotFound, also where the viewer may not know of it."""
        with self.database.read() as connection:
            found = self._load_findings(connection, viewer, _findings.id == name)
            if found and found[0].copy is not None:
                self._see_copy(connection, found[0].copy, viewer)
            elif found:
                query = visible_sources(viewer).where(schema.sources.c.id == found[0].source)
                one(connection.execute(query).first(), "finding", name)
        if not found:
            raise NotFound("the archive holds no finding of this name", where=name, remedy="Check the id.")
        return found[0]

    def effective_fields(self, copy: str, viewer: Viewer) -> tuple[Field, ...]:
        """The fields that hold: a person's where there is one, else the machine's; what was rejected is not among them."""
        with self.database.read() as connection:
            self._see_copy(connection, copy, viewer)
            return self._effective_fields(connection, copy, viewer)

    def effective_header(self, copy: str) -> Header:
        """What later stages may know of a copy."""
        return header_of(self.effective_fields(copy, OWNER))

    def _effective_fields(self, connection: Connection, copy: str, viewer: Viewer) -> tuple[Field, ...]:
        return effective(self._fields_of(connection, [copy], viewer).get(copy, ()))

    def _fields_of(self, connection: Connection, copies: Sequence[str], viewer: Viewer) -> dict[str, list[HeldFinding]]:
        """The fields of each of these copies, in reading order; nobody is told which are stale."""
        found: dict[str, list[HeldFinding]] = {}
        for some in batches(copies, MANY):
            here = (_findings.copy.in_(some), _findings.kind == "field")
            for finding in self._load_findings(connection, viewer, *here, freshness=False):
                found.setdefault(finding.copy or "", []).append(finding)
        return found

    # --- asking for records -------------------------------------------------------------------------------------------

    def record(self, name: str, viewer: Viewer) -> HeldRecord:
        """A record by its id or an earlier id of it. Raises NotFound, also where the viewer may not know of it."""
        with self.database.read() as connection:
            now_is = self._now(connection, name)
            query = (
                select(schema.copies)
                .join(schema.cards, (_cards.copy == _copies.id) & (_cards.scope == scope_of(viewer)))
                .where(_cards.scope == scope_of(viewer), _cards.record == now_is)
                .order_by(_cards.leads.desc(), _copies.source, _copies.first_page)
            )
            copies = tuple(held_copy(row) for row in connection.execute(query))
        if not copies:
            raise NotFound("the archive holds no record of this name", where=name, remedy="Check the id.")
        return HeldRecord(now_is, copies, name)

    @staticmethod
    def _now(connection: Connection, name: str) -> str:
        """The id that an id leads to now."""
        aliases = schema.aliases.c
        for _ in range(20):
            held = connection.execute(select(aliases.now).where(aliases.id == name)).scalar()
            if held is None:
                return name
            name = held
        return name

    def copy(self, name: str, viewer: Viewer) -> HeldCopy:
        """A copy by its id or an earlier id of it. Raises NotFound, also where the viewer may not know of it."""
        with self.database.read() as connection:
            return self._see_copy(connection, self._now(connection, name), viewer)

    def copies_of(self, source: str, viewer: Viewer) -> tuple[HeldCopy, ...]:
        """The copies that stand in a source, in the order of its pages."""
        with self.database.read() as connection:
            seen = exists().where(_cards.scope == scope_of(viewer), _cards.copy == _copies.id)
            query = select(schema.copies).where(_copies.source == source, seen).order_by(_copies.position)
            return tuple(held_copy(row) for row in connection.execute(query))

    @staticmethod
    def _see_copy(connection: Connection, copy: str, viewer: Viewer) -> HeldCopy:
        query = (
            select(schema.copies)
            .join(schema.cards, (_cards.copy == _copies.id) & (_cards.scope == scope_of(viewer)))
            .where(_copies.id == copy)
        )
        return held_copy(one(connection.execute(query).first(), "copy", copy))

    def reading_text(self, copy: str, viewer: Viewer) -> ReadingText:
        """The reading text of a copy; what stands on pages closed to the viewer is not in it."""
        for _ in (1, 2):
            with self.database.read() as connection:
                self._see_copy(connection, copy, viewer)
                row = connection.execute(select(_copies.text, _copies.source).where(_copies.id == copy)).one()
                closed = closed_pages(connection, [row.source], viewer)
            # Between the row and the blob another process may have put a new text in its place: then ask again.
            with suppress(FileNotFoundError):
                reading = unpack_reading(self.blobs.read(row.text))
                return without_pages(reading, closed) if closed else reading
        raise ArchiveDamaged("the blob of a text is missing", where=f"copy {copy}", remedy="Run `chancery verify`.")

    def records(
        self,
        viewer: Viewer,
        *,
        sheets: bool = False,
        order: Order = "date",
        after: RecordRow | None = None,
        limit: int = 100,
    ) -> tuple[RecordRow, ...]:
        """A page of the list of records, behind the row `after`; sheets are left out unless asked for.

        `date` sorts by earliest then latest day, undated last; `newest` the other way round, undated last; `title` by title.
        """
        dated = order != "title"
        keys = (_cards.earliest, _cards.latest, _cards.record) if dated else (_cards.title_key, _cards.record)
        query = (
            select(schema.cards, _copies.source, _copies.first_page, _copies.last_page)
            .join(schema.copies, _copies.id == _cards.copy)
            .where(_cards.scope == scope_of(viewer), _cards.leads == 1)
        )
        if not sheets:
            query = query.where(_cards.sheet == 0)
        if after is not None:
            query = query.where(_behind(keys, after, order))
        with self.database.read() as connection:
            if order == "newest":
                # Dated and undated one after the other, so that an index gives both in order.
                backward = query.order_by(*(key.desc() for key in keys))
                rows = list(connection.execute(backward.where(_cards.earliest < UNDATED).limit(limit)))
                if len(rows) < limit:
                    rows += connection.execute(backward.where(_cards.earliest == UNDATED).limit(limit - len(rows)))
            else:
                rows = list(connection.execute(query.order_by(*keys).limit(limit)))
            counts = self._copy_counts(connection, [row.record for row in rows], viewer)
        return tuple(_record_row(row, counts[row.record]) for row in rows)

    @staticmethod
    def _copy_counts(connection: Connection, records: list[str], viewer: Viewer) -> Mapping[str, int]:
        if not records:
            return {}
        query = select(_cards.record, func.count()).where(_cards.scope == scope_of(viewer), _cards.record.in_(records))
        return {row.record: int(row[1]) for row in connection.execute(query.group_by(_cards.record))}

    def record_row(self, name: str, viewer: Viewer) -> RecordRow:
        """A record in short, by its id or an earlier one. Raises NotFound, also where the viewer may not know of it."""
        with self.database.read() as connection:
            now_is = self._now(connection, name)
            query = (
                select(schema.cards, _copies.source, _copies.first_page, _copies.last_page)
                .join(schema.copies, _copies.id == _cards.copy)
                .where(_cards.scope == scope_of(viewer), _cards.leads == 1, _cards.record == now_is)
            )
            row = one(connection.execute(query).first(), "record", name)
            return _record_row(row, self._copy_counts(connection, [now_is], viewer)[now_is])

    def find_by_public_id(self, name: str, viewer: Viewer) -> Found:
        """What an id names and the id it has now. Raises NotFound, also where the viewer may not know of it."""
        kind = kind_of_id(name)
        if kind == "source":
            return Found(kind, self.source(name, viewer).id)
        if kind == "page":
            source, number = split_page_id(name)
            self.page(source, number, viewer)
            return Found(kind, name)
        if kind == "record":
            return Found(kind, self.record(name, viewer).id)
        if kind == "copy":
            return Found(kind, self.copy(name, viewer).id)
        if kind == "decision":
            return Found(kind, self._decision_seen(name, viewer))
        if kind is not None:
            return Found(kind, self.finding(name, viewer).id)
        raise NotFound("this is no id of the archive", where=name, remedy="Ids look like r0123456789abcdef.")

    def _decision_seen(self, name: str, viewer: Viewer) -> str:
        """The id of a decision that the viewer may know of. Raises NotFound."""
        raise NotImplementedError

    # --- short cards --------------------------------------------------------------------------------------------------

    def _renew_cards(self, connection: Connection, records: Iterable[str]) -> None:
        """Compute anew what lists show of these records, for those who see everything and for those who do not."""
        for names in batches(sorted(set(records)), MANY):
            connection.execute(delete(schema.cards).where(_cards.record.in_(names)))
            query = select(schema.copies).where(_copies.record.in_(names)).order_by(_copies.id)
            copies = [held_copy(row) for row in connection.execute(query)]
            if not copies:
                continue
            fields = self._fields_of(connection, [copy.id for copy in copies], OWNER)
            shut = Shut.of(connection, {copy.source for copy in copies})
            rows = [row for viewer in (OWNER, PUBLIC) for row in _cards_of(copies, fields, shut, viewer)]
            connection.execute(insert(schema.cards), rows)

    def counts(self, viewer: Viewer) -> Counts:
        """How much there is for a viewer."""
        sources, problems, places = schema.sources.c, schema.problems.c, schema.places.c
        with self.database.read() as connection:

            def count(query: Any) -> int:
                return int(connection.execute(query).scalar() or 0)

            seen = visible_sources(viewer).with_only_columns(sources.id)
            cards = (_cards.scope == scope_of(viewer), _cards.leads == 1)
            pages = select(func.count()).select_from(schema.pages).where(_pages.source.in_(seen))
            wrong = select(func.count()).select_from(schema.problems)
            if not viewer.sees_closed:
                pages = pages.where(_pages.access == "open")
                shut = exists().where(
                    _pages.source == problems.source, _pages.number == problems.page_number, _pages.access == "closed"
                )
                wrong = wrong.where(problems.source.in_(seen), ~shut)
            types = connection.execute(
                select(_cards.type, func.count()).where(*cards, _cards.sheet == 0).group_by(_cards.type)
            )
            one_of = select(func.count()).select_from(schema.cards).where(*cards)
            open_places = select(func.count()).select_from(schema.places).where(places.decision.is_not(None))
            if not viewer.sees_closed:
                open_places = open_places.where(places.source.in_(seen))
            return Counts(
                sources=count(select(func.count()).select_from(seen.subquery())),
                pages=count(pages),
                records=count(one_of.where(_cards.sheet == 0)),
                sheets=count(one_of.where(_cards.sheet == 1)),
                undated=count(one_of.where(_cards.sheet == 0, _cards.earliest == UNDATED)),
                problems=count(wrong),
                decisions=count(open_places),
                lost=count(open_places.where(places.place == "lost")),
                unfinished=count(
                    select(func.count()).select_from(schema.sources)
                    .where(sources.state.not_in(("done", "refused")), sources.id.in_(seen))
                ),
                types={row.type: int(row[1]) for row in types},
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shut:
    """What of some sources is closed: whole sources, and pages of the others; and which pages there are."""

    sources: frozenset[str]
    pages: frozenset[tuple[str, int]]

    @staticmethod
    def of(connection: Connection, sources: Iterable[str]) -> Shut:
        closed: set[str] = set()
        pages: set[tuple[str, int]] = set()
        for some in batches(sorted(sources), MANY):
            held = schema.sources.c
            query = select(held.id).where(held.id.in_(some), held.access == "closed")
            closed.update(connection.execute(query).scalars())
            pages |= closed_pages(connection, some, PUBLIC) or set()
        return Shut(frozenset(closed), frozenset(pages))

    def hides(self, copy: HeldCopy) -> bool:
        """Whether a copy does not exist for who sees only what is open: it, its source, or every page of it is closed."""
        if copy.access == "closed" or copy.source in self.sources:
            return True
        numbers = range(copy.first_page, copy.last_page + 1)
        return all((copy.source, number) in self.pages for number in numbers)


def _cards_of(
    copies: Sequence[HeldCopy], fields: Mapping[str, Sequence[HeldFinding]], shut: Shut, viewer: Viewer
) -> Iterator[dict[str, Any]]:
    """The cards of these copies for a viewer; of every record the fullest copy leads."""
    by_record: dict[str, list[HeldCopy]] = {}
    for copy in copies:
        if viewer.sees_closed or not shut.hides(copy):
            by_record.setdefault(copy.record, []).append(copy)
    for seen in by_record.values():
        seen.sort(key=lambda copy: (-copy.characters, copy.source, copy.first_page, copy.id))
        for at, copy in enumerate(seen):
            found = fields.get(copy.id, ())
            if not viewer.sees_closed:
                found = [finding for finding in found if not stands_on(finding, shut.pages)]
            yield _card(copy, effective(found), viewer, at == 0)


def _card(copy: HeldCopy, fields: Sequence[Field], viewer: Viewer, leads: bool) -> dict[str, Any]:
    said = {field.name: field.value for field in reversed(fields) if isinstance(field.value, str)}
    date, title = said.get("date", ""), said.get("title", "")
    earliest, latest = day_bounds(date)
    return {
        "scope": scope_of(viewer), "copy": copy.id, "record": copy.record,
        "sheet": int(said.get("type", "") in SHEET_TYPES), "type": said.get("type", ""),
        "title": title, "title_key": text_key(title), "date": date, "earliest": earliest,
        "latest": latest, "leads": int(leads),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class RunOf:
    """What a stage was given for a source or copy: the words it was made from and, for references, the header."""

    subject: str
    layers: str
    header: str


_SET_ROLE = (
    update(schema.pages)
    .where(_pages.source == bindparam("of"), _pages.number == bindparam("at"))
    .values(role=bindparam("role"), cue=bindparam("cue"), furniture=bindparam("furniture"))
)
_JOINED = select(_decisions.id).where(_decisions.action.in_((*JOINING, *PARTING))).limit(1)
_FOUND_IN = select(_findings.id).where(_findings.source == bindparam("source"), _findings.kind != "region").limit(1)
_SHOWN = (
    select(_pages.number, schema.layers.c.blob)
    .outerjoin(schema.layers, schema.layers.c.id == _pages.chosen)
    .where(
        _pages.source == bindparam("source"), _pages.number >= bindparam("first"), _pages.number <= bindparam("last")
    )
)  # fmt: skip
_FORGET_RUN = delete(schema.runs).where(
    schema.runs.c.stage == bindparam("of_stage"), schema.runs.c.subject == bindparam("of_subject")
)


def _stage_input(version: str, settings: str) -> str:
    return f"{version} {settings}".strip()


def save_runs(connection: Connection, stage: str, source: str, stage_input: str, runs: Sequence[RunOf]) -> None:
    """Note what a stage was given for a source and its copies."""
    connection.execute(_FORGET_RUN, [{"of_stage": stage, "of_subject": run.subject} for run in runs])
    rows = [
        {
            "stage": stage, "subject": run.subject, "source": source, "input": stage_input, "layers": run.layers,
            "header": run.header,
        }
        for run in runs
    ]  # fmt: skip
    connection.execute(insert(schema.runs), rows)


def _placed(layers: OpenLayers, reading: ReadingText | None, reference: Reference) -> Reference:
    if reference.evidence or reading is None:
        return reference
    pages = {
        (piece.source, piece.page_number) for piece in reading.pieces_in(reference.span) if piece.layer_start is not None
    }
    opened = {page: layer for page in pages if (layer := layers.chosen(page[1])[0]) is not None}
    return replace(reference, evidence=reading.evidence(reference.span, opened))


def held_copy(row: Any) -> HeldCopy:
    return HeldCopy(row.id, row.record, row.source, row.first_page, row.last_page, row.access, row.characters)


def _record_row(row: Any, copies: int) -> RecordRow:
    earliest, latest = (value.replace(UNDATED, "") for value in (row.earliest, row.latest))
    return RecordRow(
        row.record, row.copy, row.source, row.first_page, row.last_page, copies, bool(row.sheet), row.type, row.title,
        row.date, earliest, latest,
    )  # fmt: skip


def _behind(keys: Sequence[Any], after: RecordRow, order: Order) -> Any:
    if order == "title":
        return tuple_(*keys) > tuple_(text_key(after.title), after.id)
    held = tuple_(after.earliest or UNDATED, after.latest or UNDATED, after.id)
    if order == "date":
        return tuple_(*keys) > held
    if not after.earliest:
        return (_cards.earliest == UNDATED) & (tuple_(*keys) < held)
    return (_cards.earliest == UNDATED) | (tuple_(*keys) < held)


def without_pages(reading: ReadingText, closed: set[tuple[str, int]]) -> ReadingText:
    """A reading text without what stands on these pages, nor the characters put in around it."""
    kept: list[Piece] = []
    for piece in reading.pieces:
        if piece.layer_start is not None and (piece.source, piece.page_number) in closed:
            while kept and kept[-1].layer_start is None:
                kept.pop()
            continue
        if piece.layer_start is None and (piece.source, piece.page_number) in closed:
            continue
        kept.append(piece)
    parts: list[str] = []
    pieces: list[Piece] = []
    at = 0
    for piece in kept:
        if piece.layer_start is None and not pieces:
            continue
        text = reading.text[piece.start : piece.end]
        pieces.append(replace(piece, start=at, end=at + len(text)))
        parts.append(text)
        at += len(text)
    return ReadingText("".join(parts), tuple(pieces))


def day_bounds(date: str) -> tuple[str, str]:
    """Earliest and latest day of an EDTF date as sort keys; undated sorts last."""
    try:
        earliest, latest = sort_key(parse_edtf(date))
    except (NotADate, ValueError):
        return UNDATED, UNDATED
    return earliest or UNDATED, latest or UNDATED


def text_key(text: str) -> str:
    """A sort key for titles and names: without case, accents and what is no letter or digit in front."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char)).casefold()
    return plain.lstrip("".join(char for char in set(plain) if not char.isalnum()))
