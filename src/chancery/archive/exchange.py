"""Decisions that leave the archive and come from another one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select

from chancery.archive import schema
from chancery.archive.attach import Standing, same_findings
from chancery.archive.composing import finding_of, frame_of
from chancery.archive.contents import content_of, sort_of, stretch, value_of
from chancery.archive.decisions import Decisions, RowOf, decision_row
from chancery.archive.held import ImportedDecisions
from chancery.archive.judged import FOUND, Judging
from chancery.archive.keeper import Keeper
from chancery.archive.layers import OpenLayers
from chancery.archive.names import kind_of_id, public_id, write_json
from chancery.archive.packing import read_anchor, write_anchor
from chancery.archive.replacing import Replacing
from chancery.archive.values import clean_note, clean_value
from chancery.errors import ExchangeError
from chancery.model.decision import Anchor
from chancery.model.page import clean_text
from chancery.model.viewer import OWNER, Viewer
from chancery.model.vocabulary import VERDICTS

_decisions = schema.decisions.c
_findings = schema.findings.c
_places = schema.places.c


class Exchange:
    """Gives decisions out and takes those of another archive in."""

    def __init__(self, keeper: Keeper, judging: Judging, replacing: Replacing, decisions: Decisions) -> None:
        self._keeper = keeper
        self._judging = judging
        self._replacing = replacing
        self._decisions = decisions

    def export_decisions(self, viewer: Viewer = OWNER) -> Iterator[dict[str, Any]]:
        """Every decision in the form of decisions.jsonl, oldest first."""
        for held in self._decisions.decisions(viewer):
            yield decision_row(held)

    def import_decisions(self, rows: Iterable[Mapping[str, Any]], *, where: str = "decisions.jsonl") -> ImportedDecisions:
        """Take in decisions of another archive; those held already change nothing, so it can be done again.

        A decision on a finding that is not here under its id is attached by its anchor, or waits as lost. Raises
        ExchangeError, naming the line, for a row of another form; what came before it is in.
        """
        new = known = lost = 0
        for line, row in enumerate(rows, start=1):
            values = _imported(row, f"{where}, line {line}")
            with self._keeper.write() as connection:
                held = connection.execute(select(_decisions.id).where(_decisions.id == values["id"])).first()
                if held is not None:
                    known += 1
                    continue
                values["finding"] = self._find_imported(connection, values)
                values["frame"] = write_json(frame_of(connection, _anchor_in(values)))
                self._decisions.enter(connection, values)
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
            return finding_of(row["subject_kind"], str(row["subject"]), row["subject_field"])
        if connection.execute(select(_findings.id).where(_findings.id == row["subject"])).first() is not None:
            return str(row["subject"])
        source = connection.execute(select(schema.sources.c.id).where(schema.sources.c.id == row["anchor_source"])).scalar()
        return str(row["subject"]) if source is None else self._at_anchor(connection, row)

    def _at_anchor(self, connection: Connection, row: dict[str, Any]) -> str:
        """The finding here that stands where an imported decision's finding stood there; its own id where none does."""
        content = content_of(RowOf(row))
        anchor = _anchor_in(row)
        if content is None or anchor is None:
            return str(row["subject"])
        layers = OpenLayers(self._keeper.layers, connection, anchor.source)
        moved = self._judging.attach(layers, anchor, row["subject_kind"] == "region")
        if moved is None:
            return str(row["subject"])
        query = select(schema.findings, _places.decision).outerjoin(schema.places, _places.finding == _findings.id)
        here = (_findings.source == anchor.source, _findings.kind == row["subject_kind"], _findings.current == 1)
        earlier = [self._replacing.standing(layers, held) for held in connection.execute(query.where(*here)).all()]
        sought = Standing("sought", sort_of(content), (stretch(moved),), value_of(content))
        return same_findings(earlier, [sought]).get("sought", str(row["subject"]))


def _anchor_in(row: Mapping[str, Any]) -> Anchor | None:
    return None if row["anchor"] is None else read_anchor(json.loads(row["anchor"]))


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
            "action": row["action"], "value": write_json(clean_value(row["value"])), "note": clean_note(row["note"] or ""),
            "replaces": row["replaces"], "anchor": None if held is None else write_json(write_anchor(held)),
            "anchor_source": None if held is None else held.source,
        }  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ExchangeError(
            f"the line is no decision ({error})", where=where, remedy="Decisions come from `chancery decisions export`."
        ) from error
