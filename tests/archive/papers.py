"""Invented papers as the stages give them: pages of words with boxes, copies, fields and references found by their words."""

from __future__ import annotations

import hashlib
import os
import pwd
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from chancery.archive import Archive, HeldCopy
from chancery.model.evidence import Span
from chancery.model.geometry import Box
from chancery.model.mention import Reference
from chancery.model.page import LayerOrigin, LayerQuality, Page, PageReading, Region, TextLayer, Word, make_layer
from chancery.model.record import CopyDescription, Field, FieldValue, PageDescription, Party, SourceDescription
from chancery.model.text import Piece, ReadingText, quote_layer

LETTER = (
    "MINISTRY OF TORVANE\n14 March 1972\nDear Mr. Vesk,\nI have read your letter of\nFebruary 29 with great care",
    "and shall answer it in full.\nYours sincerely,\nIlmar Torvane",
)
PACKET = (
    "14 March 1972\nDear Mr. Vesk,\nthe first letter begins here",
    "and the first letter ends here.\nIlmar Torvane",
    "2 April 1972\nDear Mr. Torvane,\nthe second letter begins here",
    "and the second letter ends here.\nPell Vesk",
)
WIDTH, HEIGHT = 612.0, 792.0


def lay(
    source: str,
    number: int,
    text: str,
    *,
    engine: str = "tesseract",
    version: str = "5",
    scale: float = 1.0,
    boxes: bool = True,
) -> TextLayer:
    """A layer of these lines; boxes as a typewriter sets them, 6 points a character, 14 points a line, times `scale`."""
    words = []
    for line, content in enumerate(text.split("\n")):
        column = 0
        for word in content.split(" "):
            if not word:
                column += 1
                continue
            box = Box(72 + 6 * column, 72 + 14 * line, 72 + 6 * (column + len(word)), 82 + 14 * line)
            box = Box(*(round(side * scale, 2) for side in box))
            words.append(Word(word, box if boxes else None, 0.9, line))
            column += len(word) + 1
    return make_layer(source, number, LayerOrigin(engine, version), words)


def reading_of(layer: TextLayer, regions: Sequence[Region] = (), **page: Any) -> PageReading:
    size = {"width": WIDTH, "height": HEIGHT} if any(word.box for word in layer.words) else {"width": None, "height": None}
    held = Page(layer.source, layer.page_number, **{**size, **page})
    return PageReading(held, (layer,), (LayerQuality(layer.id, 0.9, "the only layer"),), layer.id, tuple(regions))


def redaction(source: str, number: int, box: Box) -> Region:
    return Region(source, number, "redaction", box, fill="black", method="read.redactions", version="1", confidence=0.9)


def join(layers: Sequence[TextLayer]) -> ReadingText:
    """Reading text of pages that follow one another: every line end becomes a space."""
    text, pieces = "", []
    for layer in layers:
        if text and layer.text:
            pieces.append(Piece(len(text), len(text) + 1, layer.source, layer.page_number, layer.id, None))
            text += " "
        for line in layer.lines():
            if line.first:
                pieces.append(Piece(len(text), len(text) + 1, layer.source, layer.page_number, layer.id, None))
                text += " "
            start = len(text)
            text += line.text
            pieces.append(Piece(start, len(text), layer.source, layer.page_number, layer.id, line.start))
    return ReadingText(text, tuple(pieces))


@dataclass
class Paper:
    """A source under way through the stages.

    `found` are (field name, value, words it stands in, page), `cuts` page ranges, `how` what `lay` is told of its layers.
    """

    archive: Archive
    pages: tuple[str, ...]
    name: str = "letter.pdf"
    data: bytes = b""
    cuts: tuple[tuple[int, int], ...] = ()
    found: tuple[tuple[str, FieldValue, str, int], ...] = ()
    references: tuple[tuple[str, str, int], ...] = ()
    regions: tuple[tuple[int, Box], ...] = ()
    how: dict[str, Any] = field(default_factory=dict)
    layers: list[TextLayer] = field(default_factory=list)
    source: str = ""

    def receive(self, **said: Any) -> str:
        data = self.data or "\f".join(self.pages).encode()
        self.source = self.archive.add_bytes(data, name=self.name, **said).id
        return self.source

    def read(self, version: str = "1", **page: Any) -> None:
        self.archive.save_inspection(self.source, "application/pdf", len(self.pages))
        self.layers = [lay(self.source, number, text, **self.how) for number, text in enumerate(self.pages, 1)]
        readings = [
            reading_of(layer, [redaction(self.source, n, box) for n, box in self.regions if n == layer.page_number], **page)
            for layer in self.layers
        ]
        self.archive.save_pages(self.source, readings, version=version)

    def describe(self, version: str = "1") -> tuple[HeldCopy, ...]:
        cuts = self.cuts or ((1, len(self.pages)),)
        description = SourceDescription(
            tuple(PageDescription(layer.page_number, "body", "running text") for layer in self.layers),
            tuple(self._copy(first, last) for first, last in cuts),
        )
        return self.archive.save_description(self.source, description, version=version)

    def _copy(self, first: int, last: int) -> CopyDescription:
        fields = tuple(self.field(*each) for each in self.found if first <= each[3] <= last)
        return CopyDescription(first, last, fields, join(self.layers[first - 1 : last]))

    def field(self, name: str, value: FieldValue, words: str, number: int) -> Field:
        layer = self.layers[number - 1]
        start = layer.text.index(words)
        evidence = quote_layer(layer, start, start + len(words))
        return Field(name, value, (evidence,), "describe.test", "1", 0.8)

    def extract(self, copy: HeldCopy, version: str = "1") -> tuple[str, ...]:
        reading = join(self.layers[copy.first_page - 1 : copy.last_page])
        found = [
            refer(reading, words, date)
            for words, date, number in self.references
            if copy.first_page <= number <= copy.last_page
        ]
        return self.archive.save_references(copy.id, found, version=version)

    def add(self, **said: Any) -> tuple[HeldCopy, ...]:
        """All the way: received, read, described, searched for references."""
        self.receive(**said)
        self.read()
        copies = self.describe()
        for copy in copies:
            self.extract(copy)
        return copies


def refer(reading: ReadingText, words: str, date: str) -> Reference:
    start = reading.text.index(words)
    return Reference(
        Span(start, start + len(words)), "document", "letter", date, "inferred_year", "the letter is of March 1972",
        (), (), None, None, None, "extract.test", "1", 0.7,
    )  # fmt: skip


def letter(archive: Archive, **changed: Any) -> Paper:
    """A letter of two pages with date, addressee, one reference over a line end and one redaction."""
    paper = Paper(
        archive,
        LETTER,
        found=(
            ("type", "letter", "Dear Mr. Vesk,", 1),
            ("date", "1972-03-14", "14 March 1972", 1),
            ("to", Party("Mr. Vesk"), "Mr. Vesk", 1),
            ("from", Party("Ilmar Torvane"), "Ilmar Torvane", 2),
        ),
        references=(("your letter of February 29", "1972-02-29", 1),),
        regions=((2, Box(300, 300, 400, 320)),),
    )
    return replace(paper, **changed)


def packet(archive: Archive, **changed: Any) -> Paper:
    """Two letters on four pages."""
    paper = Paper(
        archive,
        PACKET,
        name="packet.pdf",
        cuts=((1, 2), (3, 4)),
        found=(
            ("date", "1972-03-14", "14 March 1972", 1),
            ("to", Party("Mr. Vesk"), "Mr. Vesk", 1),
            ("date", "1972-04-02", "2 April 1972", 3),
            ("to", Party("Mr. Torvane"), "Mr. Torvane", 3),
        ),
    )
    return replace(paper, **changed)


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def run_child(script: str, *arguments: object, unprivileged: bool = False) -> subprocess.CompletedProcess[str]:
    """Run Python code in a process of its own; as `nobody` where that is asked for and we are root."""
    who: dict[str, Any] = {}
    if unprivileged and os.getuid() == 0:
        try:
            entry = pwd.getpwnam("nobody")
        except KeyError:
            pytest.skip("there is no user to drop privileges to")
        # The interpreter itself may lie where nobody may look, so privileges are dropped after the imports.
        script = script.replace(
            "# drop", f"import os; os.setgroups([]); os.setgid({entry.pw_gid}); os.setuid({entry.pw_uid})"
        )
    root = Path(__file__).resolve().parent.parent.parent
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), str(root / "src")])}
    code = textwrap.dedent(script)
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        **who,
    )
