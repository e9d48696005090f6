"""What a run that broke off leaves: an archive that is whole, and told of as it is."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from chancery.errors import NeedsPassword
from chancery.model.viewer import OWNER
from chancery.pipeline.executor import TaskResult
from chancery.pipeline.tasks import inspect, read
from chancery.workbench import Workbench
from chancery.workbench.pages.asked import Asked
from tests.workbench.conftest import Add
from tests.workbench.inline import InlineExecutor


class BrokenOff(BaseException):
    """The run ends here, as if the process had."""


class Breaking(InlineExecutor):
    """Reads one page and breaks off; counts what it was asked to read."""

    def __init__(self, pages: int) -> None:
        super().__init__()
        self.pages = pages
        self.asked: list[str] = []

    def wait(self) -> Iterator[TaskResult]:
        task = self._waiting[0]
        if task.function is read:
            if self.pages == 0:
                raise BrokenOff
            self.pages -= 1
            self.asked.append(task.argument.opening.name)
        yield from super().wait()


def rebuild(workbench: Workbench) -> None:
    workbench.rebuild(lambda _: None, threading.Event())


def test_an_index_that_was_never_made_is_no_fault(workbench: Workbench, add: Add, papers: Path) -> None:
    add(papers)
    for each in workbench.index.folder.iterdir():
        shutil.rmtree(each) if each.is_dir() else each.unlink()
    (fault,) = workbench.verify()
    assert fault.harmless
    assert fault.message == "There is no search index yet"
    add(papers)
    assert list(workbench.verify()) == []
    assert len(workbench.find(Asked("lantern"), OWNER).results) == 1


def test_a_new_archive_lacks_no_index(workbench: Workbench) -> None:
    assert list(workbench.verify()) == []


def test_a_rebuild_that_broke_off_reads_only_what_it_had_not_read(workbench: Workbench, add: Add, papers: Path) -> None:
    add(papers)
    first, second = Breaking(1), Breaking(9)
    workbench.make_executor = lambda _: first
    with pytest.raises(BrokenOff):
        rebuild(workbench)
    assert [fault for fault in workbench.verify() if not fault.harmless] == []
    workbench.make_executor = lambda _: second
    rebuild(workbench)
    assert sorted(first.asked + second.asked) == ["letter.txt", "report.txt"]
    assert list(workbench.verify()) == []


def test_a_rebuild_that_an_add_ended_does_not_stand_in_the_way_of_the_next(
    workbench: Workbench, add: Add, papers: Path
) -> None:
    """A page that could not be read again keeps the mark of the rebuild that broke off."""
    add(papers)
    breaking = Breaking(0)
    workbench.make_executor = lambda _: breaking
    with pytest.raises(BrokenOff):
        rebuild(workbench)
    workbench.make_executor = lambda _: Locked()
    add(papers)
    last = Breaking(9)
    workbench.make_executor = lambda _: last
    rebuild(workbench)
    assert sorted(last.asked) == ["letter.txt", "report.txt"]


class Locked(InlineExecutor):
    """As if the letter had become encrypted."""

    def wait(self) -> Iterator[TaskResult]:
        task = self._waiting[0]
        if task.function is inspect and task.argument.opening.name == "letter.txt":
            self._waiting.popleft()
            yield TaskResult(task, error=NeedsPassword("it needs a password"))
        else:
            yield from super().wait()
