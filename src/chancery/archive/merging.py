"""Records that people say are one, or not: which copies are of which record, and what earlier ids lead to."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, exists, insert, select, update

from chancery.archive import schema
from chancery.archive.base import MANY, batches, insert_once, touch
from chancery.archive.cards import Cards
from chancery.archive.grouping import JOINING, PARTING, Alike, Pair, name_groups, others_in
from chancery.archive.keeper import Keeper
from chancery.archive.names import now
from chancery.archive.sketches import drop_sketch
from chancery.archive.withdrawn import withdrawn_ids

_cards = schema.cards.c
_copies = schema.copies.c
_decisions = schema.decisions.c
_likenesses = schema.likenesses.c
_records = schema.records.c

_JOINED = select(_decisions.id).where(_decisions.action.in_((*JOINING, *PARTING))).limit(1)


class Merging:
    """Makes one record of several copies and parts them again, as people decide; leaves addresses that lead on."""

    def __init__(self, keeper: Keeper, cards: Cards) -> None:
        self._keeper = keeper
        self._cards = cards

    def regroup(self, connection: Connection, around: Collection[str]) -> set[str]:
        """Let every copy belong to the record that people and likeness make it one of; the records that this changed.

        `around` are the own records from which something may have changed: they are looked at with all that hangs together
        with them, and nothing else is.
        """
        pairs = self.pairs(connection)
        rows, alike, seen = self._hanging_together(connection, around, pairs)
        names = name_groups(pairs, {row.own_record for row in rows}, alike)
        named_by = {row.own_record: row for row in rows}
        changed: set[str] = set()
        for row in rows:
            record = names[row.own_record]
            if record == row.record:
                continue
            changed |= {record, row.record}
            by = named_by[record]
            named = {"id": record, "named_source": by.source, "named_page": by.first_page, "added": now()}
            insert_once(connection, schema.records, named)
            connection.execute(update(schema.copies).where(_copies.id == row.id).values(record=record))
        self.drop_records(connection, changed)
        self._lead_on(connection, names, seen)
        self._cards.renew(connection, changed)
        touch(connection, "record", changed)
        return changed

    @staticmethod
    def _lead_on(connection: Connection, names: Mapping[str, str], seen: Collection[str]) -> None:
        """Records that are part of others now are found under the ids they had."""
        aliases = schema.aliases.c
        merged = [(name, record) for name, record in sorted(names.items()) if name != record]
        for some in batches(sorted(seen), MANY):
            connection.execute(delete(schema.aliases).where(aliases.why == "merged", aliases.id.in_(some)))
        for some in batches([name for name, _ in merged], MANY):
            connection.execute(delete(schema.aliases).where(aliases.id.in_(some)))
        if merged:
            rows = [{"id": name, "now": record, "why": "merged", "source": ""} for name, record in merged]
            connection.execute(insert(schema.aliases), rows)

    @staticmethod
    def _hanging_together(
        connection: Connection, around: Collection[str], pairs: Sequence[Pair]
    ) -> tuple[list[Any], list[Alike], set[str]]:
        """The copies that hang together with these own records by any pair or as one record, how they are alike, and the names
        that were looked at."""
        said: dict[str, set[str]] = {}
        for pair in pairs:
            said.setdefault(pair.one, set()).add(pair.other)
            said.setdefault(pair.other, set()).add(pair.one)
        rows: dict[str, Any] = {}
        alike: dict[tuple[str, str], Alike] = {}
        seen: set[str] = set()
        waiting = set(around)
        while waiting:
            seen |= waiting
            found = _copies_of(connection, waiting)
            rows |= {row.own_record: row for row in found}
            met = _alike(connection, [row.id for row in found])
            alike |= {(each.one, each.other): each for each in met}
            beside = {name for each in met if each.same for name in (each.one, each.other)}
            beside |= {name for each in waiting for name in said.get(each, ())} | {row.own_record for row in found}
            waiting = beside - seen
        return [rows[name] for name in sorted(rows)], [alike[names] for names in sorted(alike)], seen

    @staticmethod
    def pairs(connection: Connection) -> list[Pair]:
        """What people say of pairs of records, in the order they said it; what was withdrawn is not among it."""
        if connection.execute(_JOINED).first() is None:
            return []
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
        drop_sketch(connection, copy)
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


def _copies_of(connection: Connection, names: Collection[str]) -> list[Any]:
    """The copies that are of these records, by their own names or by those they go by."""
    rows: dict[str, Any] = {}
    for some in batches(sorted(names), MANY):
        query = select(_copies.id, _copies.record, _copies.own_record, _copies.source, _copies.first_page)
        for column in (_copies.own_record, _copies.record):
            rows |= {row.id: row for row in connection.execute(query.where(column.in_(some)))}
    return list(rows.values())


def _alike(connection: Connection, copies: Sequence[str]) -> list[Alike]:
    """What comparing these copies with others gave, by the names they have of their own; doubtful pairs say nothing."""
    one, other = schema.copies.alias("one_copy"), schema.copies.alias("other_copy")
    query = (
        select(one.c.own_record, other.c.own_record, _likenesses.score, _likenesses.apart)
        .join(one, one.c.id == _likenesses.one)
        .join(other, other.c.id == _likenesses.other)
        .where((_likenesses.sameness == "same") | (_likenesses.apart == 1))
    )
    found = {}
    for some in batches(copies, MANY):
        for column in (_likenesses.one, _likenesses.other):
            for mine, theirs, score, apart in connection.execute(query.where(column.in_(some))):
                low, high = sorted((mine, theirs))
                found[low, high] = Alike(low, high, score, not apart)
    return list(found.values())
