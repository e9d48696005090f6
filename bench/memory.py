"""Peak memory of the whole process tree for a short and a long archive: `python -m bench.memory`.

Adds 115 distinct pages, and then 5,000 distinct pages, to archives of their own, with two workers, the same share of both
read by OCR, and prints the peaks. The aim: the same within 15 %, and under 1.5 GiB.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from pathlib import Path

from bench.inputs import write_mixed
from bench.machine import describe_machine
from bench.program import say_held, start, watching

WORKERS = 2


def measure(work: Path, pages: int, scanned: int) -> tuple[float, float]:
    """Add so many pages to a new archive; gives the peak in MiB (proportional) and the seconds it took."""
    inputs, archive = work / f"inputs-{pages}", work / f"archive-{pages}"
    write_mixed(inputs, pages - scanned, scanned, seed=pages)
    started = time.monotonic()
    process = start(archive, "add", inputs, "--workers", str(WORKERS))
    with watching(process) as peak:
        code = process.wait()
    seconds = time.monotonic() - started
    if code != 0:
        raise SystemExit(f"adding {pages} pages ended with {code}")
    print(
        f"| {pages:,} | {scanned:,} | {peak.proportional / 2**20:.0f} MiB | {peak.resident / 2**20:.0f} MiB | "
        f"{peak.processes} | {seconds:.0f} s | {pages / seconds * 60:.0f} |"
    )
    print(f"    {say_held(archive)}", flush=True)
    shutil.rmtree(inputs)
    return peak.proportional / 2**20, seconds


def main() -> None:
    """Measure both, and say how they compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=5000, help="pages of the long archive")
    parser.add_argument("--scanned", type=int, default=600, help="of these, read by OCR")
    parser.add_argument("--short", type=int, default=115, help="pages of the short archive")
    parser.add_argument("--folder", type=Path, help="where to work (else a temporary folder, removed at the end)")
    said = parser.parse_args()
    work = said.folder or Path(tempfile.mkdtemp(prefix="chancery-memory-"))
    print(f"{describe_machine()}; {WORKERS} workers\n")
    print("| pages | by OCR | peak (PSS) | peak (sum of RSS) | processes | time | pages a minute |")
    print("|---|---|---|---|---|---|---|")
    try:
        short, _ = measure(work, said.short, max(1, round(said.short * said.scanned / said.pages)))
        long, _ = measure(work, said.pages, said.scanned)
    finally:
        if said.folder is None:
            shutil.rmtree(work, ignore_errors=True)
    print(
        f"\nThe long archive needs {long / short - 1:+.1%} beside the short one; the larger is {max(short, long):.0f} MiB."
    )


if __name__ == "__main__":
    main()
