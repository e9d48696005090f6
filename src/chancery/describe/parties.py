"""Who a label names: names and offices behind TO, FROM, cc and PARTICIPANTS, as printed (handbook 1.4 to 1.6)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from chancery.describe.labels import Labelled, Piece
from chancery.describe.places import BODY, OFFICE, is_person_name, strip_title
from chancery.describe.record_text import Stand
from chancery.model.record import Party


@dataclass(frozen=True, slots=True)
class NamedParty:
    """A party and the stretches it is printed in, the name first."""

    party: Party
    places: tuple[Stand, ...]


# The Bureau's file numbers behind an office: "DIRECTOR, FBI (105-82555)", "SAC, DALLAS (100-10461) (P)"
_FILE_NUMBER = re.compile(
    r"\s*[(\[{]?(?:\d{1,3}-\d[\d\-A-Z]*|\d{2,3}-new|P|RUC|C)[)\]}](?:[\s,]*[(\[{]?[\d\-A-Z ]+[)\]}])*\W*$"
)
# "EUR - Thomas Kerrigan", "S/S-O: John Roe", "S - The Secretary": an office symbol and who holds it
_SYMBOL = re.compile(
    r"(?P<symbol>[A-Z]{1,4}(?:/[A-Z\-]{1,5}){0,3})\s?(?:[-–—:]{1,2})\s?(?P<name>(?:The )?[A-Z][\w.'’\- ]{2,48})$"
)
# "Mary Roe, DCI/IRO"; "Karel Novak (EUR)"; "Room 3C34" is where he sits
_IN_BRACKETS = re.compile(r"(?P<name>[A-Z][\w.'’\- ]{3,40}?)\s?\((?P<role>[A-Z][\w/&.,'’\- ]{1,60})\)$")
_NOISE_BEHIND = re.compile(r"(?:\s+[^\w\s(]{1,3}|\s+[a-z]{1,3}|\s*[\\_|~*=•]+)+$")
# An office by itself, not a person: "Chief, CI/OA", "Director of Security", "SAC, DALLAS", "The Secretary of State"
_OFFICE_FIRST = re.compile(
    r"(?:The )?(?:Acting |Deputy |Assistant |Under |Vice |Executive )*(?:Chief|Director|Secretary|Chairman|Commissioner|SAC|ADIC|ASAC|"
    r"Legat|Legal Attache|COS|DCOS|Inspector|Attorney|Administrator|Officer|President|Office|Bureau|Department|File|Files|"
    r"Record|General Counsel|Counsel|Commander|Security|Staff|Station|Special Agent|All)\b",
    re.IGNORECASE,
)
_MODERN_SYMBOL = re.compile(r"[A-Z]{1,6}(?:/[A-Z0-9&\-]{1,8}){1,5}")


def parse_party(pieces: Sequence[Piece]) -> NamedParty | None:
    """One party: its name from the first line, its office from the same line or those under it; None where the line
    holds no word.
    """
    first = next((piece for piece in pieces if sum(char.isalpha() for char in piece.text) >= 2), None)
    if first is None:
        return None
    name, role = _split(first)
    if name is None:
        return None
    roles = [role] if role is not None else []
    for piece in pieces[list(pieces).index(first) + 1 :]:
        text = piece.text.strip(" ,.;")
        if not _is_role(text):
            break
        roles.append(_clean(piece))
    # An office that runs over its line is one name: "Chief, Plans and Review Group," / "Central Cover Staff"
    said = ", ".join(" ".join(item.text.split()).strip(" ,.;") for item in roles) or None
    return NamedParty(Party(" ".join(name.text.split()), said), (name.place, *(item.place for item in roles)))


def _is_role(text: str) -> bool:
    return bool(
        text and len(text) <= 90 and not text[:1].islower()
        and (OFFICE.search(text) or BODY.search(text) or _MODERN_SYMBOL.fullmatch(text) or re.match(r"(?:The )?[A-Z]{2,6}\b", text))
    )  # fmt: skip


def _clean(piece: Piece) -> Piece:
    """Without the marks and stray letters that OCR leaves at both ends, without file numbers."""
    text = piece.text
    for pattern in (_NOISE_BEHIND, _FILE_NUMBER, _NOISE_BEHIND):
        match = pattern.search(text)
        if match is not None and match.start() > 2:
            text = text[: match.start()]
    left = len(text) - len(text.lstrip(" .,:;_*~|'’‘\"“-–—=•"))
    # An opening bracket that nothing closes is a reviewer's mark around a name that was withheld once.
    if text[left : left + 1] in "([{<" and not re.search(r"[)\]}>]", text):
        left += 1
        left += len(text[left:]) - len(text[left:].lstrip())
    right = len(text.rstrip(" ,:;_*~|\\"))
    return Piece(piece.line, piece.start + left, piece.start + max(left, right))


def _sub(piece: Piece, start: int, end: int) -> Piece:
    text = piece.text[start:end]
    left = len(text) - len(text.lstrip(" ,;-–—("))
    right = len(text.rstrip(" ,;-–—)"))
    return Piece(piece.line, piece.start + start + left, piece.start + start + max(left, right))


def _split(piece: Piece) -> tuple[Piece | None, Piece | None]:
    """The name and the office of a line that may hold both."""
    piece = _clean(piece)
    text = piece.text
    if sum(char.isalpha() for char in text) < 2:
        return None, None
    symbol = _SYMBOL.match(text)
    if symbol is not None and (is_person_name(symbol["name"]) or OFFICE.search(symbol["name"])):
        return _sub(piece, *symbol.span("name")), _sub(piece, *symbol.span("symbol"))
    bracket = _IN_BRACKETS.match(text)
    if bracket is not None and is_person_name(bracket["name"]):
        return _without_title(_sub(piece, *bracket.span("name"))), _sub(piece, *bracket.span("role"))
    comma = text.find(",")
    if comma > 3 and not _OFFICE_FIRST.match(text):
        name = text[:comma]
        if is_person_name(name) and len(name.split()) >= 2 and _is_role(text[comma + 1 :].strip()):
            return _without_title(_sub(piece, 0, comma)), _sub(piece, comma + 1, len(text))
    return (_without_title(piece) if is_person_name(text) else piece), None


def _without_title(piece: Piece) -> Piece:
    stripped = strip_title(piece.text)
    return Piece(piece.line, piece.start + len(piece.text) - len(stripped), piece.end)


# --- several of them ----------------------------------------------------------------------------------------------

_LIST_MARK = re.compile(r"\W{0,3}(?:\d{1,2}|[a-z])[.)] |\W{0,2}[•\-–—*] ")
_ONE_EACH = re.compile(r"(?:The |Hon\.? |Honorable |Mr\. |Mrs\. |Ms\. |Dr\. |Amb(?:assador|\.) )")


def parse_parties(value: Labelled) -> tuple[NamedParty, ...]:
    """The parties of a label: several where every line names one of its own (`The Secretary of State` / `The Secretary
    of Defense`), else the one that its lines describe.
    """
    pieces = value.pieces
    if len(pieces) > 1 and sum(bool(_ONE_EACH.match(piece.text)) for piece in pieces) >= len(pieces) - 1 >= 1:
        return tuple(found for piece in pieces if (found := parse_party([piece])) is not None)
    found = parse_party(pieces)
    return (found,) if found is not None else ()


def split_names(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The items of a list that stands in lines, or in one line parted by semicolons or commas (`cc: Roe, Poe`)."""
    for piece in pieces:
        text = piece.text
        parted = ";" if ";" in text else None
        if (
            parted is None
            and text.count(",")
            and all(
                is_person_name(part) and not OFFICE.search(part) and len(part.split()) <= 3
                for part in text.split(",")
                if part.strip()
            )
        ):
            parted = ","
        at = 0
        for part in text.split(parted) if parted else [text]:
            mark = _LIST_MARK.match(part)
            start = at + (mark.end() if mark else 0)
            item = _sub(piece, start, at + len(part))
            if sum(char.isalpha() for char in item.text) >= 2:
                yield item
            at += len(part) + 1
