"""Judging: what a person says of a finding goes into the book of decisions, and what depends on it is done again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from chancery.archive import Archive
from chancery.archive.held import HeldDecision, HeldFinding
from chancery.archive.names import page_id, split_page_id
from chancery.archive.recut import FIELD as CUT
from chancery.archive.recut import cut_name
from chancery.errors import DecisionRefused, NotFound
from chancery.extract.references import EXTRACT_VERSION, find_references
from chancery.model.date_phrases import parse_date_phrase
from chancery.model.dates import NotADate, is_edtf, parse_edtf
from chancery.model.decision import Anchor, Decision, Subject
from chancery.model.geometry import Box
from chancery.model.mention import Reference
from chancery.model.page import Region
from chancery.model.record import Field
from chancery.model.viewer import OWNER, Viewer
from chancery.model.vocabulary import PARTY_FIELDS, RECORD_TYPES, Action, Verdict, is_field_name
from chancery.workbench.views.words import DATES

Cut = Literal["split", "merge", "move_pages"]
_CUTS: Mapping[Cut, tuple[Verdict, Mapping[str, bool] | None]] = {
    "split": ("added", {"begins": True}),
    "merge": ("rejected", {"begins": False}),
    "move_pages": ("corrected", None),
}
# What the later stages read of a header: when a person changes one of these, the copy's references are found anew.
HEADER_FIELDS = frozenset({"type", "date", "place", "from", "to", "language"})


@dataclass(frozen=True, slots=True)
class Where:
    """Where a person says that something stands: a page, and the exact words or a box on it."""

    page_number: int | None = None
    quote: str | None = None
    box: Box | None = None
    source: str | None = None


def judge(
    archive: Archive, finding_id: str, verdict: Verdict, value: Any, note: str, who: str, where: Where, viewer: Viewer
) -> Decision:
    """Confirm, correct or reject a finding. Raises NotFound, DecisionRefused."""
    finding = archive.finding(finding_id, viewer)
    if verdict == "corrected":
        value = parse_value(finding.name, value, finding.content)
        if where.box is not None and isinstance(finding.content, Region):
            value = {**(value if isinstance(value, dict) else {}), "box": list(where.box)}
    elif value is not None and verdict != "added":
        raise DecisionRefused(
            "only a correction carries a value", where=finding_id, remedy="Correct it, or leave the value out."
        )
    anchor = (
        find_anchor(archive, where, finding) if verdict == "corrected" and not isinstance(finding.content, Region) else None
    )
    decision = archive.decide(subject_of(finding), verdict, who=who, value=value, note=note, anchor=anchor)
    _follow(archive, finding.copy, finding.name)
    return decision


def add_finding(
    archive: Archive, target: str, name: str, value: Any, note: str, who: str, where: Where, viewer: Viewer
) -> Decision:
    """Add to a record or copy what the machine did not find. Raises NotFound, DecisionRefused."""
    found = archive.find_by_public_id(target, viewer)
    if name == "redaction":
        return _add_region(archive, found.id, value, note, who, where, viewer)
    if not is_field_name(name):
        raise DecisionRefused(
            f"no field is called {name!r}", where=target, remedy="See docs/reference/dump.md for the names."
        )
    copy = _copy_of(archive, found.kind, found.id, viewer)
    anchor = find_anchor(archive, where, None, copy)
    decision = archive.decide(
        Subject("field", copy, name), "added", who=who, value=parse_value(name, value, None), note=note, anchor=anchor
    )
    _follow(archive, copy, name)
    return decision


def show_hidden(
    archive: Archive, target: str, page_number: int | None, note: str, who: str, viewer: Viewer
) -> list[Decision]:
    """Show the words hidden on a page, or on every page of a source, record or copy where they are not shown yet.

    Raises NotFound, and DecisionRefused where nothing is hidden (any more).
    """
    found = archive.find_by_public_id(target, viewer)
    source, numbers = _pages_of(archive, found.kind, found.id, page_number, viewer)
    if page_number is not None or found.kind == "page":
        return [archive.show_hidden(source, numbers[0], who=who, note=note)]
    decisions = [
        archive.show_hidden(source, page.page.number, who=who, note=note)
        for page in archive.pages(source, viewer, first=numbers[0], last=numbers[-1])
        if any(layer.hidden for layer in page.layers) and archive.hidden_decision(source, page.page.number, viewer) is None
    ]
    if not decisions:
        raise DecisionRefused("nothing is hidden there that is not shown already", where=target, remedy="Nothing to do.")
    return decisions


def _pages_of(archive: Archive, kind: str, id_: str, page_number: int | None, viewer: Viewer) -> tuple[str, range]:
    """The source, and which of its pages are meant."""
    if kind == "page":
        source, number = split_page_id(id_)
        return source, range(number, number + 1)
    if kind == "source":
        source, first, last = id_, 1, archive.source(id_, viewer).page_count
    else:
        copy = archive.copy(_copy_of(archive, kind, id_, viewer), viewer)
        source, first, last = copy.source, copy.first_page, copy.last_page
    if page_number is not None:
        archive.page(source, page_number, viewer)
        return source, range(page_number, page_number + 1)
    return source, range(first, last + 1)


def _undoable(held: HeldDecision) -> bool:
    return not held.undone and held.decision.verdict != "withdrawn"


def _add_region(archive: Archive, target: str, value: Any, note: str, who: str, where: Where, viewer: Viewer) -> Decision:
    if where.box is None or where.page_number is None:
        raise DecisionRefused("a redaction stands in a box on a page", where=target, remedy="Say its page and its box.")
    source = where.source or archive.copy(_copy_of(archive, "record", target, viewer), viewer).source
    codes = _codes(value)
    region = {"kind": "redaction", "box": list(where.box), "text": "", "code": codes, "fill": None}
    return archive.decide(Subject("region", page_id(source, where.page_number)), "added", who=who, value=region, note=note)


def decide_cut(archive: Archive, id_: str, cut: Cut, pages: int, to: str, note: str, who: str, viewer: Viewer) -> Decision:
    """Say of the page of this id that a record begins on it (`split`), that none does (`merge`), or that it and the pages
    behind it, `pages` in all, belong to the record `before` or `after` it (`move_pages`). Raises DecisionRefused, NotFound.
    """
    found = archive.find_by_public_id(id_, viewer)
    if found.kind != "page":
        raise DecisionRefused("cuts are made before pages", where=id_, remedy="Name the page as SOURCE/NUMBER.")
    verdict, value = _CUTS[cut]
    said = value if value is not None else {"pages": pages, "to": to}
    subject = Subject("page", found.id, CUT)
    return archive.decide(subject, verdict, who=who, value=said, note=note, action=cut)


def decide_copies(
    archive: Archive, id_: str, same: bool, other: str | None, note: str, who: str, viewer: Viewer
) -> Decision:
    """Say that two records or copies are one record, or that they are not; without `other` that a copy is another record
    than all it is together with. Raises NotFound, DecisionRefused.
    """
    mine, *rest = _own_records(archive, id_, viewer)
    if other is not None:
        others = _own_records(archive, other, viewer)[:1]
    else:
        others = [] if same else rest
    if not others:
        raise DecisionRefused("another record is needed", where=id_, remedy="Name the other record or copy by its id.")
    if others == [mine]:
        raise DecisionRefused("both are the same copy", where=id_, remedy="Name two copies, or the records they were.")
    value = others[0] if len(others) == 1 else others
    action: Action = "same_record" if same else "different_record"
    verdict: Verdict = "confirmed" if same else "rejected"
    return archive.decide(Subject("record", mine), verdict, who=who, value=value, note=note, action=action)


def _own_records(archive: Archive, id_: str, viewer: Viewer) -> list[str]:
    found = archive.find_by_public_id(id_, viewer)
    if found.kind not in ("record", "copy"):
        raise DecisionRefused("copies of records are the same or are not", where=id_, remedy="Name a record or a copy.")
    return list(archive.own_records(id_))


def _undo_copies(archive: Archive, id_: str, who: str, note: str, viewer: Viewer) -> Decision:
    """Take back what was said last of whether a record is another."""
    said = [held for name in archive.own_records(id_) for held in archive.history(name, viewer) if _undoable(held)]
    if not said:
        raise DecisionRefused("nobody said whether it is another record", where=id_, remedy="Nothing to undo.")
    return archive.undo(max(said, key=lambda held: held.decision.at).decision.id, who=who, note=note)


def undo(archive: Archive, id_: str, who: str, note: str, viewer: Viewer) -> Decision:
    """Take back a decision, or the one in force on the finding of this id, the one that shows a page's hidden words, or the
    last one on a record.

    Raises NotFound, DecisionRefused.
    """
    found = archive.find_by_public_id(id_, viewer)
    if found.kind == "page":
        shown = archive.hidden_decision(*split_page_id(found.id), viewer)
        if shown is None:
            cut = next((held for held in reversed(archive.history(cut_name(found.id), viewer)) if _undoable(held)), None)
            if cut is not None:
                return archive.undo(cut.decision.id, who=who, note=note)
            raise DecisionRefused(
                "nothing hidden is shown on this page, and nobody decided its cut", where=id_, remedy="Nothing to undo."
            )
        return archive.undo(shown.decision.id, who=who, note=note)
    if found.kind == "record":
        return _undo_copies(archive, id_, who, note, viewer)
    if found.kind == "decision":
        finding = next((held.finding for held in archive.decisions(viewer) if held.decision.id == found.id), None)
        decision_id = found.id
    else:
        finding, decision_id = found.id, archive.finding(found.id, viewer).decision or ""
        if not decision_id:
            raise DecisionRefused("nobody has decided on it", where=id_)
    before = _finding_or_none(archive, finding, viewer)
    decision = archive.undo(decision_id, who=who, note=note)
    if before is not None:
        _follow(archive, before.copy, before.name)
    return decision


def _finding_or_none(archive: Archive, finding: str | None, viewer: Viewer) -> HeldFinding | None:
    if finding is None:
        return None
    try:
        return archive.finding(finding, viewer)
    except NotFound:
        return None


def _follow(archive: Archive, copy: str | None, name: str) -> None:
    """Do again what was made from the header that changed: the copy's references, alone."""
    if copy is None or name not in HEADER_FIELDS:
        return
    references = find_references(archive.reading_text(copy, OWNER), archive.effective_header(copy))
    archive.save_references(copy, references, version=EXTRACT_VERSION)


def subject_of(finding: HeldFinding) -> Subject:
    if isinstance(finding.content, Field):
        return Subject("field", finding.id, finding.name)
    return Subject("reference" if isinstance(finding.content, Reference) else "region", finding.id)


def _copy_of(archive: Archive, kind: str, id_: str, viewer: Viewer) -> str:
    """The copy itself, or a record's leading one."""
    if kind == "copy":
        return id_
    if kind != "record":
        raise DecisionRefused("a field is added to a record", where=id_, remedy="Name the record's id.")
    copies = archive.record(id_, viewer).copies
    if not copies:
        raise DecisionRefused("the record has no copy to add to", where=id_)
    return copies[0].id


# --- values ----------------------------------------------------------------------------------------------------------


def parse_value(name: str, value: Any, like: Field | Region | Reference | None) -> Any:
    """What a person wrote, in the form the archive keeps: EDTF, a type, a party, a region's codes, a reference's keys.

    Raises DecisionRefused with what would fit.
    """
    if isinstance(like, Region):
        return value if isinstance(value, Mapping) else {"code": _codes(value)}
    if isinstance(like, Reference):
        return value if isinstance(value, Mapping) else {"date": _date(str(value or ""), "date")}
    if value is None or not str(value).strip():
        raise DecisionRefused("the value is empty", where=name, remedy="Write the value, or reject the finding.")
    if name in PARTY_FIELDS:
        return _party(value)
    if not isinstance(value, str):
        raise DecisionRefused("the value is no text", where=name, remedy="Write it as text.")
    value = " ".join(value.split())
    if name in DATES:
        return _date(value, name)
    if name == "type" and value not in RECORD_TYPES:
        raise DecisionRefused(f"{value!r} is no record type", where=name, remedy=f"One of {', '.join(RECORD_TYPES)}.")
    return value


def _party(value: Any) -> dict[str, str | None]:
    if isinstance(value, Mapping):
        if not value.get("name"):
            raise DecisionRefused("a party has a name", where="name", remedy='Write {"name": "...", "role": "..."}.')
        return {key: value.get(key) for key in ("name", "role", "person", "side")}
    name, _, role = " ".join(str(value).split()).partition(", ")
    return {"name": name, "role": role or None, "person": None, "side": None}


def _date(text: str, name: str) -> str:
    """EDTF as written, or the one date that the text prints."""
    try:
        return parse_edtf(text).edtf if is_edtf(text) else parse_date_phrase(text).edtf
    except NotADate as error:
        raise DecisionRefused(
            f"{text!r} is no date", where=name, remedy="Write it as 1995-01-06, 1994-09, 1994? and the like."
        ) from error


def _codes(value: Any) -> list[str]:
    if isinstance(value, list):
        return [str(code) for code in value]
    return [code.strip() for code in str(value or "").replace(";", ",").split(",") if code.strip()]


# --- places ----------------------------------------------------------------------------------------------------------


def find_anchor(archive: Archive, where: Where, finding: HeldFinding | None, copy_id: str | None = None) -> Anchor | None:
    """Where a person's value stands, from the words he quotes or the box he draws; None where he said nothing of it.

    Raises DecisionRefused where the quote is not on the page, or the box holds no word.
    """
    if where.quote is None and where.box is None:
        return None
    source, numbers = _pages(archive, where, finding, copy_id)
    if where.box is not None and where.page_number is not None:
        return _anchor_in_box(archive, source, where.page_number, where.box)
    for number in numbers:
        layer = archive.reading(source, number).layer
        at = layer.text.find(where.quote or "") if layer is not None and where.quote else -1
        if at >= 0:
            return archive.anchor(source, number, at, at + len(where.quote or ""))
    raise DecisionRefused(
        "these words are not on the page",
        where=where.quote or "",
        remedy="Copy them from the page's text as it stands there.",
    )


def _pages(archive: Archive, where: Where, finding: HeldFinding | None, copy_id: str | None) -> tuple[str, range]:
    id_ = copy_id or (finding.copy if finding else None)
    source = where.source or (finding.source if finding else None)
    if id_ is not None:
        copy = archive.copy(id_, OWNER)
        first, last = copy.first_page, copy.last_page
        source = source or copy.source
    elif where.page_number is not None:
        first = last = where.page_number
    else:
        raise DecisionRefused("the place is not told", remedy="Say the page.")
    if where.page_number is not None:
        first = last = where.page_number
    assert source is not None
    return source, range(first, last + 1)


def _anchor_in_box(archive: Archive, source: str, number: int, box: Box) -> Anchor:
    """The words of the page that lie in the box; a box without words is an anchor by its box alone."""
    layer = archive.reading(source, number).layer
    words = [
        index
        for index, word in enumerate(layer.words if layer else ())
        if word.box is not None and word.box.covered_by(box) > 0.5
    ]
    if layer is None or not words:
        return Anchor(source, number, "", "", "", (box,))
    return archive.anchor(source, number, layer.starts[words[0]], layer.end_of(words[-1]))
