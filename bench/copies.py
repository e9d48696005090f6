"""Measures whether copies of one record are found by their text alone, on the shared pairs of releases and look-alikes.

    python -m bench.copies [--shared DIR] [--fit]

Record numbers are hidden; only the words count. Pairs that hang together go to one half (told by the first bit of a hash).
`--fit` prints weights learned on the tune half by logistic regression, for the table in `link/copies.py`.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.gold.table import read_table
from chancery.link.copies import (
    TEXT_WEIGHTS,
    CopyText,
    _lay_beside,
    compare,
    sketch,
)
from chancery.model.likeness import COMMON_FROM, LEAST_SHARED


@dataclass(frozen=True)
class Pair:
    """Two texts by their key, and whether they are copies of one record."""

    name: str
    one: str
    other: str
    same: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--fit", action="store_true")
    arguments = parser.parse_args()
    texts, pairs = load(arguments.shared / "data")
    halves = {pair.name: half for half, names in halve(pairs).items() for pair in names}
    if arguments.fit:
        fit([pair for pair in pairs if halves[pair.name] == "tune"], texts)
    for half in ("tune", "report"):
        report(half, [pair for pair in pairs if halves[pair.name] == half], texts)
    retrieval(pairs, texts)


def load(data: Path) -> tuple[dict[str, CopyText], list[Pair]]:
    texts: dict[str, CopyText] = {}
    pairs = []
    for row in read_table(data / "nara" / "variants.parquet"):
        if row["label"] == "variant_unsure":
            continue
        keys = []
        for side in "ab":
            text = _text(row, side)
            key = hashlib.sha256(text.encode()).hexdigest()
            texts.setdefault(key, CopyText(text))
            keys.append(key)
        pairs.append(Pair(row["pair_id"], keys[0], keys[1], row["label"] != "negative"))
    return texts, pairs


def _text(row: dict[str, Any], side: str) -> str:
    forms = set(row[f"rif_pages_{side}"] or ())
    return "\n".join(page for number, page in enumerate(row[f"pages_{side}"], start=1) if number not in forms)


def halve(pairs: Sequence[Pair]) -> dict[str, list[Pair]]:
    """Both halves; texts that hang together by pairs are in one."""
    root: dict[str, str] = {}

    def find(key: str) -> str:
        while root.setdefault(key, key) != key:
            key = root[key]
        return key

    for pair in pairs:
        root[find(pair.one)] = find(pair.other)
    found: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        half = "tune" if int(hashlib.sha256(find(pair.one).encode()).hexdigest()[0], 16) % 2 == 0 else "report"
        found[half].append(pair)
    return found


def fit(pairs: Sequence[Pair], texts: dict[str, CopyText]) -> None:
    names = [name for name in TEXT_WEIGHTS if name != "start"]
    rows, labels = [], []
    for pair in pairs:
        one, other = sorted((texts[pair.one], texts[pair.other]), key=lambda text: (len(text.words), text.text))
        beside = _lay_beside(one, other)
        rows.append([1.0, *(getattr(beside, name) for name in names)])
        labels.append(float(pair.same))
    weights = logistic(np.array(rows), np.array(labels))
    print(
        {"start": round(weights[0], 2), **{name: round(weight, 2) for name, weight in zip(names, weights[1:], strict=True)}}
    )


def logistic(rows: np.ndarray, labels: np.ndarray, ridge: float = 0.002) -> np.ndarray:
    """Weights of a logistic regression by Newton's steps, lightly held back (the start is not)."""
    weights = np.zeros(rows.shape[1])
    held = np.full(rows.shape[1], ridge * len(rows) / 10)
    held[0] = 1e-6
    for _ in range(60):
        odds = 1 / (1 + np.exp(-rows @ weights))
        gradient = rows.T @ (labels - odds) - held * weights
        curve = (rows * (odds * (1 - odds))[:, None]).T @ rows + np.diag(held + 1e-9)
        weights = weights + np.linalg.solve(curve, gradient)
    return weights


def report(half: str, pairs: Sequence[Pair], texts: dict[str, CopyText]) -> None:
    counts: dict[tuple[bool, str], int] = defaultdict(int)
    started = time.process_time()
    for pair in pairs:
        counts[pair.same, compare(texts[pair.one], texts[pair.other]).sameness] += 1
    spent = (time.process_time() - started) / len(pairs) * 1000
    same, false = counts[True, "same"], counts[False, "same"]
    total = sum(count for (is_same, _), count in counts.items() if is_same)
    print(
        f"{half}: n={len(pairs)} same {same} of {total} (recall {same / total:.3f}), doubtful {counts[True, 'doubtful']}; "
        f"false {false} (precision {same / (same + false):.4f}), doubtful of others {counts[False, 'doubtful']}; {spent:.1f} ms a pair"
    )


def retrieval(pairs: Sequence[Pair], texts: dict[str, CopyText]) -> None:
    """Whether sketches bring the right candidate, among all texts, and how many others with it."""
    holders: dict[int, list[str]] = defaultdict(list)
    sketches = {key: sketch(text) for key, text in texts.items()}
    for key, hashes in sketches.items():
        for number in hashes:
            holders[number].append(key)
    found = total = brought = 0
    for pair in pairs:
        if pair.same and pair.one != pair.other:
            near = candidates(pair.one, sketches[pair.one], holders)
            total += 1
            found += pair.other in near
            brought += len(near)
    print(
        f"candidates: {found} of {total} ({found / total:.3f}) among {len(texts)} texts, {brought / total:.1f} brought each"
    )


def candidates(key: str, hashes: Iterable[int], holders: dict[int, list[str]]) -> set[str]:
    shared: dict[str, int] = defaultdict(int)
    for number in hashes:
        if len(holders[number]) < COMMON_FROM:
            for other in holders[number]:
                shared[other] += 1
    return {other for other, count in shared.items() if count >= LEAST_SHARED and other != key}


if __name__ == "__main__":
    main()
