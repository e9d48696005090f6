"""Lines of a dump with all their keys, as a gold fills them: what it does not know is null or empty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Row = dict[str, Any]

# A gold's values were set by people; they have no confidence and no method of ours.
BY_HAND: Row = {"by": "person", "method": "gold", "confidence": None, "stale": False}


def source_row(source: str, file: str, media_type: str, size: int, pages: int) -> Row:
    return {
        "id": source, "parent": None, "files": [file], "media_type": media_type, "bytes": size, "pages": pages,
        "collection": None, "problems": [],
    }  # fmt: skip


def page_row(source: str, file: str, page: int, text: str, *, role: str | None = None, record: str | None = None) -> Row:
    return {
        "source": source, "file": file, "page": page, "width": None, "height": None, "rotation": 0, "skew": 0.0,
        "role": role,
        "record": record, "layer": {"engine": "text", "version": "gold", "quality": 1.0, "why": "the true text"},
        "text": text,
    }  # fmt: skip


def party(name: str, *, role: str | None = None, side: str | None = None, person: str | None = None) -> Row:
    return {"name": name, "role": role, "person": person, "side": side}


def parties(name: str | None) -> list[Row]:
    """One party of this name, or none."""
    return [party(name)] if name else []


def copy_row(copy: str, source: str, file: str, first_page: int, last_page: int, releases: Sequence[Row] = ()) -> Row:
    return {
        "id": copy, "source": source, "file": file, "first_page": first_page, "last_page": last_page,
        "releases": list(releases),
        "holding": None, "redacted_share": None, "fullest": True,
    }  # fmt: skip


def release_row(**values: Any) -> Row:
    keys = ("decision", "agency", "authority", "review_date", "release_date", "case", "document", "tag")
    return {**dict.fromkeys(keys), "exemptions": [], **values}


def cable_row(**values: Any) -> Row:
    return {"number": None, "dtg": None, "utc": None, "precedence": None, "tags": [], "refs": [], **values}


def record_row(record: str, copies: Sequence[Row], **values: Any) -> Row:
    """A record; `values` by the names of the dump, with `sender` for `from`."""
    lists = ("from", "to", "cc", "participants", "drafter", "note_taker", "interpreter", "handling")
    row: Row = {
        "id": record, "type": None, "sheet": False, "title": None, "date": None, "place": None,
        **{name: [] for name in lists[:-1]}, "language": None, "translation_of": None, "attached_to": None,
        "classification": None, "handling": [], "cable": None, "copies": list(copies), "fields": [],
    }  # fmt: skip
    return _filled(row, values)


def reference_row(reference: str, record: str, evidence: Sequence[Row], **values: Any) -> Row:
    """A reference; `values` by the names of the dump, with `sender` for `from`."""
    row: Row = {
        "id": reference, "record": record, **_place(evidence), "kind": None, "document_type": None, "date": None, "from": [],
        "to": [], "place": None, "number": None, "locator": None, "outcome": None, "target": None, "candidates": [],
        "evidence": list(evidence), **BY_HAND,
    }  # fmt: skip
    return _filled(row, values)


def statement_row(statement: str, record: str, evidence: Sequence[Row], **values: Any) -> Row:
    row: Row = {
        "id": statement, "record": record, **_place(evidence), "type": None, "date": None, "event": None, "speaker": [],
        "on_behalf_of": [], "addressee": [], "topic": None, "polarity": None, "condition": None, "exception": None,
        "scope": None, "deadline": None, "strength": None, "capacity": None, "channel": None, "depth": None,
        "incomplete": None, "mode": None, "reported_speaker": [], "inner_type": None, "relations": [], "status": None,
        "evidence": list(evidence), **BY_HAND,
    }  # fmt: skip
    return _filled(row, values)


def person_row(person: str, name: str, names: Sequence[str], authority: str | None) -> Row:
    return {"id": person, "name": name, "names": list(names), "offices": [], "authority": authority, **BY_HAND}


def variant_row(record: str, older: str, newer: str) -> Row:
    return {
        "record": record, "older": older, "newer": newer, "passages": [], "words_lifted": None, "words_withheld": None
    }  # fmt: skip


def evidence_row(source: str, file: str, page: int, quote: str, start: int, end: int) -> Row:
    return {"source": source, "file": file, "page": page, "quote": quote, "boxes": [], "start": start, "end": end}


def _place(evidence: Sequence[Row]) -> Row:
    return {key: evidence[0][key] for key in ("source", "file", "page", "quote")}


def _filled(row: Row, values: Row) -> Row:
    values = {"from" if name == "sender" else name: value for name, value in values.items()}
    strange = values.keys() - row.keys()
    if strange:
        raise KeyError(f"no such key in the dump: {sorted(strange)}")
    return {**row, **values}
