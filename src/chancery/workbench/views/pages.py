"""One page as the room shows it: its part of the reading text with words, marks, hits and gaps in it, beside its image."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from chancery.archive import Archive
from chancery.archive.held import HeldFinding, HeldPage
from chancery.model.geometry import Box
from chancery.model.page import TextLayer
from chancery.model.text import Piece, ReadingText
from chancery.model.viewer import Viewer
from chancery.search.match import find_hits
from chancery.search.tree import Query
from chancery.workbench.pages.finding import Finding, FindingKind
from chancery.workbench.pages.leaf import (
    HiddenShown,
    LayerShown,
    PageShown,
    PageText,
    Paragraph,
    SetAside,
    Strip,
    StripPage,
    TextMark,
    TextWord,
    Withheld,
)
from chancery.workbench.views.hidden import find_hidden
from chancery.workbench.views.words import capitalized
from chancery.workbench.withheld import Gap, find_gaps

ENGINES = {
    "embedded": "text of the file",
    "pdfium": "text of the file",
    "text": "text file",
    "tesseract": "OCR, tesseract",
    "tesserocr": "OCR, tesseract",
}
# Each banner and page number is one of its own.
APART = frozenset({"banner", "page_number"})
HIDDEN_PROBLEMS = frozenset({"hidden_text", "unapplied_redaction"})
ASIDE = {"page_number": "page number", "exemption_code": "exemption code", "address_block": "address block"}


@dataclass(frozen=True)
class Leaf:
    """A page with what is shown of it: its layer, its regions, and the reading text that runs over it (None: none does)."""

    held: HeldPage
    layer: TextLayer | None
    regions: tuple[HeldFinding, ...]
    reading: ReadingText | None
    of: int
    hidden: HiddenShown | None = None

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The pieces of the reading text on this page, inserted ones among them; a page without any is one piece."""
        layer = self.layer
        if layer is None or not layer.text:
            return ()
        if self.reading is None:
            return (Piece(0, len(layer.text), layer.source, layer.page_number, layer.id, 0),)
        mine = [
            piece for piece in self.reading.pieces if (piece.source, piece.page_number) == (layer.source, layer.page_number)
        ]
        while mine and mine[-1].layer_start is None:
            mine.pop()  # the space or break that joins this page to the next
        while mine and mine[0].layer_start is None:
            mine.pop(0)
        return tuple(mine)

    @property
    def text(self) -> str:
        assert self.layer is not None
        return self.layer.text if self.reading is None else self.reading.text


def read_leaf(archive: Archive, source: str, number: int, of: int, reading: ReadingText | None, viewer: Viewer) -> Leaf:
    """A page from the archive. Raises NotFound."""
    held = archive.page(source, number, viewer)
    layer = archive.layer(held.chosen, viewer) if held.chosen else None
    if reading is not None and not any(piece.page_number == number for piece in reading.pieces):
        reading = None  # the copy has this page but its text takes nothing from it
    return Leaf(held, layer, archive.regions(source, number, viewer), reading, of, find_hidden(archive, held, layer, viewer))


def show_page(leaf: Leaf, findings: Sequence[Finding], query: Query | None) -> PageShown:
    """The page value; `findings` are those to mark, `query` what to find in it."""
    page = leaf.held.page
    text, hits = _page_text(leaf, findings, query)
    return PageShown(
        page.source, page.number, leaf.of, page.width, page.height, text,
        role=say_role(leaf.held),
        blank=page.blank,
        layer=_layer_shown(leaf.held),
        set_aside=tuple(_set_aside(leaf)),
        hits=hits,
        notes=tuple(_notes(leaf)),
        hidden=leaf.hidden,
    )  # fmt: skip


def _page_text(leaf: Leaf, findings: Sequence[Finding], query: Query | None) -> tuple[PageText, tuple[tuple[Box, ...], ...]]:
    pieces = leaf.pieces
    if not pieces or leaf.layer is None:
        return PageText(""), ()
    start, end = pieces[0].start, pieces[-1].end
    words = tuple(_words(pieces, leaf.layer, start))
    hits = _hits(leaf, query, start, end)
    gaps = find_gaps(leaf.regions, leaf.layer, leaf.reading)
    shown = PageText(
        leaf.text[start:end],
        tuple(_paragraphs(leaf, words, start, end)),
        words,
        tuple(_marks(leaf, findings, start)),
        tuple((at - start, to - start) for at, to in hits),
        tuple(_withheld(gap, findings, start, end, leaf) for gap in gaps),
        continues=leaf.reading is not None and start > 0 and not leaf.text[:start].endswith("\n"),
    )
    return shown, tuple(boxes_of(pieces, leaf.layer, at, to) for at, to in hits)


def _words(pieces: Iterable[Piece], layer: TextLayer, start: int) -> Iterator[TextWord]:
    for piece in pieces:
        if piece.layer_start is None:
            continue
        shift = piece.start - piece.layer_start
        end = piece.layer_start + piece.end - piece.start
        for index in layer.words_in(piece.layer_start, end):
            first, last = max(layer.starts[index], piece.layer_start), min(layer.end_of(index), end)
            yield TextWord(first + shift - start, last + shift - start, index)


def _hits(leaf: Leaf, query: Query | None, start: int, end: int) -> list[tuple[int, int]]:
    """Hits of a query on this page, cut to it: sought in the whole text, so that a phrase over a page break holds."""
    if query is None:
        return []
    found = find_hits(query.root, leaf.text)
    return [(max(hit.start, start), min(hit.end, end)) for hit in found if hit.start < end and start < hit.end]


def boxes_of(pieces: Iterable[Piece], layer: TextLayer, start: int, end: int) -> tuple[Box, ...]:
    """The boxes of the stretch [start, end) of the text that the pieces make."""
    boxes: list[Box] = []
    for piece in pieces:
        first, last = max(piece.start, start), min(piece.end, end)
        if piece.layer_start is not None and first < last:
            shift = piece.layer_start - piece.start
            boxes += layer.boxes_in(first + shift, last + shift)
    return tuple(boxes)


def _paragraphs(leaf: Leaf, words: Sequence[TextWord], start: int, end: int) -> Iterator[Paragraph]:
    """Paragraphs are parted by an empty line in reading text; a page without one keeps the lines it has."""
    text = leaf.text[start:end]
    if leaf.reading is None:
        yield Paragraph(0, len(text), typeset=True)
        return
    at = 0
    for part in text.split("\n\n"):
        if part.strip():
            yield Paragraph(at, at + len(part), right=_is_right(leaf, words, at, at + len(part)))
        at += len(part) + 2


def _is_right(leaf: Leaf, words: Sequence[TextWord], start: int, end: int) -> bool:
    """Whether a short paragraph stands wholly in the right half of its page, as date lines and closings do."""
    width = leaf.held.page.width
    layer = leaf.layer
    if width is None or layer is None or end - start > 120:
        return False
    boxes = [layer.words[word.word].box for word in words if start <= word.start < end]
    return bool(boxes) and all(box is not None and box.x0 > 0.45 * width for box in boxes)


def _marks(leaf: Leaf, findings: Sequence[Finding], start: int) -> Iterator[TextMark]:
    number, source = leaf.held.page.number, leaf.held.page.source
    for finding in findings:
        if finding.state == "rejected":
            continue
        for place in finding.places:
            if (place.source, place.page) == (source, number) and place.quote:
                stretch = _stretch(leaf, place.start, place.end)
                if stretch is not None:
                    yield TextMark(stretch[0] - start, stretch[1] - start, finding.id, place.siglum, finding.kind)


def _stretch(leaf: Leaf, start: int, end: int) -> tuple[int, int] | None:
    """Where the layer's stretch [start, end) stands in the text; None where it was set aside."""
    if leaf.reading is None:
        return start, end
    source, number = leaf.held.page.source, leaf.held.page.number
    mapped = [at for offset in range(start, end) if (at := leaf.reading.from_layer(source, number, offset)) is not None]
    return (min(mapped), max(mapped) + 1) if mapped else None


def _withheld(gap: Gap, findings: Sequence[Finding], start: int, end: int, leaf: Leaf) -> Withheld:
    at = gap.layer_at if leaf.reading is None else gap.at if gap.at is not None else end
    finding = next((finding for finding in findings if finding.id == gap.finding.id), None)
    return Withheld(
        min(max(at, start), end) - start, capitalized(gap.words), gap.region.code, gap.finding.id,
        finding.siglum if finding else "", gap.inline,
    )  # fmt: skip


def _set_aside(leaf: Leaf) -> Iterator[SetAside]:
    """What was set aside, lines of one kind that follow each other as one."""
    if leaf.layer is None:
        return
    for what, start, end in _joined(leaf.held.furniture):
        text = leaf.layer.text[start:end].replace("\n", " ")
        yield SetAside(ASIDE.get(what, what.replace("_", " ")), text, leaf.layer.boxes_in(start, end))


def _joined(furniture: Iterable[tuple[int, int, str]]) -> Iterator[tuple[str, int, int]]:
    joined: tuple[str, int, int] | None = None
    for start, end, what in sorted(furniture):
        if joined is not None and what == joined[0] and what not in APART and start <= joined[2] + 1:
            joined = (what, joined[1], end)
            continue
        if joined is not None:
            yield joined
        joined = (what, start, end)
    if joined is not None:
        yield joined


def _layer_shown(held: HeldPage) -> LayerShown | None:
    chosen = held.layer
    if chosen is None:
        return None
    others = tuple(
        f"{_engine(layer.origin.engine, layer.origin.version)}: {layer.why}"
        for layer in held.layers
        if layer.id != chosen.id
    )
    return LayerShown(_engine(chosen.origin.engine, chosen.origin.version), chosen.quality, chosen.why, others)


def _engine(engine: str, version: str) -> str:
    name = ENGINES.get(engine, engine)
    return f"{name} {version}" if name.startswith("OCR") else name


def _notes(leaf: Leaf) -> Iterator[str]:
    for problem in leaf.held.problems:
        if leaf.hidden is not None and problem.code in HIDDEN_PROBLEMS:
            continue  # what is hidden is told of by itself, with what can be done about it
        yield f"{capitalized(problem.message.rstrip('.'))}. {problem.remedy}".strip()
    layer = leaf.held.layer
    if layer is not None and layer.replaced:
        signs = "character that no text may hold was" if layer.replaced == 1 else "characters that no text may hold were"
        yield f"{layer.replaced} {signs} replaced by \N{REPLACEMENT CHARACTER}."


def say_role(held: HeldPage) -> str:
    """A page's role in a word; empty for a page that carries plain text."""
    if held.role is None or held.role == "body":
        return ""
    return held.role.replace("_", " ")


# --- the strip -------------------------------------------------------------------------------------------------------


def show_strip(
    pages: Iterable[HeldPage],
    source: str,
    of: int,
    findings: Sequence[Finding],
    record: str | None,
    kind: str,
    extent: tuple[int, int],
) -> Strip:
    """A window of a source's pages, with the marks of `findings`; `kind` is the word for the pages of `record`."""
    shown = []
    for held in pages:
        page = held.page
        role = say_role(held) or (kind if record is not None and held.record == record else "blank" if page.blank else "")
        marks = tuple(_strip_marks(findings, source, page.number, page.width, page.height))
        shown.append(StripPage(page.number, role, page.width, page.height, held.record, marks))
    return Strip(source, of, tuple(shown), *extent)


def _strip_marks(
    findings: Sequence[Finding], source: str, number: int, width: float | None, height: float | None
) -> Iterator[tuple[FindingKind, float, float, float, float]]:
    if not width or not height:
        return
    for finding in findings:
        if finding.state == "rejected":
            continue
        for place in finding.places:
            if (place.source, place.page) == (source, number):
                for box in place.boxes:
                    yield finding.kind, box.y0 / height, box.y1 / height, box.x0 / width, box.x1 / width
