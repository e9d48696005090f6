"""Asking which copies are alike: those of one record, and those that wait for a person to say whether they are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, select

from chancery.archive import schema
from chancery.archive.aliases import now_is
from chancery.archive.base import scope_of
from chancery.archive.held import HeldLikeness
from chancery.archive.keeper import Keeper
from chancery.archive.merging import Merging
from chancery.model.viewer import Viewer

_likenesses = schema.likenesses.c
_one, _other = schema.copies.alias("one_copy"), schema.copies.alias("other_copy")


class AlikeCopies:
    """Tells which copies are alike."""

    def __init__(self, keeper: Keeper, merging: Merging) -> None:
        self._keeper = keeper
        self._merging = merging

    def likenesses(self, record: str, viewer: Viewer) -> tuple[HeldLikeness, ...]:
        """How the copies of a record are alike, best first; nothing of copies that the viewer may not see."""
        with self._keeper.read() as connection:
            name = now_is(connection, record)
            query = _seen_by(viewer).where(_one.c.record == name, _other.c.record == name, _likenesses.sameness == "same")
            return tuple(_held(row) for row in connection.execute(query))

    def likeness(self, one: str, other: str, viewer: Viewer) -> HeldLikeness | None:
        """How two copies are alike; None where they were not found to be, or the viewer may not see both."""
        with self._keeper.read() as connection:
            query = _seen_by(viewer).where(_likenesses.one == min(one, other), _likenesses.other == max(one, other))
            row = connection.execute(query).first()
            return None if row is None else _held(row)

    def own_records(self, name: str) -> tuple[str, ...]:
        """The own records of the copies of a record, that of its first copy first; of a copy, or of a record that is part of
        another now, the one it is by itself, before those it is together with (no viewer: inside). Empty: not held."""
        copies = schema.copies.c
        with self._keeper.read() as connection:
            leads_to = now_is(connection, name)
            query = select(copies.id, copies.own_record, copies.record)
            mine = connection.execute(query.where((copies.id == leads_to) | (copies.own_record == name))).first()
            record = mine.record if mine is not None else leads_to
            rows = connection.execute(query.where(copies.record == record).order_by(copies.own_record)).all()
        names = [row.own_record for row in rows]
        return tuple(sorted(names, key=lambda each: mine is None or each != mine.own_record))

    def doubtful_copies(self, viewer: Viewer) -> tuple[HeldLikeness, ...]:
        """Of records that may be one, and of which nobody said whether they are, the two copies most alike; best first."""
        with self._keeper.read() as connection:
            apart = self._told_apart(connection)
            query = _seen_by(viewer).where(_one.c.record != _other.c.record, _likenesses.sameness != "different")
            rows = [row for row in connection.execute(query) if _pair(row.one_record, row.other_record) not in apart]
        return tuple(_held(row) for row in _first_of_each(rows))

    def _told_apart(self, connection: Connection) -> set[tuple[str, str]]:
        """The pairs of records, as they are now, that people said are two."""
        parted = [pair for pair in self._merging.pairs(connection) if not pair.same]
        names = sorted({name for pair in parted for name in (pair.one, pair.other)})
        copies = schema.copies.c
        query = select(copies.own_record, copies.record).where(copies.own_record.in_(names))
        now = {row.own_record: row.record for row in connection.execute(query)}
        return {_pair(now.get(pair.one, pair.one), now.get(pair.other, pair.other)) for pair in parted}


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _seen_by(viewer: Viewer) -> Select[Any]:
    """Likenesses of copies that a viewer may see, best first."""
    query = (
        select(
            _likenesses.one,
            _likenesses.other,
            _likenesses.score,
            _likenesses.sameness,
            _likenesses.reasons,
            _one.c.record.label("one_record"),
            _other.c.record.label("other_record"),
        )
        .join(_one, _one.c.id == _likenesses.one)
        .join(_other, _other.c.id == _likenesses.other)
        .order_by(_likenesses.score.desc(), _likenesses.one, _likenesses.other)
    )
    for side in (_likenesses.one, _likenesses.other):
        cards = schema.cards.alias()
        query = query.join(cards, (cards.c.copy == side) & (cards.c.scope == scope_of(viewer)))
    return query


def _first_of_each(rows: Sequence[Any]) -> Iterator[Any]:
    met = set()
    for row in rows:
        pair = _pair(row.one_record, row.other_record)
        if pair not in met:
            met.add(pair)
            yield row


def _held(row: Any) -> HeldLikeness:
    reasons = tuple(text for _, text in json.loads(row.reasons))
    return HeldLikeness(row.one, row.other, row.one_record, row.other_record, row.score, row.sameness, reasons)
