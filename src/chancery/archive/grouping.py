"""One record of several copies: what people said are the same record, and under which name it goes on."""

# Who said it last about a pair is right. The record with the smallest id lends its name to the others, so that the same
# decisions give the same names in whatever order they were made or the sources came; the others leave aliases.

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

JOINING = ("merge", "same_record")
PARTING = ("different_record",)


@dataclass(frozen=True, slots=True)
class Pair:
    """A decision that holds, about two records by the names their copies have of their own: the same, or not."""

    one: str
    other: str
    same: bool


def name_groups(pairs: Iterable[Pair], held: Iterable[str]) -> dict[str, str]:
    """The name that each held record goes by; `pairs` are in the order they were decided.

    A record that is not held (its source is not here) joins what is on both sides of it all the same.
    """
    said = {frozenset((pair.one, pair.other)): pair.same for pair in pairs}
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.get(name, name) != name:
            name = parent[name]
        return name

    for both, same in said.items():
        if same and len(both) == 2:
            low, high = sorted(root(name) for name in both)
            parent[high] = low
    names = sorted(set(held))
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(root(name), name)
    return {name: first[root(name)] for name in names}


def others_in(value: object) -> Sequence[str]:
    """The records that a decision names beside its subject: its value is an id or a list of ids."""
    if isinstance(value, str):
        return [value]
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
