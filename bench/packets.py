"""Measures how packets are cut, and learns the weights of the cues: leave one file out, n is 15 files.

    python -m bench.packets [--shared DIR] [--samples DIR] [--learn] [--errors]

Gold is `data/nara/packets.parquet` (page ranges read by eye). The weights are learned by logistic regression over the
pairs of neighbouring pages of the other files, and of NARA records of at most five pages: their pages follow each other
without a cut, and the last page of one stands before the first of another from the same originator with one.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from bench.describe_eval import reading_of
from chancery.describe.furniture import find_furniture, find_running_heads
from chancery.describe.lines import page_text
from chancery.describe.packet_cues import CUES, FOR
from chancery.describe.packets import DOUBTFUL_FROM, DOUBTFUL_TO, MADE, look_at_pages
from chancery.describe.roles import guess_roles
from chancery.describe.sights import PageSight

# Never looked at while the cues were written: the two whose names have the smallest hashes.
ASIDE = 2
RECORD_WEIGHT = 0.04
PENALTY = 0.25
# What a cue is taken to be worth before anything is learned, 0 where it is not named: the handbook (1.1, 1.4) says it, and
# fifteen files show too little of it (translations, telegrams, counts of pages) to say otherwise.
PRIOR = {
    "language_changes": 2.0, "last_page_of_count": 1.5, "opens_as_telegram": 1.5, "telegram_closed": 1.0,
    "number_starts_again": 1.0, "document_number_changes": 2.5, "opens_with_head": 0.5, "sheet_ends": 2.0,
    "count_goes_on": -2.0, "opens_small": -1.0, "letter_still_open": -1.0, "signature_follows": -1.5, "says_it_goes_on": -2.5,
    "same_document_number": -1.5, "telegram_goes_on": -2.0, "repeats_subject": -1.0,
}  # fmt: skip
WEIGHTS_FILE = Path(__file__).parents[1] / "src" / "chancery" / "describe" / "packet_weights.py"


@dataclass(frozen=True)
class Pair:
    """Two neighbouring pages: what the cues see, whether a record begins on the second, how much the pair counts."""

    values: tuple[float, ...]
    cut: bool
    weight: float
    file: str
    page: int


@dataclass(frozen=True)
class Packet:
    """A file of the gold: its pages as seen, and the pages records begin on."""

    name: str
    sights: tuple[PageSight, ...]
    starts: frozenset[int]


def see(pages: Sequence[str]) -> tuple[PageSight, ...]:
    """The sights of pages of plain text."""
    texts = tuple(page_text(reading_of(text, number, "0" * 64)) for number, text in enumerate(pages, 1))
    furniture = {page.number: list(find_furniture(page)) for page in texts}
    for number, stretches in find_running_heads(texts, furniture).items():
        furniture[number] = sorted([*furniture[number], *stretches], key=lambda stretch: stretch.start)
    in_order = [furniture[page.number] for page in texts]
    return look_at_pages(texts, in_order, guess_roles(texts, in_order))


def read_gold(shared: Path) -> list[Packet]:
    """Every packet of the gold; those set aside first."""
    rows = pq.read_table(shared / "data" / "nara" / "packets.parquet").to_pylist()
    rows.sort(key=lambda row: hashlib.sha256(row["packet"].encode()).hexdigest())
    return [
        Packet(row["packet"], see(row["pages"]), frozenset(doc["start"] for doc in json.loads(row["docs"])))
        for row in rows
    ]  # fmt: skip


def read_samples(folder: Path) -> list[Packet]:
    """The open samples of more than one page: the true text of their pages, and the pages records begin on."""
    pages: dict[str, list[tuple[int, str]]] = {}
    for line in (folder / "open" / "truth" / "pages.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        pages.setdefault(row["file"], []).append((row["page"], row["text"]))
    starts: dict[str, set[int]] = {}
    for line in (folder / "open" / "truth" / "records.jsonl").read_text(encoding="utf-8").splitlines():
        for copy in json.loads(line)["copies"]:
            starts.setdefault(copy["file"], set()).add(copy["first_page"])
    return [
        Packet(f"sample {file}", see([text for _, text in sorted(own)]), frozenset(starts[file]))
        for file, own in sorted(pages.items())
        if len(own) > 1
    ]


def pairs_of(packet: Packet) -> list[Pair]:
    return [
        Pair(
            values(packet.sights, at), packet.sights[at].number in packet.starts, 1.0, packet.name, packet.sights[at].number
        )
        for at in range(1, len(packet.sights))
    ]


def values(sights: Sequence[PageSight], at: int) -> tuple[float, ...]:
    """What every cue sees before the page at index `at`."""
    return tuple(sign.value if (sign := cue(sights, at)) is not None else 0.0 for cue in CUES)


def record_pairs(shared: Path, count: int = 350) -> Iterator[Pair]:
    """Pairs inside short records, and pairs of records of one originator set side by side."""
    columns = ["record_num", "pages", "rif_pages", "gold_originator", "gold_doc_type"]
    rows = pq.read_table(shared / "data" / "nara" / "records.parquet", columns=columns).to_pylist()
    # A record of NARA may be a packet itself: short ones mostly are not.
    rows = [row for row in rows if 2 <= len(row["pages"]) - len(row["rif_pages"]) <= 5]
    rows.sort(key=lambda row: hashlib.sha256(row["record_num"].encode()).hexdigest())
    chosen = rows[:count]
    by_originator: dict[str, list[dict[str, Any]]] = {}
    for row in chosen:
        by_originator.setdefault(row["gold_originator"] or "", []).append(row)
    for group in by_originator.values():
        for row, other in zip(group, [*group[1:], None], strict=True):
            body = bodies(row)
            following = bodies(other)[:2] if other is not None else []
            sights = see([*body, *following])
            for at in range(1, len(sights)):
                if at <= len(body):
                    yield Pair(values(sights, at), at == len(body), RECORD_WEIGHT, row["record_num"], at + 1)


def bodies(row: dict[str, Any]) -> list[str]:
    sheets = set(row["rif_pages"])
    return [page for number, page in enumerate(row["pages"], 1) if number not in sheets]


# --- learning --------------------------------------------------------------------------------------------------------


def learn(pairs: Sequence[Pair], penalty: float = PENALTY) -> np.ndarray:
    """Weights of a penalised logistic regression, the intercept first (not penalised).

    A cue whose weight would have the other sign than it is meant to have is left out, one by one.
    """
    x = np.array([(1.0, *pair.values) for pair in pairs])
    y = np.array([float(pair.cut) for pair in pairs])
    count = np.array([pair.weight for pair in pairs])
    prior = np.array([0.0, *(PRIOR.get(cue.__name__, 0.0) for cue in CUES)])
    meant = np.array([0.0, *(1.0 if cue in FOR else -1.0 for cue in CUES)])
    used = np.ones(x.shape[1], dtype=bool)
    while True:
        weights = np.zeros(x.shape[1])
        weights[used] = fit(x[:, used], y, count, penalty, prior[used])
        wrong = weights * meant
        if wrong.min() >= 0:
            return weights
        used[int(wrong.argmin())] = False


def fit(x: np.ndarray, y: np.ndarray, count: np.ndarray, penalty: float, prior: np.ndarray) -> np.ndarray:
    """Newton's method on the likelihood, with a penalty for leaving what was taken before."""
    weights = np.zeros(x.shape[1])
    ridge = np.full(x.shape[1], penalty)
    ridge[0] = 1e-6
    for _ in range(40):
        chance = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        gradient = x.T @ (count * (y - chance)) - ridge * (weights - prior)
        hessian = (x * (count * chance * (1 - chance))[:, None]).T @ x + np.diag(ridge)
        step = np.linalg.solve(hessian, gradient)
        weights = weights + step
        if np.abs(step).max() < 1e-7:
            break
    return weights


def chance_of(weights: np.ndarray, pair: Pair) -> float:
    return float(1 / (1 + np.exp(-np.clip(weights[0] + np.dot(weights[1:], pair.values), -30, 30))))


@dataclass(frozen=True)
class Judged:
    """A pair with the probability that weights learned without its file give it."""

    pair: Pair
    chance: float


def cross_validate(packets: Sequence[Packet], extra: Sequence[Pair], penalty: float = PENALTY) -> list[Judged]:
    """Every pair of the gold, judged by weights learned on the other files."""
    pairs = {packet.name: pairs_of(packet) for packet in packets}
    judged: list[Judged] = []
    for packet in packets:
        training = [pair for name, own in pairs.items() if name != packet.name for pair in own]
        weights = learn([*training, *extra], penalty)
        judged.extend(Judged(pair, chance_of(weights, pair)) for pair in pairs[packet.name])
    return judged


# --- figures ---------------------------------------------------------------------------------------------------------


def score(judged: Sequence[Judged]) -> tuple[float, float, float]:
    """Precision, recall and F1 of the boundaries made."""
    right = sum(1 for each in judged if each.chance >= MADE and each.pair.cut)
    made = sum(1 for each in judged if each.chance >= MADE)
    there = sum(1 for each in judged if each.pair.cut)
    precision = right / made if made else 1.0
    recall = right / there if there else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def interval(judged: Sequence[Judged], rounds: int = 2000) -> tuple[float, float]:
    """The 95 % interval of F1, by drawing files with replacement."""
    by_file: dict[str, list[Judged]] = {}
    for each in judged:
        by_file.setdefault(each.pair.file, []).append(each)
    chance = random.Random(4)
    names = sorted(by_file)
    scores = sorted(
        score([each for name in chance.choices(names, k=len(names)) for each in by_file[name]])[2] for _ in range(rounds)
    )
    return scores[int(0.025 * rounds)], scores[int(0.975 * rounds)]


def calibration_error(judged: Sequence[Judged], bins: int = 10) -> float:
    """Expected calibration error over bins of equal width."""
    total = 0.0
    for number in range(bins):
        inside = [each for each in judged if min(bins - 1, int(each.chance * bins)) == number]
        if inside:
            said = sum(each.chance for each in inside) / len(inside)
            true = sum(each.pair.cut for each in inside) / len(inside)
            total += abs(said - true) * len(inside) / len(judged)
    return total


def report(title: str, judged: Sequence[Judged]) -> None:
    precision, recall, f1 = score(judged)
    low, high = interval(judged)
    there = [each for each in judged if each.pair.cut]
    swallowed = [each for each in there if each.chance < MADE]
    silent = [each for each in swallowed if each.chance < DOUBTFUL_FROM]
    false = [each for each in judged if each.chance >= MADE and not each.pair.cut]
    loud = [each for each in false if each.chance < DOUBTFUL_TO]
    doubts = [each for each in judged if DOUBTFUL_FROM <= each.chance < DOUBTFUL_TO]
    print(f"{title}: F1 {f1:.3f} (95 % {low:.3f} to {high:.3f}), precision {precision:.3f}, recall {recall:.3f}; "
          f"{len(there)} boundaries of {len(judged)} places in {len({each.pair.file for each in judged})} files")  # fmt: skip
    print(
        "  lowest probability of a true boundary "
        + ", ".join(f"{each.chance:.3f}" for each in sorted(there, key=lambda each: each.chance)[:4])
    )
    print(f"  swallowed {len(swallowed)}, of them said aloud {len(swallowed) - len(silent)}, silent {len(silent)}; "
          f"false cuts {len(false)}, of them said aloud {len(loud)}; doubts {len(doubts)} of {len(judged)}; "
          f"calibration error {calibration_error(judged):.3f}")  # fmt: skip


def write_weights(weights: np.ndarray) -> None:
    """Put the weights in the place of the table in the package."""
    rows = "".join(
        f'    "{cue.__name__}": {weight:.2f},\n' for cue, weight in zip(CUES, weights[1:], strict=True)
    )  # fmt: skip
    text = WEIGHTS_FILE.read_text(encoding="utf-8")
    head = text[: text.index("INTERCEPT")]
    WEIGHTS_FILE.write_text(
        f"{head}INTERCEPT = {weights[0]:.2f}\nWEIGHTS: Mapping[str, float] = {{\n{rows}}}\n", encoding="utf-8"
    )


def show_errors(packets: Sequence[Packet], judged: Sequence[Judged]) -> None:
    sights = {(packet.name, sight.number): sight for packet in packets for sight in packet.sights}
    for each in judged:
        if (each.chance >= MADE) == each.pair.cut:
            continue
        sight = sights[each.pair.file, each.pair.page]
        seen = [f"{cue.__name__} {value:.1f}" for cue, value in zip(CUES, each.pair.values, strict=True) if value]
        kind = "swallowed" if each.pair.cut else "false cut"
        print(
            f"{kind} {each.pair.file} p{each.pair.page} {each.chance:.2f} {sight.role}: {sight.head[:70]!r}\n    {', '.join(seen)}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[2] / "shared")
    parser.add_argument("--samples", type=Path, help="where samples/build.py put the samples: the open ones teach too")
    parser.add_argument("--learn", action="store_true", help="write the weights, learned on all files")
    parser.add_argument("--errors", action="store_true", help="show every wrong place with what the cues saw")
    chosen = parser.parse_args()
    packets = read_gold(chosen.shared)
    extra = list(record_pairs(chosen.shared))
    samples = read_samples(chosen.samples) if chosen.samples else []
    judged = cross_validate(packets, [*extra, *(pair for packet in samples for pair in pairs_of(packet))])
    aside = {packet.name for packet in packets[:ASIDE]}
    report("all files, each judged without itself", judged)
    report("of these, the two never looked at", [each for each in judged if each.pair.file in aside])
    if samples:
        gold = [*extra, *(pair for packet in packets for pair in pairs_of(packet))]
        judged_samples = cross_validate(samples, gold)
        report("open samples, each judged without itself", judged_samples)
        if chosen.errors:
            show_errors(samples, judged_samples)
    if chosen.errors:
        show_errors(packets[ASIDE:], judged[sum(len(packet.sights) - 1 for packet in packets[:ASIDE]) :])
    weights = learn([*(pair for packet in (*packets, *samples) for pair in pairs_of(packet)), *extra])
    for name, weight in zip(("intercept", *(cue.__name__ for cue in CUES)), weights, strict=True):
        print(f"  {weight:6.2f} {name}")
    if chosen.learn:
        write_weights(weights)


if __name__ == "__main__":
    main()
