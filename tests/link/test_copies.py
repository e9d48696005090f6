"""Copies of one record, and what only looks like one."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chancery.link.copies import CopyText, compare, sketch
from chancery.model.likeness import LEAST_SHARED

LETTER = """Dear Anton: I have read your letter of December 29 with care, and I want to answer the question that you put about the
Strait before our ministers meet at Ravensholm. As I told you in New York, there will be no permanent allied patrol north of Cape
Orlen while the talks go on, and my government stands by what was said. The study that the Compact has begun will take most of the
year and concerns how the Compact works, not who may pass. I have asked the Secretary to see your ambassador this week so that no
doubt remains between us. You spoke of the grain agreement as well; our people are ready to sign it in the spring when the last
annex on freight has been settled. I look forward to hearing from you before the winter session, and I remain convinced that the
two of us can keep the Strait a quiet water. With my best wishes to you and to your family for the coming year."""


def misread(text: str, share: float, seed: int = 1) -> str:
    chance = random.Random(seed)
    return "".join(
        chance.choice("aceilnorstu") if letter.isalpha() and chance.random() < share else letter for letter in text
    )


def test_a_second_reading_of_a_page_is_the_same_record() -> None:
    assert compare(CopyText(misread(LETTER, 0.02, 1)), CopyText(misread(LETTER, 0.03, 2))).sameness == "same"


def test_a_release_that_withholds_half_is_the_same_record() -> None:
    sentences = LETTER.split(". ")
    released = ". ".join(sentence for index, sentence in enumerate(sentences) if index % 2 == 0)
    assert compare(CopyText(LETTER), CopyText(released)).sameness == "same"


def test_a_reply_that_quotes_a_letter_whole_is_another_record() -> None:
    reply = (
        "Memorandum for the President. Subject: the letter from Torsund. Attached is the text as our embassy had it by hand on "
        "Friday evening; we recommend that you answer it before the ministers meet and that the answer says nothing of the patrol. "
        "The Secretary concurs. The Department has seen a draft and the embassy asks for the original within the week. "
        "A list of points for the answer is at tab B and the record of the talk in New York at tab C. " * 3
    )
    assert compare(CopyText(LETTER), CopyText(f"{reply} BEGIN TEXT. {LETTER} END TEXT.")).sameness != "same"


def test_two_papers_of_one_form_are_for_a_person_to_tell() -> None:
    form = "The Secretariat transmits herewith report number {} of the committee on freight for the files of the embassy and asks "
    form += "that its receipt be confirmed by the next courier to the undersigned officer of the registry"
    found = compare(CopyText(form.format(117)), CopyText(form.format(118)))
    assert found.sameness == "doubtful"
    assert "“117” stands for “118”" in found.reasons[-1].text or "“118” stands for “117”" in found.reasons[-1].text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (CopyText(LETTER, number="STATE 12345"), CopyText(misread(LETTER, 0.5), number="STATE 54321")),
        (CopyText("Happy new year to you all"), CopyText(LETTER)),
        (CopyText(""), CopyText(LETTER)),
        (CopyText(""), CopyText("")),
    ],
)
def test_what_has_little_in_common_is_different(one: CopyText, other: CopyText) -> None:
    assert compare(one, other).sameness == "different"


def test_noughts_and_spaces_do_not_make_another_number() -> None:
    found = compare(CopyText(LETTER, number="STATE 012345"), CopyText(LETTER, number="State 12345"))
    assert "both are numbered" in found.reasons[-1].text


def test_sketches_bring_a_misread_copy_and_not_another_letter() -> None:
    mine = set(sketch(CopyText(LETTER)))
    assert len(mine & set(sketch(CopyText(misread(LETTER, 0.04))))) >= LEAST_SHARED
    other = "The delegation left Torsund on Tuesday by train and was met at the frontier by the deputy minister, who spoke of harvests "
    assert len(mine & set(sketch(CopyText(other * 3)))) < LEAST_SHARED


@settings(max_examples=40)
@given(st.text(max_size=300), st.text(max_size=300))
def test_the_order_of_two_copies_changes_nothing(one: str, other: str) -> None:
    assert compare(CopyText(one), CopyText(other)).score == compare(CopyText(other), CopyText(one)).score


def test_a_paper_of_another_day_in_the_same_words_is_left_to_a_person_even_when_misread() -> None:
    other = CopyText(misread(LETTER, 0.02, 1), date="1974-03-02")
    found = compare(CopyText(misread(LETTER, 0.03, 2), date="1973-01-09"), other)
    assert found.sameness == "doubtful"
    assert "left to a person" in found.reasons[-1].text


def test_a_collection_that_holds_a_letter_among_others_is_no_copy_of_it() -> None:
    others = " ".join(
        f"paper {number} of the commission on pilots and lanterns speaks of mole {number}" for number in range(60)
    )
    assert compare(CopyText(LETTER), CopyText(f"{LETTER} {others}")).sameness != "same"


@pytest.mark.parametrize("noise", [0.0, 0.01])
def test_a_letter_sent_to_two_people_is_two_letters(noise: float) -> None:
    one = CopyText(f"Dear President Vesk: {LETTER}", date="1973-02-02", to=("President Vesk",))
    other = CopyText(
        misread(f"Dear Prime Minister Holm: {LETTER}", noise, 5), date="1973-02-02", to=("Prime Minister Holm",)
    )
    assert compare(one, other).sameness == "doubtful"


@pytest.mark.parametrize("name", ["Danil Vesk", "President VESK", "Pres. Vosk", "The President"])
def test_a_name_read_otherwise_is_no_other_addressee(name: str) -> None:
    one = CopyText(LETTER, date="1973-02-02", to=("President Vesk",))
    assert compare(one, CopyText(misread(LETTER, 0.01, 3), date="1973-02-02", to=(name,))).sameness == "same"


def test_the_same_day_does_not_make_two_forms_one() -> None:
    form = "On this day the office gave pilot number {} to the ship that asked for one. " * 8
    found = compare(
        CopyText(form.format(*[117] * 8), date="1973-02-02"), CopyText(form.format(*[118] * 8), date="1973-02-02")
    )
    assert found.sameness != "same"


def test_papers_of_one_file_are_one_only_where_their_date_or_number_says_so() -> None:
    form, filled = LETTER, misread(LETTER, 0.02, 7)
    assert compare(CopyText(form, source="a"), CopyText(filled, source="a")).sameness == "doubtful"
    assert compare(CopyText(form, source="a"), CopyText(filled, source="b")).sameness == "same"
    dated = CopyText(form, date="1973-02-02", source="a"), CopyText(filled, date="1973-02-02", source="a")
    assert compare(*dated).sameness == "same"
