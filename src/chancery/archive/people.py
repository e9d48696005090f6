"""People as a viewer may know them: one by one with the names that are theirs, in a list, and for a copy's parties."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, func, select, tuple_

from chancery.archive import schema
from chancery.archive.base import MANY, batches, one, scope_of
from chancery.archive.cards import text_key
from chancery.archive.held import HeldNaming, HeldPerson, PersonCandidate, PersonRow
from chancery.archive.keeper import Keeper
from chancery.archive.persons import person_now
from chancery.archive.seeing import closed_pages
from chancery.errors import NotFound
from chancery.model.person import OfficeHeld
from chancery.model.viewer import Viewer

_cards = schema.cards.c
_namings = schema.namings.c
_people = schema.people.c


class People:
    """Tells of people and of the names that mean them."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    def person(self, name: str, viewer: Viewer) -> HeldPerson:
        """A person by id or an earlier id, with every name a viewer may see. Raises NotFound, also where there is none."""
        with self._keeper.read() as connection:
            now = one(person_now(connection, name), "person", name)
            row = one(connection.execute(select(schema.people).where(_people.id == now)).first(), "person", name)
            namings = _read_namings(connection, viewer, _namings.person == now)
            own = select(_namings.own_person).where(_namings.person == now).distinct()
            merged = tuple(sorted({each for each in connection.execute(own).scalars() if each != now}))
            hidden = _count(connection, now) - len(namings)
        if not namings and not viewer.sees_closed:
            raise NotFound("the archive holds no person of this name", where=name, remedy="Check the id.")
        person = _held(row, namings, merged, name)
        return _as_seen(person) if hidden and row.authority is None else person

    def people(self, viewer: Viewer, words: str = "", *, after: str = "", limit: int = 100) -> tuple[PersonRow, ...]:
        """A page of the list of those whom records name, by surname, behind the person `after`; all of `words` are in a name."""
        wanted = [text_key(word) for word in words.split()]
        found: list[PersonRow] = []
        with self._keeper.read() as connection:
            place = None
            if after:
                place = connection.execute(select(_people.sort_key, _people.id).where(_people.id == after)).first()
            while len(found) < limit:
                rows = _list(connection, viewer, wanted, place, limit)
                for row in rows:
                    seen = _seen_row(connection, row, viewer)
                    if seen is not None and (viewer.sees_closed or _has_words(connection, seen, wanted, viewer)):
                        found.append(seen)
                if len(rows) < limit:
                    break
                place = rows[-1]
        return tuple(found[:limit])

    def namings(self, copies: Sequence[str], viewer: Viewer) -> dict[str, HeldNaming]:
        """By finding whom the parties of these copies mean."""
        found: dict[str, HeldNaming] = {}
        with self._keeper.read() as connection:
            for some in batches(copies, MANY):
                rows = _read_namings(connection, viewer, _namings.copy.in_(some))
                found |= {naming.finding: naming for naming in rows}
        return found

    def names_of(self, people: Iterable[str], viewer: Viewer) -> dict[str, tuple[str, ...]]:
        """Every name that is known of these people or printed for them where the viewer may see it."""
        names: dict[str, dict[str, None]] = {}
        with self._keeper.read() as connection:
            for some in batches(sorted(set(people)), MANY):
                query = select(schema.people).where(_people.id.in_(some), _people.authority.is_not(None))
                for row in connection.execute(query):
                    names[row.id] = dict.fromkeys((row.name, *json.loads(row.names)))
                for person, printed in _printed(connection, some, viewer):
                    names.setdefault(person, {})[printed] = None
        return {person: tuple(each) for person, each in names.items()}

    def person_ids(self, viewer: Viewer) -> Iterable[str]:
        """The id of everybody whom a record that the viewer may see names, in order."""
        after = ""
        while True:
            query = (
                select(_namings.person)
                .join(schema.cards, (_cards.copy == _namings.copy) & (_cards.scope == scope_of(viewer)))
                .where(_namings.person > after)
                .group_by(_namings.person)
                .order_by(_namings.person)
                .limit(MANY)
            )
            with self._keeper.read() as connection:
                names = list(connection.execute(query).scalars())
            yield from names
            if len(names) < MANY:
                return
            after = names[-1]


def _printed(connection: Connection, people: Sequence[str], viewer: Viewer) -> Sequence[tuple[str, str]]:
    """The names printed for these people where the viewer may see them, in order."""
    query = select(_namings.person, _namings.printed).where(_namings.person.in_(people))
    if viewer.sees_closed:
        query = query.distinct().order_by(_namings.person, _namings.printed)
        return [(row.person, row.printed) for row in connection.execute(query)]
    seen = _read_namings(connection, viewer, _namings.person.in_(people))
    return sorted({(naming.person or "", naming.printed) for naming in seen})


def _list(connection: Connection, viewer: Viewer, wanted: Sequence[str], place: Any, limit: int) -> Sequence[Any]:
    """Rows of people with how many records name them, in order of surname, behind a place."""
    query = (
        select(schema.people, func.count(_cards.record.distinct()).label("records"))
        .join(schema.namings, _namings.person == _people.id)
        .join(schema.cards, (_cards.copy == _namings.copy) & (_cards.scope == scope_of(viewer)))
        .group_by(*schema.people.columns)
        .order_by(_people.sort_key, _people.id)
        .limit(limit)
    )
    for word in wanted:
        query = query.where(_people.search_key.contains(word, autoescape=True))
    if place is not None:
        query = query.where(tuple_(_people.sort_key, _people.id) > tuple_(place.sort_key, place.id))
    return connection.execute(query).all()


def _seen_row(connection: Connection, row: Any, viewer: Viewer) -> PersonRow | None:
    doubtful = select(func.count()).where(
        _namings.person == row.id, _namings.by == "machine", _namings.verdict.in_(("probable", "ambiguous"))
    )
    if viewer.sees_closed:
        uncertain = int(connection.execute(doubtful).scalar() or 0)
        return PersonRow(row.id, row.name, row.sort_name, row.sort_key, row.authority, int(row.records), uncertain)
    namings = _read_namings(connection, viewer, _namings.person == row.id)
    if not namings:
        return None
    person = _held(row, namings, (), row.id)
    if row.authority is None and _count(connection, row.id) > len(namings):
        person = _as_seen(person)
    records = len({naming.record for naming in namings})
    uncertain = sum(naming.is_uncertain for naming in namings)
    return PersonRow(row.id, person.name, person.sort_name, row.sort_key, row.authority, records, uncertain)


def _has_words(connection: Connection, row: PersonRow, wanted: Sequence[str], viewer: Viewer) -> bool:
    """Whether a name that the viewer may see has the words: one that stands on a closed page finds nobody."""
    held = connection.execute(select(_people.names).where(_people.id == row.id)).scalar()
    printed = [naming.printed for naming in _read_namings(connection, viewer, _namings.person == row.id)]
    said = " ".join(text_key(name) for name in (row.name, *json.loads(held or "[]"), *printed))
    return all(word in said for word in wanted)


def _count(connection: Connection, person: str) -> int:
    return int(connection.execute(select(func.count()).where(_namings.person == person)).scalar() or 0)


def _held(row: Any, namings: Sequence[HeldNaming], merged: tuple[str, ...], asked: str) -> HeldPerson:
    offices = tuple(OfficeHeld(*held) for held in json.loads(row.offices))
    return HeldPerson(
        row.id, row.name, row.sort_name, row.authority, tuple(json.loads(row.names)), offices, tuple(namings), merged, asked
    )


def _as_seen(person: HeldPerson) -> HeldPerson:
    """A person of no list as who does not see everything may call him: by the longest name that stands on open pages."""
    names = sorted({naming.printed for naming in person.namings}, key=lambda name: (-len(name), name))
    return replace(person, name=names[0], sort_name=names[0])


def _read_namings(connection: Connection, viewer: Viewer, where: Any) -> list[HeldNaming]:
    """The names that a viewer may see, in the order of their dates."""
    query = (
        select(schema.namings, _cards.record, _cards.earliest)
        .join(schema.cards, (_cards.copy == _namings.copy) & (_cards.scope == scope_of(viewer)))
        .where(where)
        .order_by(_cards.earliest, _cards.record, _namings.copy, _namings.field, _namings.finding)
    )
    rows = connection.execute(query).all()
    closed = closed_pages(connection, {row.source for row in rows}, viewer)
    if closed:
        rows = [row for row in rows if (row.source, row.page_number) not in closed]
    return _named(connection, rows)


def _named(connection: Connection, rows: Sequence[Any]) -> list[HeldNaming]:
    candidates = {row.finding: json.loads(row.candidates) for row in rows}
    ids = {who for each in candidates.values() for who, _, _ in each} | {row.person for row in rows if row.person}
    people: dict[str, Any] = {}
    for some in batches(sorted(ids), MANY):
        query = select(_people.id, _people.name, _people.authority).where(_people.id.in_(some))
        people |= {row.id: row for row in connection.execute(query)}
    return [_naming(row, candidates[row.finding], people) for row in rows]


def _naming(row: Any, candidates: Sequence[Any], people: Mapping[str, Any]) -> HeldNaming:
    role, day, *_ = json.loads(row.mention)
    others = tuple(
        PersonCandidate(who, people[who].name, score, tuple(reasons), people[who].authority)
        for who, score, reasons in candidates
        if who in people and who != row.person
    )
    return HeldNaming(
        row.finding, row.copy, row.record, row.source, row.page_number, row.field, row.printed, role, day, row.person,
        row.by, row.verdict, row.confidence, tuple(json.loads(row.reasons)), others,
        known_as=people[row.person].name if row.person in people and people[row.person].authority is not None else "",
    )  # fmt: skip
