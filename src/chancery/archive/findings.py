"""Findings in the archive: a stage's new findings take the place of its old ones and keep their public ids."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from chancery.archive import schema
from chancery.archive.attach import Quoted, Standing, Stretch, find_again, quote_with_context, same_findings, turned
from chancery.archive.base import MANY, Keeper, batches
from chancery.archive.names import digest, public_id, write_json
from chancery.archive.packing import (
    read_evidence,
    read_field,
    read_reference,
    read_region,
    unpack_layer,
    write_field,
    write_reference,
    write_region,
)
from chancery.errors import ArchiveDamaged
from chancery.model.evidence import Evidence, Span
from chancery.model.geometry import Box
from chancery.model.mention import Reference
from chancery.model.page import Page, Region, TextLayer
from chancery.model.record import Field
from chancery.model.vocabulary import FindingKind

_findings = schema.findings.c
_places = schema.places.c
MANIFEST = "manifest"
PERSON = "person"  # the stage of what only a person said
LAYERS_KEPT = 32

Content = Field | Region | Reference


@dataclass(frozen=True, slots=True)
class New:
    """A finding that a stage just made."""

    content: Content
    copy: str | None
    input_key: str

    @property
    def kind(self) -> FindingKind:
        return kind_of(self.content)


class OpenLayers:
    """The chosen layers of a source's pages, opened when asked for; the last few stay open."""

    def __init__(self, keeper: FindingKeeper, connection: Connection, source: str) -> None:
        self._keeper = keeper
        self._connection = connection
        self.source = source
        self._rows: dict[int, tuple[str, str]] = {}
        self._asked: set[int] = set()

    def chosen(self, number: int) -> tuple[TextLayer | None, str]:
        """The chosen layer of a page (None: it has none) and the blob it lies in."""
        name, blob = self.chosen_row(number)
        return (self._keeper._open_layer(blob, name), blob) if blob else (None, "")

    def chosen_row(self, number: int) -> tuple[str, str]:
        """The chosen layer's id and blob without opening it; empty where a page has none."""
        part = number // MANY
        if part not in self._asked:
            self._asked.add(part)
            asked = {"source": self.source, "first": part * MANY, "last": part * MANY + MANY - 1}
            for row in self._connection.execute(_CHOSEN, asked):
                self._rows[row.number] = (row.id, row.blob)
        return self._rows.get(number, ("", ""))


_pages, _layers = schema.pages.c, schema.layers.c
_CHOSEN = (
    select(_pages.number, _layers.id, _layers.blob)
    .join(schema.layers, _pages.chosen == _layers.id)
    .where(
        _pages.source == bindparam("source"), _pages.number >= bindparam("first"), _pages.number <= bindparam("last")
    )
)  # fmt: skip


class FindingKeeper(Keeper):
    """Saving and matching findings; the parts of the archive that save build on it."""

    def _open_layer(self, blob: str, name: str) -> TextLayer:
        """The layer in a blob. A blob never changes, so the last few stay in memory for whatever asks next."""
        with suppress(KeyError):
            return self._layers_open[blob]
        try:
            layer = unpack_layer(self.blobs.read(blob))
            self._keep_open(blob, layer)
            return layer
        except FileNotFoundError as error:
            raise ArchiveDamaged(
                "the blob of a text layer is missing", where=f"layer {name}", remedy="Run `chancery verify`."
            ) from error

    def _keep_open(self, blob: str, layer: TextLayer) -> None:
        if len(self._layers_open) >= LAYERS_KEPT:
            # Threads may have emptied it meanwhile; what matters is that it does not grow.
            with suppress(StopIteration, RuntimeError, KeyError):
                self._layers_open.pop(next(iter(self._layers_open)))
        self._layers_open[blob] = layer

    def _save_regions(
        self, connection: Connection, source: str, numbers: Sequence[int], regions: Iterable[Region], version: str
    ) -> None:
        """Put what `read` found by its shape on some pages in the place of what it found there before."""
        new = [New(region, None, digest("read", version)) for region in regions]
        for some in batches(sorted(set(numbers)), MANY):
            where = (_findings.kind == "region", _findings.page_number.in_(some))
            here = [each for each in new if isinstance(each.content, Region) and each.content.page_number in some]
            self._replace(connection, OpenLayers(self, connection, source), "read", here, where)

    def _regions_of_stage(
        self, connection: Connection, source: str, numbers: Sequence[int], stage: str
    ) -> dict[int, tuple[Region, ...]]:
        """By page what a stage found on it."""
        query = select(_findings.page_number, _findings.content).where(
            _findings.source == source, _findings.page_number.in_(numbers), _findings.kind == "region",
            _findings.stage == stage, _findings.current == 1,
        )  # fmt: skip
        found: dict[int, tuple[Region, ...]] = {}
        for row in connection.execute(query.order_by(_findings.page_number, _findings.position)):
            found[row.page_number] = (*found.get(row.page_number, ()), read_region(json.loads(row.content)))
        return found

    def _replace(
        self, connection: Connection, layers: OpenLayers, stage: str, new: Sequence[New], where: Sequence[Any]
    ) -> list[str]:
        """Put what a stage found in the place of what it found before; the public ids of the new ones, in their order.

        `where` says which earlier findings of the source may be meant. Those that are found no more stay, not current.
        """
        self._raise_decided(connection, layers.source)
        query = (
            select(schema.findings, _places.decision)
            .outerjoin(schema.places, _places.finding == _findings.id)
            .where(_findings.source == layers.source, _findings.stage.in_((stage, PERSON)), *where)
            .order_by(_findings.current.desc(), _findings.position, _findings.id)
        )
        old = connection.execute(query).all()
        standings = [self._standing(layers, row) for row in old]
        coming = [Standing(str(at), sort_of(each.content), stretches(each.content), value_of(each.content))
                  for at, each in enumerate(new)]  # fmt: skip
        known = same_findings(standings, coming)
        gone = [row.id for row in old if row.current]
        for part in batches(gone, MANY):
            connection.execute(update(schema.findings).where(_findings.id.in_(part)).values(current=0))
        rows = [self._row(layers, stage, at, each) for at, each in enumerate(new)]
        return self._store(connection, rows, known)

    def _store(self, connection: Connection, rows: list[dict[str, Any]], known: Mapping[str, str]) -> list[str]:
        taken = set(known.values())
        firsts = [public_id(row["kind"], row["key"], 0) for row in rows]
        for some in batches(firsts, MANY):
            taken.update(connection.execute(select(_findings.id).where(_findings.id.in_(some))).scalars())
        ids, fresh = [], []
        for at, row in enumerate(rows):
            name = known.get(str(at))
            if name is None:
                name = self._fresh_id(connection, row, firsts[at], taken)
                fresh.append({**row, "id": name})
            else:
                connection.execute(update(schema.findings).where(_findings.id == name).values(row))
            taken.add(name)
            ids.append(name)
        if fresh:
            connection.execute(insert(schema.findings), fresh)
        return ids

    @staticmethod
    def _fresh_id(connection: Connection, row: Mapping[str, Any], first: str, taken: set[str]) -> str:
        """An id from the finding's key; a number tells apart what is found twice at one place in one sense.

        `first` is the id with number 0; it is among `taken` where it is held.
        """
        name, number = first, 0
        while name in taken or (number and connection.execute(select(_findings.id).where(_findings.id == name)).first()):
            number += 1
            name = public_id(row["kind"], row["key"], number)
        return name

    def _row(self, layers: OpenLayers, stage: str, position: int, new: New) -> dict[str, Any]:
        content = new.content
        evidence = evidence_of(content)
        page = next((entry.page_number for entry in evidence if entry.layer != MANIFEST), None)
        return {
            "key": finding_key(stage, content), "kind": new.kind, "name": name_of(content), "stage": stage,
            "source": layers.source, "copy": new.copy, "position": position, "page_number": page, "current": 1,
            "content": write_json(write_content(content)), "anchor": write_json(contexts(layers, evidence)),
            "input_key": new.input_key,
        }  # fmt: skip

    def _standing(self, layers: OpenLayers, row: Any) -> Standing:
        """An earlier finding where it stands in the layers that are chosen now."""
        content = read_content(row.kind, row.content)
        around = json.loads(row.anchor)
        found = []
        for index, entry in enumerate(evidence_of(content)):
            context = around[index] if index < len(around) else ["", "", ""]
            found.append(self._stretch(layers, content, entry, context))
        rank = 0 if row.decision is not None else 1 if row.current else 2
        return Standing(row.id, sort_of(content), tuple(found), value_of(content), rank)

    def _stretch(self, layers: OpenLayers, content: Content, entry: Evidence, context: Sequence[str]) -> Stretch:
        if isinstance(content, Region) or entry.layer == MANIFEST or entry.source != layers.source:
            return stretch(entry)
        layer, blob = layers.chosen(entry.page_number)
        if layer is None or (entry.layer == layer.id and blob == context[2]):
            return stretch(entry)
        span = find_again(Quoted(entry.quote, context[0], context[1], entry.boxes), layer)
        weight = float(len(entry.quote) or 1)
        if span is None:
            return Stretch((entry.source, entry.page_number), "", None, entry.boxes, weight)
        boxes = layer.boxes_in(span.start, span.end)
        return Stretch((entry.source, entry.page_number), layer.id, span, boxes or entry.boxes, weight)

    def _raise_decided(self, connection: Connection, source: str) -> None:
        """Give decided findings of this source a row where they have none (it was removed, or they were imported)."""
        raise NotImplementedError


def turn_findings(connection: Connection, before: Any, page: Page) -> None:
    """Turn the boxes of a page's findings with the page, where it is now seen to lie another way."""
    degrees = (page.rotation - before.rotation) % 360
    if not degrees or before.width is None:
        return

    def turn(box: list[float]) -> list[float]:
        return list(turned(Box(*box), before.width, before.height, degrees).rounded())

    query = select(_findings.id, _findings.kind, _findings.content).where(_findings.source == page.source)
    for row in connection.execute(query).all():
        held = json.loads(row.content)
        if row.kind == "region":
            if held["page"] != page.number:
                continue
            held["box"] = turn(held["box"])
        else:
            here = [entry for entry in held["evidence"] if entry[1] == page.number and entry[2] != MANIFEST]
            if not here:
                continue
            for entry in here:
                entry[6] = [turn(box) for box in entry[6]]
        connection.execute(update(schema.findings).where(_findings.id == row.id).values(content=write_json(held)))


# --- contents -----------------------------------------------------------------------------------------------------------


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


__all__ = [
    "MANIFEST",
    "PERSON",
    "Content",
    "FindingKeeper",
    "New",
    "OpenLayers",
    "contexts",
    "evidence_of",
    "finding_key",
    "kind_of",
    "name_of",
    "read_content",
    "read_evidence",
    "sort_of",
    "stretch",
    "stretches",
    "turn_findings",
    "value_of",
    "with_evidence",
    "write_content",
]  # fmt: skip
