"""Made-up pages for measurements: born-digital PDFs by a tiny writer, scans by degrading, letters as text; from a seed."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

MONTHS = "January February March April May June July August September October November December".split()
SURNAMES = "Varga Lindqvist Oduya Marchetti Petrov Halloran Nakamura Brandt Castellan Duarte Fenwick Grigorenko".split()
SYLLABLES = "ba ce di for gu han is kel lo mar nen or pre qua res sol ter un vek wil yor zan".split()
COMMON = (
    "the of and to in that is for we on with as at by this our have from be not are which will was it has their an or would "
    "government meeting agreement ministry proposal treaty delegation ambassador assurance visit letter forces border talks"
).split()
LINE = 78  # characters
LINES = 46  # of a page of body text
PAGE = (612, 792)  # points, letter paper


def make_words(random: Random, count: int) -> list[str]:
    """Words as uneven as language: few common ones often, many rare ones seldom, so that an index has something to do."""
    return [
        random.choice(COMMON) if random.random() < 0.6 else "".join(random.choices(SYLLABLES, k=random.randint(2, 4)))
        for _ in range(count)
    ]


def make_lines(random: Random, count: int) -> list[str]:
    """Lines of sentences."""
    lines: list[str] = []
    line, start = "", True
    while len(lines) < count:
        word = make_words(random, 1)[0]
        word = word.capitalize() if start else word
        start = random.random() < 0.09
        word += "." if start else ""
        if len(line) + len(word) + 1 > LINE:
            lines.append(line)
            line = ""
        line = f"{line} {word}" if line else word
    return lines


def make_letter(random: Random, number: int, lines: int = LINES - 14) -> list[str]:
    """The lines of one page with a letter of its own number, date, sender and addressee."""
    sender, addressee = random.sample(SURNAMES, 2)
    day = f"{random.choice(MONTHS)} {random.randint(1, 28)}, {random.randint(1961, 1996)}"
    answered = f"{random.choice(MONTHS)} {random.randint(1, 28)}"
    body = make_lines(random, lines - 1)
    return [
        "DEPARTMENT OF STATE", "WASHINGTON", "", day, "", f"Dear Mr. {addressee}:", "",
        f"I have read your letter of {answered} (paper {number}) with care.", *body, "",
        "Sincerely,", "", f"/s/ {sender}", "", f"The Honorable {addressee}",
    ]  # fmt: skip


def write_pdf(path: Path, pages: Sequence[Sequence[str]], password: str = "") -> None:
    """A born-digital PDF: each page its lines in Times at 11 points; with a password it cannot be opened without."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>"
    writer = _Writer(font_object=font)
    for lines in pages:
        shown = "\n".join(f"({_escape(line)}) Tj T*" for line in lines)
        content = f"BT /F1 11 Tf 14.5 TL 72 738 Td\n{shown}\nET".encode("cp1252", "replace")
        writer.add_page(content, b"<< /Font << /F1 3 0 R >> >>")
    path.write_bytes(writer.finish(password.encode("latin-1")))


def write_scan(path: Path, pages: Sequence[Sequence[str]], random: Random, dpi: int = 200) -> None:
    """A scanned PDF without a text layer: each page one grey JPEG, aged like a photocopy."""
    writer = _Writer(font_object=b"null")
    for lines in pages:
        image = make_scan(lines, random, dpi)
        packed = io.BytesIO()
        image.save(packed, "JPEG", quality=60)
        head = f"/Type /XObject /Subtype /Image /Width {image.width} /Height {image.height} /ColorSpace /DeviceGray"
        number = writer.add_stream(packed.getvalue(), f"{head} /BitsPerComponent 8 /Filter /DCTDecode")
        content = f"q {PAGE[0]} 0 0 {PAGE[1]} 0 0 cm /I Do Q".encode()
        writer.add_page(content, f"<< /XObject << /I {number} 0 R >> >>".encode())
    path.write_bytes(writer.finish())


def make_scan(lines: Sequence[str], random: Random, dpi: int = 200) -> Image.Image:
    """A page as a photocopier leaves it: soft, speckled, a little turned."""
    scale = dpi / 72
    image = Image.new("L", (round(PAGE[0] * scale), round(PAGE[1] * scale)), 250)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(10.5 * scale)
    for row, line in enumerate(lines):
        draw.text((72 * scale, (54 + row * 14) * scale), line, font=font, fill=25)
    image = image.rotate(random.uniform(-0.7, 0.7), resample=Image.Resampling.BICUBIC, fillcolor=250)
    image = image.filter(ImageFilter.GaussianBlur(0.35 * scale / 2.78))
    noise = np.random.default_rng(random.getrandbits(32))
    grey = np.asarray(image, dtype=np.float32) + noise.normal(0, 9, (image.height, image.width)).astype(np.float32)
    grey[noise.random(grey.shape) < 0.0004] = 40
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))


def write_mixed(folder: Path, born_digital: int, scanned: int, seed: int) -> int:
    """Distinct pages in many PDFs (100 born-digital pages each, 20 scanned pages each); gives the number of files."""
    random = Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    files = 0
    for count, size, name in ((born_digital, 100, "typed"), (scanned, 20, "scanned")):
        for first in range(0, count, size):
            pages = [make_letter(random, first + each) for each in range(min(size, count - first))]
            path = folder / f"{name}-{first:06}.pdf"
            if name == "typed":
                write_pdf(path, pages)
            else:
                write_scan(path, pages, random)
            files += 1
    return files


def write_texts(folder: Path, letters: int, seed: int, each_folder: int = 1000) -> None:
    """So many letters of one text page each, one file each."""
    random = Random(seed)
    for number in range(letters):
        place = folder / f"{number // each_folder:04}"
        place.mkdir(parents=True, exist_ok=True)
        text = "\n".join(make_letter(random, number, lines=20))
        (place / f"letter-{number:06}.txt").write_text(text, encoding="utf-8")


def write_many_kinds(folder: Path, files: int, scanned: int, password: str, seed: int) -> int:
    """A little of everything, in short files that are quick to read; gives how many sources come of it.

    `files` letters in PDFs of one and two pages and as many in text files, so many scanned half-filled pages, one ZIP of
    three letters in one folder, one encrypted PDF, one packet of several letters.
    """
    random = Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(files):
        pages = [make_letter(random, number, lines=20), make_lines(random, 20)]
        write_pdf(folder / f"letter-{number:03}.pdf", pages[: 1 + number % 2])
        text = "\n".join(make_letter(random, files + number, lines=20))
        (folder / f"note-{number:03}.txt").write_text(text, encoding="utf-8")
    for number in range(scanned):
        write_scan(folder / f"scan-{number:03}.pdf", [make_letter(random, 2 * files + number, lines=18)], random)
    with zipfile.ZipFile(folder / "folder.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for number in range(3):
            packed.writestr(f"inside/paper-{number}.txt", "\n".join(make_letter(random, 900 + number, lines=20)))
    write_pdf(folder / "locked.pdf", [make_letter(random, 910, lines=20)], password)
    write_pdf(folder / "packet.pdf", [make_letter(random, 920 + number, lines=20) for number in range(4)])
    return 2 * files + scanned + 3 + 3


def write_long_text(path: Path, pages: int, seed: int) -> None:
    """One text source of so many pages, split at form feeds."""
    random = Random(seed)
    with path.open("w", encoding="utf-8") as file:
        for number in range(pages):
            file.write(("\f" if number else "") + "\n".join([f"Page {number + 1}", "", *make_lines(random, 30)]))


def change_words(text: str, random: Random, share: float) -> str:
    """The same text with a share of its words made up anew, so that a copy of it is another text to an index."""
    return " ".join(word if random.random() > share else make_words(random, 1)[0] for word in text.split(" "))


class _Writer:
    """Just enough PDF: catalogue 1, page tree 2, one font 3, then pages and streams."""

    def __init__(self, font_object: bytes) -> None:
        self._objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", font_object]
        self._pages: list[int] = []

    def add_stream(self, content: bytes, head: str = "") -> int:
        return self._add(f"<< {head} /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream")

    def add_page(self, content: bytes, resources: bytes) -> None:
        stream = self.add_stream(zlib.compress(content), "/Filter /FlateDecode")
        box = f"/MediaBox [0 0 {PAGE[0]} {PAGE[1]}] /Contents {stream} 0 R /Resources ".encode()
        self._pages.append(self._add(b"<< /Type /Page /Parent 2 0 R " + box + resources + b" >>"))

    def finish(self, password: bytes = b"") -> bytes:
        kids = " ".join(f"{number} 0 R" for number in self._pages)
        self._objects[1] = f"<< /Type /Pages /Count {len(self._pages)} /Kids [{kids}] >>".encode()
        out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
        places = []
        lock = _Lock(password) if password else None
        for number, body in enumerate(self._objects, start=1):
            places.append(len(out))
            if lock is not None:
                body = lock.locked(number, body)
            out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
        table = len(out)
        trailer = b""
        if lock is not None:
            trailer = b" /Encrypt << " + lock.dictionary + b" >> /ID [<" + lock.identity.hex().encode() + b"> <00>]"
        out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode()
        out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
        out += f"trailer << /Size {len(places) + 1} /Root 1 0 R".encode() + trailer
        out += f" >>\nstartxref\n{table}\n%%EOF\n".encode()
        return bytes(out)

    def _add(self, body: bytes) -> int:
        self._objects.append(body)
        return len(self._objects)


class _Lock:
    """The oldest encryption of PDF, which every reader knows: RC4 with a key of 40 bits (ISO 32000-1, 7.6.2 to 7.6.4)."""

    _PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    _PERMISSIONS = -1000

    def __init__(self, password: bytes) -> None:
        self.identity = hashlib.md5(password).digest()
        padded = (password + self._PAD)[:32]
        owner = _rc4(hashlib.md5(padded).digest()[:5], padded)
        permissions = self._PERMISSIONS.to_bytes(4, "little", signed=True)
        self._key = hashlib.md5(padded + owner + permissions + self.identity).digest()[:5]
        user = _rc4(self._key, self._PAD)
        strings = f"/O <{owner.hex()}> /U <{user.hex()}>".encode()
        self.dictionary = b"/Filter /Standard /V 1 /R 2 /P " + str(self._PERMISSIONS).encode() + b" " + strings

    def locked(self, number: int, body: bytes) -> bytes:
        """An object with its stream encrypted; none of ours holds a string outside its stream."""
        head, found, rest = body.partition(b"\nstream\n")
        if not found:
            return body
        key = hashlib.md5(self._key + number.to_bytes(3, "little") + b"\0\0").digest()[:10]
        return head + found + _rc4(key, rest.removesuffix(b"\nendstream")) + b"\nendstream"


def _rc4(key: bytes, data: bytes) -> bytes:
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


def _escape(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def batches(folder: Path, size: int) -> Iterator[list[Path]]:
    """The files below a folder, in order, so many at a time."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for first in range(0, len(files), size):
        yield files[first : first + size]
