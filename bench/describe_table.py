"""The table "Measured" of describing: every kind of field on real texts, with n, a 95 % interval and what it costs.

    python -m bench.describe_table [--shared DIR] [--samples DIR] [--half report|tune] [--errors N]

The records of `data/nara` (their identification forms left out) against the catalogue and against 60 records read by hand;
the packets read by eye; the open samples with their true text. Halves are told apart by a hash of the record's number
(`describe_eval.py`): rules and confidences are tuned on the tune half only, and `--errors` prints cases of that half alone.
Where fewer than 200 cases are asked the interval is all there is to trust; it is a bootstrap by record.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.describe_eval import half_of, reading_of
from bench.describe_records import (
    FIELDS,
    Asked,
    Tally,
    asked_by_catalogue,
    asked_by_hand,
    first_record,
    judge,
    records,
    values_of,
)
from chancery.describe.source import describe_source
from chancery.model.record import SourceDescription
from chancery.settings import Settings

# The types of the packets' gold, in the words of the catalogue's (`describe_records._TYPES`).
_PACKET_TYPES: dict[str, frozenset[str | None]] = {
    "memorandum": frozenset({"memorandum"}), "mfr": frozenset({"memorandum"}), "letter": frozenset({"letter"}), "teletype": frozenset({"cable"}),
    "note": frozenset({"note", "memorandum", "handwritten"}), "cover note": frozenset({"note", "memorandum"}), "diary note": frozenset({"note", None}),
    "NSC profile and routing": frozenset({"profile_sheet", "routing_slip"}), "withdrawal sheet": frozenset({"withdrawal_sheet"}),
    "withdrawal list": frozenset({"withdrawal_sheet"}), "RIF": frozenset({"id_form"}), "routing sheet": frozenset({"routing_slip"}),
    "routing slip": frozenset({"routing_slip"}), "routing": frozenset({"routing_slip"}), "transmittal slip": frozenset({"routing_slip", "cover_sheet"}),
    "fax cover": frozenset({"fax_cover"}), "report": frozenset({"report", "cia_report"}), "sigint report": frozenset({"report", "cia_report"}),
    "memorandum of call": frozenset({"telcon"}), "summary of conclusions": frozenset({"minutes"}), "national security directive": frozenset({"nsc_directive"}),
    "paper": frozenset({"nsc_paper", "briefing_paper", None}), "point paper": frozenset({"briefing_paper"}), "non-paper": frozenset({"non_paper"}),
}  # fmt: skip


class Clock:
    """Pages described and the CPU time they took (this process alone, reading of the texts left out)."""

    def __init__(self) -> None:
        self.pages = 0
        self.seconds = 0.0

    def describe(self, texts: Sequence[str]) -> SourceDescription:
        readings = [reading_of(text, number, "0" * 64) for number, text in enumerate(texts, 1)]
        start = time.process_time()
        described = describe_source(readings, Settings())
        self.seconds += time.process_time() - start
        self.pages += len(texts)
        return described

    @property
    def rate(self) -> float:
        return self.pages / max(1e-9, self.seconds)


def measure_records(shared: Path, half: str, clock: Clock, errors: int) -> tuple[dict[str, Tally], dict[str, Tally]]:
    """(by hand, by the catalogue): tallies of each field."""
    rows = (json.loads(line) for line in (shared / "data/nara/hand_extract.jsonl").read_text().splitlines())
    hand = {row["record_num"]: row for row in rows}
    by_hand, by_catalogue = ({name: Tally() for name in FIELDS} for _ in range(2))
    left = {name: [errors] for name in FIELDS}
    for row in records(shared):
        if half_of(row["record_num"]) != half:
            continue
        forms = set(row["rif_pages"])
        copy = first_record(clock.describe([text for number, text in enumerate(row["pages"], 1) if number not in forms]))
        if row["record_num"] in hand:
            judge(asked_by_hand(hand[row["record_num"]]), copy, by_hand, None, [0])
        asked = asked_by_catalogue(row)
        for name in asked.gold:
            one = Asked(asked.name, {name: asked.gold[name]})
            judge(one, copy, by_catalogue, name if half == "tune" else None, left[name])
    return by_hand, by_catalogue


def measure_packets(shared: Path, half: str, errors: int = 0) -> Tally:
    """The type of each document of a packet, its pages told apart as a person does (cuts are measured elsewhere)."""
    import pyarrow.parquet as parquet

    gold = [json.loads(line) for line in (shared / "data/nara/hand_packets.jsonl").read_text().splitlines()]
    packets = {row["packet"]: row["pages"] for row in parquet.read_table(shared / "data/nara/packets.parquet").to_pylist()}
    tally = Tally()
    for row in gold:
        for document in row["docs"]:
            first, last = document["start"], document["end"]
            kinds = _PACKET_TYPES.get(document["type"])
            if kinds is None or half_of(f"{row['packet']}-{first}") != half:
                continue
            texts = packets[row["packet"]][first - 1 : last]
            described = describe_source([reading_of(text, at, "0" * 64) for at, text in enumerate(texts, 1)], Settings())
            copy = next(iter(described.copies), None)
            found = values_of(copy, "type")
            right = (found[0].value if found else None) in kinds
            tally.graded.append(float(right))
            if not right and half == "tune" and errors:
                print(f"{row['packet']} p{first}-{last} {document['type']} said {found[0].value if found else None}")
    return tally


def told(name: str, tally: Tally, aim: str) -> str:
    """One row of the table."""
    graded = bool(tally.graded)
    count = len(tally.graded) if graded else len(tally.cases)
    if not count:
        return f"{name:44} {aim:>6}  nothing asked"
    measure = tally.mean if graded else tally.f1
    low, high = tally.interval(measure, count)
    right, wrong, missed = (int(sum(row[part] for row in tally.cases)) for part in range(3))
    detail = "" if graded else f"  right {right}, wrong {wrong}, missed {missed}"
    precision = f"  exact {right / max(1, right + missed):.3f}" if not graded else ""
    return f"{name:44} {aim:>6}  {measure():.3f} [{low:.3f}, {high:.3f}]  n={count}{precision}{detail}"


def merged(tallies: Iterable[Tally]) -> Tally:
    whole = Tally()
    for tally in tallies:
        whole.cases.extend(tally.cases)
        whole.graded.extend(tally.graded)
        whole.confidences.extend(tally.confidences)
    return whole


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path(__file__).resolve().parent.parent.parent / "shared")
    parser.add_argument("--half", choices=("tune", "report"), default="report")
    parser.add_argument("--errors", type=int, default=0, help="cases to print of each field, of the tune half only")
    said = parser.parse_args(arguments)
    clock = Clock()
    by_hand, by_catalogue = measure_records(said.shared, said.half, clock, said.errors)
    packets = measure_packets(said.shared, said.half, said.errors)
    print(f"{said.half} half; what is measured, the aim, the figure, its 95 % interval, cases")
    print(told("type, read by hand and packets", merged([by_hand["type"], packets]), "0.93"))
    print(told("type, packets alone", packets, ""))
    print(told("type, catalogue (its own types are coarser)", by_catalogue["type"], ""))
    for name, aim, hand_aim in (("date", "0.93", "0.96"), ("from", "0.80", "0.90"), ("to", "0.80", "0.90")):
        print(told(f"{name}, catalogue", by_catalogue[name], aim))
        print(told(f"{name}, read by hand", by_hand[name], hand_aim))
    print(told("title, catalogue, all", by_catalogue["title"], "0.85"))
    print(told("title, catalogue, as it stands on the page", by_catalogue["title as it stands"], "0.85"))
    print(told("title, read by hand", by_hand["title"], "0.85"))
    print(told("classification, read by hand", by_hand["classification"], "0.97"))
    print(told("handling, read by hand", by_hand["handling"], "0.93"))
    for name in ("date", "from", "to", "title"):
        tally = by_catalogue[name]
        print(f"{'calibration error, ' + name:44} {'0.05':>6}  {tally.calibration():.3f}  n={len(tally.confidences)}")
    print(f"{'pages a second of CPU on one core':44} {'150':>6}  {clock.rate:.0f}  n={clock.pages}")


if __name__ == "__main__":
    main(sys.argv[1:])
