"""Copies onto pages, pages into files: what a source file of the samples holds, and its bytes."""

from __future__ import annotations

import copy as copying
import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

from samples.typeset import photocopy
from samples.typeset.marks import cover, put_marks
from samples.typeset.paper import Box, Flow, Leaf, Word
from samples.typeset.pdf import STANDARD, PdfPage, PlacedText, write_image, write_pdf, write_tiff
from samples.typeset.photocopy import Placing, place
from samples.typeset.source import FileSource, SourceFault, World

Table = dict[str, Any]
MEDIA = {"pdf": "application/pdf", "born": "application/pdf", "ocr": "application/pdf", "tiff": "image/tiff",
         "jpeg": "image/jpeg", "png": "image/png", "text": "text/plain"}  # fmt: skip
SUFFIX = {"pdf": "pdf", "born": "pdf", "ocr": "pdf", "tiff": "tif", "jpeg": "jpg", "png": "png", "text": "txt"}
# What an old OCR engine makes of letters: enough of these spoil a layer.
_MISREAD = {
    "e": "c",
    "h": "b",
    "rn": "m",
    "l": "1",
    "o": "0",
    "i": "l",
    "a": "u",
    "t": "f",
    "S": "5",
    "B": "8",
    "c": "e",
    "n": "u",
    "g": "q",
}


@dataclass(frozen=True, slots=True)
class MadePage:
    """A page of a source: its leaf, how it lay, its copy, severity (0 born digital), and the turns that set it upright."""

    number: int
    leaf: Leaf
    placing: Placing
    copy: str
    record: str
    severity: int
    rotation: int

    def box(self, box: Box) -> list[float]:
        """A box of the leaf in the frame of the page."""
        return list(self.placing.box(box))

    @property
    def has_frame(self) -> bool:
        """Whether the page has an image; a page of a text source has none."""
        return self.severity >= 0


@dataclass(frozen=True, slots=True)
class MadeCopy:
    """A copy of a record in a file: its pages and what the copy's table says of it."""

    id: str
    record: str
    table: Table
    pages: list[MadePage]


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A source file: its path in the part's folder, its bytes (empty when not rendered) and its copies."""

    source: FileSource
    path: str
    id: str
    size: int
    data: bytes
    copies: list[MadeCopy]

    @property
    def pages(self) -> list[MadePage]:
        """All pages in order."""
        return [page for copy in self.copies for page in copy.pages]


def copy_ids(world: World) -> dict[tuple[str, int], str]:
    """The id of each copy by file name and place in the file: the record's name and a running number."""
    seen: dict[str, int] = {}
    ids = {}
    for file in world.files:
        for index, table in enumerate(file.copies):
            name = str(table["record"])
            seen[name] = seen.get(name, 0) + 1
            ids[file.name, index] = f"copy-{name}-{seen[name]}"
    return ids


def make_file(world: World, file: FileSource, *, render: bool = True) -> MadeFile:
    """Lay out a file's copies and, when `render`, draw and degrade its pages and write its bytes.

    Without `render` the file's id is made from its name, so that everything but the bytes can be checked quickly.
    """
    ids = copy_ids(world)
    copies: list[MadeCopy] = []
    number = 0
    for index, table in enumerate(file.copies):
        if table["record"] not in world.records:
            raise SourceFault(f"{file.name}: no record {table['record']}")
        leaves = _leaves(world, file, table)
        pages = []
        for place_in_copy, leaf in enumerate(leaves):
            number += 1
            severity = _severity(file, table, place_in_copy)
            name = f"{file.name}/{number}"
            placing = place(leaf, name, max(severity, 0))
            turns = table.get("turned", [])
            rotation = int(turns[place_in_copy]) if place_in_copy < len(turns) else 0
            pages.append(MadePage(number, leaf, placing, ids[file.name, index], str(table["record"]), severity, rotation))
        copies.append(MadeCopy(ids[file.name, index], str(table["record"]), table, pages))
    path = f"{file.head.get('folder', 'files')}/{file.name}.{SUFFIX[file.format]}"
    made = MadeFile(file, path, hashlib.sha256(path.encode()).hexdigest(), 0, b"", copies)
    if not render:
        return made
    data = _bytes(made)
    return MadeFile(file, path, hashlib.sha256(data).hexdigest(), len(data), data, copies)


def _severity(file: FileSource, table: Table, index: int) -> int:
    if file.format == "text":
        return -1
    if file.format == "born":
        return 0
    severities = table["severity"]
    return int(severities[index] if isinstance(severities, list) else severities)


def _leaves(world: World, file: FileSource, table: Table) -> list[Leaf]:
    """The record's pages as this copy shows them: what is withheld, struck, stamped."""
    record = world.records[str(table["record"])]
    leaves = Flow(record).set()
    only = table.get("only")
    if only:
        leaves = [leaves[int(number) - 1] for number in only]
    try:
        cover(leaves, table.get("withhold", {}))
        put_marks(leaves, table.get("mark", []), table.get("release", []))
    except (ValueError, KeyError, IndexError) as error:
        raise SourceFault(f"{file.name}, {record.name}: {error!r}") from error
    for leaf, role in zip(leaves, table.get("roles", []), strict=False):
        leaf.role = role
    return copying.deepcopy(leaves)


def page_text(page: MadePage) -> str:
    """The true text of a page: words in reading order, a space within a line, a newline between lines."""
    return "\n".join(" ".join(word.text for word in line) for line in page.leaf.lines())


def _bytes(made: MadeFile) -> bytes:
    form = made.source.format
    if form == "text":
        return ("\f".join(page_text(page) for page in made.pages) + "\n").encode()
    if form == "born":
        return write_pdf([_born_page(page) for page in made.pages])
    dpi = int(made.source.head.get("dpi", 200))
    images = [_scan(made, copy, page, dpi) for copy in made.copies for page in copy.pages]
    if form == "tiff":
        return write_tiff(images, dpi)
    if form in {"jpeg", "png"}:
        return write_image(images[0], form, dpi)
    pdf_pages = []
    for page, image in zip(made.pages, images, strict=True):
        width, height = page.placing.width, page.placing.height
        flagged = made.source.head.get("rotate_flag", False)
        if page.rotation in {90, 270}:
            width, height = height, width
        text = _poor_layer(page, made.source.name) if form == "ocr" else ()
        pdf_pages.append(PdfPage(width, height, image, text, rotate=page.rotation if flagged else 0))
    return write_pdf(pdf_pages, int(made.source.head.get("quality", 55)))


def _scan(made: MadeFile, copy: MadeCopy, page: MadePage, dpi: int) -> Image.Image:
    name = f"{made.source.name}/{page.number}"
    look = {**made.source.head.get("look", {}), **copy.table.get("look", {})}
    clean = photocopy.draw(page.leaf, dpi, name, float(look.get("typed", 0.5)))
    image = photocopy.copy(clean, page.placing, name, page.severity, dpi, look)
    # Stored turned the other way, so that `rotation` degrees clockwise set it upright.
    return image.rotate(page.rotation, expand=True) if page.rotation else image


def _born_page(page: MadePage) -> PdfPage:
    """A page that never was paper: real text; what is withheld is a filled box with nothing under it."""
    leaf = page.leaf
    words = [word for line in leaf.lines() for word in line]
    return PdfPage(
        leaf.width,
        leaf.height,
        text=tuple(PlacedText(w.text, w.x, w.y, w.size, _standard(w), w.bold, w.italic) for w in words),
        rules=tuple((rule.x0, rule.y0, rule.x1, rule.y1, rule.width) for rule in leaf.rules),
        boxes=tuple(covered.box for covered in leaf.withheld),
    )


def _standard(word: Word) -> str:
    if word.face not in STANDARD:
        raise SourceFault(f"{word.face} is no face of a born-digital page ({word.text})")
    return word.face


def _poor_layer(page: MadePage, name: str) -> tuple[PlacedText, ...]:
    """The layer of an old OCR run: misread letters, lost words, boxes a little off; what is withheld is not in it."""
    chance = random.Random(f"layer {name}/{page.number}")
    texts = []
    for line in page.leaf.lines():
        for word in line:
            if chance.random() < 0.03:
                continue
            x0, _, x1, y1 = page.placing.box(word.box)
            texts.append(
                PlacedText(_misread(word.text, chance), x0 + chance.uniform(-2, 2), y1, word.size, width=max(x1 - x0, 1.0))
            )
    return tuple(texts)


def _misread(text: str, chance: random.Random) -> str:
    read: Sequence[str] = [_MISREAD.get(c, c) if chance.random() < 0.16 else c for c in text]
    return "".join(read)
