"""Missing years and relative phrases, against the date of the record that speaks (handbook 3.4, 3.5, 3.7)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.model.date_phrases import find_dates
from chancery.model.date_years import Facing, infer_year, resolve_phrase, resolve_relative
from chancery.model.dates import PartialDate, day, parse_edtf


@pytest.mark.parametrize(("speaking", "text", "facing", "value", "rule"), [
    ("1962-01-08", "December 30", "past", "1961-12-30", "Y4"),
    ("1987-03-02", "February 20", "past", "1987-02-20", "Y2"),
    ("1993-06-10", "June 10", "past", "1993-06-10", "Y6"),
    ("1993-06-10", "June 12", "past", "[1992-06-12,1993-06-12]", "Y7"),
    ("1972-05-30", "July 2", "past", "1971?-07-02", "Y8"),
    ("1990-06-08", "December 1", "past", "1989-12-01", "Y8"),
    ("1973-10-09", "Friday, September 28", "past", "1973-09-28", "Y2"),
    ("1995-01-06", "Thursday, December 28", "past", "[1994-12-28,1994-12-29]", "Y9"),
    ("1986-01-05", "December 31 to January 2", "past", "1985-12-31/1986-01-02", "Y4"),
    ("1988-12-15", "January 20", "future", "1989-01-20", "Y5"),
    ("1988-05-15", "June 20", "future", "1988-06-20", "Y3"),
    ("1996-02-29", "February 29", "past", "1996-02-29", "Y6"),
    ("1997-01-10", "February 29", "past", "1996?-02-29", "Y8"),
    ("1995-01~", "December 29", "past", "1994-12-29", "Y4"),
    ("1995-01", "January 15", "past", "[1994-01-15,1995-01-15]", "Y2"),
    ("1995-01-06", "3 May 1994", "past", "1994-05-03", "Y1"),
])  # fmt: skip
def test_a_missing_year_is_inferred_with_its_rule_and_a_reason(
    speaking: str, text: str, facing: Facing, value: str, rule: str
) -> None:
    resolved = resolve_phrase(find_dates(text)[0], parse_edtf(speaking), facing)
    assert (resolved.value.edtf, resolved.rule) == (value, rule)
    assert resolved.reason


def test_without_a_date_to_speak_from_the_year_stays_unknown() -> None:
    resolved = resolve_phrase(find_dates("December 29")[0], None)
    assert (resolved.value.edtf, resolved.basis) == ("XXXX-12-29", "none")


def test_doubt_makes_less_sure() -> None:
    def confidence(speaking: str, text: str) -> float:
        return resolve_phrase(find_dates(text)[0], parse_edtf(speaking)).confidence

    assert (
        confidence("1987-03-02", "February 20") > confidence("1990-06-08", "December 1") > confidence("1972-05-30", "July 2")
    )


@pytest.mark.parametrize(("speaking", "text", "value"), [
    ("1948-05-20", "the 3rd instant", "1948-05-03"), ("1948-05-20", "the 28th ultimo", "1948-04-28"), ("1948-12-20", "5th proximo", "1949-01-05"),
    ("1973-10-09", "last Friday", "1973-10-05"), ("1999-04-27", "last Tuesday", "1999-04-20"), ("1999-04-30", "last Tuesday", "[1999-04-20,1999-04-27]"),
    ("1997-05-06", "yesterday", "1997-05-05"), ("1994-05-11", "last month", "1994-04"), ("1995-01-11", "last month", "1994-12"),
    ("1985-11-18", "last week", "1985-11-11/1985-11-17"), ("1987-05-04", "the 28th", "1987-04-28"), ("1994-03-01", "the 31st ultimo", None),
    ("1994-03-01", "some day", None), ("1994-03", "yesterday", None),
])  # fmt: skip
def test_relative_phrases_count_from_the_day_of_the_record(speaking: str, text: str, value: str | None) -> None:
    resolved = resolve_relative(text, parse_edtf(speaking))
    assert (resolved.value.edtf if resolved else None) == value


@given(st.dates(date(1900, 1, 1), date(2030, 12, 31)), st.integers(0, 364))
def test_what_was_written_within_the_year_before_is_found_again(speaking: date, back: int) -> None:
    written = speaking - timedelta(days=back)
    resolved = infer_year(PartialDate("XXXX", f"{written.month:02}", f"{written.day:02}"), day(speaking))
    members = {member.strip("[]").replace("?", "") for member in resolved.value.edtf.split(",")}
    assert written.isoformat() in members or (written.month, written.day) == (2, 29) or back >= 362


@given(st.dates(date(1900, 1, 1), date(2030, 12, 31)), st.integers(1, 12), st.integers(1, 28))
def test_no_past_date_is_later_than_three_days_after_the_record(speaking: date, month: int, number: int) -> None:
    resolved = infer_year(PartialDate("XXXX", f"{month:02}", f"{number:02}"), day(speaking))
    assert resolved.value.latest is not None
    assert resolved.value.latest <= speaking + timedelta(days=3)
