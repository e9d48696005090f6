"""Page furniture: banners also when struck out, numbers, stamps, codes; and what only looks like it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chancery.describe.furniture import find_furniture, find_running_heads
from chancery.describe.lines import page_text
from chancery.model.page import PageReading

PageOf = Callable[..., PageReading]
TEXT = "The ministers met at noon and spoke of the fishing grounds for more than two hours without any result at all."


def kinds(page_of: PageOf, *lines: str) -> list[str | None]:
    """The kind of each line, None for running text."""
    page = page_text(page_of("\n".join(lines)))
    found = {(stretch.start, stretch.end): stretch.kind for stretch in find_furniture(page)}
    return [found.get((line.start, line.end)) for line in page.lines]


@pytest.mark.parametrize("line", [
    "SECRET", "S E C R E T", "C-O-N-F-I-D-E-N-T-I-A-L", "TOP SECRET", "UNCLASSIFIED", "SEGRET", "SEERET", "CONFIBENTIAL", "CONFIDENTIAE", "-€-O-N-F-",
    "SECRET/NODIS", "LIMITED OFFICIAL USE", "UNCLASSIFIED.", "Secret", "СЕКРЕТНО", "UNCLASSlFIED",
])  # fmt: skip
def test_banners_are_told_also_spaced_struck_out_and_misread(page_of: PageOf, line: str) -> None:
    assert kinds(page_of, line, TEXT)[0] == "banner"


@pytest.mark.parametrize("line", [
    "secret", "secret agreements were made", "The Secretary", "CONFERENCE", "SECRETARY OF STATE", "DIRECTOR", "RUSSIA", "DECISION", "CONFIDENCE",
    "REFERENCE", "A secret is kept", "SUBJECT", "PRESIDENT",
])  # fmt: skip
def test_words_that_only_resemble_a_banner_stay_text(page_of: PageOf, line: str) -> None:
    assert kinds(page_of, TEXT, line, TEXT)[1] is None


@pytest.mark.parametrize(("line", "kind"), [
    ("2025 RELEASE UNDER THE PRESIDENT JOHN F. KENNEDY ASSASSINATION RECORDS ACT OF 1992", "stamp"),
    ("NW 50955 DocId:32423539 Page 485", "stamp"), ("14-00000", "stamp"), ("RETURN TO CIA", "stamp"), ("Background Use Only", "stamp"),
    ("Approved For Release 2006/11/17: CIA-RDP86-00674R000300040008-5", "stamp"),
    ("UNCLASSIFIED U.S. Department of State Case No. F-2012-31234 Doc No. C05123456 Date: 06/30/2015", "stamp"),
    ("C05123456 Date: 06/30/2015", "stamp"), ('FL-2017-13804 A-00000520704 "UNCLASSIFIED" 8/16/2022 Page 120', "stamp"),
    ("Declassified/Released US Department of State EO Systematic Review 20 Mar 2014", "stamp"),
    ("DECLASSIFIED IN PART PER E.O. 13526", "stamp"), ("By KML, NARA, Date 4-11-95", "stamp"), ("CLINTON LIBRARY PHOTOCOPY", "stamp"),
    ("NLK-01-197-6-9-10", "stamp"), ("RELEASED IN FULL", "stamp"), ("10/09/96 WED 19:52 FAX 202 555 0122", "margin"),
    ("PAGE 01 ZENDA 00123 01 OF 02 061154Z", "page_number"), ("Page 2 of 3", "page_number"), ("- 2 -", "page_number"), ("Page Two", "page_number"),
    ("B1,1.4(B),1.4(D)", "exemption_code"), ("(b)(6)", "exemption_code"), ("25X1", "exemption_code"),
])  # fmt: skip
def test_lines_that_stamps_and_systems_leave_are_set_aside(page_of: PageOf, line: str, kind: str) -> None:
    assert kinds(page_of, TEXT, line, TEXT)[1] == kind


@pytest.mark.parametrize("line", [
    "The case was closed on 3 May and the documents were released to the ministers.", "He asked for the release in "
        "full of the prisoners taken in May.",
    "It is the view of the Department of State that the talks go on.", "The page was turned.", "My information is "
        "that the letter was received.",
    "Reason: 1.5(b) and (d)",
])  # fmt: skip
def test_running_text_that_speaks_of_such_things_stays(page_of: PageOf, line: str) -> None:
    assert kinds(page_of, TEXT, line, TEXT)[1] is None


def test_numbers_alone_are_furniture_only_at_the_edges(page_of: PageOf) -> None:
    assert kinds(page_of, "7", TEXT, TEXT, TEXT, "12", TEXT, TEXT, TEXT, "3") == [
        "page_number",
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        "page_number",
    ]


def test_a_stray_number_under_a_banner_is_furniture(page_of: PageOf) -> None:
    assert kinds(page_of, TEXT, TEXT, TEXT, TEXT, "UNCLASSIFIED", "7", "UNCLASSIFIED", TEXT, TEXT, TEXT, TEXT)[4:7] == [
        "banner",
        "page_number",
        "banner",
    ]


def test_a_tag_is_one_only_beside_a_release(page_of: PageOf) -> None:
    assert kinds(page_of, "R18B", "RELEASED IN FULL", TEXT, TEXT, TEXT)[:2] == ["stamp", "stamp"]
    assert kinds(page_of, TEXT, TEXT, TEXT, TEXT, "R18B", TEXT, TEXT, TEXT, TEXT)[4] is None


def test_a_code_inside_a_line_is_set_aside_and_the_line_stays(page_of: PageOf) -> None:
    page = page_text(page_of("The ambassador told (b)(6) that he would come to the port again."))
    (stretch,) = find_furniture(page)
    assert (page.text[stretch.start : stretch.end], stretch.code) == ("(b)(6)", ("(b)(6)",))


def test_a_heading_that_recurs_on_three_pages_is_a_running_head(page_of: PageOf) -> None:
    pages = [
        page_text(page_of(f"Ruritania Desk - Talks - {number}\n{TEXT}\n{TEXT}\n{TEXT} {number}", number))
        for number in (1, 2, 3)
    ]
    found = {page.number: find_furniture(page) for page in pages}
    assert {number: [stretch.kind for stretch in heads] for number, heads in find_running_heads(pages, found).items()} == {
        1: ["margin"], 2: ["margin"], 3: ["margin"],
    }  # fmt: skip
    assert find_running_heads(pages[:2], found) == {}
