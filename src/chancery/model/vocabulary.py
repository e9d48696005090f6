"""The closed lists of words that code, schema, URLs and pages share (design.md, dump.md, handbook 1.1 and 1.2)."""

from __future__ import annotations

from typing import Literal, get_args

RegionKind = Literal[
    "redaction", "stamp", "banner", "exemption_code", "handwriting", "signature", "letterhead", "page_number", "margin",
    "figure",
]  # fmt: skip
PageRole = Literal[
    "release_letter", "provenance_sheet", "id_form", "withdrawal", "cover_sheet", "profile_sheet", "routing_slip",
    "fax_cover", "body", "attachment", "translation", "original_fl", "handwritten", "clipping", "blank_withheld",
]  # fmt: skip
RecordType = Literal[
    "letter", "cable", "memorandum", "note", "memcon", "telcon", "minutes", "cia_report", "cia_dispatch", "airgram",
    "despatch", "instruction", "nsc_directive", "nsc_paper", "intel_estimate", "briefing_paper", "note_verbale",
    "note_first_person", "aide_memoire", "non_paper", "communique", "agreement_text", "press", "speech", "transcript",
    "report", "other", "withdrawal_sheet", "cover_sheet", "foia_letter", "id_form", "routing_slip", "fax_cover",
    "profile_sheet",
]  # fmt: skip
SHEET_TYPES: frozenset[str] = frozenset(
    {"withdrawal_sheet", "cover_sheet", "foia_letter", "id_form", "routing_slip", "fax_cover", "profile_sheet"}
)
ReferenceKind = Literal[
    "document", "meeting", "call", "visit", "conference", "instrument", "statement", "decision"
]  # fmt: skip
Outcome = Literal["resolved", "ambiguous", "missing", "outside", "not_asked"]
ReleaseDecision = Literal["released in full", "released in part", "denied in full", "declassified", "declassified in part"]
Verdict = Literal["confirmed", "corrected", "rejected", "added", "withdrawn"]
Action = Literal["merge", "split", "move_pages", "pick", "same_record", "different_record"]
SubjectKind = Literal["record", "field", "page", "region", "reference", "statement", "event", "person", "thread", "want"]
FindingKind = Literal["field", "region", "reference"]
Access = Literal["open", "closed"]
Place = Literal["attached", "lost"]

SCALAR_FIELDS: frozenset[str] = frozenset(
    {
        "type", "level", "form", "copy_status", "date", "date_meeting", "date_drafted", "date_transmitted",
        "date_received", "date_information", "place", "title", "language", "classification", "declassification",
        "number", "dtg", "precedence",
    }
)  # fmt: skip
PARTY_FIELDS: frozenset[str] = frozenset(
    {"from", "to", "cc", "participants", "drafter", "note_taker", "interpreter"}
)  # fmt: skip
LIST_FIELDS: frozenset[str] = frozenset({"handling", "tags", "refs"})
DATE_FIELDS: frozenset[str] = frozenset(name for name in SCALAR_FIELDS if name.startswith("date"))
RELEASE_FIELDS: tuple[str, ...] = (
    "releases.decision", "releases.agency", "releases.authority", "releases.review_date", "releases.release_date",
    "releases.case", "releases.document", "releases.tag",
)  # fmt: skip
HOLDING_FIELDS: tuple[str, ...] = (
    "holding.archive", "holding.collection", "holding.series", "holding.box", "holding.folder", "holding.identifiers",
    "holding.address", "holding.url",
)  # fmt: skip

REGION_KINDS: tuple[str, ...] = get_args(RegionKind)
PAGE_ROLES: tuple[str, ...] = get_args(PageRole)
RECORD_TYPES: tuple[str, ...] = get_args(RecordType)
VERDICTS: tuple[str, ...] = get_args(Verdict)


def is_field_name(name: str) -> bool:
    """Whether dump.md knows a field of this name."""
    return (
        name in SCALAR_FIELDS
        or name in PARTY_FIELDS
        or name in LIST_FIELDS
        or name in RELEASE_FIELDS
        or name in HOLDING_FIELDS
    )
