"""Small PDF and TIFF files, the same bytes each time: images, invisible text over them, or text in the standard faces."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, TiffImagePlugin

from samples.typeset.faces import width_of

# The standard faces that every PDF reader holds; our measuring faces are their metric twins.
STANDARD = {"tinos": "Times", "arimo": "Helvetica", "cousine": "Courier", "libre-baskerville": "Times"}
_NAMES = {
    "Times": ("Times-Roman", "Times-Bold", "Times-Italic"),
    "Helvetica": ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique"),
    "Courier": ("Courier", "Courier-Bold", "Courier-Oblique"),
}


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A word at `x`, `y` (points, from the top left), stretched to `width` where that is given."""

    text: str
    x: float
    y: float
    size: float
    face: str = "tinos"
    bold: bool = False
    italic: bool = False
    width: float | None = None


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page `width` by `height` points: perhaps an image over it all, text (invisible over one), lines, filled boxes."""

    width: float
    height: float
    image: Image.Image | None = None
    text: tuple[PlacedText, ...] = ()
    rules: tuple[tuple[float, float, float, float, float], ...] = ()
    boxes: tuple[tuple[float, float, float, float], ...] = ()
    rotate: int = 0


def write_pdf(pages: Sequence[PdfPage], quality: int = 55) -> bytes:
    """The file; its identity is made from its content, there is no date in it."""
    objects: list[bytes] = [b"", b""]
    fonts: dict[str, int] = {}

    def add(body: bytes) -> int:
        objects.append(body)
        return len(objects)

    kids = []
    for page in pages:
        resources = ""
        if page.image is not None:
            resources += f"/XObject << /Im {add(_image(page.image, quality))} 0 R >> "
        for word in page.text:
            name = _font_name(word)
            if name not in fonts:
                fonts[name] = add(f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode())
        if page.text:
            used = sorted({_font_name(word) for word in page.text})
            resources += "/Font << " + " ".join(f"/{name} {fonts[name]} 0 R" for name in used) + " >> "
        content = add(_stream(_content(page), ""))
        turned = f" /Rotate {page.rotate}" if page.rotate else ""
        kids.append(add(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {page.width:g} {page.height:g}]{turned} "
            f"/Resources << {resources}>> /Contents {content} 0 R >>".encode()
        ))  # fmt: skip
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>".encode()
    return _assemble(objects)


def _assemble(objects: Sequence[bytes]) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    for place in places:
        out.write(f"{place:010d} 00000 n \n".encode())
    out.write(f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def _stream(data: bytes, entries: str) -> bytes:
    packed = zlib.compress(data, 6)
    return f"<< {entries}/Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode() + packed + b"\nendstream"


def _image(image: Image.Image, quality: int) -> bytes:
    width, height = image.size
    head = f"<< /Type /XObject /Subtype /Image /Width {width} /Height {height} "
    if image.mode == "1":
        data = _group4(image)
        parms = f"<< /K -1 /Columns {width} /Rows {height} /BlackIs1 true >>"
        head += f"/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms {parms} "
    else:
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality)
        data = out.getvalue()
        space = "/DeviceRGB" if image.mode == "RGB" else "/DeviceGray"
        head += f"/ColorSpace {space} /BitsPerComponent 8 /Filter /DCTDecode "
    return f"{head}/Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _group4(image: Image.Image) -> bytes:
    """The picture as one CCITT group 4 strip, taken out of a TIFF that Pillow writes."""
    out = io.BytesIO()
    info = TiffImagePlugin.ImageFileDirectory_v2()
    info[TiffImagePlugin.ROWSPERSTRIP] = image.size[1]
    image.save(out, "TIFF", compression="group4", tiffinfo=info)
    data = out.getvalue()
    with Image.open(io.BytesIO(data)) as tiff:
        assert isinstance(tiff, TiffImagePlugin.TiffImageFile)
        starts, lengths = tiff.tag_v2[TiffImagePlugin.STRIPOFFSETS], tiff.tag_v2[TiffImagePlugin.STRIPBYTECOUNTS]
        black_is_zero = tiff.tag_v2[TiffImagePlugin.PHOTOMETRIC_INTERPRETATION] == 1
    if len(starts) != 1 or not black_is_zero:
        raise ValueError("the TIFF writer did not give one strip in which black is zero")
    return data[starts[0] : starts[0] + lengths[0]]


def _font_name(word: PlacedText) -> str:
    plain, bold, italic = _NAMES[STANDARD.get(word.face, "Times")]
    return bold if word.bold else italic if word.italic else plain


def _content(page: PdfPage) -> bytes:
    parts = []
    if page.image is not None:
        parts.append(f"q {page.width:g} 0 0 {page.height:g} 0 0 cm /Im Do Q".encode())
    for x0, y0, x1, y1, width in page.rules:
        parts.append(f"{width:g} w {x0:.2f} {page.height - y0:.2f} m {x1:.2f} {page.height - y1:.2f} l S".encode())
    mode = b"3 Tr" if page.image is not None else b"0 Tr"
    if page.text:
        parts.append(b"BT " + mode)
        for word in page.text:
            stretch = ""
            if word.width is not None:
                natural = _natural_width(word)
                stretch = f"{100 * word.width / natural:.1f} Tz " if natural else ""
            where = f"/{_font_name(word)} {word.size:.2f} Tf {stretch}1 0 0 1 {word.x:.2f} {page.height - word.y:.2f} Tm "
            parts.append(where.encode() + b"(" + _escape(word.text) + b") Tj")
        parts.append(b"ET")
    for x0, y0, x1, y1 in page.boxes:
        parts.append(f"{x0:.2f} {page.height - y1:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re f".encode())
    return b"\n".join(parts)


def _natural_width(word: PlacedText) -> float:
    face = {"Times": "tinos", "Helvetica": "arimo", "Courier": "cousine"}[STANDARD.get(word.face, "Times")]
    return width_of(word.text, face, word.bold, word.italic) * word.size


def _escape(text: str) -> bytes:
    plain = text.encode("cp1252", "replace")
    return plain.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def write_tiff(images: Sequence[Image.Image], dpi: int) -> bytes:
    """A TIFF of many pages, group 4 for bits, LZW for grey."""
    out = io.BytesIO()
    compression = "group4" if images[0].mode == "1" else "tiff_lzw"
    images[0].save(out, "TIFF", compression=compression, dpi=(dpi, dpi), save_all=True, append_images=list(images[1:]))
    return out.getvalue()


def write_image(image: Image.Image, form: str, dpi: int) -> bytes:
    """A PNG or a JPEG with its resolution."""
    out = io.BytesIO()
    if form == "png":
        image.save(out, "PNG", dpi=(dpi, dpi))
    else:
        image.convert("L").save(out, "JPEG", quality=60, dpi=(dpi, dpi))
    return out.getvalue()
