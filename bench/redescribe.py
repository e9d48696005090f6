"""Describes what an archive holds anew, from the page layers it keeps, and scores the dump: no page is read again.

    python -m bench.redescribe ARCHIVE DUMP [--gold TRUTH] [--against DUMP] [--only PREFIX]

The archive is a copy made for measuring (`chancery add` fills one; what it says of its records is replaced). With `--gold`
the measures whose name begins with PREFIX are printed with the cases that are not right; a part that is kept apart is
asked for with `--totals`, which prints no case.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from chancery import __version__
from chancery.archive import Archive, open_archive, upgrade_archive
from chancery.describe.source import DESCRIBE_VERSION, describe_source
from chancery.errors import ArchiveOlder
from chancery.evaluate import Evaluation, evaluate
from chancery.export.dump import write_dump
from chancery.extract.references import EXTRACT_VERSION, find_references
from chancery.model.viewer import OWNER
from chancery.settings import Settings


def redescribe(archive: Archive, settings: Settings) -> int:
    """Run describe and extract over every source; gives the number of copies."""
    made = 0
    for source in list(archive.sources(OWNER)):
        description = describe_source(tuple(archive.readings(source.id)), settings)
        archive.save_description(source.id, description, version=DESCRIBE_VERSION)
        for copy in archive.copies_to_extract(source.id):
            found = find_references(archive.reading_text(copy, OWNER), archive.effective_header(copy))
            archive.save_references(copy, found, version=EXTRACT_VERSION)
            made += 1
    return made


def show(evaluation: Evaluation, prefixes: Sequence[str], totals: bool) -> None:
    for measure in evaluation.measures:
        if measure.name.startswith(tuple(prefixes)):
            print(
                f"{measure.name:34} n={measure.n} right={measure.right} missed={measure.missed} spurious={measure.spurious}"
            )
    for mistake in evaluation.mistakes:
        if not totals and mistake.measure.startswith(tuple(prefixes)):
            print(f"  {mistake.measure} | {mistake.key} | gold {mistake.gold!r} | found {mistake.found!r}")


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("dump", type=Path)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--totals", action="store_true")
    said = parser.parse_args(arguments)
    settings = Settings(archive=said.archive)
    try:
        open_archive(settings).close()
    except ArchiveOlder:
        upgrade_archive(settings)
    with open_archive(settings) as archive:
        print(f"{redescribe(archive, settings)} copies described")
        shutil.rmtree(said.dump, ignore_errors=True)
        write_dump(said.dump, archive.dump_rows(OWNER), program=f"chancery {__version__}", archive=archive.id, as_of=None)
    if said.gold is not None:
        show(evaluate(said.dump, said.gold, said.against), said.only or [""], said.totals)


if __name__ == "__main__":
    main(sys.argv[1:])
