"""Reading measured against OCRmyPDF on the same pages with the same number of workers, in alternating pairs.

    python bench/reading.py FOLDER --ocrmypdf PROGRAM [--truth DIR] [--workers 2] [--pairs 3] [--pages 60] [--json FILE]

FOLDER holds PDFs (looked for in it and below). With `--truth`, a dump whose `words.jsonl` says where each true word
stands and what it is (`kind`), body character error rates are reported as well, by the severity in `extra.jsonl`.
Both sides get the same pages as one PDF. CPU seconds are those of the whole process tree, taken by the operating system.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from rapidfuzz.distance import Levenshtein

from chancery.model.geometry import Box
from chancery.read.engines import find_engine
from chancery.read.layers import arrange
from chancery.read.pages import read_pages
from chancery.read.source import open_source
from chancery.settings import ReadSettings

CHUNK = 8  # pages that a worker takes at a time, as the pipeline hands them out
OUTSIDE_BODY = frozenset({"stamp", "redaction", "exemption_code", "handwriting", "signature", "margin"})


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word and its box as fractions of the page."""

    text: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PageKey:
    """A page of the sample: the file it came from and its number there."""

    source: str
    number: int


@dataclass(slots=True)
class Run:
    """One timed run of one side."""

    side: str
    cpu: float
    wall: float
    texts: list[list[PlacedWord]] = field(default_factory=list)


# --- the pages -------------------------------------------------------------------------------------------------------


def gather(folder: Path, most: int, target: Path) -> list[PageKey]:
    """Copy at most `most` pages of the folder's PDFs, taken evenly, into one PDF; say which they are."""
    every = [
        (path, number) for path in sorted(folder.rglob("*.pdf")) for number in range(1, len(pdfium.PdfDocument(path)) + 1)
    ]
    step = max(1.0, len(every) / most)
    chosen = [every[int(index * step)] for index in range(min(most, len(every)))]
    document = pdfium.PdfDocument.new()
    for path, number in chosen:
        document.import_pages(pdfium.PdfDocument(path), [number - 1])
    document.save(target)
    return [PageKey(hashlib.sha256(path.read_bytes()).hexdigest(), number) for path, number in chosen]


# --- the two sides ---------------------------------------------------------------------------------------------------


def _read_chunk(job: tuple[str, tuple[int, ...], ReadSettings]) -> list[list[PlacedWord]]:
    path, numbers, settings = job
    reader = open_source(Path(path), name=Path(path).name, settings=settings)
    pages = []
    for reading in read_pages(reader, "0" * 64, numbers, settings, find_engine(settings)):
        page, layer = reading.page, reading.layer
        words = layer.words if layer is not None else ()
        assert page.width is not None
        assert page.height is not None
        pages.append([_placed(word.text, word.box, page.width, page.height) for word in words if word.box is not None])
    reader.close()
    return pages


def _placed(text: str, box: Box, width: float, height: float) -> PlacedWord:
    return PlacedWord(text, (box.x0 / width, box.y0 / height, box.x1 / width, box.y1 / height))


def _ours(path: Path, workers: int, engine: str, target: Path) -> None:
    """Read the whole file with worker processes (started anew, so that their start is counted) and keep the words."""
    settings = ReadSettings(engine=engine)
    count = len(pdfium.PdfDocument(path))
    jobs = [
        (str(path), tuple(range(first, min(first + CHUNK, count + 1))), settings) for first in range(1, count + 1, CHUNK)
    ]
    with ProcessPoolExecutor(workers) as pool:
        pages = [page for chunk in pool.map(_read_chunk, jobs) for page in chunk]
    target.write_text(json.dumps([[asdict(word) for word in page] for page in pages]), encoding="utf-8")


def run_ours(path: Path, workers: int, engine: str) -> Run:
    """One timed run of Chancery's reading."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "words.json"
        command = [
            sys.executable,
            __file__,
            str(path),
            "--only-ours",
            str(target),
            "--workers",
            str(workers),
            "--engine",
            engine,
        ]
        run = _timed("chancery", command)
        run.texts = [
            [PlacedWord(word["text"], tuple(word["box"])) for word in page]
            for page in json.loads(target.read_text(encoding="utf-8"))
        ]
    return run


def run_ocrmypdf(path: Path, workers: int, program: str) -> Run:
    """One timed run of OCRmyPDF: forced OCR, English, plain PDF out, deskew off as by default."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.pdf"
        command = [
            program, "--force-ocr", "--jobs", str(workers), "--output-type", "pdf", "-l", "eng", "--quiet", str(path), str(target),
        ]  # fmt: skip
        run = _timed("ocrmypdf", command)
        run.texts = list(_words_of_pdf(target))
    return run


def _timed(side: str, command: Sequence[str]) -> Run:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    # OCRmyPDF sets the thread limit of its Tesseract by its number of jobs itself; ours is set by the engine.
    subprocess.run(command, check=True, env={**os.environ})
    wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Run(side, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall)


def _words_of_pdf(path: Path) -> Iterator[list[PlacedWord]]:
    reader = open_source(path, name=path.name, settings=ReadSettings())
    for number in range(1, reader.page_count + 1):
        content = reader.read_page(number)
        words, _ = arrange(content.native.words if content.native is not None else ())
        assert content.width is not None
        assert content.height is not None
        yield [_placed(word.text, word.box, content.width, content.height) for word in words if word.box is not None]
    reader.close()


# --- text errors -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TruePage:
    """The true body words of a page, where its stamps and boxes are (as fractions), and how badly it was copied."""

    text: str
    outside: tuple[tuple[float, float, float, float], ...]
    severity: int
    language: str


def read_truth(folder: Path) -> dict[tuple[str, int], TruePage]:
    """The true pages of a dump made by `samples/`."""
    sizes = {(row["source"], row["page"]): (row["width"], row["height"]) for row in _rows(folder / "pages.jsonl")}
    extra = {(row["source"], row["page"]): row for row in _rows(folder / "extra.jsonl")}
    regions: dict[tuple[str, int], list[tuple[float, float, float, float]]] = {}
    for row in _rows(folder / "regions.jsonl"):
        key = (row["source"], row["page"])
        width, height = sizes[key]
        if row["kind"] in OUTSIDE_BODY and width:
            x0, y0, x1, y1 = row["box"]
            regions.setdefault(key, []).append((x0 / width, y0 / height, x1 / width, y1 / height))
    truth = {}
    for row in _rows(folder / "words.jsonl"):
        key = (row["source"], row["page"])
        width, height = sizes[key]
        outside = tuple(regions.get(key, ()))
        words = [
            PlacedWord(
                word["text"],
                (word["box"][0] / width, word["box"][1] / height, word["box"][2] / width, word["box"][3] / height),
            )
            for word in row["words"]
            if word["box"] is not None and width
        ]
        said = extra[key]
        truth[key] = TruePage(body(words, outside), outside, said["severity"], said["language"])
    return truth


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


FOLD = str.maketrans({"“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "‐": "-", "\xad": "-"})


def body(words: Sequence[PlacedWord], outside: Sequence[tuple[float, float, float, float]]) -> str:
    """The words whose middle lies in no stamp or box, joined, with quotes and dashes made equal."""
    kept = []
    for word in words:
        x, y = (word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2
        if not any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for box in outside):
            kept.append(word.text)
    return " ".join(kept).translate(FOLD)


def error_rates(
    keys: Sequence[PageKey], pages: Sequence[Sequence[PlacedWord]], truth: dict[tuple[str, int], TruePage]
) -> dict[str, float]:
    """Body character error rate in per cent, all pages together and by severity (English pages; errors over characters)."""
    sums: dict[str, list[int]] = {}
    for key, words in zip(keys, pages, strict=True):
        page = truth.get((key.source, key.number))
        if page is None or page.language != "en" or not page.text:
            continue
        errors = Levenshtein.distance(page.text, body(words, page.outside))
        for name in ("all", f"severity {page.severity}"):
            total = sums.setdefault(name, [0, 0, 0])
            total[0] += errors
            total[1] += len(page.text)
            total[2] += 1
    return {
        f"{name} (n={pages})": round(100 * errors / characters, 2)
        for name, (errors, characters, pages) in sorted(sums.items())
    }


# --- the command -----------------------------------------------------------------------------------------------------


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--ocrmypdf", default="ocrmypdf", help="the program to compare with")
    parser.add_argument("--truth", type=Path, help="a dump with words.jsonl and extra.jsonl")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--engine", default="tesseract")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only-ours", type=Path, help=argparse.SUPPRESS)
    said = parser.parse_args(words)
    if said.only_ours is not None:
        _ours(said.folder, said.workers, said.engine, said.only_ours)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        sample = Path(folder) / "pages.pdf"
        keys = gather(said.folder, said.pages, sample)
        runs: list[Run] = []
        for pair in range(said.pairs):
            # Who goes first changes from pair to pair, so that a busy minute troubles both alike.
            for ours in (True, False) if pair % 2 == 0 else (False, True):
                if ours:
                    runs.append(run_ours(sample, said.workers, said.engine))
                else:
                    runs.append(run_ocrmypdf(sample, said.workers, said.ocrmypdf))
    report = _report(keys, runs, read_truth(said.truth) if said.truth else {})
    sys.stdout.write(json.dumps(report, indent=1) + "\n")
    if said.json is not None:
        said.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return 0


def _report(keys: Sequence[PageKey], runs: Sequence[Run], truth: dict[tuple[str, int], TruePage]) -> dict[str, Any]:
    report: dict[str, Any] = {"pages": len(keys), "pairs": len(runs) // 2}
    for side in ("chancery", "ocrmypdf"):
        own = [run for run in runs if run.side == side]
        report[side] = {
            "cpu_seconds_a_page": round(statistics.median(run.cpu for run in own) / len(keys), 3),
            "wall_seconds_a_page": round(statistics.median(run.wall for run in own) / len(keys), 3),
            "words": sum(map(len, own[0].texts)),
            "body_error_rate": error_rates(keys, own[0].texts, truth),
        }
    pairs = [(one, two) if one.side == "chancery" else (two, one) for one, two in zip(runs[::2], runs[1::2], strict=True)]
    report["cpu_ratio"] = [round(ours.cpu / theirs.cpu, 3) for ours, theirs in pairs]
    report["wall_ratio"] = [round(ours.wall / theirs.wall, 3) for ours, theirs in pairs]
    return report


if __name__ == "__main__":
    sys.exit(main())
