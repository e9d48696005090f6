"""Sources and pages as themselves: what a file is, where it came from, its pages in a list, a page without a record."""

from __future__ import annotations

from dataclasses import replace

from chancery.archive import Archive
from chancery.archive.held import HeldPage, HeldProblem, HeldSource
from chancery.errors import NotAllowed
from chancery.model.viewer import OWNER, Viewer
from chancery.search.match import find_hits
from chancery.search.tree import Query
from chancery.workbench.pages.asked import Asked
from chancery.workbench.pages.leaf import HitStep, PagePage
from chancery.workbench.pages.source import FileRow, FilesPage, Original, ProblemShown, ProblemsPage, SourcePage, SourceRow
from chancery.workbench.views.findings import show_findings
from chancery.workbench.views.pages import read_leaf, say_role, show_page, show_strip
from chancery.workbench.views.records import STRIP, context_of, open_record, title_of
from chancery.workbench.views.words import capitalized, show_date, text_of, type_label

ROWS = 100
FIRST_WORDS = 90  # characters


def show_source(archive: Archive, id_: str, first: int, viewer: Viewer) -> SourcePage:
    """A source and a window of its pages. Raises NotFound."""
    held = archive.source(id_, viewer)
    source = held.source
    first = max(1, min(first, source.page_count))
    pages = archive.pages(id_, viewer, first=first, last=first + ROWS - 1)
    titles: dict[str, str] = {}
    return SourcePage(
        source.id, source.file, source.media_type, source.bytes, source.page_count, show_date(held.added[:10]),
        tuple(dict.fromkeys(origin.file for origin in held.origins)), held.collection or "", held.holding or "",
        source.parent, tuple((member.source, member.file) for member in archive.members(id_, viewer)), first,
        tuple(_row(archive, page, titles, viewer) for page in pages), ROWS,
        tuple(show_problem(problem) for problem in archive.problems(viewer, id_)),
    )  # fmt: skip


def show_files(archive: Archive, after: str, viewer: Viewer) -> FilesPage:
    """A window of the files held, behind the hash `after`."""
    counts = archive.counts(viewer)
    held = list(archive.sources(viewer, after=after, limit=ROWS))
    rows = tuple(
        FileRow(
            source.id, source.file, source.source.media_type, source.page_count, show_date(source.added[:10]),
            source.collection or "",
        )
        for source in held
    )  # fmt: skip
    return FilesPage(rows, counts.sources, counts.pages, after, held[-1].id if len(held) == ROWS else None)


def _row(archive: Archive, held: HeldPage, titles: dict[str, str], viewer: Viewer) -> SourceRow:
    if held.record is not None and held.record not in titles:
        titles[held.record] = record_title(archive, held.record, viewer)
    words = archive.layer(held.chosen, viewer).text[:FIRST_WORDS].replace("\n", " ") if held.chosen else ""
    title = titles[held.record] if held.record is not None else ""
    return SourceRow(held.page.number, say_role(held), held.record, title, words, held.page.blank)


def record_title(archive: Archive, record: str, viewer: Viewer) -> str:
    copies = archive.record(record, viewer).copies
    fields = archive.effective_fields(copies[0].id, viewer) if copies else ()
    kind = type_label(text_of(fields, "type"))
    title = title_of(fields, kind)
    return f"{title} on pages {copies[0].first_page}–{copies[0].last_page}" if title == kind and copies else title


def show_problem(held: HeldProblem) -> ProblemShown:
    problem = held.problem
    message = f"{capitalized(problem.message.rstrip('.'))}."
    return ProblemShown(held.file, held.source, problem.page_number, message, problem.remedy, problem.code)


def show_problems(archive: Archive, first: int, per_page: int, viewer: Viewer) -> ProblemsPage:
    """A window of everything that went wrong, newest first; only the window is kept in memory."""
    shown, count = [], 0
    for held in archive.problems(viewer):
        if first <= count < first + per_page:
            shown.append(_with_file(archive, show_problem(held), viewer))
        count += 1
    return ProblemsPage(tuple(shown), count, first, per_page)


def _with_file(archive: Archive, shown: ProblemShown, viewer: Viewer) -> ProblemShown:
    """A problem found by a later stage names the source alone; a reader knows it by its file."""
    return replace(shown, file=archive.source(shown.source, viewer).file) if shown.source and not shown.file else shown


def show_loose_page(archive: Archive, id_: str, number: int, asked: Asked, query: Query | None, viewer: Viewer) -> PagePage:
    """A page of a source as itself; where a record stands on it, with that record's reading text and findings."""
    held = archive.source(id_, viewer)
    record = archive.page(id_, number, viewer).record
    opened = open_record(archive, record, _copy_on(archive, record, held, number, viewer), viewer) if record else None
    findings = (
        opened.findings if opened else show_findings(archive.regions(id_, number, viewer), context_of(archive, None, viewer))
    )
    leaf = read_leaf(archive, id_, number, held.source.page_count, opened.reading if opened else None, viewer)
    first = max(1, number - STRIP // 3)
    pages = archive.pages(id_, viewer, first=first, last=first + STRIP - 1)
    extent = (opened.copy.first_page, opened.copy.last_page) if opened else (0, 0)
    return PagePage(
        held.source.file,
        show_page(leaf, findings, query),
        show_strip(pages, id_, held.source.page_count, findings, record, opened.kind.lower() if opened else "", extent),
        record,
        opened.title if opened else "",
        held.holding or "",
        findings,
        asked,
        *_neighbours(archive, held, number, query, viewer),
    )


def _copy_on(archive: Archive, record: str, source: HeldSource, number: int, viewer: Viewer) -> str | None:
    for copy in archive.record(record, viewer).copies:
        if copy.source == source.id and copy.first_page <= number <= copy.last_page:
            return copy.id
    return None


def _neighbours(
    archive: Archive, source: HeldSource, number: int, query: Query | None, viewer: Viewer
) -> tuple[HitStep | None, HitStep | None]:
    """The next pages with hits, looked for a little way to both sides: a search lists the others."""
    if query is None:
        return None, None
    before = range(number - 1, max(0, number - 1 - ROWS), -1)
    after = range(number + 1, min(source.source.page_count, number + ROWS) + 1)
    return _hit_on(archive, source.id, before, query, viewer, last=True), _hit_on(archive, source.id, after, query, viewer)


def _hit_on(
    archive: Archive, source: str, numbers: range, query: Query, viewer: Viewer, *, last: bool = False
) -> HitStep | None:
    if not numbers:
        return None
    pages = archive.pages(source, viewer, first=min(numbers), last=max(numbers))
    held = {page.page.number: page.chosen for page in pages}
    for number in numbers:
        chosen = held.get(number)
        found = find_hits(query.root, archive.layer(chosen, viewer).text) if chosen else ()
        if found:
            return HitStep(number, len(found) - 1 if last else 0)
    return None


def find_original(archive: Archive, id_: str, viewer: Viewer) -> Original:
    """The file as it was received, for who may see all that is in it.

    A file carries words that no page shows (under a mark, on a closed page), so it goes only to who may see what is closed,
    or where nothing of it is hidden or closed. Raises NotFound, NotAllowed.
    """
    held = archive.source(id_, viewer)
    if not viewer.sees_closed:
        seen = 0
        for page in archive.pages(id_, viewer):
            seen += 1
            if any(layer.hidden for layer in page.layers):
                raise _kept(held)
        if seen != held.page_count or archive.members(id_, OWNER) != archive.members(id_, viewer):
            raise _kept(held)
    return Original(archive.source_path(id_), held.file.rsplit("/", 1)[-1], held.source.media_type)


def _kept(held: HeldSource) -> NotAllowed:
    return NotAllowed("the file holds words that its pages do not show", where=held.file, remedy="Read its pages here.")
