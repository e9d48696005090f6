"""One pass over the dump's pages: the error rate of their text, their roles, and where quotes stand in it.

Both dumps are read a page at a time: the dump in its own order, the gold by the byte at which a page's line begins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rapidfuzz.distance import Levenshtein

from chancery.evaluate.align import FoldedPage, PageKey, Stretch, fold_page
from chancery.evaluate.compare import fold
from chancery.evaluate.dump import Row
from chancery.evaluate.measure import Graded, one_value
from chancery.evaluate.scene import Scene
from chancery.evaluate.side import evidence_of

# Edit distance costs the product of both lengths; beyond this a page is compared in stretches of about this many characters.
_AT_ONCE = 50_000


@dataclass(slots=True)
class Spans:
    """Where the quotes of mentions stand, in the folded text of the dump's pages, by mention and page."""

    gold: dict[str, dict[PageKey, Stretch]] = field(default_factory=dict)
    found: dict[str, dict[PageKey, Stretch]] = field(default_factory=dict)
    exact: dict[str, bool] = field(default_factory=dict)


def name_of(kind: str, identifier: str) -> str:
    """A mention's name among all kinds."""
    return f"{kind} {identifier}"


def read_pages(scene: Scene, gold_quotes: Mapping[str, Iterable[Row]]) -> Spans:
    """Score text and roles of every page, and place every quote of gold (`gold_quotes`: evidence by name) and dump."""
    spans = Spans()
    wanted = _by_page(gold_quotes)
    said = _by_page(
        {name_of(kind, row["id"]): evidence_of(row)
         for kind, rows in (("references", scene.found.references), ("statements", scene.found.statements))
         for row in rows.values()}
    )  # fmt: skip
    places = {(row["source"], row["page"]): at for at, row in scene.gold.dump.placed_rows("pages")}
    seen: set[PageKey] = set()
    for row in scene.found.dump.rows("pages"):
        key = (row["source"], row["page"])
        if row["source"] not in scene.gold.sources or key in seen:
            continue
        seen.add(key)
        gold = scene.gold.dump.row_at("pages", places[key]) if key in places else None
        if gold is not None:
            _score_page(scene, key, gold, row)
        if key in wanted or key in said:
            _place_quotes(spans, key, row["text"], gold["text"] if gold else "", wanted.get(key, ()), said.get(key, ()))
    for key in sorted(places.keys() - seen):
        _score_page(scene, key, scene.gold.dump.row_at("pages", places[key]), None)
    return spans


def _by_page(quotes: Mapping[str, Iterable[Row]]) -> dict[PageKey, list[tuple[str, Row]]]:
    by_page: dict[PageKey, list[tuple[str, Row]]] = {}
    for name, evidence in quotes.items():
        for place in evidence:
            by_page.setdefault((place["source"], place["page"]), []).append((name, place))
    return by_page


def _place_quotes(
    spans: Spans, key: PageKey, text: str, gold_text: str, wanted: Iterable[tuple[str, Row]], said: Iterable[tuple[str, Row]]
) -> None:  # fmt: skip
    page = fold_page(text)
    for name, place in wanted:
        near = (place["start"] or 0) / max(1, len(gold_text))
        stretch = page.locate(place["quote"], near)
        if stretch is not None:
            _widen(spans.gold.setdefault(name, {}), key, stretch)
    for name, place in said:
        exact = place["start"] is not None and text[place["start"] : place["end"]] == place["quote"]
        spans.exact[name] = spans.exact.get(name, True) and exact
        stretch = _stretch(page, place)
        if stretch is not None:
            _widen(spans.found.setdefault(name, {}), key, stretch)


def _stretch(page: FoldedPage, place: Row) -> Stretch | None:
    if place["start"] is not None and place["end"] is not None:
        return page.fold_span(place["start"], place["end"])
    return page.locate(place["quote"])


def _widen(places: dict[PageKey, Stretch], key: PageKey, stretch: Stretch) -> None:
    """Two pieces of evidence on one page are one stretch from the first to the last of them."""
    old = places.get(key, stretch)
    places[key] = min(old[0], stretch[0]), max(old[1], stretch[1])


# --- text and roles --------------------------------------------------------------------------------------------------


def _score_page(scene: Scene, key: PageKey, gold: Row, found: Row | None) -> None:
    if not scene.covers("pages"):
        return
    scope = scene.scope.of_source(key[0])
    name = f"{key[0][:12]} p. {key[1]}"
    if scope.roles and gold["role"] is not None:
        role = found["role"] if found else None
        hit = role == gold["role"]
        said = role is not None
        scene.judge(one_value("pages.role", name, key[0], hit, said=said, gold=gold["role"], found=role or ""))
    if scope.text:
        for grade in text_grades(name, key[0], gold["text"], found["text"] if found else ""):
            scene.cases.graded.append(grade)


def text_grades(key: str, unit: str, gold: str, found: str) -> Iterator[Graded]:
    """Character error rate (edits over true characters), and the shares of true words read and of read words true.

    White space, quotes and dashes are made equal, case is not. A rate over many pages is that of all their characters. An
    empty page counts as one character, so that what is read into it is not lost.
    """
    one, other = _plain(gold), _plain(found)
    yield Graded("pages.text CER", key, unit, edits(one, other) / max(1, len(one)), max(1, len(one)))
    words, read = Counter(one.split()), Counter(other.split())
    shared = (words & read).total()
    if words:
        yield Graded("pages.text word recall", key, unit, shared / words.total(), words.total())
    if read:
        yield Graded("pages.text word precision", key, unit, shared / read.total(), read.total())


def edits(one: str, other: str) -> int:
    """The Levenshtein distance; of very long texts the sum over stretches between places that both share."""
    total = 0
    while len(one) > _AT_ONCE and len(other) > _AT_ONCE:
        cut = _shared_cut(one, other)
        if cut is None:
            break
        total += Levenshtein.distance(one[: cut[0]], other[: cut[1]])
        one, other = one[cut[0] :], other[cut[1] :]
    return total + Levenshtein.distance(one, other)


def _shared_cut(one: str, other: str) -> tuple[int, int] | None:
    """A place near the limit whose forty characters stand near the same place of the other text."""
    for at in range(_AT_ONCE, _AT_ONCE - 4000, -80):
        mark = one[at : at + 40]
        there = other.find(mark, max(1, at - 2000), at + 2040)
        if len(mark) == 40 and there > 0:
            return at, there
    return None


def _plain(text: str) -> str:
    """Signs made equal as `fold` does, but case kept: a wrong case is a reading error."""
    return fold(text, fold_case=False)
