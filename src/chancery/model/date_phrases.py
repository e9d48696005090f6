"""Printed dates, in English and Russian, as EDTF with the place they stand at: what is printed, read with care for OCR
noise.

`find_dates` finds every date phrase of a text; a day that no calendar has is no date, a form that can be read in two
ways keeps both. Years that the text leaves out stay `XXXX`: `chancery.model.date_years` infers them against the date
of the record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache

from rapidfuzz.distance import Levenshtein

from chancery.model.dates import MONTHS, DateSet, Edtf, Interval, NotADate, PartialDate, Qualifier, parse_edtf
from chancery.model.evidence import Span
from chancery.model.needed import folded, needed_words


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """A date as a text prints it.

    `form` tells how it is printed (`dmy`, `mdy`, `numeric`, `iso`, `dtg`, `roman`, `my`, `dm`, `season`, `part`,
    `year`, `decade`, `range`, `several`). `certainty` is 0..1: how sure the reading of the characters is, not whether
    the date is true. `reason` says in words what was not plain. `weekday` is 0 (Monday) to 6 where one is printed.
    `supplied` marks a date in square brackets, which an editor gave. `lasts` tells a stretch of time from the room for
    one day.
    """

    span: Span
    value: Edtf
    form: str
    certainty: float = 1.0
    reason: str = ""
    weekday: int | None = None
    supplied: bool = False
    lasts: bool = False

    @property
    def has_year(self) -> bool:
        return "XXXX" not in self.value.edtf


@dataclass(frozen=True, slots=True)
class DateReading:
    """How numbers that can be read in two ways are settled.

    `day_first`: True for 6/1/95 = 6 January, False for 1 June, None where nothing settles it. `not_after`: a day (of a
    review, of a release) after which the text cannot have been written; it settles two-digit years.
    """

    day_first: bool | None = None
    not_after: date | None = None


# --- months ----------------------------------------------------------------------------------------------------------

_RUSSIAN_MONTHS = (
    ("январь", "января", "янв"), ("февраль", "февраля", "фев"), ("март", "марта", "мар"), ("апрель", "апреля", "апр"),
    ("май", "мая"), ("июнь", "июня", "июн"), ("июль", "июля", "июл"), ("август", "августа", "авг"),
    ("сентябрь", "сентября", "сен", "сент"), ("октябрь", "октября", "окт"), ("ноябрь", "ноября", "нояб"),
    ("декабрь", "декабря", "дек"),
)  # fmt: skip
_MONTH_NUMBERS: dict[str, int] = {name.lower(): number for number, name in enumerate(MONTHS, 1)}
_MONTH_NUMBERS |= {name[:3].lower(): number for number, name in enumerate(MONTHS, 1)} | {"sept": 9}
_MONTH_NUMBERS |= {form: number for number, forms in enumerate(_RUSSIAN_MONTHS, 1) for form in forms}
# "в январе 1995 года": the prepositional of a month name ends in е.
_MONTH_NUMBERS |= {re.sub("[ья]$", "е", forms[1]): number for number, forms in enumerate(_RUSSIAN_MONTHS, 1)}
_ROMAN = {
    "I": 1,
    "II": 2,
    "III": 3,
    "IV": 4,
    "V": 5,
    "VI": 6,
    "VII": 7,
    "VIII": 8,
    "IX": 9,
    "X": 10,
    "XI": 11,
    "XII": 12,
}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# What a worn typewriter and an OCR engine make of letters: "Decernber", "0ctober", "Apri1".
_CONFUSED = (("rn", "m"), ("0", "o"), ("1", "l"), ("5", "s"), ("8", "b"), ("vv", "w"), ("ii", "u"))


@lru_cache(maxsize=2048)
def guess_month(word: str) -> tuple[int, float] | None:
    """The month a printed word names and how sure that is (1.0 as printed, less through OCR noise); None where it is
    none.
    """
    folded = word.strip(".,").lower()
    if folded in _MONTH_NUMBERS:
        return _MONTH_NUMBERS[folded], 1.0
    if len(folded) < 3 or not any(char.isalpha() for char in folded):
        return None
    mended = folded
    for wrong, right in _CONFUSED:
        mended = mended.replace(wrong, right)
    if mended in ("duly", "juiy", "juey"):
        return 7, 0.75  # J read as D
    if mended in _MONTH_NUMBERS:
        return _MONTH_NUMBERS[mended], 0.9
    # One wrong letter in a short name, two in one of eight; of three letters only where one month alone comes near.
    allowed = 2 if len(folded) >= 8 else 1
    names = [name[:3].lower() if len(folded) == 3 else name.lower() for name in MONTHS]
    best = sorted((Levenshtein.distance(mended, name), number) for number, name in enumerate(names, 1))
    if 0 < best[0][0] <= min(allowed, best[1][0] - 1):
        return best[0][1], 0.6 if len(folded) < 5 or best[0][0] > 1 else 0.8
    return None


# --- patterns, each under what it was made for ---

_S = r"[ \t\n]{0,3}"
_DAY = r"(?P<day>[0-3IlOo|][0-9IlOo|]|[1-9Il|])"
_ORDINAL = r"(?:st|nd|rd|th|d|-?го|-?е)?"
_YEAR4 = r"(?P<year>(?:1[789]|20)\d\d|[Il|]9\d\d)"
_YEAR = r"(?:(?P<year>(?:1[789]|20)\d\d|[Il|]9\d\d)(?!\d)|['’]?(?P<yy>\d\d)(?![\d:]))"
_NOT_AFTER_DIGIT = r"(?<![\d/.,\-–№#])"
# "32 DEC 10": what stands behind a day that no month has is no month and day either.
_NOT_AFTER_DAY = r"(?<![\d/.,\-–№#])(?<!\b\d[ ])(?<!\b\d\d[ ])"
_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?|январ[яье]|феврал[яье]|марта?|апрел[яье]|ма[йя]|июн[яье]|июл[яье]|августа?|"
    r"сентябр[яье]|"
    r"октябр[яье]|ноябр[яье]|декабр[яье]|янв|фев|апр|авг|сент?|окт|нояб|дек)(?![A-Za-zА-Яа-яё])\.?"
)
_WEEKDAY = r"(?:(?P<weekday>Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,?[ \n]{1,2}(?:the[ ])?)?"


@dataclass(frozen=True, slots=True)
class _Form:
    name: str
    pattern: re.Pattern[str]
    build: Callable[[re.Match[str], DateReading], DatePhrase | None]


def _phrase(
    match: re.Match[str], value: Edtf | None, form: str, certainty: float = 1.0, reason: str = "", lasts: bool = False
) -> DatePhrase:
    if value is None:
        raise NotADate(f"no calendar has the day {match.group()!r}")
    named = match.groupdict().get("weekday")
    weekday = next((index for index, name in enumerate(_WEEKDAYS) if named and name.startswith(named.lower())), None)
    start, end = match.span()
    text = match.group()
    start += len(text) - len(text.lstrip())
    # The point after "29 декабря." ends the sentence; after "Dec." it is not missed.
    end -= len(text) - len(text.rstrip(" \t\n.,"))
    return DatePhrase(Span(start, end), value, form, certainty, reason, weekday, lasts=lasts)


def _number(text: str) -> int:
    """A number through OCR noise: l2 is 12, O6 is 06."""
    return int(text.translate(str.maketrans("IlOo|iL", "1100111")))


def _made(year: int | str, month: int | None, day: int | None) -> PartialDate | None:
    try:
        return PartialDate(
            f"{year:04}" if isinstance(year, int) else year,
            None if month is None else f"{month:02}",
            None if day is None else f"{day:02}",
        )
    except NotADate:
        return None


def _years(match: re.Match[str], reading: DateReading) -> tuple[int, ...]:
    """The years a printed year may mean; two digits mean the 1900s from 40 on (handbook 1.4), else what `not_after`
    allows.
    """
    four = match.groupdict().get("year")
    if four:
        return (_number(four),)
    short = int(match["yy"])
    if short >= 40:
        return (1900 + short,)
    if reading.not_after is not None:
        later = 2000 + short
        return (later,) if later <= reading.not_after.year else (1900 + short,)
    return 1900 + short, 2000 + short


def _of_years(match: re.Match[str], reading: DateReading, month: int, day: int | None) -> tuple[Edtf | None, float, str]:
    years = _years(match, reading)
    made = [value for year in years if (value := _made(year, month, day)) is not None]
    if not made:
        return None, 0.0, ""
    if len(made) == 1:
        return made[0], 1.0, ""
    return DateSet(tuple(made)), 0.4, "two digits of a year that nothing settles"


def _named_month(form: str) -> Callable[[re.Match[str], DateReading], DatePhrase | None]:
    def build(match: re.Match[str], reading: DateReading) -> DatePhrase | None:
        month = guess_month(match["month"])
        if month is None or (month[1] < 0.7 and not match["month"][:1].isupper()):
            return None
        groups = match.groupdict()
        if groups.get("year") is None and groups.get("yy") is None and match["month"].isascii() and match["month"].islower():
            return None  # "we may 5 times": without a year only a name with a capital is a month
        day_text = groups.get("day")
        day = _number(day_text) if day_text else None
        certainty, reason = month[1], "" if month[1] == 1.0 else f"'{match['month']}' read as {MONTHS[month[0] - 1]}"
        if day_text and not day_text.isdigit():
            certainty, reason = min(certainty, 0.85), f"'{day_text}' read as {day}"
        if groups.get("split"):
            day = int(groups["split"] + str(day))
            certainty, reason = 0.75, f"a stamped day with a gap read as {day}"
        if groups.get("year") is None and groups.get("yy") is None:
            return _phrase(match, _made("XXXX", month[0], day), form, certainty, reason)
        value, sure, why = _of_years(match, reading, month[0], day)
        return _phrase(match, value, form, certainty * sure, why or reason)

    return build


def _numeric(match: re.Match[str], reading: DateReading) -> DatePhrase | None:
    first, second = _number(match["a"]), _number(match["b"])
    day_first = True if match["sep"] == "." else reading.day_first
    value_dm, sure, why = _of_years(match, reading, second, first) if 1 <= second <= 12 else (None, 0.0, "")
    value_md, sure_md, why_md = _of_years(match, reading, first, second) if 1 <= first <= 12 else (None, 0.0, "")
    if value_dm is None or value_md is None or value_dm == value_md:
        if match["sep"] == "." and value_dm is None:
            return None  # 12.31.94 is not how anyone dots a date; section numbers look like this
        value = value_dm if value_dm is not None else value_md
        return _phrase(match, value, "numeric", sure if value_dm is not None else sure_md, why or why_md)
    if day_first is not None:
        return _phrase(match, value_dm if day_first else value_md, "numeric", 0.9 * sure, why)
    members = sorted({*_members(value_dm), *_members(value_md)}, key=lambda member: member.edtf)
    return _phrase(match, DateSet(tuple(members)), "numeric", 0.5, "day and month can be read either way round")


def _members(value: Edtf) -> tuple[PartialDate, ...]:
    if isinstance(value, PartialDate):
        return (value,)
    assert isinstance(value, DateSet)
    return tuple(member for member in value.members if isinstance(member, PartialDate))


def _iso(match: re.Match[str], _: DateReading) -> DatePhrase | None:
    return _phrase(match, _made(int(match["year"]), int(match["b"]), int(match["a"])), "iso")


def _roman(match: re.Match[str], reading: DateReading) -> DatePhrase | None:
    month = _ROMAN[match["month"].upper().replace("Х", "X").replace("І", "I")]
    value, sure, why = _of_years(match, reading, month, _number(match["day"]))
    return _phrase(match, value, "roman", sure, why)


def _dtg(match: re.Match[str], reading: DateReading) -> DatePhrase | None:
    month = guess_month(match["month"])
    if month is None or int(match["hour"]) > 23 or int(match["minute"]) > 59:
        return None
    value, sure, why = _of_years(match, reading, month[0], int(match["day"]))
    if match["zone"].isdigit():
        # "1616482 JUN 76": the Z of world time misread as a figure
        sure, why = min(sure, 0.85), f"'{match['zone']}' behind the time read as Z"
    if isinstance(value, PartialDate) and match["zone"] in "Z27":
        value = replace(value, time=f"{match['hour']}:{match['minute']}:00Z")
    return _phrase(match, value, "dtg", sure, why)


def _days_of_month(match: re.Match[str], reading: DateReading) -> DatePhrase | None:
    month = guess_month(match["month"])
    if month is None:
        return None
    years: tuple[int | str, ...] = _years(match, reading) if match["year"] or match["yy"] else ("XXXX",)
    if len(years) != 1:
        return None
    first, last = _made(years[0], month[0], _number(match["day"])), _made(years[0], month[0], _number(match["last"]))
    if match.groupdict().get("both") and first is not None and last is not None:
        return _phrase(match, DateSet((first, last), all_of=True), "several", month[1])
    return _phrase(match, _interval(first, last), "range", month[1], lasts="between" not in match.group().lower())


def _interval(first: PartialDate | None, last: PartialDate | None) -> Interval | None:
    if first is None or last is None:
        return None
    try:
        return Interval(first, last)
    except NotADate:
        return None


_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "весной": 21, "летом": 22, "осенью": 23}


def _season(match: re.Match[str], _: DateReading) -> DatePhrase | None:
    year, name = int(match["year"]), match["season"].lower()
    if name in ("winter", "зимой"):
        last = match["last"]
        second = int(str(year)[: 4 - len(last)] + last) if last else None
        if second is not None:
            return _phrase(match, _interval(_made(year, 12, None), _made(second, 2, None)), "season")
        # "Winter 1995" may be either of two winters: both ends of the year stay possible.
        return _phrase(match, DateSet(tuple(filter(None, (_made(year, 1, None), _made(year, 2, None), _made(year, 12, None))))),
                       "season", 0.6, "which winter of the year is not said")  # fmt: skip
    return _phrase(match, _made(year, _SEASONS[name], None), "season")


_PARTS = {"early": 0, "mid": 1, "middle": 1, "late": 2, "начале": 0, "середине": 1, "конце": 2}


def _part_of_year(match: re.Match[str], _: DateReading) -> DatePhrase | None:
    """early, mid, late YEAR: months 01-04, 05-08, 09-12 with ~ (handbook 3.5)."""
    part = _PARTS[match["part"].lower()]
    first, last = ((1, 4), (5, 8), (9, 12))[part]
    return _phrase(
        match, _about(_interval(_made(int(match["year"]), first, None), _made(int(match["year"]), last, None))), "part"
    )


def _part_of_month(match: re.Match[str], _: DateReading) -> DatePhrase | None:
    """early, mid-, late MONTH: 01-10, 11-20, 21-end, both ends ~ (handbook 3.5)."""
    month = guess_month(match["month"])
    if month is None:
        return None
    year: int | str = int(match["year"]) if match["year"] else "XXXX"
    whole = _made(year if isinstance(year, int) else 2000, month[0], None)
    assert whole is not None
    end = whole.latest
    assert end is not None
    first, last = ((1, 10), (11, 20), (21, end.day))[_PARTS[match["part"].lower()]]
    return _phrase(match, _about(_interval(_made(year, month[0], first), _made(year, month[0], last))), "part")


def _half_of_year(match: re.Match[str], _: DateReading) -> DatePhrase | None:
    first, last = (1, 6) if match["half"].lower() in ("first", "1st") else (7, 12)
    value = _interval(_made(int(match["year"]), first, None), _made(int(match["year"]), last, None))
    return _phrase(match, value, "part")


def _about(value: Interval | None) -> Interval | None:
    if value is None or value.start is None or value.end is None:
        return value
    return Interval(_marked(value.start, "~"), _marked(value.end, "~"))


def _marked(value: PartialDate, mark: Qualifier) -> PartialDate:
    return replace(value, qualifiers=(mark, mark if value.month else "", mark if value.day else ""))


def _decade(match: re.Match[str], _: DateReading) -> DatePhrase | None:
    return _phrase(match, parse_edtf(match["decade"] + "X"), "decade")


def _year_alone(match: re.Match[str], _: DateReading) -> DatePhrase | None:
    return _phrase(match, _made(int(match["year"]), None, None), "year")


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_AFTER_MONTH = rf"[,.]?{_S}"
# Earlier forms win where two meet. Each begins with a digit, a month or a closed word, so that long lines cost little.
_FORMS: tuple[_Form, ...] = (
    # O 061038Z MAY 97
    _Form(
        "dtg",
        _compile(
            rf"(?<!\d)(?P<day>[0-3]\d)(?P<hour>\d\d)(?P<minute>\d\d)(?P<zone>[A-Z27]){_S}{_MONTH}{_S}"
            r"(?:(?P<year>(?:19|20)\d\d)|(?P<yy>\d\d))(?!\d)"
        ),
        _dtg,
    ),
    # 2005-04-25, 2006/11/17
    _Form(
        "iso",
        _compile(r"(?<![\d/.\-])(?P<year>(?:1[89]|20)\d\d)(?P<sep>[-/])(?P<b>[01]\d)(?P=sep)(?P<a>[0-3]\d)(?![\d/\-])"),
        _iso,
    ),
    # December 29-30, 1994
    _Form(
        "range",
        _compile(
            rf"{_NOT_AFTER_DAY}\b{_MONTH}{_S}{_DAY}{_ORDINAL}{_S}(?:[-–—]|to\b|through\b){_S}(?P<last>[0-3]?\d)"
            rf"{_ORDINAL}(?![\d/:])(?:,?{_S}{_YEAR})?"
        ),
        _days_of_month,
    ),
    # between Dec 5 and 7, 1994
    _Form(
        "range",
        _compile(
            rf"\bbetween[ ]{_MONTH}{_S}{_DAY}{_ORDINAL}[ ]and[ ](?P<last>[0-3]?\d){_ORDINAL}(?![\d/:])(?:,?{_S}{_YEAR})?"
        ),
        _days_of_month,
    ),
    # between 6 and 12 March 1972
    _Form(
        "range",
        _compile(
            rf"\bbetween[ ]{_DAY}{_ORDINAL}[ ]and[ ](?P<last>[0-3]?\d){_ORDINAL}{_S}{_MONTH}(?:,?{_S}{_YEAR})?"
        ),
        _days_of_month,
    ),
    # 3 and 9 June; June 3 and 9, 1995: two days, both meant
    _Form(
        "several",
        _compile(
            rf"{_NOT_AFTER_DIGIT}\b{_DAY}{_ORDINAL}[ ](?P<both>and|&|и)[ ](?P<last>[0-3]?\d){_ORDINAL}{_S}{_MONTH}"
            rf"(?:,?{_S}{_YEAR})?"
        ),
        _days_of_month,
    ),
    _Form(
        "several",
        _compile(
            rf"{_NOT_AFTER_DAY}\b{_MONTH}{_S}{_DAY}{_ORDINAL}[ ](?P<both>and|&)[ ](?P<last>[0-3]?\d){_ORDINAL}"
            rf"(?=[,.;:)\n]|$|[ ](?:and|were|was|which|on|to|in|concerning|regarding|about|with|have|had|has|"
            rf"as)\b)(?:,[ ]?{_YEAR})?"
        ),
        _days_of_month,
    ),
    # 29-30 December 1994
    _Form(
        "range",
        _compile(
            rf"{_NOT_AFTER_DIGIT}\b(?:from[ ])?{_DAY}{_ORDINAL}{_S}(?:[-–—]|to\b|through\b){_S}"
            rf"(?P<last>[0-3]?\d){_ORDINAL}{_S}{_MONTH}(?:,?{_S}{_YEAR})?"
        ),
        _days_of_month,
    ),
    # early December 1994, mid-July
    _Form(
        "part",
        _compile(rf"\b(?P<part>early|mid|middle|late)(?:[ ]of|[ ]in)?[- ]{_MONTH}(?:,?{_S}(?P<year>(?:1[89]|"
                 rf"20)\d\d))?(?!\d)"),
        _part_of_month,
    ),
    # 17 February 1971, 25APR2005, 9" June 1994, l2 March 1995, the 6th of January 1995, «6» января 1995 г.
    _Form(
        "dmy",
        _compile(
            rf"{_NOT_AFTER_DIGIT}{_WEEKDAY}(?:(?<![A-Za-z])(?P<split>[12])[ ](?=\d[ ]))?(?<![A-Za-z])[«“\"]?{_DAY}"
            rf"{_ORDINAL}[\"'”“*»°]?{_S}(?:of[ ]|day[ ]of[ ])?[-/.]?{_MONTH}[-/]?{_AFTER_MONTH}{_YEAR}"
        ),
        _named_month("dmy"),
    ),
    # Friday, January 6, 1995; JAN.6,1995; January 6th, 1995
    _Form(
        "mdy",
        _compile(
            rf"{_NOT_AFTER_DAY}(?<![A-Za-z]){_WEEKDAY}{_MONTH}{_S}{_DAY}{_ORDINAL}(?![\d/])[,.;]{{0,2}}{_S}{_YEAR}"
        ),
        _named_month("mdy"),
    ),
    # Decernber 6, 1994; 14 0ctober 1962: a word between a day and a full year that is a month through noise
    _Form(
        "mdy",
        _compile(
            rf"{_NOT_AFTER_DAY}(?<![A-Za-z])(?P<month>[A-Za-z0-9]{{4,10}}(?=[ ])|"
            rf"[A-Za-z0]{{4,10}})[ ]?(?P<day>[0-3]?\d){_ORDINAL}(?![\d/])"
            rf"[,.]{{0,2}}{_S}(?P<year>(?:1[89]|20)\d\d)(?!\d)"
        ),
        _named_month("mdy"),
    ),
    _Form(
        "dmy",
        _compile(
            rf"{_NOT_AFTER_DIGIT}(?<![A-Za-z]){_DAY}{_ORDINAL}[ ]?(?P<month>[A-Za-z0][A-Za-z0-9]{{2,9}})[,.]{{0,2}}[ ]"
            r"(?P<year>(?:1[89]|20)\d\d)(?!\d)"
        ),
        _named_month("dmy"),
    ),
    # 6.I.1995, 24.XI.63
    _Form(
        "roman",
        _compile(
            r"(?<![\d.])(?P<day>[0-3]?\d)[. ]{1,2}(?P<month>[IVXХІ]{1,4})[. ]{1,2}(?:(?P<year>(?:1[89]|20)\d\d)|"
            r"(?P<yy>\d\d))(?!\d)"
        ),
        _roman,
    ),
    # 31.12.94, 1/6/95, 10-25-2021
    _Form(
        "numeric",
        _compile(
            r"(?<![\d/.,\-–№#A-Za-z])(?P<a>[0-3]?\d)(?P<sep>[-/.])(?P<b>[0-3]?\d)(?P=sep)"
            r"(?:(?P<year>(?:1[89]|20)\d\d)|(?P<yy>\d\d))(?![\d/\-]|\.\d)"
        ),
        _numeric,
    ),
    # spring 1995, winter of 1994-95
    _Form(
        "season",
        _compile(
            r"\b(?P<season>spring|summer|autumn|fall|winter|весной|летом|осенью|зимой)(?:[ ]of)?,?[ ]"
            r"(?P<year>(?:1[89]|20)\d\d)(?:[-/–](?P<last>\d\d(?:\d\d)?))?(?!\d)"
        ),
        _season,
    ),
    # early 1995, в начале 1995 года
    _Form(
        "part",
        _compile(r"\b(?P<part>early|mid|late|начале|середине|конце)(?:[ ]in)?[- ](?P<year>(?:1[89]|20)\d\d)(?![\d-])"),
        _part_of_year,
    ),
    # the first half of 1995
    _Form("part", _compile(r"\b(?P<half>first|1st|second|2nd)[ ]half[ ]of[ ](?P<year>(?:1[89]|20)\d\d)(?!\d)"), _half_of_year),
    # the 1990s
    _Form("decade", _compile(r"(?<!\d)(?P<decade>(?:1[89]|20)\d)0['’]?s\b"), _decade),
    # December 29, 29th of December, 29 декабря
    _Form("dm", _compile(rf"{_NOT_AFTER_DAY}(?<![A-Za-z]){_WEEKDAY}{_MONTH}{_S}{_DAY}{_ORDINAL}(?![\d/:A-Za-z])"),
          _named_month("dm")),
    _Form(
        "dm",
        _compile(rf"{_NOT_AFTER_DIGIT}(?<![A-Za-z]){_WEEKDAY}{_DAY}{_ORDINAL}{_S}(?:of[ ])?{_MONTH}(?![ ]?\d)"),
        _named_month("dm"),
    ),
    # February 1995, январь 1995
    _Form("my", _compile(rf"(?<![A-Za-zА-Яа-яё]){_MONTH},?{_S}(?:of[ ])?{_YEAR4}(?!\d)"), _named_month("my")),
    # MAY '94
    _Form("my", _compile(rf"(?<![A-Za-zА-Яа-яё]){_MONTH}{_S}['’](?P<yy>\d\d)(?!\d)"), _named_month("my")),
)  # fmt: skip
# A year alone is a date only where a sign or a word says so ("1994?", "c. 1994", "in 1994") or where it fills its line.
_YEAR_ALONE = _compile(r"(?<![\d/.,\-–№#])\b(?P<year>(?:1[89]|20)\d\d)(?![\d/\-–.,]\d|\d)\b")
_ABOUT_BEFORE = re.compile(
    r"(?:\b(?:c|ca|circa|about|around|approximately|approx|on or about|ок|около)\.?[ ])$", re.IGNORECASE
)
_IN_BEFORE = re.compile(r"\b(?:in|of|since|during|until|by|year|undated[ ]\[|в|с)[ ]?$", re.IGNORECASE)
_DOUBT_AFTER = re.compile(r"[ ]?(?:\(\?\)|\?(?![A-Za-z]))")
_TWEEN = re.compile(r"[ \n]?(?:[-–—]|to|through|until|till|по|до)[ \n]?", re.IGNORECASE)
_SUPPLIED_BEFORE = re.compile(r"\[[ ]?$")
_SUPPLIED_AFTER = re.compile(r"[ ]?\]")
# "32 DEC 95": a month behind a number that no day has.
_DAY_BEFORE = re.compile(r"(?<!\d\d)\d{1,2}[\"']?[ ]?$")


def find_dates(text: str, reading: DateReading | None = None) -> tuple[DatePhrase, ...]:
    """Every date phrase of a text, in order, none overlapping another; what is no day of a calendar is left out."""
    reading = reading or DateReading()
    taken = bytearray(len(text))
    found: list[DatePhrase] = []
    for start, end in _windows(text):
        for form in _forms_in(text[start:end]):
            for match in form.pattern.finditer(text, start, end):
                if taken.find(1, match.start(), match.end()) >= 0:
                    continue
                try:
                    phrase = form.build(match, reading)
                except NotADate:
                    # "31 APR 1995" is no day, and so no month either: nothing of it may be read again.
                    _take(taken, match.span())
                    continue
                if phrase is not None and not (
                    form.name == "my" and _DAY_BEFORE.search(text[max(0, match.start() - 6) : match.start()])
                ):
                    _take(taken, match.span())
                    found.append(phrase)
    found.extend(_years_alone(text, taken))
    found.sort(key=lambda phrase: phrase.span.start)
    return tuple(_joined_ranges(text, [_qualified(text, phrase) for phrase in found]))


def _forms_in(window: str) -> Iterator[_Form]:
    """The forms that may stand in a stretch of text, in their order; forms that need the same words are asked once."""
    seen = folded(window)
    told: dict[tuple[str, ...], bool] = {_CENTURIES: _FULL_YEAR.search(seen) is not None}
    for form, words in _forms_with_words():
        if words not in told:
            told[words] = not words or any(word in seen for word in words)
        if told[words]:
            yield form


# What needs a century needs a whole year: the forms that read months through noise, which are the slowest.
_CENTURIES = ("18", "19", "20")
_FULL_YEAR = re.compile(r"(?:1[89]|20)\d\d")


@cache
def _forms_with_words() -> tuple[tuple[_Form, tuple[str, ...]], ...]:
    return tuple((form, needed_words(form.pattern)) for form in _FORMS)


def parse_date_phrase(text: str, reading: DateReading | None = None) -> Edtf:
    """The one date a short text prints (`6 January 1995`). Raises NotADate where there is none or more than one."""
    found = find_dates(text, reading)
    if len(found) != 1:
        raise NotADate(f"{text!r} does not print one date")
    return found[0].value


# Every form has a digit or one of these words; a page of running text has few of either.
_SIGN = re.compile(r"[\dIl|]\d|\d|\b(?:[Ee]arly|[Mm]id|[Mm]iddle|[Ll]ate|[Нн]ачале|[Сс]ередине|[Кк]онце)\b")
_REACH = 48


def _windows(text: str) -> Iterable[tuple[int, int]]:
    """Stretches of the text around digits, wide enough for any date form, that do not overlap."""
    start = end = -1
    for match in _SIGN.finditer(text):
        low, high = max(0, match.start() - _REACH), min(len(text), match.end() + _REACH)
        if low <= end:
            end = high
            continue
        if end > 0:
            yield start, end
        start, end = low, high
    if end > 0:
        yield start, end


def _take(taken: bytearray, span: tuple[int, int]) -> None:
    taken[span[0] : span[1]] = b"\1" * (span[1] - span[0])


def _years_alone(text: str, taken: bytearray) -> Iterable[DatePhrase]:
    for match in _YEAR_ALONE.finditer(text):
        start, end = match.span()
        if taken.find(1, start, end) >= 0:
            continue
        before = text[max(0, start - 16) : start]
        alone = (before.strip(" ") == "" or before.rstrip(" ").endswith("\n")) and text[end : end + 1] in (
            "",
            "\n",
            "?",
            " ",
        )
        alone = alone and text[end : end + 8].partition("\n")[0].strip(" (?).") == ""
        if alone or _ABOUT_BEFORE.search(before) or _IN_BEFORE.search(before) or _DOUBT_AFTER.match(text, end):
            phrase = _year_alone(match, DateReading())
            if phrase is not None:
                yield phrase


def _qualified(text: str, phrase: DatePhrase) -> DatePhrase:
    """The phrase with what stands around it: `c.` before, `?` behind, square brackets about it."""
    start, end = phrase.span.start, phrase.span.end
    window = text[max(0, start - 16) : start]
    about = _ABOUT_BEFORE.search(window)
    doubt = _DOUBT_AFTER.match(text, end)
    supplied = bool(_SUPPLIED_BEFORE.search(window) and _SUPPLIED_AFTER.match(text, end))
    if not (about or doubt or supplied):
        return phrase
    mark: Qualifier = "%" if about and doubt else "~" if about else "?" if doubt else ""
    value = phrase.value
    if mark and isinstance(value, PartialDate):
        value = _marked(value, mark)
    elif mark and isinstance(value, Interval) and value.start and value.end:
        value = Interval(_marked(value.start, mark), _marked(value.end, mark))
    if about:
        start -= len(about.group())
    if doubt:
        end = doubt.end()
    return replace(phrase, value=value, span=Span(start, end), supplied=supplied)


def _joined_ranges(text: str, phrases: list[DatePhrase]) -> Iterable[DatePhrase]:
    """`December 1994 - January 1995` and `December 31 to January 2` as one interval."""
    index = 0
    while index < len(phrases):
        first = phrases[index]
        second = phrases[index + 1] if index + 1 < len(phrases) else None
        joined = _range_of(text, first, second) if second is not None else None
        yield joined or first
        index += 2 if joined else 1


def _range_of(text: str, first: DatePhrase, second: DatePhrase) -> DatePhrase | None:
    one, two = first.value, second.value
    if not (isinstance(one, PartialDate) and isinstance(two, PartialDate)) or (one.day is None) != (two.day is None):
        return None
    if (one.month is None) != (two.month is None) or one.time or two.time:
        return None
    between = text[first.span.end : second.span.start]
    lead = text[max(0, first.span.start - 8) : first.span.start].lower()
    within = lead.endswith("between ") and between.strip().lower() == "and"
    if not within and not _TWEEN.fullmatch(between):
        return None
    if one.year == "XXXX" and two.year != "XXXX" and "X" not in two.year:
        year = int(two.year) - (1 if (one.month or "") > (two.month or "") else 0)
        one = replace(one, year=f"{year:04}")
    try:
        value = Interval(one, two)
    except NotADate:
        return None
    start = first.span.start - (len("between ") if within else 0)
    certainty = min(first.certainty, second.certainty)
    return DatePhrase(Span(start, second.span.end), value, "range", certainty, lasts=not within)
