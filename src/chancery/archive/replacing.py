"""A stage's new findings take the place of its old ones and keep their public ids."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from chancery.archive import schema
from chancery.archive.attach import DECIDED, Quoted, Standing, Stretch, find_again, same_findings, turned
from chancery.archive.base import MANY, batches
from chancery.archive.contents import (
    MANIFEST,
    PERSON,
    Content,
    contexts,
    evidence_of,
    finding_key,
    kind_of,
    name_of,
    read_content,
    sort_of,
    stretch,
    stretches,
    value_of,
    write_content,
)
from chancery.archive.judged import Judging
from chancery.archive.keeper import Keeper
from chancery.archive.layers import OpenLayers
from chancery.archive.names import digest, public_id, write_json
from chancery.archive.packing import read_region
from chancery.model.evidence import Evidence
from chancery.model.geometry import Box
from chancery.model.page import Page, Region
from chancery.model.vocabulary import FindingKind

_findings = schema.findings.c
_places = schema.places.c


@dataclass(frozen=True, slots=True)
class New:
    """A finding that a stage just made."""

    content: Content
    copy: str | None
    input_key: str

    @property
    def kind(self) -> FindingKind:
        return kind_of(self.content)


class Replacing:
    """Puts what a stage found in the place of what it found before; what is the same finding keeps its public id."""

    def __init__(self, keeper: Keeper, judging: Judging) -> None:
        self._keeper = keeper
        self._judging = judging

    def save_regions(
        self, connection: Connection, source: str, numbers: Sequence[int], regions: Iterable[Region], version: str
    ) -> None:
        """Put what `read` found by its shape on some pages in the place of what it found there before."""
        new = [New(region, None, digest("read", version)) for region in regions]
        for some in batches(sorted(set(numbers)), MANY):
            where = (_findings.kind == "region", _findings.page_number.in_(some))
            here = [each for each in new if isinstance(each.content, Region) and each.content.page_number in some]
            self.replace(connection, OpenLayers(self._keeper.layers, connection, source), "read", here, where)

    def regions_of_stage(
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

    def replace(
        self, connection: Connection, layers: OpenLayers, stage: str, new: Sequence[New], where: Sequence[Any]
    ) -> list[str]:
        """Put what a stage found in the place of what it found before; the public ids of the new ones, in their order.

        `where` says which earlier findings of the source may be meant. Those that are found no more stay, not current.
        """
        self._judging.raise_decided(connection, layers.source)
        query = (
            select(schema.findings, _places.decision)
            .outerjoin(schema.places, _places.finding == _findings.id)
            .where(_findings.source == layers.source, _findings.stage.in_((stage, PERSON)), *where)
            .order_by(_findings.current.desc(), _findings.position, _findings.id)
        )
        old = connection.execute(query).all()
        standings = [self.standing(layers, row) for row in old]
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

    def standing(self, layers: OpenLayers, row: Any) -> Standing:
        """An earlier finding where it stands in the layers that are chosen now."""
        content = read_content(row.kind, row.content)
        around = json.loads(row.anchor)
        found = []
        for index, entry in enumerate(evidence_of(content)):
            context = around[index] if index < len(around) else ["", "", ""]
            found.append(self._stretch(layers, content, entry, context))
        rank = DECIDED if row.decision is not None else 1 if row.current else 2
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
