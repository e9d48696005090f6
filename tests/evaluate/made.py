"""A builder of tiny dumps and golds: pages of sources `a`, `b` ..., records over them, findings by the words they quote."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path
from typing import Any

from bench.gold.rows import (
    Row,
    copy_row,
    evidence_row,
    page_row,
    party,
    person_row,
    record_row,
    reference_row,
    source_row,
    statement_row,
)
from chancery.export.dump import write_dump


class Made:
    """What is added last is written last, unless `write` shuffles."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {}
        self.texts: dict[tuple[str, int], str] = {}
        self.scope: dict[str, Any] | None = None

    def add(self, name: str, row: Row) -> Row:
        self.rows.setdefault(name, []).append(row)
        return row

    def pages(self, source: str, *texts: str, **values: Any) -> Made:
        self.add("sources", source_row(sha(source), f"{source}.txt", "text/plain", 1, len(texts)))
        for number, text in enumerate(texts, start=1):
            self.texts[source, number] = text
            self.add("pages", page_row(sha(source), f"{source}.txt", number, text, **values))
        return self

    def record(self, name: str, *copies: tuple[str, int, int], **values: Any) -> Row:
        fields = values.pop("fields", [])
        rows = [
            copy_row(f"{name}-{source}-{first}", sha(source), f"{source}.txt", first, last) for source, first, last in copies
        ]
        row = record_row(name, rows, **values)
        row["fields"] = fields
        return self.add("records", row)

    def quote(self, source: str, page: int, words: str) -> Row:
        start = self.texts[source, page].index(words)
        return evidence_row(sha(source), f"{source}.txt", page, words, start, start + len(words))

    def reference(self, name: str, record: str, source: str, page: int, words: str, **values: Any) -> Row:
        values.setdefault("kind", "document")
        confidence = values.pop("confidence", None)
        row = reference_row(name, record, [self.quote(source, page, words)], **values)
        return self.add("references", {**row, "confidence": confidence})

    def statement(self, name: str, record: str, source: str, page: int, words: str, **values: Any) -> Row:
        return self.add("statements", statement_row(name, record, [self.quote(source, page, words)], **values))

    def region(self, source: str, page: int, kind: str, box: list[float], **values: Any) -> Row:
        row = {
            "source": sha(source), "file": f"{source}.pdf", "page": page, "kind": kind, "box": box, "text": None, "code": [],
            "fill": None, "by": "machine", "method": "test/1", "confidence": None, "stale": False, **values,
        }  # fmt: skip
        return self.add("regions", row)

    def person(self, name: str, authority: str | None) -> Row:
        return self.add("people", person_row(name, name, [name], authority))

    def write(self, folder: Path, *, seed: int | None = None) -> Path:
        """Write the dump; with a seed, its lines in another order."""
        rows = {name: list(lines) for name, lines in self.rows.items()}
        if seed is not None:
            chance = random.Random(seed)
            for lines in rows.values():
                chance.shuffle(lines)
        write_dump(folder, rows, program="test", archive="test", as_of=None)
        if self.scope is not None:
            (folder / "scope.json").write_text(json.dumps({"format": "chancery-scope/1", **self.scope}), encoding="utf-8")
        return folder


def sha(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def field_row(name: str, value: Any, confidence: float | None) -> Row:
    return {
        "name": name, "value": value, "evidence": [], "alternatives": [], "by": "machine", "method": "test/1",
        "confidence": confidence, "stale": False,
    }  # fmt: skip


def named(*names: str) -> list[Row]:
    return [party(name) for name in names]
