"""A copy of an encrypted PDF without its encryption, so that its pages can be drawn when nobody types the password."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw


def write_unlocked(path: Path, password: str, to: Path) -> bool:
    """Write the PDF at `path` without encryption to `to`; False (and no file) where it opens without a password or not at all.

    The pages are the same objects, so what is read and drawn from the copy is what the original shows.
    """
    if _opens(path, None):
        return False
    try:
        with closing(pdfium.PdfDocument(path, password=password)) as document:
            document.save(to, flags=raw.FPDF_REMOVE_SECURITY)
    except pdfium.PdfiumError:
        to.unlink(missing_ok=True)
        return False
    if not _opens(to, None):
        to.unlink(missing_ok=True)
        return False
    return True


def _opens(path: Path, password: str | None) -> bool:
    try:
        with closing(pdfium.PdfDocument(path, password=password)) as document:
            return len(document) > 0
    except pdfium.PdfiumError:
        return False
