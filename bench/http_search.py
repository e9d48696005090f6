"""Search through HTTP with eight readers while a worker adds: `python -m bench.http_search`.

Fills an archive with at least 300,000 pages of text (the texts of ../shared/data/nara multiplied with changed words; made-up
letters where that folder is absent), opens the room, lets eight readers ask once a second each, each a different question,
while another process adds born-digital pages with one worker. The aim: p95 under 60 ms.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from random import Random
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

from bench.inputs import MONTHS, SURNAMES, change_words, make_letter, make_words, write_pdf
from bench.machine import describe_machine
from bench.program import ROOT, quantile, room, run, say_held, start

PORT = 8792
READERS = 8
PAGES_A_FILE = 12
QUESTIONS = (
    "{word} {word}", '"{name}" letter', "{word} OR {word}", "from:{name}", "{stem}*", "{word} NOT {name}",
    "date:{year}..{later} {word}", '"{word} {word}"~8', "{name}~", "meeting {month} {year}",
)  # fmt: skip


def main() -> None:
    """Prepare, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=300_000)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--archive", type=Path, help="use this archive, or make it there and keep it")
    said = parser.parse_args()
    archive = said.archive or Path(tempfile.mkdtemp(prefix="chancery-http-")) / "archive"
    try:
        if not archive.exists():
            prepare(archive, said.pages)
        measure(archive, said.seconds)
    finally:
        if said.archive is None:
            shutil.rmtree(archive.parent, ignore_errors=True)


def prepare(archive: Path, pages: int) -> None:
    """Add the texts, several folders one after the other so that the disk holds few of them at a time."""
    texts = real_texts() or [["\n".join(make_letter(Random(each), each))] for each in range(500)]
    chance = Random(8)
    made, started = 0, time.monotonic()
    for texts_again in cycle([texts]):
        with tempfile.TemporaryDirectory(prefix="chancery-http-inputs-", dir=archive.parent) as folder:
            for number, record in enumerate(texts_again):
                if made >= pages:
                    break
                changed = [change_words(page, chance, 0.15) for page in record]
                (Path(folder) / f"text-{made:07}-{number}.txt").write_text("\f".join(changed), encoding="utf-8")
                made += len(changed)
            run(archive, "add", folder, may_end_with=(0, 1))
        print(f"{made:,} pages after {time.monotonic() - started:.0f} s", flush=True)
        if made >= pages:
            return


def real_texts() -> list[list[str]]:
    """The pages of each real record beside the checkout, or nothing."""
    path = ROOT.parent / "shared" / "data" / "nara" / "records.parquet"
    if not path.is_file():
        return []
    from pyarrow import parquet

    rows = parquet.read_table(path, columns=["pages"]).to_pylist()
    return [[page or "" for page in row["pages"]] for row in rows if row["pages"]]


def questions(seed: int) -> Iterator[str]:
    """Questions of many kinds, hardly ever the same twice."""
    chance = Random(seed)
    for shape in cycle(QUESTIONS):
        asked = shape
        while "{word}" in asked:
            asked = asked.replace("{word}", make_words(chance, 1)[0], 1)
        year = chance.randint(1955, 1990)
        yield asked.format(
            name=chance.choice(SURNAMES),
            stem=make_words(chance, 1)[0][:3],
            year=year,
            later=year + 4,
            month=chance.choice(MONTHS),
        )


def measure(archive: Path, seconds: int) -> None:
    """Eight readers and one adder, for so long."""
    times: list[float] = []
    refused: list[str] = []
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
            threading.Thread(target=read, args=(address, questions(number), until, times, refused))
            for number in range(READERS)
        ]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        still_adding = adder.poll() is None
        adder.terminate()
        adder.wait()
    print(f"{describe_machine()}; {say_held(archive)}\n")
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
