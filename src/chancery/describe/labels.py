"""Labels at the head of a paper (`TO:`, `FROM:`, `SUBJECT:` ...) and the values that stand behind, under or beside them.

Tolerant of what OCR does to them: `FR0M`, `SUBJ ECT`, `DATF`, a colon read as `2` or `t`, labels in one column and
values in the next (by their boxes, else by their order).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from chancery.describe.lines import TextLine


@dataclass(frozen=True, slots=True)
class Label:
    """A label: `kind` is what it asks for; `start` and `end` are code points of the page's layer, `behind` where what
    stands behind it on its line begins.

    `firm` is False where no colon parts it from what follows: it may be the beginning of a sentence.
    """

    kind: str
    line: TextLine
    start: int
    end: int
    behind: int
    firm: bool

    @property
    def rest(self) -> str:
        """What stands behind the label on its own line."""
        return self.line.text[self.behind - self.line.start :]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line that is part of a value."""

    line: TextLine
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.line.text[self.start - self.line.start : self.end - self.line.start]

    @property
    def place(self) -> tuple[int, int, int]:
        """(page, start, end) in the page's layer."""
        return self.line.page_number, self.start, self.end


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label with its value, line by line. `rule` says where it stood: `beside`, `under` or `in_column`."""

    kind: str
    label: Label
    pieces: tuple[Piece, ...]
    rule: str

    @property
    def text(self) -> str:
        """The value in one line."""
        return " ".join(" ".join(piece.text.split()) for piece in self.pieces)


# What a label asks for, and the words it is printed in (capitals, without marks; longer forms of one word too).
_WORDS: Mapping[str, tuple[str, ...]] = {
    "to": ("TO", "MEMORANDUM FOR", "MEMORANDUM TO", "MEMO FOR", "MEMO TO", "NOTE FOR", "NOTE TO", "ADDRESSEE", "MEMORANDUM FOR THE"),
    "from": ("FROM", "ORIGINATOR", "SUBMITTED BY", "PREPARED BY"),
    "for": ("FOR",),
    "subject": ("SUBJECT", "SUBJ", "SUBJECTS", "RE", "SUBJECT OF MEETING", "CAPTION", "TITLE OF CASE", "TITLE", "TOPIC"),
    "date": ("DATE", "DATED", "DATE OF MEMORANDUM", "DATE OF REPORT", "DATE PREPARED"),
    "via": ("VIA",),
    "through": ("THROUGH", "THRU"),
    "attention": ("ATTENTION", "ATTN", "ATT"),
    "cc": ("CC", "BCC", "COPIES TO", "COPY TO", "COPIES", "DISTRIBUTION", "CC TO", "INFORMATION COPIES"),
    "participants": ("PARTICIPANTS", "PRESENT", "ATTENDEES", "THOSE PRESENT", "IN ATTENDANCE", "PARTIES", "PARTICIPANT"),
    "time": ("TIME", "TIME OF MEETING"),
    "place": ("PLACE", "LOCATION", "VENUE", "PLACE OF MEETING", "PLACE OF CONVERSATION"),
    "date_and_place": (
        "DATE TIME AND PLACE", "DATE TIME PLACE", "DATE AND PLACE", "TIME AND PLACE", "DATE PLACE", "TIME PLACE", "PLACE AND DATE",
        "TIME DATE AND PLACE", "PLACE AND TIME", "DATE TIME", "DATE AND TIME",
    ),
    "date_meeting": ("DATE OF MEETING", "DATE OF CONVERSATION", "DATE OF CALL", "MEETING DATE"),
    "note_taker": ("NOTETAKER", "NOTE TAKER", "NOTETAKERS", "RECORDED BY"),
    "interpreter": ("INTERPRETER", "INTERPRETERS", "INTERPRETED BY"),
    "drafter": ("DRAFTED BY", "DRAFTED", "DRAFTER", "DRAFTING OFFICER", "ORIGINATED BY", "DRAFTED BY AND TEL EXT"),
    "cleared": ("CLEARED", "CLEARANCES", "CLEARED BY", "CLEARANCE", "APPROVED", "APPROVED BY"),
    "refs": ("REF", "REFS", "REFERENCE", "REFERENCES", "REFTEL", "REFTELS"),
    "info": ("INFO", "INFORMATION", "INFORMATION ADDRESSEES"),
    "action": ("ACTION",),
    "conf": ("CONF",),
    "number": ("NO", "NUMBER", "TELEGRAM NO", "REPORT NO", "REPORT NUMBER", "CS REPORT NO", "MESSAGE NO", "DESPATCH NO"),
    "tags": ("TAGS",),
    "order": ("EO",),
    "enclosure": ("ENCLOSURE", "ENCLOSURES", "ATTACHMENT", "ATTACHMENTS", "ATT A"),
    "cite": ("CITE",),
    "slugs": ("SLUGS",),
    "text": ("TEXT",),
    "file": ("FILE", "FILE NO", "FILE NUMBER", "BUREAU FILE", "CASE"),
    "country": ("COUNTRY",),
    "date_information": ("DATE OF INFO", "DATE OF INFORMATION", "DOI"),
    "date_distributed": ("DATE DISTR", "DATE DISTRIBUTED", "DATE DIST", "DISTRIBUTED"),
    "acquired": ("PLACE DATE ACQ", "DATE ACQ", "PLACE ACQUIRED", "ACQ", "PLACE AND DATE ACQ", "PLACE ACQ"),
    "source": ("SOURCE", "SOURCES"),
    "appraisal": ("APPRAISAL",),
    "precedence": ("PRECEDENCE", "PRIORITY"),
    "classification": ("CLASSIFICATION",),
    "office": ("REPORTING OFFICE", "OFFICE OF ORIGIN", "FIELD OFFICE"),
    "made_by": ("REPORT MADE BY", "REPORT OF", "MADE BY"),
    "period": ("INVESTIGATIVE PERIOD",),
    "typed_by": ("TYPED BY",),
    "character": ("CHARACTER OF CASE", "CHARACTER"),
    "approval": ("APPROVAL", "COORDINATION", "CONCUR", "COMMENT", "CONCUR COMMENT", "RECOMMENDATION", "RECOMMENDATIONS"),
}  # fmt: skip
_BY_LETTERS: Mapping[str, str] = {words.replace(" ", ""): kind for kind, forms in _WORDS.items() for words in forms}
# Letters that OCR puts for others in capitals; a label is compared after this folding.
_MISREAD = str.maketrans(
    {"0": "O", "1": "I", "|": "I", "$": "S", "5": "S", "€": "E", "8": "B", "£": "E", "É": "E", "6": "G"}
)
_FIRST_WORDS = frozenset(words.split()[0] for forms in _WORDS.values() for words in forms)
_LONGEST_LABEL = 30
# "SUBJECT:", "DATE, TIME AND PLACE:", "PLACE & DATE ACQ.", "Copies to:"; a colon may be read as ";", "=", "?" or stand apart
_COLON = re.compile(
    r"(?P<front>\W{0,4})(?P<label>[A-Za-z0-9$€£|][A-Za-z0-9$€£|&/,.()'’\- ]{0,38}?)[ ._°*'’-]{0,4}(?P<mark>[:;=])(?P<gap>[\s:;.\-_*'’‘]*)"
)
# "SUBJECT 3 201-274330", "FROM 2 SR/CYR", "VIAt Chief": a colon read as a digit or a letter
_NO_COLON = re.compile(
    r"(?P<front>\W{0,4})(?P<label>[A-Z0-9$€£|][A-Z0-9$€£|&.]{1,14}(?: [A-Z&]{2,12}){0,3}?)(?:(?P<mark>[ ]?[t23?!°*.](?=[ ]))|(?=[ ]|$))"
    r"(?P<gap>[\s:;.\-_*'’‘]*)"
)


def find_labels(lines: Iterable[TextLine]) -> tuple[Label, ...]:
    """The labels that open these lines, in order."""
    return tuple(label for line in lines if line.short and (label := _label_of(line)) is not None)


def _label_of(line: TextLine) -> Label | None:
    text = line.text
    match = _COLON.match(text)
    if match is not None:
        kind = _kind(match["label"], firm=True)
        if kind is not None:
            return _label(kind, line, match, firm=True)
    match = _NO_COLON.match(text)
    if match is None:
        return None
    kind = _kind(match["label"], firm=False)
    if kind is None:
        return None
    alone = not text[match.end() :].strip()
    # Without a mark a label of few letters is one only alone, or before a value in capitals: "TO DIRECTOR, FBI".
    if not (alone or match["mark"] or kind in ("subject", "from", "to", "refs", "info", "date", "participants")):
        return None
    if kind in ("to", "from", "info") and not (alone or match["mark"]) and not _capital_value(text[match.end() :]):
        return None
    if kind in ("for", "number", "text", "file", "conf", "time") and not match["mark"]:
        return None
    return _label(kind, line, match, firm=bool(match["mark"]) or alone)


def _label(kind: str, line: TextLine, match: re.Match[str], *, firm: bool) -> Label:
    start = line.start + match.start("label")
    return Label(kind, line, start, line.start + match.end("label"), line.start + match.end(), firm)


def _capital_value(text: str) -> bool:
    head = text.split()[:2]
    return bool(head) and all(word[:1].isupper() or not word[:1].isalpha() for word in head)


@lru_cache(maxsize=8192)
def _kind(printed: str, *, firm: bool) -> str | None:
    """What a printed label asks for; None where it is none. Title case counts only with a colon (`firm`)."""
    if len(printed) > _LONGEST_LABEL + 8 or not (
        printed[:1].isupper() or not printed[:1].isalpha() or printed in ("cc", "bcc", "re")
    ):
        return None
    letters = re.sub(r"[^A-Z]+", "", printed.upper().translate(_MISREAD).replace("&", ""))
    if not letters or len(letters) > _LONGEST_LABEL:
        return None
    if letters in _BY_LETTERS:
        kind = _BY_LETTERS[letters]
        return kind if firm or printed == printed.upper() else None
    # A cut or misread label: one letter in four to seven, two in longer ones; the shorter ones must be right.
    if (
        len(letters) < 4
        or (not firm and len(letters) < 5)
        or sum(char.islower() for char in printed) > len(printed) // 2 > 4
    ):
        return None
    allowed = 1 if len(letters) < 8 else 2
    best: tuple[int, str] | None = None
    for word, kind in _BY_LETTERS.items():
        if len(word) < 4 or abs(len(word) - len(letters)) > allowed or (word[0] != letters[0] and word[-1] != letters[-1]):
            continue
        distance = Levenshtein.distance(letters, word, score_cutoff=allowed)
        if distance <= allowed and (best is None or distance < best[0]):
            best = (distance, kind)
    return best[1] if best else None
