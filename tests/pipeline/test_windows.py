"""Windows of a long source are joined without a page or a letter said twice or lost."""

from __future__ import annotations

from chancery.model.record import CopyDescription, PageDescription, SourceDescription
from chancery.model.source import Problem
from chancery.model.text import ReadingText
from chancery.pipeline.windows import join_windows


def window(first: int, last: int, *letters: tuple[int, int]) -> tuple[int, SourceDescription]:
    copies = tuple(CopyDescription(start, end, (), ReadingText("", ())) for start, end in letters)
    pages = tuple(PageDescription(number, "body", "") for number in range(first, last + 1))
    return first, SourceDescription(pages, copies, problems=(Problem("p", "about page", "", first),))


def test_a_letter_over_the_border_is_taken_whole_from_the_window_it_begins_in() -> None:
    joined = join_windows([window(1, 14, (2, 3), (9, 12), (13, 14)), window(11, 24, (13, 15))])
    assert [(copy.first_page, copy.last_page) for copy in joined.copies] == [(2, 3), (9, 12), (13, 15)]
    assert [page.number for page in joined.pages] == list(range(1, 25))
    assert [problem.page_number for problem in joined.problems] == [1, 11]


def test_what_the_window_before_saw_as_one_record_is_not_begun_again_at_the_border() -> None:
    joined = join_windows([window(1, 14, (1, 8), (9, 12)), window(11, 24, (11, 12), (13, 20))])
    assert [(copy.first_page, copy.last_page) for copy in joined.copies] == [(1, 8), (9, 12), (13, 20)]


def test_no_page_is_lost_where_a_record_is_longer_than_a_window_sees() -> None:
    joined = join_windows([window(1, 14, (9, 14)), window(11, 24, (11, 20))])
    assert [(copy.first_page, copy.last_page) for copy in joined.copies] == [(9, 14), (11, 20)]


def test_one_window_is_the_description_itself() -> None:
    first, description = window(1, 5, (1, 2))
    assert join_windows([(first, description)]) == description
