"""The gold of a released collection's public list: dates, types and titles that the known sentences of a paper show."""

from __future__ import annotations

from pathlib import Path

from bench.gold.folder import Gold, part_of
from bench.gold.rows import Row, copy_row, record_row
from bench.gold.table import read_table
from bench.gold.texts import make_text
from chancery.evaluate.compare import fold

TYPES = {
    "note": ("note", ("letter", "memorandum")),
    "letter": ("letter", ("note",)),
    "memorandum": ("memorandum", ()),
    "briefing": ("briefing_paper", ("memorandum",)),
    "memcon": ("memcon", ()),
    "telcon": ("telcon", ()),
    "cable": ("cable", ()),
    "e-mail": ("note", ("letter", "other")),
}


def make_talbott(shared: Path) -> Gold:
    gold = Gold(
        "talbott",
        ("records",),
        notes=[
            "The text is a mosaic of sentences chosen by the list's maker, with doubled letters and words: hard on purpose.",
            "A date is asked where the known sentences hold it, a title where they hold four fifths of its words, a type "
            "where the title names one and the known sentences hold the word.",
        ],
    )
    left_out = 0
    for row in read_table(shared / "talbott" / "manifest.parquet"):
        if (row["first_text"] or "").strip():
            left_out += not _add(gold, row)
    if left_out:
        gold.notes.append(f"{left_out} papers left out: their known sentences are those of another paper.")
    return gold


def _add(gold: Gold, row: Row) -> bool:
    # Numbers are used again in every posting: identity is posting and number.
    name = f"{row['release_folder']}-{row['document_id']}"
    text = make_text(f"{name}.txt", [row["first_text"]])
    part = part_of(name)
    if not gold.add_text(text, part):
        return False
    kind, also = TYPES.get(row["type_from_title"] or "", (None, ()))
    gold.add(
        "records",
        record_row(
            name,
            [copy_row(f"{name}-copy", text.source, text.file, 1, 1)],
            type=kind,
            title=row["title"],
            date=row["iso_date"],
        ),
        part,
    )
    fields = ["date"] if row["iso_date"] and row["date_in_first_text"] else []
    words = fold(row["first_text"]).split()
    if kind and row["type_from_title"] in words:
        fields.append("type")
    title = fold(row["title"] or "").split()
    if title and sum(word in words for word in title) >= 0.8 * len(title):
        fields.append("title")
    if fields:
        gold.label_record(name, part, fields=fields)
    gold.also_right("records", name, "type", also if "type" in fields else ())
    return True
