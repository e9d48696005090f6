"""What the author's side marked on a record: its level, its handling captions, when it was to be declassified (handbook
2.1 to 2.4).

A reviewer's UNCLASSIFIED says nothing of the level before release; tick-box rows (`UNCLASSIFIED CONFIDENTIAL SECRET`)
say none; portion marks are no level of the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from chancery.describe.lines import PageText, TextLine
from chancery.describe.record_text import Found, RecordText, Stand, place_of

_ORDER = ("TOP SECRET", "SECRET", "CONFIDENTIAL", "RESTRICTED", "LIMITED OFFICIAL USE", "OFFICIAL USE ONLY")
_LETTERS = {
    "TOPSECRET": "TOP SECRET", "SECRET": "SECRET", "CONFIDENTIAL": "CONFIDENTIAL", "RESTRICTED": "RESTRICTED",
    "LIMITEDOFFICIALUSE": "LIMITED OFFICIAL USE", "LIMITEDOFFICIALUSEONLY": "LIMITED OFFICIAL USE", "OFFICIALUSEONLY": "OFFICIAL USE ONLY",
    "FOROFFICIALUSEONLY": "OFFICIAL USE ONLY", "LOU": "LIMITED OFFICIAL USE", "СЕКРЕТНО": "SECRET", "СОВЕРШЕННОСЕКРЕТНО": "TOP SECRET",
    "NATOSECRET": "SECRET", "NATOCONFIDENTIAL": "CONFIDENTIAL", "COSMICTOPSECRET": "TOP SECRET",
}  # fmt: skip
_MISREAD = str.maketrans(
    {"€": "C", "0": "O", "1": "I", "5": "S", "$": "S", "£": "E", "6": "G", "&": "E", "|": "I", "É": "E"}
)
_SENT = ("SECRET", "CONFIDENTIAL", "TOPSECRET")
# S E C R E T 271536Z; C O N F I D E N T I A L SECTION 01 OF 02 ZENDA 000123; UNCLAS STATE 012345
_CLASS_LINE = re.compile(
    r"^\W{0,4}(?P<level>(?:T ?O ?P ?[ -]? ?)?S ?[E€] ?[C€G] ?R ?[E€] ?T|C ?O ?N ?F ?I ?D ?E ?N ?T ?I ?A ?L|UNCLAS(?:SIFIED)?|L ?I ?M ?I ?T ?E ?D ?"
    r"O ?F ?F ?I ?C ?I ?A ?L ?U ?S ?E)"
    r"(?=\W{1,4}(?:SECTION|SEC|\d{6} ?[Z2]\b|[A-Z]{3,}[A-Z ]{0,20} \d{3,6}\b|FM\b|CITE\b|NODIS|EXDIS|LIMDIS))"
)
_LABEL = re.compile(
    r"\bCLASSIFICATION\W{1,4}(?P<level>TOP SECRET|SECRET|CONFIDENTIAL|UNCLASSIFIED|RESTRICTED)\b", re.IGNORECASE
)
_EDGE_LINES = 7


def find_classification(record: RecordText, module: str) -> Iterator[Found]:
    """The level that the author's side marked: from a cable's own class line, else the highest level of its banners."""
    for line in record.head or record.lines[:40]:
        match = _CLASS_LINE.match(line.text)
        if match is not None:
            level = _level_of(match["level"])
            if level is not None:
                place = place_of(line, *match.span("level"))
                yield Found("classification", level, (place,), f"{module}.class_line", 0.95)
                return
    votes = _banners(record.pages)
    if not votes:
        for line in record.head:
            match = _LABEL.search(line.text)
            if match is not None and (level := _level_of(match["level"])) in _ORDER:
                yield Found("classification", level, (place_of(line, *match.span("level")),), f"{module}.class_label", 0.85)
                return
        return
    level = min(votes, key=lambda name: (_ORDER.index(name), -len(votes[name])))
    marks = sorted(votes[level], key=lambda mark: -mark.sure)
    sure = marks[0].sure
    confidence = (0.93 if len(marks) > 1 else 0.85) * sure
    yield Found("classification", level, tuple(mark.place for mark in marks[:3]), f"{module}.banner", confidence)


def _level_of(printed: str) -> str | None:
    letters = re.sub(r"[^A-ZА-Я]", "", printed.upper().translate(_MISREAD))
    if letters.startswith("UNCLAS"):
        return "UNCLASSIFIED"
    if letters in _LETTERS:
        return _LETTERS[letters]
    if re.fullmatch(r"SE[CGO]RE[TIFL]?", letters):
        return "SECRET"
    return next((_LETTERS[word] for word in _SENT if _near(letters, word)), None)


@dataclass(frozen=True, slots=True)
class _Mark:
    place: Stand
    sure: float


def _banners(pages: Sequence[PageText]) -> dict[str, list[_Mark]]:
    """Level words that stand in lines of their own at the head or foot of a page, or are stamped among the heading."""
    votes: dict[str, list[_Mark]] = {}
    for page in pages:
        count = len(page.lines)
        for line in page.lines:
            edge = (
                line.index < _EDGE_LINES
                or line.index >= count - _EDGE_LINES
                or (line.box is not None and not 0.16 < line.top < 0.84)
            )
            found = _banner(line, edge)
            if found is not None and not _among_boxes(page, line):
                level, start, end, sure = found
                votes.setdefault(level, []).append(_Mark(place_of(line, start, end), sure))
    return votes


# "SECRET", "S E C R E T", "SECRET/SENSITIVE", "TOP SECRET - EYES ONLY", "SECRET (entire text)"
_WORD = re.compile(r"[A-ZА-Я0-9$€£&|É](?:[^\s]*[A-ZА-Я0-9$€£&|É])?")
_SPACED = re.compile(r"(?:[A-Z0-9$€£&][ \-–.~]{1,3}){4,14}[A-Z0-9$€£&](?![A-Za-z])")
_RIDERS = re.compile(
    r"[\s/\-–—(]{0,4}(?:SENSITIVE|EYES ONLY|NODIS|EXDIS|LIMDIS|NOFORN|SPECAT|XGDS|GDS|ATTACHMENT|WITH|TOP SECRET|UMBRA|NO FOREIGN DISSEM|"
    r"CHEROKEE|WNINTEL|PERSONAL|ORCON|RYBAT|INTEL|SECURITY INFORMATION|OADR|FORN|CONTROL|U\.?S\.? OFFICIALS ONLY)\b"
)


def _banner(line: TextLine, edge: bool) -> tuple[str, int, int, float] | None:
    """(level, start, end, how sure) of a line that is a banner, with at most a word or two of noise beside it."""
    text = line.text
    if not 5 <= len(text) <= 60:
        return None
    letters = re.sub(r"[^A-ZА-Я]", "", text.translate(_MISREAD))
    if not 5 <= len(letters) <= 40 or sum(char.islower() for char in text) > 6:
        return _small(text, edge)
    if letters.startswith("UNCLAS") or "UNCLASSIFIED" in letters or "DECLAS" in letters:
        return None
    whole = _level_of(text)
    if whole in _ORDER:
        core = text.strip(" .,:;_*|~'’‘\"=-–—()[]{}<>")
        start = text.index(core)
        return whole, start, start + len(core), 1.0 if letters in _LETTERS else 0.85
    spaced = _SPACED.search(text)
    if spaced is not None and (level := _level_of(spaced.group())) in _ORDER and level is not None:
        return level, spaced.start(), spaced.end(), 0.95
    return _one_word(text, edge)


def _small(text: str, edge: bool) -> tuple[str, int, int, float] | None:
    """`Secret` or `Top Secret` alone on a line at the edge of a page, as other governments and later papers print it."""
    core = text.strip(" .,:;_*|~'’‘\"=-–—()[]")
    if edge and core in (
        "Secret",
        "Top Secret",
        "Confidential",
        "Restricted",
        "Limited Official Use",
        "Секретно",
        "Совершенно секретно",
    ):
        start = text.index(core)
        return _LETTERS[core.upper().replace(" ", "")], start, start + len(core), 0.9
    return None


def _one_word(text: str, edge: bool) -> tuple[str, int, int, float] | None:
    """A level word with a rider (`SECRET/SENSITIVE`), or with a scrap of noise beside it at the edge of a page."""
    for match in re.finditer(r"TOP[ \-]?SE[CG]RET|[A-Z€£$&0-9|]{5,13}", text):
        level = _level_of(match.group())
        if level not in _ORDER or level is None:
            continue
        ahead, behind = text[: match.start()], text[match.end() :]
        noise = sum(char.isalnum() for char in ahead + behind)
        rider = _RIDERS.match(behind) is not None and sum(char.isalnum() for char in ahead) <= 2
        if rider or (edge and noise <= 4) or noise <= 1:
            return level, match.start(), match.end(), 0.95 if rider else 0.8
    return None


def _near(letters: str, word: str) -> bool:
    """A level word misread: one letter of six, two of twelve; a short one must keep its ends or its middle."""
    allowed = len(word) // 6
    return abs(len(letters) - len(word)) <= allowed and Levenshtein.distance(letters, word, score_cutoff=allowed) <= allowed


_LEVEL_ANYWHERE = re.compile(r"UNCLASSIFIED|CONF[IE]\w{3,}NTIAL|\bSE[CG]RET\b|INTERNAL", re.IGNORECASE)


def _among_boxes(page: PageText, line: TextLine) -> bool:
    """Whether the line is one of a row of tick boxes: other levels stand on the lines right beside it."""
    beside = [
        page.lines[index].text
        for index in (line.index - 2, line.index - 1, line.index + 1, line.index + 2)
        if 0 <= index < len(page.lines)
    ]
    other = {match.group().upper()[:5] for text in beside for match in _LEVEL_ANYWHERE.finditer(text)}
    return len(other - {line.letters[:5]}) >= 2


# --- captions --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Caption:
    """A caption as the handbook writes it, and how it is printed; `anywhere`: also inside a line of other words."""

    name: str
    pattern: re.Pattern[str]


def _caption(name: str, pattern: str | None = None) -> _Caption:
    return _Caption(name, re.compile(rf"(?<![\w/]){pattern or re.escape(name)}(?!\w)"))


# Handbook 2.4
_CAPTIONS: tuple[_Caption, ...] = (
    _caption("NODIS", r"N ?O ?D ?I ?S"),
    _caption("EXDIS", r"E ?X ?D ?I ?S"),
    _caption("LIMDIS", r"L ?I ?M ?D ?I ?S"),
    _caption("STADIS", r"S ?T ?A ?D ?I ?S"),
    _caption("LIMIT DISTRIBUTION"),
    _caption("LIMITED DISTRIBUTION"),
    _caption("EYES ONLY", r"(?:\w+ )?EYES[ -]?ONLY"),
    _caption("ROGER CHANNEL"),
    _caption("DISSENT CHANNEL"),
    _caption("NOFORN", r"NOFORN"),
    _caption("NO FOREIGN DISSEM", r"NO FOREIGN DISSEM(?:INATION)?"),
    _caption("NO DISSEM ABROAD", r"NO DISSE?M(?:INATION)? ABROAD"),
    _caption("CONTROLLED DISSEM", r"CONTROLLED DISSEM(?:INATION)?"),
    _caption("CONTINUED CONTROL"),
    _caption("LIMITED DISSEM", r"LIMITED DISSEM(?:INATION)?"),
    _caption("ORCON"),
    _caption("NOCONTRACT"),
    _caption("PROPIN"),
    _caption("WNINTEL"),
    _caption("WARNING NOTICE - INTELLIGENCE SOURCES AND METHODS INVOLVED",
             r"(?i:warning notice\W{0,4}(?:sensitive )?intelligence sources and methods(?: involved)?)"),
    _caption("SPECAT", r"SPECAT(?: EXCLUSIVE)?"),
    _caption("HANDLE VIA COMINT CHANNELS ONLY", r"HANDLE VIA [A-Z]+(?: [A-Z]+)? CHANNELS(?: ONLY)?"),
    _caption("FORMERLY RESTRICTED DATA"),
    _caption("RESTRICTED DATA", r"(?<!FORMERLY )RESTRICTED DATA"),
    _caption("CONTAINS NATO INFORMATION"),
    _caption("ADMINISTRATIVE - INTERNAL USE ONLY", r"(?i:administrative\W{0,4}internal use only)"),
    _caption("AGENCY INTERNAL USE ONLY", r"(?i:agency\W{0,3}internal use only)"),
    _caption("RESTRICTED HANDLING", r"RESTRICTED HANDLING"),
    _caption("SENSITIVE", r"(?<=SECRET/)SENSITIVE|SENSITIVE(?= *$)"),
    _caption("EXCLUSIVE FOR", r"EXCLUSIVE FOR(?: [A-Z]+){0,3}"),
    _caption("UNCLASSIFIED WHEN SEPARATED FROM ATTACHMENTS",
             r"UNCLASSIFIED (?:WHEN|UPON) (?:SEPARATED|REMOVAL|REMOVED)(?: (?:FROM|OF))?(?: (?:CLASSIFIED )?(?:ATTACHMENTS?|ENCLOSURES?))?"),
    _caption("Copy No.", r"(?:Copy|COPY) N[oO]\.? ?\d{1,4}|(?:Copy|COPY) \d{1,3} of \d{1,3}(?: copies)?"),
    _caption("REPRODUCTION FROM THIS COPY IS PROHIBITED UNLESS UNCLASSIFIED",
             r"(?i:reproduction from this copy is\s+prohibited(?: unless .unclassified.?)?)"),
    _caption("REPRODUCTION BY OTHER THAN THE ISSUING OFFICE IS PROHIBITED",
             r"(?i:reproduction by ?other.{0,3}than (?:the )?issuing office is ?prohibite?d?)"),
    _caption("PROPERTY OF FBI, LOANED, NOT TO BE DISTRIBUTED OUTSIDE THE AGENCY",
             r"(?i:(?:is the )?property of (?:the )?FBI(?:,? and is loaned to your agency)?)"),
    _caption("URGENT", r"URGENT(?= *$|\W+\d)"),
    # SECRET 1410262 MAY 97 STAFF: the channel of an Agency cable
    _caption("STAFF", r"(?:(?<=^)STAFF(?=\W*$)|(?<=\d )STAFF(?=\W*$)|(?<=\d  )STAFF(?=\W*$))"),
    _caption("SENSIND", r"SENSIND(?: ?:.{0,20})?"),
    _caption("LIMIT", r"LIMIT(?=:? [A-Z]{1,3}/[A-Z/]{2,12}\b)[: ]+[A-Z/]{4,16}"),
    _caption("DRAFT", r"(?<=^)DRAFT(?=\W*$)"),
    _caption("COPY", r"(?<=^)C ?O ?P ?Y(?=\W*$)"),
    _caption("HAND-DELIVERED", r"(?i:hand[- ]delivered)"),
    _caption("NOT RELEASABLE TO FOREIGN NATIONALS", r"NOT REL[EA]{1,3}S[AI]?BLE TO FOR\w+.? NAT\w+"),
    _caption("NOT RELEASABLE TO CONTRACTORS OR CONTRACTOR/CONSULTANTS", r"(?i:not releasable to contractors(?: or contractor.consultants)?)"),
    _caption("DISSEMINATION AND EXTRACTION OF INFORMATION CONTROLLED BY ORIGINATOR",
             r"(?i:dissemination and extraction of information(?: controlled by originator)?)"),
    _caption("DISSEMINATION RESTRICTED", r"(?i:dissemination restricted)"),
    _caption("DISSEMINATION APPLICABLE", r"DISSEMINATION APPLICABLE TO [A-Z ]+ CABLES"),
    _caption("DECODED COPY"),
    _caption("PARAPHRASE BEFORE DISSEMINATION OUTSIDE THE BUREAU", r"(?i:paraphrased?(?: \w+){0,4} before(?: \w+){0,3} dissemination|suitably paraphrased)"),
    _caption("RUFF"),
    _caption("UMBRA"),
    _caption("TCS", r"TCS[- ]?\d{3,6}-\d\d"),
    _caption("AIRTEL", r"(?<=^)A ?I ?R ?T ?E ?L(?=\W*$)"),
)  # fmt: skip
# Copy numbers and legends are given as printed, the others by their one name.
_AS_PRINTED = frozenset({"Copy No.", "EXCLUSIVE FOR", "TCS", "LIMIT", "DISSEMINATION APPLICABLE"})
_CAPTION_WORDS = re.compile(
    r"D ?I ?S\b|DISTRIBUTION|ONLY|CHANNEL|DISSEM|CONTROL|ORCON|CONTRACT|PROPIN|WNINTEL|intelligence sources|SPECAT|DATA|NATO|HANDLING|"
    r"SENSITIVE|EXCLUSIVE|UNCLASSIFIED W|UNCLASSIFIED U|copy|reproduction|property of|URGENT|NOFORN|"
    r"STAFF|SENSIND|LIMIT|DRAFT|C ?O ?P ?Y|delivered|releas|paraphras|RUFF|UMBRA|TCS|A ?I ?R ?T ?E ?L",
    re.IGNORECASE,
)


def find_handling(record: RecordText, module: str) -> Iterator[Found]:
    """Captions in banners, in the heading and at the foot of the record, each once."""
    seen: set[str] = set()
    stamped = {
        (stretch.page_number, stretch.start)
        for stretches in record.furniture.values()
        for stretch in stretches
        if stretch.kind == "stamp"
    }
    for line in _caption_lines(record):
        if (line.page_number, line.start) in stamped or not _CAPTION_WORDS.search(line.text):
            continue
        for caption in _CAPTIONS:
            match = caption.pattern.search(line.text)
            if match is None:
                continue
            value = " ".join(match.group().split()) if caption.name in _AS_PRINTED else caption.name
            if value.upper() in seen:
                continue
            seen.add(value.upper())
            yield Found("handling", value, (place_of(line, *match.span()),), f"{module}.caption", 0.88)


def _caption_lines(record: RecordText) -> Iterator[TextLine]:
    """Lines that may bear a caption: those of the head, and short ones at the edges of the pages."""
    known = {(line.page_number, line.index) for line in record.head}
    own = {(line.page_number, line.index) for line in record.lines}
    for page in record.pages:
        banners = {stretch.start for stretch in record.furniture.get(page.number, ()) if stretch.kind == "banner"}
        count = len(page.lines)
        for line in page.lines:
            key = (line.page_number, line.index)
            edge = line.index < _EDGE_LINES or line.index >= count - _EDGE_LINES
            if len(line.text) <= 110 and (
                line.start in banners
                or (key in known and len(line.text) <= 90)
                or (edge and (key in own or len(line.text) <= 60))
            ):
                yield line


# --- when it was to be declassified -----------------------------------------------------------------------------------

_DATE = r"\d\d?[/ -]\w{2,9}[/ -]\d{2,4}|\w{3,9} \d\d?,? \d{4}"
_DECLASSIFICATION: tuple[re.Pattern[str], ...] = (
    # Declassify on: OADR; E.O. 12356: DECL: OADR; DECL ON: X1; DECL:05/02/07
    re.compile(rf"\b(?:DECLASSIFY ON|[DO]ECL(?: ON)?)\b\s?[:;.]?\s?(?P<value>OADR|0ADR|X[1-8](?:,X[1-8])*|25X\d(?:-HUM)?|{_DATE}|[A-Z0-9]{{2,8}})", re.IGNORECASE),
    # E.O. 11652: GDS; E.O. 11652: XGDS-2; E.O. 12065: GDS 1/16/85 (NAME, FIRST)
    re.compile(rf"E[.,]? ?[O0][.,]? ?1\d{{4}}\W{{1,3}}(?P<value>(?:X?GDS|RDS|ADS|XDS)(?:[- ]?\d)?(?: (?:{_DATE}))?|N/A)", re.IGNORECASE),
    # GROUP 3 Downgraded at 12-year intervals; GP-1
    re.compile(r"\b(?P<value>GROUP [1-4])\b(?=\W*$| \w*[Ee]xclu| ?[Dd]own|\W{1,3}(?:Excl|Down|Not))|^\W{0,3}(?P<gp>GP[- ]?[1-4])\W{0,3}$", re.IGNORECASE),
    # E2 IMPDET
    re.compile(r"(?P<value>E ?[1-4],? ?IMPDET)"),
    # SUBJECT TO GENERAL DECLASSIFICATION SCHEDULE
    re.compile(r"(?P<value>(?:subject to|exempt from) general declassification schedule)", re.IGNORECASE),
    re.compile(r"(?P<value>excluded from automatic (?:downgrading|declass\w+)(?: and declassification)?)", re.IGNORECASE),
)  # fmt: skip
_MAY_DECLASSIFY = re.compile(r"decl|GDS|RDS|GROUP|GP|IMPDET|OADR|excluded", re.IGNORECASE)


def find_declassification(record: RecordText, module: str) -> Iterator[Found]:
    """The author's own instruction for declassification, the first one printed of the surest form."""
    lines = [line for line in _foot_and_head(record) if line.short and _MAY_DECLASSIFY.search(line.text)]
    for pattern in _DECLASSIFICATION:
        for line in lines:
            match = pattern.search(line.text)
            if match is not None:
                group = "value" if match["value"] else "gp"
                value = " ".join(match[group].split())
                yield Found(
                    "declassification", value, (place_of(line, *match.span(group)),), f"{module}.declassify_on", 0.88
                )
                return


def _foot_and_head(record: RecordText) -> Iterable[TextLine]:
    """Lines of the record and of its banners; those that a reviewer added (years after) are set aside as stamps."""
    stamped = {
        (stretch.page_number, stretch.start)
        for stretches in record.furniture.values()
        for stretch in stretches
        if stretch.kind == "stamp"
    }
    for page in record.pages:
        for line in page.lines:
            if (line.page_number, line.start) not in stamped:
                yield line
