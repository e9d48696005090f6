"""What is seen of a page when a packet is cut: its head and foot without furniture, its own number, how it opens and
closes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chancery.describe.furniture import Stretch
from chancery.describe.heads import Head, find_heads
from chancery.describe.lines import PageText, TextLine
from chancery.describe.roles import TEXT_ROLES, RoleGuess
from chancery.describe.split import find_salutations, is_close
from chancery.model.date_phrases import find_dates
from chancery.model.vocabulary import PageRole

# A head is what a reader takes in at one look; a text of one line (a catalogue's excerpt) has no other head.
_HEAD_LINES, _HEAD_LENGTH = 16, 560
_FOOT_LINES, _FOOT_LENGTH = 10, 420
_LONGEST_DATE_LINE = 60


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A number that the page bears as its own (`- 2 -`, `Page 2 of 5`, `PAGE TWO FROM MIAMI`).

    `sure` is false for a number that merely stands alone at an edge.
    """

    number: int
    of: int | None
    sure: bool


@dataclass(frozen=True, slots=True)
class PageSight:
    """A page as cutting looks at it; every text is of the chosen layer, furniture left out.

    `lines` are the lines that say something (three letters in a row); `head` and `foot` the first and last of them.
    `dated`, `greets`, `closes` are the lines' own words for it, empty where there is none. `opens` is the surest head of
    a record in the upper part of the page, `documents` the document numbers that a release stamped on it.
    """

    number: int
    role: PageRole
    lines: tuple[TextLine, ...]
    head: str
    foot: str
    words: int
    numbers: tuple[PrintedNumber, ...]
    levels: frozenset[str]
    content: frozenset[str]
    dated: str
    greets: str
    closes: str
    opens: Head | None = None
    documents: frozenset[str] = frozenset()
    left: float | None = None
    size: float | None = None

    @property
    def is_text(self) -> bool:
        return self.role in TEXT_ROLES

    @property
    def first_words(self) -> str:
        """The first line of at least three words; the head where no line is so long."""
        return next((line.text for line in self.lines if len(line.text.split()) >= 3), self.head)

    @property
    def last_words(self) -> str:
        """The last line of at least three words; empty where no line is so long."""
        return next((line.text for line in reversed(self.lines) if len(line.text.split()) >= 3), "")


_SAYS = re.compile(r"[^\W\d_]{3}")
# "| NW 68261", "RW 50955": the copying system's mark, cut from its number
_SYSTEM_LINE = re.compile(r".{0,6}\b[NHR]W[ #-]*\d{4,6}\b.{0,14}|.{0,24}D[O0o]c[Il1]?d.{0,30}")
# Numbers that a release gives to each document, on every page of it: Doc No. C05123456, CIA-RDP86-00674R000300040008-5
_DOCUMENT = re.compile(r"\bC\d{8}\b|\bCIA-RDP\d\d-?\w{6,}-?\d\b")
_CONTENT = re.compile(r"[^\W\d_]{5,}")


def look_at(page: PageText, furniture: Sequence[Stretch], role: RoleGuess) -> PageSight:
    """The sight of one page. Pure."""
    # A running head may be the title of a form that comes again and again: it stays.
    whole = {(stretch.start, stretch.end) for stretch in furniture if stretch.rule != "running_head"}
    rest = [line for line in page.lines if (line.start, line.end) not in whole]
    lines = tuple(line for line in rest if _SAYS.search(line.text) and not _SYSTEM_LINE.fullmatch(line.text))
    salutations = find_salutations(lines[:40])
    return PageSight(
        page.number,
        role.role,
        lines,
        _joined(lines[:_HEAD_LINES])[:_HEAD_LENGTH],
        _joined(lines[-_FOOT_LINES:])[-_FOOT_LENGTH:],
        sum(len(line.text.split()) for line in lines),
        tuple(_numbers(page, furniture, rest)),
        frozenset(_letters(page, stretch) for stretch in furniture if stretch.kind == "banner"),
        frozenset(word.lower() for line in lines for word in _CONTENT.findall(line.text[:2000])),
        _date_line(lines),
        lines[salutations[0].line].text[:60] if salutations else "",
        next((line.text[:60] for line in reversed(lines) if is_close(line)), ""),
        _opening(page, furniture, lines),
        frozenset(_DOCUMENT.findall(page.text)),
        _median([line.left for line in lines if line.left is not None]),
        _median([line.box.height for line in lines if line.box is not None]),
    )


def _opening(page: PageText, furniture: Sequence[Stretch], lines: Sequence[TextLine]) -> Head | None:
    """The surest head of a record that stands among the page's first lines."""
    if not lines:
        return None
    limit = lines[:_HEAD_LINES][-1].index
    above = [head for head in find_heads(page, furniture) if head.line <= limit]
    return max(above, key=lambda head: (head.confidence, -head.line), default=None)


def _joined(lines: Sequence[TextLine]) -> str:
    return "\n".join(line.text[:_HEAD_LENGTH] for line in lines)


def _letters(page: PageText, stretch: Stretch) -> str:
    return re.sub(r"[\W_]+", "", page.text[stretch.start : stretch.end]).upper()


def _median(values: Sequence[float]) -> float | None:
    return sorted(values)[len(values) // 2] if values else None


# "THE WHITE HOUSE WASHINGTON May 30, 1990 Dear Senator Helms: This is ..." is a head read as one line.
_OPENS_DATED = 220


def _date_line(lines: Sequence[TextLine]) -> str:
    """A date on a short line of its own at the head, or among the first words of a page read as one line."""
    for line in lines[:12]:
        if len(line.text) <= _LONGEST_DATE_LINE:
            found = next((phrase.span for phrase in find_dates(line.text)), None)
            if found is not None and _stands_alone(line.text, found.start, found.end):
                return line.text[found.start : found.end]
        elif len(lines) <= 2:
            dated = next((phrase.span for phrase in find_dates(line.text[:_OPENS_DATED]) if phrase.has_year), None)
            if dated is not None:
                return line.text[dated.start : dated.end]
    return ""


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a date is all that a line says, but for a place, a label or noise beside it."""
    if end - start < 5:
        return False
    before, after = (re.findall(r"[^\W\d_]{2,}", part) for part in (text[:start], text[end:]))
    plain = all(not word.islower() for word in before)
    return plain and len(before) <= 3 and len(after) <= 2


# --- the page's own number -------------------------------------------------------------------------------------------

_WORDS = {
    word: number
    for number, word in enumerate(
        ("ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE", "TEN", "ELEVEN", "TWELVE"), 1
    )
}
_VALUE = rf"(?P<number>\d{{1,3}}|{'|'.join(_WORDS)})"
# "Page 2 of 5", "PAGE TWO FROM MIAMI 280300", "Mr. Rankin - Page 2", "PAGE 02 MADRID 01429 181241Z", "-Pagé Two"
_PAGE_WORD = re.compile(
    rf"(?:^|.{{0,40}}?\b)P[ae][gq][eé]\W{{0,3}}{_VALUE}\b(?:\W{{0,2}}(?:of|/)\W{{0,2}}(?P<of>\d{{1,3}}))?", re.IGNORECASE
)
# "3 of 12"
_OF = re.compile(r"\W{0,3}(?P<number>\d{1,3}) of (?P<of>\d{1,3})\W{0,3}", re.IGNORECASE)
# "- 2 -", "-2-"
_DASHED = re.compile(r"\W{0,3}[-–—_]\s?(?P<number>\d{1,3})\s?[-–—_]\W{0,3}")
# "-2- 660, November 16, 11 a.m., from Saigon"
_DASHED_HEAD = re.compile(r"\W{0,3}[-–—]\s?(?P<number>\d{1,3})\s?[-–—][ ,]")
_ALONE = re.compile(r"\W{0,4}(?P<number>\d{1,3})\W{0,3}")
# A head read as one line: "SEGRE -2- The final obstacle", ". ‘ 2 nuclear SLCMs with a range"
_OPENS_DASHED = re.compile(r"(?:\W|\b\w{1,8}\b){0,12}?[-–—]\s?(?P<number>\d{1,2}|[aZ])\s?[-–—]\s")
_OPENS_ALONE = re.compile(r"(?:\W|\b[A-Z][\w]{0,12}\b){0,12}?\b(?P<number>\d{1,2})\s+[a-z]{2,}")
# The copying system counts the packet, not the record.
_OF_THE_SYSTEM = re.compile(r"D[O0o]c[Il1]?d|\b[NHR]W[ #-]*\d{4}|Case No\.|FL-\d{4}|\d{5,}", re.IGNORECASE)


def _numbers(page: PageText, furniture: Sequence[Stretch], rest: Sequence[TextLine]) -> list[PrintedNumber]:
    lines = {line.start: line for line in page.lines}
    set_aside = [lines[stretch.start] for stretch in furniture if stretch.kind == "page_number" and stretch.start in lines]
    found: list[PrintedNumber] = []
    for line in (*set_aside, *rest[:6], *rest[max(6, len(rest) - 4) :]):
        number = _number_in(line.text)
        if number is not None and number not in found:
            found.append(number)
    if len(page.lines) <= 2 and page.lines:
        found.extend(_number_of_one_line(page.lines[0].text[:80]))
    return found


def _number_in(text: str) -> PrintedNumber | None:
    if len(text) > 90:
        return None
    match = _PAGE_WORD.match(text)
    system = _OF_THE_SYSTEM.search(text)
    if match is not None and (system is None or text.upper().lstrip().startswith("PAGE")):
        return _printed(match["number"], match["of"], True)
    match = _OF.fullmatch(text)
    if match is not None:
        return _printed(match["number"], match["of"], True)
    match = _DASHED.fullmatch(text)
    if match is not None:
        return _printed(match["number"], None, True)
    match = _DASHED_HEAD.match(text)
    if match is not None:
        return _printed(match["number"], None, True)
    match = _ALONE.fullmatch(text)
    return _printed(match["number"], None, False) if match is not None else None


def _number_of_one_line(text: str) -> list[PrintedNumber]:
    match = _OPENS_DASHED.match(text)
    if match is not None:
        value = "2" if match["number"] in "aZ" else match["number"]  # "-a-" and "-Z-" are how OCR reads "-2-"
        return [PrintedNumber(int(value), None, True)]
    match = _OPENS_ALONE.match(text)
    return [PrintedNumber(int(match["number"]), None, False)] if match is not None else []


def _printed(number: str, of: str | None, sure: bool) -> PrintedNumber | None:
    value = _WORDS.get(number.upper()) or int(number) if number.upper() in _WORDS or number.isdigit() else 0
    total = int(of) if of else None
    if not 0 < value < 1000 or (total is not None and total < value):
        return None
    return PrintedNumber(value, total, sure)
