"""Cutting a packet again: which part keeps the name of which record."""

# A record is named by its first copy's source and first page. The part that keeps a record's first page keeps its id; a part
# that begins where none began is new; a record whose first page is now inside another's leaves an alias to it.

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from chancery.archive.names import public_id


@dataclass(frozen=True, slots=True)
class HeldCut:
    """A copy as it was cut before."""

    copy: str
    record: str
    first_page: int


@dataclass(frozen=True, slots=True)
class NamedPart:
    """A part of a source with the ids of its copy and record."""

    copy: str
    record: str


@dataclass(frozen=True, slots=True)
class Cuts:
    """The parts in their order, and (id, id it leads to now) of what is no part of its own any more."""

    parts: tuple[NamedPart, ...]
    aliases: tuple[tuple[str, str], ...]


def name_parts(
    source: str,
    before: Sequence[HeldCut],
    parts: Sequence[tuple[int, int]],
    earlier: Collection[str] = (),
) -> Cuts:
    """Name the parts (first and last page) of a source, given how it was cut before; both in the order of the source.

    `earlier` are ids that now lead elsewhere. A part that begins where one of these began takes it back.
    """
    kept: dict[int, HeldCut] = {}
    swallowed: list[tuple[HeldCut, int]] = []
    for cut in before:
        at = _part_of(cut.first_page, parts, kept)
        if at is None:
            continue
        if at in kept:
            swallowed.append((cut, at))
        else:
            kept[at] = cut
    for at, cut in sorted(kept.items()):
        first = parts[at][0]
        if cut.first_page != first and public_id("record", source, first, 0) in earlier:
            swallowed.append((kept.pop(at), at))
    taken = {name for cut in kept.values() for name in (cut.copy, cut.record)}
    named = []
    for at, (first, _) in enumerate(parts):
        if at in kept:
            named.append(NamedPart(kept[at].copy, kept[at].record))
        else:
            named.append(NamedPart(_fresh("copy", source, first, taken), _fresh("record", source, first, taken)))
            taken |= {named[-1].copy, named[-1].record}
    aliases = []
    for cut, at in swallowed:
        aliases.extend([(cut.copy, named[at].copy), (cut.record, named[at].record)])
    return Cuts(tuple(named), tuple(aliases))


def _part_of(page: int, parts: Sequence[tuple[int, int]], kept: dict[int, HeldCut]) -> int | None:
    """The part that has a page; where two share it, the one that begins on it and is still free."""
    having = [at for at, (first, last) in enumerate(parts) if first <= page <= last]
    free = [at for at in having if at not in kept]
    beginning = [at for at in free if parts[at][0] == page]
    return next(iter(beginning or free or having), None)


def _fresh(kind: str, source: str, first_page: int, taken: set[str]) -> str:
    number = 0
    while (name := public_id(kind, source, first_page, number)) in taken:
        number += 1
    return name
