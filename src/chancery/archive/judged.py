"""What people's decisions make of findings: which one is in force, where its finding stands now, what counts."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from chancery.archive import schema
from chancery.archive.attach import HALF, Quoted, find_again, overlap, turned
from chancery.archive.base import MANY, batches
from chancery.archive.contents import (
    MANIFEST,
    PERSON,
    apply_value,
    content_of,
    evidence_of,
    finding_key,
    name_of,
    read_content,
    stretch,
    with_evidence,
    write_content,
)
from chancery.archive.grouping import JOINING, PARTING, others_in
from chancery.archive.held import FindingState, HeldFinding
from chancery.archive.keeper import Keeper
from chancery.archive.layers import OpenLayers
from chancery.archive.names import digest, kind_of_id, split_page_id, write_json
from chancery.archive.packing import read_anchor, read_evidence, write_evidence
from chancery.archive.persons import is_there
from chancery.archive.seeing import closed_pages, stands_on
from chancery.archive.withdrawn import in_force
from chancery.model.decision import Anchor
from chancery.model.evidence import Evidence, Span
from chancery.model.page import Region
from chancery.model.text import quote_layer
from chancery.model.viewer import Viewer
from chancery.model.vocabulary import Place

_decisions = schema.decisions.c
_findings = schema.findings.c
_places = schema.places.c


STATES: Mapping[str, FindingState] = {
    "confirmed": "confirmed", "corrected": "corrected", "rejected": "rejected", "added": "added",
}  # fmt: skip


FOUND = ("field", "region", "reference")  # subjects that are findings with a row


# Which of these rows of findings were not made from what is there now.
StaleIds = Callable[[Connection, Sequence[Any]], Collection[str]]


@dataclass(frozen=True, slots=True)
class Settled:
    """Where a decided finding stands: its place, and the evidence of it (empty where the place is lost or there is none)."""

    place: Place
    evidence: tuple[Evidence, ...] = ()


class Judging:
    """Holds decisions and findings together: which decision holds, where its finding stands now, what counts."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    def settle_source(self, connection: Connection, layers: OpenLayers) -> None:
        """Find the place of every decided finding of a source again."""
        query = select(_places.finding).where(_places.source == layers.source).order_by(_places.finding)
        for name in connection.execute(query).scalars().all():
            self.settle(connection, layers, name)

    def settle_records(self, connection: Connection, records: Collection[str]) -> None:
        """Note anew which decisions about these records have their place: they have come, or are gone."""
        if not records:
            return
        query = select(schema.decisions).where(_decisions.subject_kind == "record", _decisions.verdict != "withdrawn")
        joined = connection.execute(query.where(_decisions.action.in_((*JOINING, *PARTING)))).all()
        about = {row.finding for row in joined if not {row.subject, *_others(row)}.isdisjoint(records)}
        for names in batches(sorted(records), MANY):
            about.update(connection.execute(select(_places.finding).where(_places.finding.in_(names))).scalars())
        for name in sorted(about):
            self.settle(connection, None, name)

    def settle(self, connection: Connection, layers: OpenLayers | None, name: str) -> None:
        """Note which decision about a finding holds and where the finding stands now."""
        about = connection.execute(
            select(schema.decisions).where(_decisions.finding == name).order_by(_decisions.position)
        ).all()
        if not about:
            return
        holds = in_force(about)
        row = connection.execute(select(schema.findings).where(_findings.id == name)).first()
        if row is not None and (layers is None or layers.source != row.source):
            layers = OpenLayers(self._keeper.layers, connection, row.source)
        if row is None or layers is None:
            settled = Settled("attached" if self._is_there(connection, about[-1]) else "lost")
        else:
            settled = self._place(connection, layers, row, holds or about[-1])
        page = next((entry.page_number for entry in settled.evidence if entry.layer != MANIFEST), None)
        connection.execute(delete(schema.places).where(_places.finding == name))
        connection.execute(
            insert(schema.places),
            [
                {
                    "finding": name,
                    "source": row.source if row is not None else _source_named(about[-1]),
                    "copy": None if row is None else row.copy,
                    "page_number": page,
                    "decision": None if holds is None else holds.id,
                    "verdict": None if holds is None else holds.verdict,
                    "place": settled.place,
                    "evidence": write_json(write_evidence(settled.evidence)),
                }
            ],
        )

    @staticmethod
    def _is_there(connection: Connection, decision: Any) -> bool:
        """Whether a subject without a finding's row (records, a page) is held."""
        if decision.subject_kind == "record":
            own = schema.copies.c.own_record
            names = {decision.subject, *_others(decision)}
            held = connection.execute(select(own).where(own.in_(sorted(names))).distinct()).scalars()
            return set(held) == names
        if decision.subject_kind == "page" and kind_of_id(decision.subject) == "page":
            source, number = split_page_id(decision.subject)
            pages = schema.pages.c
            return (
                connection.execute(select(pages.number).where(pages.source == source, pages.number == number)).first()
                is not None
            )
        return decision.subject_kind == "person" and is_there(connection, decision)

    def _place(self, connection: Connection, layers: OpenLayers, row: Any, decision: Any) -> Settled:
        content = read_content(row.kind, row.content)
        own = evidence_of(content)
        anchor = None if decision.anchor is None else self._anchor(connection, decision)
        if row.current:
            moved = None if anchor is None else self.attach(layers, anchor, isinstance(content, Region))
            # A person may have shown another place than the machine's.
            return Settled("attached", (moved,) if moved is not None and _is_elsewhere(moved, own) else own)
        if anchor is None:
            return Settled("attached", own if all(entry.layer == MANIFEST for entry in own) else ())
        moved = self.attach(layers, anchor, isinstance(content, Region))
        if moved is None:
            return Settled("lost")
        rest = tuple(
            again
            for entry, context in zip(own, json.loads(row.anchor), strict=False)
            if entry.page_number != moved.page_number and (again := self._again(layers, entry, context)) is not None
        )
        return Settled("attached", tuple(sorted((moved, *rest), key=lambda entry: (entry.page_number, entry.start))))

    def _anchor(self, connection: Connection, decision: Any) -> Anchor:
        """A decision's anchor, its boxes in the frame that the page has now."""
        anchor = read_anchor(json.loads(decision.anchor))
        frame = json.loads(decision.frame)
        pages = schema.pages.c
        query = select(schema.pages).where(pages.source == anchor.source, pages.number == anchor.page_number)
        row = connection.execute(query).first()
        if row is None or not frame or frame[1] is None or not anchor.boxes:
            return anchor
        degrees = (row.rotation - frame[0]) % 360
        boxes = tuple(turned(box, frame[1], frame[2], degrees).rounded() for box in anchor.boxes)
        return replace(anchor, boxes=boxes)

    @staticmethod
    def attach(layers: OpenLayers, anchor: Anchor, is_region: bool) -> Evidence | None:
        """Where an anchor stands now; None where that is not certain."""
        if anchor.source != layers.source:
            return None
        if is_region or (not anchor.quote and anchor.boxes):
            # A box stands on the page itself, whatever was read there; it needs only the page.
            return Evidence(anchor.source, anchor.page_number, "", 0, 0, "", anchor.boxes)
        layer, _ = layers.chosen(anchor.page_number)
        if layer is None:
            return None
        span = find_again(Quoted(anchor.quote, anchor.before, anchor.after, anchor.boxes), layer)
        return None if span is None else quote_layer(layer, span.start, span.end)

    def _again(self, layers: OpenLayers, entry: Evidence, context: Sequence[str]) -> Evidence | None:
        layer, blob = layers.chosen(entry.page_number)
        if layer is None or not entry.quote or (entry.layer == layer.id and blob == context[2]):
            return entry if entry.quote and layer is not None else None
        span = find_again(Quoted(entry.quote, context[0], context[1], entry.boxes), layer)
        return None if span is None else quote_layer(layer, span.start, span.end)

    def raise_decided(self, connection: Connection, source: str) -> None:
        have = select(_findings.id)
        query = (
            select(schema.decisions)
            .where(
                _decisions.anchor_source == source,
                _decisions.subject_kind.in_(FOUND),
                _decisions.verdict != "withdrawn",
                _decisions.finding.not_in(have),
            )
            .order_by(_decisions.position)
        )
        for row in {row.finding: row for row in connection.execute(query)}.values():
            self.raise_row(connection, row)

    def raise_row(self, connection: Connection, decision: Any) -> bool:
        """Make a finding's row from what a decision says of it; False where it says too little."""
        content = content_of(decision)
        if content is None:
            return False
        anchor = json.loads(decision.anchor) if decision.anchor else None
        context = [[anchor["before"], anchor["after"], ""]] if anchor else []
        source = decision.anchor_source or self._source_of(connection, decision.subject)
        if source is None:
            return False
        connection.execute(
            insert(schema.findings),
            [
                {
                    "id": decision.finding, "key": finding_key(PERSON, content), "kind": decision.subject_kind,
                    "name": name_of(content), "stage": PERSON, "source": source,
                    "copy": self._copy_of(connection, decision.subject), "position": 0,
                    "page_number": anchor["page"] if anchor else None, "current": 0,
                    "content": write_json(write_content(content)), "anchor": write_json(context),
                    "input_key": digest(decision.id),
                }
            ],
        )  # fmt: skip
        return True

    @staticmethod
    def _copy_of(connection: Connection, subject: str) -> str | None:
        """The copy that something added to a copy or record belongs to, as far as its subject tells."""
        copies = schema.copies.c
        query = select(copies.id).where((copies.id == subject) | (copies.record == subject))
        return connection.execute(query.order_by(copies.source, copies.first_page).limit(1)).scalar()

    @staticmethod
    def _source_of(connection: Connection, subject: str) -> str | None:
        copies = schema.copies.c
        query = select(copies.source).where((copies.id == subject) | (copies.record == subject))
        return connection.execute(query.order_by(copies.source, copies.first_page).limit(1)).scalar()

    def load(self, connection: Connection, viewer: Viewer, *where: Any, stale: StaleIds | None = None) -> list[HeldFinding]:
        """Findings as they hold now, in reading order; those on pages closed to the viewer do not exist.

        `stale` says which of them are; without it nobody is told, which costs several questions less.
        """
        query = (
            select(schema.findings, _places.decision, _places.verdict, _places.place, _places.evidence)
            .outerjoin(schema.places, _places.finding == _findings.id)
            .where(*where, (_findings.current == 1) | _places.decision.is_not(None))
            .order_by(_findings.position, _findings.page_number, _findings.id)
        )
        rows = connection.execute(query).all()
        if not rows:
            return []
        decided: dict[str, Any] = {}
        for names in batches((row.decision for row in rows if row.decision is not None), MANY):
            held = select(schema.decisions).where(_decisions.id.in_(names))
            decided |= {row.id: row for row in connection.execute(held)}
        ids = stale(connection, rows) if stale is not None else frozenset()
        found = [_held(row, decided.get(row.decision or ""), row.id in ids) for row in rows]
        closed = closed_pages(connection, {row.source for row in rows}, viewer)
        if closed is None:
            return found
        return [finding for finding in found if not stands_on(finding, closed)]

    def fields_of(self, connection: Connection, copies: Sequence[str], viewer: Viewer) -> dict[str, list[HeldFinding]]:
        """The fields of each of these copies, in reading order; nobody is told which are stale."""
        found: dict[str, list[HeldFinding]] = {}
        for some in batches(copies, MANY):
            here = (_findings.copy.in_(some), _findings.kind == "field")
            for finding in self.load(connection, viewer, *here):
                found.setdefault(finding.copy or "", []).append(finding)
        return found


def _others(decision: Any) -> Sequence[str]:
    """The records that a decision about a record names beside it."""
    return others_in(json.loads(decision.value)) if decision.action in (*JOINING, *PARTING) else ()


def _source_named(decision: Any) -> str | None:
    """The source that a decision on something without a finding's row speaks of, as far as it tells."""
    if decision.subject_kind == "page" and kind_of_id(decision.subject) == "page":
        return split_page_id(decision.subject)[0]
    return None if decision.anchor_source is None else str(decision.anchor_source)


def _is_elsewhere(moved: Evidence, own: Sequence[Evidence]) -> bool:
    return overlap([stretch(moved)], [stretch(entry) for entry in own]) < HALF and not _is_inside(moved, own)


def _is_inside(moved: Evidence, own: Sequence[Evidence]) -> bool:
    """An anchor keeps one page of a finding that may stand on several: then it is part of the machine's own evidence."""
    spans = [
        Span(entry.start, entry.end)
        for entry in own
        if entry.layer == moved.layer and entry.page_number == moved.page_number
    ]
    return any(span.start <= moved.start and moved.end <= span.end for span in spans)


def _held(row: Any, decision: Any | None, stale: bool) -> HeldFinding:
    content = read_content(row.kind, row.content)
    machine = None if row.stage == PERSON else content
    verdict = None if decision is None else decision.verdict
    state = STATES.get(verdict or "", "found")
    place: Place = row.place or "attached"
    by_person = decision is not None and verdict in STATES
    if decision is not None and by_person:
        if verdict != "rejected":
            content = apply_value(content, json.loads(decision.value))
        content = with_evidence(content, read_evidence(json.loads(row.evidence)))
    return HeldFinding(
        row.id, row.kind, name_of(content), row.source, row.copy, content, machine, "person" if by_person else "machine",
        state, None if by_person else content.confidence, bool(row.current), stale and bool(row.current), place,
        None if decision is None else decision.id,
    )  # fmt: skip
