"""Words for the eye."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chancery.web import words
from chancery.web.pictures import columns, histogram, histogram_small
from chancery.workbench.pages.finding import Finding
from chancery.workbench.pages.home import YearKinds
from chancery.workbench.pages.said import PartyShown
from chancery.workbench.pages.search import YearBar


@pytest.mark.parametrize(("count", "said"), [(0, "0 references"), (1, "1 reference"), (1284, "1,284 references")])
def test_counts_agree_with_their_noun(count: int, said: str) -> None:
    assert words.counted(count, "reference") == said


@pytest.mark.parametrize(
    ("confidence", "word", "listed"),
    [
        (1.0, "sure", "1.00"),
        (0.999, "sure", "0.99"),
        (0.95, "sure", "0.95"),
        (0.8, "likely", "0.80"),
        (0.794, "doubtful", "doubtful"),
    ],
)
def test_doubt_is_said_in_words(confidence: float, word: str, listed: str) -> None:
    assert words.confidence_word(confidence) == word
    assert words.standing(Finding("f", "field", "date", "Date", "x", confidence=confidence)) == listed


def test_a_persons_decision_replaces_the_figure() -> None:
    finding = Finding("f", "field", "date", "Date", "x", confidence=0.3)
    assert words.standing(replace(finding, state="corrected")) == "corrected"
    assert words.standing(replace(finding, state="lost")) == "lost its place"


@pytest.mark.parametrize(("count", "said"), [(1, "A"), (2, "A and B"), (3, "A, B and C"), (5, "A, B and 3 others")])
def test_many_names_are_told_shortly(count: int, said: str) -> None:
    assert words.names([PartyShown(letter) for letter in "ABCDE"[:count]]) == said


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (1, "1 byte"),
        (999, "999 bytes"),
        (1500, "1.5 kB"),
        (1_834_112, "1.8 MB"),
        (999_999, "1.0 MB"),
        (2_000_000_000_000_000, "2000 TB"),
    ],
)
def test_sizes_are_told_in_thousands(size: int, said: str) -> None:
    assert words.bytes_in_words(size) == said


def test_a_histogram_has_a_bar_for_every_year_and_labels_that_fit() -> None:
    picture = histogram([YearBar(1900 + n, n % 7) for n in range(99)])
    assert picture is not None
    assert len(picture.bars) == 99
    assert sum(bar.labelled for bar in picture.bars) <= 980 / 42
    assert all(0 <= bar.y <= picture.axis for bar in picture.bars)


def test_a_small_histogram_leaves_out_empty_ends() -> None:
    picture = histogram_small([YearBar(1968, 0), YearBar(1969, 3), YearBar(1970, 0), YearBar(1971, 1), YearBar(1972, 0)])
    assert picture is not None
    assert [bar.year for bar in picture.bars] == [1969, 1970, 1971]


def test_nothing_to_draw_is_no_picture() -> None:
    assert histogram([]) is None
    assert columns([]) == ()


def test_a_column_is_as_tall_as_its_parts() -> None:
    (column,) = columns([YearKinds(1972, (3, 0, 1))])
    assert column.count == 4
    assert [piece.kind for piece in column.pieces] == [0, 2]
    assert column.pieces[-1].y == pytest.approx(column.top)


def test_a_year_or_two_do_not_fill_the_picture() -> None:
    picture = histogram([YearBar(1993, 2), YearBar(1994, 1)])
    assert picture is not None
    assert picture.bars[-1].x + picture.bars[-1].width < picture.width / 4


@pytest.mark.parametrize(
    ("share", "said"), [(0.314, "31 %"), (0.024, "2.4 %"), (0.098, "9.8 %"), (0.0002, "under 0.1 %"), (1.0, "100 %")]
)
def test_a_share_is_said_in_hundredths_and_never_rounded_away(share: float, said: str) -> None:
    assert words.percent(share) == said
