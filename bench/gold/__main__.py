"""`python -m bench.gold NAME --shared ../shared/data --out DIR`: turn one gold into the dump's form."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from bench.gold import hand, letters, nara, packets, people, seed, talbott, variants
from bench.gold.cables import make_cables
from bench.gold.folder import Gold
from chancery.errors import ChanceryError

# Each takes the folder of shared data.
GOLDS: Final[Mapping[str, Callable[[Path], Gold]]] = {
    "letters": letters.make_letters,
    "nara": nara.make_records,
    "hand": hand.make_hand,
    "packets": packets.make_packets,
    "cables": make_cables,
    "variants": variants.make_variants,
    "talbott": talbott.make_talbott,
    "people": people.make_people,
    "seed": seed.make_seed,
}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.gold", description=__doc__)
    parser.add_argument("name", choices=[*GOLDS, "all"], help="which gold")
    parser.add_argument("--shared", type=Path, required=True, help="the folder of shared data")
    parser.add_argument("--out", type=Path, required=True, help="a new folder; with `all` one below it for each gold")
    given = parser.parse_args(arguments)
    for name in GOLDS if given.name == "all" else [given.name]:
        try:
            counts = GOLDS[name](given.shared).write(given.out / name if given.name == "all" else given.out)
        except (ChanceryError, FileNotFoundError) as error:
            sys.stderr.write(f"{error}\n")
            return 2
        for part, each in counts.items():
            sys.stdout.write(f"{name} {part}: {', '.join(f'{count} {kind}' for kind, count in each.items())}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
