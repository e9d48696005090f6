"""The command that builds the samples: files and truth of each part into a folder."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from chancery.export.dump import write_dump
from samples.typeset.faces import ROOT, FontsMissing
from samples.typeset.make import MadeFile, make_file
from samples.typeset.source import PARTS, SourceFault, load_world
from samples.typeset.truth import Row, Truth, extra_rows, words_rows

DEFAULT_OUT = ROOT / "build" / "samples"


def main(arguments: Sequence[str]) -> int:
    """Build what the arguments ask for; 0 when done, 1 with a sentence on standard error when not."""
    parser = argparse.ArgumentParser(prog="samples/build.py", description="Build the archive of invented records.")
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, help="folder to build into (default: build/samples)")
    parser.add_argument(
        "--only", action="append", metavar="NAME", help="only the source file of this name (may be repeated)"
    )
    parser.add_argument("--part", choices=PARTS, help="only this part")
    options = parser.parse_args(arguments)
    begun = time.monotonic()
    try:
        pages = sum(build_part(part, options.out, options.only) for part in PARTS if options.part in {None, part})
    except (SourceFault, FontsMissing) as error:
        sys.stderr.write(f"samples: {error}\n")
        return 1
    sys.stderr.write(f"{pages} pages in {time.monotonic() - begun:.0f} s, in {options.out}\n")
    return 0


def build_part(part: str, out: Path, only: Sequence[str] | None = None) -> int:
    """Build one part under `out`/`part`: the source files, and `truth/` in the dump's form; gives the number of pages."""
    world = load_world(part)
    files = [file for file in world.files if not only or file.name in only]
    folder = out / part
    if folder.exists():
        shutil.rmtree(folder)
    made = []
    for number, file in enumerate(files, 1):
        one = make_file(world, file)
        made.append(one)
        path = folder / one.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(one.data)
        sys.stderr.write(f"{part} {number}/{len(files)} {one.path}: {len(one.pages)} pages, {len(one.data) // 1024} KiB\n")
    write_truth(folder / "truth", Truth(world, made))
    return sum(len(one.pages) for one in made)


def write_truth(folder: Path, truth: Truth) -> None:
    """The truth in the dump's form, with the side files of word boxes and wear beside it."""
    as_of = truth.world.extra.get("as_of")
    write_dump(folder, truth.rows(), program="chancery samples", archive=f"samples-{truth.world.part}", as_of=as_of)
    _lines(folder / "words.jsonl", list(words_rows(truth)))
    _lines(folder / "extra.jsonl", list(extra_rows(truth)))


def _lines(path: Path, rows: Sequence[Row]) -> None:
    path.write_text(
        "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows), encoding="utf-8"
    )


def made_without_bytes(part: str) -> tuple[Truth, list[MadeFile]]:
    """The truth of a part with files that are laid out but not drawn: quick, for checks."""
    world = load_world(part)
    made = [make_file(world, file, render=False) for file in world.files]
    return Truth(world, made), made
