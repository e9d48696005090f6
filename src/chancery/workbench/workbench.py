"""The workbench: one object that the doors speak to."""

from __future__ import annotations

import json
import threading
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from chancery.archive import Archive, Fault, HeldSource, ImportedDecisions, Upgraded, open_archive, upgrade_archive
from chancery.archive.held import HeldDecision
from chancery.archive.names import split_page_id
from chancery.archive.shown import FIELD as HIDDEN
from chancery.archive.store import SETTINGS
from chancery.describe.source import DESCRIBE_VERSION
from chancery.errors import ExchangeError, NotFound, UsageError
from chancery.export.dump import Row
from chancery.extract.references import EXTRACT_VERSION
from chancery.model.decision import Decision
from chancery.model.geometry import Box
from chancery.model.viewer import OWNER, Viewer
from chancery.model.vocabulary import Access, Verdict
from chancery.pipeline.again import describe_again
from chancery.pipeline.copies import compare_some
from chancery.pipeline.executor import Executor, ProcessExecutor
from chancery.pipeline.people import gather_waiting
from chancery.read.pages import READ_VERSION
from chancery.search.index import SearchIndex
from chancery.search.query import parse_query
from chancery.search.results import search_rows
from chancery.search.tree import Query
from chancery.settings import Settings
from chancery.workbench import adding, judging
from chancery.workbench.adding import AddOptions, Bench, Report, Summary
from chancery.workbench.exporting import export_dump, export_pages
from chancery.workbench.images import Images
from chancery.workbench.indexing import BackgroundIndexer, bring_up, index_faults, rebuild
from chancery.workbench.pages.asked import Asked, RecordAsked
from chancery.workbench.pages.deciding import Decided, DecisionAsked
from chancery.workbench.pages.finding_page import FindingPage
from chancery.workbench.pages.hits import HitsPage
from chancery.workbench.pages.home import Bar, HomePage
from chancery.workbench.pages.leaf import PageImage, PagePage, PageWords, Strip
from chancery.workbench.pages.packet import CutDecided, CutDecisionAsked, PacketPage
from chancery.workbench.pages.people import PeoplePage, PersonDecided, PersonDecisionAsked, PersonPage
from chancery.workbench.pages.record import RecordPage
from chancery.workbench.pages.review import BesidePage, CopiesDecisionAsked, RecordsDecided, ReviewKind, ReviewPage
from chancery.workbench.pages.search import SearchPage
from chancery.workbench.pages.source import FilesPage, Original, ProblemsPage, SourcePage
from chancery.workbench.views import findings as finding_views
from chancery.workbench.views import hits as hit_views
from chancery.workbench.views import home as home_views
from chancery.workbench.views import people as people_views
from chancery.workbench.views import records as record_views
from chancery.workbench.views import searching as search_views
from chancery.workbench.views import sources as source_views
from chancery.workbench.views.finding_page import next_finding, show_finding_page
from chancery.workbench.views.findings import say_decision
from chancery.workbench.views.packet import show_packet
from chancery.workbench.views.pages import show_strip
from chancery.workbench.views.review import say_pair, show_beside, show_review

CliVerdict = Literal["confirm", "correct", "reject", "add"]
VERDICTS: dict[str, Verdict] = {"confirm": "confirmed", "correct": "corrected", "reject": "rejected", "add": "added"}
PROBLEMS_PER_PAGE = 100
WHO = "who"  # the file that remembers who decides at this machine


class Workbench:
    """An archive, its index, and everything one can do with them. Make it with `Workbench.open`; close it.

    It keeps no state of a reader: every method that reads is told who looks.
    """

    owner = OWNER

    def __init__(self, archive: Archive, settings: Settings) -> None:
        self.archive = archive
        self.settings = settings
        self.index = SearchIndex(archive.index_folder())
        self.images = Images(archive, settings)
        self.make_executor: Callable[[int], Executor] = lambda workers: ProcessExecutor(workers, settings.read.worker_bytes)
        self._indexer: BackgroundIndexer | None = None
        self._bars: dict[Viewer, tuple[int, Bar]] = {}

    @classmethod
    def open(cls, settings: Settings, *, create: bool = False, read_only: bool = False) -> Workbench:
        """Open the archive that the settings name. Raises the ArchiveError tree."""
        stages = {"read": READ_VERSION, "describe": DESCRIBE_VERSION, "extract": EXTRACT_VERSION}
        return cls(open_archive(settings, create=create, read_only=read_only, stages=stages), settings)

    @staticmethod
    def upgrade(settings: Settings) -> Upgraded:
        """Bring the archive's schema to this version; the database is copied first."""
        return upgrade_archive(settings)

    def close(self) -> None:
        if self._indexer is not None:
            self._indexer.stop()
        self.images.close()
        self.archive.close()

    @property
    def bench(self) -> Bench:
        return Bench(self.archive, self.index, self.settings, self.make_executor)

    # --- adding and keeping ------------------------------------------------------------------------------------------

    def add(self, paths: Sequence[Path], options: AddOptions, report: Report, stop: threading.Event) -> Summary:
        return adding.add(self.bench, paths, options, report, stop)

    def rebuild(
        self,
        report: Report,
        stop: threading.Event,
        *,
        index_only: bool = False,
        workers: int | None = None,
        password_file: Path | None = None,
    ) -> Summary:
        """Make what is derived anew: all of it, or only the search index."""
        if index_only:
            with self.index.writing() as writer:
                rebuild(self.archive, writer)
            return Summary(0, 0, 0, 0, (), False, ("The search index was made anew.",))
        return adding.rebuild(self.bench, report, stop, workers, password_file)

    def start_indexing(self) -> None:
        """Keep the index true in the background, as the reading room does."""
        self._indexer = BackgroundIndexer(self.archive, self.index)
        self._indexer.start()

    def verify(self) -> Iterator[Fault]:
        return self.archive.verify(lambda: index_faults(self.archive, self.index))

    def remove(self, source: str, *, who: str, why: str) -> None:
        """Take a source out; its hash, names, who and why stay, and so do all decisions."""
        with self.archive.hold("remove"):
            self.archive.remove_source(source, who=who, why=why)
        self._changed()

    def backup(self, folder: Path) -> None:
        """Copy the archive, consistently, also while others read and decide; the copy gets an index of its own."""
        self.archive.backup(folder)
        copy = Workbench.open(replace(self.settings, archive=folder, database_url=None))
        try:
            copy._changed()
        finally:
            copy.close()

    def set_access(self, id_: str, access: Access, *, page_number: int | None = None) -> None:
        """Open or close a source, a copy, a record's copies, or one page of a source."""
        found = self.archive.find_by_public_id(self._full_id(id_), OWNER)
        if page_number is not None:
            if found.kind != "source":
                raise UsageError("a page is one of a source", where=id_, remedy="Name the source's id with --page.")
            subjects = [f"{found.id}/{page_number}"]
        elif found.kind == "record":
            subjects = [copy.id for copy in self.archive.record(found.id, OWNER).copies]
        else:
            subjects = [found.id]
        for subject in subjects:
            self.archive.set_access(subject, access)
        self._changed()

    def _changed(self) -> None:
        """Something changed outside a run: let the room's indexer know, or apply it here and now."""
        if self._indexer is not None:
            self._indexer.wake()
            return
        bring_up(self.archive, self.index)

    # --- asking ------------------------------------------------------------------------------------------------------

    def source(self, id_: str, viewer: Viewer, *, first: int = 1) -> SourcePage:
        return source_views.show_source(self.archive, self._full_id(id_), first, viewer)

    def held_source(self, id_: str, viewer: Viewer) -> HeldSource:
        """A source by its hash, or by enough of its beginning. Raises NotFound, UsageError where two begin so."""
        return self.archive.source(self._full_id(id_), viewer)

    def _full_id(self, id_: str) -> str:
        if len(id_) >= 64 or not (6 <= len(id_) < 64) or any(char not in "0123456789abcdef" for char in id_):
            return id_
        found = [source.id for source in self.archive.sources(OWNER, after=id_, limit=2) if source.id.startswith(id_)]
        if len(found) > 1:
            raise UsageError("two sources begin so", where=id_, remedy="Write more of the hash.")
        return found[0] if found else id_

    def status(self, viewer: Viewer) -> dict[str, int | str]:
        """Counts that the home page does not show, and how the search index is."""
        counts = self.archive.counts(viewer)
        state = self.index.state
        if state == "ready" and self.index.true_to != self.archive.last_change():
            state = "behind; the next add, decision or open room brings it up"  # type: ignore[assignment]
        return {"decisions": counts.decisions, "lost": counts.lost, "unfinished": counts.unfinished, "index": str(state)}

    def show(
        self, id_: str, number: int | None, viewer: Viewer
    ) -> RecordPage | SourcePage | PagePage | FindingPage | PersonPage:
        """Whatever bears this id, at one page of it if told. Raises NotFound."""
        found = self.archive.find_by_public_id(self._full_id(id_), viewer)
        if found.kind == "record":
            return self.record(RecordAsked(found.id, page=number), viewer)
        if found.kind == "copy":
            return self.record(RecordAsked(self.archive.copy(found.id, viewer).record, copy=found.id, page=number), viewer)
        if found.kind == "source":
            return self.page(found.id, number, Asked(), viewer) if number else self.source(found.id, viewer)
        if found.kind == "page":
            source, _, page = found.id.partition("/")
            return self.page(source, int(page), Asked(), viewer)
        if found.kind == "person":
            return self.person(found.id, viewer)
        if found.kind == "decision":
            held = self.archive.decision(found.id, viewer)
            if held.decision.subject.kind == "person":
                return self.person(held.decision.subject.id, viewer)
            return self.finding(held.finding, viewer)
        return self.finding(found.id, viewer)

    def bar(self, viewer: Viewer) -> Bar:
        """The bar of every page; counted anew only where something changed since."""
        change = self.archive.last_change()
        kept = self._bars.get(viewer)
        if kept is None or kept[0] != change:
            kept = (change, Bar(self.name, self.archive.counts(viewer).records))
            self._bars[viewer] = kept
        return kept[1]

    @property
    def name(self) -> str:
        """The archive's name: `name` in its settings.toml, else that of its folder."""
        said = _read_settings(self.settings.archive / SETTINGS).get("name")
        return said if isinstance(said, str) and said.strip() else self.settings.archive.resolve().name

    def home(self, viewer: Viewer) -> HomePage:
        return home_views.show_home(self.archive, self.index, self.name, viewer)

    def find(self, asked: Asked, viewer: Viewer) -> SearchPage:
        return search_views.find(self.index, asked, viewer)

    def find_rows(self, asked: Asked, viewer: Viewer) -> Iterator[tuple[str, ...]]:
        """Every result as a row of a CSV, the head first. Raises QueryError."""
        sort = search_views.sort_of(asked)
        return search_rows(self.index, parse_query(asked.query), viewer, filters=search_views.filters_of(asked), sort=sort)

    def hits_in_record(
        self, id_: str, asked: Asked, viewer: Viewer, *, copy: str | None = None, first_page: int = 1
    ) -> HitsPage:
        return hit_views.show_hits_in_record(self.archive, self.index, id_, copy, asked, first_page, viewer)

    def hits_in_source(self, id_: str, asked: Asked, viewer: Viewer, *, first_page: int = 1) -> HitsPage:
        return hit_views.show_hits_in_source(self.archive, self.index, self._full_id(id_), asked, first_page, viewer)

    def record(self, asked: RecordAsked, viewer: Viewer) -> RecordPage:
        opened = record_views.open_record(self.archive, asked.id, asked.copy, viewer)
        query = self._query(asked.asked)
        page = record_views.show_record(self.archive, opened, asked.page, asked.finding, query, viewer)
        if asked.position is None:
            return page
        return search_views.with_way_back(page, self.index, asked.asked, asked.position, viewer)

    def finding(self, id: str, viewer: Viewer) -> FindingPage:  # noqa: A002 - the room's protocol names it so
        return show_finding_page(self.archive, id, viewer)

    def page(self, source: str, number: int, asked: Asked, viewer: Viewer) -> PagePage:
        return source_views.show_loose_page(self.archive, source, number, asked, self._query(asked), viewer)

    @staticmethod
    def _query(asked: Asked) -> Query | None:
        return parse_query(asked.query) if asked.query.strip() else None

    def files(self, after: str, viewer: Viewer) -> FilesPage:
        return source_views.show_files(self.archive, after, viewer)

    def strip(self, source: str, first: int, count: int, record: str | None, viewer: Viewer) -> Strip:
        held = self.archive.source(source, viewer)
        pages = self.archive.pages(source, viewer, first=first, last=first + count - 1)
        if record is None:
            return show_strip(pages, source, held.page_count, (), None, "", (0, 0))
        opened = record_views.open_record(self.archive, record, None, viewer)
        extent = (opened.copy.first_page, opened.copy.last_page)
        return show_strip(pages, source, held.page_count, opened.findings, opened.record.id, opened.kind.lower(), extent)

    def words(self, source: str, number: int, viewer: Viewer) -> PageWords:
        chosen = self.archive.page(source, number, viewer).chosen
        words = self.archive.layer(chosen, viewer).words if chosen else ()
        return PageWords(source, number, tuple(word.text for word in words), tuple(word.box for word in words))

    def image(self, source: str, number: int, width: int, viewer: Viewer) -> PageImage:
        return self.images.image(source, number, width, viewer)

    def original(self, source: str, viewer: Viewer) -> Original:
        return source_views.find_original(self.archive, source, viewer)

    def problems(self, first: int, viewer: Viewer) -> ProblemsPage:
        return source_views.show_problems(self.archive, first, PROBLEMS_PER_PAGE, viewer)

    # --- judging -----------------------------------------------------------------------------------------------------

    def decide(self, asked: DecisionAsked, viewer: Viewer) -> Decided:
        """Write a decision into the book. Raises DecisionRefused, NotFound."""
        box = asked.box
        where = judging.Where(box.page, None, Box(*box.box), box.source) if box else judging.Where()
        hidden = asked.field == HIDDEN
        before = None if hidden else self._neighbours(asked.finding, viewer)
        if hidden and asked.verdict == "added":
            decision = judging.show_hidden(self.archive, asked.finding or "", None, asked.note, asked.who, viewer)[0]
        elif asked.verdict == "withdrawn":
            decision = judging.undo(self.archive, asked.finding or "", asked.who, asked.note, viewer)
        elif asked.verdict == "added":
            target = asked.copy or asked.record or ""
            decision = judging.add_finding(
                self.archive, target, asked.field or "", asked.value, asked.note, asked.who, where, viewer
            )
        else:
            decision = judging.judge(
                self.archive, asked.finding or "", asked.verdict, asked.value, asked.note, asked.who, where, viewer
            )
        self._follow_pages()
        self._changed()
        return self._decided(decision, before, viewer)

    def people(self, words: str, after: str, viewer: Viewer) -> PeoplePage:
        return people_views.show_people(self.archive, words, after, viewer)

    def person(self, id_: str, viewer: Viewer, *, first: int = 0) -> PersonPage:
        return people_views.show_person(self.archive, self.index, id_, first, viewer)

    def decide_person(self, asked: PersonDecisionAsked, viewer: Viewer) -> PersonDecided:
        """Say who is one, who is not, whom a name means. Raises DecisionRefused, NotFound."""
        self.archive.person(asked.person, viewer)
        written = people_views.decide_on_person(self.archive, asked)
        return self._decided_person(written, viewer)

    def undo_person(self, decision: str, who: str, viewer: Viewer) -> PersonDecided:
        """Take a decision about people back. Raises DecisionRefused, NotFound."""
        held = self.archive.decision(decision, viewer)
        return self._decided_person([self.archive.undo(held.decision.id, who=who)], viewer)

    def _decided_person(self, written: Sequence[Decision], viewer: Viewer) -> PersonDecided:
        self._follow_pages()
        self._changed()
        shown = tuple(people_views.show_person_decision(self.archive.decision(each.id, viewer)) for each in written)
        return PersonDecided(shown, written[-1].subject.id if written else "")

    def show_hidden(self, id_: str, page_number: int | None, *, note: str, who: str, viewer: Viewer) -> list[Decision]:
        """Show the words hidden on the pages of a source, record or copy, or on one page. Raises DecisionRefused, NotFound."""
        decisions = judging.show_hidden(self.archive, self._full_id(id_), page_number, note, who, viewer)
        self._follow_pages()
        self._changed()
        return decisions

    def decide_cut(
        self, id_: str, cut: judging.Cut, *, pages: int, to: str, note: str, who: str, viewer: Viewer
    ) -> Decision:
        """Say where records of a packet begin: `split` before the page ID, `merge` it with the page before, `move_pages` it
        and those behind it (`pages` in all) to the record `before` or `after`. The source is described again with it.
        Raises DecisionRefused, NotFound.
        """
        source, slash, number = id_.partition("/")
        page = f"{self._full_id(source)}{slash}{number}"
        decision = judging.decide_cut(self.archive, page, cut, pages, to, note, who, viewer)
        self._follow_pages()
        self._changed()
        return decision

    def decide_copies(self, asked: CopiesDecisionAsked, viewer: Viewer) -> RecordsDecided:
        """Say that two records are one, or are two. Raises DecisionRefused, NotFound."""
        decision = judging.decide_copies(
            self.archive, asked.one, asked.act == "same", asked.other or None, asked.note, asked.who, viewer
        )  # fmt: skip
        self._changed()
        held = self.archive.decision(decision.id, viewer)
        return RecordsDecided(say_pair(held), self.archive.record(decision.subject.id, viewer).id)

    def review(self, kind: ReviewKind | Literal[""], first: int, viewer: Viewer) -> ReviewPage:
        """A window of what awaits a person, most useful first."""
        return show_review(self.archive, kind, first, viewer)

    def packet(self, id_: str, first: int, viewer: Viewer) -> PacketPage:
        """A window of a file's pages as a packet. Raises NotFound."""
        return show_packet(self.archive, self._full_id(id_), first, viewer)

    def decide_packet(self, asked: CutDecisionAsked, viewer: Viewer) -> CutDecided:
        """As `decide_cut`, for the room. Raises DecisionRefused, NotFound."""
        decision = self.decide_cut(
            asked.page, asked.act, pages=asked.pages, to=asked.to, note=asked.note, who=asked.who, viewer=viewer
        )
        source, number = split_page_id(decision.subject.id)
        return CutDecided(say_decision(self.archive.decision(decision.id, viewer)), source, number)

    def beside(self, one: str, other: str, viewer: Viewer) -> BesidePage:
        """Two copies side by side. Raises NotFound."""
        return show_beside(self.archive, one, other, viewer)

    def _follow_pages(self) -> None:
        """Let texts, what was found in them, who is a copy of what and the people they name follow decisions."""
        for source in dict.fromkeys((*self.archive.apply_shown(), *self.archive.sources_to_recut())):
            describe_again(self.archive, self.settings, source)
        compare_some(self.archive)
        gather_waiting(self.archive)

    def judge(
        self,
        id_: str,
        verdict: CliVerdict,
        value: Any,
        *,
        field: str | None,
        where: judging.Where,
        note: str,
        who: str,
        viewer: Viewer,
    ) -> Decision:
        """As `decide`, in the words of the command line."""
        if verdict == "add":
            if field is None:
                raise UsageError("what is added has a name", remedy="Say which with --field.")
            decision = judging.add_finding(self.archive, id_, field, value, note, who, where, viewer)
        else:
            decision = judging.judge(self.archive, id_, VERDICTS[verdict], value, note, who, where, viewer)
        self._follow_pages()
        self._changed()
        return decision

    def undo(self, id_: str, *, who: str, note: str, viewer: Viewer) -> Decision:
        decision = judging.undo(self.archive, self._full_id(id_), who, note, viewer)
        self._follow_pages()
        self._changed()
        return decision

    def _neighbours(self, finding: str | None, viewer: Viewer) -> str | None:
        if finding is None:
            return None
        return next_finding(self.archive, finding, viewer)

    def _decided(self, decision: Decision, following: str | None, viewer: Viewer) -> Decided:
        held = self.archive.decision(decision.id, viewer)
        try:
            finding = self.archive.finding(held.finding, viewer)
        except NotFound:
            return Decided(finding_views.say_decision(held), None, None, following)
        record = self.archive.copy(finding.copy, viewer).record if finding.copy else None
        return Decided(finding_views.show_decision(held, finding.content), record, finding.id, following)

    def decisions(self, viewer: Viewer, *, lost: bool = False) -> Iterator[HeldDecision]:
        return self.archive.decisions(viewer, place="lost" if lost else None)

    def export_decisions(self, file: Path) -> int:
        """Write the book of decisions as JSON Lines; gives how many."""
        count = 0
        part = file.with_name(f".{file.name}.part")
        with part.open("w", encoding="utf-8") as out:
            for row in self.archive.export_decisions():
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
                count += 1
        part.replace(file)
        return count

    def import_decisions(self, file: Path) -> ImportedDecisions:
        """Take decisions in from JSON Lines. Raises ExchangeError naming the line."""
        taken = self.archive.import_decisions(_read_lines(file), where=file.name)
        self._follow_pages()
        self._changed()
        return taken

    def who(self) -> str | None:
        """The name decisions were signed with last at this archive."""
        path = self.settings.archive / WHO
        return path.read_text("utf-8").strip() or None if path.is_file() else None

    def remember_who(self, name: str) -> None:
        (self.settings.archive / WHO).write_text(name + "\n", "utf-8")

    # --- leaving the house -------------------------------------------------------------------------------------------

    def export_dump(self, folder: Path, *, viewer: Viewer, records: Sequence[str], as_of: str | None) -> Row:
        return export_dump(self.archive, folder, viewer, records, as_of)

    def export_pages(self, id_: str, file: Path, *, viewer: Viewer) -> int:
        return export_pages(self.archive, self.images, self._full_id(id_), file, viewer)


def _read_settings(file: Path) -> dict[str, Any]:
    """What the archive says of itself; a file that is no TOML says nothing, since it is a person's to edit."""
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}


def _read_lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                where = f"{file.name}, line {number}"
                raise ExchangeError("it is no JSON", where=where, remedy="Export the decisions anew.") from error
            if not isinstance(row, dict):
                raise ExchangeError(
                    "it is no decision", where=f"{file.name}, line {number}", remedy="One JSON object a line."
                )
            yield row
