"""One query before one state of the index, for one viewer: which documents answer it, in which order.

What the viewer may not see is left out by a clause that every query here carries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import tantivy

from chancery.errors import ArchiveDamaged, ChanceryError, QueryError
from chancery.model.viewer import Viewer
from chancery.model.vocabulary import SHEET_TYPES
from chancery.search.compile import Compiler, TooWide, all_of, any_of, without
from chancery.search.document import SearchDocument, unpack
from chancery.search.fold import FoldedText
from chancery.search.index import REBUILD, Snapshot, count_of
from chancery.search.schema import facet_value, unpack_folds
from chancery.search.tree import And, Choice, Dated, Everything, Node, Query

Sort = Literal["best", "oldest", "newest", "most_referred_to"]
_ORDERS = {
    "oldest": ("by_date", tantivy.Order.Asc),
    "newest": ("by_date", tantivy.Order.Desc),
    "most_referred_to": ("referred_to", tantivy.Order.Desc),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What was chosen beside the query. Values of one facet are alternatives, facets hold together.

    `dated` is the range drawn on the histogram; `sheets` takes in the sheets that reviewers and offices added, which are
    left out unless asked for (here, or by `type:` in the query).
    """

    facets: tuple[tuple[str, tuple[str, ...]], ...] = ()
    dated: Dated | None = None
    sheets: bool = False


NO_FILTERS = Filters()


class Asking:
    """One query before one snapshot, for one viewer."""

    def __init__(self, snapshot: Snapshot, query: Query, viewer: Viewer, filters: Filters) -> None:
        self.snapshot = snapshot
        self.query = query
        self.filters = filters
        self.sees_closed = viewer.sees_closed
        self.viewer = self.term("seen_by", "closed" if viewer.sees_closed else "open")
        self.compiler = Compiler(snapshot, self.viewer)
        self.words = self.compiler.compile(query.root)
        self.asks_dates = filters.dated is not None or dates_asked(query.root)
        self.sheets = filters.sheets or _asks_for_sheets(query.root)

    def term(self, field: str, value: str) -> tantivy.Query:
        return tantivy.Query.const_score_query(tantivy.Query.term_query(self.snapshot.schema, field, value), 0.0)

    def asked(self, *, but: str = "", dates: bool = True, sheets: bool | None = None) -> tantivy.Query:
        """The whole of what is asked for, for this viewer; without one facet's choice, or without the dates."""
        root = self.query.root
        words = self.words if dates or not dates_asked(root) else self.compiler.compile(_without_dates(root))
        clauses = [words, self.viewer]
        for name, values in self.filters.facets:
            if name != but and values:
                clauses.append(any_of([self.term(f"facet_{name}", facet_value(value)) for value in values]))
        if dates and self.filters.dated is not None:
            clauses.append(tantivy.Query.const_score_query(self.compiler.dated(self.filters.dated), 0.0))
        query = all_of(clauses)
        if (self.sheets if sheets is None else sheets) or not self.snapshot.searcher.doc_freq("sheet", "yes"):
            return query
        return without(query, self.term("sheet", "yes"))

    def count(self, query: tantivy.Query) -> int:
        return count_of(self.snapshot.searcher.search(query, 1, count=True))

    def documents(self, asked: tantivy.Query, sort: Sort, offset: int, limit: int) -> tuple[int, list[Loaded]]:
        searcher = self.snapshot.searcher
        if sort == "best":
            answer = searcher.search(asked, max(1, limit), count=True, offset=offset)
        else:
            field, order = _ORDERS[sort]
            answer = searcher.search(asked, max(1, limit), count=True, offset=offset, order_by_field=field, order=order)
        hits = answer.hits[:limit]
        return count_of(answer), [load(searcher.doc(address)) for _, address in hits]

    def sheets_left_out(self) -> int:
        if self.sheets or not self.snapshot.searcher.doc_freq("sheet", "yes"):
            return 0
        return self.count(all_of([self.asked(sheets=True), self.term("sheet", "yes")]))


def dates_asked(root: Node) -> bool:
    return isinstance(root, Dated) or (isinstance(root, And) and any(isinstance(child, Dated) for child in root.children))


def _without_dates(root: Node) -> Node:
    if isinstance(root, Dated):
        return Everything()
    assert isinstance(root, And)
    left = tuple(child for child in root.children if not isinstance(child, Dated))
    return And(left) if left else Everything()


def _asks_for_sheets(root: Node) -> bool:
    match root:
        case Choice("type", values):
            return any(value in SHEET_TYPES for value in values)
        case Choice("id"):
            return True
        case And(children):
            return any(map(_asks_for_sheets, children))
        case _:
            return bool(getattr(root, "children", ())) and any(map(_asks_for_sheets, root.children))  # type: ignore[union-attr]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A document of the index with the folds of its copies' texts."""

    document: SearchDocument
    folds: list[FoldedText]


def load(stored: tantivy.Document) -> Loaded:
    document = unpack(bytes(stored["payload"][0]))
    return Loaded(document, unpack_folds(document, stored))


def explained(query: Query, error: ValueError) -> ChanceryError:
    """The engine says ValueError both of a query it finds too wide and of files it cannot read."""
    if isinstance(error, TooWide):
        return QueryError(str(error), start=0, end=len(query.text), remedy="Ask for rarer words, or for fewer at once.")
    if "expansions" not in str(error) and "regex" not in str(error).casefold():
        return ArchiveDamaged("the search index cannot be read", remedy=REBUILD)
    return QueryError(
        "A word with * stands for too many words here", start=0, end=len(query.text),
        remedy="Write more of its letters, or take it out of the quotation marks.",
    )  # fmt: skip
