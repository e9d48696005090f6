"""People: where a record names one, who that is taken to be and why, and the person that mentions are gathered in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from chancery.model.link import Candidate, Link


@dataclass(frozen=True, slots=True)
class NameMention:
    """A party as a copy of a record prints it, with what else the copy says of who it may be.

    `id` is the finding's public id, `field` which of the party fields it is (`from`, `to` ...), `day` the record's date as
    EDTF, `setting` the words of the letterhead and the place (for who writes only), `others` the other parties' names; of a
    writer `opposite` are the addressees (name and office), of an addressee the writers.
    """

    id: str
    copy: str
    field: str
    name: str
    role: str = ""
    day: str | None = None
    setting: str = ""
    others: tuple[str, ...] = ()
    opposite: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """A mention looked at by itself. `name` is the name it is taken to print, fuller than printed where the rest of the
    record tells it; `link` who of the authority file it is; only mentions of one `block` can be one unknown person.

    `block` is empty where no surname is printed: then the authority file alone can tell who is meant.
    """

    mention: NameMention
    name: str
    block: str
    link: Link


@dataclass(frozen=True, slots=True)
class OfficeHeld:
    """A post that a known person held, from when to when (EDTF; empty where it is not known)."""

    office: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is known of a person beyond one mention: the name to show, the authority's id and what it says.

    `sort_name` has the surname first.
    """

    name: str
    sort_name: str
    authority: str | None = None
    names: tuple[str, ...] = ()
    offices: tuple[OfficeHeld, ...] = ()


@dataclass(frozen=True, slots=True)
class Assigned:
    """Which person a mention is of, by a key computed from content; None where it is left open and nobody is named.

    The verdict is `linked` where the person is known (or gathered with mentions that name him whole), `none` where he is in
    no list, `probable` or `ambiguous` where a person should look; then `candidates` (targets are keys) say who it may be.
    """

    person: str | None
    verdict: str
    confidence: float
    reasons: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Gathered:
    """The mentions of some blocks, each with its person, and what is known of every person and candidate by key."""

    assigned: Mapping[str, Assigned]
    people: Mapping[str, PersonFacts]


class Linker(Protocol):
    """Who reads mentions and gathers them into people; the same for the same mentions in whatever order."""

    version: str

    def read(self, mention: NameMention) -> Named | None:
        """A mention by itself; None where no person is named (a state, an office of many)."""
        ...

    def gather(self, named: Sequence[Named], refused: Mapping[str, Collection[str]]) -> Gathered:
        """All mentions of some blocks into people. `refused`: keys of people that a person said a mention is not."""
        ...

    def name_of(self, printed: Sequence[str]) -> PersonFacts:
        """What somebody of whom only these printed names are known is called."""
        ...
