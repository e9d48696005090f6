"""Kinds told by many small signs, and what noise may do to dates, captions and makers of reports."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chancery.model.record import Party, SourceDescription

Describe = Callable[..., SourceDescription]


def values(description: SourceDescription, name: str) -> list[str]:
    found = [field.value for field in description.copies[0].fields if field.name == name]
    return [value.name if isinstance(value, Party) else value for value in found]


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        # the form's heading is lost; CITE, the register line, slugs and the reference are left
        ("CLASBIFY TO FILE WY\nADVANCE COPY\nSECRET oe0955z GITE [ ] 3018 IN 61895\nPRITY DIRECTOR\nRYBAT\n"
         "REF: DIR 42255\n1. HEAVY PRESS PLAY OVER WEEKEND ON HARBOUR AT ZENDA.", ["cable"]),
        # the date-time group is misread; the order, tags, the page line and the section are left
        ("PAGE 01 | ZENDA 00871 01 OF 02 1417312\nFil-AMEMBASSY ZENDA\nTO SECSTATE WASHDC IMMEDIATE 4417\n"
         "S EC RET SECTION 01 OF 02 ZENDA 00871\nE.0, 12356: DECL:OADR\nTAGS: PREL, PETS\nSUBJECT: LAMPS\nREF: (A) STATE 011203",
         ["cable"]),
        # DISPATCH is lost; chiefs, indexing and the action line are left
        ("Chief of Sta\nJUDGE INDEXING\nTransmittal of Harbour Leaflets\nACTION REQUIRED: FYI\n\nForwarded herewith is a folder of leaflets "
         "that were printed at Zenda.", ["cia_dispatch"]),
        ("country Kalvia mEORT NO. CS CI-316/00694\nsusiect. The Harbour oate DISTR 11 Feb\nNO FOREIGN DISSEM\n"
         "THIS IS UNEVALUATED INFORMATION", ["cia_report"]),
        ("HEHORANDUN FOR: Chief, Harbour Division\n\nFROM: Ada Birch\n\nSUBJECT: Lamps\n\n1. A routine check was made of the lamps.",
         ["memorandum"]),
        # a page read as one line
        ("THE WHITE HOUSE WASHINGTON May 30, 1990 Dear Senator Roe: This is in answer to " + "what you wrote of the lamps and of the harbour, " * 8,
         ["letter"]),
        # none of them does alone
        ("The REFERENCES of the harbour are kept at Zenda, where the lamps are.", []),
        ("He said it was SECRET and of no interest to the harbour.\nA second line says no more than the first one did.", []),
    ],
)  # fmt: skip
def test_small_signs_tell_a_kind_together(describe: Describe, page: str, kind: list[str]) -> None:
    assert values(describe(page), "type") == kind


MEMO = "MEMORANDUM FOR: Karel Vesk\n\nFROM: Ada Birch\n\n{line}\n\n1. The minister spoke for an hour without coming to a point.\n"


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("8 duly 1959", ["1959-07-08"]),
        ("21 May 1976", ["1976-05-21"]),
        # the reference's day, led to by the line above it
        ("REFERENCE: Staff Memorandum (HB-76-0421), dated\n19 May 1976", []),
        ("REFERENCES: A. Article in the Zenda Star,\n12 March 1963", []),
        ("OPTIONAL FORM NO. 10\nMAY 1962 EDITION", []),
        ("Form 280-263 (5-12-55)", []),
        ("RECORDS ACT OF\n1992", []),
        ("Case#: NW 65990\n65990 Date: 10-28-2021", []),
        ("REVIEWED BY THE TASK FORCE\n10/21/98", []),
    ],
)
def test_only_the_papers_own_day_is_its_date(describe: Describe, line: str, date: list[str]) -> None:
    assert values(describe(MEMO.format(line=line)), "date") == date


def test_a_day_that_begins_a_sentence_is_no_date_line(describe: Describe) -> None:
    page = "MEMORANDUM FOR: Karel Vesk\n\nSUBJECT: Lamps\n\nA source reported on\n27 March 1973 that the following citizens intend to return."
    assert values(describe(page), "date") == []


@pytest.mark.parametrize(
    "boxes",
    [
        "REPORTING OFFICE\nZENDA\nREPORT MADE BY\nSA WALTER F. ROE\nCHARACTER OF CASE\nHARBOUR",
        "REPORTING OFFICE OFFICE OF ORIGIN DATE\nZENDA ZENDA 4/1/63\nTITLE OF CASE REPORT MADE AY TYPED BY\nWALTER F, ROE ewf\nCHARACTER OF CASE",
        "REPORTING OFFICE\nReport of: WALTER F. ROE Office: ZENDA\nCHARACTER OF CASE",
    ],
)
def test_who_made_a_bureau_report(describe: Describe, boxes: str) -> None:
    page = f"FEDERAL BUREAU OF INVESTIGATION\n{boxes}\n\nThe subject was seen at the harbour of Zenda on many days and said nothing."
    (maker,) = values(describe(page), "from")
    assert "ROE" in maker and "ZENDA" not in maker


@pytest.mark.parametrize(
    ("line", "caption"),
    [
        (
            "REPRODUCTION BY OTHER THAN ISSUING OFFICE IS PROHIBITED",
            "REPRODUCTION BY OTHER THAN THE ISSUING OFFICE IS PROHIBITED",
        ),
        ("NOT RELEASABLE TO FOREIGN NATIONALS", "NOT RELEASABLE TO FOREIGN NATIONALS"),
        ("DRAFT", "DRAFT"),
        ("SECRET 141026Z MAY 97 STAFF", "STAFF"),
        ("TCS 7055-78", "TCS 7055-78"),
    ],
)
def test_captions_are_given_by_their_name(describe: Describe, line: str, caption: str) -> None:
    assert caption in values(describe(f"{line}\n\n{MEMO.format(line='')}"), "handling")


def test_a_heading_is_a_title_and_an_address_is_none(describe: Describe) -> None:
    page = (
        "24 January 1975\n\nMEMORANDUN FOR RECOAD\n\nChief, Harbour Division\n\nResponse to a Call from the Zenda Office\n\n"
        "1. On 7 January the office called to pass on what it had been told of the lamps."
    )
    assert values(describe(page), "title") == ["Response to a Call from the Zenda Office"]


def test_the_record_is_whom_a_memorandum_for_the_record_is_for(describe: Describe) -> None:
    assert values(describe("MEMORANDUM FOR THE RECORD\n\nSUBJECT: Lamps\n\n1. The lamps were seen by all."), "to") == [
        "the record"
    ]
