"""Pages as a PDF to hand on: the page images, each with its citation under it.

The pages are drawn anew from their images and never copied from the source file, so that words hidden under a redaction
or in a layer nobody sees do not travel with them.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

DPI = 200
MARGIN = 40  # pixels around the citation
SIZE = 30  # of its letters, pixels
SHEET_WIDTH, SHEET_HEIGHT = 1700, 2200  # a letter page at 200 dpi


@dataclass(frozen=True, slots=True)
class CitedPage:
    """One page to export: its image (PNG or JPEG, at 200 dpi) and the citation that stands under it."""

    image: bytes
    citation: str


def write_pages(path: Path, pages: Iterable[CitedPage], font_files: Sequence[Path] = ()) -> int:
    """Write one PDF with a page for each; gives the number of pages. One page is in memory at a time.

    `font_files` are tried in order for the citation; Pillow's own face serves where none can be opened.
    """
    font = _font(font_files)
    count = 0
    part = path.with_name(f".{path.name}.part")
    try:
        for page in pages:
            drawn = _with_citation(page, font)
            drawn.save(part, format="PDF", resolution=DPI, append=count > 0)
            count += 1
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return count


def typeset_text(text: str, font_files: Sequence[Path] = ()) -> bytes:
    """A page of a text source, which has no image, set in a plain face on a sheet as long as it needs to be; a PNG."""
    font = _font(font_files)
    lines = [line for long in text.split("\n") for line in (list(_wrap(long, font, SHEET_WIDTH - 6 * MARGIN)) or [""])]
    step = round(SIZE * 1.35)
    sheet = Image.new("L", (SHEET_WIDTH, max(SHEET_HEIGHT, 6 * MARGIN + step * len(lines))), 255)
    draw = ImageDraw.Draw(sheet)
    for number, line in enumerate(lines):
        draw.text((3 * MARGIN, 3 * MARGIN + number * step), line, font=font, fill=0)
    buffer = io.BytesIO()
    sheet.save(buffer, "PNG")
    return buffer.getvalue()


def _with_citation(page: CitedPage, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> Image.Image:
    with Image.open(io.BytesIO(page.image)) as opened:
        scan = opened.convert("RGB") if opened.mode not in ("L", "1") else opened.convert("L")
    lines = list(_wrap(page.citation, font, scan.width - 2 * MARGIN))
    step = round(SIZE * 1.35)
    sheet = Image.new(scan.mode, (scan.width, scan.height + 2 * MARGIN + step * len(lines)), "white")
    sheet.paste(scan, (0, 0))
    draw = ImageDraw.Draw(sheet)
    draw.line((MARGIN, scan.height + MARGIN // 3, scan.width - MARGIN, scan.height + MARGIN // 3), fill="black", width=2)
    for number, line in enumerate(lines):
        draw.text((MARGIN, scan.height + MARGIN + number * step), line, font=font, fill="black")
    return sheet


def _wrap(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, width: int) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and font.getlength(longer) > width:
            yield line
            longer = word
        line = longer
    if line:
        yield line


def _font(files: Sequence[Path]) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for file in files:
        try:
            return ImageFont.truetype(file, SIZE)
        except OSError:
            continue
    return ImageFont.load_default(SIZE)
