"""A record met again is one record with two copies, from adding to search, dump and what people say; look-alikes stay apart."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from chancery.errors import DecisionRefused
from chancery.model.viewer import OWNER
from chancery.workbench import Cut, Where, Workbench
from chancery.workbench.pages.asked import Asked, RecordAsked
from chancery.workbench.pages.review import CopiesAct, CopiesDecisionAsked
from tests.workbench.conftest import LETTER, REPORT, Add

BODY = """The study that the Compact has begun will take most of the year and concerns how the Compact works, not who may pass.
I have asked the Secretary to see your ambassador this week so that no doubt remains between us. You spoke of the grain
agreement as well; our people are ready to sign it in the spring when the last annex on freight has been settled.
"""
FULL = LETTER.replace("I shall write to you", f"{BODY}\nI shall write to you")
RESCAN = (
    FULL.replace("harbour", "harhour")
    .replace("December", "Decemher")
    .replace("RELEASED IN PART\nB1, 1.4(D)", "RELEASED IN FULL")
)
OTHER_DAY = FULL.replace("January 9, 1973", "March 2, 1974").replace("grain", "coal").replace("spring", "autumn")


@pytest.fixture
def pair(workbench: Workbench, add: Add, papers: Path) -> tuple[str, str]:
    """The ids of two copies of one letter, the second in worse print and released in full."""
    for name, text in (("one.txt", FULL), ("two.txt", RESCAN)):
        (papers / name).write_text(text)
        add(papers / name)
    sources = {source.file: source.id for source in workbench.archive.sources(OWNER)}
    one, two = (workbench.archive.copies_of(sources[name], OWNER)[0].id for name in ("one.txt", "two.txt"))
    return one, two


def record_of(workbench: Workbench, copy: str) -> str:
    return workbench.archive.copy(copy, OWNER).record


def say(workbench: Workbench, act: CopiesAct, one: str, other: str | None = None) -> str:
    return workbench.decide_copies(CopiesDecisionAsked(act, "Ada", one, other), OWNER).decision.id


def test_a_letter_met_again_is_found_once_with_two_copies(workbench: Workbench, pair: tuple[str, str]) -> None:
    one, two = pair
    assert record_of(workbench, one) == record_of(workbench, two)
    found = workbench.find(Asked("ambassador"), OWNER)
    assert found.records == 1
    page = workbench.record(RecordAsked(record_of(workbench, one)), OWNER)
    assert {copy.id for copy in page.copies} == {one, two}
    assert all(copy.score is not None and copy.score > 0.7 and copy.why for copy in page.copies)
    assert {copy.release.text for copy in page.copies if copy.release} == {
        "Released in part, 2009",
        "Released in full, 2009",
    }
    rows = [row for row in workbench.archive.dump_rows(OWNER)["records"] if row["copies"]]
    assert [len(row["copies"]) for row in rows] == [2]
    assert list(workbench.verify()) == []


def test_a_letter_of_another_day_in_nearly_the_same_words_stays_apart(
    workbench: Workbench, add: Add, papers: Path, pair: tuple[str, str]
) -> None:
    (papers / "other.txt").write_text(OTHER_DAY)
    add(papers / "other.txt")
    assert workbench.archive.counts(OWNER).records == 2
    assert record_of(workbench, pair[0]) == record_of(workbench, pair[1])


def test_what_a_person_says_of_two_copies_stands_over_rebuilding_and_can_be_undone(
    workbench: Workbench, pair: tuple[str, str]
) -> None:
    one, two = pair
    decision = say(workbench, "different", two)
    assert record_of(workbench, one) != record_of(workbench, two)
    workbench.rebuild(lambda _: None, threading.Event())
    assert record_of(workbench, one) != record_of(workbench, two)
    assert workbench.find(Asked("ambassador"), OWNER).records == 2
    beside = workbench.beside(one, two, OWNER)
    assert not beside.together and [said.after for said in beside.history] == ["two records"]
    workbench.undo(decision, who="Ada", note="", viewer=OWNER)
    assert record_of(workbench, one) == record_of(workbench, two)
    assert workbench.find(Asked("ambassador"), OWNER).records == 1
    say(workbench, "different", one, two)
    say(workbench, "same", one, two)
    assert record_of(workbench, one) == record_of(workbench, two)


def test_decisions_on_a_copy_are_kept_when_it_becomes_one_of_two(workbench: Workbench, pair: tuple[str, str]) -> None:
    one, two = pair
    say(workbench, "different", two)
    place = next(each for each in workbench.archive.fields(two, OWNER) if each.name == "place" or each.name == "to")
    workbench.judge(place.id, "reject", None, field=None, where=Where(), note="", who="Ada", viewer=OWNER)
    say(workbench, "same", one, two)
    assert next(each for each in workbench.archive.fields(two, OWNER) if each.id == place.id).state == "rejected"
    assert {held.place for held in workbench.archive.decisions(OWNER)} == {"attached"}


def test_copies_that_cannot_be_told_apart_or_together_are_refused(workbench: Workbench, pair: tuple[str, str]) -> None:
    one, _ = pair
    with pytest.raises(DecisionRefused, match="another record"):
        say(workbench, "same", one)
    with pytest.raises(DecisionRefused, match="same copy"):
        say(workbench, "same", one, one)


def test_the_queue_lists_what_waits_with_its_pages_and_nothing_once_it_is_decided(
    workbench: Workbench, add: Add, papers: Path
) -> None:
    (papers / "packet.txt").write_text(f"{FULL}\f{BODY}\f{OTHER_DAY}")
    add(papers / "packet.txt")
    page = workbench.review("", 0, OWNER)
    assert page.of == sum(count for _, count in page.counts) > 0
    for item in page.items:
        assert item.sides and item.reasons and item.remedy
    for kind, count in page.counts:
        assert workbench.review(kind, 0, OWNER).of == count
    doubt = next(item for item in page.items if item.kind == "cut" and item.acts)
    workbench.decide_cut(doubt.id, "split", pages=1, to="", note="", who="Ada", viewer=OWNER)
    assert doubt.id not in [item.id for item in workbench.review("", 0, OWNER).items]


def test_a_packet_shows_its_records_and_the_odds_between_its_pages(workbench: Workbench, add: Add, papers: Path) -> None:
    minutes = "The Commission heard the pilots again.\n\nNothing was settled on either evening, and it went home.\n"
    (papers / "packet.txt").write_text(f"{LETTER}\f{REPORT}\f{minutes}\f{OTHER_DAY}")
    add(papers / "packet.txt")
    (source,) = [held.id for held in workbench.archive.sources(OWNER) if held.file == "packet.txt"]
    page = workbench.packet(source[:12], 1, OWNER)
    assert [leaf.number for leaf in page.leaves] == [1, 2, 3, 4]
    assert page.leaves[0].cut is None
    before = page.leaves[2].cut
    assert before is not None and before.probability is not None and 0 < before.probability < 1 and before.reasons
    assert before.doubtful and 3 in page.doubts
    how: Cut = "merge" if before.begins else "split"
    workbench.decide_cut(f"{source}/3", how, pages=1, to="", note="", who="Ada", viewer=OWNER)
    page = workbench.packet(source, 1, OWNER)
    after = page.leaves[2].cut
    assert after is not None and after.begins != before.begins and not after.doubtful
    assert after.decision is not None and after.decision.who == "Ada"
    assert (3 in {record.first for record in page.records}) == after.begins


def test_a_window_of_a_long_packet_shows_only_its_own_pages(workbench: Workbench, add: Add, papers: Path) -> None:
    pages = [
        f"Page of a long register, number {number}, with nothing that parts it from the others." for number in range(1, 61)
    ]
    (papers / "register.txt").write_text("\f".join(pages))
    add(papers / "register.txt")
    (source,) = [held.id for held in workbench.archive.sources(OWNER) if held.file == "register.txt"]
    page = workbench.packet(source, 30, OWNER)
    assert [leaf.number for leaf in page.leaves] == list(range(30, 30 + page.per_page))
    assert page.of == 60 and len(page.records) >= 1
