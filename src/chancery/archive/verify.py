"""Verify: every original and blob hashed again, every row, place and reference looked at, each fault named."""

# What a stage has to do again (a page read anew, its source not yet described again) is not a fault: its findings say that
# they are stale, and their words are checked when they are new.

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, select

from chancery.archive import schema
from chancery.archive.aliases import now_is
from chancery.archive.blobs import PACKED
from chancery.archive.collecting import used_blobs
from chancery.archive.contents import MANIFEST, evidence_of, read_content
from chancery.archive.database import check_integrity
from chancery.archive.freshness import Freshness
from chancery.archive.held import Fault
from chancery.archive.keeper import Keeper
from chancery.archive.names import page_id
from chancery.archive.packing import read_evidence, unpack_layer, unpack_reading
from chancery.archive.seeing import held_copy
from chancery.errors import ArchiveDamaged
from chancery.model.evidence import Evidence
from chancery.model.page import TextLayer
from chancery.model.text import ReadingText

_copies = schema.copies.c
_findings = schema.findings.c
_layers = schema.layers.c
_pages = schema.pages.c
_sources = schema.sources.c


RESTORE = "Restore it from a backup, or add the file again."


REBUILD = "Run `chancery rebuild`."


REPORT = "Restore a backup; if there is none, report this with the output of `chancery verify`."


AT_ONCE = 200


class Verifying:
    """Proves what the archive holds."""

    def __init__(self, keeper: Keeper, freshness: Freshness) -> None:
        self._keeper = keeper
        self._freshness = freshness

    def verify(self, *checks: Callable[[], Iterable[Fault]]) -> Iterator[Fault]:
        """Everything that is wrong, one fault at a time; nothing where all is well. Memory holds a page at a time.

        `checks` are further checks of the caller (the index). What is harmless (a blob that a killed run left behind) is
        said, and marked so.
        """
        with self._keeper.read() as connection:
            for line in check_integrity(connection):
                yield Fault("database", "database", line, REPORT)
        for source in self._all(_sources.id):
            yield from self._check_source(source)
        yield from self._check_decisions()
        yield from self._check_records()
        yield from self._check_strangers()
        for check in checks:
            yield from check()

    def _all(self, column: Any) -> Iterator[str]:
        """Every value of a key, in order, in lists of a few."""
        after = ""
        while True:
            query = select(column).where(column > after).order_by(column).limit(AT_ONCE)
            with self._keeper.read() as connection:
                names = list(connection.execute(query).scalars())
            yield from names
            if len(names) < AT_ONCE:
                return
            after = names[-1]

    def _check_source(self, source: str) -> Iterator[Fault]:
        where = f"source {source}"
        wrong = self._keeper.blobs.check(source)
        if wrong:
            yield Fault("original", where, f"The original: {wrong}", RESTORE)
        with self._keeper.read() as connection:
            row = connection.execute(select(schema.sources).where(_sources.id == source)).first()
            if row is None:  # removed since its name was read
                return
            origins = select(schema.origins.c.key).where(schema.origins.c.source == source)
            if connection.execute(origins).first() is None:
                yield Fault("origin", where, "It came from nowhere: no name of it is known", REPORT)
            numbers = list(
                connection.execute(select(_pages.number).where(_pages.source == source).order_by(_pages.number)).scalars()
            )
        if not wrong and self._keeper.blobs.path(source).stat().st_size != row.bytes:
            yield Fault("original", where, "Its length is not the length that was noted", RESTORE)
        yield from self._check_unlocked(source)
        if row.state in ("read", "described", "done") and numbers[: row.page_count] != list(range(1, row.page_count + 1)):
            yield Fault(
                "pages", where, f"It is {row.state}, but of its {row.page_count} pages {len(numbers)} are there", REBUILD
            )
        for number in numbers:
            yield from self._check_page(source, number)
        yield from self._check_copies(source)
        yield from self._check_findings(source)

    def _check_unlocked(self, source: str) -> Iterator[Fault]:
        """The working copy of an encrypted source is there and whole."""
        with self._keeper.read() as connection:
            blob = connection.execute(select(schema.unlocked.c.blob).where(schema.unlocked.c.source == source)).scalar()
        wrong = self._keeper.blobs.check(blob) if blob is not None else ""
        if wrong:
            remedy = "Run `chancery rebuild --password-file FILE` with its password."
            yield Fault("unlocked", f"source {source}", f"Its copy without encryption: {wrong}", remedy)

    def _check_page(self, source: str, number: int) -> Iterator[Fault]:
        where = f"page {page_id(source, number)}"
        with self._keeper.read() as connection:
            here = (_pages.source == source, _pages.number == number)
            page = connection.execute(select(schema.pages).where(*here)).first()
            query = select(schema.layers).where(_layers.source == source, _layers.page_number == number)
            layers = connection.execute(query).all()
        if page is None:
            return
        if page.chosen is not None and page.chosen not in {layer.id for layer in layers}:
            yield Fault("layer", where, "The layer that was chosen is not there", REBUILD)
        for row in layers:
            wrong = self._wrong_layer(row)
            if wrong:
                yield Fault("layer", f"{where}, layer {row.id}", wrong, REBUILD)
            elif row.id == page.chosen:
                length = row.characters
                if any(not 0 <= start <= end <= length for start, end, _ in json.loads(page.furniture)):
                    yield Fault("furniture", where, "What was set aside reaches beyond the text", REBUILD)

    def _wrong_layer(self, row: Any) -> str:
        wrong = self._keeper.blobs.check(row.blob)
        if wrong:
            return f"The blob {row.blob}: {wrong}"
        layer = self._layer_in(row.blob)
        if layer is None:
            return f"The blob {row.blob} holds no text layer"
        if (layer.id, layer.source, layer.page_number) != (row.id, row.source, row.page_number):
            return "The blob holds another layer than its row says"
        if (len(layer.text), len(layer.words), len(layer.hidden)) != (row.characters, row.words, row.hidden):
            return "The blob holds more or fewer words than its row says"
        return ""

    def _layer_in(self, blob: str) -> TextLayer | None:
        try:
            return unpack_layer(self._keeper.blobs.read(blob))
        except (OSError, zlib.error, ValueError, KeyError, TypeError, ArchiveDamaged):
            return None

    def _text_in(self, blob: str) -> ReadingText | None:
        try:
            return unpack_reading(self._keeper.blobs.read(blob))
        except (OSError, zlib.error, ValueError, KeyError, TypeError, ArchiveDamaged):
            return None

    def _check_copies(self, source: str) -> Iterator[Fault]:
        with self._keeper.read() as connection:
            copies = connection.execute(
                select(schema.copies).where(_copies.source == source).order_by(_copies.position)
            ).all()
        for copy in copies:
            where = f"copy {copy.id}"
            wrong = self._keeper.blobs.check(copy.text)
            reading = None if wrong else self._text_in(copy.text)
            if reading is None:
                yield Fault("text", where, f"The blob {copy.text}: {wrong or 'it holds no reading text'}", REBUILD)
            elif len(reading.text) != copy.characters:
                yield Fault("text", where, "The text is longer or shorter than its row says", REBUILD)
            else:
                yield from self._check_reading(copy, reading, where)

    def _check_reading(self, copy: Any, reading: ReadingText, where: str) -> Iterator[Fault]:
        """Every piece of a reading text stands, character for character, in the layer that it names."""
        with self._keeper.read() as connection:
            run = select(schema.runs.c.layers).where(schema.runs.c.stage == "describe", schema.runs.c.subject == copy.id)
            made_from = connection.execute(run).scalar()
            held = connection.execute(select(schema.copies).where(_copies.id == copy.id)).first()
            if held is None or made_from != self._freshness.layers_digest(connection, held_copy(held)):
                return
            opened = _Opened(self, connection)
            for piece in reading.pieces:
                if piece.layer_start is None:
                    continue
                layer = opened.layer(piece.layer)
                length = piece.end - piece.start
                stands = None if layer is None else layer.text[piece.layer_start : piece.layer_start + length]
                if stands != reading.text[piece.start : piece.end]:
                    place = page_id(piece.source, piece.page_number)
                    yield Fault("text", where, f"Its text does not stand so on page {place}", REBUILD)
                    return

    def _check_findings(self, source: str) -> Iterator[Fault]:
        after = ""
        while True:
            query = (
                select(schema.findings)
                .where(_findings.source == source, _findings.current == 1, _findings.id > after)
                .order_by(_findings.id)
                .limit(AT_ONCE)
            )
            with self._keeper.read() as connection:
                rows = connection.execute(query).all()
                opened = _Opened(self, connection)
                for row in sorted(rows, key=lambda row: row.page_number or 0):
                    yield from self._check_finding(connection, opened, row)
            if len(rows) < AT_ONCE:
                return
            after = rows[-1].id

    def _check_finding(self, connection: Connection, opened: _Opened, row: Any) -> Iterator[Fault]:
        where = f"{row.kind} {row.id}"
        try:
            content = read_content(row.kind, row.content)
            around = json.loads(row.anchor)
        except (ValueError, KeyError, TypeError):
            yield Fault("finding", where, "Its row cannot be read", REBUILD)
            return
        if row.copy is not None and connection.execute(select(_copies.id).where(_copies.id == row.copy)).first() is None:
            yield Fault("finding", where, f"It belongs to the copy {row.copy}, which is not there", REBUILD)
        for index, entry in enumerate(evidence_of(content)):
            blob = around[index][2] if index < len(around) else ""
            wrong = self._wrong_evidence(connection, opened, entry, blob)
            if wrong:
                yield Fault("evidence", where, wrong, REBUILD)

    @staticmethod
    def _wrong_evidence(connection: Connection, opened: _Opened, entry: Evidence, blob: str) -> str:
        if entry.layer == MANIFEST:
            table = schema.manifest_rows.c
            query = select(table.cells).where(table.manifest == entry.source, table.number == entry.page_number)
            cells = connection.execute(query).scalar()
            if cells is None or entry.quote not in json.loads(cells).values():
                return "The row of the list that it names does not say so"
            return ""
        place = page_id(entry.source, entry.page_number)
        if not entry.quote:
            query = select(_pages.number).where(_pages.source == entry.source, _pages.number == entry.page_number)
            return "" if connection.execute(query).first() is not None else f"The page {place} is not there"
        if blob and opened.blob(entry.layer) != blob:
            return ""  # the layer was read again since: the finding says that it is stale
        layer = opened.layer(entry.layer)
        if layer is None:
            return f"The layer {entry.layer} of page {place} is not there"
        if layer.text[entry.start : entry.end] != entry.quote:
            return f"Its quote does not stand on page {place}"
        return ""

    def _check_decisions(self) -> Iterator[Fault]:
        decisions, places = schema.decisions.c, schema.places.c
        at = -1
        while True:
            query = (
                select(schema.decisions, places.place, places.evidence.label("stands"))
                .outerjoin(schema.places, places.finding == decisions.finding)
                .where(decisions.position > at)
                .order_by(decisions.position)
                .limit(AT_ONCE)
            )
            with self._keeper.read() as connection:
                rows = connection.execute(query).all()
                opened = _Opened(self, connection)
                for row in rows:
                    where = f"decision {row.id}"
                    if row.position != at + 1:
                        yield Fault("decision", where, "A decision before it is missing", REPORT)
                    at = row.position
                    if row.place is None:
                        yield Fault("decision", where, "It has no place, not even a lost one", REBUILD)
                        continue
                    for entry in read_evidence(json.loads(row.stands)):
                        wrong = self._wrong_place(connection, opened, entry)
                        if wrong:
                            yield Fault("decision", where, wrong, REBUILD)
            if len(rows) < AT_ONCE:
                return

    def _wrong_place(self, connection: Connection, opened: _Opened, entry: Evidence) -> str:
        """A decision's place is made again with its source's description; before that it may be in a layer read again."""
        sources = select(_sources.state).where(_sources.id == entry.source)
        if entry.layer != MANIFEST and connection.execute(sources).scalar() not in ("described", "done"):
            return ""
        return self._wrong_evidence(connection, opened, entry, "")

    def _check_records(self) -> Iterator[Fault]:
        cards, records = schema.cards.c, schema.records.c
        for record in self._all(records.id):
            with self._keeper.read() as connection:
                copies = set(connection.execute(select(_copies.id).where(_copies.record == record)).scalars())
                shown = connection.execute(
                    select(cards.copy, cards.leads).where(cards.scope == "all", cards.record == record)
                ).all()
                held = connection.execute(select(records.id).where(records.id == record)).first()
            if held is None:
                continue
            if not copies:
                yield Fault("record", f"record {record}", "It has no copy", REBUILD)
            elif {row.copy for row in shown} != copies or sum(row.leads for row in shown) != 1:
                yield Fault("record", f"record {record}", "What lists show of it is not made from its copies", REBUILD)
        for name in self._all(schema.aliases.c.id):
            with self._keeper.read() as connection:
                leads_to = now_is(connection, name)
                there = [
                    connection.execute(select(table.c.id).where(table.c.id == leads_to)).first()
                    for table in (schema.records, schema.copies, schema.people)
                ]
            if not any(there):
                yield Fault("alias", f"alias {name}", f"It leads to {leads_to}, which is not there", REPORT)

    def _check_strangers(self) -> Iterator[Fault]:
        some: list[str] = []
        for name in self._keeper.blobs.names():
            some.append(name)
            if len(some) == AT_ONCE:
                yield from self._strangers(some)
                some = []
        yield from self._strangers(some)

    def _strangers(self, names: list[str]) -> Iterator[Fault]:
        with self._keeper.read() as connection:
            unused = sorted(set(names) - used_blobs(connection, names))
        for name in unused:
            body = name.removesuffix(PACKED)
            if len(body) == 64 and all(char in "0123456789abcdef" for char in body):
                message = "No row names it; a run that was killed may have left it"
                yield Fault(
                    "blob", f"blob {name}", message, "Nothing needs to be done; `chancery rebuild` deletes it.", True
                )
            else:
                yield Fault("blob", f"blob {name}", "This file is not the archive's", "Take it out of the folder `blobs`.")


class _Opened:
    """Layers by id, opened when asked for; the last few stay open."""

    def __init__(self, keeper: Verifying, connection: Connection) -> None:
        self._keeper = keeper
        self._connection = connection
        self._open: dict[str, tuple[TextLayer | None, str]] = {}

    def layer(self, name: str) -> TextLayer | None:
        return self._get(name)[0]

    def blob(self, name: str) -> str:
        return self._get(name)[1]

    def _get(self, name: str) -> tuple[TextLayer | None, str]:
        if name not in self._open:
            if len(self._open) >= 16:
                self._open.pop(next(iter(self._open)))
            blob = self._connection.execute(select(_layers.blob).where(_layers.id == name)).scalar()
            self._open[name] = (None, "") if blob is None else (self._keeper._layer_in(blob), blob)
        return self._open[name]
