"""Copies of one record found by their words, kept: who compares them is another room's, asked as a `Comparer`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, exists, insert, select

from chancery.archive import schema
from chancery.archive.base import MANY, batches
from chancery.archive.effective import effective
from chancery.archive.freshness import RunOf, save_runs
from chancery.archive.judged import Judging
from chancery.archive.keeper import Keeper
from chancery.archive.merging import Merging
from chancery.archive.names import write_json
from chancery.archive.packing import unpack_reading
from chancery.archive.sketches import STAGE, drop_likenesses, near_copies, write_sketch
from chancery.model.likeness import Compared, Comparer, Comparison
from chancery.model.record import Field, Party
from chancery.model.viewer import OWNER
from chancery.model.vocabulary import SHEET_TYPES

_copies = schema.copies.c
_likenesses = schema.likenesses.c
_runs = schema.runs.c


class Likening:
    """Keeps which copies are alike, and lets records follow."""

    def __init__(self, keeper: Keeper, judging: Judging, merging: Merging) -> None:
        self._keeper = keeper
        self._judging = judging
        self._merging = merging

    def copies_to_compare(self, version: str, limit: int = 50) -> tuple[str, ...]:
        """Copies that were not compared since they changed, or by another version of who compares."""
        done = exists().where(_runs.stage == STAGE, _runs.subject == _copies.id, _runs.input == version)
        with self._keeper.read() as connection:
            return tuple(connection.execute(select(_copies.id).where(~done).order_by(_copies.id).limit(limit)).scalars())

    def compare_copies(self, copies: Sequence[str], comparer: Comparer) -> int:
        """Compare these copies with all that may be like them, and let those that are of one record be one; how many pairs
        were compared. Texts are laid side by side between two short transactions.
        """
        if not copies:
            return 0
        near = self._sketch(self._compared(copies), comparer)
        met = self._compared({name for each in near.values() for name in each} | set(near))
        pairs = sorted({(min(copy, other), max(copy, other)) for copy, others in near.items() for other in others})
        pairs = [pair for pair in pairs if pair[0] in met and pair[1] in met]
        found = {pair: comparer.compare(met[pair[0]], met[pair[1]]) for pair in pairs}
        with self._keeper.write() as connection:
            self._save(connection, list(near), found, comparer.version)
        return len(pairs)

    def _compared(self, copies: Collection[str]) -> dict[str, Compared]:
        """What these copies are compared by; one that is gone, or changes under our eyes, is not among them."""
        found: dict[str, Compared] = {}
        with self._keeper.read() as connection:
            for some in batches(sorted(copies), MANY):
                fields = self._judging.fields_of(connection, some, OWNER)
                rows = connection.execute(select(_copies.id, _copies.text, _copies.source).where(_copies.id.in_(some))).all()
                for row in rows:
                    with suppress(FileNotFoundError):
                        text = unpack_reading(self._keeper.blobs.read(row.text)).text
                        found[row.id] = _compared(row.id, text, effective(fields.get(row.id, ())), row.source)
        return found

    def _sketch(self, copies: Mapping[str, Compared], comparer: Comparer) -> dict[str, set[str]]:
        """Put sketches of these copies in the place of theirs; of each copy those that it is to be compared with."""
        hashes = {name: comparer.sketch(copy) for name, copy in copies.items()}
        with self._keeper.write() as connection:
            held = [name for name in copies if _is_held(connection, name)]
            for name in held:
                write_sketch(connection, name, hashes[name])
            return {name: near_copies(connection, name, hashes[name]) for name in held}

    def _save(
        self, connection: Connection, copies: Sequence[str], found: Mapping[tuple[str, str], Comparison], version: str
    ) -> None:
        around: set[str] = set()
        held: dict[str, Any] = {}
        for some in batches(sorted({*copies, *(name for pair in found for name in pair)}), MANY):
            query = select(_copies.id, _copies.own_record, _copies.source).where(_copies.id.in_(some))
            held |= {row.id: row for row in connection.execute(query)}
        for copy in copies:
            if copy in held:
                around |= {held[copy].own_record, *_neighbours(connection, copy)}
                drop_likenesses(connection, copy)
                save_runs(connection, STAGE, held[copy].source, version, [RunOf(copy, "", "")])
        rows = [_row(*pair, comparison) for pair, comparison in found.items() if pair[0] in held and pair[1] in held]
        kept = [row for row in rows if row["sameness"] != "different" or row["apart"]]
        if kept:
            connection.execute(insert(schema.likenesses), kept)
        around |= {held[row[side]].own_record for row in kept for side in ("one", "other")}
        self._merging.regroup(connection, around)


def _compared(copy: str, text: str, fields: Sequence[Field], source: str) -> Compared:
    said: dict[str, str] = {}
    to = tuple(field.value.name for field in fields if field.name == "to" and isinstance(field.value, Party))
    for field in fields:
        if isinstance(field.value, str):
            said.setdefault(field.name, field.value)
    kind = said.get("type")
    return Compared(copy, text, said.get("date"), said.get("number"), kind, kind in SHEET_TYPES, to, source)


def _is_held(connection: Connection, copy: str) -> bool:
    return connection.execute(select(_copies.id).where(_copies.id == copy)).first() is not None


def _neighbours(connection: Connection, copy: str) -> set[str]:
    """The own records of the copies that a copy was found like."""
    names = set()
    for this, that in ((_likenesses.one, _likenesses.other), (_likenesses.other, _likenesses.one)):
        query = select(_copies.own_record).join(schema.likenesses, _copies.id == that).where(this == copy)
        names |= set(connection.execute(query).scalars())
    return names


def _row(one: str, other: str, comparison: Comparison) -> dict[str, Any]:
    return {
        "one": one, "other": other, "score": comparison.score, "sameness": comparison.sameness,
        "apart": int(comparison.apart),
        "reasons": write_json([[reason.weight, reason.text] for reason in comparison.reasons]),
    }  # fmt: skip
