"""Labels at the head of a paper (`TO:`, `FROM:`, `SUBJECT:` ...) and the values that stand behind, under or beside them.

Tolerant of what OCR does to them: `FR0M`, `SUBJ ECT`, `DATF`, a colon read as `2` or `t`, labels in one column and
values in the next (by their boxes, else by their order).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
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
    "place": ("PLACE", "AND PLACE", "LOCATION", "VENUE", "PLACE OF MEETING", "PLACE OF CONVERSATION"),
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
_FORM_WORDS: Mapping[str, str] = {
    "SUBJECT": "subject",
    "COUNTRY": "country",
    "REFERENCE": "refs",
    "REFERENCES": "refs",
    "PARTICIPANTS": "participants",
}
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
    r"(?P<front>\W{0,4})(?P<label>[A-Z0-9$€£|][A-Z0-9$€£|&.]{1,14},?(?: [A-Z&]{2,12}){0,3}?)(?:(?P<mark>[ ]?[ts23i8?!°*.+$¢#](?=[ ]))|(?=[ ]|$))"
    r"(?P<gap>[\s:;.\-_*'’‘]*)"
)


# MEMORANDUM FOR THE PRESIDENT; NOTE TO MR. ROE: the words themselves are the label
_MEMORANDUM_FOR = re.compile(
    r"(?P<front>\W{0,4})(?P<label>(?:MEMORANDUM|MEMO|NOTE) (?:FOR|TO))(?P<gap>[\s:;.\-_*'’‘]+)(?=\w)"
)
# What is near a label in its letters and is none: the first word of MEMORANDUM TO, and of many another heading
_NO_LABEL = frozenset({"MEMORANDUM", "MEMORANDA", "MEMO", "NOTE"})
_WITHOUT_MARK = frozenset({"subject", "from", "to", "refs", "info", "date", "date_and_place", "participants"})


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
    match = _MEMORANDUM_FOR.match(text)
    if match is not None and _capital_value(text[match.end() :]):
        return _label("to", line, match, firm=True)
    match = _NO_COLON.match(text)
    if match is None:
        return None
    kind = _kind(match["label"], firm=False)
    if kind is None:
        return None
    alone = not text[match.end() :].strip()
    # Without a mark a label of few letters is one only alone, or before a value in capitals: "TO DIRECTOR, FBI".
    if not (alone or match["mark"] or kind in _WITHOUT_MARK):
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
    small = printed[:1].islower() and printed not in ("cc", "bcc", "re")
    if len(printed) > _LONGEST_LABEL + 8 or (small and not (firm and len(printed) >= 5)):
        return None
    letters = re.sub(r"[^A-Z]+", "", printed.upper().translate(_MISREAD).replace("&", ""))
    if not letters or len(letters) > _LONGEST_LABEL:
        return None
    if letters in _NO_LABEL:
        return None
    if letters in _BY_LETTERS:
        kind = _BY_LETTERS[letters]
        return kind if firm or printed == printed.upper() else None
    if small:
        # "susjact:", "country": small capitals of a form read as small letters
        return next(
            (kind for word, kind in _FORM_WORDS.items() if Levenshtein.distance(letters, word, score_cutoff=2) <= 2), None
        )
    # A cut or misread label: one letter in four to seven, two in longer ones; the shorter ones must be right.
    if (
        len(letters) < 4
        or (not firm and len(letters) < 5)
        or sum(char.islower() for char in printed) > len(printed) // 2 > 4
    ):
        return None
    allowed = 1 if len(letters) < 7 else 2
    best: tuple[int, str] | None = None
    for word, kind in _BY_LETTERS.items():
        if len(word) < 4 or abs(len(word) - len(letters)) > allowed or (word[0] != letters[0] and word[-1] != letters[-1]):
            continue
        distance = Levenshtein.distance(letters, word, score_cutoff=allowed)
        if distance <= allowed and (best is None or distance < best[0]):
            best = (distance, kind)
    return best[1] if best else None


# --- values ----------------------------------------------------------------------------------------------------------

# How many lines a value may run on, by what is asked for.
_LONGEST: Mapping[str, int] = {"subject": 5, "participants": 30, "cc": 16, "refs": 8, "info": 8, "tags": 2}
_LINES_OF_VALUE = 3
# Kinds whose value holds paragraphs: people in two national columns, lists of references.
_OVER_PARAGRAPHS = frozenset({"participants", "cc", "refs"})
# "1. On 21 November ...", "(U) The staff has asked ..." : the text begins
_TEXT_BEGINS = re.compile(
    r"\W{0,3}(?:[1lI][.,)] ?\W{0,2}(?:\([A-Z/]{1,6}\) ?)?[A-Z\"“(]|I\. ?[A-Z]|\([UCS]\) [A-Z]\w+ \w+ \w+ \w+)|Dear\b"
)
_NO_VALUE = re.compile(r"[\W_]*")
# "SUBJECT: (Optional)": what the form says of its own box
_SAYS_OPTIONAL = re.compile(r"\W*\(?[O0]p[tr]\w{2,6}\)?\W*", re.IGNORECASE)


def read_labels(lines: Sequence[TextLine]) -> tuple[Labelled, ...]:
    """The labels that open these lines with their values, in order; a label without a value is left out.

    `lines` are those of a record's head, whole-line furniture left out.
    """
    labels = find_labels(lines)
    order = {(line.page_number, line.index): at for at, line in enumerate(lines)}
    labelled_at = {order[label.line.page_number, label.line.index] for label in labels}
    taken: set[int] = set(labelled_at)
    found: list[Labelled] = []
    for label in labels:
        at = order[label.line.page_number, label.line.index]
        value = _beside(label, lines, at, labelled_at, taken)
        if value is not None:
            found.append(value)
    empty = [label for label in labels if all(value.label is not label for value in found)]
    found.extend(_in_columns(empty, lines, order, taken))
    return tuple(sorted(found, key=lambda value: order[value.label.line.page_number, value.label.line.index]))


def _beside(
    label: Label, lines: Sequence[TextLine], at: int, labelled: set[int], taken: set[int]
) -> Labelled | None:  # fmt: skip
    """The value on the label's own line, or on the line beside it by their boxes, with the lines it runs on over."""
    own = _trimmed(label.line, label.behind, label.line.end)
    first = at
    pieces: list[Piece] = []
    if own is not None:
        pieces.append(own)
    elif label.line.left is not None:
        right = _right_of(label, lines, at, labelled)
        if right is None:
            return None
        first = right
        pieces.append(_whole(lines[right]))
        taken.add(right)
    else:
        return None
    for follow in range(first + 1, len(lines)):
        if len(pieces) >= _LONGEST.get(label.kind, _LINES_OF_VALUE) or not _continues(
            label, pieces, lines[follow], lines[follow - 1], follow in labelled
        ):
            break
        pieces.append(_whole(lines[follow]))
        taken.add(follow)
    return Labelled(label.kind, label, tuple(pieces), "beside")


def _trimmed(line: TextLine, start: int, end: int) -> Piece | None:
    text = line.text[start - line.start : end - line.start]
    if _NO_VALUE.fullmatch(text) or _SAYS_OPTIONAL.fullmatch(text):
        return None
    left = len(text) - len(text.lstrip(" .,:;_*~|'’‘-–—="))
    right = len(text.rstrip(" _*~|\\"))
    return Piece(line, start + left, start + right) if right > left else None


def _whole(line: TextLine) -> Piece:
    return _trimmed(line, line.start, line.end) or Piece(line, line.start, line.end)


def _right_of(label: Label, lines: Sequence[TextLine], at: int, labelled: set[int]) -> int | None:
    """The nearest line that stands to the right of a label at its height."""
    box = label.line.box
    if box is None:
        return None
    best: tuple[float, int] | None = None
    for index in range(max(0, at - 6), min(len(lines), at + 12)):
        other = lines[index].box
        if index == at or index in labelled or other is None or lines[index].page_number != label.line.page_number:
            continue
        shared = min(box.y1, other.y1) - max(box.y0, other.y0)
        if shared > 0.5 * min(box.height, other.height) and other.x0 >= box.x1 - 2 and (best is None or other.x0 < best[0]):
            best = (other.x0, index)
    return best[1] if best else None


def _continues(label: Label, pieces: Sequence[Piece], line: TextLine, before: TextLine, labelled: bool) -> bool:
    """Whether a line goes on with the value above it."""
    if labelled or not line.short or line.page_number != before.page_number or _TEXT_BEGINS.match(line.text):
        return False
    if line.box is not None and pieces[0].line.box is not None:
        return _continues_by_box(label, pieces, line)
    if line.paragraph != before.paragraph and label.kind not in _OVER_PARAGRAPHS:
        # An engine may see a gap inside a title; a full line of it runs on in a short one.
        return label.kind == "subject" and len(before.text) >= 32 and len(line.text) <= 48 and _goes_on_with_title(line)
    if label.kind == "subject":
        # A title that fills its line runs on; a short one ends where the line does, unless it stops in the middle.
        return (
            len(before.text) >= 34
            or _goes_on_with_title(line)
            or before.text.rstrip()[-1:] in ",-–("
            or (len(pieces) == 1 and before.text.rstrip().endswith(("of", "the", "and", "for", "in", "to", "on")))
        )
    return len(line.text) <= 64


def _goes_on_with_title(line: TextLine) -> bool:
    """Whether a short line may be the rest of a title: words, and no sentence, date or file number."""
    text = line.text.strip()
    words = text.split()
    return (
        len(words) <= 7
        and not text.endswith(".")
        and sum(char.isalpha() for char in text) >= 0.7 * len(text)
        and len(text) >= 5
    )


def _continues_by_box(label: Label, pieces: Sequence[Piece], line: TextLine) -> bool:
    """Under the value, no further down than a line and a half, and no further left than the value (or its label)."""
    box, last = line.box, pieces[-1].line.box
    if box is None or last is None:
        return False
    gap = box.y0 - last.y1
    spread = 3.0 if label.kind in _OVER_PARAGRAPHS else 1.0
    if gap > spread * max(box.height, last.height) or box.y1 <= last.y0:
        return False
    left = _left_of(pieces[0])
    if label.kind in _OVER_PARAGRAPHS:
        return box.x0 >= (label.line.box.x0 if label.line.box else left) - 6
    return box.x0 >= left - 2 * max(6.0, box.height)


def _left_of(piece: Piece) -> float:
    """Where a value begins on its line, by the share of characters before it."""
    box = piece.line.box
    if box is None:
        return 0.0
    return box.x0 + box.width * (piece.start - piece.line.start) / max(1, len(piece.line.text))


def _in_columns(
    empty: Sequence[Label], lines: Sequence[TextLine], order: Mapping[tuple[int, int], int], taken: set[int]
) -> Iterable[Labelled]:
    """Labels that stand without a value: what is read after the last of a run of them belongs to them in order.

    One label alone takes the line under it (`Note to:` / `Bob Roe`); a run takes a paragraph or a line each.
    """
    run: list[Label] = []
    for number, label in enumerate(empty):
        run.append(label)
        at = order[label.line.page_number, label.line.index]
        following = empty[number + 1] if number + 1 < len(empty) else None
        if following is not None and order[following.line.page_number, following.line.index] <= at + 1 + (len(run) > 1):
            continue
        yield from _shared_out(run, lines, at + 1, taken)
        run = []


# UNITED STATES GOVERNMENT / Memorandum; OPTIONAL FORM NO. 10 / MAY 1962 EDITION / GSA GEN. REG. NO. 27
_OF_FORM = re.compile(
    r"STATES GOVERN|^\W*(?:Office )?Memorandum\W*$|(?:OPTIONAL|OFTIONAL|STANDARD) FORM|\bEDITION\b|\bGSA\b|CFR\)|FPMR|REG\. NO"
)


def _shared_out(run: Sequence[Label], lines: Sequence[TextLine], first: int, taken: set[int]) -> Iterable[Labelled]:
    """What follows a run of labels, given out to them."""
    free: list[TextLine] = []
    whole_list = len(run) == 1 and run[0].kind in _OVER_PARAGRAPHS
    reach = _LONGEST[run[0].kind] if whole_list else 3 * len(run) + 10 if len(run) > 1 else 6
    for index in range(first, min(len(lines), first + reach)):
        line = lines[index]
        if _OF_FORM.search(line.text) or not re.search(r"[^\W_]{3}", line.text):
            continue
        if index in taken or line.page_number != run[0].line.page_number or not line.short or _TEXT_BEGINS.match(line.text):
            break
        free.append(line)
    if not free:
        return
    rule = "under" if len(run) == 1 else "in_column"
    blocks = _paragraphs(free)
    if whole_list:
        yield Labelled(run[0].kind, run[0], tuple(_whole(line) for line in free), rule)
    elif len(run) == 1:
        yield Labelled(run[0].kind, run[0], tuple(_whole(line) for line in blocks[0][: _LONGEST.get(run[0].kind, 2)]), rule)
    elif len(blocks) >= len(run):
        # What the form prints stands above the values: they are the last before the text.
        for label, block in zip(run, blocks[-len(run) :], strict=True):
            yield Labelled(label.kind, label, tuple(_whole(line) for line in block[:_LINES_OF_VALUE]), rule)
    elif len(free) >= len(run):
        for label, line in zip(run, free, strict=False):
            yield Labelled(label.kind, label, (_whole(line),), rule)


def _paragraphs(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    blocks: list[list[TextLine]] = []
    for line in lines:
        if blocks and blocks[-1][-1].paragraph == line.paragraph:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return blocks
