"""The gold of names: which person of the authority file a name of the catalogue is, judged by hand, or rightly none."""

from __future__ import annotations

import json
from pathlib import Path

from bench.gold.folder import Gold, part_of
from bench.gold.nara import add_pages, record_text
from bench.gold.rows import Row, copy_row, party, person_row, record_row
from bench.gold.table import read_table
from bench.gold.texts import content_range


def make_people(shared: Path) -> Gold:
    gold = Gold(
        "people",
        ("people",),
        notes=[
            "Only names on records whose text is known. Verdict `probable` is left out; NIL: a person of that surname and "
            "initial is in the authority file, but is another man.",
            "Split by the record's cluster, so a name may occur in both parts.",
        ],
    )
    texts = {row["record_num"]: row for row in read_table(shared / "nara" / "records.parquet")}
    named: dict[str, dict[str, list[Row]]] = {}
    for line in (shared / "authority" / "people_links_hand.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["verdict"] == "probable":
            continue
        person = f"person-{row['name']}"
        authority = row["person_id"] if row["verdict"] == "link" else None
        held = [each for each in row["occurrences"] if each["record_num"] in texts]
        if held:
            gold.add("people", person_row(person, row["preferred"] or row["name"], [row["name"]], authority), None)
        for each in held:
            fields = named.setdefault(each["record_num"], {"from": [], "to": []})
            fields[each["field"]].append(party(row["name"], person=person))
    for name, fields in sorted(named.items()):
        _add(gold, texts[name], fields)
    return gold


def _add(gold: Gold, row: Row, fields: dict[str, list[Row]]) -> None:
    name, text, part = row["record_num"], record_text(row), part_of(row["cluster"])
    forms = list(row["rif_pages"] or ())
    if not add_pages(gold, text, forms, name, part):
        return
    copy = copy_row(f"{name}-copy", text.source, text.file, *content_range(len(text.pages), forms))
    gold.add("records", record_row(name, [copy], sender=fields["from"], to=fields["to"]), part)
    gold.label_record(name, part, fields=[])
