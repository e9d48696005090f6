"""What stands on a PDF page beside its content: form values, notes, and redaction marks that were never applied."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as raw

from chancery.model.geometry import Box
from chancery.model.source import Problem
from chancery.read.layers import NativeWord

ToFrame = Callable[[float, float, float, float], Box]
MAX_ANNOTATIONS = 5_000  # of one page; a page with more is a machine's work, and the rest says nothing new

# Subtypes whose /Contents is text that a reader is meant to read at their place. A highlight's only repeats the page.
NOTES = (raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_TEXT, raw.FPDF_ANNOT_STAMP)
CHECKED = (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON)
TYPED = (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)
HIDING_FLAGS = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW


@dataclass(slots=True)
class Annotations:
    """Readable words, redaction marks and problems of a page's annotations."""

    words: list[NativeWord] = field(default_factory=list)
    marks: tuple[Box, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_annotations(page: Any, forms: Any, to_frame: ToFrame, number: int) -> Annotations:
    """The annotations of an open PDFium page; `forms` is its form environment or None, `to_frame` maps user space."""
    found = Annotations()
    count = min(raw.FPDFPage_GetAnnotCount(page), MAX_ANNOTATIONS)
    for index in range(count):
        with _annotation(page, index) as annotation:
            if annotation is None:
                continue
            box = _box(annotation, to_frame)
            subtype = raw.FPDFAnnot_GetSubtype(annotation)
            if box is None or raw.FPDFAnnot_GetFlags(annotation) & HIDING_FLAGS:
                continue
            if subtype == raw.FPDF_ANNOT_REDACT:
                found.marks = (*found.marks, box)
            elif subtype == raw.FPDF_ANNOT_WIDGET and forms is not None:
                found.words += lay_text(_form_value(annotation, forms), box)
            elif subtype in NOTES:
                found.words += lay_text(_string(annotation, b"Contents"), box)
    if found.marks:
        message = f"{_marks(len(found.marks))} that was never applied: the words under it are still in the file"
        remedy = "The words are kept hidden; take care before you pass the file on."
        found.problems = (Problem("unapplied_redaction", message, remedy, number),)
    return found


def file_annotations(page: Any) -> Generator[Any, None, None]:
    """PDFium handles of the files pinned to an open page; each is valid until the next is asked for."""
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), MAX_ANNOTATIONS)):
        with _annotation(page, index) as annotation:
            if annotation is not None and raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_FILEATTACHMENT:
                handle = raw.FPDFAnnot_GetFileAttachment(annotation)
                if handle:
                    yield handle


def _marks(count: int) -> str:
    return "the page has a redaction mark" if count == 1 else f"the page has {count} marks, each a redaction mark"


@contextmanager
def _annotation(page: Any, index: int) -> Iterator[Any]:
    annotation = raw.FPDFPage_GetAnnot(page, index)
    if not annotation:
        yield None
        return
    try:
        yield annotation
    finally:
        raw.FPDFPage_CloseAnnot(annotation)


def _box(annotation: Any, to_frame: ToFrame) -> Box | None:
    rectangle = raw.FS_RECTF()
    if not raw.FPDFAnnot_GetRect(annotation, rectangle):
        return None
    left, right = sorted((rectangle.left, rectangle.right))
    bottom, top = sorted((rectangle.bottom, rectangle.top))
    return to_frame(left, bottom, right, top)


def _string(annotation: Any, key: bytes) -> str:
    return _wide(lambda buffer, size: raw.FPDFAnnot_GetStringValue(annotation, key, buffer, size))


def _form_value(annotation: Any, forms: Any) -> str:
    kind = raw.FPDFAnnot_GetFormFieldType(forms, annotation)
    if kind in CHECKED:
        if not raw.FPDFAnnot_IsChecked(forms, annotation):
            return ""
        return _wide(lambda buffer, size: raw.FPDFAnnot_GetFormFieldExportValue(forms, annotation, buffer, size)) or "X"
    if kind in TYPED:
        return _wide(lambda buffer, size: raw.FPDFAnnot_GetFormFieldValue(forms, annotation, buffer, size))
    return ""


def _wide(get: Callable[[Any, int], int]) -> str:
    """A UTF-16 string by PDFium's custom: asked once for its size in bytes, once for itself."""
    size = get(None, 0)
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * ((size + 1) // 2))()
    get(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return bytes(buffer)[: size - 2].decode("utf-16-le", "replace")


def lay_text(text: str, box: Box) -> list[NativeWord]:
    """Words laid over the box of a field or note: one row a line, each word its share of the width by characters.

    Where exactly a viewer paints them its fonts decide; the box of the field is what a reader looks for.
    """
    lines = [line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.split()]
    words = []
    for row, line in enumerate(lines):
        height = box.height / len(lines)
        # A short value stands at the left in letters half as wide as high, it is not spread over the field.
        step = min(box.width / len(line), height * 0.5) if height > 0 else box.width / len(line)
        at = 0
        for word in line.split():
            at = line.index(word, at)
            left, top = box.x0 + at * step, box.y0 + row * height
            words.append(NativeWord(word, Box(left, top, left + len(word) * step, top + height), added=True))
            at += len(word)
    return words
