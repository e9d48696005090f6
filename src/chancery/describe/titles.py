"""The title of a record: its subject line, also over several lines, else its own heading; never a guess from the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from chancery.describe.labels import Labelled, Piece
from chancery.describe.record_text import Found, RecordText

# "(U) Meeting with the Ambassador": the portion mark is not the title's
_PORTION = re.compile(r"\((?:U|C|S|TS|LOU|SBU|FOUO|C/NF|S/NF|UNCLASSIFIED|SECRET|CONFIDENTIAL)\)\s*")
_NOISE_FRONT = re.compile(r"^[\W_]*?(?=[\w\"“'‘(\[#<])")
_NOISE_BEHIND = re.compile(r"(?:\s+[^\w\s\"”’')\]]+|\s*[_|\\~]+|\s+[.,:;•])+$")


def find_subject(record: RecordText, module: str) -> Iterator[Found]:
    """The value of the subject label; the first one that holds words."""
    for value in record.values("subject"):
        title = title_of(value)
        if title is not None and not _OF_FORM.fullmatch(title[0]):
            yield Found("title", title[0], title[1], f"{module}.subject", 0.9 if value.rule == "beside" else 0.7)
            return


# "SUBJECT: (Optional)": what the form says of its own box
_OF_FORM = re.compile(r"\W*(?:Opt\w{3,5}|Op\w{3,6}[ln]al|\w{1,3})\W*|\W*\(?Op\w{4,8}\)\W*", re.IGNORECASE)


# What stands above a heading and is none: letterheads, dates, file numbers, addresses
_NO_HEADING = re.compile(
    r"\b(?:CENTRAL INTELLIGENCE AGENCY|DEPARTMENT OF|FEDERAL BUREAU|WASHINGTON|THE WHITE HOUSE|UNITED STATES|NATIONAL SECURITY (?:AGENCY|COUNCIL)|RELEASE|DISSEM|"
    r"REPRODUCE|BACKGROUND USE|RETURN TO|USE ONLY|SECRET|CONFIDENTIAL|UNCLASSIFIED|DATE|FILE|COPY|PAGE|ROUTING|INDEX|ATTACHMENT|ENCLOSURE|TAB|CLASSIFICATION|"
    r"January|February|March|April|May|June|July|August|September|October|November|December)\b",
    re.IGNORECASE,
)
# Whom a paper is for or from, and what kind of paper it is, are no title of it: Chief, Zenda Branch; MEM RANDUM FOR; TO: PRIORITY
_ADDRESS = re.compile(
    r"^\W*(?:(?:Acting|Deputy|Asst\.?|Assistant|Special)\W+)?(?:Ch[il1][ec]f|Director|Chairman|Secretary|Office of|Counsel|Commanding)\b|"
    r"^\W*(?:TO|FROM|FR0M|VIA|THRU|THROUGH|ATTN|ATTENTION|PRIORITY|MR|MRS|HON)\b[ .:]|"
    r"^\W*ME[A-Z]{0,3} ?[A-Z]{0,3}[RB]A[NHK]\w{2,4}\b|^\W*(?:Office )?Memorand\w+\b|\b(?:INFORMATION REPORT|MESSAGE FORM)\b|"
    r"\b(?:Branch|Division|Staff)\W*(?:\(.*)?$",
    re.IGNORECASE,
)
_HEADING_LINES = 14


def find_heading(record: RecordText, module: str) -> Iterator[Found]:
    """The paper's own heading where it has no subject line: the first line above its text that is a few capitalised
    words, with the next line where that goes on.
    """
    lines = [
        line for line in record.head[:_HEADING_LINES] if not _NO_HEADING.search(line.text) and not _ADDRESS.search(line.text)
    ]
    for at, line in enumerate(lines):
        if not _is_heading(line.text):
            continue
        pieces = [Piece(line, line.start, line.end)]
        follows = lines[at + 1] if at + 1 < len(lines) else None
        if follows is not None and follows.index == line.index + 1 and _is_heading(follows.text):
            pieces.append(Piece(follows, follows.start, follows.end))
        title = joined([piece for piece in (_trimmed(piece) for piece in pieces) if piece.end > piece.start])
        if title is not None:
            yield Found("title", title[0], title[1], f"{module}.heading_lines", 0.45)
        return


_SMALL = frozenset("of the and for in on to a an with by from at or vs re".split())


def _is_heading(text: str) -> bool:
    """Three to fourteen words, each capitalised (small ones aside), made of letters that can be spoken."""
    plain = text.strip(" .,:;*_-–—|'\"“”()[]")
    words = re.findall(r"[^\W\d_][\w'’/\-]*", plain)
    if (
        not 3 <= len(words) <= 14
        or not 10 <= len(plain) <= 90
        or plain.endswith((",", ";"))
        or (text.rstrip().endswith((",", ".")) and len(words) > 9)
    ):
        return False
    if sum(char.isalpha() or char in " '-" for char in plain) < 0.85 * len(plain):
        return False
    own = [word for word in words if word.lower() not in _SMALL]
    spoken = [word for word in own if len(word) > 2 and re.search(r"[aeiouyAEIOUY]", word)]
    return (
        len(spoken) >= 2
        and len(spoken) >= 0.75 * len(own)
        and all(word[:1].isupper() for word in own)
        and plain[:1].isupper()
    )


def title_of(value: Labelled) -> tuple[str, tuple[tuple[int, int, int], ...]] | None:
    """The title a label's value prints, and its places; None where there are no words."""
    pieces = [piece for piece in (_trimmed(piece) for piece in value.pieces) if piece.end > piece.start]
    return joined(pieces)


def joined(pieces: Sequence[Piece]) -> tuple[str, tuple[tuple[int, int, int], ...]] | None:
    """Lines as one title; a word broken by a hyphen at the end of a line is whole again."""
    text = ""
    for piece in pieces:
        part = " ".join(piece.text.split())
        if text.endswith("-") and part[:1].islower():
            text = text[:-1] + part
        else:
            text = f"{text} {part}" if text else part
    if sum(char.isalpha() for char in text) < 2 and sum(char.isdigit() for char in text) < 4:
        return None
    return text, tuple(piece.place for piece in pieces)


def _trimmed(piece: Piece) -> Piece:
    text = piece.text
    start = 0
    front = _NOISE_FRONT.match(text)
    if front is not None:
        start = front.end()
    portion = _PORTION.match(text, start)
    if portion is not None:
        start = portion.end()
    end = len(text)
    behind = _NOISE_BEHIND.search(text)
    if behind is not None and behind.start() > start:
        end = behind.start()
    return Piece(piece.line, piece.start + start, piece.start + max(start, end))
