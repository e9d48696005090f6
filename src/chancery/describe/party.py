"""A party as a letter's page shows it: who, by which rule it was found, and where each part of it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chancery.describe.lines import TextLine
from chancery.model.record import Party


@dataclass(frozen=True, slots=True)
class FoundParty:
    """A party and where it stands: stretches (page, start, end) of layers, best evidence first; `rule` how it was
    found.
    """

    party: Party
    places: tuple[tuple[int, int, int], ...]
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class LinePiece:
    """A stretch of a line: `start` and `end` count from the line's own start."""

    line: TextLine
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.line.text[self.start : self.end]

    @property
    def place(self) -> tuple[int, int, int]:
        return self.line.page_number, self.line.start + self.start, self.line.start + self.end

    def part(self, start: int, end: int) -> LinePiece:
        """The stretch [start, end) of this one."""
        return LinePiece(self.line, self.start + start, self.start + end)


_NOISE = " #*,.:;_-|\"“”(«»‘’'~)°•—–={}[]<>\\/"


def trimmed(piece: LinePiece) -> LinePiece:
    """The piece without marks and spaces at its ends."""
    text = piece.text
    left = len(text) - len(text.lstrip(_NOISE))
    right = len(text.rstrip(_NOISE))
    return piece.part(left, max(left, right))


def office_of(piece: LinePiece) -> LinePiece | None:
    """The words of an office or a body in a line that noise may frame: `7 a General Counsel {` is `General Counsel`."""
    text = piece.text
    words = [(start, start + len(word), word) for start, word in _words(text)]
    while words and not _opens_office(words[0][2]):
        words.pop(0)
    while words and not _ends_office(words[-1][2]):
        words.pop()
    if not words:
        return None
    return trimmed(piece.part(words[0][0], words[-1][1]))


def _words(text: str) -> Sequence[tuple[int, str]]:
    found, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        found.append((at, word))
        at += len(word)
    return found


def _opens_office(word: str) -> bool:
    letters = sum(char.isalpha() for char in word)
    return (letters >= 3 and word.lstrip("\"“(*#'‘")[:1].isupper()) or word in ("U.S.", "U.", "US", "UN", "Д.", "Mr.")


def _ends_office(word: str) -> bool:
    letters = sum(char.isalpha() for char in word)
    return letters >= 3 or word.strip(".,") in ("U.S", "US", "II", "III", "IV", "UN", "C", "D.C", "AF")
