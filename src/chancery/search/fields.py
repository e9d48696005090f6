"""The fields a query may name: one table of what each is called, holds, and how "Read as" speaks of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from chancery.model.vocabulary import RecordType

FieldKind = Literal["words", "choice", "date", "id"]


@dataclass(frozen=True, slots=True)
class SearchField:
    """A field of the language: `said` is how the read-back line opens, `many` the heading of its facet."""

    name: str
    kind: FieldKind
    said: str
    index_field: str
    facet: str = ""


FIELDS: dict[str, SearchField] = {
    field.name: field
    for field in (
        SearchField("type", "choice", "of type", "type", "Type"),
        SearchField("from", "words", "from", "from_words", "From"),
        SearchField("to", "words", "to", "to_words", "To"),
        SearchField("with", "words", "with", "with_words"),
        SearchField("person", "words", "from, to or with the person", "person_words"),
        SearchField("title", "words", "title has", "title_words"),
        SearchField("place", "words", "written at", "place_words"),
        SearchField("date", "date", "dated", "earliest"),
        SearchField("case", "words", "release case", "case_words"),
        SearchField("authority", "words", "released under", "authority_words"),
        SearchField("decision", "words", "release decision", "decision_words", "Release"),
        SearchField("exemption", "words", "withheld under", "exemption_words", "Exemption"),
        SearchField("tag", "words", "release tag", "tag_words"),
        SearchField("collection", "words", "in the collection", "collection_words"),
        SearchField("holding", "words", "held at", "holding_words"),
        SearchField("file", "words", "in the file", "file_words"),
        SearchField("language", "choice", "in", "language"),
        SearchField("classification", "words", "classified", "classification_words"),
        SearchField("marks", "words", "marked", "marks"),
        SearchField("has", "choice", "with", "has", "Has"),
        SearchField("id", "id", "with the id", "id"),
    )
}
# The fields of an index document that hold folded words of one described value, with the attribute that fills them.
WORD_FIELDS: dict[str, str] = {
    "from_words": "senders",
    "to_words": "addressees",
    "with_words": "participants",
    "person_words": "people",
    "title_words": "titles",
    "place_words": "places",
    "case_words": "cases",
    "authority_words": "authorities",
    "decision_words": "decisions",
    "exemption_words": "exemptions",
    "tag_words": "tags",
    "collection_words": "collections",
    "holding_words": "holdings",
    "file_words": "files",
    "classification_words": "classifications",
}
# What a plain word is looked for in beside the text.
HEAD_ATTRIBUTES = ("titles", "senders", "addressees", "participants", "places", "about")
# Facets in the order of the search page, with the attribute that fills them.
FACETS: dict[str, str] = {
    "type": "type",
    "from": "senders",
    "to": "addressees",
    "decision": "decisions",
    "exemption": "exemptions",
    "has": "has",
}

_LABELS = {
    "letter": "letter", "cable": "cable", "memorandum": "memorandum", "note": "note",
    "memcon": "memorandum of conversation", "telcon": "memorandum of telephone conversation", "minutes": "minutes",
    "cia_report": "CIA report", "cia_dispatch": "CIA dispatch", "airgram": "airgram", "despatch": "despatch",
    "instruction": "instruction", "nsc_directive": "NSC directive", "nsc_paper": "NSC paper",
    "intel_estimate": "intelligence estimate", "briefing_paper": "briefing paper", "note_verbale": "note verbale",
    "note_first_person": "first-person note", "aide_memoire": "aide-memoire", "non_paper": "non-paper",
    "communique": "communiqué", "agreement_text": "text of an agreement", "press": "press matter", "speech": "speech",
    "transcript": "transcript", "report": "report", "other": "other", "withdrawal_sheet": "withdrawal sheet",
    "cover_sheet": "cover sheet", "foia_letter": "letter about a request", "id_form": "identification form",
    "routing_slip": "routing slip", "fax_cover": "fax cover", "profile_sheet": "profile sheet",
}  # fmt: skip
TYPES: dict[str, str] = {name: _LABELS[name] for name in get_args(RecordType)}
LANGUAGES: dict[str, tuple[str, ...]] = {
    "English": ("en", "eng", "english"),
    "Russian": ("ru", "rus", "russian", "русский"),
    "French": ("fr", "fra", "fre", "french"),
    "German": ("de", "deu", "ger", "german"),
    "Spanish": ("es", "spa", "spanish"),
    "Ukrainian": ("uk", "ukr", "ukrainian"),
    "Polish": ("pl", "pol", "polish"),
    "Chinese": ("zh", "zho", "chi", "chinese"),
    "Arabic": ("ar", "ara", "arabic"),
}
HAS: dict[str, str] = {
    "references": "references",
    "missing": "missing references",
    "ambiguous": "ambiguous references",
    "statements": "statements in the ledger",
    "decisions": "decisions by a person",
    "lost": "decisions that lost their place",
    "review": "findings awaiting review",
    "redactions": "redactions",
    "hidden": "hidden words found under a mark",
    "handwriting": "handwriting",
    "image": "page images",
    "copies": "several copies",
    "translation": "a translation",
    "problems": "problems in reading",
    "uncertain": "an uncertain date",
    "date": "a date",
    "nodate": "no date found",
    "text": "text",
}


def language_code(value: str) -> str:
    """One code for a language however it is named; a language we have no name for stays as it is, in small letters."""
    low = value.strip().casefold()
    for names in LANGUAGES.values():
        if low in names or low.split("-")[0] in names:
            return names[0]
    return low
