"""Decisions on cuts: what is said last of a page holds, undoing brings back what was said before, nothing loses its place."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.archive import Archive
from chancery.archive.names import write_json
from chancery.archive.recut import cuts_of
from chancery.errors import DecisionRefused
from chancery.model.decision import Decision, Subject
from chancery.model.viewer import OWNER
from tests.archive.papers import packet

VERDICTS = {"split": "added", "merge": "rejected", "move_pages": "corrected"}


def say(archive: Archive, source: str, number: int, action: Any, value: Any = None) -> Decision:
    subject = Subject("page", f"{source}/{number}", "cut")
    verdict: Any = VERDICTS[action]
    return archive.decide(subject, verdict, who="test", value=value, action=action)


def test_splitting_and_merging_say_where_records_begin(archive: Archive) -> None:
    paper = packet(archive)
    paper.add()
    say(archive, paper.source, 2, "split")
    say(archive, paper.source, 3, "merge")
    assert archive.decided_cuts(paper.source) == {2: True, 3: False}


def test_pages_move_to_the_record_before_or_after(archive: Archive) -> None:
    paper = packet(archive)
    paper.add()
    say(archive, paper.source, 3, "move_pages", {"pages": 1, "to": "before"})
    assert archive.decided_cuts(paper.source) == {3: False, 4: True}
    say(archive, paper.source, 2, "move_pages", {"pages": 1, "to": "after"})
    assert archive.decided_cuts(paper.source) == {2: True, 3: False, 4: True}


def test_undoing_brings_back_what_was_said_before(archive: Archive) -> None:
    paper = packet(archive)
    paper.add()
    say(archive, paper.source, 2, "split")
    second = say(archive, paper.source, 2, "merge")
    archive.undo(second.id, who="test")
    assert archive.decided_cuts(paper.source) == {2: True}


def test_a_source_waits_to_be_described_until_it_follows_the_decision(archive: Archive) -> None:
    paper = packet(archive)
    paper.add()
    assert archive.sources_to_recut() == ()
    decision = say(archive, paper.source, 2, "split")
    assert archive.sources_to_recut() == (paper.source,)
    paper.cuts = ((1, 1), (2, 2), (3, 4))
    paper.describe()
    assert archive.sources_to_recut() == ()
    archive.undo(decision.id, who="test")
    assert archive.sources_to_recut() == (paper.source,)


def test_cutting_again_keeps_the_name_of_the_part_with_the_first_page_and_every_other_decision(archive: Archive) -> None:
    paper = packet(archive)
    first, second = paper.add()
    [date, _] = [each for each in archive.fields(second.id, OWNER) if each.name in ("date", "to")]
    archive.decide(Subject("field", date.id), "corrected", who="test", value="1972-04-03")
    say(archive, paper.source, 2, "split")
    paper.cuts = ((1, 1), (2, 2), (3, 4))
    cut = paper.describe()
    assert [cut[0].record, cut[2].record] == [first.record, second.record]
    assert cut[1].record not in (first.record, second.record)
    assert archive.effective_header(cut[2].id).date == "1972-04-03"
    assert {held.place for held in archive.decisions(OWNER)} == {"attached"}


@pytest.mark.parametrize(
    ("number", "action", "value"),
    [
        (1, "split", None),
        (1, "merge", None),
        (2, "pick", None),
        (1, "move_pages", {"pages": 1, "to": "before"}),
        (4, "move_pages", {"pages": 1, "to": "after"}),
        (2, "move_pages", {"pages": 9, "to": "before"}),
        (2, "move_pages", {"pages": 0, "to": "before"}),
        (2, "move_pages", {"pages": True, "to": "before"}),
        (2, "move_pages", {"pages": 1, "to": "elsewhere"}),
        (2, "move_pages", None),
    ],
)
def test_a_cut_that_cannot_be_is_refused(archive: Archive, number: int, action: Any, value: Any) -> None:
    paper = packet(archive)
    paper.add()
    with pytest.raises(DecisionRefused):
        archive.decide(
            Subject("page", f"{paper.source}/{number}", "cut"), "corrected", who="test", value=value, action=action
        )
    assert archive.decided_cuts(paper.source) == {}


@given(st.lists(st.tuples(st.integers(2, 9), st.booleans()), max_size=30))
def test_the_last_word_on_a_page_holds(said: list[tuple[int, bool]]) -> None:
    rows: list[Any] = [
        SimpleNamespace(
            id=str(at), verdict="added" if begins else "rejected", action="split" if begins else "merge",
            subject=f"{'a' * 64}/{number}", value=write_json(None), replaces=None,
        )
        for at, (number, begins) in enumerate(said)
    ]  # fmt: skip
    assert cuts_of(rows) == dict(said)
