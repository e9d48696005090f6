"""What a person says, checked and made the row of a decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from chancery.archive import schema
from chancery.archive.aliases import now_is
from chancery.archive.attach import quote_with_context
from chancery.archive.base import one
from chancery.archive.contents import MANIFEST, apply_value
from chancery.archive.grouping import JOINING, PARTING, others_in
from chancery.archive.held import HeldFinding
from chancery.archive.judged import FOUND, Judging
from chancery.archive.keeper import Keeper
from chancery.archive.layers import OpenLayers
from chancery.archive.names import kind_of_id, now, page_id, public_id, split_page_id, write_json
from chancery.archive.packing import write_anchor
from chancery.archive.pages import Pages
from chancery.archive.persons import check_person, naming_name
from chancery.archive.recut import FIELD as CUT
from chancery.archive.recut import check_cut, cut_name
from chancery.archive.shown import FIELD as HIDDEN
from chancery.archive.shown import VALUE as SHOWN
from chancery.archive.shown import hidden_name
from chancery.archive.values import check_value, clean_note, clean_value, grouped, value_for_decision
from chancery.errors import DecisionRefused, NotFound
from chancery.model.decision import Anchor, Subject
from chancery.model.evidence import Evidence
from chancery.model.geometry import Box
from chancery.model.page import Region, clean_text
from chancery.model.text import quote_layer
from chancery.model.viewer import OWNER
from chancery.model.vocabulary import PAGE_ROLES, VERDICTS, Action, Verdict

_findings = schema.findings.c
_pages = schema.pages.c


WHOLE = ("record", "page")  # subjects that are things of the archive themselves


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of a subject, as `decide` is given it."""

    subject: Subject
    verdict: Verdict
    who: str
    value: Any = None
    note: str = ""
    anchor: Anchor | None = None
    action: Action | None = None
    replaces: str | None = None


class Composing:
    """Makes the row of a decision of what a person says, or refuses it."""

    def __init__(self, keeper: Keeper, judging: Judging, pages: Pages) -> None:
        self._keeper = keeper
        self._judging = judging
        self._pages = pages

    def compose(self, connection: Connection, said: Said) -> dict[str, Any]:
        """The row of a decision but for its position. Raises DecisionRefused, NotFound."""
        name = said.subject.id
        if said.verdict == "withdrawn" or said.verdict not in VERDICTS:
            raise DecisionRefused("a decision is withdrawn by undoing it", where=name, remedy="Use undo.")
        if not said.who.strip():
            raise DecisionRefused("a decision needs the name of who decides", where=name, remedy="Say who you are.")
        said = replace(said, value=clean_value(said.value))
        if said.subject.kind in FOUND and said.verdict == "added":
            anchor = self._check_added(connection, said.subject, said.value, said.anchor)
            row = row_of(connection, replace(said, anchor=anchor))
            row["id"] = decision_id(row)
            row["finding"] = public_id(said.subject.kind, "added", row["id"])
            return row
        if said.subject.kind in FOUND:
            said = self._judged(connection, said)
        elif said.subject.kind in WHOLE:
            self._check_whole(connection, said.subject, said.verdict, said.value, said.action)
            if said.subject.kind == "page" and said.subject.field == HIDDEN:
                _check_hidden(said.subject, said.verdict, said.value, said.anchor)
            elif said.subject.kind == "page" and said.subject.field == CUT:
                source, _ = split_page_id(name)
                count = connection.execute(select(schema.sources.c.page_count).where(schema.sources.c.id == source)).scalar()
                check_cut(name, count or 0, said.action, said.value)
        elif said.subject.kind == "person":
            check_person(connection, said.subject, said.verdict, said.value, said.action)
            said = replace(said, anchor=said.anchor or self._anchor_of_name(connection, said.subject.field))
        else:
            raise NotFound(f"the archive holds no {said.subject.kind} of this name", where=name, remedy="Check the id.")
        row = row_of(connection, said)
        row["id"] = decision_id(row)
        row["finding"] = finding_of(said.subject.kind, said.subject.id, said.subject.field)
        return row

    def _judged(self, connection: Connection, said: Said) -> Said:
        """What is said of a finding, with the value that was judged and the place it was judged at."""
        finding = self._find(connection, said.subject.id)
        subject = Subject(said.subject.kind, said.subject.id, finding.name if said.subject.kind == "field" else None)
        value = self._check_judged(finding, subject, said.verdict, said.value)
        return replace(said, subject=subject, value=value, anchor=said.anchor or self._anchor_of(connection, finding))

    def _find(self, connection: Connection, name: str) -> HeldFinding:
        found = self._judging.load(connection, OWNER, _findings.id == name)
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
            return grouped(finding, value)
        return value_for_decision(finding.content)

    def _check_added(self, connection: Connection, subject: Subject, value: Any, anchor: Anchor | None) -> Anchor | None:
        if value is None:
            raise DecisionRefused("what is added needs a value", where=subject.id, remedy="Say what it is.")
        if subject.kind == "region":
            return self._check_added_region(connection, subject, value, anchor)
        kind = kind_of_id(subject.id)
        if kind not in ("copy", "record"):
            raise DecisionRefused("it is added to a copy or a record", where=subject.id, remedy="Name one by its id.")
        leads_to = now_is(connection, subject.id)
        copies = schema.copies.c
        here = select(copies.id).where((copies.id == leads_to) | (copies.record == leads_to))
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

    def _anchor_of_name(self, connection: Connection, finding: str | None) -> Anchor | None:
        """Where the name stands that is said to mean a person."""
        found = self._judging.load(connection, OWNER, _findings.id == finding) if finding is not None else []
        return self._anchor_of(connection, found[0]) if found else None

    def _anchor_at(self, connection: Connection, entry: Evidence) -> Anchor:
        layer, _ = OpenLayers(self._keeper.layers, connection, entry.source).chosen(entry.page_number)
        if layer is None or layer.id != entry.layer:
            held = connection.execute(select(schema.layers).where(schema.layers.c.id == entry.layer)).first()
            layer = None if held is None else self._keeper.layers.open(held.blob, held.id)
        if layer is None or layer.text[entry.start : entry.end] != entry.quote:
            return Anchor(entry.source, entry.page_number, entry.quote, "", "", entry.boxes)
        quoted = quote_with_context(layer.text, entry.start, entry.end)
        return Anchor(entry.source, entry.page_number, entry.quote, quoted.before, quoted.after, entry.boxes)

    def anchor(self, source: str, number: int, start: int, end: int) -> Anchor:
        """An anchor for the stretch [start, end) of the chosen layer of a page. Raises NotFound, DecisionRefused."""
        layer = self._pages.chosen_layer(source, number)
        if layer is None or not 0 <= start < end <= len(layer.text):
            raise DecisionRefused(
                "no words of the page stand there", where=page_id(source, number), remedy="Mark the words."
            )
        with self._keeper.read() as connection:
            return self._anchor_at(connection, quote_layer(layer, start, end))


def row_of(connection: Connection, said: Said) -> dict[str, Any]:
    """The row of a decision, without its id, its position and the finding it is about."""
    return {
        "at": now(), "who": clean_text(said.who.strip())[0], "subject_kind": said.subject.kind, "subject": said.subject.id,
        "subject_field": said.subject.field, "verdict": said.verdict, "action": said.action,
        "value": write_json(said.value), "note": clean_note(said.note), "replaces": said.replaces,
        "anchor": None if said.anchor is None else write_json(write_anchor(said.anchor)),
        "anchor_source": None if said.anchor is None else said.anchor.source,
        "frame": write_json(frame_of(connection, said.anchor)),
    }  # fmt: skip


def decision_id(row: Mapping[str, Any]) -> str:
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


def frame_of(connection: Connection, anchor: Anchor | None) -> list[float | None]:
    """How the page lies on which an anchor's boxes were measured: rotation, width, height."""
    if anchor is None or not anchor.boxes:
        return []
    query = select(_pages.rotation, _pages.width, _pages.height)
    row = connection.execute(query.where(_pages.source == anchor.source, _pages.number == anchor.page_number)).first()
    return [] if row is None else [row.rotation, row.width, row.height]


def finding_of(kind: str, subject: str, field: str | None) -> str:
    """The name under which all decisions on one thing are kept."""
    if kind == "person":
        return subject if field is None else naming_name(subject, field)
    if kind != "page":
        return subject
    return hidden_name(subject) if field == HIDDEN else cut_name(subject) if field == CUT else subject


def _check_hidden(subject: Subject, verdict: Verdict, value: Any, anchor: Anchor | None) -> None:
    if verdict != "added" or value != SHOWN:
        raise DecisionRefused("hidden words are shown, or stay hidden", where=subject.id, remedy="Show them, or undo it.")
    if anchor is None or not anchor.boxes or anchor.quote:
        # The words themselves would leave with the book of decisions, also when it was undone.
        raise DecisionRefused("hidden words are named by their boxes", where=subject.id, remedy="Name no words.")
