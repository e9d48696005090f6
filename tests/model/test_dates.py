"""EDTF of levels 0 to 2: reading, bounds, comparing, printing (handbook 3.6)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.model.dates import (
    DateSet,
    Edtf,
    Interval,
    NotADate,
    PartialDate,
    day,
    fits,
    is_edtf,
    one_of,
    overlaps,
    parse_edtf,
    printed,
    sort_key,
)  # fmt: skip

BOUNDS = [
    ("1994-12-29", "1994-12-29", "1994-12-29", False),
    ("1994-12", "1994-12-01", "1994-12-31", False),
    ("1994", "1994-01-01", "1994-12-31", False),
    ("1997-05-06T10:38:00Z", "1997-05-06", "1997-05-06", False),
    ("1994-12-05/1994-12-06", "1994-12-05", "1994-12-06", True),
    ("1994-12-29?", "1994-12-29", "1994-12-29", False),
    ("1994-12~", "1994-12-01", "1994-12-31", False),
    ("1994-12-29%", "1994-12-29", "1994-12-29", False),
    ("1994-12-XX", "1994-12-01", "1994-12-31", False),
    ("1994-XX-XX", "1994-01-01", "1994-12-31", False),
    ("199X", "1990-01-01", "1999-12-31", False),
    ("1994-12/..", "1994-12-01", None, True),
    ("1994-12/", "1994-12-01", None, True),
    ("../1992-12-31", None, "1992-12-31", True),
    ("/1992-12-31", None, "1992-12-31", True),
    ("1994-21", "1994-03-01", "1994-05-31", False),
    ("1994-24", "1994-12-01", "1995-02-28", False),
    ("1995-34", "1995-04-01", "1995-06-30", False),
    ("[1995-01-06,1995-06-01]", "1995-01-06", "1995-06-01", False),
    ("{1994-12-05,1994-12-06}", "1994-12-05", "1994-12-06", True),
    ("1994?-12-29", "1994-12-29", "1994-12-29", False),
    ("1994-12-~29", "1994-12-29", "1994-12-29", False),
    ("1994-XX-29", "1994-01-29", "1994-12-29", False),
    ("XXXX-12-29", None, None, False),
    ("[..1994-12-03]", None, "1994-12-03", False),
    ("[1972-03-06..1972-03-12]", "1972-03-06", "1972-03-12", False),
    ("1994-12-2X", "1994-12-20", "1994-12-29", False),
    ("1994-1X", "1994-10-01", "1994-12-31", False),
    ("1968-01-2X~", "1968-01-20", "1968-01-29", False),
    ("1996-02-XX", "1996-02-01", "1996-02-29", False),
    ("199X-02-29", "1992-02-29", "1996-02-29", False),
    ("XXXX-02-29", None, None, False),
]


@pytest.mark.parametrize(("text", "earliest", "latest", "spans"), BOUNDS)
def test_bounds_are_computed_and_never_invented(text: str, earliest: str | None, latest: str | None, spans: bool) -> None:
    value = parse_edtf(text)
    assert (value.earliest and value.earliest.isoformat(), value.latest and value.latest.isoformat()) == (
        earliest,
        latest,
    )
    assert value.spans is spans
    assert value.edtf == text


@pytest.mark.parametrize("text", [
    "1995-02-29", "1995-04-31", "1994-13", "1994-00-01", "1994-12-00", "1994-12-32", "0000", "94-12-29", "open/1994", "unknown/1994",
    "1994-12-29/1994-12-05", "", "/", "../..", "[]", "{}", "[1994", "1994-12-2", "1994-XX-31T10:00Z", "1994-12T10:00Z", "1995-02-3X",
    "1994-12-29T25:00Z", "1994-45", "1994-12-29 ", "x1994", "1994--29", "[1994-12-03..1994-12-01]",
])  # fmt: skip
def test_what_no_calendar_has_is_refused(text: str) -> None:
    assert not is_edtf(text)
    with pytest.raises(NotADate):
        parse_edtf(text)


@pytest.mark.parametrize(("text", "uncertain", "approximate"), [
    ("1994-12-29", False, False), ("1994?", True, False), ("1994~", False, True), ("1994%", True, True),
    ("1994?-12-29", True, False), ("1994-12-~29", False, True), ("1995-01~/1995-04~", False, True), ("[1994?,1995]", True, False),
])  # fmt: skip
def test_signs_of_doubt_are_told_but_do_not_widen(text: str, uncertain: bool, approximate: bool) -> None:
    value = parse_edtf(text)
    assert (value.uncertain, value.approximate) == (uncertain, approximate)


@pytest.mark.parametrize(
    ("written", "plain"), [("?1994-12-29", "1994?-12-29"), ("1994?-12?-29?", "1994-12-29?"), ("1994~-~12", "1994-12~")]
)
def test_a_sign_is_written_in_one_way(written: str, plain: str) -> None:
    assert parse_edtf(written).edtf == plain


@pytest.mark.parametrize(("one", "other", "together"), [
    ("1994-12-29", "1994-12", True), ("1994-12-29", "1995", False), ("1994-12/..", "2005-04-25", True), ("../1992-12-31", "1993", False),
    ("XXXX-12-29", "1994-12-29", True), ("[1995-01-06,1995-06-01]", "1995-03-01", True),
])  # fmt: skip
def test_dates_overlap_when_their_bounds_share_a_day(one: str, other: str, together: bool) -> None:
    assert overlaps(parse_edtf(one), parse_edtf(other)) is together
    assert overlaps(parse_edtf(other), parse_edtf(one)) is together


@pytest.mark.parametrize(("one", "other", "together"), [
    ("XXXX-12-29", "1994-12-29", True), ("XXXX-12-29", "1994-12-28", False), ("[1995-01-06,1995-06-01]", "1995-03-01", False),
    ("[1995-01-06,1995-06-01]", "1995-06", True), ("1994-12", "1994-12-29", True), ("1994-21", "1994-04-02", True), ("1994", "1995", False),
])  # fmt: skip
def test_dates_fit_when_both_may_be_the_same(one: str, other: str, together: bool) -> None:
    assert fits(parse_edtf(one), parse_edtf(other)) is together
    assert fits(parse_edtf(other), parse_edtf(one)) is together


@pytest.mark.parametrize(("text", "long"), [
    ("1972-03-14", "14 March 1972"), ("1972-03", "March 1972"), ("1972", "1972"), ("199X", "1990s"), ("1972-21", "spring 1972"),
    ("1995-34", "second quarter of 1995"), ("1972-03-14?", "14 March 1972 (?)"), ("1972-03~", "about March 1972"),
    ("1994%", "about 1994 (?)"), ("1971?-07-02", "2 July 1971 (year uncertain)"), ("1994-12-~29", "29 December 1994 (day approximate)"),
    ("1972-03-06/1972-03-12", "6 to 12 March 1972"), ("1994-12/1995-01", "December 1994 to January 1995"),
    ("1994-11/1994-12", "November to December 1994"), ("1994-12/..", "from December 1994 on"), ("1994-12/", "from December 1994, end not known"),
    ("../1992-12-31", "until 31 December 1992"), ("[1995-01-06,1995-06-01]", "6 January 1995 or 1 June 1995"),
    ("{1994-12-05,1994-12-06}", "5 December 1994 and 6 December 1994"), ("[..1994-12-03]", "3 December 1994 or earlier"),
    ("[1972-03-06..1972-03-12]", "between 6 and 12 March 1972"), ("XXXX-12-29", "29 December, year not known"),
    ("1994-12-XX", "December 1994, day not known"), ("1994-XX-XX", "1994, month and day not known"),
    ("1994-12-2X", "between 20 and 29 December 1994"), ("1994-XX-29", "day 29 of a month not known, 1994"),
    ("1997-05-06T10:38:00Z", "6 May 1997, 10:38:00 UTC"),
])  # fmt: skip
def test_a_date_is_printed_for_the_eye_without_a_false_day(text: str, long: str) -> None:
    assert printed(parse_edtf(text)) == long


def test_printing_can_be_short_and_can_speak_of_one_day_within() -> None:
    assert printed(parse_edtf("1972-03-14"), short=True) == "14 Mar 1972"
    assert printed(parse_edtf("1972-03-06/1972-03-12"), within=True) == "between 6 and 12 March 1972"


def test_one_of_several_days_is_a_set_and_one_day_is_itself() -> None:
    assert one_of(date(1995, 6, 1), date(1995, 1, 6)).edtf == "[1995-01-06,1995-06-01]"
    assert one_of(date(1995, 6, 1)) == day(date(1995, 6, 1))


def test_dates_sort_by_earliest_then_latest_with_open_ends_outside() -> None:
    texts = ["1995", "1994-12/..", "1994-12-29", "../1992", "1995-01-06", "1994-12"]
    assert sorted(texts, key=lambda text: sort_key(parse_edtf(text))) == [
        "../1992", "1994-12", "1994-12/..", "1994-12-29", "1995", "1995-01-06",
    ]  # fmt: skip


# --- properties ------------------------------------------------------------------------------------------------------

days = st.dates(date(1, 1, 1), date(9999, 12, 31))
marks = st.sampled_from(["", "?", "~", "%"])


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    value = draw(days)
    size = draw(st.integers(1, 3))
    parts = [f"{value.year:04}", f"{value.month:02}", f"{value.day:02}"][:size]
    hidden = draw(st.sampled_from(["", "day", "month", "year"]))
    if hidden == "day" and size == 3:
        parts[2] = "XX"
    if hidden == "month" and size >= 2:
        parts[1] = "XX"
    if hidden == "year":
        parts[0] = draw(st.sampled_from([parts[0][:3] + "X", "XXXX", parts[0]]))
    signs = tuple(draw(marks) if index < size else "" for index in range(3))
    try:
        return PartialDate(*parts, **({"qualifiers": signs}))  # type: ignore[arg-type]
    except NotADate:
        return day(value)


@st.composite
def dates(draw: st.DrawFn) -> Edtf:
    form = draw(st.sampled_from(["date", "interval", "set"]))
    first = draw(partial_dates())
    if form == "date":
        return first
    second = draw(partial_dates())
    if form == "set":
        return DateSet((first, second), all_of=draw(st.booleans()))
    try:
        return Interval(first, draw(st.sampled_from([second, None])))
    except NotADate:
        return Interval(None, first)


@given(dates())
def test_what_is_written_is_read_back_the_same(value: Edtf) -> None:
    assert parse_edtf(value.edtf) == value


@given(dates())
def test_bounds_are_in_order(value: Edtf) -> None:
    if value.earliest is not None and value.latest is not None:
        assert value.earliest <= value.latest
        assert sort_key(value) == (value.earliest.isoformat(), value.latest.isoformat())


@given(dates(), dates())
def test_overlap_is_mutual_and_fitting_needs_it(one: Edtf, other: Edtf) -> None:
    assert overlaps(one, other) == overlaps(other, one)
    assert overlaps(one, one)
    if fits(one, other):
        assert overlaps(one, other)


@given(days)
def test_a_day_is_its_own_bounds_and_prints_its_own_number(value: date) -> None:
    made = day(value)
    assert (made.earliest, made.latest) == (value, value)
    assert printed(made).startswith(f"{value.day} ")


@given(st.text(alphabet="0123456789X-/.?~%[]{},TZ:", max_size=24))
def test_any_text_is_a_date_or_is_refused(text: str) -> None:
    try:
        value = parse_edtf(text)
    except NotADate:
        return
    assert parse_edtf(value.edtf) == value
