"""Records known from a withdrawal sheet alone: a row of its table, or the card that stands in the place of one document
(handbook 1.9).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from chancery.describe.lines import PageText
from chancery.model.date_phrases import DateReading, find_dates
from chancery.model.record import AbsentDescription, Field, Party
from chancery.model.vocabulary import RecordType

# What a sheet calls a document, and the type it has here.
_TYPES: Mapping[str, RecordType] = {
    "memo": "memorandum", "memorandum": "memorandum", "letter": "letter", "ltr": "letter", "cable": "cable",
    "telegram": "cable", "telcon": "telcon", "memcon": "memcon", "report": "report", "note": "note", "minutes": "minutes",
    "paper": "other", "draft": "other", "extract": "other", "list": "other", "form": "other", "agenda": "other",
    "distribution": "other", "profile": "profile_sheet", "airgram": "airgram", "talking points": "briefing_paper",
    "statement": "communique", "transcript": "transcript", "speech": "speech", "resume": "other", "fax": "fax_cover",
    "message": "cable", "study": "report", "summary": "report", "notes": "note", "schedule": "other", "chart": "other",
}  # fmt: skip
_KIND = "|".join(sorted(_TYPES, key=len, reverse=True))
# "003. memo Winslow to Trask", "Ola. Memo John Gordon to Brent Scowcroft": OCR reads 01a as Ola, Q1a, 0la
_ROW = re.compile(
    rf"(?<![\w/])(?P<number>(?:\d{{1,3}}|[0OQ][\dlI]?\d?)[a-z]{{0,2}})[.,]\s{{0,3}}(?P<type>{_KIND})\b", re.IGNORECASE
)
# Where the table ends: what follows tells of the folder, or explains the codes.
_END = re.compile(
    r"\b(?:COLLECTION|RECORD GROUP|RECORD COLLECTION|SERIES|OA/ID|FOLDER TITLE|RESTRICTION CODES|PAGE \d+ OF|CASE \d{4})\b\W",
    re.IGNORECASE,
)
_UNDATED = re.compile(r"\bn\.? ?d\.?(?=\W)", re.IGNORECASE)
_PAGES = re.compile(r"\(?\b(?P<pages>\d{1,4}) ?(?:pp|pages?|p|pgs?)\b\.?-?\)?", re.IGNORECASE)
_CODE = re.compile(r"\bP-?[1-6]\b(?:/ ?b ?\(\d\))?|\(?b\)?\(\d\)(?:\([A-F]\))?", re.IGNORECASE)
_ABOUT = re.compile(r"\bRe\s?[:;]\s*", re.IGNORECASE)
_TO = re.compile(r"\s+to\s+")
_NAME = re.compile(r"[^\W\d_][\w.'’/ -]{1,60}")
# A withdrawal card prints a label and its value: FROM, TO, SUBJECT, DATE, PAGES, REASON
_LABEL = re.compile(
    r"^\W{0,3}(?P<label>TYPE(?: OF (?:DOCUMENT|MATERIAL))?|DATE|FROM|TO|SUBJECT(?:/TITLE)?|TITLE|PAGES|NUMBER OF PAGES|"
    r"REASON(?:\(S\))?(?: FOR (?:WITHDRAWAL|RESTRICTION))?)[^\S\n]*[:.][^\S\n]*(?P<value>\S[^\n]*)$",
    re.IGNORECASE | re.MULTILINE,
)


def find_withheld(page: PageText, reading: DateReading, version: str) -> Iterator[AbsentDescription]:
    """The documents that a withdrawal sheet stands for, in the order of its rows; none where its table cannot be read.
    Pure.
    """
    text = page.text
    rows = list(_ROW.finditer(text))
    if not rows:
        card = _card(page, reading, version)
        if card is not None:
            yield card
        return
    for at, row in enumerate(rows):
        limit = rows[at + 1].start() if at + 1 < len(rows) else len(text)
        closing = _END.search(text, row.end(), limit)
        yield _row(page, at, row, closing.start() if closing is not None else limit, reading, version)


def document_number(record: AbsentDescription) -> str:
    """The number a row's document bears on the sheet, letters that OCR takes for digits read as digits; empty on a card.

    The list of a folder and the sheet in the document's place both bear it.
    """
    number = next((field.value for field in record.fields if field.name == "number"), "")
    return str(number).upper().replace("O", "0").replace("Q", "0").replace("L", "1").replace("I", "1").lstrip("0")


def _row(page: PageText, at: int, row: re.Match[str], end: int, reading: DateReading, version: str) -> AbsentDescription:
    text = page.text
    fields = [
        _field(page, "type", _TYPES[row["type"].lower()], *row.span("type"), version, 0.8),
        _field(page, "number", row["number"], *row.span("number"), version, 0.7),
    ]
    start = row.end()
    stops = [match.start() for pattern in (_UNDATED, _PAGES, _CODE) if (match := pattern.search(text, start, end))]
    dated = next((phrase for phrase in find_dates(text[start:end], reading) if phrase.has_year), None)
    if dated is not None:
        place = (start + dated.span.start, start + dated.span.end)
        fields.append(_field(page, "date", dated.value.edtf, *place, version, round(0.85 * dated.certainty, 3)))
        stops.append(place[0])
    about = _ABOUT.search(text, start, end)
    said = min([end, *stops, *([about.start()] if about else [])])
    parties = _parties(page, start, said, version)
    fields.extend(parties)
    if about is not None:
        title_end = min([end, *(stop for stop in _stops(text, about.end(), end))])
        fields.extend(_title(page, about.end(), title_end, version))
    else:
        fields.extend(_title(page, start, said, version))
    codes = ", ".join(dict.fromkeys(" ".join(code.group().split()) for code in _CODE.finditer(text, start, end)))
    count = _PAGES.search(text, start, end)
    return AbsentDescription(page.number, at, tuple(fields), codes, int(count["pages"]) if count else None)


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    for pattern in (_PAGES, _CODE, _UNDATED):
        match = pattern.search(text, start, end)
        if match is not None:
            yield match.start()
    numeric = re.search(r"\b\d{1,2}/\d{1,2}/\d{2,4}\b", text[start:end])
    if numeric is not None:
        yield start + numeric.start()


def _parties(page: PageText, start: int, end: int, version: str) -> Iterator[Field]:
    """ "John Gordon to Brent Scowcroft": writer and addressee, where the row has no more than two names before it goes on."""
    text = page.text[start:end]
    between = _TO.search(text)
    if between is None:
        return
    before, behind = text[: between.start()], re.split(r"\bre\s?[:;]|[,;(\n]", text[between.end() :], flags=re.IGNORECASE)[0]
    for name, part, offset in (("from", before, 0), ("to", behind, between.end())):
        match = _NAME.search(part)
        if match is None or len(part.split()) > 6:
            continue
        value = match.group().rstrip(" -.")
        place = start + offset + match.start()
        yield _field(page, name, Party(" ".join(value.split())), place, place + len(value), version, 0.75)


def _title(page: PageText, start: int, end: int, version: str) -> Iterator[Field]:
    text = page.text[start:end]
    stripped = text.strip(" \n.,;:-—|")
    if len(stripped) >= 4:
        place = start + text.index(stripped)
        yield _field(page, "title", " ".join(stripped.split()), place, place + len(stripped), version, 0.7)


def _card(page: PageText, reading: DateReading, version: str) -> AbsentDescription | None:
    """One document, told by labels; None where fewer than two of its labels are there."""
    said = {match["label"].upper(): match for match in _LABEL.finditer(page.text)}
    fields: list[Field] = []
    pages: int | None = None
    reason = ""
    for label, match in said.items():
        value, place = match["value"].strip(), match.span("value")
        if label.startswith("TYPE"):
            kind = re.search(rf"\b(?:{_KIND})\b", value, re.IGNORECASE)
            if kind is not None:
                fields.append(_field(page, "type", _TYPES[kind.group().lower()], *place, version, 0.8))
        elif label == "DATE":
            dated = next(iter(find_dates(value, reading)), None)
            if dated is not None and dated.has_year:
                fields.append(_field(page, "date", dated.value.edtf, *place, version, round(0.85 * dated.certainty, 3)))
        elif label in ("FROM", "TO"):
            fields.append(_field(page, label.lower(), Party(value), *place, version, 0.75))
        elif "PAGES" in label:
            number = re.search(r"\d{1,4}", value)
            pages = int(number.group()) if number else None
        elif label.startswith("REASON"):
            reason = value
        else:
            fields.append(_field(page, "title", value, *place, version, 0.7))
    return AbsentDescription(page.number, 0, tuple(fields), reason, pages) if len(fields) >= 2 else None


def _field(page: PageText, name: str, value: str | Party, start: int, end: int, version: str, confidence: float) -> Field:
    return Field(name, value, (page.quote(start, end),), "describe.sheet.withdrawal_row", version, confidence)
