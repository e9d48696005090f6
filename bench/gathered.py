"""Measures how well the parties of an archive are gathered into people: every two parties that the gold calls one person.

python -m bench.gathered DUMP GOLD [--totals]

Pairs of parties, over all records: precision is how many of those gathered together are one person, recall how many of one
person are gathered together. Parties are matched by record, field and name; what was not read is not asked. `--totals`
prints no names. The samples' people are invented: a party tied to an entry of the authority file is wrong, and counted.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from chancery.evaluate.compare import same_party
from chancery.evaluate.dump import open_dump
from chancery.evaluate.scene import set_scene
from chancery.evaluate.scope import Scope
from chancery.evaluate.side import load_side
from chancery.model.vocabulary import PARTY_FIELDS

ROUNDS = 1000
SEED = 20261125


@dataclass(frozen=True, slots=True)
class Matched:
    """A party of the gold and what the archive makes of it."""

    record: str
    name: str
    gold: str
    found: str | None
    known: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dump", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--totals", action="store_true")
    arguments = parser.parse_args()
    matched = match(arguments.dump, arguments.gold)
    report(matched)
    if not arguments.totals:
        show(matched)


def match(dump: Path, gold: Path) -> list[Matched]:
    """Every party that the gold ties to a person and that was read."""
    scene = set_scene(load_side(open_dump(gold)), Scope(), load_side(open_dump(dump)))
    matched = []
    for name, record in sorted(scene.gold.records.items()):
        other = scene.found.records.get(scene.records.get(name, ""))
        for field in sorted(PARTY_FIELDS) if other is not None else ():
            for party in record[field]:
                answer = next((each for each in (other or {})[field] if same_party(party["name"], each["name"])), None)
                if party["person"] is not None and answer is not None:
                    person = scene.found.people.get(answer["person"] or "")
                    known = person is not None and person["authority"] is not None
                    matched.append(Matched(name, f"{field} {party['name']}", party["person"], answer["person"], known))
    return matched


def report(matched: Sequence[Matched]) -> None:
    """Precision and recall over pairs, each with a 95 % interval by drawing records."""
    records = sorted({each.record for each in matched})
    at = {record: index for index, record in enumerate(records)}
    pairs = [
        (at[one.record], at[other.record], one.gold == other.gold, one.found is not None and one.found == other.found)
        for one, other in combinations(matched, 2)
    ]
    table = np.array([pair for pair in pairs if pair[2] or pair[3]], dtype=int).reshape(-1, 4)
    draws = np.random.default_rng(SEED).integers(0, max(len(records), 1), (ROUNDS, max(len(records), 1)))
    weights = np.array([np.bincount(draw, minlength=max(len(records), 1)) for draw in draws])
    drawn = weights[:, table[:, 0]] * weights[:, table[:, 1]]
    together, same = table[:, 3] == 1, table[:, 2] == 1
    for name, asked in (("precision", together), ("recall", same)):
        right = together & same
        value = right.sum() / max(asked.sum(), 1)
        spread = drawn[:, right].sum(1) / np.maximum(drawn[:, asked].sum(1), 1)
        low, high = np.percentile(spread, [2.5, 97.5])
        print(f"pairs {name}: {value:.3f} ({low:.3f} to {high:.3f}), n {asked.sum()}")
    open_ = sum(each.found is None for each in matched)
    print(
        f"parties {len(matched)}, left open {open_}, tied to the authority file (wrongly) {sum(each.known for each in matched)}"
    )


def show(matched: Sequence[Matched]) -> None:
    """What was not gathered with the person it is of, and what was gathered with another."""
    by_gold: dict[str, dict[str | None, list[Matched]]] = {}
    for each in matched:
        by_gold.setdefault(each.gold, {}).setdefault(each.found, []).append(each)
    for gold, groups in sorted(by_gold.items()):
        if len(groups) > 1:
            print(
                gold, *(f"[{found}: {', '.join(sorted({each.name for each in group}))}]" for found, group in groups.items())
            )
    found: dict[str, set[str]] = {}
    for each in matched:
        if each.found is not None:
            found.setdefault(each.found, set()).add(each.gold)
    print("mixed:", *(f"{name}: {sorted(people)}" for name, people in found.items() if len(people) > 1))
    print("known:", *sorted({each.name for each in matched if each.known}))


if __name__ == "__main__":
    main()
