"""An encrypted file that was added with its password: its pages are drawn later, and the password is nowhere kept."""

from __future__ import annotations

import threading
import zipfile
from pathlib import Path

import pytest

from chancery.model.viewer import OWNER
from chancery.settings import Settings
from chancery.workbench import AddOptions, Workbench
from chancery.workbench.pages.asked import Asked
from tests.read.made import lock, say
from tests.workbench.conftest import Add
from tests.workbench.inline import InlineExecutor

PASSWORD = "lantern-at-the-mole"
DATA = lock(PASSWORD.encode(), say("The harbour pilots were heard in the evening", 72, 700))


@pytest.fixture
def source(workbench: Workbench, add: Add, tmp_path: Path) -> str:
    file, passwords = tmp_path / "locked.pdf", tmp_path / "passwords.txt"
    file.write_bytes(DATA)
    passwords.write_text(f"wrong\n{PASSWORD}\n")
    add(file, password_file=passwords)
    (held,) = workbench.archive.sources(OWNER)
    return held.id


def blobs(archive: Path) -> set[str]:
    return {path.name for path in (archive / "blobs").rglob("*") if path.is_file()}


def test_its_pages_are_drawn_without_the_password(workbench: Workbench, source: str) -> None:
    assert workbench.image(source, 1, 700, OWNER).data.startswith(b"\x89PNG")
    assert workbench.find(Asked("harbour pilots"), OWNER).results


def test_the_original_stays_as_it_came_and_the_password_is_nowhere(
    workbench: Workbench, source: str, settings: Settings
) -> None:
    assert workbench.archive.source_path(source).read_bytes() == DATA
    assert workbench.original(source, OWNER).path.read_bytes() == DATA
    for path in settings.archive.rglob("*"):
        if path.is_file():
            assert PASSWORD.encode() not in path.read_bytes()


def test_a_rebuild_needs_no_password_any_more(workbench: Workbench, source: str) -> None:
    before = workbench.archive.reading_path(source)
    summary = workbench.rebuild(lambda _: None, threading.Event())
    assert summary.problems == ()
    assert workbench.archive.reading_path(source) == before
    assert workbench.find(Asked("harbour pilots"), OWNER).results


def test_the_copy_is_verified_backed_up_and_removed_with_its_source(
    workbench: Workbench, source: str, settings: Settings, tmp_path: Path
) -> None:
    copy = workbench.archive.reading_path(source)
    assert list(workbench.verify()) == []
    assert workbench.archive.collect() == 0
    workbench.backup(tmp_path / "backup")
    other = Workbench.open(Settings(archive=tmp_path / "backup", workers=1, read=settings.read))
    try:
        assert other.image(source, 1, 700, OWNER).data
    finally:
        other.close()
    copy.chmod(0o644)
    copy.write_bytes(b"rubbish")
    faults = list(workbench.verify())
    assert [fault.code for fault in faults] == ["unlocked"]
    assert "--password-file" in faults[0].remedy
    workbench.remove(source, who="Ann", why="")
    assert blobs(settings.archive) == set()


def test_a_file_held_from_before_gets_its_copy_by_a_rebuild_with_the_password(
    workbench: Workbench, source: str, tmp_path: Path
) -> None:
    with workbench.archive.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM unlocked")
    passwords = tmp_path / "again.txt"
    passwords.write_text(PASSWORD)
    workbench.rebuild(lambda _: None, threading.Event(), password_file=passwords)
    assert workbench.image(source, 1, 700, OWNER).data.startswith(b"\x89PNG")


def test_a_file_in_an_archive_file_gets_its_copy_too(workbench: Workbench, add: Add, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "papers.zip", "w") as packed:
        packed.writestr("locked.pdf", DATA)
    (tmp_path / "passwords.txt").write_text(PASSWORD)
    workbench.make_executor = lambda _: InlineExecutor()
    workbench.add(
        [tmp_path / "papers.zip"], AddOptions(password_file=tmp_path / "passwords.txt"), lambda _: None, threading.Event()
    )
    (locked,) = [held for held in workbench.archive.sources(OWNER) if held.source.media_type == "application/pdf"]
    assert workbench.image(locked.id, 1, 700, OWNER).data
