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
            "decision": "released in full", "agency": "UNITED STATES DEPARTMENT OF STATE", "authority": "WILLIAM J ROE",
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
            "agency": "U.S. Department of State",
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
