"""A page of a source: its image, its text with what is marked in it, the strip it stands in, and its own page."""

from __future__ import annotations

from dataclasses import dataclass, field

from chancery.model.geometry import Box
from chancery.workbench.pages.asked import Asked
from chancery.workbench.pages.finding import DecisionShown, Finding, FindingKind


@dataclass(frozen=True, slots=True)
class TextWord:
    """A stretch of the page's shown text that is word `word` (index from 0) of the page's chosen layer.

    A word broken at a line end is two stretches, side by side, with two word numbers.
    """

    start: int
    end: int
    word: int


@dataclass(frozen=True, slots=True)
class TextMark:
    """A stretch of the page's shown text at which a finding stands."""

    start: int
    end: int
    finding: str
    siglum: str
    kind: FindingKind


@dataclass(frozen=True, slots=True)
class Withheld:
    """Text withheld at `at` of the page's shown text: "About 3 lines withheld", with the codes printed there."""

    at: int
    text: str
    codes: tuple[str, ...] = ()
    finding: str | None = None
    siglum: str = ""
    inline: bool = False  # a few words inside a line, not whole lines


@dataclass(frozen=True, slots=True)
class SetAside:
    """Furniture that is no running text: `what` is its word ("banner", "stamp", "page number"), `text` what it says."""

    what: str
    text: str
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph [start, end) of the page's shown text. `right`: set to the right, as date lines and closings are.

    `typeset`: lines are kept as they stand in a fixed face (cables, tables, text sources).
    """

    start: int
    end: int
    right: bool = False
    typeset: bool = False


@dataclass(frozen=True, slots=True)
class PageText:
    """The part of the reading text that stands on one page, with what is marked in it.

    Paragraphs do not overlap and come in order; marks, words and hits may cross their borders and each other.
    """

    text: str
    paragraphs: tuple[Paragraph, ...] = ()
    words: tuple[TextWord, ...] = ()
    marks: tuple[TextMark, ...] = ()
    hits: tuple[tuple[int, int], ...] = ()
    withheld: tuple[Withheld, ...] = ()
    continues: bool = False
    """Whether the first paragraph began on an earlier page."""


@dataclass(frozen=True, slots=True)
class LayerShown:
    """Which text layer is shown: "OCR, tesseract 5.3", its quality 0..1, and the sentence why it was chosen."""

    engine: str
    quality: float | None
    why: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HiddenShown:
    """What of a page's text a reader of the paper cannot see: how many words, and why ("under a black box").

    The words themselves are nowhere, unless `decision` says who had them shown: then they stand in the text, and
    `words` are their indexes in the page's layer.
    """

    count: int
    reasons: tuple[str, ...]
    decision: DecisionShown | None = None
    words: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PageShown:
    """One page of a source. `width`, `height` in points; None on a text source, which has no image and is shown typeset.

    `of` counts the source's pages. `hits` are boxes of search hits, one tuple of boxes a hit, in reading order.
    `notes` are sentences a reader must know ("Something hidden was found under a black box.", "2 characters replaced").
    """

    source: str
    number: int
    of: int
    width: float | None
    height: float | None
    text: PageText
    role: str = ""
    blank: bool = False
    layer: LayerShown | None = None
    set_aside: tuple[SetAside, ...] = ()
    hits: tuple[tuple[Box, ...], ...] = ()
    notes: tuple[str, ...] = ()
    hidden: HiddenShown | None = None
    waiting: str = ""
    """Not empty while the page has not been read yet: what is waited for, in a sentence."""


@dataclass(frozen=True, slots=True)
class StripPage:
    """A page in the strip: its word ("letter", "withdrawal"), its shape, and where findings stand on it.

    `marks` are (kind, top, bottom, left, right) as shares 0..1 of the page. `record` is the record it belongs to.
    """

    number: int
    role: str
    width: float | None
    height: float | None
    record: str | None = None
    marks: tuple[tuple[FindingKind, float, float, float, float], ...] = ()
    hits: int = 0


@dataclass(frozen=True, slots=True)
class Strip:
    """A window of a source's pages. `first_of_record`, `last_of_record` are the extent of the record shown (0: none)."""

    source: str
    of: int
    pages: tuple[StripPage, ...]
    first_of_record: int = 0
    last_of_record: int = 0


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of a page's chosen layer by index: text and box (None on a text source)."""

    source: str
    number: int
    words: tuple[str, ...]
    boxes: tuple[Box | None, ...]


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page's picture: the bytes of a PNG or JPEG, their media type, and a name for caches that changes with the bytes."""

    data: bytes
    media_type: str
    etag: str


@dataclass(frozen=True, slots=True)
class HitStep:
    """A hit: its page, and its index (from 0) among that page's hits."""

    page: int
    index: int


@dataclass(frozen=True, slots=True)
class PagePage:
    """A page of a source as itself: image beside text, with the record it belongs to, if any."""

    file: str
    page: PageShown
    strip: Strip
    record: str | None = None
    record_title: str = ""
    holding: str = ""
    findings: tuple[Finding, ...] = ()
    asked: Asked = field(default_factory=Asked)
    previous_hit: HitStep | None = None
    next_hit: HitStep | None = None
