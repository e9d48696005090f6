"""Killed at any moment: the archive opens, nothing is lost or doubled, and the run goes on."""

from __future__ import annotations

import random
import signal
from pathlib import Path

import pytest

from chancery.archive import open_archive
from chancery.model.viewer import OWNER
from chancery.settings import Settings
from tests.archive.papers import letter, packet, run_child

# The child counts every call that reaches the disk (a blob written, synced, renamed; a transaction begun, a statement, a
# commit) and ends itself, without any clean-up, at the one it was told.
CHILD = """
    import os, sys
    from pathlib import Path
    from sqlalchemy import event
    import chancery.archive.blobs as blobs
    from chancery.archive import open_archive
    from chancery.settings import Settings
    from tests.archive.papers import letter, packet

    folder, url, last = Path(sys.argv[1]), sys.argv[2] or None, int(sys.argv[3])
    count = 0

    def step(*_):
        global count
        count += 1
        if count == last:
            os._exit(9)

    with open_archive(Settings(archive=folder, database_url=url)) as archive:
        for name in ("cursor_execute", "commit", "rollback"):
            event.listen(archive.database.engine, f"before_{name}" if name == "cursor_execute" else name, step)
        for module, name in ((os, "fsync"), (os, "open"), (blobs.zlib, "compress"), (blobs.Path, "replace")):
            def wrapped(*arguments, inner=getattr(module, name), **named):
                step()
                done = inner(*arguments, **named)
                step()
                return done
            setattr(module, name, wrapped)
        with archive.hold("chancery add"):
            letter(archive).add()
            packet(archive).add()
        if len(sys.argv) > 4:
            archive.remove_source(sys.argv[4], who="Ann", why="x")
        print(count)
"""


def finish(archive_settings: Settings) -> list[object]:
    """What stands in the archive when the run is done again."""
    with open_archive(archive_settings) as archive:
        assert [fault for fault in archive.verify() if not fault.harmless] == []
        with archive.hold("chancery add"):
            letter(archive).add()
            packet(archive).add()
        archive.collect()
        assert list(archive.verify()) == []
        assert list(archive.spool_folder().iterdir()) == []
        return [list(rows) for _, rows in sorted(archive.dump_rows(OWNER).items())]


@pytest.fixture
def whole(settings: Settings) -> tuple[Settings, int]:
    """An empty archive, and how many steps a whole run takes."""
    from dataclasses import replace

    scratch = replace(settings, archive=settings.archive.with_name("scratch"), database_url=None)
    open_archive(scratch, create=True).close()
    done = run_child(CHILD, scratch.archive, "", 0)
    assert done.returncode == 0, done.stderr
    open_archive(settings, create=True).close()
    return settings, int(done.stdout)


def test_a_run_killed_at_any_step_goes_on_where_it_stopped(whole: tuple[Settings, int]) -> None:
    settings, steps = whole
    expected: list[object] | None = None
    chosen = random.Random(3)
    for _ in range(4):
        done = run_child(CHILD, settings.archive, settings.database_url or "", chosen.randrange(1, steps))
        assert done.returncode == 9, done.stderr
        with open_archive(settings) as archive:
            assert [fault for fault in archive.verify() if not fault.harmless] == []
    done = run_child(CHILD, settings.archive, settings.database_url or "", 0)
    assert done.returncode == 0, done.stderr
    expected = finish(settings)
    assert [len(rows) for rows in expected] == [0, 6, 0, 3, 1, 1, 2, 3]  # type: ignore[arg-type]


def test_a_process_killed_from_outside_leaves_the_archive_free(tmp_path: Path) -> None:
    script = """
        import os, signal, sys
        from pathlib import Path
        from chancery.archive import open_archive
        from chancery.settings import Settings
        with open_archive(Settings(archive=Path(sys.argv[1])), create=True) as archive, archive.hold("chancery add"):
            waiting = archive.blobs.prepare(b"half done")
            with archive.database.write() as connection:
                os.kill(os.getpid(), signal.SIGKILL)
    """
    done = run_child(script, tmp_path / "killed")
    assert done.returncode == -signal.SIGKILL
    settings = Settings(archive=tmp_path / "killed")
    with open_archive(settings) as archive:
        assert len(list(archive.spool_folder().iterdir())) == 1
    assert [len(rows) for rows in finish(settings)] == [0, 6, 0, 3, 1, 1, 2, 3]  # type: ignore[arg-type]


def test_a_source_taken_out_by_a_killed_process_is_wholly_in_or_wholly_out(laptop: object, tmp_path: Path) -> None:
    del laptop
    settings = Settings(archive=tmp_path / "out")
    with open_archive(settings, create=True) as archive:
        paper = letter(archive)
        paper.add()
        packet(archive).add()
        before = [list(rows) for _, rows in sorted(archive.dump_rows(OWNER).items())]
    steps = int(run_child(CHILD, settings.archive, "", 0).stdout)
    chosen = random.Random(5)
    for _ in range(3):
        run_child(CHILD, settings.archive, "", chosen.randrange(steps, steps + 60), paper.source)
        with open_archive(settings) as archive:
            assert [fault for fault in archive.verify() if not fault.harmless] == []
    assert [len(rows) for rows in finish(settings)] == [len(rows) for rows in before]  # type: ignore[arg-type]
