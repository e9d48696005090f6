"""What `extract` finds in copies, put in the place of what it found before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, exists, or_, select, update

from chancery.archive import schema
from chancery.archive.base import MANY, batches, one, touch
from chancery.archive.effective import effective, header_of
from chancery.archive.freshness import Freshness, RunOf, save_runs, stage_input_of
from chancery.archive.held import HeldCopy
from chancery.archive.judged import Judging
from chancery.archive.keeper import Keeper
from chancery.archive.layers import OpenLayers
from chancery.archive.names import digest
from chancery.archive.packing import unpack_reading
from chancery.archive.records import Records
from chancery.archive.replacing import New, Replacing
from chancery.archive.seeing import held_copy
from chancery.model.mention import Reference
from chancery.model.record import Header
from chancery.model.text import ReadingText
from chancery.model.viewer import OWNER

_copies = schema.copies.c
_findings = schema.findings.c
_records = schema.records.c


class Referring:
    """Keeps what `extract` finds in copies, and gives it what it needs."""

    def __init__(
        self, keeper: Keeper, judging: Judging, replacing: Replacing, freshness: Freshness, records: Records
    ) -> None:
        self._keeper = keeper
        self._judging = judging
        self._replacing = replacing
        self._freshness = freshness
        self._records = records

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
        stage_input = stage_input_of(version, settings)
        # Of a copy whose references say where they stand the text is not needed.
        readings = {
            copy: self._records.reading_text(copy, OWNER)
            for copy, references in found.items()
            if any(not reference.evidence for reference in references)
        }
        with self._keeper.write() as connection:
            copies = self._held_together(connection, list(found))
            if not copies:
                return {}
            layers = OpenLayers(self._keeper.layers, connection, copies[0].source)
            made_from, headers = (
                self._freshness.layers_digests(connection, copies),
                self._freshness.header_digests(connection, list(found)),
            )
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
            ids = iter(self._replacing.replace(connection, layers, "extract", new, self._replaced_by(copies)))
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
                self._judging.settle(connection, layers, row.finding)

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
        with self._keeper.read() as connection:
            fields = self._judging.fields_of(connection, copies, OWNER)
            texts: dict[str, str] = {}
            for some in batches(copies, MANY):
                query = select(_copies.id, _copies.text).where(_copies.id.in_(some))
                texts |= {row.id: row.text for row in connection.execute(query)}
        headers = [header_of(effective(fields.get(name, ()))) for name in copies]
        return tuple(
            (name, self._text_at(one(texts.get(name), "copy", name)) or self._records.reading_text(name, OWNER), header)
            for name, header in zip(copies, headers, strict=True)
        )

    def _text_at(self, blob: str) -> ReadingText | None:
        """The text in a blob; None where another process put a new one in its place meanwhile."""
        try:
            return unpack_reading(self._keeper.blobs.read(blob))
        except FileNotFoundError:
            return None

    def copies_to_extract(self, source: str) -> tuple[str, ...]:
        """The copies of a source that were not searched for references since it was last described."""
        with self._keeper.read() as connection:
            query = select(_copies.id).where(_copies.source == source, _copies.extracted == 0).order_by(_copies.position)
            return tuple(connection.execute(query).scalars())


def _placed(layers: OpenLayers, reading: ReadingText | None, reference: Reference) -> Reference:
    if reference.evidence or reading is None:
        return reference
    pages = {
        (piece.source, piece.page_number) for piece in reading.pieces_in(reference.span) if piece.layer_start is not None
    }
    opened = {page: layer for page in pages if (layer := layers.chosen(page[1])[0]) is not None}
    return replace(reference, evidence=reading.evidence(reference.span, opened))
