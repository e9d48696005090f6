"""One record of several copies: what machines found and people said are the same record, and under which name it goes on."""

# Who said it last about a pair is right, and a person is right before any machine. The machine's pairs are taken in the order
# of their odds, and none that would bring together what a person or a telling difference keeps apart. The record with the
# smallest id lends its name to the others, so that the same pairs give the same names in whatever order they were found or
# the sources came; the others leave aliases.

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


@dataclass(frozen=True, slots=True)
class Alike:
    """What comparing the copies of two records gave: one record at these odds, or (`same` false) two that are told apart."""

    one: str
    other: str
    score: float
    same: bool


class _Groups:
    """Records gathered in groups, each with those that none of its members may be together with."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}
        self._members: dict[str, set[str]] = {}
        self._apart: dict[str, set[str]] = {}

    def root(self, name: str) -> str:
        while self._parent.get(name, name) != name:
            name = self._parent[name]
        return name

    def join(self, one: str, other: str) -> None:
        low, high = sorted((self.root(one), self.root(other)))
        if low == high:
            return
        self._parent[high] = low
        self._members[low] = self.members(low) | self.members(high)
        self._apart[low] = self._apart.get(low, set()) | self._apart.get(high, set())

    def part(self, one: str, other: str) -> None:
        self._apart.setdefault(self.root(one), set()).add(other)
        self._apart.setdefault(self.root(other), set()).add(one)

    def members(self, root: str) -> set[str]:
        return self._members.get(root, {root})

    def may_join(self, one: str, other: str) -> bool:
        one, other = self.root(one), self.root(other)
        return self._apart.get(one, set()).isdisjoint(self.members(other))


def name_groups(pairs: Iterable[Pair], held: Iterable[str], alike: Iterable[Alike] = ()) -> dict[str, str]:
    """The name that each held record goes by; `pairs` are in the order they were decided.

    A record that is not held (its source is not here) joins what is on both sides of it all the same.
    """
    said = {frozenset((pair.one, pair.other)): pair.same for pair in pairs}
    groups = _Groups()
    for both, same in said.items():
        if same and len(both) == 2:
            groups.join(*both)
    found = [each for each in alike if frozenset((each.one, each.other)) not in said]
    for both, same in said.items():
        if not same and len(both) == 2:
            groups.part(*both)
    for each in found:
        if not each.same:
            groups.part(each.one, each.other)
    for each in sorted(found, key=lambda each: (-each.score, *sorted((each.one, each.other)))):
        if each.same and groups.may_join(each.one, each.other):
            groups.join(each.one, each.other)
    first: dict[str, str] = {}
    names = sorted(set(held))
    for name in names:
        first.setdefault(groups.root(name), name)
    return {name: first[groups.root(name)] for name in names}


def others_in(value: object) -> Sequence[str]:
    """The records that a decision names beside its subject: its value is an id or a list of ids."""
    if isinstance(value, str):
        return [value]
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
