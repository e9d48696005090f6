"""Sketches of copies: which copies are to be compared with which, found by a few hashes and never all with all."""

# A copy is compared with those that share some hashes of its sketch, whichever of the two came first; a hash that very many
# copies have tells of none. When a hash becomes one of those, or is one no longer, the copies that have it are looked at
# again: so what is linked never depends on the order of coming.

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, insert, select

from chancery.archive import schema
from chancery.archive.base import MANY, batches
from chancery.model.likeness import COMMON_FROM, LEAST_SHARED

STAGE = "copies"
# What of a header tells records apart: when a person changes one of these, the copy is compared anew.
COMPARED_FIELDS = frozenset({"date", "number", "type"})
_likenesses = schema.likenesses.c
_runs = schema.runs.c
_sketches = schema.sketches.c


def write_sketch(connection: Connection, copy: str, hashes: Sequence[int]) -> None:
    """Put a sketch in the place of the one that a copy had."""
    before = set(connection.execute(select(_sketches.hash).where(_sketches.copy == copy)).scalars())
    come = sorted(set(hashes) - before)
    _drop(connection, copy, sorted(before - set(hashes)))
    if come:
        connection.execute(insert(schema.sketches), [{"hash": number, "copy": copy} for number in come])
    for number in come:
        holders = _holders(connection, number)
        if len(holders) == COMMON_FROM:
            forget_comparing(connection, set(holders) - {copy})


def drop_sketch(connection: Connection, copy: str) -> None:
    """A copy is gone: forget its sketch and what it was found like."""
    hashes = connection.execute(select(_sketches.hash).where(_sketches.copy == copy)).scalars()
    _drop(connection, copy, sorted(hashes))
    drop_likenesses(connection, copy)


def _drop(connection: Connection, copy: str, hashes: Sequence[int]) -> None:
    for number in hashes:
        holders = _holders(connection, number)
        connection.execute(delete(schema.sketches).where(_sketches.hash == number, _sketches.copy == copy))
        if len(holders) == COMMON_FROM:
            forget_comparing(connection, set(holders) - {copy})


def _holders(connection: Connection, number: int) -> list[str]:
    """The copies that have a hash; one more than COMMON_FROM stand for many."""
    query = select(_sketches.copy).where(_sketches.hash == number).limit(COMMON_FROM + 1)
    return list(connection.execute(query).scalars())


def near_copies(connection: Connection, copy: str, hashes: Sequence[int]) -> set[str]:
    """The copies that share enough of a sketch to be compared."""
    shared: Counter[str] = Counter()
    for number in hashes:
        holders = _holders(connection, number)
        if len(holders) < COMMON_FROM:
            shared.update(holders)
    return {other for other, count in shared.items() if count >= LEAST_SHARED and other != copy}


def drop_likenesses(connection: Connection, copy: str) -> None:
    """Forget what a copy was found like."""
    for side in (_likenesses.one, _likenesses.other):
        connection.execute(delete(schema.likenesses).where(side == copy))


def forget_comparing(connection: Connection, copies: Iterable[str]) -> None:
    """These copies are to be compared anew."""
    for some in batches(sorted(set(copies)), MANY):
        connection.execute(delete(schema.runs).where(_runs.stage == STAGE, _runs.subject.in_(some)))
