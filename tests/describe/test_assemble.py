"""Reading text: what is joined, what is set aside, and that every character can be found again on its page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.describe.assemble import assemble
from chancery.model.page import LayerOrigin, PageReading, TextLayer, Word, make_layer

PageOf = Callable[..., PageReading]


def layer(text: str, number: int = 1) -> TextLayer:
    words: list[Word] = []
    line = paragraph = 0
    for row in text.split("\n"):
        if not row.split():
            paragraph += 1
            continue
        words.extend(Word(part, None, None, line, paragraph) for part in row.split())
        line += 1
    return make_layer("a" * 64, number, LayerOrigin("text", "1"), words)


@pytest.mark.parametrize(("text", "read"), [
    ("They spoke of the com-\nmunique at length.", "They spoke of the communique at length."),
    ("They issued the com\u00admu\u00adnique.", "They issued the communique."),
    ("The minis\u00ad\ntry is plain today.", "The ministry is plain today."),
    ("It was a non-\nmember of the club.", "It was a non-member of the club."),
    ("We want a long-\nterm plan for the port.", "We want a long-term plan for the port."),
    ("The nonmember spoke, the non-\nmember left.", "The nonmember spoke, the nonmember left."),
    ("A well-kept port, and a ship-\nshape crew; shipshape it is.", "A well-kept port, and a shipshape crew; shipshape it is."),
    ("In the years 1994-\n1995 the port was closed.", "In the years 1994- 1995 the port was closed."),
    ("He went to Stoke-\nMandeville by the road.", "He went to Stoke-Mandeville by the road."),
    ("one two three four five six\nseven eight nine ten eleven", "one two three four five six seven eight nine ten eleven"),
    ("The end of one.\n\nThe start of another.", "The end of one.\n\nThe start of another."),
    ("A sentence that the scan\n\nbroke in two.", "A sentence that the scan broke in two."),
    ("11 January 1994\nDear Karel:\nYour letter reached me", "11 January 1994\n\nDear Karel:\n\nYour letter reached me"),
    ("and so my friend, we say\nDear me what a long sentence it is", "and so my friend, we say Dear me what a long sentence it is"),
])  # fmt: skip
def test_broken_words_are_joined_and_real_hyphens_kept(text: str, read: str) -> None:
    assert assemble([layer(text)], {}).text == read


def test_a_sentence_that_runs_over_a_page_is_joined_and_a_paragraph_is_kept_apart() -> None:
    assert (
        assemble([layer("The process of lifting the"), layer("tariff goes on.", 2)], {}).text
        == "The process of lifting the tariff goes on."
    )
    assert (
        assemble([layer("The process ends."), layer("A new one begins.", 2)], {}).text
        == "The process ends.\n\nA new one begins."
    )
    assert (
        assemble([layer("They spoke of the com-"), layer("munique at noon.", 2)], {}).text
        == "They spoke of the communique at noon."
    )


def test_furniture_is_set_aside_in_lines_and_between_them() -> None:
    page = layer("SECRET\nThe process of lifting (b)(6) the\n7\ntariff goes on.")
    text = page.text
    aside = [
        (0, 6, "banner"),
        (text.find("(b)"), text.find("(b)") + 6, "exemption_code"),
        (text.find("7"), text.find("7") + 1, "page_number"),
    ]
    assert assemble([page], {1: aside}).text == "The process of lifting the tariff goes on."


def test_an_addressee_block_is_read_last() -> None:
    page = layer("The process of opening the\nHis Excellency\nKarel Novak\nports goes on.")
    start = page.text.find("His")
    end = page.text.find("ports") - 1
    assert (
        assemble([page], {1: [(start, end, "addressee")]}).text
        == "The process of opening the ports goes on.\n\nHis Excellency\nKarel Novak"
    )


def test_headings_keep_their_lines_and_running_text_does_not() -> None:
    text = (
        "Subject: ports\nPlace: Zenda\nThe ministers met at noon and spoke of the fishing grounds for\n"
        "more than two hours without any result at all, and they will\nmeet again."
    )
    assert assemble([layer(text)], {}).text == (
        "Subject: ports\nPlace: Zenda\nThe ministers met at noon and spoke of the fishing grounds for more than two hours without any result at all, "
        "and they will meet again."
    )


def test_no_layers_give_an_empty_text() -> None:
    assert assemble([], {}).text == ""
    assert assemble([layer("SECRET")], {1: [(0, 6, "banner")]}).text == ""


words = st.text(alphabet="abcdeABC.-\u00ad¬7é", min_size=1, max_size=8)
pages = st.lists(st.lists(st.lists(words, min_size=1, max_size=5), min_size=1, max_size=6), min_size=1, max_size=3)


@given(pages, st.data())
def test_every_character_that_was_not_inserted_stands_at_its_place(rows: list[list[list[str]]], data: st.DataObject) -> None:
    layers = []
    aside: dict[int, list[tuple[int, int, str]]] = {}
    for number, lines in enumerate(rows, 1):
        made = make_layer(
            "a" * 64, number, LayerOrigin("text", "1"),
            [Word(part, None, None, line, data.draw(st.integers(0, 0)) + line // 2) for line, parts in enumerate(lines) for part in parts],
        )  # fmt: skip
        layers.append(made)
        cuts = data.draw(st.lists(st.integers(0, len(made.text)), max_size=6).map(sorted))
        kind = data.draw(st.sampled_from(["banner", "addressee"]))
        aside[number] = [(start, end, kind) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
    reading = assemble(layers, aside)
    by_page = {made.page_number: made for made in layers}
    seen: set[tuple[int, int]] = set()
    for offset, char in enumerate(reading.text):
        place = reading.to_layer(offset)
        if place is None:
            assert char in " \n"
            continue
        _, page_number, at = place
        assert by_page[page_number].text[at] == char
        assert (page_number, at) not in seen
        seen.add((page_number, at))
        assert reading.from_layer("a" * 64, page_number, at) == offset
    # Nothing but white space, hyphens at line ends and soft hyphens is lost outside what was set aside.
    for number, made in by_page.items():
        for at, char in enumerate(made.text):
            inside = any(start <= at < end for start, end, kind in aside[number] if kind != "addressee")
            if not inside and (number, at) not in seen:
                assert char in " \n-\u00ad¬"
