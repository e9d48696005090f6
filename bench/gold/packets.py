"""The gold of 15 packets: 295 pages, 173 documents, the page ranges read by eye."""

from __future__ import annotations

import json
from pathlib import Path

from bench.gold.folder import Gold, part_of
from bench.gold.rows import Row, copy_row, parties, record_row
from bench.gold.table import read_table
from bench.gold.texts import make_text

# What the reader wrote, the dump's type, and what else is right. Blank and unreadable pages have no type.
TYPES: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "memorandum": ("memorandum", ()),
    "letter": ("letter", ()),
    "note": ("note", ("memorandum", "letter")),
    "NSC profile and routing": ("profile_sheet", ("routing_slip",)),
    "correspondence tracking worksheet": ("profile_sheet", ("routing_slip",)),
    "withdrawal sheet": ("withdrawal_sheet", ()),
    "withdrawal list": ("withdrawal_sheet", ()),
    "access notice": ("withdrawal_sheet", ("cover_sheet",)),
    "RIF": ("id_form", ()),
    "administrative marker": ("cover_sheet", ()),
    "attachment sheet": ("cover_sheet", ("routing_slip",)),
    "routing sheet": ("routing_slip", ()),
    "routing slip": ("routing_slip", ()),
    "routing": ("routing_slip", ()),
    "transmittal slip": ("routing_slip", ("note",)),
    "document receipt": ("routing_slip", ("other",)),
    "fax cover": ("fax_cover", ()),
    "cover note": ("note", ("memorandum", "routing_slip")),
    "mfr": ("memorandum", ()),
    "memorandum of call": ("note", ("routing_slip", "telcon", "other")),
    "diary note": ("note", ("memorandum",)),
    "teletype": ("cable", ()),
    "report": ("report", ("cia_report",)),
    "sigint report": ("report", ("cia_report", "cable")),
    "summary of conclusions": ("minutes", ()),
    "national security directive": ("nsc_directive", ()),
    "non-paper": ("non_paper", ()),
    "paper": ("nsc_paper", ("briefing_paper", "report", "other")),
    "point paper": ("briefing_paper", ("report", "other")),
    "agenda": ("other", ("briefing_paper",)),
    "guidelines": ("other", ("report", "memorandum")),
    "draft guidelines": ("other", ("report", "memorandum")),
    "ARRB final determination notification": ("other", ("foia_letter", "withdrawal_sheet")),
    "list": ("other", ("report",)),
    "biographic note": ("other", ("report", "note")),
    "enclosure": ("other", ("report",)),
    "appendix": ("other", ("report",)),
    "extract": ("other", ("report",)),
    "blank": (None, ()),
    "unreadable": (None, ()),
}
# Forms and lists that the handbook does not name.
OTHER = ("payroll authorization form", "resume", "request for appointments", "distribution records", "certification")
SHEETS = frozenset(
    {"withdrawal_sheet", "cover_sheet", "foia_letter", "id_form", "routing_slip", "fax_cover", "profile_sheet"}
)


def make_packets(shared: Path) -> Gold:
    gold = Gold(
        "packets",
        ("records",),
        notes=["Of five packets only the first 500 characters of each page are known. Split by packet."],
    )
    folder = shared / "nara"
    texts = {row["packet"]: row for row in read_table(folder / "packets.parquet")}
    for line in (folder / "hand_packets.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        _add(gold, row, texts[row["packet"]]["pages"])
    return gold


def _add(gold: Gold, row: Row, pages: list[str]) -> None:
    text, part = make_text(f"{row['packet']}.txt", pages), part_of(row["packet"])
    if not gold.add_text(text, part):
        return
    gold.label_source(text.source, part, records="full")
    for document in row["docs"]:
        name = f"{row['packet']}-{document['start']}"
        kind, also = type_of(document["type"])
        copy = copy_row(f"{name}-copy", text.source, text.file, document["start"], document["end"])
        values = {key: document.get(key) for key in ("date", "title")}
        gold.add(
            "records",
            record_row(
                name, [copy], type=kind, sheet=kind in SHEETS, sender=parties(document.get("from")),
                to=parties(document.get("to")), **values,
            ),
            part,
        )  # fmt: skip
        # A withheld or partly known document's missing values say nothing about its text.
        fields = [key for key in ("date", "title", "from", "to") if document.get(key)] + (["type"] if kind else [])
        gold.label_record(name, part, fields=fields, group="first lines" if row["text_kind"].startswith("first") else "full")
        gold.also_right("records", name, "type", also)
        gold.also_right("records", name, "date", document.get("date_alternatives") or ())


def type_of(said: str) -> tuple[str | None, tuple[str, ...]]:
    """The dump's type for the reader's word. Raises KeyError for a word that nobody has mapped."""
    return ("other", ("report",)) if said in OTHER else TYPES[said]
