"""The header grammar of a letter: its date line, its addressee, its writer, each with the place it stands at.

Parts after handbook 1.3: letterhead, date, salutation, addressee block (also at the foot of page 1, where it cuts a
sentence in two), close, signature (also `/s/`), typed name and title; FROM and TO in the heading of a letter that a
cable carries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chancery.describe.furniture import Stretch
from chancery.describe.lines import TextLine
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
from chancery.describe.split import CLOSE, SIGNED, LetterCut, is_close
from chancery.model.date_phrases import DateReading, find_dates
from chancery.model.record import Party


@dataclass(frozen=True, slots=True)
class FoundParty:
    """A party and where it stands: stretches (page, start, end) of layers, best evidence first; `rule` how it was
    found.
    """

    party: Party
    places: tuple[tuple[int, int, int], ...]
    rule: str
    confidence: float


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


# --- addressee -------------------------------------------------------------------------------------------------------


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
        block = _block_at(lines, index, zone) if line.short and index != opening else None
        if block is None:
            index += 1
            continue
        blocks.append(block)
        index += len(block.lines)
    return tuple(blocks)


def _block_at(lines: Sequence[TextLine], index: int, zone: str) -> AddresseeBlock | None:
    line = lines[index]
    match = HONORIFIC.match(line.text)
    strong = STRONG_HONORIFIC.match(line.text.lstrip("\"“'*#( ")) is not None
    if match is None and (inner := _INNER_ADDRESS.search(line.text)) is not None:
        match, strong = HONORIFIC.match(line.text, inner.start("to")), True
    if match is None or (zone == "body" and not strong):
        return None
    if zone == "tail" and any(_COPY_TO.match(above.text) for above in lines[max(0, index - 8) : index + 1]):
        return None
    taken = [line]
    for following in lines[index + 1 : index + 8]:
        if not _continues_block(taken, following, zone):
            break
        taken.append(following)
    if not strong and zone == "tail" and not (len(taken) > 1 and is_office(taken[1].text)):
        return None
    inner_start = len(line.text[: match.start()].strip(' "“(')) > 0
    if zone == "body" and not inner_start and not _stands_apart(lines, index, len(taken)):
        return None
    party = _party_of_block(taken, match.end(), strong)
    return AddresseeBlock(tuple(taken), party, line.start + match.start(), zone) if party is not None else None


# "cc: The Honorable John Poe": who is named there got a copy
_COPY_TO = re.compile(r"\W{0,3}(?:cc|bcc|copies? to|distribution)\b", re.IGNORECASE)
# ... is printed: "To His Excellency Mr. John Arden, President of ..."; Sincerely yours, John Arden To His Excellency
# ...
_INNER_ADDRESS = re.compile(r"(?:[\"“(]\s?|[a-z.] )(?P<to>To (?:His|Her) Excellency\b)", re.IGNORECASE)


def _continues_block(taken: Sequence[TextLine], line: TextLine, zone: str) -> bool:
    text = line.text.strip(' #*"”“')
    if (
        line.page_number != taken[0].page_number
        or len(text) > 90
        or STRONG_HONORIFIC.match(text.lstrip("("))
        or not text
        or text[:1].islower()
        or is_close(line)
    ):
        return False
    if any(phrase.form in ("mdy", "dmy") for phrase in find_dates(text)) or re.match(
        r"(?:Dear|Re|Subject|cc)\b", text, re.IGNORECASE
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
    first = lines[0]
    pieces: list[tuple[TextLine, int, int]] = []
    for line in lines:
        start = after if line is first else 0
        for match in re.finditer(r"[^,]+", line.text[start:]):
            text = match.group()
            left = len(text) - len(text.lstrip(' #*"“.:('))
            right = len(text.rstrip(' #*"”;:)'))
            if right > left:
                pieces.append((line, start + match.start() + left, start + match.start() + right))
    name_index = next((i for i, (line, s, e) in enumerate(pieces[:4]) if _names_someone(line.text[s:e], strong)), None)
    if name_index is None:
        return None
    line, start, end = pieces[name_index]
    name, end = _name_before_office(line.text, start, end)
    stripped = strip_title(name)
    start += len(name) - len(stripped)
    places = [(line.page_number, line.start + start, line.start + end)]
    office: list[str] = []
    rest: list[tuple[TextLine, int, int]] = [(line, end, pieces[name_index][2])] if end < pieces[name_index][2] else []
    for piece_line, piece_start, piece_end in [*rest, *pieces[name_index + 1 :]]:
        text = piece_line.text[piece_start:piece_end].strip(" .,'’°*~|")
        if not text:
            continue
        # "Karel Novak / United States Senate": without an office the body that stands right under the name says who he
        # is.
        names_body = BODY.search(text) and not _SEAT.search(text)
        if OFFICE.search(text) or names_body:
            if any(char.isdigit() for char in text):
                continue
            office.append(" ".join(text.split()))
            places.append((piece_line.page_number, piece_line.start + piece_start, piece_line.start + piece_end))
        elif office:
            break
    role = ", ".join(office) or None
    return FoundParty(Party(stripped.strip(), role), tuple(places), "addressee_block", 0.93 if strong else 0.85)


# Where someone sits, not who he is
_SEAT = re.compile(r"White House|Washington|^Room\b|\bStreet\b|\bAvenue\b|\bBuilding\b|\bBox\b")


def _names_someone(text: str, strong: bool) -> bool:
    if is_person_name(text):
        return True
    # "K.M.Novak Chairman of the Council of Ministers Zenda": the name runs into the office
    match = OFFICE.search(text)
    return strong and match is not None and match.start() > 3 and is_person_name(text[: match.start()])


def _name_before_office(text: str, start: int, end: int) -> tuple[str, int]:
    name = text[start:end]
    match = OFFICE.search(name)
    if match is not None and match.start() > 3 and is_person_name(name[: match.start()]):
        cut = len(name[: match.start()].rstrip())
        return name[:cut], start + cut
    return name, end


def greeted(cut: LetterCut) -> FoundParty:
    """Whom the salutation greets, as printed: a first name, `Mr. President`, `Mr. Roe`."""
    salutation = cut.salutation
    line = cut.run.lines[salutation.line]
    name = salutation.name.rstrip("* ")
    place = (line.page_number, salutation.name_start, salutation.name_start + len(name))
    role = OFFICE.search(name)
    office = (
        name[role.start() :].partition(" (")[0]
        if role is not None and re.match(r"(?:Mr|Madam\w*|Господин)\b", name)
        else None
    )
    return FoundParty(Party(name, office), (place,), "salutation", 0.75 if office is None else 0.6)


# --- writer ----------------------------------------------------------------------------------------------------------

_STOPS = re.compile(
    r"\W{0,3}(?:cc|bcc|enclosures?|encl|attachments?|attachment|distribution|drafted|cleared|copy|copies|p\.?s|"
    r"to (?:his|her) excellency|"
    r"translated|rgani|(?:his|her) excellency|его превосходительств|господину|the honorable|honorable|приложение)\b",
    re.IGNORECASE,
)


def find_signature(cut: LetterCut) -> FoundParty | None:
    """The writer after the close: the name behind `/s/`, the typed name and the title under it."""
    if cut.close is None:
        return _last_name(cut)
    tail = cut.tail
    close = tail[0]
    match = CLOSE.match(close.text)
    while match is not None and (again := CLOSE.match(close.text, match.start("rest"))) is not None and again["close"]:
        match = again  # "With best wishes, Sincerely yours, John Arden"
    pieces: list[tuple[TextLine, int, int]] = []
    if match is not None and match["rest"].strip(" .,"):
        pieces.extend(_cut_at_stop(close, match.start("rest"), len(close.text)))
    elif match is None:
        pieces.append((close, 0, len(close.text)))
    for line in tail[1:9]:
        if line.page_number != close.page_number or _STOPS.match(line.text) or not line.short:
            break
        if HONORIFIC.match(line.text) and _signatory(pieces) is not None:
            break  # what follows the writer's name is the addressee
        pieces.append((line, 0, len(line.text)))
    return _signatory(pieces)


def _cut_at_stop(line: TextLine, start: int, end: int) -> Iterable[tuple[TextLine, int, int]]:
    stop = re.search(r"\bTo (?:His|Her) Excellency\b|[\"”]", line.text[start:end])
    yield line, start, start + stop.start() if stop else end


# A name in a line that OCR noise fills up: "she! . J. Lee Roe x"
_NAME_INSIDE = re.compile(
    r"(?:[A-Z][\w'’\-]+ (?:[A-Z0][.,] ?){1,2}|(?:[A-Z][.,] ){1,3}(?:[A-Z][a-z]+ )?)(?:de |van |"
    r"von )?[A-Z][\w'’\-]{2,}(?:,? (?:Jr|Sr)\.?)?"
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of a line: `start` and `end` count from the line's own start."""

    line: TextLine
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.line.text[self.start : self.end]

    @property
    def place(self) -> tuple[int, int, int]:
        return self.line.page_number, self.line.start + self.start, self.line.start + self.end


def _signatory(pieces: Sequence[tuple[TextLine, int, int]]) -> FoundParty | None:
    """The name among the lines under a close: the one right above an office, else the fullest one near the top."""
    signed = False
    names: list[_Piece] = []
    office: list[_Piece] = []
    for line, start, end in pieces:
        mark = SIGNED.match(line.text[start:end])
        if mark is not None:
            signed = True
            start += mark.end()
        piece = _trim(line, start, end)
        if piece.end - piece.start < 2:
            continue
        name, rest = _name_in(piece)
        if name is not None and not office:
            names.append(name)
            if rest is not None:
                office.append(rest)
        elif is_office(piece.text) or (
            office and BODY.search(piece.text) and not any(char.isdigit() for char in piece.text)
        ):
            office.append(piece)
        elif office or len(names) >= 2:
            break
    if not names:
        return None
    best = names[-1] if office else max(names[:3], key=lambda name: (_fullness(name.text), -name.line.start))
    role = " ".join(" ".join(item.text.split()) for item in office).strip(" .,'’°*~|{}") or None
    text = best.text.rstrip(".") if best.text.count(".") == 1 and not best.text.endswith(("Jr.", "Sr.")) else best.text
    places = tuple(item.place for item in (best, *office))
    return FoundParty(Party(text, role), places, "signed" if signed else "signature", 0.88 if signed else 0.82)


def _trim(line: TextLine, start: int, end: int) -> _Piece:
    text = line.text[start:end]
    left = len(text) - len(text.lstrip(" #*,.:;_-|\"“(«‘’'~"))
    return _Piece(line, start + left, max(start + left, start + len(text.rstrip(" #*,:;_-|\"”)»‘’'~"))))


def _name_in(piece: _Piece) -> tuple[_Piece | None, _Piece | None]:
    """The name a signature's line holds, and the office behind its comma."""
    text = piece.text
    comma = text.find(",")
    if comma > 3 and is_person_name(text[:comma]) and OFFICE.search(text[comma:]):
        return _Piece(piece.line, piece.start, piece.start + comma), _trim(piece.line, piece.start + comma, piece.end)
    if is_person_name(text) and _pronounceable(text):
        return piece, None
    inside = _NAME_INSIDE.search(text)
    if inside is not None and len(text) < 60 and not OFFICE.search(inside.group()):
        return _Piece(piece.line, piece.start + inside.start(), piece.start + inside.end()), None
    return None, None


def _fullness(name: str) -> int:
    """How much of a name it is: initials and surnames count, a scrawl of one or two letters does not."""
    return len([word for word in re.findall(r"[^\W\d_]+\.?", name) if len(word) > 2 or word.endswith(".")])


def _last_name(cut: LetterCut) -> FoundParty | None:
    """Without a close: a name alone in one of the last lines, with a heading's weight (`K. Novak`)."""
    for line in reversed(cut.lines[-5:]):
        text = line.text.strip(' #*"”.,')
        if line.short and is_person_name(text) and 2 <= len(text.split()) <= 4 and line.index > 0 and _pronounceable(text):
            offset = line.text.find(text)
            place = (line.page_number, line.start + offset, line.start + offset + len(text))
            return FoundParty(Party(text), (place,), "last_line", 0.55)
    return None


def _pronounceable(text: str) -> bool:
    """Whether every word of three letters or more has a vowel and none is one letter over and over: OCR of a stamp has
    not.
    """
    words = list(re.findall(r"[^\W\d_]{3,}", text.lower()))
    return bool(words) and all(re.search(r"[aeiouyаеёиоуыэюя]", word) and len(set(word)) > 1 for word in words)


# --- headings that name both -----------------------------------------------------------------------------------------

# MESSAGE FROM PRESIDENT ARDEN TO PRIME MINISTER NOVAK; Letter from President Arden to Chairman Novak
_FROM_TO = re.compile(
    r"\b(?:letter|message|reply|"
    r"note)s?\b.{0,24}?\bfrom (?P<from>[A-Z][^:;]{2,70}?) to (?P<to>[A-Z][^:;,]{2,90}?)(?=[,:;]|(?<![A-Z])\.|$|\n|"
    r" (?:dated|on|"
    r"with|expressing|regarding|concerning|in|about|of (?=\d|January|February|March|April|May|June|July|August|"
    r"September|October|November|December))\b)",
    re.IGNORECASE,
)
# Premier Novak's letter to President Arden
_OWNED = re.compile(r"\b(?P<from>[A-Z][\w.'’ ]{2,50})['’]s (?:letter|message|reply) to (?P<to>[A-Z][\w.'’ ]{2,50})")
# TO: Karel Novak / FROM: John Arden
_LABELLED = re.compile(r"^\W{0,3}(?P<label>TO|FROM)\W{0,2}[:;]\W{0,3}(?P<name>\S.{2,70})$")
_POST = re.compile(r"\b(?:SECSTATE|AMEMBASSY|AMCONSUL|USMISSION|WASHDC|WHITE HOUSE|RUEH\w+)\b")


def find_named_in_heading(cut: LetterCut, side: str) -> FoundParty | None:
    """`from` or `to` of the heading above the salutation."""
    for line in cut.head:
        if not line.short:
            continue
        match = _FROM_TO.search(line.text) or _OWNED.search(line.text)
        if match is not None:
            return _named(line, match.start(side), match.end(side), "heading", 0.8)
        labelled = _LABELLED.match(line.text)
        if labelled is not None and labelled["label"].lower() == side and not _POST.search(labelled["name"]):
            return _named(line, labelled.start("name"), labelled.end("name"), "labelled_line", 0.75)
    return None


def _named(line: TextLine, start: int, end: int, rule: str, confidence: float) -> FoundParty:
    text = line.text[start:end].rstrip(" .,")
    end = start + len(text)
    # "US President L. Arden", "First Deputy Chairman of the Council of Ministers K. Novak": the office stands before
    # the name
    for form in _TRAILING_NAMES:
        tail = form.search(text)
        if tail is None or not is_person_name(tail["name"]) or not OFFICE.search(text[: tail.start()]):
            continue
        name_start = start + tail.start("name")
        office = text[: tail.start()].rstrip(" ,")
        places = (
            (line.page_number, line.start + name_start, line.start + end),
            (line.page_number, line.start + start, line.start + start + len(office)),
        )
        return FoundParty(Party(tail["name"].strip(), office), places, rule, confidence)
    return FoundParty(Party(text), ((line.page_number, line.start + start, line.start + end),), rule, confidence)


# Tried in order: initials tell a name best, then two capitalised words, then one.
_TRAILING_NAMES = tuple(
    re.compile(rf"(?:^|\s)(?P<name>{form})$")
    for form in (
        r"(?:[A-ZА-Я]\.\s?){1,3}[A-ZА-Я][\w'’\-]+",
        r"[A-Z][\w'’\-]+ (?:[A-Z]\. )?[A-Z][\w'’\-]+",
        r"[A-Z][\w'’\-]+",
    )
)

# --- letterhead ------------------------------------------------------------------------------------------------------

_LETTERHEAD = re.compile(
    r"\W{0,3}(?:THE WHITE HOUSE|WHITE HOUSE|(?:UNITED STATES |U\.?S\.? )?DEPARTMENT OF \w+(?: \w+)?|"
    r"EMBASSY OF .{3,60}|(?:AMERICAN|BRITISH|\w+) EMBASSY\b.{0,30}|"
    r"MINISTRY (?:OF|FOR) .{3,60}|(?:THE )?(?:PRIME MINISTER|SECRETARY OF STATE|FOREIGN SECRETARY)(?:'S OFFICE)?|"
    r"10 DOWNING STREET.{0,30}|"
    r"(?:UNITED STATES |U\.?S\.? )?(?:SENATE|HOUSE OF REPRESENTATIVES)|CENTRAL INTELLIGENCE AGENCY|"
    r"FEDERAL BUREAU OF INVESTIGATION|"
    r"OFFICE OF THE .{3,50}|THE (?:PRESIDENT|CHANCELLOR|DIRECTOR)(?: OF .{3,50})?|COMMITTEE ON .{3,60}|"
    r"МИНИСТЕРСТВО .{3,60}|КРЕМЛЬ)\W{0,3}",
    re.IGNORECASE,
)


def find_letterhead(cut: LetterCut) -> tuple[Stretch, ...]:
    """The lines of a letterhead above the date and the salutation, and a place in the line under it."""
    made: list[Stretch] = []
    below = None
    for line in cut.head[:-1]:
        if line.short and _LETTERHEAD.fullmatch(line.text) and line.text[:1].isupper():
            made.append(Stretch(line.page_number, line.start, line.end, "letterhead", "letterhead"))
            below = line.index
        elif below is not None and line.index <= below + 2 and parse_place(line.text) and line.text.upper() == line.text:
            made.append(Stretch(line.page_number, line.start, line.end, "letterhead", "letterhead_place"))
    return tuple(made)


def find_place(
    cut: LetterCut, date_line: TextLine | None, reading: DateReading
) -> tuple[str, tuple[int, int, int], str, float] | None:
    """The place of writing: beside the date, in the line above or below it, or under the letterhead."""
    if date_line is not None:
        for phrase in find_dates(date_line.text, reading):
            ahead = date_line.text[: phrase.span.start]
            place = parse_place(ahead)
            if place is not None:
                start = date_line.start + ahead.find(place)
                return place, (date_line.page_number, start, start + len(place)), "date_line", 0.88
            break
    for stretch in find_letterhead(cut):
        if stretch.rule == "letterhead_place":
            line = next(item for item in cut.head if item.start == stretch.start and item.page_number == stretch.page_number)
            place = parse_place(line.text)
            if place is not None:
                start = line.start + line.text.find(place)
                return place, (line.page_number, start, start + len(place)), "letterhead", 0.8
    return None
