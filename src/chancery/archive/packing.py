"""Layers and reading texts as blobs, and values as JSON: the forms in which the archive keeps what it is given."""

# Every form carries its version. A layer is kept by columns: that compresses to about half of what rows would take.

from __future__ import annotations

import json
from typing import Any

from chancery.archive.names import write_json
from chancery.errors import ArchiveDamaged
from chancery.model.decision import Anchor
from chancery.model.evidence import Evidence, Span
from chancery.model.geometry import Box
from chancery.model.mention import Reference
from chancery.model.page import HiddenWord, LayerOrigin, Region, TextLayer, Word
from chancery.model.record import Alternative, Field, FieldValue, Party
from chancery.model.text import Piece, ReadingText

LAYER_FORM = "layer/1"
TEXT_FORM = "text/1"
Json = dict[str, Any]


def pack_layer(layer: TextLayer) -> bytes:
    origin = layer.origin
    return write_json(
        {
            "form": LAYER_FORM,
            "source": layer.source,
            "page": layer.page_number,
            "origin": [origin.engine, origin.version, origin.settings],
            "words": _columns(layer.words),
            "hidden": {
                "words": _columns(tuple(hidden.word for hidden in layer.hidden)),
                "before": [hidden.before for hidden in layer.hidden],
                "reason": [hidden.reason for hidden in layer.hidden],
            },
            "replaced": layer.replaced,
        }
    ).encode()


def unpack_layer(data: bytes) -> TextLayer:
    """The layer in a blob. Raises ArchiveDamaged where the blob is of another form."""
    held = _parse(data, LAYER_FORM)
    hidden = held["hidden"]
    covered = zip(_words(hidden["words"]), hidden["before"], hidden["reason"], strict=True)
    return TextLayer(
        held["source"],
        held["page"],
        LayerOrigin(*held["origin"]),
        _words(held["words"]),
        tuple(HiddenWord(word, before, reason) for word, before, reason in covered),
        held["replaced"],
    )


def _columns(words: tuple[Word, ...]) -> Json:
    return {
        "text": [word.text for word in words],
        "box": [None if word.box is None else list(word.box) for word in words],
        "confidence": [word.confidence for word in words],
        "line": _steps([word.line for word in words]),
        "paragraph": _steps([word.paragraph for word in words]),
    }


def _words(columns: Json) -> tuple[Word, ...]:
    return tuple(
        Word(text, None if box is None else Box(*box), confidence, line, paragraph)
        for text, box, confidence, line, paragraph in zip(
            columns["text"],
            columns["box"],
            columns["confidence"],
            _sums(columns["line"]),
            _sums(columns["paragraph"]),
            strict=True,
        )
    )


def _steps(numbers: list[int]) -> list[int]:
    return [number - before for before, number in zip([0, *numbers], numbers, strict=False)]


def _sums(steps: list[int]) -> list[int]:
    at, numbers = 0, []
    for step in steps:
        at += step
        numbers.append(at)
    return numbers


def pack_reading(reading: ReadingText) -> bytes:
    pieces = [
        [piece.start, piece.end, piece.source, piece.page_number, piece.layer, piece.layer_start] for piece in reading.pieces
    ]
    return write_json({"form": TEXT_FORM, "text": reading.text, "pieces": pieces}).encode()


def unpack_reading(data: bytes) -> ReadingText:
    """The reading text in a blob. Raises ArchiveDamaged where the blob is of another form."""
    held = _parse(data, TEXT_FORM)
    return ReadingText(held["text"], tuple(Piece(*piece) for piece in held["pieces"]))


def _parse(data: bytes, form: str) -> Json:
    held = json.loads(data)
    if not isinstance(held, dict) or held.get("form") != form:
        found = held.get("form") if isinstance(held, dict) else None
        raise ArchiveDamaged(f"a blob should have the form {form} and has {found}", remedy="Run `chancery verify`.")
    return held


# --- values as JSON ---------------------------------------------------------------------------------------------------


def write_value(value: FieldValue) -> Any:
    if isinstance(value, Party):
        return {"name": value.name, "role": value.role, "person": value.person, "side": value.side}
    return value


def read_value(value: Any) -> FieldValue:
    if isinstance(value, dict):
        return Party(value["name"], value.get("role"), value.get("person"), value.get("side"))
    return str(value)


def write_evidence(evidence: tuple[Evidence, ...]) -> list[Any]:
    return [
        [
            entry.source,
            entry.page_number,
            entry.layer,
            entry.start,
            entry.end,
            entry.quote,
            [list(box) for box in entry.boxes],
        ]
        for entry in evidence
    ]


def read_evidence(entries: list[Any]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(source, page, layer, start, end, quote, tuple(Box(*box) for box in boxes))
        for source, page, layer, start, end, quote, boxes in entries
    )


def write_field(field: Field) -> Json:
    return {
        "name": field.name,
        "value": write_value(field.value),
        "evidence": write_evidence(field.evidence),
        "method": field.method,
        "version": field.version,
        "confidence": field.confidence,
        "alternatives": [[write_value(other.value), other.confidence] for other in field.alternatives],
        "group": field.group,
    }


def read_field(held: Json) -> Field:
    return Field(
        held["name"],
        read_value(held["value"]),
        read_evidence(held["evidence"]),
        held["method"],
        held["version"],
        held["confidence"],
        tuple(Alternative(read_value(value), confidence) for value, confidence in held["alternatives"]),
        held["group"],
    )


def write_region(region: Region) -> Json:
    return {
        "source": region.source,
        "page": region.page_number,
        "kind": region.kind,
        "box": list(region.box),
        "text": region.text,
        "code": list(region.code),
        "fill": region.fill,
        "method": region.method,
        "version": region.version,
        "confidence": region.confidence,
    }


def read_region(held: Json) -> Region:
    return Region(
        held["source"], held["page"], held["kind"], Box(*held["box"]), held["text"], tuple(held["code"]), held["fill"],
        held["method"], held["version"], held["confidence"],
    )  # fmt: skip


def write_reference(reference: Reference) -> Json:
    return {
        "span": [reference.span.start, reference.span.end],
        "kind": reference.kind,
        "document_type": reference.document_type,
        "date": reference.date,
        "date_basis": reference.date_basis,
        "reason": reference.reason,
        "from": [write_value(party) for party in reference.senders],
        "to": [write_value(party) for party in reference.addressees],
        "place": reference.place,
        "number": reference.number,
        "locator": reference.locator,
        "method": reference.method,
        "version": reference.version,
        "confidence": reference.confidence,
        "evidence": write_evidence(reference.evidence),
        "outcome": reference.outcome,
    }


def read_reference(held: Json) -> Reference:
    return Reference(
        Span(*held["span"]),
        held["kind"],
        held["document_type"],
        held["date"],
        held["date_basis"],
        held["reason"],
        read_parties(held["from"]),
        read_parties(held["to"]),
        held["place"],
        held["number"],
        held["locator"],
        held["method"],
        held["version"],
        held["confidence"],
        read_evidence(held["evidence"]),
        held["outcome"],
    )


def read_parties(held: list[Any]) -> tuple[Party, ...]:
    return tuple(party for value in held if isinstance(party := read_value(value), Party))


def write_anchor(anchor: Anchor) -> Json:
    return {
        "source": anchor.source,
        "page": anchor.page_number,
        "quote": anchor.quote,
        "before": anchor.before,
        "after": anchor.after,
        "boxes": [list(box) for box in anchor.boxes],
    }


def read_anchor(held: Json) -> Anchor:
    boxes = tuple(Box(*box) for box in held["boxes"])
    return Anchor(held["source"], held["page"], held["quote"], held["before"], held["after"], boxes)
