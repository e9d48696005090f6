"""Dates as people ask for them: a year, a month, a day, a decade, in figures or in words, to the days they span."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name[:3]: number for name, number in list(_MONTHS.items())} | {"sept": 9}
_RUSSIAN = ("январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр")
_NUMERIC = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_DECADE = re.compile(r"(?:the\s+)?(\d{3})(?:0s|0-ies|X)", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?\.?\s+)?([^\W\d_]+)\.?,?\s+(\d{4})")
_MONTH_FIRST = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")


@dataclass(frozen=True, slots=True)
class When:
    """The days [earliest, latest] a date spans, as proleptic day numbers (`datetime.date.toordinal`), and its words."""

    earliest: int
    latest: int
    words: str


def parse_when(text: str) -> When | None:
    """`1994`, `1994-12`, `1994-12-06`, `6 January 1995`, `January 6, 1995`, `Dec 1994`, `1990s`; None for anything else."""
    text = " ".join(text.split())
    if match := _NUMERIC.fullmatch(text):
        return _span(*(int(part) if part else None for part in match.groups()))
    if match := _DECADE.fullmatch(text):
        first = int(match[1]) * 10
        begin, end = _span(first or 1), _span(first + 9)
        return When(begin.earliest, end.latest, f"the {first}s") if begin and end else None
    if match := _DAY_FIRST.fullmatch(text):
        return _in_words(match[3], match[2], match[1])
    if match := _MONTH_FIRST.fullmatch(text):
        return _in_words(match[3], match[1], match[2])
    return None


def _in_words(year: str, month: str, day: str | None) -> When | None:
    number = _month(month.casefold())
    return None if number is None else _span(int(year), number, int(day) if day else None)


def _month(word: str) -> int | None:
    if word in _MONTHS:
        return _MONTHS[word]
    # "6 января 1995", "январь 1995": the longest stem that fits, since май and март share their first letters.
    fitting = [stem for stem in _RUSSIAN if word.startswith(stem) and len(word) <= len(stem) + 2]
    return _RUSSIAN.index(max(fitting, key=len)) + 1 if fitting else None


def _span(year: int | None, month: int | None = None, day: int | None = None) -> When | None:
    try:
        if year is None:
            return None
        if month is None:
            return When(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal(), str(year))
        if day is None:
            last = calendar.monthrange(year, month)[1]
            words = f"{calendar.month_name[month]} {year}"
            return When(date(year, month, 1).toordinal(), date(year, month, last).toordinal(), words)
        only = date(year, month, day).toordinal()
        return When(only, only, f"{day} {calendar.month_name[month]} {year}")
    except (ValueError, calendar.IllegalMonthError, IndexError):
        return None


def day_number(iso: str | None) -> int | None:
    """The day number of an ISO day (`1994-12-06`); None for None or what is no such day."""
    if iso is None:
        return None
    try:
        return date.fromisoformat(iso).toordinal()
    except ValueError:
        return None
