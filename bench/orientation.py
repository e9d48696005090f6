"""Pages turned by 90, 180 and 270 degrees: how many come right.

    python bench/orientation.py FOLDER [--pages 40] [--engine auto] [--json FILE]

Each page of the sample (scans that stand upright; pages the file itself turns are taken as it shows them) is drawn, turned,
saved as an image and read. It came right when our own turn undoes ours. Wrong ones are named, with the confidence of the
reading. Pages on which hardly anything is read the right way up (fewer than 10 words) have no way up and are left out.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from chancery.model.page import PageReading
from chancery.read.engine import OcrEngine
from chancery.read.engines import find_engine
from chancery.read.pages import read_pages
from chancery.read.reader import Image
from chancery.read.source import open_source
from chancery.settings import ReadSettings

TURNS = (0, 90, 180, 270)
MIN_WORDS = 10


def pages_of(folder: Path, most: int, settings: ReadSettings) -> Iterator[tuple[str, Image]]:
    """At most `most` drawn pages of the folder's files, taken evenly."""
    every = []
    for path in sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".pdf", ".tif", ".png", ".jpg")):
        reader = open_source(path, name=path.name, settings=settings)
        every += [(path, number) for number in range(1, reader.page_count + 1)]
        reader.close()
    step = max(1.0, len(every) / most)
    for path, number in (every[int(index * step)] for index in range(min(most, len(every)))):
        reader = open_source(path, name=path.name, settings=settings)
        yield f"{path.name} {number}", reader.render(number, reader.read_page(number).dpi)
        reader.close()


def read_turned(image: Image, turn: int, settings: ReadSettings, engine: OcrEngine, folder: Path) -> PageReading:
    """The reading of the image turned by `turn` degrees clockwise."""
    path = folder / "page.png"
    cv2.imwrite(str(path), np.rot90(image, -turn // 90 % 4))
    reader = open_source(path, name=path.name, settings=settings)
    reading = next(iter(read_pages(reader, "0" * 64, [1], settings, engine)))
    reader.close()
    return reading


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=40)
    parser.add_argument("--engine", default="auto")
    parser.add_argument("--json", type=Path)
    said = parser.parse_args(words)
    settings = ReadSettings(engine=said.engine)
    engine = find_engine(settings)
    assert engine is not None, "orientation is found by OCR"
    counts = {turn: [0, 0] for turn in TURNS}
    wrong: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, image in pages_of(said.folder, said.pages, settings):
            readings = {turn: read_turned(image, turn, settings, engine, Path(folder)) for turn in TURNS}
            layer = readings[0].layer
            if layer is None or len(layer.words) < MIN_WORDS:
                continue
            for turn, reading in readings.items():
                right = (reading.page.turn + turn) % 360 == 0
                counts[turn][0] += right
                counts[turn][1] += 1
                if not right:
                    score = max((quality.score for quality in reading.qualities), default=0.0)
                    wrong.append({"page": name, "turned": turn, "found": reading.page.turn, "score": score})
    report = {
        "right": {str(turn): f"{right} of {pages}" for turn, (right, pages) in counts.items()},
        "turned pages right, per cent": round(
            100 * sum(counts[turn][0] for turn in TURNS[1:]) / max(1, sum(counts[turn][1] for turn in TURNS[1:])), 2
        ),
        "wrong": wrong,
    }
    text = json.dumps(report, indent=1)
    sys.stdout.write(text + "\n")
    if said.json is not None:
        said.json.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
