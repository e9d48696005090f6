"""Described records: fields with their evidence, copies and their page ranges."""

from __future__ import annotations

from dataclasses import dataclass

from chancery.model.evidence import Evidence
from chancery.model.link import Reason
from chancery.model.page import Region
from chancery.model.source import Problem
from chancery.model.text import ReadingText
from chancery.model.vocabulary import PageRole


@dataclass(frozen=True, slots=True)
class Party:
    """A person, state or organisation as a record names it; `name` and `role` as printed."""

    name: str
    role: str | None = None
    person: str | None = None
    side: str | None = None


# What a field holds: EDTF for dates, a type id, printed text, a party; None never (a value not known has no field).
FieldValue = str | Party


@dataclass(frozen=True, slots=True)
class Alternative:
    """A runner-up for a value, with its confidence 0..1."""

    value: FieldValue
    confidence: float


@dataclass(frozen=True, slots=True)
class Field:
    """One described value of a copy; parties and lists have one field per party or item.

    `method` names the rule (`describe.letter.date_line`), `version` its stage's number. `releases.*` fields of one review
    share `group` (0 for the oldest review of the copy, 1 ...).
    """

    name: str
    value: FieldValue
    evidence: tuple[Evidence, ...]
    method: str
    version: str
    confidence: float
    alternatives: tuple[Alternative, ...] = ()
    group: int = 0


@dataclass(frozen=True, slots=True)
class PageDescription:
    """A page's role with the cue it was told by, and the stretches of its layer that are furniture."""

    number: int
    role: PageRole
    cue: str
    # (start, end, what it is) in code points of the page's layer: banner, stamp, page_number, margin, letterhead ...
    furniture: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CopyDescription:
    """A copy as `describe` found it: pages `first_page` to `last_page` of its source, its fields, its reading text.

    `attached_to` is the first page of the copy in the same source that it belongs to: a sheet to the record it speaks
    of, an enclosure to the record it came with; None where it stands for itself.
    """

    first_page: int
    last_page: int
    fields: tuple[Field, ...]
    reading: ReadingText
    attached_to: int | None = None


@dataclass(frozen=True, slots=True)
class AbsentDescription:
    """A record that is known from a sheet alone: `row` (from 0) of the sheet on page `page_number`; it has no copies.

    Its fields have their evidence on the sheet. `withheld_as` is the restriction as printed, empty where none is;
    `pages` how many pages it has, None where the sheet does not say.
    """

    page_number: int
    row: int
    fields: tuple[Field, ...]
    withheld_as: str = ""
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class PageCut:
    """The place before a page of a packet: how likely a record begins on it (0..1), whether one does, and why.

    A reason's weight is above 0 where it speaks for a cut. `begins` may differ from the odds: people and sheets cut too.
    """

    page_number: int
    probability: float
    begins: bool
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceDescription:
    """What `describe` gives for one source; `cuts` are the places before its pages, in order."""

    pages: tuple[PageDescription, ...]
    copies: tuple[CopyDescription, ...]
    regions: tuple[Region, ...] = ()
    problems: tuple[Problem, ...] = ()
    absent: tuple[AbsentDescription, ...] = ()
    cuts: tuple[PageCut, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """The effective header of a copy: what later stages may know of it; a person's decision where there is one.

    `date` is EDTF. Parties are in the order of the record.
    """

    type: str | None = None
    date: str | None = None
    place: str | None = None
    senders: tuple[Party, ...] = ()
    addressees: tuple[Party, ...] = ()
    language: str | None = None
