"""How hard the samples are: OCRmyPDF's character error rate on their English scan pages, body text only, by severity.

    python bench/sample_difficulty.py --samples build/samples --ocrmypdf /path/to/ocrmypdf [--json FILE]

Body text leaves out stamps, banners, page numbers, margins, handwriting, letterheads and what stands under redactions:
words read inside the boxes of these are dropped from the reading, and they are no part of the truth. White space, quotation
marks and dashes are made equal on both sides; everything else counts. Pages that lie on their side or upside down are left
out (OCRmyPDF does not turn pages unless it is asked to), and so are pages in another language than English.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from rapidfuzz.distance import Levenshtein

Row = dict[str, Any]
Box = Sequence[float]
_SAME = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "`": "'", "–": "-", "—": "-", "‐": "-", "−": "-"}
)
_MARGIN = 2.0


@dataclass(frozen=True, slots=True)
class PageScore:
    """Errors on one page: edit distance and the length of its true body text, in characters."""

    file: str
    page: int
    part: str
    severity: int
    distance: int
    length: int


def main(arguments: Sequence[str]) -> int:
    """Measure, print a table, and write the pages' figures where asked."""
    parser = argparse.ArgumentParser(description="OCRmyPDF's body character error rate on the samples.")
    parser.add_argument("--samples", type=Path, required=True, help="folder that samples/build.py filled")
    parser.add_argument("--ocrmypdf", default="ocrmypdf", help="the program to run")
    parser.add_argument("--json", type=Path, help="write every page's figures here")
    options = parser.parse_args(arguments)
    scores = [score for part in ("open", "kept") for score in measure_part(options.samples / part, options.ocrmypdf)]
    for name, rows in groups(scores):
        distance, length = sum(s.distance for s in rows), sum(s.length for s in rows)
        sys.stdout.write(
            f"{name:<14}{len(rows):>4} pages {length:>7} characters   error rate {100 * distance / max(length, 1):6.2f} %\n"
        )
    if options.json:
        plain = [{key: getattr(s, key) for key in PageScore.__slots__} for s in scores]
        options.json.write_text(json.dumps(plain, indent=1), encoding="utf-8")
    return 0


def groups(scores: Sequence[PageScore]) -> Iterator[tuple[str, list[PageScore]]]:
    """All pages, then by severity, then by part."""
    yield "all", list(scores)
    for severity in (1, 2, 3):
        yield f"severity {severity}", [s for s in scores if s.severity == severity]
    for part in ("open", "kept"):
        yield part, [s for s in scores if s.part == part]


def measure_part(folder: Path, program: str) -> Iterator[PageScore]:
    """The scores of a part's pages, file after file."""
    truth = folder / "truth"
    pages = {(r["file"], r["page"]): r for r in _rows(truth / "pages.jsonl")}
    words = {(r["file"], r["page"]): r["words"] for r in _rows(truth / "words.jsonl")}
    covered: dict[tuple[str, int], list[Box]] = {}
    for row in _rows(truth / "regions.jsonl"):
        if row["kind"] == "redaction":
            covered.setdefault((row["file"], row["page"]), []).append(row["box"])
    by_file: dict[str, list[Row]] = {}
    for row in _rows(truth / "extra.jsonl"):
        wanted = row["severity"] and row["language"] == "en" and not pages[row["file"], row["page"]]["rotation"]
        if wanted and row["form"] != "text":
            by_file.setdefault(row["file"], []).append(row)
    for file, rows in by_file.items():
        with tempfile.TemporaryDirectory() as place:
            out = Path(place) / "read.pdf"
            command = [
                program,
                "--force-ocr",
                "-l",
                "eng",
                "--jobs",
                "1",
                "--output-type",
                "pdf",
                "--optimize",
                "0",
                "--quiet",
            ]
            if not file.endswith(".pdf"):
                command += ["--image-dpi", str(rows[0]["dpi"])]
            subprocess.run([*command, str(folder / file), str(out)], check=True)
            document = pdfium.PdfDocument(out)
            for row in rows:
                key = (file, row["page"])
                read = list(read_words(document[row["page"] - 1]))
                true = " ".join(w["text"] for w in words[key] if w["kind"] == "body")
                body = " ".join(text for text, box in read if is_body(box, words[key], covered.get(key, [])))
                distance = Levenshtein.distance(plain_text(true), plain_text(body))
                yield PageScore(file, row["page"], row["part"], row["severity"], distance, len(plain_text(true)))
            document.close()
        sys.stderr.write(f"read {file}\n")


def read_words(page: pdfium.PdfPage) -> Iterator[tuple[str, Box]]:
    """The words of a page's text layer in its order, with their boxes from the top left."""
    height = page.get_height()
    layer = page.get_textpage()
    text = layer.get_text_range()
    word, boxes = "", list[Box]()
    for index, character in enumerate(text + " "):
        if character.isspace():
            if word and boxes:
                yield (
                    word,
                    (
                        min(b[0] for b in boxes),
                        height - max(b[3] for b in boxes),
                        max(b[2] for b in boxes),
                        height - min(b[1] for b in boxes),
                    ),
                )
            word, boxes = "", []
        else:
            word += character
            boxes.append(layer.get_charbox(index))


def is_body(box: Box, words: Sequence[Row], covered: Sequence[Box]) -> bool:
    """Whether a read word is body text: its middle lies in a body word, or neither in furniture nor under a redaction."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    if any(_holds(w["box"], x, y) for w in words if w["kind"] == "body"):
        return True
    return not any(_holds(w["box"], x, y) for w in words if w["kind"] != "body") and not any(
        _holds(b, x, y) for b in covered
    )


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] - _MARGIN <= x <= box[2] + _MARGIN and box[1] - _MARGIN <= y <= box[3] + _MARGIN


def plain_text(text: str) -> str:
    """Text with white space, quotation marks and dashes made equal."""
    return re.sub(r"\s+", " ", text.translate(_SAME)).strip()


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
