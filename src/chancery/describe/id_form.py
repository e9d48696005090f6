"""The identification form of a collection of assassination records: what it says of the record behind it (handbook 1.9).

Its labels stand on one line with their values (`AGENCY : CIA`), or in columns; an empty one has no value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from chancery.describe.lines import TextLine
from chancery.describe.record_text import Found, RecordText, place_of
from chancery.model.date_phrases import DateReading, find_dates
from chancery.model.dates import NotADate, PartialDate
from chancery.model.record import Party

MODULE = "id_form"
_FIELD = re.compile(
    r"^\W{0,3}(?P<label>AGENCY ORIGINATOR|AGENCY FILE NUMBER|AGENCY|RECORD NUMBER|RECORD SERIES|ORIGINATOR|FROM|TO|TITLE|DATE|PAGES|SUBJECTS?|DOCUMENT TYPE|"
    r"CLASSIFICATION|RESTRICTIONS|CURRENT STATUS|DATE OF LAST REVIEW|OPENING CRITERIA|COMMENTS)\s?[:;]\s*(?P<value>.*)$"
)
_SECTION = re.compile(
    r"^\W{0,3}(?:AGENCY INFORMATION|DOCUMENT INFORMATION|JFK ASSASSINATION SYSTEM|IDENTIFICATION FORM|\[R\]|Released under)",
    re.IGNORECASE,
)
# The form's date of the document is month/day/year, with zeros for what is not known.
_MONTH_FIRST = DateReading(False, None)
_KINDS: Mapping[str, str] = {
    "FROM": "from",
    "TO": "to",
    "TITLE": "title",
    "DATE": "date",
    "RECORD NUMBER": "holding.identifiers",
}


def find_form(record: RecordText) -> Iterator[Found]:
    """What the form says of its record: from, to, title, date, and the number it is held under."""
    for label, parts in _fields(record.lines):
        name = _KINDS.get(label)
        text = " ".join(text for text, _ in parts).strip(" .")
        if name is None or not text:
            continue
        places = tuple(place for _, place in parts)
        if name == "date":
            dated = _dated(text)
            if dated is not None:
                yield Found("date", dated, places, f"{MODULE}.form_line", 0.8)
        elif name in ("from", "to"):
            if text.upper() not in ("WITHHELD", "NONE", "N/A"):
                yield Found(name, Party(text), places, f"{MODULE}.form_line", 0.75)
        else:
            yield Found(name, text, places, f"{MODULE}.form_line", 0.8)


_Part = tuple[str, tuple[int, int, int]]


def _fields(lines: tuple[TextLine, ...]) -> Iterator[tuple[str, list[_Part]]]:
    """Each label with the stretches of its value; a title runs on over lines that bear no label."""
    label = ""
    parts: list[_Part] = []
    for line in lines:
        match = _FIELD.match(line.text)
        if match is None:
            if (
                label == "TITLE"
                and parts
                and not _SECTION.match(line.text)
                and len(parts) < 4
                and line.text.upper() == line.text
            ):
                parts.append((line.text.strip(), place_of(line, 0, len(line.text))))
            elif label:
                yield label, parts
                label, parts = "", []
            continue
        if label:
            yield label, parts
        label = match["label"]
        value = match["value"].strip()
        parts = [(value, place_of(line, match.start("value"), match.start("value") + len(value)))] if value else []
    if label:
        yield label, parts


def _dated(text: str) -> str | None:
    match = re.match(r"(?P<month>\d\d?)/(?P<day>\d\d?)/(?P<year>\d{4})\b", text)
    if match is not None:
        month, day = (int(match[part]) for part in ("month", "day"))
        try:
            return PartialDate(match["year"], f"{month:02}" if month else None, f"{day:02}" if month and day else None).edtf
        except NotADate:
            return None
    for phrase in find_dates(text, _MONTH_FIRST):
        if phrase.has_year and isinstance(phrase.value, PartialDate):
            return phrase.value.edtf
    return None
