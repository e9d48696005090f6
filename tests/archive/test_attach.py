from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from chancery.archive.attach import (
    TOLERANCE,
    Quoted,
    Standing,
    Stretch,
    find_again,
    overlap,
    overlap_of_boxes,
    quote_with_context,
    same_findings,
    turned,
)
from chancery.model.evidence import Span
from chancery.model.geometry import Box
from chancery.model.page import TextLayer
from tests.archive.papers import lay, sha

SOURCE = sha("paper")
LETTER = (
    "MINISTRY OF TORVANE\n14 March 1972\nDear Mr. Vesk,\nI have read your letter of February 29\n"
    "with great care and answer it today.\nMr. Vesk, you wrote that Mr. Vesk alone\nmay sign. "
    "The fee is 1200 marks and\nthe fine is 1300 marks.\nIlmar Torvane"
)


def page(text: str, **how: object) -> TextLayer:
    return lay(SOURCE, 1, text, **how)  # type: ignore[arg-type]


def quoted(text: str, words: str, nth: int = 0, *, boxes: bool = True, scale: float = 1.0) -> Quoted:
    layer = page(text, scale=scale)
    start = -1
    for _ in range(nth + 1):
        start = layer.text.index(words, start + 1)
    end = start + len(words)
    return quote_with_context(layer.text, start, end, layer.boxes_in(start, end) if boxes else ())


def found(sought: Quoted, layer: TextLayer) -> str | None:
    span = find_again(sought, layer)
    return None if span is None else layer.text[span.start : span.end]


@pytest.mark.parametrize("boxes", [True, False])
def test_the_same_words_between_the_same_words_are_found_wherever_lines_break(boxes: bool) -> None:
    elsewhere = page(LETTER.replace("\n", " ").replace(" I have", "\nI have"), boxes=False)
    assert found(quoted(LETTER, "letter of February 29", boxes=boxes), elsewhere) == "letter of February 29"


def test_which_of_several_like_words_is_told_by_what_stands_around() -> None:
    layer = page(LETTER.replace("14 March", "15 March"))
    for nth in range(3):
        sought = quoted(LETTER, "Mr. Vesk", nth, boxes=False)
        span = find_again(sought, layer)
        assert span is not None
        assert layer.text[: span.start].count("Mr. Vesk") == nth


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("February 29", "Februarv 29", "letter of Februarv 29"),
        ("letter of", "letterof", "letterof February 29"),
        ("your letter", "yourletter", "letter of February 29"),
        ("February 29", "February 29,", "letter of February 29"),
    ],
)
@pytest.mark.parametrize("boxes", [True, False])
def test_a_tenth_of_the_letters_may_be_read_otherwise(old: str, new: str, words: str, boxes: bool) -> None:
    layer = page(LETTER.replace(old, new), boxes=boxes)
    assert found(quoted(LETTER, "letter of February 29", boxes=boxes), layer) == words


def test_another_resolution_moves_boxes_a_little() -> None:
    layer = page(LETTER.replace("14 March", "I4 March"), scale=1.004)
    assert found(quoted(LETTER, "Mr. Vesk", 0), layer) == "Mr. Vesk"
    assert found(quoted(LETTER, "Ministry".upper() + " OF TORVANE"), layer) == "MINISTRY OF TORVANE"


@pytest.mark.parametrize("boxes", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        LETTER.replace("1200", "1800"),  # a short quote must be the same
        LETTER.replace("fee is 1200 marks and", "fee is lost"),
        "",
        "nothing of it is here",
    ],
)
def test_what_is_no_longer_there_is_lost(text: str, boxes: bool) -> None:
    assert found(quoted(LETTER, "1200", boxes=boxes), page(text, boxes=boxes)) is None


def test_words_at_another_place_of_the_page_are_not_taken_for_them() -> None:
    # The fee has vanished; the fine, much alike, stands two words on.
    sought = quoted(LETTER, "1200 marks")
    assert found(sought, page(LETTER.replace("The fee is 1200 marks and", "xxx xxx xx xxxx xxxxx xxx"))) is None
    assert found(sought, page(LETTER.replace("1200 marks", "xxxx xxxxx"), boxes=False)) is None


def test_two_places_that_fit_alike_are_none() -> None:
    form = "name of sender\n" + "sum due 100 marks\n" * 6 + "signed"
    sought = quoted(form, "100 marks", 2, boxes=False)
    assert found(sought, page(form.replace("signed", "signed twice"), boxes=False)) is None
    with_boxes = quoted(form, "100 marks", 2)
    span = find_again(with_boxes, page(form.replace("signed", "signed twice")))
    assert span is not None
    assert page(form).text[: span.start].count("100 marks") == 2


def test_a_quote_without_words_stands_in_no_text() -> None:
    assert find_again(Quoted("", "", "", (Box(0, 0, 10, 10),)), page(LETTER)) is None


WORDS = st.lists(
    st.text(st.sampled_from("abcdeo1 ."), min_size=1, max_size=8).map(str.strip).filter(bool), min_size=4, max_size=40
)


@st.composite
def papers(draw: st.DrawFn) -> tuple[str, str, Span, bool]:
    """A page, the same page misread here and there, a quote on the first, and whether there are boxes."""
    words = [part for word in draw(WORDS) for part in word.split()]
    lines, line = [], []
    for word in words:
        line.append(word)
        if draw(st.integers(0, 4)) == 0:
            lines.append(line)
            line = []
    lines.append(line)
    text = "\n".join(" ".join(line) for line in lines if line)
    first = draw(st.integers(0, len(text) - 1))
    last = draw(st.integers(first + 1, min(len(text), first + 60)))
    misread = list(text)
    for at in range(len(text)):
        if text[at] not in " \n" and draw(st.integers(0, 25)) == 0:
            misread[at] = draw(st.sampled_from(["", "x", "o", "a1", "."]))
    changed = "\n".join(" ".join(line.split()) for line in "".join(misread).split("\n") if line.strip())
    return text, changed, Span(first, last), draw(st.booleans())


@settings(max_examples=150, deadline=None)
@given(papers())
def test_nothing_is_ever_attached_to_other_words(paper: tuple[str, str, Span, bool]) -> None:
    text, changed, span, boxes = paper
    layer = page(text, boxes=boxes)
    sought = quote_with_context(layer.text, span.start, span.end, layer.boxes_in(span.start, span.end))
    again = page(changed, boxes=boxes)
    place = find_again(sought, again)
    if place is None:
        return
    quote = sought.quote.replace("\n", " ")
    stands = again.text[place.start : place.end].replace("\n", " ")
    assert Levenshtein.distance(quote, stands) <= len(quote) // TOLERANCE
    around = again.text[max(0, place.start - len(sought.before)) : place.start].replace("\n", " ")
    same_context = around == sought.before.replace("\n", " ")
    if boxes and not same_context:
        assert overlap_of_boxes(again.boxes_in(place.start, place.end), sought.boxes) >= 0.5
    if text == changed:
        assert place == span


@settings(max_examples=60, deadline=None)
@given(papers())
def test_a_page_that_did_not_change_loses_nothing_that_its_boxes_tell_apart(paper: tuple[str, str, Span, bool]) -> None:
    text, _, span, _ = paper
    layer = page(text)
    sought = quote_with_context(layer.text, span.start, span.end, layer.boxes_in(span.start, span.end))
    if sought.quote.strip() == sought.quote:
        assert find_again(sought, layer) == span


def test_boxes_share_area_over_the_area_of_both() -> None:
    assert overlap_of_boxes([Box(0, 0, 10, 10)], [Box(0, 0, 10, 10)]) == 1
    assert overlap_of_boxes([Box(0, 0, 10, 10)], [Box(5, 0, 15, 10)]) == pytest.approx(1 / 3)
    assert overlap_of_boxes([], [Box(0, 0, 10, 10)]) == 0
    assert overlap_of_boxes([Box(0, 0, 10, 10), Box(0, 20, 10, 30)], [Box(0, 0, 10, 10)]) == 0.5


def test_a_box_turned_four_times_lies_as_before() -> None:
    box = Box(10, 20, 30, 60)
    assert turned(box, 600, 800, 90) == Box(740, 10, 780, 30)
    assert turned(box, 600, 800, 180) == Box(570, 740, 590, 780)
    assert turned(turned(box, 600, 800, 90), 800, 600, 270) == box
    assert turned(box, 600, 800, 0) == box


def standing(name: str, start: int, end: int, value: str = "", rank: int = 0, sort: str = "field date") -> Standing:
    return Standing(name, sort, (Stretch(("s", 1), "layer", Span(start, end), (), end - start),), value, rank)


def test_a_later_finding_is_the_earlier_one_that_it_overlaps_by_half() -> None:
    assert same_findings([standing("old", 0, 10)], [standing("new", 0, 20)]) == {"new": "old"}
    assert same_findings([standing("old", 0, 10)], [standing("new", 0, 21)]) == {}
    assert same_findings([standing("old", 0, 10)], [standing("new", 0, 10, sort="field to")]) == {}


def test_equal_values_are_told_apart_by_what_they_say() -> None:
    old = [standing("a", 0, 20, "Vesk"), standing("b", 0, 20, "Orr")]
    new = [standing("1", 0, 20, "Orr"), standing("2", 0, 20, "Vesk")]
    assert same_findings(old, new) == {"1": "b", "2": "a"}


def test_decided_findings_choose_first() -> None:
    old = [standing("found", 0, 10, "v", rank=1), standing("decided", 0, 12, "w", rank=0)]
    assert same_findings(old, [standing("new", 0, 10, "v")]) == {"new": "decided"}


def banner(name: str, *sides: float, rank: int = 0) -> Standing:
    return Standing(name, "region banner", (Stretch(("s", 1), "", None, (Box(*sides),)),), name, rank)


def test_a_decided_banner_that_is_seen_closer_around_its_ink_is_that_banner() -> None:
    seen = banner("old", 100, 20, 300, 60)
    closer = banner("new", 104, 30, 290, 45)
    assert overlap(seen.stretches, closer.stretches) < 0.5
    assert same_findings([seen], [closer]) == {"new": "old"}


def test_a_banner_about_which_nobody_decided_is_known_again_only_by_half_of_both() -> None:
    assert same_findings([banner("old", 100, 20, 300, 60, rank=1)], [banner("new", 104, 30, 290, 45)]) == {}


def test_a_decided_banner_is_not_guessed_among_two() -> None:
    seen = banner("old", 100, 20, 300, 60)
    assert same_findings([seen], [banner("1", 104, 22, 290, 35), banner("2", 104, 40, 290, 55)]) == {}
    both = [banner("a", 104, 22, 290, 35), banner("b", 104, 40, 290, 55)]
    assert same_findings(both, [banner("new", 100, 20, 300, 60)]) == {}


def test_words_of_another_layer_are_known_again_though_their_boxes_are_drawn_closer() -> None:
    old = Standing("old", "field date", (Stretch(("s", 1), "ocr", None, (Box(72, 100, 140, 106),), 10),), "v")
    new = Standing("new", "field date", (Stretch(("s", 1), "truth", Span(4, 14), (Box(70, 96, 142, 110),), 10),), "v")
    assert same_findings([old], [new]) == {"new": "old"}


def test_a_finding_over_a_page_break_is_the_same_only_as_a_whole() -> None:
    first, second = Stretch(("s", 1), "a", Span(0, 10), (), 10), Stretch(("s", 2), "b", Span(0, 10), (), 10)
    assert overlap([first, second], [first, second]) == 1
    assert overlap([first, second], [first]) == 0.5
    assert overlap([first], [second]) == 0
