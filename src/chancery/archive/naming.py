"""The names in records and the people they mean, kept: who reads and gathers them is another room's, asked as a `Linker`."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, insert, select, update

from chancery.archive import schema
from chancery.archive.base import MANY, batches, touch
from chancery.archive.cards import text_key
from chancery.archive.effective import effective_findings, header_of
from chancery.archive.freshness import RunOf, save_runs
from chancery.archive.held import HeldCopy, HeldFinding
from chancery.archive.judged import Judging
from chancery.archive.keeper import Keeper
from chancery.archive.names import public_id, write_json
from chancery.archive.persons import STAGE, Decided, forget_runs
from chancery.archive.seeing import held_copy
from chancery.model.link import Candidate, Link, Reason
from chancery.model.person import Assigned, Gathered, Linker, Named, NameMention, PersonFacts
from chancery.model.record import Field, Party
from chancery.model.viewer import OWNER
from chancery.model.vocabulary import PARTY_FIELDS

_copies = schema.copies.c
_findings = schema.findings.c
_namings = schema.namings.c
_people = schema.people.c
KNOWN, BY_NAME = "authority:", "name:"


def person_id(key: str) -> str:
    """The public id of a person of this key."""
    return public_id("person", key)


class Naming:
    """Keeps which person each name means, and lets it follow records and decisions."""

    def __init__(self, keeper: Keeper, judging: Judging) -> None:
        self._keeper = keeper
        self._judging = judging

    def copies_to_gather(self, version: str, limit: int = 200) -> tuple[str, ...]:
        """Copies whose names were not gathered since they changed, or by another version of who reads names."""
        runs = schema.runs.c
        done = exists().where(runs.stage == STAGE, runs.subject == _copies.id, runs.input == version)
        with self._keeper.read() as connection:
            return tuple(connection.execute(select(_copies.id).where(~done).order_by(_copies.id).limit(limit)).scalars())

    def gather_people(self, copies: Sequence[str], linker: Linker) -> None:
        """Read the names in these copies anew and gather them, with all others that may be theirs, into people.

        Only names of the same blocks are looked at; everything follows in one transaction.
        """
        with self._keeper.write() as connection:
            held: list[HeldCopy] = []
            for some in batches(copies, MANY):
                query = select(schema.copies).where(_copies.id.in_(some))
                held += [held_copy(row) for row in connection.execute(query)]
            if not held:
                return
            changed = _Changed(connection)
            blocks = self._read(connection, held, linker, changed)
            rows = self._rows_of(connection, blocks, held)
            self._settle(connection, rows, linker, changed)
            for copy in held:
                save_runs(connection, STAGE, copy.source, linker.version, [RunOf(copy.id, "", "")])
            changed.follow()

    def _read(
        self, connection: Connection, copies: Sequence[HeldCopy], linker: Linker, changed: _Changed
    ) -> set[str]:  # fmt: skip
        """Put the names of these copies in the place of those they had; the blocks that either stand in."""
        names = [copy.id for copy in copies]
        blocks: set[str] = set()
        for some in batches(names, MANY):
            here = _namings.copy.in_(some)
            for row in connection.execute(select(schema.namings).where(here)).all():
                blocks.add(row.block)
                changed.before(row)
            connection.execute(delete(schema.namings).where(here))
        fields = self._judging.fields_of(connection, names, OWNER)
        rows = []
        for copy in copies:
            for mention, finding in self._mentions(connection, copy, fields.get(copy.id, ())):
                named = linker.read(mention)
                if named is not None:
                    blocks.add(named.block)
                    rows.append(_row(copy, finding, named))
        ids = [row["finding"] for row in rows]
        for some in batches(ids, MANY):
            connection.execute(delete(schema.namings).where(_namings.finding.in_(some)))
        if rows:
            connection.execute(insert(schema.namings), rows)
        return blocks

    def _mentions(
        self, connection: Connection, copy: HeldCopy, found: Sequence[HeldFinding]
    ) -> Iterable[tuple[NameMention, HeldFinding]]:
        findings = effective_findings(found)
        contents = [(each, each.content) for each in findings if isinstance(each.content, Field)]
        header = header_of(content for _, content in contents)
        parties = [
            (each, content.name, content.value)
            for each, content in contents
            if content.name in PARTY_FIELDS and isinstance(content.value, Party)
        ]
        if not parties:
            return
        setting = " ".join((*self._letterheads(connection, copy), header.place or "")).strip()
        for each, name, party in parties:
            others = tuple(dict.fromkeys(other.name for one, _, other in parties if one.id != each.id))
            across = {"from": "to", "to": "from"}.get(name)
            opposite = tuple((other.name, other.role or "") for _, side, other in parties if side == across)
            yield (
                NameMention(each.id, copy.id, name, party.name, party.role or "", header.date, setting, others, opposite),
                each,
            )

    def _letterheads(self, connection: Connection, copy: HeldCopy) -> list[str]:
        """The words of the letterheads of a copy's first page."""
        here = (_findings.source == copy.source, _findings.kind == "region", _findings.name == "letterhead")
        found = self._judging.load(connection, OWNER, *here, _findings.page_number == copy.first_page)
        return [text for each in found if each.holds and (text := getattr(each.content, "text", ""))]

    @staticmethod
    def _rows_of(connection: Connection, blocks: Collection[str], copies: Sequence[HeldCopy]) -> list[Any]:
        """The names of these blocks in the whole archive; those without a surname of these copies alone."""
        rows: list[Any] = []
        for some in batches(sorted(set(blocks) - {""}), MANY):
            rows += connection.execute(select(schema.namings).where(_namings.block.in_(some))).all()
        for some in batches([copy.id for copy in copies], MANY):
            here = (_namings.block == "", _namings.copy.in_(some))
            rows += connection.execute(select(schema.namings).where(*here)).all()
        return rows

    def _settle(self, connection: Connection, rows: Sequence[Any], linker: Linker, changed: _Changed) -> None:
        """Let these names mean whom their linker says, or people."""
        decided = Decided.of(connection)
        free = [row for row in rows if row.finding not in decided.picked]
        gathered = linker.gather([read_named(row) for row in free], self._refused(connection, decided))
        _save_people(connection, gathered.people)
        groups = decided.groups(connection)
        updates = []
        for row in rows:
            values = _settled(row, decided, gathered, groups)
            if any(getattr(row, name) != value for name, value in values.items()):
                changed.before(row)
                for person in {values["own_person"], values["person"]} - {None}:
                    changed.look_at(person)
                updates.append({"of": row.finding, **values})
        if updates:
            columns = [name for name in updates[0] if name != "of"]
            query = update(schema.namings).where(_namings.finding == bindparam("of"))
            connection.execute(query.values({name: bindparam(name) for name in columns}), updates)
        self._name_parted(connection, rows, decided, linker)

    @staticmethod
    def _refused(connection: Connection, decided: Decided) -> Mapping[str, set[str]]:
        """By finding the keys of people it does not mean; of people by their name alone the key says only that."""
        ids = {person for people in decided.refused.values() for person in people}
        known: dict[str, str] = {}
        for some in batches(sorted(ids), MANY):
            query = select(_people.id, _people.authority).where(_people.id.in_(some), _people.authority.is_not(None))
            known |= {row.id: row.authority for row in connection.execute(query)}
        return {
            finding: {KNOWN + known[person] if person in known else BY_NAME for person in people}
            for finding, people in decided.refused.items()
        }

    @staticmethod
    def _name_parted(connection: Connection, rows: Sequence[Any], decided: Decided, linker: Linker) -> None:
        """People whom only decisions made are called as their names print them."""
        wanted = {person for person, _ in (decided.picked[row.finding] for row in rows if row.finding in decided.picked)}
        for person in sorted(wanted):
            held = connection.execute(select(_people.authority).where(_people.id == person)).first()
            if held is not None and held.authority is not None:
                continue
            printed = connection.execute(select(_namings.printed).where(_namings.own_person == person)).scalars()
            names = sorted(printed)
            if names:
                _write_people(connection, {person: linker.name_of(names)})


class _Changed:
    """What a gathering changes: whose people changed, what their ids lead to now, which records the index must learn of."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._findings: dict[str, set[str]] = {}  # of every person what meant him before
        self._names: dict[str, frozenset[str]] = {}  # and the names printed for him
        self._copies: set[str] = set()

    def before(self, row: Any) -> None:
        """A name's row is about to change or to go."""
        self._copies.add(row.copy)
        for person in {row.own_person, row.person} - {None}:
            self.look_at(person)
            self._findings[person].add(row.finding)

    def look_at(self, person: str) -> None:
        """Note how a person is called now, before anything changes."""
        if person not in self._findings:
            self._findings[person] = set()
            self._names[person] = self._names_of(person)

    def _names_of(self, person: str) -> frozenset[str]:
        query = select(_namings.printed).where(_namings.person == person).distinct()
        return frozenset(self._connection.execute(query).scalars())

    def follow(self) -> None:
        """Leave addresses that lead on, forget people whom nothing names, tell the index."""
        for person in sorted(self._findings):
            names = self._names_of(person)
            if names != self._names[person]:
                # Records are found under every name of their people.
                query = select(_namings.copy).where(_namings.person == person)
                self._copies.update(self._connection.execute(query).scalars())
            self._lead_on(person)
            self._write_search_key(person, names)
        records: set[str] = set()
        for some in batches(sorted(self._copies), MANY):
            records.update(self._connection.execute(select(_copies.record).where(_copies.id.in_(some))).scalars())
        touch(self._connection, "record", records)

    def _lead_on(self, person: str) -> None:
        aliases = schema.aliases.c
        named = select(_namings.finding).where((_namings.own_person == person) | (_namings.person == person)).limit(1)
        if self._connection.execute(named).first() is not None:
            self._connection.execute(delete(schema.aliases).where(aliases.id == person))
            return
        query = select(_namings.own_person).where(
            _namings.finding.in_(sorted(self._findings[person])[:MANY]), _namings.own_person.is_not(None)
        )
        now = sorted(self._connection.execute(query).scalars())
        known = select(_people.authority).where(_people.id == person)
        if now and self._connection.execute(known).scalar() is None:
            leads_to = max(now, key=lambda name: (now.count(name), name))
            self._connection.execute(delete(schema.aliases).where(aliases.id == person))
            row = {"id": person, "now": leads_to, "why": "person", "source": ""}
            self._connection.execute(insert(schema.aliases), [row])
            self._connection.execute(delete(schema.people).where(_people.id == person))

    def _write_search_key(self, person: str, printed: Collection[str]) -> None:
        held = self._connection.execute(select(schema.people).where(_people.id == person)).first()
        if held is not None:
            names = dict.fromkeys((held.name, *json.loads(held.names), *sorted(printed)))
            key = " ".join(dict.fromkeys(text_key(name) for name in names))
            if key != held.search_key:
                self._connection.execute(update(schema.people).where(_people.id == person).values(search_key=key))


def _row(copy: HeldCopy, finding: HeldFinding, named: Named) -> dict[str, Any]:
    mention = named.mention
    page = next((entry.page_number for entry in finding.evidence), None)
    return {
        "finding": mention.id, "copy": copy.id, "source": copy.source, "page_number": page, "field": mention.field,
        "printed": mention.name, "block": named.block, "own_person": None, "person": None, "by": "machine", "verdict": "none",
        "confidence": 0.0, "reasons": "[]", "candidates": "[]", "link": write_json(_write_link(named.link)),
        "mention": write_json(
            [mention.role, mention.day, mention.setting, list(mention.others), named.name]
        ),
    }  # fmt: skip


def read_named(row: Any) -> Named:
    role, day, setting, others, name = json.loads(row.mention)
    mention = NameMention(row.finding, row.copy, row.field, row.printed, role, day, setting, tuple(others))
    return Named(mention, name, row.block, _read_link(json.loads(row.link)))


def _write_link(link: Link) -> list[Any]:
    candidates = [
        [one.target, one.score, [[reason.weight, reason.text] for reason in one.reasons]] for one in link.candidates
    ]
    return [link.verdict, link.target, link.confidence, candidates]


def _read_link(held: list[Any]) -> Link:
    verdict, target, confidence, candidates = held
    return Link(
        verdict, target, confidence,
        tuple(Candidate(who, score, tuple(Reason(*reason) for reason in reasons)) for who, score, reasons in candidates),
    )  # fmt: skip


def _settled(row: Any, decided: Decided, gathered: Gathered, groups: Mapping[str, str]) -> dict[str, Any]:
    """What a name's row says of whom it means."""
    picked = decided.picked.get(row.finding)
    if picked is not None:
        return {
            "own_person": picked[0], "person": groups.get(picked[0], picked[0]), "by": "person", "verdict": "linked",
            "confidence": 1.0, "reasons": "[]", "candidates": row.candidates,
        }  # fmt: skip
    said = gathered.assigned.get(row.finding, Assigned(None, "none", 0.0))
    own = None if said.person is None else person_id(said.person)
    candidates = [[person_id(one.target), one.score, [reason.text for reason in one.reasons]] for one in said.candidates]
    return {
        "own_person": own, "person": None if own is None else groups.get(own, own), "by": "machine",
        "verdict": said.verdict, "confidence": said.confidence, "reasons": write_json(list(said.reasons)),
        "candidates": write_json(candidates),
    }  # fmt: skip


def _save_people(connection: Connection, people: Mapping[str, PersonFacts]) -> None:
    _write_people(connection, {person_id(key): facts for key, facts in people.items()})


def _write_people(connection: Connection, people: Mapping[str, PersonFacts]) -> None:
    """Write what is known of these people, by id."""
    rows = [
        {
            "id": name, "name": facts.name, "sort_name": facts.sort_name, "sort_key": text_key(facts.sort_name),
            "search_key": "",
            "authority": facts.authority, "names": write_json(list(facts.names)),
            "offices": write_json([[held.office, held.start, held.end] for held in facts.offices]),
        }
        for name, facts in sorted(people.items())
    ]  # fmt: skip
    for some in batches(rows, MANY):
        query = select(_people.id, _people.search_key).where(_people.id.in_([row["id"] for row in some]))
        keys = {row.id: row.search_key for row in connection.execute(query)}
        connection.execute(delete(schema.people).where(_people.id.in_(list(keys))))
        connection.execute(insert(schema.people), [row | {"search_key": keys.get(row["id"], "")} for row in some])


def regroup_people(connection: Connection) -> None:
    """Let every name mean whom decisions on who is one make of its person."""
    groups = Decided.of(connection).groups(connection)
    spoken_of = sorted(groups)
    rows: list[Any] = list(connection.execute(select(schema.namings).where(_namings.person != _namings.own_person)).all())
    for some in batches(spoken_of, MANY):
        rows += connection.execute(select(schema.namings).where(_namings.own_person.in_(some))).all()
    changed = _Changed(connection)
    for row in {row.finding: row for row in rows}.values():
        person = groups.get(row.own_person, row.own_person)
        if person != row.person:
            changed.before(row)
            changed.look_at(person)
            connection.execute(update(schema.namings).where(_namings.finding == row.finding).values(person=person))
    changed.follow()


def forget_names(connection: Connection, source: str) -> None:
    """Take the names of a source away; those that stood beside them in a block wait to be gathered anew."""
    rows = connection.execute(select(schema.namings).where(_namings.source == source)).all()
    changed = _Changed(connection)
    for row in rows:
        changed.before(row)
    connection.execute(delete(schema.namings).where(_namings.source == source))
    changed.follow()
    for blocks in batches(sorted({row.block for row in rows} - {""}), MANY):
        forget_runs(connection, connection.execute(select(_namings.copy).where(_namings.block.in_(blocks))).scalars())
