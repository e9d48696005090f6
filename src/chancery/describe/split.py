"""Where letters begin and end in the text pages of a source: salutations, closes, changes of role, heads of other
records.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from chancery.describe.furniture import Stretch
from chancery.describe.lines import PageText, TextLine
from chancery.describe.places import HONORIFIC
from chancery.describe.roles import TEXT_ROLES, RoleGuess
from chancery.model.date_phrases import find_dates
from chancery.model.vocabulary import PageRole


@dataclass(frozen=True, slots=True)
class Salutation:
    """The words a letter opens with: `line` is an index into the run, `start` and `end` code points of the page's
    layer.

    `name` is whom it greets, as printed (`Boris`, `Mr. President`); `name_start` where that stands.
    """

    line: int
    start: int
    end: int
    name: str
    name_start: int


@dataclass(frozen=True, slots=True)
class Run:
    """Text pages of one role that follow each other, and their lines with whole-line furniture left out."""

    role: PageRole
    pages: tuple[int, ...]
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class LetterCut:
    """A letter as it stands in a run: its lines are `first` to `last` (excluded); `close` is the line of its close, if
    any.
    """

    run: Run
    first: int
    last: int
    salutation: Salutation
    close: int | None
    doubt: str = ""

    @property
    def lines(self) -> tuple[TextLine, ...]:
        return self.run.lines[self.first : self.last]

    @property
    def head(self) -> tuple[TextLine, ...]:
        """The lines above the salutation (and its own line, whose front may hold a date)."""
        return self.run.lines[self.first : self.salutation.line + 1]

    @property
    def tail(self) -> tuple[TextLine, ...]:
        """The close and what follows it; the last eight lines where no close was found."""
        start = self.close if self.close is not None else max(self.salutation.line + 1, self.last - 8)
        return self.run.lines[start : self.last]


_TITLED = r"(?:(?:Mr|Mrs|Ms|Messrs|Dr|Prof|Gen|Sen|Gov|Amb|Hon|Col|Adm|Capt|St|Sir|[A-ZА-Я])\.[ ]?)*"
_NAME = rf"(?P<name>{_TITLED}[^\W\d_][^:,;.!?]{{0,58}}?)"
_GREETING = (
    r"(?:My[ ]|Most[ ]|Highly[ ])?(?:Dear|Deer|Doar|Dcar|Esteemed|Respected|Honou?red|Distinguished)(?:[ ]and[ ]\w+)?|"
    r"Уважаем(?:ый|ая|ые)|Дорог(?:ой|ая)|Многоуважаемый|Глубокоуважаемый"
)
# "Dear Boris:" in a line of its own; "Dear Mr. President," before text that runs on in the same line of a text file
_DEAR = re.compile(
    rf"\W{{0,3}}(?P<all>(?:{_GREETING})[ ]{_NAME}(?:\*|[ ][a-zа-я\d](?=[,:]))?[ ]?(?P<mark>[:,;!.]|[ ]?[-–—](?!\w)|"
    rf"$))(?P<rest>.*)",
    re.IGNORECASE,
)
# ... November 26, 1963. Dear Mr. Chairman,
_DEAR_AT_END = re.compile(rf".{{0,160}}[\s.\"“](?P<all>(?:Dear|Уважаемый)[ ]{_NAME}[ ]?(?P<mark>[:,!]))(?P<rest>)\s*")
# "Mr. President:", "Excellency:", "Sir:", "Господин Президент!"
_BARE = re.compile(
    r"\W{0,3}(?P<all>(?P<name>(?:Your )?Excellency|Mr\.? (?:President|Prime Minister|Chairman|Minister|"
    r"Secretary(?: General)?|Ambassador)|"
    r"Madam(?:e)?(?: \w+){0,2}|Sirs?|Gentlemen|Your (?:Majesty|Royal Highness|Holiness)|"
    r"Господин \w+(?: \w+)?)(?P<mark>[:,!]))(?P<rest>)\W{0,2}",
    re.IGNORECASE,
)
# "Dear me", "dear friends and colleagues who ..." are no openings; nor is "Dear" before a plain verb
_NOT_GREETED = re.compile(r"(?:me|to|and|in|the|of|is|was|for|god|reader)\b", re.IGNORECASE)
CLOSE = re.compile(
    r"\W{0,3}(?P<close>(?:Yours )?(?:Very |Most )?(?:Sincerely|Respectfully|Cordially|Faithfully|"
    r"Truly)(?: and (?:respectfully|sincerely))?"
    r"(?: yours?)?|Yours (?:very |most |ever )?(?:sincerely|truly|faithfully|cordially|ever|aye)|As ever|"
    r"With (?:my |the |best |warm(?:est)? |kind(?:est)? |deep |high )[\w ]{0,40}(?:wishes|regards|respect|esteem|"
    r"consideration)|"
    r"(?:Best|Kind|Warm)(?:est)? (?:personal )?(?:regards|wishes)|I (?:am|remain),? (?:Sir|Excellency|dear).{0,40}|"
    r"Accept, (?:Excellency|Sir|Mr\.? \w+), .{0,80}|Respectfully submitted|"
    r"С (?:глубоким |искренним )?уважением|Искренне(?: Ваш)?|С искренним почтением|С наилучшими пожеланиями)(?P<mark>[,.;:]|$)(?P<rest>.{0,240})",
    re.IGNORECASE,
)
# "/s/", "/S/ John Arden", "(s)": what stands for a signature in a copy
SIGNED = re.compile(r"\W{0,3}(?:/\s?[sS5]\s?/|\([sS]\)(?=\W*$|[\W_]*[A-Z][\w.]+(?: [A-Z][\w.]*){0,3}\W*$))\W{0,3}")
# Heads of other records at the top of a page: what follows is no longer the letter.
_OTHER_HEAD = re.compile(
    r"\W{0,3}(?:(?:ACTION |INFORMATION |BRIEFING )?MEMORANDUM\b|TELEGRAM\b|AIRGRAM\b|(?:INCOMING|OUTGOING) TELEGRAM|"
    r"DISPATCH\b|"
    r"CLASSIFIED MESSAGE|MEMORANDUM (?:FOR|OF|TO)\b|AIDE[- ]M[EÉ]MOIRE|JOINT (?:STATEMENT|COMMUNIQU)|NOTE VERBALE|"
    r"NON-PAPER|"
    r"FOR IMMEDIATE RELEASE|TALKING POINTS|ROUTING AND RECORD|(?:THE )?FOLLOWING IS THE TEXT OF)"
)


def make_runs(
    pages: Sequence[PageText], roles: Sequence[RoleGuess], furniture: Sequence[Sequence[Stretch]]
) -> tuple[Run, ...]:
    """Text pages gathered into runs; a sheet between them ends a run, a page withheld does not."""
    runs: list[Run] = []
    numbers: list[int] = []
    lines: list[TextLine] = []
    role: PageRole | None = None

    def close() -> None:
        if role is not None and numbers:
            runs.append(Run(role, tuple(numbers), tuple(lines)))
        numbers.clear()
        lines.clear()

    for page, guess, stretches in zip(pages, roles, furniture, strict=True):
        if guess.role == "blank_withheld" and role is not None:
            continue
        if guess.role not in TEXT_ROLES:
            close()
            role = None
            continue
        if guess.role != role or guess.role == "attachment":
            close()
            role = guess.role
        numbers.append(page.number)
        whole = {(stretch.start, stretch.end) for stretch in stretches}
        lines.extend(line for line in page.lines if (line.start, line.end) not in whole)
    close()
    return tuple(runs)


def find_letters(run: Run) -> tuple[LetterCut, ...]:
    """The letters of a run, in order. Raises nothing: what is doubtful says so in `doubt`."""
    openings = find_salutations(run.lines)
    cuts: list[LetterCut] = []
    floor = 0
    for number, opening in enumerate(openings):
        following = openings[number + 1].line if number + 1 < len(openings) else len(run.lines)
        if opening.line < floor:
            continue
        first = _first_line(run.lines, opening.line, floor)
        limit = _before_other_head(run.lines, opening.line + 1, following)
        close = next((index for index in range(opening.line + 1, limit) if is_close(run.lines[index])), None)
        if limit == following < len(run.lines):
            limit = _head_of(run.lines, following, close if close is not None else opening.line)
        if close is None:
            last, doubt = limit, ""
            pages = sorted({line.page_number for line in run.lines[opening.line : last]})
            if len(pages) > 1:
                doubt = f"no close was found; pages {pages[0]} to {pages[-1]} were taken as one letter"
        else:
            last, doubt = _end_of_page(run.lines, close, limit), ""
        cuts.append(LetterCut(run, first, last, opening, close, doubt))
        floor = last
    return tuple(cuts)


def find_salutations(lines: Sequence[TextLine]) -> tuple[Salutation, ...]:
    """Every line that opens a letter."""
    found = []
    for index, line in enumerate(lines):
        if len(line.text) < 4:
            continue
        if not _may_greet(line.text):
            misread = _misread_greeting(line.text)
            if misread is not None:
                found.append(_salutation(index, line, misread))
            continue
        match = _DEAR.match(line.text) or _BARE.fullmatch(line.text) or _DEAR_AT_END.fullmatch(line.text[:200])
        if match is None or not _opens(match, line):
            match = _misread_greeting(line.text)
        if match is None:
            continue
        found.append(_salutation(index, line, match))
    return tuple(found)


def _salutation(index: int, line: TextLine, match: re.Match[str]) -> Salutation:
    start = line.start + match.start("all")
    return Salutation(index, start, line.start + match.end("all"), match["name"].strip(), line.start + match.start("name"))


# "Dcur Anatoly:", "Doar Mr. President:": the first word of a greeting misread, alone in its line before a colon
_MISREAD_DEAR = re.compile(rf"\W{{0,3}}(?P<all>(?P<dear>[DOdo0][\w|]{{2,4}})[ ]{_NAME}(?P<mark>[:]))(?P<rest>)\W{{0,2}}")


# Words as near to it that people do print before a colon: "Dean Acheson:"
_NO_DEAR = frozenset(
    "dean door deal dead deaf dour doer data date duty over order other oral open ohio omar oder dar".split()
)


def _misread_greeting(text: str) -> re.Match[str] | None:
    match = _MISREAD_DEAR.fullmatch(text) if len(text) <= 48 else None
    if match is None or not match["name"][:1].isupper() or len(match["name"].split()) > 4:
        return None
    dear = match["dear"].lower()
    if dear in _NO_DEAR or match["dear"][:1] not in "DO0":
        return None
    return match if Levenshtein.distance(dear, "dear") <= 2 else None


_GREETING_WORDS = (
    "dear", "deer", "doar", "dcar", "esteemed", "respected", "hono", "distinguished", "excellency", "mr", "madam", "sir",
    "gentlemen", "your", "уважаем", "дорог", "господин",
)  # fmt: skip


def _may_greet(text: str) -> bool:
    head = text[:160].lower()
    return any(word in head for word in _GREETING_WORDS)


def _opens(match: re.Match[str], line: TextLine) -> bool:
    name, mark, rest = match["name"], match["mark"].strip(), match["rest"].strip(" _.:;,*|~-—'\"")
    # In Russian the title that opens a greeting is written small: "Уважаемый господин Президент!"
    if _NOT_GREETED.match(name) or not (
        name[:1].isupper() or name.lower().startswith(("господин", "госпож", "товарищ", "г-н", "г-жа"))
    ):
        return False
    if len(name.split()) > 8:
        return False
    if not rest:
        # Without any mark a greeting must at least look like one: a few words, each a name.
        return bool(mark) or (len(name.split()) <= 4 and all(part[:1].isupper() for part in name.split()))
    if mark in (":", ",", "!") and rest[:1].isupper():
        return len(rest) > 25 or mark == ":"
    # OCR noise behind the mark: "Dear Mr. Helms: : _"
    return mark in (":", ",") and sum(char.isalpha() for char in rest) <= 3


def is_close(line: TextLine) -> bool:
    """Whether a line is the close of a letter (`Sincerely,`) or begins its signature (`/s/`)."""
    if len(line.text) > 260:
        return False
    if SIGNED.match(line.text):
        return True
    match = CLOSE.match(line.text)
    if match is None:
        return _is_misread_close(line.text)
    rest = match["rest"].strip(" _.:;,*|~-—'\"«»")
    if not rest:
        return bool(match["mark"]) or line.text.strip()[:1].isupper()
    # "Sincerely yours, Lyndon B. Johnson To His Excellency ...": what follows is a name, not a sentence.
    return (bool(match["mark"]) and rest[:1].isupper()) or sum(char.isalpha() for char in rest) <= 3


_CLOSES = ("sincerely", "sincerelyyours", "yourssincerely", "respectfully", "respectfullyyours", "cordially",
           "cordiallyyours", "faithfullyyours", "yoursfaithfully", "yourstruly", "yoursverytruly", "verytrulyyours")  # fmt: skip
_SOUND_LETTERS = str.maketrans({"1": "l", "0": "o", "]": "y", "}": "y", "|": "l", "5": "s"})


def _is_misread_close(text: str) -> bool:
    """`Siucercly,` or `Yours sincere];`: a close alone in its line in which one letter in four is misread."""
    plain = text.strip(" .'\"‘’“”*~_-")
    if not 8 <= len(plain) <= 28 or not plain[:1].isupper() or len(plain.split()) > 3:
        return False
    if plain[-1] not in ",;:." and plain.count(" ") == 0:
        return False
    letters = re.sub(r"[\W\d_]+", "", plain.lower().translate(_SOUND_LETTERS))
    return any(
        abs(len(letters) - len(each)) <= 2 and Levenshtein.distance(letters, each) <= len(each) // 4 for each in _CLOSES
    )


def _first_line(lines: Sequence[TextLine], opening: int, floor: int) -> int:
    """The first line of the letter whose salutation stands at `opening`: the head of its page, or where the last one
    ends.
    """
    page = lines[opening].page_number
    first = opening
    while first > floor and lines[first - 1].page_number == page:
        first -= 1
    return first


_LONGEST_HEAD_LINE = 72


def _head_of(lines: Sequence[TextLine], opening: int, after: int) -> int:
    """Where the head of the letter that opens at `opening` begins, when another one stands before it up to line
    `after`.

    On a page of its own the head is all above the salutation. Under the close of another letter it begins with its
    date line, or with its addressee; a date right under the first letter's signature is that letter's own where a
    second one follows.
    """
    first = _first_line(lines, opening, after + 1)
    if lines[after].page_number != lines[opening].page_number:
        return first
    dated = [
        index for index in range(first, opening)
        if len(lines[index].text) <= _LONGEST_HEAD_LINE and any(phrase.has_year for phrase in find_dates(lines[index].text))
    ]  # fmt: skip
    if dated:
        return dated[1] if len(dated) > 1 else dated[0]
    for index in range(first, opening):
        if HONORIFIC.match(lines[index].text):
            return index
    start = opening
    while start > first and len(lines[start - 1].text) <= _LONGEST_HEAD_LINE and not is_close(lines[start - 1]):
        start -= 1
    return max(start, first + 1) if is_close(lines[after]) and start < opening else start


def _end_of_page(lines: Sequence[TextLine], close: int, limit: int) -> int:
    """The end of what stands under a close: its page, and the next one where the signature's lines run on there."""
    page = lines[close].page_number
    last = close + 1
    while last < limit and lines[last].page_number == page:
        last += 1
    if last < limit and _runs_on(lines, close, last):
        page = lines[last].page_number
        while last < limit and lines[last].page_number == page:
            last += 1
    return last


# "The Honorable" at the foot of a page; "cc:", "Enclosures:", "Drafted:" at the head of the next one
_HANGING = re.compile(
    r"\W{0,3}(?:The )?(?:(?:Right )?Hon(?:ou?rable)?\.?|(?:His|Her) (?:Excellency|Majesty)|Его Превосходительству)[ ,:]*",
    re.IGNORECASE,
)
_BELOW_SIGNATURE = re.compile(r"\W{0,3}(?:cc|bcc|enclosures?|attachments?|drafted|distribution)\b ?[:.]", re.IGNORECASE)
_MOST_LINES_BELOW = 30


def is_hanging_courtesy(text: str) -> bool:
    """Whether a line is `The Honorable` or the like with nothing behind it: who is meant stands in the next line."""
    return len(text) <= 60 and _HANGING.fullmatch(text) is not None


def _runs_on(lines: Sequence[TextLine], close: int, following: int) -> bool:
    """Whether the page after the close goes on with the letter: it names whom a hanging courtesy announced, bears the
    signature of a close that ends its page, or begins with who got copies.
    """
    page = lines[following].page_number
    head = [line for line in lines[following : following + _MOST_LINES_BELOW + 1] if line.page_number == page]
    if page != lines[following - 1].page_number + 1 or len(head) > _MOST_LINES_BELOW:
        return False
    hangs = is_hanging_courtesy(lines[following - 1].text)
    bare = close == following - 1 and not SIGNED.match(lines[close].text)
    signs = bare and any(SIGNED.match(line.text) for line in head[:3])
    return hangs or signs or _BELOW_SIGNATURE.match(head[0].text) is not None


def _before_other_head(lines: Sequence[TextLine], start: int, limit: int) -> int:
    """The first line of a page, after the one that opens the letter, whose head is that of another record."""
    page = lines[start - 1].page_number
    for index in range(start, limit):
        line = lines[index]
        if line.page_number != page and (lines[index - 1].page_number != line.page_number):
            head = [item for item in lines[index : index + 5] if item.page_number == line.page_number]
            if any(item.short and _OTHER_HEAD.match(item.text) for item in head):
                return index
    return limit
