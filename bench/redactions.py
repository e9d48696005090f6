"""Redaction boxes against the truth of the samples, of made-up pages, and of real scans that were marked by eye.

    python -m bench.redactions [--samples DIR --truth DIR] [--made PART --each N] [--real FOLDER] [--json FILE] [--show DIR]

Precision and recall at IoU 0.7 and 0.85, by fill. `--made tune` or `--made report` draws N pages of every kind of
`redaction_pages.py` from the seeds of that part. `--real` takes the scans whose true boxes `gold/redactions.json` tells.
`--show` writes the pages that have boxes with their boxes drawn.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import cv2

from bench.redaction_pages import MAKERS, PARTS, make_page
from chancery.model.geometry import Box
from chancery.model.page import Region
from chancery.read.engines import find_engine
from chancery.read.pages import read_pages
from chancery.read.prepare import find_marks
from chancery.read.reader import SourceReader
from chancery.read.redactions import find_redactions
from chancery.read.source import open_source
from chancery.settings import ReadSettings

GOLD = Path(__file__).parent / "gold" / "redactions.json"
LEAST = ("0.7", "0.85")
SCANS = frozenset({".pdf", ".tif", ".tiff", ".png", ".jpg", ".jpeg"})


def found_in(path: Path, settings: ReadSettings, show: Path | None) -> Iterator[tuple[int, list[Region]]]:
    """Page numbers of a file with the redactions found on each."""
    reader = open_source(path, name=path.name, settings=settings)
    for reading in read_pages(reader, "0" * 64, range(1, reader.page_count + 1), settings, find_engine(settings)):
        regions = [region for region in reading.regions if region.kind == "redaction"]
        if regions and show is not None:
            _draw(reader, reading.page.number, reading.page.turn, regions, show / f"{path.stem}-{reading.page.number}.png")
        yield reading.page.number, regions
    reader.close()


def _draw(reader: SourceReader, number: int, turn: int, regions: Sequence[Region], target: Path) -> None:
    import numpy as np

    image = np.ascontiguousarray(np.rot90(reader.render(number, 72, grey=False), -turn // 90 % 4)[..., ::-1])
    for region in regions:
        x0, y0, x1, y1 = (round(value) for value in region.box)
        cv2.rectangle(image, (x0, y0), (x1, y1), (0, 0, 255) if region.fill == "black" else (255, 0, 0), 2)
    cv2.imwrite(str(target), image)


@dataclass(slots=True)
class _Count:
    """True boxes, found ones, and how many of them are met at each IoU."""

    true: int = 0
    found: int = 0
    met: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LEAST, 0))

    def take(self, found: Sequence[Box], true: Sequence[Box]) -> None:
        self.true += len(true)
        self.found += len(found)
        for least in LEAST:
            self.met[least] += match(found, true, float(least))

    def said(self) -> dict[str, Any]:
        rates = {
            f"{name} at {least}": round(100 * self.met[least] / of, 1) if of else None
            for least in LEAST
            for name, of in (("precision", self.found), ("recall", self.true))
        }
        return {"true": self.true, "found": self.found, **self.met, **rates}


def match(found: Sequence[Box], true: Sequence[Box], least: float) -> int:
    """How many true boxes have a found box of their own with at least this IoU (best pairs first)."""
    pairs = sorted(((one.overlap(box), i, j) for i, one in enumerate(found) for j, box in enumerate(true)), reverse=True)
    used: set[int] = set()
    met: set[int] = set()
    for overlap, i, j in pairs:
        if overlap >= least and i not in used and j not in met:
            used.add(i)
            met.add(j)
    return len(met)


def _on_made(part: str, each: int) -> dict[str, Any]:
    """Counts of all made-up pages of a part, by fill, and how many boxes are false on pages that have none."""
    counts = {fill: _Count() for fill in ("black", "white", "blanked")}
    kinds: dict[str, dict[str, int]] = {}
    for kind in MAKERS:
        own = kinds[kind] = {"true": 0, "found": 0, "0.7": 0}
        for seed in islice(PARTS[part], each):
            image, skew, prints, true = make_page(seed, kind)
            found = find_redactions(image, find_marks(image, 200), skew, prints)
            for fill, count in counts.items():
                boxes = [Box(*place) for place, filled in true if (filled or "blanked") == fill]
                regions = [Box(each.left, each.top, each.right, each.bottom) for each in found if each.fill == fill]
                count.take(regions, boxes)
                own["true"] += len(boxes)
                own["found"] += len(regions)
                own["0.7"] += match(regions, boxes, 0.7)
    return {"pages": each * len(MAKERS), **{fill: count.said() for fill, count in counts.items()}, "kinds": kinds}


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=Path)
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--made", choices=sorted(PARTS))
    parser.add_argument("--each", type=int, default=20, help="made-up pages of each kind")
    parser.add_argument("--real", type=Path)
    parser.add_argument("--engine", default="auto")
    parser.add_argument("--show", type=Path)
    parser.add_argument("--json", type=Path)
    said = parser.parse_args(words)
    settings = ReadSettings(engine=said.engine)
    if said.show is not None:
        said.show.mkdir(parents=True, exist_ok=True)
    report: dict[str, Any] = {}
    if said.samples is not None and said.truth is not None:
        report["samples"] = _against_truth(said.samples, said.truth, settings, said.show)
    if said.made is not None:
        report["made"] = _on_made(said.made, said.each)
    if said.real is not None:
        report["real"] = _on_real(said.real, settings, said.show)
    text = json.dumps(report, indent=1)
    sys.stdout.write(text + "\n")
    if said.json is not None:
        said.json.write_text(text + "\n", encoding="utf-8")
    return 0


def _against_truth(samples: Path, truth: Path, settings: ReadSettings, show: Path | None) -> dict[str, Any]:
    rows = [json.loads(line) for line in (truth / "regions.jsonl").read_text(encoding="utf-8").splitlines()]
    files = sorted({row["file"] for row in rows if (samples / row["file"]).suffix in SCANS})
    counts = {fill: _Count() for fill in ("black", "white")}
    for file in files:
        for number, regions in found_in(samples / file, settings, show):
            for fill, count in counts.items():
                true = [
                    Box(*row["box"]) for row in rows
                    if row["file"] == file and row["page"] == number and row["kind"] == "redaction" and row["fill"] == fill
                ]  # fmt: skip
                count.take([region.box for region in regions if region.fill == fill], true)
    return {fill: count.said() for fill, count in counts.items()}


def _on_real(folder: Path, settings: ReadSettings, show: Path | None) -> dict[str, Any]:
    """Boxes on real scans against what was marked by eye, all pages together and by halves (by hash of the file's name)."""
    marked = json.loads(GOLD.read_text(encoding="utf-8"))
    counts = {half: _Count() for half in ("all", "tune", "report")}
    pages = dict.fromkeys(counts, 0)
    for path in sorted(path for path in folder.rglob("*") if path.suffix.lower() in SCANS):
        half = "report" if hashlib.sha256(path.name.encode()).digest()[-1] % 2 else "tune"
        for number, regions in found_in(path, settings, show):
            true, struck = (
                [Box(*row["box"]) for row in marked[name] if row["file"] == path.name and row["page"] == number]
                for name in ("true", "struck")
            )
            found = [region.box for region in regions if not any(_is_within(region.box, box) for box in struck)]
            for name in ("all", half):
                pages[name] += 1
                counts[name].take(found, true)
    return {
        name: {
            "pages": pages[name],
            "false_a_page": round((count.found - count.met[LEAST[0]]) / pages[name], 3) if pages[name] else None,
            **count.said(),
        }
        for name, count in counts.items()
    }


def _is_within(box: Box, other: Box) -> bool:
    """Whether the middle of a box lies in another."""
    return other.x0 <= (box.x0 + box.x1) / 2 <= other.x1 and other.y0 <= (box.y0 + box.y1) / 2 <= other.y1


if __name__ == "__main__":
    sys.exit(main())
