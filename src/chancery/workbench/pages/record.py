"""A record at one page of one copy: its card, its releases, its copies, and the search its reader came from."""

from __future__ import annotations

from dataclasses import dataclass, field

from chancery.workbench.pages.asked import Asked
from chancery.workbench.pages.finding import Finding
from chancery.workbench.pages.leaf import HitStep, PageShown, Strip
from chancery.workbench.pages.said import DateShown, PartyShown, ReleaseShown


@dataclass(frozen=True, slots=True)
class CardRow:
    """A row of the card or the release table: findings of one field, by id; none: `unknown` says so ("not known")."""

    name: str
    label: str
    findings: tuple[str, ...]
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class CodeShown:
    """An exemption code as printed, explained where it stands: "Foreign relations.", "E.O. 13526, sec. 1.4(d)".

    `findings` are the redactions it is claimed for. `meaning` is empty where the code is in no list we know.
    """

    code: str
    meaning: str
    law: str = ""
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleaseRows:
    """One review: its rows and the codes it claims. `title`: "Release", or "Release of 17 June 2009" of several.

    `share` is what of the pages' area is withheld, 0..1, as the dump has it (None: nothing is).
    """

    title: str
    rows: tuple[CardRow, ...]
    codes: tuple[CodeShown, ...] = ()
    share: float | None = None


@dataclass(frozen=True, slots=True)
class WayBack:
    """The search a reader came from: result `position` (from 1) of `of`; neighbours by record id, None at the ends."""

    asked: Asked
    position: int
    of: int
    previous: str | None = None
    next: str | None = None


@dataclass(frozen=True, slots=True)
class CopyShown:
    """A copy of the record: pages `first` to `last` of the file `file` (its title or name), and its release.

    Of a record of several copies `score` (0..1) is how surely it is one of them, and `why` says it in sentences (none: a
    person said so); `quality` is that of its text, 0..1, and `differs` are (label, value) that the shown copy has otherwise.
    """

    id: str
    source: str
    file: str
    first: int
    last: int
    of: int
    release: ReleaseShown | None = None
    holding: str = ""
    origins: tuple[str, ...] = ()
    score: float | None = None
    why: tuple[str, ...] = ()
    quality: float | None = None
    differs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A record at one page of one copy.

    `kind` "Letter" is the word for its type ("Record" where not known); `with_whom` is true where the parties are those of a
    talk ("Torvane with Vesk", all in `senders`), else letters and cables run from `senders` to `addressees`.
    `title` serves where there are no parties. `findings` are all of this copy in reading order, rejected ones too (they are
    struck and not drawn); `chosen` is the one the decision bar shows. `fields_to_add` are (name, label) a person may add.
    `hits` counts the hits of the whole record; `previous_hit` is the last before this page, `next_hit` the first after.
    """

    id: str
    kind: str
    title: str
    copy: CopyShown
    page: PageShown
    strip: Strip
    findings: tuple[Finding, ...]
    card: tuple[CardRow, ...]
    senders: tuple[PartyShown, ...] = ()
    addressees: tuple[PartyShown, ...] = ()
    with_whom: bool = False
    date: DateShown | None = None
    place: str = ""
    holding: str = ""
    releases: tuple[ReleaseRows, ...] = ()
    references: tuple[str, ...] = ()
    chosen: str | None = None
    copies: tuple[CopyShown, ...] = ()
    citation: str = ""
    asked: Asked = field(default_factory=Asked)
    way_back: WayBack | None = None
    hits: int = 0
    previous_hit: HitStep | None = None
    next_hit: HitStep | None = None
    fields_to_add: tuple[tuple[str, str], ...] = ()
    known_only: str = ""
    """Not empty for a record without copies: where it is listed, in a sentence. (Such a record's `page` is the sheet's.)"""
