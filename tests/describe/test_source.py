"""Cutting a source into records: what a letter's pages are, what stands alone, what is said aloud."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import replace

import pytest

from chancery.describe.source import describe_source
from chancery.model.geometry import Box
from chancery.model.page import PageReading
from chancery.model.record import SourceDescription
from chancery.settings import Settings

Describe = Callable[..., SourceDescription]
PageOf = Callable[..., PageReading]
TEXT = "The ministers met at noon and spoke of the fishing grounds for more than two hours without any result at all.\n" * 4


def ranges(description: SourceDescription) -> list[tuple[int, int]]:
    return [(copy.first_page, copy.last_page) for copy in description.copies]


def types(description: SourceDescription) -> list[str]:
    return [str(next((field.value for field in copy.fields if field.name == "type"), "")) for copy in description.copies]


def codes(description: SourceDescription) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.page_number) for problem in description.problems]


def letter(to: str = "Karel", day: str = "January 6, 1995", body: str = TEXT) -> str:
    return f"{day}\n\nDear {to}:\n\n{body}\n\nSincerely,\n\nJohn\n"


def test_a_source_without_letters_is_one_record_where_its_pages_count_on(describe: Describe) -> None:
    description = describe(f"MEMORANDUM FOR THE RECORD\n\n6 January 1995\n\n{TEXT}", f"- 2 -\n{TEXT}", f"- 3 -\n{TEXT}")
    assert ranges(description) == [(1, 3)]
    assert types(description) == ["memorandum"]
    assert "date" in [field.name for field in description.copies[0].fields]


def test_pages_that_nothing_tells_apart_are_one_record_and_the_doubt_is_said(describe: Describe) -> None:
    description = describe(TEXT, TEXT)
    assert ranges(description) == [(1, 2)]
    assert codes(description) == [("doubtful_cut", 2)]


def test_sheets_around_a_record_are_records_of_their_own_and_say_whose_they_are(describe: Describe) -> None:
    form = "JFK ASSASSINATION SYSTEM\nIDENTIFICATION FORM\nAGENCY : CIA\nRECORD NUMBER : 104-10099-10099"
    provenance = "This document is from the holdings of:\nThe Harbor Archive Library\nPhone: 202/555-7000, Fax: 202/555-7005"
    description = describe(form, TEXT, TEXT, provenance)
    assert ranges(description) == [(1, 1), (2, 3), (4, 4)]
    assert types(description) == ["id_form", "", "cover_sheet"]
    assert [copy.attached_to for copy in description.copies] == [2, None, 2]
    assert ranges(describe(form, provenance)) == [(1, 1), (2, 2)]


def test_a_long_source_without_letters_stands_as_pages_and_says_so(describe: Describe) -> None:
    description = describe(TEXT, TEXT, TEXT, settings=replace(Settings(), record_pages=2))
    assert description.copies == ()
    assert codes(description)[-1] == ("not_one_record", None)


def test_a_letter_ends_with_its_close_and_what_follows_is_a_record_of_its_own(describe: Describe) -> None:
    first, second = letter().split("Sincerely")
    description = describe(first, TEXT + "\nSincerely" + second, TEXT)
    assert ranges(description) == [(1, 2), (3, 3)]
    assert types(description) == ["letter", ""]
    assert ("doubtful_cut", 3) in codes(description)


def test_what_a_person_decided_wins_over_what_the_pages_say(page_of: PageOf) -> None:
    readings = [page_of(letter(), 1), page_of(letter("Anna", "May 3, 1995"), 2), page_of(TEXT, 3), page_of(TEXT, 4)]
    description = describe_source(readings, Settings(), {2: True, 3: False, 4: True})
    assert ranges(description)[-1] == (4, 4)
    assert not [problem for problem in description.problems if problem.page_number in (2, 3, 4) and "cut" in problem.code]
    joined = describe_source(readings, Settings(), {2: False, 3: False, 4: False})
    assert {number for first, last in ranges(joined) for number in range(first, last + 1)} == {1, 2, 3, 4}


def test_two_letters_are_two_records(describe: Describe) -> None:
    description = describe(letter(), letter("Anna", "May 3, 1995"))
    assert ranges(description) == [(1, 1), (2, 2)]
    assert [next(field.value for field in copy.fields if field.name == "date") for copy in description.copies] == [
        "1995-01-06",
        "1995-05-03",
    ]


def test_two_letters_on_one_page_share_it_and_keep_their_words_apart(describe: Describe) -> None:
    description = describe(letter(body="First words only.") + "\n" + letter("Anna", "May 3, 1995", "Other words only."))
    assert ranges(description) == [(1, 1), (1, 1)]
    first, second = description.copies
    assert "First words" in first.reading.text
    assert "Other words" not in first.reading.text
    assert "Other words" in second.reading.text
    assert "First words" not in second.reading.text


def test_a_letter_without_a_close_runs_to_the_head_of_another_record_and_says_that_it_is_in_doubt(
    describe: Describe,
) -> None:
    description = describe(f"January 6, 1995\n\nDear Karel:\n\n{TEXT}", TEXT, f"MEMORANDUM FOR THE RECORD\n\n{TEXT}")
    assert ranges(description) == [(1, 2), (3, 3)]
    assert types(description) == ["letter", "memorandum"]
    assert "letter_without_close" in [problem.code for problem in description.problems]


def test_a_withheld_page_inside_a_letter_does_not_end_it(describe: Describe) -> None:
    first, second = letter().split("Sincerely")
    description = describe(first, "B1,1.4(D)\n2", TEXT + "\nSincerely" + second)
    assert ranges(description) == [(1, 3)]
    assert [page.role for page in description.pages] == ["body", "blank_withheld", "body"]


def test_a_letter_of_the_reviewing_agency_is_a_sheet(describe: Describe) -> None:
    release = (
        "Case No. F-2012-31234\n\nDear Ms. Roe:\n\nUnder the Freedom of Information Act we have located 12 documents; 9 are released and\n"
        "3 withheld. You may appeal within 60 days to the Appeals Review Panel.\n\nSincerely,\n\nJane Poe\n"
    )
    description = describe(release, letter())
    assert ranges(description) == [(1, 1), (2, 2)]
    assert types(description) == ["foia_letter", "letter"]
    assert [copy.attached_to for copy in description.copies] == [None, None]


def test_the_rows_of_a_withdrawal_sheet_are_records_that_are_known_and_not_held(describe: Describe) -> None:
    sheet = (
        "Withdrawal/Redaction Sheet\nThe Harbor Library\nDOCUMENT NO. SUBJECT/TITLE DATE RESTRICTION\nAND TYPE\n"
        "001. letter President Arden to President Vesk (2 pages) 11/19/1993 P1/b(1)\n"
        "002. memo Brook to Lund re: What was said at the quay (4 pages) 10/04/1993 P1/b(1), P5\n"
        "003. paper Outline for a harbor regime (11 pages) n.d. P1/b(1)\n"
        "COLLECTION: National Security Council\nRESTRICTION CODES\nP1 National security classified information\n"
    )
    description = describe(sheet)
    assert types(description) == ["withdrawal_sheet"]
    said = [{field.name: field.value for field in record.fields} for record in description.absent]
    assert [each["type"] for each in said] == ["letter", "memorandum", "other"]
    assert [each.get("date") for each in said] == ["1993-11-19", "1993-10-04", None]
    assert (said[0]["from"].name, said[0]["to"].name) == ("President Arden", "President Vesk")  # type: ignore[union-attr]
    assert said[1]["title"] == "What was said at the quay"
    assert said[2]["title"] == "Outline for a harbor regime"
    assert [(record.row, record.pages, record.withheld_as) for record in description.absent] == [
        (0, 2, "P1/b(1)"), (1, 4, "P1/b(1), P5"), (2, 11, "P1/b(1)"),
    ]  # fmt: skip


def test_quotes_are_exact_and_findings_carry_method_and_version(describe: Describe, page_of: PageOf) -> None:
    reading = page_of(letter())
    description = describe_source([reading], Settings())
    assert reading.layer is not None
    for field in description.copies[0].fields:
        assert field.method.startswith("describe.")
        assert field.version
        for evidence in field.evidence:
            assert evidence.quote == reading.layer.text[evidence.start : evidence.end]
            assert evidence.layer == reading.layer.id


def test_boxes_make_regions_and_a_right_hand_date_is_found(set_page: PageOf) -> None:
    rows = [
        (250, 20, "UNCLASSIFIED"), (240, 60, "THE WHITE HOUSE"), (250, 75, "WASHINGTON"), (400, 110, "January 6, 1995"), (72, 150, "Dear Karel:"),
        *[(72, 180 + 14 * row, "The ministers met at noon and spoke of the fishing grounds for more than two") for row in range(8)],
        (72, 320, "hours."), (300, 350, "Sincerely,"), (300, 380, "/s/ John"), (72, 700, "B1,1.4(D)"), (300, 760, "1"),
    ]  # fmt: skip
    description = describe_source([set_page(rows)], Settings())
    (copy,) = description.copies
    date = next(field for field in copy.fields if field.name == "date")
    assert (date.value, date.evidence[0].boxes) == ("1995-01-06", (Box(400, 110, 490, 120),))
    regions = {region.kind: region for region in description.regions}
    assert set(regions) == {"banner", "letterhead", "signature", "exemption_code", "page_number"}
    assert regions["letterhead"].text == "THE WHITE HOUSE\nWASHINGTON"
    assert regions["letterhead"].box == Box(240, 60, 330, 85)
    assert regions["exemption_code"].code == ("B1", "1.4(D)")
    assert "UNCLASSIFIED" not in copy.reading.text


def test_a_page_without_words_and_an_empty_source_are_no_trouble(describe: Describe) -> None:
    assert describe_source([], Settings()).copies == ()
    assert ranges(describe(letter(), "")) == [(1, 1)]


def test_the_same_pages_in_any_order_give_the_same_description(page_of: PageOf) -> None:
    pages = [page_of(letter(), 1), page_of(TEXT, 2)]
    assert pickle.dumps(describe_source(pages, Settings())) == pickle.dumps(describe_source(pages[::-1], Settings()))


@pytest.mark.parametrize(
    "text",
    [
        "x" * 2_000_000,
        "Dear " * 40_000,
        "- 2 - " * 40_000,
        "\n".join(["SECRET"] * 3000),
        "1/6/95 " * 40_000,
        "(b)(6) " * 40_000,
    ],
)
def test_monstrous_pages_are_described_all_the_same(describe: Describe, text: str) -> None:
    assert len(describe(text).pages) == 1
