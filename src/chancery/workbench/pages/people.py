"""People: the list of those whom records name, and one person with the records from, to and about him."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from chancery.workbench.pages.asked import Asked
from chancery.workbench.pages.finding import DecisionShown
from chancery.workbench.pages.said import DateShown

PersonAct = Literal["merge", "split", "pick", "reject"]
Side = Literal["from", "to", "with", "about"]


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in a list: the name sorted by, how many records name him, how many of them doubtfully.

    `known` tells that the authority file has him.
    """

    id: str
    name: str
    records: int
    uncertain: int
    known: bool


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of the list of people by surname, behind the person `after`; `words` are those asked for, `next` goes on."""

    words: str
    after: str
    people: tuple[PersonLine, ...]
    next: str = ""


@dataclass(frozen=True, slots=True)
class OfficeShown:
    """A post with the days it was held, as people read them ("20 January 1993 to 20 January 2001")."""

    office: str
    held: str


@dataclass(frozen=True, slots=True)
class CandidateShown:
    """Somebody whom a name may mean, how likely (0..1), and why."""

    id: str
    name: str
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamedIn:
    """A record that names the person: on which side, by which name (with what stands beside it), on which page of its file.

    `finding` is the party's finding. `doubt` is empty where the link is not doubtful, else it says how; `why` are reasons of
    the link, `by_person` tells that somebody decided it, `candidates` are others whom the name may mean.
    """

    record: str
    title: str
    date: DateShown | None
    side: Side
    field: str
    finding: str
    printed: str
    role: str
    page: int | None
    confidence: float | None
    why: tuple[str, ...]
    doubt: str = ""
    by_person: bool = False
    candidates: tuple[CandidateShown, ...] = ()


@dataclass(frozen=True, slots=True)
class AboutRow:
    """A record whose text names the person, who neither wrote nor received it."""

    record: str
    title: str
    date: DateShown | None


@dataclass(frozen=True, slots=True)
class PrintedName:
    """A name as records print it, and how many times they do."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person: names as printed and as the authority file knows them, offices, records, what is uncertain, decisions.

    `rows` are named records from position `first` (from 0) of `total`, by date; `uncertain` all doubtful ones; `like` others of
    the same surname, whom one may merge. `about` records that speak of the person, `about_asked` the search that finds them
    all; `named_asked` finds every record that he wrote, received or took part in.
    """

    id: str
    name: str
    authority: str | None
    names: tuple[PrintedName, ...]
    known_names: tuple[str, ...]
    offices: tuple[OfficeShown, ...]
    rows: tuple[NamedIn, ...]
    total: int
    uncertain: tuple[NamedIn, ...]
    about: tuple[AboutRow, ...]
    about_total: int
    about_asked: Asked | None
    named_asked: Asked
    like: tuple[PersonLine, ...] = ()
    merged: tuple[PrintedName, ...] = ()
    history: tuple[DecisionShown, ...] = ()
    first: int = 0
    per_page: int = 100


@dataclass(frozen=True, slots=True)
class PersonDecisionAsked:
    """What a reader says of a person: `merge` with `others` (ids of people); `split` off the names `findings` to a person of
    their own; `pick`: the names `findings` mean this person; `reject`: they do not.
    """

    act: PersonAct
    who: str
    person: str
    others: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class PersonDecided:
    """The decisions that were written, and the person that the id leads to now."""

    decisions: tuple[DecisionShown, ...]
    person: str
