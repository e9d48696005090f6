"""The book of decisions: what people said of findings, only ever added to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, func, insert, select

from chancery.archive import schema
from chancery.archive.attach import Standing, quote_with_context, same_findings
from chancery.archive.base import one, touch
from chancery.archive.findings import MANIFEST, OpenLayers, sort_of, stretch, value_of, write_content
from chancery.archive.grouping import JOINING, PARTING, others_in
from chancery.archive.held import HeldDecision, HeldFinding, ImportedDecisions
from chancery.archive.judged import FOUND, apply_value, content_of, withdrawn_ids
from chancery.archive.names import kind_of_id, now, page_id, public_id, split_page_id, write_json
from chancery.archive.packing import read_anchor, write_anchor, write_value
from chancery.archive.records import Records
from chancery.archive.recut import FIELD as CUT
from chancery.archive.recut import check_cut, cut_name
from chancery.archive.shown import FIELD as HIDDEN
from chancery.archive.shown import VALUE as SHOWN
from chancery.archive.shown import as_decided, as_read, boxes_of_hidden, hidden_name, hidden_words, pages_decided
from chancery.archive.sources import visible_sources
from chancery.errors import DecisionRefused, ExchangeError, NotFound
from chancery.model.dates import is_edtf
from chancery.model.decision import Anchor, Decision, Subject
from chancery.model.evidence import Evidence
from chancery.model.geometry import Box
from chancery.model.page import REPLACEMENT, Region, clean_text
from chancery.model.record import Field
from chancery.model.text import quote_layer
from chancery.model.viewer import OWNER, Viewer
from chancery.model.vocabulary import (
    DATE_FIELDS,
    PAGE_ROLES,
    PARTY_FIELDS,
    RECORD_TYPES,
    REGION_KINDS,
    VERDICTS,
    Action,
    Place,
    Verdict,
    is_field_name,
)

_decisions = schema.decisions.c
_findings = schema.findings.c
_places = schema.places.c
_pages = schema.pages.c
WHOLE = ("record", "page")  # subjects that are things of the archive themselves
REFERENCE_KEYS = frozenset({"kind", "document_type", "date", "from", "to", "place", "number", "locator", "outcome"})
REGION_KEYS = frozenset({"kind", "box", "text", "code", "fill"})


class Decisions(Records):
    """The part of the archive that keeps what people decided."""

    # --- deciding -----------------------------------------------------------------------------------------------------

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
        with self._write() as connection:
            row = self._compose(connection, subject, verdict, who, value, note, anchor, action, replaces)
            self._enter(connection, row)
        return decision_of(_Row(row))

    def show_hidden(self, source: str, number: int, *, who: str, note: str = "") -> Decision:
        """Decide that the words hidden on a page are shown; `apply_shown` then puts them into its text.

        Raises DecisionRefused where the page hides none.
        """
        hidden = hidden_words(as_read(self.reading(source, number)).layers)
        name = page_id(source, number)
        if not hidden:
            raise DecisionRefused("nothing is hidden on this page", where=name, remedy="Nothing to do.")
        if self.hidden_decision(source, number, OWNER) is not None:
            raise DecisionRefused("what is hidden on this page is shown already", where=name, remedy="Undo it to hide it.")
        anchor = Anchor(source, number, "", "", "", boxes_of_hidden(hidden))
        return self.decide(Subject("page", name, HIDDEN), "added", who=who, value=SHOWN, note=note, anchor=anchor)

    def hidden_decision(self, source: str, number: int, viewer: Viewer) -> HeldDecision | None:
        """The decision by which the words hidden on a page are shown; None while they stay hidden."""
        told = self.history(hidden_name(page_id(source, number)), viewer)
        holding = [held for held in told if not held.undone and held.decision.verdict == "added"]
        return holding[-1] if holding else None

    def apply_shown(self) -> tuple[str, ...]:
        """Make the text of every page as people decided about its hidden words; the sources that wait to be described now."""
        with self.database.read() as connection:
            decided = list(pages_decided(connection))
        changed = []
        for source, number in decided:
            with self.database.read() as connection:
                query = select(_pages.version).where(_pages.source == source, _pages.number == number)
                version = connection.execute(query).scalar()
                if version is None:
                    continue
                reading = self.reading(source, number)
                wanted = as_decided(connection, [reading])[0]
            if wanted.chosen != reading.chosen:
                self.save_pages(source, [as_read(reading)], version=version)
                changed.append(source)
        return tuple(dict.fromkeys(changed))

    def undo(self, decision: str, *, who: str, note: str = "") -> Decision:
        """Withdraw a decision by a new entry; the one before it holds again. Raises DecisionRefused, NotFound."""
        with self._write() as connection:
            query = select(schema.decisions).where(_decisions.id == decision)
            held = one(connection.execute(query).first(), "decision", decision)
            subject = Subject(held.subject_kind, held.subject, held.subject_field)
            about = self._about(connection, held.finding)
            if decision in withdrawn_ids(about):
                raise DecisionRefused("this decision is undone already", where=decision, remedy="Nothing to do.")
            row = self._row_of(connection, subject, "withdrawn", who, None, note, None, None, decision)
            row |= {"anchor": held.anchor, "anchor_source": held.anchor_source, "frame": held.frame, "finding": held.finding}
            row["id"] = _decision_id(row)
            self._enter(connection, row)
        return decision_of(_Row(row))

    def _compose(
        self,
        connection: Connection,
        subject: Subject,
        verdict: Verdict,
        who: str,
        value: Any,
        note: str,
        anchor: Anchor | None,
        action: Action | None,
        replaces: str | None,
    ) -> dict[str, Any]:
        if verdict == "withdrawn" or verdict not in VERDICTS:
            raise DecisionRefused("a decision is withdrawn by undoing it", where=subject.id, remedy="Use undo.")
        if not who.strip():
            raise DecisionRefused("a decision needs the name of who decides", where=subject.id, remedy="Say who you are.")
        value = _clean(value)
        if subject.kind in FOUND and verdict == "added":
            anchor = self._check_added(connection, subject, value, anchor)
            row = self._row_of(connection, subject, verdict, who, value, note, anchor, action, replaces)
            row["id"] = _decision_id(row)
            row["finding"] = public_id(subject.kind, "added", row["id"])
            return row
        if subject.kind in FOUND:
            finding = self._find(connection, subject.id)
            subject = Subject(subject.kind, subject.id, finding.name if subject.kind == "field" else None)
            value = self._check_judged(finding, subject, verdict, value)
            anchor = anchor or self._anchor_of(connection, finding)
            row = self._row_of(connection, subject, verdict, who, value, note, anchor, action, replaces)
        elif subject.kind in WHOLE:
            self._check_whole(connection, subject, verdict, value, action)
            if subject.kind == "page" and subject.field == HIDDEN:
                _check_hidden(subject, verdict, value, anchor)
            elif subject.kind == "page" and subject.field == CUT:
                source, _ = split_page_id(subject.id)
                count = connection.execute(select(schema.sources.c.page_count).where(schema.sources.c.id == source)).scalar()
                check_cut(subject.id, count or 0, action, value)
            row = self._row_of(connection, subject, verdict, who, value, note, anchor, action, replaces)
        else:
            raise NotFound(f"the archive holds no {subject.kind} of this name", where=subject.id, remedy="Check the id.")
        row["id"], row["finding"] = _decision_id(row), _finding_of(subject.kind, subject.id, subject.field)
        return row

    def _find(self, connection: Connection, name: str) -> HeldFinding:
        found = self._load_findings(connection, OWNER, _findings.id == name)
        if not found:
            raise NotFound("the archive holds no finding of this name", where=name, remedy="Check the id.")
        return found[0]

    def _check_judged(self, finding: HeldFinding, subject: Subject, verdict: Verdict, value: Any) -> Any:
        if finding.kind != subject.kind:
            raise DecisionRefused(f"{finding.id} is a {finding.kind}, not a {subject.kind}", where=finding.id)
        if verdict == "corrected":
            if value is None:
                raise DecisionRefused(
                    "a correction needs the right value", where=finding.id, remedy="Say what it should be."
                )
            check_value(finding.kind, finding.name, value, finding.id)
            content = apply_value(finding.content, value)
            check_value(finding.kind, finding.name, value_for_decision(content), finding.id)
            return _grouped(finding, value)
        return value_for_decision(finding.content)

    def _check_added(self, connection: Connection, subject: Subject, value: Any, anchor: Anchor | None) -> Anchor | None:
        if value is None:
            raise DecisionRefused("what is added needs a value", where=subject.id, remedy="Say what it is.")
        if subject.kind == "region":
            return self._check_added_region(connection, subject, value, anchor)
        kind = kind_of_id(subject.id)
        if kind not in ("copy", "record"):
            raise DecisionRefused("it is added to a copy or a record", where=subject.id, remedy="Name one by its id.")
        now_is = self._now(connection, subject.id)
        copies = schema.copies.c
        here = select(copies.id).where((copies.id == now_is) | (copies.record == now_is))
        one(connection.execute(here).first(), kind, subject.id)
        check_value(subject.kind, subject.field or "", value, subject.id)
        if subject.kind == "reference" and ("kind" not in value or anchor is None):
            raise DecisionRefused(
                "an added reference needs its kind and the words it stands in", where=subject.id, remedy="Mark the words."
            )
        return anchor

    def _check_added_region(self, connection: Connection, subject: Subject, value: Any, anchor: Anchor | None) -> Anchor:
        if kind_of_id(subject.id) != "page":
            raise DecisionRefused("a region is added to a page", where=subject.id, remedy="Name it as SOURCE/NUMBER.")
        source, number = split_page_id(subject.id)
        query = select(_pages.number).where(_pages.source == source, _pages.number == number)
        one(connection.execute(query).first(), "page", subject.id)
        check_value("region", "", value, subject.id)
        if "kind" not in value or "box" not in value:
            raise DecisionRefused("an added region needs kind and box", where=subject.id, remedy="Draw its box.")
        return anchor or Anchor(source, number, "", "", "", (Box(*value["box"]),))

    def _check_whole(
        self, connection: Connection, subject: Subject, verdict: Verdict, value: Any, action: Action | None
    ) -> None:
        if subject.kind == "record":
            self._check_records_held(connection, subject.id, value, action)
            return
        if kind_of_id(subject.id) != "page":
            raise DecisionRefused("a page is named by source and number", where=subject.id, remedy="Write SOURCE/NUMBER.")
        source, number = split_page_id(subject.id)
        query = select(_pages.number).where(_pages.source == source, _pages.number == number)
        one(connection.execute(query).first(), "page", subject.id)
        if (
            verdict == "corrected"
            and action is None
            and subject.field is None
            and (not isinstance(value, dict) or value.get("role") not in PAGE_ROLES)
        ):
            raise DecisionRefused(
                "a page is corrected by its role", where=subject.id, remedy=f"Use one of {', '.join(PAGE_ROLES)}."
            )

    def _check_records_held(self, connection: Connection, name: str, value: Any, action: Action | None) -> None:
        own = schema.copies.c.own_record
        others = others_in(value) if action in (*JOINING, *PARTING) else []
        if action in (*JOINING, *PARTING) and (not others or name in others):
            raise DecisionRefused("it needs another record", where=name, remedy="Name the other record, or a list of them.")
        for each in (name, *others):
            one(connection.execute(select(own).where(own == each)).first(), "record", each)

    def _anchor_of(self, connection: Connection, finding: HeldFinding) -> Anchor | None:
        """The first place of a finding's evidence, as an anchor."""
        if isinstance(finding.content, Region):
            region = finding.content
            return Anchor(region.source, region.page_number, "", "", "", (region.box,))
        for entry in finding.evidence:
            if entry.layer != MANIFEST:
                return self._anchor_at(connection, entry)
        return None

    def _anchor_at(self, connection: Connection, entry: Evidence) -> Anchor:
        layer, _ = OpenLayers(self, connection, entry.source).chosen(entry.page_number)
        if layer is None or layer.id != entry.layer:
            held = connection.execute(select(schema.layers).where(schema.layers.c.id == entry.layer)).first()
            layer = None if held is None else self._open_layer(held.blob, held.id)
        if layer is None or layer.text[entry.start : entry.end] != entry.quote:
            return Anchor(entry.source, entry.page_number, entry.quote, "", "", entry.boxes)
        quoted = quote_with_context(layer.text, entry.start, entry.end)
        return Anchor(entry.source, entry.page_number, entry.quote, quoted.before, quoted.after, entry.boxes)

    def anchor(self, source: str, number: int, start: int, end: int) -> Anchor:
        """An anchor for the stretch [start, end) of the chosen layer of a page. Raises NotFound, DecisionRefused."""
        layer = self.chosen_layer(source, number)
        if layer is None or not 0 <= start < end <= len(layer.text):
            raise DecisionRefused(
                "no words of the page stand there", where=page_id(source, number), remedy="Mark the words."
            )
        with self.database.read() as connection:
            return self._anchor_at(connection, quote_layer(layer, start, end))

    # --- entering -----------------------------------------------------------------------------------------------------

    def _row_of(
        self,
        connection: Connection,
        subject: Subject,
        verdict: Verdict,
        who: str,
        value: Any,
        note: str,
        anchor: Anchor | None,
        action: Action | None,
        replaces: str | None,
    ) -> dict[str, Any]:
        return {
            "at": now(), "who": clean_text(who.strip())[0], "subject_kind": subject.kind, "subject": subject.id,
            "subject_field": subject.field, "verdict": verdict, "action": action, "value": write_json(value),
            "note": _clean_note(note), "replaces": replaces,
            "anchor": None if anchor is None else write_json(write_anchor(anchor)),
            "anchor_source": None if anchor is None else anchor.source,
            "frame": write_json(_frame(connection, anchor)),
        }  # fmt: skip

    def _enter(self, connection: Connection, row: dict[str, Any]) -> None:
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
                self._raise_row(connection, _Row(row))
        self._settle(connection, None, row["finding"])
        self._rehome_added(connection, row["finding"])
        if row["subject_kind"] == "record" and (row["action"] is not None or row["verdict"] == "withdrawn"):
            self._regroup(connection)
        self._tell(connection, row)

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
            records.update(connection.execute(select(copies.record).where(copies.id == finding.copy)).scalars())
        if row["subject_kind"] == "record":
            records.add(self._now(connection, row["subject"]))
        place = finding.source if finding is not None else row["anchor_source"]
        number = finding.page_number if finding is not None else None
        if row["subject_kind"] == "page" and kind_of_id(row["subject"]) == "page":
            place, number = split_page_id(row["subject"])
        if place is not None and number is not None:
            touch(connection, "page", [page_id(place, number)])
            here = (copies.source == place, copies.first_page <= number, copies.last_page >= number)
            records.update(connection.execute(select(copies.record).where(*here)).scalars())
        self._renew_cards(connection, records)
        touch(connection, "record", records)

    # --- asking -------------------------------------------------------------------------------------------------------

    @staticmethod
    def _about(connection: Connection, finding: str) -> list[Any]:
        query = select(schema.decisions).where(_decisions.finding == finding).order_by(_decisions.position)
        return list(connection.execute(query).all())

    def history(self, finding: str, viewer: Viewer) -> tuple[HeldDecision, ...]:
        """Every decision about a finding, a record or a page, oldest first, undone ones too."""
        with self.database.read() as connection:
            rows = self._about(connection, finding)
            return self._held_decisions(connection, rows, viewer)

    def decision(self, name: str, viewer: Viewer) -> HeldDecision:
        """A decision by its id. Raises NotFound, also where the viewer may not know of it."""
        with self.database.read() as connection:
            rows = connection.execute(select(schema.decisions).where(_decisions.id == name)).all()
            held = self._held_decisions(connection, rows, viewer)
        if not held:
            raise NotFound("the archive holds no decision of this name", where=name, remedy="Check the id.")
        return held[0]

    def _decision_seen(self, name: str, viewer: Viewer) -> str:
        return self.decision(name, viewer).decision.id

    def decisions(self, viewer: Viewer, *, place: Place | None = None) -> Iterator[HeldDecision]:
        """Every decision in the order they were made; those at a `place` only (`lost`: the list that waits)."""
        after = -1
        while True:
            query = select(schema.decisions).where(_decisions.position > after).order_by(_decisions.position).limit(200)
            with self.database.read() as connection:
                rows = connection.execute(query).all()
                held = self._held_decisions(connection, rows, viewer)
            yield from (each for each in held if place is None or each.place == place)
            if len(rows) < 200:
                return
            after = rows[-1].position

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
            return bool(self._load_findings(connection, viewer, _findings.id == row.finding)) and self._is_open(
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

    # --- exchange -----------------------------------------------------------------------------------------------------

    def export_decisions(self, viewer: Viewer = OWNER) -> Iterator[dict[str, Any]]:
        """Every decision in the form of decisions.jsonl, oldest first."""
        for held in self.decisions(viewer):
            yield decision_row(held)

    def import_decisions(self, rows: Iterable[Mapping[str, Any]], *, where: str = "decisions.jsonl") -> ImportedDecisions:
        """Take in decisions of another archive; those held already change nothing, so it can be done again.

        A decision on a finding that is not here under its id is attached by its anchor, or waits as lost. Raises
        ExchangeError, naming the line, for a row of another form; what came before it is in.
        """
        new = known = lost = 0
        for line, row in enumerate(rows, start=1):
            values = _imported(row, f"{where}, line {line}")
            with self._write() as connection:
                held = connection.execute(select(_decisions.id).where(_decisions.id == values["id"])).first()
                if held is not None:
                    known += 1
                    continue
                values["finding"] = self._find_imported(connection, values)
                values["frame"] = write_json(_frame(connection, _anchor_in(values)))
                self._enter(connection, values)
                new += 1
                place = connection.execute(select(_places.place).where(_places.finding == values["finding"])).scalar()
                lost += place == "lost"
        return ImportedDecisions(new, known, lost)

    def _find_imported(self, connection: Connection, row: dict[str, Any]) -> str:
        """The finding that an imported decision speaks of: the one it withdraws from, of its id, or at its anchor."""
        if row["replaces"] is not None:
            held = connection.execute(select(_decisions.finding).where(_decisions.id == row["replaces"])).scalar()
            if held is not None:
                return str(held)
        if row["verdict"] == "added" and row["subject_kind"] in FOUND:
            return public_id(row["subject_kind"], "added", row["id"])
        if row["subject_kind"] not in FOUND or row["anchor"] is None:
            return _finding_of(row["subject_kind"], str(row["subject"]), row["subject_field"])
        if connection.execute(select(_findings.id).where(_findings.id == row["subject"])).first() is not None:
            return str(row["subject"])
        source = connection.execute(select(schema.sources.c.id).where(schema.sources.c.id == row["anchor_source"])).scalar()
        return str(row["subject"]) if source is None else self._at_anchor(connection, row)

    def _at_anchor(self, connection: Connection, row: dict[str, Any]) -> str:
        """The finding here that stands where an imported decision's finding stood there; its own id where none does."""
        content = content_of(_Row(row))
        anchor = _anchor_in(row)
        if content is None or anchor is None:
            return str(row["subject"])
        layers = OpenLayers(self, connection, anchor.source)
        moved = self._attach(layers, anchor, row["subject_kind"] == "region")
        if moved is None:
            return str(row["subject"])
        query = select(schema.findings, _places.decision).outerjoin(schema.places, _places.finding == _findings.id)
        here = (_findings.source == anchor.source, _findings.kind == row["subject_kind"], _findings.current == 1)
        earlier = [self._standing(layers, held) for held in connection.execute(query.where(*here)).all()]
        sought = Standing("sought", sort_of(content), (stretch(moved),), value_of(content))
        return same_findings(earlier, [sought]).get("sought", str(row["subject"]))


def _finding_of(kind: str, subject: str, field: str | None) -> str:
    """The name under which all decisions on one thing are kept."""
    if kind != "page":
        return subject
    return hidden_name(subject) if field == HIDDEN else cut_name(subject) if field == CUT else subject


def _check_hidden(subject: Subject, verdict: Verdict, value: Any, anchor: Anchor | None) -> None:
    if verdict != "added" or value != SHOWN:
        raise DecisionRefused("hidden words are shown, or stay hidden", where=subject.id, remedy="Show them, or undo it.")
    if anchor is None or not anchor.boxes or anchor.quote:
        # The words themselves would leave with the book of decisions, also when it was undone.
        raise DecisionRefused("hidden words are named by their boxes", where=subject.id, remedy="Name no words.")


class _Row:
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


def _decision_id(row: Mapping[str, Any]) -> str:
    said = (
        "at",
        "who",
        "subject_kind",
        "subject",
        "subject_field",
        "verdict",
        "action",
        "value",
        "note",
        "replaces",
        "anchor",
    )
    return public_id("decision", *(row[name] for name in said))


def _frame(connection: Connection, anchor: Anchor | None) -> list[float | None]:
    """How the page lies on which an anchor's boxes were measured: rotation, width, height."""
    if anchor is None or not anchor.boxes:
        return []
    query = select(_pages.rotation, _pages.width, _pages.height)
    row = connection.execute(query.where(_pages.source == anchor.source, _pages.number == anchor.page_number)).first()
    return [] if row is None else [row.rotation, row.width, row.height]


def _anchor_in(row: Mapping[str, Any]) -> Anchor | None:
    return None if row["anchor"] is None else read_anchor(json.loads(row["anchor"]))


def value_for_decision(content: Any) -> Any:
    """What a finding says, in the form of a decision's value."""
    if isinstance(content, Field):
        value = write_value(content.value)
        return {"value": value, "group": content.group} if content.group else value
    held = write_content(content)
    keys = REGION_KEYS if isinstance(content, Region) else REFERENCE_KEYS
    return {key: held[key] for key in sorted(keys)}


def _grouped(finding: HeldFinding, value: Any) -> Any:
    """A field of a later review says which review it is of."""
    group = finding.content.group if isinstance(finding.content, Field) else 0
    return {"value": value, "group": group} if group and not (isinstance(value, dict) and "group" in value) else value


def check_value(kind: str, name: str, value: Any, where: str) -> None:
    """Whether a value has the form of its subject. Raises DecisionRefused."""
    if kind == "field":
        _check_field(name, value, where)
        return
    keys = REGION_KEYS if kind == "region" else REFERENCE_KEYS
    if not isinstance(value, dict) or not value or set(value) - keys:
        raise DecisionRefused(f"a {kind} is said by its keys", where=where, remedy=f"Use {', '.join(sorted(keys))}.")
    if kind == "region":
        _check_region(value, where)
    elif value.get("date") is not None and not (isinstance(value["date"], str) and is_edtf(value["date"])):
        raise DecisionRefused(f"{value['date']!r} is no date in EDTF", where=where, remedy=_EDTF)


_EDTF = "Write 1995-01-06, 1994-09, 1994-12~ and the like."


def _check_field(name: str, value: Any, where: str) -> None:
    if not is_field_name(name):
        raise DecisionRefused(f"no field is called {name!r}", where=where, remedy="Field names are listed in dump.md.")
    if isinstance(value, dict) and "group" in value:
        value = value.get("value")
    if name in PARTY_FIELDS:
        if not isinstance(value, dict) or not isinstance(value.get("name"), str) or not value["name"].strip():
            raise DecisionRefused("a party needs a name", where=where, remedy="Write the name as printed.")
        if set(value) - {"name", "role", "person", "side"}:
            raise DecisionRefused("a party has name, role, person, side", where=where)
        return
    if not isinstance(value, str) or not value.strip():
        raise DecisionRefused("the value is empty", where=where, remedy="Say what it should be, or reject the finding.")
    is_date = name in DATE_FIELDS or name in ("releases.review_date", "releases.release_date")
    if is_date and not is_edtf(value):
        raise DecisionRefused(f"{value!r} is no date in EDTF", where=where, remedy=_EDTF)
    if name == "type" and value not in RECORD_TYPES:
        raise DecisionRefused(f"{value!r} is no record type", where=where, remedy=f"Use one of {', '.join(RECORD_TYPES)}.")


def _check_region(value: Mapping[str, Any], where: str) -> None:
    if "kind" in value and value["kind"] not in REGION_KINDS:
        raise DecisionRefused(
            f"{value['kind']!r} is no kind of region", where=where, remedy=f"Use {', '.join(REGION_KINDS)}."
        )
    if "box" in value:
        box = value["box"]
        numbers = isinstance(box, list | tuple) and len(box) == 4 and all(isinstance(side, int | float) for side in box)
        if not numbers or not (box[0] < box[2] and box[1] < box[3]):
            raise DecisionRefused("a box is left, top, right, bottom in points", where=where, remedy="Draw it again.")


def _clean(value: Any) -> Any:
    """Text that people give is stored as text of pages is: no NUL, no lone surrogates."""
    if isinstance(value, str):
        return clean_text(value)[0]
    if isinstance(value, dict):
        return {str(key): _clean(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(each) for each in value]
    return value


def _clean_note(note: str) -> str:
    """A note may have lines."""
    return "\n".join(clean_text(line)[0] for line in re.split(r"\r\n|\r|\n", note.strip())).replace("\t", REPLACEMENT)


def _imported(row: Mapping[str, Any], where: str) -> dict[str, Any]:
    """A line of decisions.jsonl as values of a decision's row. Raises ExchangeError."""
    try:
        subject, anchor = row["subject"], row["anchor"]
        held = None if anchor is None else read_anchor({**anchor, "boxes": anchor.get("boxes") or []})
        if row["verdict"] not in VERDICTS or kind_of_id(row["id"]) != "decision":
            raise ValueError(row["id"])
        return {
            "id": row["id"], "at": str(row["at"]), "who": clean_text(str(row["who"]))[0],
            "subject_kind": str(subject["kind"]), "subject": str(subject["id"]),
            "subject_field": subject["field"], "verdict": row["verdict"],
            "action": row["action"], "value": write_json(_clean(row["value"])), "note": _clean_note(row["note"] or ""),
            "replaces": row["replaces"], "anchor": None if held is None else write_json(write_anchor(held)),
            "anchor_source": None if held is None else held.source,
        }  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ExchangeError(
            f"the line is no decision ({error})", where=where, remedy="Decisions come from `chancery decisions export`."
        ) from error
