"""The gold of 60 short records read by eye: type, date, parties, title, marks, page range."""

from __future__ import annotations

import json
from pathlib import Path

from bench.gold.folder import Gold, part_of
from bench.gold.nara import TYPES as CATALOGUE_TYPES
from bench.gold.nara import add_pages, record_text
from bench.gold.rows import Row, cable_row, copy_row, parties, record_row
from bench.gold.table import read_table

TYPES: dict[str, tuple[str, tuple[str, ...]]] = {
    **CATALOGUE_TYPES,
    "teletype": ("cable", ()),
    "telegram": ("cable", ()),
    "airtel": ("memorandum", ()),
}


def make_hand(shared: Path) -> Gold:
    gold = Gold(
        "hand",
        ("records", "pages"),
        notes=["Read from the text only, by one reader. A null date, party or class was looked for and is not there."],
    )
    folder = shared / "nara"
    texts = {row["record_num"]: row for row in read_table(folder / "records.parquet")}
    for line in (folder / "hand_extract.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["record_num"] in texts and texts[row["record_num"]]["stem"] == row["stem"]:
            _add(gold, row, texts[row["record_num"]])
        else:
            gold.notes.append(f"{row['record_num']}: left out, the text that was read is not in records.parquet.")
    return gold


def _add(gold: Gold, row: Row, table: Row) -> None:
    name, text, part = row["record_num"], record_text(table), part_of(table["cluster"])
    if not add_pages(gold, text, list(row["rif_pages"] or ()), name, part):
        return
    kind, also = TYPES.get(row["type"], (None, ()))
    number = row["own_number"] or row["in_number"]
    cable = cable_row(number=row["own_number"], dtg=row.get("dtg"), refs=row["refs"]) if kind == "cable" else None
    gold.add(
        "records",
        record_row(
            name,
            [copy_row(f"{name}-copy", text.source, text.file, row["first_page"], row["last_page"])],
            type=kind,
            title=row["subject"],
            date=row["date"],
            sender=parties(row["from"]),
            to=parties(row["to"]),
            classification=row["classification"],
            handling=row["handling"],
            cable=cable,
        ),
        part,
    )
    fields = ["date", "from", "to", "classification"]
    fields += ["type"] if kind else []
    fields += ["title"] if row["subject"] else []
    fields += ["handling"] if row["handling"] else []
    if cable is not None:
        fields += [field for field, said in (("number", number), ("dtg", row.get("dtg")), ("refs", row["refs"])) if said]
    gold.label_record(name, part, fields=fields, group="form" if row["rif_pages"] else "no form")
    gold.label_source(text.source, part, records="sample", roles=bool(row["rif_pages"]))
    gold.also_right("records", name, "type", also)
    gold.also_right("records", name, "date", row["date_alternatives"])
    gold.also_right("records", name, "classification", row.get("classification_alternatives") or ())
    if cable is not None and row["in_number"]:
        gold.also_right("records", name, "number", [row["in_number"]])
