"""One dump as scoring needs it: its records and findings on the sources that matter, and where each page's line stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from chancery.evaluate.align import PageKey
from chancery.evaluate.dump import Dump, Row


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a record: where it stands."""

    record: str
    pages: frozenset[PageKey]
    first_page: int
    last_page: int
    source: str


@dataclass(frozen=True)
class Side:
    """What is held in memory of a dump: small rows only; pages are known by the byte at which their line begins."""

    dump: Dump
    sources: frozenset[str]
    records: Mapping[str, Row]
    copies: Mapping[str, Copy]
    references: Mapping[str, Row]
    statements: Mapping[str, Row]
    regions: Mapping[PageKey, list[Row]]
    people: Mapping[str, Row]
    events: Mapping[str, Row]
    variants: list[Row] = field(default_factory=list)
    threads: list[Row] = field(default_factory=list)

    @cached_property
    def _by_source(self) -> Mapping[str, tuple[tuple[str, Copy], ...]]:
        by_source: dict[str, list[tuple[str, Copy]]] = {}
        for name, copy in self.copies.items():
            by_source.setdefault(copy.source, []).append((name, copy))
        return {source: tuple(sorted(copies, key=lambda each: each[0])) for source, copies in by_source.items()}

    def copies_on(self, source: str) -> tuple[tuple[str, Copy], ...]:
        """The copies that stand in a source, by id."""
        return self._by_source.get(source, ())

    def pages_of(self, record: str) -> frozenset[PageKey]:
        """The pages of all copies of a record."""
        copies = (self.copies[copy["id"]].pages for copy in self.records[record]["copies"] if copy["id"] in self.copies)
        return frozenset[PageKey]().union(*copies)


def load_side(dump: Dump, only: frozenset[str] | None = None) -> Side:
    """The rows of a dump that stand on the sources `only` (None: on all of them)."""
    sources = frozenset(row["id"] for row in dump.rows("sources") if only is None or row["id"] in only)
    copies: dict[str, Copy] = {}
    records: dict[str, Row] = {}
    for row in dump.rows("records"):
        held = [copy for copy in row["copies"] if copy["source"] in sources]
        if not held:
            continue
        records[row["id"]] = {**row, "copies": held}
        for copy in held:
            copies[copy["id"]] = _copy(row["id"], copy)
    regions: dict[PageKey, list[Row]] = {}
    for row in dump.rows("regions"):
        if row["source"] in sources:
            regions.setdefault((row["source"], row["page"]), []).append(row)
    return Side(
        dump=dump,
        sources=sources,
        records=records,
        copies=copies,
        references=_by_id(_on(dump.rows("references"), sources)),
        statements=_by_id(_on(dump.rows("statements"), sources)),
        regions=regions,
        people=_by_id(dump.rows("people")),
        events=_by_id(dump.rows("events")),
        variants=[row for row in dump.rows("variants") if row["record"] in records],
        threads=list(dump.rows("threads")),
    )


def _copy(record: str, row: Row) -> Copy:
    pages = frozenset((row["source"], page) for page in range(row["first_page"], row["last_page"] + 1))
    return Copy(record, pages, row["first_page"], row["last_page"], row["source"])


def _on(rows: Iterable[Row], sources: Collection[str]) -> Iterator[Row]:
    return (row for row in rows if any(place["source"] in sources for place in evidence_of(row)))


def _by_id(rows: Iterable[Row]) -> dict[str, Row]:
    return {row["id"]: row for row in rows}


def evidence_of(row: Row) -> list[Row]:
    """The places of a mention; its own source, page and quote where it gives no evidence."""
    if row["evidence"]:
        return list(row["evidence"])
    return [{"source": row["source"], "page": row["page"], "quote": row["quote"], "start": None, "end": None}]


# --- values of a record ----------------------------------------------------------------------------------------------

_OF_CABLE = frozenset({"number", "dtg", "precedence", "tags", "refs"})


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a field and the confidence it was given with (None: by a person, or not said)."""

    value: Any
    confidence: float | None


def field_values(record: Row, name: str) -> list[Value]:
    """The values of a field in the order given: what stands in the record and its copies, else rows of `fields`.

    What stands there is what holds (rows of `fields` repeat it for each copy); the rows give its confidence.
    """
    rows = [Value(row["value"], row["confidence"]) for row in record["fields"] if row["name"] == name]
    rows = _flattened(rows)
    said = _standing(record, name)
    standing = [each for each in (said if isinstance(said, list) else [said]) if not _empty(each)]
    if not standing:
        return rows
    return [Value(each, _confidence(each, rows)) for each in standing]


def _confidence(value: Any, rows: list[Value]) -> float | None:
    """That of the row with this value; where there is none, of the only row: it may hold the value otherwise written."""
    equal = [row.confidence for row in rows if row.value == value]
    if equal:
        return equal[0]
    return rows[0].confidence if len(rows) == 1 else None


def _standing(record: Row, name: str) -> Any:
    """What the record says of a field outside `fields`: a value, a list, or None."""
    if name in record:
        return record[name]
    if name in _OF_CABLE:
        return (record["cable"] or {}).get(name)
    room, _, key = name.partition(".")
    if room == "releases":
        return _distinct(release.get(key) for copy in record["copies"] for release in copy["releases"])
    if room == "holding":
        return _distinct((copy["holding"] or {}).get(key) for copy in record["copies"])
    return None


def _flattened(rows: list[Value]) -> list[Value]:
    """A row that holds a whole list is as many values."""
    flat: list[Value] = []
    for row in rows:
        parts = row.value if isinstance(row.value, list) else [row.value]
        flat.extend(Value(part, row.confidence) for part in parts if not _empty(part))
    return list({repr(value.value): value for value in reversed(flat)}.values())[::-1]


def _distinct(values: Iterable[Any]) -> list[Any]:
    flat: list[Any] = []
    for value in values:
        flat.extend(part for part in (value if isinstance(value, list) else [value]) if not _empty(part))
    return list({repr(part): part for part in flat}.values())


def _empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def named_fields(records: Iterable[Row], names: Iterable[str]) -> frozenset[str]:
    """Those of the names that any of the records gives a value of."""
    left = set(names)
    found: set[str] = set()
    for record in records:
        now = {name for name in left if field_values(record, name)}
        found |= now
        left -= now
    return frozenset(found)
