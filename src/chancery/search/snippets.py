"""Snippets: the words around the best hits of a text, cut at words, with what is withheld said and never shown."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from chancery.search.document import CopyText
from chancery.search.match import Found

SNIPPET_CHARACTERS = 240
LINE_CHARACTERS = 140
MOST_SNIPPETS = 2


@dataclass(frozen=True, slots=True)
class Snippet:
    """A stretch of a copy's reading text: `text[hit.start:hit.end]` are the words found (code points of `text`).

    `start` is where it begins in the reading text, `source` and `page_number` where on paper. `cut_before` and `cut_after`
    tell whether the text goes on there. `withheld` are places in `text` with the label to be shown at each.
    """

    copy: str
    source: str
    page_number: int
    start: int
    text: str
    hits: tuple[tuple[int, int], ...]
    cut_before: bool
    cut_after: bool
    withheld: tuple[tuple[int, int, str], ...] = ()
    marks: bool = False


def page_of(copy: CopyText, offset: int) -> tuple[str, int]:
    """(source, page number) of a character of a copy's text."""
    index = bisect_right(copy.pages, offset, key=lambda page: page.start) - 1
    page = copy.pages[max(0, index)]
    return page.source, page.page_number


def make_snippets(copy: CopyText, found: Sequence[Found], most: int = MOST_SNIPPETS) -> tuple[Snippet, ...]:
    """The best stretches in the order of the text; the opening of the text where nothing was found in it."""
    if not copy.pages or not copy.text.strip():
        return ()
    if not found:
        first = len(copy.text) - len(copy.text.lstrip())
        return (_cut(copy, first, first + SNIPPET_CHARACTERS, ()),)
    chosen: list[tuple[int, int]] = []
    met: set[int] = set()
    windows = _windows(found)
    several = any(hit.phrase != found[0].phrase for hit in found)
    while windows and len(chosen) < most:
        # A window that shows words of the query not shown yet is worth most, then one with many hits, then the earliest.
        if several:
            best = max(windows, key=lambda window: (*_worth(found, window, met), -window[0]))
        else:
            best = max(windows, key=lambda window: window[1] - window[0])
        chosen.append(best)
        met |= {hit.phrase for hit in found[best[0] : best[1]]}
        windows = [window for window in windows if window[1] <= best[0] or window[0] >= best[1]]
    return tuple(_around(copy, found[first:last]) for first, last in sorted(chosen))


def make_line(copy: CopyText, hit: Found) -> Snippet:
    """One hit with a few words to both sides, for a list of all of them."""
    return _around(copy, (hit,), LINE_CHARACTERS)


def share_down(copy: CopyText, offset: int) -> float:
    """How far down its page's text a character stands, 0..1."""
    index = max(0, bisect_right(copy.pages, offset, key=lambda page: page.start) - 1)
    start = copy.pages[index].start
    end = copy.pages[index + 1].start if index + 1 < len(copy.pages) else len(copy.text)
    return round((offset - start) / max(1, end - start), 3)


def _worth(found: Sequence[Found], window: tuple[int, int], met: set[int]) -> tuple[int, int]:
    phrases = {hit.phrase for hit in found[window[0] : window[1]]}
    return len(phrases - met), window[1] - window[0]


def _windows(found: Sequence[Found]) -> list[tuple[int, int]]:
    """Runs [first, last) of hits that fit into one snippet, one beginning at each hit."""
    windows = []
    last = 0
    for first in range(len(found)):
        last = max(last, first + 1)
        while last < len(found) and found[last].end - found[first].start <= SNIPPET_CHARACTERS * 3 // 4:
            last += 1
        windows.append((first, last))
    return windows


def _around(copy: CopyText, hits: Sequence[Found], characters: int = SNIPPET_CHARACTERS) -> Snippet:
    begin, end = hits[0].start, hits[-1].end
    room = max(0, characters - (end - begin))
    return _cut(copy, begin - room // 2, end + room - room // 2, hits)


def _cut(copy: CopyText, begin: int, end: int, hits: Sequence[Found]) -> Snippet:
    text = copy.text
    begin, end = max(0, begin), min(len(text), end)
    inner = (hits[0].start, hits[-1].end) if hits else (begin, begin)
    begin = _word_start(text, begin, inner[0])
    end = _word_end(text, end, max(inner[1], begin))
    source, page_number = page_of(copy, hits[0].start if hits else begin)
    withheld = tuple(
        (max(gap.start, begin) - begin, min(gap.end, end) - begin, gap.label)
        for gap in copy.withheld
        if gap.start <= end and gap.end >= begin
    )
    marks = tuple((hit.start - begin, hit.end - begin) for hit in hits)
    return Snippet(
        copy.copy, source, page_number, begin, text[begin:end], marks,
        bool(text[:begin].strip()), bool(text[end:].strip()), withheld,
    )  # fmt: skip


def _word_start(text: str, at: int, latest: int) -> int:
    """The start of the first whole word at or after `at`, not beyond `latest`."""
    if at == 0 or text[at - 1].isspace():
        return at
    while at < latest and not text[at - 1].isspace():
        at += 1
    return at


def _word_end(text: str, at: int, earliest: int) -> int:
    """The end of the last whole word before or at `at`, not before `earliest`."""
    if at == len(text) or text[at].isspace():
        return at
    while at > earliest and not text[at - 1].isspace():
        at -= 1
    return at
