"""A room of invented records: a small typesetter lays words on pages, so that every box, quote and offset is exact."""

# ruff: noqa: E501 - tables of invented values read best with one thing on one line

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

from PIL import Image, ImageDraw, ImageFont

from chancery.errors import NotFound
from chancery.model.decision import Decision
from chancery.model.geometry import Box, bounding
from chancery.model.viewer import Viewer
from chancery.workbench.pages.asked import Asked, Counted, RecordAsked
from chancery.workbench.pages.deciding import Decided, DecisionAsked
from chancery.workbench.pages.finding import DecisionShown, Finding, FindingKind, Part, Place, RunnerUp, TargetShown
from chancery.workbench.pages.finding_page import FindingPage
from chancery.workbench.pages.hits import HitShown, HitsOnPage, HitsPage
from chancery.workbench.pages.home import Bar, HomePage, YearKinds
from chancery.workbench.pages.leaf import (
    HiddenShown,
    HitStep,
    LayerShown,
    PageImage,
    PagePage,
    PageShown,
    PageText,
    PageWords,
    Paragraph,
    SetAside,
    Strip,
    StripPage,
    TextMark,
    TextWord,
    Withheld,
)
from chancery.workbench.pages.packet import CutDecided, CutDecisionAsked, PacketPage
from chancery.workbench.pages.people import (
    AboutRow,
    CandidateShown,
    NamedIn,
    OfficeShown,
    PeoplePage,
    PersonDecided,
    PersonDecisionAsked,
    PersonLine,
    PersonPage,
    PrintedName,
)
from chancery.workbench.pages.record import CardRow, CodeShown, CopyShown, RecordPage, ReleaseRows, WayBack
from chancery.workbench.pages.review import (
    BesidePage,
    CopiesDecisionAsked,
    RecordsDecided,
    ReviewKind,
    ReviewPage,
    ReviewSide,
)
from chancery.workbench.pages.said import DateShown, PagePlace, PartyShown, ReleaseShown, Run
from chancery.workbench.pages.search import Facet, FacetValue, Nearest, Result, SearchPage, UnreadableQuery, YearBar
from chancery.workbench.pages.source import FileRow, FilesPage, Original, ProblemShown, ProblemsPage, SourcePage, SourceRow

WIDTH, HEIGHT, ADVANCE, LEADING, SIZE = 612.0, 792.0, 6.0, 16.0, 10.0
LEFT, COLUMNS = 84.0, 70
SOURCE = "5a" * 32
LONG_SOURCE = "10" * 32


@dataclass(frozen=True)
class Laid:
    """A line as laid on a page: `role` is body, or what kind of furniture it is; `column` where it starts."""

    words: tuple[str, ...]
    column: int
    y: float
    role: str
    paragraph: int
    right: bool = False


@dataclass(frozen=True)
class LaidPage:
    """A page with its words, their boxes, its shown text, and its redactions."""

    number: int
    lines: tuple[Laid, ...]
    words: tuple[str, ...]
    boxes: tuple[Box, ...]
    line_of: tuple[int, ...]
    text: PageText
    redactions: tuple[Box, ...]
    role: str


def lay_page(number: int, items: Sequence[tuple[str, str]], role: str = "letter") -> LaidPage:
    """Items are (role, text): "body" is wrapped and indented, "right" set right, "gap" withheld, others furniture."""
    y, lines, redactions = 60.0, [], []
    paragraph = 0
    for kind, content in items:
        if kind == "gap":
            redactions.append(Box(LEFT, y - 4, LEFT + COLUMNS * ADVANCE, y + 36))
            y += 52
            continue
        for index, words in enumerate(_wrap(content, COLUMNS if kind == "body" else 60, 5 if kind == "body" else 0)):
            length = len(" ".join(words))
            column = {"right": COLUMNS - length, "banner": (COLUMNS - length) // 2, "head": (COLUMNS - length) // 2}.get(
                kind, 5 if kind == "body" and index == 0 else 0
            )
            lines.append(Laid(words, column, y, kind, paragraph, kind == "right"))
            y += LEADING
        paragraph += 1
        y += 6
    return _assemble(number, tuple(lines), tuple(redactions), role)


def _wrap(content: str, width: int, indent: int) -> Iterable[tuple[str, ...]]:
    line: list[str] = []
    used = indent
    for word in content.split():
        if line and used + 1 + len(word) > width:
            yield tuple(line)
            line, used = [], 0
        line.append(word)
        used += len(word) + 1
    if line:
        yield tuple(line)


def _assemble(number: int, lines: tuple[Laid, ...], redactions: tuple[Box, ...], role: str) -> LaidPage:
    words: list[str] = []
    boxes: list[Box] = []
    line_of: list[int] = []
    text_words: list[TextWord] = []
    paragraphs: list[Paragraph] = []
    withheld: list[Withheld] = []
    shown = ""
    open_paragraph: tuple[int, int, bool] | None = None
    left = sorted(redactions, key=lambda box: box.y0)
    for number_of_line, line in enumerate(lines):
        column = line.column
        body = line.role in ("body", "right", "plain")
        while body and left and left[0].y0 < line.y:
            left.pop(0)
            withheld.append(Withheld(len(shown), "About 3 lines withheld", ("B1", "1.4(D)"), "x1", "X1"))
        for word in line.words:
            x = LEFT + column * ADVANCE
            if body:
                if open_paragraph is None or open_paragraph[0] != line.paragraph:
                    if open_paragraph is not None:
                        paragraphs.append(Paragraph(open_paragraph[1], len(shown), open_paragraph[2]))
                        shown += "\n"
                        if withheld and withheld[-1].at == len(shown) - 1:
                            withheld[-1] = replace(withheld[-1], at=len(shown))
                    open_paragraph = (line.paragraph, len(shown), line.right)
                elif not shown.endswith("\n"):
                    shown += " "
                text_words.append(TextWord(len(shown), len(shown) + len(word), len(words)))
                shown += word
            words.append(word)
            boxes.append(Box(x, line.y, x + len(word) * ADVANCE, line.y + SIZE))
            line_of.append(number_of_line + 1)
            column += len(word) + 1
    if open_paragraph is not None:
        paragraphs.append(Paragraph(open_paragraph[1], len(shown), open_paragraph[2]))
    text = PageText(shown, tuple(paragraphs), tuple(text_words), withheld=tuple(withheld))
    return LaidPage(number, lines, tuple(words), tuple(boxes), tuple(line_of), text, redactions, role)


def place(page: LaidPage, siglum: str, quote: str) -> Place:
    """Where a quote stands on a page: found among its words, its punctuation included."""
    wanted = quote.split()
    for start in range(len(page.words) - len(wanted) + 1):
        if list(page.words[start : start + len(wanted)]) == wanted:
            chosen = range(start, start + len(wanted))
            by_line: dict[int, list[Box]] = {}
            for index in chosen:
                by_line.setdefault(page.line_of[index], []).append(page.boxes[index])
            lines = sorted(by_line)
            boxes = tuple(bounding(by_line[line]) for line in lines)
            return Place(siglum, SOURCE, page.number, quote, boxes, (lines[0], lines[-1]))
    raise AssertionError(f"{quote!r} is not on page {page.number}")


def span(text: PageText, quote: str) -> tuple[int, int]:
    start = text.text.index(quote)
    return start, start + len(quote)


LETTER_1 = lay_page(
    2,
    [
        ("stamp", "UNCLASSIFIED Case M-2004-01187 Doc C0481772 Date 06/17/2009"),
        ("banner", "SECRET"),
        ("head", "THE PRESIDENT"),
        ("right", "Harsund"),
        ("right", "March 14, 1972"),
        ("stamp", "RELEASED IN PART B1, 1.4(D)"),
        ("plain", "Dear Mr. Premier:"),
        ("body", "Thank you for your letter of February 22, which Ambassador Sarn brought to me himself. I have weighed with "
                 "care what you say of the works on Aldersholm, and I wish to answer you plainly."),
        ("body", "When we met in Harsund last October I told you that no permanent garrison would be stationed on the island. "
                 "That assurance still stands. Velmark will not place coastal batteries on Aldersholm or on the two skerries "
                 "to the north of it, and the survey party now there will leave before May 31. There is no difference between "
                 "what I said to you in October and what Minister Halden told your Ambassador last week."),
        ("body", "You recalled that the pilots of both our countries were to keep the Sabel channel jointly. You are right that "
                 "we agreed to it. I am prepared to open talks among experts, at Kastrov or at a place you prefer, provided "
                 "that the fishing season is not interrupted."),
        ("gap", ""),
        ("body", "I hold, as before, that my letter of December 30 is basis enough for all of this, and that neither of us "
                 "needs another <script>alert('paper')</script> \"declaration\"."),
        ("margin", "K.H. seen"),
        ("plain", "His Excellency Danil Vesk, Premier of the Union of Oresta, Kastrov."),
        ("banner", "SECRET"),
    ],
)  # fmt: skip
LETTER_2 = lay_page(
    3,
    [
        ("page number", "- 2 -"),
        ("body", "I shall write to you again when the Commission has reported. Until then the garrison question rests where "
                 "we left it in Harsund."),
        ("right", "Sincerely,"),
        ("right", "Elias Torvane"),
    ],
)  # fmt: skip
FOLDER = lay_page(1, [("head", "ORESTA, 1972 January-March"), ("head", "Torvane Papers")], "folder")
SHEET = lay_page(4, [("head", "WITHDRAWAL SHEET"), ("plain", "re pilots and talks, 3/11/72, 2 pages, B1")], "withdrawal")
RUSSIAN = lay_page(
    5, [("plain", "Уважаемый господин Президент,"), ("body", "Благодарю Вас за письмо от 14 марта.")], "letter"
)
PAGES = {page.number: page for page in (FOLDER, LETTER_1, LETTER_2, SHEET, RUSSIAN)}
OF = 5


def make_findings() -> dict[str, Finding]:
    """The findings of the letter in reading order."""
    one, two = LETTER_1, LETTER_2
    method = "describe.letter"

    def field(key: str, name: str, label: str, text: str, places: tuple[Place, ...], sure: float, **more: object) -> Finding:
        values = {
            "input": text,
            "method": f"{method}.{name}",
            "version": "1",
            "record": "r1",
            "why": ("A date line stands under the letterhead.",),
        }
        return Finding(key, "field", name, label, text, places, confidence=sure, **{**values, **more})  # type: ignore[arg-type]

    corrected = DecisionShown(
        "d1",
        "corrected",
        "M. Aurell",
        "3 May 2024",
        "2024-05-03T10:42:00Z",
        "Danil Veck",
        0.71,
        "Danil Vesk",
        "stamp edge over the s",
    )
    found = [
        field("f1", "type", "Type", "Letter", (place(one, "F1", "Dear Mr. Premier:"),), 0.99, input="letter",
              choices=(("letter", "Letter"), ("memcon", "Memorandum of conversation"), ("cable", "Cable"))),
        field("f2", "date", "Date", "14 March 1972", (place(one, "F2", "March 14, 1972"),), 0.99, detail="1972-03-14", input="1972-03-14",
              parts=(Part("As printed", "March 14, 1972"),), runners_up=(RunnerUp("14 May 1972", 0.01, "1972-05-14"),)),
        field("f3", "place", "Place", "Harsund", (place(one, "F3", "Harsund"),), 0.98),
        field("f4", "from", "From", "Elias Torvane", (place(one, "F4", "THE PRESIDENT"), place(two, "F7", "Elias Torvane")), 0.97,
              detail="President", input="Elias Torvane, President"),
        replace(field("f5", "to", "To", "Danil Vesk", (place(one, "F5", "His Excellency Danil Vesk, Premier of the Union of Oresta, Kastrov."),), 0.71,
                      detail="Premier", input="Danil Vesk, Premier"), state="corrected", decision=corrected, history=(corrected,), confidence=None),
        field("f6", "classification", "Marked", "Secret", (place(one, "F6", "SECRET"),), 0.58, runners_up=(RunnerUp("Top Secret", 0.39, "top secret"),)),
        field("f8", "releases.decision", "Decision", "In part", (place(one, "F8", "RELEASED IN PART B1, 1.4(D)"),), 0.98, detail="by the Department of State"),
        field("f9", "releases.review_date", "Reviewed", "17 June 2009", (place(one, "F9", "06/17/2009"),), 0.97, input="2009-06-17"),
        field("f10", "releases.case", "Case", "M-2004-01187", (place(one, "F10", "M-2004-01187"),), 0.99, detail="doc. C0481772"),
        Finding("q1", "reference", "document", "Reference", "Letter, Vesk to Torvane, 22 Feb 1972", (place(one, "R1", "your letter of February 22,"),),
                detail="Not held.", confidence=0.94, method="extract.references.your_letter", version="1", outcome="missing", record="r1", input="1972-02-22",
                parts=(Part("Kind", "letter"), Part("Missing year", "1972, from the letter's own date")),
                why=("“Your letter” is one that the addressee wrote.", "The year is that of the letter's own date, since February lies before March.")),
        Finding("x1", "redaction", "redaction", "Withheld", "About 3 lines", (Place("X1", SOURCE, 2, "", LETTER_1.redactions),), codes=("B1", "1.4(D)"),
                confidence=0.99, method="read.redactions.white_box", version="1", record="r1"),
        Finding("q2", "reference", "document", "Reference", "Letter, Torvane to Vesk, 30 Dec 1971", (place(one, "R2", "my letter of December 30"),),
                confidence=0.98, method="extract.references.my_letter", version="1", outcome="resolved", targets=(TargetShown("Letter, 30 December 1971", "r2"),), record="r1"),
    ]  # fmt: skip
    return {finding.id: finding for finding in found}


MARK_QUOTES: tuple[tuple[int, str, str, FindingKind, str], ...] = (
    (2, "f3", "F3", "field", "Harsund"), (2, "f2", "F2", "field", "March 14, 1972"), (2, "f1", "F1", "field", "Dear Mr. Premier:"),
    (2, "q1", "R1", "reference", "your letter of February 22,"), (2, "q2", "R2", "reference", "my letter of December 30"),
    (2, "f5", "F5", "field", "His Excellency Danil Vesk, Premier of the Union of Oresta, Kastrov."), (3, "f4", "F7", "field", "Elias Torvane"),
)  # fmt: skip


class FakeRoom:
    """A room that keeps its decisions in memory; it answers as the workbench promises to."""

    def __init__(self) -> None:
        self.findings = make_findings()
        self.decisions: list[DecisionAsked] = []
        self.said_of_people: list[PersonDecisionAsked] = []
        self.hidden = {4: HiddenShown(12, ("under a black box",))}
        self.fail: Exception | None = None

    def bar(self, viewer: Viewer) -> Bar:  # noqa: ARG002
        return Bar("Sabel Strait papers", 1284)

    # --- records and pages ---

    def record(self, asked: RecordAsked, viewer: Viewer) -> RecordPage:  # noqa: ARG002
        if self.fail:
            raise self.fail
        if asked.id not in ("r1", "old-r1"):
            raise NotFound("no record of this name")
        findings = tuple(self.findings.values())
        chosen = asked.finding if asked.finding in self.findings else None
        number = asked.page or (self._page_of(chosen) if chosen else 2)
        if number not in (2, 3):
            number = 2
        shown = self._shown(number, asked.asked.query)
        steps = [(page, index) for page in (2, 3) for index in range(len(self._shown(page, asked.asked.query).hits))]
        before = [step for step in steps if step[0] < number]
        after = [step for step in steps if step[0] > number]
        way = WayBack(asked.asked, asked.position or 1, 41, None, "r2") if asked.asked.query else None
        card = [CardRow(name, label, ids) for name, label, ids in (
            ("type", "Type", ("f1",)), ("date", "Date", ("f2",)), ("place", "Place", ("f3",)), ("from", "From", ("f4",)),
            ("to", "To", ("f5",)), ("classification", "Marked", ("f6",)),
        )]  # fmt: skip
        card.append(CardRow("title", "Subject", (), "not stated"))
        codes = (
            CodeShown("B1", "Classified by order, for the reason below", "", ("x1",)),
            CodeShown("1.4(D)", "Foreign relations.", "E.O. 13526, sec. 1.4(d)", ("x1",)),
        )
        release = ReleaseRows(
            "Release",
            (
                CardRow("releases.decision", "Decision", ("f8",)),
                CardRow("releases.review_date", "Reviewed", ("f9",)),
                CardRow("releases.case", "Case", ("f10",)),
            ),
            codes,
            0.09,
        )
        return RecordPage(
            "r1", "Letter", "Letter of 14 March 1972", self._copy(), shown, self._strip(), findings, tuple(card),
            (PartyShown("Elias Torvane", "President", "Torvane"),), (PartyShown("Danil Vesk", "Premier", "Vesk"),), False,
            DateShown("14 March 1972", "14 Mar 1972", "1972-03-14"), "Harsund", "Torvane Papers, Office Files, box 14, folder 3",
            (release,), ("q1", "q2"), chosen, (self._copy(), replace(self._copy(), id="c2", file="Harsund release of 2016", first=1, last=2, of=2)),
            "Letter, Elias Torvane to Danil Vesk, 14 March 1972, Torvane Papers, Office Files, box 14, folder 3.", asked.asked, way,
            len(steps), HitStep(*before[-1]) if before else None, HitStep(*after[0]) if after else None,
            (("place", "Place"), ("cc", "Copies to"), ("redaction", "Something withheld")),
        )  # fmt: skip

    def _page_of(self, finding: str) -> int:
        places = self.findings[finding].places
        return places[0].page if places else 2

    def _copy(self) -> CopyShown:
        return CopyShown(
            "c1",
            SOURCE,
            "Oresta, 1972 January–March",
            2,
            3,
            OF,
            ReleaseShown("Released in part, 2009", 0.09),
            "Torvane Papers, box 14",
        )

    def _shown(self, number: int, query: str = "") -> PageShown:
        page = PAGES[number]
        marks = tuple(
            TextMark(*span(page.text, quote), finding, siglum, kind)
            for on, finding, siglum, kind, quote in MARK_QUOTES
            if on == number and self.findings[finding].state != "rejected" and quote in page.text.text
        )
        hits, boxes = self._hits(page, query)
        aside = tuple(
            SetAside(line.role, " ".join(line.words), (Box(LEFT, line.y, LEFT + 300, line.y + SIZE),))
            for line in page.lines
            if line.role not in ("body", "right", "plain")
        )
        layer = LayerShown("OCR, tesseract 5.3", 0.94, "The file has no text of its own; this page was read by OCR.")
        text = replace(page.text, marks=marks, hits=hits)
        return PageShown(
            SOURCE, number, OF, WIDTH, HEIGHT, text, page.role, layer=layer, set_aside=aside, hits=boxes,
            hidden=self.hidden.get(number),
        )  # fmt: skip

    def _hits(self, page: LaidPage, query: str) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[Box, ...], ...]]:
        wanted = {word.lower() for word in query.split()}
        found = [word for word in page.text.words if page.text.text[word.start : word.end].lower().strip(".,:;") in wanted]
        return tuple((word.start, word.end) for word in found), tuple((page.boxes[word.word],) for word in found)

    def _strip(self) -> Strip:
        return self.strip(SOURCE, 1, OF, "r1", Viewer())

    def original(self, source: str, viewer: Viewer) -> Original:
        self.source(source, viewer, first=1)
        return Original(Path(__file__), 'Нота № 12#draft?".pdf', "application/pdf")

    def strip(self, source: str, first: int, count: int, record: str | None, viewer: Viewer) -> Strip:  # noqa: ARG002
        of = 10_000 if source == LONG_SOURCE else OF
        pages = []
        for number in range(first, min(of + 1, first + count)):
            role = PAGES[number].role if number in PAGES and source == SOURCE else "page"
            marks = []
            if source == SOURCE:
                for finding in self.findings.values():
                    for at in finding.places:
                        if at.page == number:
                            marks += [
                                (finding.kind, b.y0 / HEIGHT, b.y1 / HEIGHT, b.x0 / WIDTH, b.x1 / WIDTH) for b in at.boxes
                            ]
            pages.append(
                StripPage(number, role, WIDTH, HEIGHT, "r1" if source == SOURCE and number in (2, 3) else None, tuple(marks))
            )
        return Strip(source, of, tuple(pages), *((2, 3) if source == SOURCE else (0, 0)))

    def page(self, source: str, number: int, asked: Asked, viewer: Viewer) -> PagePage:
        if source == LONG_SOURCE and 1 <= number <= 10_000:
            shown = replace(self._shown(1), source=LONG_SOURCE, number=number, of=10_000, hits=(), set_aside=())
            return PagePage("a very long file.pdf", shown, self.strip(source, max(1, number - 5), 12, None, viewer))
        if source != SOURCE or number not in PAGES:
            raise NotFound("no such page")
        return PagePage(
            "Oresta, 1972 January–March",
            self._shown(number, asked.query),
            self._strip(),
            "r1" if number in (2, 3) else None,
            "Letter of 14 March 1972",
            "Torvane Papers",
            (),
            asked,
        )

    def hits_in_record(
        self,
        id_: str,
        asked: Asked,
        viewer: Viewer,  # noqa: ARG002
        *,
        copy: str | None = None,
        first_page: int = 1,
    ) -> HitsPage:
        if id_ != "r1":
            raise NotFound("no record of this name")
        return self._listed(
            HitsPage(asked, record=id_, title="Letter of 14 March 1972"), (2, 3), "r1", copy or "c1", first_page
        )

    def hits_in_source(self, id_: str, asked: Asked, viewer: Viewer, *, first_page: int = 1) -> HitsPage:
        self.source(id_, viewer, first=1)
        return self._listed(HitsPage(asked, source=id_, title="oresta-1972.pdf"), (1, 4), None, None, first_page)

    def _listed(
        self, page: HitsPage, numbers: tuple[int, ...], record: str | None, copy: str | None, first: int
    ) -> HitsPage:
        """Every word asked for on these pages, with a little around it; two pages a listing are never too many here."""
        if page.asked.query == "(":
            return replace(page, unreadable=UnreadableQuery("a bracket is open", 0, 1))
        pages = []
        for number in numbers:
            text = PAGES[number].text.text
            found = self._hits(PAGES[number], page.asked.query)[0]
            hits = tuple(
                HitShown(
                    (Run(text[max(0, at - 20) : at]), Run(text[at:end], "hit"), Run(text[end : end + 20])), at / len(text)
                )
                for at, end in found
            )
            if hits and number >= first:
                pages.append(HitsOnPage(record, copy, SOURCE, number, hits))
        return replace(
            page, pages=tuple(pages), hits=sum(len(on.hits) for on in pages), hit_pages=len(pages), first_page=first
        )

    def source(self, id: str, viewer: Viewer, *, first: int) -> SourcePage:  # noqa: A002, ARG002
        if id not in (SOURCE, LONG_SOURCE):
            raise NotFound("no such source")
        of = OF if id == SOURCE else 10_000
        rows = tuple(
            SourceRow(
                number,
                "letter",
                "r1" if number in (2, 3) and id == SOURCE else None,
                "Letter of 14 March 1972",
                "Dear Mr. Premier",
            )
            for number in range(first, min(of + 1, first + 50))
        )
        return SourcePage(
            id,
            "oresta-1972.pdf",
            "application/pdf",
            1_834_112,
            of,
            DateShown("20 May 2024", "20 May 2024", "2024-05-20"),
            ("scans/oresta-1972.pdf",),
            "Torvane Papers",
            "Office Files, box 14",
            None,
            (),
            first,
            rows,
            50,
        )

    def files(self, after: str, viewer: Viewer) -> FilesPage:  # noqa: ARG002
        rows = (
            FileRow(SOURCE, "oresta-1972.pdf", "application/pdf", OF),
            FileRow(LONG_SOURCE, "long.pdf", "application/pdf", 10_000),
        )
        return FilesPage(tuple(row for row in rows if row.id > after), 2, OF + 10_000, after)

    def people(self, words: str, after: str, viewer: Viewer) -> PeoplePage:  # noqa: ARG002
        lines = (PersonLine("p1", "Torvane, Ilmar", 3, 1, True), PersonLine("p2", "Vesk, Pell", 1, 0, False))
        return PeoplePage(words, after, tuple(each for each in lines if words.lower() in each.name.lower()))

    def person(self, id_: str, viewer: Viewer, *, first: int = 0) -> PersonPage:  # noqa: ARG002
        if id_ not in ("p1", "p9"):
            raise NotFound("the archive holds no person of this name", where=id_)
        other = CandidateShown("p2", "Vesk, Pell", 0.55, ("the initial I. fits Ilmar",))
        row = NamedIn(
            "r1",
            "Letter, Torvane to Vesk",
            DateShown("14 March 1972", "14 Mar 1972", "1972-03-14"),
            "from",
            "from",
            "f1",
            "Ilmar Torvane",
            "Minister",
            1,
            0.9,
            ("the whole name is the same",),
        )
        doubted = replace(
            row,
            finding="f2",
            side="to",
            printed="I. <b>Torvane</b>",
            confidence=0.52,
            doubt="several may be meant",
            candidates=(other,),
        )
        history = tuple(
            DecisionShown(f"d{at}", "confirmed", asked.who, "25 November 2026", "2026-11-25T01:00:00Z", after=f"a decision to {asked.act}", note=asked.note)
            for at, asked in enumerate(self.said_of_people, 1)
        )  # fmt: skip
        return PersonPage(
            "p1", "Ilmar Torvane", "1234", (PrintedName("Ilmar Torvane", 2), PrintedName("I. <b>Torvane</b>", 1)), ("Torvane, Ilmar K.",),
            (OfficeShown("Minister of Torvane", "1970 to 1974"),), (row, doubted), 2, (doubted,),
            (AboutRow("r1", "Memorandum of conversation", None),), 3, Asked('"Ilmar Torvane" NOT person:p1'), Asked("person:p1"),
            like=(PersonLine("p2", "Vesk, Pell", 1, 0, False),), history=history, first=first,
        )  # fmt: skip

    def decide_person(self, asked: PersonDecisionAsked, viewer: Viewer) -> PersonDecided:
        self.said_of_people.append(asked)
        return PersonDecided(self.person("p1", viewer).history[-1:], asked.person)

    def undo_person(self, decision: str, who: str, viewer: Viewer) -> PersonDecided:
        return PersonDecided((replace(self.person("p1", viewer).history[0], id=f"{decision}-undone", who=who),), "p1")

    def words(self, source: str, number: int, viewer: Viewer) -> PageWords:  # noqa: ARG002
        page = PAGES.get(number, FOLDER)
        return PageWords(source, number, page.words, page.boxes)

    def image(self, source: str, number: int, width: int, viewer: Viewer) -> PageImage:  # noqa: ARG002
        if source == SOURCE and number not in PAGES:
            raise NotFound("no such page")
        return PageImage(draw(PAGES.get(number, FOLDER), width), "image/png", f"{number}-{width}")

    # --- findings and decisions ---

    def finding(self, id: str, viewer: Viewer) -> FindingPage:  # noqa: A002, ARG002
        if id not in self.findings:
            raise NotFound("no such finding")
        finding = self.findings[id]
        order = list(self.findings)
        at = order.index(id)
        return FindingPage(
            finding,
            "r1",
            "Letter, Elias Torvane to Danil Vesk",
            self._shown(self._page_of(id)),
            at + 1,
            len(order),
            order[at - 1] if at else None,
            order[at + 1] if at + 1 < len(order) else None,
        )

    def decide(self, asked: DecisionAsked, viewer: Viewer) -> Decided:  # noqa: ARG002
        self.decisions.append(asked)
        decision = DecisionShown(
            f"d{len(self.decisions) + 1}",
            asked.verdict,
            asked.who,
            "25 November 2026",
            "2026-11-25T01:00:00Z",
            note=asked.note,
        )
        if asked.field == "hidden":
            number = int((asked.finding or "").rpartition("/")[2])
            shown = decision if asked.verdict == "added" else None
            self.hidden[number] = replace(self.hidden[number], decision=shown, words=(0,) if shown else ())
            return Decided(decision, None, None)
        if asked.verdict == "added":
            finding = Finding(
                f"a{len(self.decisions)}",
                "field",
                asked.field or "",
                "Place",
                asked.value or "",
                state="added",
                decision=decision,
                places=(Place("F11", SOURCE, asked.box.page, "", (asked.box.box,)),) if asked.box else (),
                record="r1",
            )
            self.findings[finding.id] = finding
            return Decided(decision, "r1", finding.id)
        if asked.finding not in self.findings:
            raise NotFound("no such finding")
        old = self.findings[asked.finding]
        if asked.verdict == "withdrawn":
            new = replace(old, state="found", decision=None, confidence=0.9, history=(*old.history, decision))
        else:
            decision = replace(decision, before=old.text, before_confidence=old.confidence, after=asked.value)
            new = replace(
                old,
                state=asked.verdict,
                decision=decision,
                confidence=None,
                history=(*old.history, decision),
                text=asked.value or old.text,
                input=asked.value or old.input,
            )
        self.findings[asked.finding] = new
        order = list(self.findings)
        at = order.index(asked.finding)
        return Decided(decision, "r1", asked.finding, order[at + 1] if at + 1 < len(order) else None)

    # --- many records ---

    def find(self, asked: Asked, viewer: Viewer) -> SearchPage:  # noqa: ARG002
        if ")" in asked.query and "(" not in asked.query:
            start = asked.query.index(")")
            return SearchPage(
                asked,
                unreadable=UnreadableQuery("A parenthesis is closed that was never opened.", start, start + 1, "Remove it."),
            )
        if "zzz" in asked.query:
            return SearchPage(
                asked,
                "zzz",
                nearest=(Nearest(Asked("garrison~"), "misread letters", 41), Nearest(Asked("garrison"), "one word", 63)),
            )
        years = tuple(
            YearBar(year, count, 1970 <= year <= 1974)
            for year, count in (
                (1968, 0),
                (1969, 0),
                (1970, 2),
                (1971, 7),
                (1972, 21),
                (1973, 8),
                (1974, 3),
                (1975, 0),
                (1976, 0),
            )
        )
        chosen = dict(asked.filters)
        facets = (
            Facet("type", "Kind", tuple(FacetValue(v, label, n, chosen.get("type") == v) for v, label, n in
                  (("letter", "Letter", 17), ("memcon", "Memorandum of conversation", 11), ("cable", "Cable", 9), ("memorandum", "Memorandum", 3), ("airgram", "Airgram", 0)))),
            Facet("from", "From", tuple(FacetValue(v, v, n) for v, n in (("Torvane, Elias", 12), ("Vesk, Danil", 9), ("Halden, Karin", 6))), 9),
            Facet("release", "Release", (FacetValue("full", "In full", 14, share=0.0), FacetValue("part", "In part", 23, share=0.4), FacetValue("withheld", "Withheld, known only", 4, share=1.0))),
            Facet("exemption", "Exemption", (FacetValue("1.4(D)", "B1 1.4(D) foreign relations", 19), FacetValue("B6", "B6 privacy", 3))),
        )  # fmt: skip
        return SearchPage(
            asked,
            "Aldersholm and garrison (also within one misread letter), dated 1970 to 1974.",
            (),
            None,
            41,
            2,
            118,
            97,
            facets,
            years,
            3,
            tuple(make_results()),
            20,
        )

    def home(self, viewer: Viewer) -> HomePage:  # noqa: ARG002
        def row(label: str, count: int, name: str) -> Counted:
            return Counted(label, count, Asked("", (("type", name),)))

        kinds = (
            row("Letters", 221, "letter"),
            row("Memoranda of conversation", 182, "memcon"),
            row("Cables", 553, "cable"),
            row("Other", 278, "other"),
        )
        years = tuple(
            YearKinds(1968 + at, (n // 6, n // 8, n // 2, n // 5))
            for at, n in enumerate((76, 82, 116, 198, 316, 229, 136, 59, 22))
        )
        return HomePage(
            "Sabel Strait papers",
            1284,
            4117,
            212,
            3,
            kinds,
            years,
            50,
            (*kinds, row("Released more than once", 64, "twice")),
            (
                row("References missing", 371, "missing"),
                row("Records with text withheld", 487, "withheld"),
                Counted("Records without a date", 50, Asked("", (("date", "none"),))),
            ),
            (row("Doubtful references", 43, "doubt"), row("Dates in doubt", 15, "dates")),
            tuple(make_results()),
            DateShown("20 May 2024", "20 May 2024", "2024-05-20"),
            "Letters, memoranda of conversation and cables of Velmark and Oresta, 1968 to 1976.",
        )

    def review(self, kind: ReviewKind | Literal[""], first: int, viewer: Viewer) -> ReviewPage:  # noqa: ARG002
        return ReviewPage((), (), kind, first, 10, 0)

    def beside(self, one: str, other: str, viewer: Viewer) -> BesidePage:  # noqa: ARG002
        sides = [
            ReviewSide(SOURCE, "oresta-1972.pdf", 2, 7, WIDTH, HEIGHT, "", "r1", copy, "Letter, Torvane to Vesk", None, 2, 3)
            for copy in (one, other)
        ]
        return BesidePage(
            sides[0], sides[1], 0.98, ("both are of 1972-03-14",), True, (("Place", "Harsund", "<b>Harsund</b>"),)
        )

    def packet(self, id_: str, first: int, viewer: Viewer) -> PacketPage:  # noqa: ARG002
        return PacketPage(SOURCE, "oresta-1972.pdf", 7, first, 24, (), ())

    def decide_copies(self, asked: CopiesDecisionAsked, viewer: Viewer) -> RecordsDecided:  # noqa: ARG002
        raise NotFound("the archive holds no record of this name", where=asked.one, remedy="Check the id.")

    def decide_packet(self, asked: CutDecisionAsked, viewer: Viewer) -> CutDecided:  # noqa: ARG002
        raise NotFound("the archive holds no page of this name", where=asked.page, remedy="Check the id.")

    def undo(self, id_: str, *, who: str, note: str, viewer: Viewer) -> Decision:  # noqa: ARG002
        raise NotFound("the archive holds no decision of this name", where=id_, remedy="Check the id.")

    def problems(self, first: int, viewer: Viewer) -> ProblemsPage:  # noqa: ARG002
        return ProblemsPage((
            ProblemShown("oresta-1972.pdf", SOURCE, 3, "The image is cut off after 41% of its bytes.", "Ask for the file again, then add it.", "page"),
            ProblemShown("<b>notes</b>.pdf", None, None, "The file has no bytes.", "Look for it where it came from.", "empty_file"),
        ), 2)  # fmt: skip


def make_results() -> Iterable[Result]:
    torvane, vesk, halden = PartyShown("Elias Torvane"), PartyShown("Danil Vesk"), PartyShown("Karin Halden")
    yield Result("r1", SOURCE, 2, "Letter of 14 March 1972", "Letter, signed · 2 pages of a packet of 7", (torvane,), (vesk,), False,
                 DateShown("14 March 1972", "14 Mar 1972", "1972-03-14"), "", "On the works on Aldersholm and the pilots of the Sabel channel",
                 ((Run("When we met in Harsund last October I told you that no permanent "), Run("garrison", "hit"), Run(" would be stationed on the island. That assurance still stands. Velmark will not place coastal batteries on "),
                   Run("Aldersholm", "hit"), Run(" or on the two skerries…")),), 3, (PagePlace(SOURCE, 2, (0.3, 0.36, 0.42), 3),), 0,
                 ReleaseShown("Released in part, 2009", 0.09), ("5 references", "1 missing"))  # fmt: skip
    yield Result("r2", SOURCE, 3, "Memorandum of conversation", "Memorandum of conversation · 6 pages · 2 copies", (torvane, vesk), (), True,
                 DateShown("19 October 1971", "19 Oct 1971", "1971-10-19"), "", "Harsund talks, first session",
                 ((Run("The President said: There will be no permanent "), Run("garrison", "hit"), Run(" on "), Run("Aldersholm", "hit"), Run(". You may rely on that. <b>bold</b>")),
                  (Run("…had not thought of any "), Run("garrison", "hit"), Run(" in the ordinary sense of the word, only of a "), Run("5 words withheld", "withheld"), Run(" and a harbour master."))),
                 14, (PagePlace(SOURCE, 2, (0.3, 0.5, 0.6), 3), PagePlace(SOURCE, 3, (0.1, 0.2, 0.3, 0.4, 0.5), 5), PagePlace(SOURCE, 5, (0.5,), 1)), 2,
                 ReleaseShown("Released in part, 2009; fuller 2016", 0.2), ("4 references",))  # fmt: skip
    yield Result("r3", SOURCE, 4, "Memorandum", "Memorandum · 2 pages", (halden,), (torvane,), False, DateShown("11 March 1972", "11 Mar 1972", "1972-03-11"),
                 "by the withdrawal sheet", "Pilots and talks", ((Run("Not held. Listed on a withdrawal sheet: “re pilots and talks, 3/11/72, 2 pages, B1”."),),), 1,
                 (PagePlace(SOURCE, 4, (0.4,), 1),), 0, ReleaseShown("Withheld, known only", 1.0), ())  # fmt: skip
    yield Result(None, SOURCE, 1, "Oresta, 1972 January–March, page 1", "A page of no record", snippets=((Run("ORESTA, 1972 January-March"),),), hits=1,
                 pages=(PagePlace(SOURCE, 1, (0.1,), 1),))  # fmt: skip


@cache
def draw(page: LaidPage, width: int) -> bytes:
    """The page as a photocopy would show it: typed words where their boxes are."""
    scale = width / WIDTH
    sheet = Image.new("L", (width, round(width * HEIGHT / WIDTH)), 236)
    pen = ImageDraw.Draw(sheet)
    font = _typewriter(max(4, round(10 * scale)))
    for word, box in zip(page.words, page.boxes, strict=True):
        pen.text((box.x0 * scale, (box.y1 - 2) * scale), word, fill=35, font=font, anchor="ls")
    for box in page.redactions:
        pen.rectangle([value * scale for value in box], outline=20, fill=250, width=max(1, round(1.5 * scale)))
    for at in (150, 640):
        pen.ellipse([20 * scale, at * scale, 32 * scale, (at + 12) * scale], fill=70)
    data = io.BytesIO()
    sheet.save(data, "PNG")
    return data.getvalue()


def _typewriter(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for name in ("LiberationMono-Regular.ttf", "DejaVuSansMono.ttf"):
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)
