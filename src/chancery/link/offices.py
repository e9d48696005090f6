"""Who held an office on a day: for papers that name only the office, or only a first name under a letterhead.

"The President" under THE WHITE HOUSE on 6 January 1995 is one man; "Boris" answered by him, President of the Russian
Federation, another. Only offices with one holder at a time are looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from chancery.link.authority import Authority, HeldOffice, KnownPerson

# How long after the last visit, and before the first, a leader is still taken to hold his post.
VISIT_MARGIN_YEARS = 2
# Ranks that one person holds at a time in one country, by the words that papers use for them.
_RANKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("prime minister", re.compile(r"\b(?:prime minister|premier|chairman of the council of ministers|председател\w+ правительства)\b", re.I)),
    ("secretary of state", re.compile(r"(?<!under )(?<!assistant )\bsecretary of state\b(?! for| ad interim)", re.I)),
    ("general secretary", re.compile(r"\b(?:general|first) secretary\b", re.I)),
    ("president", re.compile(r"(?<!vice )(?<!vice-)\b(?:president|президент\w*)\b", re.I)),
    ("chancellor", re.compile(r"\bchancellor\b", re.I)),
    ("king", re.compile(r"\bking\b", re.I)),
    ("queen", re.compile(r"\bqueen\b", re.I)),
)  # fmt: skip
# Those of them who write to each other by first name.
LEADERS = ("president", "prime minister", "chancellor", "general secretary")
# Countries by what papers call them; the authority's names first.
_PLACES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("united states", re.compile(r"united states|\bu\.?s\.?(?:a\.?)?\b|white house|washington|сша", re.I)),
    ("russia", re.compile(r"\brussian?\b|soviet|\bu\.?s\.?s\.?r\b|kremlin|moscow|россии|российской|ссср|москва", re.I)),
    ("united kingdom", re.compile(r"united kingdom|brit(?:ain|ish)|downing street|london", re.I)),
    ("germany", re.compile(r"german|\bbonn\b|berlin", re.I)),
    ("france", re.compile(r"franc|french|[ée]lys[ée]e|paris", re.I)),
)
_SPELLED = {"u.s.s.r.": "russia", "u.s.s.r": "russia", "soviet union": "russia", "russian federation": "russia",
            "united-states": "united states"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rank:
    """An office of one holder: `President`, of `russia`; `place` is empty where the words name no large country.

    `words` are those it was read from, in lower case: the authority's other countries are looked for in them.
    """

    rank: str
    place: str
    words: str


@lru_cache(maxsize=4096)
def parse_office(words: str) -> Rank | None:
    """The office that words name; None where they name none of one holder."""
    rank = next((name for name, pattern in _RANKS if pattern.search(words)), None)
    if rank is None:
        return None
    place = "united states" if rank == "secretary of state" else place_of(words)
    return Rank(rank, place, words.lower())


def place_of(words: str) -> str:
    """The country that words speak of (`THE WHITE HOUSE`, `Soviet`); empty where none is known."""
    return next((name for name, pattern in _PLACES if pattern.search(words)), "")


def find_holders(office: Rank, day: str, authority: Authority) -> tuple[KnownPerson, ...]:
    """Who held the office on an ISO day (or month, or year); several where the sources leave it open,
    none where the words tell no country."""
    found = [one.person for one in _of_rank(office, authority) if _held_on(one, day)]
    return tuple(authority.people[number] for number in dict.fromkeys(found))


def find_leaders(day: str, authority: Authority) -> dict[str, HeldOffice]:
    """Who led a state or a government on an ISO day (or month, or year), by id, each with the office."""
    return {
        one.person: one for rank in LEADERS for _, one in _by_rank(authority).get(rank, ()) if _held_on(one, day)
    }  # fmt: skip


def _of_rank(office: Rank, authority: Authority) -> Iterable[HeldOffice]:
    return (one for place, one in _by_rank(authority).get(office.rank, ()) if _is_of(place, office))


@lru_cache(maxsize=4)
def _by_rank(authority: Authority) -> dict[str, list[tuple[str, HeldOffice]]]:
    """The offices of one holder, by rank, each with its country."""
    found: dict[str, list[tuple[str, HeldOffice]]] = {}
    for one in authority.offices:
        if one.kind == "chief_of_mission":
            continue
        named = parse_office(f"{one.role} of the United States" if one.kind == "principal" else one.role)
        if named is not None:
            place = _SPELLED.get(one.place, one.place or "united states")
            found.setdefault(named.rank, []).append((place, one))
    return found


def _is_of(place: str, office: Rank) -> bool:
    if office.place:
        return place == office.place
    return re.search(rf"\b{re.escape(place.replace('-', ' '))}\b", office.words) is not None


def _held_on(one: HeldOffice, day: str) -> bool:
    if one.kind != "leader":
        end = one.end or "9999"
        return one.start <= day[: len(one.start)] and day[: len(end)] <= end
    year = int(day[:4])
    return int(one.start[:4]) - VISIT_MARGIN_YEARS <= year <= int(one.end[:4]) + VISIT_MARGIN_YEARS
