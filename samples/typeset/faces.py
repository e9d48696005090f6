"""Typefaces of the samples: fontsource packages of the front end's lock file, opened by script and measured once."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

ROOT = Path(__file__).resolve().parent.parent.parent
FONTS = ROOT / "frontend" / "node_modules" / "@fontsource"
_CYRILLIC = re.compile(r"[\u0400-\u04ff№]")
_RUN = re.compile(r"[\u0400-\u04ff№]+|[^\u0400-\u04ff№]+")
# Faces without Cyrillic borrow it from the face a Russian typing pool would have had beside it.
_CYRILLIC_OF = {
    "courier-prime": "cousine", "special-elite": "pt-mono", "cutive-mono": "pt-mono", "libre-baskerville": "old-standard-tt",
    "homemade-apple": "bad-script", "reenie-beanie": "caveat",
}  # fmt: skip
MONO = frozenset({"courier-prime", "cousine", "cutive-mono", "anonymous-pro", "share-tech-mono", "vt323", "pt-mono"})
_MEASURE = 200


class FontsMissing(RuntimeError):
    """The typefaces are not there; the message says what to run."""


def font_file(face: str, text: str = "", bold: bool = False, italic: bool = False) -> Path:
    """The file that holds `face` for the script of `text`; a weight or slant that the face lacks falls back to plain."""
    script = "cyrillic" if _CYRILLIC.search(text) else "latin"
    if script == "cyrillic":
        face = _CYRILLIC_OF.get(face, face)
    folder = FONTS / face / "files"
    for weight in ("700", "400") if bold else ("400",):
        for slant in ("italic", "normal") if italic else ("normal",):
            path = folder / f"{face}-{script}-{weight}-{slant}.woff"
            if path.is_file():
                return path
    raise FontsMissing(
        f"the typeface {face} ({script}) is not under {folder.parent}; run 'npm ci' in frontend/ (the set-up script does it)"
    )


@lru_cache(maxsize=256)
def load_font(path: Path, pixels: int) -> ImageFont.FreeTypeFont:
    """A face at a size in pixels; basic layout, so that the same words give the same pixels with every Pillow build."""
    return ImageFont.truetype(str(path), pixels, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=65536)
def runs_of(text: str, face: str, bold: bool = False, italic: bool = False) -> tuple[tuple[str, Path, float], ...]:
    """`text` cut where the script changes: each run with its file and where it begins, in ems.

    The packages hold one script a file, and only the Latin one holds figures and punctuation.
    """
    runs: list[tuple[str, Path, float]] = []
    at = 0.0
    for match in _RUN.finditer(text):
        path = font_file(_CYRILLIC_OF.get(face, face) if _CYRILLIC.search(text) else face, match[0], bold, italic)
        runs.append((match[0], path, at))
        at += load_font(path, _MEASURE).getlength(match[0]) / _MEASURE
    return tuple(runs)


@lru_cache(maxsize=65536)
def width_of(text: str, face: str, bold: bool = False, italic: bool = False) -> float:
    """The advance of `text` in ems."""
    runs = runs_of(text, face, bold, italic)
    return runs[-1][2] + load_font(runs[-1][1], _MEASURE).getlength(runs[-1][0]) / _MEASURE if runs else 0.0


@lru_cache(maxsize=65536)
def ink_of(text: str, face: str, bold: bool = False, italic: bool = False) -> tuple[float, float, float, float]:
    """The box of the ink of `text` in ems, from its origin on the base line (y downwards)."""
    boxes = []
    for run, path, at in runs_of(text, face, bold, italic):
        x0, y0, x1, y1 = (edge / _MEASURE for edge in load_font(path, _MEASURE).getbbox(run, anchor="ls"))
        boxes.append((at + x0, y0, at + x1, y1))
    x0s, y0s, x1s, y1s = zip(*boxes, strict=True)
    return min(x0s), min(y0s), max(x1s), max(y1s)
