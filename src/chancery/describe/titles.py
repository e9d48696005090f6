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
        if title is not None:
            yield Found("title", title[0], title[1], f"{module}.subject", 0.9 if value.rule == "beside" else 0.7)
            return


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
