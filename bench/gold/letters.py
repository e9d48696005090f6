"""The gold of the letters of 1959-66: 25 records read sentence by sentence, among the 132 records of their dossier."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.gold.folder import Gold, part_of
from bench.gold.rows import Row, copy_row, parties, party, record_row, reference_row, statement_row
from bench.gold.texts import Text, make_text

# Long paragraphs stand on one line each; so many of them make a page.
LINES_A_PAGE = 25

TYPES: dict[str, tuple[str, tuple[str, ...]]] = {
    "letter": ("letter", ()),
    "memcon": ("memcon", ()),
    "cable": ("cable", ()),
    "telegram": ("cable", ("letter",)),
    "instruction": ("cable", ("instruction",)),
    "note": ("note_verbale", ("note_first_person", "note")),
    "internal_note": ("memorandum", ("note",)),
    "interview": ("press", ("transcript", "speech")),
}
MODES = {
    "direct": "direct",
    "reported": "reported",
    "quoted": "quoted",
    "free_direct": "minuted",
    "scripted": "planned",
}
RELATIONS = frozenset(
    {"accepts", "rejects", "answers", "repeats", "relays", "elaborates", "qualifies", "reaffirms", "contradicts"}
)


@dataclass(frozen=True, slots=True)
class Paper:
    """A record of the dossier as a text, and where each numbered line of the edition stands in it."""

    text: Text
    lines: dict[int, tuple[int, int, int]]

    def span(self, line: int, first: str, last: str = "", end_line: int | None = None) -> list[Row]:
        """The evidence from the words `first` in a line to the words `last` (in `end_line`), an entry for each page."""
        page, start, end = self.lines[line]
        opening = self.text.find(page, first, start)
        assert opening is not None
        assert opening["end"] <= end, f"line {line}: {first!r} is not in its line"
        if not last:
            return [opening]
        last_page, last_start, _ = self.lines[end_line or line]
        closing = self.text.find(
            last_page, last, opening["start"] if last_page == page and end_line in (None, line) else last_start
        )
        assert closing is not None, f"line {line}: {last!r} is not in its line"
        if page == last_page:
            return [self.text.quote(page, opening["start"], closing["end"])]
        between = [self.text.quote(each, 0, len(self.text.pages[each - 1])) for each in range(page + 1, last_page)]
        head = self.text.quote(page, opening["start"], len(self.text.pages[page - 1]))
        return [head, *between, self.text.quote(last_page, 0, closing["end"])]


def make_letters(shared: Path) -> Gold:
    folder = shared / "letters"
    gold = Gold(
        "letters",
        ("records", "references", "statements"),
        reference_keys=("kind", "date", "from", "to", "place", "outcome"),
        statement_keys=(
            "type", "speaker", "on_behalf_of", "addressee", "polarity", "condition", "deadline", "mode", "reported_speaker",
            "inner_type", "relations",
        ),
        notes=["One careful reader, re-read once: a ceiling near 0.9 is likely for statement types."],
    )  # fmt: skip
    meta = {row["id"]: row for row in _lines(folder / "meta.jsonl")}
    papers = {}
    for record in json.loads((folder / "records.json").read_text(encoding="utf-8")):
        if record["kind"] == "apparatus":
            continue
        paper = _paper(record)
        if gold.add_text(paper.text, None):
            papers[record["id"]] = paper
            gold.add("records", _record(record["id"], paper.text, meta.get(record["id"])), None)
    for name, row in meta.items():
        _label(gold, name, row, papers)
    references = list(_lines(folder / "references.jsonl"))
    statements = list(_lines(folder / "statements.jsonl"))
    for row in references:
        _add_reference(gold, row, papers)
    records = {row["id"]: row["record"] for row in statements}
    for row in statements:
        _add_statement(gold, row, papers, records)
    for row in _lines(folder / "not_statements.jsonl"):
        _add_negative(gold, row, papers)
    return gold


def key_of(record: str) -> str:
    """A record and its enclosures go together."""
    return record.partition(".")[0]


def _lines(path: Path) -> Iterator[Row]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def _paper(record: Row) -> Paper:
    pages: list[str] = []
    places: dict[int, tuple[int, int, int]] = {}
    for first in range(0, len(record["lines"]), LINES_A_PAGE):
        at = 0
        texts = []
        for line in record["lines"][first : first + LINES_A_PAGE]:
            text = line["text"].replace("\f", " ").replace("\r", " ")
            places[line["line"]] = (len(pages) + 1, at, at + len(text))
            texts.append(text)
            at += len(text) + 1
        pages.append("\n".join(texts))
    return Paper(make_text(f"{record['id']}.txt", pages), places)


def _record(name: str, text: Text, meta: Row | None) -> Row:
    copy = copy_row(f"{name}-copy", text.source, text.file, 1, len(text.pages))
    if meta is None:
        return record_row(name, [copy])
    kind, _ = TYPES[meta["type"]]
    return record_row(
        name,
        [copy],
        type=kind,
        date=meta["date"],
        place=meta["place"],
        sender=[party(each["name"], role=each["role"]) for each in meta["from"]],
        to=[party(each["name"], role=each["role"]) for each in meta["to"]],
        participants=[party(each["name"], role=each["role"], side=each["side"]) for each in meta["participants"]],
    )


def _label(gold: Gold, name: str, meta: Row, papers: dict[str, Paper]) -> None:
    fields = ["type", "from", "to"]
    if meta["date_basis"] != "context":  # a date that only the covering resolution gives is not asked of the text
        fields.append("date")
    if meta["participants"]:
        fields.append("participants")
    if meta["place"]:
        fields.append("place")
    part = part_of(key_of(name))
    gold.label_record(
        name, part, fields=fields, references=meta["references_coverage"], statements=meta["statements_coverage"]
    )
    gold.label_source(papers[name].text.source, part, records="sample")
    gold.also_right("records", name, "type", TYPES[meta["type"]][1])


def _add_reference(gold: Gold, row: Row, papers: dict[str, Paper]) -> None:
    said = row["expected"]
    held = row["target"] in papers
    outcome = "resolved" if held else None
    if row["resolved_by"] == "outside" or row["kind"] == "instrument":
        outcome = "outside"
    elif row["kind"] == "document" and row["target"] is None:
        outcome = "missing"
    gold.add(
        "references",
        reference_row(
            row["id"],
            row["record"],
            papers[row["record"]].span(row["line"], row["quote"]),
            kind=row["kind"],
            date=said["date"],
            sender=parties(said["from"]),
            to=parties(said["to"]),
            place=said["place"],
            locator=said["locator"],
            outcome=outcome,
            target={"kind": "record", "id": row["target"]} if outcome == "resolved" else None,
        ),
        part_of(key_of(row["record"])),
    )
    gold.also_right("references", row["id"], "target", row.get("also", []))


def _add_statement(gold: Gold, row: Row, papers: dict[str, Paper], records: dict[str, str]) -> None:
    part = part_of(key_of(row["record"]))
    gold.add(
        "statements",
        statement_row(
            row["id"],
            row["record"],
            papers[row["record"]].span(row["line"], row["first12"], row["last6"], row.get("end_line")),
            type=_type(row["type"]),
            speaker=[party(name) for name in row["speaker"]],
            on_behalf_of=parties(row["on_behalf_of"]),
            addressee=[party(name) for name in row["addressee"]],
            topic=row["topic"],
            polarity=row["polarity"],
            condition=row["condition"],
            deadline=row["deadline"],
            mode=MODES[row["mode"]],
            reported_speaker=parties(row.get("reported_speaker")),
            inner_type=_type(row.get("inner_type")),
            relations=_relations(row["relation"], records, part),
        ),
        part,
    )
    gold.also_right("statements", row["id"], "type", [_type(each) for each in row["alt_types"]])
    if row["mode"] == "reported":
        # In a record of talks our `minuted` and the gold's `reported` cannot be told apart by its words.
        gold.also_right("statements", row["id"], "mode", ["minuted"])
    elif row["mode"] == "free_direct":
        gold.also_right("statements", row["id"], "mode", ["reported"])


def _relations(relation: Row | None, records: dict[str, str], part: str) -> list[Row]:
    """The relation of a statement, where its target is a statement of the same part."""
    if relation is None or relation["type"] not in RELATIONS or relation["to"] not in records:
        return []
    if part_of(key_of(records[relation["to"]])) != part:
        return []
    target: dict[str, Any] = {"kind": "statement", "id": relation["to"]}
    return [{"kind": relation["type"], "target": target, "state": "confirmed", "reasons": []}]


def _type(name: str | None) -> str | None:
    return "report_of_others_words" if name == "report_of_other's_words" else name


def _add_negative(gold: Gold, row: Row, papers: dict[str, Paper]) -> None:
    evidence = papers[row["record"]].span(row["line"], row["first12"])[0]
    gold.negatives.append(
        (
            part_of(key_of(row["record"])),
            {
                "kind": "statements", "source": evidence["source"], "page": evidence["page"], "quote": evidence["quote"],
                "why": row["why"],
            },
        )
    )  # fmt: skip
