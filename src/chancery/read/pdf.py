"""PDF sources through PDFium: pages, their own text, marks on them, files inside. Never used from threads."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from pypdfium2.version import PDFIUM_INFO

from chancery.errors import DamagedFile, EmptyFile, LimitExceeded, NeedsPassword, PageError, UnreadableFile
from chancery.model.geometry import Box
from chancery.model.page import LayerOrigin
from chancery.model.source import Member, Problem
from chancery.read.annotations import file_annotations, read_annotations
from chancery.read.layers import Char, NativeWord, common_direction, drop_doubles, drop_outside, gather_words
from chancery.read.members import MemberGuard
from chancery.read.reader import Image, NativeText, PageContent
from chancery.read.repair import repair_pdf
from chancery.settings import ReadSettings

POINTS = 72.0
PDFIUM_VERSION = str(PDFIUM_INFO.build)
PINNED_PAGES = 500  # looked through for files pinned to them; opening every page of a very long source costs too much
# A page smaller than this side (points) is drawn in larger units than points (/UserUnit, which PDFium does not tell).
SMALL_SIDE = 250.0
SMALL_SIDE_PIXELS = 2200
FETCH = "Fetch the file again from where it came."
# A page tree that says itself that it is empty, and a page.
NO_PAGES = re.compile(rb"/Type\s*/Pages\b[^>]*/Count\s+0\b|/Count\s+0\b[^>]*/Type\s*/Pages\b")
A_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
ALL_PERMISSIONS = 0x0F3C  # print, change, copy, annotate, fill in, extract, assemble, print well (ISO 32000-1, table 22)


class PdfReader:
    """One PDF."""

    media_type = "application/pdf"

    def __init__(
        self, path: Path, name: str, settings: ReadSettings, password: str | None, problems: tuple[Problem, ...]
    ) -> None:
        self._name = name
        self._settings = settings
        self._problems = list(problems)
        self._document = self._open(path, password)
        try:
            self._document.init_forms()
        except pdfium.PdfiumError as error:
            message = f"the form in the file is broken ({error}); its values may lack"
            self._problems.append(Problem("damaged_form", message, "Compare with the form in another program."))
        self.page_count = len(self._document)
        if self.page_count == 0 and self._document.count_attachments() == 0:
            self._document.close()
            raise self._without_pages()
        self._say_what_is_special(password)

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(self._problems)

    def close(self) -> None:
        self._document.close()

    # --- opening -----------------------------------------------------------------------------------------------------

    def _open(self, path: Path, password: str | None) -> Any:
        try:
            return pdfium.PdfDocument(path, password=password)
        except pdfium.PdfiumError as error:
            code = error.err_code
        except OSError as error:
            raise UnreadableFile(
                f"the file cannot be read ({error.strerror})", where=self._name, remedy="Check the disk that it is on."
            ) from error
        if code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise self._locked(code, password)
        data = path.read_bytes()
        if NO_PAGES.search(data) and not A_PAGE.search(data):
            raise self._without_pages()
        repaired = repair_pdf(data)
        if repaired is None:
            raise self._damaged()
        try:
            document = pdfium.PdfDocument(repaired.data, password=password)
            pages = len(document)
        except pdfium.PdfiumError as error:
            raise self._damaged() from error
        if not pages:
            document.close()
            raise self._damaged()
        self._problems.append(
            Problem(
                "repaired",
                f"the file is damaged; {repaired.says(pages)}",
                "Fetch it again from where it came if pages lack.",
            )
        )
        return document

    def _locked(self, code: int, password: str | None) -> NeedsPassword:
        if code == raw.FPDF_ERR_SECURITY:
            return NeedsPassword(
                "the PDF is encrypted in a way that cannot be opened here",
                where=self._name,
                remedy="Save it without encryption.",
            )
        if password is None:
            return NeedsPassword(
                "the PDF needs a password",
                where=self._name,
                remedy="Add it with --password-file, or save it without encryption.",
            )
        return NeedsPassword(
            "the PDF needs a password, and the one given does not open it",
            where=self._name,
            remedy="Add the right one with --password-file.",
        )

    def _without_pages(self) -> EmptyFile:
        return EmptyFile("the PDF has no pages", where=self._name, remedy="Fetch it again from where it came.")

    def _damaged(self) -> DamagedFile:
        return DamagedFile(
            "the PDF is damaged and no page of it could be recovered",
            where=self._name,
            remedy="Fetch it again from where it came.",
        )

    def _say_what_is_special(self, password: str | None) -> None:
        if not raw.FPDF_DocumentHasValidCrossReferenceTable(self._document):
            self._problems.append(
                Problem(
                    "repaired",
                    f"the cross-reference table is broken; it was repaired and {_pages(self.page_count)} read",
                    "Fetch it again from where it came if pages lack.",
                )
            )
        if raw.FPDF_GetSecurityHandlerRevision(self._document) >= 0 and password is None:
            allowed = raw.FPDF_GetDocUserPermissions(self._document)
            if allowed & ALL_PERMISSIONS != ALL_PERMISSIONS:
                self._problems.append(
                    Problem(
                        "restricted",
                        "the file's permissions are restricted by its maker; it opens without a password and was read",
                        "Nothing to do; mind them when you pass it on.",
                    )
                )

    # --- files inside ------------------------------------------------------------------------------------------------

    def members(self) -> Iterator[Member]:
        guard = MemberGuard(self._settings, self._problems, refuses_paths=False)
        for index in range(self._document.count_attachments()):
            yield from self._attachment(self._document.get_attachment(index), guard, f"attachment {index + 1}")
            if guard.full:
                return
        for number in range(1, min(self.page_count, PINNED_PAGES) + 1):
            yield from self._pinned(number, guard)

    def _pinned(self, number: int, guard: MemberGuard) -> Iterator[Member]:
        """Files that are pinned to a page as an annotation; they stand in no list of the document."""
        try:
            with self._page(number) as page, closing(file_annotations(page)) as pins:
                for index, handle in enumerate(pins):
                    attachment = pdfium.PdfAttachment(handle, self._document)
                    yield from self._attachment(attachment, guard, f"attachment {index + 1} of page {number}")
        except PageError:
            return  # the page's own reading says what is wrong with it

    def _attachment(self, attachment: Any, guard: MemberGuard, otherwise: str) -> Iterator[Member]:
        try:
            name = attachment.get_name() or otherwise
        except (pdfium.PdfiumError, UnicodeDecodeError):
            name = otherwise
        size = ctypes.c_ulong()
        raw.FPDFAttachment_GetFile(attachment, None, 0, size)
        if not guard.admits(name, size.value, None):
            return
        try:
            data = bytes(attachment.get_data()) if size.value else b""
        except pdfium.PdfiumError:
            guard.refuse(name, "damaged_member", "cannot be unpacked")
            return
        yield guard.take(name, data)

    # --- pages -------------------------------------------------------------------------------------------------------

    @contextmanager
    def _page(self, number: int) -> Iterator[Any]:
        try:
            page = self._document[number - 1]
        except pdfium.PdfiumError as error:
            raise PageError(
                "the page is damaged and cannot be opened", where=self._name, page_number=number, remedy=FETCH
            ) from error
        with closing(page):
            yield page

    def read_page(self, number: int) -> PageContent:
        with self._page(number) as page:
            problems = list(_size_problems(page, number))
            width, height = page.get_size()
            frame = _Frame(page)
            words, unmapped = _read_words(page, frame)
            annotations = read_annotations(page, self._document.formenv, frame.box, number)
            words += annotations.words
            inside, outside = drop_outside(words, width, height)
            kept, doubled = drop_doubles(inside)
            if outside:
                message = f"{_words(outside)} outside the page and was set aside"
                problems.append(Problem("outside_page", message, "Nothing to do; no reader sees it.", number))
            pictured, sharpest = _pictures(page, width * height)
            text_only = _has_only_text(page)
            dpi, limit = self._resolution(width, height, sharpest)
            if limit:
                problems.append(Problem("page_pixels", limit, "Raise CHANCERY_READ_PAGE_PIXELS to see more.", number))
        native = NativeText(LayerOrigin("pdfium", PDFIUM_VERSION, "text=embedded"), tuple(kept), unmapped, outside, doubled)
        return PageContent(
            number, width, height, frame.rotation, native if kept else None, -common_direction(kept) % 360,
            annotations.marks, dpi, pictured, (*problems, *annotations.problems), text_only,
        )  # fmt: skip

    def _resolution(self, width: float, height: float, sharpest: float) -> tuple[float, str]:
        """The resolution to render at, and a sentence where the limit on pixels was met."""
        dpi = float(self._settings.dpi)
        if max(width, height) < SMALL_SIDE and sharpest > dpi:
            dpi = min(sharpest, SMALL_SIDE_PIXELS * POINTS / max(width, height))
        most = math.sqrt(self._settings.page_pixels / (width * height)) * POINTS
        if dpi <= most:
            return dpi, ""
        metres = f"{width / POINTS * 0.0254:.1f} m x {height / POINTS * 0.0254:.1f} m"
        return most, f"the page measures {metres}; it was read at {most:.0f} dots per inch, fine print may lack"

    def render(self, number: int, dpi: float, *, grey: bool = True) -> Image:
        with self._page(number) as page:
            width, height = page.get_size()
            pixels = width * height * (dpi / POINTS) ** 2
            if pixels > self._settings.page_pixels * 1.1:
                raise LimitExceeded(
                    f"the page would be {pixels / 1e6:.0f} million pixels", where=self._name, page_number=number,
                    remedy="Raise CHANCERY_READ_PAGE_PIXELS.",
                )  # fmt: skip
            try:
                bitmap = page.render(scale=dpi / POINTS, grayscale=grey, rev_byteorder=True)
            except (pdfium.PdfiumError, ValueError) as error:
                raise PageError("the page cannot be drawn", where=self._name, page_number=number, remedy=FETCH) from error
            with closing(bitmap):
                return np.array(bitmap.to_numpy()).reshape(bitmap.height, bitmap.width, *(() if grey else (3,)))


class _Frame:
    """The way from PDF user space to the displayed frame: crop box, /Rotate, y down."""

    def __init__(self, page: Any) -> None:
        self.rotation: int = page.get_rotation()
        self._left, self._bottom, self._right, self._top = page.get_bbox()

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A rectangle of user space in the displayed frame."""
        if self.rotation == 90:
            return Box(bottom - self._bottom, left - self._left, top - self._bottom, right - self._left)
        if self.rotation == 180:
            return Box(self._right - right, bottom - self._bottom, self._right - left, top - self._bottom)
        if self.rotation == 270:
            return Box(self._top - top, self._right - right, self._top - bottom, self._right - left)
        return Box(left - self._left, self._top - top, right - self._left, self._top - bottom)


def _size_problems(page: Any, number: int) -> Iterator[Problem]:
    # PDFium shows a page without size as US letter; its media box still says what the file says.
    for get in (page.get_mediabox, page.get_cropbox):
        box = get(fallback_ok=False)
        if box is not None and (box[2] - box[0] <= 0 or box[3] - box[1] <= 0):
            message = f"page {number} has no size; it is shown on a letter page"
            yield Problem("no_size", message, "Ask for the file again if the page matters.", number)
            return


def _read_words(page: Any, frame: _Frame) -> tuple[list[NativeWord], float]:
    """The words of the page's own text in file order, and the share of characters without a Unicode value."""
    with closing(page.get_textpage()) as textpage:
        chars = list(_read_chars(textpage, frame))
    known = [char for char in chars if char is not None]
    unmapped = sum(1 for char in known if not char.mapped) / len(known) if known else 0.0
    return list(gather_words(chars)), unmapped


UNREADABLE = "�"


def _read_chars(textpage: Any, frame: _Frame) -> Iterator[Char | None]:
    """Characters with boxes that are tight to the glyph sideways and as high as the font upwards."""
    handle = textpage.raw
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    loose = raw.FS_RECTF()
    paints: dict[int, Paint] = {}
    for index in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(handle, index)
        if raw.FPDFText_IsGenerated(handle, index) or (code in (0x20, 0x0A, 0x0D, 0xA0) and _is_mapped(handle, index)):
            yield None
            continue
        if not raw.FPDFText_GetCharBox(handle, index, left, right, bottom, top):
            continue
        box = (left.value, bottom.value, right.value, top.value)
        angle = raw.FPDFText_GetCharAngle(handle, index)
        quarter = round(angle / (math.pi / 2)) % 4 * 90 if angle >= 0 else 0
        if raw.FPDFText_GetLooseCharBox(handle, index, loose):
            box = _as_high_as_the_font(box, loose, quarter)
        mapped = _is_mapped(handle, index)
        direction = (frame.rotation + quarter) % 360  # both count clockwise
        seen, grey = _paint(handle, index, paints)
        yield Char(_text_of(handle, index, code, mapped), frame.box(*box), direction, seen, mapped, grey)


def _is_mapped(handle: Any, index: int) -> bool:
    return bool(raw.FPDFText_HasUnicodeMapError(handle, index) != 1)


def _text_of(handle: Any, index: int, code: int, mapped: bool) -> str:
    if not mapped or code in (0, 0xFFFE, 0xFFFF):
        # A hyphen at a line's end comes as U+0002 (older PDFium: U+FFFE).
        return "-" if raw.FPDFText_IsHyphen(handle, index) == 1 else UNREADABLE
    if code == 2 and raw.FPDFText_IsHyphen(handle, index) == 1:
        return "-"
    try:
        return chr(code)
    except ValueError:
        return UNREADABLE


def _as_high_as_the_font(tight: tuple[float, ...], loose: Any, quarter: int) -> tuple[float, float, float, float]:
    left, bottom, right, top = tight
    if quarter in (90, 270):
        low, high, size, inside = loose.left, loose.right, right - left, loose.left <= left and loose.right >= right
        if inside and high - low <= 4 * max(size, 1.0):
            return low, bottom, high, top
    else:
        low, high, size, inside = loose.bottom, loose.top, top - bottom, loose.bottom <= bottom + 1 and loose.top >= top - 1
        if inside and high - low <= 8 * max(size, 1.0):
            return left, min(low, bottom), right, max(high, top)
    return left, bottom, right, top


Paint = tuple[bool, float | None]


def _paint(handle: Any, index: int, known: dict[int, Paint]) -> Paint:
    """(is it painted, how light) of a character; the same for all of its text object."""
    text_object = raw.FPDFText_GetTextObject(handle, index)
    if not text_object:
        return True, None
    address = ctypes.addressof(text_object.contents)
    if address not in known:
        mode = raw.FPDFTextObj_GetTextRenderMode(text_object)
        seen = mode not in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
        known[address] = seen, _grey(text_object, mode)
    return known[address]


def _grey(text_object: Any, mode: int) -> float | None:
    stroked = mode in (raw.FPDF_TEXTRENDERMODE_STROKE, raw.FPDF_TEXTRENDERMODE_STROKE_CLIP)
    get = raw.FPDFPageObj_GetStrokeColor if stroked else raw.FPDFPageObj_GetFillColor
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not get(text_object, red, green, blue, alpha):
        return None
    return 0.299 * red.value + 0.587 * green.value + 0.114 * blue.value


def _pictures(page: Any, area: float) -> tuple[float, float]:
    """The share of the page that images cover (at most 1), and the highest resolution among those of a tenth and more."""
    covered, sharpest = 0.0, 0.0
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
        try:
            left, bottom, right, top = item.get_bounds()
            pixels = item.get_px_size()
        except pdfium.PdfiumError:
            continue
        share = max(0.0, right - left) * max(0.0, top - bottom) / area if area else 0.0
        covered += share
        if share > 0.1 and right > left:
            sharpest = max(sharpest, max(pixels) / max(right - left, top - bottom) * POINTS)
    return min(1.0, covered), sharpest


def _has_only_text(page: Any) -> bool:
    """Whether everything that the page paints is text, opaque and not cut by a path; then nothing can hide any of it."""
    if raw.FPDFPage_GetAnnotCount(page):
        return False
    for index in range(raw.FPDFPage_CountObjects(page)):
        item = raw.FPDFPage_GetObject(page, index)
        if raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_TEXT or raw.FPDFPageObj_HasTransparency(item):
            return False
        clip = raw.FPDFPageObj_GetClipPath(item)
        if clip and raw.FPDFClipPath_CountPaths(clip) > 0:
            return False
    return True


def _pages(count: int) -> str:
    return "1 page was" if count == 1 else f"{count} pages were"


def _words(count: int) -> str:
    return "1 word of the file's own text lies" if count == 1 else f"{count} words of the file's own text lie"
