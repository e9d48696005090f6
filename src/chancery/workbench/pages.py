"""The page values: what the room shows, as plain frozen values that the workbench fills and the doors print.

HTML and JSON are two prints of one of these values, so they hold words, numbers and ids and no markup and no addresses:
the door makes addresses from ids (`chancery.web.urls`). All offsets are code points of the text beside them. All boxes are
in points of the page's frame, as in `chancery.model.geometry`. Nothing closed to the viewer is in any value, count or text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from chancery.model.geometry import Box
from chancery.model.viewer import Viewer
from chancery.model.vocabulary import Outcome, Verdict

# --- small values that many pages share ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DateShown:
    """A date as people read it: `text` "14 March 1972", `short` "14 Mar 1972", `edtf` "1972-03-14".

    Never a false day: "between 6 and 12 March 1972", "March 1972". `uncertain`: no single day, or ? or ~.
    """

    text: str
    short: str
    edtf: str
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What a search asks: the words, the facet values chosen beside them, the order, and which result comes first (from 0).

    `filters` are (facet name, value) pairs in the order they were chosen, for example ("type", "letter"). Two values of one
    facet are either-or; two facets are both. The name "date" is known to the door: its one value is what the query language
    takes after `date:` ("1972", "1970..1974"); the bars of the years choose it. `sort` is `best`, `oldest`, `newest` or
    `references`.
    """

    query: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    sort: str = "best"
    first: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """A number that leads to exactly the things counted: `asked` is the search that lists them (None: no search does)."""

    label: str
    count: int
    asked: Asked | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a snippet. `role` is `plain`, `hit`, or `withheld` (then `text` is words such as "5 words withheld")."""

    text: str
    role: Literal["plain", "hit", "withheld"] = "plain"


@dataclass(frozen=True, slots=True)
class PagePlace:
    """A page, and where on it: `tops` are heights down the page, 0..1, one for each mark in the small picture of it.

    `number` is the page's number in its file, `count` how many things stand there (hits, mostly).
    """

    source: str
    number: int
    tops: tuple[float, ...] = ()
    count: int = 1


@dataclass(frozen=True, slots=True)
class ReleaseShown:
    """A release in a few words: `text` "Released in part, 2009"; `share` of the text area withheld, 0..1, or None."""

    text: str
    share: float | None = None


@dataclass(frozen=True, slots=True)
class PartyShown:
    """Who, as the record names him, and his office. `surname` is for the second mention."""

    name: str
    role: str | None = None
    surname: str | None = None


# --- findings --------------------------------------------------------------------------------------------------------

FindingKind = Literal["field", "reference", "redaction"]
FindingState = Literal["found", "confirmed", "corrected", "rejected", "added", "lost"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding stands. One siglum may have several places (a quote over a page break has one on each page).

    `quote` is the exact text of the page's layer, empty for a redaction. `lines` are the first and last line on the page,
    counted from 1 (None on a place without words). `boxes` are one a line, none on a text source. `start` and `end` are
    code points of the page's layer.
    """

    siglum: str
    source: str
    page: int
    quote: str
    boxes: tuple[Box, ...] = ()
    lines: tuple[int, int] | None = None
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """A value the machine held for possible, with its confidence 0..1. `input` is what a decision for it would send."""

    text: str
    confidence: float
    input: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A label and a value, for decision bar and explanation: ("Missing year", "taken from the letter's own date")."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class DecisionShown:
    """One entry of the book of decisions. `on` is the day in words ("3 May 2024"), `at` UTC ISO text.

    `before` is the value it changed (None where there was none), `after` the value it set.
    """

    id: str
    verdict: Verdict
    who: str
    on: str
    at: str
    before: str | None = None
    before_confidence: float | None = None
    after: str | None = None
    note: str = ""
    undone: bool = False


@dataclass(frozen=True, slots=True)
class TargetShown:
    """What a reference points to: a held record (`record` is its id), or words for what is not held."""

    text: str
    record: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding with all that the room shows of it; `id` is its public id and its address.

    - `kind` chooses letter, line and ink: field F solid, reference R dashed, redaction X hatched.
    - `name` is the field's name of dump.md ("date", "from", "releases.case"), or the reference's kind, or "redaction".
    - `text` is the effective value as people read it; `detail` stands beside it quieter (EDTF, an office, "not held").
    - `input` is the effective value as the correct form edits it (EDTF for a date, "Name, role" for a party, a type id).
    - `confidence` is 0..1 of the machine; None where a person decided or added.
    - `method` and `version` name the rule; `why` are sentences, the rule's own and its reasons, shown when opened.
    - `stale`: waits to be done again. `outcome`, `targets` are for references; `codes` for redactions (as printed).
    - `history` is oldest first and holds undone decisions too; `decision` is the one in force.
    """

    id: str
    kind: FindingKind
    name: str
    label: str
    text: str
    places: tuple[Place, ...] = ()
    detail: str = ""
    input: str = ""
    state: FindingState = "found"
    confidence: float | None = None
    method: str = ""
    version: str = ""
    why: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    runners_up: tuple[RunnerUp, ...] = ()
    decision: DecisionShown | None = None
    history: tuple[DecisionShown, ...] = ()
    stale: bool = False
    outcome: Outcome | None = None
    targets: tuple[TargetShown, ...] = ()
    codes: tuple[str, ...] = ()
    record: str | None = None
    choices: tuple[tuple[str, str], ...] = ()
    """The closed list of values a correction may take, as (input, label); empty: any text."""

    @property
    def siglum(self) -> str:
        """The first siglum; empty where the finding stands nowhere (lost, or from a list)."""
        return self.places[0].siglum if self.places else ""


@dataclass(frozen=True, slots=True)
class CardRow:
    """A row of the card or the release table: findings of one field, by id; none: `unknown` says so ("not known")."""

    name: str
    label: str
    findings: tuple[str, ...]
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class CodeShown:
    """An exemption code as printed, explained where it stands: "Foreign relations.", "E.O. 13526, sec. 1.4(d)".

    `findings` are the redactions it is claimed for. `meaning` is empty where the code is in no list we know.
    """

    code: str
    meaning: str
    law: str = ""
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleaseRows:
    """One review: its rows and the codes it claims. `title`: "Release", or "Release of 17 June 2009" of several."""

    title: str
    rows: tuple[CardRow, ...]
    codes: tuple[CodeShown, ...] = ()
    share: float | None = None


# --- a page: image and text ------------------------------------------------------------------------------------------


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
class Original:
    """A source as it was received: where its bytes lie, and the name and media type to hand it out under."""

    path: Path
    name: str
    media_type: str


# --- whole pages -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bar:
    """What the bar over every page shows: the archive's name and how many records can be searched."""

    archive: str
    records: int


@dataclass(frozen=True, slots=True)
class WayBack:
    """The search a reader came from: result `position` (from 1) of `of`; neighbours by record id, None at the ends."""

    asked: Asked
    position: int
    of: int
    previous: str | None = None
    next: str | None = None


@dataclass(frozen=True, slots=True)
class HitStep:
    """A hit: its page, and its index (from 0) among that page's hits."""

    page: int
    index: int


@dataclass(frozen=True, slots=True)
class CopyShown:
    """A copy of the record: pages `first` to `last` of the file `file` (its title or name), and its release."""

    id: str
    source: str
    file: str
    first: int
    last: int
    of: int
    release: ReleaseShown | None = None
    holding: str = ""
    origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A record at one page of one copy.

    `kind` "Letter" is the word for its type ("Record" where not known); `with_whom` is true where the parties are those of a
    talk ("Torvane with Vesk", all in `senders`), else letters and cables run from `senders` to `addressees`.
    `title` serves where there are no parties. `findings` are all of this copy in reading order, rejected ones too (they are
    struck and not drawn); `chosen` is the one the decision bar shows. `fields_to_add` are (name, label) a person may add.
    `hits` counts the hits of the whole record; `previous_hit` is the last before this page, `next_hit` the first after.
    """

    id: str
    kind: str
    title: str
    copy: CopyShown
    page: PageShown
    strip: Strip
    findings: tuple[Finding, ...]
    card: tuple[CardRow, ...]
    senders: tuple[PartyShown, ...] = ()
    addressees: tuple[PartyShown, ...] = ()
    with_whom: bool = False
    date: DateShown | None = None
    place: str = ""
    holding: str = ""
    releases: tuple[ReleaseRows, ...] = ()
    references: tuple[str, ...] = ()
    chosen: str | None = None
    copies: tuple[CopyShown, ...] = ()
    citation: str = ""
    asked: Asked = Asked()
    way_back: WayBack | None = None
    hits: int = 0
    previous_hit: HitStep | None = None
    next_hit: HitStep | None = None
    fields_to_add: tuple[tuple[str, str], ...] = ()
    known_only: str = ""
    """Not empty for a record without copies: where it is listed, in a sentence. (Such a record's `page` is the sheet's.)"""


@dataclass(frozen=True, slots=True)
class FindingPage:
    """A finding at its own address: the finding, whose record it is, and the page it stands on (None: it stands nowhere).

    `previous` and `next` are its neighbours in the record; `position` counts from 1.
    """

    finding: Finding
    record: str | None
    record_title: str
    page: PageShown | None
    position: int = 1
    of: int = 1
    previous: str | None = None
    next: str | None = None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A page in the list of a source's pages, with its role and the record it belongs to."""

    number: int
    role: str
    record: str | None
    record_title: str
    first_words: str
    blank: bool = False


@dataclass(frozen=True, slots=True)
class ProblemShown:
    """What is wrong with which file (and page), and what to do. `source` is None where nothing of it could be taken in."""

    file: str
    source: str | None
    page: int | None
    message: str
    remedy: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A source: what it is, where it came from, and a window of its pages, `first` (from 1) the first listed."""

    id: str
    file: str
    media_type: str
    bytes: int
    of: int
    added: DateShown | None
    origins: tuple[str, ...]
    collection: str
    holding: str
    parent: str | None
    members: tuple[tuple[str, str], ...]
    """(source id, name) of the files inside a ZIP or portfolio."""
    first: int
    rows: tuple[SourceRow, ...]
    per_page: int
    problems: tuple[ProblemShown, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRow:
    """A source in the list of files."""

    id: str
    file: str
    media_type: str
    pages: int
    added: DateShown | None = None
    collection: str = ""


@dataclass(frozen=True, slots=True)
class FilesPage:
    """A window of the files held, in the order of their hashes; `next` is the hash after which the next window begins."""

    files: tuple[FileRow, ...]
    of: int
    pages: int
    after: str = ""
    next: str | None = None


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
    asked: Asked = Asked()
    previous_hit: HitStep | None = None
    next_hit: HitStep | None = None


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet. A zero is shown without a link. `share` draws the release picture (None: no picture)."""

    value: str
    label: str
    count: int
    chosen: bool = False
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its values, most frequent first; `more` counts the values not listed."""

    name: str
    label: str
    values: tuple[FacetValue, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class YearBar:
    """Records of one year; `chosen` where the year is within what was asked."""

    year: int
    count: int
    chosen: bool = True


@dataclass(frozen=True, slots=True)
class UnreadableQuery:
    """A query that cannot be read: what is wrong, the part [start, end) to underline (code points), and what to do."""

    message: str
    start: int
    end: int
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest search that has results: what it asks, how it differs ("misread letters"), how many records."""

    asked: Asked
    how: str
    records: int


@dataclass(frozen=True, slots=True)
class Result:
    """A found record, or a found page that belongs to no record (`record` None; then `title` names file and page).

    `line` is the line over the title ("Letter, signed · 2 pages of a packet of 7"), `subject` the one under it.
    `pages` are the pages with hits, most hits first, `more_pages` counts those not listed. `date_note` says how it is known.
    `references` are counts with their words ("5 references", "1 missing").
    """

    record: str | None
    source: str
    page: int
    title: str
    line: str = ""
    senders: tuple[PartyShown, ...] = ()
    addressees: tuple[PartyShown, ...] = ()
    with_whom: bool = False
    date: DateShown | None = None
    date_note: str = ""
    subject: str = ""
    snippets: tuple[tuple[Run, ...], ...] = ()
    hits: int = 0
    pages: tuple[PagePlace, ...] = ()
    more_pages: int = 0
    release: ReleaseShown | None = None
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Results of a search. `read_as` is the sentence of how the query was understood; `mended` what was put right in it.

    `records` counts the records found, `loose_pages` the found pages that belong to no record (listed after them), `hits`
    and `hit_pages` the places. `years` have no gaps. `undated` are left out of a dated search and
    out of the picture. `per_page` results from `asked.first` on are in `results`.
    """

    asked: Asked
    read_as: str = ""
    mended: tuple[str, ...] = ()
    unreadable: UnreadableQuery | None = None
    records: int = 0
    loose_pages: int = 0
    hits: int = 0
    hit_pages: int = 0
    facets: tuple[Facet, ...] = ()
    years: tuple[YearBar, ...] = ()
    undated: int = 0
    results: tuple[Result, ...] = ()
    per_page: int = 20
    nearest: tuple[Nearest, ...] = ()
    read_as_parts: tuple[tuple[str, bool], ...] = ()
    """`read_as` in stretches, each with whether it is what the person typed."""


@dataclass(frozen=True, slots=True)
class YearKinds:
    """Records of one year by kind, in the order of `HomePage.kinds`."""

    year: int
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HomePage:
    """What the archive holds. Lists are empty and texts "" where there is nothing to say; no row counts what is not built.

    `kinds` are at most four, the last gathering the rest; `holds`, `doubts` and `review` are rows of the three lists.
    """

    archive: str
    records: int
    pages: int
    files: int
    problems: int
    kinds: tuple[Counted, ...]
    years: tuple[YearKinds, ...]
    undated: int
    holds: tuple[Counted, ...]
    doubts: tuple[Counted, ...]
    review: tuple[Counted, ...]
    newest: tuple[Result, ...]
    newest_on: DateShown | None = None
    description: str = ""
    working: str = ""
    """Not empty while files are being read: "Reading page 214 of 602." """


@dataclass(frozen=True, slots=True)
class ProblemsPage:
    """Everything that went wrong with files and pages, newest file first; the rest of each file is in."""

    problems: tuple[ProblemShown, ...]
    of: int
    first: int = 0
    per_page: int = 100


@dataclass(frozen=True, slots=True)
class HelpPage:
    """How to ask and which keys there are: (what is written, what it does) in named lists."""

    queries: tuple[tuple[str, str], ...]
    keys: tuple[tuple[str, str], ...]
    codes: tuple[CodeShown, ...] = ()


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What is wrong, where, and what to do; `code` is the error's short stable word."""

    status: int
    title: str
    message: str
    remedy: str = ""
    code: str = ""


# --- deciding --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BoxDrawn:
    """A box a person drew on a page."""

    source: str
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class DecisionAsked:
    """What a person asks to be written into the book of decisions.

    `finding` is the public id of what is decided about (None for `added`: then `record` and `field` say what is added, or
    `field` "redaction" or "reference"). `value` is the new value as `Finding.input` writes it. `withdrawn` undoes the
    decision in force. `copy` and `box` place an added or moved value.
    """

    verdict: Verdict
    who: str
    finding: str | None = None
    record: str | None = None
    copy: str | None = None
    field: str | None = None
    value: str | None = None
    note: str = ""
    box: BoxDrawn | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What was written: the decision, the finding as it now stands (None after an undone addition), and the next finding."""

    decision: DecisionShown
    record: str | None
    finding: str | None
    next: str | None = None


# --- what the doors ask of the workbench -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RecordAsked:
    """Which record, and what of it to show: None lets the workbench choose (the first copy, its first page or first hit).

    `asked` and `position` (from 1) say which search the reader came from; empty query: none.
    """

    id: str
    copy: str | None = None
    page: int | None = None
    finding: str | None = None
    asked: Asked = field(default_factory=Asked)
    position: int | None = None


class Room(Protocol):
    """The workbench as the reading room sees it. Every method may raise ChanceryError; NotFound for what is closed, too."""

    def bar(self, viewer: Viewer) -> Bar: ...

    def home(self, viewer: Viewer) -> HomePage: ...

    def find(self, asked: Asked, viewer: Viewer) -> SearchPage:
        """A query that cannot be read does not raise: it is `SearchPage.unreadable`."""
        ...

    def record(self, asked: RecordAsked, viewer: Viewer) -> RecordPage:
        """An alias of a merged record gives the record under its own id; the door sends the reader there."""
        ...

    def finding(self, id: str, viewer: Viewer) -> FindingPage: ...  # noqa: A002

    def source(self, id: str, viewer: Viewer, *, first: int) -> SourcePage: ...  # noqa: A002

    def files(self, after: str, viewer: Viewer) -> FilesPage: ...

    def page(self, source: str, number: int, asked: Asked, viewer: Viewer) -> PagePage: ...

    def strip(self, source: str, first: int, count: int, record: str | None, viewer: Viewer) -> Strip: ...

    def words(self, source: str, number: int, viewer: Viewer) -> PageWords: ...

    def image(self, source: str, number: int, width: int, viewer: Viewer) -> PageImage:
        """At most `width` pixels wide; NotFound for a text source."""
        ...

    def original(self, source: str, viewer: Viewer) -> Original:
        """The file as it was received. NotAllowed where it holds what this viewer may not see."""
        ...

    def problems(self, first: int, viewer: Viewer) -> ProblemsPage: ...

    def decide(self, asked: DecisionAsked, viewer: Viewer) -> Decided: ...
