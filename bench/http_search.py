"""Search through HTTP with eight readers while a worker adds: `python -m bench.http_search`.

Fills the index of a small archive with at least 300,000 pages of text as `bench/search.py` does (the texts of
../shared/data/nara multiplied with changed words; made-up letters where that folder is absent), opens the room, lets eight
readers ask once a second each, each a different question, while another process adds born-digital pages with one worker. The
aim: p95 under 60 ms. The pages go into the index alone, for taking them in one by one would take hours: a result's references
are asked of an archive that does not hold them. With `--keep` a second run measures at once.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from itertools import chain, cycle
from pathlib import Path
from random import Random
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

from bench.inputs import MONTHS, SURNAMES, make_letter, write_pdf
from bench.machine import describe_machine
from bench.program import ROOT, quantile, room, run, start
from bench.search import entries, frequent_words, load_seeds
from chancery.archive import open_archive
from chancery.search.index import SearchIndex
from chancery.settings import Settings
from chancery.workbench.entries import all_entries

PORT = 8792
RECORDS = ROOT.parent / "shared" / "data" / "nara" / "records.parquet"
READERS = 8
PAGES_A_FILE = 12
QUESTIONS = (
    "{word}", "{common}", "{common} {word}", '"{common} {common}"', "{common} OR {word}", "from:{name} {common}", "{stem}*",
    "{common} NOT {word}", "date:{year}..{later} {common}", '"{common} {word}"~8', "{word}~", "{common} {month} {year}", "",
)  # fmt: skip
Vocabulary = dict[str, list[str]]


def main() -> None:
    """Prepare, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=300_000)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--keep", type=Path, help="use this archive, or make it there and keep it")
    said = parser.parse_args()
    archive = said.keep or Path(tempfile.mkdtemp(prefix="chancery-http-")) / "archive"
    try:
        if not archive.exists():
            prepare(archive, said.pages)
        measure(archive, said.seconds)
    finally:
        if said.keep is None:
            shutil.rmtree(archive.parent, ignore_errors=True)


def prepare(archive: Path, pages: int) -> None:
    """An archive of a few letters, and an index of so many pages beside them."""
    started = time.monotonic()
    archive.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="chancery-http-inputs-", dir=archive.parent) as folder:
        for each in range(20):
            lines = make_letter(Random(each), each)
            (Path(folder) / f"letter-{each:02}.txt").write_text("\n".join(lines), encoding="utf-8")
        run(archive, "add", folder)
    seeds = load_seeds(RECORDS) if RECORDS.is_file() else list(made_up_seeds(500))
    words = sorted({word for seed in seeds for page in seed["pages"] for word in page.split() if word.isalpha()})
    with open_archive(Settings(archive=archive)) as held:
        index = SearchIndex(held.index_folder())
        many = (entry for entry, _ in entries(seeds, words, pages))
        with index.writing() as writer:
            writer.rebuild(chain(all_entries(held), many), held.last_change())
    print(f"{pages:,} pages in the index after {time.monotonic() - started:.0f} s", flush=True)


def made_up_seeds(count: int) -> Iterator[dict[str, Any]]:
    """Letters in the shape of the real records."""
    for each in range(count):
        lines = make_letter(Random(each), each)
        yield {
            "pages": ["\n".join(lines)], "record_num": str(each), "gold_title": None, "gold_from": None, "gold_to": None,
            "gold_date": f"{1961 + each % 36}-{1 + each % 12:02}-{1 + each % 28:02}",
        }  # fmt: skip


def questions(seed: int, vocabulary: Vocabulary) -> Iterator[str]:
    """Questions of many kinds, hardly ever the same twice."""
    chance = Random(seed)
    for shape in cycle(QUESTIONS[seed % len(QUESTIONS) :] + QUESTIONS[: seed % len(QUESTIONS)]):
        asked = shape
        for word in ("common", "word"):
            while f"{{{word}}}" in asked:
                asked = asked.replace(f"{{{word}}}", chance.choice(vocabulary[word]), 1)
        year = chance.randint(1955, 1970)
        yield asked.format(
            name=chance.choice(SURNAMES),
            stem=chance.choice(vocabulary["word"])[:5],
            year=year,
            later=year + 4,
            month=chance.choice(MONTHS),
        )


def read_vocabulary() -> Vocabulary:
    """Words of the texts in the index: any that are longer than three letters, and those in a tenth of the records or more."""
    seeds = load_seeds(RECORDS) if RECORDS.is_file() else list(made_up_seeds(500))
    words = {word.lower() for seed in seeds for page in seed["pages"] for word in page.split() if word.isalpha()}
    return {"word": sorted(word for word in words if len(word) > 3 and word.isascii()), "common": frequent_words(seeds)}


def measure(archive: Path, seconds: int) -> None:
    """Eight readers and one adder, for so long."""
    times: list[float] = []
    refused: list[str] = []
    vocabulary = read_vocabulary()
    with (
        tempfile.TemporaryDirectory(prefix="chancery-http-more-", dir=archive.parent) as folder,
        room(archive, PORT) as address,
    ):
        chance = Random(time.time_ns())
        for number in range(400):
            write_pdf(
                Path(folder) / f"more-{number:04}.pdf",
                [make_letter(chance, chance.getrandbits(40)) for _ in range(PAGES_A_FILE)],
            )
        for number in range(20):  # one look at everything before it counts, as a room that has been open has had
            fetch(address, f"treaty {number}")
        adder = start(archive, "add", folder, "--workers", "1")
        until = time.monotonic() + seconds
        readers = [
            threading.Thread(target=read, args=(address, questions(number, vocabulary), until, times, refused))
            for number in range(READERS)
        ]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        still_adding = adder.poll() is None
        adder.terminate()
        adder.wait()
    print(f"{describe_machine()}\n")
    print("| readers | asked | p50 | p95 | worst | refused | adding all the while |\n|---|---|---|---|---|---|---|")
    figures = " | ".join(f"{figure * 1000:.0f} ms" for figure in (quantile(times, 0.5), quantile(times, 0.95), max(times)))
    print(f"| {READERS} | {len(times)} | {figures} | {len(refused)} | {'yes' if still_adding else 'no'} |")
    print("\n".join(refused[:10]))


def read(address: str, asked: Iterator[str], until: float, times: list[float], refused: list[str]) -> None:
    """Ask once a second, at moments of one's own."""
    time.sleep(random.random())
    while (now := time.monotonic()) < until:
        question = next(asked)
        try:
            times.append(fetch(address, question))
        except (HTTPError, OSError) as error:
            refused.append(f"{question}: {error}")
        time.sleep(max(0.0, now + 1 - time.monotonic()))


def fetch(address: str, question: str) -> float:
    """Seconds until the whole page of results is here."""
    started = time.perf_counter()
    with urlopen(f"{address}/search?{urlencode({'q': question})}", timeout=60) as answer:
        answer.read()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
