"""Records that people say are one, or not: which copies are of which record, and what earlier ids lead to."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Connection, delete, exists, insert, select, update

from chancery.archive import schema
from chancery.archive.base import insert_once, touch
from chancery.archive.cards import Cards
from chancery.archive.grouping import JOINING, PARTING, Pair, name_groups, others_in
from chancery.archive.keeper import Keeper
from chancery.archive.names import now
from chancery.archive.withdrawn import withdrawn_ids

_cards = schema.cards.c
_copies = schema.copies.c
_decisions = schema.decisions.c
_records = schema.records.c


class Merging:
    """Makes one record of several copies and parts them again, as people decide; leaves addresses that lead on."""

    def __init__(self, keeper: Keeper, cards: Cards) -> None:
        self._keeper = keeper
        self._cards = cards

    def regroup(self, connection: Connection) -> set[str]:
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
        self.drop_records(connection, changed)
        aliases = schema.aliases.c
        connection.execute(delete(schema.aliases).where(aliases.why == "merged"))
        merged = [(name, record) for name, record in sorted(names.items()) if name != record]
        for name, record in merged:
            connection.execute(delete(schema.aliases).where(aliases.id == name))
            connection.execute(insert(schema.aliases), [{"id": name, "now": record, "why": "merged", "source": ""}])
        self._cards.renew(connection, changed)
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
    def drop_copy(connection: Connection, copy: str) -> None:
        connection.execute(delete(schema.cards).where(_cards.copy == copy))
        connection.execute(delete(schema.runs).where(schema.runs.c.subject == copy))
        connection.execute(delete(schema.copies).where(_copies.id == copy))

    @staticmethod
    def drop_records(connection: Connection, records: Iterable[str]) -> None:
        """Forget records that no copy is left of."""
        for record in sorted(records):
            left = connection.execute(select(exists().where(_copies.record == record))).scalar()
            if not left:
                connection.execute(delete(schema.records).where(_records.id == record))

    @staticmethod
    def leave_alias(connection: Connection, source: str, gone: str, now_is: str) -> None:
        """An address that people cited leads to what the thing is part of now; unless something bears that name again."""
        for table in (schema.records, schema.copies):
            if connection.execute(select(table.c.id).where(table.c.id == gone)).first() is not None:
                return
        aliases = schema.aliases.c
        connection.execute(delete(schema.aliases).where(aliases.id == gone))
        connection.execute(insert(schema.aliases), [{"id": gone, "now": now_is, "why": "cut", "source": source}])
