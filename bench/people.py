"""Measures who of the authority file printed names are linked to: the hand-judged links, by their two halves.

python -m bench.people [--shared DIR] [--half dev|heldout|both] [--show]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from chancery.link.authority import load_authority
from chancery.link.people import link_person


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--half", choices=["dev", "heldout", "both"], default="both")
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in (arguments.shared / "data/authority/people_links_hand.jsonl").open()]
    for half in ("dev", "heldout"):
        if arguments.half in (half, "both"):
            _measure([row for row in rows if row["side"] == half], half, arguments.show)


def _measure(rows: list[dict[str, object]], half: str, show: bool) -> None:
    """`probable` judgements count for neither side: the judge was not sure."""
    authority = load_authority()
    right = wrong = missed = nil = 0
    for row in rows:
        occurrences = row["occurrences"]
        assert isinstance(occurrences, list)
        day = next((one["date"] for one in occurrences if one["date"]), None)
        link = link_person(str(row["name"]), None, day, authority)
        said = link.target if link.verdict == "linked" else None
        gold = row["person_id"] if row["verdict"] == "link" else None
        if row["verdict"] == "probable":
            continue
        right += said is not None and said == gold
        wrong += said is not None and said != gold
        missed += gold is not None and said != gold
        nil += said is None and gold is None
        if show and said != gold:
            print(half, row["verdict"], row["name"], day, "gold", row["preferred"], "said", link.verdict, link.confidence)
            for candidate in link.candidates[:2]:
                known = authority.people[candidate.target]
                print("    ", known.preferred, candidate.score, [(r.weight, r.text) for r in candidate.reasons])
    precision = right / (right + wrong) if right + wrong else 0.0
    recall = right / (right + missed) if right + missed else 0.0
    print(f"{half}: right={right} wrong={wrong} missed={missed} nil={nil} precision={precision:.3f} recall={recall:.3f}")


if __name__ == "__main__":
    main()
