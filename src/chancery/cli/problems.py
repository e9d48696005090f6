"""The table of problems at the end of a run: many of one kind in one file are one row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from chancery.pipeline.run import FileProblem

SHOWN_APART = 3  # problems of one kind in one file that have a row each

Row = tuple[str, str, str, str]


def gather_problems(problems: Iterable[FileProblem]) -> Iterator[Row]:
    """Rows of file, pages, what is wrong, what to do; in the order in which each kind was first met."""
    kinds: dict[tuple[str, str], list[FileProblem]] = {}
    for problem in problems:
        kinds.setdefault((problem.file, problem.code), []).append(problem)
    for alike in kinds.values():
        if len(alike) <= SHOWN_APART:
            for problem in alike:
                yield problem.file, str(problem.page or ""), problem.message, problem.remedy
        else:
            first = alike[0]
            same = all(problem.message == first.message for problem in alike)
            message = first.message if same else f"{first.message} ({len(alike) - 1} more like it)"
            yield first.file, say_pages([problem.page for problem in alike if problem.page]), message, first.remedy


def say_pages(numbers: Sequence[int]) -> str:
    """Page numbers as people write them: `2-4, 9`."""
    runs: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
