"""The authority file: people known beforehand, the posts they held, and how they are looked for by a printed name.

Facts of the United States' Office of the Historian (people of FRUS, principal officers and chiefs of mission, visits of
leaders), public domain; `scripts/make_authority.py` makes the two compact tables that are shipped.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from chancery.link.names import name_key, surname_keys

# The stage's facts: raised with the tables, so that links made with older ones are stale.
AUTHORITY_VERSION = "1"


@dataclass(frozen=True, slots=True)
class HeldOffice:
    """A post somebody held; `start` and `end` are EDTF days, months or years, `end` empty where it is not known."""

    person: str
    kind: str
    role: str
    place: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person of the authority file; names are inverted (`Yeltsin, Boris N.`), the preferred one first.

    `first_year` and `last_year` are of the volumes that name the person, or of visits; `volumes` says how many do.
    """

    id: str
    names: tuple[str, ...]
    birth_year: int | None
    death_year: int | None
    volumes: int
    first_year: int | None
    last_year: int | None
    posts: tuple[str, ...]
    offices: tuple[HeldOffice, ...]

    @property
    def preferred(self) -> str:
        return self.names[0]


class Authority:
    """People by id, by surname, by office. `by_surname` is what `index_surnames` gives, where that was kept."""

    def __init__(
        self,
        people: Mapping[str, KnownPerson],
        offices: Sequence[HeldOffice],
        by_surname: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.people = people
        self.offices = tuple(offices)
        if by_surname is None:
            by_surname = index_surnames((person.id, person.names) for person in people.values())
        self._by_surname = by_surname
        self._surnames = tuple(key for key in self._by_surname if len(key) >= MISREAD_FROM)

    def find_whole(self, name: str) -> tuple[KnownPerson, ...]:
        """Everybody whose name is printed in its own order (`Mao Tse-tung`) and is this one whole."""
        key = name_key(name)
        bearers = (self.people[number] for number in self._by_surname.get(key, ()))
        return tuple(
            person
            for person in bearers
            if any("," not in known and name_key(known.split(" (")[0]) == key for known in person.names)
        )

    def find_by_surname(self, surname: str) -> tuple[tuple[KnownPerson, int], ...]:
        """Everybody of that surname, each with how many letters of it were taken as misread: 0, else 1.

        Misread letters are allowed only in surnames of six letters or more, and only where nobody bears the name as printed.
        """
        keys = surname_keys(surname)
        ids = list(dict.fromkeys(number for key in keys for number in self._by_surname.get(key, ())))
        if ids or len(keys[0]) < MISREAD_FROM:
            return tuple((self.people[number], 0) for number in ids)
        near = process.extract(keys[0], self._surnames, scorer=DamerauLevenshtein.distance, score_cutoff=1, limit=12)
        ids = list(dict.fromkeys(number for key, _, _ in near for number in self._by_surname[key]))
        return tuple((self.people[number], 1) for number in ids)


MISREAD_FROM = 6


def covers(office: HeldOffice, day: str) -> bool:
    """Whether the post was held on that day; days, months and years are compared by what both state."""
    end = office.end or str(int(office.start[:4]) + 12)
    return office.start <= day[: len(office.start)] and day[: len(end)] <= end


def index_surnames(named: Iterable[tuple[str, Sequence[str]]]) -> dict[str, tuple[str, ...]]:
    """By key of a surname the ids of those who bear it; names are inverted, or in their own order where no comma stands."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for number, names in named:
        for name in names:
            # `Mao Tse-tung` has no comma: it is looked for whole, and by its first word, the surname.
            words = name.split(",")[0] if "," in name else name.split(" (")[0]
            keys = surname_keys(words) if "," in name else (name_key(words), name_key(words.split(" ")[0]))
            for key in keys:
                found[key][number] = None
    return {key: tuple(ids) for key, ids in found.items()}


class ShippedPeople(Mapping[str, KnownPerson]):
    """The people of the shipped table, each read from its line when asked for: a run meets a few hundred of them."""

    def __init__(self, table: str, offices: Iterable[HeldOffice]) -> None:
        self._lines = {line[: line.index("\t")]: line for line in table.splitlines()}
        self._offices: dict[str, list[HeldOffice]] = defaultdict(list)
        for office in offices:
            self._offices[office.person].append(office)
        self._read: dict[str, KnownPerson] = {}

    def __getitem__(self, number: str) -> KnownPerson:
        if number not in self._read:
            row = self._lines[number].split("\t")
            self._read[number] = KnownPerson(
                row[0], tuple(row[1].split("|")), _year(row[2]), _year(row[3]), int(row[4]), _year(row[5]), _year(row[6]),
                tuple(post for post in row[7].split("|") if post), tuple(self._offices.get(number, ())),
            )  # fmt: skip
        return self._read[number]

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


@cache
def load_authority() -> Authority:
    """The shipped facts, once a process; `scripts/make_authority.py` keeps the index of surnames beside them."""
    folder = files("chancery.link") / "facts"
    people, offices, surnames = (
        gzip.decompress((folder / f"{name}.tsv.gz").read_bytes()).decode() for name in ("people", "offices", "surnames")
    )
    held = tuple(HeldOffice(*line.split("\t")) for line in offices.splitlines())
    by_surname = dict[str, Sequence[str]]()
    for line in surnames.splitlines():
        key, *ids = line.split("\t")
        by_surname[key] = ids
    return Authority(ShippedPeople(people, held), held, by_surname)


def _year(text: str) -> int | None:
    return int(text[:4]) if text[:4].isdigit() else None
