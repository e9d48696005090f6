"""Who of the authority file a printed name is: candidates by surname or office, one small rule per kind of evidence.

Every rule gives a reason with its weight in log odds; weights stand in one table. Not being in the file is an answer too:
most people in these papers are in no list.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chancery.link.authority import Authority, HeldOffice, KnownPerson, covers
from chancery.link.forenames import is_forename, same_forename
from chancery.link.names import PersonName, name_key, parse_name
from chancery.link.offices import find_holders, parse_office
from chancery.link.posts import RANKS, post_words
from chancery.model.link import Candidate, Link, Reason

# Log odds. Set by hand on the `dev` half of the hand-judged links; measured on the other half (bench/people.py).
START = -2.2
WEIGHTS = {
    "misread_surname": -1.5, "forename": 2.6, "forename_nickname": 2.0, "forename_initial": 0.5, "second_initial": 1.5,
    "forename_conflict": -7.0, "middle": 1.2, "middle_unknown": -0.4, "middle_conflict": -4.0, "no_forename": -0.6, "only_forename": -3.0, "suffix": 0.8,
    "suffix_conflict": -1.5, "period": 1.4, "period_near": 0.2, "period_off": -3.5, "office": 2.8, "post": 1.4,
    "post_conflict": -0.4, "rank_conflict": -2.5, "rare": 1.3, "common": 0.4, "whole": 2.6, "notable": 0.35,
}  # fmt: skip
LINKED = 0.65
# An office with one holder that day, alone and with a first name that is his.
LONE_HOLDER = 0.9
NAMED_HOLDER = 0.95
PROBABLE = 0.5
# Another candidate of this share of the best one's odds leaves the question open.
RIVAL = 0.8
# How far beyond the years of the volumes that name somebody he may still write letters.
MARGIN_YEARS = 4
NEAR_YEARS = 12


@dataclass(frozen=True, slots=True)
class Printed:
    """A name as a record prints it, with what the record says beside it; `day` is the record's date as EDTF, or None."""

    name: PersonName
    post: str
    day: str | None
    bearers: int  # how many in the authority file have the surname


Rule = Callable[[Printed, KnownPerson], Iterable[Reason]]


def link_person(name: str, role: str | None, day: str | None, authority: Authority, *, setting: str = "") -> Link:
    """Who is meant by a printed name and role in a record of that date; `none` where nobody known is.

    `setting` is what else tells the country of an office: the letterhead, the address under the name.
    """
    parsed = parse_name(name)
    if parsed is None:
        return settle(_by_office(None, " ".join((name, role or "", setting)), day, authority))
    if len(name_key(parsed.surname)) < 2:
        return Link("none", None, 0.0, ())
    post = ", ".join(part for part in (parsed.title, parsed.post, role or "") if part)
    bearers = authority.find_by_surname(parsed.surname)
    printed = Printed(parsed, post, day, len(bearers))
    found = {one.target: one for one in _by_name(printed, bearers, authority)}
    if not parsed.given:
        # "Boris" under a letterhead, "President Yeltsin" of no country: the office tells whose name it is.
        for one in _by_office(parsed, f"{post} {setting}", day, authority):
            if one.target not in found or one.score > found[one.target].score:
                found[one.target] = one
    return settle(sorted(found.values(), key=lambda one: (-one.score, one.target))[:6])


def _by_office(parsed: PersonName | None, words: str, day: str | None, authority: Authority) -> list[Candidate]:
    """Who held the office of those words on that day; a first name must be theirs."""
    office = parse_office(words)
    if office is None or day is None or not day[:4].isdigit():
        return []
    holders = find_holders(office, day, authority)
    if parsed is not None:
        holders = tuple(person for person in holders if is_called(parsed.surname, person))
    certain = 1.0 if len(day) >= 10 else 0.9
    reason = f"{office.rank.capitalize()} on {day}" if len(day) >= 10 else f"{office.rank.capitalize()} in {day}"
    first = [Reason(0.0, f"{parsed.surname} is a form of the forename")] if parsed is not None else []
    odds = certain * (LONE_HOLDER if parsed is None else NAMED_HOLDER)
    return [
        Candidate(person.id, round(odds / len(holders), 4), (*first, Reason(round(math.log(odds / (1 - odds)), 2), reason)))
        for person in holders
    ]


def is_called(word: str, person: KnownPerson) -> bool:
    """Whether a word is a person's forename, or a familiar form of it."""
    return any(
        (given := _given_of(name)[0]) and same_forename(word, given[0]) in ("same", "nickname") for name in person.names
    )


def _by_name(printed: Printed, bearers: Sequence[tuple[KnownPerson, int]], authority: Authority) -> Iterable[Candidate]:
    whole = authority.find_whole(printed.name.whole)
    for person in whole:
        yield _weigh(printed, person, [Reason(WEIGHTS["whole"], "the whole name is the same")])
    seen = {person.id for person in whole}
    for person, misread in bearers:
        if person.id not in seen:
            first = [Reason(WEIGHTS["misread_surname"], "one letter of the surname differs")] if misread else []
            yield _weigh(printed, person, [*first, *forenames(printed, person)])


def _weigh(printed: Printed, person: KnownPerson, first: Sequence[Reason]) -> Candidate:
    reasons = [*first, *(reason for rule in RULES for reason in rule(printed, person))]
    odds = START + sum(reason.weight for reason in reasons)
    return Candidate(person.id, round(1 / (1 + math.exp(-odds)), 4), tuple(reasons))


def settle(candidates: Sequence[Candidate]) -> Link:
    """The best candidate, where it is likely and no other is nearly as likely."""
    best = candidates[0].score if candidates else 0.0
    near = [one for one in candidates if one.score > RIVAL * best]
    if sum(one.score for one in near) < PROBABLE:
        return Link("none", None, round(1 - best, 4), tuple(candidates))
    rivals = sum(one.score / (1.0001 - one.score) for one in candidates[1:])
    mine = best / (1.0001 - best)
    confidence = round(min(best, mine / (mine + rivals)), 4)
    if confidence < PROBABLE or len(near) > 1:
        return Link("ambiguous", None, confidence, tuple(candidates))
    return Link("linked" if confidence >= LINKED else "probable", candidates[0].target, confidence, tuple(candidates))


# --- the rules -------------------------------------------------------------------------------------------------------


def forenames(printed: Printed, person: KnownPerson) -> Iterable[Reason]:
    """The forenames and initials, in the spelling of the file that fits best."""
    options = [list(_forename_reasons(printed.name, name)) for name in person.names if "," in name]
    return max(options, key=lambda reasons: sum(reason.weight for reason in reasons), default=[])


def _forename_reasons(printed: PersonName, known: str) -> Iterable[Reason]:
    theirs, suffix = _given_of(known)
    mine = printed.given
    if not mine and not printed.title and is_forename(printed.surname):
        yield Reason(WEIGHTS["only_forename"], f"{printed.surname} may be a forename, and nothing else is printed")
    elif not mine:
        yield Reason(WEIGHTS["no_forename"], "no forename is printed")
    elif theirs:
        yield from _compare_first(mine, theirs)
        if len(mine) > 1:
            yield from _compare_middle(mine[1:], theirs)
    yield from _compare_suffix(printed.suffix, suffix)


def _compare_first(mine: Sequence[str], theirs: Sequence[str]) -> Iterable[Reason]:
    kind = same_forename(mine[0], theirs[0])
    if kind is None and len(theirs) > 1 and same_forename(mine[0], theirs[1]) in ("same", "nickname"):
        # "Howard Hunt" is filed as Hunt, E. Howard
        kind = "nickname"
    if kind == "same":
        yield Reason(WEIGHTS["forename"], f"the forename {mine[0]} is the same")
    elif kind == "nickname":
        yield Reason(WEIGHTS["forename_nickname"], f"{mine[0]} is a form of {theirs[0]}, or his second name")
    elif kind == "initial":
        yield Reason(WEIGHTS["forename_initial"], f"the initial {mine[0]} fits {theirs[0]}")
    else:
        yield Reason(WEIGHTS["forename_conflict"], f"the forename {mine[0]} is not {theirs[0]}")


def _compare_middle(mine: Sequence[str], theirs: Sequence[str]) -> Iterable[Reason]:
    if len(theirs) < 2:
        yield Reason(WEIGHTS["middle_unknown"], f"no middle name is known beside {theirs[0]}")
        return
    kind = same_forename(mine[0], theirs[1])
    if kind is None and not any(same_forename(mine[0], other) for other in theirs[2:]):
        yield Reason(WEIGHTS["middle_conflict"], f"the middle name {mine[0]} is not {theirs[1]}")
    elif kind == "initial":
        yield Reason(WEIGHTS["second_initial"], f"the second initial {mine[0]} fits")
    else:
        key = "forename" if kind == "same" and _is_initial(theirs[0]) else "middle"
        yield Reason(WEIGHTS[key], f"the middle name {mine[0]} is the same")


def _compare_suffix(mine: str, theirs: str) -> Iterable[Reason]:
    one, other = name_key(mine), name_key(theirs)
    if one and other:
        same = one == other or {one, other} == {"jr", "junior"}
        key = "suffix" if same else "suffix_conflict"
        yield Reason(WEIGHTS[key], f"{mine} stands behind both names" if same else f"{mine} is not {theirs}")
    elif one:
        yield Reason(WEIGHTS["suffix_conflict"], f"{mine} stands behind the printed name only")


@lru_cache(maxsize=65536)
def _given_of(known: str) -> tuple[tuple[str, ...], str]:
    """Forenames and suffix of an inverted name; a title in front of the forenames is left out."""
    parts = [part.strip() for part in known.split(",")]
    suffix = next((part for part in parts[1:] if re.fullmatch(r"[JS]r\.?|I{2,3}|IV|V", part)), "")
    given = next((part for part in parts[1:] if part and part != suffix), "")
    given = re.sub(r"\s*\([^)]*\)", "", given)
    match = re.search(r"\s+([JS]r\.?|I{2,3}|IV)\Z", given)
    if match and not suffix:
        suffix, given = match[1], given[: match.start()]
    words = re.sub(r"\.(?=\w)", ". ", given).split()
    while len(words) > 1 and name_key(words[0]) in _TITLES:
        words = words[1:]
    return tuple(words), suffix


_TITLES = frozenset(
    """general gen colonel col major maj lieutenant lt captain capt admiral adm rear vice commander cdr sir lord lady dr
    president premier prince princess king queen senator sheikh shaykh mrs miss madame minister of the army armies
    marshal field brigadier sergeant count baron de""".split()
)


def _is_initial(word: str) -> bool:
    return len(word.rstrip(".")) == 1


def rarity(printed: Printed, _: KnownPerson) -> Iterable[Reason]:
    """How many in the file bear the surname: one of three is found sooner than one of fifty."""
    others = printed.bearers
    said = f"{others} people of that surname are known" if others > 1 else "the only one of that surname who is known"
    yield Reason(max(WEIGHTS["rare"] - WEIGHTS["common"] * math.log2(max(others, 1)), -1.0), said)


def period(printed: Printed, person: KnownPerson) -> Iterable[Reason]:
    """Whether the person is known of in the years of the record."""
    if printed.day is None or not printed.day[:4].isdigit():
        return
    year = int(printed.day[:4])
    years = _years(person)
    if years is None:
        return
    first, last = years
    if first - MARGIN_YEARS <= year <= last + MARGIN_YEARS:
        yield Reason(WEIGHTS["period"], f"known of from {first} to {last}")
    elif (person.death_year and year > person.death_year) or (person.birth_year and year < person.birth_year + 16):
        yield Reason(2 * WEIGHTS["period_off"], f"not of age or not alive in {year}")
    else:
        away = max(first - year, year - last)
        near = away <= NEAR_YEARS
        weight = WEIGHTS["period_near"] if near else max(2 * WEIGHTS["period_off"], -(away - NEAR_YEARS) / 8)
        said = f"known of from {first} to {last}, {'not far from' if near else 'not in'} {year}"
        yield Reason(round(weight, 2), said)


def _years(person: KnownPerson) -> tuple[int, int] | None:
    years = [year for year in (person.first_year, person.last_year) if year]
    years += [int(day[:4]) for office in person.offices for day in (office.start, office.end) if day[:4].isdigit()]
    years += [int(year) for post in person.posts for year in re.findall(r"\b(1[789]\d\d|20[0-2]\d)\b", post)]
    return (min(years), max(years)) if years else None


def office(printed: Printed, person: KnownPerson) -> Iterable[Reason]:
    """Whether what stands beside the name is a post that the person held on that day, or is noted with."""
    if not printed.post:
        return
    mine = post_words(printed.post)
    if not mine:
        return
    held = _held(printed, person, mine)
    if held is not None:
        yield Reason(WEIGHTS["office"], f"{held.role} from {held.start} to {held.end or 'a day not known'}")
        return
    theirs = set().union(*(post_words(post) for post in person.posts)) if person.posts else set()
    held_ever = set().union(*(post_words(f"{one.role} {one.place}") for one in person.offices)) if person.offices else set()
    if mine & RANKS and not mine & RANKS & (theirs | held_ever):
        rank = next(iter(sorted(mine & RANKS))).replace("vicepresident", "vice president").replace("prime", "prime minister")
        yield Reason(WEIGHTS["rank_conflict"], f"never known as {rank}")
        return
    shared = mine & theirs
    if shared:
        yield Reason(WEIGHTS["post"], f"noted as {person.posts[0]}")
    elif theirs and len(mine) > 1:
        yield Reason(WEIGHTS["post_conflict"], f"noted as {person.posts[0]}, which is another post")


def _held(printed: Printed, person: KnownPerson, mine: frozenset[str]) -> HeldOffice | None:
    if printed.day is None or len(printed.day) < 4:
        return None
    for one in person.offices:
        if covers(one, printed.day) and mine & post_words(f"{one.role} {one.place}"):
            return one
    return None


def notable(_: Printed, person: KnownPerson) -> Iterable[Reason]:
    """How many volumes of FRUS name the person: whoever stands in many is met more often."""
    if person.volumes >= 3:
        yield Reason(WEIGHTS["notable"] * math.log(person.volumes), f"named in {person.volumes} volumes of FRUS")


RULES: tuple[Rule, ...] = (rarity, period, office, notable)
