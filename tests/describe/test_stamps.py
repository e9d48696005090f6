"""Release blocks of the Department of State, older and newer forms."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chancery.model.record import SourceDescription

Describe = Callable[..., SourceDescription]
LETTER = "January 6, 1995\n\nDear Karel:\n\nI have read your letter with considerable care and shall answer it in full.\n\nSincerely,\n\n/s/\n\nJohn\n"
OLDER = "UNITED STATES DEPARTMENT OF STATE\nREVIEW AUTHORITY: WILLIAM J ROE\nDATE/CASE ID: 25 APR 2005 200403510\n"
FOOTER = "UNCLASSIFIED U.S. Department of State Case No. F-2012-31234 Doc No. C05123456 Date: 06/30/2015"


def releases(description: SourceDescription) -> list[dict[str, object]]:
    groups: dict[int, dict[str, object]] = {}
    for copy in description.copies:
        for field in copy.fields:
            if field.name.startswith("releases."):
                groups.setdefault(field.group, {})[field.name.removeprefix("releases.")] = field.value
    return [groups[number] for number in sorted(groups)]


def test_the_older_block_is_read_whole(describe: Describe) -> None:
    assert releases(describe(f"UNCLASSIFIED\n\nR18B\n\nRELEASED IN FULL\n\n{LETTER}\n{OLDER}\nUNCLASSIFIED\n")) == [
        {
            "decision": "released in full", "agency": "Department of State", "authority": "WILLIAM J ROE",
            "review_date": "2005-04-25", "case": "200403510", "tag": "R18B",
        }
    ]  # fmt: skip


def test_the_newer_footer_is_one_release_however_many_pages_show_it(describe: Describe) -> None:
    first = f"{FOOTER}\nRELEASE IN PART\nB1,1.4(D)\n{LETTER.partition('Sincerely')[0]}{FOOTER}\n"
    second = f"{FOOTER}\nand so I remain hopeful.\n\nSincerely,\n\nJohn\n{FOOTER}\n"
    description = describe(first, second)
    assert releases(description) == [
        {
            "decision": "released in part",
            "agency": "Department of State",
            "case": "F-2012-31234",
            "document": "C05123456",
            "release_date": "2015-06-30",
        }
    ]
    case = next(field for field in description.copies[0].fields if field.name == "releases.case")
    assert [evidence.page_number for evidence in case.evidence] == [1, 1, 2, 2]


def test_two_reviews_of_one_copy_are_two_groups_the_oldest_first(describe: Describe) -> None:
    found = releases(describe(f"{FOOTER}\nRELEASE IN FULL\nRELEASED IN PART\nR18B\n{LETTER}\n{OLDER}"))
    assert [release["case"] for release in found] == ["200403510", "F-2012-31234"]
    assert [release["decision"] for release in found] == ["released in part", "released in full"]


@pytest.mark.parametrize(("word", "decision"), [
    ("RELEASED IN PART", "released in part"), ("RELEASE IN FULL", "released in full"), ("EXCISED", "released in part"), ("DENIED IN FULL", "denied in full"),
])  # fmt: skip
def test_status_words_become_decisions(describe: Describe, word: str, decision: str) -> None:
    (release,) = releases(describe(f"{word}\n\n{LETTER}"))
    assert release["decision"] == decision


@pytest.mark.parametrize(("line", "case"), [
    ("DATE/CASE ID: 25 APR 2005 2OO4O351O", "200403510"), ("DATE/CASE ID: 12 MAY 1999 9402345", "9402345"), ("DATE/CASE ID: 25 APR 2005 20040351", None),
])  # fmt: skip
def test_case_numbers_are_read_through_noise_and_only_in_a_known_form(
    describe: Describe, line: str, case: str | None
) -> None:
    (release,) = releases(describe(f"{LETTER}\nREVIEW AUTHORITY: JANE ROE\n{line}\n"))
    assert release.get("case") == case
    assert release["review_date"] in ("2005-04-25", "1999-05-12")


def test_a_block_beside_the_text_in_one_line_is_told_from_it(describe: Describe) -> None:
    text = "January 6, 1995\n\nDear Karel:\n\nI agree.\n\nSincerely,\n\nJohn\n\nZenda. DATE/CASE ID: 25 APR 2005 200403510\n"
    description = describe(text)
    assert releases(description)[0]["case"] == "200403510"
    assert "200403510" not in description.copies[0].reading.text
    assert "Zenda." in description.copies[0].reading.text


def test_without_stamps_there_is_no_release(describe: Describe) -> None:
    assert releases(describe(LETTER)) == []


def test_a_status_read_into_the_authority_s_line_is_no_part_of_the_name(describe: Describe) -> None:
    (release,) = releases(describe(f"{LETTER}\nREVIEW AUTHORITY: Jane Roe, RELEASE IN PART\nB1, 1.4(D)\n"))
    assert release["authority"] == "Jane Roe"
    assert release["decision"] == "released in part"


@pytest.mark.parametrize(("lines", "expected"), [
    ("RELEASEDIN FULL\n\n{letter}\nUNITED5TATES DEPARTMENT OF STATE\nREVIEWAUTHORITY: JANE R ROE\nDATE/CASEID: 25 APR 2005 200403510",
     {"decision": "released in full", "agency": "Department of State", "authority": "JANE R ROE", "review_date": "2005-04-25", "case": "200403510"}),
    ("RELEASE IN PART\nB1,1.4(D)\n\n{letter}\nUNCLASSIFIED U S Departmentot State Case No F 2012 31234 Doc Ne ©05123456 Date 06/30/2015",
     {"decision": "released in part", "agency": "Department of State", "case": "F-2012-31234", "document": "C05123456", "release_date": "2015-06-30"}),
    ("{letter}\nUNCLASSIFIED U.S. Department of State Case No. F-2012-31234 Doc №. С05123456 Date’ (6/30/2015",
     {"agency": "Department of State", "case": "F-2012-31234", "document": "C05123456", "release_date": "2015-06-30"}),
    ("DECLASSIFIED IN PART\nPER E.0, 13526\n2014-0229-M\nBy RTW, NARA, Date 10/8/14\n\n{letter}",
     {"decision": "declassified in part", "agency": "NARA", "authority": "RTW", "review_date": "2014-10-08", "case": "2014-0229-M"}),
    ("DECLASSIFIED\nAuthority NND 959417\nBy SR NARA Date 3-3-98\n\n{letter}",
     {"decision": "declassified", "agency": "NARA", "authority": "SR", "review_date": "1998-03-03", "case": "NND 959417"}),
    ("DECLASSIFIED UNDER AUTHORITY OF THE\nINTERAGENCY SECURITY CLASSIFICATION APPEALS PANEL,\nE.O. 13526, SECTION 5.3(b)(3)\n"
     "ISCAP APPEAL NO. 2008-003, document no. 1\nDECLASSIFICATION DATE: March 11, 2011\n\n{letter}",
     {"decision": "declassified", "agency": "Interagency Security Classification Appeals Panel", "authority": "E.O. 13526, SECTION 5.3(b)(3)",
      "review_date": "2011-03-11", "case": "2008-003", "document": "1"}),
    ("{letter}\nDeclassified/Released US Department of State EO Systematic Review 20 Mar 2014",
     {"decision": "declassified", "agency": "Department of State", "release_date": "2014-03-20"}),
])  # fmt: skip
def test_stamps_are_read_through_lost_spaces_and_misread_letters(
    describe: Describe, lines: str, expected: dict[str, str]
) -> None:
    (release,) = releases(describe(lines.format(letter=LETTER)))
    assert release == expected


def test_a_stamp_read_into_the_line_of_a_letterhead_leaves_the_letterhead(describe: Describe) -> None:
    text = f"DECLASSIFIED\n2014-0229-M\nTHE WHITE HOUSE By RTW, NARA, Date 10/8/14\nWASHINGTON\n\n{LETTER}"
    description = describe(text)
    (release,) = releases(description)
    assert (release["authority"], release["review_date"]) == ("RTW", "2014-10-08")
    assert "THE WHITE HOUSE" in description.copies[0].reading.text
    assert "NARA" not in description.copies[0].reading.text


@pytest.mark.parametrize(("printed", "case"), [
    ("200403510", "200403510"), ("290403510", "200403510"), ("2O0403510", "200403510"), ("290903510", None), ("870403510", None),
])  # fmt: skip
def test_a_case_number_begins_with_a_year_before_the_review(describe: Describe, printed: str, case: str | None) -> None:
    (release,) = releases(describe(f"{LETTER}\nREVIEW AUTHORITY: JANE ROE\nDATE/CASE ID: 25 APR 2005 {printed}\n"))
    assert release.get("case") == case


def test_the_reading_that_most_stamps_show_is_taken(describe: Describe) -> None:
    worn = FOOTER.replace("31234", "31284").replace("06/30/2015", "06/80/2015")
    first = LETTER.partition("Sincerely")[0]
    pages = [f"{FOOTER}\n{first}\n{worn}", f"{FOOTER}\nand so I remain hopeful.\n\nSincerely,\n\nJohn\n{FOOTER}"]
    (release,) = releases(describe(*pages))
    assert (release["case"], release["release_date"]) == ("F-2012-31234", "2015-06-30")


def test_two_status_words_one_above_the_other_go_to_the_reviews_of_their_forms(describe: Describe) -> None:
    text = f"RELEASED IN PART\nR18B\nRELEASE IN FULL\n{LETTER}\n{OLDER}\n{FOOTER}\n"
    assert [(release["case"], release["decision"]) for release in releases(describe(text))] == [
        ("200403510", "released in part"),
        ("F-2012-31234", "released in full"),
    ]


def test_what_a_databank_prints_under_a_cable_is_no_reviewer_of_the_stamp(describe: Describe) -> None:
    text = f"{LETTER}\nREVIEW AUTHORITY: ROEJB REVIEW DATE: 07 MAR 2004\n"
    assert all("authority" not in release for release in releases(describe(text)))


def test_a_copy_of_which_only_codes_are_left_was_denied(describe: Describe) -> None:
    (release,) = releases(describe(f"{FOOTER}\n\nB1, 1.4(D), BS\n\n{FOOTER}\n"))
    assert release["decision"] == "denied in full"


def test_a_case_read_without_its_hyphens_gives_way_to_one_a_figure_off_with_them(describe: Describe) -> None:
    worn = FOOTER.replace("F-2012-31234", "F 2012 31284")
    (release,) = releases(describe(f"{worn}\n{LETTER}\n{FOOTER}\n"))
    assert release["case"] == "F-2012-31234"
