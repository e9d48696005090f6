"""Small builders: PDFs written by hand, pages of print drawn by Pillow, engines that read fixed words, crash or hang."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from chancery.read.engine import OcrPage, OcrWord
from chancery.read.reader import Image, SourceReader
from chancery.read.source import open_source
from chancery.settings import ReadSettings

SETTINGS = ReadSettings(engine="none")
PROSE = (
    "Dear Minister, we have read your letter of December 29 with",
    "considerable care. The question of the future of the treaty is",
    "one of the most important issues before us, and my government",
    "will give you its answer when the conference has met again.",
)


# --- PDF -------------------------------------------------------------------------------------------------------------


def write_pdf(objects: Mapping[int, bytes | tuple[bytes, bytes]], root: int = 1, trailer: bytes = b"") -> bytes:
    """A PDF of numbered objects: a dictionary, or a dictionary (without /Length) and its stream."""
    out = io.BytesIO(b"")
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number, value in sorted(objects.items()):
        places[number] = out.tell()
        out.write(b"%d 0 obj\n" % number)
        if isinstance(value, tuple):
            dictionary, stream = value
            out.write(dictionary[:-2] + b" /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream")
        else:
            out.write(value)
        out.write(b"\nendobj\n")
    start = out.tell()
    out.write(b"xref\n0 1\n0000000000 65535 f \n")
    for number, place in places.items():
        out.write(b"%d 1\n%010d 00000 n \n" % (number, place))
    out.write(
        b"trailer\n<< /Size %d /Root %d 0 R %b >>\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, root, trailer, start)
    )
    return out.getvalue()


@dataclass(frozen=True)
class PdfPage:
    """A page to be written: content operators, and entries of its dictionary."""

    content: str = ""
    media: tuple[float, float, float, float] = (0, 0, 612, 792)
    more: str = ""
    image: NDArray[np.uint8] | None = None  # drawn over the whole page, under the content
    annotations: tuple[str, ...] = ()


def make_pdf(*pages: PdfPage, catalog: str = "", more: Mapping[int, bytes | tuple[bytes, bytes]] | None = None) -> bytes:
    """A PDF with Helvetica as /F1. Objects above 1000 may be added by `more` and named in `catalog`."""
    objects: dict[int, bytes | tuple[bytes, bytes]] = dict(more or {})
    kids = []
    for index, page in enumerate(pages):
        number = 10 + 10 * index
        kids.append(f"{number} 0 R")
        content = page.content
        resources = "/Font << /F1 3 0 R >>"
        if page.image is not None:
            width, height = page.media[2] - page.media[0], page.media[3] - page.media[1]
            content = f"q {width} 0 0 {height} {page.media[0]} {page.media[1]} cm /Im Do Q\n{content}"
            resources += f" /XObject << /Im {number + 2} 0 R >>"
            rows, columns = page.image.shape
            objects[number + 2] = (
                f"<< /Type /XObject /Subtype /Image /Width {columns} /Height {rows} /ColorSpace /DeviceGray"
                " /BitsPerComponent 8 >>".encode(),
                page.image.tobytes(),
            )
        for offset, annotation in enumerate(page.annotations):
            objects[500 + 20 * index + offset] = f"<< /Type /Annot {annotation} >>".encode()
        annots = " ".join(f"{500 + 20 * index + offset} 0 R" for offset in range(len(page.annotations)))
        media = " ".join(map(str, page.media))
        objects[number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{media}] /Contents {number + 1} 0 R /Resources << {resources} >>"
            f" /Annots [{annots}] {page.more} >>".encode()
        )
        objects[number + 1] = (b"<< >>", content.encode("latin-1"))
    objects[1] = f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode()
    objects[2] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(pages)} >>".encode()
    objects[3] = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    return write_pdf(objects)


def say(text: str, x: float, y: float, size: float = 12, before: str = "") -> str:
    """Content operators that print a line; `before` may set a colour or a render mode."""
    return f"BT /F1 {size} Tf {before} {x} {y} Td ({text}) Tj ET\n"


def say_lines(lines: Sequence[str], x: float = 72, top: float = 700, before: str = "") -> str:
    """Content operators for lines of twelve-point type, eighteen points apart."""
    return "".join(say(line, x, top - 18 * row, before=before) for row, line in enumerate(lines))


def opened(
    folder: Path, data: bytes, name: str = "paper.pdf", settings: ReadSettings = SETTINGS, password: str | None = None
) -> SourceReader:
    """A reader over these bytes."""
    path = folder / "bytes"
    path.write_bytes(data)
    return open_source(path, name=name, settings=settings, password=password)


# --- images ----------------------------------------------------------------------------------------------------------


def draw_page(
    lines: Sequence[str] = PROSE, size: tuple[int, int] = (1700, 2200), top: int = 300, type_size: int = 34
) -> Image:
    """A grey page at 200 dots per inch with lines of print."""
    image = Pillow.new("L", size, 255)
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(type_size)
    for row, line in enumerate(lines):
        pen.text((200, top + row * 2 * type_size), line, fill=0, font=font)
    return np.asarray(image, dtype=np.uint8)


def encoded(image: Image, form: str, **options: object) -> bytes:
    """An image file of these pixels."""
    buffer = io.BytesIO()
    Pillow.fromarray(image).save(buffer, form, **options)
    return buffer.getvalue()


# --- engines ---------------------------------------------------------------------------------------------------------


@dataclass
class FakeEngine:
    """An engine that answers by a rule, and remembers what it was asked."""

    answer: Callable[[Image, str], OcrPage]
    asked: list[tuple[int, str]] = field(default_factory=list)
    name: str = "fake"
    version: str = "1"

    @property
    def languages(self) -> frozenset[str]:
        return frozenset({"eng", "rus"})

    def model_hash(self, languages: str) -> str:
        return f"model-of-{languages}"

    def read(self, images: Sequence[Image], languages: str, dpi: int, seconds: float, psm: int = 3) -> list[OcrPage]:
        del dpi, seconds, psm
        self.asked.append((len(images), languages))
        return [self.answer(image, languages) for image in images]


def ocr_page(text: str, confidence: float = 0.95, left: int = 200, top: int = 300) -> OcrPage:
    """What an engine might read: the words of each line in boxes of twenty pixels a letter."""
    words = []
    for row, line in enumerate(text.split("\n")):
        at = left
        for word in line.split():
            words.append(OcrWord(word, at, top + 68 * row, at + 20 * len(word), top + 68 * row + 40, confidence, row, 0))
            at += 20 * (len(word) + 1)
    return OcrPage(tuple(words))


# --- locked PDF ------------------------------------------------------------------------------------------------------


def lock(user: bytes, content: str = "") -> bytes:
    """A file of one page, locked with 40-bit RC4 (ISO 32000-1, 7.6.3); the owner's password is the user's."""
    pad = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    owner = rc4(hashlib.md5(pad).digest()[:5], (user + pad)[:32])
    permissions = (-1000).to_bytes(4, "little", signed=True)
    key = hashlib.md5((user + pad)[:32] + owner + permissions + b"0123456789abcdef").digest()[:5]
    # Each stream has a key of its own, made with the number and generation of its object.
    own_key = hashlib.md5(key + (11).to_bytes(3, "little") + bytes(2)).digest()[:10]
    objects: dict[int, bytes | tuple[bytes, bytes]] = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [10 0 R] /Count 1 >>",
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        10: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 11 0 R /Resources << /Font << /F1 3 0 R >> >> >>",
        11: (b"<< >>", rc4(own_key, content.encode())),
        9: b"<< /Filter /Standard /V 1 /R 2 /P -1000 /O <"
        + owner.hex().encode()
        + b"> /U <"
        + rc4(key, pad).hex().encode()
        + b"> >>",
    }
    ident = b"0123456789abcdef".hex().encode()
    return write_pdf(objects, trailer=b"/Encrypt 9 0 R /ID [<" + ident + b"> <" + ident + b">]")


def rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
