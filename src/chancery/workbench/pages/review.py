"""What awaits a person: doubtful copies, cuts, dates and parties, decisions that lost their place, one entry each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from chancery.model.geometry import Box
from chancery.workbench.pages.finding import DecisionShown
from chancery.workbench.pages.said import DateShown

# In this order they are asked: what joins or parts whole records first.
ReviewKind = Literal["copies", "cut", "date", "party", "lost"]
CopiesAct = Literal["same", "different"]


@dataclass(frozen=True, slots=True)
class ReviewSide:
    """A page to look at: of which record (None: of none) on which pages of which file, and where on it (`boxes`).

    `width` and `height` are in points; None on a text source, of which `words` are shown instead of a picture.
    """

    source: str
    file: str
    page: int
    of: int
    width: float | None
    height: float | None
    words: str
    record: str | None = None
    copy: str | None = None
    title: str = ""
    date: DateShown | None = None
    first: int = 0
    last: int = 0
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One thing to decide: what is asked, of which record, why it is doubtful, how likely (0..1), and what to do.

    `id` is what a decision is made on: the page of a cut (SOURCE/NUMBER), a finding, a decision; of copies the first side's,
    whose `other` is the second's. `acts` are the words a decision may take. `cut` tells whether a record begins there now.
    """

    kind: ReviewKind
    id: str
    question: str
    remedy: str
    reasons: tuple[str, ...] = ()
    confidence: float | None = None
    sides: tuple[ReviewSide, ...] = ()
    value: str = ""
    label: str = ""
    other: str = ""
    record: str | None = None
    cut: bool = False
    acts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """A window of what waits, `first` (from 0) of `of` of the kind chosen ("": all kinds); `counts` by kind, in their order."""

    items: tuple[ReviewItem, ...]
    counts: tuple[tuple[ReviewKind, int], ...]
    kind: ReviewKind | Literal[""]
    first: int
    per_page: int
    of: int


@dataclass(frozen=True, slots=True)
class BesidePage:
    """Two copies side by side: how likely they are of one record (None: they were not found alike), why, and their texts.

    `together`: they are of one record now. `history` is what people said of the two.
    """

    one: ReviewSide
    other: ReviewSide
    score: float | None
    reasons: tuple[str, ...]
    together: bool
    rows: tuple[tuple[str, str, str], ...] = ()
    """(label, value of the one, value of the other) of the fields that either has."""
    history: tuple[DecisionShown, ...] = ()


@dataclass(frozen=True, slots=True)
class CopiesDecisionAsked:
    """Whether the records or copies `one` and `other` are one record; `other` None parts `one` from all it is with."""

    act: CopiesAct
    who: str
    one: str
    other: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class RecordsDecided:
    """What was written, and the record that `one` is of now."""

    decision: DecisionShown
    record: str | None
