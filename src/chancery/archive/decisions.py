"""The book of decisions: what people said of findings, only ever added to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, func, insert, select

from chancery.archive import schema
from chancery.archive.aliases import now_is
from chancery.archive.base import one, touch
from chancery.archive.cards import Cards
from chancery.archive.composing import Composing, Said, decision_id, row_of
from chancery.archive.grouping import others_in
from chancery.archive.held import HeldDecision
from chancery.archive.judged import FOUND, Judging
from chancery.archive.keeper import Keeper
from chancery.archive.merging import Merging
from chancery.archive.names import kind_of_id, page_id, split_page_id
from chancery.archive.naming import regroup_people
from chancery.archive.packing import read_anchor, write_anchor
from chancery.archive.persons import copies_spoken_of, forget_runs
from chancery.archive.seeing import visible_sources
from chancery.archive.sketches import COMPARED_FIELDS, forget_comparing
from chancery.archive.withdrawn import withdrawn_ids
from chancery.errors import DecisionRefused, NotFound
from chancery.model.decision import Anchor, Decision, Subject
from chancery.model.viewer import Viewer
from chancery.model.vocabulary import PARTY_FIELDS, Action, Place, Verdict

_cards = schema.cards.c
_decisions = schema.decisions.c
_findings = schema.findings.c
_pages = schema.pages.c
_places = schema.places.c


class Decisions:
    """Keeps what people decided, and lets follow from it what follows."""

    def __init__(self, keeper: Keeper, judging: Judging, cards: Cards, merging: Merging, composing: Composing) -> None:
        self._keeper = keeper
        self._judging = judging
        self._cards = cards
        self._merging = merging
        self._composing = composing

    def decide(
        self,
        subject: Subject,
        verdict: Verdict,
        *,
        who: str,
        value: Any = None,
        note: str = "",
        anchor: Anchor | None = None,
        action: Action | None = None,
        replaces: str | None = None,
    ) -> Decision:
        """Add a decision and let it hold at once.

        Subjects: `field`, `region`, `reference` by the finding's id; for verdict `added` a field names the copy or record it
        is added to, a region its page (`SOURCE/NUMBER`), a reference its copy, and what is added gets an id of its own
        (`history` and `Decision.subject` tell). `record` and `page` by their ids. Values have the form of the subject's own:
        text for a field of one value, `{name, role, person, side}` for a party, keys of regions.jsonl for a region, of
        references.jsonl for a reference, `{role}` for a page. `confirmed` and `rejected` keep the value that was judged.
        Without `anchor` the finding's own evidence is the anchor. Raises DecisionRefused, NotFound.
        """
        with self._keeper.write() as connection:
            said = Said(subject, verdict, who, value, note, anchor, action, replaces)
            row = self._composing.compose(connection, said)
            self.enter(connection, row)
        return decision_of(RowOf(row))

    def undo(self, decision: str, *, who: str, note: str = "") -> Decision:
        """Withdraw a decision by a new entry; the one before it holds again. Raises DecisionRefused, NotFound."""
        with self._keeper.write() as connection:
            query = select(schema.decisions).where(_decisions.id == decision)
            held = one(connection.execute(query).first(), "decision", decision)
            subject = Subject(held.subject_kind, held.subject, held.subject_field)
            about = self._about(connection, held.finding)
            if decision in withdrawn_ids(about):
                raise DecisionRefused("this decision is undone already", where=decision, remedy="Nothing to do.")
            row = row_of(connection, Said(subject, "withdrawn", who, note=note, replaces=decision))
            row |= {"anchor": held.anchor, "anchor_source": held.anchor_source, "frame": held.frame, "finding": held.finding}
            row["id"] = decision_id(row)
            self.enter(connection, row)
        return decision_of(RowOf(row))

    def enter(self, connection: Connection, row: dict[str, Any]) -> None:
        """Write a decision, and let everything follow from it that follows."""
        last = connection.execute(select(func.max(_decisions.position))).scalar()
        row["position"] = 0 if last is None else last + 1
        connection.execute(insert(schema.decisions), [row])
        held = connection.execute(select(_findings.id).where(_findings.id == row["finding"])).first()
        if held is None and row["subject_kind"] in FOUND and row["verdict"] != "withdrawn":
            source = row["anchor_source"]
            # A finding of a source that is not held (an import) is raised when its source comes.
            if (
                source is None
                or connection.execute(select(schema.sources.c.id).where(schema.sources.c.id == source)).first()
            ):
                self._judging.raise_row(connection, RowOf(row))
        if row["subject_kind"] == "person":
            self._follow_people(connection, row)
        self._judging.settle(connection, None, row["finding"])
        self._rehome_added(connection, row["finding"])
        if row["subject_kind"] == "record" and (row["action"] is not None or row["verdict"] == "withdrawn"):
            self._merging.regroup(connection, records_named(self._about(connection, row["finding"])))
        self._tell(connection, row)

    @staticmethod
    def _follow_people(connection: Connection, row: Mapping[str, Any]) -> None:
        """Make one of people or part them at once; the names it touches wait to be gathered anew."""
        said: Any = RowOf(row)
        if row["verdict"] == "withdrawn":
            query = select(schema.decisions).where(_decisions.id == row["replaces"])
            said = connection.execute(query).first() or said
        touched = copies_spoken_of(connection, said)
        regroup_people(connection)
        forget_runs(connection, touched | copies_spoken_of(connection, said))

    @staticmethod
    def _rehome_added(connection: Connection, finding: str) -> None:
        """What was added to a record belongs to that copy of it on whose pages it stands."""
        row = connection.execute(select(schema.findings).where(_findings.id == finding)).first()
        if row is None or row.kind == "region" or row.page_number is None or row.current:
            return
        copies = schema.copies.c
        here = (copies.source == row.source, copies.first_page <= row.page_number, copies.last_page >= row.page_number)
        names = connection.execute(select(copies.id).where(*here).order_by(copies.position)).scalars().all()
        if names and row.copy not in names:
            connection.execute(schema.findings.update().where(_findings.id == finding).values(copy=names[0]))
            connection.execute(schema.places.update().where(_places.finding == finding).values(copy=names[0]))

    def _tell(self, connection: Connection, row: Mapping[str, Any]) -> None:
        """The records and pages that a decision changes: renew their cards, tell the index."""
        finding = connection.execute(select(schema.findings).where(_findings.id == row["finding"])).first()
        copies = schema.copies.c
        records: set[str] = set()
        if finding is not None and finding.copy is not None:
            if finding.name in PARTY_FIELDS or finding.name in ("date", "place"):
                forget_runs(connection, [finding.copy])
            if finding.name in COMPARED_FIELDS:
                forget_comparing(connection, [finding.copy])
            records.update(connection.execute(select(copies.record).where(copies.id == finding.copy)).scalars())
        if row["subject_kind"] == "record":
            records.add(now_is(connection, row["subject"]))
        place = finding.source if finding is not None else row["anchor_source"]
        number = finding.page_number if finding is not None else None
        if row["subject_kind"] == "page" and kind_of_id(row["subject"]) == "page":
            place, number = split_page_id(row["subject"])
        if place is not None and number is not None:
            touch(connection, "page", [page_id(place, number)])
            here = (copies.source == place, copies.first_page <= number, copies.last_page >= number)
            records.update(connection.execute(select(copies.record).where(*here)).scalars())
        self._cards.renew(connection, records)
        touch(connection, "record", records)

    @staticmethod
    def _about(connection: Connection, finding: str) -> list[Any]:
        query = select(schema.decisions).where(_decisions.finding == finding).order_by(_decisions.position)
        return list(connection.execute(query).all())

    def history(self, finding: str, viewer: Viewer) -> tuple[HeldDecision, ...]:
        """Every decision about a finding, a record or a page, oldest first, undone ones too."""
        with self._keeper.read() as connection:
            rows = self._about(connection, finding)
            return self._held_decisions(connection, rows, viewer)

    def decision(self, name: str, viewer: Viewer) -> HeldDecision:
        """A decision by its id. Raises NotFound, also where the viewer may not know of it."""
        with self._keeper.read() as connection:
            rows = connection.execute(select(schema.decisions).where(_decisions.id == name)).all()
            held = self._held_decisions(connection, rows, viewer)
        if not held:
            raise NotFound("the archive holds no decision of this name", where=name, remedy="Check the id.")
        return held[0]

    def decisions(self, viewer: Viewer, *, place: Place | None = None) -> Iterator[HeldDecision]:
        """Every decision in the order they were made; those at a `place` only (`lost`: the list that waits)."""
        after = -1
        while True:
            query = select(schema.decisions).where(_decisions.position > after).order_by(_decisions.position).limit(200)
            with self._keeper.read() as connection:
                rows = connection.execute(query).all()
                held = self._held_decisions(connection, rows, viewer)
            yield from (each for each in held if place is None or each.place == place)
            if len(rows) < 200:
                return
            after = rows[-1].position

    def decisions_on_people(self, viewer: Viewer) -> tuple[HeldDecision, ...]:
        """Every decision about people in the order they were made."""
        query = select(schema.decisions).where(_decisions.subject_kind == "person").order_by(_decisions.position)
        with self._keeper.read() as connection:
            return self._held_decisions(connection, connection.execute(query).all(), viewer)

    def _held_decisions(self, connection: Connection, rows: Iterable[Any], viewer: Viewer) -> tuple[HeldDecision, ...]:
        found = []
        for row in rows:
            if not viewer.sees_closed and not self._may_see(connection, row, viewer):
                continue
            places = connection.execute(select(_places.place).where(_places.finding == row.finding)).scalar()
            undone = row.id in withdrawn_ids(self._about(connection, row.finding))
            found.append(HeldDecision(decision_of(row), row.finding, places or "lost", undone))
        return tuple(found)

    def _may_see(self, connection: Connection, row: Any, viewer: Viewer) -> bool:
        """Whether the pages a decision speaks of are open, and held at all: nothing is told of what is gone."""
        if row.subject_kind in FOUND:
            return bool(self._judging.load(connection, viewer, _findings.id == row.finding)) and self._is_open(
                connection, row, viewer
            )
        return self._is_open(connection, row, viewer)

    def _is_open(self, connection: Connection, row: Any, viewer: Viewer) -> bool:
        if row.subject_kind == "record" or (row.anchor is None and row.subject_kind in FOUND):
            copy = connection.execute(select(_findings.copy).where(_findings.id == row.finding)).scalar()
            cards = schema.cards.c
            query = select(cards.copy).where(cards.scope == "open", (cards.copy == copy) | (cards.record == row.subject))
            return connection.execute(query).first() is not None
        if row.anchor is not None:
            anchor = json.loads(row.anchor)
            source, number = anchor["source"], anchor["page"]
        elif kind_of_id(row.subject) == "page":
            source, number = split_page_id(row.subject)
        else:
            return False
        visible = visible_sources(viewer).with_only_columns(schema.sources.c.id)
        query = select(_pages.number).where(
            _pages.source == source, _pages.number == number, _pages.access == "open", _pages.source.in_(visible)
        )
        return connection.execute(query).first() is not None


def records_named(decisions: Iterable[Any]) -> set[str]:
    """The records that these decisions on a record speak of."""
    return {name for row in decisions for name in (row.subject, *others_in(json.loads(row.value)))}


class RowOf:
    """A row's values by attribute, as rows of the database have them."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.__dict__.update(values)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


def decision_of(row: Any) -> Decision:
    anchor = None if row.anchor is None else read_anchor(json.loads(row.anchor))
    subject = Subject(row.subject_kind, row.subject, row.subject_field)
    return Decision(
        row.id, row.at, row.who, subject, row.verdict, json.loads(row.value), row.note, row.action, row.replaces, anchor
    )


def decision_row(held: HeldDecision) -> dict[str, Any]:
    """A decision in the form of decisions.jsonl."""
    decision = held.decision
    return {
        "id": decision.id, "at": decision.at, "who": decision.who,
        "subject": {"kind": decision.subject.kind, "id": decision.subject.id, "field": decision.subject.field},
        "verdict": decision.verdict, "action": decision.action, "value": decision.value, "note": decision.note,
        "replaces": decision.replaces, "anchor": None if decision.anchor is None else write_anchor(decision.anchor),
        "place": held.place,
    }  # fmt: skip
