"""The header grammar of directives and Council papers: series and number, the officers addressed, the subject (handbook
1.8).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from chancery.describe.diplomatic import find_headed_paper
from chancery.describe.labels import Piece
from chancery.describe.lines import TextLine
from chancery.describe.memorandum import find_copies, find_writer
from chancery.describe.parties import parse_party
from chancery.describe.record_text import Found, RecordText, place_of
from chancery.describe.titles import find_subject, joined

MODULE = "directive"
# NSDD 75; NSDM-242; NSAM No. 273; PD/NSC-18; PRM/NSC-10; NSC 162/2; NIE 11-4-82; SNIE 10-2-66
_NUMBER = re.compile(
    r"\b(?P<number>(?:NSDM|NSSM|NSDD|NSSD|NSAM|NSPD|NSD|NSR|S?NIE)[-\s]{0,2}(?:N[oO]\.? ?)?\d{1,3}(?:[-/]\d{1,3}){0,2}|"
    r"P(?:D|RM|RD|DD|PD|SD)(?:/NSC)?[-\s]{1,2}\d{1,3}|NSC[-\s]\d{1,4}(?:/\d{1,2})?)\b"
)
# NATIONAL SECURITY DECISION DIRECTIVE NUMBER 75; ... MEMORANDUM NO. 242; ... DIRECTIVE 75
_LONG = re.compile(
    r"\b(?:DIRECTIVE|MEMORANDUM|REVIEW)\W{0,3}(?:(?:NUMBER|N[O0]\.?)\s?)?(?P<number>\d{1,3})\W{0,3}$", re.IGNORECASE
)
_OFFICER = re.compile(
    r"^\W{0,3}(?:MEMORANDUM FOR\W{0,3}|TO\W{1,3})?"
    r"(?P<who>THE (?:VICE PRESIDENT|SECRETARY|ATTORNEY|DIRECTOR|CHAIRMAN|ADMINISTRATOR|ASSISTANT|UNITED STATES|CHIEF|"
    r"COUNSELL?OR|UNDER SECRETARY)[A-Z ,.\-]{0,70}|"
    r"The (?:Vice President|Secretary|Attorney|Director|Chairman|Administrator|Assistant|Chief|Under Secretary)[\w ,.\-]{0,70})$"
)


def find_directive(record: RecordText) -> Iterator[Found]:
    """The fields of a directive: number, officers addressed, subject."""
    yield from find_number(record)
    yield from _officers(record.head)
    yield from find_writer(record, MODULE)
    yield from find_copies(record, MODULE)
    yield from find_subject(record, MODULE)
    if not record.values("subject"):
        yield from _under_number(record)


def find_numbered_paper(record: RecordText) -> Iterator[Found]:
    """The fields of a Council paper or an estimate: its number, and its heading as the title."""
    yield from find_number(record)
    yield from find_headed_paper(record)


def find_number(record: RecordText) -> Iterator[Found]:
    form = next((head.form for head in record.heads if head.type == "nsc_directive" and head.form), None)
    for line in record.head[:30]:
        match = _NUMBER.search(line.text) if len(line.text) <= 80 else None
        if match is not None:
            yield Found(
                "number",
                " ".join(match["number"].split()),
                (place_of(line, *match.span("number")),),
                f"{MODULE}.series_number",
                0.88,
            )
            return
        long = _LONG.search(line.text) if form is not None and len(line.text) <= 80 else None
        if long is not None:
            yield Found(
                "number",
                f"{form} {long['number']}",
                (place_of(line, *long.span("number")),),
                f"{MODULE}.series_number",
                0.85,
            )
            return


def _officers(lines: Sequence[TextLine]) -> Iterator[Found]:
    """`THE SECRETARY OF STATE` / `THE SECRETARY OF DEFENSE` ...: a line each."""
    for line in lines[:40]:
        match = _OFFICER.match(line.text)
        if match is not None:
            start, end = match.span("who")
            party = parse_party([Piece(line, line.start + start, line.start + end)])
            if party is not None:
                yield Found("to", party.party, party.places, f"{MODULE}.officers", 0.82)


def _under_number(record: RecordText) -> Iterator[Found]:
    """The title in the lines under the series and number."""
    head = next((head for head in record.heads if head.type == "nsc_directive"), None)
    if head is None:
        return
    pieces = []
    for line in record.head:
        text = line.text.strip(" .,:;_-–—")
        if line.index <= head.line or len(text) < 6 or _NUMBER.fullmatch(text) or _LONG.search(text):
            continue
        if _OFFICER.match(line.text) or not text[:1].isupper() or len(text) > 80:
            break
        pieces.append(Piece(line, line.start, line.end))
        if len(pieces) == 2:
            break
    title = joined(pieces)
    if title is not None:
        yield Found("title", title[0], title[1], f"{MODULE}.under_number", 0.5)
