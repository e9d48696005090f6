"""The table of problems: what is one of a kind has its row, and what comes a hundred times has one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.cli.problems import gather_problems, say_pages
from chancery.pipeline.run import FileProblem


def problem(page: int | None, message: str = "it is faint", code: str = "faint", file: str = "a.pdf") -> FileProblem:
    return FileProblem(file, page, code, message, "Scan it again.")


def test_a_few_problems_have_a_row_each() -> None:
    rows = list(gather_problems([problem(2), problem(None, "it is locked", "locked", "b.pdf"), problem(3)]))
    assert rows == [
        ("a.pdf", "2", "it is faint", "Scan it again."),
        ("a.pdf", "3", "it is faint", "Scan it again."),
        ("b.pdf", "", "it is locked", "Scan it again."),
    ]


def test_many_of_one_kind_in_one_file_are_one_row_with_their_pages() -> None:
    alike = [problem(page) for page in (7, 1, 2, 3)]
    assert list(gather_problems([*alike, problem(1, file="b.pdf")])) == [
        ("a.pdf", "1-3, 7", "it is faint", "Scan it again."),
        ("b.pdf", "1", "it is faint", "Scan it again."),
    ]


def test_where_the_words_differ_the_first_stands_for_the_rest() -> None:
    ((_, pages, message, _),) = gather_problems(problem(page, f"page {page} is faint") for page in range(1, 6))
    assert (pages, message) == ("1-5", "page 1 is faint (4 more like it)")


@pytest.mark.parametrize(("numbers", "said"), [((), ""), ((4,), "4"), ((2, 1), "1-2"), ((1, 3, 5, 6), "1, 3, 5-6")])
def test_pages_are_said_in_runs(numbers: tuple[int, ...], said: str) -> None:
    assert say_pages(numbers) == said


@given(st.sets(st.integers(1, 60)))
def test_no_page_is_lost_in_a_run(numbers: set[int]) -> None:
    found: set[int] = set()
    for run in filter(None, say_pages(sorted(numbers)).split(", ")):
        first, _, last = run.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    assert found == numbers
