"""Measures describing and reference finding on the shared texts: the half that rules were tuned on, and the half they
were not.

    python bench/describe_eval.py [--shared DIR] [--half tune|report|both] [--letters] [--show date|from|to|type|reference]

Records of `data/nara` are taken as text layers without boxes, NARA's identification forms left out; gold is the
catalogue's, asked only for fields that really stand in the text (`askable`). References are measured on
`data/letters`. Halves are told apart by the first bit of the SHA-256 of the record's number (letters: of the record's
id).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chancery.describe.source import describe_source
from chancery.extract.references import find_references
from chancery.model.dates import NotADate, fits, parse_edtf
from chancery.model.page import LayerOrigin, Page, PageReading, Word, make_layer
from chancery.model.record import CopyDescription, Header, Party, SourceDescription
from chancery.model.vocabulary import SHEET_TYPES
from chancery.settings import Settings


def half_of(name: str) -> str:
    """`tune` or `report`."""
    return "tune" if hashlib.sha256(name.encode()).digest()[0] % 2 == 0 else "report"


def reading_of(text: str, number: int, source: str) -> PageReading:
    """A page of text as a reading without boxes: blank lines part paragraphs."""
    words: list[Word] = []
    line = paragraph = 0
    for row in text.split("\n"):
        parts = row.split()
        if not parts:
            paragraph += 1
            continue
        words.extend(Word(part, None, None, line, paragraph) for part in parts)
        line += 1
    layer = make_layer(source, number, LayerOrigin("text", "1"), words)
    return PageReading(Page(source, number, None, None), (layer,), (), layer.id)


@dataclass
class Count:
    """Right, wrong and missed answers of one kind."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    confidences: list[tuple[float, bool]] = field(default_factory=list)

    def add(self, outcome: bool | None, confidence: float | None = None) -> None:
        if outcome is None:
            self.missed += 1
        elif outcome:
            self.right += 1
        else:
            self.wrong += 1
        if outcome is not None and confidence is not None:
            self.confidences.append((confidence, outcome))

    def __str__(self) -> str:
        asked = self.right + self.wrong + self.missed
        given = self.right + self.wrong
        if not asked:
            return "nothing asked"
        precision = self.right / given if given else 0.0
        recall = self.right / asked
        score = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return (
            f"n={asked} right={self.right} wrong={self.wrong} missed={self.missed} precision={precision:.3f} "
            f"recall={recall:.3f} F1={score:.3f}"
        )

    def calibration(self) -> str:
        rows = []
        for low, high in ((0.0, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.01)):
            inside = [right for confidence, right in self.confidences if low <= confidence < high]
            if inside:
                rows.append(f"[{low:.1f},{high:.1f}) n={len(inside)} right={sum(inside) / len(inside):.2f}")
        return "; ".join(rows)


def value_of(copy: CopyDescription, name: str) -> tuple[Any, float] | None:
    found = next((item for item in copy.fields if item.name == name), None)
    return (found.value, found.confidence) if found else None


def type_of(copy: CopyDescription) -> str | None:
    found = value_of(copy, "type")
    return str(found[0]) if found else None


_SHEETS = frozenset(
    {"id_form", "cover_sheet", "routing_slip", "withdrawal_sheet", "profile_sheet", "fax_cover", "foia_letter"}
)


def main_copy(described: SourceDescription, letter: bool) -> CopyDescription | None:
    """The copy that the catalogue's entry speaks of: its first letter for a letter, else the first that is no sheet."""
    copies = [copy for copy in described.copies if type_of(copy) not in _SHEETS]
    first = copies[0] if copies else described.copies[0] if described.copies else None
    return next((copy for copy in copies if letter and type_of(copy) == "letter"), first)


def same_date(said: str, gold: str) -> bool:
    """The same day; a set that holds the gold's day does not count as right."""
    try:
        one, other = parse_edtf(said), parse_edtf(gold)
    except NotADate:
        return False
    if one.earliest == other.earliest and one.latest == other.latest:
        return True
    return len(said) < len(gold) and "[" not in said and fits(one, other) and len(said) >= 7 and len(gold) < 10


_NAME_NOISE = frozenset(
    "the of and mr mrs dr hon honorable director dir chief sac fbi cia state department to from jr sr".split()
)


def same_name(said: str, gold: str) -> bool:
    """Whether a printed name is the catalogue's: they share the surname, a word of four letters or more."""
    mine = {word for word in re.findall(r"[a-zа-я]{3,}", said.lower()) if word not in _NAME_NOISE}
    theirs = {word for word in re.findall(r"[a-zа-я]{3,}", gold.lower()) if word not in _NAME_NOISE}
    return bool({word for word in mine & theirs if len(word) >= 3})


def nara(shared: Path) -> Iterator[dict[str, Any]]:
    import pyarrow.parquet as parquet

    yield from parquet.read_table(shared / "data/nara/records.parquet").to_pylist()


def is_gold_letter(row: dict[str, Any]) -> bool:
    return (row["gold_doc_type"] or "") == "letter"


def measure_nara(shared: Path, half: str, show: str | None, letters_only: bool = False) -> None:
    counts = {name: Count() for name in ("date", "letter date", "letter from", "letter to")}
    found_letters = {"right": 0, "wrong": 0, "missed": 0}
    seconds = pages = 0.0
    for row in nara(shared):
        if half != half_of(row["record_num"]) or (letters_only and not is_gold_letter(row)):
            continue
        forms = set(row["rif_pages"])
        texts = [text for number, text in enumerate(row["pages"], 1) if number not in forms]
        readings = [reading_of(text, number, "0" * 64) for number, text in enumerate(texts, 1)]
        start = time.process_time()
        described = describe_source(readings, Settings())
        for copy in described.copies:
            find_references(copy.reading, header_of(copy))
        seconds += time.process_time() - start
        pages += len(texts)
        score_record(row, described, counts, found_letters, show)
    print(f"nara, {half} half:")
    for name, count in counts.items():
        print(f"  {name:12} {count}\n               {count.calibration()}")
    right, wrong, missed = found_letters["right"], found_letters["wrong"], found_letters["missed"]
    print(f"  letter or not: right={right} wrong={wrong} missed={missed}")
    print(f"  {1000 * seconds / max(1, pages):.2f} ms of CPU a page over {int(pages)} pages")


def first_record(described: SourceDescription) -> CopyDescription | None:
    """The first copy that is no sheet: what a catalogue's entry of the file tells of."""
    said = ((copy, value_of(copy, "type")) for copy in described.copies)
    records = [copy for copy, kind in said if kind is None or kind[0] not in SHEET_TYPES]
    return records[0] if records else None


def score_record(
    row: dict[str, Any],
    described: SourceDescription,
    counts: dict[str, Count],
    letters: dict[str, int],
    show: str | None,
) -> None:
    copy = main_copy(described, is_gold_letter(row))
    is_letter = copy is not None and type_of(copy) == "letter"
    if "doc_type" in row["askable"] and row["gold_doc_type"]:
        key = (
            "right"
            if is_letter and is_gold_letter(row)
            else "wrong"
            if is_letter
            else "missed"
            if is_gold_letter(row)
            else ""
        )
        if key:
            letters[key] += 1
        if show == "type" and key in ("wrong", "missed"):
            print(key, row["record_num"], row["gold_doc_type"], row["gold_title"])
    if "date" in row["askable"] and row["gold_date"]:
        said = value_of(copy, "date") if copy else None
        outcome = None if said is None else same_date(str(said[0]), row["gold_date"])
        counts["date"].add(outcome, said[1] if said else None)
        if is_gold_letter(row):
            counts["letter date"].add(outcome, said[1] if said else None)
        if show == "date" and not outcome:
            print(
                row["record_num"],
                "gold",
                row["gold_date"],
                repr(row["date_string"]),
                "said",
                said and said[0],
                row["gold_doc_type"],
            )
    if copy is None or not is_letter or not is_gold_letter(row):
        return
    for side in ("from", "to"):
        gold = row[f"gold_{side}"]
        if side in row["askable"] and gold and gold != "WITHHELD":
            said = value_of(copy, side)
            name = f"{said[0].name} {said[0].role or ''}" if said and isinstance(said[0], Party) else ""
            outcome = None if said is None else same_name(name, gold)
            counts[f"letter {side}"].add(outcome, said[1] if said else None)
            if show == side and not outcome:
                print(row["record_num"], "gold", gold, "said", name)


def header_of(copy: CopyDescription) -> Header:
    def one(name: str) -> str | None:
        found = value_of(copy, name)
        return str(found[0]) if found else None

    def parties(name: str) -> tuple[Party, ...]:
        return tuple(item.value for item in copy.fields if item.name == name and isinstance(item.value, Party))

    return Header(one("type"), one("date"), one("place"), parties("from"), parties("to"))


# --- the dossier of letters -------------------------------------------------------------------------------------------

_DATED_PAPER = re.compile(
    r"\b(?:letter|message|note|telegram|cable|memorandum|reply|communication)s?\b.{0,60}\b(?:\d{1,2}|January|February|"
    r"March|April|May|June|"
    r"July|August|September|October|November|December)\b",
    re.IGNORECASE,
)


def measure_letters(shared: Path, half: str, show: str | None) -> None:
    """Dates, parties and references of the dossier's records; its gold has no boxes and few references of this kind."""
    folder = shared / "data/letters"
    records = {record["id"]: record for record in json.loads((folder / "records.json").read_text())}
    metas = [json.loads(line) for line in (folder / "meta.jsonl").read_text().splitlines()]
    gold = [json.loads(line) for line in (folder / "references.jsonl").read_text().splitlines()]
    counts = {name: Count() for name in ("letter", "date", "from", "to", "reference")}
    extra: list[str] = []
    for meta in metas:
        if half_of(meta["id"]) != half:
            continue
        record = records[meta["id"]]
        text = "\n".join(line["text"] for line in record["lines"])
        described = describe_source([reading_of(text, 1, "0" * 64)], Settings())
        copy = main_copy(described, meta["type"] == "letter")
        is_letter = copy is not None and type_of(copy) == "letter"
        if meta["type"] == "letter" or is_letter:
            counts["letter"].add(is_letter == (meta["type"] == "letter") if is_letter else None)
        if copy is None:
            continue
        if meta["type"] == "letter":
            score_letter(meta, copy, counts, show)
        header = Header("letter", meta["date"], None, _golden(meta["from"]), _golden(meta["to"]))
        score_references(meta, copy, header, [row for row in gold if row["record"] == meta["id"]], counts, extra, show)
    print(f"letters, {half} half:")
    for name, count in counts.items():
        print(f"  {name:10} {count}")
    print(f"  references found that the gold does not list: {len(extra)}")
    if show == "reference":
        print("\n".join(extra))


def _golden(parties: Sequence[dict[str, Any]]) -> tuple[Party, ...]:
    return tuple(Party(party["name"], party["role"]) for party in parties)


def score_letter(meta: dict[str, Any], copy: CopyDescription, counts: dict[str, Count], show: str | None) -> None:
    if meta["date"] and meta["date_basis"] != "context":
        said = value_of(copy, "date")
        counts["date"].add(None if said is None else same_date(str(said[0]), meta["date"].rstrip("~")))
        if show == "date":
            print(meta["id"], "gold", meta["date"], "said", said)
    for side in ("from", "to"):
        if meta[side]:
            said = value_of(copy, side)
            name = f"{said[0].name} {said[0].role or ''}" if said else ""
            counts[side].add(None if said is None else any(same_name(name, party["name"]) for party in meta[side]))
            if show == side:
                print(meta["id"], "gold", meta[side], "said", said)


def score_references(
    meta: dict[str, Any], copy: CopyDescription, header: Header, gold: Sequence[dict[str, Any]],
    counts: dict[str, Count], extra: list[str], show: str | None,
) -> None:  # fmt: skip
    text = copy.reading.text
    found = list(find_references(copy.reading, header))
    mine = [row for row in gold if row["kind"] == "document" and _DATED_PAPER.search(row["quote"])]
    for row in mine:
        match = next((item for item in found if _touches(item.span.quote(text), row["quote"])), None)
        right = match is not None and match.date is not None and same_date(match.date, row["expected"]["date"] or "")
        counts["reference"].add(None if match is None else right, match.confidence if match else None)
        if show == "reference" and not right:
            print(meta["id"], "gold", row["quote"], row["expected"]["date"], "said", match and (match.date, match.reason))
    for item in found:
        quote = item.span.quote(text)
        if not any(_touches(quote, row["quote"]) for row in gold):
            extra.append(f"{meta['id']}: {quote!r} {item.date} {item.confidence}")


def _touches(one: str, other: str) -> bool:
    mine, theirs = set(re.findall(r"\w+", one.lower())), set(re.findall(r"\w+", other.lower()))
    return len(mine & theirs) >= max(2, min(len(mine), len(theirs)) // 2)


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path(__file__).resolve().parent.parent.parent / "shared")
    parser.add_argument("--letters", action="store_true", help="only what the catalogue calls a letter: half a minute")
    parser.add_argument("--half", choices=("tune", "report", "both"), default="both")
    parser.add_argument("--show", choices=("date", "from", "to", "type", "reference"))
    said = parser.parse_args(arguments)
    for half in ("tune", "report") if said.half == "both" else (said.half,):
        measure_nara(said.shared, half, said.show, said.letters)
        measure_letters(said.shared, half, said.show)


if __name__ == "__main__":
    main(sys.argv[1:])
