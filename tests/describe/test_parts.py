"""Cutting a file into parts: every page once, what a person decided wins, doubts are said, and nothing breaks on odd files."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chancery.describe.furniture import find_furniture
from chancery.describe.lines import page_text
from chancery.describe.packet_cues import AGAINST, FOR
from chancery.describe.packet_weights import WEIGHTS
from chancery.describe.parts import MOST_DOUBTS, Packet, Part, belongs_to, cut_packet
from chancery.describe.roles import guess_roles
from chancery.model.page import LayerOrigin, Page, PageReading, Word, make_layer
from chancery.model.vocabulary import PageRole

MEMORANDUM = "THE HARBOUR COMMISSION\n12 May 1972\nMEMORANDUM FOR: The Pilots\nFROM: Ilmar Torvane\nSUBJECT: The lantern\n"
PROSE = "The pilots went out at noon and came back before the tide turned, and nobody spoke of the lantern again."


def read(text: str, number: int) -> PageReading:
    words = [
        Word(part, None, None, line) for line, row in enumerate(text.split("\n")) for part in row.split()
    ]  # fmt: skip
    lines = {old: new for new, old in enumerate(sorted({word.line for word in words}))}
    layer = make_layer(
        "a" * 64, number, LayerOrigin("text", "1"), [Word(word.text, None, None, lines[word.line]) for word in words]
    )
    return PageReading(Page("a" * 64, number, None, None), (layer,), (), layer.id)


def cut(texts: Sequence[str], decided: dict[int, bool] | None = None) -> Packet:
    pages = tuple(page_text(read(text, number)) for number, text in enumerate(texts, 1))
    furniture = [find_furniture(page) for page in pages]
    return cut_packet(pages, furniture, guess_roles(pages, furniture), decided)


def ranges(packet: Packet) -> list[tuple[int, int]]:
    return [(part.first, part.last) for part in packet.parts]


@pytest.mark.parametrize(
    ("texts", "parts"),
    [
        ([MEMORANDUM + PROSE, "- 2 -\n" + PROSE, MEMORANDUM + PROSE], [(1, 2), (3, 3)]),
        # A sentence that runs over the break joins two pages; so does a count of pages.
        (
            [MEMORANDUM + "The pilots went out at noon and came back before", "the tide turned, and nobody spoke of it."],
            [(1, 2)],
        ),
        ([MEMORANDUM + "Page 1 of 2\n" + PROSE, "Page 2 of 2\n" + PROSE], [(1, 2)]),
        # A telegram's later page says that it is one.
        (["O 061038Z MAY 97\nFM AMEMBASSY ZENDA\nTO SECSTATE\n" + PROSE, "PAGE 02 ZENDA 00123 061154Z\n" + PROSE], [(1, 2)]),
        # An empty page belongs to what stands before it and hides nothing behind it.
        ([MEMORANDUM + PROSE, "", MEMORANDUM + PROSE], [(1, 1), (3, 3)]),
    ],
)
def test_a_record_goes_on_where_its_pages_say_so(texts: list[str], parts: list[tuple[int, int]]) -> None:
    assert ranges(cut(texts)) == parts


PAGES = st.sampled_from(
    [MEMORANDUM + PROSE, PROSE, "", "- 2 -\n" + PROSE, "COVER SHEET", "~ , '", "RESUME\n" + PROSE]
) | st.text(alphabet=st.characters(categories=("L", "N", "P", "Zs")), max_size=80)


@settings(max_examples=60, deadline=None)
@given(st.lists(PAGES, min_size=1, max_size=8), st.dictionaries(st.integers(2, 8), st.booleans()))
def test_the_parts_have_every_page_with_words_once_and_follow_what_was_decided(
    texts: list[str], decided: dict[int, bool]
) -> None:
    packet = cut(texts, decided)
    covered = [number for part in packet.parts for number in range(part.first, part.last + 1)]
    assert len(set(covered)) == len(covered)
    assert {number for number, text in enumerate(texts, 1) if text.split()} <= set(covered)
    begins = {part.first for part in packet.parts}
    first = min(covered, default=0)
    for number, wanted in decided.items():
        if first < number <= len(texts):
            assert (number in begins) == wanted
    assert not {problem.page_number for problem in packet.problems if problem.code == "doubtful_cut"} & set(decided)


def test_every_place_that_is_in_doubt_is_said_with_its_reasons() -> None:
    packet = cut([MEMORANDUM + PROSE, PROSE, MEMORANDUM + PROSE])
    said = {problem.page_number: problem.message for problem in packet.problems}
    for boundary in packet.boundaries:
        assert (boundary.page_number in said) == boundary.is_doubtful
    assert all("probability" in message for message in said.values())


def test_a_long_file_with_nothing_to_cut_by_is_one_part_and_its_doubts_are_one_sentence() -> None:
    packet = cut([PROSE.replace("noon", f"noon of day {number}") for number in range(3000)])
    assert ranges(packet) == [(1, 3000)]
    assert len(packet.problems) <= max(1, MOST_DOUBTS)


@pytest.mark.parametrize("texts", [[""], ["", "", ""], ["~ ' ; ,", "| | |", ":: .."], ["x" * 5000]])
def test_files_without_sense_are_no_trouble(texts: list[str]) -> None:
    packet = cut(texts)
    assert [number for part in packet.parts for number in (part.first, part.last)] == sorted(
        number for part in packet.parts for number in (part.first, part.last)
    )


def test_a_reason_means_what_it_says() -> None:
    assert all(WEIGHTS[cue.__name__] >= 0 for cue in FOR)
    assert all(WEIGHTS[cue.__name__] <= 0 for cue in AGAINST)


ROLES: list[tuple[list[PageRole], int, int | None]] = [
    (["id_form", "body"], 0, 1),
    (["cover_sheet", "routing_slip", "body"], 0, 2),
    (["body", "provenance_sheet"], 1, 0),
    (["body", "attachment"], 1, 0),
    (["body", "provenance_sheet", "handwritten"], 2, 0),
    (["withdrawal", "body"], 0, None),
    (["release_letter", "body"], 0, None),
    (["body", "body"], 1, None),
]


@pytest.mark.parametrize(("roles", "at", "to"), ROLES)
def test_a_sheet_belongs_to_the_record_it_speaks_of(roles: list[PageRole], at: int, to: int | None) -> None:
    parts = [Part(number, number, role) for number, role in enumerate(roles, 1)]
    assert belongs_to(parts, at) == (None if to is None else parts[to])
