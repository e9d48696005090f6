"""Short cards: what lists show of a copy, for those who see everything and for those who do not."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from chancery.archive import schema
from chancery.archive.base import MANY, batches, scope_of
from chancery.archive.effective import effective
from chancery.archive.held import HeldCopy, HeldFinding
from chancery.archive.judged import Judging
from chancery.archive.keeper import Keeper
from chancery.archive.seeing import Shut, held_copy, stands_on
from chancery.model.dates import NotADate, parse_edtf, sort_key
from chancery.model.record import Field
from chancery.model.viewer import OWNER, PUBLIC, Viewer
from chancery.model.vocabulary import SHEET_TYPES

_cards = schema.cards.c
_copies = schema.copies.c


DOUBTED = {"doubt_date": ("date",), "doubt_party": ("from", "to")}  # by column the fields that people are asked about
UNDATED = "~"  # sorts behind every day


class Cards:
    """Makes what lists show of records."""

    def __init__(self, keeper: Keeper, judging: Judging) -> None:
        self._keeper = keeper
        self._judging = judging

    def renew(self, connection: Connection, records: Iterable[str]) -> None:
        """Compute anew what lists show of these records, for those who see everything and for those who do not."""
        for names in batches(sorted(set(records)), MANY):
            connection.execute(delete(schema.cards).where(_cards.record.in_(names)))
            query = select(schema.copies).where(_copies.record.in_(names)).order_by(_copies.id)
            copies = [held_copy(row) for row in connection.execute(query)]
            if not copies:
                continue
            fields = self._judging.fields_of(connection, [copy.id for copy in copies], OWNER)
            shut = Shut.of(connection, {copy.source for copy in copies})
            rows = [row for viewer in (OWNER, PUBLIC) for row in _cards_of(copies, fields, shut, viewer)]
            connection.execute(insert(schema.cards), rows)


def _cards_of(
    copies: Sequence[HeldCopy], fields: Mapping[str, Sequence[HeldFinding]], shut: Shut, viewer: Viewer
) -> Iterator[dict[str, Any]]:
    """The cards of these copies for a viewer; of every record the fullest copy leads."""
    by_record: dict[str, list[HeldCopy]] = {}
    for copy in copies:
        if viewer.sees_closed or not shut.hides(copy):
            by_record.setdefault(copy.record, []).append(copy)
    for seen in by_record.values():
        seen.sort(key=lambda copy: (-copy.characters, copy.source, copy.first_page, copy.id))
        for at, copy in enumerate(seen):
            found = fields.get(copy.id, ())
            if not viewer.sees_closed:
                found = [finding for finding in found if not stands_on(finding, shut.pages)]
            yield _card(copy, effective(found), viewer, at == 0) | _doubts(found)


def _card(copy: HeldCopy, fields: Sequence[Field], viewer: Viewer, leads: bool) -> dict[str, Any]:
    said = {field.name: field.value for field in reversed(fields) if isinstance(field.value, str)}
    date, title = said.get("date", ""), said.get("title", "")
    earliest, latest = day_bounds(date)
    return {
        "scope": scope_of(viewer), "copy": copy.id, "record": copy.record,
        "sheet": int(said.get("type", "") in SHEET_TYPES), "type": said.get("type", ""),
        "title": title, "title_key": text_key(title), "date": date, "earliest": earliest,
        "latest": latest, "leads": int(leads),
    }  # fmt: skip


def _doubts(found: Iterable[HeldFinding]) -> dict[str, float | None]:
    """The lowest confidence of the dates and parties that await a person."""
    waiting = [finding for finding in found if finding.awaits_review]
    return {
        column: min((each.confidence or 0.0 for each in waiting if each.name in names), default=None)
        for column, names in DOUBTED.items()
    }


def day_bounds(date: str) -> tuple[str, str]:
    """Earliest and latest day of an EDTF date as sort keys; undated sorts last."""
    try:
        earliest, latest = sort_key(parse_edtf(date))
    except (NotADate, ValueError):
        return UNDATED, UNDATED
    return earliest or UNDATED, latest or UNDATED


def text_key(text: str) -> str:
    """A sort key for titles and names: without case, accents and what is no letter or digit in front."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char)).casefold()
    return plain.lstrip("".join(char for char in set(plain) if not char.isalnum()))
