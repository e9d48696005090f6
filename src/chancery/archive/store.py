"""The archive itself: one folder with database, blobs, index and settings; opening it, making it, bringing it up to date."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from sqlalchemy import Connection, insert, select

from chancery.archive import schema
from chancery.archive.alike import AlikeCopies
from chancery.archive.backup import Backups, copy_database
from chancery.archive.blobs import FolderBlobs, sync_folder
from chancery.archive.cards import Cards
from chancery.archive.changes import Changes
from chancery.archive.collecting import Collecting
from chancery.archive.composing import Composing
from chancery.archive.database import Database, open_server, open_sqlite, translate_os
from chancery.archive.decisions import Decisions
from chancery.archive.describing import Describing
from chancery.archive.dump import Dumps
from chancery.archive.exchange import Exchange
from chancery.archive.freshness import Freshness
from chancery.archive.hold import hold
from chancery.archive.judged import Judging
from chancery.archive.keeper import Keeper
from chancery.archive.likening import Likening
from chancery.archive.lists import Lists
from chancery.archive.lookup import Lookup
from chancery.archive.manifests import Manifests
from chancery.archive.merging import Merging
from chancery.archive.names import now
from chancery.archive.naming import Naming
from chancery.archive.pages import Pages
from chancery.archive.people import People
from chancery.archive.problems import Problems
from chancery.archive.records import Records
from chancery.archive.referring import Referring
from chancery.archive.removing import Removing
from chancery.archive.replacing import Replacing
from chancery.archive.revealing import Revealing
from chancery.archive.revisions import known_revisions, migrate, newest_revision, revision_of
from chancery.archive.sheets import Sheets
from chancery.archive.sources import Sources
from chancery.archive.verify import Verifying
from chancery.errors import ArchiveMissing, ArchiveNewer, ArchiveOlder, ArchiveReadOnly
from chancery.settings import Settings

DATABASE = "archive.db"
BLOBS = "blobs"
SPOOL = "spool"
INDEX = "index"
SETTINGS = "settings.toml"


class Archive:
    """An open archive: its parts, each handed those it stands on, and what they answer for. Their docstrings tell the rest.

    It may be used from several threads. Every write is one short transaction; what a method saved is on the disk when it
    returns. Close it, or use it in a `with` statement.
    """

    def __init__(self, keeper: Keeper, stages: Mapping[str, str]) -> None:
        self.folder = keeper.folder
        self.database = keeper.database
        self.blobs = keeper.blobs
        collecting = Collecting(keeper)
        problems = Problems(keeper)
        manifests = Manifests(keeper)
        sources = Sources(keeper)
        judging = Judging(keeper)
        replacing = Replacing(keeper, judging)
        pages = Pages(keeper, collecting, replacing)
        freshness = Freshness(keeper, judging, stages)
        cards = Cards(keeper, judging)
        lists = Lists(keeper)
        merging = Merging(keeper, cards)
        describing = Describing(keeper, collecting, judging, replacing, freshness, cards, merging)
        records = Records(keeper, judging, freshness)
        referring = Referring(keeper, judging, replacing, freshness, records)
        composing = Composing(keeper, judging, pages)
        decisions = Decisions(keeper, judging, cards, merging, composing)
        people = People(keeper)
        naming = Naming(keeper, judging)
        likening = Likening(keeper, judging, merging)
        alike = AlikeCopies(keeper, merging)
        lookup = Lookup(keeper, sources, pages, records, decisions, people)
        revealing = Revealing(keeper, pages, decisions)
        exchange = Exchange(keeper, judging, replacing, decisions)
        removing = Removing(keeper, collecting, judging, cards, merging)
        verifying = Verifying(keeper, freshness)
        backups = Backups(keeper)
        sheets = Sheets(keeper, records)
        dumps = Dumps(keeper, sources, pages, records, exchange, sheets, people)
        changes = Changes(keeper)

        self.add_file = sources.add_file
        self.add_bytes = sources.add_bytes
        self.save_inspection = sources.save_inspection
        self.set_state = sources.set_state
        self.unfinished = sources.unfinished
        self.source_path = sources.source_path
        self.save_unlocked = sources.save_unlocked
        self.reading_path = sources.reading_path
        self.source = sources.source
        self.sources = sources.sources
        self.is_open = sources.is_open
        self.members = sources.members
        self.removed_sources = sources.removed_sources
        self.save_problem = problems.save_problem
        self.problems = problems.problems
        self.save_manifest = manifests.save_manifest
        self.manifest_rows = manifests.manifest_rows
        self.save_pages = pages.save_pages
        self.pages_to_read = pages.pages_to_read
        self.begin_rebuild = pages.begin_rebuild
        self.end_rebuild = pages.end_rebuild
        self.reading = pages.reading
        self.readings = pages.readings
        self.page = pages.page
        self.pages = pages.pages
        self.layer = pages.layer
        self.chosen_layer = pages.chosen_layer
        self.save_description = describing.save_description
        self.copies_to_extract = referring.copies_to_extract
        self.extract_inputs = referring.extract_inputs
        self.save_references = referring.save_references
        self.save_all_references = referring.save_all_references
        self.stale_copies = freshness.stale_copies
        self.fields = records.fields
        self.references = records.references
        self.regions = records.regions
        self.regions_between = records.regions_between
        self.finding = records.finding
        self.effective_fields = records.effective_fields
        self.effective_header = records.effective_header
        self.record = records.record
        self.copy = records.copy
        self.copies_of = records.copies_of
        self.reading_text = records.reading_text
        self.attached_to = sheets.attached_to
        self.absent_of = sheets.absent_of
        self.decided_cuts = sheets.decided_cuts
        self.page_cuts = sheets.page_cuts
        self.sources_to_recut = sheets.sources_to_recut
        self.records = lists.records
        self.record_row = lists.record_row
        self.counts = lists.counts
        self.doubted = lists.doubted
        self.count_doubted = lists.count_doubted
        self.copies_to_gather = naming.copies_to_gather
        self.gather_people = naming.gather_people
        self.copies_to_compare = likening.copies_to_compare
        self.compare_copies = likening.compare_copies
        self.likeness = alike.likeness
        self.likenesses = alike.likenesses
        self.doubtful_copies = alike.doubtful_copies
        self.own_records = alike.own_records
        self.person = people.person
        self.people = people.people
        self.namings = people.namings
        self.names_of = people.names_of
        self.find_by_public_id = lookup.find_by_public_id
        self.decide = decisions.decide
        self.undo = decisions.undo
        self.history = decisions.history
        self.decision = decisions.decision
        self.decisions = decisions.decisions
        self.decisions_on_people = decisions.decisions_on_people
        self.anchor = composing.anchor
        self.show_hidden = revealing.show_hidden
        self.hidden_decision = revealing.hidden_decision
        self.apply_shown = revealing.apply_shown
        self.export_decisions = exchange.export_decisions
        self.import_decisions = exchange.import_decisions
        self.set_access = removing.set_access
        self.remove_source = removing.remove_source
        self.changes_since = changes.changes_since
        self.last_change = changes.last_change
        self.verify = verifying.verify
        self.backup = backups.backup
        self.collect = collecting.collect
        self.dump_rows = dumps.dump_rows

    @property
    def id(self) -> str:
        """The archive's own id, given when it was made."""
        return self._said("id")

    @property
    def made(self) -> str:
        """When it was made, UTC ISO text."""
        return self._said("made")

    def _said(self, name: str) -> str:
        with self.database.read() as connection:
            return str(connection.execute(select(schema.about.c.value).where(schema.about.c.name == name)).scalar_one())

    @property
    def read_only(self) -> bool:
        return self.database.read_only

    def hold(self, command: str) -> AbstractContextManager[None]:
        """Hold the archive for a long-running command (add, rebuild, remove); short transactions of others go on.

        Raises ArchiveHeld, naming who holds it, and ArchiveReadOnly.
        """
        return self._holding(command)

    @contextmanager
    def _holding(self, command: str) -> Iterator[None]:
        with hold(self.folder, command):
            # Whoever had it before is gone, with whatever it was working on.
            self.blobs.sweep()
            for path in self.spool_folder().glob("spool-*"):
                shutil.rmtree(path, ignore_errors=True)
            yield

    def spool_folder(self) -> Path:
        """A folder for temporary files on the archive's own disk."""
        return self.folder / SPOOL

    def index_folder(self) -> Path:
        """Where the index lies, which is derived and may be thrown away."""
        return self.folder / INDEX

    def close(self) -> None:
        self.blobs.close()
        self.database.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def open_archive(
    settings: Settings, *, create: bool = False, read_only: bool = False, stages: Mapping[str, str] | None = None
) -> Archive:
    """Open the archive that the settings name; with `create` make it where there is none.

    `stages` says what each stage is run with now (version and settings in words); findings made otherwise are stale.
    Raises ArchiveMissing, ArchiveOlder, ArchiveNewer, ArchiveReadOnly, ArchiveDamaged, DiskFull.
    """
    folder = settings.archive
    if not is_archive(settings):
        if not create or read_only:
            raise ArchiveMissing(
                "there is no archive here",
                where=str(folder),
                remedy="Make one with `chancery add`, or name another with --archive.",
            )
        _make_folder(folder)
    if not read_only and not os.access(folder, os.W_OK):
        raise ArchiveReadOnly(
            "its folder cannot be written",
            where=str(folder),
            remedy="Give yourself the right to write it, or open it for reading.",
        )
    database = _database(settings, read_only)
    try:
        if create and not read_only:
            _make_schema(database)
        with database.read() as connection:
            _check_revision(connection, folder)
    except BaseException:
        database.close()
        raise
    return Archive(Keeper(folder, database, FolderBlobs(folder / BLOBS, folder / SPOOL)), dict(stages or {}))


def is_archive(settings: Settings) -> bool:
    """Whether an archive lies in the folder that the settings name."""
    folder = settings.archive
    return (folder / BLOBS).is_dir() and (settings.database_url is not None or (folder / DATABASE).is_file())


def _database(settings: Settings, read_only: bool) -> Database:
    if settings.database_url is not None:
        return open_server(settings.database_url, settings.archive, read_only=read_only)
    return open_sqlite(settings.archive / DATABASE, read_only=read_only)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in (BLOBS, SPOOL, INDEX):
            (folder / name).mkdir(exist_ok=True)
        settings = folder / SETTINGS
        if not settings.exists():
            settings.write_text("# What this archive says of itself; every setting has a default.\n", encoding="utf-8")
        sync_folder(folder)
    except OSError as error:
        raise translate_os(error, folder) or ArchiveReadOnly(
            f"no archive can be made here ({error.strerror})",
            where=str(folder),
            remedy="Name another folder with --archive.",
        ) from error


def _make_schema(database: Database) -> None:
    """Make the tables where there are none. Two processes that make one archive at once make it once."""
    with database.read() as connection:
        if revision_of(connection) is not None:
            return
    with database.write() as connection:
        if revision_of(connection) is None:
            migrate(connection)
            rows = [{"name": "id", "value": uuid.uuid4().hex}, {"name": "made", "value": now()}]
            connection.execute(insert(schema.about), rows)


def _check_revision(connection: Connection, folder: Path) -> None:
    revision = revision_of(connection)
    if revision == newest_revision():
        return
    if revision is None:
        raise ArchiveMissing("its database holds no archive", where=str(folder), remedy="Name another with --archive.")
    if revision in known_revisions():
        raise ArchiveOlder(
            "it was written by an older Chancery", where=str(folder), remedy="Bring it up to date with `chancery upgrade`."
        )
    raise ArchiveNewer(
        "it was written by a newer Chancery than this one", where=str(folder), remedy="Update Chancery, then open it again."
    )


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What an upgrade did: from which schema revision to which, and where the copy of the database before it lies."""

    before: str
    after: str
    copy: Path | None


def upgrade_archive(settings: Settings) -> Upgraded:
    """Bring an archive's schema up to date; the database is copied first. Raises as `open_archive`, and ArchiveHeld."""
    folder = settings.archive
    if not is_archive(settings):
        raise ArchiveMissing("there is no archive here", where=str(folder), remedy="Name another with --archive.")
    database = _database(settings, read_only=False)
    try:
        with hold(folder, "chancery upgrade"):
            return _upgrade(database, settings)
    finally:
        database.close()


def _upgrade(database: Database, settings: Settings) -> Upgraded:
    folder = settings.archive
    with database.read() as connection:
        before = revision_of(connection)
        if before == newest_revision():
            return Upgraded(before, before, None)
        if before is not None and before not in known_revisions():
            _check_revision(connection, folder)
    if before is None:
        raise ArchiveMissing("its database holds no archive", where=str(folder), remedy="Name another with --archive.")
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    copy = folder / f"archive-{before}-{stamp}.db"
    copy_database(database, copy)
    with database.write() as connection:
        migrate(connection)
    return Upgraded(before, newest_revision(), copy)
