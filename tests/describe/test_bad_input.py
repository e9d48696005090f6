"""What cannot be known is not said, and what is in doubt is said with its doubt (the issue's list of bad input)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chancery.model.record import Field, SourceDescription

Describe = Callable[..., SourceDescription]
LIKELY = 0.8  # what the room shows without the word "doubtful"
MEMO = (
    "MEMORANDUM FOR: Karel Vesk\n\nFROM: Ada Birch\n\nSUBJECT: Lamps\n\n{}\n\n"
    "1. The minister spoke for an hour without coming to a point.\n"
)
LETTER = (
    "{head}\n\nDear Karel:\n\nThank you for the lamps that you sent me and for all that you said of them.\n\n"
    "Sincerely,\n\n{foot}\n"
)


def fields(description: SourceDescription, name: str) -> list[Field]:
    return [field for copy in description.copies for field in copy.fields if field.name == name]


@pytest.mark.parametrize(
    "page",
    [
        "ae ; .: oy 4 zz |i 1l\n~~ .. ‘ 8 w q\n:: i\n",
        "",
        "Year  Tons  Lamps\n1961  120  14\n1962  133  18\n1963  141  22\n1964  150  31\n",
        "Zenda, le 6 janvier 1995\n\nMonsieur le Président,\n\nJe vous remercie de votre lettre et des lampes.\n",
    ],
    ids=["noise", "empty", "table", "a language without grammar"],
)
def test_of_a_page_that_says_nothing_known_nothing_is_said_surely(describe: Describe, page: str) -> None:
    description = describe(page)
    assert all(
        field.confidence < LIKELY for name in ("type", "date", "from", "to", "title") for field in fields(description, name)
    )
    assert fields(description, "type") == []


@pytest.mark.parametrize(
    "line", ["31 June 1995", "DATE: 31 June 1995", "30 February 1995", "6 Jan#RELEA5ED 1N FULL#1995", "6 January"]
)
def test_a_day_that_cannot_be_or_cannot_be_read_is_no_date(describe: Describe, line: str) -> None:
    assert fields(describe(MEMO.format(line)), "date") == []


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("DATE: 1/6/95", "[1995-01-06,1995-06-01]"),  # day and month that could be either
        ("6 Jan 22", "[1922-01-06,2022-01-06]"),  # a year without its century
    ],
)
def test_a_date_that_can_be_read_two_ways_gives_both_and_is_doubtful(describe: Describe, line: str, value: str) -> None:
    (date,) = fields(describe(MEMO.format(line)), "date")
    assert date.value == value
    assert date.confidence < LIKELY


def test_a_year_with_one_century_is_read(describe: Describe) -> None:
    assert [date.value for date in fields(describe(MEMO.format("6 January '95")), "date")] == ["1995-01-06"]


@pytest.mark.parametrize(
    ("head", "foot"),
    [("January 6, 1995\nFebruary 9, 1995", "Ada Birch"), ("January 6, 1995", "Ada Birch\n\nFebruary 9, 1995")],
)
def test_of_two_dates_the_second_is_the_runner_up_and_the_first_doubtful(describe: Describe, head: str, foot: str) -> None:
    (date,) = fields(describe(LETTER.format(head=head, foot=foot)), "date")
    assert date.value == "1995-01-06"
    assert [other.value for other in date.alternatives] == ["1995-02-09"]
    assert date.confidence < LIKELY


def test_of_two_signers_the_second_is_the_runner_up_and_the_first_doubtful(describe: Describe) -> None:
    foot = "Ada Birch\nMinister of Harbours\n\nPaul Rudd\nMinister of Lamps"
    (writer,) = fields(describe(LETTER.format(head="January 6, 1995", foot=foot)), "from")
    assert writer.value.name == "Ada Birch"  # type: ignore[union-attr]
    assert [other.value.name for other in writer.alternatives] == ["Paul Rudd"]  # type: ignore[union-attr]
    assert writer.confidence < LIKELY


def test_who_gets_a_copy_has_not_signed(describe: Describe) -> None:
    foot = "Ada Birch\nMinister of Harbours\n\ncc: Paul Rudd"
    (writer,) = fields(describe(LETTER.format(head="January 6, 1995", foot=foot)), "from")
    assert writer.alternatives == ()


def test_two_records_that_differ_in_one_word_are_described_each_by_its_own(describe: Describe) -> None:
    one, other = describe(MEMO.format("6 January 1995")), describe(MEMO.format("6 January 1995").replace("Lamps", "Ramps"))
    assert [field.value for field in fields(one, "title")] == ["Lamps"]
    assert [field.value for field in fields(other, "title")] == ["Ramps"]
    assert one.copies[0].reading.text != other.copies[0].reading.text


def test_a_release_date_is_never_the_documents_date(describe: Describe) -> None:
    page = (
        MEMO.format("")
        + "\nUNCLASSIFIED U.S. Department of State Case No. F-2012-31234 Doc No. C05123456 Date: 06/30/2015\n"
    )
    description = describe(page)
    assert fields(description, "date") == []
    assert "date" not in {field.name for copy in description.copies for field in copy.fields}
