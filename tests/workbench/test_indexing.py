"""The index follows the archive: while files come in, whoever decides, and whoever holds the writer."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from chancery.errors import ArchiveDamaged, ChanceryError
from chancery.model.viewer import OWNER
from chancery.search.index import IndexWriter
from chancery.workbench import Workbench, indexing
from chancery.workbench.indexing import bring_up, live_indexing
from chancery.workbench.pages.asked import Asked, RecordAsked
from chancery.workbench.pages.deciding import DecisionAsked
from tests.workbench.conftest import Add

PATIENCE = 60.0  # seconds until a test gives up; it goes on as soon as what it waits for is there


def wait_until(told: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while not told():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def correct_date(workbench: Workbench) -> None:
    (result,) = workbench.find(Asked("harbour pilots Aldersholm"), OWNER).results
    assert result.record is not None
    page = workbench.record(RecordAsked(result.record), OWNER)
    date = next(finding for finding in page.findings if finding.name == "date" and finding.kind == "field")
    workbench.decide(DecisionAsked("corrected", "M. Aurell", date.id, value="1975-01-09"), OWNER)


def test_a_decision_is_found_while_a_run_holds_the_index_and_has_nothing_to_save(
    workbench: Workbench, add: Add, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "COMMIT_SECONDS", 0.05)
    monkeypatch.setattr(indexing, "WAIT_SECONDS", 0.1)
    add(papers)
    with live_indexing(workbench.archive, workbench.index) as live:
        assert live is not None
        correct_date(workbench)
        assert wait_until(lambda: workbench.find(Asked("date:1975 pilots"), OWNER).records == 1)


def test_what_changed_last_is_applied_when_the_run_ends(workbench: Workbench, add: Add, papers: Path) -> None:
    add(papers)
    with live_indexing(workbench.archive, workbench.index) as live:
        assert live is not None
        live.stop()
        assert not bring_up(workbench.archive, workbench.index, seconds=0.05)
        workbench.archive.set_access(workbench.find(Asked("pilots"), OWNER).results[0].source, "closed")
        assert workbench.index.true_to < workbench.archive.last_change()
    assert workbench.index.true_to == workbench.archive.last_change()


def test_a_run_whose_index_cannot_be_written_hears_of_it(
    workbench: Workbench, add: Add, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(papers)

    def fail(self: IndexWriter, *_: object) -> None:
        raise ArchiveDamaged("the search index cannot be written")

    monkeypatch.setattr(indexing, "COMMIT_SECONDS", 0.02)
    with live_indexing(workbench.archive, workbench.index) as live:
        assert live is not None
        with monkeypatch.context() as broken:
            broken.setattr(IndexWriter, "apply", fail)
            workbench.archive.set_access(workbench.find(Asked("pilots"), OWNER).results[0].source, "closed")

            def has_told() -> bool:
                live.saved()
                return False

            with pytest.raises(ChanceryError, match="cannot be written"):
                wait_until(has_told)
    assert workbench.index.true_to == workbench.archive.last_change()


def test_a_second_holder_waits_a_moment_and_then_leaves_it_to_the_first(
    workbench: Workbench, add: Add, papers: Path
) -> None:
    add(papers)
    with workbench.index.writing():
        assert not bring_up(workbench.archive, workbench.index, seconds=0.05)
    assert bring_up(workbench.archive, workbench.index, seconds=0.05)
