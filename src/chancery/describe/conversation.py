"""The header grammar of memoranda of conversation, in the room and by telephone: who took part on which side, who
interpreted, who wrote it down, when and where they met (handbook 1.5).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from chancery.describe.labels import Labelled, Piece
from chancery.describe.lines import TextLine
from chancery.describe.memorandum import find_copies, find_drafting, find_references
from chancery.describe.parties import split_names
from chancery.describe.places import BODY, OFFICE, is_person_name, parse_place
from chancery.describe.record_text import Found, RecordText, Stand, place_of
from chancery.describe.titles import find_subject
from chancery.model.date_phrases import DatePhrase, find_dates
from chancery.model.dates import PartialDate
from chancery.model.record import Party

MODULE = "conversation"


def find_conversation(record: RecordText) -> Iterator[Found]:
    """The fields of a memcon or telcon."""
    yield from find_subject(record, MODULE)
    people = list(_people(record))
    yield from _taking_part(people)
    takers = list(_note_takers(record, people))
    yield from takers
    interpreters = list(_interpreters(record, people))
    yield from interpreters
    drafters = [_full_name(found, people) for found in find_drafting(record, MODULE)]
    yield from drafters
    writer = next(iter([*takers, *drafters]), None)
    if writer is not None:
        yield replace(writer, name="from", rule=f"{MODULE}.wrote_it_down", confidence=writer.confidence - 0.05)
    yield from find_meeting(record)
    yield from find_copies(record, MODULE)
    yield from find_references(record, MODULE)


# --- who took part ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Person:
    """One of those named: the name, the office behind it, both with their places; `side` as headed or told by the office."""

    name: str
    role: str | None
    places: tuple[Stand, ...]
    side: str | None

    @property
    def party(self) -> Party:
        return Party(self.name, self.role, None, self.side)


def _people(record: RecordText) -> Iterator[_Person]:
    value = record.value("participants")
    if value is not None:
        yield from _listed(value)
        return
    yield from _headed(record)


# RECORD OF THE CONVERSATION / of A. P. Gradov with the Vice President of the USA E. Marsh
_OF_WITH = re.compile(
    r"\b(?:of|between) (?P<one>[A-Z][\w.'’\- ]{2,60}?),? (?:with|and) (?P<other>(?:the )?[A-Z][\w.,'’\- ]{2,80}?)(?=[,.(]|$| on | at )"
)
_LAST_NAME = re.compile(r"(?P<name>(?:[A-ZА-Я]\. ?){1,3}[A-ZА-Я][\w'’\-]+)$")


def _headed(record: RecordText) -> Iterator[_Person]:
    """Both who talked, from a heading in words."""
    lines = record.head[:14]
    for at, line in enumerate(lines):
        for text, parts in ((line.text, 1), (f"{line.text} {lines[at + 1].text}" if at + 1 < len(lines) else "", 2)):
            match = _OF_WITH.search(text)
            if match is None or (parts == 2 and match.end() <= len(line.text)):
                continue
            yield _in_line(lines, at, match, "one")
            yield _in_line(lines, at, match, "other")
            return


def _in_line(lines: Sequence[TextLine], at: int, match: re.Match[str], group: str) -> _Person:
    start, end = match.span(group)
    text = match[group]
    name = _LAST_NAME.search(text)
    role = None
    if name is not None and name.start() > 3:
        role = text[: name.start()].strip(" ,")
        start += name.start("name")
        text = name["name"]
    line = lines[at]
    if start > len(line.text):
        line, start, end = lines[at + 1], start - len(line.text) - 1, end - len(line.text) - 1
    return _Person(
        text, role.removeprefix("the ") if role else None, (place_of(line, start, min(end, len(line.text))),), None
    )


_SIDE = re.compile(
    r"(?:(?:for )?the )?(?P<side>U\.?S\.?A?\.?|United States(?: of America)?|American|U\.?S\.?S\.?R\.?|[A-Z][\w\- ]{3,30}?)(?: side| delegation| participants)?\s?:?",
    re.IGNORECASE,
)
_SIDE_WORDS = re.compile(
    r"\b(?:side|delegation)\b|^\W*(?:U\.?S\.?A?|USSR|U\.K|UNITED STATES|AMERICAN|SOVIET|FOREIGN|UNITED KINGDOM)\W*$",
    re.IGNORECASE,
)


def _listed(value: Labelled) -> Iterator[_Person]:
    """The people of a list, column by column; a heading names the side of those under it."""
    for column in _columns(value.pieces):
        side: str | None = None
        items: list[list[Piece]] = []
        sides: list[str | None] = []
        for piece in column:
            text = piece.text.strip(" ,.;:")
            if _SIDE_WORDS.search(text) and len(text) <= 40 and "," not in text:
                match = _SIDE.match(text)
                side = match["side"].strip() if match else text
                continue
            if items and _goes_on(items[-1], piece):
                items[-1].append(piece)
                continue
            items.append([piece])
            sides.append(side)
        for item, told in zip(items, sides, strict=True):
            person = _person(item, told)
            if person is not None:
                yield person


def _columns(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces by the column they stand in, left first; one column where there are no boxes."""
    boxed = [piece.line.box for piece in pieces]
    if any(box is None for box in boxed) or len(pieces) < 3:
        return [list(pieces)]
    lefts = sorted(box.x0 for box in boxed if box is not None)
    widest = max(((after - before, (after + before) / 2) for before, after in pairwise(lefts)), default=(0.0, 0.0))
    if widest[0] < 90:
        return [list(pieces)]
    left = [piece for piece in pieces if piece.line.box is not None and piece.line.box.x0 < widest[1]]
    right = [piece for piece in pieces if piece.line.box is not None and piece.line.box.x0 >= widest[1]]
    # Values beside their label stand further right than the next ones only where the label's own line holds the first.
    side_by_side = any(
        one.line.box is not None and other.line.box is not None
        and min(one.line.box.y1, other.line.box.y1) - max(one.line.box.y0, other.line.box.y0) > 0
        for one in left for other in right
    )  # fmt: skip
    return [left, right] if side_by_side else [list(pieces)]


_UNFINISHED = re.compile(r"(?:,|\b(?:of|for|the|to|and|at|in|on))\s*$", re.IGNORECASE)


def _goes_on(item: Sequence[Piece], piece: Piece) -> bool:
    """Whether a line goes on with the person above it: it is indented, begins small, or the line above is unfinished."""
    text = piece.text.strip()
    above = item[-1].text
    if text[:1].islower() or text.startswith("(") or _UNFINISHED.search(above):
        return True
    if piece.line.box is not None and item[0].line.box is not None and item[0].line is not piece.line:
        indent = piece.line.box.x0 - (
            item[0].line.box.x1 - item[0].line.box.width * len(item[0].text) / max(1, len(item[0].line.text))
        )
        if indent > 6:
            return True
    name = text.partition(",")[0]
    return not is_person_name(name) and not name.startswith("The ") and bool(BODY.search(text)) and "," not in text


_TASK = re.compile(r"[\s,(–-]*\b(?P<task>note[- ]?takers?|interpreters?|translator|переводчик)\b[)\s]*", re.IGNORECASE)


def _person(item: Sequence[Piece], side: str | None) -> _Person | None:
    first = item[0]
    text = first.text
    comma = text.find(",")
    dash = re.search(r"\s[-–—]\s|\s?\(", text)
    cut = comma if comma > 1 else dash.start() if dash is not None and dash.start() > 1 else len(text)
    name = text[:cut].strip(" ,.;:*•")
    if sum(char.isalpha() for char in name) < 2 or len(name) > 60:
        return None
    start = first.start + text.index(name)
    places: list[Stand] = [(first.line.page_number, start, start + len(name))]
    parts = []
    rest = text[cut:].strip(" ,;-–—")
    if rest:
        at = first.start + text.index(rest, cut)
        places.append((first.line.page_number, at, at + len(rest)))
        parts.append(rest)
    for piece in item[1:]:
        parts.append(piece.text.strip(" ;"))
        places.append(piece.place)
    role = " ".join(" ".join(part.split()) for part in parts).strip(" ,.") or None
    if role is not None and role.startswith("(") and role.endswith(")"):
        role = role[1:-1]
    return _Person(name, role, tuple(places), side or _side_of(role))


_OF_COUNTRY = re.compile(r"\b(?:of|to) (?:the )?(?P<country>[A-Z][\w\-]+(?: (?:of )?[A-Z][\w\-]+){0,2})\s*$")


def _side_of(role: str | None) -> str | None:
    """`Ambassador of Kalvia`, `Prime Minister of Kalvia`, `Embassy of Kalvia`: the state that an office names."""
    if role is None or not re.search(
        r"\b(?:Embassy of|(?:Prime |Foreign )?Minister of|Ambassador of|President of|King of|Chancellor of)\b", role
    ):
        return None
    match = _OF_COUNTRY.search(role)
    if match is None or re.search(r"\bMinister (?:of|for) (?:Foreign|Defen[cs]e|State|Finance|the)", role):
        return None
    return match["country"]


_STAFF = re.compile(r"\b(?:Staff|NSC|Director|Desk|Officer|Aide|Assistant)\b")


def _taking_part(people: Iterable[_Person]) -> Iterator[Found]:
    """Those who talked: not the interpreters, nor staff who only took notes."""
    for person in people:
        task = _TASK.search(person.role or "")
        if task is not None:
            office = _TASK.sub("", person.role or "").strip(" ,()")
            if not task["task"].lower().startswith("note") or not office or _STAFF.search(office):
                continue
        yield Found("participants", person.party, person.places, f"{MODULE}.participants", 0.85)


def _of_task(people: Iterable[_Person], task: str) -> Iterator[_Person]:
    for person in people:
        match = _TASK.search(person.role or "")
        if match is not None and match["task"].lower().replace(" ", "").replace("-", "").startswith(task):
            yield person


def _note_takers(record: RecordText, people: Sequence[_Person]) -> Iterator[Found]:
    for person in _of_task(people, "note"):
        yield Found("note_taker", person.party, person.places, f"{MODULE}.note_taker", 0.9)
    yield from _named_for(record, "note_taker")
    yield from _signed_record(record)


def _interpreters(record: RecordText, people: Sequence[_Person]) -> Iterator[Found]:
    for person in _of_task(people, "interpreter"):
        yield Found("interpreter", person.party, person.places, f"{MODULE}.interpreter", 0.9)
    yield from _named_for(record, "interpreter")


def _named_for(record: RecordText, kind: str) -> Iterator[Found]:
    """Those whom a label of their own names: `Notetakers: Nora Roe, Carl Poe`."""
    for value in (*record.values(kind), *(item for item in record.foot if item.kind == kind)):
        for piece in split_names(value.pieces):
            name, _, role = piece.text.partition(",")
            name = name.strip(" .")
            if is_person_name(name):
                start = piece.start + piece.text.index(name)
                yield Found(
                    kind,
                    Party(name, role.strip(" .") or None),
                    ((piece.line.page_number, start, start + len(name)),),
                    f"{MODULE}.labelled_line",
                    0.88,
                )


# "Recorded by S. Lukin"; "The conversation was recorded by S. LUKIN"; "Interpreter and recorder: ..."
_RECORDED = re.compile(
    r"\b(?i:recorded|written down|transcribed|taken down|notes taken) by:? (?P<name>(?:[A-Z]\. ?){0,3}[A-Z][\w'’\-]+(?: [A-Z][\w'’\-]+){0,2})"
)


def _signed_record(record: RecordText) -> Iterator[Found]:
    for line in (*record.head, *record.tail, *record.lines[-12:]):
        match = _RECORDED.search(line.text) if line.short else None
        if match is not None:
            yield Found(
                "note_taker", Party(match["name"]), (place_of(line, *match.span("name")),), f"{MODULE}.recorded_by", 0.85
            )
            return


def _full_name(found: Found, people: Sequence[_Person]) -> Found:
    """`JCorbett` of a drafting line as the one of those present who bears that surname and initial."""
    if not isinstance(found.value, Party):
        return found
    match = re.fullmatch(r"(?P<first>[A-Z])[A-Z]{0,2}?(?P<last>[A-Z][\w'’\-]{2,})", found.value.name)
    if match is None:
        return found
    fitting = [
        person for person in people
        if person.name.split()[-1].lower() == match["last"].lower() and person.name.split()[0][:1] == match["first"]
    ]  # fmt: skip
    if len(fitting) != 1:
        return found
    return replace(found, value=Party(fitting[0].name, found.value.role or fitting[0].role), places=found.places)


# --- when and where --------------------------------------------------------------------------------------------------

_TIME = re.compile(
    r"\b\d\d?[:.]\d\d\b|\b\d\d?\s?[ap]\.?\s?m\b|\b\d{4} ?(?:hours|hrs)\b|\b(?:noon|midnight|E[SD]T|P[SD]T|GMT|a\.m|p\.m|local time)\b",
    re.IGNORECASE,
)


def find_meeting(record: RecordText) -> Iterator[Found]:
    """Day and place of the talk: from DATE, TIME AND PLACE, or from labels of their own; the day is the record's date."""
    for value in record.values("date_meeting", "date_and_place", "date", "time"):
        dated = _date_in(value.pieces, record)
        if dated is not None:
            phrase, place = dated
            for name in ("date_meeting", "date"):
                yield Found(name, _edtf(phrase), (place,), f"{MODULE}.date_of_talk", 0.92 * phrase.certainty)
            break
    else:
        yield from _date_under_heading(record)
    yield from _place(record)


def _date_under_heading(record: RecordText) -> Iterator[Found]:
    for line in record.head[:20]:
        if len(line.text) > 80:
            continue
        for phrase in find_dates(line.text, record.reading):
            if (
                phrase.has_year
                and isinstance(phrase.value, PartialDate)
                and phrase.value.day
                and len(line.text) - len(phrase.span.quote(line.text)) <= 40
            ):
                place = place_of(line, phrase.span.start, phrase.span.end)
                yield Found("date_meeting", _edtf(phrase), (place,), f"{MODULE}.date_under_heading", 0.75)
                return


def _edtf(phrase: DatePhrase) -> str:
    value = phrase.value
    if isinstance(value, PartialDate) and value.time:
        return PartialDate(value.year, value.month, value.day).edtf
    return value.edtf


def _date_in(pieces: Sequence[Piece], record: RecordText) -> tuple[DatePhrase, Stand] | None:
    for piece in pieces:
        for phrase in find_dates(piece.text, record.reading):
            if phrase.has_year and phrase.form != "year":
                return phrase, (piece.line.page_number, piece.start + phrase.span.start, piece.start + phrase.span.end)
    return None


def _place(record: RecordText) -> Iterator[Found]:
    value = record.value("place")
    if value is not None:
        piece = value.pieces[0]
        text = _town_of(piece.text.strip(" .,;:"))
        if 2 < len(text) <= 70:
            start = piece.start + piece.text.index(text)
            yield Found(
                "place",
                " ".join(text.split()),
                ((piece.line.page_number, start, start + len(text)),),
                f"{MODULE}.place_label",
                0.85,
            )
        return
    both = record.value("date_and_place")
    for piece in reversed(both.pieces if both is not None else ()):
        found = _last_place(piece, record)
        if found is not None:
            yield Found("place", found[0], (found[1],), f"{MODULE}.place_of_talk", 0.8)
            return
    yield from _beside_date(record)


def _town_of(place: str) -> str:
    """The town of `Kremlin, Moscow`: the house in it is that of the meeting; a house alone stays."""
    parts = [part.strip() for part in place.split(",")]
    if len(parts) > 2 and re.fullmatch(r"[A-Z.]{2,6}", parts[-1]):
        parts.pop()  # the country: Moscow, USSR
    town = parts[-1]
    known = len(parts) > 1 and parse_place(town) is not None and not OFFICE.search(town) and not BODY.search(town)
    return town if known else place


def _last_place(piece: Piece, record: RecordText) -> tuple[str, Stand] | None:
    """The last part of a line that is a place, once dates and times are left out."""
    text = piece.text
    end = len(text.rstrip(" ."))
    taken = [phrase.span for phrase in find_dates(text, record.reading)]
    for part in reversed(list(re.finditer(r"[^,;]+", text[:end]))):
        said = part.group().strip()
        if (
            any(span.start < part.end() and span.end > part.start() for span in taken)
            or _TIME.search(said)
            or not said[:1].isupper()
        ):
            continue
        if parse_place(said) is not None or re.match(
            r"(?:The )?[A-Z][\w'’]+ (?:Office|Room|House|Palace|Residence|Embassy|Mission)\b", said
        ):
            start = piece.start + text.index(said, part.start())
            return said, (piece.line.page_number, start, start + len(said))
    return None


def _beside_date(record: RecordText) -> Iterator[Found]:
    """`15 December 1993, Onezhsk, Kamenny Bor`: the part behind the date."""
    for line in record.head[:16]:
        if len(line.text) > 90:
            continue
        for phrase in find_dates(line.text, record.reading):
            behind = line.text[phrase.span.end :]
            match = re.match(r"[,;]\s*(?P<place>[A-ZА-Я][\w'’\-]+(?: [A-ZА-Я][\w'’\-]+){0,2})(?=[,.;]|\s*$)", behind)
            if (
                phrase.has_year
                and match is not None
                and not OFFICE.search(match["place"])
                and not _TIME.search(match["place"])
            ):
                start = phrase.span.end + match.start("place")
                yield Found(
                    "place",
                    match["place"],
                    (place_of(line, start, start + len(match["place"])),),
                    f"{MODULE}.beside_date",
                    0.75,
                )
                return
