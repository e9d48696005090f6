"""A file as a packet: a window of its pages in a strip, the records that stand on them, and the places between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from chancery.workbench.pages.finding import DecisionShown

CutAct = Literal["split", "merge", "move_pages"]


@dataclass(frozen=True, slots=True)
class CutShown:
    """The place before a page: whether a record begins there, how likely that is (0..1, None: nothing is thought of it).

    `reasons` are (what speaks for a cut above 0 or against it below, in log odds; the sentence), the weightiest first.
    `decision` is what a person said of it, None where nobody did. `doubtful`: it waits for a person.
    """

    begins: bool
    probability: float | None
    reasons: tuple[tuple[float, str], ...] = ()
    doubtful: bool = False
    decision: DecisionShown | None = None


@dataclass(frozen=True, slots=True)
class PacketLeaf:
    """A page of the packet: its role with the cue it was told by, its record (None: none), and the place before it.

    `width` and `height` in points; None on a text source, of which `words` are shown. `cut` is None before the first page.
    """

    number: int
    width: float | None
    height: float | None
    role: str
    cue: str
    words: str
    record: str | None
    cut: CutShown | None


@dataclass(frozen=True, slots=True)
class PacketRecord:
    """A record of the packet with its page range; `sheet` says that it is a reviewer's or archive's sheet."""

    record: str
    copy: str
    title: str
    first: int
    last: int
    sheet: bool


@dataclass(frozen=True, slots=True)
class PacketPage:
    """A window of a file's pages from `first` on, and the records that stand on them; `doubts` are the pages before which a
    doubtful cut waits in the whole file, a few of them.
    """

    source: str
    file: str
    of: int
    first: int
    per_page: int
    leaves: tuple[PacketLeaf, ...]
    records: tuple[PacketRecord, ...]
    doubts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CutDecisionAsked:
    """Where records of a packet begin: `split` before `page` (SOURCE/NUMBER), `merge` it with the page before, or `move_pages`:
    it and those behind it, `pages` in all, to the record `before` or `after` (`to`).
    """

    act: CutAct
    who: str
    page: str
    pages: int = 1
    to: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class CutDecided:
    """What was written, and the page it is about."""

    decision: DecisionShown
    source: str
    page: int
