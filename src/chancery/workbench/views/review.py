"""The review queue: what the archive is unsure of, most useful first, each with the pages to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import chain, islice
from typing import Literal, TypeVar

from chancery.archive import Archive
from chancery.archive.held import HeldCopy, HeldDecision, HeldFinding, HeldLikeness, HeldProblem
from chancery.archive.lists import Doubt
from chancery.archive.names import page_id
from chancery.errors import NotFound
from chancery.model.page import Region
from chancery.model.record import Field
from chancery.model.viewer import Viewer
from chancery.workbench.pages.finding import DecisionShown
from chancery.workbench.pages.review import BesidePage, ReviewItem, ReviewKind, ReviewPage, ReviewSide
from chancery.workbench.views.findings import on_page, say_decision
from chancery.workbench.views.records import title_of
from chancery.workbench.views.words import field_label, show_date, show_value, text_of, type_label

PER_PAGE = 10
WORDS = 600  # characters of a page without a picture
TEXT = 6000  # characters of each of two texts side by side
CUT_CODES = ("doubtful_cut", "doubtful_cuts", "letter_without_close", "not_one_record")
DOUBTED: Mapping[Doubt, tuple[str, ...]] = {"date": ("date",), "party": ("from", "to")}
KINDS: tuple[ReviewKind, ...] = ("copies", "cut", "date", "party", "lost")
Waiting = Callable[[], ReviewItem | None]
Held = TypeVar("Held")


def show_review(archive: Archive, kind: ReviewKind | Literal[""], first: int, viewer: Viewer) -> ReviewPage:
    """A window of what waits. Only what is shown is opened."""
    alike = archive.doubtful_copies(viewer)
    counts: dict[ReviewKind, int] = {
        "copies": len(alike),
        "cut": sum(1 for _ in archive.problems(viewer, codes=CUT_CODES)),
        "date": archive.count_doubted("date", viewer),
        "party": archive.count_doubted("party", viewer),
        "lost": sum(1 for _ in _lost(archive, viewer)),
    }
    waiting: dict[ReviewKind, Callable[[], Iterator[Waiting]]] = {
        "copies": lambda: (_later(_copies_item, archive, each, viewer) for each in alike),
        "cut": lambda: (_later(_cut_item, archive, each, viewer) for each in archive.problems(viewer, codes=CUT_CODES)),
        "date": lambda: _doubts(archive, "date", viewer),
        "party": lambda: _doubts(archive, "party", viewer),
        "lost": lambda: (_later(_lost_item, archive, each, viewer) for each in _lost(archive, viewer)),
    }
    chosen = KINDS if not kind else (kind,)
    rows = chain.from_iterable(waiting[each]() for each in chosen)
    items = tuple(item for make in islice(rows, first, first + PER_PAGE) if (item := make()) is not None)
    return ReviewPage(
        items, tuple((each, counts[each]) for each in KINDS), kind, first, PER_PAGE, sum(counts[each] for each in chosen)
    )


def _later(
    make: Callable[[Archive, Held, Viewer], ReviewItem | None], archive: Archive, held: Held, viewer: Viewer
) -> Waiting:
    return lambda: make(archive, held, viewer)


# --- copies ----------------------------------------------------------------------------------------------------------


def _copies_item(archive: Archive, alike: HeldLikeness, viewer: Viewer) -> ReviewItem:
    sides = tuple(side_of_copy(archive, archive.copy(name, viewer), viewer) for name in (alike.one, alike.other))
    return ReviewItem(
        "copies", alike.one, "Are these two copies of one record?", "Lay them side by side; say same, or different.",
        alike.reasons, alike.score, sides, other=alike.other, record=alike.one_record, acts=("same", "different"),
    )  # fmt: skip


def side_of_copy(archive: Archive, copy: HeldCopy, viewer: Viewer) -> ReviewSide:
    """The first page of a copy."""
    fields = archive.effective_fields(copy.id, viewer)
    source = archive.source(copy.source, viewer)
    words = archive.reading_text(copy.id, viewer).text
    width, height = _size(archive, copy.source, copy.first_page, viewer)
    return ReviewSide(
        copy.source, source.file, copy.first_page, source.page_count, width, height, words[:WORDS], copy.record, copy.id,
        title_of(fields, type_label(text_of(fields, "type"))), show_date(text_of(fields, "date")), copy.first_page,
        copy.last_page,
    )  # fmt: skip


def _size(archive: Archive, source: str, number: int, viewer: Viewer) -> tuple[float | None, float | None]:
    try:
        page = archive.page(source, number, viewer).page
    except NotFound:  # closed to this viewer
        return None, None
    return page.width, page.height


def show_beside(archive: Archive, one: str, other: str, viewer: Viewer) -> BesidePage:
    """Two copies side by side. Raises NotFound."""
    mine, theirs = archive.copy(one, viewer), archive.copy(other, viewer)
    alike = archive.likeness(mine.id, theirs.id, viewer)
    names = {*archive.own_records(mine.id)[:1], *archive.own_records(theirs.id)[:1]}
    said = [held for name in sorted(names) for held in archive.history(name, viewer)]
    return BesidePage(
        _long_side(archive, mine, viewer), _long_side(archive, theirs, viewer), None if alike is None else alike.score,
        () if alike is None else alike.reasons, mine.record == theirs.record, tuple(_rows(archive, mine, theirs, viewer)),
        tuple(say_pair(held) for held in sorted(said, key=lambda held: held.decision.at)),
    )  # fmt: skip


def say_pair(held: HeldDecision) -> DecisionShown:
    """A decision that two records are one, or are not."""
    said = {"same_record": "one record", "merge": "one record", "different_record": "two records"}
    return replace(say_decision(held), after=said.get(held.decision.action or ""))


def _long_side(archive: Archive, copy: HeldCopy, viewer: Viewer) -> ReviewSide:
    return replace(side_of_copy(archive, copy, viewer), words=archive.reading_text(copy.id, viewer).text[:TEXT])


def _rows(archive: Archive, one: HeldCopy, other: HeldCopy, viewer: Viewer) -> Iterator[tuple[str, str, str]]:
    said: dict[str, tuple[list[str], list[str]]] = {}
    for side, copy in enumerate((one, other)):
        for field in archive.effective_fields(copy.id, viewer):
            said.setdefault(field.name, ([], []))[side].append(show_value(field)[0])
    for name, (mine, theirs) in said.items():
        yield field_label(name), "; ".join(mine), "; ".join(theirs)


# --- cuts ------------------------------------------------------------------------------------------------------------


def _cut_item(archive: Archive, held: HeldProblem, viewer: Viewer) -> ReviewItem | None:
    number, source = held.problem.page_number or 1, held.source or ""
    asked = held.problem.code == "doubtful_cut" and number > 1
    shown = (number - 1, number) if asked else (number,)
    sides = tuple(side for each in shown if (side := _side_of_page(archive, source, each, viewer)) is not None)
    if len(sides) < len(shown):
        return None  # one of the pages is closed to this viewer, and so is what was said of both
    thought = next(iter(archive.page_cuts(source, viewer, first=number, last=number)), None)
    reasons = tuple(reason.text for reason in thought.reasons[:4]) if thought else ()
    return ReviewItem(
        "cut", page_id(source, number),
        f"Does a record begin on page {number}?" if asked else held.problem.message, held.problem.remedy,
        reasons if asked and reasons else (held.problem.message,), thought.probability if thought and asked else None, sides,
        record=sides[-1].record, cut=thought is not None and thought.begins, acts=("split", "merge") if asked else (),
    )  # fmt: skip


def _side_of_page(archive: Archive, source: str, number: int, viewer: Viewer) -> ReviewSide | None:
    try:
        page = archive.page(source, number, viewer)
    except NotFound:
        return None
    held = archive.source(source, viewer)
    words = archive.layer(page.chosen, viewer).text[:WORDS] if page.chosen else ""
    return ReviewSide(
        source, held.file, number, held.page_count, page.page.width, page.page.height, words, page.record
    )  # fmt: skip


# --- dates and parties -----------------------------------------------------------------------------------------------


def _doubts(archive: Archive, doubt: Doubt, viewer: Viewer) -> Iterator[Waiting]:
    after = (-1.0, "")
    while rows := archive.doubted(doubt, viewer, after=after):
        for copy, confidence in rows:
            yield lambda copy=copy: _doubt_item(archive, doubt, copy, viewer)  # type: ignore[misc]
            after = (confidence, copy)


def _doubt_item(archive: Archive, doubt: Doubt, name: str, viewer: Viewer) -> ReviewItem | None:
    """The least sure date or party of a copy."""
    copy = archive.copy(name, viewer)
    waiting = [each for each in archive.fields(name, viewer) if each.name in DOUBTED[doubt] and each.awaits_review]
    if not waiting:
        return None
    finding = min(waiting, key=lambda each: (each.confidence or 0.0, each.id))
    field = finding.content
    assert isinstance(field, Field)
    value, detail = show_value(field)
    others = ", ".join(show_value(Field(field.name, each.value, (), "", "", 0.0))[0] for each in field.alternatives[:3])
    reasons = (f"{field.method} is {finding.confidence or 0.0:.2f} sure", *((f"it may also be {others}",) if others else ()))
    return ReviewItem(
        doubt, finding.id, "Is this the date of the record?" if doubt == "date" else f"{field_label(field.name)}: is this it?",
        "Confirm it, reject it, or open it to correct it.", reasons, finding.confidence,
        (_side_of_finding(archive, copy, finding, viewer),), f"{value} ({detail})" if detail and detail != value else value,
        field_label(field.name), record=copy.record, acts=("confirm", "reject"),
    )  # fmt: skip


def _side_of_finding(archive: Archive, copy: HeldCopy, finding: HeldFinding, viewer: Viewer) -> ReviewSide:
    side = side_of_copy(archive, copy, viewer)
    place = next(iter(on_page(finding)), None)
    if place is None or isinstance(finding.content, Region):
        return side
    width, height = _size(archive, place.source, place.page_number, viewer)
    return replace(side, page=place.page_number, width=width, height=height, words=place.quote, boxes=place.boxes)


# --- decisions that lost their place ----------------------------------------------------------------------------------


def _lost(archive: Archive, viewer: Viewer) -> Iterator[HeldDecision]:
    held = archive.decisions(viewer, place="lost")
    return (each for each in held if not each.undone and each.decision.verdict != "withdrawn")


def _lost_item(archive: Archive, held: HeldDecision, viewer: Viewer) -> ReviewItem:
    decision = held.decision
    shown = say_decision(held)
    quote = f"it stood at “{decision.anchor.quote}” on page {decision.anchor.page_number}" if decision.anchor else ""
    side = _side_of_page(archive, decision.anchor.source, decision.anchor.page_number, viewer) if decision.anchor else None
    return ReviewItem(
        "lost", decision.id, f"This decision on a {decision.subject.kind} lost its place",
        "Decide again where it belongs now, or take it back.",
        (f"{decision.verdict} by {decision.who}, {shown.on}", *((quote,) if quote else ())), None,
        () if side is None else (side,), shown.after or "", decision.subject.field or decision.subject.kind,
        record=side.record if side is not None else None, acts=("undo",),
    )  # fmt: skip
