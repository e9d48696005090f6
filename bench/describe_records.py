"""Measures types and header fields of records of every kind on real texts: 60 records read by hand and the catalogue's
entries for 2,500, the half that rules were tuned on and the half they were not.

    python bench/describe_records.py [--shared DIR] [--half tune|report|both] [--set hand|nara|both]
                                     [--show type|title|from|to|date|classification|handling] [--most N]

Records of `data/nara` are taken as text layers without boxes, NARA's identification forms left out. A field of the
catalogue is asked only where its value really stands in the text (`askable`). Halves are told apart as in
`describe_eval.py`. Figures carry a 95 % interval (bootstrap by record).
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.describe_eval import half_of, reading_of, same_date
from chancery.describe.source import describe_source
from chancery.model.record import CopyDescription, Field, Party, SourceDescription
from chancery.model.vocabulary import SHEET_TYPES
from chancery.settings import Settings

FIELDS = ("type", "date", "from", "to", "title", "title as it stands", "classification", "handling")
# The hand-read types and the catalogue's, in the words of the dump.
_TYPES: dict[str, frozenset[str | None]] = {
    "memorandum": frozenset({"memorandum"}), "mfr": frozenset({"memorandum"}), "letter": frozenset({"letter"}),
    "cable": frozenset({"cable"}), "teletype": frozenset({"cable"}), "telegram": frozenset({"cable"}),
    "airtel": frozenset({"memorandum"}), "report": frozenset({"report", "cia_report"}), "dispatch": frozenset({"cia_dispatch"}),
    "memcon": frozenset({"memcon"}), "note": frozenset({"note"}), "transcript": frozenset({"transcript", "telcon"}),
    "form": frozenset({"other", "report", None}), "fragment": frozenset({None, "other"}), "routing_sheet": frozenset({"routing_slip"}),
}  # fmt: skip


@dataclass
class Tally:
    """Answers of one field, one entry a record: (right, wrong, missed), or a graded score; and what was sure of itself."""

    cases: list[tuple[float, float, float]] = field(default_factory=list)
    graded: list[float] = field(default_factory=list)
    confidences: list[tuple[float, bool]] = field(default_factory=list)

    def add(self, right: int, wrong: int, missed: int) -> None:
        self.cases.append((right, wrong, missed))

    def f1(self, sample: Sequence[int] | None = None) -> float:
        rows = self.cases if sample is None else [self.cases[index] for index in sample]
        right, wrong, missed = (sum(row[part] for row in rows) for part in range(3))
        return 2 * right / (2 * right + wrong + missed) if right + wrong + missed else 1.0

    def mean(self, sample: Sequence[int] | None = None) -> float:
        rows = self.graded if sample is None else [self.graded[index] for index in sample]
        return sum(rows) / len(rows) if rows else 0.0

    def interval(self, measure: Callable[[Sequence[int]], float], count: int) -> tuple[float, float]:
        chance = random.Random(1995)
        values = sorted(measure([chance.randrange(count) for _ in range(count)]) for _ in range(400)) if count else [0.0]
        return values[int(0.025 * len(values))], values[min(len(values) - 1, int(0.975 * len(values)))]

    def calibration(self) -> float:
        """The expected calibration error over ten bins."""
        total = len(self.confidences)
        error = 0.0
        for low in range(10):
            inside = [
                (sure, right) for sure, right in self.confidences if low / 10 <= sure < (low + 1) / 10 + (low == 9) * 0.01
            ]
            if inside:
                mean = sum(sure for sure, _ in inside) / len(inside)
                error += len(inside) / total * abs(mean - sum(right for _, right in inside) / len(inside))
        return error


def values_of(copy: CopyDescription | None, name: str) -> list[Field]:
    return [item for item in copy.fields if item.name == name] if copy is not None else []


def said_in_words(value: Any) -> str:
    return f"{value.name} {value.role or ''}".strip() if isinstance(value, Party) else str(value)


# --- when two names are one --------------------------------------------------------------------------------------------

_COURTESY = frozenset("the of and mr mrs ms dr hon honorable to from jr sr attention for attn sa esq".split())
_OFFICES = frozenset(
    "director dir chief sac fbi cia state department deputy assistant acting office staff division branch".split()
)
_SAME = {
    "dir": "director",
    "hqs": "headquarters",
    "hq": "headquarters",
    "dept": "department",
    "asst": "assistant",
    "mfr": "record",
}


def _words(name: str) -> set[str]:
    return {_SAME.get(word, word) for word in re.findall(r"[a-zа-я]{2,}", name.lower())} - _COURTESY


def same_party(said: str, gold: str) -> bool:
    """Whether a printed name is the catalogue's: they share a word that names (a surname, a station, an office symbol);
    where the gold has only words of office, one of those.
    """
    mine, theirs = _words(said), _words(gold)
    naming = theirs - _OFFICES
    return bool((mine & naming) if naming else (mine & theirs))


# "MEMO: HSCA REQUEST", "REPORT RE TRAVEL ...", "SUBJECT: ...": what the cataloguer put before the title
_PREFIX = re.compile(
    r"^\W*(?:(?:MEMO(?:RANDUM)?(?: FOR THE RECORD)?|MFR|CABLE|LETTER|REPORT|DISPATCH|NOTE|TELEGRAM|FORM|LIST|AIRTEL|SUBJECT)"
    r"(?:\s?[:\-]\s?(?:RE\b:?\s)?|\s(?:RE|ON|CONCERNING)\b:?\s))",
    re.IGNORECASE,
)


def token_f1(said: str, gold: str) -> float:
    one = Counter(re.findall(r"[^\W_]+", said.lower()))
    other = Counter(re.findall(r"[^\W_]+", _PREFIX.sub("", gold).lower()))
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


# --- asking ---------------------------------------------------------------------------------------------------------


@dataclass
class Asked:
    """What the gold says of a record; a key that is absent is not asked."""

    name: str
    gold: dict[str, Any]


def asked_by_hand(row: dict[str, Any]) -> Asked:
    gold = {
        "type": row["type"], "date": row["date"], "from": row["from"], "to": row["to"], "title": row["subject"],
        "classification": row["classification"], "handling": list(row["handling"]),
    }  # fmt: skip
    return Asked(row["record_num"], gold)


def asked_by_catalogue(row: dict[str, Any]) -> Asked:
    gold: dict[str, Any] = {}
    for name, key in (("type", "doc_type"), ("date", "date"), ("from", "from"), ("to", "to"), ("title", "title")):
        value = row[f"gold_{key}"]
        if key in row["askable"] and value and value != "WITHHELD":
            gold[name] = value
    if "title" in gold and (row["title_verbatim"] or 0) >= 90:
        gold["title as it stands"] = gold["title"]
    return Asked(row["record_num"], gold)


def judge(asked: Asked, copy: CopyDescription | None, tallies: dict[str, Tally], show: str | None, left: list[int]) -> None:
    for name, gold in asked.gold.items():
        found = values_of(copy, name.partition(" ")[0])
        verdict = _JUDGES[name](gold, found, tallies[name])
        if show == name and not verdict and left[0] > 0:
            left[0] -= 1
            print(
                f"{asked.name} gold {gold!r} said {[(said_in_words(item.value), item.method, item.confidence) for item in found]}"
            )


def _judge_type(gold: Any, found: list[Field], tally: Tally) -> bool:
    said = found[0].value if found else None
    right = said in _TYPES.get(gold, frozenset({gold}))
    tally.graded.append(float(right))
    if found:
        tally.confidences.append((found[0].confidence, right))
    return right


def _judge_date(gold: Any, found: list[Field], tally: Tally) -> bool:
    return _one(gold, found, tally, lambda said: same_date(str(said), str(gold)))


def _judge_party(gold: Any, found: list[Field], tally: Tally) -> bool:
    """One party is asked; any of several said is right, all of them wrong is one wrong."""
    if gold is None:
        tally.add(0, int(bool(found)), 0)
        return not found
    hits = [same_party(said_in_words(item.value), str(gold)) for item in found]
    tally.add(int(any(hits)), int(bool(found) and not any(hits)), int(not any(hits)))
    if found:
        tally.confidences.append((found[0].confidence, any(hits)))
    return any(hits)


def _judge_class(gold: Any, found: list[Field], tally: Tally) -> bool:
    return _one(gold, found, tally, lambda said: str(said) == gold)


def _one(gold: Any, found: list[Field], tally: Tally, same: Callable[[Any], bool]) -> bool:
    right = bool(found) and gold is not None and same(found[0].value)
    tally.add(int(right), int(bool(found) and not right), int(gold is not None and not right))
    if found:
        tally.confidences.append((found[0].confidence, right))
    return right if gold is not None else not found


def _judge_title(gold: Any, found: list[Field], tally: Tally) -> bool:
    if gold is None:
        return True
    score = token_f1(str(found[0].value), str(gold)) if found else 0.0
    tally.graded.append(score)
    if found:
        tally.confidences.append((found[0].confidence, score >= 0.8))
    return score >= 0.8


def _judge_list(gold: Any, found: list[Field], tally: Tally) -> bool:
    def fold(text: str) -> str:
        return re.sub(r"[\W_]+", "", text.lower())

    left = [fold(item) for item in gold]
    said = [fold(str(item.value)) for item in found]
    right = 0
    for item in said:
        match = next(
            (other for other in left if other == item or (len(item) > 5 and (item in other or other in item))), None
        )
        if match is not None:
            left.remove(match)
            right += 1
    tally.add(right, len(said) - right, len(left))
    return right == len(said) and not left


_JUDGES: dict[str, Callable[[Any, list[Field], Tally], bool]] = {
    "type": _judge_type, "date": _judge_date, "from": _judge_party, "to": _judge_party, "title": _judge_title, "title as it stands": _judge_title,
    "classification": _judge_class, "handling": _judge_list,
}  # fmt: skip


# --- running ---------------------------------------------------------------------------------------------------------


def records(shared: Path) -> Iterator[dict[str, Any]]:
    import pyarrow.parquet as parquet

    yield from parquet.read_table(shared / "data/nara/records.parquet").to_pylist()


def measure(shared: Path, half: str, which: str, show: str | None, most: int) -> None:
    hand = {
        row["record_num"]: row for row in map(json.loads, (shared / "data/nara/hand_extract.jsonl").read_text().splitlines())
    }
    by_hand = {name: Tally() for name in FIELDS}
    by_catalogue = {name: Tally() for name in FIELDS}
    seconds = pages = 0.0
    left = [most]
    for row in records(shared):
        if half_of(row["record_num"]) != half or (which == "hand" and row["record_num"] not in hand):
            continue
        forms = set(row["rif_pages"])
        texts = [text for number, text in enumerate(row["pages"], 1) if number not in forms]
        readings = [reading_of(text, number, "0" * 64) for number, text in enumerate(texts, 1)]
        start = time.process_time()
        described = describe_source(readings, Settings())
        seconds += time.process_time() - start
        pages += len(texts)
        copy = first_record(described)
        if row["record_num"] in hand and which in ("hand", "both"):
            judge(asked_by_hand(hand[row["record_num"]]), copy, by_hand, show if which == "hand" else None, left)
        if which in ("nara", "both"):
            judge(asked_by_catalogue(row), copy, by_catalogue, show, left)
    if which in ("hand", "both"):
        print(f"read by hand, {half} half:")
        report(by_hand)
    if which in ("nara", "both"):
        print(f"catalogue, {half} half:")
        report(by_catalogue)
    print(f"  {pages / max(seconds, 1e-9):.0f} pages a second of CPU ({int(pages)} pages)")


def first_record(described: SourceDescription) -> CopyDescription | None:
    """The record that a catalogue's entry tells of: the first that is no sheet and whose kind is known; where there is
    none, the first that is no sheet (scraps and illegible sheets often lie before the paper), else the first sheet.
    """
    records = [copy for copy in described.copies if not _is_sheet(copy)]
    known = [copy for copy in records if any(item.name == "type" for item in copy.fields)]
    return next(iter([*known, *records, *described.copies]), None)


def _is_sheet(copy: CopyDescription) -> bool:
    return any(item.name == "type" and item.value in SHEET_TYPES for item in copy.fields)


def report(tallies: dict[str, Tally]) -> None:
    for name, tally in tallies.items():
        if tally.graded:
            count, value = len(tally.graded), tally.mean()
            low, high = tally.interval(tally.mean, count)
            word = "accuracy" if name == "type" else "token F1"
        elif tally.cases:
            count, value = len(tally.cases), tally.f1()
            low, high = tally.interval(tally.f1, count)
            word = "F1"
        else:
            continue
        sums = [int(sum(row[part] for row in tally.cases)) for part in range(3)]
        detail = f" right={sums[0]} wrong={sums[1]} missed={sums[2]}" if tally.cases else ""
        sure = f" ECE={tally.calibration():.3f}" if tally.confidences else ""
        print(f"  {name:15} n={count:4} {word} {value:.3f} [{low:.3f}, {high:.3f}]{detail}{sure}")


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path(__file__).resolve().parent.parent.parent / "shared")
    parser.add_argument("--half", choices=("tune", "report", "both"), default="both")
    parser.add_argument("--set", choices=("hand", "nara", "both"), default="both", dest="which")
    parser.add_argument("--show", choices=FIELDS)
    parser.add_argument("--most", type=int, default=60, help="how many errors to show")
    said = parser.parse_args(arguments)
    for half in ("tune", "report") if said.half == "both" else (said.half,):
        measure(said.shared, half, said.which, said.show, said.most)


if __name__ == "__main__":
    main(sys.argv[1:])
