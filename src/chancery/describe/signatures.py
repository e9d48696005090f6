"""Who signed a paper that has no close of a letter: the typed name at its foot with the office under it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chancery.describe.labels import Piece
from chancery.describe.lines import TextLine
from chancery.describe.parties import NamedParty, parse_party
from chancery.describe.places import BODY, OFFICE, is_person_name
from chancery.describe.record_text import RecordText

# What stands below a signature: copies, enclosures, typists' initials
_BELOW = re.compile(
    r"\W{0,3}(?:attach(?:ments?|ed)?|enclosures?|encl|distribution|distrib|dist|cc|bcc|orig(?:inal)?\b|copies|copy|as stated|drafted|cleared|"
    r"concur|approved|\d\s?-\s?\w)",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?:[A-Z][\w'’\-]*\.? ?){1,3}(?:de |van |von |la )?[A-Z][\w'’\-]{2,}(?:,? (?:Jr|Sr)\.?| III?)?")
_SYMBOL = re.compile(r"[\"“'‘]?[A-Z]{1,6}(?:/[A-Z0-9&\-]{1,8}){1,5}\W{0,3}")
_LOOK_AT = 24


def find_signature(lines: Sequence[TextLine]) -> tuple[NamedParty, float] | None:
    """The typed name at the end of a record's own text, with its office; its confidence tells a bare name from one with
    an office. `lines` are the record's last lines.
    """
    tail = [line for line in lines[-_LOOK_AT:] if line.short]
    best: tuple[float, NamedParty] | None = None
    for at, line in enumerate(tail):
        text = line.text.strip(" .,:;_*|~'’‘\"“”-–—=•#/()")
        if not _is_signature(text):
            continue
        under = tail[at + 1 : at + 3]
        office = [item for item in under if item.page_number == line.page_number and _is_office(item.text)]
        score = 0.45 + (0.3 if office and office[0] is under[0] else 0.0) + _place_weight(line, tail, at)
        offset = line.text.index(text)
        pieces = [Piece(line, line.start + offset, line.start + offset + len(text))]
        pieces.extend(Piece(item, item.start, item.end) for item in office[:2] if item is under[0] or office[0] is under[0])
        found = parse_party(pieces)
        if found is not None and (best is None or score > best[0] + 0.05):
            best = (score, found)
    if best is None or best[0] < 0.5:
        return _symbol_alone(tail)
    return best[1], min(0.85, best[0])


def _symbol_alone(tail: Sequence[TextLine]) -> tuple[NamedParty, float] | None:
    """An office symbol by itself under the text (`WH/SA/EOB`): the name above it is withheld or was not read."""
    for at in range(len(tail) - 1, max(-1, len(tail) - 14), -1):
        text = tail[at].text.strip(" .,:;_*|~'’‘\"“”-–—=•#()[]{}")
        if _SYMBOL.fullmatch(text) and not any(_BELOW.match(item.text) for item in tail[max(0, at - 3) : at + 1]):
            offset = tail[at].text.index(text)
            found = parse_party([Piece(tail[at], tail[at].start + offset, tail[at].start + offset + len(text))])
            return (found, 0.55) if found is not None else None
    return None


def _is_signature(text: str) -> bool:
    words = text.split()
    return (
        2 <= len(words) <= 5 and _NAME.fullmatch(text) is not None and is_person_name(text)
        and all(re.search(r"[aeiouyAEIOUY]", word) for word in re.findall(r"[A-Za-z]{3,}", text))
        and max(len(word) for word in words) >= 4
        and (text != text.upper() or all(len(word.strip(".")) == 1 or len(word) >= 4 for word in words))
    )  # fmt: skip


def _is_office(text: str) -> bool:
    plain = text.strip(" .,:;_*|~'’‘\"“”-–—=•")
    return 3 <= len(plain) <= 70 and not any(char.isdigit() for char in plain[:2]) and bool(
        OFFICE.search(plain) or BODY.search(plain) or _SYMBOL.fullmatch(plain)
    ) and plain[:1].isupper() and not _BELOW.match(plain)  # fmt: skip


def _place_weight(line: TextLine, tail: Sequence[TextLine], at: int) -> float:
    """More at the right of the page and right before what stands below a signature; less in the middle of text."""
    weight = 0.0
    if line.left is not None and line.left > 0.4:
        weight += 0.1
    if any(_BELOW.match(item.text) for item in tail[at + 1 : at + 5]):
        weight += 0.1
    if at and tail[at - 1].text.rstrip().endswith((".", "”", '"')):
        weight += 0.1
    if _BELOW.match(tail[at - 1].text if at else "") or any(_BELOW.match(item.text) for item in tail[max(0, at - 4) : at]):
        weight -= 0.3
    return weight


def signed_by(record: RecordText) -> tuple[NamedParty, float] | None:
    """The signature at the end of the record's text; on its first pages where attachments follow."""
    ends = [line for line in record.lines if line.short]
    found = find_signature(ends)
    if found is None and record.pages and record.lines:
        first = record.lines[0].page_number
        own = [line for line in ends if line.page_number == first]
        if own and own[-1] is not ends[-1]:
            found = find_signature(own)
    return found
