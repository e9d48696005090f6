"""How many records stand under each value of each facet, and in each year, for one search.

What is counted is kept with the state of the index it was counted in, under everything it depends on: the query as read, what
was chosen beside it, and what the viewer may see.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any

import tantivy

from chancery.search.asking import Asking
from chancery.search.compile import all_of
from chancery.search.fields import FACETS
from chancery.search.schema import COMBINED, facet_value

# The engine cuts each segment's list before it adds them up; what is cut there would be missing from a count.
MOST_IN_A_SEGMENT = 60_000
MOST_COMBINATIONS = 1_500  # beyond so many different sets of values it is quicker to count the values one by one
_YEARS = {"years": {"terms": {"field": "year", "size": 3_000}}, "undated": {"terms": {"field": "undated", "size": 1}}}


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one facet among the results, most frequent first; `more` records stand under values not listed.

    The counts leave this facet's own choice aside, so that they tell what choosing another value would give.
    """

    name: str
    values: tuple[FacetValue, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts over all results; as in `Results`."""

    facets: tuple[Facet, ...]
    years: tuple[tuple[int, int], ...]
    undated: int
    loose_pages: int
    sheets_left_out: int


class Counting:
    """Counts under way beside the reading of the results, or known already."""

    def __init__(self, asking: Asking, asked: tantivy.Query, size: int, beside: Executor) -> None:
        self.asking = asking
        self.size = size
        self.key = ("counts", asking.query.root, asking.filters, asking.sees_closed, size)
        self.known: Counts | None = asking.snapshot.kept.get(self.key)
        self.parts: list[Future[dict[str, Any]]] = []
        if self.known is None:
            # Years leave the dates asked for aside: another question, counted beside the first.
            self.parts = [beside.submit(part, asked) for part in (self._facets, self._over_time)]

    def result(self) -> Counts:
        if self.known is not None:
            return self.known
        answers: dict[str, Any] = {}
        for part in self.parts:
            answers |= part.result()
        chosen = {name: frozenset(map(facet_value, values)) for name, values in self.asking.filters.facets if values}
        counts = Counts(
            tuple(self._facet(name, answers, chosen.get(name, frozenset())) for name in FACETS),
            tuple(sorted((int(bucket["key"]), int(bucket["doc_count"])) for bucket in answers["years"]["buckets"])),
            sum(int(bucket["doc_count"]) for bucket in answers["undated"]["buckets"]),
            answers["loose"],
            answers["sheets"],
        )
        self.asking.snapshot.kept.put(self.key, counts)
        return counts

    def _facets(self, asked: tantivy.Query) -> dict[str, Any]:
        chosen = {name for name, values in self.asking.filters.facets if values}
        wanted = [name for name in FACETS if name not in chosen]
        more = {} if self.asking.asks_dates else _YEARS
        answers = self._count(asked, wanted, more)
        for name in chosen:
            answers |= self._count(self.asking.asked(but=name), [name], {})
        return answers

    def _over_time(self, asked: tantivy.Query) -> dict[str, Any]:
        answers: dict[str, Any] = {"loose": self._loose_pages(asked), "sheets": self.asking.sheets_left_out()}
        if self.asking.asks_dates:
            answers |= self.asking.snapshot.searcher.aggregate(self.asking.asked(dates=False), _YEARS)
        return answers

    def _loose_pages(self, asked: tantivy.Query) -> int:
        if not self.asking.snapshot.searcher.doc_freq("kind", "page"):
            return 0
        return self.asking.count(all_of([asked, self.asking.term("kind", "page")]))

    def _count(self, asked: tantivy.Query, names: Iterable[str], more: Mapping[str, Any]) -> dict[str, Any]:
        searcher = self.asking.snapshot.searcher
        wanted = {name: _combined(name) if name in COMBINED else _terms(name, self.size) for name in names} | dict(more)
        answers: dict[str, Any] = dict(searcher.aggregate(asked, wanted))
        for name in COMBINED:
            if name in answers and answers[name]["sum_other_doc_count"]:
                answers |= searcher.aggregate(asked, {name: _terms(name, self.size)})
            elif name in answers:
                answers[name] = self._taken_apart(answers[name]["buckets"])
        return answers

    def _taken_apart(self, buckets: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        """Counts of single values from those of sets of values."""
        counts: Counter[str] = Counter()
        for bucket in buckets:
            for value in json.loads(bucket["key"]):
                counts[value] += int(bucket["doc_count"])
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        listed = [{"key": value, "doc_count": count} for value, count in ordered[: self.size]]
        return {"buckets": listed, "sum_other_doc_count": sum(count for _, count in ordered[self.size :])}

    def _facet(self, name: str, answers: Mapping[str, Any], chosen: frozenset[str]) -> Facet:
        counts = [(str(bucket["key"]), int(bucket["doc_count"])) for bucket in answers[name]["buckets"]]
        values = [FacetValue(value, count, value in chosen) for value, count in counts]
        listed = {value.value for value in values}
        # A chosen value that nothing answers any more stays, so that it can be taken back.
        values += [FacetValue(value, 0, True) for value in sorted(chosen - listed)]
        values.sort(key=lambda value: (-value.count, value.value))
        return Facet(name, tuple(values), int(answers[name]["sum_other_doc_count"]))


def _terms(name: str, size: int) -> dict[str, Any]:
    return {"terms": {"field": f"facet_{name}", "size": size, "segment_size": MOST_IN_A_SEGMENT}}


def _combined(name: str) -> dict[str, Any]:
    field = f"several_{name}"
    return {"terms": {"field": field, "size": MOST_COMBINATIONS, "segment_size": MOST_IN_A_SEGMENT}}
