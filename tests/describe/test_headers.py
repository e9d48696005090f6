"""The header grammars of papers that are no letters: what each line of a head says, also as OCR misreads it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chancery.model.record import Party, SourceDescription

Describe = Callable[..., SourceDescription]
BODY = "\n\n1. THE MINISTER RECEIVED ME THIS AFTERNOON AND SPOKE FOR AN HOUR OF THE HARBOUR WITHOUT COMING TO A POINT.\n"
TALK = (
    "\n\nThe President: I am glad that we found the hour to speak of the harbour and of all that has been said of it.\n\n"
    "President Vesk: I am glad too.\n"
)


def values(description: SourceDescription, name: str) -> list[str]:
    found = [field.value for field in description.copies[0].fields if field.name == name]
    return [value.name if isinstance(value, Party) else value for value in found]


@pytest.mark.parametrize(
    ("head", "name", "expected"),
    [
        ("O 061038Z MAY 97\nFM AMEMBASSY ZENDA\nTO SECSTATE WASHDC\nCONFIDENTIAL ZENDA 000123\nSUBJECT: HARBOUR",
         "dtg", ["O 061038Z MAY 97"]),
        # FM read as Fil
        ("R 061038Z MAY 76\nFil-AMEMBASSY ZENDA\nTO SECSTATE WASHDC IMMEDIATE 4417\nCONFIDENTIAL ZENDA 123\nTAGS: PREL\nSUBJECT: HARBOUR",
         "from", ["American Embassy Zenda"]),
        # Z read as 2, O as 0
        ("0 0610382 MAY 97\nFM AMEMBASSY ZENDA\nTO SECSTATE WASHDC\nCONFIDENTIAL ZENDA 000123\nSUBJECT: HARBOUR",
         "dtg", ["O 061038Z MAY 97"]),
        ("PAGE 01 ZENDA 00123 01 OF 02 061604Z\nR 061038Z MAY 76\nFM AMEMBASSY ZENDA\nTO SECSTATE WASHDC\n"
         "CONFIDENTIAL SECTION 1. 0F 2 ZENDA 123\nSUBJECT: HARBOUR", "number", ["ZENDA 00123"]),
        ("PAGE @1 ZENDA 00123 061604Z\nR 061038Z MAY 76\nFM AMEMBASSY ZENDA\nTO SECSTATE WASHDC\n"
         "S$ -C RE T ZENDA @0123\nSUBJECT: HARBOUR", "number", ["ZENDA 00123"]),
        ("R 061038Z MAY 76\nFM AMEMBASSY ZENDA\nTO SECSTATE WASHDC\nCONFIDENTIAL ZENDA 123\nE.0, 11652: GDS\nSUBJECT: HARBOUR",
         "declassification", ["GDS"]),
        ("R 061038Z MAY 76\nFM AMEMBASSY ZENDA\nTO SECSTATE WASHDC\nCONFIDENTIAL ZENDA 123\nE.O. 12356: OECL.OADR\nTAGS: PREL",
         "declassification", ["OADR"]),
        ("DECLASSIFIED\nPAGE 01 ZENDA 00123 061604Z\nR 061038Z MAY 76\nFM AMEMBASSY ZENDA\nTO SECSTATE WASHDC\nSUBJECT: HARBOUR",
         "declassification", []),
        ("R 061038Z MAY 76\nFM AMEMBASSY ZENDA\nTO SECSTATE WASHDC\nCONFIDENTIAL ZENDA 123\n"
         "REF: A) STATE 051880 B) ZENDA 01902 (NOTAL)", "refs", ["A) STATE 051880", "B) ZENDA 01902 (NOTAL)"]),
    ],
)  # fmt: skip
def test_the_lines_of_a_telegram_are_read(describe: Describe, head: str, name: str, expected: list[str]) -> None:
    assert values(describe(head + BODY), name) == expected


def test_a_telegram_is_a_cable_and_needs_no_form(describe: Describe) -> None:
    description = describe("R 061038Z MAY 76\nFM AMEMBASSY ZENDA\nTO SECSTATE WASHDC\nCONFIDENTIAL ZENDA 123" + BODY)
    assert (values(description, "type"), values(description, "form")) == (["cable"], [])


MEETING = (
    "MEMORANDUM OF CONVERSATION\n\nSUBJECT: Meeting with President Vesk\n\nPARTICIPANTS: U.S.\nThe President\n"
    "Ada Birch, Secretary of State\n\nUSSR\nKarel Vesk, President\n\n{when}" + TALK
)


@pytest.mark.parametrize(
    "when",
    [
        "DATE, TIME September 27, 1993, 4:10 - 5:25 p.m.\nAND PLACE: The Oval Office",
        "DATE, TIME AND PLACE: September 27, 1993, 4:10 - 5:25 p.m., The Oval Office",
    ],
)
def test_day_and_place_of_a_talk_are_no_participants(describe: Describe, when: str) -> None:
    description = describe(MEETING.format(when=when))
    assert values(description, "participants") == ["The President", "Ada Birch", "Karel Vesk"]
    assert values(description, "date_meeting") == ["1993-09-27"]
    assert values(description, "place") == ["The Oval Office"]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("MEMORANDUM FOR MR. PAUL RUDD", ["MR. PAUL RUDD"]),
        ("MEMORANDUM FOR THE RECORD", ["the record"]),
        ("MEMORANDUM FOR: The President", ["The President"]),
    ],
)
def test_whom_a_memorandum_is_for(describe: Describe, head: str, expected: list[str]) -> None:
    text = (
        f"{head}\n\nFROM: Ada Birch\n\nSUBJECT: The harbour\n\nThe minister spoke for an hour without coming to a point.\n"
    )
    assert values(describe(text), "to") == expected


NOTE = (
    "EMBASSY OF RURITANIA\nWASHINGTON\n\nNo. 22/94\n\nhas the hon\nfollowing.\n\nThe Embassy has taken note of the readiness of the "
    "Department to open the harbour in spring, and will publish what is needed.\n\nThe Embassy of Ruritania avails itself of this "
    "opportunity to renew to the\nDepartment of State the assurances of its highest consideration.\n"
)


def test_a_note_whose_opening_is_lost_is_told_by_the_courtesy_that_closes_it(describe: Describe) -> None:
    note = describe(NOTE)
    assert values(note, "type") == ["note_verbale"]
    assert (values(note, "from"), values(note, "to")) == (["Embassy of Ruritania"], ["Department of State"])


@pytest.mark.parametrize(
    ("letterhead", "place"),
    [
        ("THE WHITE HOUSE\nWASHINGTON", ["WASHINGTON"]),
        ("United States Department of State\nWashington, D.C. 20520", ["Washington"]),
        ("MINISTRY OF FOREIGN AFFAIRS\nZENDA", ["ZENDA"]),
        ("THE WHITE HOUSE\nSECRET", []),
        ("Notes on the harbour\nWinter", []),
    ],
)
def test_a_town_under_a_letterhead_is_where_it_was_written(describe: Describe, letterhead: str, place: list[str]) -> None:
    text = f"{letterhead}\n\nJanuary 5, 1994\n\nMEMORANDUM FOR: The President\nFROM: Ada Birch\nSUBJECT: The harbour\n\nThe harbour was shut.\n"
    assert values(describe(text), "place") == place
