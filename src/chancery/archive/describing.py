"""What `describe` says of a source, put in the place of what it said before, under names that last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from chancery.archive import schema
from chancery.archive.attached import save_absent, save_attached
from chancery.archive.base import MANY, batches, insert_new, one, touch
from chancery.archive.cards import Cards
from chancery.archive.collecting import Collecting
from chancery.archive.cuts import HeldCut, name_parts
from chancery.archive.freshness import Freshness, RunOf, save_runs, stage_input_of
from chancery.archive.held import HeldCopy
from chancery.archive.judged import Judging
from chancery.archive.keeper import Keeper
from chancery.archive.layers import OpenLayers
from chancery.archive.merging import Merging
from chancery.archive.names import digest, now, page_id, write_json
from chancery.archive.packing import pack_reading
from chancery.archive.persons import forget_runs
from chancery.archive.problems import replace_problems
from chancery.archive.recut import cuts_digest, decided_cuts, save_page_cuts
from chancery.archive.replacing import New, Replacing
from chancery.archive.seeing import held_copy, own_records
from chancery.archive.sketches import forget_comparing
from chancery.model.record import SourceDescription
from chancery.model.vocabulary import Access

_cards = schema.cards.c
_copies = schema.copies.c
_findings = schema.findings.c
_pages = schema.pages.c


_SET_ROLE = (
    update(schema.pages)
    .where(_pages.source == bindparam("of"), _pages.number == bindparam("at"))
    .values(role=bindparam("role"), cue=bindparam("cue"), furniture=bindparam("furniture"))
)


_FOUND_IN = select(_findings.id).where(_findings.source == bindparam("source"), _findings.kind != "region").limit(1)


class Describing:
    """Keeps what `describe` says of a source."""

    def __init__(
        self,
        keeper: Keeper,
        collecting: Collecting,
        judging: Judging,
        replacing: Replacing,
        freshness: Freshness,
        cards: Cards,
        merging: Merging,
    ) -> None:
        self._keeper = keeper
        self._collecting = collecting
        self._judging = judging
        self._replacing = replacing
        self._freshness = freshness
        self._cards = cards
        self._merging = merging

    def save_description(
        self, source: str, description: SourceDescription, *, version: str, settings: str = ""
    ) -> tuple[HeldCopy, ...]:
        """Put what `describe` says of a source in the place of what it said before, in one transaction.

        Copies, records and findings keep their public ids where they are the same; decisions are attached again. The source
        is then `described`, or `done` where it has no copies. `version` and `settings` are what the stage was run with.
        """
        with self._keeper.file_errors():
            waiting = self._keeper.blobs.prepare_all(pack_reading(copy.reading) for copy in description.copies)
        texts = [blob.name for blob in waiting]
        stage_input = stage_input_of(version, settings)
        with self._keeper.write(waiting) as connection:
            query = select(schema.sources).where(schema.sources.c.id == source)
            one(connection.execute(query).first(), "source", source)
            layers = OpenLayers(self._keeper.layers, connection, source)
            before = self._copies_of(connection, source)
            named_before = own_records(connection, source)
            old_texts = list(connection.execute(select(_copies.text).where(_copies.source == source)).scalars())
            self._save_roles(connection, source, description)
            copies = self._save_copies(connection, source, description, texts, before)
            save_attached(connection, copies, description.copies)
            save_absent(connection, source, description.absent)
            save_page_cuts(connection, source, description.cuts)
            self._save_described(connection, layers, description, copies, stage_input)
            self._rehome(connection, source, before, copies)
            forget_runs(connection, {copy.id for copy in (*before, *copies)})
            forget_comparing(connection, (copy.id for copy in copies))
            self._judging.settle_source(connection, layers)
            self._judging.settle_records(connection, named_before ^ own_records(connection, source))
            replace_problems(connection, source, "describe", description.problems)
            records = {copy.record for copy in (*before, *copies)}
            self._cards.renew(connection, records)
            state = "described" if copies else "done"
            connection.execute(update(schema.sources).where(schema.sources.c.id == source).values(state=state))
            touch(connection, "record", records)
            numbers = connection.execute(select(_pages.number).where(_pages.source == source)).scalars()
            touch(connection, "page", (page_id(source, number) for number in numbers))
        self._collecting.collect_these(sorted(set(old_texts) - set(texts)))
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
                self._merging.drop_copy(connection, gone.id)
        self._merging.drop_records(connection, {copy.record for copy in before} - {copy.record for copy in copies})
        for alias, now_is in cuts.aliases:
            self._merging.leave_alias(connection, source, alias, now_is)
        self._merging.regroup(connection, {copy.record for copy in (*before, *copies)})
        return tuple(self._copies_of(connection, source))

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
        made_from = self._freshness.layers_digests(connection, copies)
        for held, copy in zip(copies, description.copies, strict=True):
            runs.append(RunOf(held.id, made_from[held.id], ""))
            key = digest(stage_input, made_from[held.id], "")
            new.extend(New(field, held.id, key) for field in copy.fields)
        new.extend(New(region, None, digest(stage_input)) for region in description.regions)
        save_runs(connection, "describe", layers.source, stage_input, runs)
        self._replacing.replace(connection, layers, "describe", new, (_findings.kind.in_(("field", "region")),))

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
