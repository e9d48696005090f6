"""A person cuts a packet anew: the source is described again with it, and the other decisions keep their place."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from chancery.errors import DecisionRefused
from chancery.model.viewer import OWNER
from chancery.workbench import Where, Workbench
from tests.workbench.conftest import LETTER, REPORT, Add

MINUTES = "The Commission heard the pilots again.\n\nNothing was settled on either evening, and it went home.\n"


@pytest.fixture
def source(workbench: Workbench, add: Add, papers: Path) -> str:
    """A file of four pages: a letter, a report on two pages that nothing tells apart, a letter."""
    other = LETTER.replace("January 9, 1973", "March 2, 1973").replace("Dear Danil", "Dear Ines")
    path = papers / "packet.txt"
    path.write_text(f"{LETTER}\f{REPORT}\f{MINUTES}\f{other}")
    add(path)
    (held,) = [each for each in workbench.archive.sources(OWNER) if each.file.endswith("packet.txt")]
    return held.id


def ranges(workbench: Workbench, source: str) -> list[tuple[int, int]]:
    return [(copy.first_page, copy.last_page) for copy in workbench.archive.copies_of(source, OWNER)]


def cut(workbench: Workbench, page: str, how: str, pages: int = 1, to: str = "") -> str:
    return workbench.decide_cut(page, how, pages=pages, to=to, note="", who="Ada", viewer=OWNER).id  # type: ignore[arg-type]


def test_a_packet_is_cut_and_what_is_doubtful_waits_with_its_reason(workbench: Workbench, source: str) -> None:
    assert ranges(workbench, source)[0] == (1, 1)
    assert ranges(workbench, source)[-1] == (4, 4)
    problems = [held.problem for held in workbench.archive.problems(OWNER, source)]
    assert 3 in [problem.page_number for problem in problems if problem.code == "doubtful_cut"]


def test_splitting_merging_and_undoing_describe_the_source_again(workbench: Workbench, source: str) -> None:
    archive = workbench.archive
    first = archive.copies_of(source, OWNER)[0].record
    cut(workbench, f"{source}/3", "split")
    assert (3, 3) in ranges(workbench, source)
    cut(workbench, f"{source[:12]}/3", "merge")
    assert (2, 3) in ranges(workbench, source)
    decision = cut(workbench, f"{source}/2", "merge")
    assert all(begins != 2 or ends > 2 for begins, ends in ranges(workbench, source))
    workbench.undo(decision, who="Ada", note="", viewer=OWNER)
    assert ranges(workbench, source) == [(1, 1), (2, 3), (4, 4)]
    assert archive.copies_of(source, OWNER)[0].record == first
    assert "doubtful_cut" not in [
        held.problem.code for held in archive.problems(OWNER, source) if held.problem.page_number == 3
    ]


def test_a_page_moves_to_the_record_behind_it(workbench: Workbench, source: str) -> None:
    cut(workbench, f"{source}/3", "merge")
    cut(workbench, f"{source}/3", "move_pages", 1, "after")
    assert workbench.archive.decided_cuts(source) == {3: True, 4: False}
    covered = [number for first, last in ranges(workbench, source) for number in range(first, last + 1)]
    assert sorted(set(covered)) == [1, 2, 3, 4]
    assert 3 in [first for first, _ in ranges(workbench, source)]


def test_other_decisions_keep_their_place(workbench: Workbench, source: str) -> None:
    archive = workbench.archive
    last = archive.copies_of(source, OWNER)[-1]
    date = next(each for each in archive.fields(last.id, OWNER) if each.name == "date")
    workbench.judge(date.id, "correct", "1973-03-03", field=None, where=Where(), note="", who="Ada", viewer=OWNER)
    cut(workbench, f"{source}/3", "split")
    cut(workbench, f"{source}/2", "merge")
    assert archive.effective_header(archive.copies_of(source, OWNER)[-1].id).date == "1973-03-03"
    assert {held.place for held in archive.decisions(OWNER)} == {"attached"}


def test_a_rebuild_keeps_what_people_decided(workbench: Workbench, source: str) -> None:
    cut(workbench, f"{source}/3", "split")
    before = ranges(workbench, source)
    workbench.rebuild(lambda _: None, threading.Event())
    assert ranges(workbench, source) == before


def test_a_cut_is_said_of_a_page(workbench: Workbench, source: str) -> None:
    record = workbench.archive.copies_of(source, OWNER)[0].record
    with pytest.raises(DecisionRefused):
        cut(workbench, record, "split")
