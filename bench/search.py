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
from collections.abc import Iterator
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
    options.add_argument("--queries", type=int, default=400)
    options.add_argument("--keep", type=Path, help="a folder to build the index in; used again when it is there")
    chosen = options.parse_args()
    folder = chosen.keep or Path(tempfile.mkdtemp(prefix="chancery-search-"))
    try:
        result = measure(chosen.records, folder, chosen.pages, chosen.queries)
    finally:
        if chosen.keep is None:
            shutil.rmtree(folder)
    json.dump(result, sys.stdout, indent=1)
    print(file=sys.stdout)


def measure(records: Path, folder: Path, pages: int, queries: int) -> dict[str, Any]:
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
    result["bytes"] = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    result["segments"] = index.snapshot().searcher.num_segments
    result["documents"] = index.snapshot().searcher.num_docs
    result["queries"] = {name: times(index, mix, queries) for name, mix in mixes(seeds, words).items()}
    result["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return result


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


def mixes(seeds: list[dict[str, Any]], words: list[str]) -> dict[str, list[tuple[str, Filters]]]:
    """Queries by kind, made from the texts themselves so that most find something; 'mix' is all kinds in turn."""
    chance = random.Random(11)
    plain = [word for word in words if len(word) > 3 and word.isascii()]
    none = Filters()

    def word() -> str:
        return chance.choice(plain).lower()

    def common() -> str:
        return chance.choice(
            ("soviet", "meeting", "agency", "government", "report", "memorandum", "information", "president")
        )

    def run(length: int) -> str:
        text = chance.choice(chance.choice(seeds)["pages"]).split()
        at = chance.randrange(max(1, len(text) - length))
        return " ".join(part for part in text[at : at + length] if part.isalpha()) or word()

    kinds: dict[str, list[tuple[str, Filters]]] = {
        "one rare word": [(word(), none) for _ in range(50)],
        "one common word": [(common(), none) for _ in range(50)],
        "two words": [(f"{common()} {word()}", none) for _ in range(50)],
        "phrase": [(f'"{run(3)}"', none) for _ in range(50)],
        "near": [(f'"{run(2)}"~5', none) for _ in range(50)],
        "or and not": [(f"({common()} OR {word()}) {common()} NOT {word()}", none) for _ in range(50)],
        "prefix": [(f"{word()[:5]}*", none) for _ in range(50)],
        "misread": [(f"{word()}~", none) for _ in range(50)],
        "dates": [
            (f"{common()} date:{chance.randrange(1950, 1965)}..{chance.randrange(1965, 1980)}", none) for _ in range(50)
        ],
        "field": [(f"type:letter from:{chance.choice(('director', 'chief', 'FBI'))} {common()}", none) for _ in range(50)],
        "facet chosen": [(common(), Filters(facets=(("type", (chance.choice(TYPES),)),))) for _ in range(50)],
        "every record": [("", none)] * 20,
    }
    kinds["mix"] = [query for turn in zip(*(kind[:20] for kind in kinds.values()), strict=True) for query in turn]
    return kinds


def times(index: SearchIndex, mix: list[tuple[str, Filters]], queries: int) -> dict[str, float]:
    """Milliseconds of the whole search, parsing included, after one round to warm up: by the clock and of the processor.

    On a machine that does other work, too, the processor's figure is the nearer to what a quiet one would show.
    """
    taken: list[float] = []
    spent: list[float] = []
    for number in range(len(mix) + queries):
        text, filters = mix[number % len(mix)]
        started, begun = time.perf_counter(), time.process_time()
        search(index, parse_query(text), PUBLIC if number % 2 else OWNER, filters=filters)
        if number >= len(mix):
            taken.append((time.perf_counter() - started) * 1_000)
            spent.append((time.process_time() - begun) * 1_000)
    cuts, cpu = statistics.quantiles(taken, n=20), statistics.quantiles(spent, n=20)
    return {
        "p50": round(cuts[9], 2), "p95": round(cuts[18], 2), "worst": round(max(taken), 2),
        "cpu_p50": round(cpu[9], 2), "cpu_p95": round(cpu[18], 2),
    }  # fmt: skip


if __name__ == "__main__":
    main()
