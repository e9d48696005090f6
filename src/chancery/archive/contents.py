"""What findings hold, whatever their kind: their sort, value, evidence and key, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from chancery.archive.attach import Stretch, quote_with_context
from chancery.archive.layers import OpenLayers
from chancery.archive.names import digest, write_json
from chancery.archive.packing import (
    read_anchor,
    read_field,
    read_parties,
    read_reference,
    read_region,
    read_value,
    write_field,
    write_reference,
    write_region,
)
from chancery.model.decision import Anchor
from chancery.model.evidence import Evidence, Span
from chancery.model.geometry import Box
from chancery.model.mention import Reference
from chancery.model.page import Region
from chancery.model.record import Field
from chancery.model.vocabulary import FindingKind

MANIFEST = "manifest"


PERSON = "person"  # the stage of what only a person said


Content = Field | Region | Reference


def kind_of(content: Content) -> FindingKind:
    if isinstance(content, Field):
        return "field"
    return "region" if isinstance(content, Region) else "reference"


def name_of(content: Content) -> str:
    """The field's name, or the kind of region or reference."""
    return content.name if isinstance(content, Field) else content.kind


def sort_of(content: Content) -> str:
    """Findings of different sorts are never the same finding; what kind of reference it is may be seen better later."""
    return "reference" if isinstance(content, Reference) else f"{kind_of(content)} {name_of(content)}"


def value_of(content: Content) -> str:
    """What a finding says, as text, without where it stands."""
    held = write_content(content)
    if isinstance(content, Field):
        return write_json([held["value"], held["group"]])
    if isinstance(content, Region):
        return write_json([held["kind"], held["text"], held["code"], held["fill"]])
    return write_json([held[name] for name in ("kind", "document_type", "date", "from", "to", "place", "number", "locator")])


def evidence_of(content: Content) -> tuple[Evidence, ...]:
    """Where it stands; a region by its box and an empty quote."""
    if isinstance(content, Region):
        return (Evidence(content.source, content.page_number, "", 0, 0, "", (content.box,)),)
    return content.evidence


def with_evidence(content: Content, evidence: tuple[Evidence, ...]) -> Content:
    """The same finding at another place."""
    if isinstance(content, Region):
        box = evidence[0].boxes[0] if evidence and evidence[0].boxes else content.box
        return replace(content, box=box)
    return replace(content, evidence=evidence)


def write_content(content: Content) -> dict[str, Any]:
    if isinstance(content, Field):
        return write_field(content)
    return write_region(content) if isinstance(content, Region) else write_reference(content)


def read_content(kind: str, text: str) -> Content:
    held = json.loads(text)
    if kind == "field":
        return read_field(held)
    return read_region(held) if kind == "region" else read_reference(held)


def finding_key(stage: str, content: Content) -> str:
    """What, where, by which stage: the name by which workers and caches know a finding."""
    places = [
        [entry.source, entry.page_number, entry.layer, entry.start, entry.end, [] if entry.quote else list(entry.boxes)]
        for entry in evidence_of(content)
    ]
    return digest(stage, sort_of(content), value_of(content), places)


def stretches(content: Content) -> tuple[Stretch, ...]:
    return tuple(stretch(entry) for entry in evidence_of(content))


def stretch(entry: Evidence) -> Stretch:
    if entry.layer == MANIFEST:
        # A list given again in another form still says the same in the same words.
        return Stretch((MANIFEST, 0), digest(entry.quote), Span(0, max(1, len(entry.quote))), (), 1.0)
    span = Span(entry.start, entry.end) if entry.quote else None
    return Stretch((entry.source, entry.page_number), entry.layer, span, entry.boxes, float(len(entry.quote) or 1))


def contexts(layers: OpenLayers, evidence: Sequence[Evidence]) -> list[list[str]]:
    """For each entry of evidence the text before and after it in its layer, and the blob the layer lay in."""
    found = []
    for entry in evidence:
        layer, blob = (None, "") if entry.layer in ("", MANIFEST) else layers.chosen(entry.page_number)
        if layer is None or layer.id != entry.layer:
            found.append(["", "", ""])
            continue
        quoted = quote_with_context(layer.text, entry.start, entry.end)
        found.append([quoted.before, quoted.after, blob])
    return found


def apply_value(content: Content, value: Any) -> Content:
    """A finding with what a person said in place of what the machine said; what was not said stays."""
    if value is None:
        return content
    if isinstance(content, Field):
        if isinstance(value, dict) and "group" in value:
            return replace(content, value=read_value(value["value"]), group=int(value["group"]))
        return replace(content, value=read_value(value))
    if isinstance(content, Region):
        return replace(
            content,
            kind=value.get("kind", content.kind),
            box=Box(*value["box"]) if "box" in value else content.box,
            text=value.get("text", content.text),
            code=tuple(value.get("code", content.code)),
            fill=value.get("fill", content.fill),
        )
    return replace(
        content,
        kind=value.get("kind", content.kind),
        document_type=value.get("document_type", content.document_type),
        date=value.get("date", content.date),
        senders=read_parties(value["from"]) if "from" in value else content.senders,
        addressees=read_parties(value["to"]) if "to" in value else content.addressees,
        place=value.get("place", content.place),
        number=value.get("number", content.number),
        locator=value.get("locator", content.locator),
        outcome=value.get("outcome", content.outcome),
    )


def content_of(decision: Any) -> Content | None:
    """The finding that a decision speaks of, from the decision alone; None where it does not tell."""
    value = json.loads(decision.value)
    anchor = read_anchor(json.loads(decision.anchor)) if decision.anchor else None
    evidence = _evidence_of_anchor(anchor)
    if decision.subject_kind == "field":
        if decision.subject_field is None or value is None:
            return None
        blank = Field(decision.subject_field, "", evidence, PERSON, "", 1.0)
        return apply_value(blank, value)
    if decision.subject_kind == "region":
        if anchor is None or not anchor.boxes or not isinstance(value, dict) or "kind" not in value:
            return None
        blank_region = Region(anchor.source, anchor.page_number, value["kind"], anchor.boxes[0], method=PERSON)
        return apply_value(blank_region, value)
    if not isinstance(value, dict) or "kind" not in value:
        return None
    reference = Reference(
        Span(0, 0), value["kind"], None, None, "none", "", (), (), None, None, None, PERSON, "", 1.0, evidence
    )
    return apply_value(reference, value)


def _evidence_of_anchor(anchor: Anchor | None) -> tuple[Evidence, ...]:
    """The place of an anchor that has not been looked for yet: its page and its words, in no layer."""
    if anchor is None:
        return ()
    return (Evidence(anchor.source, anchor.page_number, "", 0, len(anchor.quote), anchor.quote, anchor.boxes),)
