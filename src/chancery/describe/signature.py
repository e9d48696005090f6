"""The writer of a letter, from what stands under its close: `/s/` and the name beside it, the typed name, the title.

A signature by hand is read badly or not at all; the typed name under it is what counts, above a title where there is
one (handbook 1.3). Where the close is the last line of its page, the next page's head is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chancery.describe.lines import TextLine
from chancery.describe.names import PrintedName, is_same_person, read_name, surname_words
from chancery.describe.party import FoundParty, LinePiece, office_of, trimmed
from chancery.describe.places import BODY, HONORIFIC, OFFICE, STRONG_HONORIFIC, is_office
from chancery.describe.split import CLOSE, SIGNED, LetterCut
from chancery.model.record import Party

# What stands under a signature and is no part of it any more
_STOPS = re.compile(
    r"\W{0,3}(?:cc|bcc|ce(?=:)|enclosures?|encl|attachments?|attached|attachment|distribution|drafted|cleared|copy|copies|"
    r"p\.?s\b|orig(?:inal)?\b|to (?:his|her) excellency|translated|rgani|(?:his|her) excellency|его превосходительств|"
    r"господину|the honou?rable|honou?rable|приложение|classified by|declass|review authority|"
    r"footnotes?\b|note:|\d ?[-–] [A-Z])",
    re.IGNORECASE,
)
# "[signed]", "(Signed)", "Signed:", "sgd." say that a signature stood there
_MARKED = re.compile(r"\W{0,3}(?:signed|sgd|подписал|подпись)\b[\]).:\s]{0,4}", re.IGNORECASE)
# "Initialed K.N." under a draft: initials sign too
_INITIALS = re.compile(r"(?:[A-ZА-ЯЁ]\. ?){2,4}$")
_MOST_LINES = 12
_LAST_LINES = 14


def find_signature(cut: LetterCut, addressees: Sequence[str] = ()) -> FoundParty | None:
    """The writer: the name under the close that is none of the `addressees` (names as printed)."""
    if cut.close is None:
        return _last_name(cut, addressees)
    pieces = list(_pieces(cut, addressees))
    found = _signatory(pieces, addressees)
    return found or _initials(pieces)


def _pieces(cut: LetterCut, addressees: Sequence[str]) -> Iterable[LinePiece]:
    """The stretches of lines in which the writer may stand, from the close down."""
    close, *rest = cut.tail
    match = CLOSE.match(close.text)
    while match is not None and (again := CLOSE.match(close.text, match.start("rest"))) is not None and again["close"]:
        match = again  # "With best wishes, Sincerely yours, John Arden"
    if match is not None and match["rest"].strip(" .,"):
        stop = re.search(r"\bTo (?:His|Her) Excellency\b|[\"”]", close.text[match.start("rest") :])
        end = match.start("rest") + stop.start() if stop else len(close.text)
        yield LinePiece(close, match.start("rest"), end)
    elif match is None and (SIGNED.match(close.text) or _MARKED.match(close.text)):
        yield LinePiece(close, 0, len(close.text))
    seen_name = False
    for line in _below(cut, close, rest):
        if _STOPS.match(line.text) or not line.short or (seen_name and line.page_number != close.page_number):
            return
        if HONORIFIC.match(line.text) and (seen_name or STRONG_HONORIFIC.match(line.text)):
            return  # what follows the writer's name is the addressee
        name = read_name(line.text) if len(line.text) < 64 else None
        if name is not None and _is_one_of(name.text, addressees):
            if seen_name:
                return
            continue
        seen_name = seen_name or name is not None
        yield LinePiece(line, 0, len(line.text))


def _is_one_of(name: str, addressees: Sequence[str]) -> bool:
    """Whether a name is an addressee's; a given name alone may be the writer's, too."""
    words = surname_words(name)
    for other in addressees:
        whole = surname_words(other)
        if is_same_person(name, other) and (len(words) > 1 or words[:1] == whole[-1:] or len(whole) == 1):
            return True
    return False


def _below(cut: LetterCut, close: TextLine, rest: Sequence[TextLine]) -> Sequence[TextLine]:
    """The lines under the close; those that stand lower on the page though the engine read them before it, too."""
    lower = list(rest[:_MOST_LINES])
    if close.box is not None and cut.close is not None:
        before = cut.run.lines[max(cut.first, cut.close - 6) : cut.close]
        beside = [
            line for line in before
            if line.page_number == close.page_number and line.box is not None and line.box.y0 > close.box.y1
        ]  # fmt: skip
        if beside:
            here = [line for line in lower if line.page_number == close.page_number]
            there = [line for line in lower if line.page_number != close.page_number]
            lower = sorted([*beside, *here], key=lambda line: line.top) + there
    return lower


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A name under the close: `order` counts the lines from the close; `weight` says how much speaks for it."""

    name: PrintedName
    piece: LinePiece
    order: int
    signed: bool
    office: tuple[LinePiece, ...]

    @property
    def weight(self) -> float:
        weight = min(self.name.fullness, 3.0) + (1.5 if self.office else 0.0)
        weight -= 0.5 * min(self.name.dropped, 3) + 0.15 * self.order
        return weight + (0.5 if self.name.text.isupper() and len(self.name.words) > 1 else 0.0)


def _signatory(pieces: Sequence[LinePiece], addressees: Sequence[str]) -> FoundParty | None:
    """The name right above a title, else the fullest near the close; a signed name and its typed twin are one."""
    candidates: list[_Candidate] = []
    marked = False
    for order, whole in enumerate(pieces):
        piece = whole
        mark = SIGNED.match(piece.text) or _MARKED.match(piece.text)
        if mark is not None:
            marked = True
            piece = piece.part(mark.end(), len(piece.text))
        found = _name_in(trimmed(piece))
        if found is None:
            continue
        name, place, rest = found
        if _is_one_of(name.text, addressees):
            continue
        office = tuple(_office_below(rest, pieces[order + 1 :]))
        if not office and order and is_office(pieces[order - 1].text) and read_name(pieces[order - 1].text) is None:
            # "Президент Руританской Федерации / К. Новак": the title stands over the name
            above = office_of(pieces[order - 1])
            office = (above,) if above is not None else ()
        candidates.append(_Candidate(name, place, order, mark is not None, office))
    if not candidates:
        return None
    best = max(candidates, key=lambda candidate: candidate.weight)
    twins = [other for other in candidates if other is not best and is_same_person(other.name.text, best.name.text)]
    role = ", ".join(" ".join(item.text.split()) for item in best.office) or None
    places = (best.piece.place, *(twin.piece.place for twin in twins), *(item.place for item in best.office))
    confidence = 0.82 + (0.06 if marked else 0.0) + (0.04 if twins else 0.0)
    confidence -= 0.12 if best.name.mended else 0.0
    confidence -= 0.3 if len(best.name.words) == 1 and best.name.dropped else 0.0
    rule = "signed" if marked else "signature"
    return FoundParty(Party(best.name.text, role), places, rule, round(confidence, 3))


def _name_in(piece: LinePiece) -> tuple[PrintedName, LinePiece, LinePiece | None] | None:
    """The name a signature's line holds, its place, and the office behind its comma or run on to it."""
    text = piece.text
    if len(text) >= 90 or len(text) < 2:
        return None
    cut = None
    if (office := OFFICE.search(text)) is not None:
        if office.start() < 4 or is_office(text[: office.start()]):
            return None
        cut = office.start()
        while cut > 0 and (before := re.search(r"(?:^|[\s,])(?:First|Senior|Chief|Joint|the|The)\s+$", text[:cut])):
            cut = before.start()
    name = read_name(text[:cut] if cut is not None else text)
    if name is None or (cut is None and len(text) >= 60):
        return None
    if name.dropped > 2 and name.fullness < 2:
        return None
    if cut is not None and name.fullness < 1.5 and text[name.end :].lstrip()[:1] != ",":
        return None  # "Principal Coordinator" is an office
    place = piece.part(name.start, name.end)
    return name, place, None if cut is None else trimmed(piece.part(cut, len(text)))


def _office_below(rest: LinePiece | None, below: Sequence[LinePiece]) -> Iterable[LinePiece]:
    """The title behind the name on its line and in the lines right under it."""
    taken = 0
    if rest is not None and (office := office_of(rest)) is not None:
        taken += 1
        yield office
    for piece in below[:3]:
        text = piece.text
        fits = is_office(text) or (taken and BODY.search(text) and not any(char.isdigit() for char in text))
        office = office_of(piece) if fits else None
        if office is None:
            return
        taken += 1
        yield office


def _initials(pieces: Sequence[LinePiece]) -> FoundParty | None:
    """`K. N.` alone under the close: initials are a signature, though they name nobody by themselves."""
    for piece in map(trimmed, pieces[:4]):
        end = piece.end + 1 if piece.line.text[piece.end : piece.end + 1] == "." else piece.end
        whole = LinePiece(piece.line, piece.start, end)
        if _INITIALS.match(whole.text):
            return FoundParty(Party(whole.text), (whole.place,), "initials", 0.55)
    return None


def _last_name(cut: LetterCut, addressees: Sequence[str]) -> FoundParty | None:
    """Without a close: a name alone in one of the last lines (`K. Novak`), above its title where it has one."""
    below = next((at for at, line in enumerate(cut.lines[-_LAST_LINES:]) if at and _STOPS.match(line.text)), _LAST_LINES)
    # What stands under "cc:" or "Distribution" is no signature; above it the name may stand a few lines up.
    lines = cut.lines[-_LAST_LINES:][:below][-6:]
    for order in range(len(lines) - 1, -1, -1):
        line = lines[order]
        if not line.short or line.index == 0 or len(line.text) > 60:
            continue
        found = _name_in(trimmed(LinePiece(line, 0, len(line.text))))
        if found is None or found[0].dropped > 1 or found[0].fullness < 1.5:
            continue
        name, place, rest = found
        if _is_one_of(name.text, addressees):
            continue
        under = [LinePiece(item, 0, len(item.text)) for item in lines[order + 1 :]]
        office = tuple(_office_below(rest, under))
        role = ", ".join(" ".join(item.text.split()) for item in office) or None
        confidence = 0.65 if office else 0.55
        return FoundParty(Party(name.text, role), (place.place, *(item.place for item in office)), "last_line", confidence)
    return None
