"""Native words: gathered from characters, turned with the page, put into reading order."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from chancery.model.geometry import Box
from chancery.read.layers import (
    Char,
    NativeWord,
    arrange,
    common_direction,
    drop_doubles,
    drop_outside,
    gather_words,
    turn_box,
    turn_words,
    upright,
)


def chars(text: str, x: float = 100, y: float = 100, step: float = 6) -> list[Char | None]:
    return [
        None if char == " " else Char(char, Box(x + step * at, y, x + step * at + 5, y + 12)) for at, char in enumerate(text)
    ]


def word(text: str, x: float, y: float, height: float = 12) -> NativeWord:
    return NativeWord(text, Box(x, y, x + 6 * len(text), y + height))


def line(text: str, x: float, y: float) -> list[NativeWord]:
    words, at = [], 0
    for part in text.split():
        words.append(word(part, x + 6 * at, y))
        at += len(part) + 1
    return words


def text_of(words: list[NativeWord]) -> list[str]:
    arranged, _ = arrange(words)
    lines: dict[int, list[str]] = {}
    for placed in arranged:
        lines.setdefault(placed.line, []).append(placed.text)
    return [" ".join(parts) for parts in lines.values()]


def test_words_end_at_white_space_wide_gaps_and_new_lines() -> None:
    assert [found.text for found in gather_words(chars("two words"))] == ["two", "words"]
    assert [found.text for found in gather_words([*chars("left"), *chars("right", x=300)])] == ["left", "right"]
    assert [found.text for found in gather_words([*chars("commu-", x=300), *chars("nique", x=100, y=114)])] == [
        "commu-",
        "nique",
    ]


def test_of_two_layers_at_one_place_the_painted_word_stays() -> None:
    shown, hidden = word("Lantern", 100, 100), NativeWord("Lantern", Box(101, 101, 143, 113), seen=False)
    assert drop_doubles([hidden, shown]) == ([shown], 1)
    assert drop_doubles([shown, word("Lantern", 100, 130)])[1] == 0


def test_words_off_the_page_are_dropped_and_those_on_its_edge_cut() -> None:
    kept, dropped = drop_outside([word("in", 10, 10), word("edge", -5, 10), word("out", 700, 10)], 612, 792)
    assert [found.text for found in kept] == ["in", "edge"]
    assert kept[1].box.x0 == 0
    assert dropped == 1


def test_prose_in_two_columns_is_read_down_each_below_its_heading() -> None:
    left = [
        "The ministers of trade met",
        "at the harbour and spoke",
        "of the treaty that was",
        "signed in the spring of",
        "that year by both sides",
    ]
    right = [
        "The lantern conference was",
        "opened a day later and it",
        "took up the matter of the",
        "cedar which had waited long",
        "since the winter talks ended",
    ]
    words = line("A HEADING THAT RUNS OVER BOTH OF THE COLUMNS OF THE PAGE HERE", 100, 50)
    for row, (one, two) in enumerate(zip(left, right, strict=True)):
        words += line(one, 80, 100 + 16 * row) + line(two, 330, 103 + 16 * row)
    assert text_of(words)[1:] == left + right


def test_a_form_is_read_across_even_with_wide_gaps() -> None:
    rows = [
        ("TO:", "Minister Ellingham"),
        ("FROM:", "Secretary Marsh"),
        ("DATE:", "January 6"),
        ("SUBJECT:", "Harbours"),
        ("CLASS:", "None"),
    ]
    words = [
        part
        for row, (one, two) in enumerate(rows)
        for part in line(one, 80, 100 + 18 * row) + line(two, 250, 100 + 18 * row)
    ]
    assert text_of(words) == [f"{one} {two}" for one, two in rows]


def test_a_skewed_line_stays_one_line() -> None:
    parts = "a line of many words that climbs as it goes to the right edge of the page".split()
    words, x = [], 50.0
    for index, part in enumerate(parts):
        words.append(word(part, x, 300 - 2.2 * index))
        x += 6 * (len(part) + 1)
    assert text_of(words) == [" ".join(parts)]


def test_a_gap_between_lines_begins_a_paragraph() -> None:
    arranged, _ = arrange([*line("first line", 80, 100), *line("second line", 80, 114), *line("third line", 80, 150)])
    assert [placed.paragraph for placed in arranged] == [0, 0, 0, 0, 1, 1]


places = st.tuples(st.integers(0, 580), st.integers(0, 780), st.text("abcdef", min_size=1, max_size=8))


@given(st.lists(places, max_size=40))
def test_no_word_is_lost_or_doubled_and_lines_never_fall(points: list[tuple[int, int, str]]) -> None:
    words = [word(text, x, y) for x, y, text in points]
    arranged, indexes = arrange(words)
    assert sorted(indexes) == list(range(len(words)))
    assert [placed.text for placed in arranged] == [words[index].text for index in indexes]
    assert all(one.line <= two.line and one.paragraph <= two.paragraph for one, two in pairwise(arranged))


boxes = st.builds(lambda x, y, w, h: Box(x, y, x + w, y + h), *[st.floats(0, 300) for _ in range(4)])


@given(boxes, st.sampled_from([0, 90, 180, 270]))
def test_a_turned_box_keeps_its_size_and_four_quarters_bring_it_back(box: Box, turn: int) -> None:
    turned = turn_box(box, turn, 612, 792)
    across, down = (box.width, box.height) if turn % 180 == 0 else (box.height, box.width)
    assert abs(turned.width - across) < 1e-6
    assert abs(turned.height - down) < 1e-6
    width, height = (612, 792) if turn % 180 == 0 else (792, 612)
    back = turn_box(turned, -turn % 360, width, height)
    assert max(abs(one - two) for one, two in zip(back, box, strict=True)) < 1e-6


@given(boxes, st.sampled_from([0, 90, 180, 270]))
def test_upright_is_what_a_turn_against_the_direction_makes(box: Box, direction: int) -> None:
    size = 1000.0
    turned, level = turn_box(box, -direction % 360, size, size), upright(box, direction)
    assert abs(turned.width - level.width) < 1e-6
    assert abs(turned.height - level.height) < 1e-6


def test_the_direction_of_a_page_is_that_of_most_of_its_characters() -> None:
    up = [NativeWord("sideways", Box(0, 0, 10, 50), direction=270)] * 9
    assert common_direction([*up, word("upright", 0, 0)]) == 270
    assert common_direction([*up[:1], word("upright", 0, 0)]) == 0
    assert {found.direction for found in turn_words(up, 90, 612, 792)} == {0}
