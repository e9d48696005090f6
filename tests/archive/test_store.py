from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from chancery.archive import Archive, open_archive, schema, upgrade_archive
from chancery.archive.hold import holder_of
from chancery.archive.revisions import known_revisions
from chancery.errors import (
    ArchiveDamaged,
    ArchiveError,
    ArchiveHeld,
    ArchiveMissing,
    ArchiveNewer,
    ArchiveOlder,
    ArchiveReadOnly,
    UsageError,
)
from chancery.model.decision import Subject
from chancery.model.viewer import OWNER
from chancery.settings import Settings
from tests.archive.papers import letter, run_child


def test_an_archive_is_made_only_when_asked(settings: Settings) -> None:
    with pytest.raises(ArchiveMissing):
        open_archive(settings)
    with open_archive(settings, create=True) as made:
        name = made.id
    with open_archive(settings) as again:
        assert again.id == name


def test_the_migrations_make_the_schema_that_the_code_knows(archive: Archive) -> None:
    with archive.database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []


def test_an_archive_of_a_newer_version_is_left_alone(settings: Settings, archive: Archive) -> None:
    with archive.database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ArchiveNewer, match="newer"):
        open_archive(settings)
    with pytest.raises(ArchiveNewer):
        upgrade_archive(settings)


def test_an_older_archive_is_brought_up_to_date_only_by_upgrade_and_copied_first(
    settings: Settings, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = letter(archive)
    paper.add()
    archive.close()
    monkeypatch.setattr("chancery.archive.store.newest_revision", lambda: "9998")
    monkeypatch.setattr("chancery.archive.store.migrate", lambda connection: connection.execute(text("SELECT 1")))
    with pytest.raises(ArchiveOlder, match="chancery upgrade"):
        open_archive(settings)
    done = upgrade_archive(settings)
    assert (done.before, done.after) == (known_revisions()[-1], "9998")
    assert done.copy is not None
    with sqlite3.connect(done.copy) as copy:
        assert copy.execute("SELECT count(*) FROM pages").fetchone() == (2,)


def test_upgrading_what_is_up_to_date_changes_nothing(settings: Settings, archive: Archive) -> None:
    before = sorted(settings.archive.iterdir())
    done = upgrade_archive(settings)
    assert (done.before, done.copy) == (done.after, None)
    assert sorted(path for path in settings.archive.iterdir() if path.name != "lock") == before
    assert archive.counts(OWNER).sources == 0


def test_a_second_long_run_is_told_who_holds_the_archive(archive: Archive, settings: Settings) -> None:
    with archive.hold("chancery add one.pdf"), open_archive(settings) as other:
        with pytest.raises(ArchiveHeld, match=rf"chancery add one.pdf.*process {os.getpid()}"), other.hold("chancery add"):
            pass
        # What is short goes on beside it, and the name of the holder is still there.
        letter(other).receive()
        assert holder_of(settings.archive) is not None
    with archive.hold("chancery rebuild"):
        pass
    assert holder_of(settings.archive) is None


def test_two_processes_that_add_at_once_lose_and_double_nothing(archive: Archive, settings: Settings) -> None:
    script = """
        import sys
        from pathlib import Path
        from chancery.archive import open_archive
        from chancery.settings import Settings
        from tests.archive.papers import letter
        folder, url, word = sys.argv[1:]
        with open_archive(Settings(archive=Path(folder), database_url=url or None)) as archive:
            for number in range(4):
                letter(archive, data=f"{number}".encode(), name=f"{word}-{number}.pdf").add()
    """
    import threading

    results = []

    def run(word: str) -> None:
        results.append(run_child(script, settings.archive, settings.database_url or "", word))

    threads = [threading.Thread(target=run, args=(word,)) for word in ("one", "other")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [result.stderr for result in results] == ["", ""]
    assert archive.counts(OWNER).sources == 4
    assert {len(held.origins) for held in archive.sources(OWNER)} == {2}
    assert list(archive.verify()) == []


def test_decisions_cannot_be_changed_or_deleted(archive: Archive) -> None:
    copy = letter(archive).add()[0]
    finding = archive.fields(copy.id, OWNER)[0]
    archive.decide(Subject("field", finding.id), "confirmed", who="Ann")
    for statement in ("UPDATE decisions SET who = 'Bob'", "DELETE FROM decisions"):
        with pytest.raises(DBAPIError, match="only ever added"), archive.database.engine.begin() as connection:
            connection.execute(text(statement))
    assert [held.decision.who for held in archive.decisions(OWNER)] == ["Ann"]


def test_what_a_failed_transaction_wrote_is_gone(archive: Archive) -> None:
    paper = letter(archive)
    paper.receive()

    def fail() -> None:
        with archive.database.write() as connection:
            connection.execute(schema.sources.update().values(media_type="lost"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert archive.source(paper.source, OWNER).source.media_type == ""


def test_a_reader_sees_one_moment_while_another_writes(archive: Archive) -> None:
    paper = letter(archive)
    paper.receive()
    query = text("SELECT count(*) FROM sources")
    with archive.database.read() as connection:
        before = connection.execute(query).scalar()
        letter(archive, data=b"another", name="another.pdf").receive()
        assert connection.execute(query).scalar() == before == 1
    assert archive.counts(OWNER).sources == 2


def test_an_archive_opened_for_reading_refuses_to_write(archive: Archive, settings: Settings) -> None:
    letter(archive).add()
    with open_archive(settings, read_only=True) as reader:
        assert reader.counts(OWNER).records == 1
        with pytest.raises(ArchiveReadOnly):
            letter(reader, data=b"other").receive()


def test_a_folder_that_cannot_be_written_is_named_and_can_be_read(laptop: Archive) -> None:
    paper = letter(laptop)
    paper.add()
    folder = laptop.folder
    laptop.close()
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    folder.parent.chmod(0o755)
    script = """
        import sys, os
        from pathlib import Path
        from chancery.archive import open_archive
        from chancery.errors import ArchiveReadOnly
        from chancery.model.viewer import OWNER
        from chancery.settings import Settings
        import sqlalchemy.dialects.sqlite, tests.archive.papers
        # drop
        settings = Settings(archive=Path(sys.argv[1]))
        try:
            open_archive(settings)
        except ArchiveReadOnly as error:
            print(error)
        with open_archive(settings, read_only=True) as archive:
            print(archive.counts(OWNER).records, len(list(archive.verify())))
    """
    parents = [parent for parent in folder.parents if parent.stat().st_mode & 0o001 == 0]
    if os.getuid() == 0 and parents:
        for parent in parents:
            parent.chmod(parent.stat().st_mode | 0o011)
    done = run_child(script, folder, unprivileged=True)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert done.returncode == 0, done.stderr
    said, counted = done.stdout.splitlines()
    assert "cannot be written" in said
    assert counted == "1 0"


def test_a_damaged_database_is_named(laptop: Archive) -> None:
    folder = laptop.folder
    laptop.close()
    (folder / "archive.db").write_bytes(b"no database" * 1000)
    with pytest.raises(ArchiveDamaged, match="damaged"):
        open_archive(Settings(archive=folder))


def test_an_empty_database_is_no_archive(laptop: Archive) -> None:
    folder = laptop.folder
    laptop.close()
    for path in folder.glob("archive.db*"):
        path.unlink()
    sqlite3.connect(folder / "archive.db").close()
    with pytest.raises(ArchiveMissing):
        open_archive(Settings(archive=folder))


@pytest.mark.parametrize("url", ["mysql://host/base", "no url at all", "sqlite:///x.db"])
def test_only_postgresql_is_named_by_url(tmp_path: Path, url: str) -> None:
    with pytest.raises(UsageError, match=r"PostgreSQL|cannot be read"):
        open_archive(Settings(archive=tmp_path, database_url=url), create=True)


def test_a_server_that_does_not_answer_is_named(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    url = f"postgresql://nobody@/nothing?host={tmp_path}"
    with pytest.raises(ArchiveError, match="does not answer"):
        open_archive(Settings(archive=tmp_path, database_url=url), create=True)


def test_changes_tell_what_was_touched_since(archive: Archive) -> None:
    paper = letter(archive)
    copy = paper.add()[0]
    assert {(change.kind, change.id) for change in archive.changes_since(0)} == {
        ("record", copy.record),
        ("page", f"{paper.source}/1"),
        ("page", f"{paper.source}/2"),
    }
    seen = archive.last_change()
    assert archive.changes_since(seen) == ()
    finding = archive.fields(copy.id, OWNER)[0]
    archive.decide(Subject("field", finding.id), "confirmed", who="Ann")
    later = archive.changes_since(seen)
    assert ("record", copy.record) in {(change.kind, change.id) for change in later}
    assert [change.number for change in later] == sorted(change.number for change in later)


def test_settings_are_one_archive_each(make_archive: Callable[[str], Archive]) -> None:
    assert make_archive("one").id != make_archive("two").id
