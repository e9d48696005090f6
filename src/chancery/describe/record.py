"""Describing one record from its pages: its type, and the fields that the grammar of that type reads from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from chancery.describe.agency import find_agency_cable, find_dispatch, find_information_report
from chancery.describe.bureau import find_bureau_message, find_bureau_report, find_letterhead_memorandum
from chancery.describe.conversation import find_conversation
from chancery.describe.diplomatic import find_closing, find_headed_paper, find_note, find_paper, find_pouched, find_town
from chancery.describe.directive import find_directive, find_numbered_paper
from chancery.describe.furniture import Stretch
from chancery.describe.id_form import find_form
from chancery.describe.kinds import find_kind
from chancery.describe.lines import PageText, TextLine
from chancery.describe.marks import find_classification, find_declassification, find_handling
from chancery.describe.memorandum import find_copies, find_drafting, find_memorandum
from chancery.describe.record_text import Found, RecordText, as_fields, record_text
from chancery.describe.telegram import find_telegram
from chancery.describe.titles import find_heading, find_subject
from chancery.model.date_phrases import DateReading
from chancery.model.record import Field

Grammar = Callable[[RecordText], Iterator[Found]]
# The grammar of each type, of a form of it where forms differ ("cable/teletype"); a type that is not named here, and a
# paper of no known type, is read by its labels.
_GRAMMARS: Mapping[str, Grammar] = {
    "memorandum": find_memorandum,
    "memorandum/airtel": find_bureau_message,
    "memorandum/letterhead memorandum": find_letterhead_memorandum,
    "memcon": find_conversation,
    "telcon": find_conversation,
    "cable": find_telegram,
    "cable/CIA cable": find_agency_cable,
    "cable/teletype": find_bureau_message,
    "cia_dispatch": find_dispatch,
    "cia_report": find_information_report,
    "report": find_bureau_report,
    "airgram": find_pouched,
    "despatch": find_pouched,
    "instruction": find_pouched,
    "note_verbale": find_note,
    "aide_memoire": find_paper,
    "non_paper": find_paper,
    "communique": find_headed_paper,
    "agreement_text": find_headed_paper,
    "briefing_paper": find_headed_paper,
    "press": find_headed_paper,
    "speech": find_headed_paper,
    "nsc_directive": find_directive,
    "nsc_paper": find_numbered_paper,
    "intel_estimate": find_numbered_paper,
    "minutes": find_conversation,
}
# Fields that hold one value: the first one found stands.
_ONE = frozenset(
    {"type", "form", "title", "classification", "declassification", "number", "dtg", "precedence", "place", "note_taker"}
)


def describe_record(
    pages: Sequence[PageText], furniture: Mapping[int, Sequence[Stretch]], lines: Sequence[TextLine], reading: DateReading,
    version: str,
) -> tuple[Field, ...]:  # fmt: skip
    """Type and fields of the record that stands on `pages` (its text pages, in order), dates and releases aside.

    `lines` are its own lines, whole-line furniture left out. Pure; raises nothing for any text.
    """
    record = record_text(pages, furniture, lines, reading)
    return as_fields(_once(find_fields(record)), record, version)


def describe_around_letter(
    pages: Sequence[PageText], furniture: Mapping[int, Sequence[Stretch]], lines: Sequence[TextLine], reading: DateReading,
    version: str,
) -> tuple[Field, ...]:  # fmt: skip
    """What stands around a letter's text: its subject line, copies, drafting line, marks. As `describe_record`."""
    record = record_text(pages, furniture, lines, reading)
    return as_fields(_once(_around_letter(record)), record, version)


def _around_letter(record: RecordText) -> Iterator[Found]:
    yield from find_subject(record, "letter")
    yield from find_copies(record, "letter")
    yield from find_drafting(record, "letter")
    yield from find_marks(record)


def describe_form(
    pages: Sequence[PageText], furniture: Mapping[int, Sequence[Stretch]], lines: Sequence[TextLine], reading: DateReading,
    version: str,
) -> tuple[Field, ...]:  # fmt: skip
    """What an identification form says of the record behind it. As `describe_record`."""
    record = record_text(pages, furniture, lines, reading)
    return as_fields(_once(find_form(record)), record, version)


def find_fields(record: RecordText) -> Iterator[Found]:
    """Everything the grammars find, surest first where a field has one value."""
    told = {found.name: found for found in find_kind(record.heads)}
    if "type" not in told or told["type"].confidence < _POOR:
        closing = list(find_closing(record))
        yield from closing
        told |= {found.name: found for found in closing if found.name == "type"}
    yield from told.values()
    kind = str(told["type"].value) if "type" in told else ""
    form = str(told["form"].value) if "form" in told else ""
    yield from _GRAMMARS.get(f"{kind}/{form}", _GRAMMARS.get(kind, find_memorandum))(record)
    if kind not in _WITHOUT_HEADING:
        yield from find_heading(record, "record")
    yield from find_marks(record)
    yield from find_town(record)


_POOR = 0.6  # of a kind told by its heads: what closes it may say better
# Papers whose lines above the text are addresses, never a title
_WITHOUT_HEADING = frozenset({"cable", "cia_dispatch", "note", "note_verbale", "memcon", "telcon"})


def find_marks(record: RecordText) -> Iterator[Found]:
    """What the author's side marked: level, captions, declassification."""
    yield from find_classification(record, "marks")
    yield from find_handling(record, "marks")
    yield from find_declassification(record, "marks")


def _once(found: Iterator[Found]) -> Iterator[Found]:
    """Each value of a field once; only the first of a field that holds one."""
    seen: set[tuple[str, str]] = set()
    for item in found:
        key = (item.name, "" if item.name in _ONE else str(item.value))
        if key not in seen and item.places and all(end > start for _, start, end in item.places):
            seen.add(key)
            yield item
