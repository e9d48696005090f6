"""What the archive holds, on one page: counts that lead to what they count, years, newest, what awaits review."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from chancery.archive import Archive
from chancery.errors import ArchiveDamaged
from chancery.model.viewer import Viewer
from chancery.search.fields import TYPES
from chancery.search.index import SearchIndex
from chancery.search.query import parse_query
from chancery.search.results import Filters, search
from chancery.workbench.pages.asked import Asked, Counted
from chancery.workbench.pages.home import HomePage, YearKinds
from chancery.workbench.views.searching import show_result
from chancery.workbench.views.words import capitalized, show_date

KINDS = 3  # kinds with a grey of their own in the picture; the rest goes together
NEWEST = 5
PLURALS = {
    "letter": "Letters", "cable": "Cables", "memorandum": "Memoranda", "memcon": "Memoranda of conversation",
    "telcon": "Telephone conversations", "note": "Notes", "communique": "Communiqués", "airgram": "Airgrams",
}  # fmt: skip
DOUBTS = (
    ("nodate", "Records without a date"),
    ("redactions", "Records with text withheld"),
    ("hidden", "With words that a page hides"),
    ("lost", "Decisions that lost their place"),
)


def show_home(archive: Archive, index: SearchIndex, name: str, viewer: Viewer) -> HomePage:
    """The home page; while there is no index yet, its counts come from the archive alone."""
    counts = archive.counts(viewer)
    working = f"{counts.unfinished} of {counts.sources} files are still being read." if counts.unfinished else ""
    kinds = sorted(counts.types.items(), key=lambda item: (-item[1], item[0]))
    kinds = [(kind, count) for kind, count in kinds if kind]
    page = HomePage(
        name, counts.records, counts.pages, counts.sources, counts.problems,
        kinds=_kinds(kinds, counts.records), years=(), undated=counts.undated, holds=tuple(_holds(kinds, counts.records)),
        doubts=(), review=(), newest=(), working=working,
    )  # fmt: skip
    try:
        return _with_index(page, archive, index, [kind for kind, _ in kinds[:KINDS]], viewer)
    except ArchiveDamaged:
        return page


def _kinds(kinds: list[tuple[str, int]], records: int) -> tuple[Counted, ...]:
    shown = [Counted(plural(kind), count, Asked(filters=(("type", kind),))) for kind, count in kinds[:KINDS]]
    rest = records - sum(count for _, count in kinds[:KINDS])
    return (*shown, Counted("Other", rest)) if rest else tuple(shown)


def _holds(kinds: list[tuple[str, int]], records: int) -> Iterator[Counted]:
    for kind, count in kinds:
        yield Counted(plural(kind), count, Asked(filters=(("type", kind),)))
    rest = records - sum(count for _, count in kinds)
    if rest:
        yield Counted("Type not known", rest)


def plural(kind: str) -> str:
    if kind in PLURALS:
        return PLURALS[kind]
    label = capitalized(TYPES.get(kind, kind))
    return f"{label}es" if label.endswith(("ch", "sh", "s", "x")) else f"{label}s"


def _with_index(page: HomePage, archive: Archive, index: SearchIndex, kinds: list[str], viewer: Viewer) -> HomePage:
    """The page with what only the index can count: years by kind, doubts, the newest records."""
    everything = parse_query("")
    whole = search(index, everything, viewer, sort="newest", limit=NEWEST)
    years = dict(whole.years)
    by_kind = [
        dict(search(index, everything, viewer, filters=Filters((("type", (kind,)),)), limit=1).years) for kind in kinds
    ]
    counts = [Counted(label, *_count(index, name, viewer)) for name, label in DOUBTS]
    review = Counted("Records with findings in doubt", *_count(index, "review", viewer))
    added = max((source.added for source in archive.sources(viewer)), default="")
    return replace(
        page,
        years=tuple(_year(year, years, by_kind) for year in range(min(years), max(years) + 1)) if years else (),
        doubts=tuple(counted for counted in counts if counted.count),
        review=(review,) if review.count else (),
        newest=tuple(show_result(result) for result in whole.results if result.document.kind == "record"),
        newest_on=show_date(added[:10]),
    )


def _count(index: SearchIndex, has: str, viewer: Viewer) -> tuple[int, Asked]:
    filters = Filters((("has", (has,)),))
    total = search(index, parse_query(""), viewer, filters=filters, limit=1).total
    return total, Asked(filters=(("has", has),))


def _year(year: int, years: dict[int, int], by_kind: list[dict[int, int]]) -> YearKinds:
    shown = [kind.get(year, 0) for kind in by_kind]
    return YearKinds(year, (*shown, max(0, years.get(year, 0) - sum(shown))))
