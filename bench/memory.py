"""Peak memory of the whole process tree for a short and a long archive: `python -m bench.memory`.

Adds 115 distinct pages, and then 5,000 distinct pages, to archives of their own, with two workers, and prints the peaks: the
aim is the same within 15 %, and under 1.5 GiB. All of the 115 are read by OCR, as are 600 of the 5,000: reading by OCR makes
the peak, and two workers at it at once make it again and again in both, so that what is compared is growth and not chance.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.inputs import write_mixed
from bench.machine import describe_machine
from bench.program import Peak, say_held, start, watching

WORKERS = 2


def measure(work: Path, pages: int, scanned: int) -> tuple[float, float]:
    """Add so many pages to a new archive; gives the peak in MiB (proportional) and the seconds it took."""
    inputs, archive = work / f"inputs-{pages}", work / f"archive-{pages}"
    write_mixed(inputs, pages - scanned, scanned, seed=pages)
    started = time.monotonic()
    process = start(archive, "add", inputs, "--workers", str(WORKERS))
    with watching(process, seconds=0.2) as peak:
        code = process.wait()
    seconds = time.monotonic() - started
    if code not in (0, 1):
        raise SystemExit(f"adding {pages} pages ended with {code}")
    print(
        f"| {pages:,} | {scanned:,} | {peak.proportional / 2**20:.0f} MiB | {peak.resident / 2**20:.0f} MiB | "
        f"{peak.processes} | {seconds:.0f} s | {pages / seconds * 60:.0f} |"
    )
    print(f"    {say_held(archive)}; the most of each: " + ", ".join(_say_parts(peak)))
    print("    the most in each tenth of the time, MiB: " + ", ".join(_tenths(peak)), flush=True)
    shutil.rmtree(inputs)
    return peak.proportional / 2**20, seconds


def _say_parts(peak: Peak) -> Iterator[str]:
    return (f"{part} {size / 2**20:.0f} MiB" for part, size in sorted(peak.parts.items()))


def _tenths(peak: Peak) -> Iterator[str]:
    """The highest look of each tenth of the run: whether it grows."""
    end = peak.looks[-1][0] + 0.001
    for tenth in range(10):
        sizes = [size for at, size in peak.looks if int(at / end * 10) == tenth]
        yield f"{max(sizes, default=0) / 2**20:.0f}"


def main() -> None:
    """Measure both, and say how they compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=5000, help="pages of the long archive")
    parser.add_argument("--scanned", type=int, default=600, help="of these, read by OCR")
    parser.add_argument("--short", type=int, default=115, help="pages of the short archive")
    parser.add_argument("--short-scanned", type=int, default=115, help="of these, read by OCR")
    parser.add_argument("--folder", type=Path, help="where to work (else a temporary folder, removed at the end)")
    said = parser.parse_args()
    work = said.folder or Path(tempfile.mkdtemp(prefix="chancery-memory-"))
    print(f"{describe_machine()}; {WORKERS} workers\n")
    print("| pages | by OCR | peak (PSS) | peak (sum of RSS) | processes | time | pages a minute |")
    print("|---|---|---|---|---|---|---|")
    try:
        short, _ = measure(work, said.short, said.short_scanned)
        long, _ = measure(work, said.pages, said.scanned)
    finally:
        if said.folder is None:
            shutil.rmtree(work, ignore_errors=True)
    print(
        f"\nThe long archive needs {long / short - 1:+.1%} beside the short one; the larger is {max(short, long):.0f} MiB."
    )


if __name__ == "__main__":
    main()
