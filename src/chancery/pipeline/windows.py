"""Long sources are described window by window, so that memory is bounded by the window and not by the source."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from chancery.model.record import CopyDescription, SourceDescription

WINDOW = 160  # pages described at once
OVERLAP = 24  # pages a window looks on, so that a letter that begins in it is seen whole


def join_windows(parts: Sequence[tuple[int, SourceDescription]]) -> SourceDescription:
    """One description from (first page, description) of windows: each speaks for the pages and letters that begin in it."""
    ends = [following for _, (following, _) in pairwise(parts)] + [None]
    mine = [_within(part, first, end) for (first, part), end in zip(parts, ends, strict=True)]
    return SourceDescription(
        pages=tuple(page for part in mine for page in part.pages),
        copies=_copies_once(parts, mine),
        regions=tuple(region for part in mine for region in part.regions),
        problems=tuple(problem for part in mine for problem in part.problems),
        absent=tuple(record for part in mine for record in part.absent),
        cuts=tuple(cut for part in mine for cut in part.cuts),
    )


def _copies_once(
    parts: Sequence[tuple[int, SourceDescription]], mine: Sequence[SourceDescription]
) -> tuple[CopyDescription, ...]:
    """The copies of all windows. A window's first page begins a copy in it in any case; where the window before saw that
    page inside a copy, it saw both sides of the place, and is right.
    """
    copies: list[CopyDescription] = []
    for (first, _), part in zip(parts, mine, strict=True):
        over = max((copy.last_page for copy in copies if copy.first_page < first <= copy.last_page), default=0)
        copies.extend(copy for copy in part.copies if copy.first_page > first or copy.last_page > over)
    return tuple(copies)


def _within(part: SourceDescription, first: int, end: int | None) -> SourceDescription:
    def mine(number: int | None) -> bool:
        return number is None or (number >= first and (end is None or number < end))

    return SourceDescription(
        pages=tuple(page for page in part.pages if mine(page.number)),
        copies=tuple(copy for copy in part.copies if mine(copy.first_page)),
        regions=tuple(region for region in part.regions if mine(region.page_number)),
        problems=tuple(problem for problem in part.problems if mine(problem.page_number)),
        absent=tuple(record for record in part.absent if mine(record.page_number)),
        # Of the place before a window's first page the window before knows: it saw both sides.
        cuts=tuple(cut for cut in part.cuts if cut.page_number > first and (end is None or cut.page_number <= end)),
    )
