"""What all scoring works on: the gold, its scope, the dump, and which record of the dump is which of the gold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from chancery.evaluate.align import PageKey, align_by_pages, best_pairs, jaccard
from chancery.evaluate.dump import KEYS
from chancery.evaluate.measure import Case, Cases
from chancery.evaluate.scope import Coverage, Scope
from chancery.evaluate.side import Copy, Side


@dataclass(frozen=True)
class Scene:
    """One scoring. `records` maps ids of gold records to those of the dump; `cases` gathers what is found."""

    gold: Side
    scope: Scope
    found: Side
    records: Mapping[str, str]
    cases: Cases = field(default_factory=Cases)

    @cached_property
    def records_back(self) -> Mapping[str, str]:
        """Records of the dump to those of the gold."""
        return {found: gold for gold, found in self.records.items()}

    @cached_property
    def copies(self) -> Mapping[str, str]:
        """Copies of the gold to those of the dump with which they share at least half of all pages of both."""
        scores = {
            (name, other): share
            for name, copy in self.gold.copies.items()
            for other, at in self.found.copies_on(copy.source)
            if (share := jaccard(copy.pages, at.pages)) >= 0.5
        }
        return best_pairs(scores)

    @cached_property
    def gold_on_page(self) -> Mapping[PageKey, tuple[str, ...]]:
        """The gold records that stand on a page."""
        on_page: dict[PageKey, list[str]] = {}
        for record in self.gold.records:
            for key in self.gold.pages_of(record):
                on_page.setdefault(key, []).append(record)
        return {key: tuple(sorted(records)) for key, records in on_page.items()}

    def judge(self, case: Case) -> None:
        self.cases.judged.append(case)

    @cached_property
    def files(self) -> frozenset[str]:
        """The files of the dump that are scored: those the scope names, or (without a list) those the gold has lines in."""
        if self.scope.files is not None:
            return self.scope.files
        return frozenset(name for name in KEYS if self.gold.dump.has_rows(name))

    def covers(self, name: str) -> bool:
        return name in self.files

    def coverage_on(self, key: PageKey, kind: str) -> Coverage:
        """How far the mentions of a kind (`references`, `statements`) on a page are labelled: the least of its records."""
        records = self.gold_on_page.get(key)
        scopes = [self.scope.of_record(record) for record in records] if records else [self.scope.record]
        said: set[Coverage] = {each.references if kind == "references" else each.statements for each in scopes}
        return "none" if "none" in said else "sample" if "sample" in said else "full"

    def unit_of(self, key: PageKey) -> str:
        """What intervals resample: the record that stands on a page, else the source."""
        return next(iter(self.gold_on_page.get(key, ())), key[0])


def set_scene(gold: Side, scope: Scope, found: Side) -> Scene:
    """Align the records of both sides by the pages they share."""
    alike = {f"gold {name}": row["sheet"] for name, row in gold.records.items()}
    alike |= {f"found {name}": row["sheet"] for name, row in found.records.items()}
    records = align_by_pages(
        {name: gold.pages_of(name) for name in gold.records}, {name: found.pages_of(name) for name in found.records}, alike
    )
    return Scene(gold, scope, found, records)


def copy_at(side: Side, copy: Copy) -> str | None:
    """The id of the copy of `side` that shares most pages with a copy of the other side."""
    shares = [(jaccard(copy.pages, other.pages), name) for name, other in side.copies_on(copy.source)]
    best = max(shares, default=(0.0, ""))
    return best[1] if best[0] > 0 else None
