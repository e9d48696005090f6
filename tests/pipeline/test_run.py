"""A run that breaks off at any moment goes on, and then holds what one holds that never broke off."""

from __future__ import annotations

import random
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from chancery.archive import open_archive
from chancery.archive.held import Received
from chancery.errors import ChanceryError
from chancery.model.viewer import OWNER
from chancery.pipeline.discover import Found, find_files
from chancery.pipeline.executor import TaskResult
from chancery.pipeline.progress import Meter
from chancery.pipeline.run import Outcome, Run, Watch
from chancery.settings import ReadSettings, Settings
from tests.workbench.inline import InlineExecutor


class BrokenOff(BaseException):
    """The run ends here, as if the process had."""


class BreakingExecutor(InlineExecutor):
    """Breaks off instead of giving the result of the task after so many."""

    def __init__(self, tasks: int) -> None:
        super().__init__()
        self.left = tasks

    def wait(self) -> Iterator[TaskResult]:
        if self.left == 0:
            raise BrokenOff
        self.left -= 1
        yield from super().wait()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A text of its own, and a ZIP with more members than a run opens at once, one of them a ZIP."""
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "note.txt").write_text("The lantern at the mole was lit.")
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w") as packed:
        for number in range(8):
            packed.writestr(f"deep-{number}.txt", f"Amber, sheet {number}, inside.")
    with zipfile.ZipFile(folder / "box.zip", "w") as packed:
        packed.write(inner, "inner.zip")
        for number in range(9):
            packed.writestr(f"paper-{number}.txt", f"Cedar, sheet {number}.")
    return folder


def run(settings: Settings, folder: Path, tasks: int = 10_000) -> Outcome:
    with open_archive(settings, create=True) as archive, archive.hold("add"):

        def receive(found: Found, parent: str | None) -> Received:
            return archive.add_file(found.path, name=found.name, parent=parent)

        watch = Watch(Meter(lambda: 0.0), lambda _: None, threading.Event(), lambda: None)
        return Run(archive, BreakingExecutor(tasks), settings, watch, receive).run(find_files([folder]))


def held(settings: Settings) -> dict[str, tuple[str, int]]:
    """Every source by its name, with its state and its number of pages."""
    with open_archive(settings) as archive:
        assert [fault for fault in archive.verify() if not fault.harmless] == []
        return {source.file: (source.state, source.page_count) for source in archive.sources(OWNER)}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(archive=tmp_path / "archive", workers=1, read=ReadSettings(engine="none"))


def test_whatever_lies_in_a_container_comes_in(settings: Settings, folder: Path) -> None:
    outcome = run(settings, folder)
    assert (outcome.added, outcome.held, outcome.problems) == (20, 0, [])
    assert sum(pages for _, pages in held(settings).values()) == 18


@pytest.mark.parametrize("seed", range(3))
def test_a_run_broken_off_again_and_again_loses_nothing(settings: Settings, folder: Path, seed: int) -> None:
    chosen = random.Random(seed)
    for _ in range(100):
        try:
            run(settings, folder, chosen.randint(1, 14))
        except BrokenOff:
            held(settings)
            continue
        break
    whole = held(settings)
    assert len(whole) == 20
    assert {state for state, _ in whole.values()} == {"done"}
    assert sum(pages for _, pages in whole.values()) == 18


def test_a_container_is_taken_in_once_more_after_it_was(settings: Settings, folder: Path) -> None:
    run(settings, folder)
    again = run(settings, folder)
    assert (again.added, again.held, again.problems) == (0, 2, [])


def test_a_member_that_cannot_be_kept_costs_only_itself(settings: Settings, folder: Path) -> None:
    with open_archive(settings, create=True) as archive, archive.hold("add"):

        def receive(found: Found, parent: str | None) -> Received:
            if found.name == "paper-4.txt":
                raise ChanceryError("it moved", where=found.name)
            return archive.add_file(found.path, name=found.name, parent=parent)

        watch = Watch(Meter(lambda: 0.0), lambda _: None, threading.Event(), lambda: None)
        outcome = Run(archive, InlineExecutor(), settings, watch, receive).run(find_files([folder]))
    assert [(problem.file, problem.message) for problem in outcome.problems] == [("paper-4.txt in box.zip", "it moved")]
    assert len(held(settings)) == 19
