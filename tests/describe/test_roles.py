"""The role of a page, told by its cues (handbook 1.1)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chancery.model.record import SourceDescription

Describe = Callable[..., SourceDescription]
TEXT = "The ministers met at noon and spoke of the fishing grounds for more than two hours without any result. " * 3


@pytest.mark.parametrize(("role", "text"), [
    ("body", TEXT),
    ("id_form", "JFK ASSASSINATION SYSTEM\nIDENTIFICATION FORM\nAGENCY INFORMATION\nAGENCY : CIA\nRECORD NUMBER : 104-10099-10099\nDATE OF LAST REVIEW : 1993"),
    ("withdrawal", "Withdrawal/Redaction Sheet\nClinton Library\nDOCUMENT NO. AND TYPE SUBJECT/TITLE DATE RESTRICTION\n"
     "001. letter Arden to Novak P1/b(1)\nRESTRICTION CODES"),
    ("withdrawal", "WITHDRAWAL NOTICE\nRG 59\nBox 12\nThe item identified below has been withdrawn from this file"),
    ("provenance_sheet", "This document is from the holdings of:\nThe Harbor Archive\nSuite 7, Library\nPhone: 202/555-7000, Fax: 202/555-7005, desk@harbor.edu"),
    ("release_letter", "United States Department of State\nCase No. F-2012-31234\nDear Ms. Roe:\n"
     "In response to your request under the Freedom of Information Act we have located "
     "12 documents. Of these 9 are released in full and 3 are withheld.\nYou may appeal within 60 days to the Appeals Review Panel."),
    ("cover_sheet", "NODIS\nCOVER SHEET\nThis document must not be seen by unauthorized persons\nexempt from automatic decaptioning\nS/S Officer"),
    ("routing_slip", "ROUTING AND RECORD SHEET\nTO: (Officer designation, room number, and building)\nDATE RECEIVED FORWARDED INITIALS"),
    ("fax_cover", "Facsimile Transmission\nTo: Anna Roe\nFrom: John Poe\nFax: 555 0122\nPages: 5 (incl. cover)"),
    ("profile_sheet", "NSC/S PROFILE\nRECORD ID: 9500123\nTO: LAKE DOC DATE 06 JAN 95\nKEYWORDS: RURITANIA\nSTAFF OFFICER: ROE\nLOGREF:"),
    ("blank_withheld", "B1,1.4(D)\n12"),
    ("blank_withheld", "2 Page(s) withheld in full"),
    ("attachment", f"Tab A\n\n{TEXT}"),
    ("translation", f"UNOFFICIAL TRANSLATION\n\n{TEXT}"),
])  # fmt: skip
def test_pages_are_told_by_their_cues(describe: Describe, role: str, text: str) -> None:
    (page,) = describe(text).pages
    assert page.role == role
    assert page.cue


@pytest.mark.parametrize("text", [
    f"{TEXT}\nThe fax and the phone were out of order, and the letter was withheld from the minister.",
    f"Dear Ms. Roe:\n\n{TEXT}\nYour request for documents was read by the ambassador, who may appeal to the court.\n\nSincerely,\n\nJohn",
    f"{TEXT}\nThe archive is among the holdings of the library.",
    f"MEMORANDUM FOR THE RECORD\nSUBJECT: Routing of mail\n{TEXT}",
])  # fmt: skip
def test_text_that_speaks_of_sheets_is_no_sheet(describe: Describe, text: str) -> None:
    assert [page.role for page in describe(text).pages] == ["body"]


def test_the_original_beside_a_translation_is_told_by_its_script(describe: Describe) -> None:
    russian = (
        "Уважаемый господин Президент!\n\nЯ внимательно прочитал Ваше письмо и отвечаю на него.\n\nС уважением,\n\nК. Новак"
    )
    roles = [page.role for page in describe(russian, f"UNOFFICIAL TRANSLATION\n\nDear Mr. President!\n\n{TEXT}").pages]
    assert roles == ["original_fl", "translation"]


def test_a_page_on_which_nothing_was_read_says_so(describe: Describe) -> None:
    (page,) = describe("").pages
    assert (page.role, page.cue) == ("body", "no text was read on this page")


def test_a_translation_goes_on_over_the_page_while_its_sentence_does(describe: Describe) -> None:
    first = f"Unofficial translation\n\n{TEXT}\nThe ministers of both countries then agreed to meet once more in the"
    pages = describe(first, f"spring of the year. {TEXT}", f"MEMORANDUM\n\n{TEXT}").pages
    assert [page.role for page in pages] == ["translation", "translation", "body"]
    assert "page 1" in pages[1].cue
