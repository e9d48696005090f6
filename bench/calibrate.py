"""Learns, on the tune half of the catalogue's records, how often each rule's values are right: the table of
`src/chancery/describe/calibration.py`.

    python -m bench.calibrate [--shared DIR]

One row for each field and rule that gave at least 30 answers: steps of the rule's own confidence, made to rise (adjacent
steps that fall are pooled) and drawn towards the field's own rate by ten cases. A title counts as right where it shares
four fifths of its words with the catalogue's, asked only where that stands on the page as it is.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from bench.describe_eval import half_of, reading_of
from bench.describe_records import Asked, Tally, asked_by_catalogue, first_record, judge, records, values_of
from chancery.describe.calibration import uncalibrated
from chancery.describe.source import describe_source
from chancery.model.record import CopyDescription
from chancery.settings import Settings

LEAST, PRIOR, STEP = 30, 10, 15
_ASKED = {"date": "date", "from": "from", "to": "to", "title": "title as it stands"}
Answer = tuple[float, bool]


def answers(rows: Iterable[tuple[Asked, CopyDescription | None]]) -> dict[tuple[str, str], list[Answer]]:
    """(field, method) -> what the rule's confidence was and whether it was right."""
    made: dict[tuple[str, str], list[Answer]] = {}
    for asked, copy in rows:
        for name, key in _ASKED.items():
            found = values_of(copy, name)
            if key in asked.gold and found:
                tally = Tally()
                judge(Asked(asked.name, {key: asked.gold[key]}), copy, {key: tally}, None, [0])
                made.setdefault((name, found[0].method), []).append(tally.confidences[0])
    return made


def steps(given: Sequence[Answer], rate: float) -> tuple[tuple[float, float], ...]:
    """(confidence from which on, share that is right), rising."""
    blocks: list[list[Answer]] = []
    for answer in sorted(given):
        if not blocks or (len(blocks[-1]) >= STEP and answer[0] > blocks[-1][-1][0]):
            blocks.append([])
        blocks[-1].append(answer)
    if len(blocks) > 1 and len(blocks[-1]) < STEP:
        last = blocks.pop()
        blocks[-1].extend(last)
    pooled: list[list[Answer]] = []
    for block in blocks:
        pooled.append(block)
        while len(pooled) > 1 and _share(pooled[-2], rate) >= _share(pooled[-1], rate):
            last = pooled.pop()
            pooled[-1] = [*pooled[-1], *last]
    return tuple((round(block[0][0], 3), round(_share(block, rate), 2)) for block in pooled)


def _share(block: Sequence[Answer], rate: float) -> float:
    return (sum(right for _, right in block) + PRIOR * rate) / (len(block) + PRIOR)


def learn(made: Mapping[tuple[str, str], Sequence[Answer]]) -> dict[tuple[str, str], tuple[tuple[float, float], ...]]:
    table = {}
    for (name, method), given in sorted(made.items()):
        every = [right for (other, _), rows in made.items() if other == name for _, right in rows]
        if len(given) >= LEAST:
            table[name, method] = steps(given, sum(every) / len(every))
    return table


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path(__file__).resolve().parent.parent.parent / "shared")
    said = parser.parse_args(arguments)
    rows = []
    with uncalibrated():
        for row in records(said.shared):
            if half_of(row["record_num"]) == "tune":
                forms = set(row["rif_pages"])
                texts = [text for number, text in enumerate(row["pages"], 1) if number not in forms]
                readings = [reading_of(text, number, "0" * 64) for number, text in enumerate(texts, 1)]
                rows.append((asked_by_catalogue(row), first_record(describe_source(readings, Settings()))))
    for (name, method), learned in learn(answers(rows)).items():
        print(f'    ("{name}", "{method}"): {learned},')


if __name__ == "__main__":
    main(sys.argv[1:])
