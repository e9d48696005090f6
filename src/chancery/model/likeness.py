"""Likeness of copies as values: what a copy is compared by, what comparing two gave, and who compares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from chancery.model.link import Reason

# `same`: copies of one record as far as their words tell; `doubtful`: a person should look; `different`: two records.
Sameness = Literal["same", "doubtful", "different"]


# Copies are compared that share so many hashes of their sketches ...
LEAST_SHARED = 3
# ... not counting those that so many copies have: words of a form's print or of a legend tell of no copy.
COMMON_FROM = 50


@dataclass(frozen=True, slots=True)
class Compared:
    """What a copy is compared by: its reading text, and of its effective header what tells records apart (None: not known).

    `sheet`: a reviewer's or archive's sheet, which is no copy of anything.
    """

    copy: str
    text: str
    date: str | None = None
    number: str | None = None
    type: str | None = None
    sheet: bool = False
    to: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether two copies are one record: odds 0..1, what follows from them, and why.

    `apart`: their words alone would make them one, and something else says that they are two (another date, one word).
    """

    score: float
    sameness: Sameness
    reasons: tuple[Reason, ...]
    apart: bool = False


class Comparer(Protocol):
    """Who sketches and compares copies."""

    version: str

    def sketch(self, copy: Compared) -> tuple[int, ...]:
        """Some hashes of a copy's words, 63-bit numbers; none where there is too little to tell it by."""
        ...

    def compare(self, one: Compared, other: Compared) -> Comparison:
        """The order of the two changes nothing."""
        ...
