"""The gold of 2,500 records by the National Archives' own catalogue; only what stands in the text is asked."""

from __future__ import annotations

from pathlib import Path

from bench.gold.folder import Gold, part_of
from bench.gold.rows import Row, copy_row, parties, record_row
from bench.gold.table import read_table
from bench.gold.texts import Text, content_range, make_text

# The catalogue's words for types, the dump's, and what else is right.
TYPES: dict[str, tuple[str, tuple[str, ...]]] = {
    "memorandum": ("memorandum", ()),
    "cable": ("cable", ()),
    "report": ("report", ("cia_report",)),
    "dispatch": ("cia_dispatch", ("despatch",)),
    "letter": ("letter", ()),
    "correspondence": ("letter", ("memorandum",)),
    "note": ("note", ("memorandum",)),
    "mfr": ("memorandum", ()),
    "form": ("other", ()),
    "list": ("other", ("report",)),
    "register": ("other", ("report",)),
    "routing_sheet": ("routing_slip", ()),
    "transcript": ("transcript", ()),
    "memcon": ("memcon", ()),
    "article": ("press", ("other",)),
    "sound recording": ("transcript", ("other",)),
}
FIELDS = {"date": "date", "from": "from", "to": "to", "title": "title", "doc_type": "type"}


def make_records(shared: Path) -> Gold:
    gold = Gold(
        "nara",
        ("records",),
        notes=[
            "Two catalogue entries of one document agree on the date in 86 %, on from in 77 %, on to in 73 %, on the title "
            "in 72 %: about 0.93 on dates and 0.85 on names is a ceiling.",
            "Group `form`: the file holds the identification form, which prints the gold; group `no form`: it does not.",
        ],
    )
    doubles = 0
    for row in read_table(shared / "nara" / "records.parquet"):
        doubles += not _add_record(gold, row)
    if doubles:
        gold.notes.append(f"{doubles} records left out: their text is byte for byte that of another.")
    return gold


def record_text(row: Row) -> Text:
    """The text of a row of records.parquet, its pages as they stand."""
    return make_text(f"{row['record_num']}.txt", row["pages"])


def add_pages(gold: Gold, text: Text, forms: list[int], record: str, part: str | None) -> bool:
    """Take the text and its identification form, a sheet of its own before the record."""
    roles = ["id_form" if page in forms else None for page in range(1, len(text.pages) + 1)]
    if not gold.add_text(text, part, roles=roles):
        return False
    if forms and len(forms) < len(text.pages):
        copy = copy_row(f"{record}-form-copy", text.source, text.file, min(forms), max(forms))
        gold.add("records", record_row(f"{record}-form", [copy], type="id_form", sheet=True, attached_to=record), part)
    return True


def _add_record(gold: Gold, row: Row) -> bool:
    name, text, forms = row["record_num"], record_text(row), list(row["rif_pages"] or ())
    part = part_of(row["cluster"])
    if not add_pages(gold, text, forms, name, part):
        return False
    kind, also = TYPES.get(row["gold_doc_type"] or "", (None, ()))
    first, last = content_range(len(text.pages), forms)
    gold.add(
        "records",
        record_row(
            name,
            [copy_row(f"{name}-copy", text.source, text.file, first, last)],
            type=kind,
            title=row["gold_title"],
            date=row["gold_date"],
            sender=parties(row["gold_from"]),
            to=parties(row["gold_to"]),
        ),
        part,
    )
    fields = [FIELDS[each] for each in row["askable"] or () if each != "doc_type" or kind is not None]
    if fields:
        gold.label_record(name, part, fields=fields, group="form" if forms else "no form")
    if forms:
        gold.label_source(text.source, part, roles=True)
    gold.also_right("records", name, "type", also if "type" in fields else ())
    return True
