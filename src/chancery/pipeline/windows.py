"""Long sources are described window by window, so that memory is bounded by the window and not by the source."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from chancery.model.record import SourceDescription

WINDOW = 160  # pages described at once
OVERLAP = 24  # pages a window looks on, so that a letter that begins in it is seen whole


def join_windows(parts: Sequence[tuple[int, SourceDescription]]) -> SourceDescription:
    """One description from (first page, description) of windows: each speaks for the pages and letters that begin in it."""
    ends = [following for _, (following, _) in pairwise(parts)] + [None]
    mine = [_within(part, first, end) for (first, part), end in zip(parts, ends, strict=True)]
    return SourceDescription(
        pages=tuple(page for part in mine for page in part.pages),
        copies=tuple(copy for part in mine for copy in part.copies),
        regions=tuple(region for part in mine for region in part.regions),
        problems=tuple(problem for part in mine for problem in part.problems),
        absent=tuple(record for part in mine for record in part.absent),
    )


def _within(part: SourceDescription, first: int, end: int | None) -> SourceDescription:
    def mine(number: int | None) -> bool:
        return number is None or (number >= first and (end is None or number < end))

    return SourceDescription(
        pages=tuple(page for page in part.pages if mine(page.number)),
        copies=tuple(copy for copy in part.copies if mine(copy.first_page)),
        regions=tuple(region for region in part.regions if mine(region.page_number)),
        problems=tuple(problem for problem in part.problems if mine(problem.page_number)),
        absent=tuple(record for record in part.absent if mine(record.page_number)),
    )
