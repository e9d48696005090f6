"""Pages through an OCR engine: which way up, which languages, in lists; trials on a strip before a page is read twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from chancery.model.page import LayerOrigin
from chancery.read.alphabet import settle_alphabets
from chancery.read.engine import OcrEngine, OcrPage, OcrWord
from chancery.read.language import share_common, share_known, share_likely
from chancery.read.prepare import Lie, Marks, Straightened, find_lie, find_marks, remove_specks, straighten, turn_image
from chancery.read.reader import Image
from chancery.settings import ReadSettings

TURNED = 0.6  # mean confidence below which a page may stand on its head (engines.md: such pages have 24-37 %)
FOREIGN = 0.78  # mean confidence below which a page may speak another language (Russian read as English has 40-70 %)
PROSE = 0.2  # share of common words above which a page is the right way up, however badly printed
# Faint English forms and lists keep 86 % of their characters in words that look like words, and 6 % known words; Russian read
# as English has 57 %, and of a page on its head at most 2 % are known words (10 real and 16 turned pages).
LIKELY = 0.82
KNOWN = 0.04
STRIP_LINES_PIXELS = 260  # height of a trial strip: four to seven lines at 200 dots per inch


@dataclass(frozen=True, slots=True)
class OcrJob:
    """A grey page image as displayed and the dark spots found on it."""

    image: Image
    marks: Marks
    lie: Lie | None = None  # found from the marks where it is not given


@dataclass(frozen=True, slots=True)
class OcrResult:
    """What OCR gave for a page: words with boxes in pixels of the image turned by `turn` degrees clockwise."""

    words: tuple[OcrWord, ...]
    boxes: tuple[tuple[float, float, float, float], ...]
    turn: int
    skew: float
    confidence: float
    origin: LayerOrigin
    failure: tuple[str, str] | None = None


@dataclass(slots=True, eq=False)
class _Page:
    """A page on its way through the engine."""

    clean: Image  # specks off, as displayed
    turn: int
    skew: float
    languages: str
    straight: Straightened = field(init=False)
    read: OcrPage = field(default_factory=OcrPage)

    def __post_init__(self) -> None:
        self.set(self.turn)

    def set(self, turn: int) -> None:
        self.turn = turn
        self.straight = straighten(turn_image(self.clean, turn), self.skew)


def read_jobs(jobs: Sequence[OcrJob], settings: ReadSettings, engine: OcrEngine) -> list[OcrResult]:
    """A result for each job, in order. Raises EngineMissing, EngineError where the engine itself does not work."""
    first = settings.languages[0]
    pages = []
    for job in jobs:
        lie = job.lie if job.lie is not None else find_lie(job.marks)
        pages.append(_Page(remove_specks(job.image, job.marks), 90 if lie.sideways else 0, lie.skew, first))
    _read(pages, settings, engine)
    doubtful = [page for page in pages if _ways(page, settings)]
    if doubtful:
        _try_otherwise([(page, way) for page in doubtful for way in _ways(page, settings)], settings, engine)
        _try_otherwise(list(_ways_of_neighbours(pages, doubtful)), settings, engine)
        # A page that reads badly every way (a drawing, a scrawl) is left as it was given.
        unproven = [page for page in doubtful if page.turn and page.read.confidence < TURNED and _is_doubtful(page.read)]
        for page in unproven:
            page.set(0)
        _read(unproven, settings, engine)
    return [_result(page, settings, engine) for page in pages]


def _read(pages: Sequence[_Page], settings: ReadSettings, engine: OcrEngine) -> None:
    """Read the pages as they stand, in one list a language."""
    for languages in sorted({page.languages for page in pages}):
        same = [page for page in pages if page.languages == languages]
        images = [page.straight.image for page in same]
        for page, read in zip(same, engine.read(images, languages, settings.dpi, settings.page_seconds), strict=True):
            page.read = read


def _is_doubtful(read: OcrPage) -> bool:
    if read.failure is not None or not read.words:
        return False
    texts = [word.text for word in read.words]
    return read.confidence < FOREIGN and share_common(texts) < PROSE


# --- other ways up, other languages ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to read a page otherwise."""

    turn: int
    languages: str


def _ways(page: _Page, settings: ReadSettings) -> list[_Way]:
    """The other ways that what was read speaks for; none for a page that is only faint, or a form."""
    if not _is_doubtful(page.read):
        return []
    texts = [word.text for word in page.read.words]
    others = [language for language in settings.languages if language != page.languages]
    others = others if share_likely(texts) < LIKELY else []
    turned = (page.turn + 180) % 360
    ways = [_Way(page.turn, language) for language in others]
    if page.read.confidence < TURNED and share_known(texts) < KNOWN:
        ways += [_Way(turned, language) for language in (page.languages, *others)]
        # Few letters may have looked sideways by chance: the way the page was given is tried as well.
        ways += [_Way(0, page.languages)] if page.turn % 180 else []
    return ways


def _ways_of_neighbours(pages: Sequence[_Page], tried: Sequence[_Page]) -> Iterator[tuple[_Page, _Way]]:
    """Pages that read badly, and of which nothing but a neighbour in another language says that they may be in it, too: the
    last lines of a Russian letter under an English stamp.
    """
    foreign = {language for page in pages for language in page.languages.split("+")[1:]}
    for page in pages:
        unsure = page.read.failure is None and page.read.words and page.read.confidence < FOREIGN
        if page not in tried and unsure:
            yield from ((page, _Way(page.turn, language)) for language in sorted(foreign))


def _try_otherwise(trials: Sequence[tuple[_Page, _Way]], settings: ReadSettings, engine: OcrEngine) -> None:
    """Read a strip of each page in every other way; where one is surer than the page's own strip, read the page that way."""
    pages = list({id(page): page for page, _ in trials}.values())
    strips = {id(page): _strip(page) for page in pages}
    sure: dict[int, list[tuple[float, _Way]]] = {}
    for languages in sorted({way.languages for _, way in trials}):
        same = [(page, way) for page, way in trials if way.languages == languages]
        images = [turn_image(strips[id(page)], (way.turn - page.turn) % 360) for page, way in same]
        reads = engine.read(images, languages, settings.dpi, settings.page_seconds)
        for (page, way), read in zip(same, reads, strict=True):
            sure.setdefault(id(page), []).append((_sureness(read), way))
    again = []
    for page in pages:
        best, way = max(sure[id(page)], key=lambda trial: trial[0])
        if best > _sureness(page.read) + 0.05:
            again.append((page, way))
    _read_again(again, settings, engine)


def _read_again(chosen: Sequence[tuple[_Page, _Way]], settings: ReadSettings, engine: OcrEngine) -> None:
    kept = [(page, page.turn, page.languages, page.read) for page, _ in chosen]
    for page, way in chosen:
        page.languages = _mixed(way.languages, settings)
        page.set(way.turn)
    _read([page for page, _ in chosen], settings, engine)
    for page, turn, _, read in kept:
        if page.turn == turn:
            page.read = settle_alphabets(page.read, read)
    for page, turn, languages, read in kept:
        # Confidence of both whole pages decides, never the trial alone.
        if _sureness(page.read) <= _sureness(read):
            page.languages, page.read = languages, read
            page.set(turn)


def _mixed(language: str, settings: ReadSettings) -> str:
    """Russian papers name NATO, XIX and their partners in Latin letters: they are read with both.

    The first language stands first, so that of letters that look alike in both the Latin ones are tried.
    """
    first = settings.languages[0]
    return language if language == first else f"{first}+{language}"


def _sureness(read: OcrPage) -> float:
    """How sure a reading is: its confidence, less where only a word or two was read."""
    return read.confidence * min(1.0, len(read.words) / 8)


def _strip(page: _Page) -> Image:
    """The band of the straight page with the most letters."""
    image = page.straight.image
    if image.shape[0] <= STRIP_LINES_PIXELS * 1.5:
        return image
    letters = find_marks(image, 200).letters()
    rows = np.bincount(letters[:, 1], minlength=image.shape[0])[: image.shape[0]]
    sums = np.convolve(rows, np.ones(STRIP_LINES_PIXELS), mode="valid")
    top = int(sums.argmax())
    return np.ascontiguousarray(image[top : top + STRIP_LINES_PIXELS])


def _result(page: _Page, settings: ReadSettings, engine: OcrEngine) -> OcrResult:
    words = page.read.words
    boxes = tuple(page.straight.box_before(word.left, word.top, word.right, word.bottom) for word in words)
    skew = round(page.straight.skew, 2)
    said = (
        f"dpi={settings.dpi} angle={skew:.2f} turn={page.turn} languages={page.languages} psm=3"
        f" specks=6 model={engine.model_hash(page.languages)}"
    )
    origin = LayerOrigin(engine.name, engine.version, said)
    return OcrResult(words, boxes, page.turn, skew, page.read.confidence, origin, page.read.failure)
