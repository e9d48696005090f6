"""Small values that many pages say: dates, parties, releases, stretches of a snippet, places on a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class DateShown:
    """A date as people read it: `text` "14 March 1972", `short` "14 Mar 1972", `edtf` "1972-03-14".

    Never a false day: "between 6 and 12 March 1972", "March 1972". `uncertain`: no single day, or ? or ~.
    """

    text: str
    short: str
    edtf: str
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a snippet. `role` is `plain`, `hit`, or `withheld` (then `text` is words such as "5 words withheld")."""

    text: str
    role: Literal["plain", "hit", "withheld"] = "plain"


@dataclass(frozen=True, slots=True)
class PagePlace:
    """A page, and where on it: `tops` are heights down the page, 0..1, one for each mark in the small picture of it.

    `number` is the page's number in its file, `count` how many things stand there (hits, mostly).
    """

    source: str
    number: int
    tops: tuple[float, ...] = ()
    count: int = 1


@dataclass(frozen=True, slots=True)
class ReleaseShown:
    """A release in a few words: `text` "Released in part, 2009"; `share` of the pages' area withheld, 0..1, or None."""

    text: str
    share: float | None = None


@dataclass(frozen=True, slots=True)
class PartyShown:
    """Who, as the record names him, and his office. `surname` is for the second mention."""

    name: str
    role: str | None = None
    surname: str | None = None
