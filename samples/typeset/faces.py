"""Typefaces of the samples: fontsource packages of the front end's lock file, opened by script and measured once."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

ROOT = Path(__file__).resolve().parent.parent.parent
FONTS = ROOT / "frontend" / "node_modules" / "@fontsource"
_CYRILLIC = re.compile(r"[\u0400-\u04ff№]")
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
    """The file that holds `face` for the script of `text`; a weight or slant that the face lacks falls back to its plain one."""
    script = "cyrillic" if _CYRILLIC.search(text) else "latin"
    if script == "cyrillic":
        face = _CYRILLIC_OF.get(face, face)
    folder = FONTS / face / "files"
    for weight in ("700", "400") if bold else ("400",):
        for slant in ("italic", "normal") if italic else ("normal",):
            path = folder / f"{face}-{script}-{weight}-{slant}.woff"
            if path.is_file():
                return path
    raise FontsMissing(f"the typeface {face} ({script}) is not under {folder.parent}; run 'npm ci' in frontend/ (the set-up script does it)")


@lru_cache(maxsize=256)
def load_font(path: Path, pixels: int) -> ImageFont.FreeTypeFont:
    """A face at a size in pixels; basic layout, so that the same words give the same pixels with every Pillow build."""
    return ImageFont.truetype(str(path), pixels, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=65536)
def width_of(text: str, face: str, bold: bool = False, italic: bool = False) -> float:
    """The advance of `text` in ems."""
    return load_font(font_file(face, text, bold, italic), _MEASURE).getlength(text) / _MEASURE


@lru_cache(maxsize=65536)
def ink_of(text: str, face: str, bold: bool = False, italic: bool = False) -> tuple[float, float, float, float]:
    """The box of the ink of `text` in ems, from its origin on the base line (y downwards)."""
    box = load_font(font_file(face, text, bold, italic), _MEASURE).getbbox(text, anchor="ls")
    return box[0] / _MEASURE, box[1] / _MEASURE, box[2] / _MEASURE, box[3] / _MEASURE
