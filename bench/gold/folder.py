"""A gold on disk: `inputs/` to add to an archive; `tune/` and `report/`, each a folder in the dump's form with its scope.

The split is by hash: a case goes to `tune` where the SHA-256 of its key (record id, or the least id of records that belong
together) is even, else to `report`. It does not change when data are added.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bench.gold.rows import Row
from bench.gold.texts import Text
from chancery.export.dump import write_dump

PARTS: Final = ("tune", "report")
SCOPE_FORMAT: Final = "chancery-scope/1"
SPLIT_RULE: Final = (
    "tune where sha256(key) is even, else report; the key is the record's id, or the least of those that hang together"
)


def part_of(key: str) -> str:
    """The part of a case, by the hash of its key."""
    return PARTS[hashlib.sha256(key.encode("utf-8")).digest()[-1] % 2]


@dataclass(slots=True)
class Gold:
    """A gold while it is made. Rows of part None stand in both parts: they are needed but not asked."""

    name: str
    files: tuple[str, ...]
    reference_keys: tuple[str, ...] | None = None
    statement_keys: tuple[str, ...] | None = None
    notes: list[str] = field(default_factory=list)
    inputs: dict[str, Text | Path] = field(default_factory=dict)
    rows: list[tuple[str | None, str, Row]] = field(default_factory=list)
    record_scopes: list[tuple[str, str, Row]] = field(default_factory=list)
    source_scopes: list[tuple[str, str, Row]] = field(default_factory=list)
    alternatives: dict[str, dict[str, dict[str, list[Any]]]] = field(default_factory=dict)
    negatives: list[tuple[str, Row]] = field(default_factory=list)
    pairs: list[tuple[str, Row]] = field(default_factory=list)

    def add_text(self, text: Text, part: str | None, **pages: Any) -> bool:
        """Take a text source; False where the same bytes were taken before (one source cannot be two records)."""
        if text.source in self.inputs:
            return False
        self.inputs[text.source] = text
        self.add("sources", text.source_row(), part)
        for row in text.page_rows(**pages):
            self.add("pages", row, part)
        return True

    def add(self, name: str, row: Row, part: str | None) -> None:
        self.rows.append((part, name, row))

    def label_record(self, record: str, part: str, **scope: Any) -> None:
        """Say what of a record is labelled: `fields`, `references`, `statements` (full, sample, none), `group`."""
        self.record_scopes.append((part, record, scope))

    def label_source(self, source: str, part: str, **scope: Any) -> None:
        """Say what of a source is labelled: `records`, `text`, `roles`, `regions`, `region_kinds`."""
        self.source_scopes.append((part, source, scope))

    def also_right(self, kind: str, identifier: str, key: str, values: Iterable[Any]) -> None:
        """Other values of a key that count as right."""
        added = list(values)
        if added:
            self.alternatives.setdefault(kind, {}).setdefault(identifier, {}).setdefault(key, []).extend(added)

    def write(self, folder: Path) -> Mapping[str, Mapping[str, int]]:
        """Write inputs and parts into `folder`; give back the counts of each part. Raises UsageError where they stand."""
        counts = {part: self._write_part(folder / part, part) for part in PARTS}
        inputs = folder / "inputs"
        inputs.mkdir()
        for source in self.inputs.values():
            if isinstance(source, Text):
                (inputs / source.file).write_bytes(source.content)
            else:
                shutil.copyfile(source, inputs / source.name)
        return counts

    def _write_part(self, folder: Path, part: str) -> Mapping[str, int]:
        rows: dict[str, list[Row]] = {}
        for where, name, row in self.rows:
            if where in (None, part):
                rows.setdefault(name, []).append(row)
        head = write_dump(folder, rows, program="bench.gold", archive=f"gold/{self.name}/{part}", as_of=None)
        scope = self._scope(part, rows)
        (folder / "scope.json").write_text(json.dumps(scope, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        counts = {name.removesuffix(".jsonl"): count for name, count in head["counts"].items() if count}
        counts["records labelled"] = len(scope["records"])
        for name in ("negatives", "pairs"):
            if scope[name]:
                counts[name] = len(scope[name])
        return counts

    def _scope(self, part: str, rows: Mapping[str, list[Row]]) -> dict[str, Any]:
        known = {kind: {row["id"] for row in rows.get(kind, ())} for kind in self.alternatives}
        return {
            "format": SCOPE_FORMAT,
            "gold": self.name,
            "part": part,
            "split": SPLIT_RULE,
            "notes": self.notes,
            "files": list(self.files),
            "default": {
                "record": {"fields": [], "references": "none", "statements": "none"},
                "source": {"records": "none", "text": False, "roles": False, "regions": "none"},
            },
            "records": {record: scope for where, record, scope in self.record_scopes if where == part},
            "sources": {source: scope for where, source, scope in self.source_scopes if where == part},
            "reference_keys": None if self.reference_keys is None else list(self.reference_keys),
            "statement_keys": None if self.statement_keys is None else list(self.statement_keys),
            "alternatives": {
                kind: {name: keys for name, keys in named.items() if name in known[kind]}
                for kind, named in self.alternatives.items()
            },
            "negatives": [row for where, row in self.negatives if where == part],
            "pairs": [row for where, row in self.pairs if where == part],
        }
