"""Partial dates: EDTF (ISO 8601-2) levels 0 to 2 as diplomatic papers need them, with bounds that are never invented.

Handbook 3.6 lists the forms. A date is a `PartialDate` (one day, month, year, season ... perhaps with X digits), an
`Interval` of two ends that may be open (`..`) or unknown (empty), or a `DateSet` (`[one of]`, `{all of}`). Each knows
`earliest` and `latest` as days (None where that side is open or not known) and whether it `spans` the days between (a
visit) or lies within them (one day of several). The signs `?` `~` `%` never widen the bounds.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip

# Codes of the month place that are no month: first and last month, counted from January of the year (13 = next
# January).
# Winter (24) runs into the next year; which winter a writer means by a year is told by the text, so phrases never use
# it.
_DIVISIONS: dict[int, tuple[int, int, str]] = {
    21: (3, 5, "spring"), 22: (6, 8, "summer"), 23: (9, 11, "autumn"), 24: (12, 14, "winter"),
    33: (1, 3, "first quarter of"), 34: (4, 6, "second quarter of"), 35: (7, 9, "third quarter of"),
    36: (10, 12, "fourth quarter of"), 37: (1, 4, "first third of"), 38: (5, 8, "second third of"),
    39: (9, 12, "last third of"), 40: (1, 6, "first half of"), 41: (7, 12, "second half of"),
}  # fmt: skip
# Seasons told apart by hemisphere: 25-28 north, as 21-24; 29-32 south, half a year later.
_DIVISIONS |= {code + 4: (*_DIVISIONS[code][:2], _DIVISIONS[code][2]) for code in (21, 22, 23, 24)}
_DIVISIONS |= {
    29: (9, 11, "spring"), 30: (12, 14, "summer"), 31: (3, 5, "autumn"), 32: (6, 8, "winter"),
}  # fmt: skip

Qualifier = Literal["", "?", "~", "%"]


class NotADate(ValueError):
    """A text is no EDTF date of levels 0 to 2, or a day that no calendar has."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """One date as far as it is known: `year` four digits or X, `month` and `day` two or None; `month` may be a season
    code.

    `qualifiers` are those of year, month and day; `time` is the text after T (`10:38:00Z`), only on a full day.
    """

    year: str
    month: str | None = None
    day: str | None = None
    qualifiers: tuple[Qualifier, Qualifier, Qualifier] = ("", "", "")
    time: str | None = None

    spans = False

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9X]{4}", self.year) or self.year == "0000":
            raise NotADate(f"{self.year!r} is no year from 0001 to 9999")
        if self.month is None and self.day is not None:
            raise NotADate("a day needs a month, if only XX")
        if self._calendar_day() is not None:
            return
        # A leap year stands for a year of which nothing is known.
        possible = self._masked_days(2000, False) if self.year == "XXXX" else self._days(False)
        if next(possible, None) is None:
            raise NotADate(f"no calendar has the day {self.edtf}")

    @property
    def earliest(self) -> date | None:
        return self._calendar_day() or (next(self._days(False), None) if self.year != "XXXX" else None)

    @property
    def latest(self) -> date | None:
        return self._calendar_day() or (next(self._days(True), None) if self.year != "XXXX" else None)

    @property
    def is_day(self) -> bool:
        """Whether exactly one day is named (though it may be uncertain or approximate)."""
        return self.day is not None and "X" not in self.year + (self.month or "") + self.day

    @property
    def uncertain(self) -> bool:
        return any(mark in "?%" for mark in self.qualifiers if mark)

    @property
    def approximate(self) -> bool:
        return any(mark in "~%" for mark in self.qualifiers if mark)

    @property
    def edtf(self) -> str:
        parts = [part for part in (self.year, self.month, self.day) if part is not None]
        marks = self.qualifiers[: len(parts)]
        # A sign behind a part holds for it and all before it; a sign in front of a part for it alone.
        group = 0
        if marks[0]:
            while group < len(parts) and marks[group] == marks[0]:
                group += 1
        written = []
        for index, (part, mark) in enumerate(zip(parts, marks, strict=True)):
            if index == group - 1:
                written.append(part + mark)
            else:
                written.append(part if index < group else mark + part)
        return "-".join(written) + (f"T{self.time}" if self.time else "")

    def _calendar_day(self) -> date | None:
        """The day itself where all of it is known and the calendar has it: by far the commonest case."""
        if self.day is None or self.month is None:
            return None
        digits = self.year + self.month + self.day
        if not digits.isdecimal():
            return None
        try:
            return date(int(self.year), int(self.month), int(self.day))
        except ValueError:
            return None

    def _days(self, backward: bool) -> Iterator[date]:
        """The days this date may be, in order; only the first is ever asked for."""
        low, high = int(self.year.replace("X", "0")), int(self.year.replace("X", "9"))
        low = max(low, 1)
        years = range(high, low - 1, -1) if backward else range(low, high + 1)
        for year in years:
            if _fits(self.year, f"{year:04}"):
                yield from self._masked_days(year, backward)

    def _masked_days(self, year: int, backward: bool) -> Iterator[date]:
        for first, last in _months_of(self.month, year, backward):
            if self.day is None:
                yield last if backward else first
                continue
            count = (last - first).days
            for step in range(count, -1, -1) if backward else range(count + 1):
                day = first + timedelta(days=step)
                if _fits(self.day, f"{day.day:02}"):
                    yield day

    def __str__(self) -> str:
        return self.edtf


@dataclass(frozen=True, slots=True)
class Interval:
    """From `start` to `end`; an end that is None is open (`..`) or, where `*_known` says so, exists but is not
    known.
    """

    start: PartialDate | None
    end: PartialDate | None
    start_unknown: bool = False
    end_unknown: bool = False

    spans = True

    def __post_init__(self) -> None:
        if self.start is None and self.end is None:
            raise NotADate("an interval needs one end that is known")
        if self.start and self.end and _after(self.start, self.end):
            raise NotADate(f"the interval {self.edtf} ends before it starts")

    @property
    def earliest(self) -> date | None:
        return self.start.earliest if self.start else None

    @property
    def latest(self) -> date | None:
        return self.end.latest if self.end else None

    @property
    def uncertain(self) -> bool:
        return any(end.uncertain for end in (self.start, self.end) if end)

    @property
    def approximate(self) -> bool:
        return any(end.approximate for end in (self.start, self.end) if end)

    @property
    def edtf(self) -> str:
        start = self.start.edtf if self.start else "" if self.start_unknown else ".."
        end = self.end.edtf if self.end else "" if self.end_unknown else ".."
        return f"{start}/{end}"

    def __str__(self) -> str:
        return self.edtf


@dataclass(frozen=True, slots=True)
class DateSet:
    """`[one of]` or `{all of}` its members; a member is a date or a run of dates `a..b`, `..b`, `a..`."""

    members: tuple[PartialDate | Interval, ...]
    all_of: bool = False

    def __post_init__(self) -> None:
        if not self.members:
            raise NotADate("a set of dates has at least one member")

    @property
    def spans(self) -> bool:
        return self.all_of

    @property
    def earliest(self) -> date | None:
        bounds = [member.earliest for member in self.members]
        known = [bound for bound in bounds if bound is not None]
        return min(known) if len(known) == len(bounds) else None

    @property
    def latest(self) -> date | None:
        bounds = [member.latest for member in self.members]
        known = [bound for bound in bounds if bound is not None]
        return max(known) if len(known) == len(bounds) else None

    @property
    def uncertain(self) -> bool:
        return any(member.uncertain for member in self.members)

    @property
    def approximate(self) -> bool:
        return any(member.approximate for member in self.members)

    @property
    def edtf(self) -> str:
        inner = ",".join(_set_member(member) for member in self.members)
        return f"{{{inner}}}" if self.all_of else f"[{inner}]"

    def __str__(self) -> str:
        return self.edtf


Edtf = PartialDate | Interval | DateSet


# --- reading ---------------------------------------------------------------------------------------------------------

# 1994-12-29, 1994?-12-29, 1994-12-~29, 199X, 1994-21, 1997-05-06T10:38:00Z
_DATE = re.compile(
    r"([?~%]?)([0-9X]{4})([?~%]?)(?:-([?~%]?)([0-9X]{2})([?~%]?)(?:-([?~%]?)([0-9X]{2})([?~%]?)(?:T([0-9:.Z+\-]{5,20}))?)?)?"
)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?(?:Z|[+\-](?:0\d|1[0-4]):[0-5]\d)?")


@lru_cache(maxsize=4096)
def parse_edtf(text: str) -> Edtf:
    """The date that an EDTF text of levels 0 to 2 names. Raises NotADate (a ValueError)."""
    if text[:1] in "[{" and len(text) > 2 and text[-1] == ("]" if text[0] == "[" else "}"):
        return DateSet(tuple(_parse_member(part.strip()) for part in text[1:-1].split(",")), all_of=text[0] == "{")
    if "/" in text:
        start, _, end = text.partition("/")
        return Interval(
            _parse_date(start) if start not in ("", "..") else None,
            _parse_date(end) if end not in ("", "..") else None,
            start_unknown=start == "",
            end_unknown=end == "",
        )
    return _parse_date(text)


def is_edtf(text: str) -> bool:
    """Whether a text is EDTF of levels 0 to 2 and every day in it is one the calendar has."""
    try:
        parse_edtf(text)
    except NotADate:
        return False
    return True


def day(value: date) -> PartialDate:
    """A day of the calendar as a partial date."""
    return PartialDate(f"{value.year:04}", f"{value.month:02}", f"{value.day:02}")


def one_of(*values: date) -> Edtf:
    """The set of several days one of which is meant; a single day is itself."""
    members = tuple(day(value) for value in sorted(set(values)))
    return members[0] if len(members) == 1 else DateSet(members)


def _parse_member(text: str) -> PartialDate | Interval:
    if ".." not in text:
        return _parse_date(text)
    start, _, end = text.partition("..")
    return Interval(_parse_date(start) if start else None, _parse_date(end) if end else None)


def _parse_date(text: str) -> PartialDate:
    match = _DATE.fullmatch(text)
    if match is None:
        raise NotADate(f"{text!r} is no EDTF date")
    before_year, year, after_year, before_month, month, after_month, before_day, day_, after_day, time = match.groups()
    if time is not None and not _TIME.fullmatch(time):
        raise NotADate(f"{time!r} is no time of day")
    marks = (
        _joined(before_year, after_year, after_month, after_day),
        _joined(before_month, after_month, after_day),
        _joined(before_day, after_day),
    )
    made = PartialDate(year, month, day_, marks, time)
    if time is not None and not made.is_day:
        raise NotADate(f"{text!r} has a time but not one day")
    return made


def _joined(*marks: str | None) -> Qualifier:
    signs = "".join(mark or "" for mark in marks)
    uncertain, approximate = "?" in signs or "%" in signs, "~" in signs or "%" in signs
    return "%" if uncertain and approximate else "?" if uncertain else "~" if approximate else ""


def _set_member(member: PartialDate | Interval) -> str:
    if isinstance(member, PartialDate):
        return member.edtf
    return f"{member.start or ''}..{member.end or ''}"


def _fits(mask: str, digits: str) -> bool:
    return all(sign in ("X", digit) for sign, digit in zip(mask, digits, strict=True))


def _months_of(month: str | None, year: int, backward: bool) -> Iterator[tuple[date, date]]:
    """First and last day of each month (or season) of a year that a month place may be."""
    if month is None:
        yield date(year, 1, 1), date(year, 12, 31)
        return
    if "X" not in month and int(month) in _DIVISIONS:
        first, last, _ = _DIVISIONS[int(month)]
        end_year, end_month = year + (last - 1) // 12, (last - 1) % 12 + 1
        if end_year <= 9999:
            yield date(year, first, 1), _month_end(end_year, end_month)
        return
    for number in range(12, 0, -1) if backward else range(1, 13):
        if _fits(month, f"{number:02}"):
            yield date(year, number, 1), _month_end(year, number)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _after(start: PartialDate, end: PartialDate) -> bool:
    return start.earliest is not None and end.latest is not None and start.earliest > end.latest


# --- comparing -------------------------------------------------------------------------------------------------------


def overlaps(one: Edtf, other: Edtf) -> bool:
    """Whether the bounds of two dates share a day; an open side reaches for ever."""
    return (
        (one.earliest is None or other.latest is None or one.earliest <= other.latest)
        and (other.earliest is None or one.latest is None or other.earliest <= one.latest)
    )  # fmt: skip


def fits(one: Edtf, other: Edtf) -> bool:
    """Whether both may be the same date: their bounds share a day and no digit that both name differs."""
    if not overlaps(one, other):
        return False
    if isinstance(one, PartialDate) and isinstance(other, PartialDate):
        for mine, theirs in ((one.year, other.year), (one.month, other.month), (one.day, other.day)):
            if mine and theirs and not any(sign == "X" for sign in mine + theirs) and mine != theirs:
                return mine is one.month and (_is_season(mine) or _is_season(theirs))
        return True
    if isinstance(one, DateSet) and not one.all_of:
        return any(fits(member, other) for member in one.members)
    if isinstance(other, DateSet) and not other.all_of:
        return any(fits(one, member) for member in other.members)
    return True


def sort_key(value: Edtf) -> tuple[str, str]:
    """Sorts by earliest, then latest, as ISO text (the same in every database); an open start sorts first, an open end
    last.
    """
    earliest, latest = value.earliest, value.latest
    return earliest.isoformat() if earliest else "0000-00-00", latest.isoformat() if latest else "9999-99-99"


def _is_season(month: str) -> bool:
    return month.isdigit() and int(month) > 20


# --- printing --------------------------------------------------------------------------------------------------------


def printed(value: Edtf, *, short: bool = False, within: bool = False) -> str:
    """A date for the eye: `14 March 1972`, `between 6 and 12 March 1972`; never a day that is not known.

    `short` abbreviates months. `within` says that an interval is the room for one day, not a stretch that lasted.
    """
    if isinstance(value, PartialDate):
        return _printed_date(value, short)
    if isinstance(value, Interval):
        return _printed_interval(value, short, within)
    if len(value.members) == 1 and isinstance(value.members[0], Interval):
        member = value.members[0]
        if member.start is None and member.end is not None:
            return f"{_printed_date(member.end, short)} or earlier"
        if member.end is None and member.start is not None:
            return f"{_printed_date(member.start, short)} or later"
        return _printed_interval(member, short, within=not value.all_of)
    texts = [printed(member, short=short, within=not value.all_of) for member in value.members]
    word = "and" if value.all_of else "or"
    return f"{', '.join(texts[:-1])} {word} {texts[-1]}" if len(texts) > 1 else texts[0]


def _printed_interval(value: Interval, short: bool, within: bool) -> str:
    start, end = value.start, value.end
    if start is None:
        assert end is not None
        return f"until {_printed_date(end, short)}" + (", start not known" if value.start_unknown else "")
    if end is None:
        return f"from {_printed_date(start, short)}" + (", end not known" if value.end_unknown else " on")
    first, last = _printed_date(start, short), _printed_date(end, short)
    plain = not any(start.qualifiers) and not any(end.qualifiers) and start.time is None and end.time is None
    if plain and start.is_day and end.is_day and start.year == end.year:
        same_month = start.month == end.month
        first = str(int(start.day or "0")) if same_month else first.removesuffix(f" {start.year}")
    elif plain and start.year == end.year and start.day is None and end.day is None and start.month and end.month:
        first = first.removesuffix(f" {start.year}")
    return f"between {first} and {last}" if within else f"{first} to {last}"


def _printed_date(value: PartialDate, short: bool) -> str:
    text = _printed_known(value, short)
    if value.time:
        text += f", {value.time.replace('Z', ' UTC')}"
    parts = [
        mark for mark, part in zip(value.qualifiers, (value.year, value.month, value.day), strict=True) if part is not None
    ]
    if len(set(parts)) == 1:
        mark = parts[0]
        return {"": text, "?": f"{text} (?)", "~": f"about {text}", "%": f"about {text} (?)"}[mark]
    words = {"?": "uncertain", "~": "approximate", "%": "uncertain and approximate"}
    said = [f"{name} {words[mark]}" for name, mark in zip(("year", "month", "day"), parts, strict=False) if mark]
    return f"{text} ({', '.join(said)})"


def _printed_known(value: PartialDate, short: bool) -> str:
    year = _printed_year(value.year)
    if value.month is None:
        return year
    if "X" in value.month:
        return _printed_hidden_month(value, year)
    if _is_season(value.month):
        return f"{_DIVISIONS[int(value.month)][2]} {year}"
    name = MONTHS[int(value.month) - 1]
    name = name[:3] if short else name
    if value.day is None:
        return f"{name}, {year}" if value.year == "XXXX" else f"{name} {year}"
    if value.day == "XX":
        return f"{name} {year}, day not known"
    if "X" in value.day:
        days = [number for number in range(1, 32) if _fits(value.day, f"{number:02}")]
        return f"between {days[0]} and {days[-1]} {name} {year}"
    return f"{int(value.day)} {name}, {year}" if value.year == "XXXX" else f"{int(value.day)} {name} {year}"


def _printed_year(year: str) -> str:
    if year == "XXXX":
        return "year not known"
    if year.endswith("X") and "X" not in year[:3]:
        return f"{year[:3]}0s"
    if year.endswith("XX") and "X" not in year[:2]:
        return f"{year[:2]}00s"
    return year


def _printed_hidden_month(value: PartialDate, year: str) -> str:
    assert value.month is not None
    if value.month != "XX":
        months = [MONTHS[number - 1] for number in range(1, 13) if _fits(value.month, f"{number:02}")]
        return f"between {months[0]} and {months[-1]} {year}"
    if value.day is None or value.day == "XX":
        return f"{year}, month not known" if value.day is None else f"{year}, month and day not known"
    return f"day {int(value.day)} of a month not known, {year}" if value.day.isdigit() else f"{year}, month not known"
