"""Build the sample archive: `python samples/build.py --out DIR [--only NAME] [--part open|kept]`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from samples.typeset.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
