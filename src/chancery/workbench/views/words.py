"""How values are said: dates, parties, types, fields, releases, in the words of the reading room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chancery.model.dates import NotADate, parse_edtf, printed
from chancery.model.record import Field, Party
from chancery.model.vocabulary import DATE_FIELDS, RELEASE_FIELDS
from chancery.search.fields import LANGUAGES, TYPES
from chancery.workbench.entries import is_uncertain
from chancery.workbench.pages.said import DateShown, PartyShown, ReleaseShown

# The records of talk: who spoke with whom, never an arrow (design of the room).
TALKS = frozenset({"memcon", "telcon", "minutes"})
FIELD_LABELS = {
    "type": "Type", "level": "Level", "form": "Form", "copy_status": "Copy", "date": "Date", "date_meeting": "Met",
    "date_drafted": "Drafted", "date_transmitted": "Sent", "date_received": "Received",
    "date_information": "Date of information", "place": "Place", "from": "From", "to": "To", "cc": "Copies to",
    "participants": "Participants", "drafter": "Drafted by", "note_taker": "Note-taker", "interpreter": "Interpreter",
    "title": "Subject", "language": "Language", "classification": "Marked", "handling": "Handling",
    "declassification": "Declassify on", "number": "Number", "dtg": "Date-time group", "precedence": "Precedence",
    "tags": "Tags", "refs": "Refers to", "releases.decision": "Decision", "releases.agency": "Agency",
    "releases.authority": "Authority", "releases.review_date": "Reviewed", "releases.release_date": "Released",
    "releases.case": "Case", "releases.document": "Document", "releases.tag": "Reviewer's tag",
    "holding.archive": "Held at", "holding.collection": "Collection", "holding.series": "Series", "holding.box": "Box",
    "holding.folder": "Folder", "holding.identifiers": "Identifier", "holding.address": "Address",
    "holding.url": "Address on the web",
}  # fmt: skip
DATES = DATE_FIELDS | {name for name in RELEASE_FIELDS if name.endswith("_date")}


def type_label(kind: str | None) -> str:
    """The word for a record type, capital first; "Record" where it is not known."""
    label = TYPES.get(kind or "", "record")
    return label[:1].upper() + label[1:]


def field_label(name: str) -> str:
    return FIELD_LABELS.get(name, name.replace(".", " ").replace("_", " ").capitalize())


def show_date(edtf: str | None) -> DateShown | None:
    """A date as people read it, never with a day that is not known; None for None."""
    if not edtf:
        return None
    try:
        value = parse_edtf(edtf)
    except NotADate:
        return DateShown(edtf, edtf, edtf, True)
    return DateShown(printed(value), printed(value, short=True), edtf, is_uncertain(edtf))


def show_party(party: Party) -> PartyShown:
    return PartyShown(party.name, party.role, surname(party.name))


def surname(name: str) -> str | None:
    """The word for the second mention: the last of a person's name; None where that would mislead."""
    words = [word for word in name.replace(",", " ").split() if word.lower().strip(".") not in ("jr", "sr", "ii", "iii")]
    return words[-1] if len(words) > 1 and words[-1][:1].isupper() and len(words) <= 4 else None


def show_value(field: Field) -> tuple[str, str]:
    """A field's value as people read it, and what stands beside it quieter (EDTF, an office)."""
    if isinstance(field.value, Party):
        return field.value.name, field.value.role or ""
    if field.name in DATES:
        date = show_date(field.value)
        return (date.text, date.edtf) if date else (field.value, "")
    if field.name == "type":
        return type_label(field.value), ""
    if field.name == "language":
        return language_name(field.value), ""
    return capitalized(field.value) if field.name == "releases.decision" else field.value, ""


def language_name(code: str) -> str:
    """A language as people call it; a code that is in no list stays as it is."""
    return next((name for name, written in LANGUAGES.items() if code.casefold() in written), code)


def value_input(field: Field) -> str:
    """The value as the form of a correction edits it: EDTF for a date, "Name, role" for a party, a type's id."""
    if isinstance(field.value, Party):
        return f"{field.value.name}, {field.value.role}" if field.value.role else field.value.name
    return field.value


def capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]


def parties(fields: Iterable[Field], name: str) -> tuple[PartyShown, ...]:
    return tuple(show_party(field.value) for field in fields if field.name == name and isinstance(field.value, Party))


def text_of(fields: Iterable[Field], name: str) -> str:
    """The first value of a field as text; empty where it has none."""
    return next((field.value for field in fields if field.name == name and isinstance(field.value, str)), "")


def show_release(fields: Sequence[Field], share: float | None) -> ReleaseShown | None:
    """The newest review in a few words: "Released in part, 2009"; None where no review is known."""
    decisions = [field for field in fields if field.name == "releases.decision"]
    if not decisions:
        return None
    newest = max(decisions, key=lambda field: field.group)
    day = next(
        (
            field.value
            for name in ("releases.review_date", "releases.release_date")
            for field in fields
            if field.name == name and field.group == newest.group and isinstance(field.value, str)
        ),
        "",
    )
    text = capitalized(str(newest.value))
    if "full" in text and "denied" not in text.lower():
        share = 0.0
    return ReleaseShown(f"{text}, {day[:4]}" if day else text, share)


def say_holding(fields: Sequence[Field], said: str | None) -> str:
    """Where the paper is kept, as a footnote has it; else what the user said of the whole source."""
    parts = []
    for name, word in (("collection", ""), ("series", ""), ("box", "box "), ("folder", "folder "), ("archive", "")):
        value = text_of(fields, f"holding.{name}")
        if value:
            parts.append(value if not word or not value[:1].isdigit() else word + value)
    return ", ".join(parts) or said or ""


def count_words(number: int, noun: str) -> str:
    """ "1 reference", "2 references"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
