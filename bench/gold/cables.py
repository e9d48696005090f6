"""The gold of 758 cables and dispatches: their own numbers, their mentions of others, and which of those are held."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from bench.gold.folder import Gold, part_of
from bench.gold.rows import Row, cable_row, copy_row, record_row, reference_row
from bench.gold.table import read_table
from bench.gold.texts import Text, make_text

Links = Mapping[tuple[str, str, str], Row]


def make_cables(shared: Path) -> Gold:
    gold = Gold(
        "cables",
        ("records", "references"),
        reference_keys=("kind", "number", "outcome"),
        notes=[
            "Mentions are those whose words stand in this text as they were read (others were seen in other readings of the "
            "page): a sample, so only recall is measured.",
            "Outcome: `resolved` by links of strength A whose target is among the inputs; `missing` where no link of any "
            "strength leads to an input; links of strength B and C to an input are not asked.",
        ],
    )
    folder = shared / "nara"
    rows = read_table(folder / "cables.parquet")
    links = {(row["source_record"], row["series"], row["number"]): row for row in read_table(folder / "cable_links.parquet")}
    taken = [row for row in rows if row["text"].strip() and gold.add_text(_text(row), None)]
    held = {row["record_num"] for row in taken}
    for row in taken:
        _add(gold, row, links, held)
    return gold


def _text(row: Row) -> Text:
    return make_text(f"{row['record_num']}.txt", [row["text"]])


def _add(gold: Gold, row: Row, links: Links, held: set[str]) -> None:
    name, text, part = row["record_num"], _text(row), part_of(row["cluster"])
    kind = {"cable": "cable", "dispatch": "cia_dispatch"}.get(row["kind"] or "")
    number = f"{row['own_series']} {row['own_number']}" if row["own_number"] else None
    gold.add(
        "records",
        record_row(
            name,
            [copy_row(f"{name}-copy", text.source, text.file, 1, 1)],
            type=kind,
            date=row["date"],
            cable=cable_row(number=number) if kind == "cable" else None,
        ),
        None,
    )
    sure = row["own_how"] == "strong" and not row["own_suspect"]
    fields = ["type"] if kind and row["cablelike"] else []
    printed = printed_forms(text.pages[0], row["own_number"]) if row["own_number"] else []
    if kind == "cable" and sure and printed:
        fields.append("number")
        gold.also_right("records", name, "number", [row["own_number"], *printed])
    gold.label_record(name, part, fields=fields, references="sample")
    for index, mention in enumerate(row["refs"]):
        _add_mention(gold, f"{name}-{index + 1}", row, mention, text, part, links, held)


def _add_mention(
    gold: Gold, identifier: str, row: Row, mention: Row, text: Text, part: str, links: Links, held: set[str]
) -> None:  # fmt: skip
    words = mention["string"].split()
    # Of "REF DIR 85690" the series and the number are the mention; the words before them are its surroundings.
    place = text.find(1, " ".join(words[-2:]))
    if place is None or not re.search(r"\d", words[-1]):
        return
    name = row["record_num"]
    link = links.get((name, mention["series"], mention["number"]))
    outcome, target = "missing", None
    if link is not None and link["target_record"] in held and link["target_record"] != name:
        outcome, target = ("resolved", link["target_record"]) if link["strength"] == "A" else (None, None)  # type: ignore[assignment]
    gold.add(
        "references",
        reference_row(
            identifier,
            name,
            [place],
            kind="document",
            document_type="cable" if mention["kind"] == "cable" else "cia_dispatch",
            number=f"{mention['series']} {mention['number']}",
            outcome=outcome,
            target={"kind": "record", "id": target} if target else None,
        ),
        part,
    )
    gold.also_right("references", identifier, "number", [mention["number"], place["quote"], words[-1]])


def printed_forms(text: str, number: str) -> list[str]:
    """How a cable prints its own number: the word before it and the number (`TOKY 9297`), in the order they stand."""
    pattern = re.compile(rf"\b([A-Z]{{2,}})\s+0*{re.escape(number)}\b")
    return list(dict.fromkeys(" ".join(match[0].split()) for match in pattern.finditer(text)))
