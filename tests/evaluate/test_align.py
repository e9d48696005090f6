"""What belongs to what does not depend on order, and a place found is a place that holds."""

from __future__ import annotations

import random
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from chancery.evaluate.align import align_by_pages, align_by_spans, best_pairs, fold_page, overlap_of

NAMES = st.text("abc", min_size=1, max_size=3)


@given(st.dictionaries(st.tuples(NAMES, NAMES), st.floats(0, 1), max_size=20), st.integers())
def test_partners_are_one_to_one_and_do_not_depend_on_order(scores: dict[tuple[str, str], float], seed: int) -> None:
    pairs = best_pairs(scores)
    assert len(set(pairs.values())) == len(pairs)
    shuffled = list(scores.items())
    random.Random(seed).shuffle(shuffled)
    assert best_pairs(dict(shuffled)) == pairs
    # No pair is left out whose both ends are still free.
    free = {
        names for names, score in scores.items() if score > 0 and names[0] not in pairs and names[1] not in pairs.values()
    }
    assert free == set()


@given(st.dictionaries(NAMES, st.frozensets(st.tuples(st.just("s"), st.integers(1, 9)), min_size=1), max_size=8))
def test_distinct_records_aligned_with_themselves_are_themselves(records: dict[str, frozenset[tuple[str, int]]]) -> None:
    distinct = {pages: name for name, pages in records.items()}
    kept = {name: pages for pages, name in distinct.items()}
    assert align_by_pages(kept, kept, {}) == {name: name for name in kept}


def test_a_sheet_on_the_page_of_a_record_is_not_taken_for_it() -> None:
    page = frozenset({("s", 1)})
    alike = {"gold letter": False, "found b": False, "found a": True}
    assert align_by_pages({"letter": page}, {"a": page, "b": page}, alike) == {"letter": "b"}


@given(st.text(), st.data())
def test_a_stretch_of_a_page_is_found_again_in_its_folded_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    page = fold_page(text)
    first, last = page.fold_span(start, end)
    assert 0 <= first <= last <= len(page.text)
    assert "".join(page.text[first:last].split()) == "".join(text[start:end].split())


@given(st.lists(st.text("abcdefg", min_size=1, max_size=6), min_size=3, max_size=20), st.data())
def test_words_that_stand_on_a_page_are_located_whatever_parts_them(words: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, len(words)))
    quote = "\n ".join(words[first:last])
    page = fold_page("  ".join(words))
    place = page.locate(quote, first / len(words))
    assert place is not None
    assert page.text[slice(*place)] == " ".join(words[first:last])


def test_of_several_places_the_nearest_is_taken() -> None:
    page = fold_page("my letter of May 3 and then your letter of May 3")
    assert page.locate("letter of May 3", 0.0) == (3, 18)
    assert page.locate("letter of May 3", 0.9) == (33, 48)


def test_misread_words_are_found_by_likeness_and_other_words_are_not() -> None:
    page = fold_page("xx your Ietter of Decemher 29 yy")
    place = page.locate("your letter of December 29")
    assert place is not None
    assert abs(place[0] - 3) <= 1
    assert page.locate("completely different sentence of another page") is None
    assert fold_page("").locate("anything") is None


Spans = Mapping[tuple[str, int], tuple[int, int]]
SPANS = st.dictionaries(
    st.tuples(st.sampled_from("st"), st.integers(1, 2)),
    st.tuples(st.integers(0, 40), st.integers(1, 20)).map(lambda pair: (pair[0], pair[0] + pair[1])),
    min_size=1,
    max_size=2,
)


@given(SPANS, SPANS)
def test_overlap_is_a_share_and_the_same_both_ways(one: Spans, other: Spans) -> None:
    assert overlap_of(one, other) == overlap_of(other, one)
    assert 0.0 <= overlap_of(one, other) <= 1.0
    assert overlap_of(one, one) == 1.0


def test_a_finding_answers_only_one_mention() -> None:
    page = ("s", 1)
    gold = {"g1": {page: (0, 10)}, "g2": {page: (8, 20)}}
    assert align_by_spans(gold, {"f": {page: (0, 20)}}) == {"g2": "f"}
    assert align_by_spans(gold, {"f": {page: (0, 11)}}) == {"g1": "f"}
