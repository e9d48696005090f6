"""Records and copies as a viewer may know them, with their texts and findings."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from sqlalchemy import Connection, exists, select

from chancery.archive import schema
from chancery.archive.aliases import now_is
from chancery.archive.base import one, scope_of
from chancery.archive.effective import effective, header_of
from chancery.archive.freshness import Freshness
from chancery.archive.held import HeldCopy, HeldFinding, HeldRecord
from chancery.archive.judged import Judging
from chancery.archive.keeper import Keeper
from chancery.archive.names import page_id
from chancery.archive.packing import unpack_reading
from chancery.archive.seeing import closed_pages, held_copy, visible_sources
from chancery.errors import ArchiveDamaged, NotFound
from chancery.model.page import Region
from chancery.model.record import Field, Header
from chancery.model.text import Piece, ReadingText
from chancery.model.viewer import OWNER, Viewer

_cards = schema.cards.c
_copies = schema.copies.c
_findings = schema.findings.c


class Records:
    """Tells of records, their copies, and the findings that stand in them."""

    def __init__(self, keeper: Keeper, judging: Judging, freshness: Freshness) -> None:
        self._keeper = keeper
        self._judging = judging
        self._freshness = freshness

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
        with self._keeper.read() as connection:
            self.see_copy(connection, copy, viewer)
            return tuple(
                self._judging.load(connection, viewer, *here, stale=self._freshness.stale_ids if freshness else None)
            )

    def regions(self, source: str, number: int, viewer: Viewer) -> tuple[HeldFinding, ...]:
        """Every region of a page, as `fields`."""
        return tuple(self.regions_between(source, number, number, viewer).get(number, ()))

    def regions_between(self, source: str, first: int, last: int, viewer: Viewer) -> dict[int, list[HeldFinding]]:
        """By page every region of the pages of a source from `first` to `last`. Raises NotFound."""
        where = _findings.page_number >= first, _findings.page_number <= last
        found: dict[int, list[HeldFinding]] = {}
        with self._keeper.read() as connection:
            query = visible_sources(viewer).where(schema.sources.c.id == source)
            one(connection.execute(query).first(), "page", page_id(source, first))
            here = (_findings.source == source, _findings.kind == "region", *where)
            for finding in self._judging.load(connection, viewer, *here, stale=self._freshness.stale_ids):
                if isinstance(finding.content, Region):
                    found.setdefault(finding.content.page_number, []).append(finding)
        return found

    def finding(self, name: str, viewer: Viewer) -> HeldFinding:
        """A finding by its public id. Raises NotFound, also where the viewer may not know of it."""
        with self._keeper.read() as connection:
            found = self._judging.load(connection, viewer, _findings.id == name, stale=self._freshness.stale_ids)
            if found and found[0].copy is not None:
                self.see_copy(connection, found[0].copy, viewer)
            elif found:
                query = visible_sources(viewer).where(schema.sources.c.id == found[0].source)
                one(connection.execute(query).first(), "finding", name)
        if not found:
            raise NotFound("the archive holds no finding of this name", where=name, remedy="Check the id.")
        return found[0]

    def effective_fields(self, copy: str, viewer: Viewer) -> tuple[Field, ...]:
        """The fields that hold: a person's where there is one, else the machine's; what was rejected is not among them."""
        with self._keeper.read() as connection:
            self.see_copy(connection, copy, viewer)
            return self._effective_fields(connection, copy, viewer)

    def effective_header(self, copy: str) -> Header:
        """What later stages may know of a copy."""
        return header_of(self.effective_fields(copy, OWNER))

    def _effective_fields(self, connection: Connection, copy: str, viewer: Viewer) -> tuple[Field, ...]:
        return effective(self._judging.fields_of(connection, [copy], viewer).get(copy, ()))

    def record(self, name: str, viewer: Viewer) -> HeldRecord:
        """A record by its id or an earlier id of it. Raises NotFound, also where the viewer may not know of it."""
        with self._keeper.read() as connection:
            leads_to = now_is(connection, name)
            query = (
                select(schema.copies)
                .join(schema.cards, (_cards.copy == _copies.id) & (_cards.scope == scope_of(viewer)))
                .where(_cards.scope == scope_of(viewer), _cards.record == leads_to)
                .order_by(_cards.leads.desc(), _copies.source, _copies.first_page)
            )
            copies = tuple(held_copy(row) for row in connection.execute(query))
        if not copies:
            raise NotFound("the archive holds no record of this name", where=name, remedy="Check the id.")
        return HeldRecord(leads_to, copies, name)

    def copy(self, name: str, viewer: Viewer) -> HeldCopy:
        """A copy by its id or an earlier id of it. Raises NotFound, also where the viewer may not know of it."""
        with self._keeper.read() as connection:
            return self.see_copy(connection, now_is(connection, name), viewer)

    def copies_of(self, source: str, viewer: Viewer) -> tuple[HeldCopy, ...]:
        """The copies that stand in a source, in the order of its pages."""
        with self._keeper.read() as connection:
            seen = exists().where(_cards.scope == scope_of(viewer), _cards.copy == _copies.id)
            query = select(schema.copies).where(_copies.source == source, seen).order_by(_copies.position)
            return tuple(held_copy(row) for row in connection.execute(query))

    @staticmethod
    def see_copy(connection: Connection, copy: str, viewer: Viewer) -> HeldCopy:
        query = (
            select(schema.copies)
            .join(schema.cards, (_cards.copy == _copies.id) & (_cards.scope == scope_of(viewer)))
            .where(_copies.id == copy)
        )
        return held_copy(one(connection.execute(query).first(), "copy", copy))

    def reading_text(self, copy: str, viewer: Viewer) -> ReadingText:
        """The reading text of a copy; what stands on pages closed to the viewer is not in it."""
        for _ in (1, 2):
            with self._keeper.read() as connection:
                self.see_copy(connection, copy, viewer)
                row = connection.execute(select(_copies.text, _copies.source).where(_copies.id == copy)).one()
                closed = closed_pages(connection, [row.source], viewer)
            # Between the row and the blob another process may have put a new text in its place: then ask again.
            with suppress(FileNotFoundError):
                reading = unpack_reading(self._keeper.blobs.read(row.text))
                return without_pages(reading, closed) if closed else reading
        raise ArchiveDamaged("the blob of a text is missing", where=f"copy {copy}", remedy="Run `chancery verify`.")


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
