"""The header grammars of diplomatic papers: note verbale, aide-memoire, non-paper, communique, airgram, despatch (handbook
1.2): who presents what to whom, the number, the place beside the date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from chancery.describe.labels import Piece
from chancery.describe.lines import TextLine
from chancery.describe.memorandum import find_addressees, find_copies, find_drafting, find_references, find_writer
from chancery.describe.places import parse_place
from chancery.describe.record_text import Found, RecordText, Stand, place_of
from chancery.describe.telegram import read_out
from chancery.describe.titles import find_subject, joined
from chancery.model.date_phrases import find_dates
from chancery.model.record import Party

MODULE = "diplomatic"
# The Embassy of Kalvia presents its compliments to the Department of State and, with reference to ...
_COMPLIMENTS = re.compile(
    r"(?:The )?(?P<from>[A-Z][\w'’\-]+(?:\s(?:of|for|the|and|to|[A-Z][\w'’\-]+)){0,9}?)\s+presents\s+(?:its|his|her|their)\s+compliments\s+to\s+(?:the\s+)?"
    r"(?P<to>(?:(?:His|Her)\s+Excellency\s+)?[A-Z][\w'’\-]+(?:\s(?:of|for|the|and(?=\s[A-Z])|[A-Z][\w'’\-]+)){0,9})"
)
_NUMBER = re.compile(r"^\W{0,3}(?:Note )?(?P<number>N[oO]\.? ?\d{1,5}(?:[/\-]\d{2,4})?)\W{0,3}$")


def find_note(record: RecordText) -> Iterator[Found]:
    """The fields of a note: the mission that writes and the office written to, its number, the place at its foot."""
    lines = record.lines[:30]
    text, starts = _in_one(lines)
    match = _COMPLIMENTS.search(text)
    if match is not None:
        for name in ("from", "to"):
            said = " ".join(match[name].split())
            yield Found(name, Party(said), _places(lines, starts, *match.span(name)), f"{MODULE}.compliments", 0.9)
    yield from _note_number(record.lines[:12])
    yield from find_paper(record)


# The Embassy of Kalvia avails itself of this opportunity to renew to the Department of State the assurances of ...
_RENEWS = re.compile(
    r"(?:The )?(?P<from>[A-Z][\w'’\-]+(?:\s(?:of|for|the|and|to|[A-Z][\w'’\-]+)){0,9}?)\s+avails?\s+(?:itself|himself|herself|themselves)\s+of\s+"
    r"(?:this|the)\s+(?:opportunity|occasion)(?:\s+to\s+(?:renew|convey|express)\s+to\s+(?:the\s+)?"
    r"(?P<to>(?:(?:His|Her)\s+Excellency\s+)?[A-Z][\w'’\-]+(?:\s(?:(?:of|for|and)(?:\sthe)?(?=\s[A-Z])|[A-Z][\w'’\-]+)){0,9}))?"
)
_CLOSING_LINES = 16


def find_closing(record: RecordText) -> Iterator[Found]:
    """What the courtesy that closes every note says: that it is one, and whose to whom. Its opening may be lost to a stamp."""
    lines = record.lines[-_CLOSING_LINES:]
    text, starts = _in_one(lines)
    match = _RENEWS.search(text)
    if match is None:
        return
    yield Found("type", "note_verbale", _places(lines, starts, *match.span())[:1], f"{MODULE}.closing_courtesy", 0.85)
    for name in ("from", "to"):
        if match[name]:
            said = " ".join(match[name].split())
            yield Found(name, Party(said), _places(lines, starts, *match.span(name)), f"{MODULE}.closing_courtesy", 0.8)


# THE WHITE HOUSE / WASHINGTON; United States Department of State / Washington, D.C. 20520; EMBASSY OF KALVIA / WASHINGTON
_HOUSE = re.compile(
    r"\b(?:House|Department|Ministry|Embassy|Legation|Consulate|Mission|Council|Office|Agency|Headquarters|Secretariat|Chancery|Cabinet|"
    r"Министерство|Посольство)\b",
    re.IGNORECASE,
)
_TOWN = re.compile(
    r"\W{0,3}(?P<town>[A-ZА-ЯЁ][\w'’\-]+(?: [A-ZА-ЯЁ][\w'’\-]+){0,2})(?:, ?(?:D\.? ?C\.?|[A-Z]{2}|[A-Z][a-z]+))?\W{0,2}(?:\d{5}(?:-\d{4})?)?\W{0,3}"
)
_HEAD_LINES = 16


def find_town(record: RecordText) -> Iterator[Found]:
    """The town under the house that a letterhead names."""
    lines = [line for page in record.pages[:1] for line in page.lines[:_HEAD_LINES] if line.short]
    for above, line in pairwise(lines):
        match = _TOWN.fullmatch(line.text)
        if match is None or len(above.text) > 60 or not _HOUSE.search(above.text) or re.search(r"[:.]\s|\d", above.text):
            continue
        if parse_place(match["town"]) is not None and not _HOUSE.search(line.text):
            yield Found("place", match["town"], (place_of(line, *match.span("town")),), f"{MODULE}.under_letterhead", 0.8)
            return


def _in_one(lines: Sequence[TextLine]) -> tuple[str, list[int]]:
    """Lines as one text, and where each begins in it."""
    starts = []
    at = 0
    for line in lines:
        starts.append(at)
        at += len(line.text) + 1
    return "\n".join(line.text for line in lines), starts


def _places(lines: Sequence[TextLine], starts: Sequence[int], start: int, end: int) -> tuple[Stand, ...]:
    """The stretches of the lines that [start, end) of their joined text covers."""
    found = []
    for line, at in zip(lines, starts, strict=True):
        first, last = max(start, at), min(end, at + len(line.text))
        if first < last:
            found.append(place_of(line, first - at, last - at))
    return tuple(found)


def _note_number(lines: Sequence[TextLine]) -> Iterator[Found]:
    for line in lines:
        match = _NUMBER.match(line.text)
        if match is not None:
            yield Found("number", match["number"], (place_of(line, *match.span("number")),), f"{MODULE}.number_line", 0.8)
            return


def find_paper(record: RecordText) -> Iterator[Found]:
    """The fields of a paper without labels: aide-memoire, non-paper, communique; place and date stand in one line."""
    yield from find_subject(record, MODULE)
    yield from _beside_date([*record.head[:14], *record.lines[-10:]], record)


_MARKS = " ,.;:-–—()[]"


def _beside_date(lines: Sequence[TextLine], record: RecordText) -> Iterator[Found]:
    """`Washington, 20 June 1994`, `Ravensholm, 2nd December, 1993`: the place before the date."""
    for line in lines:
        if len(line.text) > 70:
            continue
        for phrase in find_dates(line.text, record.reading):
            ahead = line.text[: phrase.span.start].strip(_MARKS)
            if (
                phrase.has_year
                and ahead
                and parse_place(ahead) is not None
                and not line.text[phrase.span.end :].strip(_MARKS)
            ):
                start = line.text.index(ahead)
                yield Found("place", ahead, (place_of(line, start, start + len(ahead)),), f"{MODULE}.beside_date", 0.85)
                return


# --- communiques and other headed papers ---------------------------------------------------------------------------

_HEADING = re.compile(r"[A-Z0-9][A-Z0-9 ,.'’()/&:;\-–—\"“”]{3,89}")


def find_headed_paper(record: RecordText) -> Iterator[Found]:
    """The fields of a paper that its heading names: communique, briefing paper, statement; the heading is the title."""
    yield from find_paper(record)
    if not record.values("subject"):
        yield from heading_title(record, MODULE)


def heading_title(record: RecordText, module: str) -> Iterator[Found]:
    """The lines of the heading around what told the type: in capitals, above the text, dates and levels aside."""
    opening = next((head for head in record.heads if head.cue == "heading"), None)
    if opening is None:
        return
    pieces: list[Piece] = []
    for line in record.head[:16]:
        text = line.text.strip(" .,:;*_-–—|")
        own = line.index == opening.line
        if own or (
            _HEADING.fullmatch(text) and not find_dates(text, record.reading) and abs(line.index - opening.line) <= 3
        ):
            start = line.start + line.text.index(text)
            pieces.append(Piece(line, start, start + len(text)))
        elif pieces and line.index > opening.line:
            break
    title = joined(pieces[:4])
    if title is not None:
        yield Found("title", title[0], title[1], f"{module}.heading_lines", 0.5)


# --- airgrams and despatches -----------------------------------------------------------------------------------------

_AIRGRAM_NUMBER = re.compile(r"(?:^|\s)(?P<number>(?:A|CA|G)[-– ]\d{1,5})\b(?!\.)")
_DESPATCH_NUMBER = re.compile(r"\b(?:Desp(?:atch)?|Instruction)\.? N[oO]\.? ?(?P<number>[A-Z]{0,2}-?\d{1,5})", re.IGNORECASE)


def find_pouched(record: RecordText) -> Iterator[Found]:
    """The fields of an airgram, despatch or instruction: its number, the posts, subject, references, drafter."""
    for line in record.head[:30]:
        match = _AIRGRAM_NUMBER.search(line.text) if len(line.text) <= 60 else None
        match = match or (_DESPATCH_NUMBER.search(line.text) if line.short else None)
        if match is not None:
            number = re.sub(r"\s*[–-]\s*|(?<=[A-Z]) ", "-", match["number"])
            yield Found("number", number, (place_of(line, *match.span("number")),), f"{MODULE}.number_line", 0.85)
            break
    for found in (*find_addressees(record, MODULE), *find_writer(record, MODULE)):
        yield _read_out(found)
    yield from find_copies(record, MODULE)
    yield from find_subject(record, MODULE)
    yield from find_references(record, MODULE)
    yield from find_drafting(record, MODULE)


_POST = re.compile(
    r"(?P<kind>Am(?:erican )?(?:Emb(?:assy)?|Con(?:sul|gen)?|Legation)|US ?Mission)\.? (?P<post>[A-Z][\w'’\- ]+)$",
    re.IGNORECASE,
)


def _read_out(found: Found) -> Found:
    """`Amembassy ZENDA` is the American Embassy Zenda; other parties stay as printed."""
    party = found.value
    if not isinstance(party, Party):
        return found
    match = _POST.fullmatch(party.name)
    if match is None:
        return replace(found, value=Party(_department(party.name), party.role))
    kind = re.sub(r"\W|erican", "", match["kind"].lower())
    word = {"ame": "AMEMBASSY", "amc": "AMCONSUL", "aml": "AMLEGATION", "usm": "USMISSION"}[kind[:3]]
    return replace(found, value=Party(read_out(f"{word} {match['post'].upper()}"), party.role))


def _department(name: str) -> str:
    return "Department of State" if name.upper() in ("DEPARTMENT OF STATE", "DEPT OF STATE", "DEPARTMENT") else name
