"""A manifest's values become fields with their row as evidence, and the page's own text wins over a list."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import ExchangeError
from chancery.model.record import Field, Party
from chancery.pipeline.manifest import add_manifest, manifest_fields, parse_manifest, speaks_of

HEAD = "file,pages,title,date,from,to,holding,url,identifier\n"


def rows(text: str):  # type: ignore[no-untyped-def]
    return parse_manifest(text, "m" * 64, "list.csv")


def test_cells_become_fields_with_their_line_as_evidence() -> None:
    (row,) = rows(HEAD + 'a.pdf,2-3,"Harsund, talks",1972-03-14,Elias Torvane,Danil Vesk; Lev Sarn,,,C1;C2\n')
    fields = {field.name: field for field in manifest_fields(row)}
    assert (row.first_page, row.last_page, row.number) == (2, 3, 2)
    assert fields["title"].value == "Harsund, talks"
    assert [field.value for field in manifest_fields(row) if field.name == "to"] == [Party("Danil Vesk"), Party("Lev Sarn")]
    assert fields["date"].evidence[0].page_number == 2
    assert fields["date"].evidence[0].quote == "1972-03-14"


def test_a_row_over_two_lines_is_named_by_its_first() -> None:
    first, second = rows(HEAD + 'a.pdf,,"two\nlines",,,,,,\nb.pdf,,t,,,,,,\n')
    assert (first.number, first.cells["title"], second.number) == (2, "two lines", 4)


def test_what_the_page_bears_wins_over_the_list() -> None:
    (row,) = rows(HEAD + "a.pdf,,A title,1972-03-15,,,,,\n")
    borne = Field("date", "1972-03-14", (), "describe", "1", 0.9)
    assert [(field.name, field.value) for field in add_manifest((borne,), [row])] == [
        ("date", "1972-03-14"),
        ("title", "A title"),
    ]


def test_the_first_row_that_knows_a_field_gives_it() -> None:
    one, two = rows(HEAD + "a.pdf,,One,,,,,,\na.pdf,,Two,,Vesk,,,,\n")
    assert [field.value for field in add_manifest((), [one, two])] == [Party("Vesk"), "One"]


@pytest.mark.parametrize(
    ("said", "held", "speaks"),
    [
        ("a.pdf", "a.pdf", True),
        ("a.pdf", "box 1/a.pdf", True),
        (".\\box 1\\a.pdf", "box 1/a.pdf", True),
        ("a.pdf", "aa.pdf", False),
    ],
)
def test_a_file_may_be_named_with_fewer_folders(said: str, held: str, speaks: bool) -> None:
    (row,) = rows(f"file,title\n{said},t\n")
    assert speaks_of(row, [held], 1, 4) is speaks


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name,title\na,b\n", "no column `file`"),
        ("file,author\na,b\n", "'author'"),
        ("file,pages\na,3-1\n", "no range of pages"),
        ("file,date\na,6 Jan 95\n", "line 2"),
        ("file,type\na,missive\n", "no record type"),
        ("file,title\n,t\n", "names no file"),
    ],
)
def test_a_fault_names_its_line_and_the_remedy(text: str, words: str) -> None:
    with pytest.raises(ExchangeError, match=r"list\.csv") as caught:
        rows(text)
    assert words in str(caught.value)
    assert caught.value.remedy


@given(st.text())
def test_no_text_breaks_the_parser_otherwise(text: str) -> None:
    with contextlib.suppress(ExchangeError):
        rows("file,title\n" + text)
