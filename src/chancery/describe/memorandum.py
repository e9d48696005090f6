"""The header grammar of memoranda in all their forms: FOR, TO, THROUGH, FROM, SUBJECT, office symbols, copies, drafting
and clearance lines (handbook 1.6).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from chancery.describe.labels import Labelled
from chancery.describe.lines import TextLine
from chancery.describe.parties import NamedParty, parse_parties, parse_party, split_names
from chancery.describe.places import OFFICE, is_person_name
from chancery.describe.record_text import Found, RecordText, place_of
from chancery.describe.signatures import signed_by
from chancery.describe.titles import find_subject
from chancery.model.record import Alternative, Party

MODULE = "memorandum"
# MEMORANDUM FOR THE RECORD, TO FILES
_RECORD = re.compile(r"\W{0,3}(?:for |to )?(?:the )?(?P<who>records?|files?)\b", re.IGNORECASE)


def find_memorandum(record: RecordText) -> Iterator[Found]:
    """The fields of a memorandum, note or any other paper that is headed by labels."""
    yield from find_addressees(record, MODULE)
    yield from find_writer(record, MODULE)
    yield from find_copies(record, MODULE)
    yield from find_subject(record, MODULE)
    yield from find_references(record, MODULE)
    yield from find_drafting(record, MODULE)


# --- who to whom --------------------------------------------------------------------------------------------------


def find_addressees(record: RecordText, module: str) -> Iterator[Found]:
    """Whom TO or FOR names; the first such label counts, a second one only where it stands right under it."""
    values = record.values("to")
    attention = record.value("attention")
    for value in values[:1] or record.values("for")[:1]:
        kept = _RECORD.match(value.text)
        if kept is not None:
            # Nobody is addressed: what is printed stands, as catalogues give it.
            piece = value.pieces[0]
            at = piece.text.find(kept["who"])
            place = (piece.line.page_number, piece.start + max(0, at), piece.start + max(0, at) + len(kept["who"]))
            yield Found("to", Party(_printed_record(kept)), (place,), f"{module}.for_the_record", _sure(value, 0.88))
            return
        for party in parse_parties(value):
            if attention is not None and party.party.role is None and value is values[0]:
                party = _to_the_attention(party, attention)
            yield Found("to", party.party, party.places, f"{module}.labelled_line", _sure(value, 0.88))


def _printed_record(kept: re.Match[str]) -> str:
    return "the record" if kept["who"].lower().startswith("record") else "the file"


def _to_the_attention(party: NamedParty, attention: Labelled) -> NamedParty:
    """`Office of General Counsel` / `ATTENTION: Mr. Karel Novak`: whose attention it asks for stands as the role."""
    said = attention.text.strip(" .,;:")
    if not said:
        return party
    places = (*party.places, *(piece.place for piece in attention.pieces[:1]))
    return NamedParty(Party(party.party.name, f"Attention: {said}"), places)


def _sure(value: Labelled, base: float) -> float:
    """Less where the value stood in another place than beside its label, or the label has no colon."""
    rule = {"beside": 1.0, "under": 0.85}.get(value.rule, 0.7)
    return base * rule * (1.0 if value.label.firm else 0.92)


def find_writer(record: RecordText, module: str) -> Iterator[Found]:
    """Whom FROM names; else who signed at the foot. Who signed is the runner-up where FROM names an office."""
    signed = signed_by(record)
    value = record.value("from")
    named = parse_parties(value) if value is not None else ()
    if value is not None and named:
        for party in named[:1]:
            others: tuple[Alternative, ...] = ()
            if signed is not None and signed[0].party.name.lower() != party.party.name.lower():
                others = (Alternative(signed[0].party, round(0.3 * signed[1], 3)),)
            yield Found("from", party.party, party.places, f"{module}.labelled_line", _sure(value, 0.88), others)
    elif signed is not None:
        yield Found("from", signed[0].party, signed[0].places, f"{module}.signed_at_foot", signed[1])


# --- copies, references, drafting --------------------------------------------------------------------------------

_TYPIST = re.compile(r"\W{0,3}\d\s?[-–—]")


def find_copies(record: RecordText, module: str) -> Iterator[Found]:
    """Who got copies: cc, COPIES TO, Distribution, in the head or at the foot."""
    seen: set[str] = set()
    for value in (*record.values("cc"), *(item for item in record.foot if item.kind == "cc")):
        for piece in split_names(value.pieces):
            party = parse_party([piece])
            if party is None or party.party.name.lower() in seen or len(party.party.name) > 70:
                continue
            seen.add(party.party.name.lower())
            yield Found("cc", party.party, party.places, f"{module}.copies", _sure(value, 0.75))


_NUMBERED = re.compile(r"\W{0,2}(?:\(?[A-Za-z1-9]\)|[A-Za-z1-9][.)])\s")


def find_references(record: RecordText, module: str) -> Iterator[Found]:
    """What a REF line refers to, one item each where they are lettered, else one a line."""
    value = record.value("refs")
    if value is None:
        return
    for piece in value.pieces[:8]:
        text = piece.text.strip(" .;,")
        if len(text) < 3 or len(text) > 160:
            continue
        if len(value.pieces) > 1 and not _NUMBERED.match(text) and piece is not value.pieces[0]:
            break  # a reference that runs on: its first line names it
        start = piece.text.index(text)
        place = (piece.line.page_number, piece.start + start, piece.start + start + len(text))
        yield Found("refs", " ".join(text.split()), (place,), f"{module}.reference_line", _sure(value, 0.75))


# EUR/RUS:JDoe:ab 12/30/94 x7-1234; Drafted: EUR/RUS:JDoe; DRAFTED BY EUR/RUS:JDOE
_DRAFTED = re.compile(
    r"^(?P<label>\W{0,3}(?:Draft(?:ed)?(?: by)?|DRAFT(?:ED)?(?: BY)?)\s?[:;]?\s*)?(?P<office>[A-Z]{1,6}(?:/[A-Z\-]{1,8}){0,4})\s?:\s?"
    r"(?P<name>[A-Z]{1,3}[A-Za-z][\w.'’\-]{1,18}(?: [A-Z][\w'’\-]+)?)(?=\s*(?::|\(|\d|$|\s[A-Z0-9]))"
)
_DRAFTED_BY = re.compile(
    r"^\W{0,3}(?i:drafted by|drafter|drafting officer)\s?[:;]\s*(?P<name>[A-Z][\w.'’\-]+(?: [A-Z][\w.'’\-]+){0,3})"
)


def find_drafting(record: RecordText, module: str) -> Iterator[Found]:
    """The drafter of a drafting line at the foot or head (office path, name, typist, date, telephone)."""
    for line in (*record.tail, *record.head, *_last_lines(record)):
        if len(line.text) > 110:
            continue
        match = _DRAFTED.match(line.text)
        if match is not None and (match["label"] or "/" in match["office"]) and not OFFICE.fullmatch(match["name"]):
            places = (place_of(line, *match.span("name")), place_of(line, *match.span("office")))
            yield Found("drafter", Party(match["name"], match["office"]), places, f"{module}.drafting_line", 0.85)
            return
        by = _DRAFTED_BY.match(line.text)
        if by is not None and is_person_name(by["name"]):
            yield Found("drafter", Party(by["name"]), (place_of(line, *by.span("name")),), f"{module}.drafting_line", 0.8)
            return


def _last_lines(record: RecordText) -> Sequence[TextLine]:
    first = record.lines[0].page_number if record.lines else 0
    return [line for line in record.lines if line.page_number == first][-12:]
