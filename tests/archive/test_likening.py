"""Records met again become one with several copies, in whatever order they came and whatever people said of them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from itertools import permutations

import pytest

from chancery.archive import Archive, HeldCopy
from chancery.model.decision import Decision, Subject
from chancery.model.likeness import COMMON_FROM, Compared, Comparison
from chancery.model.link import Reason
from chancery.model.viewer import OWNER, PUBLIC
from tests.archive.papers import Paper

BODY = "alder birch cedar dogwood elder fir ginkgo hazel".split()


class SharedWords:
    """Compares by words: nearly all the same is one record, half the same is doubtful; `final` and `draft` are never one."""

    version = "1"

    def __init__(self) -> None:
        self.pairs = 0

    def sketch(self, copy: Compared) -> tuple[int, ...]:
        return () if copy.sheet else tuple(sorted({int.from_bytes(word.encode()[:6], "big") for word in copy.text.split()}))

    def compare(self, one: Compared, other: Compared) -> Comparison:
        self.pairs += 1
        mine, theirs = set(one.text.split()), set(other.text.split())
        share = len(mine & theirs) / len(mine | theirs)
        reason = (Reason(share, f"{share:.0%} of the words are in both"),)
        if {"draft", "final"} <= mine ^ theirs or (one.date and other.date and one.date != other.date):
            return Comparison(0.1, "different", reason, apart=True)
        return Comparison(share, "same" if share > 0.7 else "doubtful" if share > 0.4 else "different", reason)


def paper(archive: Archive, *words: str, date: str = "") -> Paper:
    text = " ".join(words)
    found = (("date", date, words[0], 1),) if date else ()
    return Paper(archive, (text,), name=f"{'-'.join(words)[-60:]}.pdf", found=found)


def add(archive: Archive, *words: str, date: str = "") -> HeldCopy:
    return paper(archive, *words, date=date).add()[0]


def link(archive: Archive) -> SharedWords:
    comparer = SharedWords()
    while copies := archive.copies_to_compare(comparer.version):
        archive.compare_copies(copies, comparer)
    return comparer


def record_of(archive: Archive, copy: HeldCopy) -> str:
    return archive.copy(copy.id, OWNER).record


def groups(archive: Archive, copies: list[HeldCopy]) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for copy in copies:
        found.setdefault(record_of(archive, copy), set()).add(copy.id)
    return {frozenset(each) for each in found.values()}


def part(archive: Archive, one: str, other: str) -> Decision:
    return archive.decide(Subject("record", one), "confirmed", who="Ann", action="different_record", value=other)


def join(archive: Archive, one: str, other: str) -> Decision:
    return archive.decide(Subject("record", one), "confirmed", who="Ann", action="same_record", value=other)


def test_a_record_met_again_is_one_with_two_copies_and_its_other_id_leads_on(archive: Archive) -> None:
    one, other, strange = add(archive, *BODY), add(archive, *BODY, "stamp"), add(archive, "quite", "another", "paper")
    link(archive)
    record = archive.record(one.record, OWNER)
    assert record.id == min(one.record, other.record)
    assert {copy.id for copy in record.copies} == {one.id, other.id}
    assert archive.record(other.record, OWNER).id == record.id
    assert record_of(archive, strange) == strange.record
    assert archive.counts(OWNER).records == 2
    (alike,) = archive.likenesses(record.id, OWNER)
    assert {alike.one, alike.other} == {one.id, other.id}
    assert (
        alike.sameness == "same"
        and alike.score == pytest.approx(8 / 9)
        and alike.reasons == ("89% of the words are in both",)
    )
    assert list(archive.verify()) == []


def test_what_is_compared_is_not_compared_again_until_it_changes(archive: Archive) -> None:
    held = paper(archive, *BODY)
    held.add()
    add(archive, *BODY, "stamp")
    assert link(archive).pairs == 1
    assert link(archive).pairs == 0
    held.describe("2")
    assert link(archive).pairs == 1


def test_describing_again_leaves_a_record_of_two_copies_as_it_is(archive: Archive) -> None:
    held = paper(archive, *BODY)
    one = held.add()[0]
    other = add(archive, *BODY, "stamp")
    link(archive)
    record = record_of(archive, one)
    (again,) = held.describe("2")
    assert again.record == record_of(archive, other) == record


def test_doubtful_copies_wait_and_follow_what_people_say_and_take_back(archive: Archive) -> None:
    one, other = add(archive, *BODY), add(archive, *BODY[:5], "iris", "jasmine")
    link(archive)
    assert record_of(archive, one) != record_of(archive, other)
    (waiting,) = archive.doubtful_copies(OWNER)
    assert {waiting.one, waiting.other} == {one.id, other.id}
    said = join(archive, one.record, other.record)
    assert record_of(archive, one) == record_of(archive, other)
    assert archive.doubtful_copies(OWNER) == ()
    archive.undo(said.id, who="Ann")
    assert record_of(archive, one) != record_of(archive, other)
    assert len(archive.doubtful_copies(OWNER)) == 1
    part(archive, one.record, other.record)
    assert archive.doubtful_copies(OWNER) == ()


def test_different_stands_over_rebuilds_and_later_copies_and_can_be_undone(archive: Archive) -> None:
    held = paper(archive, *BODY)
    one = held.add()[0]
    other = add(archive, *BODY, "stamp")
    link(archive)
    said = part(archive, max(one.record, other.record), min(one.record, other.record))
    assert groups(archive, [one, other]) == {frozenset({one.id}), frozenset({other.id})}
    held.describe("2")
    link(archive)
    assert len(groups(archive, [one, other])) == 2
    third = add(archive, *BODY, "stamp", "margin")
    link(archive)
    assert groups(archive, [one, other, third]) == {frozenset({one.id}), frozenset({other.id, third.id})}
    archive.undo(said.id, who="Ann")
    assert len(groups(archive, [one, other, third])) == 1
    assert list(archive.verify()) == []


def test_what_is_told_apart_is_not_brought_together_by_a_third(archive: Archive) -> None:
    draft, final = add(archive, *BODY, "draft"), add(archive, *BODY, "final", "iris")
    between = add(archive, *BODY)
    link(archive)
    assert groups(archive, [draft, final, between]) == {frozenset({draft.id, between.id}), frozenset({final.id})}
    (waiting,) = archive.doubtful_copies(OWNER)
    assert {waiting.one, waiting.other} == {between.id, final.id}


def test_a_corrected_date_has_a_copy_compared_anew(archive: Archive) -> None:
    one = add(archive, *BODY, date="1972-03-14")
    other = add(archive, *BODY, "stamp", date="1972-03-15")
    link(archive)
    assert record_of(archive, one) != record_of(archive, other)
    (date,) = archive.fields(other.id, OWNER)
    archive.decide(Subject("field", date.id, "date"), "corrected", who="Ann", value="1972-03-14")
    assert archive.copies_to_compare("1") == (other.id,)
    link(archive)
    assert record_of(archive, one) == record_of(archive, other)
    assert [finding.id for finding in archive.fields(other.id, OWNER)] == [date.id]


def test_a_source_taken_out_leaves_the_record_with_its_other_copies(archive: Archive) -> None:
    copies = [add(archive, *BODY), add(archive, *BODY, "stamp"), add(archive, *BODY, "margin")]
    link(archive)
    leading = min(copies, key=lambda copy: copy.record)
    archive.remove_source(leading.source, who="Ann", why="not ours")
    rest = [copy for copy in copies if copy.id != leading.id]
    assert len(groups(archive, rest)) == 1
    assert record_of(archive, rest[0]) == min(copy.record for copy in rest)
    assert list(archive.verify()) == []


def test_who_may_not_see_a_copy_learns_of_no_likeness(archive: Archive) -> None:
    one, other = add(archive, *BODY), add(archive, *BODY, "stamp")
    doubtful = add(archive, *BODY[:5], "iris", "jasmine")
    link(archive)
    archive.set_access(other.id, "closed")
    record = record_of(archive, one)
    assert len(archive.record(record, PUBLIC).copies) == 1
    assert archive.likenesses(record, PUBLIC) == ()
    archive.set_access(doubtful.id, "closed")
    assert archive.doubtful_copies(PUBLIC) == ()


def test_a_hash_that_very_many_copies_have_tells_of_none(archive: Archive) -> None:
    form = ("form", "number", "eleven")
    first, second = add(archive, *form, "aster"), add(archive, *form, "begonia")
    link(archive)
    assert len(archive.doubtful_copies(OWNER)) == 1
    for number in range(COMMON_FROM):
        add(archive, *form, *(f"{number}{letter}" for letter in "abcdefgh"))
    link(archive)
    assert archive.doubtful_copies(OWNER) == ()
    assert record_of(archive, first) != record_of(archive, second)


PAPERS = (
    (*BODY,), (*BODY, "stamp"), (*BODY, "draft"), (*BODY, "final"), (*BODY[:5], "iris", "jasmine"),
    (*BODY[2:], "final", "kelp"), ("lime", "maple", "nettle", "oak", "pine"), ("lime", "maple", "nettle", "oak", "reed"),
)  # fmt: skip


def state(archive: Archive) -> str:
    """Records with their copies, what leads to them, and who waits, in one text."""
    rows = [(row.id, sorted(copy.id for copy in archive.record(row.id, OWNER).copies)) for row in archive.records(OWNER)]
    waiting = sorted((each.one, each.other, each.score) for each in archive.doubtful_copies(OWNER))
    return json.dumps([sorted(rows), waiting])


def test_the_order_of_coming_and_deciding_changes_nothing(make_archive: Callable[[str], Archive]) -> None:
    names = {words: _names(make_archive("names"), words) for words in PAPERS}
    states = set()
    for number, seed in enumerate((1, 2, 3)):
        archive = make_archive(f"archive{number}")
        chance = random.Random(seed)
        order = chance.sample(PAPERS, len(PAPERS))
        said = [(PAPERS[0], PAPERS[1], False), (PAPERS[6], PAPERS[7], True), (PAPERS[3], PAPERS[5], True)]
        for words in order:
            add(archive, *words)
            if chance.random() < 0.5:
                link(archive)
            for each in [each for each in said if {each[0], each[1]} <= set(order[: order.index(words) + 1])]:
                said.remove(each)
                (join if each[2] else part)(archive, names[each[0]], names[each[1]])
        link(archive)
        states.add(state(archive))
        assert list(archive.verify()) == []
    assert len(states) == 1


def _names(archive: Archive, words: tuple[str, ...]) -> str:
    return add(archive, *words).record


def test_three_copies_are_one_record_in_every_order_of_their_coming(laptop: Archive) -> None:
    texts = [BODY, [*BODY, "stamp"], [*BODY, "margin", "stamp"]]
    found = set()
    for order in permutations(range(3)):
        copies = [add(laptop, *texts[at]) for at in order]
        link(laptop)
        found.add((record_of(laptop, copies[0]), len(groups(laptop, copies))))
        for copy in copies:
            laptop.remove_source(copy.source, who="Ann", why="again")
    assert len(found) == 1 and next(iter(found))[1] == 1
