"""The pages about the archive and the room: front page, bar, help, errors."""

from __future__ import annotations

from dataclasses import dataclass

from chancery.workbench.pages.asked import Counted
from chancery.workbench.pages.record import CodeShown
from chancery.workbench.pages.said import DateShown
from chancery.workbench.pages.search import Result


@dataclass(frozen=True, slots=True)
class Bar:
    """What the bar over every page shows: the archive's name and how many records can be searched."""

    archive: str
    records: int


@dataclass(frozen=True, slots=True)
class YearKinds:
    """Records of one year by kind, in the order of `HomePage.kinds`."""

    year: int
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HomePage:
    """What the archive holds. Lists are empty and texts "" where there is nothing to say; no row counts what is not built.

    `kinds` are at most four, the last gathering the rest; `holds`, `doubts` and `review` are rows of the three lists.
    """

    archive: str
    records: int
    pages: int
    files: int
    problems: int
    kinds: tuple[Counted, ...]
    years: tuple[YearKinds, ...]
    undated: int
    holds: tuple[Counted, ...]
    doubts: tuple[Counted, ...]
    review: tuple[Counted, ...]
    newest: tuple[Result, ...]
    newest_on: DateShown | None = None
    description: str = ""
    working: str = ""
    """Not empty while files are being read: "Reading page 214 of 602." """


@dataclass(frozen=True, slots=True)
class KeyShown:
    """A key and what it does. `key` is as a keyboard names it ("J", "Shift+H"), `own` the character that is pressed ("H").

    `own` is empty for keys that a reader cannot have otherwise.
    """

    key: str
    does: str
    own: str = ""


@dataclass(frozen=True, slots=True)
class HelpPage:
    """How to ask, as (what is written, what it does), and which keys there are."""

    queries: tuple[tuple[str, str], ...]
    keys: tuple[KeyShown, ...]
    codes: tuple[CodeShown, ...] = ()


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What is wrong, where, and what to do; `code` is the error's short stable word."""

    status: int
    title: str
    message: str
    remedy: str = ""
    code: str = ""
