"""What findings were made from, and which are stale because that is no longer what is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from chancery.archive import schema
from chancery.archive.effective import digest_of_header, effective, header_of
from chancery.archive.held import HeldCopy
from chancery.archive.judged import Judging
from chancery.archive.keeper import Keeper
from chancery.archive.names import digest
from chancery.archive.seeing import held_copy
from chancery.model.viewer import OWNER

_copies = schema.copies.c
_pages = schema.pages.c


@dataclass(frozen=True, slots=True)
class RunOf:
    """What a stage was given for a source or copy: the words it was made from and, for references, the header."""

    subject: str
    layers: str
    header: str


class Freshness:
    """Knows what findings were made from, and whether that is still so."""

    def __init__(self, keeper: Keeper, judging: Judging, stages: Mapping[str, str]) -> None:
        self._keeper = keeper
        self._judging = judging
        self._stages = stages

    def layers_digest(self, connection: Connection, copy: HeldCopy) -> str:
        return self.layers_digests(connection, [copy])[copy.id]

    @staticmethod
    def layers_digests(connection: Connection, copies: Sequence[HeldCopy]) -> dict[str, str]:
        """By copy the words that its pages show, as one hash; all are of one source."""
        if not copies:
            return {}
        first, last = min(copy.first_page for copy in copies), max(copy.last_page for copy in copies)
        asked = {"source": copies[0].source, "first": first, "last": last}
        blobs = {row.number: row.blob for row in connection.execute(_SHOWN, asked)}
        return {
            copy.id: digest(*([at, blobs[at]] for at in range(copy.first_page, copy.last_page + 1) if at in blobs))
            for copy in copies
        }

    def header_digest(self, connection: Connection, copy: str) -> str:
        return self.header_digests(connection, [copy])[copy]

    def header_digests(self, connection: Connection, copies: Sequence[str]) -> dict[str, str]:
        fields = self._judging.fields_of(connection, copies, OWNER)
        return {name: digest_of_header(header_of(effective(fields.get(name, ())))) for name in copies}

    def stale_ids(self, connection: Connection, rows: Iterable[Any]) -> set[str]:
        keys: dict[tuple[str, str], str] = {}
        stale = set()
        for row in rows:
            if not row.current:
                continue
            subject = row.copy if row.copy is not None else row.source
            if (row.stage, subject) not in keys:
                keys[row.stage, subject] = self._current_key(connection, row.stage, row.copy, row)
            if keys[row.stage, subject] not in ("", row.input_key):
                stale.add(row.id)
        return stale

    def _current_key(self, connection: Connection, stage: str, copy: str | None, row: Any) -> str:
        """The key that findings of a stage would have if they were made now; empty where that is not known."""
        runs = schema.runs.c
        if stage == "read":
            return "" if "read" not in self._stages else digest("read", self._stages["read"])
        subject = row.source if copy is None else copy
        query = select(runs.input).where(runs.stage == stage, runs.subject == subject)
        stage_input = self._stages.get(stage) or connection.execute(query).scalar()
        if stage_input is None:
            return ""
        if copy is None:
            return digest(stage_input)
        held = connection.execute(select(schema.copies).where(_copies.id == copy)).first()
        if held is None:
            return ""
        header = self.header_digest(connection, copy) if stage == "extract" else ""
        return digest(stage_input, self.layers_digest(connection, held_copy(held)), header)

    def stale_copies(self, stage: str) -> Iterator[str]:
        """The copies whose findings of a stage (`describe`, `extract`) were not made from what is there now."""
        after = ""
        while True:
            query = select(schema.copies).where(_copies.id > after).order_by(_copies.id).limit(200)
            with self._keeper.read() as connection:
                rows = connection.execute(query).all()
                stale = [row.id for row in rows if self._is_stale(connection, stage, held_copy(row))]
            yield from stale
            if len(rows) < 200:
                return
            after = rows[-1].id

    def _is_stale(self, connection: Connection, stage: str, copy: HeldCopy) -> bool:
        runs = schema.runs.c
        run = connection.execute(select(schema.runs).where(runs.stage == stage, runs.subject == copy.id)).first()
        if run is None:
            return True
        header = self.header_digest(connection, copy.id) if stage == "extract" else ""
        now_is = (self._stages.get(stage, run.input), self.layers_digest(connection, copy), header)
        return (run.input, run.layers, run.header) != now_is


_SHOWN = (
    select(_pages.number, schema.layers.c.blob)
    .outerjoin(schema.layers, schema.layers.c.id == _pages.chosen)
    .where(
        _pages.source == bindparam("source"), _pages.number >= bindparam("first"), _pages.number <= bindparam("last")
    )
)  # fmt: skip


_FORGET_RUN = delete(schema.runs).where(
    schema.runs.c.stage == bindparam("of_stage"), schema.runs.c.subject == bindparam("of_subject")
)


def save_runs(connection: Connection, stage: str, source: str, stage_input: str, runs: Sequence[RunOf]) -> None:
    """Note what a stage was given for a source and its copies."""
    connection.execute(_FORGET_RUN, [{"of_stage": stage, "of_subject": run.subject} for run in runs])
    rows = [
        {
            "stage": stage, "subject": run.subject, "source": source, "input": stage_input, "layers": run.layers,
            "header": run.header,
        }
        for run in runs
    ]  # fmt: skip
    connection.execute(insert(schema.runs), rows)


def stage_input_of(version: str, settings: str) -> str:
    return f"{version} {settings}".strip()
