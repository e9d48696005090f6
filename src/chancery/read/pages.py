"""The stage: pages of a source to readings, each page rendered once, OCR asked in lists and only where it is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from chancery.errors import LimitExceeded, PageError
from chancery.model.geometry import Box
from chancery.model.page import HiddenWord, LayerQuality, Page, PageReading, Region, TextLayer, Word, make_layer
from chancery.model.source import Problem
from chancery.read.boxes import Print
from chancery.read.engine import OcrEngine
from chancery.read.grounds import find_grounds
from chancery.read.hidden import MARKED, find_hidden, is_marked
from chancery.read.language import share_common
from chancery.read.layers import NativeWord, arrange, turn_box, turn_words
from chancery.read.ocr import OcrJob, OcrResult, read_jobs
from chancery.read.prepare import Lie, Marks, find_lie, find_marks, is_blank, turn_image
from chancery.read.quality import GOOD_NATIVE, Quality, measure_native, measure_plain, share_covered
from chancery.read.reader import Image, NativeText, PageContent, SourceReader
from chancery.read.redactions import REDACTIONS_VERSION, find_redactions
from chancery.read.text import TextReader
from chancery.settings import ReadSettings

READ_VERSION = "3"
NOISE = 0.5  # mean confidence below which words that are no words are noise
NO_TEXT = 0.3  # score below which a native layer is no better than noise
BATCH_PAGES = 8
BATCH_PIXELS = 60_000_000  # so that a list of very large pages does not fill the memory
PLAIN_DPI = 100.0  # of a page without images: enough to see whether its text is painted
DARK_PRINT = 160.0  # grey of text that nobody can take for paper


def read_pages(
    reader: SourceReader, source: str, numbers: Sequence[int], settings: ReadSettings, engine: OcrEngine | None
) -> Iterator[PageReading]:
    """A reading for each page asked for, in that order. `source` is the SHA-256 of the file.

    A page that cannot be read becomes a reading with a problem; the others go on.
    """
    if isinstance(reader, TextReader):
        for number in numbers:
            yield read_text_page(reader, source, number)
        return
    batch: list[_Draft] = []
    pixels = 0
    for number in numbers:
        draft = _draft(reader, source, number)
        batch.append(draft)
        pixels += draft.image.size if draft.image is not None else 0
        if len(batch) >= BATCH_PAGES or pixels >= BATCH_PIXELS:
            yield from _finish(batch, settings, engine)
            batch, pixels = [], 0
    yield from _finish(batch, settings, engine)


def read_text_page(reader: TextReader, source: str, number: int) -> PageReading:
    """A page of a text source: its words by lines, no boxes; an empty line begins a paragraph."""
    words: list[Word] = []
    line_number, paragraph, fresh = -1, -1, True
    for line in reader.lines(number):
        parts = line.split()
        if not parts:
            fresh = True
            continue
        line_number += 1
        paragraph += fresh
        fresh = False
        words += [Word(part, None, None, line_number, paragraph) for part in parts]
    page = Page(source, number, None, None, blank=not words)
    layer = make_layer(source, number, reader.origin(), words)
    quality = LayerQuality(layer.id, 1.0, "the file is text")
    return PageReading(page, (layer,), (quality,), layer.id, problems=tuple(_replaced(layer)))


# --- one page before OCR ---------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Draft:
    """A page on its way: what the file says, its image, its native layer, what is still to be asked of OCR."""

    source: str
    number: int
    content: PageContent | None = None
    image: Image | None = None
    scale: float = 1.0  # pixels of `image` for one point
    marks: Marks | None = None
    lie: Lie | None = None
    plain: bool = False  # nothing but text in plain sight: the page need not be drawn
    turn: int = 0
    native: TextLayer | None = None
    quality: Quality | None = None
    blank: bool = False
    wants_ocr: bool = False
    problems: list[Problem] = field(default_factory=list)

    @property
    def redaction_marks(self) -> list[Box]:
        """Marks that were never applied, in the turned frame."""
        content = self.content
        if content is None or content.width is None or content.height is None:
            return []
        return [turn_box(box, self.turn, content.width, content.height) for box in content.marks]


def _draft(reader: SourceReader, source: str, number: int) -> _Draft:
    draft = _Draft(source, number)
    try:
        content = reader.read_page(number)
        draft.content = content
        draft.problems += content.problems
        if _take_plain(draft, content):
            return draft
        unpictured = content.pictured < 0.02 and content.native is not None and content.native.unmapped == 0
        dpi = min(PLAIN_DPI, content.dpi) if unpictured else content.dpi
        image = reader.render(number, dpi)
    except (PageError, LimitExceeded) as error:
        draft.problems.append(Problem(error.code, error.message, error.remedy, number))
        return draft
    assert content.width is not None
    draft.turn = content.text_turn if content.native is not None else 0
    draft.image = turn_image(image, draft.turn)
    draft.scale = image.shape[1] / content.width
    draft.marks = find_marks(draft.image, draft.scale * 72)
    draft.blank = is_blank(draft.marks)
    if content.native is not None:
        _take_native(draft, content, content.native)
    draft.wants_ocr = not draft.blank and (draft.quality is None or draft.quality.score < GOOD_NATIVE)
    if draft.wants_ocr and dpi < content.dpi:
        draft.image = turn_image(reader.render(number, content.dpi), draft.turn)
        draft.scale = draft.image.shape[0 if draft.turn % 180 else 1] / content.width
        draft.marks = find_marks(draft.image, draft.scale * 72)
    return draft


def _take_plain(draft: _Draft, content: PageContent) -> bool:
    """Take the native layer of a page that paints nothing but dark text which reads well; False where it must be looked at."""
    native = content.native
    if native is None or not content.text_only or native.unmapped or content.marks:
        return False
    if not all(word.seen and word.grey is not None and word.grey < DARK_PRINT for word in native.words):
        return False
    quality = measure_plain(native.words)
    if quality.score < GOOD_NATIVE or content.width is None or content.height is None:
        return False
    draft.turn = content.text_turn
    words, _ = arrange(turn_words(native.words, draft.turn, content.width, content.height))
    draft.native = make_layer(draft.source, draft.number, native.origin, words)
    draft.quality, draft.plain = quality, True
    return True


def _take_native(draft: _Draft, content: PageContent, native: NativeText) -> None:
    """The native layer in the turned frame, its hidden words apart, its quality measured."""
    assert draft.image is not None
    assert draft.marks is not None
    assert content.width is not None
    assert content.height is not None
    words = turn_words(native.words, draft.turn, content.width, content.height)
    reasons = find_hidden(words, draft.image, draft.scale, draft.redaction_marks)
    visible = [word for word, reason in zip(words, reasons, strict=True) if not reason]
    arranged, _ = arrange(visible)
    hidden = _hidden_words(words, reasons, arranged)
    draft.native = make_layer(draft.source, draft.number, native.origin, arranged, hidden)
    unseen = [word.box for word, reason in zip(words, reasons, strict=True) if reason]
    draft.quality = measure_native(visible, unseen, native.unmapped, draft.marks, draft.scale)
    draft.problems += _hidden_problems(reasons, draft.number)


def _hidden_words(words: Sequence[NativeWord], reasons: Sequence[str], visible: Sequence[Word]) -> list[HiddenWord]:
    """Hidden words with the visible word before which each would stand: the first that is lower, or later on its line."""
    hidden = []
    for word, reason in zip(words, reasons, strict=True):
        if reason:
            before = next((index for index, other in enumerate(visible) if _follows(other.box, word.box)), len(visible))
            line = visible[before].line if before < len(visible) else (visible[-1].line + 1 if visible else 0)
            hidden.append(HiddenWord(Word(word.text, word.box, None, line), before, reason))
    return hidden


def _follows(box: Box | None, other: Box) -> bool:
    if box is None:
        return False
    level = min(box.y1, other.y1) - max(box.y0, other.y0) > 0.5 * min(box.height, other.height)
    return box.x0 >= other.x1 - 1 if level else box.y0 > other.y0


def _hidden_problems(reasons: Sequence[str], number: int) -> Iterator[Problem]:
    # Marks that were never applied are told of where they are found, with or without words under them.
    count = sum(1 for reason in reasons if reason and reason != MARKED)
    if count:
        words = "1 word is" if count == 1 else f"{count} words are"
        message = f"the page has text that cannot be seen: {words} in the file but not visible on the page"
        yield Problem("hidden_text", message, "The words are kept hidden; take care before you pass the file on.", number)


# --- OCR and choice --------------------------------------------------------------------------------------------------


def _finish(batch: Sequence[_Draft], settings: ReadSettings, engine: OcrEngine | None) -> Iterator[PageReading]:
    wanting = [draft for draft in batch if draft.wants_ocr and draft.image is not None]
    results: dict[int, OcrResult] = {}
    if engine is not None and wanting:
        jobs = []
        for draft in wanting:
            assert draft.image is not None
            assert draft.marks is not None
            draft.lie = find_lie(draft.marks)
            jobs.append(OcrJob(draft.image, draft.marks, draft.lie))
        results = dict(zip((id(draft) for draft in wanting), read_jobs(jobs, settings, engine), strict=True))
    for draft in batch:
        yield _reading(draft, results.get(id(draft)), engine)


def _reading(draft: _Draft, result: OcrResult | None, engine: OcrEngine | None) -> PageReading:
    content = draft.content
    if content is None or (draft.image is None and not draft.plain):
        return PageReading(_page(draft, result), problems=tuple(draft.problems))
    if result is not None and result.turn:
        _turn(draft, content, result.turn)
    layers: list[TextLayer] = []
    qualities: list[LayerQuality] = []
    if draft.native is not None and draft.quality is not None:
        layers.append(draft.native)
        qualities.append(LayerQuality(draft.native.id, draft.quality.score, draft.quality.why()))
    if result is not None:
        _add_ocr(draft, result, layers, qualities)
    elif draft.wants_ocr and engine is None:
        message = "the page is a picture and no reading engine is in use; it has no text"
        draft.problems.append(Problem("no_engine", message, "Install tesseract and read it again.", draft.number))
    chosen = choose(qualities)
    if result is not None and is_noise(result) and (draft.quality is None or draft.quality.score < NO_TEXT):
        chosen = None
    chosen_layer = next((layer for layer in layers if layer.id == chosen), None)
    for layer in layers:
        draft.problems += _replaced(layer)
    return PageReading(
        _page(draft, result),
        tuple(layers),
        tuple(_explain(qualities, chosen)),
        chosen,
        tuple(_regions(draft, chosen_layer)),
        tuple(draft.problems),
    )


def _turn(draft: _Draft, content: PageContent, turn: int) -> None:
    """The whole draft in the frame that OCR found to be upright."""
    assert draft.image is not None
    draft.turn = (draft.turn + turn) % 360
    draft.image = turn_image(draft.image, turn)
    draft.marks, draft.lie = find_marks(draft.image, draft.scale * 72), None
    if content.native is not None:
        draft.problems = [problem for problem in draft.problems if problem.code != "hidden_text"]
        _take_native(draft, content, content.native)


def _add_ocr(draft: _Draft, result: OcrResult, layers: list[TextLayer], qualities: list[LayerQuality]) -> None:
    if result.failure is not None:
        code, message = result.failure
        remedy = "Raise CHANCERY_READ_PAGE_SECONDS and read it again." if code == "page_seconds" else "Read it again."
        draft.problems.append(Problem(code, message, remedy, draft.number))
        return
    assert draft.marks is not None
    words: list[Word] = []
    hidden: list[HiddenWord] = []
    for read, pixels in zip(result.words, result.boxes, strict=True):
        box = _in_points(pixels, draft.scale)
        word = Word(read.text, box, round(read.confidence, 4), read.line, read.paragraph)
        # A mark that was never applied hides nothing on the image, but whoever drew it meant to.
        if is_marked(box, draft.redaction_marks):
            hidden.append(HiddenWord(word, len(words), MARKED))
        else:
            words.append(word)
    layer = make_layer(draft.source, draft.number, result.origin, words, hidden)
    covered = share_covered([word.box for word in words if word.box is not None], draft.marks, draft.scale)
    layers.append(layer)
    qualities.append(
        LayerQuality(layer.id, round(result.confidence * (0.5 + 0.5 * covered), 3), _ocr_why(result, len(words)))
    )


def _in_points(box: tuple[float, float, float, float], scale: float) -> Box:
    return Box(*(value / scale for value in box)).rounded()


def is_noise(result: OcrResult) -> bool:
    """Whether what OCR read is no text: unsure of it, and hardly a common word among many (a picture, noise, a scrawl)."""
    texts = [word.text for word in result.words]
    return bool(texts) and result.confidence < NOISE and share_common(texts) < 0.08


def _ocr_why(result: OcrResult, count: int) -> str:
    if not count:
        return "OCR found no words"
    if is_noise(result):
        return f"what OCR read does not look like text (sure of it to {result.confidence:.0%})"
    return f"OCR is sure of it to {result.confidence:.0%}"


def choose(qualities: Sequence[LayerQuality]) -> str | None:
    """The layer with the highest score; of equal ones the one the file brought."""
    best = max(qualities, key=lambda quality: quality.score, default=None)
    return best.layer if best is not None else None


def _explain(qualities: Sequence[LayerQuality], chosen: str | None) -> Iterator[LayerQuality]:
    for quality in qualities:
        verdict = "chosen" if quality.layer == chosen else "passed over"
        yield replace(quality, why=f"{verdict}: {quality.why}")


def _regions(draft: _Draft, layer: TextLayer | None) -> Iterator[Region]:
    if draft.image is None or draft.marks is None:
        return
    scale = draft.scale
    prints = [
        Print(word.text, word.box.x0 * scale, word.box.y0 * scale, word.box.x1 * scale, word.box.y1 * scale)
        for word in (layer.words if layer is not None else ())
        if word.box is not None
    ]
    skew = (draft.lie or find_lie(draft.marks)).skew
    found = find_redactions(draft.image, draft.marks, skew, prints)
    boxes = [_in_points((each.left, each.top, each.right, each.bottom), draft.scale) for each in found]
    grounds = find_grounds(boxes, layer.words if layer is not None else ())
    for each, box, code in zip(found, boxes, grounds, strict=True):
        yield Region(
            draft.source, draft.number, "redaction", box, code=code, fill=each.fill, method="shape",
            version=REDACTIONS_VERSION, confidence=each.confidence,
        )  # fmt: skip


def _page(draft: _Draft, result: OcrResult | None) -> Page:
    content = draft.content
    if content is None:
        return Page(draft.source, draft.number, None, None)
    width, height = content.width, content.height
    if draft.turn % 180:
        width, height = height, width
    rotation = (content.rotation + draft.turn) % 360
    return Page(draft.source, draft.number, width, height, rotation, draft.turn, result.skew if result else 0.0, draft.blank)


def _replaced(layer: TextLayer) -> Iterator[Problem]:
    if layer.replaced:
        signs = "1 sign" if layer.replaced == 1 else f"{layer.replaced} signs"
        message = f"{signs} in the text could not be kept and became �"
        yield Problem("replaced_characters", message, "Compare with the original.", layer.page_number)
