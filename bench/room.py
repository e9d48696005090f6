"""How fast the room opens a record and a long source: `python -m bench.room`.

Adds 30,000 letters as text (one in thirty a file of its own, the others in packets of 90, as release packets hold many), a few
scans, a PDF and a text of 10,000 pages, and a PDF of one page; opens the room; and takes each page's first view: the answer
alone (HTTP, the whole HTML), and with a browser until the page and its image stand
(Chromium through Playwright, a new context each time, so nothing is cached). The aims: a record under 300 ms; the long
source as fast as the short one.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from urllib.parse import urlencode
from urllib.request import urlopen

from bench.inputs import make_letter, write_long_text, write_pdf, write_scan, write_texts
from bench.machine import describe_machine
from bench.program import quantile, room, run, say_held
from chancery.archive import RecordRow, open_archive
from chancery.model.viewer import OWNER
from chancery.settings import Settings

PORT = 8791
ALONE = 30  # one letter in so many is a file of its own
PACKET = 90  # letters in one file, for the others
View = Callable[[str], float]


def main() -> None:
    """Prepare, measure, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=30_000)
    parser.add_argument("--pages", type=int, default=10_000, help="pages of the long sources")
    parser.add_argument("--views", type=int, default=40, help="first views of each kind")
    parser.add_argument("--archive", type=Path, help="use this archive, or make it there and keep it")
    said = parser.parse_args()
    archive = said.archive or Path(tempfile.mkdtemp(prefix="chancery-room-")) / "archive"
    try:
        if not archive.exists():
            prepare(archive, said.records, said.pages)
        measure(archive, said.views)
    finally:
        if said.archive is None:
            shutil.rmtree(archive.parent, ignore_errors=True)


def prepare(archive: Path, records: int, pages: int) -> None:
    """An archive with all that is looked at."""
    random = Random(6)
    with tempfile.TemporaryDirectory(prefix="chancery-room-inputs-", dir=archive.parent) as folder:
        inputs = Path(folder)
        write_texts(inputs / "letters", records // ALONE, seed=6)
        write_packets(inputs / "packets", records - records // ALONE, seed=8)
        for number in range(10):
            write_scan(inputs / f"scan-{number}.pdf", [make_letter(random, number)], random)
        write_pdf(inputs / "long.pdf", [make_letter(random, number) for number in range(pages)])
        write_pdf(inputs / "short.pdf", [make_letter(random, pages)])
        write_long_text(inputs / "long.txt", pages, seed=7)
        started = time.monotonic()
        run(archive, "add", inputs, may_end_with=(0, 1))
        print(f"added in {time.monotonic() - started:.0f} s", flush=True)


def write_packets(folder: Path, letters: int, seed: int) -> None:
    """So many letters of one page each in text files of many letters."""
    random = Random(seed)
    folder.mkdir(parents=True)
    for first in range(0, letters, PACKET):
        numbers = range(first, min(first + PACKET, letters))
        pages = ["\n".join(make_letter(random, 100_000 + number, lines=20)) for number in numbers]
        (folder / f"packet-{first:06}.txt").write_text("\f".join(pages), encoding="utf-8")


def measure(archive: Path, views: int) -> None:
    """The table of first views."""
    random = Random(7)
    sources, letters, scans = pick(archive, views, random)
    with open_archive(Settings(archive=archive), read_only=True) as held:
        last = held.source(sources["long.pdf"], OWNER).page_count
    addresses = {
        "a letter as text": [f"/records/{letter}" for letter in letters],
        "a scanned letter": [f"/records/{scans[each % len(scans)]}" for each in range(views)],
        "source of 1 page (PDF)": [f"/sources/{sources['short.pdf']}"] * views,
        "source of many pages (PDF)": [f"/sources/{sources['long.pdf']}"] * views,
        "source of many pages (text)": [f"/sources/{sources['long.txt']}"] * views,
        "a page far into the PDF": [f"/sources/{sources['long.pdf']}/pages/{random.randint(1, last)}" for _ in range(views)],
    }
    print(f"{describe_machine()}; {say_held(archive)}\n")
    print("| first view of | answer p50 | answer p95 | browser p50 | browser p95 |\n|---|---|---|---|---|")
    with room(archive, PORT) as address, browser() as look:
        for name, paths in addresses.items():
            answers = [fetch(address + path) for path in paths]
            seen = [look(address + path) for path in paths] if look else []
            cells = [
                f"{quantile(times, share) * 1000:.0f} ms" if times else ""
                for times in (answers, seen)
                for share in (0.5, 0.95)
            ]
            print(f"| {name} | {' | '.join(cells)} |", flush=True)
        found = [
            fetch(f"{address}/search?{urlencode({'q': query})}") for query in ("treaty", "from:varga visit", "assurance~")
        ]
        print(f"\nThe first three searches: {', '.join(f'{each * 1000:.0f} ms' for each in found)}")


def pick(archive: Path, views: int, random: Random) -> tuple[dict[str, str], list[str], list[str]]:
    """Ids of the sources by file, of letters at random, and of the scanned letters."""
    with open_archive(Settings(archive=archive), read_only=True) as held:
        files = {source.id: Path(source.file).name for source in held.sources(OWNER)}
        letters: list[str] = []
        scans: list[str] = []
        last: RecordRow | None = None
        while rows := held.records(OWNER, after=last, limit=1000):
            for row in rows:
                if files[row.source].startswith(("letter-", "packet-")):
                    letters.append(row.id)
                elif files[row.source].startswith("scan-"):
                    scans.append(row.id)
            last = rows[-1]
    return {name: source for source, name in files.items()}, random.sample(letters, min(views, len(letters))), scans


def fetch(address: str) -> float:
    """Seconds until the whole answer is here."""
    started = time.perf_counter()
    with urlopen(address, timeout=60) as answer:
        answer.read()
    return time.perf_counter() - started


@contextmanager
def browser() -> Iterator[View | None]:
    """A way to look at an address with a browser that has seen nothing before; None where there is no browser."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        program = None
    if program is None:
        print("no browser: the answers alone are measured")
        yield None
        return
    with sync_playwright() as playwright:
        # As root Chromium refuses to run with its sandbox; the pages are our own.
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"] if os.geteuid() == 0 else [])

        def look(address: str) -> float:
            context = chromium.new_context(viewport={"width": 1440, "height": 900})
            page = context.new_page()
            started = time.perf_counter()
            page.goto(address, wait_until="load")
            page.evaluate(
                "Promise.all([...document.images].filter(i => i.loading !== 'lazy').map(i => i.decode().catch(() => 0)))"
            )
            seconds = time.perf_counter() - started
            context.close()
            return seconds

        yield look
        chromium.close()


if __name__ == "__main__":
    main()
