"""What belongs to what: boxes by overlap, quotes by their place in the dump's own page text, records by pages."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

PageKey = tuple[str, int]
Stretch = tuple[int, int]
_SPACES = re.compile(r"\s+")
# Below this likeness (0..100) a quote is not taken to stand on a page: its words were not read.
LIKENESS = 70.0


def best_pairs(scores: Mapping[tuple[str, str], float]) -> dict[str, str]:
    """One partner each, best score first; equal scores are settled by name, so that the order of lines does not matter."""
    taken: dict[str, str] = {}
    used: set[str] = set()
    for (one, other), score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        if score > 0 and one not in taken and other not in used:
            taken[one] = other
            used.add(other)
    return taken


def jaccard(one: frozenset[PageKey], other: frozenset[PageKey]) -> float:
    """Shared pages over all pages of both."""
    together = len(one | other)
    return len(one & other) / together if together else 0.0


def align_by_pages(
    gold: Mapping[str, frozenset[PageKey]], found: Mapping[str, frozenset[PageKey]], alike: Mapping[str, Hashable]
) -> dict[str, str]:
    """The record of `found` that shares most pages with each record of `gold`, each used once.

    Records that are `alike` in nature (both sheets, or both none) are preferred where they share as many pages.
    """
    by_page: dict[PageKey, list[str]] = {}
    for name, pages in found.items():
        for page in pages:
            by_page.setdefault(page, []).append(name)
    scores = {}
    for name, pages in gold.items():
        for other in {other for page in pages for other in by_page.get(page, ())}:
            score = jaccard(pages, found[other])
            # Less than any step between two different overlaps of packets below 30,000 pages.
            scores[name, other] = score + (1e-9 if alike.get(f"gold {name}") == alike.get(f"found {other}") else 0.0)
    return best_pairs(scores)


@dataclass(frozen=True, slots=True)
class FoldedPage:
    """A page's text with every run of white space as one space, and the map from its own offsets."""

    text: str
    starts: tuple[int, ...]

    def fold_span(self, start: int, end: int) -> Stretch:
        """The stretch of the folded text that these code points of the page's own text became."""
        return bisect_left(self.starts, start), bisect_left(self.starts, end)

    def locate(self, quote: str, near: float = 0.0) -> Stretch | None:
        """Where a quote stands on this page; `near` (0..1) chooses among several. Misread words are found by likeness."""
        wanted = _SPACES.sub(" ", quote).strip()
        if not wanted or not self.text:
            return None
        hits = [match.start() for match in re.finditer(re.escape(wanted), self.text)]
        if hits:
            aim = near * len(self.text)
            first = min(hits, key=lambda at: (abs(at - aim), at))
            return first, first + len(wanted)
        if len(wanted) > 2 * len(self.text):
            return None
        alignment = fuzz.partial_ratio_alignment(wanted, self.text, score_cutoff=LIKENESS)
        if alignment is None:
            return None
        return alignment.dest_start, alignment.dest_end


def fold_page(text: str) -> FoldedPage:
    """The folded text of a page."""
    signs: list[str] = []
    starts: list[int] = []
    in_space = False
    for at, sign in enumerate(text):
        space = sign.isspace()
        if not (space and in_space):
            signs.append(" " if space else sign)
            starts.append(at)
        in_space = space
    return FoldedPage("".join(signs), tuple(starts))


def overlap_of(one: Mapping[PageKey, Stretch], other: Mapping[PageKey, Stretch]) -> float:
    """Shared characters over the shorter of both, 0..1; 0 where one is more than ten times as long as the other.

    The shorter counts because one reader quotes `your letter of December 29` and another the whole clause; the limit keeps a
    finding that quotes a page from answering everything on it.
    """
    shared = sum(
        max(0, min(one[key][1], other[key][1]) - max(one[key][0], other[key][0])) for key in one.keys() & other.keys()
    )
    lengths = sorted(sum(end - start for start, end in spans.values()) for spans in (one, other))
    if shared <= 0 or lengths[0] <= 0 or lengths[1] > 10 * lengths[0]:
        return 0.0
    return shared / lengths[0]


def align_by_spans(
    gold: Mapping[str, Mapping[PageKey, Stretch]], found: Mapping[str, Mapping[PageKey, Stretch]]
) -> dict[str, str]:  # fmt: skip
    """The finding whose quote shares at least half of its words' place with each gold quote, each used once."""
    by_page: dict[PageKey, list[str]] = {}
    for name, spans in found.items():
        for key in spans:
            by_page.setdefault(key, []).append(name)
    scores = {}
    for name, spans in gold.items():
        for other in {other for key in spans for other in by_page.get(key, ())}:
            share = overlap_of(spans, found[other])
            if share >= 0.5:
                # Among several that cover it, the one of most similar length.
                scores[name, other] = share + _likeness(spans, found[other])
    return best_pairs(scores)


def _likeness(one: Mapping[PageKey, Stretch], other: Mapping[PageKey, Stretch]) -> float:
    lengths: Sequence[int] = sorted(_length(spans.values()) for spans in (one, other))
    return lengths[0] / lengths[1] if lengths[1] else 0.0


def _length(spans: Iterable[Stretch]) -> int:
    return sum(end - start for start, end in spans)
