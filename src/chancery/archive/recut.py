"""What people decided about cuts: on which pages of a source records begin, and whether its description knows of it."""

# A page's decision of field `cut`: `split` (a record begins on it), `merge` (none does: it goes on with the page before), or
# `move_pages` (it and the pages after it go to the record before, or to the one behind). Pages are named by the source's
# bytes and their number, which never change: these decisions never lose their place.

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from chancery.archive import schema
from chancery.archive.names import digest, split_page_id, write_json
from chancery.archive.withdrawn import withdrawn_ids
from chancery.errors import DecisionRefused
from chancery.model.link import Reason
from chancery.model.page import clean_text
from chancery.model.record import PageCut

FIELD = "cut"
SPLIT, MERGE, MOVE = "split", "merge", "move_pages"
BEFORE, AFTER = "before", "after"
_decisions = schema.decisions.c
_runs = schema.runs.c
_sources = schema.sources.c


def cut_name(page: str) -> str:
    """The name under which decisions on the cut before a page are kept; the page's own is for its role."""
    return f"{page}/{FIELD}"


def check_cut(page: str, page_count: int, action: str | None, value: Any) -> None:
    """Whether a decision about cuts can be. Raises DecisionRefused."""
    _, number = split_page_id(page)
    if action not in (SPLIT, MERGE, MOVE):
        raise DecisionRefused("a cut is made, taken back or moved", where=page, remedy="Use split, merge or move_pages.")
    if action != MOVE:
        if number == 1:
            raise DecisionRefused(
                "a record begins on the first page in any case", where=page, remedy="Name the page behind the cut."
            )
        return
    moved = value if isinstance(value, dict) else {}
    pages, to = moved.get("pages"), moved.get("to")
    if not isinstance(pages, int) or isinstance(pages, bool) or pages < 1 or to not in (BEFORE, AFTER):
        raise DecisionRefused(
            "pages are moved to the record before or after", where=page,
            remedy='Say {"pages": 1, "to": "before"} or {"pages": 1, "to": "after"}.',
        )  # fmt: skip
    last = number + pages - 1
    if last > page_count or (to == BEFORE and number == 1) or (to == AFTER and last == page_count):
        raise DecisionRefused(
            "there is no record on that side to take these pages", where=page, remedy="Count the pages again."
        )


def cuts_of(decisions: list[Any]) -> dict[int, bool]:
    """Page number, whether a record begins on it: what was said last of each page, undone decisions aside.

    `decisions` are rows of the book about the cuts of one source, in the order they were made.
    """
    gone = withdrawn_ids(decisions)
    cuts: dict[int, bool] = {}
    for row in decisions:
        if row.id in gone or row.verdict == "withdrawn":
            continue
        _, number = split_page_id(row.subject)
        if row.action == MOVE:
            moved = json.loads(row.value)
            before = moved["to"] == BEFORE
            cuts[number] = not before
            cuts[number + moved["pages"]] = before
        else:
            cuts[number] = row.action == SPLIT
    return cuts


def decided_cuts(connection: Connection, source: str) -> dict[int, bool]:
    """The cuts of a source that people decided."""
    query = select(schema.decisions).where(
        _decisions.finding > f"{source}/", _decisions.finding < f"{source}0", _decisions.subject_field == FIELD
    )
    count = connection.execute(select(_sources.page_count).where(_sources.id == source)).scalar() or 0
    cuts = cuts_of(list(connection.execute(query.order_by(_decisions.position)).all()))
    return {number: begins for number, begins in sorted(cuts.items()) if number <= count}


def cuts_digest(cuts: Mapping[int, bool]) -> str:
    """What a description notes of the cuts it was made with; empty where nobody decided any."""
    return digest(*([number, int(begins)] for number, begins in sorted(cuts.items()))) if cuts else ""


def save_page_cuts(connection: Connection, source: str, cuts: Sequence[PageCut]) -> None:
    """Put what is thought of the places between a source's pages in the place of what was thought before."""
    connection.execute(delete(schema.cuts).where(schema.cuts.c.source == source))
    rows = [
        {
            "source": source, "page_number": cut.page_number, "probability": cut.probability, "begins": int(cut.begins),
            "reasons": write_json([[reason.weight, clean_text(reason.text)[0]] for reason in cut.reasons]),
        }
        for cut in cuts
    ]  # fmt: skip
    if rows:
        connection.execute(insert(schema.cuts), rows)


def read_page_cuts(connection: Connection, source: str, first: int, last: int) -> tuple[PageCut, ...]:
    """What is thought of the places before the pages from `first` to `last`."""
    table = schema.cuts.c
    query = select(schema.cuts).where(table.source == source, table.page_number >= first, table.page_number <= last)
    rows = connection.execute(query.order_by(table.page_number))
    return tuple(
        PageCut(row.page_number, row.probability, bool(row.begins), tuple(Reason(*each) for each in json.loads(row.reasons)))
        for row in rows
    )


def sources_to_recut(connection: Connection) -> list[str]:
    """The described sources whose description does not know what was decided about their cuts."""
    spoken = connection.execute(select(_decisions.subject).where(_decisions.subject_field == FIELD).distinct()).scalars()
    waiting = []
    for source in sorted({split_page_id(page)[0] for page in spoken}):
        query = select(_runs.header).where(_runs.stage == "describe", _runs.subject == source)
        noted = connection.execute(query).scalar()
        if noted is not None and noted != cuts_digest(decided_cuts(connection, source)):
            waiting.append(source)
    return waiting
