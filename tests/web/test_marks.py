"""Sigla over a scan: beside or outside the words, never on them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from chancery.model.geometry import Box
from chancery.web.marks import MARGIN, PAD, draw_overlay
from chancery.workbench.pages.finding import Finding, FindingKind, FindingState, Place
from chancery.workbench.pages.leaf import PageShown, PageText

SOURCE = "ab" * 32
KINDS: tuple[FindingKind, ...] = ("field", "reference", "redaction")


def page(width: float | None = 612.0, height: float | None = 792.0) -> PageShown:
    return PageShown(SOURCE, 1, 1, width, height, PageText(""))


def finding(number: int, kind: FindingKind, boxes: tuple[Box, ...], on: int = 1, state: FindingState = "found") -> Finding:
    siglum = {"field": "F", "reference": "R", "redaction": "X"}[kind] + str(number)
    return Finding(f"{kind}{number}", kind, "date", "Date", "x", (Place(siglum, SOURCE, on, "q", boxes),), state=state)


def typed_lines(count: int) -> list[Box]:
    """Lines of single-spaced type between the margins, word by word."""
    return [
        Box(72 + 52 * column, 72 + 13 * line, 72 + 52 * column + 46, 82 + 13 * line)
        for line in range(count)
        for column in range(9)
    ]


@settings(deadline=None, max_examples=50)
@given(
    st.lists(
        st.tuples(st.sampled_from(KINDS), st.integers(0, 39), st.integers(0, 8)), max_size=25, unique_by=lambda at: at[1:]
    )
)
def test_no_siglum_stands_on_a_word_or_on_another(places: list[tuple[FindingKind, int, int]]) -> None:
    words = typed_lines(40)
    findings = [finding(number, kind, (words[line * 9 + column],)) for number, (kind, line, column) in enumerate(places, 1)]
    overlay = draw_overlay(page(), findings, words)
    assert overlay is not None
    labels = [mark.label.box for mark in overlay.marks]
    assert len(labels) == len(findings)
    # Twenty-five findings on one page find their places in the two margins; none is on a word or on another.
    for index, label in enumerate(labels):
        assert all(label.intersection(word) <= 1.0 for word in words)
        assert all(label.intersection(other) <= 1.0 for other in labels[:index])


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 200))
def test_however_many_there_are_every_siglum_is_within_the_frame(count: int) -> None:
    boxes = typed_lines(40)
    overlay = draw_overlay(page(), [finding(n, KINDS[n % 3], (boxes[n],)) for n in range(count)], boxes)
    assert overlay is not None
    for mark in overlay.marks:
        assert overlay.frame.x0 <= mark.label.box.x0
        assert mark.label.box.x1 <= overlay.frame.x1 + 0.01


def test_references_stand_right_of_the_text_and_redactions_left() -> None:
    words = typed_lines(10)
    overlay = draw_overlay(
        page(), [finding(1, "reference", (words[20],)), finding(1, "redaction", (Box(72, 300, 500, 340),))], words
    )
    assert overlay is not None
    reference, redaction = overlay.marks
    assert reference.label.box.x0 > max(word.x1 for word in words)
    assert redaction.label.box.x1 < 72


def test_a_field_stands_beside_its_box_where_there_is_room() -> None:
    date = Box(400, 100, 480, 110)
    overlay = draw_overlay(page(), [finding(1, "field", (date,))], [date])
    assert overlay is not None
    assert 0 < overlay.marks[0].label.box.x0 - date.x1 < 10


def test_what_is_rejected_lost_or_on_another_page_is_not_drawn() -> None:
    box = (Box(100, 100, 150, 110),)
    drawn = draw_overlay(
        page(),
        [finding(1, "field", box, state="rejected"), finding(2, "field", box, state="lost"), finding(3, "field", box, on=2)],
        [],
    )
    assert drawn is not None
    assert drawn.marks == ()


def test_a_text_source_has_nothing_to_draw_on() -> None:
    assert draw_overlay(page(None, None), [], []) is None


def test_the_frame_leaves_room_around_the_page() -> None:
    overlay = draw_overlay(page(100.0, 200.0), [], [])
    assert overlay is not None
    assert overlay.frame.x0 == -100 * MARGIN


def test_a_frame_goes_no_further_than_half_way_to_the_next_word() -> None:
    words = [Box(100, 100, 150, 110), Box(153, 100, 200, 110), Box(100, 112, 150, 122)]
    overlay = draw_overlay(page(), [finding(1, "field", (words[0],))], words)
    assert overlay is not None
    (frame,) = overlay.marks[0].boxes
    assert (frame.x1, frame.y1) == (151.5, 111)
    assert (frame.x0, frame.y0) == (100 - PAD, 100 - PAD)
