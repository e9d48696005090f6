"""The addressee of a letter: blocks with a title of courtesy or without one, heads of later pages, the salutation.

A block stands above the salutation, at the foot of the first page (where it cuts a sentence in two) or under the
signature, and may run on over the page (handbook 1.3). Whom the salutation greets confirms it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from chancery.describe.lines import TextLine
from chancery.describe.names import is_same_person, read_name, surname_words
from chancery.describe.party import FoundParty, LinePiece, office_of, trimmed
from chancery.describe.places import (
    BODY,
    HONORIFIC,
    OFFICE,
    STRONG_HONORIFIC,
    is_office,
    is_person_name,
    parse_place,
    strip_title,
)  # fmt: skip
from chancery.describe.split import LetterCut, is_close
from chancery.model.date_phrases import find_dates
from chancery.model.record import Party


@dataclass(frozen=True, slots=True)
class AddresseeBlock:
    """An addressee block: its lines, the party it names, where it begins in the layer of its page, and where in the
    letter.

    `zone` is `head` (above the salutation), `body` (inside the running text, as at the foot of page 1) or `tail`.
    """

    lines: tuple[TextLine, ...]
    party: FoundParty
    start: int
    zone: str


def find_addressee_blocks(cut: LetterCut) -> tuple[AddresseeBlock, ...]:
    """Addressee blocks of a letter: in its head, at the foot of a page, after its close."""
    blocks: list[AddresseeBlock] = []
    lines = cut.lines
    opening = cut.salutation.line - cut.first
    close = len(lines) if cut.close is None else cut.close - cut.first
    index = 0
    while index < len(lines):
        line = lines[index]
        zone = "head" if index < opening else "tail" if index >= close else "body"
        # A block above the salutation ends where that begins.
        reach = lines[:opening] if index < opening else lines
        block = _block_at(reach, index, zone) if line.short and index != opening else None
        if block is None:
            index += 1
            continue
        blocks.append(block)
        index += len(block.lines)
    if not any(block.zone == "head" for block in blocks) and (plain := _plain_block(cut)) is not None:
        blocks.insert(0, plain)
    return tuple(blocks)


# "Hls Excelleucy" alone in its line is a title of courtesy that was badly read.
_COURTESIES = ("HISEXCELLENCY", "HEREXCELLENCY", "THEHONORABLE", "THEHONOURABLE", "HISMAJESTY", "ЕГОПРЕВОСХОДИТЕЛЬСТВУ")


def _is_misread_courtesy(line: TextLine) -> bool:
    letters = line.letters
    if not 8 <= len(letters) <= 24 or not line.text.strip()[:1].isupper():
        return False
    return any(Levenshtein.distance(letters, each) <= len(each) // 4 for each in _COURTESIES)


def _block_at(lines: Sequence[TextLine], index: int, zone: str) -> AddresseeBlock | None:
    line = lines[index]
    match = HONORIFIC.match(line.text)
    strong = STRONG_HONORIFIC.match(line.text.lstrip("\"“'*#( ")) is not None
    after, begins = (match.end(), match.start()) if match is not None else (0, 0)
    if match is None and _is_misread_courtesy(line):
        after, strong = len(line.text), True
    elif match is None and (inner := _INNER_ADDRESS.search(line.text)) is not None:
        match, strong = HONORIFIC.match(line.text, inner.start("to")), True
        after, begins = (match.end(), match.start()) if match is not None else (0, 0)
    if (match is None and not strong) or (zone == "body" and not strong):
        return None
    if zone == "tail" and any(_COPY_TO.match(above.text) for above in lines[max(0, index - 8) : index + 1]):
        return None
    taken = [line]
    for following in lines[index + 1 : index + 8]:
        if not _continues_block(taken, following, zone):
            break
        taken.append(following)
    inner_start = len(line.text[:begins].strip(' "“(')) > 0
    if zone == "body" and not inner_start and not _stands_apart(lines, index, len(taken)):
        return None
    party = _party_of_block(taken, after, strong)
    if party is None:
        return None
    if party.party.role is None and zone == "head" and index:
        party = _with_office_above(party, lines[index - 1], line)
    if not strong and zone == "tail" and party.party.role is None and len(surname_words(party.party.name)) < 2:
        return None
    return AddresseeBlock(tuple(taken), party, line.start + begins, zone)


# "cc: The Honorable John Poe": who is named there got a copy
_COPY_TO = re.compile(r"\W{0,3}(?:cc|bcc|ce(?=:)|copies? to|distribution)\b", re.IGNORECASE)
# ... is printed: "To His Excellency Mr. John Arden, President of ..."; Sincerely yours, John Arden To His Excellency
# ...
_INNER_ADDRESS = re.compile(r"(?:[\"“(]\s?|[a-z.] )(?P<to>To (?:His|Her) Excellency\b)", re.IGNORECASE)


def _hangs(line: TextLine) -> bool:
    """`The Honorable` with nothing behind it: the name stands in the next line, or at the head of the next page."""
    match = STRONG_HONORIFIC.match(line.text.lstrip("\"“'*#( "))
    alone = match is not None and not line.text.lstrip("\"“'*#( ")[match.end() :].strip(" ,.:")
    return alone or _is_misread_courtesy(line)


def _continues_block(taken: Sequence[TextLine], line: TextLine, zone: str) -> bool:
    text = line.text.strip(' #*"”“')
    turned = line.page_number != taken[0].page_number
    if (
        (turned and not _hangs(taken[-1]) and taken[-1].page_number != line.page_number)
        or len(text) > 90
        or STRONG_HONORIFIC.match(text.lstrip("("))
        or not text
        or text[:1].islower()
        or is_close(line)
    ):
        return False
    if any(phrase.form in ("mdy", "dmy") for phrase in find_dates(text)) or re.match(
        r"(?:Dear|Re|Subject|cc|ce:)\b", text, re.IGNORECASE
    ):
        return False
    if line.paragraph != taken[-1].paragraph and len(taken) > 1 and zone != "head":
        # A blank line ends the block once it names someone (and "His Excellency" alone does not).
        previous = taken[-1].text.rstrip()
        return bool(OFFICE.search(text) or parse_place(text)) and not previous.endswith(".") and len(taken) < 4
    return (
        is_person_name(text)
        or is_office(text)
        or bool(BODY.search(text))
        or parse_place(text) is not None
        or len(taken) == 1
    )


def _stands_apart(lines: Sequence[TextLine], index: int, count: int) -> bool:
    """Inside running text a block must end its page, or be followed by something set aside; and not go on as a
    sentence.
    """
    last = lines[index + count - 1]
    following = lines[index + count] if index + count < len(lines) else None
    ends_page = following is None or following.page_number != last.page_number or following.index != last.index + 1
    apart = following is not None and following.paragraph != last.paragraph and count >= 2
    return (ends_page or apart) and len(lines[index].text) <= 72


def _party_of_block(lines: Sequence[TextLine], after: int, strong: bool) -> FoundParty | None:
    """The name on the first line after the honorific, and the office below it; cut by commas where all is on one
    line.
    """
    pieces = _pieces(lines, after)
    chosen = next(
        ((index, *found) for index, piece in enumerate(pieces[:4]) if (found := _named(piece, strong)) is not None), None
    )
    if chosen is None:
        return None
    index, name, place, rest = chosen
    role, places = _role([*([rest] if rest is not None else []), *pieces[index + 1 :]])
    return FoundParty(
        Party(name, role), (place.place, *places), "addressee_block", (0.93 if strong else 0.85) - _doubt(place, name)
    )


def _with_office_above(party: FoundParty, above: TextLine, line: TextLine) -> FoundParty:
    """`Президенту Руританской Федерации / г-ну К. НОВАКУ`: the office stands in the line over the name."""
    if above.page_number != line.page_number or len(above.text) > 90 or not OFFICE.match(above.text.lstrip()):
        return party
    office = office_of(LinePiece(above, 0, len(above.text)))
    if office is None:
        return party
    role = " ".join(office.text.split())
    return FoundParty(Party(party.party.name, role), (*party.places, office.place), party.rule, party.confidence)


def _doubt(place: LinePiece, name: str) -> float:
    """How much less sure a name is that had to be mended."""
    return 0.0 if " ".join(place.text.split()) == name else 0.1


def _pieces(lines: Sequence[TextLine], after: int) -> list[LinePiece]:
    pieces: list[LinePiece] = []
    for order, line in enumerate(lines):
        start = after if order == 0 else 0
        for match in re.finditer(r"[^,]+", line.text[start:]):
            piece = trimmed(LinePiece(line, start + match.start(), start + match.end()))
            # The point of "Jr." or of an initial at the end belongs to the name.
            if (
                piece.text
                and re.search(r"(?:\bJr|\bSr|\b[A-Z])$", piece.text)
                and line.text[piece.end : piece.end + 1] == "."
            ):
                piece = LinePiece(line, piece.start, piece.end + 1)
            if piece.text:
                pieces.append(piece)
    return pieces


def _named(piece: LinePiece, strong: bool) -> tuple[str, LinePiece, LinePiece | None] | None:
    """The name in a piece, its place, and the office that runs on behind it."""
    text = piece.text
    office = OFFICE.search(text)
    rest = None
    if office is not None and office.start() > 3:
        # "K.M.Novak Chairman of the Council of Ministers Zenda": the name runs into the office
        head = trimmed(piece.part(0, office.start()))
        if not (strong or _is_titled(head.text)) or not _could_be_name(head.text):
            return None
        piece, rest = head, trimmed(piece.part(office.start(), len(text)))
    stripped = strip_title(piece.text)
    place = piece.part(len(piece.text) - len(stripped), len(piece.text))
    if is_person_name(place.text):
        found = read_name(place.text)
        return (found.text if found is not None and found.mended else place.text.strip()), place, rest
    found = read_name(place.text) if strong or rest is not None else None
    if found is None or found.dropped > 2:
        return None
    return found.text, place.part(found.start, found.end), rest


def _is_titled(text: str) -> bool:
    return HONORIFIC.match(text) is not None or is_person_name(text)


def _could_be_name(text: str) -> bool:
    return is_person_name(text) or read_name(text) is not None


def _role(pieces: Sequence[LinePiece]) -> tuple[str | None, tuple[tuple[int, int, int], ...]]:
    """Office and organisation under a name, as printed, each with its own place."""
    said: list[str] = []
    places: list[tuple[int, int, int]] = []
    for piece in pieces:
        text = piece.text.strip(" .,'’°*~|")
        if not text:
            continue
        # "Karel Novak / United States Senate": without an office the body that stands right under the name says who he
        # is.
        if OFFICE.search(text) or (BODY.search(text) and not _SEAT.search(text)):
            if any(sum(char.isdigit() for char in word) > len(word) // 2 for word in text.split()):
                continue
            found = office_of(piece)
            if found is not None:
                said.append(" ".join(found.text.strip(" .,'’°*~|").split()))
                places.append(found.place)
        elif said:
            break
    return ", ".join(said) or None, tuple(places)


# Where someone sits, not who he is
_SEAT = re.compile(r"White House|Washington|^Room\b|\bStreet\b|\bAvenue\b|\bBuilding\b|\bBox\b")

# --- a block without a title of courtesy ------------------------------------------------------------------------------

# A subject, or a line of a cable's heading
_NO_ADDRESS = re.compile(r"\W{0,3}(?:Re|Subj(?:ect)?|From|FM|To|Info|Ref|Tags|cc)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"\b\d{5}\b|\b(?:Street|Avenue|Road|Room|Box|Building|D\. ?C\b)|\b[A-Z][a-z]+, ?[A-Z]\.? ?[A-Z]\b")


# "Президенту США Дж. Ардену": an office and a name in the dative, alone above the salutation
_DATIVE = re.compile(
    r"\W{0,3}(?P<office>(?:Президенту|Министру|Председателю|Премьер-министру|Генеральному секретарю|Послу|Канцлеру|Королю)"
    r"(?: [\w.\-]+){0,6}?) (?P<name>(?:[А-ЯЁ][а-яё]?\.[ ]?){1,2}[А-ЯЁ][\w\-]+|[А-ЯЁ][\w\-]+ [А-ЯЁ][\w\-]+у)\W{0,3}$"
)


def _plain_block(cut: LetterCut) -> AddresseeBlock | None:
    """`John A. Poe, Director / Central Fisheries Agency / Washington, D.C.` right above the salutation.

    The salutation must greet the same name, or an office stand beside it and a place under it.
    """
    opening = cut.run.lines[cut.salutation.line]
    above = [line for line in cut.head[:-1] if line.page_number == opening.page_number][-8:]
    above = [line for line in above if line.short and len(line.text) <= 90]
    for order, line in enumerate(above):
        following = above[order + 1 :]
        if _NO_ADDRESS.match(line.text) or any(
            phrase.has_year and phrase.form != "year" for phrase in find_dates(line.text)
        ):
            continue
        dative = _DATIVE.match(line.text)
        if dative is not None and not following:
            office, named = LinePiece(line, *dative.span("office")), LinePiece(line, *dative.span("name"))
            party = FoundParty(Party(named.text, office.text), (named.place, office.place), "address", 0.8)
            return AddresseeBlock((line,), party, line.start + dative.start("office"), "head")
        head, comma, _ = line.text.partition(",")
        name = read_name(head) if not is_office(head) else None
        if name is None or name.dropped > 3 or name.fullness < 1.5:
            continue
        greeted_too = is_same_person(cut.salutation.name, name.text)
        if not greeted_too and surname_words(cut.salutation.name):
            continue  # the salutation names somebody else
        rest = [LinePiece(line, len(head) + 1, len(line.text))] if comma else []
        role, places = _role([*rest, *_pieces(following, 0)] if following else rest)
        addressed = any(_ADDRESS.search(item.text) or parse_place(item.text) for item in following)
        if not (greeted_too and (role or addressed)) and not (role and OFFICE.search(role) and addressed and following):
            continue
        place = LinePiece(line, name.start, name.end)
        party = FoundParty(Party(name.text, role), (place.place, *places), "address", 0.85 if greeted_too else 0.6)
        return AddresseeBlock((line, *following), party, line.start + name.start, "head")
    return None


# --- other evidence ---------------------------------------------------------------------------------------------------


def named_on_later_pages(cut: LetterCut) -> FoundParty | None:
    """The addressee at the head of a later page, above its number or the letter's date (`Mr. Karel Novak / Page Two`)."""
    lines = cut.lines
    for index in range(1, len(lines) - 1):
        line, following = lines[index], lines[index + 1]
        if line.page_number == lines[index - 1].page_number or len(line.text) > 60 or not line.short:
            continue
        piece = trimmed(LinePiece(line, 0, len(line.text)))
        name = read_name(strip_title(piece.text))
        titled = HONORIFIC.match(piece.text) is not None
        if name is None or name.dropped > 1 or (name.fullness < 2 and not titled):
            continue
        dated = any(phrase.has_year for phrase in find_dates(following.text)) and len(following.text) <= 48
        numbered = following.index > line.index + 1 or re.match(r"\W{0,3}Page", following.text) is not None
        if dated or (numbered and is_same_person(cut.salutation.name, name.text)):
            offset = len(piece.text) - len(strip_title(piece.text))
            place = piece.part(offset + name.start, offset + name.end)
            return FoundParty(Party(name.text), (place.place,), "later_page", 0.75)
    return None


def greeted(cut: LetterCut) -> FoundParty:
    """Whom the salutation greets, as printed: a first name, `Mr. President`, `Mr. Roe`."""
    salutation = cut.salutation
    line = cut.run.lines[salutation.line]
    name = salutation.name.rstrip("* ")
    place = (line.page_number, salutation.name_start, salutation.name_start + len(name))
    role = OFFICE.search(name)
    office = (
        name[role.start() :].partition(" (")[0]
        if role is not None and re.match(r"(?:Mr|Madam\w*|Господин)\b", name, re.IGNORECASE)
        else None
    )
    return FoundParty(Party(name, office), (place,), "salutation", 0.75 if office is None else 0.6)


def find_addressees(
    cut: LetterCut, blocks: Sequence[AddresseeBlock], headed: FoundParty | None
) -> tuple[tuple[FoundParty, ...], tuple[FoundParty, ...]]:
    """The addressees, and who else it might have been: what greets or heads the same person is no other.

    A block the salutation confirms comes first; several blocks of one place are several addressees. A block after the
    close is the addressee's only where none stands above it: else it names who got a copy.
    """
    hello = greeted(cut)
    agreeing = [block for block in blocks if is_same_person(hello.party.name, block.party.party.name)]
    leading = next(iter((*agreeing, *blocks)), None)
    chosen = [block.party for block in blocks if leading is not None and block.zone == leading.zone]
    if agreeing and agreeing[0].zone == "tail":
        chosen = [block.party for block in agreeing]
    later = named_on_later_pages(cut)
    found = [*chosen, *(party for party in (headed, later, hello) if party is not None)]
    values: list[FoundParty] = []
    for party in chosen or found[:1]:
        if not any(is_same_person(party.party.name, known.party.name) for known in values):
            values.append(party)
    values = [_fuller(value, [later, headed]) for value in values]
    others = tuple(
        party for party in found
        if not any(party.party.name == v.party.name or is_same_person(party.party.name, v.party.name) for v in values)
    )  # fmt: skip
    return tuple(values), others


def _fuller(value: FoundParty, others: Sequence[FoundParty | None]) -> FoundParty:
    """The party under the fuller of the names that other places of the letter print for the same person."""
    for other in others:
        if other is None or other.places == value.places or not is_same_person(value.party.name, other.party.name):
            continue
        mine, theirs = surname_words(value.party.name), surname_words(other.party.name)
        party, places = value.party, (*value.places, *other.places)
        if len(theirs) > len(mine) or (len(theirs) == len(mine) and sum(map(len, theirs)) > sum(map(len, mine)) + 1):
            party = Party(other.party.name, value.party.role or other.party.role)
            places = (*other.places, *value.places)
        elif party.role is None and other.party.role is not None:
            party = Party(party.name, other.party.role)
        return FoundParty(party, places, value.rule, max(value.confidence, other.confidence))
    return value
