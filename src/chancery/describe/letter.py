"""The header of a letter: its writer and addressee weighed from all evidence, its letterhead and its place.

Parts after handbook 1.3. Where a signature is a first name, the letterhead says whose; a heading ("Letter from X to Y")
names both; what is printed in several places is one party under its fullest name, with every place as evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from chancery.describe.addressee import AddresseeBlock, find_addressee_blocks, find_addressees
from chancery.describe.furniture import Stretch
from chancery.describe.lines import TextLine
from chancery.describe.names import is_same_person, surname_words
from chancery.describe.party import FoundParty
from chancery.describe.places import BODY, OFFICE, is_person_name, parse_place
from chancery.describe.signature import find_signature
from chancery.describe.split import LetterCut
from chancery.model.date_phrases import DateReading, find_dates
from chancery.model.record import Party

__all__ = [
    "AddresseeBlock",
    "FoundParty",
    "Parties",
    "find_addressee_blocks",
    "find_letterhead",
    "find_parties",
    "find_place",
]


# --- writer and addressee ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Parties:
    """Who wrote a letter and to whom, and for each side who else it might have been, the likeliest first."""

    writers: tuple[FoundParty, ...]
    addressees: tuple[FoundParty, ...]
    other_writers: tuple[FoundParty, ...] = ()
    other_addressees: tuple[FoundParty, ...] = ()


def find_parties(cut: LetterCut, blocks: Sequence[AddresseeBlock]) -> Parties:
    """Writer and addressees of a letter."""
    addressees, others = find_addressees(cut, blocks, find_named_in_heading(cut, "to"))
    # Two men may bear one given name: only an addressee whose whole name is printed is known not to be the writer.
    signature = find_signature(cut, [party.party.name for party in addressees if party.rule != "salutation"])
    heading = find_named_in_heading(cut, "from")
    head = _letterhead_party(cut, blocks)
    writers = [party for party in (signature, heading, head) if party is not None]
    if not writers:
        return Parties((), addressees, (), others)
    best = max(writers, key=lambda party: party.confidence)
    best = _with_heading(best, [party for party in (signature, heading) if party is not None and party is not best])
    best = _with_letterhead(best, head)
    second = _second_signer(cut, blocks, best, addressees)
    if second is not None:
        # Who of the two wrote it is not told: the first is doubtful, the other his runner-up.
        best, writers = replace(best, confidence=min(best.confidence, _TWO_SIGNED)), [*writers, second]
    rest = tuple(
        party for party in writers
        if party is not head and party.party != best.party and not is_same_person(party.party.name, best.party.name)
    )  # fmt: skip
    return Parties((best,), addressees, rest, others)


_TWO_SIGNED = 0.7


def _second_signer(
    cut: LetterCut, blocks: Sequence[AddresseeBlock], best: FoundParty, addressees: Sequence[FoundParty]
) -> FoundParty | None:
    """Another whole name alone on a line under the one that signed, who is nobody that is written to."""
    if best.rule not in ("signature", "signed"):
        return None
    page, _, after = best.places[0]
    taken = {(line.page_number, line.index) for block in blocks for line in block.lines}
    for line in cut.tail:
        if line.page_number != page or line.start < after or (line.page_number, line.index) in taken:
            continue
        if re.match(r"\W{0,3}(?:cc|bcc|copies?|enclosures?|attachments?|distribution)\b", line.text, re.IGNORECASE):
            return None
        name = line.text.strip(" .,")
        others = [best, *addressees]
        if (
            2 <= len(name.split()) <= 4
            and is_person_name(name)
            and not any(is_same_person(name, other.party.name) for other in others)
        ):
            start = line.start + line.text.index(name)
            return FoundParty(Party(name), ((page, start, start + len(name)),), "signature", 0.7)
    return None


def _with_heading(best: FoundParty, others: Sequence[FoundParty]) -> FoundParty:
    """The writer under the fuller name where signature and heading name the same person (`Dan`, `President Dan Roe`)."""
    for other in others:
        if not is_same_person(best.party.name, other.party.name):
            continue
        fuller = len(surname_words(other.party.name)) > len(surname_words(best.party.name))
        name = other.party.name if fuller else best.party.name
        role = best.party.role or other.party.role
        places = (*other.places, *best.places) if fuller else (*best.places, *other.places)
        return FoundParty(Party(name, role), places, best.rule, max(best.confidence, other.confidence))
    return best


def _with_letterhead(best: FoundParty, head: FoundParty | None) -> FoundParty:
    """The writer with the office of the letterhead, where his signature names none."""
    if head is None or best is head or best.party.role is not None:
        return best
    return FoundParty(Party(best.party.name, head.party.name), (*best.places, *head.places), best.rule, best.confidence)


def _letterhead_party(cut: LetterCut, blocks: Sequence[AddresseeBlock]) -> FoundParty | None:
    """The office or house that the letterhead names: whoever signed, it is his."""
    for stretch in find_letterhead(cut, blocks):
        if stretch.rule != "letterhead":
            continue
        line = next(item for item in cut.head if (item.page_number, item.start) == (stretch.page_number, stretch.start))
        if OFFICE.search(line.text) or BODY.search(line.text):
            text = line.text.strip(" .,;:*|~-_")
            start = line.start + line.text.find(text)
            place = (line.page_number, start, start + len(text))
            return FoundParty(Party(" ".join(text.split())), (place,), "letterhead", 0.4)
    return None


# --- headings that name both -----------------------------------------------------------------------------------------

_PAPER = r"(?:letter|message|reply|note|telegram|communication)"
_ENDS = (
    r"(?=[,:;]|(?<![A-Z])\.|$|\n| (?:dated|on|with|expressing|regarding|concerning|in|about|of (?=\d|January|February|"
    r"March|April|May|June|July|August|September|October|November|December))\b)"
)
# MESSAGE FROM PRESIDENT ARDEN TO PRIME MINISTER NOVAK; Text of a letter dated May 3 from President Arden to Chairman Novak
_FROM_TO = re.compile(
    rf"\b{_PAPER}s?\b.{{0,40}}?\b(?:from|by|of) (?P<from>[A-Z][^:;]{{2,70}}?) (?:addressed )?to (?P<to>[A-Z][^:;,]{{2,90}}?){_ENDS}",
    re.IGNORECASE,
)
# Letter to Prime Minister Novak from President Arden
_TO_FROM = re.compile(
    rf"\b{_PAPER}s?\b.{{0,12}}?\b(?:addressed )?to (?P<to>[A-Z][^:;]{{2,70}}?) from (?P<from>[A-Z][^:;,]{{2,70}}?){_ENDS}",
    re.IGNORECASE,
)
# Premier Novak's letter to President Arden
_OWNED = re.compile(
    rf"\b(?P<from>[A-Z][\w.'’ ]{{2,50}})['’]s {_PAPER} to (?P<to>[A-Z][\w.'’ ]{{2,50}}?){_ENDS}", re.IGNORECASE
)
# TO: Karel Novak / FROM: John Arden; Кому: / От кого:
_LABELLED = re.compile(r"^\W{0,3}(?P<label>TO|FROM|Кому|От кого|От)\W{0,2}[:;]\W{0,3}(?P<name>\S.{2,70})$", re.IGNORECASE)
_SIDES = {"to": "to", "from": "from", "кому": "to", "от кого": "from", "от": "from"}
# To Premier K. Novak, Zenda
_ADDRESSED = re.compile(r"^\W{0,3}To (?P<to>[A-Z][^,:;]{3,60})(?=,|\W*$)")
_POST = re.compile(r"\b(?:SECSTATE|AMEMBASSY|AMCONSUL|USMISSION|WASHDC|WHITE HOUSE|RUEH\w+)\b")


def find_named_in_heading(cut: LetterCut, side: str) -> FoundParty | None:
    """`from` or `to` of the heading above the salutation; a heading may run over the end of its line."""
    lines = [line for line in cut.head[:-1] if line.short] + [line for line in cut.head[-1:] if line.short]
    for order, line in enumerate(lines):
        for heading in _headings(lines, order):
            match = _FROM_TO.search(heading.text) or _TO_FROM.search(heading.text) or _OWNED.search(heading.text)
            if match is not None and match.start() < len(line.text):
                return _named(heading, match.start(side), match.end(side), "heading", 0.8)
        addressed = _ADDRESSED.match(line.text) if side == "to" and order < len(lines) - 1 else None
        if addressed is not None and OFFICE.search(addressed["to"]) and not _POST.search(addressed["to"]):
            return _named(_Heading((line,)), addressed.start("to"), addressed.end("to"), "heading", 0.7)
        labelled = _LABELLED.match(line.text)
        if (
            labelled is not None
            and _SIDES[labelled["label"].lower()] == side
            and not _POST.search(labelled["name"])
            and (labelled["label"].isupper() or labelled["label"].istitle() or labelled["label"] == "От кого")
        ):
            return _named(_Heading((line,)), labelled.start("name"), labelled.end("name"), "labelled_line", 0.75)
    return None


@dataclass(frozen=True, slots=True)
class _Heading:
    """One line or two that are read as one."""

    lines: tuple[TextLine, ...]

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    def places(self, start: int, end: int) -> tuple[tuple[int, int, int], ...]:
        """Where the stretch [start, end) of the joined text stands, line by line."""
        found = []
        at = 0
        for line in self.lines:
            low, high = max(start - at, 0), min(end - at, len(line.text))
            if low < high:
                found.append((line.page_number, line.start + low, line.start + high))
            at += len(line.text) + 1
        return tuple(found)


def _headings(lines: Sequence[TextLine], order: int) -> Iterable[_Heading]:
    line = lines[order]
    following = lines[order + 1] if order + 1 < len(lines) else None
    if following is not None and following.page_number == line.page_number and len(line.text) + len(following.text) <= 240:
        joined = _Heading((line, following))
        # Joined where the line alone leaves it open: "MESSAGE FROM PRESIDENT ARDEN TO" / "PRIME MINISTER NOVAK"
        if re.search(rf"\b{_PAPER}\b", line.text, re.IGNORECASE) and re.search(
            r"\b(?:from|to|of|by|the|and|President|Minister|Prime|Chairman|Secretary)\s*$", line.text, re.IGNORECASE
        ):
            yield joined
    yield _Heading((line,))


def _named(heading: _Heading, start: int, end: int, rule: str, confidence: float) -> FoundParty:
    text = heading.text[start:end].rstrip(" .,")
    end = start + len(text)
    # "US President L. Arden", "First Deputy Chairman of the Council of Ministers K. Novak": the office stands before
    # the name
    for form in _TRAILING_NAMES:
        tail = form.search(text)
        if tail is None or not is_person_name(tail["name"]) or not OFFICE.search(text[: tail.start()]):
            continue
        office = text[: tail.start()].rstrip(" ,")
        places = (
            *heading.places(start + tail.start("name"), end),
            *heading.places(start, start + len(office)),
        )
        return FoundParty(Party(tail["name"].strip(), office.removeprefix("the ")), places, rule, confidence)
    return FoundParty(Party(text), heading.places(start, end), rule, confidence)


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
    r"MINISTRY (?:OF|FOR) .{3,60}|"
    r"(?:THE )?(?:PRIME MINISTER|SECRETARY OF STATE|FOREIGN SECRETARY|FOREIGN MINISTER)(?:'S OFFICE| OF .{3,50})?|"
    r"10 DOWNING STREET.{0,30}|"
    r"(?:UNITED STATES |U\.?S\.? )?(?:SENATE|HOUSE OF REPRESENTATIVES)|CENTRAL INTELLIGENCE AGENCY|"
    r"FEDERAL BUREAU OF INVESTIGATION|"
    r"OFFICE OF THE .{3,50}|(?:EXECUTIVE|DEPUTY|ASSISTANT) DIRECTOR|"
    r"THE (?:PRESIDENT|CHANCELLOR|DIRECTOR|PREMIER|AMBASSADOR|ATTORNEY GENERAL|VICE PRESIDENT)(?: OF .{3,50})?|"
    r"COMMITTEE ON .{3,60}|(?:SELECT |SPECIAL |JOINT )COMMITTEE\b.{0,60}|"
    r"МИНИСТЕРСТВО .{3,60}|КРЕМЛЬ|ПОСОЛЬСТВО .{3,60}|"
    r"(?:ПРЕЗИДЕНТ|ПРЕДСЕДАТЕЛЬ|МИНИСТР|ПРЕМЬЕР-МИНИСТР|ГЕНЕРАЛЬНЫЙ СЕКРЕТАРЬ|ПОСОЛ) .{3,60})\W{0,3}",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?][\s\"”]*$|\b(?:is|was|are|were|has|have|will|said|told)\b", re.IGNORECASE)


def find_letterhead(cut: LetterCut, blocks: Sequence[AddresseeBlock] = ()) -> tuple[Stretch, ...]:
    """The lines of a letterhead above the date and the salutation, and a place in the line under it."""
    addressed = {(line.page_number, line.start) for block in blocks for line in block.lines}
    made: list[Stretch] = []
    below = None
    for line in cut.head[:-1]:
        if (line.page_number, line.start) in addressed:
            continue
        if line.short and _LETTERHEAD.fullmatch(line.text) and line.text[:1].isupper() and not _SENTENCE.search(line.text):
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
