"""Printed dates to EDTF: clean and noisy, English and Russian."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.model.date_phrases import DateReading, find_dates, guess_month, parse_date_phrase
from chancery.model.dates import MONTHS, NotADate

REVIEWED = DateReading(not_after=date(2005, 4, 25))


@pytest.mark.parametrize(("text", "found"), [
    ("January 6, 1995", ["1995-01-06"]),
    ("6 January 1995", ["1995-01-06"]),
    ("the 6th of January, 1995", ["1995-01-06"]),
    ("JAN. 6,1995", ["1995-01-06"]),
    ("Friday, January 6, 1995", ["1995-01-06"]),
    ("1995-01-06", ["1995-01-06"]),
    ("25 APR 2005 200403510", ["2005-04-25"]),
    ("DATE25APR2005", []),
    ("O 061038Z MAY 97", ["1997-05-06T10:38:00Z"]),
    ("0610382 MAY 97", ["1997-05-06T10:38:00Z"]),
    ("6.I.1995", ["1995-01-06"]),
    ("from 24.XI.63", ["1963-11-24"]),
    ("6 января 1995 г.", ["1995-01-06"]),
    ("«6» января 1995 года", ["1995-01-06"]),
    ("в январе 1995 года", ["1995-01"]),
    ("письмо от 29 декабря", ["XXXX-12-29"]),
    ("February 1995", ["1995-02"]),
    ("early 1995", ["1995-01~/1995-04~"]),
    ("mid-July 1963", ["1963-07-11~/1963-07-20~"]),
    ("late February 1996", ["1996-02-21~/1996-02-29~"]),
    ("the first half of 1995", ["1995-01/1995-06"]),
    ("Spring 1995", ["1995-21"]),
    ("winter of 1994-95", ["1994-12/1995-02"]),
    ("the 1990s", ["199X"]),
    ("c. 1994", ["1994~"]),
    ("1994?", ["1994?"]),
    ("ca. 1994 (?)", ["1994%"]),
    ("on or about September 1, 1983", ["1983-09-01~"]),
    ("December 29-30, 1994", ["1994-12-29/1994-12-30"]),
    ("29-30 December 1994", ["1994-12-29/1994-12-30"]),
    ("between Dec 5 and 7, 1994", ["1994-12-05/1994-12-07"]),
    ("between 6 and 12 March 1972", ["1972-03-06/1972-03-12"]),
    ("December 1994 - January 1995", ["1994-12/1995-01"]),
    ("December 31 to January 2", ["XXXX-12-31/XXXX-01-02"]),
    ("letters of June 3 and 9, and", ["{XXXX-06-03,XXXX-06-09}"]),
    ("письма от 3 и 9 июня", ["{XXXX-06-03,XXXX-06-09}"]),
    ("6 January 1995 and 7 May 1996", ["1995-01-06", "1996-05-07"]),
])  # fmt: skip
def test_printed_dates_are_read(text: str, found: list[str]) -> None:
    assert [phrase.value.edtf for phrase in find_dates(text)] == found


@pytest.mark.parametrize("text", [
    "Dated 32 DEC 95.", "Dated 32 DEC 10.", "Dated 31 APR 1995.", "Dated 00 JAN 1995.", "30 February 1996", "S/S 9507241", "Order W6277, folio 9255.",
    "Cable 0612345 of 6010 series.", "section 1.5.94.2", "Sec. 3.4(b)", "we may 5 times", "phone 202 994 7000", "Room 1994", "No. 6/95/12",
    "paragraph 12", "", "1.4(D)",
])  # fmt: skip
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert find_dates(text) == ()


@pytest.mark.parametrize(("text", "value"), [
    ('Geneva, 9" June 1994', "1994-06-09"), ("Moscow, l2 March 1995", "1995-03-12"), ("Budapest, Decernber 6, 1994", "1994-12-06"),
    ("Harch13, 1972", "1972-03-13"), ("8 duly 1959", "1959-07-08"), ("14 0ctober 1962", "1962-10-14"), ("BEP 6 1955", None), ("19 Mareh 1965", "1965-03-19"),
    ("2 3 APR 1968", "1968-04-23"), ("APO AE 09123 on January 25, 1995", "1995-01-25"),
])  # fmt: skip
def test_noise_of_scans_is_read_through_and_makes_less_sure(text: str, value: str | None) -> None:
    found = find_dates(text)
    assert [phrase.value.edtf for phrase in found] == ([value] if value else [])
    assert all(phrase.certainty <= 1.0 for phrase in found)
    if value and "APO" not in text and '"' not in text:
        assert found[0].certainty < 1.0
        assert found[0].reason


def test_numbers_that_can_be_read_two_ways_keep_both_unless_something_settles_it() -> None:
    assert find_dates("1/6/95")[0].value.edtf == "[1995-01-06,1995-06-01]"
    assert find_dates("1/6/95", DateReading(day_first=True))[0].value.edtf == "1995-06-01"
    assert find_dates("1/6/95", DateReading(day_first=False))[0].value.edtf == "1995-01-06"
    assert find_dates("9/23/60")[0].value.edtf == "1960-09-23"
    assert find_dates("23/9/60", DateReading(day_first=False))[0].value.edtf == "1960-09-23"
    assert find_dates("31.12.94")[0].value.edtf == "1994-12-31"


def test_two_digits_of_a_year_are_settled_by_the_day_of_review() -> None:
    assert find_dates("6 Jan 95")[0].value.edtf == "1995-01-06"
    assert find_dates("14 Feb 47")[0].value.edtf == "1947-02-14"
    assert find_dates("18.11.17", REVIEWED)[0].value.edtf == "1917-11-18"
    assert find_dates("3/7/26", REVIEWED)[0].value.edtf == "[1926-03-07,1926-07-03]"
    assert find_dates("4 May 02", REVIEWED)[0].value.edtf == "2002-05-04"
    undecided = find_dates("18.11.17")[0]
    assert undecided.value.edtf == "[1917-11-18,2017-11-18]"
    assert undecided.certainty < 0.5


def test_a_supplied_date_says_so() -> None:
    phrase = find_dates("undated [Jan 1995]")[0]
    assert (phrase.value.edtf, phrase.supplied) == ("1995-01", True)


def test_a_weekday_and_the_place_of_a_date_are_kept() -> None:
    text = "your letter of Friday, September 28, was"
    phrase = find_dates(text)[0]
    assert phrase.span.quote(text) == "Friday, September 28"
    assert (phrase.weekday, phrase.has_year) == (4, False)


def test_one_date_is_parsed_and_more_or_none_are_refused() -> None:
    assert parse_date_phrase("6 January 1995").edtf == "1995-01-06"
    for text in ("no date", "6 January 1995, 7 May 1996"):
        with pytest.raises(NotADate):
            parse_date_phrase(text)


@pytest.mark.parametrize("word", ["letter", "matter", "number", "margin", "Sunday", "nation", "Mr", "to"])
def test_plain_words_are_no_months(word: str) -> None:
    assert guess_month(word) is None


@pytest.mark.parametrize(("name", "never"), [
    ("dates_ocr.txt", {"1994-06-01", "1995-03-01", "1994-12-01"}), ("dates_dotted.txt", {"2018-11-17", "2017-11-18"}), ("dates_glued.txt", set()),
])  # fmt: skip
def test_no_false_day_is_read(name: str, never: set[str]) -> None:
    texts = {
        "dates_ocr.txt": 'Zenda, 9" June 1994\nStrelsau, l2 March 1995\nZenda, Decernber 6, 1994',
        "dates_dotted.txt": "Aufzeichnung vom 31.12.94.\n\nBrief aus dem Felde, 18.11.17, vor Ypern.",
        "dates_glued.txt": "200403510 25 APR 2005\nS/S 9507241\nAPO AE 09123 on January 25, 1995",
    }
    assert not {phrase.value.edtf for phrase in find_dates(texts[name], REVIEWED)} & never


@given(
    st.dates(date(1900, 1, 1), date(2039, 12, 31)),
    st.sampled_from(["dmy", "mdy", "iso", "caps", "roman"]),
    st.sampled_from(["", "Moscow, ", "dated "]),
)
def test_every_day_of_the_calendar_is_read_in_every_form(value: date, form: str, before: str) -> None:
    name = MONTHS[value.month - 1]
    roman = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"][value.month - 1]
    text = (
        before
        + {
            "dmy": f"{value.day} {name} {value.year}",
            "mdy": f"{name} {value.day}, {value.year}",
            "iso": value.isoformat(),
            "caps": f"{value.day:02} {name[:3].upper()} {value.year}",
            "roman": f"{value.day}.{roman}.{value.year}",
        }[form]
    )
    assert [phrase.value.edtf for phrase in find_dates(text)] == [value.isoformat()]


@given(st.text(max_size=200))
def test_any_text_is_read_without_error_and_spans_do_not_overlap(text: str) -> None:
    end = 0
    for phrase in find_dates(text):
        assert end <= phrase.span.start < phrase.span.end <= len(text)
        end = phrase.span.end


@pytest.mark.parametrize(
    "text",
    [
        "9" * 200_000,
        " " * 200_000,
        "May " * 50_000,
        "1/" * 100_000,
        "December 2" * 20_000,
        "of " * 60_000,
        "12 " * 60_000,
    ],
)
def test_long_monotonous_text_does_not_hold_the_reader_up(text: str) -> None:
    find_dates(text)
