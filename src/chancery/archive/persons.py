"""What people decided about people: who is one, who is not, whom a name means."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, select

from chancery.archive import schema
from chancery.archive.aliases import now_is
from chancery.archive.base import MANY, batches
from chancery.archive.grouping import Pair, name_groups, others_in
from chancery.archive.names import public_id
from chancery.archive.withdrawn import withdrawn_ids
from chancery.errors import DecisionRefused, NotFound
from chancery.model.decision import Subject
from chancery.model.vocabulary import Action, Verdict

_decisions = schema.decisions.c
_namings = schema.namings.c
_people = schema.people.c
STAGE = "people"  # the stage's name in what was run


def naming_name(person: str, finding: str) -> str:
    """The name under which decisions on whether a name means a person are kept."""
    return f"{person}/{finding}"


def split_name(decision: str) -> str:
    """The id of the person that a decision parts from another."""
    return public_id("person", "split", decision)


@dataclass
class Decided:
    """Everything that holds of what people said of people: by finding whom it means and whom not, and who are one.

    `picked` gives the person's id and the decision's, `refused` the ids of people.
    """

    picked: dict[str, tuple[str, str]] = field(default_factory=dict)
    refused: dict[str, set[str]] = field(default_factory=dict)
    pairs: list[Pair] = field(default_factory=list)

    @staticmethod
    def of(connection: Connection) -> Decided:
        query = select(schema.decisions).where(_decisions.subject_kind == "person").order_by(_decisions.position)
        rows = connection.execute(query).all()
        gone = withdrawn_ids(rows)
        decided = Decided()
        for row in rows:
            if row.id not in gone and row.verdict != "withdrawn":
                decided._take(connection, row)
        return decided

    def _take(self, connection: Connection, row: Any) -> None:
        if row.action == "merge":
            self.pairs.extend(Pair(row.subject, other, True) for other in others_in(json.loads(row.value)))
        elif row.action == "split":
            for finding in others_in(json.loads(row.value)):
                self.picked[finding] = (split_name(row.id), row.id)
        elif row.subject_field is not None and row.verdict == "rejected":
            if self.picked.get(row.subject_field, ("",))[0] == row.subject:
                del self.picked[row.subject_field]
            self.refused.setdefault(row.subject_field, set()).add(row.subject)
        elif row.subject_field is not None and row.action == "pick":
            self.picked[row.subject_field] = (now_is(connection, row.subject), row.id)
            self.refused.get(row.subject_field, set()).discard(row.subject)

    def groups(self, connection: Connection) -> Mapping[str, str]:
        """The id that every person spoken of goes by: that of one whom the authority file knows, else of one who is known by
        a forename, too; else the smallest.
        """
        spoken_of = sorted({name for pair in self.pairs for name in (pair.one, pair.other)})
        names = name_groups(self.pairs, spoken_of)
        rank: dict[str, int] = {}
        for some in batches(spoken_of, MANY):
            query = select(_people.id, _people.authority, _people.sort_name).where(_people.id.in_(some))
            rank |= {
                row.id: 0 if row.authority is not None else 1 if ", " in row.sort_name else 2
                for row in connection.execute(query)
            }
        best: dict[str, str] = {}
        for name in sorted(spoken_of, key=lambda name: (rank.get(name, 3), name)):
            best.setdefault(names[name], name)
        return {name: best[names[name]] for name in spoken_of}


def person_now(connection: Connection, name: str) -> str | None:
    """The person that an id leads to now; None where none does."""
    name = now_is(connection, name)
    query = select(_namings.person).where(_namings.own_person == name, _namings.person.is_not(None)).limit(1)
    held = connection.execute(query).scalar()
    if held is not None:
        return str(held)
    found = connection.execute(select(_people.id).where(_people.id == name)).scalar()
    return None if found is None else str(found)


def check_person(connection: Connection, subject: Subject, verdict: Verdict, value: Any, action: Action | None) -> None:
    """Refuse what cannot be said of a person. Raises DecisionRefused, NotFound."""
    if person_now(connection, subject.id) is None:
        raise NotFound("the archive holds no person of this name", where=subject.id, remedy="Check the id.")
    if subject.field is not None:
        query = select(_namings.finding).where(_namings.finding == subject.field)
        if connection.execute(query).first() is None:
            raise NotFound("the archive holds no name of this id", where=subject.field, remedy="Check the id.")
        if (verdict, action) not in (("confirmed", "pick"), ("rejected", None)):
            raise DecisionRefused(
                "a name is this person's or is not", where=subject.id, remedy="Pick the person, or reject the link."
            )
        return
    others = others_in(value)
    if action == "merge" and verdict == "confirmed":
        if not others or subject.id in others:
            raise DecisionRefused("it needs another person", where=subject.id, remedy="Name the other person's id.")
        for each in others:
            if person_now(connection, each) is None:
                raise NotFound("the archive holds no person of this name", where=each, remedy="Check the id.")
        return
    if action == "split" and verdict == "corrected":
        _check_split(connection, subject.id, others)
        return
    raise DecisionRefused("people are merged or split", where=subject.id, remedy="Say which, and with whom or what.")


def _check_split(connection: Connection, person: str, findings: Sequence[str]) -> None:
    now = person_now(connection, person)
    query = select(_namings.finding).where(_namings.person == now)
    held = set(connection.execute(query).scalars())
    if not findings or not set(findings) <= held:
        raise DecisionRefused(
            "a person is split by names that are this person's",
            where=person,
            remedy="Name them by the ids of their findings.",
        )
    if set(findings) == held:
        raise DecisionRefused("nothing would be left of this person", where=person, remedy="Leave one name at least.")


def is_there(connection: Connection, decision: Any) -> bool:
    """Whether everybody, and every name, that a decision about people speaks of is held."""
    others = others_in(json.loads(decision.value)) if decision.action in ("merge", "split") else ()
    people = [decision.subject, *(others if decision.action == "merge" else ())]
    findings = list(others) if decision.action == "split" else []
    if decision.subject_field is not None:
        findings.append(decision.subject_field)
    held = set(connection.execute(select(_namings.finding).where(_namings.finding.in_(findings))).scalars())
    return held == set(findings) and all(person_now(connection, each) is not None for each in people)


def forget_runs(connection: Connection, copies: Iterable[str]) -> None:
    """These copies' names are to be read and gathered anew."""
    runs = schema.runs.c
    for some in batches(sorted(set(copies)), MANY):
        connection.execute(delete(schema.runs).where(runs.stage == STAGE, runs.subject.in_(some)))


def copies_spoken_of(connection: Connection, decision: Any) -> set[str]:
    """The copies whose names a decision about people touches."""
    value = json.loads(decision.value)
    findings = list(others_in(value)) if decision.action == "split" else []
    if decision.subject_field is not None:
        findings.append(decision.subject_field)
    people = [decision.subject, *(others_in(value) if decision.action == "merge" else ())] if not findings else []
    query = select(_namings.copy).where(
        _namings.finding.in_(findings) | _namings.own_person.in_(people) | _namings.person.in_(people)
    )
    return set(connection.execute(query).scalars())
