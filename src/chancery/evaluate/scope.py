"""What a gold covers: which files, fields and sources are labelled, what else is right, and what is known to be nothing.

A gold is a folder in the dump's form. Beside dump.json it may hold `scope.json` (docs/reference/evaluate.md). Without it the
gold speaks of everything it holds: every file with lines is covered in full, on every source.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final, Literal

from chancery.errors import ExchangeError

FORMAT: Final = "chancery-scope/1"
Coverage = Literal["full", "sample", "none"]
COVERAGES: Final = ("full", "sample", "none")


@dataclass(frozen=True, slots=True)
class RecordScope:
    """What is labelled of one record: its fields by name (None: every field that the gold names anywhere), whether every
    reference and statement in it was weighed, and a group whose figures are shown apart."""

    fields: frozenset[str] | None = None
    references: Coverage = "full"
    statements: Coverage = "full"
    group: str = ""


@dataclass(frozen=True, slots=True)
class SourceScope:
    """What is labelled of one source: whether all its records are known (`records`), whether the gold has the true text of
    its pages and their roles, and which kinds of regions are all boxed (None: every kind that the gold holds)."""

    records: Coverage = "full"
    text: bool = True
    roles: bool = True
    regions: Coverage = "full"
    region_kinds: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Negative:
    """A stretch of text that was weighed and is no mention of this kind (`statements` or `references`)."""

    kind: str
    source: str
    page: int
    quote: str
    why: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two copies (gold copy ids) that are, or are not, copies of one record; `group` names the kind of pair."""

    a: str
    b: str
    same: bool
    group: str


@dataclass(frozen=True, slots=True)
class Scope:
    """All that scope.json says. `alternatives` maps a kind of row, an id and a key to the other values that are right."""

    name: str = ""
    part: str = ""
    files: frozenset[str] | None = None
    record: RecordScope = RecordScope()
    source: SourceScope = SourceScope()
    records: Mapping[str, RecordScope] = field(default_factory=dict)
    sources: Mapping[str, SourceScope] = field(default_factory=dict)
    reference_keys: frozenset[str] | None = None
    statement_keys: frozenset[str] | None = None
    alternatives: Mapping[str, Mapping[str, Mapping[str, tuple[Any, ...]]]] = field(default_factory=dict)
    negatives: tuple[Negative, ...] = ()
    pairs: tuple[Pair, ...] = ()

    def of_record(self, record: str) -> RecordScope:
        return self.records.get(record, self.record)

    def of_source(self, source: str) -> SourceScope:
        return self.sources.get(source, self.source)

    def also_right(self, kind: str, identifier: str, key: str) -> tuple[Any, ...]:
        """The other values of this key that count as right."""
        return self.alternatives.get(kind, {}).get(identifier, {}).get(key, ())


def load_scope(folder: Path) -> Scope:
    """The scope of a gold folder; all of it where there is no scope.json. Raises ExchangeError where that is not valid."""
    path = folder / "scope.json"
    try:
        said = json.loads(path.read_bytes())
    except FileNotFoundError:
        return Scope()
    except (OSError, ValueError) as error:
        raise ExchangeError("scope.json cannot be read as JSON", where=str(path), remedy="Make the gold again.") from error
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise ExchangeError(f"the format is not {FORMAT!r}", where=str(path), remedy="Make the gold again.")
    try:
        return _scope(said)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ExchangeError(
            f"scope.json has not its form ({error})",
            where=str(path),
            remedy="docs/reference/evaluate.md says what it holds.",
        ) from error


def _scope(said: Mapping[str, Any]) -> Scope:
    defaults = said.get("default", {})
    # Where a gold says what it covers, what it does not name is not covered.
    record = _record_scope(defaults.get("record", {}), RecordScope(frozenset(), "none", "none"))
    source = _source_scope(defaults.get("source", {}), SourceScope("none", False, False, "none"))
    return Scope(
        name=str(said.get("gold", "")),
        part=str(said.get("part", "")),
        files=_names(said.get("files")),
        record=record,
        source=source,
        records={key: _record_scope(value, record) for key, value in said.get("records", {}).items()},
        sources={key: _source_scope(value, source) for key, value in said.get("sources", {}).items()},
        reference_keys=_names(said.get("reference_keys")),
        statement_keys=_names(said.get("statement_keys")),
        alternatives={
            kind: {row: {key: tuple(values) for key, values in keys.items()} for row, keys in rows.items()}
            for kind, rows in said.get("alternatives", {}).items()
        },
        negatives=tuple(Negative(**each) for each in said.get("negatives", ())),
        pairs=tuple(Pair(**each) for each in said.get("pairs", ())),
    )


def _record_scope(said: Mapping[str, Any], base: RecordScope) -> RecordScope:
    _check_keys(said, RecordScope)
    return RecordScope(
        fields=_names(said["fields"]) if "fields" in said else base.fields,
        references=_coverage(said.get("references", base.references)),
        statements=_coverage(said.get("statements", base.statements)),
        group=str(said.get("group", base.group)),
    )


def _source_scope(said: Mapping[str, Any], base: SourceScope) -> SourceScope:
    _check_keys(said, SourceScope)
    return SourceScope(
        records=_coverage(said.get("records", base.records)),
        text=bool(said.get("text", base.text)),
        roles=bool(said.get("roles", base.roles)),
        regions=_coverage(said.get("regions", base.regions)),
        region_kinds=_names(said["region_kinds"]) if "region_kinds" in said else base.region_kinds,
    )


def _check_keys(said: Mapping[str, Any], kind: type[RecordScope] | type[SourceScope]) -> None:
    strange = sorted(set(said) - {each.name for each in fields(kind)})
    if strange:
        raise ValueError(f"unknown key {strange[0]!r}")


def _names(said: Any) -> frozenset[str] | None:
    if said is None:
        return None
    if isinstance(said, str):
        raise TypeError(f"{said!r} is no list of names")
    return frozenset(str(each) for each in said)


def _coverage(said: Any) -> Coverage:
    if said not in COVERAGES:
        raise ValueError(f"{said!r} is none of {', '.join(COVERAGES)}")
    return said  # type: ignore[no-any-return]
