"""Search measured: how fast an index of many pages is built, and how long the top ten with snippets and facets takes.

    python bench/search.py RECORDS.parquet --pages 300000

The file is `data/nara/records.parquet` of the shared data: its texts are multiplied, every ninth word of a copy changed into
another, so that the index's vocabulary grows as that of a real collection does. Needs pyarrow (for the benchmark only).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet

from chancery.model.viewer import OWNER, PUBLIC
from chancery.search.document import CopyText, Entry, PageStart, SearchDocument
from chancery.search.index import SearchIndex
from chancery.search.query import parse_query
from chancery.search.results import Filters, search

PAGE_CHARACTERS = 1_300
TYPES = ("letter", "memcon", "cable", "memorandum", "telcon", "report", "note")
DECISIONS = ("released in full", "released in part", "denied in full")
CODES = ("B1", "1.4(D)", "1.4(B)", "B6", "1.4(C)")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("records", type=Path)
    options.add_argument("--pages", type=int, default=20_000)
    options.add_argument("--queries", type=int, default=60, help="questions of each kind, each asked once in the figures")
    options.add_argument("--rounds", type=int, default=3, help="how often all is asked anew; the best round counts")
    options.add_argument("--keep", type=Path, help="a folder to build the index in; used again when it is there")
    chosen = options.parse_args()
    folder = chosen.keep or Path(tempfile.mkdtemp(prefix="chancery-search-"))
    try:
        result = measure(chosen.records, folder, chosen.pages, chosen.queries, chosen.rounds)
    finally:
        if chosen.keep is None:
            shutil.rmtree(folder)
    json.dump(result, sys.stdout, indent=1)
    print(file=sys.stdout)


def measure(records: Path, folder: Path, pages: int, queries: int, rounds: int) -> dict[str, Any]:
    seeds = load_seeds(records)
    words = sorted({word for seed in seeds for page in seed["pages"] for word in page.split() if word.isalpha()})
    result: dict[str, Any] = {
        "load": round(os.getloadavg()[0], 1), "machine": platform.platform(), "python": platform.python_version(),
        "pages": pages,
    }  # fmt: skip
    index = SearchIndex(folder)
    if index.state != "ready":
        # The texts are made beforehand, a batch at a time, so that the figure is that of the index alone.
        result |= build(index, seeds, words, pages)
        print(json.dumps(result), file=sys.stderr, flush=True)
    result["bytes"] = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    result["segments"] = index.snapshot().searcher.num_segments
    result["documents"] = index.snapshot().searcher.num_docs
    result["queries"] = ask(folder, mixes(seeds, words, queries), rounds)
    result["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return result


def ask(folder: Path, kinds: dict[str, list[tuple[str, Filters]]], rounds: int) -> dict[str, dict[str, float]]:
    """The figures of each kind, those of its best round; every round opens the index anew, so that it keeps no answer."""
    best: dict[str, dict[str, float]] = {}
    for _ in range(rounds):
        index = SearchIndex(folder)
        for name, questions in kinds.items():
            if name == "mix":
                index = SearchIndex(folder)
            # A room that has been open a while has read its files and shown every record once.
            times(index, [("", Filters())] * 4)
            figures = times(index, questions)
            if name not in best or figures["p95"] < best[name]["p95"]:
                best[name] = figures
    return best


def load_seeds(records: Path) -> list[dict[str, Any]]:
    """The records with their pages brought to about the same length, as the engines were measured."""
    columns = ["pages", "gold_date", "gold_from", "gold_to", "gold_title", "record_num"]
    seeds = []
    for row in parquet.read_table(records, columns=columns).to_pylist():
        text = "\n".join(row["pages"])
        row["pages"] = [text[at : at + PAGE_CHARACTERS] for at in range(0, len(text), PAGE_CHARACTERS)]
        if row["pages"]:
            seeds.append(row)
    return seeds


def entries(seeds: list[dict[str, Any]], words: list[str], pages: int) -> Iterator[tuple[Entry, int]]:
    """Entries with the number of pages of each, until there are so many pages; the same for the same arguments."""
    chance = random.Random(7)
    made = round_ = 0
    while made < pages:
        for number, seed in enumerate(seeds):
            texts = [changed(page, words, chance) if round_ else page for page in seed["pages"]]
            yield entry(f"{number}-{round_}", seed, texts, chance), len(texts)
            made += len(texts)
            if made >= pages:
                return
        round_ += 1


def changed(page: str, words: list[str], chance: random.Random) -> str:
    parts = page.split(" ")
    for at in range(chance.randrange(9), len(parts), 9):
        parts[at] = chance.choice(words)
        if chance.random() < 0.2:
            # A misreading: a word no dictionary has.
            parts[at] = parts[at].replace("e", "c", 1) + chance.choice("aeiou")
    return " ".join(parts)


def entry(name: str, seed: dict[str, Any], texts: list[str], chance: random.Random) -> Entry:
    starts, at = [], 0
    for number, text in enumerate(texts, 1):
        starts.append(PageStart(at, name, number))
        at += len(text) + 1
    day = seed["gold_date"] if seed["gold_date"] and len(seed["gold_date"]) == 10 else None
    document = SearchDocument(
        name, type=chance.choice(TYPES), titles=tuple(filter(None, [seed["gold_title"]])), date=day,
        earliest=day, latest=day,
        senders=tuple(filter(None, [seed["gold_from"]])), addressees=tuple(filter(None, [seed["gold_to"]])),
        decisions=(chance.choice(DECISIONS),), exemptions=tuple(chance.sample(CODES, chance.randrange(3))),
        has=tuple(chance.sample(("references", "missing", "redactions", "review"), chance.randrange(4))),
        cases=(seed["record_num"],), files=(f"{name}.pdf",), copies=(CopyText(name, "\n".join(texts), tuple(starts)),),
    )  # fmt: skip
    # Every fiftieth record is closed to the public.
    return Entry(name, document, None if chance.random() < 0.02 else document)


def build(index: SearchIndex, seeds: list[dict[str, Any]], words: list[str], pages: int) -> dict[str, Any]:
    spent = cpu = 0.0
    counted = 0
    source = entries(seeds, words, pages)

    def timed() -> Iterator[Entry]:
        """Hand entries on and keep the time of making them out of the account."""
        nonlocal spent, cpu, counted
        while True:
            begun, begun_cpu = time.perf_counter(), time.thread_time()
            made = next(source, None)
            spent += time.perf_counter() - begun
            cpu += time.thread_time() - begun_cpu
            if made is None:
                return
            counted += made[1]
            yield made[0]

    started, started_cpu = time.perf_counter(), time.process_time()
    with index.writing() as writer:
        writer.rebuild(timed(), true_to=1)
    wall = time.perf_counter() - started - spent
    used = time.process_time() - started_cpu - cpu
    return {
        "build_wall_s": round(wall, 1), "build_cpu_s": round(used, 1), "built_pages": counted,
        "pages_per_cpu_s": round(counted / used), "pages_per_wall_s": round(counted / wall),
    }  # fmt: skip


def mixes(seeds: list[dict[str, Any]], words: list[str], each: int) -> dict[str, list[tuple[str, Filters]]]:
    """So many different questions of each kind, made from the texts so that most find something; 'mix' is all in turn.

    No question comes twice, so that nothing kept from an answer answers another; only that for every record, which everyone
    asks who opens the search, is the same each time.
    """
    chance = random.Random(11)
    plain = [word for word in words if len(word) > 3 and word.isascii()]
    none = Filters()
    frequent = frequent_words(seeds)

    def word() -> str:
        return chance.choice(plain).lower()

    def common() -> str:
        return chance.choice(frequent)

    def run(length: int) -> str:
        text = chance.choice(chance.choice(seeds)["pages"]).split()
        at = chance.randrange(max(1, len(text) - length))
        return " ".join(part for part in text[at : at + length] if part.isalpha()) or word()

    def dates() -> str:
        return f"date:{chance.randrange(1950, 1965)}..{chance.randrange(1965, 1980)}"

    def field() -> str:
        return f"type:letter from:{chance.choice(('director', 'chief', 'FBI'))}"

    shapes: dict[str, Callable[[], tuple[str, Filters]]] = {
        "one rare word": lambda: (word(), none),
        "one common word": lambda: (common(), none),
        "two words": lambda: (f"{common()} {word()}", none),
        "phrase": lambda: (f'"{run(3)}"', none),
        "near": lambda: (f'"{run(2)}"~5', none),
        "or and not": lambda: (f"({common()} OR {word()}) {common()} NOT {word()}", none),
        "prefix": lambda: (f"{word()[:5]}*", none),
        "misread": lambda: (f"{word()}~", none),
        "dates": lambda: (f"{common()} {dates()}", none),
        "field": lambda: (f"{field()} {common()}", none),
        "facet chosen": lambda: (common(), Filters(facets=(("type", (chance.choice(TYPES),)),))),
    }
    kinds: dict[str, list[tuple[str, Filters]]] = {}
    for name, make in shapes.items():
        made: dict[tuple[str, Filters], None] = {}
        while len(made) < each:
            made[make()] = None
        kinds[name] = list(made)
    kinds["every record"] = [("", none)] * each
    kinds["mix"] = [question for turn in zip(*kinds.values(), strict=True) for question in turn]
    return kinds


def frequent_words(seeds: list[dict[str, Any]]) -> list[str]:
    """Words that stand in a tenth of the records or more."""
    counts: Counter[str] = Counter()
    for seed in seeds:
        counts.update({word.lower() for page in seed["pages"] for word in page.split() if word.isalpha() and len(word) > 3})
    return sorted(word for word, count in counts.items() if count >= len(seeds) / 10)


def times(index: SearchIndex, questions: list[tuple[str, Filters]]) -> dict[str, float]:
    """Milliseconds of the whole search, parsing included: by the clock and of the processor.

    On a machine that does other work, too, the processor's figure is the nearer to what a quiet one would show.
    """
    taken: list[float] = []
    spent: list[float] = []
    for number, (text, filters) in enumerate(questions):
        started, begun = time.perf_counter(), time.process_time()
        search(index, parse_query(text), PUBLIC if number % 2 else OWNER, filters=filters)
        taken.append((time.perf_counter() - started) * 1_000)
        spent.append((time.process_time() - begun) * 1_000)
    cuts, cpu = statistics.quantiles(taken, n=20), statistics.quantiles(spent, n=20)
    return {
        "p50": round(cuts[9], 2), "p95": round(cuts[18], 2), "worst": round(max(taken), 2),
        "cpu_p50": round(cpu[9], 2), "cpu_p95": round(cpu[18], 2),
    }  # fmt: skip


if __name__ == "__main__":
    main()
