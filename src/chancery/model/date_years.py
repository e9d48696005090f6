"""Dates that a text leaves half said, computed against the date of the record that speaks: missing years and relative
phrases.

Rules Y1 to Y12 of handbook 3.4 and the table of handbook 3.5, as far as references to papers need them. Nothing here
looks at a clock: the date of the record is an argument, and where it is itself only partly known, every reading it
allows is kept.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from chancery.model.date_phrases import DatePhrase
from chancery.model.dates import (
    MONTHS,
    DateSet,
    Edtf,
    Interval,
    NotADate,
    PartialDate,
    day,
    one_of,
    parse_edtf,
    printed,
)  # fmt: skip

Facing = Literal["past", "future"]
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HIGH, MEDIUM, LOW = 0.95, 0.75, 0.4


@dataclass(frozen=True, slots=True)
class ResolvedDate:
    """A date computed from a half-said one: `basis` (`explicit`, `inferred_year`, `relative`, `none`), rule, reason,
    confidence.
    """

    value: Edtf
    basis: str
    rule: str
    reason: str
    confidence: float


def resolve_phrase(phrase: DatePhrase, speaking: Edtf | None, facing: Facing = "past") -> ResolvedDate:
    """The date a phrase means in a record dated `speaking` (None: the record is undated)."""
    if phrase.has_year:
        return _explicit(phrase)
    if isinstance(phrase.value, Interval):
        return _interval_year(phrase, phrase.value, speaking, facing)
    if (
        not isinstance(phrase.value, PartialDate)
        or speaking is None
        or (speaking.earliest is None and speaking.latest is None)
    ):
        return ResolvedDate(phrase.value, "none", "", "no year is printed and the record that speaks bears no date", LOW)
    return infer_year(phrase.value, speaking, facing, phrase.weekday)


def infer_year(value: PartialDate, speaking: Edtf, facing: Facing = "past", weekday: int | None = None) -> ResolvedDate:
    """The year of a date whose year is not printed, against the bounds of the speaking record's date.

    Where those bounds allow two years, both stay, in a set. Raises ValueError where `speaking` has no bound at all.
    """
    bounds = [bound for bound in (speaking.earliest, speaking.latest) if bound is not None]
    if not bounds:
        raise ValueError(f"a year cannot be inferred against {speaking}, which has no bound")
    readings = [_year_against(value, bound, facing) for bound in dict.fromkeys(bounds)]
    values = {reading.value.edtf for reading in readings}
    resolved = readings[-1]
    if len(values) > 1:
        # Each year is one of two readings, so the set itself says the doubt and no sign is needed.
        plain = {replace(member, qualifiers=value.qualifiers) for reading in readings for member in _members(reading.value)}
        members = sorted(plain, key=lambda member: member.edtf)
        reason = f"the record is dated {printed(speaking)}, which allows {printed(DateSet(tuple(members)))}"
        resolved = ResolvedDate(DateSet(tuple(members)), "inferred_year", resolved.rule, reason, LOW)
    return _weekday_checked(resolved, weekday) if weekday is not None else resolved


def _explicit(phrase: DatePhrase) -> ResolvedDate:
    reason = phrase.reason or "the year is printed"
    resolved = ResolvedDate(phrase.value, "explicit", "Y1", reason, 0.98 * phrase.certainty)
    return _weekday_checked(resolved, phrase.weekday) if phrase.weekday is not None else resolved


def _year_against(value: PartialDate, speaking: date, facing: Facing) -> ResolvedDate:
    candidates = [
        made for year in range(speaking.year - 9, speaking.year + 10) if (made := _with_year(value, year)) is not None
    ]
    name = printed(value).partition(",")[0]
    if facing == "future":
        later = [made for made in candidates if (latest := made.latest) is not None and latest >= speaking]
        chosen = later[0]
        rule = "Y5" if chosen.earliest is not None and chosen.earliest.year > speaking.year else "Y3"
        reason = f"the first {name} on or after {_spoken(speaking)}, as the text looks ahead"
        return ResolvedDate(chosen, "inferred_year", rule, reason, HIGH if rule == "Y3" else 0.9)
    earlier = [made for made in candidates if (earliest := made.earliest) is not None and earliest <= speaking]
    chosen = earlier[-1]
    assert chosen.latest is not None
    following = next((made for made in candidates if made.earliest is not None and made.earliest > speaking), None)
    if value.day is not None and following is not None and following.earliest is not None:
        ahead = (following.earliest - speaking).days
        if ahead <= 3:
            days = "day" if ahead == 1 else "days"
            reason = (
                f"{name} is {ahead} {days} after {_spoken(speaking)}, but the text looks back: the record may have been"
                " dated when it was drafted, or a year before is meant"
            )
            return ResolvedDate(DateSet((chosen, following)), "inferred_year", "Y7", reason, LOW)
    gap = max(0, (speaking - chosen.latest).days)
    if gap == 0 and value.day is not None:
        return ResolvedDate(chosen, "inferred_year", "Y6", f"{name} is the day of the record itself", 0.9)
    reason = f"the latest {name} before {_spoken(speaking)}"
    winter = speaking.month <= 2 and value.month is not None and value.month.isdigit() and int(value.month) >= 10
    if winter:
        return ResolvedDate(chosen, "inferred_year", "Y4", f"{reason}, so of the year before", HIGH)
    if value.day == "29" and value.month == "02" and gap > 366:
        return ResolvedDate(chosen, "inferred_year", "Y11", f"{reason}; only leap years have it", LOW)
    if gap <= 180:
        return ResolvedDate(chosen, "inferred_year", "Y2", reason, HIGH)
    if gap <= 270:
        return ResolvedDate(chosen, "inferred_year", "Y8", f"{reason}; {gap} days back, so less sure", MEDIUM)
    # Writers usually add the year for texts this old, so the doubt is written into the date: 1971?-07-02.
    doubtful = PartialDate(chosen.year, chosen.month, chosen.day, ("?", "", ""))
    return ResolvedDate(doubtful, "inferred_year", "Y8", f"{reason}; {gap} days back, where a year is usually printed", LOW)


def _interval_year(phrase: DatePhrase, value: Interval, speaking: Edtf | None, facing: Facing) -> ResolvedDate:
    none = ResolvedDate(value, "none", "", "no year is printed and the record that speaks bears no date", LOW)
    bound = None if speaking is None else speaking.latest or speaking.earliest
    if bound is None or value.start is None or value.end is None:
        return none
    end = value.end if value.end.year != "XXXX" else None
    start = _year_against(value.start, bound, facing) if value.start.year == "XXXX" else _explicit(phrase)
    if not isinstance(start.value, PartialDate):
        return none
    if end is None:
        year = int(start.value.year) + (1 if (value.end.month or "") < (value.start.month or "") else 0)
        end = _with_year(value.end, year)
    try:
        return ResolvedDate(Interval(start.value, end), "inferred_year", start.rule, start.reason, start.confidence)
    except NotADate:
        return none


def _with_year(value: PartialDate, year: int) -> PartialDate | None:
    try:
        return PartialDate(f"{year:04}", value.month, value.day, value.qualifiers)
    except NotADate:
        return None


def _members(value: Edtf) -> tuple[PartialDate, ...]:
    if isinstance(value, PartialDate):
        return (value,)
    return tuple(member for member in value.members if isinstance(member, PartialDate)) if isinstance(value, DateSet) else ()


def _weekday_checked(resolved: ResolvedDate, weekday: int) -> ResolvedDate:
    """Y9: a weekday that is printed must fit; where it does not, the day or the weekday is a slip, and both days
    stay.
    """
    value = resolved.value
    if isinstance(value, DateSet):
        fitting = [member for member in _members(value) if member.earliest and member.earliest.weekday() == weekday]
        if len(fitting) == 1:
            reason = f"{resolved.reason}; only one of the two is a {WEEKDAYS[weekday]}"
            return ResolvedDate(fitting[0], resolved.basis, "Y9", reason, MEDIUM)
        return resolved
    bound = value.earliest if isinstance(value, PartialDate) and value.is_day else None
    if bound is None or bound.weekday() == weekday:
        return resolved
    step = (weekday - bound.weekday() + 3) % 7 - 3
    reason = f"{resolved.reason}; but {printed(day(bound))} is a {WEEKDAYS[bound.weekday()]}, not a {WEEKDAYS[weekday]}"
    return ResolvedDate(one_of(bound, bound + timedelta(days=step)), resolved.basis, "Y9", reason, LOW)


def _spoken(value: date) -> str:
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


# --- relative phrases (handbook 3.5; weeks run Monday to Sunday, months are calendar months) ---


@dataclass(frozen=True, slots=True)
class RelativePhrase:
    """How a phrase is computed from the day of the record; `build` gives an EDTF text or None where the phrase does
    not fit.
    """

    pattern: re.Pattern[str]
    build: Callable[[re.Match[str], date], str | None]
    reason: str
    confidence: float


def resolve_relative(text: str, speaking: Edtf | None) -> ResolvedDate | None:
    """The date that a whole short phrase (`yesterday`, `the 28th ultimo`, `last Friday`) means; None where it is no
    such phrase.
    """
    bound = None if speaking is None else speaking.earliest
    if bound is None or speaking is None or speaking.latest != bound:
        return None
    folded = " ".join(text.lower().split())
    for phrase in _RELATIVE:
        match = phrase.pattern.fullmatch(folded)
        if match is not None and (edtf := phrase.build(match, bound)) is not None:
            reason = f"{phrase.reason}, counted from {_spoken(bound)}"
            return ResolvedDate(parse_edtf(edtf), "relative", "3.5", reason, phrase.confidence)
    return None


def _shifted_month(speaking: date, months: int) -> tuple[int, int]:
    index = speaking.year * 12 + speaking.month - 1 + months
    return index // 12, index % 12 + 1


def _day_of_shifted_month(months: int) -> Callable[[re.Match[str], date], str | None]:
    def build(match: re.Match[str], speaking: date) -> str | None:
        year, month = _shifted_month(speaking, months)
        number = int(match["day"])
        return f"{year:04}-{month:02}-{number:02}" if 1 <= number <= calendar.monthrange(year, month)[1] else None

    return build


def _month(months: int) -> Callable[[re.Match[str], date], str | None]:
    return lambda _, speaking: "{:04}-{:02}".format(*_shifted_month(speaking, months))


def _days(back: int) -> Callable[[re.Match[str], date], str | None]:
    return lambda _, speaking: (speaking - timedelta(days=back)).isoformat()


def _last_week(_: re.Match[str], speaking: date) -> str:
    monday = speaking - timedelta(days=speaking.weekday() + 7)
    return f"{monday}/{monday + timedelta(days=6)}"


def _weekday_before(match: re.Match[str], speaking: date) -> str:
    """The latest such weekday before the record's day."""
    number = [name.lower() for name in WEEKDAYS].index(match["weekday"])
    return (speaking - timedelta(days=(speaking.weekday() - number - 1) % 7 + 1)).isoformat()


def _last_weekday(match: re.Match[str], speaking: date) -> str:
    """`last Tuesday`: when Tuesday of the record's own week is past, that one or the one before; else the latest."""
    number = [name.lower() for name in WEEKDAYS].index(match["weekday"])
    latest = speaking - timedelta(days=(speaking.weekday() - number - 1) % 7 + 1)
    return one_of(latest, latest - timedelta(days=7)).edtf if number < speaking.weekday() else latest.isoformat()


def _day_before_this(match: re.Match[str], speaking: date) -> str | None:
    """`the 28th` without a month: the latest 28th not after the record's day."""
    number = int(match["day"])
    for months in (0, -1, -2):
        year, month = _shifted_month(speaking, months)
        if 1 <= number <= calendar.monthrange(year, month)[1] and date(year, month, number) <= speaking:
            return f"{year:04}-{month:02}-{number:02}"
    return None


_WEEKDAY_NAMES = "(?P<weekday>" + "|".join(name.lower() for name in WEEKDAYS) + ")"
_DAY_NUMBER = r"(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_RELATIVE: tuple[RelativePhrase, ...] = (
    RelativePhrase(re.compile(rf"{_DAY_NUMBER} (?:inst(?:ant|\.)?|of this month)"), _day_of_shifted_month(0),
                   "'instant' is the month of the record", HIGH),
    RelativePhrase(re.compile(rf"{_DAY_NUMBER} (?:ult(?:imo|\.)?|of last month)"), _day_of_shifted_month(-1),
                   "'ultimo' is the month before the record's", HIGH),
    RelativePhrase(re.compile(rf"{_DAY_NUMBER} prox(?:imo|\.)?"), _day_of_shifted_month(1),
                   "'proximo' is the month after the record's", HIGH),
    RelativePhrase(re.compile(r"today|this morning|this afternoon|this evening|this date|(?:of )?even date|сегодня"), _days(0),
                   "the day of the record itself", HIGH),
    RelativePhrase(re.compile(r"yesterday|last night|вчера"), _days(1), "the day before the record", HIGH),
    RelativePhrase(re.compile(r"the day before yesterday"), _days(2), "two days before the record", HIGH),
    RelativePhrase(re.compile(r"last month|прошлого месяца"), _month(-1), "the calendar month before the record's", 0.9),
    RelativePhrase(re.compile(r"this month"), _month(0), "the calendar month of the record", 0.9),
    RelativePhrase(re.compile(r"last week|прошлой недели"), _last_week, "Monday to Sunday of the week before", 0.9),
    RelativePhrase(re.compile(r"last year|прошлого года"), lambda _, speaking: f"{speaking.year - 1:04}", "the year before", 0.9),
    RelativePhrase(re.compile(rf"last {_WEEKDAY_NAMES}"), _last_weekday, "the weekday named, before the record's day", 0.85),
    RelativePhrase(re.compile(_WEEKDAY_NAMES), _weekday_before, "the latest such weekday before the record's day", HIGH),
    RelativePhrase(re.compile(_DAY_NUMBER), _day_before_this, "the latest day of this number before the record", MEDIUM),
)  # fmt: skip
